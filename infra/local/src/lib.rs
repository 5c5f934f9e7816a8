//! The whole of Slack Inbox on one machine: the functions behind one HTTP server, embedded DynamoDB and SQS endpoints
//! on loopback, and a sandbox that stands in for Slack and the chatbot platform. A development tool: nothing of it is
//! compiled into a deployed function.

mod acting;
pub mod arguments;
pub mod bootstrap;
mod bot_acting;
pub mod delivering;
pub mod dynamodb;
pub mod endpoints;
pub mod faults;
mod flow;
pub mod folder;
mod front;
pub mod identity;
pub mod journal;
pub mod lambda;
mod listening;
mod live;
mod other_side;
pub mod page;
pub mod polling;
pub mod pre_actions;
pub mod real;
pub mod running;
pub mod sandbox;
#[cfg(test)]
mod scripted_faults;
pub mod socket;
pub mod sqs;
