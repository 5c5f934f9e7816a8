//! The faults over HTTP: `POST`, `GET` and `DELETE /sandbox/faults`, `POST /sandbox/faults/release`.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde_json::{Map, Value, json};

use super::plan::Written;
use super::{FaultRegistry, Plan, PlanError};

/// The routes, for the local runner and the sandbox to mount.
pub fn router(faults: Arc<FaultRegistry>) -> Router {
    Router::new()
        .route("/sandbox/faults", get(list).post(plan).delete(clear))
        .route("/sandbox/faults/release", post(release))
        .with_state(faults)
}

async fn list(State(faults): State<Arc<FaultRegistry>>) -> Response {
    shown(&faults)
}

async fn plan(State(faults): State<Arc<FaultRegistry>>, body: Bytes) -> Response {
    match read_plan(&body).and_then(|plan| faults.plan(plan)) {
        Ok(()) => shown(&faults),
        Err(wrong) => refused(&wrong),
    }
}

async fn clear(State(faults): State<Arc<FaultRegistry>>) -> Response {
    faults.clear();
    shown(&faults)
}

/// An empty body releases every held call, `{"method":"…"}` those of one method.
async fn release(State(faults): State<Arc<FaultRegistry>>, body: Bytes) -> Response {
    let method = match read_method(&body) {
        Ok(method) => method,
        Err(wrong) => return refused(&wrong),
    };
    let released = faults.release(method.as_deref());
    Json(json!({"ok": true, "released": released})).into_response()
}

fn read_plan(body: &[u8]) -> Result<Plan, PlanError> {
    let fields = read_object(body)?;
    // Read field by field first: serde's message for a whole struct does not say which field has the wrong type.
    for (field, is_number) in
        [("method", false), ("fault", false), ("error", false), ("times", true), ("retry_after", true)]
    {
        let Some(value) = fields.get(field) else { continue };
        let fits = if is_number { value.as_u64().is_some_and(|n| u32::try_from(n).is_ok()) } else { value.is_string() };
        if !fits {
            let wanted = if is_number { "must be a whole number from 0 to 4294967295" } else { "must be a text" };
            return Err(wrong(field, wanted));
        }
    }
    let written: Written =
        serde_json::from_value(Value::Object(fields)).map_err(|cause| wrong("body", &cause.to_string()))?;
    Plan::try_from(written)
}

fn read_method(body: &[u8]) -> Result<Option<String>, PlanError> {
    if body.is_empty() {
        return Ok(None);
    }
    let fields = read_object(body)?;
    match (fields.get("method"), fields.len()) {
        (None, 0) => Ok(None),
        (Some(Value::String(method)), 1) => Ok(Some(method.clone())),
        _ => Err(wrong("method", "must be a text, and the only field")),
    }
}

fn read_object(body: &[u8]) -> Result<Map<String, Value>, PlanError> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(wrong("body", "must be a JSON object")),
        Err(cause) => Err(wrong("body", &format!("is not JSON: {cause}"))),
    }
}

fn wrong(field: &'static str, problem: &str) -> PlanError {
    PlanError { field, problem: problem.to_owned() }
}

fn shown(faults: &FaultRegistry) -> Response {
    Json(json!({"ok": true, "faults": faults.planned(), "held": faults.held()})).into_response()
}

fn refused(wrong: &PlanError) -> Response {
    let body = json!({"ok": false, "error": {"field": wrong.field, "message": wrong.to_string()}});
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}
