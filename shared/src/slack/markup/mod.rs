//! Slack's mrkdwn, written so that a customer's text can't mention anyone, link under a false name or break a card
//! (`contracts/slack.md` 7); and the other way, an agent's made the clean text that a customer reads.

mod emoji;
mod emoji_names;
mod marks;
mod plain;
mod tokens;

use std::fmt;

use crate::domain::{ChannelId, Timestamp, UserGroupId, UserId};

use super::date;
use super::split;

pub use emoji::all as all_emoji;
pub use plain::{Named, Names, named_in, says_something, to_plain};

/// The longest address that is made a link, and the longest label of one: so that a token always fits into a text.
const LINK_URL_MAX: usize = 1_000;
const LINK_LABEL_MAX: usize = 300;
/// The longest id that is mentioned. Slack's have about a dozen characters.
const MENTIONED_ID_MAX: usize = 30;
/// What stands where a text is empty, which Slack refuses (`contracts/slack.md` 14).
pub const DASH: &str = "–";

/// Escapes foreign text: exactly `&`, `<` and `>`, nothing else. Without a raw `<` nothing can be mentioned.
pub fn escape(foreign: &str) -> String {
    foreign.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A text in mrkdwn. Our own words are known when the program is built, and everything else comes in through a method
/// that makes it harmless: there is no way in for foreign text as it is.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Mrkdwn {
    text: String,
    foreign: bool,
}

impl Mrkdwn {
    /// A text of our own, markup included.
    pub fn of_ours(words: &'static str) -> Self {
        Self::default().ours(words)
    }

    /// Foreign text alone, on one line.
    pub fn of_foreign(text: &str) -> Self {
        Self::default().foreign(text)
    }

    /// Adds a text of our own, markup included.
    #[must_use]
    pub fn ours(mut self, words: &'static str) -> Self {
        self.text.push_str(words);
        self
    }

    /// Adds foreign text on one line: line breaks become blanks, nothing becomes a dash.
    #[must_use]
    pub fn foreign(mut self, text: &str) -> Self {
        self.foreign = true;
        self.text.push_str(&escape(&one_line(text)));
        self
    }

    /// Adds foreign text on one line, in at most `max` units once escaped: what is longer ends in `…`.
    #[must_use]
    pub fn foreign_within(mut self, text: &str, max: usize) -> Self {
        self.foreign = true;
        self.text.push_str(&split::shorten(&escape(&one_line(text)), max));
        self
    }

    /// Adds foreign text of several lines, each quoted: whatever it holds, it can't pass for a line of ours.
    #[must_use]
    pub fn quoted(mut self, text: &str) -> Self {
        self.foreign = true;
        let lines = lines(text).map(|line| format!("> {}", escape(&without_controls(line))));
        self.text.push_str(&lines.collect::<Vec<_>>().join("\n"));
        self
    }

    /// Adds a text to be copied on one line: shown as code, character by character.
    #[must_use]
    pub fn code(mut self, text: &str) -> Self {
        self.foreign = true;
        self.text += "`";
        self.text += &escape(&one_line(text)).replace('`', "'");
        self.ours("`")
    }

    /// Adds a text of several lines to be copied: shown as code. What could end it is left out.
    #[must_use]
    pub fn code_block(mut self, text: &str) -> Self {
        self.foreign = true;
        self.text += "```\n";
        self.text += &escape(text).replace("```", "");
        self.ours("\n```")
    }

    /// Adds a number.
    #[must_use]
    pub fn number(mut self, number: u64) -> Self {
        self.text.push_str(&number.to_string());
        self
    }

    /// Adds a mention of a person, for whom Slack rings.
    #[must_use]
    pub fn mention(self, user: &UserId) -> Self {
        self.token("<@", user.as_str())
    }

    /// Adds a mention of a user group.
    #[must_use]
    pub fn mention_group(self, group: &UserGroupId) -> Self {
        self.token("<!subteam^", group.as_str())
    }

    /// Adds a channel's name as a link to it.
    #[must_use]
    pub fn channel(self, channel: &ChannelId) -> Self {
        self.token("<#", channel.as_str())
    }

