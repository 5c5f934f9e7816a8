//! The live chat card.

use proptest::prelude::*;

use super::{MEMBER, NOON, TICKET, button, listed, said, sales, seen, support, user};
use crate::domain::{MemberId, Queue, Reference, TicketId};
use crate::slack::blocks::{Block, Button};
use crate::slack::cards::{LiveChatCard, LiveChatShown, LiveChatStatus, NotTested, TicketButton};
use crate::slack::limits::check;

fn card() -> LiveChatCard {
    LiveChatCard {
        member: MemberId::new(MEMBER),
        ticket: TicketId::new(TICKET),
        customer: said("Ana"),
        platform: Some("whatsapp-cloud".to_owned()),
        language: Some("zh-HK".to_owned()),
        tags: vec!["vip".to_owned()],
        handler: Some(user("U07MAY")),
        live_chat: LiveChatShown::On,
        reference: Reference::of(&TicketId::new(TICKET)),
        queue: support(),
        status: LiveChatStatus::Active,
        summary: None,
        window_until: None,
        not_tested: Vec::new(),
    }
}

fn with(change: impl FnOnce(&mut LiveChatCard)) -> String {
    let mut card = card();
    change(&mut card);
    seen(&card.render())
}

fn over(status: LiveChatStatus) -> String {
    with(|card| (card.live_chat, card.status) = (LiveChatShown::Off, status))
}

fn ended() -> LiveChatStatus {
    LiveChatStatus::Ended { by: "May".to_owned() }
}

/// The card in every state, and whatever else may stand on it.
pub(super) fn in_every_state() -> String {
    let transferred = LiveChatStatus::Transferred { handler: "May".to_owned(), to: sales() };
    let all = [NotTested::Send, NotTested::Toggle, NotTested::Webhook];
    let texts = [
        ("Active", with(|_| {})),
        (
            "with all that can be known",
            with(|card| {
                card.summary = said("wants her money back\nfor order 4711");
                card.window_until = Some(NOON);
            }),
        ),
        (
            "before the platform has answered",
            with(|card| {
                (card.customer, card.platform, card.language, card.tags) = (None, None, None, Vec::new());
            }),
        ),
        ("what was not seen working", with(|card| card.not_tested = all.to_vec())),
        ("Pending at another team", with(|card| card.status = transferred)),
        ("Pending again, released", with(|card| (card.status, card.handler) = (LiveChatStatus::Waiting, None))),
        ("of a team without a channel", with(|card| card.queue = Queue { channel: None, ..support() })),
        (
            "Ended, the platform has not confirmed",
            with(|card| {
                (card.live_chat, card.status, card.window_until) = (LiveChatShown::TurningOff, ended(), Some(NOON));
            }),
        ),
        ("Ended", over(ended())),
        ("Idle", over(LiveChatStatus::Idle)),
        ("Nobody picked it when it came back", over(LiveChatStatus::Unanswered)),
        ("Withdrawn", over(LiveChatStatus::Withdrawn)),
        ("Uninstalled", over(LiveChatStatus::Uninstalled)),
        ("of a customer who writes markup", with(|card| card.customer = said("<!here> *Co*\nTicket status: Closed"))),
    ];
    listed(texts)
}

fn buttons(card: &LiveChatCard) -> Vec<Button> {
    let message = card.render();
    let Some(Block::Actions { elements }) = message.blocks().last() else { panic!("buttons come last") };
    elements.clone()
}

#[test]
fn end_live_chat_asks_first_and_both_buttons_carry_the_ticket() {
    let buttons = buttons(&card());
    let ids: Vec<_> = buttons.iter().map(Button::action_id).collect();
    assert_eq!(ids, ["live_chat_control", "live_chat_end"]);
    assert!(buttons.iter().all(|it| TicketButton::read(it.value()) == Some(button())));
    assert!(buttons[0].asks_first().is_none());
    assert_eq!(buttons[1].asks_first().unwrap().text(), "End live chat with Ana?");
}

#[test]
fn turning_live_chat_on_again_asks_first() {
    let buttons = buttons(&LiveChatCard { status: ended(), live_chat: LiveChatShown::Off, ..card() });
    assert_eq!(buttons[0].action_id(), "live_chat_turn_on");
    let question = buttons[0].asks_first().unwrap().text();
    assert_eq!(question, "Turn on live chat with Ana? The chatbot falls silent, and you answer.");
}

#[test]
fn the_fallback_text_is_the_first_line_and_rings_for_the_handler() {
    assert_eq!(card().render().text(), "*Live chat with Ana*\nTicket handler: <@U07MAY>");
}

proptest! {
    // Each case lays out a whole message; more of them would only take longer.
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn a_card_of_any_text_is_inside_every_limit_and_leaves_nothing_out(
        text in "(?s)(.|\n|<|&){0,60}", times in 1..200_usize
    ) {
        let text = text.repeat(times);
        let own = || Some(text.clone());
        let message = LiveChatCard {
            customer: said(&text),
            platform: own(),
            language: own(),
            tags: vec![text.clone(); 3],
            queue: Queue { label: text.clone(), ..support() },
            status: LiveChatStatus::Transferred { handler: text.clone(), to: sales() },
            summary: said(&text),
            not_tested: vec![NotTested::Send, NotTested::Toggle, NotTested::Webhook],
            ..card()
        }.render();
        prop_assert_eq!(check(&message), Ok(()));
        let shown = seen(&message);
        prop_assert!(!shown.contains("parts left out") && shown.contains("[End live chat]"));
        let tokens = ["<@U07MAY>", "<#C08SUPPORT1>", "<#C08SALES001>"];
        let rest = tokens.iter().fold(shown, |shown, token| shown.replace(token, ""));
        prop_assert!(!rest.contains('<'), "{}", rest);
    }
}
