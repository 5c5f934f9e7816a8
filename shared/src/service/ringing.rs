//! Ringing for lanes that have something to do.

use super::Ports;
use crate::job::LaneKey;

/// Rings for what was committed. A doorbell that is lost is found by the sweeper.
pub(super) async fn ring(ports: &Ports, lanes: &[LaneKey]) {
    if lanes.is_empty() {
        return;
    }
    if let Err(error) = ports.queue.ring(lanes, ports.random.bits()).await {
        tracing::warn!(error.cause = %error, lanes = lanes.len(), "doorbell lost: the sweeper will ring");
    }
}
