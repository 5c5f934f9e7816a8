//! What comes over Socket Mode goes to the very functions that take it over HTTP, without what API Gateway adds to it.

use lambda_http::{Body, Response};
use shared::service::{Ports, Reception};
use shared::slack::signature::Verified;

use super::envelope::{Envelope, Kind};
use crate::delivering::{EVENTS_PATH, INTERACTIVITY_PATH};
use crate::flow::{self, Flow};

/// The functions that Slack speaks to.
pub(crate) struct Functions {
    pub(crate) ports: Ports,
    pub(crate) reception: Reception,
    /// Where it is noted what they were sent and answered.
    pub(crate) flow: Flow,
}

impl Functions {
    /// Has an envelope worked on, and gives its acknowledgement. None: it could not be kept, so that Slack sends it again.
    pub(crate) async fn take(&self, envelope: &Envelope) -> Option<String> {
        let Some(answered) = self.invoke(envelope).await else {
            tracing::warn!("Slack sent an envelope of a kind that nothing here is for: is a slash command set up?");
            return Some(envelope.acknowledged(b""));
        };
        let status = answered.status();
        if !status.is_success() {
            tracing::warn!(kind = ?envelope.kind, status = status.as_u16(), "an envelope is not acknowledged");
            return None;
        }
        Some(envelope.acknowledged(answered.body()))
    }

    async fn invoke(&self, envelope: &Envelope) -> Option<Response<Body>> {
        let verified = Verified::over_socket_mode(&envelope.payload);
        let Self { ports, reception, .. } = self;
        let begun = self.flow.begin();
        let (path, answered) = match envelope.kind {
            Kind::Events => (EVENTS_PATH, events::handle_verified(ports, verified).await),
            Kind::Interactive => (INTERACTIVITY_PATH, interactivity::handle_payload(ports, reception, verified).await),
            Kind::Other => {
                self.flow.forget(begun);
                return None;
            }
        };
        let status = answered.status().as_u16();
        self.flow.end(begun, flow::answered(path, &as_posted(envelope), status, answered.body()));
        Some(answered)
    }
}

/// The payload in the form in which it would have been posted, as far as the record shows it.
fn as_posted(envelope: &Envelope) -> Vec<u8> {
    match envelope.kind {
        Kind::Interactive => [b"{\"payload\":", envelope.payload.as_slice(), b"}"].concat(),
        Kind::Events | Kind::Other => envelope.payload.clone(),
    }
}
