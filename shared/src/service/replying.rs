//! Private answers to clicks that changed nothing, from the queue of answers: each at most once after an unknown outcome.

use super::{Outside, Ports};
use crate::domain::{Rejection, UserId};
use crate::queue::PrivateReply;
use crate::slack::blocks::Message;
use crate::slack::cards::{Names, Rejected, contended};
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

/// Tells it. `receives`: how often it was received.
pub async fn reply(
    ports: &Ports,
    outside: &Outside,
    reply: &PrivateReply,
    receives: u32,
) -> Result<Replied, StoreError> {
    let opened = outside.seal.open(&reply.workspace, &reply.url).ok();
    let Some(url) = opened.and_then(|url| ResponseUrl::new(url.expose())) else { return Ok(Replied::Over) };
    if receives > TRIED {
        return Ok(Replied::Over);
    }
    let Some(names) = names(ports, outside, reply, receives).await? else { return Ok(Replied::Again) };
    let message = message(ports, reply, &names).await?;
    match outside.slack.respond(&url, &Reply { message, replaces_original: false }).await {
        Ok(()) => Ok(Replied::Over),
        Err(CallFailure::Limited { .. } | CallFailure::NotSent { .. }) => Ok(Replied::Again),
        Err(failure) => {
            tracing::info!(error.cause = %failure, "a private answer can't be told");
            Ok(Replied::Over)
        }
    }
}

/// The names that it tells. `None`: not known yet, and soon.
async fn names(
    ports: &Ports,
    outside: &Outside,
    reply: &PrivateReply,
    receives: u32,
) -> Result<Option<Names>, StoreError> {
    let users = reply.rejection.as_ref().map(Rejection::people).unwrap_or_default();
    let users: Vec<UserId> = users.into_iter().cloned().collect();
    let mut people = ports.store.people(&reply.workspace, &users).await?;
    for user in users.iter().filter(|user| !people.contains_key(*user)).cloned().collect::<Vec<_>>() {
        if receives < ASKS_AFTER {
            return Ok(None);
        }
        let Some(installation) = ports.store.installation(&reply.workspace).await? else { break };
        let Ok(token) = outside.seal.open(&installation.workspace, &installation.token) else { break };
        let Ok(known) = outside.slack.user(&BotToken::new(token.expose()), &user).await else { break };
        let known = super::noting::kept(known, &reply.workspace, ports.clock.now());
        ports.store.put_person(&reply.workspace, &known).await?;
        people.insert(user, known);
    }
    Ok(Some(people.into_iter().map(|(user, person)| (user, person.name)).collect()))
}

async fn message(ports: &Ports, reply: &PrivateReply, names: &Names) -> Result<Message, StoreError> {
    let Some(rejection) = &reply.rejection else { return Ok(contended()) };
    let scene = ports.store.scene(&reply.workspace, &reply.member, None, &[]).await?;
    let ticket = scene.conversation.as_ref().and_then(|conversation| conversation.ticket.as_ref());
    let customer = super::scene::customer(ticket, &scene.profile);
    Ok(Rejected { action: reply.action, rejection, customer, names, at: reply.at }.render())
}
