//! The ticket card, and the notices beside it.

use std::time::Duration;

use expect_test::expect;
use proptest::prelude::*;

use super::{MEMBER, TICKET, listed, said, seen};
use crate::domain::{
    ChannelId, CustomerText, MemberId, Mention, Oddity, Reference, TicketId, Timestamp, UserGroupId, UserId,
};
use crate::slack::blocks::Block;
use crate::slack::cards::{
    ChannelTrouble, NoTicketingChannel, TicketButton, TicketCard, TicketCardStatus, TransferNote, TransferStatus,
    asked_again,
};
use crate::slack::limits::check;

fn card(status: TicketCardStatus) -> TicketCard {
    TicketCard {
        member: MemberId::new(MEMBER),
        ticket: TicketId::new(TICKET),
        mention: Mention::Nobody,
        customer: said("Ana"),
        request_text: None,
        platform: Some("whatsapp-cloud".to_owned()),
        language: Some("zh-HK".to_owned()),
        tags: vec!["vip".to_owned(), "order".to_owned()],
        reference: Reference::of(&TicketId::new(TICKET)),
        since: Timestamp::from_millis(1_790_000_000_000),
        last_message: said("Where is my order?"),
        transfer: None,
        unknown_label: None,
        unusable: None,
        oddities: Vec::new(),
        pick_label: None,
        status,
    }
}

/// The states of a card that stays one.
fn whole_states() -> Vec<(&'static str, TicketCardStatus)> {
    let (handler, inbox) = (|| "May".to_owned(), Some(ChannelId::new("C08CUST0042")));
    let lasted = Duration::from_mins(72);
    let opening = TicketCardStatus::Active { handler: handler(), inbox: None };
    let picked = TransferStatus::Active { handler: "Joe".to_owned() };
    let returned = TicketCardStatus::Returned { minutes: 30, handler: handler() };
    vec![
        ("Pending", TicketCardStatus::Pending),
        ("Active, the inbox channel is being opened", opening),
        ("Active", TicketCardStatus::Active { handler: handler(), inbox }),
        ("Transferred", transferred(TransferStatus::Pending)),
        ("Transferred and picked there", transferred(picked)),
        ("Transferred and closed", transferred(TransferStatus::Closed)),
        ("Not picked there, back with the old handler", returned),
        ("Ended", TicketCardStatus::Ended { by: handler(), lasted }),
        ("Idle", TicketCardStatus::Idle { lasted }),
        ("Nobody picked", TicketCardStatus::Unanswered { minutes: 15 }),
        ("Withdrawn", TicketCardStatus::Withdrawn),
        ("Uninstalled", TicketCardStatus::Uninstalled),
    ]
}

fn transferred(status: TransferStatus) -> TicketCardStatus {
    let (label, channel) = ("Sales".to_owned(), ChannelId::new("C08SALES001"));
    TicketCardStatus::Transferred { handler: "May".to_owned(), label, channel, status }
}

/// The states of a card that has become a line.
fn lines() -> Vec<(&'static str, TicketCardStatus)> {
    let (handler, minutes) = (|| "May".to_owned(), 30);
    let new_card = Some("https://acme-support.slack.com/archives/C08TICKETS1/p1790000300000100".to_owned());
    let requeued = TicketCardStatus::Requeued { minutes, new_card: new_card.clone() };
    vec![
        ("Not picked there, back in the queue", requeued),
        ("Released", TicketCardStatus::Released { handler: handler(), new_card }),
        ("Released, the new card is being posted", TicketCardStatus::Released { handler: handler(), new_card: None }),
    ]
}

fn states() -> Vec<(&'static str, TicketCardStatus)> {
    [whole_states(), lines()].concat()
}

/// A pending card with something else about it.
fn with(change: impl FnOnce(&mut TicketCard)) -> TicketCard {
    let mut card = card(TicketCardStatus::Pending);
    change(&mut card);
    card
}

fn note(note: Option<CustomerText>) -> TransferNote {
    TransferNote { label: "Support Team".to_owned(), handler: "May".to_owned(), note }
}

