//! One connection's life: envelopes are taken as they come and acknowledged as they are done; a ping every few seconds
//! tells whether anybody is there.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use shared::clock::Clock;
use shared::domain::Timestamp;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};

use super::envelope::{Envelope, Frame, Reason};
use super::functions::Functions;
use super::opening::{Connection, WebSocket};

/// How often we ask whether anybody is there, as Slack's own client does (`contracts/slack.md` 4).
pub(super) const PING_EVERY: Duration = Duration::from_secs(5);
/// After how long without a word, a ping or a pong of Slack's the connection is dead.
pub(super) const SILENCE_MAX: Duration = Duration::from_secs(30);
/// How long a frame may take to leave this machine.
const SAID_WITHIN: Duration = Duration::from_secs(10);
/// How long a connection is still served when another one has taken its place: as long as Slack waits for an answer.
const LAST_ACKS: Duration = Duration::from_secs(3);

/// Why a connection is to be left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaving {
    /// It will go soon: another one is to be open first.
    Replace,
    /// The app has too many.
    TooMany,
    /// Socket Mode was switched off.
    Disabled,
    /// It is gone.
    Lost(&'static str),
}

/// One connection.
pub(super) struct Session {
    stream: Box<WebSocket>,
    functions: Arc<Functions>,
    clock: Arc<dyn Clock>,
    /// What is acknowledged once it is done; each envelope that is being worked on has a sender.
    done: UnboundedSender<String>,
    acks: UnboundedReceiver<String>,
    since: Timestamp,
    heard: Timestamp,
}

impl Session {
    pub(super) fn new(connection: Connection, functions: Arc<Functions>, clock: Arc<dyn Clock>) -> Self {
        let (done, acks) = unbounded_channel();
        let now = clock.now();
        Self { stream: connection.stream, functions, clock, done, acks, since: now, heard: now }
    }

    /// How long it has stood.
    pub(super) fn age(&self) -> Duration {
        self.clock.now().since(self.since)
    }

    /// Takes what comes until the connection is to be left. It may be called again while it stands.
    pub(super) async fn serve(&mut self) -> Leaving {
        let clock = Arc::clone(&self.clock);
        let mut ping = clock.pause(PING_EVERY);
        loop {
            let left = tokio::select! {
                frame = self.stream.next() => self.hear(frame),
                Some(ack) = self.acks.recv() => self.say(Message::text(ack)).await,
                () = &mut ping => {
                    ping = clock.pause(PING_EVERY);
                    self.ping().await
                }
            };
            if let Err(leaving) = left {
                return leaving;
            }
        }
    }

    /// Leaves the connection, after a while in which what is being worked on is acknowledged and what was on its way
    /// already is still taken: an interaction that nobody takes is not sent again.
    pub(super) async fn leave(mut self) {
        let clock = Arc::clone(&self.clock);
        tokio::select! {
            () = self.serve_to_the_end() => {}
            () = clock.pause(LAST_ACKS) => {}
        }
        let _ = self.stream.close().await;
    }

    async fn serve_to_the_end(&mut self) {
        // It is left already, whatever else it says.
        while !matches!(self.serve().await, Leaving::Lost(_)) {}
    }

    fn hear(&mut self, frame: Option<Result<Message, Error>>) -> Result<(), Leaving> {
        let Some(Ok(message)) = frame else { return Err(Leaving::Lost("it broke off")) };
        self.heard = self.clock.now();
        match message {
            Message::Text(text) => self.read(&text),
            Message::Close(_) => Err(Leaving::Lost("Slack closed it")),
            Message::Binary(bytes) => {
                tracing::warn!(bytes = bytes.len(), "Slack sent what is no text: passed over");
                Ok(())
            }
            // The library answers pings.
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Ok(()),
        }
    }

    fn read(&mut self, text: &str) -> Result<(), Leaving> {
        match Frame::read(text) {
            Frame::Envelope(envelope) => self.work(envelope),
            Frame::Disconnect(Reason::Refresh | Reason::Other) => return Err(Leaving::Replace),
            Frame::Disconnect(Reason::TooMany) => return Err(Leaving::TooMany),
            Frame::Disconnect(Reason::Disabled) => return Err(Leaving::Disabled),
            Frame::Unreadable => tracing::warn!(bytes = text.len(), "Slack sent what is no JSON object: passed over"),
            Frame::Hello { .. } | Frame::Unknown => tracing::debug!("nothing for us"),
        }
        Ok(())
    }

    /// It runs to its end, as on Lambda, whatever becomes of the connection.
    fn work(&self, envelope: Envelope) {
        let (functions, done) = (Arc::clone(&self.functions), self.done.clone());
        tracing::debug!(kind = ?envelope.kind, retry = envelope.retry, "envelope");
        tokio::spawn(async move {
            if let Some(ack) = functions.take(&envelope).await {
                // Nobody is there any more: Slack sends it again, and it is found done.
                let _ = done.send(ack);
            }
        });
    }

    async fn ping(&mut self) -> Result<(), Leaving> {
        if self.clock.now().since(self.heard) >= SILENCE_MAX {
            return Err(Leaving::Lost("nothing was heard for 30 s"));
        }
        self.say(Message::Ping(Bytes::new())).await
    }

    async fn say(&mut self, message: Message) -> Result<(), Leaving> {
        let clock = Arc::clone(&self.clock);
        tokio::select! {
            said = self.stream.send(message) => said.map_err(|_| Leaving::Lost("it broke off")),
            () = clock.pause(SAID_WITHIN) => Err(Leaving::Lost("it takes nothing any more")),
        }
    }
}
