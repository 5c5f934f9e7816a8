//! What scripts make happen on the platform: a customer writes, asks for a human, reads; somebody else toggles. As
//! Rust, and as `POST /sandbox/chatbot/act` reads it.

mod read;

use serde::Serialize;
use serde_json::{Value, json};
use shared::domain::{MemberId, Timestamp};

use super::state::{Becomes, Chat, ChatbotChange, Member, Platform, Reported, Sender};
use crate::sandbox::world::{Cause, Change};
use crate::sandbox::{Sandbox, SandboxError};

/// What the bot answers to every text while it answers.
pub const BOT_LINE: &str = "I am the chatbot. Ask for a live chat to talk to a person.";

/// One thing that happens to a customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// The customer.
    pub member: MemberId,
    /// What.
    pub deed: Deed,
}

/// What happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// The customer sends a message.
    Says {
        /// Its type in capitals: `TEXT`, `IMAGE`.
        kind: String,
        /// Its data, as the webhook carries it.
        data: Value,
        /// How its time is written.
        time: TimeSpelling,
        /// Whether its id is told, which the platform often leaves out.
        with_id: bool,
    },
    /// The customer asks for a human: the bot's pre-action takes the platform's lock and posts the request.
    AsksForLiveChat {
        /// The team, if the bot names one.
        label: Option<String>,
    },
    /// The messenger reports on a message.
    Reports {
        /// Which message, by the messenger's id.
        message_id: String,
        /// What became of it.
        is: Becomes,
        /// Why, of what failed; null for none.
        errors: Value,
    },
    /// Somebody else toggles: another tool, or the bot itself.
    SetsLiveChat(bool),
}

/// How a time is written (`contracts/stella.md` 4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeSpelling {
    /// A text in seconds.
    Seconds,
    /// A number in milliseconds.
    Milliseconds,
}

/// What an act came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Acted {
    /// The messenger's id of what was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// What the pre-action now posts to the relay URL (`contracts/stella.md` 6.1). Whoever acts posts it.
    #[serde(skip)]
    pub request: Option<Value>,
}

/// Why an act can't be.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// It can't be read, or names what isn't there.
    #[error("{field}: {problem}")]
    Wrong {
        /// The field that is wrong.
        field: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// The platform's lock is taken: the pre-action throws, and posts nothing.
    #[error("ticket creation in progress: liveChat is true already")]
    Locked,
    /// The journal.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
}

impl Deed {
    /// The customer writes this.
    pub fn says(text: impl Into<String>) -> Self {
        let data = json!({"text": text.into()});
        Self::Says { kind: "TEXT".to_owned(), data, time: TimeSpelling::Seconds, with_id: true }
    }
}

impl Sandbox {
    /// Makes something happen on the platform. It is written down, with what it makes the webhook send, before this
    /// returns.
    pub fn customer_acts(&self, act: &Act) -> Result<Acted, ActError> {
        let (now, mut world) = (self.now(), self.world());
        let platform = &world.state().chatbot;
        let member = platform.members.get(&act.member);
        let member = member.ok_or_else(|| wrong("member", "no such customer; GET /sandbox/about lists them"))?;
        let (changes, acted) = happens(platform, member, &act.deed, now)?;
        world.commit(changes.into_iter().map(Change::Chatbot).collect(), &Cause::at(now))?;
        Ok(acted)
    }
}

fn wrong(field: &'static str, problem: impl Into<String>) -> ActError {
    ActError::Wrong { field, problem: problem.into() }
}

fn happens(
    platform: &Platform,
    member: &Member,
    deed: &Deed,
    now: Timestamp,
) -> Result<(Vec<ChatbotChange>, Acted), ActError> {
    let id = &member.id;
    match deed {
        Deed::Says { kind, data, time, with_id } => {
            let said = json!({"type": kind, "data": data});
            let said = said_by_customer(platform, member, &said, *time, *with_id, now);
            let acted = Acted { message_id: Some(said.message_id()), request: None };
            let answer = (!member.live_chat && kind == "TEXT").then(|| said_by_bot(platform, member, now));
            let added = |chat| ChatbotChange::ChatAdded { member: id.clone(), chat: Box::new(chat) };
            Ok(([Some(said), answer].into_iter().flatten().map(added).collect(), acted))
        }
        Deed::AsksForLiveChat { .. } if member.live_chat => Err(ActError::Locked),
        Deed::AsksForLiveChat { label } => {
            let change = ChatbotChange::LiveChatSet { member: id.clone(), live_chat: true };
            let request = request(platform, member, label.as_deref());
            Ok((vec![change], Acted { request: Some(request), message_id: None }))
        }
        Deed::Reports { message_id, is, errors } => {
            if !member.chats.iter().any(|chat| chat.message_id() == *message_id) {
                return Err(wrong("status.message_id", "no such message; GET /sandbox/chatbot/state shows them"));
            }
            let status = Reported { is: *is, at: now, errors: errors.clone() };
            let change = ChatbotChange::Reported { member: id.clone(), message_id: message_id.clone(), status };
            Ok((vec![change], Acted::default()))
        }
        Deed::SetsLiveChat(live_chat) => {
            let change = ChatbotChange::LiveChatSet { member: id.clone(), live_chat: *live_chat };
            Ok((vec![change], Acted::default()))
        }
    }
}

fn said_by_customer(
    platform: &Platform,
    member: &Member,
    said: &Value,
    time: TimeSpelling,
    with_id: bool,
    at: Timestamp,
) -> Chat {
    let time = match time {
        TimeSpelling::Seconds => json!(at.seconds().to_string()),
        TimeSpelling::Milliseconds => json!(at.millis()),
    };
    let mut chat = line(member, 0, Sender::Member, platform.message(member, Sender::Member, said, &time), at);
    let named = chat.message_id();
    if let Some(event) = chat.message_event.as_object_mut().filter(|_| with_id) {
        event.insert("messageId".to_owned(), named.into());
    }
    chat
}

fn said_by_bot(platform: &Platform, member: &Member, at: Timestamp) -> Chat {
    line(member, 1, Sender::Bot, platform.text(member, Sender::Bot, BOT_LINE, at), at)
}

fn line(member: &Member, nth: usize, sender: Sender, message_event: Value, at: Timestamp) -> Chat {
    let (delivered_at, read_at, statuses) = (None, None, Vec::new());
    Chat { id: member.next_chat_id(nth), at, sender, message_event, delivered_at, read_at, statuses }
}

/// What the published pre-action posts.
fn request(platform: &Platform, member: &Member, label: Option<&str>) -> Value {
    let mut request = json!({
        "type": "LIVE_CHAT_REQUEST",
        "member": member.id,
        "channel": platform.channel.id,
        "app": platform.app.id,
    });
    if let (Some(fields), Some(label)) = (request.as_object_mut(), label) {
        fields.insert("label".to_owned(), label.into());
    }
    request
}
