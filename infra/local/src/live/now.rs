//! How everything is: what a page begins with, and the first event of each connection. Channels come without their
//! messages, which a page asks for when it shows one: a channel of thousands must not hold up the rest.

use serde_json::{Value, json};
use tokio::sync::broadcast;

use crate::sandbox::{Sandbox, State, chatbot, slack};

/// How everything is, and what is told afterwards: nothing falls between the two.
pub(super) fn and_later(sandbox: &Sandbox) -> (String, broadcast::Receiver<Value>) {
    sandbox.look(|state, hub| {
        let later = hub.listen();
        (text(&now(state, &sandbox.flow().shown())), later)
    })
}

/// How everything is, as JSON that may stand in a script element: the page comes with it. A connection's first event is
/// the same text while nothing has changed, by which the page knows that it has it already.
pub(crate) fn to_begin_with(sandbox: &Sandbox) -> String {
    sandbox.look(|state, _| text(&now(state, &sandbox.flow().shown())))
}

/// What a customer wrote can't end the element, nor begin a comment in it.
fn text(now: &Value) -> String {
    now.to_string().replace('<', "\\u003c")
}

fn now(state: &State, flow: &Value) -> Value {
    json!({
        "kind": "now",
        "slack": slack::snapshot::without_messages(&state.slack),
        "customers": chatbot::snapshot::customers(&state.chatbot),
        "flow": flow,
    })
}
