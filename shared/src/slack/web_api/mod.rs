//! Slack's Web API over HTTPS: the adapter of the port [`Slack`] (`contracts/slack.md` 1).

mod answer;
mod arguments;

use async_trait::async_trait;
use reqwest::Client;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::blocks::Message;
use super::{
    BotId, BotToken, CallFailure, ChannelInfo, Granted, HistoryPage, Identity, NotInvited, OAuth, OAuthCode, Post,
    PostSearch, Reply, ResponseUrl, Slack, SlackUser, TriggerId, ViewId, ts,
};
use crate::domain::{ChannelId, MessageTs, UserId, WorkspaceId};
use crate::outbound::{self, Answer, NoAnswer, NoClient, TimeOuts};
use arguments::Arguments;

/// Where Slack is.
pub const BASE_URL: &str = "https://slack.com/api";
/// Messages on a page of history: the most that every installation may ask for (`contracts/slack.md` 2).
const HISTORY_LIMIT: u32 = 15;

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
    async fn send(&self, token: &BotToken, method: &str, arguments: Arguments) -> Result<Answer, NoAnswer> {
        let request = self.client.post(format!("{}/{method}", self.base_url)).bearer_auth(token.expose());
        outbound::send(arguments::written(request, method, arguments)).await
    }

    /// One call of a method that tells something.
    async fn call<T: DeserializeOwned>(
        &self,
        token: &BotToken,
        method: &str,
        arguments: Arguments,
    ) -> Result<T, CallFailure> {
        answer::read(self.send(token, method, arguments).await)
    }

    /// One call of a method that tells no more than that it was done.
    async fn done(&self, token: &BotToken, method: &str, arguments: Arguments) -> Result<(), CallFailure> {
        self.call(token, method, arguments).await.map(|answer::Done {}| ())
    }
}

#[async_trait]
impl Slack for WebApi {
    async fn post(&self, token: &BotToken, post: &Post) -> Result<MessageTs, CallFailure> {
        let posted: answer::Posted = self.call(token, "chat.postMessage", arguments::post(post)).await?;
        Ok(MessageTs::new(posted.ts))
    }

    async fn update(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        ts: &MessageTs,
        message: &Message,
    ) -> Result<(), CallFailure> {
        let mut arguments = arguments::said(message);
        arguments.extend(arguments::of([("channel", json!(channel)), ("ts", json!(ts))]));
        self.done(token, "chat.update", arguments).await
    }

    async fn find_own_post(&self, token: &BotToken, search: &PostSearch) -> Result<HistoryPage, CallFailure> {
        let mut arguments = arguments::of([
            ("channel", json!(search.channel)),
            ("oldest", json!(ts::written(search.oldest))),
            ("latest", json!(ts::written(search.latest))),
            ("inclusive", json!(true)),
            ("include_all_metadata", json!(true)),
            ("limit", json!(HISTORY_LIMIT)),
        ]);
        if let Some(cursor) = &search.cursor {
            arguments.insert("cursor".to_owned(), json!(cursor));
        }
        let method = match &search.thread {
            Some(thread) => {
                arguments.insert("ts".to_owned(), json!(thread));
                "conversations.replies"
            }
            None => "conversations.history",
        };
        let page: answer::History = self.call(token, method, arguments).await?;
        Ok(page.searched(&search.key, &search.ourselves))
    }

    async fn open_direct_message(&self, token: &BotToken, user: &UserId) -> Result<ChannelId, CallFailure> {
        let arguments = arguments::of([("users", json!(user))]);
        let opened: answer::Opened = self.call(token, "conversations.open", arguments).await?;
        Ok(ChannelId::new(opened.channel.id))
    }

    async fn who_am_i(&self, token: &BotToken) -> Result<Identity, CallFailure> {
        let known: answer::Known = self.call(token, "auth.test", Arguments::new()).await?;
        Ok(Identity {
            workspace: WorkspaceId::new(known.workspace),
            user: UserId::new(known.user),
            bot: BotId::new(known.bot),
            workspace_name: known.workspace_name,
            user_name: known.user_name,
        })
    }

    async fn exchange(&self, oauth: &OAuth, code: &OAuthCode, redirect_uri: &str) -> Result<Granted, CallFailure> {
        let method = "oauth.v2.access";
        let request = self.client.post(format!("{}/{method}", self.base_url));
        // In the head, where no body that is shown or kept holds it.
        let request = request.basic_auth(&oauth.client_id, Some(oauth.client_secret.expose()));
        let arguments = arguments::of([("code", json!(code.expose())), ("redirect_uri", json!(redirect_uri))]);
        answer::granted(outbound::send(arguments::written(request, method, arguments)).await)
    }

