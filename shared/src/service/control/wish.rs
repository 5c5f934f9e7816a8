//! What is asked in the panel, and what of it is put to the domain.

use crate::domain::{
    self, Action, ChannelId, Command, Conversation, CustomerText, Occasion, Opening, Person, Rejection, TicketId,
    Transition,
};
use crate::slack::cards::{
    CHOOSE_A_CHANNEL, CHOOSE_WHAT_TO_DO, CONTROL_ACTION, CONTROL_CHANNEL, CONTROL_NOTE, NOTE_NEEDS_TRANSFER, Offer,
    clear_one,
};

/// What somebody entered in the panel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// What they want to do.
    pub offer: Option<Offer>,
    /// The ticketing channel that they chose.
    pub channel: Option<ChannelId>,
    /// The note that they wrote for the team.
    pub note: Option<CustomerText>,
}

/// What is missing or too much, at which field: the block, and a sentence.
pub(super) type AtField = (&'static str, String);

/// What they want.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// That the ticket moves.
    Move(Move),
    /// To be let into the inbox channel. The ticket stays as it is.
    Join,
}

/// How the ticket is to move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Move {
    Transfer { to: ChannelId, note: Option<CustomerText> },
    End,
    Release,
    TakeOver,
    TakeBack,
    TurnOn,
}

impl Asked {
    /// What they want. A channel chosen and no action means transfer; what does not go together is said and nothing is
    /// done, so that no note is lost and no live chat ends by mistake.
    pub(super) fn wish(self) -> Result<Wish, AtField> {
        let note = self.note.filter(|note| !note.is_blank());
        let moves = |to| Ok(Wish::Move(to));
        match (self.offer, self.channel) {
            (None | Some(Offer::Transfer), Some(to)) => moves(Move::Transfer { to, note }),
            (Some(other), Some(_)) => Err((CONTROL_CHANNEL, clear_one(other))),
            (None, None) if note.is_none() => Err((CONTROL_ACTION, CHOOSE_WHAT_TO_DO.to_owned())),
            (None | Some(Offer::Transfer), None) => Err((CONTROL_CHANNEL, CHOOSE_A_CHANNEL.to_owned())),
            (Some(_), None) if note.is_some() => Err((CONTROL_NOTE, NOTE_NEEDS_TRANSFER.to_owned())),
            (Some(Offer::End), None) => moves(Move::End),
            (Some(Offer::Release), None) => moves(Move::Release),
            (Some(Offer::TakeOver), None) => moves(Move::TakeOver),
            (Some(Offer::TakeBack), None) => moves(Move::TakeBack),
            (Some(Offer::TurnOn), None) => moves(Move::TurnOn),
            (Some(Offer::Join), None) => Ok(Wish::Join),
        }
    }
}

impl Move {
    /// Puts it to the domain. `fresh` is the id of a ticket that it opens.
    pub(super) fn put(
        &self,
        ticket: &TicketId,
        fresh: &TicketId,
        before: &Conversation,
        occasion: &Occasion,
        by: &Person,
    ) -> Result<Transition, Rejection> {
        let (ticket, by) = (ticket.clone(), by.clone());
        let command = match self {
            Self::TurnOn => return domain::open(before, &Opening::TurnOn { ticket: fresh.clone(), by }, occasion),
            Self::Transfer { to, note } => Command::Transfer { ticket, by, to: to.clone(), note: note.clone() },
            Self::End => Command::End { ticket, by },
            Self::Release => Command::Release { ticket, by },
            Self::TakeOver => Command::TakeOver { ticket, by },
            Self::TakeBack => Command::TakeBack { ticket, by },
        };
        domain::transition(before, &command, occasion)
    }

    /// Whose right it is (`product.md`, *Who may*).
    pub(super) const fn action(&self) -> Action {
        match self {
            Self::Transfer { .. } => Action::Transfer,
            Self::End => Action::End,
            Self::Release => Action::Release,
            Self::TakeOver => Action::TakeOver,
            Self::TakeBack => Action::TakeBack,
            Self::TurnOn => Action::TurnOn,
        }
    }

    /// Its name, for logs.
    pub(super) const fn name(&self) -> &'static str {
        self.offer().value()
    }

    /// What offers it.
    pub(super) const fn offer(&self) -> Offer {
        match self {
            Self::Transfer { .. } => Offer::Transfer,
            Self::End => Offer::End,
            Self::Release => Offer::Release,
            Self::TakeOver => Offer::TakeOver,
            Self::TakeBack => Offer::TakeBack,
            Self::TurnOn => Offer::TurnOn,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, Move, Wish};
    use crate::domain::{ChannelId, CustomerText};
    use crate::slack::cards::Offer;

    fn asked(offer: Option<Offer>, channel: Option<&str>, note: Option<&str>) -> Result<Wish, (&'static str, String)> {
        Asked { offer, channel: channel.map(ChannelId::new), note: note.map(CustomerText::new) }.wish()
    }

    fn transfer(note: Option<&str>) -> Wish {
        Wish::Move(Move::Transfer { to: ChannelId::new("C2"), note: note.map(CustomerText::new) })
    }

    #[test]
    fn a_channel_means_transfer_with_or_without_saying_so() {
        assert_eq!(asked(None, Some("C2"), None), Ok(transfer(None)));
        assert_eq!(asked(Some(Offer::Transfer), Some("C2"), Some("VIP")), Ok(transfer(Some("VIP"))));
        assert_eq!(asked(None, Some("C2"), Some("  \n")), Ok(transfer(None)));
    }

    #[test]
    fn what_is_missing_is_said_at_its_field() {
        let refused = |offer, channel, note| asked(offer, channel, note).unwrap_err();
        assert_eq!(refused(None, None, None), ("control_action", "Choose what to do.".to_owned()));
        let channel = ("control_channel", "Choose a ticketing channel.".to_owned());
        assert_eq!(refused(Some(Offer::Transfer), None, None), channel);
        assert_eq!(refused(None, None, Some("VIP")), channel, "a note alone is meant for a team");
    }

    #[test]
    fn what_does_not_go_together_is_done_by_no_half() {
        let (field, said) = asked(Some(Offer::End), Some("C2"), None).unwrap_err();
        assert_eq!((field, said.as_str()), ("control_channel", "You chose End and a channel: clear one."));
        let (field, said) = asked(Some(Offer::Release), None, Some("VIP")).unwrap_err();
        assert_eq!(field, "control_note");
        assert_eq!(said, "A note goes with a transfer: choose a ticketing channel, or clear the note.");
    }

    #[test]
    fn every_other_offer_is_what_it_says() {
        for offer in [Offer::End, Offer::Release, Offer::TakeOver, Offer::TakeBack, Offer::TurnOn] {
            let Ok(Wish::Move(wanted)) = asked(Some(offer), None, None) else { panic!("{offer:?}") };
            assert_eq!(wanted.offer(), offer);
        }
        assert_eq!(asked(Some(Offer::Join), None, Some(" ")), Ok(Wish::Join));
    }
}
