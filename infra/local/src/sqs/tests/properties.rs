//! What holds of a queue whatever happens to it, in whatever order.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use proptest::prelude::*;
use shared::domain::Timestamp;

use super::super::content::Content;
use super::super::message::{Message, Standing};
use super::super::queue::Queue;
use super::super::sending::Outgoing;
use super::super::state::Queues;
use super::START;
use crate::sqs::SqsError;

const QUEUE: &str = "lanes.fifo";
const DEAD: &str = "dead.fifo";

/// What can happen.
#[derive(Clone, Copy, Debug)]
enum Step {
    Send {
        group: u8,
        deduplication: u8,
    },
    Receive {
        most: usize,
    },
    /// With one of the handles that were ever given out.
    Delete {
        handle: prop::sample::Index,
    },
    Hide {
        handle: prop::sample::Index,
        seconds: u64,
    },
    Wait {
        seconds: u64,
    },
}

fn a_step(most: usize) -> impl Strategy<Value = Step> {
    let handle = any::<prop::sample::Index>();
    prop_oneof![
        4 => (0..3u8, 0..40u8).prop_map(|(group, deduplication)| Step::Send { group, deduplication }),
        4 => (1..=most).prop_map(|most| Step::Receive { most }),
        3 => handle.prop_map(|handle| Step::Delete { handle }),
        2 => (any::<prop::sample::Index>(), 0..90u64).prop_map(|(handle, seconds)| Step::Hide { handle, seconds }),
        2 => (1..120u64).prop_map(|seconds| Step::Wait { seconds }),
    ]
}

/// The queues, and beside them a plain account of what must hold.
struct World {
    queues: Queues,
    now: Timestamp,
    random: u128,
    /// Each new message's id.
    sent: Vec<String>,
    /// The last new message of each deduplication id, and when it was sent.
    last_sent: HashMap<u8, (Timestamp, String)>,
    /// Handles as given out, with the message's id and which receive it was.
    handles: Vec<(String, String, usize)>,
    receives: usize,
    deleted: BTreeSet<String>,
}

impl World {
    fn new() -> Self {
        let mut queues = Queues::in_memory();
        let now = Timestamp::from_millis(START);
        let fifo = || BTreeMap::from([("FifoQueue".to_owned(), "true".to_owned())]);
        queues.create(DEAD, fifo(), now).unwrap();
        let policy = format!(r#"{{"deadLetterTargetArn":"{}","maxReceiveCount":3}}"#, Queues::arn(DEAD));
        let attributes = fifo().into_iter().chain([("RedrivePolicy".to_owned(), policy)]).collect();
        queues.create(QUEUE, attributes, now).unwrap();
        let (random, receives) = (0, 0);
        let (sent, last_sent, handles) = (Vec::new(), HashMap::new(), Vec::new());
        Self { queues, now, random, sent, last_sent, handles, receives, deleted: BTreeSet::new() }
    }

    fn queue(&self) -> &Queue {
        self.queues.get(QUEUE).unwrap()
    }

    fn messages(&self) -> Vec<&Message> {
        self.queue().messages(self.now).collect()
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Send { group, deduplication } => self.send(group, deduplication),
            Step::Receive { most } => self.receive(most),
            Step::Delete { handle } => self.delete(handle),
            Step::Hide { handle, seconds } => self.hide(handle, seconds),
            Step::Wait { seconds } => self.now = self.now.after(Duration::from_secs(seconds)),
        }
    }

    /// A deduplicated send never yields a second message, and is answered with the first one's id.
    fn send(&mut self, group: u8, deduplication: u8) {
        let before = self.messages().len();
        let id = format!("m{}", self.sent.len());
        let group = format!("g{group}");
        let outgoing = Outgoing {
            content: Content { body: "x".to_owned(), attributes: BTreeMap::new(), trace: None },
            group: Some(group),
            deduplication_id: Some(format!("d{deduplication}")),
            delay: None,
        };
        let answered = self.queues.send(QUEUE, outgoing, id.clone(), self.now).unwrap().id;
        let first = self.last_sent.get(&deduplication);
        if let Some((_, first)) = first.filter(|(at, _)| self.now.since(*at) < Duration::from_mins(5)) {
            assert_eq!(&answered, first);
            assert_eq!(self.messages().len(), before);
        } else {
            assert_eq!(answered, id);
            assert_eq!(self.messages().len(), before + 1);
            self.last_sent.insert(deduplication, (self.now, id.clone()));
            self.sent.push(id);
        }
    }

