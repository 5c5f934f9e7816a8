//! `toggleLiveChat`: who answers a customer (`contracts/stella.md` 3.2).

use serde_json::{Map, Value, json};
use shared::domain::{MemberId, Timestamp};

use super::check::{self, Arguments};
use super::query::{Field, Operation, Query};
use super::state::{ChatbotChange, Platform, Toggle};
use crate::sandbox::calls::CallEnding;
use crate::sandbox::world::{Cause, Change, World};

/// The mutation's fields, in the order they are done in; none of a query.
pub(super) fn asked(query: &Query) -> impl Iterator<Item = &Field> {
    query.fields.iter().filter(|_| query.operation == Operation::Mutation)
}

/// The answer's `data` when all of it is refused.
pub(super) fn refused(query: &Query, error: &str) -> Value {
    asked(query).map(|field| answer(field, &no(error))).collect::<Map<_, _>>().into()
}

/// Toggles, one after the other, and gives the answer's `data`. One that is refused stops no other.
pub(super) fn toggle(
    world: &mut World,
    query: &Query,
    variables: &Map<String, Value>,
    at: Timestamp,
) -> (Value, CallEnding) {
    let (mut data, mut ending) = (Map::new(), CallEnding::Done);
    for field in asked(query) {
        let done = toggle_one(world, &check::arguments(field, variables), at);
        if let (CallEnding::Done, Err(error)) = (&ending, &done) {
            ending = CallEnding::Refused((*error).to_owned());
        }
        data.extend([answer(field, &done.unwrap_or_else(no))]);
    }
    (Value::Object(data), ending)
}

fn toggle_one(world: &mut World, arguments: &Arguments, at: Timestamp) -> Result<Value, &'static str> {
    let input = arguments.get("input").unwrap_or(&Value::Null);
    let live_chat = input.get("liveChat").and_then(Value::as_bool).ok_or("input is required.")?;
    let member = member(&world.state().chatbot, input).ok_or("Member not found.")?;
    let change = ChatbotChange::Toggled { member, toggle: Toggle { live_chat, at } };
    let committed = world.commit(vec![Change::Chatbot(change)], &Cause::at(at));
    committed.map_err(|_| "The sandbox's journal can't be written.")?;
    let id = input.get("clientMutationId").unwrap_or(&Value::Null);
    Ok(json!({"ok": 1, "err": null, "err_code": null, "clientMutationId": id}))
}

fn no(error: &str) -> Value {
    json!({"ok": 0, "err": error, "err_code": null, "clientMutationId": null})
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

/// What one field is answered, under its alias.
fn answer(field: &Field, whole: &Value) -> (String, Value) {
    (field.alias.clone(), check::select(whole, &field.fields))
}
