//! The Events API's deliveries: at least once, in any order, sometimes never (`contracts/slack.md` 3 and 6).

use serde_json::Value;

use super::{MessageEvent, SlackAppId, Unreadable, needed, object, text};
use crate::domain::{ChannelId, CustomerText, MessageTs, Timestamp, UserId, WorkspaceId};
use crate::slack::SlackUser;
use crate::slack::field::{list, word};
use crate::slack::signature::Verified;
use crate::slack::ts::time_in;

/// What one delivery is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventDelivery {
    /// Slack asks whether the address is ours: it is answered with the challenge.
    UrlVerification {
        /// What to answer.
        challenge: String,
    },
    /// Events of a workspace are left out, since there were too many.
    RateLimited {
        /// Whose.
        workspace: WorkspaceId,
        /// The minute of which some are left out.
        minute: Option<Timestamp>,
    },
    /// Something happened.
    Event(Envelope),
    /// A delivery that we don't know.
    Unknown {
        /// Slack's name for it.
        kind: String,
    },
}

/// An event, and where and when it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The same for each delivery of the same event, and no other's.
    pub event_id: String,
    /// The installation that it is for.
    pub workspace: WorkspaceId,
    /// The app that it is for.
    pub app: SlackAppId,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub event: Event,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody wrote something, ourselves included.
    Message(Box<MessageEvent>),
    /// A message is another one now: edited, shown with a preview, or updated by us.
    MessageChanged {
        /// Where.
        channel: ChannelId,
        /// The message's id, not the change's.
        ts: MessageTs,
        /// The message as it is now.
        message: Box<MessageEvent>,
        /// What it said before.
        previous_text: Option<CustomerText>,
        /// Whether it was deleted, and stands only because it has replies.
        is_tombstone: bool,
    },
    /// A message was deleted.
    MessageDeleted {
        /// Where.
        channel: ChannelId,
        /// The message's id, not the deletion's.
        ts: MessageTs,
        /// The message as it was.
        previous: Option<Box<MessageEvent>>,
    },
    /// Our app was mentioned. The same message comes as [`Event::Message`] too, earlier or later.
    AppMention {
        /// Where.
        channel: ChannelId,
        /// The message's id.
        ts: MessageTs,
        /// The thread it belongs to.
        thread: Option<MessageTs>,
        /// By whom.
        user: UserId,
    },
    /// Someone came into a channel: our own bot too.
    MemberJoined {
        /// Which channel.
        channel: ChannelId,
        /// Who.
        user: UserId,
        /// Who let them in; none when they came by themselves.
        inviter: Option<UserId>,
    },
    /// Someone left a channel.
    MemberLeft {
        /// Which channel.
        channel: ChannelId,
        /// Who.
        user: UserId,
    },
    /// A channel can't be used any more.
    ChannelGone {
        /// Which.
        channel: ChannelId,
        /// How it went.
        how: Gone,
    },
    /// A channel that was archived is not any more.
    ChannelUnarchived {
        /// Which.
        channel: ChannelId,
    },
    /// A channel has another name.
    ChannelRenamed {
        /// Which.
        channel: ChannelId,
        /// Its name now.
        name: String,
    },
    /// A channel has another id.
    ChannelIdChanged {
        /// The id it had.
        old: ChannelId,
        /// The id it has.
        new: ChannelId,
    },
    /// A person is something else now: a guest, deactivated, called otherwise.
    UserChanged(SlackUser),
    /// Someone looks at the app's own pages.
    AppHomeOpened {
        /// Who.
        user: UserId,
        /// Whether it is the home page, and not the messages'.
        is_home: bool,
    },
    /// The app was taken out of the workspace.
    AppUninstalled,
    /// Tokens of ours work no more.
    TokensRevoked {
        /// The bots whose tokens they were; none when they were people's.
        bots: Vec<UserId>,
    },
    /// An event that we don't know.
    Unknown {
        /// Slack's name for it.
        kind: String,
    },
}

/// How a channel went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// It was archived.
    Archived,
    /// It was deleted.
    Deleted,
    /// Our bot is not in it any more.
    Left,
}

/// Reads a delivery.
pub fn read(verified: Verified<'_>) -> Result<EventDelivery, Unreadable> {
    let delivery = object(verified.body())?;
    match text(&delivery, "/type") {
        Some("url_verification") => {
            Ok(EventDelivery::UrlVerification { challenge: needed(&delivery, "/challenge", "challenge")?.to_owned() })
        }
        Some("app_rate_limited") => Ok(EventDelivery::RateLimited {
            workspace: workspace(&delivery)?,
            minute: seconds(&delivery, "/minute_rate_limited"),
        }),
        Some("event_callback") => envelope(&delivery).map(EventDelivery::Event),
        _ => Ok(EventDelivery::Unknown { kind: word(&delivery, "/type") }),
    }
}

fn envelope(delivery: &Value) -> Result<Envelope, Unreadable> {
    let happened = delivery.get("event").filter(|event| event.is_object()).ok_or(Unreadable::Missing("event"))?;
    Ok(Envelope {
        event_id: needed(delivery, "/event_id", "event_id")?.to_owned(),
        workspace: workspace(delivery)?,
        app: SlackAppId::new(needed(delivery, "/api_app_id", "api_app_id")?),
        at: at(delivery).ok_or(Unreadable::Missing("event_time"))?,
        event: event(happened)?,
    })
}

