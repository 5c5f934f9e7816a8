//! Writes to the table: what was stored of a conversation, what became of a job. One entry for each item that a call
//! writes; all of a call have its answer.

use serde_json::{Map, Value, json};
use shared::domain::Conversation;

use super::{Begun, Ended, Flow, Source, attributes};

/// The operations that write.
const WRITES: [&str; 5] = ["TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"];

/// What people need not see: what only makes repeating harmless.
const UNSEEN: [&str; 4] = ["LIMIT", "ONCE", "STATE", "THING"];

/// Whether an operation writes.
pub(crate) fn writes(action: &str) -> bool {
    WRITES.contains(&action)
}

/// One item's write.
struct Write {
    put: Option<Map<String, Value>>,
    pk: String,
    sk: String,
    /// Of an update.
    expression: String,
}

impl Flow {
    /// A call of a writing operation was answered.
    pub(crate) fn stored(&self, begun: Begun, action: &str, sent: &Value, is_done: bool, answered: &Value) {
        let ending = if is_done { "stored".to_owned() } else { refusal(answered) };
        let mut place = Some(begun);
        for (raw, write) in all(action, sent) {
            let Some((source, title)) = self.told(begun, &write, is_done) else { continue };
            let begun = place.take().unwrap_or_else(|| self.begin());
            let ended =
                Ended { source, title, ending: ending.clone(), ok: is_done, sent: raw, answered: answered.clone() };
            self.end(begun, ended);
        }
        if let Some(unused) = place {
            self.forget(unused);
        }
    }

    fn told(&self, begun: Begun, write: &Write, is_done: bool) -> Option<(Source, String)> {
        let kind = write.sk.split('#').next().unwrap_or_default();
        if UNSEEN.contains(&kind) {
            return None;
        }
        if kind == "CONVERSATION" {
            return Some((Source::State, self.conversation(begun, write, is_done)));
        }
        Some(match self.job(write) {
            Some(title) => (Source::Job, title),
            None => (Source::State, format!("Kept: {}", kind.to_lowercase())),
        })
    }

    /// `T-4F7K: Pending → Active`.
    fn conversation(&self, begun: Begun, write: &Write, is_done: bool) -> String {
        let state = write.put.as_ref().and_then(|item| item.get("state")).cloned().unwrap_or_default();
        let Ok(conversation) = serde_json::from_value::<Conversation>(state) else { return "Conversation".to_owned() };
        let Some(ticket) = &conversation.ticket else { return "Conversation without a ticket".to_owned() };
        let now = ticket.status.word();
        let before = if is_done { self.saw(begun, &conversation) } else { None };
        match before {
            Some(before) if before != now => format!("{}: {before} → {now}", ticket.reference()),
            _ => format!("{}: {now}", ticket.reference()),
        }
    }

    /// `open inbox: put`. None for what is no job.
    fn job(&self, write: &Write) -> Option<String> {
        let place = format!("{} {}", write.pk, write.sk);
        let mut kept = self.kept();
        if let Some(job) = write.put.as_ref().and_then(|item| item.get("job")) {
            let does = does(job);
            kept.name_job(&place, &does);
            return Some(format!("{does}: put"));
        }
        let does = kept.jobs.get(&place)?.clone();
        Some(format!("{does}: {}", becomes(write)))
    }
}

/// What a job does, as its tag says, and for what is shown which thing.
fn does(job: &Value) -> String {
    let word = |text: &str| text.replace('_', " ");
    let tag = job.pointer("/kind/do").and_then(Value::as_str).unwrap_or("job");
    let thing = job.pointer("/lane/lane/show").and_then(Value::as_object).and_then(|thing| thing.keys().next());
    let about = ["/kind/message", "/kind/what"].iter().find_map(|path| job.pointer(path)?.as_str());
    match thing.map(String::as_str).or(about) {
        Some(about) => format!("{} ({})", word(tag), word(about)),
        None => word(tag),
    }
}

/// What a write makes of a job.
fn becomes(write: &Write) -> &'static str {
    let says = |part: &str| write.expression.contains(part);
    if says("parked =") {
        "parked"
    } else if write.expression.is_empty() || says("REMOVE pending") {
        "done"
    } else if says("attempts + ") {
        "begun"
    } else if says("pending =") {
        "to be done again"
    } else if says("not_before =") {
        "waits"
    } else {
        "noted"
    }
}

