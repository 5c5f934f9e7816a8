//! What open pages are told, `GET /sandbox/live`: whoever puts each event in the place of what it had shows what a page
//! that is opened now shows.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::people::{BEN, MAY};
use crate::process::{Machine, PATIENCE};
use crate::sandbox::ANA;

/// A page that is open: what it was told, put together as a page does.
pub(crate) struct Page {
    stream: reqwest::Response,
    unread: Vec<u8>,
    things: BTreeMap<String, Value>,
}

impl Page {
    /// Opens a page.
    pub(crate) async fn open(machine: &Machine) -> Self {
        let mut page = Self::connect(machine).await;
        page.take_next().await;
        page
    }

    /// Connects, and has not read the first event.
    async fn connect(machine: &Machine) -> Self {
        let stream = machine.client.get(format!("{}/sandbox/live", machine.page)).send().await.expect("a stream");
        assert_eq!(stream.headers()["content-type"], "text/event-stream");
        Self { stream, unread: Vec::new(), things: BTreeMap::new() }
    }

    /// The next event, put in its place.
    async fn take_next(&mut self) {
        let event = timeout(PATIENCE, self.next()).await.expect("an event");
        self.take(&event.expect("the stream goes on"));
    }

    /// Reads until what is told makes this true.
    async fn until(&mut self, what: &str, is_there: impl Fn(&Self) -> bool) {
        let reading = async {
            while !is_there(self) {
                let event = self.next().await.expect("the stream goes on");
                self.take(&event);
            }
        };
        timeout(PATIENCE, reading).await.unwrap_or_else(|_| panic!("never told: {what}"));
    }

    /// The next event; none when the stream ended.
    async fn next(&mut self) -> Option<Value> {
        self.next_text().await.map(|data| serde_json::from_str(&data).expect("JSON"))
    }

    /// The next event as it was sent.
    async fn next_text(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.unread.windows(2).position(|two| two == b"\n\n") {
                let event: Vec<u8> = self.unread.drain(..end + 2).collect();
                let text = String::from_utf8(event).expect("text");
                if let Some(data) = text.trim_end().strip_prefix("data: ") {
                    return Some(data.to_owned());
                }
            } else {
                self.unread.extend(self.stream.chunk().await.ok()??);
            }
        }
    }

    /// Puts an event in the place of what it is about.
    fn take(&mut self, event: &Value) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match event["kind"].as_str().expect("a kind") {
            "now" => self.begin(event),
            "channel" => self.put("channel", &event["channel"]["id"], &event["channel"]),
            "channel_gone" => drop(self.things.remove(&format!("channel {}", text(&event["channel"])))),
            kind @ ("message" | "ephemeral") => {
                let kind = format!("{kind} {}", text(&event["channel"]));
                let said = event.get("message").unwrap_or(&event["ephemeral"]);
                self.put(&kind, &said["ts"], said);
            }
            kind @ ("message_gone" | "ephemeral_gone") => {
                let kind = kind.trim_end_matches("_gone");
                self.things.remove(&format!("{kind} {} {}", text(&event["channel"]), text(&event["ts"])));
            }
            "views" => self.put("views", &json!(""), &event["views"]),
            "home" => self.put("home", &event["home"]["user"], &event["home"]),
            "user" => self.put("user", &event["user"]["id"], &event["user"]),
            "customer" => self.put("customer", &event["customer"]["member"], &event["customer"]),
            "chat" => self.put("chat", &event["message"]["id"], &event["message"]),
            "flow" => self.put("flow", &json!(event["entry"]["number"].to_string()), &event["entry"]),
            "ticket" => self.put("ticket", &event["ticket"]["ticket"], &event["ticket"]),
            other => panic!("nobody knows {other}"),
        }
    }

    fn put(&mut self, kind: &str, id: &Value, thing: &Value) {
        self.things.insert(format!("{kind} {}", id.as_str().expect("an id")), thing.clone());
    }

    /// How everything is.
    fn begin(&mut self, now: &Value) {
        self.things.clear();
        self.put("views", &json!(""), &now["slack"]["views"]);
        self.put_all("channel", "id", &now["slack"]["channels"]);
        self.put_all("home", "user", &now["slack"]["homes"]);
        self.put_all("user", "id", &now["slack"]["users"]);
        self.put_all("ticket", "ticket", &now["flow"]["tickets"]);
        for entry in now["flow"]["entries"].as_array().expect("a list") {
            self.put("flow", &json!(entry["number"].to_string()), entry);
        }
        for customer in now["customers"].as_array().expect("a list") {
            let mut alone = customer.clone();
            let messages = alone.as_object_mut().expect("an object").remove("messages").expect("messages");
            self.put("customer", &customer["member"], &alone);
            self.put_all("chat", "id", &messages);
        }
    }

    fn put_all(&mut self, kind: &str, id: &str, things: &Value) {
        for thing in things.as_array().expect("a list") {
            self.put(kind, &thing[id], thing);
        }
    }

    /// All that a page begins with.
    fn without_messages(&self) -> BTreeMap<&String, &Value> {
        let in_channels = |key: &str| key.starts_with("message ") || key.starts_with("ephemeral ");
        self.things.iter().filter(|(key, _)| !in_channels(key)).collect()
    }

    /// What it shows of a channel, oldest first.
    fn said(&self, kind: &str, channel: &Value) -> Vec<&Value> {
        let kind = format!("{kind} {} ", channel.as_str().expect("an id"));
        self.things.iter().filter(|(key, _)| key.starts_with(&kind)).map(|(_, thing)| thing).collect()
    }

    /// All things of a kind.
    pub(crate) fn said_of(&self, kind: &str) -> Vec<Value> {
        let of_kind = self.things.iter().filter(|(key, _)| key.starts_with(&format!("{kind} ")));
        of_kind.map(|(_, thing)| thing.clone()).collect()
    }

    /// Whether it shows a message with these words in a channel.
    fn shows(&self, channel: &Value, words: &str) -> bool {
        self.said("message", channel).iter().any(|message| message.to_string().contains(words))
    }
}

