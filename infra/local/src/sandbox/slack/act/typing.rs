//! What is typed, as Slack keeps it: entities escaped, links and mentions as tokens, and a `rich_text` block beside the
//! text (`contracts/slack.md` 6.2, 7).

use serde_json::{Map, Value, json};

/// A typed text, both ways that Slack keeps it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Typed {
    /// The text: `&`, `<` and `>` escaped, tokens as they are.
    pub(super) text: String,
    /// The elements of the `rich_text` block.
    elements: Vec<Value>,
}

/// One piece of what was typed.
enum Piece<'a> {
    Plain(&'a str),
    /// A mention, as its token: `@U1`, `#C1`, `!here`.
    Token(&'a str),
    Link(&'a str),
    Emoji(&'a str),
    /// Marked text: the mark and what stands between its two.
    Styled(char, &'a str),
}

/// What is typed around a text to style it, and the style's name in a `rich_text` block.
const STYLES: [(char, &str); 4] = [('*', "bold"), ('_', "italic"), ('~', "strike"), ('`', "code")];

/// Reads what was typed.
pub(super) fn typed(text: &str) -> Typed {
    let mut typed = Typed { text: String::new(), elements: Vec::new() };
    let (mut rest, mut plain_from) = (text, text);
    while let Some(first) = rest.chars().next() {
        let taken = piece(rest, plain_from.len() == rest.len() || before_is_blank(plain_from, rest));
        match taken {
            Some((piece, length)) => {
                typed.plain(plain_from.get(..plain_from.len() - rest.len()).unwrap_or_default());
                typed.add(&piece);
                rest = rest.get(length..).unwrap_or_default();
                plain_from = rest;
            }
            None => rest = rest.get(first.len_utf8()..).unwrap_or_default(),
        }
    }
    typed.plain(plain_from);
    typed
}

fn before_is_blank(whole: &str, rest: &str) -> bool {
    let before = whole.get(..whole.len() - rest.len()).unwrap_or_default();
    before.chars().next_back().is_none_or(|last| !last.is_alphanumeric())
}

/// A piece that is more than plain text, at the beginning of what follows.
fn piece(text: &str, at_word: bool) -> Option<(Piece<'_>, usize)> {
    if let Some(inside) = text.strip_prefix('<') {
        let (token, _) = inside.split_once('>')?;
        return is_token(token).then_some((Piece::Token(token), token.len() + 2));
    }
    if at_word && (text.starts_with("https://") || text.starts_with("http://")) {
        let link = text.split(|letter: char| letter.is_whitespace() || matches!(letter, '<' | '>' | '|')).next()?;
        let link = link.trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
        return link.contains('.').then_some((Piece::Link(link), link.len()));
    }
    if let Some(styled) = styled(text).filter(|_| at_word) {
        return Some(styled);
    }
    let (name, _) = text.strip_prefix(':')?.split_once(':')?;
    let is_name = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "_-+".contains(letter);
    let is_emoji = at_word && !name.is_empty() && name.chars().all(is_name) && name.chars().any(char::is_alphabetic);
    (is_emoji || name == "+1" || name == "-1").then_some((Piece::Emoji(name), name.len() + 2))
}

/// Marked text at the beginning: on one line, with nothing blank at its ends, and the second mark at a word's end.
fn styled(text: &str) -> Option<(Piece<'_>, usize)> {
    let mark = text.chars().next().filter(|first| STYLES.iter().any(|(mark, _)| mark == first))?;
    let (inner, rest) = text.get(1..)?.split_once(mark)?;
    let ends_word = rest.chars().next().is_none_or(|next| !next.is_alphanumeric());
    let is_marked = ends_word && !inner.is_empty() && inner.trim() == inner && !inner.contains(['\n', '<']);
    is_marked.then_some((Piece::Styled(mark, inner), inner.len() + 2))
}

fn is_token(token: &str) -> bool {
    let is_id = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let id_after = |mark: &str| token.strip_prefix(mark).is_some_and(is_id);
    matches!(token, "!here" | "!channel" | "!everyone") || id_after("@") || id_after("#") || id_after("!subteam^")
}

impl Typed {
    fn plain(&mut self, text: &str) {
        if !text.is_empty() {
            self.add(&Piece::Plain(text));
        }
    }

    fn add(&mut self, piece: &Piece<'_>) {
        let (text, element) = match piece {
            Piece::Plain(text) => (escaped(text), json!({"type": "text", "text": text})),
            Piece::Token(token) => (format!("<{token}>"), mention(token)),
            Piece::Link(link) => (format!("<{}>", escaped(link)), json!({"type": "link", "url": link})),
            Piece::Emoji(name) => (format!(":{name}:"), json!({"type": "emoji", "name": name})),
            Piece::Styled(mark, inner) => {
                let styles =
                    STYLES.iter().filter(|(of, _)| of == mark).map(|(_, style)| ((*style).to_owned(), json!(true)));
                let style: Map<String, Value> = styles.collect();
                (format!("{mark}{}{mark}", escaped(inner)), json!({"type": "text", "text": inner, "style": style}))
            }
        };
        self.text.push_str(&text);
        self.elements.push(element);
    }

    /// The message's blocks; none for a message without text.
    pub(super) fn blocks(&self, block_id: &str) -> Vec<Value> {
        if self.elements.is_empty() {
            return Vec::new();
        }
        let section = json!({"type": "rich_text_section", "elements": self.elements});
        vec![json!({"type": "rich_text", "block_id": block_id, "elements": [section]})]
    }

    /// The addresses of the links in a text as Slack keeps it, in their order; of a link with a label (`<https://…|…>`,
    /// which apps write) without the label.
    pub(super) fn links(text: &str) -> impl Iterator<Item = &str> {
        let addresses = text.split('<').skip(1).filter_map(|rest| rest.split(['>', '|']).next());
        addresses.filter(|address| address.starts_with("http"))
    }
}

fn mention(token: &str) -> Value {
    if let Some(user) = token.strip_prefix('@') {
        json!({"type": "user", "user_id": user})
    } else if let Some(channel) = token.strip_prefix('#') {
        json!({"type": "channel", "channel_id": channel})
    } else if let Some(group) = token.strip_prefix("!subteam^") {
        json!({"type": "usergroup", "usergroup_id": group})
    } else {
        json!({"type": "broadcast", "range": token.trim_start_matches('!')})
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::typed;
    use serde_json::json;

    #[test]
    fn what_is_typed_is_escaped_and_mentions_links_and_emoji_become_what_slack_makes_of_them() {
        let typed = typed("<@U1> a<b & c, see https://x.example/?a=1&b=2. :wave: 10:30:00 <b> <!here>");
        let text = "<@U1> a&lt;b &amp; c, see <https://x.example/?a=1&amp;b=2>. :wave: 10:30:00 &lt;b&gt; <!here>";
        assert_eq!(typed.text, text);
        let elements = json!([
            {"type": "user", "user_id": "U1"},
            {"type": "text", "text": " a<b & c, see "},
            {"type": "link", "url": "https://x.example/?a=1&b=2"},
            {"type": "text", "text": ". "},
            {"type": "emoji", "name": "wave"},
            {"type": "text", "text": " 10:30:00 <b> "},
            {"type": "broadcast", "range": "here"},
        ]);
        assert_eq!(typed.blocks("b1")[0]["elements"][0]["elements"], elements);
    }

    #[test]
    fn marked_text_is_styled_and_stays_marked_in_the_text() {
        let typed = typed("It *left & went*, `a_b` 2*3*4 * x * _it_s *two\nlines*");
        assert_eq!(typed.text, "It *left &amp; went*, `a_b` 2*3*4 * x * _it_s *two\nlines*");
        let elements = json!([
            {"type": "text", "text": "It "},
            {"type": "text", "text": "left & went", "style": {"bold": true}},
            {"type": "text", "text": ", "},
            {"type": "text", "text": "a_b", "style": {"code": true}},
            {"type": "text", "text": " 2*3*4 * x * _it_s *two\nlines*"},
        ]);
        assert_eq!(typed.blocks("b1")[0]["elements"][0]["elements"], elements);
    }

    #[test]
    fn nothing_typed_has_no_block() {
        assert_eq!((typed("").text.as_str(), typed("").blocks("b1").len()), ("", 0));
    }
}
