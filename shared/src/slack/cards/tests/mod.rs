//! What people see, as snapshots that read like `product.md`.

mod access;
mod admin;
mod checklist;
mod control;
mod inbox;
mod live_chat;
mod not_sent;
mod private;
mod relay;
mod said;
mod ticket;
mod ticketing;

use std::fmt::Write as _;

use expect_test::expect_file;

use super::{MessageButton, Names, TicketButton};
use crate::domain::{ChannelId, CustomerText, MemberId, MessageTs, Queue, TicketId, Timestamp, UserId};
use crate::slack::blocks::{Block, Element, InputElement, Message, View, ViewBlock};
use crate::slack::limits::{check, check_view};

#[test]
fn both_cards_say_what_product_md_says_in_every_state() {
    let cards = [("Ticket card", ticket::in_every_state()), ("Live chat card", live_chat::in_every_state())];
    let all = cards.map(|(name, texts)| format!("=== {name}\n{texts}")).concat();
    expect_file!["../cards.snapshot.txt"].assert_eq(&all);
}

const MEMBER: &str = "64a0c0ffee0000000000a001";
const TICKET: &str = "01HZX3V9K24F7K";
const NOON: Timestamp = Timestamp::from_millis(1_790_000_000_000);

/// A customer's text, if there is any.
fn said(text: &str) -> Option<CustomerText> {
    (!text.is_empty()).then(|| CustomerText::new(text))
}

fn user(id: &str) -> UserId {
    UserId::new(id)
}

fn button() -> TicketButton {
    TicketButton { member: MemberId::new(MEMBER), ticket: TicketId::new(TICKET) }
}

fn message_button() -> MessageButton {
    MessageButton {
        member: MemberId::new(MEMBER),
        channel: ChannelId::new("C08CUST0042"),
        ts: MessageTs::new("1790000120.000500"),
    }
}

fn names() -> Names {
    [("U07MAY", "May"), ("U07JOE", "Joe"), ("U07KIM", "Kim")]
        .into_iter()
        .map(|(id, name)| (user(id), name.to_owned()))
        .collect()
}

fn support() -> Queue {
    Queue { channel: Some(ChannelId::new("C08SUPPORT1")), label: "Support Team".to_owned() }
}

fn sales() -> Queue {
    Queue { channel: Some(ChannelId::new("C08SALES001")), label: "Sales".to_owned() }
}

/// A message as people see it: a line a line, small texts in parentheses, buttons in brackets.
fn seen(message: &Message) -> String {
    assert_eq!(check(message), Ok(()));
    message.blocks().iter().map(block).collect()
}

fn block(block: &Block) -> String {
    match block {
        Block::Section { text: Some(text), .. } => format!("{}\n", text.as_str()),
        Block::Context { elements } => elements.iter().map(small).collect(),
        Block::Actions { elements } => {
            let labels: Vec<String> = elements.iter().map(|button| format!("[{}]", button.label())).collect();
            format!("{}\n", labels.join("  "))
        }
        _ => panic!("a card is made of texts and buttons"),
    }
}

fn small(element: &Element) -> String {
    match element {
        Element::Text(text) => format!("({})\n", text.as_str()),
        Element::Image { .. } => panic!("no card has small pictures"),
    }
}

/// A modal as people see it.
fn seen_in(view: &View) -> String {
    assert_eq!(check_view(view), Ok(()));
    let mut seen = format!("{}\n", view.title());
    for part in view.blocks() {
        match part {
            ViewBlock::Shown(shown) => seen += &block(shown),
            ViewBlock::Asked(input) => {
                let optional = if input.is_optional() { " (optional)" } else { "" };
                writeln!(seen, "{}{optional}", input.label()).unwrap();
                seen += &asked(input.element());
                input.small_line().iter().for_each(|hint| writeln!(seen, "({hint})").unwrap());
            }
        }
    }
    let submit = view.submit().map(|submit| format!("  [{submit}]"));
    writeln!(seen, "[{}]{}", view.close(), submit.unwrap_or_default()).unwrap();
    seen
}

fn asked(element: &InputElement) -> String {
    match element {
        InputElement::Radio(radio) => {
            let option = |choice: &crate::slack::blocks::Choice| {
                let mark = if radio.chosen() == Some(choice) { '•' } else { ' ' };
                format!(" ({mark}) {:<26} {}", choice.label(), choice.description().unwrap_or_default())
                    .trim_end()
                    .to_owned()
            };
            radio.options().iter().map(|choice| option(choice) + "\n").collect()
        }
        InputElement::Checkboxes(boxes) => {
            let option = |choice: &crate::slack::blocks::Choice| {
                let mark = if boxes.ticked().contains(choice) { 'x' } else { ' ' };
                format!(" [{mark}] {}\n", choice.label())
            };
            boxes.options().iter().map(option).collect()
        }
        InputElement::Channel(select) => {
            let chosen = select.chosen().map_or("", crate::domain::ChannelId::as_str);
            format!(" [{} ▾] {chosen}\n", select.placeholder()).replace(" \n", "\n")
        }
        InputElement::Select(select) => {
            let mut seen = format!(" [{} ▾]\n", select.placeholder());
            for (group, choices) in select.groups() {
                if let Some(group) = group {
                    writeln!(seen, "   {group}").unwrap();
                }
                for choice in choices {
                    let line = format!("   {} {}", choice.label(), choice.description().unwrap_or_default());
                    writeln!(seen, "{}", line.trim_end()).unwrap();
                }
            }
            seen
        }
        InputElement::People(people) => {
            let chosen: Vec<&str> = people.chosen().iter().map(crate::domain::UserId::as_str).collect();
            format!(" [{} ▾] {}\n", people.placeholder(), chosen.join(" ")).replace(" \n", "\n")
        }
        InputElement::Text(field) => format!(" [{}]\n", field.initial_value().unwrap_or("____")),
    }
}

/// Named texts, one after the other.
fn listed<'a>(texts: impl IntoIterator<Item = (&'a str, String)>) -> String {
    texts.into_iter().fold(String::new(), |mut all, (name, text)| {
        writeln!(all, "--- {name}\n{text}").unwrap();
        all
    })
}
