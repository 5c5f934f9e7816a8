//! People remove our app from the workspace. They install it where it asks for consent: `/oauth/v2/authorize`.

use shared::domain::UserId;

use super::super::change::SlackChange;
use super::super::state::{TokenStatus, Workspace};
use super::{ActError, Decided, guard};

/// Removes our app: admins can.
pub(super) fn remove(workspace: &Workspace, by: &UserId) -> Result<Decided, ActError> {
    if !guard::person(workspace, by)?.is_admin {
        return Err(ActError::cannot(format!("{by} can't remove apps")));
    }
    if workspace.token.status != TokenStatus::Active {
        return Err(ActError::cannot("our app is not installed"));
    }
    Ok(Decided::done(vec![SlackChange::AppRemoved]))
}