impl Machine {
    /// A live chat with all that can be told of: clicks, private answers, marks, a thread, a modal, an edit, a deletion,
    /// somebody added, a channel archived, and the end. Gives the inbox channel.
    async fn lives_through_a_live_chat(&self) -> Value {
        let inbox = self.live_chat().await;
        self.ana_says("Where is my *parcel*?").await;
        let ts = self.writes(BEN, &inbox, "It left the depot").await;
        let note = json!({"channel": inbox, "thread_ts": ts, "text": "slow again"});
        self.does(&json!({"as": BEN, "message": note})).await;
        self.does(&json!({"as": BEN, "edit": {"channel": inbox, "ts": ts, "text": "It left the depot today"}})).await;
        let passing = self.writes(BEN, "support-team", "soon gone").await;
        self.does(&json!({"as": BEN, "delete": {"channel": "support-team", "ts": passing}})).await;
        self.does(&json!({"as": BEN, "shortcut": {"callback_id": "live_chat_control", "channel": inbox, "ts": ts}}))
            .await;
        self.does(&json!({"create_users": 1, "in": "general"})).await;
        self.does(&json!({"as": MAY, "archive": {"channel": "leads-only"}})).await;
        self.clicks(BEN, &inbox, "live_chat_end").await;
        self.settle().await;
        self.channel(&inbox).await["id"].clone()
    }
}

#[tokio::test]
async fn a_page_that_was_open_all_along_shows_what_one_shows_that_is_opened_now() {
    let machine = Machine::in_memory().await;
    let mut page = Page::open(&machine).await;
    let inbox = machine.lives_through_a_live_chat().await;
    // The last thing that happens anywhere: with it everything was told.
    machine.writes(BEN, "support-team", "the last word").await;
    page.until("the last word", |page| page.shows(&json!("C08SUPPORT1"), "the last word")).await;

    machine.settle().await;
    let later = Page::open(&machine).await;
    // A page begins with the newest entries of what flowed; one that was open longer has more.
    let begins = later.said_of("flow").iter().filter_map(|entry| entry["number"].as_u64()).min();
    let is_kept = |entry: &Value| entry["number"].as_u64() >= begins;
    page.until("the last entry", |page| page.said_of("flow").into_iter().filter(is_kept).eq(later.said_of("flow")))
        .await;
    page.things.retain(|key, thing| !key.starts_with("flow ") || is_kept(thing));
    assert_eq!(page.without_messages(), later.without_messages());
    for channel in [&inbox, &json!("C08SUPPORT1")] {
        let now = machine.get(&format!("/sandbox/slack/messages?channel={}", channel.as_str().unwrap())).await;
        assert_eq!(json!(page.said("message", channel)), now["messages"]);
        assert_eq!(json!(page.said("ephemeral", channel)), now["ephemerals"]);
    }
    assert!(page.shows(&inbox, "slow again"), "the note stands in the thread");
    assert!(!page.shows(&json!("C08SUPPORT1"), "soon gone"));
    assert_eq!(page.things["views "].as_array().map(Vec::len), Some(1), "Live Chat Control stands open");
}

