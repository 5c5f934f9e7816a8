//! `toggleLiveChat`: who answers a customer (`contracts/stella.md` 3.2).

use serde_json::{Value, json};
use shared::domain::{MemberId, Timestamp};

use super::check::{self, Arguments};
use super::query::{Field, Operation, Query};
use super::state::{ChatbotChange, Platform, Toggle};
use crate::sandbox::calls::CallEnding;
use crate::sandbox::world::{Cause, Change, World};

/// The mutation's field; none when it is a query.
pub(super) fn asked(query: &Query) -> Option<&Field> {
    query.fields.iter().find(|_| query.operation == Operation::Mutation)
}

/// The answer's `data` when it is refused.
pub(super) fn refused(field: &Field, error: &str) -> Value {
    data(field, &json!({"ok": 0, "err": error, "err_code": null, "clientMutationId": null}))
}

/// Toggles, and gives the answer's `data`.
pub(super) fn toggle(world: &mut World, field: &Field, arguments: &Arguments, at: Timestamp) -> (Value, CallEnding) {
    let input = arguments.get("input").unwrap_or(&Value::Null);
    let refuse = |error: &str| (refused(field, error), CallEnding::Refused(error.to_owned()));
    let Some(live_chat) = input.get("liveChat").and_then(Value::as_bool) else {
        return refuse("input is required.");
    };
    let Some(member) = member(&world.state().chatbot, input) else { return refuse("Member not found.") };
    let change = ChatbotChange::Toggled { member, toggle: Toggle { live_chat, at } };
    if world.commit(vec![Change::Chatbot(change)], &Cause::at(at)).is_err() {
        return refuse("The sandbox's journal can't be written.");
    }
    let id = input.get("clientMutationId").unwrap_or(&Value::Null);
    (data(field, &json!({"ok": 1, "err": null, "err_code": null, "clientMutationId": id})), CallEnding::Done)
}

fn member(platform: &Platform, input: &Value) -> Option<MemberId> {
    let text = |name: &str| input.get(name).and_then(Value::as_str);
    let in_channel = text("channel").is_none_or(|channel| channel == platform.channel.id.as_str());
    let found = match (text("memberId"), text("externalId"), text("channel")) {
        (Some(id), _, _) => platform.members.get(&MemberId::new(id)),
        (None, Some(external), Some(_)) => platform.members.values().find(|member| member.external_id == external),
        _ => None,
    };
    found.filter(|_| in_channel).map(|member| member.id.clone())
}

fn data(field: &Field, whole: &Value) -> Value {
    json!({ field.alias.clone(): check::select(whole, &field.fields) })
}