fn views() -> Vec<(&'static str, TicketCard)> {
    let users = |count| Mention::Members(vec![UserId::new("U1"); count]);
    let missing = Oddity { field: "channel".to_owned(), text: CustomerText::new("missing") };
    let long = format!("One\n{}", "word ".repeat(40));
    vec![
        ("new, with the priority group", with(|card| card.mention = users(2))),
        ("new, with a user group", with(|card| card.mention = Mention::UserGroup(UserGroupId::new("S1")))),
        ("new, with a group too large to name", with(|card| card.mention = users(21))),
        ("before the platform has answered", with(forget)),
        ("with the request's own text", with(|card| card.request_text = said("Order 4711: a human, please"))),
        ("with the request's own button", with(|card| card.pick_label = Some("Take it".to_owned()))),
        ("with a text of several lines", with(|card| card.request_text = said("Order 4711\nTicket status: Closed"))),
        ("of a transfer", with(|card| card.transfer = Some(note(said("knows\nher order"))))),
        ("of a transfer without a note", with(|card| card.transfer = Some(note(None)))),
        ("with a label that no channel has", with(|card| card.unknown_label = Some("Suport".to_owned()))),
        (
            "in another channel, since its own can't be used",
            with(|card| card.unusable = Some("Support Team".to_owned())),
        ),
        ("of an odd request", with(|card| card.oddities = vec![missing; 7])),
        ("with a long last message", with(|card| card.last_message = said(&long))),
        ("of a customer who writes markup", with(|card| card.customer = said("<!here> & *Co*\nTicket status: Closed"))),
        ("of a customer who quotes", with(|card| card.last_message = said("> <@U1>\nTicket status: Closed"))),
    ]
}

fn forget(card: &mut TicketCard) {
    (card.customer, card.platform, card.language, card.last_message) = (None, None, None, None);
    card.tags = Vec::new();
}

/// The card in every state, and whatever else may stand on it.
pub(super) fn in_every_state() -> String {
    let states = states().into_iter().map(|(name, status)| (name, card(status)));
    listed(states.chain(views()).map(|(name, card)| (name, seen(&card.render()))))
}

