//! Slack and the platform behind the gate: the real adapters over HTTP to the sandbox, with faults at the port.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;
use shared::chatbot::{BotNode, Chatbot, ChatbotFailure, Connection, HistoryLine, Profile, Sent};
use shared::domain::{ChannelId, MemberId, MessageTs, UserId};
use shared::slack::blocks::Message;
use shared::slack::{
    BotToken, CallFailure, ChannelInfo, Granted, HistoryPage, Identity, NotInvited, OAuth, OAuthCode, Post, PostSearch,
    Reply, ResponseUrl, Slack, SlackUser, TriggerId, ViewId,
};

use crate::gate::{Fault, Gate};

/// How long the other side asks to wait when it is busy.
const RETRY_AFTER: Duration = Duration::from_secs(30);

/// An adapter behind the gate.
pub struct Gated<T> {
    inner: T,
    gate: Arc<Gate>,
}

impl<T> Gated<T> {
    /// This adapter behind this gate.
    pub fn new(inner: T, gate: Arc<Gate>) -> Self {
        Self { inner, gate }
    }
}

/// A failure that the harness can make.
trait Made {
    fn unreachable() -> Self;
    fn busy() -> Self;
    fn unknown() -> Self;
}

impl Made for CallFailure {
    fn unreachable() -> Self {
        Self::NotSent { cause: "made by the harness".to_owned() }
    }

    fn busy() -> Self {
        Self::Limited { retry_after: RETRY_AFTER }
    }

    fn unknown() -> Self {
        Self::Unknown { cause: "made by the harness".to_owned() }
    }
}

impl Made for ChatbotFailure {
    fn unreachable() -> Self {
        Self::NotNow { cause: "made by the harness".to_owned() }
    }

    fn busy() -> Self {
        Self::Limited { retry_after: RETRY_AFTER }
    }

    fn unknown() -> Self {
        Self::Unknown { cause: "made by the harness".to_owned() }
    }
}

impl<T> Gated<T> {
    async fn call<R, E: Made>(&self, name: &str, call: impl Future<Output = Result<R, E>> + Send) -> Result<R, E> {
        match self.gate.enter(name).await {
            None => call.await,
            Some(Fault::Unreachable) => Err(E::unreachable()),
            Some(Fault::Busy | Fault::Conflict) => Err(E::busy()),
            Some(Fault::Broken | Fault::Partial) => Err(E::unknown()),
            Some(Fault::AnswerLost) => {
                let _ = call.await;
                Err(E::unknown())
            }
            Some(Fault::DiesBefore) => self.gate.die().await,
            Some(Fault::DiesAfter) => {
                let _ = call.await;
                self.gate.die().await
            }
        }
    }
}

#[async_trait]
impl<T: Slack> Slack for Gated<T> {
    async fn post(&self, token: &BotToken, post: &Post) -> Result<MessageTs, CallFailure> {
        self.call("chat.postMessage", self.inner.post(token, post)).await
    }

    async fn update(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        ts: &MessageTs,
        message: &Message,
    ) -> Result<(), CallFailure> {
        self.call("chat.update", self.inner.update(token, channel, ts, message)).await
    }

    async fn find_own_post(&self, token: &BotToken, search: &PostSearch) -> Result<HistoryPage, CallFailure> {
        self.call("conversations.history", self.inner.find_own_post(token, search)).await
    }

    async fn open_direct_message(&self, token: &BotToken, user: &UserId) -> Result<ChannelId, CallFailure> {
        self.call("conversations.open", self.inner.open_direct_message(token, user)).await
    }

    async fn who_am_i(&self, token: &BotToken) -> Result<Identity, CallFailure> {
        self.call("auth.test", self.inner.who_am_i(token)).await
    }

    async fn exchange(&self, oauth: &OAuth, code: &OAuthCode, redirect_uri: &str) -> Result<Granted, CallFailure> {
        self.call("oauth.v2.access", self.inner.exchange(oauth, code, redirect_uri)).await
    }

    async fn create_channel(&self, token: &BotToken, name: &str, private: bool) -> Result<ChannelInfo, CallFailure> {
        self.call("conversations.create", self.inner.create_channel(token, name, private)).await
    }

