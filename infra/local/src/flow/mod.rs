//! What flows through the functions, as it happens: each delivery that comes in, each write to the table (a ticket's
//! state, a job) and each call that goes out, in the order in which they began, with how long they took and what was
//! said each way. For the page. Taken where the local runner hands it on, never from logs; kept in memory only.
//!
//! Bodies alone are kept: what opens doors (tokens, signatures, the relay key) stands in heads and addresses. What opens
//! some in bodies (`response_url`, `trigger_id`, the relay URL in the checklist and the Admin Panel) is masked.

mod attributes;
mod marks;
mod outside;
mod stored;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::{Value, json};
use shared::clock::Clock;
use shared::domain::{ChannelId, Conversation, MemberId, Reference, TicketId, Timestamp};

use crate::live::Hub;

pub(crate) use outside::{answered, watch_calls};
pub(crate) use stored::writes;

/// How much is kept: the oldest goes first.
const KEPT: usize = 2_000;

/// How much a page begins with.
const SHOWN: usize = 300;

/// How many tickets are remembered.
const TICKETS: usize = 200;

/// Where something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Source {
    /// Slack, the platform or a bot sent us something.
    Delivery,
    /// The table was written: what is kept of a conversation.
    State,
    /// The table was written: a job.
    Job,
    /// We called Slack or the platform.
    Call,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Entry {
    /// In the order in which they began, from 1.
    pub number: u64,
    /// When it began.
    pub at: Timestamp,
    /// Where.
    pub source: Source,
    /// What, in a few words.
    pub title: String,
    /// What became of it.
    pub ending: String,
    /// Whether it went well.
    pub ok: bool,
    /// How long it took, in milliseconds.
    pub took_ms: u128,
    /// The tickets, customers and channels that it names.
    pub ids: BTreeSet<String>,
}

/// A ticket that was seen, for choosing one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Seen {
    /// Its id.
    pub ticket: TicketId,
    /// What people call it.
    pub reference: Reference,
    /// Whose.
    pub member: MemberId,
    /// Where it is talked about.
    pub inbox: Option<ChannelId>,
    /// `Pending`, `Active` or `Closed`.
    pub status: &'static str,
    /// The first entry that may be about it.
    pub first: u64,
}

/// What is told of something that ended.
pub(crate) struct Ended {
    pub(crate) source: Source,
    pub(crate) title: String,
    pub(crate) ending: String,
    pub(crate) ok: bool,
    pub(crate) sent: Value,
    pub(crate) answered: Value,
}

/// Something that began and has a place in the order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Begun {
    number: u64,
    at: Timestamp,
}

/// The record. Clones are handles of the same one.
#[derive(Clone)]
pub struct Flow(Arc<Inner>);

struct Inner {
    clock: Arc<dyn Clock>,
    hub: Hub,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    last: u64,
    running: BTreeSet<u64>,
    entries: BTreeMap<u64, (Entry, Value, Value)>,
    tickets: BTreeMap<TicketId, Seen>,
    /// What each job does, by its place in the table: most writes name the place alone.
    jobs: BTreeMap<String, String>,
    /// Those places, the oldest first.
    jobs_in_order: VecDeque<String>,
}

impl Flow {
    /// An empty record that tells open pages.
    pub(crate) fn new(clock: Arc<dyn Clock>, hub: Hub) -> Self {
        Self(Arc::new(Inner { clock, hub, kept: Mutex::default() }))
    }

    /// Something begins.
    pub(crate) fn begin(&self) -> Begun {
        let mut kept = self.kept();
        kept.last += 1;
        let number = kept.last;
        kept.running.insert(number);
        Begun { number, at: self.0.clock.now() }
    }

    /// It ended.
    pub(crate) fn end(&self, begun: Begun, ended: Ended) {
        let took_ms = self.0.clock.now().since(begun.at).as_millis();
        let Ended { source, title, ending, ok, mut sent, mut answered } = ended;
        marks::mask(&mut sent);
        marks::mask(&mut answered);
        let ids = marks::of(&[&sent, &answered]);
        let entry = Entry { number: begun.number, at: begun.at, source, title, ending, ok, took_ms, ids };
        let told = json!({"kind": "flow", "entry": entry});
        // Kept before it is told: a page that is opened now finds it in one of the two, or in both.
        let mut kept = self.kept();
        kept.running.remove(&begun.number);
        kept.entries.insert(begun.number, (entry, sent, answered));
        self.0.hub.tell(told);
        if kept.entries.len() > KEPT {
            kept.entries.pop_first();
        }
    }

    /// It came to nothing that anybody wants to see.
    pub(crate) fn forget(&self, begun: Begun) {
        self.kept().running.remove(&begun.number);
    }

    /// A conversation was stored: its ticket can be chosen from now on. The status that it had before.
    fn saw(&self, begun: Begun, conversation: &Conversation) -> Option<&'static str> {
        let ticket = conversation.ticket.as_ref()?;
        let mut kept = self.kept();
        let before = kept.tickets.get(&ticket.id).map(|seen| (seen.status, seen.first));
        let first = kept.running.first().copied().unwrap_or(begun.number);
        let seen = Seen {
            ticket: ticket.id.clone(),
            reference: ticket.reference(),
            member: conversation.member.clone(),
            inbox: conversation.inbox.clone(),
            status: ticket.status.word(),
            first: before.map_or(first, |(_, first)| first),
        };
        self.0.hub.tell(json!({"kind": "ticket", "ticket": seen}));
        kept.tickets.insert(ticket.id.clone(), seen);
        if kept.tickets.len() > TICKETS {
            kept.tickets.pop_first();
        }
        before.map(|(status, _)| status)
    }

    /// What a page begins with: the newest entries, oldest first, and the tickets.
    pub(crate) fn shown(&self) -> Value {
        let kept = self.kept();
        let entries: Vec<&Entry> = kept.entries.values().rev().take(SHOWN).map(|(entry, ..)| entry).collect();
        let tickets: Vec<&Seen> = kept.tickets.values().collect();
        json!({"entries": entries.into_iter().rev().collect::<Vec<_>>(), "tickets": tickets})
    }

    /// One entry with all that was said.
    pub(crate) fn whole(&self, number: u64) -> Option<Value> {
        let kept = self.kept();
        let (entry, sent, answered) = kept.entries.get(&number)?;
        Some(json!({"entry": entry, "sent": sent, "answered": answered}))
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Remembers what a job does.
    fn name_job(&mut self, place: &str, does: &str) {
        if self.jobs.insert(place.to_owned(), does.to_owned()).is_none() {
            self.jobs_in_order.push_back(place.to_owned());
        }
        if self.jobs_in_order.len() > KEPT
            && let Some(oldest) = self.jobs_in_order.pop_front()
        {
            self.jobs.remove(&oldest);
        }
    }
}

/// A body as it is shown: JSON where it is JSON, else the text.
pub(crate) fn body(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_else(|_| json!(String::from_utf8_lossy(bytes)))
}
