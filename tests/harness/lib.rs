//! The harness: the real functions and adapters on embedded endpoints, under one virtual clock, with every port call
//! counted, schedulable and breakable. Stories stand in `tests/stories/`.

pub mod clock;
pub mod gate;
pub mod logs;
pub mod outside;
pub mod wire;
pub mod world;
