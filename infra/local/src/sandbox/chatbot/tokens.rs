//! A GraphQL query cut into tokens: names, variables, texts, numbers, and the signs between them.

use std::iter::Peekable;
use std::str::Chars;

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// `apiViewer`, `query`, `true`.
    Name(String),
    /// `$memberId`.
    Variable(String),
    /// A text in quotes, without them.
    Text(String),
    /// A whole number.
    Number(i64),
    /// `{`, `}`, `(`, `)`, `[`, `]`, `:`, `!`, `=`.
    Sign(char),
}

/// Cuts a query; an error says what is not understood.
pub(super) fn cut(query: &str) -> Result<Vec<Token>, String> {
    let mut rest = query.chars().peekable();
    let mut tokens = Vec::new();
    while let Some(next) = rest.peek().copied() {
        match next {
            ' ' | '\t' | '\r' | '\n' | ',' | '\u{feff}' => drop(rest.next()),
            '#' => while rest.next().is_some_and(|passed| passed != '\n') {},
            '{' | '}' | '(' | ')' | '[' | ']' | ':' | '!' | '=' => {
                rest.next();
                tokens.push(Token::Sign(next));
            }
            '$' => {
                rest.next();
                tokens.push(Token::Variable(word(&mut rest)));
            }
            '"' => {
                rest.next();
                tokens.push(Token::Text(text(&mut rest)?));
            }
            '-' | '0'..='9' => tokens.push(Token::Number(number(&mut rest)?)),
            '_' | 'a'..='z' | 'A'..='Z' => tokens.push(Token::Name(word(&mut rest))),
            other => return Err(format!("Syntax Error: Unexpected character {other:?}.")),
        }
    }
    Ok(tokens)
}

fn word(rest: &mut Peekable<Chars<'_>>) -> String {
    std::iter::from_fn(|| rest.next_if(|next| next.is_ascii_alphanumeric() || *next == '_')).collect()
}

fn number(rest: &mut Peekable<Chars<'_>>) -> Result<i64, String> {
    let digits: String = std::iter::from_fn(|| rest.next_if(|next| next.is_ascii_digit() || *next == '-')).collect();
    digits.parse().map_err(|_| format!("Syntax Error: Invalid number {digits}."))
}

fn text(rest: &mut Peekable<Chars<'_>>) -> Result<String, String> {
    let mut text = String::new();
    while let Some(next) = rest.next() {
        match next {
            '"' => return Ok(text),
            '\\' => match rest.next() {
                Some(escaped @ ('"' | '\\' | '/')) => text.push(escaped),
                Some('n') => text.push('\n'),
                other => return Err(format!("Syntax Error: Invalid escape {other:?}.")),
            },
            plain => text.push(plain),
        }
    }
    Err("Syntax Error: Unterminated string.".into())
}
