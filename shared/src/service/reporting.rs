//! What the chatbot platform tells us by its webhook: what customers say, what became of what we sent, and what it sent.

use super::ringing::ring;
use super::{Ports, checklist};
use crate::chatbot::payload::{self, By, Content, Delivery, Echo, Kind, MessageStatus, Of, Report, Said, Status};
use crate::chatbot::signature;
use crate::digest;
use crate::domain::{
    BotChannelId, Conversation, CustomerText, MemberId, SetUpStep, TicketId, Timestamp, WorkspaceId, concerns_agents,
};
use crate::job::{Job, JobKind, Lane, LaneKey, Owner};
use crate::seal::Seal;
use crate::secret::Secret;
use crate::store::{self, Hook, Line, StoreError};

/// How many members of one report are noted.
const MEMBERS: usize = 100;

/// What was made of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reported {
    /// It is kept, or nothing for us.
    Taken(&'static str),
    /// Nobody has this address.
    UnknownAddress,
    /// It is not signed by the platform.
    NotVerified,
    /// It is signed, and can't be read.
    Unreadable,
}

/// Takes one delivery of a webhook.
pub async fn report(
    ports: &Ports,
    seal: &Seal,
    connection: &str,
    signatures: &[&str],
    body: &[u8],
) -> Result<Reported, StoreError> {
    let Some(hook) = ports.store.hook(connection).await? else { return Ok(Reported::UnknownAddress) };
    let secrets = secrets(seal, &hook);
    let secrets: Vec<&Secret> = secrets.iter().collect();
    let verified = match signature::verify(signatures.iter().copied(), body, &secrets) {
        Ok(verified) => verified,
        Err(cause) => {
            tracing::info!(error.cause = %cause, "webhook refused");
            return Ok(Reported::NotVerified);
        }
    };
    let Ok(delivery) = payload::read(verified) else { return Ok(Reported::Unreadable) };
    let taken = take(ports, &hook, delivery).await?;
    if hook.used_at.is_none() {
        note_used(ports, &hook.workspace, connection).await;
    }
    Ok(Reported::Taken(taken))
}

/// The first signed webhook ticks the checklist. Nothing of the delivery hangs on it.
async fn note_used(ports: &Ports, workspace: &WorkspaceId, connection: &str) {
    if let Err(error) = ports.store.note_hook_used(connection, ports.clock.now()).await {
        tracing::warn!(error.cause = %error, "that a webhook came is not noted");
    }
    checklist::seen(ports, workspace, SetUpStep::Webhook).await;
}

/// The current secret, and the one before it while it is rotated.
fn secrets(seal: &Seal, hook: &Hook) -> Vec<Secret> {
    let sealed = std::iter::once(&hook.secret).chain(&hook.previous);
    sealed.filter_map(|sealed| seal.open(&hook.workspace, sealed).ok()).collect()
}

async fn take(ports: &Ports, hook: &Hook, delivery: Delivery) -> Result<&'static str, StoreError> {
    if delivery.channel.as_ref().is_some_and(|channel| *channel != hook.bot) {
        return Ok("another bot channel's");
    }
    match delivery.report {
        Report::Said(said) => say(ports, &hook.workspace, *said).await,
        Report::Status(status) => note(ports, &hook.workspace, &status).await,
        Report::Echo(echo) => echoed(ports, &hook.workspace, echo).await,
        Report::LiveChat { members, live_chat } => {
            if members.len() > MEMBERS {
                tracing::warn!(members = members.len(), "a report of more customers than are looked at");
            }
            for member in members.iter().take(MEMBERS) {
                turned(ports, hook, member, live_chat).await?;
            }
            Ok("live chat")
        }
        Report::MemberChanged { .. } => Ok("member changed"),
        Report::Other { .. } => Ok("nothing for us"),
    }
}

/// False while a ticket is open may be the end of it, or the late report of a toggle of our own: the platform is asked.
async fn turned(ports: &Ports, hook: &Hook, member: &MemberId, live_chat: bool) -> Result<(), StoreError> {
    let (workspace, now) = (&hook.workspace, ports.clock.now());
    ports.store.note_live_chat(workspace, member, live_chat, now).await?;
    if live_chat {
        return Ok(());
    }
    let (conversation, _) = ports.store.conversation(workspace, member).await?;
    let Some(conversation) = conversation else { return Ok(()) };
    let Some(ticket) = conversation.open_ticket() else { return Ok(()) };
    let check = check_job(&conversation, &ticket.id, &hook.bot, now);
    ports.store.put_jobs(std::slice::from_ref(&check), now).await?;
    ring(ports, &[check.lane]).await;
    Ok(())
}

