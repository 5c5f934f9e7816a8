//! The whole of Slack Inbox on one machine: the functions behind one HTTP server, embedded DynamoDB and SQS endpoints
//! on loopback, and a sandbox that stands in for Slack and the chatbot platform. A development tool: nothing of it is
//! compiled into a deployed function.

pub mod dynamodb;
pub mod faults_port;
pub mod journal;
mod listening;
#[cfg(test)]
mod scripted_faults;
pub mod sqs;
