//! The customised messages and the bot node of the end: ours, not an agent's. What is not known to have arrived is not sent
//! twice: the agents are told, and say it themselves if it matters.

use super::super::turn::Turn;
use super::super::working::Step;
use super::{Delivered, Delivery};
use crate::chatbot::ChatbotFailure;
use crate::chatbot::limits::text_max;
use crate::chatbot::split::between_words;
use crate::domain::{Conversation, CustomerMessage, CustomerText, Timestamp, UserId, WorkspaceSettings};
use crate::job::{Job, JobKind, Lane, LaneKey};
use crate::limits::Call;
use crate::store::{Scene, StoreError};

/// What the bot is told of why its node starts (`contracts/stella.md` 2.2).
const END: &str = "END_LIVE_CHAT";

/// One customised message.
pub(super) struct Ours<'a> {
    pub(super) turn: Turn<'a>,
    pub(super) message: CustomerMessage,
    pub(super) agent: Option<&'a UserId>,
}

/// What `{agent}` reads.
enum AgentWord {
    Known(String),
    /// Slack was asked for the name: the lane's turn goes on so.
    Asked(Step),
}

impl Ours<'_> {
    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let at = self.turn.ports.clock.now();
        let Some(member) = self.turn.member() else { return self.turn.done("no conversation").await };
        let store = &self.turn.ports.store;
        let scene = store.scene(self.turn.workspace(), member, None, &[]).await?;
        let Some(conversation) = &scene.conversation else { return self.turn.done("no conversation").await };
        if conversation.is_a_test() {
            return self.turn.done("a test: there is no customer").await;
        }
        let settings = scene.settings.clone().unwrap_or_default();
        let agent = match self.agent_word(&settings, &scene, at).await? {
            AgentWord::Known(agent) => agent,
            AgentWord::Asked(step) => return Ok(step),
        };
        let Some(text) = self.text(conversation, &settings, &scene, &agent) else {
            return self.turn.done("it has no text in this language").await;
        };
        let Some((connection, limit)) = self.turn.connection(conversation, Call::Send).await? else {
            return self.turn.done("the bot channel has no connection").await;
        };
        if let Some(until) = self.turn.held_until(&limit, at).await? {
            return self.turn.set_aside(until, at).await;
        }
        let max = text_max(connection.platform.as_deref());
        let parts: Vec<String> = between_words(&text, max).into_iter().map(str::to_owned).collect();
        let (turn, connection, limit) = (self.turn, &connection, &limit);
        let delivery = Delivery { turn, connection, limit, member, parts: &parts, at };
        match delivery.step().await? {
            Delivered::Step(step) => Ok(step),
            Delivered::Accepted(_) => self.turn.done("sent").await,
            Delivered::Echoed(_) => self.turn.done("sent: its echo came").await,
            Delivered::Failed(failure) => {
                tracing::warn!(message = ?self.message, error.cause = %failure, "customised message not delivered");
                self.tell_undelivered(conversation, false, "not delivered").await
            }
            Delivered::Unknown => {
                tracing::warn!(message = ?self.message, "customised message: no answer came, and no echo");
                self.tell_undelivered(conversation, true, "nobody knows").await
            }
        }
    }

    /// Agents are told in the inbox channel, once there is one: nobody else can make up for it.
    async fn tell_undelivered(
        &self,
        conversation: &Conversation,
        is_unknown: bool,
        why: &str,
    ) -> Result<Step, StoreError> {
        let job = &self.turn.head.job;
        let JobKind::TellCustomer { ticket, .. } = &job.kind else { return self.turn.done(why).await };
        if !conversation.inbox_is_open() {
            return self.turn.done(why).await;
        }
        let (ticket, message, at) = (ticket.clone(), self.message, self.turn.ports.clock.now());
        let tell = Job {
            id: format!("undelivered#{}", job.id),
            lane: LaneKey { lane: Lane::In, ..job.lane.clone() },
            order: at.millis(),
            first_received: at,
            kind: JobKind::TellUndelivered { ticket, message, is_unknown },
        };
        self.turn.done_then(std::slice::from_ref(self.turn.head), &[tell], why).await
    }

    async fn agent_word(
        &self,
        settings: &WorkspaceSettings,
        scene: &Scene,
        at: Timestamp,
    ) -> Result<AgentWord, StoreError> {
        let nameless = || AgentWord::Known(settings.team_word.clone());
        let Some(agent) = self.agent.filter(|_| settings.show_agent_name) else { return Ok(nameless()) };
        let asked = std::slice::from_ref(agent);
        let known = self.turn.ports.store.people(self.turn.workspace(), asked).await?.remove(agent);
        if let Some(known) = known {
            let name = known.name.trim();
            return Ok(if name.is_empty() { nameless() } else { AgentWord::Known(name.to_owned()) });
        }
        match scene.installation.as_ref().and_then(|installation| self.turn.token(installation)) {
            Some(token) => self.turn.ask_who(&token, agent, at).await.map(AgentWord::Asked),
            None => Ok(nameless()),
        }
    }

    fn text(
        &self,
        conversation: &Conversation,
        settings: &WorkspaceSettings,
        scene: &Scene,
        agent: &str,
    ) -> Option<String> {
        let ticket = conversation.ticket.as_ref();
        let hint = ticket.and_then(|ticket| ticket.request.customer.language.as_deref());
        let language = scene.profile.language.as_deref().or(hint);
        let text = settings.messages.of(self.message).text(language)?;
        let customer = super::super::scene::customer(ticket, &scene.profile).map(CustomerText::as_str);
        let label = ticket.map(|ticket| ticket.queue().label.as_str());
        Some(filled(text, agent, label.unwrap_or_default(), customer.unwrap_or_default()))
    }
}

