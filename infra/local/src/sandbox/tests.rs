//! The sandbox through its own HTTP routes, on a clock that stands still until a test moves it.

mod bot_api;
mod chat;
mod conversations;
mod desk;
mod examples;
mod faults;
mod history;
mod limits;
mod platform;
mod refusals;
mod restart;
mod script;
mod webhook;
