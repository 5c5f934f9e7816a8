//! `template.yaml` compared with the code: what is deployed is what the code was written for.

#[path = "template/api.rs"]
mod api;
#[path = "template/cloudformation.rs"]
mod cloudformation;
#[path = "template/functions.rs"]
mod functions;
#[path = "template/permissions.rs"]
mod permissions;
#[path = "template/queue.rs"]
mod queue;
#[path = "template/sdk_calls.rs"]
mod sdk_calls;
#[path = "template/table.rs"]
mod table;