    async fn channel(&self, token: &BotToken, channel: &ChannelId) -> Result<ChannelInfo, CallFailure> {
        self.call("conversations.info", self.inner.channel(token, channel)).await
    }

    async fn invite(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        users: &[UserId],
    ) -> Result<Vec<NotInvited>, CallFailure> {
        self.call("conversations.invite", self.inner.invite(token, channel, users)).await
    }

    async fn join_channel(&self, token: &BotToken, channel: &ChannelId) -> Result<ChannelInfo, CallFailure> {
        self.call("conversations.join", self.inner.join_channel(token, channel)).await
    }

    async fn archive_channel(&self, token: &BotToken, channel: &ChannelId) -> Result<(), CallFailure> {
        self.call("conversations.archive", self.inner.archive_channel(token, channel)).await
    }

    async fn set_topic(&self, token: &BotToken, channel: &ChannelId, topic: &str) -> Result<(), CallFailure> {
        self.call("conversations.setTopic", self.inner.set_topic(token, channel, topic)).await
    }

    async fn add_bookmark(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        title: &str,
        link: &str,
    ) -> Result<(), CallFailure> {
        self.call("bookmarks.add", self.inner.add_bookmark(token, channel, title, link)).await
    }

    async fn add_reaction(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        ts: &MessageTs,
        name: &str,
    ) -> Result<(), CallFailure> {
        self.call("reactions.add", self.inner.add_reaction(token, channel, ts, name)).await
    }

    async fn remove_reaction(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        ts: &MessageTs,
        name: &str,
    ) -> Result<(), CallFailure> {
        self.call("reactions.remove", self.inner.remove_reaction(token, channel, ts, name)).await
    }

    async fn post_ephemeral(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        user: &UserId,
        thread: Option<&MessageTs>,
        message: &Message,
    ) -> Result<(), CallFailure> {
        self.call("chat.postEphemeral", self.inner.post_ephemeral(token, channel, user, thread, message)).await
    }

    async fn respond(&self, url: &ResponseUrl, reply: &Reply) -> Result<(), CallFailure> {
        self.call("response_url", self.inner.respond(url, reply)).await
    }

    async fn open_view(&self, token: &BotToken, trigger: &TriggerId, view: &Value) -> Result<ViewId, CallFailure> {
        self.call("views.open", self.inner.open_view(token, trigger, view)).await
    }

    async fn update_view(
        &self,
        token: &BotToken,
        id: &ViewId,
        hash: Option<&str>,
        view: &Value,
    ) -> Result<(), CallFailure> {
        self.call("views.update", self.inner.update_view(token, id, hash, view)).await
    }

    async fn user(&self, token: &BotToken, user: &UserId) -> Result<SlackUser, CallFailure> {
        self.call("users.info", self.inner.user(token, user)).await
    }

    async fn permalink(&self, token: &BotToken, channel: &ChannelId, ts: &MessageTs) -> Result<String, CallFailure> {
        self.call("chat.getPermalink", self.inner.permalink(token, channel, ts)).await
    }
}

#[async_trait]
impl<T: Chatbot> Chatbot for Gated<T> {
    async fn member(&self, connection: &Connection, member: &MemberId) -> Result<Profile, ChatbotFailure> {
        self.call("member", self.inner.member(connection, member)).await
    }

    async fn history(
        &self,
        connection: &Connection,
        member: &MemberId,
        last: u8,
    ) -> Result<Vec<HistoryLine>, ChatbotFailure> {
        self.call("conversationHistory", self.inner.history(connection, member, last)).await
    }

    async fn send_text(&self, connection: &Connection, member: &MemberId, text: &str) -> Result<Sent, ChatbotFailure> {
        self.call("sendResponses", self.inner.send_text(connection, member, text)).await
    }

    async fn set_live_chat(
        &self,
        connection: &Connection,
        member: &MemberId,
        live_chat: bool,
    ) -> Result<(), ChatbotFailure> {
        self.call("toggleLiveChat", self.inner.set_live_chat(connection, member, live_chat)).await
    }

    async fn start_node(
        &self,
        connection: &Connection,
        member: &MemberId,
        node: &BotNode,
        reason: &str,
    ) -> Result<(), ChatbotFailure> {
        self.call("redirectMemberToNode", self.inner.start_node(connection, member, node, reason)).await
    }
}
