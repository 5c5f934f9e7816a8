//! What every function of Slack Inbox shares.
//!
//! One walk, one direction: a function translates and calls the [`service`]; the service loads through the ports
//! ([`store`], [`queue`], [`slack`], [`chatbot`]), asks the pure [`domain`], and commits the answer and what it causes
//! in one write. Adapters (feature `adapters`) implement ports; only a `main.rs` and the harness name one.
//!
//! `docs/ARCHITECTURE.md` tells the whole.

#[cfg(feature = "adapters")]
pub mod aws;
pub mod chatbot;
pub mod clock;
pub mod config;
pub mod digest;
pub mod domain;
pub mod job;
pub mod limits;
#[cfg(feature = "adapters")]
pub mod outbound;
pub mod queue;
pub mod seal;
pub mod secret;
pub mod service;
pub mod slack;
pub mod store;
#[cfg(feature = "adapters")]
pub mod system;
#[cfg(feature = "adapters")]
pub mod telemetry;
mod wording;
