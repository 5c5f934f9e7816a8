//! Rust source text, read as far as the repository's rules need it: what is code, which paths it names, where a function
//! begins and ends. No parser: it counts braces in text whose comments and literals were blanked.

use std::collections::BTreeSet;
use std::ops::Range;

mod lexer;

/// A piece of Rust source without its comments and literals. Lines and columns are those of the file.
#[derive(Clone, Debug)]
pub struct Code(String);

/// A function with a body.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line of its `fn`, from 1.
    pub line: usize,
    /// From its `fn` to its closing brace, both counted.
    pub lines: usize,
    /// Whether it is a test.
    pub is_test: bool,
    /// Signature and body.
    pub code: Code,
}

impl Code {
    /// All code of a file.
    pub fn of(text: &str) -> Self {
        Self(lexer::blanked(text))
    }

    /// The code of a file that ships: without the items under `#[cfg(test)]`.
    pub fn shipped(text: &str) -> Self {
        let mut code = lexer::blanked(text);
        while let Some(at) = code.find("#[cfg(test)]") {
            let item = at..item_end(&code, at + "#[cfg(test)]".len());
            blank(&mut code, item);
        }
        Self(code)
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether this word (an identifier or a keyword) stands in it.
    pub fn has_word(&self, word: &str) -> bool {
        place_of(word, &self.0).is_some()
    }

    /// Every path it names, `use` trees written out: `std::fmt`, `crate::domain::Ticket`.
    pub fn paths(&self) -> BTreeSet<String> {
        let (uses, rest) = self.split_uses();
        let inline = inline_paths(&rest);
        uses.into_iter().chain(inline).collect()
    }

    /// What its `use` statements bring in, each as a whole path.
    pub fn uses(&self) -> Vec<String> {
        self.split_uses().0
    }

    fn split_uses(&self) -> (Vec<String>, String) {
        let mut rest = self.0.clone();
        let mut uses = Vec::new();
        while let Some(at) = place_of("use", &rest) {
            let end = rest[at..].find(';').map_or(rest.len(), |length| at + length + 1);
            write_out("", rest[at + "use".len()..end].trim_end_matches(';'), &mut uses);
            blank(&mut rest, at..end);
        }
        (uses, rest)
    }

    /// Every function with a body, nested ones too, in their order.
    pub fn functions(&self) -> Vec<Function> {
        let starts = words(&self.0).filter(|(_, word)| *word == "fn").map(|(at, _)| at);
        starts.filter_map(|at| self.function(at)).collect()
    }

    fn function(&self, at: usize) -> Option<Function> {
        let (_, name) = words(&self.0[at..]).nth(1)?;
        // A type such as `fn(u8)` has no name, a declaration no body.
        let named = self.0[at + "fn".len()..].trim_start().starts_with(name);
        let end = item_end(&self.0, at);
        if !named || !self.0[at..end].ends_with('}') {
            return None;
        }
        Some(Function {
            name: name.to_owned(),
            line: self.0[..at].matches('\n').count() + 1,
            lines: self.0[at..end].matches('\n').count() + 1,
            is_test: self.is_under_test_attribute(at),
            code: Self(self.0[at..end].to_owned()),
        })
    }

    /// Looks at the attributes between the item before and this one.
    fn is_under_test_attribute(&self, at: usize) -> bool {
        let before = &self.0[..at];
        let item = before.rfind(['}', ';', '{']).map_or(before, |end| &before[end..]);
        item.contains("#[test]") || item.contains("::test]") || item.contains("::test(")
    }
}

/// Where the item that begins here ends: behind its body's brace, or its semicolon.
fn item_end(code: &str, at: usize) -> usize {
    let mut depth = 0_usize;
    for (offset, letter) in code[at..].char_indices() {
        match letter {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(letter, '}' | ';') {
            return at + offset + 1;
        }
    }
    code.len()
}

fn blank(code: &mut String, range: Range<usize>) {
    let blanked: String = code[range.clone()].chars().map(lexer::space_for).collect();
    code.replace_range(range, &blanked);
}

fn is_part_of_a_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The words of a text, with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let pieces = text.split(|letter| !is_part_of_a_word(letter)).filter(|word| !word.is_empty());
    pieces.map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

fn place_of(word: &str, text: &str) -> Option<usize> {
    words(text).find(|(_, found)| *found == word).map(|(at, _)| at)
}

/// Writes a `use` tree out, one path a leaf.
fn write_out(before: &str, tree: &str, into: &mut Vec<String>) {
    let tree = tree.trim();
    let Some(open) = tree.find('{') else {
        let leaf = tree.split(" as ").next().unwrap_or_default().trim();
        let path = format!("{before}{leaf}");
        into.extend((!leaf.is_empty()).then(|| path.trim_end_matches("::self").to_owned()));
        return;
    };
    let before = format!("{before}{}", tree[..open].trim());
    for branch in branches(tree[open + 1..].trim_end().trim_end_matches('}')) {
        write_out(&before, branch, into);
    }
}

/// A use tree's branches: split at the commas outside braces.
fn branches(tree: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    tree.split(|letter| {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        letter == ',' && depth == 0
    })
    .collect()
}

/// The paths of two or more parts that stand in code.
fn inline_paths(code: &str) -> Vec<String> {
    let pieces = code.split(|letter| !is_part_of_a_word(letter) && letter != ':');
    let pieces = pieces.map(|piece| piece.trim_matches(':')).filter(|piece| piece.contains("::"));
    pieces.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
