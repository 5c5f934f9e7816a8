//! The contract of the store and the queue, as stories: the real adapters on the embedded endpoints, under the
//! harness's clock and gate. Whatever else implements the ports has to pass the same.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "this is test code: a story that can't go on ends with a panic that says why"
)]

mod answers;
mod kept;
mod rig;
mod samples;
mod wire_item;

mod changes;
mod commit;
mod commit_races;
mod compatibility;
mod compatibility_answers;
mod compatibility_talk;
mod due;
mod installing;
mod lanes;
mod lines;
mod messages;
mod never_lost;
mod parking;
mod people;
mod postponing;
mod queue;
mod reads;
mod settings;
mod silence;
mod size;
mod statuses;
mod things;
