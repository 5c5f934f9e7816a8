//! People who act over HTTP: agents in Slack, customers at the bot. And what they see.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::process::Machine;
use crate::sandbox::ANA;

/// The workspace's owner, and the whole priority group.
pub(crate) const MAY: &str = "U07MAY00001";
/// An agent.
pub(crate) const BEN: &str = "U07BEN00001";
/// The ticketing channel that Ana's request names.
pub(crate) const TICKETING: &str = "support-team";
/// The channels that are there before anybody picks.
const AT_FIRST: [&str; 5] = ["support-default", TICKETING, "general", "shared-northwind", "leads-only"];

impl Machine {
    /// Somebody does something in Slack.
    pub(crate) async fn does(&self, act: &Value) -> Value {
        let (status, answer) = self.call(Method::POST, "/sandbox/slack/act", Some(act)).await;
        assert_eq!((status, &answer["ok"]), (StatusCode::OK, &json!(true)), "{act}: {answer}");
        answer
    }

    /// Posts in the background; whatever becomes of it.
    pub(crate) fn begin(&self, path: &str, body: &Value) -> JoinHandle<()> {
        let request = self.client.post(format!("{}{path}", self.page)).json(body);
        tokio::spawn(async move { drop(request.send().await) })
    }

    /// Somebody clicks a button, the newest of its kind in the channel. Gives our function's HTTP status.
    pub(crate) async fn clicks(&self, user: &str, channel: &str, action: &str) -> Value {
        let click = json!({"as": user, "click": {"channel": channel, "action_id": action}});
        self.does(&click).await["status"].clone()
    }

    /// Somebody writes. Gives the message's `ts`.
    pub(crate) async fn writes(&self, user: &str, channel: &str, text: &str) -> String {
        let posted = self.does(&json!({"as": user, "message": {"channel": channel, "text": text}})).await;
        posted["ts"].as_str().expect("a ts").to_owned()
    }

    /// Ana asks for a human through the bot.
    pub(crate) async fn ana_asks(&self) {
        let asks = json!({"member": ANA, "ask_for_live_chat": {"label": "Support Team"}});
        let (status, answer) = self.act(&asks).await;
        assert_eq!((status, &answer["relay"]["status"]), (StatusCode::OK, &json!(200)), "{answer}");
    }

    /// Ana writes.
    pub(crate) async fn ana_says(&self, text: &str) {
        let (status, answer) = self.act(&json!({"member": ANA, "say": text})).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }

    /// Ana has asked, Ben has picked, everything is done. Gives the inbox channel's name.
    pub(crate) async fn live_chat(&self) -> String {
        self.ana_asks().await;
        self.settle().await;
        assert_eq!(self.clicks(BEN, TICKETING, "ticket_pick").await, json!(200));
        self.settle().await;
        let inboxes = self.inboxes().await;
        assert_eq!(inboxes.len(), 1, "{inboxes:?}");
        inboxes[0]["name"].as_str().expect("a name").to_owned()
    }

    /// The channels that came to those of the beginning and stand open, direct messages left out.
    pub(crate) async fn inboxes(&self) -> Vec<Value> {
        let state = self.get("/sandbox/slack/state").await;
        let channels = state["channels"].as_array().expect("channels").iter();
        let is_new = |channel: &&Value| {
            let name = channel["name"].as_str().expect("a name");
            !name.is_empty() && !AT_FIRST.contains(&name) && channel["is_archived"] == json!(false)
        };
        channels.filter(is_new).cloned().collect()
    }

    /// A channel as it is now.
    pub(crate) async fn channel(&self, name: &str) -> Value {
        let state = self.get("/sandbox/slack/state").await;
        let mut channels = state["channels"].as_array().expect("channels").iter();
        channels.find(|channel| channel["name"] == json!(name)).expect("the channel").clone()
    }

    /// What somebody alone was shown in a channel: to whom, and the lines as one.
    pub(crate) async fn told_in(&self, channel: &str) -> Vec<(String, String)> {
        let channel = self.channel(channel).await;
        let ephemerals = channel["ephemerals"].as_array().expect("ephemerals").iter();
        ephemerals.map(|told| (told["to"].as_str().expect("a user").to_owned(), lines(told).join("\n"))).collect()
    }

    /// What we sent to Ana, oldest first.
    pub(crate) async fn sent_to_ana(&self) -> Vec<String> {
        let ana = self.ana().await;
        let messages = ana["messages"].as_array().expect("messages").iter();
        let ours = messages.filter(|message| message["from"] == json!("ADMIN"));
        ours.map(|message| message["text"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Ana as the platform knows her.
    pub(crate) async fn ana(&self) -> Value {
        let state = self.get("/sandbox/chatbot/state").await;
        let mut customers = state["customers"].as_array().expect("customers").iter();
        customers.find(|customer| customer["member"] == json!(ANA)).expect("Ana").clone()
    }

    /// The calls that were made, in order: method, channel, and what became of it.
    pub(crate) async fn calls(&self) -> Vec<Value> {
        self.get("/sandbox/calls").await["calls"].as_array().expect("calls").clone()
    }
}

/// A message's lines.
pub(crate) fn lines(message: &Value) -> Vec<String> {
    let lines = message["lines"].as_array().expect("lines").iter();
    lines.map(|line| line.as_str().expect("a line").to_owned()).collect()
}

/// The messages of a channel whose lines contain this.
pub(crate) fn saying<'a>(channel: &'a Value, words: &str) -> Vec<&'a Value> {
    let messages = channel["messages"].as_array().expect("messages").iter();
    messages.filter(|message| lines(message).iter().any(|line| line.contains(words))).collect()
}
