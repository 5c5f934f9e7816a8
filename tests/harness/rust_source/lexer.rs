//! Blanks comments and literals, so that what is left is code. Every letter becomes a space, lines stay.

/// The text with its comments and literals blanked.
pub(super) fn blanked(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        if let Some(length) = not_code(&letters, at) {
            code.extend(letters.iter().skip(at).take(length).copied().map(space_for));
            at += length;
        } else {
            code.push(*letter);
            at += 1;
        }
    }
    code
}

/// What stands in the place of a letter that is blanked.
pub(super) fn space_for(letter: char) -> char {
    if letter == '\n' { '\n' } else { ' ' }
}

/// How long the comment or literal is that begins here, if one does.
fn not_code(letters: &[char], at: usize) -> Option<usize> {
    let rest = letters.get(at..)?;
    match rest {
        ['/', '/', ..] => Some(rest.iter().position(|letter| *letter == '\n').unwrap_or(rest.len())),
        ['/', '*', ..] => Some(block_comment(rest)),
        ['"', ..] => Some(quoted(rest, '"')),
        ['\'', '\\', ..] | ['\'', _, '\'', ..] => Some(quoted(rest, '\'')),
        ['r', '"' | '#', ..] if !follows_a_word(letters, at) => raw(rest),
        _ => None,
    }
}

/// Whether the letter before is part of a word: then an `r` begins no raw string. `br` begins one.
fn follows_a_word(letters: &[char], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|at| letters.get(at).copied());
    let in_a_word = |letter: Option<char>| letter.is_some_and(super::is_part_of_a_word);
    in_a_word(before(1)) && (before(1) != Some('b') || in_a_word(before(2)))
}

fn block_comment(rest: &[char]) -> usize {
    let mut depth = 0_i32;
    for (at, pair) in rest.windows(2).enumerate() {
        match pair {
            ['/', '*'] => depth += 1,
            ['*', '/'] => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 2;
        }
    }
    rest.len()
}

fn quoted(rest: &[char], quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in rest.iter().enumerate().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            letter if *letter == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A raw string's length; nothing for a raw identifier such as `r#type`.
fn raw(rest: &[char]) -> Option<usize> {
    let hashes = rest.iter().skip(1).take_while(|letter| **letter == '#').count();
    let open = 1 + hashes;
    rest.get(open).filter(|letter| **letter == '"')?;
    let mut close = vec!['"'];
    close.resize(1 + hashes, '#');
    let inside = rest.get(open + 1..)?;
    let length = inside.windows(close.len()).position(|end| end == close)?;
    Some(open + 1 + length + close.len())
}
