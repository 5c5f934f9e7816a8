//! What people do in Slack, on a script's word: they write, click, choose, join and leave. Only what a person could do:
//! nobody clicks a button that isn't shown to them.

mod apps;
mod asked;
mod channels;
mod deed;
mod elements;
mod guard;
mod interactions;
mod messages;
mod modals;
mod newcomers;
mod payload;
mod typing;

use shared::domain::{ChannelId, MessageTs, Timestamp, UserId};

pub(in crate::sandbox) use asked::Interactions;
pub use asked::Shown;
pub use deed::{Act, Chatter, Chosen, Click, Deed, Kind, NewFile, Newcomers, Shortcut, Submit, Write};

use super::change::SlackChange;
use super::state::Workspace;
use crate::sandbox::deliveries::Delivery;
use crate::sandbox::{Cause, Change, Sandbox, SandboxError};

/// What an act came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acted {
    /// Done, and there is nothing more to say.
    Done,
    /// A message stands.
    Posted {
        /// Where.
        channel: ChannelId,
        /// Which.
        ts: MessageTs,
    },
    /// These people came.
    Came(Vec<UserId>),
    /// Our app is to be told at once; the person waits for its answer: [`Sandbox::answered`].
    Asks(Box<Delivery>),
}

/// Why an act is not done.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// It is no act.
    #[error("{0}")]
    Unreadable(String),
    /// No person could do it.
    #[error("{0}")]
    Impossible(String),
    /// It can't be written down.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
}

impl ActError {
    fn cannot(why: impl Into<String>) -> Self {
        Self::Impossible(why.into())
    }
}

/// What is decided of an act that changes something and asks nobody.
struct Decided {
    changes: Vec<SlackChange>,
    acted: Acted,
}

impl Decided {
    fn done(changes: Vec<SlackChange>) -> Self {
        Self { changes, acted: Acted::Done }
    }
}

impl Sandbox {
    /// Somebody does something in Slack.
    pub fn act(&self, act: Act) -> Result<Acted, ActError> {
        let now = self.now();
        match act {
            Act::Newcomers(newcomers) => self.done(|workspace| {
                let decided = newcomers::come(workspace, &newcomers, now)?;
                Ok((decided, Cause { actor: workspace.owner().cloned(), at: now }))
            }),
            Act::Chatter(chatter) => self.done(|workspace| {
                let decided = messages::chatter(workspace, &chatter, now)?;
                Ok((decided, Cause { actor: workspace.owner().cloned(), at: now }))
            }),
            Act::By { user, deed: Deed::Click(click) } => interactions::click(self, &user, &click),
            Act::By { user, deed: Deed::Shortcut(shortcut) } => interactions::shortcut(self, &user, &shortcut),
            Act::By { user, deed: Deed::Submit(submit) } => modals::submit(self, &user, &submit),
            Act::By { user, deed: Deed::Close { view, all } } => modals::close(self, &user, &view, all),
            Act::By { user, deed } => self.done(|workspace| {
                let decided = decide(workspace, &user, &deed, now)?;
                Ok((decided, Cause::by(user, now)))
            }),
        }
    }

    /// Decides on the workspace as it is and writes it down before anything else happens there.
    fn done(&self, decide: impl FnOnce(&Workspace) -> Result<(Decided, Cause), ActError>) -> Result<Acted, ActError> {
        let mut world = self.world();
        let (decided, cause) = decide(&world.state().slack)?;
        world.commit(decided.changes.into_iter().map(Change::Slack).collect(), &cause)?;
        Ok(decided.acted)
    }
}

/// Decides what our app is not asked about.
fn decide(workspace: &Workspace, by: &UserId, deed: &Deed, now: Timestamp) -> Result<Decided, ActError> {
    guard::person(workspace, by)?;
    match deed {
        Deed::Message(write) => messages::write(workspace, by, write, now),
        Deed::Edit { channel, ts, text } => messages::edit(workspace, by, (channel, ts), text, now),
        Deed::Delete { channel, ts } => messages::delete(workspace, by, channel, ts),
        Deed::Unfurl { channel, ts } => messages::unfurl(workspace, by, channel, ts),
        Deed::AddPeople { channel, users } => channels::add_people(workspace, by, channel, users),
        Deed::Join { channel } => channels::join(workspace, by, channel),
        Deed::Leave { channel } => channels::leave(workspace, by, channel),
        Deed::Archive { channel } => channels::archive(workspace, by, channel),
        Deed::Unarchive { channel } => channels::unarchive(workspace, by, channel),
        Deed::DeleteChannel { channel } => channels::delete(workspace, by, channel),
        Deed::Rename { channel, name } => channels::rename(workspace, by, channel, name),
        Deed::RemoveApp {} => apps::remove(workspace, by),
        Deed::Click(_) | Deed::Shortcut(_) | Deed::Submit(_) | Deed::Close { .. } => {
            Err(ActError::cannot("our app is asked about this one"))
        }
    }
}
