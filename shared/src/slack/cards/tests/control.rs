//! The modal of Live Chat Control.

use expect_test::expect_file;
use proptest::prelude::*;

use super::{NOON, TICKET, button, listed, names, said, seen_in, user};
use crate::domain::{ChannelId, HoldingCause, Now, Reference, TicketId};
use crate::slack::blocks::{InputElement, View, ViewBlock};
use crate::slack::cards::{
    CHOOSE_A_CHANNEL, CHOOSE_WHAT_TO_DO, ControlChannel, ControlHandler, ControlPanel, LiveChatShown, Offer,
    PanelAbout, clear_one, true_now,
};
use crate::slack::limits::check_view;

fn channel(id: &str, label: &str, name: &str) -> ControlChannel {
    ControlChannel { channel: ChannelId::new(id), label: label.to_owned(), name: Some(name.to_owned()) }
}

fn handler(name: &str) -> ControlHandler {
    ControlHandler { user: user("U07MAY"), name: Some(name.to_owned()) }
}

fn about() -> PanelAbout {
    PanelAbout { ticket: button(), opened_in: Some(ChannelId::new("C08SUPPORT1")) }
}

fn panel(offers: &[Offer]) -> ControlPanel {
    ControlPanel {
        about: about(),
        customer: said("Ana"),
        reference: Reference::of(&TicketId::new(TICKET)),
        handler: Some(handler("May")),
        live_chat: LiveChatShown::On,
        status: "Active",
        label: "Support Team".to_owned(),
        offers: offers.to_vec(),
        may_pick: false,
        channels: vec![channel("C08SALES001", "Sales", "sales"), channel("C08BILLING1", "Billing", "billing")],
        stale: None,
    }
}

fn shown(panel: &ControlPanel) -> String {
    seen_in(&panel.render().unwrap())
}

#[test]
fn the_modal_says_what_product_md_says() {
    let now = Now::Held {
        ticket: TicketId::new(TICKET),
        handler: user("U07JOE"),
        since: NOON,
        cause: HoldingCause::TookOver { from: user("U07MAY") },
        joined: true,
        inbox: None,
    };
    let stale = ControlPanel { stale: Some(true_now(&now, &names())), ..panel(&[Offer::TakeOver]) };
    let closed = ControlPanel {
        live_chat: LiveChatShown::TurningOff,
        status: "Closed",
        handler: None,
        ..panel(&[Offer::TurnOn])
    };
    let texts = [
        ("for the handler", shown(&panel(&[Offer::Transfer, Offer::End, Offer::Release]))),
        ("without a transfer", shown(&panel(&[Offer::End, Offer::Join]))),
        (
            "without another team",
            shown(&ControlPanel { channels: Vec::new(), ..panel(&[Offer::Transfer, Offer::End]) }),
        ),
        ("all that can ever be offered", shown(&panel(&Offer::ALL))),
        ("stale", shown(&stale)),
        ("closed", shown(&closed)),
        ("for someone who may do nothing", shown(&panel(&[]))),
        ("for someone who may pick it", shown(&ControlPanel { may_pick: true, status: "Pending", ..panel(&[]) })),
    ];
    expect_file!["../control.snapshot.txt"].assert_eq(&listed(texts));
}

#[test]
fn the_errors_are_product_mds() {
    assert_eq!(CHOOSE_WHAT_TO_DO, "Choose what to do.");
    assert_eq!(CHOOSE_A_CHANNEL, "Choose a ticketing channel.");
    assert_eq!(clear_one(Offer::End), "You chose End and a channel: clear one.");
    assert_eq!(clear_one(Offer::TakeOver), "You chose Take over and a channel: clear one.");
}

#[test]
fn the_view_is_written_as_slack_takes_it() {
    let view = panel(&[Offer::Transfer, Offer::End]).render().unwrap();
    expect_file!["../control.view.json"].assert_eq(&serde_json::to_string_pretty(&view).unwrap());
}

#[test]
fn what_it_is_about_and_what_is_chosen_are_read_back() {
    let view = panel(&[Offer::End]).render().unwrap();
    assert_eq!(PanelAbout::read(view.private_metadata()), Some(about()));
    let of_the_release_before = serde_json::to_string(&button()).unwrap();
    assert_eq!(PanelAbout::read(&of_the_release_before), Some(PanelAbout { opened_in: None, ..about() }));
    for offer in Offer::ALL {
        assert_eq!(Offer::read(offer.value()), Some(offer));
    }
    assert_eq!(Offer::read("erase"), None);
}

fn last_of_the_select(view: &View) -> String {
    let select = view.blocks().iter().find_map(|block| match block {
        ViewBlock::Asked(input) => match input.element() {
            InputElement::Select(select) => Some(select),
            InputElement::Radio(_)
            | InputElement::Checkboxes(_)
            | InputElement::People(_)
            | InputElement::Channel(_)
            | InputElement::Text(_) => None,
        },
        ViewBlock::Shown(_) => None,
    });
    let groups = select.unwrap().groups();
    assert!(groups.iter().all(|(_, choices)| choices.len() <= 100));
    groups.last().unwrap().1.last().unwrap().value().to_owned()
}

#[test]
fn the_last_of_250_channels_with_long_labels_can_be_chosen() {
    for letter in ["x", "団", "\""] {
        let many = (1..=250).map(|n| channel(&format!("C{n:010}"), &letter.repeat(75), &"n".repeat(80))).collect();
        let view = ControlPanel { channels: many, ..panel(&[Offer::Transfer]) }.render().unwrap();
        assert_eq!(check_view(&view), Ok(()));
        assert_eq!(last_of_the_select(&view), "C0000000250");
    }
}

proptest! {
    // Each case lays out a whole modal; more of them would only take longer.
    #![proptest_config(ProptestConfig::with_cases(20))]
    #[test]
    fn a_modal_of_any_text_is_inside_every_limit(
        text in "(?s)(.|\n|<|&){0,60}", times in 1..20_usize, channels in 0..600_usize
    ) {
        let text = text.repeat(times);
        let view = ControlPanel {
            customer: said(&text),
            handler: Some(handler(&text)),
            label: text.clone(),
            channels: (0..channels).map(|n| channel(&format!("C{n}"), &text, &text)).collect(),
            stale: Some(crate::slack::markup::Mrkdwn::of_foreign(&text)),
            ..panel(&Offer::ALL)
        }.render().unwrap();
        prop_assert_eq!(check_view(&view), Ok(()));
    }
}
