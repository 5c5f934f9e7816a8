//! The whole of Slack Inbox on one machine: the functions behind one HTTP server, embedded DynamoDB and SQS endpoints
//! on loopback, and a sandbox that stands in for Slack and the chatbot platform. A development tool: nothing of it is
//! compiled into a deployed function.

pub mod faults;
pub mod faults_port;
pub mod journal;
pub mod sandbox;
pub mod sqs;
