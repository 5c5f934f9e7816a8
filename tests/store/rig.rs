//! The adapters on fresh embedded endpoints, behind the harness's gate, and a look past both at what is stored.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_sqs::types::Message as Received;
use local::endpoints::{Endpoints, Http, QUEUE, Settings, TABLE, dynamodb_client, sqs_client};
use local::faults::endpoint::NoFaults;
use local::sqs::{SqsServer, Timers};
use shared::queue::sqs::Sqs;
use shared::store::dynamodb::DynamoDb;
use tests::clock::{Seeded, VirtualClock};
use tests::gate::Gate;
use tests::wire::GatedHttp;
use tokio::sync::watch;

use crate::answers::{Answering, Answers};
use crate::samples::OWNED;
use crate::wire_item::Item;

/// Endpoints, adapters and clients of one test. Dropping it ends its servers.
pub(crate) struct Rig {
    clock: Arc<VirtualClock>,
    /// Every call of the adapters.
    pub(crate) gate: Arc<Gate>,
    /// What the adapters are answered before anything is asked.
    pub(crate) answers: Arc<Answers>,
    /// The store.
    pub(crate) store: DynamoDb,
    /// The queue.
    pub(crate) queue: Sqs,
    table: aws_sdk_dynamodb::Client,
    messages: aws_sdk_sqs::Client,
    queue_url: String,
    queues: SqsServer,
    _stop: watch::Sender<bool>,
}

impl Rig {
    /// An empty table and an empty queue.
    pub(crate) async fn new() -> Self {
        let clock = Arc::new(VirtualClock::default());
        let (gate, answers) = (Arc::new(Gate::default()), Arc::new(Answers::default()));
        let (stop, stopping) = watch::channel(false);
        let settings = Settings {
            data: None,
            clock: clock.clone(),
            random: Arc::new(Seeded::new(1)),
            timers: Timers::Virtual,
            dynamodb_faults: Arc::new(NoFaults),
            sqs_faults: Arc::new(NoFaults),
            flow: None,
        };
        let endpoints = Endpoints::start(settings, &stopping).await.expect("the endpoints start");
        let http = || Http::Through(Answering::before(GatedHttp::new(gate.clone()), answers.clone()));
        Self {
            store: DynamoDb::new(dynamodb_client(&endpoints.dynamodb, http()), TABLE),
            queue: Sqs::new(sqs_client(&endpoints.sqs, http()), &endpoints.queue_url, &endpoints.answers_url),
            table: dynamodb_client(&endpoints.dynamodb, Http::Own),
            messages: sqs_client(&endpoints.sqs, Http::Own),
            queue_url: endpoints.queue_url,
            queues: endpoints.queues,
            clock,
            gate,
            answers,
            _stop: stop,
        }
    }

    /// Lets a while pass.
    pub(crate) fn pass(&self, a_while: Duration) {
        self.clock.pass(a_while);
        self.queues.clock_moved();
    }

    /// The calls that the adapters made since the last time.
    pub(crate) fn calls(&self) -> Vec<String> {
        self.gate.take_calls()
    }

    /// Puts an item as it is, past the adapter.
    pub(crate) async fn put(&self, item: Item) {
        let put = self.table.put_item().table_name(TABLE).set_item(Some(item));
        put.send().await.expect("the item is put");
    }

    /// The item of this sort key in the sample member's partition.
    pub(crate) async fn item(&self, sk: &str) -> Option<Item> {
        self.items().await.into_iter().find(|item| item["sk"].as_s().expect("a text") == sk)
    }

    /// The whole partition of the sample member, in the order of its keys.
    pub(crate) async fn items(&self) -> Vec<Item> {
        self.partition(OWNED).await
    }

    /// A whole partition, in the order of its keys.
    pub(crate) async fn partition(&self, pk: &str) -> Vec<Item> {
        let query = self.table.query().table_name(TABLE).consistent_read(true).key_condition_expression("pk = :pk");
        let found = query.expression_attribute_values(":pk", text(pk)).send().await.expect("the query is answered");
        found.items.unwrap_or_default()
    }

    /// The newest of the sample member's items whose sort key begins so: one reverse query of one item.
    pub(crate) async fn newest(&self, prefix: &str) -> Option<Item> {
        let query = self.table.query().table_name(TABLE).scan_index_forward(false).limit(1);
        let query = query.key_condition_expression("pk = :pk AND begins_with(sk, :prefix)");
        let query = query.expression_attribute_values(":pk", text(OWNED));
        let found = query.expression_attribute_values(":prefix", text(prefix)).send().await;
        found.expect("the query is answered").items.unwrap_or_default().pop()
    }

    /// The sort keys under this partition of one of the sparse global indexes.
    pub(crate) async fn indexed(&self, index: &str, partition: &str, value: &str) -> Vec<String> {
        let query = self.table.query().table_name(TABLE).index_name(index);
        let query =
            query.key_condition_expression("#partition = :value").expression_attribute_names("#partition", partition);
        let found = query.expression_attribute_values(":value", text(value)).send().await;
        let items = found.expect("the query is answered").items.unwrap_or_default();
        items.iter().map(|item| item["sk"].as_s().expect("a text").clone()).collect()
    }

    /// Receives the next message that is visible and whose group is free, as the worker does: one at a time.
    pub(crate) async fn receive(&self) -> Option<Received> {
        let receive = self.messages.receive_message().queue_url(&self.queue_url).max_number_of_messages(1);
        receive.send().await.expect("the queue answers").messages.unwrap_or_default().pop()
    }

    /// Deletes a received message.
    pub(crate) async fn delete(&self, message: &Received) {
        let receipt = message.receipt_handle.clone().expect("a receipt");
        let delete = self.messages.delete_message().queue_url(&self.queue_url).receipt_handle(receipt);
        delete.send().await.expect("the queue deletes");
    }

    /// The bodies of all messages, in the order of the queue.
    pub(crate) fn bodies(&self) -> Vec<String> {
        self.queues.peek(QUEUE).into_iter().map(|message| message.body).collect()
    }
}

fn text(value: &str) -> aws_sdk_dynamodb::types::AttributeValue {
    aws_sdk_dynamodb::types::AttributeValue::S(value.to_owned())
}
