//! Stories: what people see, whatever goes wrong on the way. Told over the real functions and adapters.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "this is test code: a story that can't go on ends with a panic that says why"
)]

mod asking;
mod chatting;
mod counting;
mod delivering;
mod editing;
mod failing;
mod holding;
mod limited;
mod picking;
mod racing;
mod refusing;
mod talking;
mod waiting;