/// Each item's write with its raw form.
fn all(action: &str, sent: &Value) -> Vec<(Value, Write)> {
    let raw: Vec<Value> = match action {
        "TransactWriteItems" => list(sent.get("TransactItems")),
        "BatchWriteItem" => {
            let tables = sent.get("RequestItems").and_then(Value::as_object);
            tables.into_iter().flat_map(Map::values).flat_map(|requests| list(Some(requests))).collect()
        }
        "PutItem" => vec![json!({"Put": sent})],
        "UpdateItem" => vec![json!({"Update": sent})],
        _ => vec![json!({"Delete": sent})],
    };
    raw.into_iter().filter_map(|raw| Some((raw.clone(), write(&raw)?))).collect()
}

fn list(value: Option<&Value>) -> Vec<Value> {
    value.and_then(Value::as_array).cloned().unwrap_or_default()
}

fn write(raw: &Value) -> Option<Write> {
    let (kind, inner) = raw.as_object()?.iter().find(|(kind, _)| kind.as_str() != "ConditionCheck")?;
    let item = inner.get("Item").and_then(Value::as_object).map(attributes::item);
    let key = inner.get("Key").and_then(Value::as_object).map(attributes::item);
    let named = item.as_ref().or(key.as_ref())?;
    let part = |name: &str| named.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let expression = inner.get("UpdateExpression").and_then(Value::as_str).unwrap_or_default().to_owned();
    let is_put = kind.starts_with("Put");
    Some(Write { pk: part("pk"), sk: part("sk"), put: item.filter(|_| is_put), expression })
}

/// Why nothing was written.
fn refusal(answered: &Value) -> String {
    let kind = answered.get("__type").and_then(Value::as_str).unwrap_or_default();
    match kind.rsplit('#').next() {
        Some("ConditionalCheckFailedException" | "TransactionCanceledException") => "a condition failed".to_owned(),
        Some(kind) if !kind.is_empty() => kind.to_owned(),
        _ => "no answer".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{all, becomes, does, refusal};
    use serde_json::json;

    #[test]
    fn a_job_is_named_by_what_it_does_and_to_what() {
        let card = json!({"lane": {"lane": {"show": {"live_chat_card": {"ticket": "TK"}}}}, "kind": {"do": "show"}});
        assert_eq!(does(&card), "show (live chat card)");
        assert_eq!(
            does(&json!({"kind": {"do": "tell_customer", "message": "transfer_accepted"}})),
            "tell customer (transfer accepted)"
        );
        assert_eq!(does(&json!({"kind": {"do": "open_inbox"}})), "open inbox");
    }

    #[test]
    fn what_a_write_makes_of_a_job_follows_from_the_write() {
        let cases = [
            ("SET attempts = attempts + :one, lease_until = :until", "begun"),
            ("SET parked = :reason, due_at = :at REMOVE pending, lease_until", "parked"),
            ("SET outcome = :outcome REMOVE pending, due_shard", "done"),
            ("SET not_before = :until, attempts = attempts - :uncounted REMOVE lease_until", "waits"),
            ("SET pending = :place, attempts = :none", "to be done again"),
            ("SET progress = :progress", "noted"),
        ];
        for (expression, expected) in cases {
            let key = json!({"pk": {"S": "W#T1#member#m"}, "sk": {"S": "out#1#j"}});
            let sent = json!({"Key": key, "UpdateExpression": expression});
            let [(_, write)] = all("UpdateItem", &sent).try_into().ok().expect("one write");
            assert_eq!(becomes(&write), expected, "{expression}");
        }
    }

    #[test]
    fn each_write_of_a_transaction_counts_and_a_check_is_none() {
        let item = |sk: &str| json!({"pk": {"S": "p"}, "sk": {"S": sk}});
        let sent = json!({"TransactItems": [
            {"ConditionCheck": {"Key": item("a")}}, {"Put": {"Item": item("b")}}, {"Delete": {"Key": item("c")}},
        ]});
        let places: Vec<String> = all("TransactWriteItems", &sent).into_iter().map(|(_, write)| write.sk).collect();
        assert_eq!(places, ["b", "c"]);
        let sent = json!({"RequestItems": {"t": [{"PutRequest": {"Item": item("d")}}, {"DeleteRequest": {"Key": item("e")}}]}});
        assert_eq!(all("BatchWriteItem", &sent).len(), 2);
    }

    #[test]
    fn a_lost_race_is_no_error() {
        let lost = json!({"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException"});
        assert_eq!(refusal(&lost), "a condition failed");
        assert_eq!(refusal(&json!({"__type": "x#ServiceUnavailable"})), "ServiceUnavailable");
        assert_eq!(refusal(&json!("")), "no answer");
    }
}
