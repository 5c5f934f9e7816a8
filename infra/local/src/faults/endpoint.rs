//! The port through which the embedded endpoints are made to misbehave: refuse a call, hold it, or lose its answer
//! after it was carried out.

use std::sync::Arc;

use async_trait::async_trait;

use super::{After, Before, Ending, FaultRegistry};

/// What happens to a call of an endpoint before it is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beforehand {
    /// It is carried out; then [`Faults::after`] is asked with this.
    Proceed(After),
    /// It is refused with HTTP 503 `ServiceUnavailable`; nothing is done.
    Fail,
}

/// What happens to a call's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Afterwards {
    /// It is sent.
    Answer,
    /// It is lost: the connection closes without a byte. What was done stands.
    Lose,
}

/// Decides what goes wrong. `action` is the operation's name alone, such as `SendMessage` or `PutItem`.
#[async_trait]
pub trait Faults: Send + Sync {
    /// Called before an action is carried out; may wait (the call is held).
    async fn before(&self, action: &str) -> Beforehand;

    /// Called after the action, before its answer goes out; may wait.
    async fn after(&self, action: &str, after: After) -> Afterwards;
}

/// Nothing goes wrong.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFaults;

#[async_trait]
impl Faults for NoFaults {
    async fn before(&self, _action: &str) -> Beforehand {
        Beforehand::Proceed(After::Answer)
    }

    async fn after(&self, _action: &str, _after: After) -> Afterwards {
        Afterwards::Answer
    }
}

/// What a registry says of one endpoint: its actions are known there as `sqs.SendMessage`, `dynamodb.PutItem` ….
pub struct OfEndpoint {
    registry: Arc<FaultRegistry>,
    endpoint: &'static str,
}

impl OfEndpoint {
    /// The registry's faults for the endpoint of this name.
    pub fn new(registry: &Arc<FaultRegistry>, endpoint: &'static str) -> Arc<Self> {
        Arc::new(Self { registry: Arc::clone(registry), endpoint })
    }

    fn method(&self, action: &str) -> String {
        format!("{}.{action}", self.endpoint)
    }
}

#[async_trait]
impl Faults for OfEndpoint {
    async fn before(&self, action: &str) -> Beforehand {
        match self.registry.before(&self.method(action)).await {
            Before::Proceed(after) => Beforehand::Proceed(after),
            // An endpoint has one way of saying no: what the SDK does with it is the same.
            Before::Fail(_) => Beforehand::Fail,
        }
    }

    async fn after(&self, action: &str, after: After) -> Afterwards {
        match self.registry.after(&self.method(action), after).await {
            Ending::Answer => Afterwards::Answer,
            Ending::Lose | Ending::Break => Afterwards::Lose,
        }
    }
}