/// A text with its words filled in, each once: what is filled in is not looked at again.
fn filled(text: &str, agent: &str, label: &str, customer: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        filled.push_str(before);
        let words = [("{agent}", agent), ("{label}", label), ("{customer}", customer)];
        let found = words.into_iter().find_map(|(name, word)| from.strip_prefix(name).map(|left| (word, left)));
        let (word, left) = found.unwrap_or_else(|| from.split_at(1));
        filled.push_str(word);
        rest = left;
    }
    filled.push_str(rest);
    filled
}

/// Starts the node that the connection names for the end of a live chat. At most once after an unknown outcome.
pub(super) async fn start_end_node(turn: Turn<'_>) -> Result<Step, StoreError> {
    let at = turn.ports.clock.now();
    if turn.head.progress.begun.is_some() || turn.is_tried_too_often() {
        return turn.done("started, or nobody knows").await;
    }
    let Some(member) = turn.member() else { return turn.done("no conversation").await };
    let (conversation, _) = turn.ports.store.conversation(turn.workspace(), member).await?;
    let Some(conversation) = conversation else { return turn.done("no conversation").await };
    let Some(node) = turn.end_node(&conversation).await? else { return turn.done("no node is set").await };
    let Some((connection, limit)) = turn.connection(&conversation, Call::StartNode).await? else {
        return turn.done("the bot channel has no connection").await;
    };
    if let Some(until) = turn.held_until(&limit, at).await? {
        return turn.set_aside(until, at).await;
    }
    if !turn.begin(at).await? {
        return Ok(Turn::taken(at));
    }
    match turn.outside.chatbot.start_node(&connection, member, &node, END).await {
        Ok(()) => turn.done("started").await,
        Err(ChatbotFailure::Limited { retry_after }) => turn.limited(retry_after, &limit, at).await,
        Err(failure @ ChatbotFailure::NotNow { .. }) => {
            turn.log("redirectMemberToNode", &failure);
            turn.later(at).await
        }
        Err(failure) => {
            turn.log("redirectMemberToNode", &failure);
            turn.done("not started").await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn each_word_is_filled_in_once_and_what_is_filled_in_is_left_alone() {
        let text = "{agent} from {label} is here, {customer}. {other} {";
        assert_eq!(filled(text, "May", "Support", "{agent}"), "May from Support is here, {agent}. {other} {");
    }
}
