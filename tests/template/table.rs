//! The table: as the code makes it on one machine, and kept safe.

use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};
use shared::store::dynamodb::create_table;
use tests::repository::file;

use super::cloudformation::{Resource, resources, the_only};

/// An endpoint that says yes and keeps what it was asked.
#[derive(Clone, Debug, Default)]
struct Asked(Arc<Mutex<Vec<Value>>>);

impl HttpConnector for Asked {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body = request.body().bytes().unwrap_or_default();
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .push(serde_json::from_slice(body).unwrap_or_default());
        let yes = HttpResponse::new(200.try_into().unwrap_or_else(|_| panic!("200 is a status")), SdkBody::from("{}"));
        HttpConnectorFuture::ready(Ok(yes))
    }
}

/// What the code asks DynamoDB for, word for word: a template has the same words.
async fn asked_for() -> Value {
    let asked = Asked::default();
    let connector = SharedHttpConnector::new(asked.clone());
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("planted", "planted", None, None, "tests"))
        .http_client(http_client_fn(move |_, _| connector.clone()));
    create_table(&Client::from_conf(config.build()), "table").await.unwrap_or_else(|error| panic!("{error}"));
    let mut asked = asked.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
    assert_eq!(asked.len(), 1, "one call makes the table");
    asked.remove(0)
}

/// The order in which attributes and indexes are named means nothing.
fn sorted(value: &Value) -> Value {
    let mut value = value.clone();
    let named = |item: &Value| item.get("IndexName").or(item.get("AttributeName")).unwrap_or(item).to_string();
    if let Value::Array(items) = &mut value {
        items.sort_by_key(named);
        for index in items.iter_mut() {
            if let Some(carried) = index.pointer_mut("/Projection/NonKeyAttributes") {
                *carried = sorted(carried);
            }
        }
    }
    value
}

#[tokio::test]
async fn the_table_is_the_one_that_the_code_makes() {
    let (asked, table) = (asked_for().await, the_only("AWS::DynamoDB::Table"));
    let same = ["AttributeDefinitions", "LocalSecondaryIndexes", "GlobalSecondaryIndexes", "KeySchema", "BillingMode"];
    for part in same {
        let asked = asked.get(part).unwrap_or(&Value::Null);
        assert_ne!(asked, &Value::Null, "the code says {part}");
        assert_eq!(sorted(table.property(part)), sorted(asked), "{part}: left template.yaml, right the code");
    }
}

#[test]
fn items_expire_by_the_attribute_that_the_code_writes() {
    let names = file("shared/src/store/item.rs").text;
    let (_, expires) = names.split_once("const EXPIRES: &str = \"").unwrap();
    let expires = expires.split('"').next().unwrap();
    let table = the_only("AWS::DynamoDB::Table");
    assert_eq!(table.property("TimeToLiveSpecification"), &json!({"AttributeName": expires, "Enabled": true}));
}

#[test]
fn the_table_outlives_mistakes() {
    let table = the_only("AWS::DynamoDB::Table");
    for policy in ["DeletionPolicy", "UpdateReplacePolicy"] {
        assert_eq!(table.all.get(policy), Some(&json!("Retain")), "{policy}");
    }
    assert_eq!(table.property("DeletionProtectionEnabled"), true);
    assert_eq!(table.property("PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled"), true);
    assert_eq!(table.property("SSESpecification/SSEEnabled"), true);
    assert_eq!(
        table.property("TableName"),
        &Value::Null,
        "a name of our own would keep CloudFormation from replacing it"
    );
    let tables: Vec<Resource> = resources("AWS::DynamoDB::Table");
    assert_eq!(tables.len(), 1, "one table");
}
