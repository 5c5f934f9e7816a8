//! The local system as a process: the real binary on a free port, spoken to over HTTP, killed and started again.
//!
//! Nothing here sleeps. What takes time is waited for where it happens: at the process's output, at
//! `POST /sandbox/settle`, or by looking again until a time-out that only a fault reaches.
//!
//! The pre-actions are run by node: where it is missing their tests say so and pass; with `CI` set they fail.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "this is test code: a story that can't go on ends with a panic that says why"
)]

mod about;
mod acting;
mod bad_input;
mod cards;
mod fallback;
mod flags;
mod installing;
mod journey;
mod killed;
mod killed_chat;
mod limited;
mod live;
mod loopback;
mod odd_requests;
mod people;
mod picking;
mod pre_actions;
mod process;
mod racing;
mod real_slack;
mod redriven;
mod sandbox;
mod script;
mod set_up;
#[allow(dead_code, reason = "the browser's tests use the rest of it")]
#[path = "../browser/tools.rs"]
mod tools;
mod unsigned;
mod wire;