#[test]
fn the_fallback_text_is_the_first_lines() {
    let new = TicketCard { mention: Mention::Here, ..card(TicketCardStatus::Pending) };
    expect![[r"
        <!here>
        *Ana* asks for a live chat
        whatsapp-cloud · zh-HK · vip, order · T-4F7K · since <!date^1790000000^{date_short_pretty} {time}|2026-09-21 14:13 UTC>"]]
    .assert_eq(new.render().text());
}

#[test]
fn the_buttons_carry_whose_conversation_and_which_ticket() {
    let message = card(TicketCardStatus::Pending).render();
    let Some(Block::Actions { elements }) = message.blocks().last() else { panic!("buttons come last") };
    let buttons: Vec<_> = elements.iter().map(|button| (button.action_id(), button.value())).collect();
    let value = r#"{"member":"64a0c0ffee0000000000a001","ticket":"01HZX3V9K24F7K"}"#;
    assert_eq!(buttons, [("ticket_pick", value), ("ticket_manage", value)]);
    let read = TicketButton { member: MemberId::new(MEMBER), ticket: TicketId::new(TICKET) };
    assert_eq!(TicketButton::read(value), Some(read));
    assert_eq!(TicketButton::read("T-1042"), None);
    assert!(serde_json::to_string(&elements[0]).unwrap().contains(r#""style":"primary""#));
    assert!(!serde_json::to_string(&elements[1]).unwrap().contains("style"));
}

#[test]
fn what_a_customer_writes_is_shown_verbatim() {
    let message = card(TicketCardStatus::Pending).render();
    let title = serde_json::to_string(&message.blocks()[0]).unwrap();
    assert_eq!(
        title,
        r#"{"type":"section","text":{"type":"mrkdwn","text":"*Ana* asks for a live chat","verbatim":true}}"#
    );
}

#[test]
fn lines_and_notices_say_what_happened_and_what_to_do() {
    let reference = Reference::of(&TicketId::new(TICKET));
    let mut all = seen(&asked_again(said("Ana").as_ref(), &reference)) + &seen(&asked_again(None, &reference));
    let channel = || ChannelId::new("C08TICKETS1");
    for trouble in [
        ChannelTrouble::NoneSet,
        ChannelTrouble::Archived(channel()),
        ChannelTrouble::NotFound(channel()),
        ChannelTrouble::NotIn(channel()),
        ChannelTrouble::MayNotPost(channel()),
    ] {
        let notice = NoTicketingChannel { customer: said("Ana"), reference: reference.clone(), trouble };
        all += "\n";
        all += &seen(&notice.render());
    }
    expect![[r"
        Ana asked again. · T-4F7K
        A customer asked again. · T-4F7K

        *Ana* asks for a live chat (T-4F7K), and nobody sees it: no ticketing channel can be used. The customer is waiting.
        What happened: no ticketing channel is set.
        What to do: add one in the Admin Panel, under Ticketing Channel Settings.

        *Ana* asks for a live chat (T-4F7K), and nobody sees it: no ticketing channel can be used. The customer is waiting.
        What happened: <#C08TICKETS1> was archived.
        What to do: unarchive <#C08TICKETS1> and type /invite with this app's name there, or set another channel in the Admin Panel, under Ticketing Channel Settings.

        *Ana* asks for a live chat (T-4F7K), and nobody sees it: no ticketing channel can be used. The customer is waiting.
        What happened: <#C08TICKETS1> was deleted, or is private without this app.
        What to do: type /invite with this app's name in <#C08TICKETS1>, or set another channel in the Admin Panel, under Ticketing Channel Settings.

        *Ana* asks for a live chat (T-4F7K), and nobody sees it: no ticketing channel can be used. The customer is waiting.
        What happened: this app is not in <#C08TICKETS1>.
        What to do: type /invite with this app's name in <#C08TICKETS1>, or set another channel in the Admin Panel, under Ticketing Channel Settings.

        *Ana* asks for a live chat (T-4F7K), and nobody sees it: no ticketing channel can be used. The customer is waiting.
        What happened: this app may not post in <#C08TICKETS1>.
        What to do: let this app post in <#C08TICKETS1>, or set another channel in the Admin Panel, under Ticketing Channel Settings.
    "]].assert_eq(&all);
}

/// A card of which every text is the given one.
fn card_of(text: &str, status: TicketCardStatus) -> TicketCard {
    let own = || text.to_owned();
    TicketCard {
        member: MemberId::new(text),
        ticket: TicketId::new(text),
        mention: Mention::Members(vec![UserId::new(text); 20]),
        customer: said(text),
        request_text: said(text),
        platform: Some(own()),
        language: Some(own()),
        tags: vec![own(); 3],
        reference: Reference::of(&TicketId::new(text)),
        since: Timestamp::from_millis(0),
        last_message: said(text),
        transfer: Some(TransferNote { label: own(), handler: own(), note: said(text) }),
        unknown_label: Some(own()),
        unusable: Some(own()),
        oddities: vec![Oddity { field: own(), text: CustomerText::new(text) }; 14],
        pick_label: Some(own()),
        status,
    }
}

proptest! {
    // Each case lays out a whole message; more of them would only take longer.
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn every_card_of_any_text_is_inside_every_limit_and_leaves_nothing_out(
        text in "(?s)(.|\n|<|&){0,60}", times in 1..300_usize, state in 0..14_usize
    ) {
        let text = text.repeat(times);
        let message = card_of(&text, states()[state].1.clone()).render();
        prop_assert_eq!(check(&message), Ok(()));
        let sections = message.blocks().iter().filter(|block| matches!(block, Block::Section { .. }));
        let said_in_sections = sections.map(|block| serde_json::to_string(block).unwrap()).collect::<String>();
        prop_assert!(!said_in_sections.contains("parts left out"));
        let tokens = ["<@", "<!here", "<!date^", "<#C08", "<https://acme-support"];
        let called = tokens.iter().fold(said_in_sections, |said, token| said.replace(token, ""));
        prop_assert!(!called.contains('<'), "{}", called);
        let trouble = NoTicketingChannel { customer: said(&text), reference: Reference::of(&TicketId::new(&*text)), trouble: ChannelTrouble::NoneSet };
        prop_assert_eq!(check(&trouble.render()), Ok(()));
    }
}
