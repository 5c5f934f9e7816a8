//! The sandbox through its own HTTP routes, on a clock that stands still until a test moves it.

mod acts;
mod chat;
mod conversations;
mod deliveries;
mod desk;
mod events;
mod examples;
mod faults;
mod history;
mod limits;
mod modals;
mod payloads;
mod people;
mod platform;
mod refusals;
mod restart;
mod script;
