//! How everything is: the first event of a connection. Channels come without their messages, which a page asks for when
//! it shows one: a channel of thousands must not hold up the rest.

use serde_json::{Value, json};
use tokio::sync::broadcast;

use crate::sandbox::{Sandbox, State, chatbot, slack};

/// How everything is, and what is told afterwards: nothing falls between the two.
pub(super) fn and_later(sandbox: &Sandbox) -> (Value, broadcast::Receiver<Value>) {
    sandbox.look(|state, hub| {
        let later = hub.listen();
        (now(state, &sandbox.flow().shown()), later)
    })
}

fn now(state: &State, flow: &Value) -> Value {
    json!({
        "kind": "now",
        "slack": slack::snapshot::without_messages(&state.slack),
        "customers": chatbot::snapshot::customers(&state.chatbot),
        "flow": flow,
    })
}
