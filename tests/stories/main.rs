//! Stories: what people see, whatever goes wrong on the way. Told over the real functions and adapters.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "this is test code: a story that can't go on ends with a panic that says why"
)]
#![allow(clippy::large_futures, reason = "a story is told once: its size costs nothing")]
#![allow(clippy::print_stdout, reason = "what a story has counted is shown beside its result")]

mod access;
mod admin_panel;
mod asking;
mod channels;
mod chatting;
mod clicking;
mod counting;
mod delivering;
mod early;
mod editing;
mod end_node;
mod ending;
mod failing;
mod holding;
mod installing;
mod joining;
mod journey;
mod journey_faults;
mod limited;
mod mentions;
mod moving;
mod picking;
mod races;
mod races_of_transfers;
mod races_of_uninstalling;
mod racing;
mod refusing;
mod relay_url;
mod seats;
mod set_up;
mod set_up_faults;
mod shuffled;
mod single_faults;
mod strays;
mod talking;
mod ticketing;
mod ticketing_entering;
mod ticketing_list;
mod timers;
mod transfer_faults;
mod transferring;
mod uninstall_faults;
mod uninstalling;
mod waiting;
mod withdrawing;
