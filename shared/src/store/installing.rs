//! Installing: what is kept while a workspace installs the app, and what stands afterwards.

use async_trait::async_trait;

use super::records::Installation;
use super::{Put, StoreError};
use crate::domain::{Timestamp, WorkspaceId, WorkspaceSettings};
use crate::job::Job;

/// What an installation reads and writes.
#[async_trait]
pub trait Installing: Send + Sync {
    /// Uses a state up, by its hash: once. [`Put::Duplicate`]: it was used before. `until` is when the state is refused
    /// by its age; that it was used is kept for longer than that.
    async fn use_state(&self, hash: &str, until: Timestamp) -> Result<Put, StoreError>;

    /// The workspace's settings. One read.
    async fn settings(&self, workspace: &WorkspaceId) -> Result<Option<WorkspaceSettings>, StoreError>;

    /// Stores an installation as it is now, and the jobs that follow, together with settings if there are new ones, in
    /// one transaction. [`Put::Duplicate`]: the settings stored are not those that these were made from (`version - 1`),
    /// and nothing was stored.
    async fn install(
        &self,
        installation: &Installation,
        settings: Option<&WorkspaceSettings>,
        then: &[Job],
    ) -> Result<Put, StoreError>;

    /// Takes the token out of an installation that was made before `at`, and puts the job that follows, in one
    /// transaction. [`Put::Duplicate`]: there is no such installation, or its token is out already.
    async fn uninstall(&self, workspace: &WorkspaceId, at: Timestamp, then: &Job) -> Result<Put, StoreError>;
}