    async fn create_channel(&self, token: &BotToken, name: &str, private: bool) -> Result<ChannelInfo, CallFailure> {
        let arguments = arguments::of([("name", json!(name)), ("is_private", json!(private))]);
        self.call::<answer::OfChannel>(token, "conversations.create", arguments).await?.read()
    }

    async fn channel(&self, token: &BotToken, channel: &ChannelId) -> Result<ChannelInfo, CallFailure> {
        let arguments = arguments::of([("channel", json!(channel))]);
        self.call::<answer::OfChannel>(token, "conversations.info", arguments).await?.read()
    }

    async fn invite(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        users: &[UserId],
    ) -> Result<Vec<NotInvited>, CallFailure> {
        let several = users.len() > 1;
        let listed: Vec<&str> = users.iter().map(UserId::as_str).collect();
        let mut arguments = arguments::of([("channel", json!(channel)), ("users", json!(listed.join(",")))]);
        if several {
            // Else one who can't be let in keeps all others out (`contracts/slack.md` 9).
            arguments.insert("force".to_owned(), json!(true));
        }
        answer::invited(self.send(token, "conversations.invite", arguments).await, several)
    }

    async fn join_channel(&self, token: &BotToken, channel: &ChannelId) -> Result<ChannelInfo, CallFailure> {
        let arguments = arguments::of([("channel", json!(channel))]);
        self.call::<answer::OfChannel>(token, "conversations.join", arguments).await?.read()
    }

    async fn archive_channel(&self, token: &BotToken, channel: &ChannelId) -> Result<(), CallFailure> {
        self.done(token, "conversations.archive", arguments::of([("channel", json!(channel))])).await
    }

    async fn set_topic(&self, token: &BotToken, channel: &ChannelId, topic: &str) -> Result<(), CallFailure> {
        let arguments = arguments::of([("channel", json!(channel)), ("topic", json!(topic))]);
        self.done(token, "conversations.setTopic", arguments).await
    }

    async fn add_bookmark(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        title: &str,
        link: &str,
    ) -> Result<(), CallFailure> {
        let arguments = arguments::of([
            ("channel_id", json!(channel)),
            ("title", json!(title)),
            ("type", json!("link")),
            ("link", json!(link)),
        ]);
        self.done(token, "bookmarks.add", arguments).await
    }

    async fn add_reaction(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        ts: &MessageTs,
        name: &str,
    ) -> Result<(), CallFailure> {
        self.done(token, "reactions.add", arguments::reaction(channel, ts, name)).await
    }

    async fn remove_reaction(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        ts: &MessageTs,
        name: &str,
    ) -> Result<(), CallFailure> {
        self.done(token, "reactions.remove", arguments::reaction(channel, ts, name)).await
    }

    async fn post_ephemeral(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        user: &UserId,
        thread: Option<&MessageTs>,
        message: &Message,
    ) -> Result<(), CallFailure> {
        let mut arguments = arguments::said(message);
        arguments.extend(arguments::of([("channel", json!(channel)), ("user", json!(user))]));
        if let Some(thread) = thread {
            arguments.insert("thread_ts".to_owned(), json!(thread));
        }
        self.done(token, "chat.postEphemeral", arguments).await
    }

    async fn respond(&self, url: &ResponseUrl, reply: &Reply) -> Result<(), CallFailure> {
        let request = self.client.post(url.expose()).json(&arguments::reply(reply));
        answer::replied(outbound::send(request).await)
    }

    async fn open_view(&self, token: &BotToken, trigger: &TriggerId, view: &Value) -> Result<ViewId, CallFailure> {
        let arguments = arguments::of([("trigger_id", json!(trigger.expose())), ("view", view.clone())]);
        let shown: answer::ViewShown = self.call(token, "views.open", arguments).await?;
        Ok(ViewId::new(shown.view.id))
    }

    async fn update_view(
        &self,
        token: &BotToken,
        id: &ViewId,
        hash: Option<&str>,
        view: &Value,
    ) -> Result<(), CallFailure> {
        let mut arguments = arguments::of([("view_id", json!(id)), ("view", view.clone())]);
        if let Some(hash) = hash {
            arguments.insert("hash".to_owned(), json!(hash));
        }
        self.done(token, "views.update", arguments).await
    }

    async fn user(&self, token: &BotToken, user: &UserId) -> Result<SlackUser, CallFailure> {
        let arguments = arguments::of([("user", json!(user))]);
        self.call::<answer::OfUser>(token, "users.info", arguments).await?.read()
    }

    async fn permalink(&self, token: &BotToken, channel: &ChannelId, ts: &MessageTs) -> Result<String, CallFailure> {
        let arguments = arguments::of([("channel", json!(channel)), ("message_ts", json!(ts))]);
        let linked: answer::Linked = self.call(token, "chat.getPermalink", arguments).await?;
        Ok(linked.permalink)
    }
}

#[cfg(test)]
mod tests;
