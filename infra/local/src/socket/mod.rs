//! Socket Mode: real Slack reaches this machine over connections that we open ourselves (`contracts/slack.md` 4).
//!
//! Two connections stand at a time, so that one can go without anything being missed; each is replaced before it is
//! dropped. What comes goes to the very functions that take it over HTTP elsewhere.

mod envelope;
mod functions;
mod opening;
mod session;
#[cfg(test)]
mod tests;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use shared::clock::{Clock, Random};
use shared::outbound::NoClient;

pub(crate) use functions::Functions;
pub(crate) use opening::{Connection, NotOpen, Opener};
use session::{Leaving, Session};

/// The longest pause before the first repeat; doubled each time, up to [`PAUSE_MAX`]. Each pause is drawn from zero on
/// (full jitter), so that programs which lost their connections together don't come back together.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const PAUSE_MAX: Duration = Duration::from_mins(1);
/// How long to wait when the app has too many connections: other programs hold them, and Slack recycles them slowly.
const TOO_MANY: Duration = Duration::from_mins(5);
/// A connection that stood for less was none: opening another one at once would go on for ever.
const STOOD: Duration = Duration::from_secs(10);

/// Why real Slack can't be worked with. Each text says what to do, and none holds a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SocketError {
    /// The bot token.
    #[error(
        "SLACK_BOT_TOKEN does not work: Slack said {0}. Take the Bot User OAuth Token of your app (it begins with \
         xoxb), from OAuth & Permissions at api.slack.com/apps"
    )]
    BotToken(String),
    /// The app-level token.
    #[error(
        "SLACK_APP_TOKEN does not work: Slack said {0}. Take an app-level token of your app with the scope \
         connections:write (it begins with xapp), from Basic Information at api.slack.com/apps"
    )]
    AppToken(String),
    /// The ticketing channel.
    #[error(
        "SLACK_TICKETING_CHANNEL can't be used: Slack said {0}. Give the id of a channel, which stands at the end of \
         its details, and invite the app to it"
    )]
    Channel(String),
    /// Socket Mode is switched off.
    #[error(
        "Socket Mode is switched off for this app. Switch it on under Socket Mode at api.slack.com/apps, and start again"
    )]
    Disabled,
    /// There are too many connections.
    #[error("this app has as many connections as Slack allows. Stop it where else it runs, and start again")]
    TooMany,
    /// Slack can't be reached.
    #[error("Slack can't be reached: {0}. Look at this machine's network, and start again")]
    Unreachable(String),
    /// No client.
    #[error("no HTTP client can be made: {0}")]
    Client(String),
}

impl From<NoClient> for SocketError {
    fn from(none: NoClient) -> Self {
        Self::Client(none.to_string())
    }
}

impl From<NotOpen> for SocketError {
    fn from(not_open: NotOpen) -> Self {
        match not_open {
            NotOpen::Refused(word) => Self::AppToken(word),
            NotOpen::Disabled => Self::Disabled,
            NotOpen::TooMany => Self::TooMany,
            NotOpen::Later { cause, .. } => Self::Unreachable(cause),
        }
    }
}

/// The connections to Slack.
pub(crate) struct SocketMode {
    pub(crate) opener: Opener,
    pub(crate) functions: Arc<Functions>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
}

impl SocketMode {
    /// Keeps two connections, of which the first stands already. Ends only with what no repeat makes good.
    pub(crate) async fn run(self, first: Connection) -> SocketError {
        let first = self.session(first);
        let second = async {
            match self.open_patiently(0).await {
                Ok(session) => self.keep(session).await,
                Err(error) => error,
            }
        };
        tokio::select! {
            error = self.keep(first) => error,
            error = second => error,
        }
    }

    /// Keeps one connection: whenever it goes, there is another one.
    async fn keep(&self, mut session: Session) -> SocketError {
        let mut failed = 0;
        loop {
            let leaving = session.serve().await;
            failed = if session.age() < STOOD { failed + 1 } else { 0 };
            session = match self.follow(leaving, session, failed).await {
                Ok(next) => next,
                Err(error) => return error,
            };
        }
    }

    /// The connection that takes another one's place. What is being worked on is acknowledged where it came from, while
    /// the new one is served.
    ///
    /// `failed`: how many in a row stood for a moment only, this one included.
    async fn follow(&self, leaving: Leaving, mut old: Session, failed: u32) -> Result<Session, SocketError> {
        match leaving {
            Leaving::Disabled => Err(SocketError::Disabled),
            Leaving::Replace => {
                // One that goes at once may be chance; the next ones are not.
                let next = self.open_beside(&mut old, failed.saturating_sub(1)).await;
                tokio::spawn(old.leave());
                next
            }
            Leaving::TooMany => {
                tracing::warn!("Slack says that the app has too many connections: does it run elsewhere, too?");
                tokio::spawn(old.leave());
                self.clock.pause(self.at_least_half(TOO_MANY)).await;
                self.open_patiently(0).await
            }
            Leaving::Lost(how) => {
                tracing::warn!(how, "a connection to Slack was lost: opening another one");
                drop(old);
                self.open_patiently(failed).await
            }
        }
    }

    /// Opens a connection while another one is still served.
    async fn open_beside(&self, old: &mut Session, failed: u32) -> Result<Session, SocketError> {
        let mut opening = pin!(self.open_patiently(failed));
        loop {
            tokio::select! {
                opened = &mut opening => return opened,
                leaving = old.serve() => match leaving {
                    Leaving::Disabled => return Err(SocketError::Disabled),
                    // It was said already.
                    Leaving::Replace => {}
                    Leaving::TooMany | Leaving::Lost(_) => return opening.await,
                },
            }
        }
    }

    /// Opens a connection, however often it takes. `failed`: how often it did not work just before.
    async fn open_patiently(&self, mut failed: u32) -> Result<Session, SocketError> {
        loop {
            if failed > 0 {
                self.clock.pause(self.pause_after(failed)).await;
            }
            match self.opener.open().await {
                Ok(connection) => return Ok(self.session(connection)),
                Err(NotOpen::TooMany) => self.clock.pause(self.at_least_half(TOO_MANY)).await,
                Err(NotOpen::Later { cause, wait }) => {
                    tracing::warn!(cause, "no connection to Slack: trying again");
                    self.clock.pause(wait.unwrap_or_default()).await;
                }
                Err(never) => return Err(never.into()),
            }
            failed = failed.saturating_add(1);
        }
    }

    fn session(&self, connection: Connection) -> Session {
        Session::new(connection, Arc::clone(&self.functions), Arc::clone(&self.clock))
    }

    fn pause_after(&self, failed: u32) -> Duration {
        let longest = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(failed - 1)).min(PAUSE_MAX);
        self.drawn(longest)
    }

    fn at_least_half(&self, longest: Duration) -> Duration {
        longest / 2 + self.drawn(longest / 2)
    }

    fn drawn(&self, longest: Duration) -> Duration {
        let jitter = self.random.bits() % longest.as_micros().max(1);
        Duration::from_micros(u64::try_from(jitter).unwrap_or_default())
    }
}
