//! `template.yaml` and `infra/slack-manifest.yaml` compared with the code: what is deployed, and the app that it is
//! installed as, are what the code was written for.

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
#[path = "template/slack_manifest.rs"]
mod slack_manifest;
#[path = "template/table.rs"]
mod table;