#[tokio::test]
async fn a_long_channel_is_given_stretch_by_stretch() {
    let machine = Machine::in_memory().await;
    machine.does(&json!({"create_messages": {"channel": "general", "count": 120}})).await;
    let mut texts = Vec::new();
    let mut before = String::new();
    loop {
        let stretch = machine.get(&format!("/sandbox/slack/messages?channel=C07GENERAL1{before}")).await;
        let messages = stretch["messages"].as_array().expect("a list");
        texts.splice(0..0, messages.iter().map(|message| message["text"].as_str().expect("a text").to_owned()));
        if stretch["has_more"] == json!(false) {
            break;
        }
        assert_eq!(messages.len(), 50);
        before = format!("&before={}", messages[0]["ts"].as_str().expect("an id"));
    }
    assert_eq!(texts, (1..=120).map(|number| format!("Message {number} of 120")).collect::<Vec<_>>());
    let (status, answer) = machine.call(Method::GET, "/sandbox/slack/messages?channel=C0NONE", None).await;
    assert_eq!((status.as_u16(), &answer["error"]["message"]), (404, &json!("there is no channel C0NONE")));
}

#[tokio::test]
async fn a_reply_that_was_also_sent_to_the_channel_is_given_where_it_stands_there() {
    let machine = Machine::in_memory().await;
    let parent = machine.writes(BEN, "support-team", "the parent").await;
    machine.writes(BEN, "support-team", "said in between").await;
    for (text, broadcast) in [("in the thread", false), ("to everybody", true)] {
        let reply = json!({"channel": "support-team", "thread_ts": parent, "text": text, "broadcast": broadcast});
        machine.does(&json!({"as": BEN, "message": reply})).await;
    }
    let newest = machine.get("/sandbox/slack/messages?channel=C08SUPPORT1&limit=2").await;
    let shown: Vec<_> =
        newest["messages"].as_array().expect("a list").iter().map(|it| (&it["text"], &it["thread_ts"])).collect();
    let expected = [(&json!("said in between"), &Value::Null), (&json!("to everybody"), &json!(parent))];
    assert_eq!((shown.as_slice(), &newest["has_more"]), (expected.as_slice(), &json!(true)));
}

