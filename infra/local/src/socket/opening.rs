//! Opening a connection: Slack gives an address for the app's token, good for one connection (`contracts/slack.md` 4).
//!
//! The address carries a ticket that opens the connection, so it is never printed; nor is the token.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use reqwest::header::RETRY_AFTER;
use serde::Deserialize;
use shared::clock::Clock;
use shared::outbound::{NoClient, RETRY_AFTER_MAX};
use shared::secret::Secret;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use super::envelope::{Frame, Reason};

/// How long Slack may take to give an address …
const ASKED: Duration = Duration::from_secs(8);
/// … and to say hello on the connection.
const HELLO: Duration = Duration::from_secs(10);

/// The largest message that is taken. The largest that Slack sends holds a view of 250 KB, or a message.
const MESSAGE_MAX: usize = 4 * 1024 * 1024;

/// Slack's words for a token that no repeat makes good (`contracts/slack.md` 4, and 1 for the last four).
const NEVER: [&str; 9] = [
    "not_authed",
    "invalid_auth",
    "account_inactive",
    "user_removed_from_team",
    "team_disabled",
    "token_revoked",
    "token_expired",
    "not_allowed_token_type",
    "missing_scope",
];

/// A connection that Slack has said hello on.
pub(crate) struct Connection {
    /// The app whose token opened it, as Slack says.
    pub(crate) app: Option<String>,
    pub(crate) stream: Box<WebSocket>,
}

pub(super) type WebSocket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Why there is no connection. No text holds a token or an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotOpen {
    /// The token is not taken, now or later: Slack's word.
    Refused(String),
    /// Socket Mode is switched off.
    Disabled,
    /// The app has as many connections as it may.
    TooMany,
    /// It may work later.
    Later {
        /// What was seen of it.
        cause: String,
        /// How long Slack says to wait.
        wait: Option<Duration>,
    },
}

/// Opens connections.
pub(crate) struct Opener {
    client: reqwest::Client,
    method: String,
    token: Secret,
    clock: Arc<dyn Clock>,
}

#[derive(Deserialize)]
struct Answer {
    ok: bool,
    error: Option<String>,
    url: Option<Secret>,
}

impl Opener {
    /// With an app's token, at this address of Slack's Web API.
    pub(crate) fn new(slack_api: &str, token: Secret, clock: Arc<dyn Clock>) -> Result<Self, NoClient> {
        // Whoever was first has installed the same one: this program knows no other.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // A redirect might take the token elsewhere.
        let client = reqwest::Client::builder().timeout(ASKED).redirect(reqwest::redirect::Policy::none()).build()?;
        let method = format!("{}/apps.connections.open", slack_api.trim_end_matches('/'));
        Ok(Self { client, method, token, clock })
    }

    /// Opens one: asks for an address, connects, and waits until Slack says hello.
    pub(crate) async fn open(&self) -> Result<Connection, NotOpen> {
        let url = self.address().await?;
        tokio::select! {
            connected = Box::pin(connect(&url)) => connected,
            () = self.clock.pause(HELLO) => Err(later("Slack did not say hello in time")),
        }
    }

    async fn address(&self) -> Result<Secret, NotOpen> {
        let asked = self.client.post(&self.method).bearer_auth(self.token.expose()).send().await;
        // The client's own text may hold an address.
        let answered = asked.map_err(|_| later("there is no connection to Slack"))?;
        let (status, wait) = (answered.status(), wait_of(&answered));
        let answer = answered.json::<Answer>().await.ok();
        match answer {
            Some(Answer { ok: true, url: Some(url), .. }) => Ok(url),
            Some(Answer { error: Some(error), .. }) if NEVER.contains(&error.as_str()) => Err(NotOpen::Refused(error)),
            Some(Answer { error: Some(error), .. }) => {
                Err(NotOpen::Later { cause: format!("Slack said {}", word(&error)), wait })
            }
            _ => Err(NotOpen::Later { cause: format!("Slack answered {}", status.as_u16()), wait }),
        }
    }
}

fn wait_of(answered: &reqwest::Response) -> Option<Duration> {
    let seconds = answered.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(RETRY_AFTER_MAX))
}

fn later(cause: &str) -> NotOpen {
    NotOpen::Later { cause: cause.to_owned(), wait: None }
}

/// An error word; anything else may quote what was sent.
fn word(error: &str) -> &str {
    let is_word = error.len() <= 80 && error.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if is_word { error } else { "what is no error word" }
}

async fn connect(url: &Secret) -> Result<Connection, NotOpen> {
    let config = WebSocketConfig::default().max_message_size(Some(MESSAGE_MAX)).max_frame_size(Some(MESSAGE_MAX));
    let connected = connect_async_with_config(url.expose(), Some(config), true).await;
    // The error may hold the address.
    let (mut stream, _) = connected.map_err(|_| later("the connection that Slack gave can't be opened"))?;
    while let Some(Ok(message)) = stream.next().await {
        let Message::Text(text) = message else { continue };
        match Frame::read(&text) {
            Frame::Hello { app } => return Ok(Connection { app, stream: Box::new(stream) }),
            Frame::Disconnect(Reason::Disabled) => return Err(NotOpen::Disabled),
            Frame::Disconnect(Reason::TooMany) => return Err(NotOpen::TooMany),
            _ => break,
        }
    }
    Err(later("Slack closed the connection instead of saying hello"))
}
