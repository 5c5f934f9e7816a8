//! What every test of the sandbox has: a sandbox, a clock to move, and calls that hold each answer to the contract.

use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use serde_json::{Value, json};
use shared::clock::{Clock, Random};
use shared::domain::Timestamp;
use tower::ServiceExt;

use crate::sandbox::slack::contract::Contract;
use crate::sandbox::slack::{SlackChange, TokenStatus};
use crate::sandbox::{Change, Sandbox};

/// The private default ticketing channel: the bot is in it.
pub(super) const DEFAULT: &str = "C08DEFAULT1";
/// A public channel that the bot is not in.
pub(super) const GENERAL: &str = "C07GENERAL1";
/// A private channel that the bot is not in.
pub(super) const LEADS: &str = "C07LEADS001";
/// The clock when a test begins, in seconds.
pub(super) const BEGIN: i64 = 1_790_000_000;

/// Read once: every call is held to it.
static CONTRACT: LazyLock<Contract> = LazyLock::new(|| Contract::read().unwrap());

/// A clock that stands still until it is moved.
#[derive(Clone)]
pub(super) struct VirtualClock(Arc<AtomicI64>);

#[async_trait::async_trait]
impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }

    async fn pause(&self, how_long: Duration) {
        self.0.fetch_add(i64::try_from(how_long.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

/// Bits that differ, the same in each run.
#[derive(Default)]
pub(super) struct Counted(AtomicU64);

impl Random for Counted {
    fn bits(&self) -> u128 {
        u128::from(self.0.fetch_add(1, Ordering::SeqCst) + 1) << 64
    }
}

/// A sandbox and its clock.
pub(super) struct Desk {
    pub(super) sandbox: Sandbox,
    pub(super) clock: Arc<VirtualClock>,
}

/// An answer, whole.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
}

impl Answered {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(super) fn error(&self) -> &str {
        assert_eq!(self.body["ok"], json!(false), "{self:?}");
        self.body["error"].as_str().unwrap()
    }

    pub(super) fn ok(self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{self:?}");
        assert_eq!(self.body["ok"], json!(true), "{self:?}");
        self.body
    }

    pub(super) fn messages(&self) -> String {
        self.body["response_metadata"]["messages"].to_string()
    }
}

impl Desk {
    pub(super) fn new() -> Self {
        Self::on(None)
    }

    pub(super) fn on(journal: Option<&Path>) -> Self {
        let clock = Arc::new(VirtualClock(Arc::new(AtomicI64::new(BEGIN * 1000))));
        let sandbox = Sandbox::open(journal, clock.clone(), &Counted::default()).unwrap();
        Self { sandbox, clock }
    }

    /// Moves the clock.
    pub(super) async fn wait(&self, seconds: u64) {
        self.clock.pause(Duration::from_secs(seconds)).await;
    }

    pub(super) fn token(&self) -> String {
        self.sandbox.credentials().bot_token.expose().to_owned()
    }

    pub(super) fn happens(&self, change: SlackChange) {
        self.sandbox.change(Change::Slack(change)).unwrap();
    }

    pub(super) fn token_is(&self, status: TokenStatus) {
        self.happens(SlackChange::TokenStatusSet { status });
    }

    /// Takes scopes from the token.
    pub(super) fn without_scopes(&self, taken: &[&str]) {
        let mut scopes = self.sandbox.slack().token.scopes;
        scopes.retain(|scope| !taken.contains(&scope.as_str()));
        self.happens(SlackChange::TokenScoped { scopes });
    }

    /// A Slack call with the bot's token: JSON where the method takes it, else a form. Every error must be the method's.
    pub(super) async fn call(&self, method: &str, arguments: Value) -> Answered {
        let takes_json = CONTRACT.method(method).unwrap().json_body;
        if takes_json { self.json(method, &arguments).await } else { self.form(method, &arguments).await }
    }

    pub(super) async fn json(&self, method: &str, arguments: &Value) -> Answered {
        self.slack(method, Some(&self.token()), "application/json; charset=utf-8", arguments.to_string()).await
    }

    /// The arguments as a form: structures as JSON text.
    pub(super) async fn form(&self, method: &str, arguments: &Value) -> Answered {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let pair = |(name, value): (&String, &Value)| format!("{}={}", encoded(name), encoded(&text(value)));
        let body = arguments.as_object().unwrap().iter().map(pair).collect::<Vec<_>>().join("&");
        self.slack(method, Some(&self.token()), "application/x-www-form-urlencoded", body).await
    }

    pub(super) async fn slack(&self, method: &str, token: Option<&str>, kind: &str, body: String) -> Answered {
        let mut request = Request::post(format!("/api/{method}"));
        if !kind.is_empty() {
            request = request.header("content-type", kind);
        }
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let answered = self.send(request.body(Body::from(body)).unwrap()).await;
        if answered.body["ok"] == json!(false) {
            let error = answered.body["error"].as_str().unwrap();
            assert!(CONTRACT.method(method).unwrap().may_answer(error), "{method} has no error {error}");
        }
        answered
    }

    /// Posts a text and gives its `ts`.
    pub(super) async fn post(&self, channel: &str, text: &str) -> String {
        let posted = self.call("chat.postMessage", json!({"channel": channel, "text": text})).await.ok();
        posted["ts"].as_str().unwrap().to_owned()
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Answered {
        let response = self.sandbox.router().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let plain = || Value::from(String::from_utf8_lossy(&bytes).into_owned());
        Answered {
            status: parts.status,
            headers: parts.headers,
            body: serde_json::from_slice(&bytes).unwrap_or_else(|_| plain()),
        }
    }

    pub(super) async fn get(&self, path: &str) -> Answered {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// The faults' routes.
    pub(super) async fn faults(&self, verb: &str, path: &str, body: &str) -> Answered {
        let request = Request::builder().method(verb).uri(format!("/sandbox/faults{path}"));
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |encoded, byte| format!("{encoded}%{byte:02X}"))
}

/// Arguments that a method takes, though what it is asked for need not be there.
pub(super) fn sensible(method: &str) -> Value {
    let modal = json!({"type": "modal", "title": {"type": "plain_text", "text": "Chat"}, "blocks": []});
    match method {
        "auth.test" => json!({}),
        "bookmarks.add" => json!({"channel_id": DEFAULT, "title": "a", "type": "link", "link": "https://example.com"}),
        "chat.getPermalink" => json!({"channel": DEFAULT, "message_ts": "1"}),
        "chat.postEphemeral" => json!({"channel": DEFAULT, "user": "U07MAY00001", "text": "hi"}),
        "chat.postMessage" => json!({"channel": DEFAULT, "text": "hi"}),
        "chat.update" => json!({"channel": DEFAULT, "ts": "1", "text": "hi"}),
        "conversations.create" => json!({"name": "ana-lima"}),
        "conversations.invite" => json!({"channel": DEFAULT, "users": "U07GUEST001"}),
        "conversations.join" => json!({"channel": GENERAL}),
        "conversations.kick" => json!({"channel": DEFAULT, "user": "U07BEN00001"}),
        "conversations.open" => json!({"users": "U07MAY00001"}),
        "conversations.rename" => json!({"channel": DEFAULT, "name": "ana-lima"}),
        "conversations.replies" => json!({"channel": DEFAULT, "ts": "1"}),
        "conversations.setTopic" => json!({"channel": DEFAULT, "topic": "Ana"}),
        "reactions.add" | "reactions.remove" => json!({"channel": DEFAULT, "timestamp": "1", "name": "eyes"}),
        "users.info" => json!({"user": "U07MAY00001"}),
        "views.open" | "views.push" => json!({"trigger_id": "1.2.3", "view": modal}),
        "views.publish" => json!({"user_id": "U07MAY00001", "view": {"type": "home", "blocks": []}}),
        "views.update" => json!({"view_id": "V1", "view": modal}),
        _ => json!({"channel": DEFAULT}),
    }
}
