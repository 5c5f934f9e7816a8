//! A Slack on loopback that can be reached in Socket Mode: the sandbox's Web API, and connections that a test holds the
//! other end of.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, accept_async};

use crate::sandbox::Sandbox;

/// The app-level token that it takes.
pub(super) const APP_TOKEN: &str = "app-token-planted";
/// What stands in each address that it gives.
pub(super) const TICKET: &str = "ticket-planted";

/// How long anything may take that no test waits for: a fault alone reaches it.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) const HELLO: &str = include_str!("fixtures/socket_hello.json");
pub(super) const DISCONNECT: &str = include_str!("fixtures/socket_disconnect.json");

/// A fixture of the contract.
pub(super) fn fixture(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The contract's disconnect with another reason.
pub(super) fn disconnect(reason: &str) -> Value {
    let mut disconnect = fixture(DISCONNECT);
    disconnect["reason"] = json!(reason);
    disconnect
}

/// How `apps.connections.open` answers instead of giving an address.
pub(super) struct Refusal(pub(super) u16, pub(super) &'static str, pub(super) Value);

pub(super) struct Slack {
    /// Where its Web API is.
    pub(super) api: String,
    web: Web,
    connections: UnboundedReceiver<Line>,
}

#[derive(Clone)]
struct Web {
    sockets: String,
    refusals: Arc<Mutex<VecDeque<Refusal>>>,
    /// What it says first on the next connections, instead of hello.
    first_words: Arc<Mutex<VecDeque<Value>>>,
}

impl Slack {
    /// With this sandbox's workspace.
    pub(super) async fn start(sandbox: &Sandbox) -> Self {
        let (sockets, address) = listen().await;
        let web = Web {
            sockets: format!("ws://{address}/link/?ticket={TICKET}&app_id=A08DESK0001"),
            refusals: Arc::default(),
            first_words: Arc::default(),
        };
        let (held, connections) = unbounded_channel();
        tokio::spawn(accept(sockets, Arc::clone(&web.first_words), held));
        let (listener, address) = listen().await;
        sandbox.stands_at(&format!("http://{address}"));
        let open = axum::Router::new().route("/api/apps.connections.open", post(open)).with_state(web.clone());
        let router = open.merge(sandbox.router());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { api: format!("http://{address}/api"), web, connections }
    }

    /// The next `apps.connections.open` is refused.
    pub(super) fn refuses(&self, refusal: Refusal) {
        self.web.refusals.lock().unwrap().push_back(refusal);
    }

    /// The next connection begins with this, not with hello.
    pub(super) fn begins_with(&self, frame: Value) {
        self.web.first_words.lock().unwrap().push_back(frame);
    }

    /// The other end of the next connection.
    pub(super) async fn connection(&mut self) -> Line {
        tokio::time::timeout(PATIENCE, self.connections.recv()).await.expect("a connection in time").unwrap()
    }

    /// Whether a connection has come that nobody has asked for yet.
    pub(super) fn has_connection(&self) -> bool {
        !self.connections.is_empty()
    }
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

async fn open(State(web): State<Web>, heads: HeaderMap) -> Response {
    if let Some(Refusal(status, retry_after, body)) = web.refusals.lock().unwrap().pop_front() {
        return (StatusCode::from_u16(status).unwrap(), [("retry-after", retry_after)], Json(body)).into_response();
    }
    let expected = format!("Bearer {APP_TOKEN}");
    if heads.get("authorization").and_then(|value| value.to_str().ok()) != Some(&expected) {
        return Json(json!({"ok": false, "error": "invalid_auth"})).into_response();
    }
    Json(json!({"ok": true, "url": web.sockets})).into_response()
}

async fn accept(listener: TcpListener, first_words: Arc<Mutex<VecDeque<Value>>>, held: UnboundedSender<Line>) {
    while let Ok((stream, _)) = listener.accept().await {
        let mut line = Line(accept_async(stream).await.unwrap());
        let first = first_words.lock().unwrap().pop_front();
        line.sends(&first.unwrap_or_else(|| fixture(HELLO))).await;
        if held.send(line).is_err() {
            return;
        }
    }
}

/// The other end of one connection.
pub(super) struct Line(WebSocketStream<TcpStream>);

impl Line {
    pub(super) async fn sends(&mut self, frame: &Value) {
        self.sends_message(Message::text(frame.to_string())).await;
    }

    pub(super) async fn sends_message(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    /// The next text; pings are answered meanwhile. None: the connection was closed.
    pub(super) async fn hears(&mut self) -> Option<Value> {
        loop {
            match self.next().await {
                Some(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
                Some(Message::Close(_)) | None => return None,
                Some(_) => {}
            }
        }
    }

    /// Whatever comes next.
    pub(super) async fn next(&mut self) -> Option<Message> {
        let next = tokio::time::timeout(PATIENCE, self.0.next()).await.expect("something in time");
        next.and_then(Result::ok)
    }

    /// Goes away without a word.
    pub(super) fn breaks_off(self) {
        drop(self);
    }
}
