//! The platform's Open API and Bot API over HTTPS: the adapter of the port [`Chatbot`] (`contracts/stella.md` 2 and 3).

mod answer;
mod bot_answer;

use async_trait::async_trait;
use reqwest::Client;
use serde_json::{Value, json};

use super::{BotNode, Chatbot, ChatbotFailure, Connection, HistoryLine, Profile, Sent, line};
use crate::domain::MemberId;
use crate::outbound::{self, NoClient, TimeOuts};

/// A member, with fields of the vendor's own selection only: one unknown field would fail the whole query.
const MEMBER: &str = "query M($memberId: ID) { apiViewer { member(memberId: $memberId) { _id externalId channelId \
    platform name firstName lastName locale customLocale tags botMeta { liveChat } } } }";
/// The last messages of one member.
const HISTORY: &str = "query H($channelId: String, $memberId: String, $last: IntMax100) { apiViewer { \
    conversationHistory(channelId: $channelId, memberId: $memberId, last: $last) { edges { cursor node { _id createdAt \
    from messageEvent } } } } }";
/// Humans answer, or the bot does. The input type's name begins in lower case.
const TOGGLE: &str = "mutation L($input: toggleLiveChatInput!) { toggleLiveChat(input: $input) { ok err err_code } }";
/// The most that a page may hold (`contracts/stella.md` 3).
const PAGE_MAX: u8 = 100;

/// The platform. One is made when a program starts, and keeps its connections; where it is, a [`Connection`] says.
#[derive(Clone, Debug)]
pub struct Stella {
    client: Client,
}

impl Stella {
    /// The platform, with the time a call may take.
    pub fn new(time_outs: TimeOuts) -> Result<Self, NoClient> {
        Ok(Self { client: outbound::client(time_outs)? })
    }

    /// One query of the Open API; gives what stands at this place of its data.
    async fn query(
        &self,
        connection: &Connection,
        query: &str,
        variables: &Value,
        place: &str,
    ) -> Result<Value, ChatbotFailure> {
        let request = self.client.post(&connection.open_api).bearer_auth(connection.open_api_token.expose());
        let request = request.json(&json!({"query": query, "variables": variables}));
        answer::read(outbound::send(request).await, place)
    }

    /// One call of the Bot API; gives its answer, which says that it was accepted.
    async fn bot(&self, connection: &Connection, method: &str, body: &Value) -> Result<Value, ChatbotFailure> {
        let address = format!("{}/{method}", connection.bot_api.trim_end_matches('/'));
        let request = self.client.post(address).bearer_auth(connection.bot_token.expose()).json(body);
        bot_answer::read(outbound::send(request).await, connection)
    }
}

#[async_trait]
impl Chatbot for Stella {
    async fn member(&self, connection: &Connection, member: &MemberId) -> Result<Profile, ChatbotFailure> {
        let found = self.query(connection, MEMBER, &json!({"memberId": member}), "/apiViewer/member").await?;
        Ok(Profile::of(&found))
    }

    async fn history(
        &self,
        connection: &Connection,
        member: &MemberId,
        last: u8,
    ) -> Result<Vec<HistoryLine>, ChatbotFailure> {
        let last = last.clamp(1, PAGE_MAX);
        let variables = json!({"channelId": connection.channel, "memberId": member, "last": last});
        let edges = self.query(connection, HISTORY, &variables, "/apiViewer/conversationHistory/edges").await?;
        let edges = edges.as_array().map(Vec::as_slice).unwrap_or_default();
        let nodes: Vec<Value> = edges.iter().filter_map(|edge| edge.get("node")).cloned().collect();
        Ok(line::lines(&nodes))
    }

    async fn send_text(&self, connection: &Connection, member: &MemberId, text: &str) -> Result<Sent, ChatbotFailure> {
        // One response object a call, so that nothing is ever sent in part.
        let response = json!([{"type": "TEXT", "text": text}]);
        let body = json!({"channelId": connection.channel, "memberId": member, "response": response});
        Ok(bot_answer::sent(&self.bot(connection, "sendResponses", &body).await?))
    }

    async fn set_live_chat(
        &self,
        connection: &Connection,
        member: &MemberId,
        live_chat: bool,
    ) -> Result<(), ChatbotFailure> {
        let variables = json!({"input": {"memberId": member, "liveChat": live_chat}});
        let result = self.query(connection, TOGGLE, &variables, "/toggleLiveChat").await;
        // Here null is no answer: a member that isn't there is told by `err`.
        let nothing = |failure| match failure {
            ChatbotFailure::NotFound => ChatbotFailure::Unknown { cause: "the mutation's result is null".to_owned() },
            failure => failure,
        };
        bot_answer::mutated(&result.map_err(nothing)?, connection)
    }

    async fn start_node(
        &self,
        connection: &Connection,
        member: &MemberId,
        node: &BotNode,
        reason: &str,
    ) -> Result<(), ChatbotFailure> {
        let redirect = json!({
            "tree": node.tree,
            "nodeCompositeId": node.node,
            "runPreAction": true,
            "sendResponse": true,
            "runPostAction": true,
        });
        let meta = json!({"reason": reason});
        let body = json!({"channelId": connection.channel, "memberId": member, "redirect": redirect, "meta": meta});
        self.bot(connection, "redirectMemberToNode", &body).await.map(drop)
    }
}

#[cfg(test)]
mod tests;
