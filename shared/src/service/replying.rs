//! Private answers to clicks, and what stands in the place of a settled question, from the queue of answers: each at most
//! once after an unknown outcome.

use super::{Outside, Ports};
use crate::domain::{CustomerText, MemberId, UserId, WorkspaceId};
use crate::limits::{Call, LimitKey};
use crate::queue::{PrivateReply, Settlement};
use crate::seal::Sealed;
use crate::slack::blocks::Message;
use crate::slack::cards::{Names, Rejected, contended, settled};
use crate::slack::{BotToken, CallFailure, Reply, ResponseUrl};
use crate::store::StoreError;

/// After how many receives Slack is asked for a name itself, instead of waiting for whoever invites the winner to ask.
const ASKS_AFTER: u32 = 3;

/// After how many receives an answer is given up: its address is long spent.
const TRIED: u32 = 20;

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replied {
    /// It is told, or can't be any more.
    Over,
    /// It is to be told in a moment.
    Again,
}

/// Tells why a click changed nothing. `receives`: how often it was received.
pub async fn reply(
    ports: &Ports,
    outside: &Outside,
    reply: &PrivateReply,
    receives: u32,
) -> Result<Replied, StoreError> {
    let to = Addressee { ports, outside, workspace: &reply.workspace, member: &reply.member, receives };
    let Some(url) = to.address(&reply.url) else { return Ok(Replied::Over) };
    let Some(rejection) = &reply.rejection else { return Ok(to.respond(&url, contended(), false).await) };
    let Some(names) = to.names(&rejection.people()).await? else { return Ok(Replied::Again) };
    let (customer, action, at) = (to.customer().await?, reply.action, reply.at);
    let message = Rejected { action, rejection, customer: customer.as_ref(), names: &names, at }.render();
    Ok(to.respond(&url, message, false).await)
}

/// Puts what became of a question in its place. `receives`: how often it was received.
pub async fn settle(
    ports: &Ports,
    outside: &Outside,
    settlement: &Settlement,
    receives: u32,
) -> Result<Replied, StoreError> {
    let Settlement { workspace, member, url, settled: what } = settlement;
    let to = Addressee { ports, outside, workspace, member, receives };
    let Some(url) = to.address(url) else { return Ok(Replied::Over) };
    let Some(names) = to.names(&what.people()).await? else { return Ok(Replied::Again) };
    let message = settled(what, to.customer().await?.as_ref(), &names);
    Ok(to.respond(&url, message, true).await)
}

/// Whoever clicked, and about whose conversation.
struct Addressee<'a> {
    ports: &'a Ports,
    outside: &'a Outside,
    workspace: &'a WorkspaceId,
    member: &'a MemberId,
    receives: u32,
}

impl Addressee<'_> {
    /// Where they are answered, while that is worth trying.
    fn address(&self, sealed: &Sealed) -> Option<ResponseUrl> {
        if self.receives > TRIED {
            return None;
        }
        let opened = self.outside.seal.open(self.workspace, sealed).ok()?;
        ResponseUrl::new(opened.expose())
    }

    async fn respond(&self, url: &ResponseUrl, message: Message, replaces_original: bool) -> Replied {
        match self.outside.slack.respond(url, &Reply { message, replaces_original }).await {
            Ok(()) => Replied::Over,
            Err(CallFailure::Limited { .. } | CallFailure::NotSent { .. }) => Replied::Again,
            Err(failure) => {
                tracing::info!(error.cause = %failure, "a private answer can't be told");
                Replied::Over
            }
        }
    }

    /// The names that it tells, as far as they can be found out. `None`: not known yet, and soon.
    async fn names(&self, users: &[&UserId]) -> Result<Option<Names>, StoreError> {
        let users: Vec<UserId> = users.iter().copied().cloned().collect();
        let mut people = self.ports.store.people(self.workspace, &users).await?;
        let unknown: Vec<UserId> = users.into_iter().filter(|user| !people.contains_key(user)).collect();
        if !unknown.is_empty() && self.receives < ASKS_AFTER {
            return Ok(None);
        }
        let token = if unknown.is_empty() { None } else { self.token_to_ask_with().await? };
        for (user, token) in unknown.into_iter().zip(std::iter::repeat(token.as_ref())) {
            let Some(token) = token else { break };
            let Ok(known) = self.outside.slack.user(token, &user).await else { break };
            let known = super::noting::kept(known, self.workspace, self.ports.clock.now());
            self.ports.store.put_person(self.workspace, &known).await?;
            people.insert(user, known);
        }
        Ok(Some(people.into_iter().map(|(user, person)| (user, person.name)).collect()))
    }

    /// `None`: nobody can ask Slack now, or it takes no question of this kind for a while.
    async fn token_to_ask_with(&self) -> Result<Option<BotToken>, StoreError> {
        let limit = LimitKey::slack(self.workspace, Call::User);
        let now = self.ports.clock.now();
        if self.ports.store.limit(&limit).await?.is_some_and(|until| until > now) {
            return Ok(None);
        }
        let Some(installation) = self.ports.store.installation(self.workspace).await? else { return Ok(None) };
        let opened = installation.token.and_then(|it| self.outside.seal.open(&installation.workspace, &it).ok());
        Ok(opened.map(|token| BotToken::new(token.expose())))
    }

    /// The customer's name, as far as it is known.
    async fn customer(&self) -> Result<Option<CustomerText>, StoreError> {
        let scene = self.ports.store.scene(self.workspace, self.member, None, &[]).await?;
        let ticket = scene.conversation.as_ref().and_then(|conversation| conversation.ticket.as_ref());
        Ok(super::scene::customer(ticket, &scene.profile).cloned())
    }
}