/// A report may come while an earlier one is asked about, and tell of what came after: each has a job of its own.
fn check_job(conversation: &Conversation, ticket: &TicketId, bot: &BotChannelId, now: Timestamp) -> Job {
    let owner = Owner::Conversation(conversation.member.clone());
    let lane = LaneKey { workspace: conversation.workspace.clone(), owner, lane: Lane::Check(ticket.clone()) };
    let kind = JobKind::CheckLiveChat { ticket: ticket.clone(), bot: bot.clone() };
    Job { id: format!("reported-{}", now.millis()), lane, order: now.millis(), first_received: now, kind }
}

/// A customer's message: first it is put, then the conversation is read, so that either its reader sees the ticket or
/// the pick's job sees the message.
async fn say(ports: &Ports, workspace: &WorkspaceId, said: Said) -> Result<&'static str, StoreError> {
    let now = ports.clock.now();
    let member = said.member.clone();
    let line = line(workspace, said, now);
    let (key, said_at) = (line.job.key(), Timestamp::from_millis(line.job.order));
    ports.store.put_line(&line).await?;
    let (conversation, _) = ports.store.conversation(workspace, &member).await?;
    if concerns_agents(conversation.as_ref(), said_at) {
        ring(ports, &[key.lane]).await;
        return Ok("a customer's message");
    }
    ports.store.leave_to_bot(&key).await?;
    Ok("left to the bot")
}

fn line(workspace: &WorkspaceId, said: Said, now: Timestamp) -> Line {
    // A clock that is ahead must not put a message behind those that are yet to come.
    let at = said.at.map_or(now, |at| at.min(now));
    let (sent, text) = in_words(said.content);
    let owner = Owner::Conversation(said.member.clone());
    let job = Job {
        id: said.id.as_str().to_owned(),
        lane: LaneKey { workspace: workspace.clone(), owner, lane: Lane::In },
        order: at.millis(),
        first_received: now,
        kind: JobKind::CustomerSaid { sent },
    };
    Line { workspace: workspace.clone(), member: said.member, job, text }
}

/// A text; or the kind of what was sent, and what can be told of it.
fn in_words(content: Content) -> (Option<String>, CustomerText) {
    match content {
        Content::Text(text) => (None, text),
        Content::Thing(thing) => {
            let kind = match &thing.kind {
                Kind::Unsupported => "unsupported",
                known => known.word(),
            };
            (Some(kind.to_owned()), thing.details())
        }
    }
}

/// What became of something that was sent: kept for the marks.
async fn note(ports: &Ports, workspace: &WorkspaceId, status: &Status) -> Result<&'static str, StoreError> {
    let Of::Message(message) = &status.of else { return Ok("a status up to a time") };
    ports.store.note_status(workspace, message, rank(status), ports.clock.now()).await?;
    Ok("a status")
}

fn rank(status: &Status) -> store::Status {
    match &status.status {
        MessageStatus::Sent => store::Status::Sent,
        MessageStatus::Delivered => store::Status::Delivered,
        MessageStatus::Read => store::Status::Read,
        MessageStatus::Failed { .. } => store::Status::Failed,
        MessageStatus::Deleted => store::Status::Deleted,
    }
}

/// Something was sent to a customer by the API: it may be what we sent, of which we had no answer.
async fn echoed(ports: &Ports, workspace: &WorkspaceId, echo: Echo) -> Result<&'static str, StoreError> {
    let (By::Manual | By::Relay, Some(text)) = (echo.by, &echo.text) else { return Ok("sent by the bot") };
    let member: &MemberId = &echo.member;
    let at = ports.clock.now();
    let text = digest::hex(text.as_str());
    let id = echo.message_id.unwrap_or_else(|| format!("{text}#{}", echo.at.map_or(0, Timestamp::millis)));
    ports.store.put_echo(workspace, member, &store::Echo { id, text, at }).await?;
    Ok("an echo")
}
