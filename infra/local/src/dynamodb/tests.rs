//! The endpoint as callers see it: the real `aws-sdk-dynamodb` over loopback, without retries.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
    TimeToLiveSpecification,
};
use shared::clock::Clock;
use shared::domain::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{DynamoDbError, LocalDynamoDb};
use crate::faults::endpoint::NoFaults;
use crate::scripted_faults::{Next, Scripted};

/// Where the test's clock begins, in seconds.
const START: i64 = 1_790_000_000;

struct TestClock(AtomicI64);

#[async_trait]
impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst) * 1_000)
    }

    async fn pause(&self, _: Duration) {}
}

fn a_clock() -> Arc<TestClock> {
    Arc::new(TestClock(AtomicI64::new(START)))
}

/// A running endpoint and a client of it.
struct Running {
    database: Arc<LocalDynamoDb>,
    client: Client,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

impl Running {
    async fn of(database: LocalDynamoDb) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = a_client(&format!("http://{}", listener.local_addr().unwrap()));
        let (stop, stopped) = oneshot::channel::<()>();
        let database = Arc::new(database);
        let serving = Arc::clone(&database);
        let ended = tokio::spawn(async move {
            let stopped = async move { drop(stopped.await) };
            serving.serve(listener, stopped).await.unwrap();
        });
        Self { database, client, stop, ended }
    }

    async fn with_a_table(faults: &Arc<Scripted>) -> Self {
        let running = Self::of(LocalDynamoDb::in_memory(a_clock(), faults.clone()).unwrap()).await;
        running.create_table().await;
        running
    }

    async fn create_table(&self) {
        let key = KeySchemaElement::builder().attribute_name("pk").key_type(KeyType::Hash);
        let pk = AttributeDefinition::builder().attribute_name("pk");
        let create = self.client.create_table().table_name("inbox");
        let create = create.billing_mode(BillingMode::PayPerRequest);
        let create = create.key_schema(key.build().unwrap());
        let create = create.attribute_definitions(pk.attribute_type(ScalarAttributeType::S).build().unwrap());
        create.send().await.unwrap();
    }

    async fn put(&self, pk: &str) -> Result<(), SdkError<aws_sdk_dynamodb::operation::put_item::PutItemError>> {
        let put = self.client.put_item().table_name("inbox");
        put.item("pk", AttributeValue::S(pk.to_owned())).send().await.map(drop)
    }

    async fn get(&self, pk: &str) -> Option<HashMap<String, AttributeValue>> {
        let get = self.client.get_item().table_name("inbox").consistent_read(true);
        let got = get.key("pk", AttributeValue::S(pk.to_owned())).send().await;
        got.unwrap().item
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.ended.await.unwrap();
    }
}

fn a_client(endpoint: &str) -> Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(endpoint)
        .credentials_provider(Credentials::new("local", "local", None, None, "tests"))
        .retry_config(RetryConfig::disabled())
        .http_client(aws_smithy_http_client::Builder::new().build_http());
    Client::from_conf(config.build())
}

/// A file of its own in the system's folder for such, not there when the test begins.
fn a_file(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("slack-inbox-dynamodb-{}-{name}", std::process::id()));
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
    path
}

#[tokio::test]
async fn an_item_that_was_put_is_read_back_and_refusals_come_as_dynamodb_gives_them() {
    let dynamodb = Running::with_a_table(&Scripted::new("none")).await;
    dynamodb.put("x").await.unwrap();
    assert_eq!(dynamodb.get("x").await.unwrap()["pk"], AttributeValue::S("x".to_owned()));
    assert_eq!(dynamodb.get("y").await, None);
    let put = dynamodb.client.put_item().table_name("inbox");
    let put = put.item("pk", AttributeValue::S("x".to_owned()));
    let refused = put.condition_expression("attribute_not_exists(pk)").send().await.unwrap_err();
    assert!(refused.into_service_error().is_conditional_check_failed_exception());
}

