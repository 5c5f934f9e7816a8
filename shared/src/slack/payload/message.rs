//! A message as an event tells it: somebody's, an app's, or our own come back (`contracts/slack.md` 6.2).

use serde_json::Value;

use super::{BotId, FileId, Ourselves, SlackAppId, flag, text};
use crate::domain::{ChannelId, CustomerText, MessageTs, UserId, WorkspaceId};
use crate::secret::Secret;
use crate::slack::DeliveryKey;
use crate::slack::field::list;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageEvent {
    /// Where it stands.
    pub channel: ChannelId,
    /// Its id there.
    pub ts: MessageTs,
    /// The thread it belongs to: its own id, for the message that began one.
    pub thread: Option<MessageTs>,
    /// What kind it is; none for one that a person or an app just wrote.
    pub subtype: Option<String>,
    /// Who wrote it. An app that posts under another name may have none.
    pub user: Option<UserId>,
    /// The workspace of who wrote it, which in a shared channel may be another than the event's.
    pub team: Option<WorkspaceId>,
    /// The bot that wrote it.
    pub bot_id: Option<BotId>,
    /// The app that wrote it.
    pub app_id: Option<SlackAppId>,
    /// What it says, in Slack's markup; may be empty.
    pub text: CustomerText,
    /// Its files. Whatever its subtype, a message with files is one to take files from.
    pub files: Vec<SlackFile>,
    /// By what a post of ours is known again.
    pub delivery_key: Option<DeliveryKey>,
    /// Whether it was edited.
    pub is_edited: bool,
}

impl MessageEvent {
    /// Reads a message that stands in this channel; without an id it is none.
    pub(super) fn of(message: &Value, channel: &ChannelId) -> Option<Self> {
        let of_bot = || text(message, "/bot_profile/app_id");
        Some(Self {
            channel: channel.clone(),
            ts: MessageTs::new(text(message, "/ts")?),
            thread: text(message, "/thread_ts").map(MessageTs::new),
            subtype: text(message, "/subtype").map(ToOwned::to_owned),
            user: text(message, "/user").map(UserId::new),
            team: text(message, "/user_team").or_else(|| text(message, "/team")).map(WorkspaceId::new),
            bot_id: text(message, "/bot_id").map(BotId::new),
            app_id: text(message, "/app_id").or_else(of_bot).map(SlackAppId::new),
            text: CustomerText::new(text(message, "/text").unwrap_or_default()),
            files: list(message, "/files").iter().filter_map(SlackFile::of).collect(),
            delivery_key: delivery_key(message),
            is_edited: message.get("edited").is_some_and(Value::is_object),
        })
    }

    /// Whether we wrote it. Our own posts come back without a subtype.
    pub fn is_ours(&self, ourselves: &Ourselves) -> bool {
        self.app_id.as_ref() == Some(&ourselves.app)
            || self.bot_id.as_ref() == Some(&ourselves.bot)
            || self.user.as_ref() == Some(&ourselves.user)
    }

    /// Whether an app wrote it, ours or another.
    pub fn is_of_an_app(&self) -> bool {
        self.app_id.is_some() || self.bot_id.is_some() || self.subtype.as_deref() == Some("bot_message")
    }

    /// Whether it is a reply in a thread, also one that was sent to the channel too.
    pub fn is_reply(&self) -> bool {
        self.subtype.as_deref() == Some("thread_broadcast") || self.thread.as_ref().is_some_and(|it| *it != self.ts)
    }

    /// Whether it mentions this user. Typed by hand, a mention's signs come escaped.
    pub fn mentions(&self, user: &UserId) -> bool {
        mentions(self.text.as_str(), user)
    }
}

/// Whether a text in Slack's markup mentions this user. Typed by hand, a mention's signs come escaped.
pub fn mentions(text: &str, user: &UserId) -> bool {
    let after = |rest: &str| rest.starts_with(['>', '|']);
    text.split("<@").skip(1).any(|rest| rest.strip_prefix(user.as_str()).is_some_and(after))
}

/// The key of a post of ours. Another app's metadata may look alike, so alone it says nothing.
fn delivery_key(message: &Value) -> Option<DeliveryKey> {
    let kind = text(message, "/metadata/event_type").filter(|kind| *kind == DeliveryKey::EVENT_TYPE);
    kind.and_then(|_| text(message, "/metadata/event_payload/delivery_key")).and_then(DeliveryKey::new)
}

/// A file of a message (`contracts/slack.md` 11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlackFile {
    /// Which.
    pub id: FileId,
    /// Its name, as who sent it chose it.
    pub name: Option<CustomerText>,
    /// What it is said to be, such as `image/png`.
    pub mimetype: Option<String>,
    /// How large it is said to be, in bytes.
    pub size: Option<u64>,
    /// Where it lives: `hosted`, `external`, `snippet` …
    pub mode: Option<String>,
    /// Whether it is in Slack at all: to an address elsewhere no token is sent.
    pub is_external: bool,
    /// `check_file_info` when Slack must be asked for the rest.
    pub access: Option<String>,
    /// Where it is read, with the token in a header: Slack's hosts only.
    pub url_private_download: Option<Secret>,
}

impl SlackFile {
    /// Reads Slack's file object. Only the id is asked for.
    fn of(file: &Value) -> Option<Self> {
        Some(Self {
            id: FileId::new(text(file, "/id")?),
            name: text(file, "/name").or_else(|| text(file, "/title")).map(CustomerText::new),
            mimetype: text(file, "/mimetype").map(ToOwned::to_owned),
            size: file.get("size").and_then(Value::as_u64),
            mode: text(file, "/mode").map(ToOwned::to_owned),
            is_external: flag(file, "/is_external"),
            access: text(file, "/file_access").map(ToOwned::to_owned),
            url_private_download: text(file, "/url_private_download").map(Secret::new),
        })
    }
}
