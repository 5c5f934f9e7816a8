//! Holds a query against the schema: unknown fields and arguments, missing and needless selections, variables of the
//! wrong type. Everything wrong is told at once, as the platform's `errors`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::query::{Field, Given, Operation, Query};
use super::schema::{ArgumentType, FieldType, MUTATION, QUERY, Type};

/// A field's arguments with their values; what is null is left out.
pub(super) type Arguments = BTreeMap<String, Value>;

/// Checks a query and its variables.
pub(super) fn check(query: &Query, variables: &Map<String, Value>) -> Result<(), Vec<String>> {
    let mut wrong = Vec::new();
    let begin = match query.operation {
        Operation::Query => &QUERY,
        Operation::Mutation => &MUTATION,
    };
    fields(query, variables, &query.fields, begin, &mut wrong);
    if query.operation == Operation::Mutation {
        wrong.extend(conflicts(&query.fields));
    }
    let undeclared = variables.keys().filter(|name| !query.variables.contains_key(*name));
    wrong.extend(undeclared.map(|name| format!("Variable \"${name}\" is given but not declared.")));
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

fn fields(query: &Query, variables: &Map<String, Value>, asked: &[Field], of: &Type, wrong: &mut Vec<String>) {
    for field in asked {
        let Some(known) = of.fields.iter().find(|known| known.name == field.name) else {
            wrong.push(format!("Cannot query field \"{}\" on type \"{}\".", field.name, of.name));
            continue;
        };
        for (name, given) in &field.arguments {
            wrong.extend(argument(query, variables, known, name, given).err());
        }
        match (known.object, field.fields.is_empty()) {
            (Some(object), false) => fields(query, variables, &field.fields, object, wrong),
            (Some(_), true) => wrong.push(format!("Field \"{}\" must have a selection of subfields.", field.name)),
            (None, false) => wrong.push(format!("Field \"{}\" must not have a selection.", field.name)),
            (None, true) => {}
        }
    }
}

/// What would be done twice and answered once. The platform would merge two that are the same; nothing of ours sends
/// them.
fn conflicts(fields: &[Field]) -> Vec<String> {
    let is_taken = |(number, it): &(usize, &Field)| fields.iter().take(*number).any(|one| one.alias == it.alias);
    fields
        .iter()
        .enumerate()
        .filter(is_taken)
        .map(|(_, field)| {
            format!(
                "Fields \"{}\" conflict. Use different aliases on the fields to fetch both if this was intentional.",
                field.alias
            )
        })
        .collect()
}

fn argument(
    query: &Query,
    variables: &Map<String, Value>,
    field: &FieldType,
    name: &str,
    given: &Given,
) -> Result<(), String> {
    let known = field.arguments.iter().find(|(known, _)| *known == name);
    let Some((_, kind)) = known else {
        return Err(format!("Unknown argument \"{name}\" on field \"{}\".", field.name));
    };
    let value = match given {
        Given::Value(value) => value,
        Given::Variable(variable) => {
            let declared = query.variables.get(variable);
            let declared = declared.ok_or_else(|| format!("Variable \"${variable}\" is not defined."))?;
            if declared != kind.name() {
                let wanted = kind.name();
                return Err(format!(
                    "Variable \"${variable}\" of type \"{declared}\" used where \"{wanted}\" is expected."
                ));
            }
            variables.get(variable).unwrap_or(&Value::Null)
        }
    };
    if fits(*kind, value) { Ok(()) } else { Err(format!("{} cannot represent the value of \"{name}\".", kind.name())) }
}

fn fits(kind: ArgumentType, value: &Value) -> bool {
    value.is_null()
        || match kind {
            ArgumentType::Id | ArgumentType::Text => value.is_string(),
            ArgumentType::IntMax100 => value.as_u64().is_some_and(|number| (1..=100).contains(&number)),
            ArgumentType::Long => value.as_i64().is_some(),
            ArgumentType::ToggleLiveChat => value.as_object().is_some_and(toggles),
        }
}

/// `memberId`, or `channel` and `externalId`; and to what.
fn toggles(input: &Map<String, Value>) -> bool {
    let fits = |(name, value): (&String, &Value)| match name.as_str() {
        "memberId" | "channel" | "externalId" | "clientMutationId" => value.is_string(),
        "liveChat" => value.is_boolean(),
        _ => false,
    };
    input.contains_key("liveChat") && input.iter().all(fits)
}

/// A field's arguments, variables filled in.
pub(super) fn arguments(field: &Field, variables: &Map<String, Value>) -> Arguments {
    let value = |given: &Given| match given {
        Given::Value(value) => value.clone(),
        Given::Variable(name) => variables.get(name).cloned().unwrap_or_default(),
    };
    let filled = field.arguments.iter().map(|(name, given)| (name.clone(), value(given)));
    filled.filter(|(_, value)| !value.is_null()).collect()
}

/// Of an answer, only what was asked for, under the names asked for.
pub(super) fn select(whole: &Value, asked: &[Field]) -> Value {
    match whole {
        Value::Array(list) => list.iter().map(|one| select(one, asked)).collect(),
        Value::Object(object) if !asked.is_empty() => asked
            .iter()
            .map(|field| {
                let value = object.get(&field.name).unwrap_or(&Value::Null);
                (field.alias.clone(), select(value, &field.fields))
            })
            .collect::<Map<_, _>>()
            .into(),
        plain => plain.clone(),
    }
}
