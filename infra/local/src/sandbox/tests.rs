//! The sandbox through its own HTTP routes, on a clock that stands still until a test moves it.

mod acts;
mod bot_api;
mod channels;
mod chat;
mod conversations;
mod deliveries;
mod desk;
mod events;
mod examples;
mod faults;
mod history;
mod limits;
mod membership;
mod modals;
mod oauth;
mod payloads;
mod people;
mod platform;
mod reactions;
mod refusals;
mod response_url;
mod restart;
mod script;
mod views;
mod webhook;
