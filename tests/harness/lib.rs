//! The harness: the real functions and adapters on embedded endpoints, under one virtual clock, with every port call
//! counted, schedulable and breakable. Stories stand in `tests/stories/`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "this is test code: a story that can't go on ends with a panic that says why"
)]

pub mod acting;
pub mod clock;
pub mod gate;
pub mod installing;
pub mod interleave;
pub mod logs;
pub mod outside;
pub mod persisting;
pub mod repository;
pub mod rust_source;
pub mod story;
pub mod wire;
pub mod world;
