//! The lane `again`: what is wanted of the platform is asked for once more, for a customer who was sent back to the bot. A
//! pre-action may silence the bot only once we have answered it, which our own toggle may have been too early for.

use super::deciding::{Decided, Question, decide, ring};
use super::turn::Turn;
use super::working::{Step, unknown};
use crate::domain::{self, Record};
use crate::job::JobKind;
use crate::store::StoreError;

/// One step: no call.
pub(super) async fn step(turn: Turn<'_>) -> Result<Step, StoreError> {
    let JobKind::RepeatLiveChat { .. } = &turn.head.job.kind else { return unknown(turn).await };
    let Some(member) = turn.member() else { return turn.done("no conversation").await };
    let (conversation, settings) = turn.ports.store.conversation(turn.workspace(), member).await?;
    let Some(conversation) = conversation else { return turn.done("no conversation").await };
    let (settings, at) = (settings.unwrap_or_default(), turn.ports.clock.now());
    let receipt = format!("again#{}", turn.head.job.id);
    let done = std::slice::from_ref(turn.head);
    let question = Question { receipt: &receipt, settings: &settings, at, done, reply: None };
    let decided = decide(turn.ports, conversation, &question, |before, occasion| {
        domain::record(before, &Record::MayBeSilenced, occasion)
    });
    match decided.await? {
        Decided::Moved(_, lanes) => {
            ring(turn.ports, &lanes).await;
            Ok(Step::Went)
        }
        Decided::Stood(_) | Decided::Refused(..) => turn.done("people are wanted again").await,
        Decided::Contended => turn.later(at).await,
    }
}
