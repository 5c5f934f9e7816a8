//! The platform's Open API over HTTPS: the adapter of the port [`Chatbot`] (`contracts/stella.md` 3).

mod answer;

use async_trait::async_trait;
use reqwest::Client;
use serde_json::{Value, json};

use super::{Chatbot, ChatbotFailure, Connection, HistoryLine, Profile, line};
use crate::domain::MemberId;
use crate::outbound::{self, NoClient, TimeOuts};

/// A member, with fields of the vendor's own selection only: one unknown field would fail the whole query.
const MEMBER: &str = "query M($memberId: ID) { apiViewer { member(memberId: $memberId) { _id externalId channelId \
    platform name firstName lastName locale customLocale tags botMeta { liveChat } } } }";
/// The last messages of one member.
const HISTORY: &str = "query H($channelId: String, $memberId: String, $last: IntMax100) { apiViewer { \
    conversationHistory(channelId: $channelId, memberId: $memberId, last: $last) { edges { cursor node { _id createdAt \
    from messageEvent } } } } }";
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
}

#[cfg(test)]
mod tests;
