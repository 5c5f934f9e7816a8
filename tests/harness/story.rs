//! The words that stories are told in: who asks, and what people see.

use std::time::Duration;

use lambda_http::http::{Method, StatusCode};
use local::sandbox::Change;
use local::sandbox::about::Customer;
use local::sandbox::slack::{Channel, Message, SlackChange};
use serde_json::{Value, json};
use shared::domain::{ChannelId, MessageTs, UserId};

use crate::gate::Fault;
use crate::world::World;

/// A world, and the words for it.
pub struct App {
    /// The world.
    pub world: World,
}

/// What a bot was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The JSON.
    pub body: Value,
}

/// A message in a Slack channel, as people see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The channel's name.
    pub channel: String,
    /// Its lines; buttons in brackets.
    pub lines: Vec<String>,
}

impl App {
    /// A fresh world.
    pub async fn new() -> Self {
        Self::seeded(1).await
    }

    /// A fresh world with its own randomness.
    pub async fn seeded(seed: u64) -> Self {
        let world = World::new(seed).await;
        world.gate.take_calls();
        Self { world }
    }

    /// One of the sandbox's customers, by the beginning of their name.
    pub fn customer(&self, name: &str) -> Customer {
        let customers = self.world.sandbox.about_parts().customers;
        customers.into_iter().find(|customer| customer.name.starts_with(name)).expect("a customer of this name")
    }

    /// What the bot's pre-action posts for a customer.
    pub fn request(&self, name: &str, label: Option<&str>) -> Value {
        let customer = self.customer(name);
        let mut request = json!({
            "type": "LIVE_CHAT_REQUEST",
            "member": customer.member,
            "channel": customer.channel,
            "app": customer.app,
        });
        if let Some(label) = label {
            request["label"] = json!(label);
        }
        request
    }

    /// The bot posts this. `None`: no answer came.
    pub async fn posts(&self, request: &Value) -> Option<Answer> {
        let path = format!("/relay/{}", self.world.relay_key);
        let (status, body) = self.world.relay(Method::POST, &path, request.to_string()).await?;
        Some(Answer { status, body })
    }

    /// A customer asks for a human; the bot gets an answer.
    pub async fn asks(&self, name: &str, label: Option<&str>) -> Answer {
        self.posts(&self.request(name, label)).await.expect("an answer")
    }

    /// A customer asks until the bot got an `ok`: whoever gets none asks again, a little later.
    pub async fn asks_until_heard(&self, name: &str, label: Option<&str>) -> Answer {
        for _ in 0..5 {
            match self.posts(&self.request(name, label)).await {
                Some(answer) if answer.body["ok"] == 1 => return answer,
                _ => self.world.clock.pass(Duration::from_secs(3)),
            }
        }
        panic!("five times no answer");
    }

    /// Everything that is to happen happens.
    pub async fn settle(&self) {
        self.world.settle().await;
    }

    /// Everything in every channel.
    pub fn messages(&self) -> Vec<Seen> {
        let workspace = self.world.sandbox.slack();
        let channels = workspace.channels.values();
        let seen = |channel: &Channel| {
            let name = channel.name.clone();
            let messages = channel.top_level().map(|message| lines(&serde_json::to_value(message).expect("JSON")));
            messages.map(|lines| Seen { channel: name.clone(), lines }).collect::<Vec<_>>()
        };
        channels.flat_map(seen).collect()
    }

    /// Everything that can be picked.
    pub fn cards(&self) -> Vec<Seen> {
        let mut messages = self.messages();
        messages.retain(|seen| seen.lines.iter().any(|line| line.contains("[Manage]")));
        messages
    }

    /// A person archives a channel.
    pub fn archive(&self, name: &str) {
        self.happens(SlackChange::ChannelArchived { channel: self.channel(name) });
    }

    /// A person brings a channel back.
    pub fn unarchive(&self, name: &str) {
        self.happens(SlackChange::ChannelUnarchived { channel: self.channel(name) });
    }

    /// A person removes our app from a channel.
    pub fn removes_us(&self, name: &str) {
        let user = self.world.sandbox.slack().app.bot_user;
        self.happens(SlackChange::MemberLeft { channel: self.channel(name), user });
    }

