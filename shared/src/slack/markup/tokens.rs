//! What a text from Slack consists of: characters, code, emoji, and tokens in angle brackets (`contracts/slack.md` 7).

use super::emoji;

/// One piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// A character, unescaped where it was escaped.
    Character(char),
    /// A shortcode that names no emoji we know: a custom one, or not one at all.
    Unknown(&'a str),
    /// An emoji.
    Emoji(&'static str),
    /// Code with its backticks, still escaped.
    Code(&'a str),
    /// A token.
    Token(Token<'a>),
}

/// What Slack writes in angle brackets. Texts are still escaped; a label is never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// What it is.
    pub(super) kind: Kind<'a>,
    /// What follows the bar.
    pub(super) label: Option<&'a str>,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// `<@U…>`
    User(&'a str),
    /// `<#C…>`
    Channel(&'a str),
    /// `<!subteam^S…>`
    Group(&'a str),
    /// `<!date^…>`: seconds, and more that only Slack reads.
    Date(&'a str),
    /// `<!here>` and its like.
    Command(&'a str),
    /// An address with its scheme.
    Link(&'a str),
}

/// The pieces of a text.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut before = None;
    while let Some((piece, left)) = next_piece(rest, before) {
        let taken = rest.get(..rest.len().saturating_sub(left.len()));
        before = taken.and_then(|taken| taken.chars().next_back());
        pieces.push(piece);
        rest = left;
    }
    pieces
}

/// The pieces of code, in which Slack writes nothing of its own but escaped characters and the links that it finds by
/// itself.
pub(super) fn pieces_of_code(code: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = code;
    while let Some((piece, left)) = link(rest).or_else(|| entity(rest)).or_else(|| character(rest)) {
        pieces.push(piece);
        rest = left;
    }
    pieces
}

fn next_piece(text: &str, before: Option<char>) -> Option<(Piece<'_>, &str)> {
    let special = match text.chars().next()? {
        '`' => code(text),
        '<' => token(text),
        '&' => entity(text),
        ':' => shortcode(text, before),
        _ => None,
    };
    special.or_else(|| character(text))
}

fn character(text: &str) -> Option<(Piece<'_>, &str)> {
    let mut characters = text.chars();
    let first = characters.next()?;
    Some((Piece::Character(first), characters.as_str()))
}

/// Exactly what Slack escapes. It is read once: `&amp;lt;` is `&lt;`.
fn entity(text: &str) -> Option<(Piece<'_>, &str)> {
    let entities = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>')];
    entities.iter().find_map(|(entity, is)| Some((Piece::Character(*is), text.strip_prefix(entity)?)))
}

fn code(text: &str) -> Option<(Piece<'_>, &str)> {
    let (code, rest) = text.split_at_checked(block(text).or_else(|| inline(text))?)?;
    Some((Piece::Code(code), rest))
}

/// How long the code is that begins here between two fences, over lines or not. With nothing in it, it is none.
fn block(text: &str) -> Option<usize> {
    let length = text.strip_prefix("```")?.find("```").filter(|length| *length > 0)?;
    Some(3 + length + 3)
}

/// How long the code is that begins here between two backticks on one line.
fn inline(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('`')?;
    let length = inner.find(['`', '\n']).filter(|length| *length > 0)?;
    inner.get(length..)?.starts_with('`').then_some(1 + length + 1)
}

/// An emoji. One of digits between digits is none: `1:100:2` is a ratio.
fn shortcode(text: &str, before: Option<char>) -> Option<(Piece<'_>, &str)> {
    let (name, after) = emoji::shortcode(text)?;
    let digit = |character: Option<char>| character.is_some_and(|character| character.is_ascii_digit());
    let in_number = digit(before) || digit(after.chars().next());
    let number = in_number && name.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((emoji, rest)) = emoji::leading(text).filter(|_| !number) {
        return Some((Piece::Emoji(emoji), rest));
    }
    // The second colon is left: it may be the first of the next one.
    text.split_at_checked(1 + name.len()).map(|(unknown, rest)| (Piece::Unknown(unknown), rest))
}

fn link(text: &str) -> Option<(Piece<'_>, &str)> {
    token(text).filter(|(piece, _)| matches!(piece, Piece::Token(Token { kind: Kind::Link(_), .. })))
}

/// A token: closed on its line, with no other one inside, and of a kind that Slack has.
fn token(text: &str) -> Option<(Piece<'_>, &str)> {
    let inner = text.strip_prefix('<')?;
    let (body, rest) = inner.split_at_checked(inner.find(['<', '>', '\n'])?)?;
    let rest = rest.strip_prefix('>')?;
    let (target, label) = body.split_once('|').map_or((body, None), |(target, label)| (target, Some(label)));
    let label = label.filter(|label| !label.trim().is_empty());
    Some((Piece::Token(Token { kind: kind(target)?, label }), rest))
}

fn kind(target: &str) -> Option<Kind<'_>> {
    let mention = target.strip_prefix('@').map(Kind::User).or_else(|| target.strip_prefix('#').map(Kind::Channel));
    mention
        .or_else(|| target.strip_prefix('!').map(command))
        .or_else(|| target.contains(':').then_some(Kind::Link(target)))
}

fn command(command: &str) -> Kind<'_> {
    match command.split_once('^') {
        Some(("subteam", group)) => Kind::Group(group),
        Some(("date", date)) => Kind::Date(date),
        _ => Kind::Command(command),
    }
}
