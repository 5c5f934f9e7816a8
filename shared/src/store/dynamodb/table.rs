//! The table itself, as `template.yaml` makes it on AWS: for one machine and for tests.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{BuildError, ProvideErrorMetadata};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, LocalSecondaryIndex, Projection,
    ProjectionType, ScalarAttributeType,
};

use super::super::StoreError;
use super::super::item::name;
use super::error::store_error;

/// What the due index carries beside its keys: enough to ring, and to tell of a parked job.
const DUE_CARRIES: [&str; 3] = ["lane", "job", "parked"];

/// Creates the table, unless it is there.
pub async fn create_table(client: &Client, table: &str) -> Result<(), StoreError> {
    let definition = definition(client, table).map_err(|error| StoreError::Broken(error.to_string()))?;
    match definition.send().await {
        Err(error) if !already_there(error.as_service_error()) => Err(store_error(&error)),
        _ => Ok(()),
    }
}

fn already_there<E: ProvideErrorMetadata>(error: Option<&E>) -> bool {
    error.and_then(ProvideErrorMetadata::code) == Some("ResourceInUseException")
}

fn definition(
    client: &Client,
    table: &str,
) -> Result<aws_sdk_dynamodb::operation::create_table::builders::CreateTableFluentBuilder, BuildError> {
    let texts = [name::PK, name::SK, name::PENDING, name::DUE_SHARD, name::OPEN, name::HANDLER];
    let numbers = [name::DUE_AT, name::OPEN_SINCE, name::HANDLER_SINCE];
    let texts = texts.map(|attribute| attribute_of(attribute, ScalarAttributeType::S));
    let numbers = numbers.map(|attribute| attribute_of(attribute, ScalarAttributeType::N));
    let attributes = texts.into_iter().chain(numbers).collect::<Result<Vec<_>, _>>()?;
    let everything = Projection::builder().projection_type(ProjectionType::All).build();
    let pending = LocalSecondaryIndex::builder()
        .index_name("pending")
        .set_key_schema(Some(keys(name::PK, name::PENDING)?))
        .projection(everything)
        .build()?;
    Ok(client
        .create_table()
        .table_name(table)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(attributes))
        .set_key_schema(Some(keys(name::PK, name::SK)?))
        .local_secondary_indexes(pending)
        .global_secondary_indexes(global("due", name::DUE_SHARD, name::DUE_AT, &DUE_CARRIES)?)
        .global_secondary_indexes(global("open", name::OPEN, name::OPEN_SINCE, &[])?)
        .global_secondary_indexes(global("handler", name::HANDLER, name::HANDLER_SINCE, &[])?))
}

fn attribute_of(attribute: &str, kind: ScalarAttributeType) -> Result<AttributeDefinition, BuildError> {
    AttributeDefinition::builder().attribute_name(attribute).attribute_type(kind).build()
}

fn keys(partition: &str, sort: &str) -> Result<Vec<KeySchemaElement>, BuildError> {
    let element = |attribute: &str, kind| KeySchemaElement::builder().attribute_name(attribute).key_type(kind).build();
    Ok(vec![element(partition, KeyType::Hash)?, element(sort, KeyType::Range)?])
}

/// A global index that carries its keys, and the attributes named.
fn global(index: &str, partition: &str, sort: &str, carries: &[&str]) -> Result<GlobalSecondaryIndex, BuildError> {
    let projection = if carries.is_empty() {
        Projection::builder().projection_type(ProjectionType::KeysOnly).build()
    } else {
        let carries = carries.iter().map(|attribute| (*attribute).to_owned()).collect();
        Projection::builder().projection_type(ProjectionType::Include).set_non_key_attributes(Some(carries)).build()
    };
    let index = GlobalSecondaryIndex::builder().index_name(index).set_key_schema(Some(keys(partition, sort)?));
    index.projection(projection).build()
}
