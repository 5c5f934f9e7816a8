//! Which things a line of changes touched, and how they are afterwards.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::domain::{ChannelId, MemberId, MessageTs, UserId};

use crate::sandbox::chatbot::{self, ChatbotChange};
use crate::sandbox::slack::{self, SlackChange, ViewChange};
use crate::sandbox::{Change, State};

/// A thing that pages show.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Touched {
    User(UserId),
    Channel(ChannelId),
    Message(ChannelId, MessageTs),
    Ephemeral(ChannelId, MessageTs),
    Views,
    Home(UserId),
    Customer(MemberId),
    /// One of a customer's messages, by its id.
    Chat(MemberId, String),
}

/// What was touched. Called before the changes are applied: afterwards a deleted message is nobody's reply.
pub(crate) fn told_of(state: &State, changes: &[Change]) -> BTreeSet<Touched> {
    changes.iter().flat_map(|change| touched(state, change)).collect()
}

fn touched(state: &State, change: &Change) -> Vec<Touched> {
    match change {
        Change::Slack(change) => in_slack(state, change),
        Change::Chatbot(change) => on_platform(state, change),
        Change::Begun(_) | Change::Delivery(_) => Vec::new(),
    }
}

fn in_slack(state: &State, change: &SlackChange) -> Vec<Touched> {
    let message = |channel: &ChannelId, ts: &MessageTs| {
        let stands = state.slack.channels.get(channel).and_then(|channel| channel.message(ts));
        let parent = stands.and_then(|message| message.thread_ts.clone());
        vec![Touched::Message(channel.clone(), parent.unwrap_or_else(|| ts.clone())), Touched::Channel(channel.clone())]
    };
    match change {
        SlackChange::UserSet(user) => vec![Touched::User(user.id.clone())],
        SlackChange::ChannelOpened(channel) => vec![Touched::Channel(channel.id.clone())],
        SlackChange::ChannelArchived { channel }
        | SlackChange::ChannelUnarchived { channel }
        | SlackChange::ChannelRenamed { channel, .. }
        | SlackChange::ChannelDeleted { channel }
        | SlackChange::TopicSet { channel, .. }
        | SlackChange::BookmarkAdded { channel, .. }
        | SlackChange::MemberJoined { channel, .. }
        | SlackChange::MemberLeft { channel, .. } => vec![Touched::Channel(channel.clone())],
        SlackChange::MessagePosted { channel, message: posted } => {
            let parent = posted.thread_ts.as_ref().unwrap_or(&posted.ts);
            vec![Touched::Message(channel.clone(), parent.clone()), Touched::Channel(channel.clone())]
        }
        SlackChange::MessageUpdated { channel, ts, .. }
        | SlackChange::MessageUnfurled { channel, ts, .. }
        | SlackChange::MessageDeleted { channel, ts }
        | SlackChange::ReactionSet { channel, ts, .. } => message(channel, ts),
        SlackChange::EphemeralPosted { channel, ephemeral } => {
            vec![Touched::Ephemeral(channel.clone(), ephemeral.message.ts.clone())]
        }
        SlackChange::EphemeralReplaced { channel, ts, .. } => vec![Touched::Ephemeral(channel.clone(), ts.clone())],
        SlackChange::View(change) => vec![view(state, change)],
        SlackChange::TriggerIssued { .. }
        | SlackChange::TriggerUsed { .. }
        | SlackChange::ResponseUrlIssued { .. }
        | SlackChange::ResponseUrlUsed { .. }
        | SlackChange::Consented { .. }
        | SlackChange::Installed { .. }
        | SlackChange::TokenScoped { .. }
        | SlackChange::AppRemoved
        | SlackChange::TokenStatusSet { .. } => Vec::new(),
    }
}

/// A home tab is a person's own; modals are told of together, in the order in which they stand.
fn view(state: &State, change: &ViewChange) -> Touched {
    let home_of = |id: &str| state.slack.views.homes.values().find(|home| home.id == id);
    match change {
        ViewChange::Published(view) => Touched::Home(view.user.clone()),
        ViewChange::Updated { id, .. } | ViewChange::Filled { id, .. } => {
            home_of(id).map_or(Touched::Views, |home| Touched::Home(home.user.clone()))
        }
        ViewChange::Opened(_) | ViewChange::Pushed(_) | ViewChange::Closed { .. } | ViewChange::Cleared { .. } => {
            Touched::Views
        }
    }
}

fn on_platform(state: &State, change: &ChatbotChange) -> Vec<Touched> {
    match change {
        ChatbotChange::MemberSet(member) => vec![Touched::Customer(member.id.clone())],
        ChatbotChange::ChatAdded { member, chat } => vec![Touched::Chat(member.clone(), chat.id.clone())],
        ChatbotChange::Reported { member, message_id, .. } => {
            let chats = state.chatbot.members.get(member).into_iter().flat_map(|member| &member.chats);
            let reported = chats.filter(|chat| chat.message_id() == *message_id);
            reported.map(|chat| Touched::Chat(member.clone(), chat.id.clone())).collect()
        }
        ChatbotChange::Toggled { member, .. }
        | ChatbotChange::NodeStarted { member, .. }
        | ChatbotChange::LiveChatSet { member, .. } => vec![Touched::Customer(member.clone())],
    }
}

impl Touched {
    /// How it is now: the events to tell.
    pub(crate) fn told(&self, state: &State) -> Vec<Value> {
        match self {
            Self::User(user) => {
                one(slack::snapshot::person(&state.slack, user), |user| json!({"kind": "user", "user": user}))
            }
            Self::Channel(channel) => vec![self::channel(state, channel)],
            Self::Message(channel, ts) => vec![message(state, channel, ts)],
            Self::Ephemeral(channel, ts) => vec![ephemeral(state, channel, ts)],
            Self::Views => vec![json!({"kind": "views", "views": slack::snapshot::views(&state.slack)})],
            Self::Home(user) => {
                one(slack::snapshot::home(&state.slack, user), |home| json!({"kind": "home", "home": home}))
            }
            Self::Customer(member) => one(
                chatbot::snapshot::alone(&state.chatbot, member),
                |customer| json!({"kind": "customer", "customer": customer}),
            ),
            Self::Chat(member, id) => one(
                chatbot::snapshot::message(&state.chatbot, member, id),
                |message| json!({"kind": "chat", "member": member, "message": message}),
            ),
        }
    }
}

fn one(of: Option<Value>, event: impl Fn(Value) -> Value) -> Vec<Value> {
    of.into_iter().map(event).collect()
}

fn channel(state: &State, id: &ChannelId) -> Value {
    match state.slack.channels.get(id) {
        Some(channel) => json!({"kind": "channel", "channel": slack::snapshot::channel_alone(channel)}),
        None => json!({"kind": "channel_gone", "channel": id}),
    }
}

fn message(state: &State, channel: &ChannelId, ts: &MessageTs) -> Value {
    let stands = state.slack.channels.get(channel).and_then(|channel| slack::snapshot::with_replies(channel, ts));
    match stands {
        Some(message) => json!({"kind": "message", "channel": channel, "message": message}),
        None => json!({"kind": "message_gone", "channel": channel, "ts": ts}),
    }
}

fn ephemeral(state: &State, channel: &ChannelId, ts: &MessageTs) -> Value {
    let stands = state.slack.channels.get(channel).and_then(|channel| slack::snapshot::shown_to_one(channel, ts));
    match stands {
        Some(shown) => json!({"kind": "ephemeral", "channel": channel, "ephemeral": shown}),
        None => json!({"kind": "ephemeral_gone", "channel": channel, "ts": ts}),
    }
}