#[tokio::test]
async fn a_refused_write_leaves_nothing() {
    let faults = Scripted::new("PutItem");
    let dynamodb = Running::with_a_table(&faults).await;
    faults.next(Next::Fails);
    let refused = dynamodb.put("x").await.unwrap_err();
    assert_eq!(refused.raw_response().unwrap().status().as_u16(), 503);
    assert_eq!(refused.code(), Some("ServiceUnavailable"));
    assert_eq!(dynamodb.get("x").await, None);
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_stands_and_its_caller_got_no_byte() {
    let faults = Scripted::new("PutItem");
    let dynamodb = Running::with_a_table(&faults).await;
    faults.next(Next::IsLost);
    let lost = dynamodb.put("x").await.unwrap_err();
    assert!(matches!(lost, SdkError::DispatchFailure(_)), "{lost:?}");
    assert!(dynamodb.get("x").await.is_some());
}

#[tokio::test]
async fn a_held_write_is_done_when_it_is_released() {
    let faults = Scripted::new("PutItem");
    let dynamodb = Running::with_a_table(&faults).await;
    faults.next(Next::IsHeld);
    let (put, ()) = tokio::join!(dynamodb.put("x"), async {
        faults.held.notified().await;
        assert_eq!(dynamodb.get("x").await, None);
        faults.released.notify_one();
    });
    put.unwrap();
    assert!(dynamodb.get("x").await.is_some());
}

#[tokio::test]
async fn what_was_written_to_a_file_is_there_after_a_restart() {
    let path = a_file("kept.db");
    let dynamodb = Running::of(LocalDynamoDb::open(&path, Arc::new(NoFaults)).unwrap()).await;
    dynamodb.create_table().await;
    dynamodb.put("x").await.unwrap();
    dynamodb.stop().await;

    let dynamodb = Running::of(LocalDynamoDb::open(&path, Arc::new(NoFaults)).unwrap()).await;
    assert!(dynamodb.get("x").await.is_some());
}

#[test]
fn a_file_that_is_in_use_is_told_apart_from_one_that_can_not_be_used() {
    let path = a_file("taken.db");
    let first = LocalDynamoDb::open(&path, Arc::new(NoFaults)).unwrap();
    let Err(taken) = LocalDynamoDb::open(&path, Arc::new(NoFaults)) else { panic!("taken is expected") };
    assert!(matches!(taken, DynamoDbError::Taken { .. }), "{taken}");
    assert!(taken.to_string().contains("--data"), "{taken}");
    drop(first);
    drop(LocalDynamoDb::open(&path, Arc::new(NoFaults)).unwrap());

    std::fs::write(&path, "this is no database, and longer than a header of one would be: ".repeat(20)).unwrap();
    let below_a_file = path.join("x.db");
    for unusable in [&path, &below_a_file] {
        let Err(refused) = LocalDynamoDb::open(unusable, Arc::new(NoFaults)) else { panic!("refused is expected") };
        assert!(matches!(refused, DynamoDbError::Unusable { .. }), "{refused}");
        assert!(refused.to_string().contains(unusable.to_str().unwrap()), "{refused}");
    }
}

#[tokio::test]
async fn items_expire_by_the_clock_that_was_given_when_they_are_swept() {
    let clock = a_clock();
    let dynamodb = Running::of(LocalDynamoDb::in_memory(clock.clone(), Arc::new(NoFaults)).unwrap()).await;
    dynamodb.create_table().await;
    let expiry = TimeToLiveSpecification::builder().attribute_name("expires").enabled(true);
    let update = dynamodb.client.update_time_to_live().table_name("inbox");
    update.time_to_live_specification(expiry.build().unwrap()).send().await.unwrap();
    let put = dynamodb.client.put_item().table_name("inbox");
    let put = put.item("pk", AttributeValue::S("x".to_owned()));
    let put = put.item("expires", AttributeValue::N((START + 60).to_string()));
    put.send().await.unwrap();
    assert_eq!(dynamodb.database.sweep_expired().unwrap(), 0);
    clock.0.fetch_add(61, Ordering::SeqCst);
    assert_eq!(dynamodb.database.sweep_expired().unwrap(), 1);
    assert_eq!(dynamodb.get("x").await, None);
}

/// Asks for the health page, which no target header names, and reads its answer.
async fn health(connection: &mut TcpStream) -> String {
    let request = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
    connection.write_all(request).await.unwrap();
    let mut answer = String::new();
    while !answer.contains("healthy: dynamodb.us-east-1.amazonaws.com ") {
        let mut part = [0; 1_024];
        let read = connection.read(&mut part).await.unwrap();
        assert_ne!(read, 0, "the connection was closed after {answer:?}");
        answer.push_str(std::str::from_utf8(&part[..read]).unwrap());
    }
    answer
}

#[tokio::test]
async fn one_connection_serves_one_call_after_another() {
    let database = LocalDynamoDb::in_memory(a_clock(), Arc::new(NoFaults)).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut connection = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(async move {
        let stopped = async move { drop(stopped.await) };
        database.serve(listener, stopped).await.unwrap();
    });
    for _ in 0..3 {
        assert!(health(&mut connection).await.starts_with("HTTP/1.1 200 OK"));
    }
    stop.send(()).unwrap();
    serving.await.unwrap();
    assert_eq!(connection.read(&mut [0; 1]).await.unwrap(), 0, "a stop closes what is idle");
}
