//! What people wait for at Slack itself: a modal, opened while their trigger lives.

use super::Reception;
use crate::slack::blocks::View;
use crate::slack::{BotToken, TriggerId};
use crate::store::{Installation, StoreError};

impl Reception {
    /// Opens a modal. What Slack refuses is logged: the person sees no panel, and clicks again.
    pub(super) async fn open(
        &self,
        installation: &Installation,
        trigger: &TriggerId,
        view: &View,
    ) -> Result<(), StoreError> {
        let Some(token) = self.token(installation) else { return Ok(()) };
        let view = serde_json::to_value(view).map_err(|error| StoreError::Broken(error.to_string()))?;
        if let Err(failure) = self.slack.open_view(&token, trigger, &view).await {
            tracing::warn!(error.cause = %failure, "the panel could not be opened");
        }
        Ok(())
    }

    fn token(&self, installation: &Installation) -> Option<BotToken> {
        let opened = self.seal.open(&installation.workspace, installation.token.as_ref()?);
        opened
            .inspect_err(|error| tracing::error!(error.cause = %error, "the bot token does not open"))
            .ok()
            .map(|token| BotToken::new(token.expose()))
    }
}