#[tokio::test]
async fn a_page_comes_with_how_everything_is_and_its_connection_says_the_same() {
    let machine = Machine::in_memory().await;
    let text = "</script><script>alert(1)</script><!--";
    let says = json!({"member": ANA, "say": text});
    assert_eq!(machine.act(&says).await.0, 200);
    machine.settle().await;
    let answer = machine.client.get(format!("{}/", machine.page)).send().await.expect("the page");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let page = answer.text().await.expect("text");
    let (_, after) = page.split_once(r#"<script id="now" type="application/json">"#).expect("the state");
    let (now, rest) = after.split_once("</script>").expect("its end");
    assert_eq!(rest, "\n</body>\n</html>\n", "nothing that people wrote ends it before");
    let said = Page::connect(&machine).await.next_text().await;
    assert_eq!(said.as_deref(), Some(now), "word for word: by that the page knows it");
    let now: Value = serde_json::from_str(now).expect("JSON");
    let chat = now["customers"].as_array().expect("a list").iter().find(|it| it["member"] == ANA).expect("Ana");
    let texts = chat["messages"].as_array().expect("a list").iter().map(|message| &message["text"]);
    assert!(texts.into_iter().any(|it| it == text), "{chat}");
}

#[tokio::test]
async fn an_open_page_does_not_keep_the_system_from_stopping() {
    let machine = Machine::in_memory().await;
    let mut page = Page::open(&machine).await;
    assert!(machine.end_by("INT").await.success());
    let last = async {
        while let Some(chunk) = page.stream.chunk().await? {
            drop(chunk);
        }
        Ok::<_, reqwest::Error>(())
    };
    timeout(PATIENCE, last).await.expect("an end").expect("it was ended, not broken off");
}

#[tokio::test]
async fn what_flows_for_a_ticket_is_told_in_order_with_all_that_was_said() {
    let machine = Machine::in_memory().await;
    let inbox = machine.live_chat().await;
    machine.writes(BEN, &inbox, "It left the depot").await;
    machine.settle().await;
    let page = Page::open(&machine).await;
    let ticket = page.said_of("ticket")[0].clone();
    assert_eq!((&ticket["status"], &ticket["member"]), (&json!("Active"), &json!(ANA)));
    let marks = [&ticket["ticket"], &ticket["member"], &ticket["inbox"]];
    let mut entries = page.said_of("flow");
    entries.retain(|entry| marks.iter().any(|mark| entry["ids"].as_array().unwrap().contains(mark)));
    entries.retain(|entry| entry["number"].as_u64() >= ticket["first"].as_u64());
    entries.sort_by_key(|entry| entry["number"].as_u64());
    let told: Vec<String> =
        entries.iter().map(|it| format!("{} {}", it["source"], it["title"]).replace('"', "")).collect();
    let reference = ticket["reference"].as_str().unwrap();
    let in_order = [
        "delivery Request of a bot".to_owned(),
        format!("state {reference}: Pending"),
        "job show (card): put".to_owned(),
        "call chat.postMessage".to_owned(),
        "delivery Slack block actions: ticket_pick".to_owned(),
        format!("state {reference}: Pending → Active"),
        "call conversations.create".to_owned(),
        "call conversations.invite".to_owned(),
        "job agent said: put".to_owned(),
        "call sendResponses".to_owned(),
        "job agent said: done".to_owned(),
    ];
    let mut rest = told.iter();
    for expected in &in_order {
        assert!(rest.any(|it| it == expected), "{expected} is not told, or too early: {told:#?}");
    }
    let sent = entries.iter().rfind(|entry| entry["title"] == "sendResponses").expect("it was told");
    let whole = machine.get(&format!("/sandbox/flow/{}", sent["number"])).await;
    assert!(whole["sent"].to_string().contains("It left the depot"), "{whole}");
    assert_eq!((&whole["entry"], &whole["answered"]["ok"]), (sent, &json!(1)));
    let (status, _) = machine.call(Method::GET, "/sandbox/flow/99999", None).await;
    assert_eq!(status.as_u16(), 404);
}

#[tokio::test]
async fn what_opens_doors_is_not_told() {
    let machine = Machine::in_memory().await;
    let inbox = machine.live_chat().await;
    machine.clicks(BEN, &inbox, "live_chat_end").await;
    machine.settle().await;
    let about = machine.get("/sandbox/about").await;
    let key = machine.relay_url.rsplit('/').next().expect("a key");
    let page = Page::open(&machine).await;
    for entry in page.said_of("flow") {
        let whole = machine.get(&format!("/sandbox/flow/{}", entry["number"])).await.to_string();
        for secret in [key, about["slack_signing_secret"].as_str().unwrap(), "xoxb-", "Bearer ", "v0=", "/response/"] {
            assert!(!whole.contains(secret), "{secret} stands in {whole}");
        }
    }
}

#[tokio::test]
async fn another_site_in_the_same_browser_is_refused() {
    let machine = Machine::in_memory().await;
    let own = machine.page.replace("127.0.0.1", "localhost");
    let refused = async |head: &str, value: &str| {
        let asked = machine.client.get(format!("{}/sandbox/about", machine.page)).header(head, value);
        asked.send().await.expect("an answer").status().as_u16() == 403
    };
    assert!(refused("origin", "https://elsewhere.example").await);
    assert!(refused("origin", "null").await);
    assert!(refused("host", "elsewhere.example").await, "a name that was made to point here");
    assert!(!refused("origin", &machine.page).await);
    assert!(!refused("origin", &own).await);
    assert!(!refused("host", own.trim_start_matches("http://")).await);
}
