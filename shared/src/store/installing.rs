//! Installing: what is kept while a workspace installs the app, and what stands afterwards.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::people::AuditLine;
use super::records::{Connection, Installation, RelayKey, RelayKeyHash};
use super::{Put, StoreError};
use crate::domain::{SetUp, SetUpStep, SetUpTrouble, Timestamp, WorkspaceId, WorkspaceSettings};
use crate::job::Job;
use crate::seal::Sealed;

/// What stands of a workspace that installs the app, perhaps again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stands {
    /// Its settings.
    pub settings: Option<WorkspaceSettings>,
    /// How far its set-up has come.
    pub set_up: Option<SetUp>,
    /// Its relay keys.
    pub relay_keys: Option<RelayKeys>,
}

/// A workspace's relay keys, to be shown to admins: the current one first, then those that still work. What each is
/// looked up by is an item of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelayKeys {
    /// Rises by one with each change.
    pub version: u64,
    /// The keys.
    pub keys: Vec<ShownKey>,
}

/// A relay key as admins see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownKey {
    /// What it is looked up by.
    pub hash: RelayKeyHash,
    /// The key itself, sealed.
    pub sealed: Sealed,
    /// When it was made.
    pub made_at: Timestamp,
}

/// How many relay keys of a workspace work at once.
pub const RELAY_KEYS_MAX: usize = 5;

impl RelayKeys {
    /// With a new current key; the others go on working.
    #[must_use]
    pub fn rotated(&self, new: ShownKey) -> Self {
        self.next(std::iter::once(new).chain(self.keys.iter().cloned()).collect())
    }

    /// The current one alone, and those that are gone.
    pub fn retired(&self) -> (Self, Vec<RelayKeyHash>) {
        let gone = self.keys.iter().skip(1).map(|key| key.hash.clone()).collect();
        (self.next(self.keys.iter().take(1).cloned().collect()), gone)
    }

    /// A new one alone, and those that are gone: all others.
    pub fn revoked(&self, new: ShownKey) -> (Self, Vec<RelayKeyHash>) {
        (self.next(vec![new]), self.keys.iter().map(|key| key.hash.clone()).collect())
    }

    const fn next(&self, keys: Vec<ShownKey>) -> Self {
        Self { version: self.version.saturating_add(1), keys }
    }
}

/// A relay key that is put.
#[derive(Clone, Copy, Debug)]
pub struct NewKey<'a> {
    /// What it is looked up by.
    pub hash: &'a RelayKeyHash,
    /// What stands behind it.
    pub key: &'a RelayKey,
}

/// Relay keys and what comes with them, to be stored together or not at all.
#[derive(Clone, Copy, Debug)]
pub struct SaveKeys<'a> {
    /// The keys as they become.
    pub keys: &'a RelayKeys,
    /// A new one among them.
    pub new: Option<NewKey<'a>>,
    /// Those that work no more.
    pub gone: &'a [RelayKeyHash],
    /// Who changed them, and what tells this line from others.
    pub audit: Option<(&'a AuditLine, &'a str)>,
    /// What it causes.
    pub then: &'a [Job],
    /// Now.
    pub at: Timestamp,
}

/// An installation and what comes with it, to be stored together or not at all.
#[derive(Clone, Copy, Debug)]
pub struct Install<'a> {
    /// The installation.
    pub installation: &'a Installation,
    /// What it was decided on.
    pub stands: &'a Stands,
    /// The settings as they become. `None`: they stay.
    pub settings: Option<&'a WorkspaceSettings>,
    /// The set-up: of one that stands, only who installed it, and that no trouble is known, are taken.
    pub set_up: &'a SetUp,
    /// The first relay key. `None`: there is one.
    pub relay_key: Option<NewKey<'a>>,
    /// What it causes.
    pub jobs: &'a [Job],
    /// Now.
    pub at: Timestamp,
}

/// What an installation reads and writes.
#[async_trait]
pub trait Installing: Send + Sync {
    /// Uses a state up, by its hash: once. [`Put::Duplicate`]: it was used before. `until` is when the state is refused
    /// by its age; that it was used is kept for longer than that.
    async fn use_state(&self, hash: &str, until: Timestamp) -> Result<Put, StoreError>;

    /// The workspace's settings. One read.
    async fn settings(&self, workspace: &WorkspaceId) -> Result<Option<WorkspaceSettings>, StoreError>;

    /// What stands of a workspace. One batch read.
    async fn stands(&self, workspace: &WorkspaceId) -> Result<Stands, StoreError>;

    /// Stores an installation with what comes with it, in one transaction. [`Put::Duplicate`]: somebody has changed what
    /// it was decided on, and nothing was stored.
    async fn install(&self, install: &Install<'_>) -> Result<Put, StoreError>;

    /// Notes that a step of the set-up was seen, with the job that shows it, in one transaction. [`Put::Duplicate`]: it
    /// was seen before, or the workspace has no set-up.
    async fn note_step(
        &self,
        workspace: &WorkspaceId,
        step: SetUpStep,
        show: &Job,
        at: Timestamp,
    ) -> Result<Put, StoreError>;

    /// Notes why the set-up needs a person: until the app is installed again.
    async fn note_trouble(&self, workspace: &WorkspaceId, trouble: &SetUpTrouble) -> Result<(), StoreError>;

    /// Notes that a relay key was used. A key that is gone stays gone.
    async fn note_key_used(&self, hash: &RelayKeyHash, at: Timestamp) -> Result<(), StoreError>;

    /// Notes that a webhook came by this address. One that is gone stays gone.
    async fn note_hook_used(&self, connection: &str, at: Timestamp) -> Result<(), StoreError>;

    /// Stores the relay keys that admins see, if those stored have the version they were made from (`version - 1`), with
    /// what comes with them, in one transaction. [`Put::Duplicate`]: somebody was first.
    async fn save_relay_keys(&self, workspace: &WorkspaceId, save: &SaveKeys<'_>) -> Result<Put, StoreError>;

    /// The workspace's connections to the platform, at most so many. One query.
    async fn connections(&self, workspace: &WorkspaceId, at_most: usize) -> Result<Vec<Connection>, StoreError>;

    /// Takes the token out of an installation that was made before `at`, and puts the job that follows, in one
    /// transaction. [`Put::Duplicate`]: there is no such installation, or its token is out already.
    async fn uninstall(&self, workspace: &WorkspaceId, at: Timestamp, then: &Job) -> Result<Put, StoreError>;
}