    /// A person deletes a channel.
    pub fn delete(&self, name: &str) {
        self.happens(SlackChange::ChannelDeleted { channel: self.channel(name) });
    }

    /// A person gives a channel another name.
    pub fn rename(&self, name: &str, now: &str) {
        self.happens(SlackChange::ChannelRenamed { channel: self.channel(name), name: now.to_owned() });
    }

    /// A person adds our app to a channel.
    pub fn adds_us(&self, by: &str, name: &str) {
        let user = self.world.sandbox.slack().app.bot_user;
        let (channel, inviter) = (self.channel(name), Some(UserId::new(by)));
        self.happens(SlackChange::MemberJoined { channel, user, inviter });
    }

    /// Our app comes into a channel, and nobody has added it: Slack names no one.
    pub fn comes_by_itself(&self, name: &str) {
        let user = self.world.sandbox.slack().app.bot_user;
        self.happens(SlackChange::MemberJoined { channel: self.channel(name), user, inviter: None });
    }

    /// An account is deactivated.
    pub fn deactivate(&self, user: &str) {
        let mut user = self.world.sandbox.slack().users[&UserId::new(user)].clone();
        user.deleted = true;
        self.happens(SlackChange::UserSet(user));
    }

    /// A person deletes everything in a channel.
    pub fn delete_all_messages(&self, name: &str) {
        let channel = self.channel(name);
        let messages = self.world.sandbox.slack().channels[&channel].messages.clone();
        for message in messages {
            self.happens(SlackChange::MessageDeleted { channel: channel.clone(), ts: message.ts });
        }
    }

    /// A person writes as many messages, right after the newest one.
    pub fn somebody_writes(&self, name: &str, messages: u32) {
        let channel = self.channel(name);
        let last = self.world.sandbox.slack().channels[&channel].messages.last().cloned().expect("a message");
        let (seconds, micros) = last.ts.as_str().split_once('.').expect("a ts");
        for number in 1..=messages {
            let micros = micros.parse::<u32>().expect("digits") + number;
            let ts = MessageTs::new(format!("{seconds}.{micros:06}"));
            let message = Message { ts, user: UserId::new("U07BEN00001"), bot: None, metadata: None, ..last.clone() };
            let message = Box::new(Message { text: "lunch?".to_owned(), blocks: Vec::new(), ..message });
            self.happens(SlackChange::MessagePosted { channel: channel.clone(), message });
        }
    }

    fn channel(&self, name: &str) -> ChannelId {
        self.world.sandbox.slack().channel_named(name).expect("a channel of this name").id.clone()
    }

    fn happens(&self, change: SlackChange) {
        self.world.sandbox.change(Change::Slack(change)).expect("the sandbox takes it");
    }

    /// The call with this number, counted from 0 and from now, meets this fault.
    pub fn spoil(&self, call: usize, fault: Fault) {
        self.world.gate.spoil(call, fault);
    }
}

/// What a message says: under whose name, when not under the app's, and its lines.
pub fn message_lines(message: &Message) -> Vec<String> {
    let mut lines = lines(&serde_json::to_value(message).expect("JSON"));
    if let (Some(name), Some(first)) = (&message.username, lines.first_mut()) {
        *first = format!("{name}: {first}");
    }
    lines
}

/// A message's blocks as lines.
fn lines(message: &Value) -> Vec<String> {
    let blocks = message["blocks"].as_array().cloned().unwrap_or_default();
    let mut lines: Vec<String> = blocks.iter().flat_map(block_lines).collect();
    if lines.is_empty() {
        lines.push(message["text"].as_str().unwrap_or_default().to_owned());
    }
    lines
}

fn block_lines(block: &Value) -> Vec<String> {
    // What a person typed: the message's text says the same.
    if block["type"] == "rich_text" {
        return Vec::new();
    }
    if let Some(text) = block["text"]["text"].as_str() {
        return text.lines().map(str::to_owned).collect();
    }
    let elements = block["elements"].as_array().cloned().unwrap_or_default();
    let shown: Vec<String> = elements.iter().filter_map(|element| element_text(&element["text"])).collect();
    vec![shown.join("  ")]
}

fn element_text(text: &Value) -> Option<String> {
    text.as_str().map(str::to_owned).or_else(|| text["text"].as_str().map(|label| format!("[{label}]")))
}
