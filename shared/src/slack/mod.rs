//! Slack: the port through which we speak to it, and what we say: blocks, markup and cards.
//!
//! The adapter is `web_api` (feature `adapters`). `contracts/slack.md` tells what Slack takes and answers.

pub mod blocks;
pub mod cards;
mod channel;
mod date;
mod failure;
mod field;
mod ids;
pub mod limits;
pub mod markup;
mod oauth;
pub mod payload;
mod post;
pub mod scopes;
pub mod signature;
pub mod split;
mod token;
mod ts;
mod user;
#[cfg(feature = "adapters")]
pub mod web_api;

use async_trait::async_trait;
use serde_json::Value;

use crate::domain::{ChannelId, MessageTs, UserId};

use blocks::Message;
pub use channel::{ChannelInfo, NotInvited};
pub use failure::{CallFailure, RETRY_AFTER_DEFAULT, Refusal};
pub use ids::{BotId, FileId, SlackAppId, ViewId};
pub use oauth::{Access, Granted, OAuth};
pub use post::{DeliveryKey, HistoryPage, Ourselves, Post, PostSearch, Reply};
pub use token::{BotToken, OAuthCode, ResponseUrl, TriggerId};
pub use user::{Identity, SlackUser};

/// What we ask of Slack. Each method is one call; whoever calls decides about repeating it, by the failure's variant.
#[async_trait]
pub trait Slack: Send + Sync {
    /// Posts a message (`chat.postMessage`) and gives its id. Not safe to repeat after [`CallFailure::Unknown`]: look
    /// for it first, by its key.
    async fn post(&self, token: &BotToken, post: &Post) -> Result<MessageTs, CallFailure>;

    /// Makes a post of ours say something else (`chat.update`). Safe to repeat.
    async fn update(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        ts: &MessageTs,
        message: &Message,
    ) -> Result<(), CallFailure>;

    /// Looks for a post of ours on one page of a channel (`conversations.history`, 15 messages). A rare repair: some
    /// installations may call it once a minute (`contracts/slack.md` 2).
    async fn find_own_post(&self, token: &BotToken, search: &PostSearch) -> Result<HistoryPage, CallFailure>;

    /// Opens the direct message with one person (`conversations.open`), or finds it open. Safe to repeat.
    async fn open_direct_message(&self, token: &BotToken, user: &UserId) -> Result<ChannelId, CallFailure>;

    /// Asks who the token speaks for (`auth.test`). Safe to repeat.
    async fn who_am_i(&self, token: &BotToken) -> Result<Identity, CallFailure>;

    /// Takes what a consent gave us in exchange for its code (`oauth.v2.access`), as the app and not as a workspace.
    /// `redirect_uri` is the one that the consent was asked for with. Never repeated: a code is good once.
    async fn exchange(&self, oauth: &OAuth, code: &OAuthCode, redirect_uri: &str) -> Result<Granted, CallFailure>;

    /// Makes a channel (`conversations.create`) with our bot alone in it. Not safe to repeat after
    /// [`CallFailure::Unknown`]: there may be a channel of that name then, so the next attempt takes another name.
    async fn create_channel(&self, token: &BotToken, name: &str, private: bool) -> Result<ChannelInfo, CallFailure>;

    /// Asks what a channel is (`conversations.info`). Safe to repeat.
    async fn channel(&self, token: &BotToken, channel: &ChannelId) -> Result<ChannelInfo, CallFailure>;

    /// Lets people into a channel (`conversations.invite`), [`limits::INVITED`] at most, without our own bot. Of
    /// several, those are let in that can be, and the others are told; the refusal of a single one is the failure.
    /// Whoever is in already counts as let in. Safe to repeat.
    async fn invite(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        users: &[UserId],
    ) -> Result<Vec<NotInvited>, CallFailure>;

    /// Comes into a public channel (`conversations.join`). Safe to repeat: whoever is in it stays in it.
    async fn join_channel(&self, token: &BotToken, channel: &ChannelId) -> Result<ChannelInfo, CallFailure>;

    /// Archives a channel (`conversations.archive`): for good, as far as we go. Safe to repeat.
    async fn archive_channel(&self, token: &BotToken, channel: &ChannelId) -> Result<(), CallFailure>;

    /// Sets a channel's topic (`conversations.setTopic`), [`limits::TOPIC`] at most; Slack posts a line about it. Safe
    /// to repeat, but for a second line.
    async fn set_topic(&self, token: &BotToken, channel: &ChannelId, topic: &str) -> Result<(), CallFailure>;

    /// Puts a link above a channel (`bookmarks.add`). Not safe to repeat after [`CallFailure::Unknown`]: there may be
    /// two then, which does no harm.
    async fn add_bookmark(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        title: &str,
        link: &str,
    ) -> Result<(), CallFailure>;

    /// Puts a mark on a message (`reactions.add`), by the emoji's name without colons. Safe to repeat; one that is
    /// there is [`CallFailure::Already`].
    async fn add_reaction(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        ts: &MessageTs,
        name: &str,
    ) -> Result<(), CallFailure>;

    /// Takes a mark of ours off a message (`reactions.remove`). Safe to repeat; one that isn't there is
    /// [`CallFailure::Already`].
    async fn remove_reaction(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        ts: &MessageTs,
        name: &str,
    ) -> Result<(), CallFailure>;

    /// Tells one person something in a channel (`chat.postEphemeral`), who must be in it. Not kept and not guaranteed
    /// by Slack (`contracts/slack.md` 7). Not safe to repeat after [`CallFailure::Unknown`].
    async fn post_ephemeral(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        user: &UserId,
        thread: Option<&MessageTs>,
        message: &Message,
    ) -> Result<(), CallFailure>;

    /// Answers a click, where it was made. Not safe to repeat after [`CallFailure::Unknown`].
    async fn respond(&self, url: &ResponseUrl, reply: &Reply) -> Result<(), CallFailure>;

    /// Opens a modal for who clicked (`views.open`). Never repeated: a trigger opens one view.
    async fn open_view(&self, token: &BotToken, trigger: &TriggerId, view: &Value) -> Result<ViewId, CallFailure>;

    /// Makes an open view show something else (`views.update`); with the hash of what it was made from, only while it
    /// is that still. Safe to repeat.
    async fn update_view(
        &self,
        token: &BotToken,
        id: &ViewId,
        hash: Option<&str>,
        view: &Value,
    ) -> Result<(), CallFailure>;

    /// Asks who someone is (`users.info`). Safe to repeat.
    async fn user(&self, token: &BotToken, user: &UserId) -> Result<SlackUser, CallFailure>;

    /// Asks for a message's address (`chat.getPermalink`). Safe to repeat.
    async fn permalink(&self, token: &BotToken, channel: &ChannelId, ts: &MessageTs) -> Result<String, CallFailure>;
}
