//! *Before you joined*: what the customer wrote while waiting and the recent bot conversation, as one quoted message
//! (`product.md` 3).

use super::said::Words;
use super::the_customer;
use crate::domain::{CustomerText, Timestamp};
use crate::slack::blocks::{Layout, Message};
use crate::slack::limits;
use crate::slack::markup::Mrkdwn;
use crate::slack::split;

/// How much text is quoted: a message holds it, with room for what we say around it.
const TEXT_MAX: usize = 9_000;
/// The longest part of a quotation. A section holds it, with room for who said it and when.
const PART_MAX: usize = 2_600;

/// What was said before the first handler joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeforeJoined {
    /// The customer's name, once known.
    pub customer: Option<CustomerText>,
    /// The recent bot conversation, oldest first. When it is too long, its newest lines are quoted.
    pub bot: Vec<QuotedLine>,
    /// What the customer wrote while waiting, oldest first. It is quoted from its oldest line on, as far as it fits.
    pub waiting: Vec<QuotedLine>,
}

/// One line that is quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotedLine {
    /// Who said it.
    pub speaker: Speaker,
    /// When.
    pub at: Timestamp,
    /// What.
    pub words: Words,
}

/// Who said something before people did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The customer.
    Customer,
    /// The chatbot.
    Bot,
}

/// The message, and how much of what the customer wrote while waiting is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// The message.
    pub message: Message,
    /// How many of the waiting lines are quoted, from the oldest on. The others are posted singly, below: none is lost.
    pub waiting: usize,
}

impl BeforeJoined {
    /// The message. `None`: nothing was said before, or nothing of it can be quoted whole.
    pub fn render(&self) -> Option<Quoted> {
        let mut room = TEXT_MAX;
        let waiting = self.fitting(self.waiting.iter(), &mut room);
        let mut bot = self.fitting(self.bot.iter().rev(), &mut room);
        bot.reverse();
        if waiting.is_empty() && bot.is_empty() {
            return None;
        }
        let (quoted, earlier) = (waiting.len(), self.bot.len().saturating_sub(bot.len()));
        let title = Mrkdwn::of_ours("*Before you joined*");
        let notes = (left_out(earlier), (quoted < self.waiting.len()).then_some("The rest follows below."));
        let mut layout = notes.0.iter().fold(Layout::new().text(&title), Layout::context);
        layout = packed(bot.into_iter().chain(waiting).flatten()).iter().fold(layout, Layout::text);
        layout = notes.1.iter().fold(layout, |layout, note| layout.context(&Mrkdwn::of_ours(note)));
        Some(Quoted { message: layout.finish(&title), waiting: quoted })
    }

    /// The first of these lines that fit whole, each as the parts it is quoted in. After one that doesn't fit nothing
    /// is taken any more: no hole in the middle.
    fn fitting<'a>(&self, lines: impl Iterator<Item = &'a QuotedLine>, room: &mut usize) -> Vec<Vec<Mrkdwn>> {
        let mut fits = |parts: &Vec<Mrkdwn>| {
            let needed: usize = parts.iter().map(|part| split::units(part.as_str()) + 1).sum();
            let left = room.checked_sub(needed);
            *room = left.unwrap_or_default();
            left.is_some()
        };
        lines.map(|line| self.parts(line)).take_while(|parts| fits(parts)).collect()
    }

    /// Who said it and when, then the words, quoted in every part.
    fn parts(&self, line: &QuotedLine) -> Vec<Mrkdwn> {
        let who = match line.speaker {
            Speaker::Customer => the_customer(Mrkdwn::of_ours("*"), self.customer.as_ref()),
            Speaker::Bot => Mrkdwn::of_ours("*Bot"),
        };
        let head = who.ours("* · ").date(line.at).ours("\n");
        let quoted = match &line.words {
            Words::Text(text) => Mrkdwn::default().quoted(text.as_str()),
            Words::Sent { .. } => Mrkdwn::of_ours("> ").then(&line.words.in_a_line()),
        };
        let mut parts = quoted.split(PART_MAX).into_iter().map(still_quoted);
        let first = parts.next().map(|first| head.then(&first));
        first.into_iter().chain(parts).collect()
    }
}

/// A part that begins inside a line is quoted like the line's beginning: else it would pass for a line of ours.
fn still_quoted(part: Mrkdwn) -> Mrkdwn {
    if part.as_str().starts_with("> ") { part } else { Mrkdwn::of_ours("> ").then(&part) }
}

fn left_out(earlier: usize) -> Option<Mrkdwn> {
    let said = Mrkdwn::of_ours("… and ").number(earlier as u64);
    (earlier > 0).then(|| said.ours(if earlier == 1 { " earlier message" } else { " earlier messages" }))
}

/// The parts in as few sections as hold them.
fn packed(parts: impl Iterator<Item = Mrkdwn>) -> Vec<Mrkdwn> {
    let mut sections: Vec<Mrkdwn> = Vec::new();
    for part in parts {
        let room =
            |section: &&mut Mrkdwn| split::units(section.as_str()) + 1 + split::units(part.as_str()) <= limits::TEXT;
        match sections.last_mut().filter(room) {
            Some(section) => {
                let between = if section.as_str().ends_with('\n') { "" } else { "\n" };
                *section = section.clone().ours(between).then(&part);
            }
            None => sections.push(part),
        }
    }
    sections
}
