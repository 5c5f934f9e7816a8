//! The cards as people see them in Slack.

use serde_json::Value;
use shared::domain::Timestamp;

use crate::process::Machine;

/// A message in a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Card {
    /// The channel's name.
    pub(crate) channel: String,
    /// Line by line, buttons in brackets. A date is shown as `<time>`.
    pub(crate) lines: Vec<String>,
    /// What notifications show.
    pub(crate) text: String,
    /// Whose ticket its first button is for, and which.
    pub(crate) of: Option<(String, String)>,
    /// When it was posted.
    pub(crate) posted_at: Timestamp,
}

impl Machine {
    /// Every message in Slack, by channel and then by time.
    pub(crate) async fn cards(&self) -> Vec<Card> {
        let state = self.get("/sandbox/slack/state").await;
        let channels = state["channels"].as_array().expect("channels").iter();
        let messages = channels.flat_map(|channel| {
            assert_eq!(channel["ephemerals"], serde_json::json!([]), "nobody was told anything privately");
            let name = channel["name"].as_str().expect("a name").to_owned();
            channel["messages"].as_array().expect("messages").iter().map(move |message| card(&name, message))
        });
        messages.collect()
    }

    /// The one card that there is.
    pub(crate) async fn one_card(&self) -> Card {
        let mut cards = self.cards().await;
        assert_eq!(cards.len(), 1, "{cards:#?}");
        cards.remove(0)
    }

    /// The one card of this customer.
    pub(crate) async fn card_of(&self, member: &str) -> Card {
        let mut cards = self.cards().await;
        cards.retain(|card| card.member() == Some(member));
        assert_eq!(cards.len(), 1, "{cards:#?}");
        cards.remove(0)
    }
}

impl Card {
    /// Whose ticket it shows.
    pub(crate) fn member(&self) -> Option<&str> {
        self.of.as_ref().map(|(member, _)| member.as_str())
    }

    /// The ticket that it shows.
    pub(crate) fn ticket(&self) -> Option<&str> {
        self.of.as_ref().map(|(_, ticket)| ticket.as_str())
    }

    /// Asserts that it says exactly this, line by line.
    pub(crate) fn assert_says(&self, expected: &[&str]) {
        assert_eq!(self.lines, expected, "{self:#?}");
    }
}

fn card(channel: &str, message: &Value) -> Card {
    let blocks = message["blocks"].as_array().expect("blocks");
    Card {
        channel: channel.to_owned(),
        lines: blocks.iter().flat_map(lines).collect(),
        text: without_dates(message["text"].as_str().expect("a text")),
        of: blocks.iter().find_map(first_button),
        posted_at: posted_at(message["ts"].as_str().expect("a ts")),
    }
}

fn lines(block: &Value) -> Vec<String> {
    match block["type"].as_str() {
        Some("section") => {
            let text = without_dates(block["text"]["text"].as_str().expect("a text"));
            text.lines().map(str::to_owned).collect()
        }
        Some("actions") => {
            let buttons = block["elements"].as_array().expect("buttons").iter();
            let labels = buttons.map(|button| format!("[{}]", button["text"]["text"].as_str().expect("a label")));
            vec![labels.collect::<Vec<_>>().join("  ")]
        }
        _ => panic!("a card is made of texts and buttons, not of {block}"),
    }
}

fn first_button(block: &Value) -> Option<(String, String)> {
    let value: Value = serde_json::from_str(block["elements"][0]["value"].as_str()?).expect("a button carries JSON");
    Some((value["member"].as_str()?.to_owned(), value["ticket"].as_str()?.to_owned()))
}

/// Slack's date tokens, which each reader sees in their own time zone, as `<time>`.
fn without_dates(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((before, token)) = rest.split_once("<!date^") {
        let (seconds, after) = token.split_once('^').expect("a time in a date");
        seconds.parse::<i64>().expect("whole seconds");
        let (format, after) = after.split_once('>').expect("the end of a date");
        assert!(format.starts_with("{date_short_pretty} {time}|20"), "{format}");
        shown.push_str(before);
        shown.push_str("<time>");
        rest = after;
    }
    shown + rest
}

/// A `ts` is seconds and microseconds.
fn posted_at(ts: &str) -> Timestamp {
    let (seconds, micros) = ts.split_once('.').expect("a point in a ts");
    let (seconds, micros): (i64, i64) = (seconds.parse().expect("seconds"), micros.parse().expect("microseconds"));
    Timestamp::from_millis(seconds * 1000 + micros / 1000)
}