    /// Nothing of a group that has a message in flight, and of each group its first messages in order.
    fn receive(&mut self, most: usize) {
        let mut left: HashMap<String, Vec<String>> = HashMap::new();
        let mut busy = BTreeSet::new();
        for message in self.messages() {
            let group = message.group.clone().unwrap();
            if message.standing(self.now) == Standing::InFlight {
                busy.insert(group.clone());
            }
            left.entry(group).or_default().push(message.id.clone());
        }
        let random = &mut self.random;
        let mut fresh = || {
            *random += 1;
            *random
        };
        let timeout = Some(Duration::from_secs(30));
        let received = self.queues.receive(QUEUE, most, timeout, self.now, &mut fresh).unwrap();
        assert!(received.len() <= most);
        self.receives += 1;
        for message in received {
            let group = message.group.clone().unwrap();
            assert!(!busy.contains(&group), "{} comes while its group is busy", message.id);
            let dead = self.queues.get(DEAD).unwrap();
            let dead: BTreeSet<_> = dead.messages(self.now).map(|letter| letter.id.clone()).collect();
            let in_order = left.get_mut(&group).unwrap();
            in_order.retain(|id| !dead.contains(id));
            assert_eq!(in_order.remove(0), message.id, "the group's order");
            let handle = message.last_receive.unwrap().receipt.as_str().to_owned();
            self.handles.push((handle, message.id, self.receives));
        }
    }

    /// Whether the handle is its message's last one, and the message in flight.
    fn holds(&self, handle: &str, id: &str) -> bool {
        let message = self.messages().into_iter().find(|message| message.id == id);
        message.is_some_and(|message| {
            let last = message.last_receive.as_ref();
            message.standing(self.now) == Standing::InFlight && last.is_some_and(|last| last.receipt.as_str() == handle)
        })
    }

    /// A stale handle deletes nothing; one that holds deletes its own message alone.
    fn delete(&mut self, handle: prop::sample::Index) {
        if self.handles.is_empty() {
            return;
        }
        let (handle, id, _) = handle.get(&self.handles).clone();
        let holds = self.holds(&handle, &id);
        let ids = |world: &Self| world.messages().iter().map(|message| message.id.clone()).collect::<BTreeSet<_>>();
        let mut expected = ids(self);
        let outcome = self.queues.delete(QUEUE, &handle, self.now);
        if holds {
            assert_eq!(outcome, Ok(()));
            expected.remove(&id);
            self.deleted.insert(id);
        }
        assert_eq!(ids(self), expected);
    }

    fn hide(&mut self, handle: prop::sample::Index, seconds: u64) {
        if self.handles.is_empty() {
            return;
        }
        let (handle, id, _) = handle.get(&self.handles).clone();
        let holds = self.holds(&handle, &id);
        let outcome = self.queues.change_visibility(QUEUE, &handle, Duration::from_secs(seconds), self.now);
        assert_eq!(outcome.is_ok(), holds, "{outcome:?}");
        assert!(!matches!(outcome, Err(SqsError::ReceiptHandleIsInvalid)));
    }

    /// What was sent is deleted, in the queue, or a dead letter: each message in one place, none nowhere.
    fn check_that_nothing_is_lost(&self) {
        let dead = self.queues.get(DEAD).unwrap();
        let mut found: Vec<_> = self.messages().iter().map(|message| message.id.clone()).collect();
        found.extend(dead.messages(self.now).map(|message| message.id.clone()));
        found.extend(self.deleted.iter().cloned());
        found.sort();
        let mut sent = self.sent.clone();
        sent.sort();
        assert_eq!(found, sent);
        let counts = self.queue().counts(self.now);
        assert_eq!(counts.visible + counts.delayed + counts.in_flight, self.messages().len());
    }

    /// The messages of a group that are in flight came with one receive.
    fn check_that_groups_are_in_flight_once(&self, most: usize) {
        let mut receives: HashMap<&str, BTreeSet<usize>> = HashMap::new();
        let mut in_flight: HashMap<&str, usize> = HashMap::new();
        for message in self.messages().iter().filter(|message| message.standing(self.now) == Standing::InFlight) {
            let held = message.last_receive.as_ref().unwrap().receipt.as_str();
            let receive = self.handles.iter().find(|(handle, ..)| handle == held).unwrap().2;
            let group = message.group.as_deref().unwrap();
            receives.entry(group).or_default().insert(receive);
            *in_flight.entry(group).or_default() += 1;
        }
        assert!(receives.values().all(|receives| receives.len() == 1), "{receives:?}");
        assert!(in_flight.values().all(|count| *count <= most), "{in_flight:?}");
    }
}

fn run(most: usize, steps: Vec<Step>) {
    let mut world = World::new();
    for step in steps {
        world.take(step);
        world.check_that_nothing_is_lost();
        world.check_that_groups_are_in_flight_once(most);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// As the worker receives: never two of a group in flight.
    #[test]
    fn received_one_by_one_a_group_keeps_its_order_and_nothing_is_lost(
        steps in prop::collection::vec(a_step(1), 0..120)
    ) {
        run(1, steps);
    }

    /// Several of a group may be in flight when one receive took them, and only then.
    #[test]
    fn received_ten_at_a_time_a_group_keeps_its_order_and_nothing_is_lost(
        steps in prop::collection::vec(a_step(10), 0..120)
    ) {
        run(10, steps);
    }
}
