//! Slack's Web API over HTTPS: the adapter of the port [`Slack`] (`contracts/slack.md` 1).

mod answer;

use async_trait::async_trait;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, RequestBuilder};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::blocks::Message;
use super::{BotId, BotToken, CallFailure, DeliveryKey, HistoryPage, Identity, Post, PostSearch, Slack};
use crate::domain::{ChannelId, MessageTs, Timestamp, UserId, WorkspaceId};
use crate::outbound::{self, NoClient, TimeOuts};

/// Where Slack is.
pub const BASE_URL: &str = "https://slack.com/api";
/// Messages on a page of history: the most that every installation may ask for (`contracts/slack.md` 2).
const HISTORY_LIMIT: u32 = 15;
/// Methods that read no JSON: to send it would make the arguments invisible (`contracts/slack.md` 1).
const FORM_ONLY: &[&str] = &[
    "apps.uninstall",
    "auth.revoke",
    "bots.info",
    "chat.getPermalink",
    "conversations.info",
    "conversations.list",
    "conversations.members",
    "conversations.replies",
    "files.getUploadURLExternal",
    "files.info",
];
/// Families of methods that read no JSON.
const FORM_ONLY_FAMILIES: &[&str] = &["users.", "oauth.v2."];

/// Slack's Web API. One is made when a program starts, and keeps its connections.
#[derive(Clone, Debug)]
pub struct WebApi {
    client: Client,
    base_url: String,
}

impl WebApi {
    /// Slack at this address ([`BASE_URL`], or a sandbox's).
    pub fn new(base_url: impl Into<String>, time_outs: TimeOuts) -> Result<Self, NoClient> {
        let base_url = base_url.into().trim_end_matches('/').to_owned();
        Ok(Self { client: outbound::client(time_outs)?, base_url })
    }

    /// One call of a method.
    async fn call<T: DeserializeOwned>(
        &self,
        token: &BotToken,
        method: &str,
        arguments: Map<String, Value>,
    ) -> Result<T, CallFailure> {
        let request = self.client.post(format!("{}/{method}", self.base_url)).bearer_auth(token.expose());
        answer::read(outbound::send(with_arguments(request, method, arguments)).await)
    }
}

/// The arguments as the method reads them. In a form, what is not a text is written as JSON.
fn with_arguments(request: RequestBuilder, method: &str, arguments: Map<String, Value>) -> RequestBuilder {
    let form_only = FORM_ONLY.contains(&method) || FORM_ONLY_FAMILIES.iter().any(|family| method.starts_with(family));
    if !form_only {
        return request.header(CONTENT_TYPE, "application/json; charset=utf-8").json(&arguments);
    }
    let written = |(name, value): (String, Value)| match value {
        Value::String(text) => (name, text),
        other => (name, other.to_string()),
    };
    request.form(&arguments.into_iter().map(written).collect::<Vec<_>>())
}

#[async_trait]
impl Slack for WebApi {
    async fn post(&self, token: &BotToken, post: &Post) -> Result<MessageTs, CallFailure> {
        let mut arguments = said(&post.message);
        arguments.insert("channel".to_owned(), json!(post.channel));
        if let Some(thread) = &post.thread {
            arguments.insert("thread_ts".to_owned(), json!(thread));
        }
        arguments.insert("metadata".to_owned(), metadata(&post.key));
        // A link's preview would come back as a change of the message (`contracts/slack.md` 7).
        arguments.insert("unfurl_links".to_owned(), json!(false));
        arguments.insert("unfurl_media".to_owned(), json!(false));
        let posted: answer::Posted = self.call(token, "chat.postMessage", arguments).await?;
        Ok(MessageTs::new(posted.ts))
    }

    async fn update(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        ts: &MessageTs,
        message: &Message,
    ) -> Result<(), CallFailure> {
        let mut arguments = said(message);
        arguments.insert("channel".to_owned(), json!(channel));
        arguments.insert("ts".to_owned(), json!(ts));
        let _: answer::Done = self.call(token, "chat.update", arguments).await?;
        Ok(())
    }

    async fn find_own_post(&self, token: &BotToken, search: &PostSearch) -> Result<HistoryPage, CallFailure> {
        let mut arguments = Map::new();
        arguments.insert("channel".to_owned(), json!(search.channel));
        arguments.insert("oldest".to_owned(), json!(ts_of(search.oldest)));
        arguments.insert("latest".to_owned(), json!(ts_of(search.latest)));
        arguments.insert("inclusive".to_owned(), json!(true));
        arguments.insert("include_all_metadata".to_owned(), json!(true));
        arguments.insert("limit".to_owned(), json!(HISTORY_LIMIT));
        if let Some(cursor) = &search.cursor {
            arguments.insert("cursor".to_owned(), json!(cursor));
        }
        let page: answer::History = self.call(token, "conversations.history", arguments).await?;
        Ok(page.searched(&search.key, &search.ourselves))
    }

    async fn open_direct_message(&self, token: &BotToken, user: &UserId) -> Result<ChannelId, CallFailure> {
        let mut arguments = Map::new();
        arguments.insert("users".to_owned(), json!(user));
        let opened: answer::Opened = self.call(token, "conversations.open", arguments).await?;
        Ok(ChannelId::new(opened.channel.id))
    }

    async fn who_am_i(&self, token: &BotToken) -> Result<Identity, CallFailure> {
        let known: answer::Known = self.call(token, "auth.test", Map::new()).await?;
        Ok(Identity {
            workspace: WorkspaceId::new(known.workspace),
            user: UserId::new(known.user),
            bot: BotId::new(known.bot),
        })
    }
}

/// What a message says: text and blocks, always both.
fn said(message: &Message) -> Map<String, Value> {
    let mut arguments = Map::new();
    arguments.insert("text".to_owned(), json!(message.text()));
    arguments.insert("blocks".to_owned(), json!(message.blocks()));
    arguments
}

fn metadata(key: &DeliveryKey) -> Value {
    json!({"event_type": DeliveryKey::EVENT_TYPE, "event_payload": {DeliveryKey::NAME: key.as_str()}})
}

/// A time as Slack's message ids are written; never through a float (`contracts/slack.md` 6).
fn ts_of(at: Timestamp) -> String {
    format!("{}.{:06}", at.seconds(), at.millis().rem_euclid(1000) * 1000)
}

#[cfg(test)]
mod tests;