fn workspace(delivery: &Value) -> Result<WorkspaceId, Unreadable> {
    needed(delivery, "/team_id", "team_id").map(WorkspaceId::new)
}

/// The envelope's time, else the event's own.
fn at(delivery: &Value) -> Option<Timestamp> {
    let own = || ["/event/event_ts", "/event/ts"].into_iter().find_map(|place| time_in(text(delivery, place)?));
    seconds(delivery, "/event_time").or_else(own)
}

fn seconds(value: &Value, pointer: &str) -> Option<Timestamp> {
    value.pointer(pointer)?.as_i64()?.checked_mul(1000).map(Timestamp::from_millis)
}

fn event(event: &Value) -> Result<Event, Unreadable> {
    match text(event, "/type").unwrap_or_default() {
        "message" => message(event),
        "app_mention" => mention(event),
        "member_joined_channel" => joined(event),
        "member_left_channel" => Ok(Event::MemberLeft { channel: channel(event)?, user: user(event)? }),
        "channel_archive" | "group_archive" => gone(event, Gone::Archived),
        "channel_deleted" | "group_deleted" => gone(event, Gone::Deleted),
        "channel_left" | "group_left" => gone(event, Gone::Left),
        "channel_unarchive" | "group_unarchive" => Ok(Event::ChannelUnarchived { channel: channel(event)? }),
        "channel_rename" | "group_rename" => renamed(event),
        "channel_id_changed" => id_changed(event),
        "user_change" => user_changed(event),
        "app_home_opened" => {
            Ok(Event::AppHomeOpened { user: user(event)?, is_home: text(event, "/tab") == Some("home") })
        }
        "app_uninstalled" => Ok(Event::AppUninstalled),
        "tokens_revoked" => Ok(Event::TokensRevoked { bots: bots(event) }),
        _ => Ok(Event::Unknown { kind: word(event, "/type") }),
    }
}

fn message(event: &Value) -> Result<Event, Unreadable> {
    let channel = channel(event)?;
    match text(event, "/subtype") {
        Some("message_changed") => changed(event, channel),
        Some("message_deleted") => deleted(event, channel),
        _ => {
            let message = MessageEvent::of(event, &channel).ok_or(Unreadable::Missing("event.ts"))?;
            Ok(Event::Message(Box::new(message)))
        }
    }
}

fn changed(event: &Value, channel: ChannelId) -> Result<Event, Unreadable> {
    let now = event.get("message").and_then(|message| MessageEvent::of(message, &channel));
    let message = now.ok_or(Unreadable::Missing("event.message.ts"))?;
    Ok(Event::MessageChanged {
        channel,
        ts: message.ts.clone(),
        is_tombstone: message.subtype.as_deref() == Some("tombstone"),
        previous_text: text(event, "/previous_message/text").map(CustomerText::new),
        message: Box::new(message),
    })
}

fn deleted(event: &Value, channel: ChannelId) -> Result<Event, Unreadable> {
    let previous = event.get("previous_message").and_then(|message| MessageEvent::of(message, &channel));
    let ts = text(event, "/deleted_ts").map(MessageTs::new).or_else(|| previous.as_ref().map(|it| it.ts.clone()));
    let ts = ts.ok_or(Unreadable::Missing("event.deleted_ts"))?;
    Ok(Event::MessageDeleted { channel, ts, previous: previous.map(Box::new) })
}

fn mention(event: &Value) -> Result<Event, Unreadable> {
    Ok(Event::AppMention {
        channel: channel(event)?,
        ts: MessageTs::new(needed(event, "/ts", "event.ts")?),
        thread: text(event, "/thread_ts").map(MessageTs::new),
        user: user(event)?,
    })
}

fn joined(event: &Value) -> Result<Event, Unreadable> {
    let inviter = text(event, "/inviter").map(UserId::new);
    Ok(Event::MemberJoined { channel: channel(event)?, user: user(event)?, inviter })
}

fn gone(event: &Value, how: Gone) -> Result<Event, Unreadable> {
    Ok(Event::ChannelGone { channel: channel(event)?, how })
}

fn renamed(event: &Value) -> Result<Event, Unreadable> {
    let name = needed(event, "/channel/name", "event.channel.name")?;
    Ok(Event::ChannelRenamed { channel: channel(event)?, name: name.to_owned() })
}

fn id_changed(event: &Value) -> Result<Event, Unreadable> {
    Ok(Event::ChannelIdChanged {
        old: ChannelId::new(needed(event, "/old_channel_id", "event.old_channel_id")?),
        new: ChannelId::new(needed(event, "/new_channel_id", "event.new_channel_id")?),
    })
}

fn user_changed(event: &Value) -> Result<Event, Unreadable> {
    let user = event.get("user").and_then(SlackUser::of).ok_or(Unreadable::Missing("event.user.id"))?;
    Ok(Event::UserChanged(user))
}

/// A channel's id: most events have it as a text, a renamed channel's as part of an object.
fn channel(event: &Value) -> Result<ChannelId, Unreadable> {
    let id = text(event, "/channel").or_else(|| text(event, "/channel/id"));
    id.map(ChannelId::new).ok_or(Unreadable::Missing("event.channel"))
}

fn user(event: &Value) -> Result<UserId, Unreadable> {
    needed(event, "/user", "event.user").map(UserId::new)
}

/// They are users' ids, not tokens.
fn bots(event: &Value) -> Vec<UserId> {
    list(event, "/tokens/bot").iter().filter_map(Value::as_str).map(UserId::new).collect()
}
