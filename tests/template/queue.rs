//! The doorbell queue, and how the worker and the sweeper are woken.

use local::endpoints::{ANSWERS_ATTRIBUTES, QUEUE_ATTRIBUTES};
use serde_json::{Value, json};
use shared::domain::{TicketId, Timestamp};
use shared::queue::{Intake, Message};
use shared::store::RelayKeyHash;

use super::cloudformation::{Resource, resource, resources, template};
use super::functions::function;

/// The longest request that the relay takes (`product.md` 1), in bytes.
const REQUEST_MAX: usize = 256 * 1024;

/// The longest that SQS keeps a message, in seconds.
const FOURTEEN_DAYS: u64 = 14 * 24 * 60 * 60;

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// The one event source of a function.
fn the_event(function: &Resource) -> Value {
    let mut events = function.events();
    assert_eq!(events.len(), 1, "{} is woken by one thing", function.id);
    events.remove(0)
}

/// The queues whose messages wake a function.
fn queues_of(function: &Resource) -> Vec<Value> {
    let queue = |event: &Value| event.pointer("/Properties/Queue").cloned().unwrap_or_default();
    function.events().iter().map(queue).collect()
}

#[test]
fn the_worker_takes_one_message_a_call_and_says_which_failed() {
    let worker = function("worker");
    let mut queues = queues_of(&worker);
    queues.sort_by_key(Value::to_string);
    assert_eq!(queues, [resource("Answers").arn(), resource("Doorbells").arn()]);
    for event in worker.events() {
        assert_eq!(event.pointer("/Type"), Some(&json!("SQS")));
        let properties = event.pointer("/Properties").unwrap();
        assert_eq!(properties.get("BatchSize"), Some(&json!(1)), "a lane that waits must not hold up another");
        assert_eq!(properties.get("FunctionResponseTypes"), Some(&json!(["ReportBatchItemFailures"])));
        let most = properties.pointer("/ScalingConfig/MaximumConcurrency/Ref").and_then(Value::as_str).unwrap();
        let parameter = template().pointer(&format!("/Parameters/{most}")).cloned().unwrap();
        assert_eq!(parameter.get("MinValue"), Some(&json!(2)), "the least that SQS takes");
        assert_eq!(parameter.get("MaxValue"), Some(&json!(1000)), "the most that SQS takes");
    }
}

#[test]
fn a_doorbell_stays_hidden_for_six_of_the_workers_time_outs() {
    let (hidden, worked) =
        (number(resource("Doorbells").property("VisibilityTimeout")), number(function("worker").property("Timeout")));
    assert!(hidden >= 6 * worked, "Lambda asks for six time-outs: {hidden} s hidden, {worked} s to work");
}

#[test]
fn the_doorbell_queue_is_fifo_with_a_limit_for_each_lane() {
    let doorbells = resource("Doorbells");
    assert_eq!(doorbells.property("DeduplicationScope"), "messageGroup");
    assert_eq!(doorbells.property("FifoThroughputLimit"), "perMessageGroupId");
    for queue in [doorbells, resource("DeadDoorbells")] {
        let name = name_of(&queue);
        assert!(
            name.strip_suffix(".fifo").is_some() && queue.property("FifoQueue") == true,
            "{}: a FIFO queue",
            queue.id
        );
        assert_eq!(number(queue.property("MessageRetentionPeriod")), FOURTEEN_DAYS, "{}", queue.id);
    }
}

fn name_of(queue: &Resource) -> String {
    queue.property("QueueName/Fn::Sub").as_str().unwrap_or_default().to_owned()
}

#[test]
fn each_queue_is_the_stacks_own_and_encrypted() {
    for queue in resources("AWS::SQS::Queue") {
        assert!(name_of(&queue).starts_with("${AWS::StackName}-"), "{}: two stacks live side by side", queue.id);
        assert_eq!(queue.property("SqsManagedSseEnabled"), true, "{}: encrypted", queue.id);
    }
}

#[test]
fn private_answers_wait_for_nothing_and_are_let_go_when_slack_takes_them_no_more() {
    let answers = resource("Answers");
    assert_eq!(answers.property("FifoQueue"), &Value::Null, "a standard queue: no answer waits for another");
    assert_eq!(answers.property("RedrivePolicy"), &Value::Null, "what is too late is of no use to anybody");
    // Slack takes answers for 30 minutes (`contracts/slack.md`, `response_url`).
    assert_eq!(number(answers.property("MessageRetentionPeriod")), 30 * 60);
    let worked = number(function("worker").property("Timeout"));
    assert!(number(answers.property("VisibilityTimeout")) > worked, "told twice while it is being told");
}

#[test]
fn the_queues_on_one_machine_are_those_on_aws() {
    let here = [("Doorbells", &QUEUE_ATTRIBUTES[..]), ("Answers", &ANSWERS_ATTRIBUTES[..])];
    for (id, attributes) in here {
        for (name, value) in attributes {
            let deployed = resource(id).property(name.as_str()).clone();
            let deployed = deployed.as_str().map_or_else(|| deployed.to_string(), str::to_owned);
            assert_eq!(deployed, *value, "{id}: {}", name.as_str());
        }
    }
}

#[test]
fn a_doorbell_that_waits_often_is_not_taken_for_a_dead_one() {
    let doorbells = resource("Doorbells");
    let dead = resource("DeadDoorbells");
    assert_eq!(doorbells.property("RedrivePolicy/deadLetterTargetArn"), &dead.arn());
    assert_eq!(dead.property("RedrivePolicy"), &Value::Null, "the end of the way");
    // SQS's own most: attempts are counted in the job (`docs/ARCHITECTURE.md`).
    assert_eq!(number(doorbells.property("RedrivePolicy/maxReceiveCount")), 1000);
}

#[test]
fn the_longest_request_that_the_store_could_not_take_fits_both_queues() {
    let intake = Intake::new(
        RelayKeyHash::of("a key"),
        TicketId::new("a ticket of a usual length"),
        Timestamp::from_millis(1_790_000_000_000),
        &vec![b'x'; REQUEST_MAX],
    );
    let length = serde_json::to_string(&Message::intake(&intake)).unwrap().len() as u64;
    for queue in [resource("Doorbells"), resource("DeadDoorbells")] {
        assert!(number(queue.property("MaximumMessageSize")) >= length, "{}: {length} bytes", queue.id);
    }
}

#[test]
fn the_sweeper_is_woken_each_minute_and_ends_before_the_next_time() {
    let sweeper = function("sweeper");
    let event = the_event(&sweeper);
    assert_eq!(event.pointer("/Type"), Some(&json!("Schedule")));
    assert_eq!(event.pointer("/Properties/Schedule"), Some(&json!("rate(1 minute)")));
    assert_eq!(event.pointer("/Properties/Enabled"), None, "it is on");
    assert!(number(sweeper.property("Timeout")) <= 60, "two sweeps at a time ring twice for everything");
    assert_eq!(sweeper.property("EventInvokeConfig/MaximumRetryAttempts"), 0, "the next sweep is the next try");
}
