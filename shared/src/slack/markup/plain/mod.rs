//! An agent's message as the customer reads it: Slack's markup becomes clean text (`product.md` 4).
//!
//! **Code is left alone**, its backticks too: they say where it begins and ends (`rm -rf .` in a sentence), and WhatsApp
//! reads them as Slack does. Only what Slack did to it on the way is undone: characters escaped, addresses made links.
//! **Nothing is lost**: a link's address stands beside a label that doesn't say it, and what we don't know is shown.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{ChannelId, Timestamp, UserGroupId, UserId};

use super::marks::{Cell, without_marks};
use super::tokens::{Kind, Piece, Token, pieces, pieces_of_code};
use super::{lines, one_line, turns};
use crate::slack::date;

/// What a customer reads for a person, a group or a channel whose name we couldn't learn.
const SOMEONE: &str = "someone";
const SOME_TEAM: &str = "team";
const SOME_CHANNEL: &str = "channel";

/// Whom and what a text mentions, so that their names can be looked up before it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// People.
    pub users: BTreeSet<UserId>,
    /// Channels.
    pub channels: BTreeSet<ChannelId>,
    /// User groups.
    pub groups: BTreeSet<UserGroupId>,
}

/// The names of those mentioned, as far as they are known. They are plain text, without `@` or `#`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// People.
    pub users: BTreeMap<UserId, String>,
    /// Channels.
    pub channels: BTreeMap<ChannelId, String>,
    /// User groups.
    pub groups: BTreeMap<UserGroupId, String>,
}

/// Whom and what a message's text from Slack mentions. What stands in code mentions nobody.
pub fn named_in(text: &str) -> Named {
    let mut named = Named::default();
    for piece in pieces(&clean(text)) {
        match piece {
            Piece::Token(Token { kind: Kind::User(id), .. }) if is_id(id) => drop(named.users.insert(UserId::new(id))),
            Piece::Token(Token { kind: Kind::Channel(id), .. }) if is_id(id) => {
                named.channels.insert(ChannelId::new(id));
            }
            Piece::Token(Token { kind: Kind::Group(id), .. }) if is_id(id) => {
                named.groups.insert(UserGroupId::new(id));
            }
            _ => {}
        }
    }
    named
}

/// Whether Slack can be asked about it.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A message's text from Slack as a customer reads it. Names that aren't given are those that the text itself brings,
/// else a word such as `@someone`.
pub fn to_plain(text: &str, names: &Names) -> String {
    let text = clean(text);
    let cell = |piece| match piece {
        Piece::Character(character) => Cell::Character(character),
        piece => Cell::Whole(shown(piece, names)),
    };
    without_marks(&pieces(&text).into_iter().map(cell).collect::<Vec<_>>())
}

/// Whether a customer would see anything of a plain text: more than blanks and characters without a shape.
pub fn says_something(plain: &str) -> bool {
    let shapeless = |character: char| {
        matches!(
            character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
        )
    };
    plain.chars().any(|character| !(character.is_whitespace() || character.is_control() || shapeless(character)))
}

/// The text in lines that end in `\n`, without what turns the writing around; a control character but for the tab
/// becomes a blank.
fn clean(text: &str) -> String {
    let shown = |character: char| if character.is_control() && character != '\t' { ' ' } else { character };
    let clean_line = |line: &str| line.chars().filter(|character| !turns(*character)).map(shown).collect();
    lines(text).map(clean_line).collect::<Vec<String>>().join("\n")
}

fn shown(piece: Piece<'_>, names: &Names) -> String {
    match piece {
        Piece::Character(character) => character.to_string(),
        Piece::Unknown(unknown) => unknown.to_owned(),
        Piece::Emoji(emoji) => emoji.to_owned(),
        Piece::Code(code) => pieces_of_code(code).into_iter().map(as_typed).collect(),
        Piece::Token(token) => meant(token, names),
    }
}

/// A piece of code as it was typed. Its links are addresses that Slack found in it.
fn as_typed(piece: Piece<'_>) -> String {
    match piece {
        Piece::Token(Token { kind: Kind::Link(address), label }) => unescaped(label.unwrap_or(address)),
        piece => shown(piece, &Names::default()),
    }
}

/// What a token means.
fn meant(Token { kind, label }: Token<'_>, names: &Names) -> String {
    match kind {
        Kind::User(id) => mention('@', names.users.get(&UserId::new(id)), label, SOMEONE),
        Kind::Group(id) => mention('@', names.groups.get(&UserGroupId::new(id)), label, SOME_TEAM),
        Kind::Channel(id) => mention('#', names.channels.get(&ChannelId::new(id)), label, SOME_CHANNEL),
        Kind::Command(all @ ("here" | "channel" | "everyone")) => format!("@{all}"),
        Kind::Command(command) => said(label.unwrap_or(command)),
        Kind::Date(date) => label.map_or_else(|| time(date), said),
        Kind::Link(address) => link(&unescaped(address), label.map(said)),
    }
}

/// A name behind its sign: the one that is known, else the one in the text, else the word for one that isn't known.
fn mention(sign: char, known: Option<&String>, label: Option<&str>, unknown: &str) -> String {
    let known = known.filter(|name| says_something(name)).map(|name| one_line(name));
    let name = known.or_else(|| label.map(unescaped)).unwrap_or_else(|| unknown.to_owned());
    format!("{sign}{}", name.trim_start_matches(sign))
}

/// The time that a token without its text stands for: seconds come first in it.
fn time(date: &str) -> String {
    let seconds = date.split('^').next().unwrap_or_default();
    let at = |seconds: i64| date::in_utc(Timestamp::from_millis(seconds.saturating_mul(1_000)));
    seconds.parse().map_or_else(|_| seconds.to_owned(), at)
}

/// A link in words: the address alone when the label says no more, the label alone when it says the address.
fn link(address: &str, label: Option<String>) -> String {
    let (target, typed) = target(address);
    match label {
        None => target.to_owned(),
        Some(label) if typed(&label) == typed(target) => {
            if address == target {
                target.to_owned()
            } else {
                label
            }
        }
        Some(label) if label.contains(target) => label,
        Some(label) => format!("{label} ({target})"),
    }
}

/// What of an address a customer can use, and how much of it must be the same for a label to say no more.
fn target(address: &str) -> (&str, fn(&str) -> String) {
    let mail = address.strip_prefix("mailto:").and_then(|mail| mail.split('?').next());
    match (mail, address.strip_prefix("tel:")) {
        (Some(mail), _) if !mail.is_empty() => (mail, str::to_lowercase),
        (_, Some(number)) if !number.is_empty() => (number, digits),
        _ => (address, bare),
    }
}

/// A web address as people type it.
fn bare(address: &str) -> String {
    let bare = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or(address);
    bare.trim_end_matches('/').to_owned()
}

/// A telephone number without what only groups its digits.
fn digits(number: &str) -> String {
    number.chars().filter(|character| !matches!(character, ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}')).collect()
}

/// A label: emoji are shown, nothing else is read in it.
fn said(label: &str) -> String {
    pieces(label).into_iter().map(|piece| shown(piece, &Names::default())).collect()
}

/// A text that is nothing but escaped.
fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests;
