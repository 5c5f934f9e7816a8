//! `POST /sandbox/deliveries`: plans how deliveries go wrong. `GET` tells how many wait.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Misdelivery;
use crate::sandbox::Sandbox;

/// How often one delivery can be sent at most.
const MOST_COPIES: u8 = 10;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Plan {
    copies: (u8, u8),
    shuffle: Shuffle,
    delay_ms: u64,
    hold: bool,
    seed: u64,
}

impl Default for Plan {
    fn default() -> Self {
        Self { copies: (1, 1), shuffle: Shuffle::Whether(false), delay_ms: 0, hold: false, seed: 0 }
    }
}

/// `true`, or the seed of it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Shuffle {
    Whether(bool),
    Seed(u64),
}

impl Plan {
    fn read(body: &str) -> Result<Misdelivery, String> {
        let text = if body.trim().is_empty() { "{}" } else { body };
        let plan: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let (least, most) = plan.copies;
        if least < 1 || least > most || most > MOST_COPIES {
            return Err(format!("copies: at least and at most so many, from 1 to {MOST_COPIES}"));
        }
        let (shuffle, seed) = match plan.shuffle {
            Shuffle::Whether(shuffle) => (shuffle, plan.seed),
            Shuffle::Seed(seed) => (true, seed),
        };
        Ok(Misdelivery {
            copies: plan.copies,
            shuffle,
            delay: Duration::from_millis(plan.delay_ms),
            hold: plan.hold,
            seed,
        })
    }
}

/// `POST`: an empty body, or `{}`, makes everything right again.
pub(in crate::sandbox) async fn plan(State(sandbox): State<Sandbox>, body: String) -> Response {
    match Plan::read(&body) {
        Ok(plan) => {
            sandbox.misdeliver(plan);
            Json(waiting(&sandbox)).into_response()
        }
        Err(message) => {
            (StatusCode::BAD_REQUEST, Json(json!({"ok": false, "error": {"message": message}}))).into_response()
        }
    }
}

/// `GET`.
pub(in crate::sandbox) async fn show(State(sandbox): State<Sandbox>) -> Json<Value> {
    Json(waiting(&sandbox))
}

fn waiting(sandbox: &Sandbox) -> Value {
    json!({"ok": true, "pending": sandbox.pending_deliveries()})
}
