//! Whose names it takes to tell something: whoever asks for a text looks them up first.

use crate::domain::{ClosingReason, HoldingCause, Notice, Now, PrivateAnswer, Rejection, UserId};

impl Rejection {
    /// Whose names its private answer needs.
    pub fn people(&self) -> Vec<&UserId> {
        match self {
            Self::Repeated(now)
            | Self::Past(now)
            | Self::YouHaveIt(now)
            | Self::SomeoneHasIt(now)
            | Self::Closed(now)
            | Self::AlreadyOpen(now)
            | Self::TransferWaits(now)
            | Self::NothingToMove(now)
            | Self::StillOpening(now)
            | Self::Refused { now, .. }
            | Self::NoSuchChannel { now, .. } => now.people(),
            Self::NotDue { .. } | Self::Unchanged => Vec::new(),
        }
    }
}

impl Now {
    /// Whose names it takes to tell it.
    pub fn people(&self) -> Vec<&UserId> {
        match self {
            Self::NoTicket | Self::Waiting { .. } => Vec::new(),
            Self::Transferred { handler, sender, .. } => vec![handler, sender],
            Self::Held { handler, cause: HoldingCause::TakenBack { by, .. }, .. } => vec![handler, by],
            Self::Held { handler, .. } => vec![handler],
            Self::Closed { closing, .. } => closing.reason.people(),
        }
    }
}

impl ClosingReason {
    /// Whose names it takes to tell it.
    pub fn people(&self) -> Vec<&UserId> {
        match self {
            Self::Ended { by } => vec![by],
            Self::Idle | Self::Withdrawn | Self::Unanswered | Self::Uninstalled => Vec::new(),
        }
    }
}

impl PrivateAnswer {
    /// Whose names it takes to tell it, beside those of what is true now.
    pub fn people(&self) -> Vec<&UserId> {
        match self {
            Self::TookOver { handler } => vec![handler],
            Self::ItIsYours { .. } | Self::PickFailed(_) | Self::ClosedBeforeYouJoined => Vec::new(),
        }
    }
}

impl Notice {
    /// Whose names it takes to tell it. Who is mentioned needs none.
    pub fn people(&self) -> Vec<&UserId> {
        match self {
            Self::Transferred { handler, sender, .. } => vec![handler, sender],
            Self::TransferAccepted { handler, former, .. } | Self::TookOver { handler, former } => {
                vec![handler, former]
            }
            Self::TakenBack { by, .. } | Self::Released { by, .. } | Self::Ended { by } => vec![by],
            Self::BackInQueue { handler, .. } => vec![handler],
            Self::Succeeds { .. } | Self::NotPicked { .. } | Self::Idle | Self::Unanswered | Self::Withdrawn => {
                Vec::new()
            }
        }
    }
}