    /// Adds a time, which each reader sees in their own time zone; where tokens aren't read, in UTC.
    #[must_use]
    pub fn date(mut self, at: Timestamp) -> Self {
        let (seconds, fallback) = (date::shown_seconds(at), date::in_utc(at));
        self.text += "<!date^";
        self.text += &seconds.to_string();
        self.text += "^{date_short_pretty} {time}|";
        self.text += &fallback;
        self.text += ">";
        self
    }

    /// Adds a link. What is not an http(s) address, or is over 1,000 units long, is left out and the label stands alone.
    #[must_use]
    pub fn link(self, url: &str, label: &str) -> Self {
        let Some(url) = linkable(url) else {
            return self.foreign_within(label, LINK_LABEL_MAX);
        };
        let mut linked = self.ours("<");
        linked.text += &url;
        linked.ours("|").foreign_within(label, LINK_LABEL_MAX).ours(">")
    }

    /// Adds another text.
    #[must_use]
    pub fn then(mut self, other: &Self) -> Self {
        self.text.push_str(&other.text);
        self.foreign |= other.foreign;
        self
    }

    /// Joins texts with words of ours between them.
    pub fn joined(texts: &[Self], between: &'static str) -> Self {
        let join = |joined: Self, (index, text): (usize, &Self)| {
            if index == 0 { joined } else { joined.ours(between) }.then(text)
        };
        texts.iter().enumerate().fold(Self::default(), join)
    }

    /// The text as Slack takes it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it holds foreign text: Slack is then told to link nothing by itself (`verbatim`).
    pub fn holds_foreign_text(&self) -> bool {
        self.foreign
    }

    /// Whether nothing would be seen of it.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The text in parts of at most `max` units; joined, they are the text.
    pub fn split(&self, max: usize) -> Vec<Self> {
        let part = |text: &str| Self { text: text.to_owned(), foreign: self.foreign };
        split::parts(&self.text, max).into_iter().map(part).collect()
    }

    /// The text in at most `max` units; where something had to go, it ends in `…`.
    #[must_use]
    pub fn shortened(&self, max: usize) -> Self {
        Self { text: split::shorten(&self.text, max), foreign: self.foreign }
    }

    /// A token of an id. Ids come from outside too, so only what ids are made of is let through.
    fn token(mut self, opening: &'static str, id: &str) -> Self {
        let of_ids = |character: &char| character.is_ascii_alphanumeric();
        let id: String = id.chars().filter(of_ids).take(MENTIONED_ID_MAX).collect();
        if id.is_empty() {
            return self.ours(DASH);
        }
        self.text += opening;
        self.text += &id;
        self.ours(">")
    }
}

/// Shows how long the text is, never what it says: customers' texts are not logged.
impl fmt::Debug for Mrkdwn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mrkdwn({} units)", split::units(&self.text))
    }
}

/// Foreign text on one line; a dash when nothing is left.
pub(super) fn one_line(text: &str) -> String {
    let shown: Vec<String> =
        lines(text).map(|line| without_controls(line).trim().to_owned()).filter(|line| !line.is_empty()).collect();
    if shown.is_empty() { DASH.to_owned() } else { shown.join(" ") }
}

/// Foreign text as it was typed, for plain text: its lines, without control characters and without the marks that turn
/// the writing direction around.
pub(super) fn typed(text: &str) -> String {
    lines(text).map(without_controls).collect::<Vec<_>>().join("\n")
}

/// Whether foreign text has more than one line.
pub(super) fn has_several_lines(text: &str) -> bool {
    lines(text.trim()).nth(1).is_some()
}

/// The lines of foreign text, by every character that Unicode lets break one.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let breaks = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
    text.split("\r\n").flat_map(move |line| line.split(breaks))
}

/// Whether a character turns the writing direction of what follows around.
fn turns(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Without control characters, and without the marks that turn the writing direction of what follows around.
fn without_controls(line: &str) -> String {
    let shown = line.chars().filter(|character| !turns(*character));
    shown.map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// An address as it may stand in a link token.
fn linkable(url: &str) -> Option<String> {
    let web = url.starts_with("https://") || url.starts_with("http://");
    let odd = |character: char| character.is_control() || character.is_whitespace();
    let safe = url.replace('&', "&amp;").replace('<', "%3C").replace('>', "%3E").replace('|', "%7C");
    (web && !url.contains(odd) && split::units(&safe) <= LINK_URL_MAX).then_some(safe)
}

#[cfg(test)]
mod tests;
