//! Slack's formatting marks (`*bold*`, `_italic_`, `~strike~`) taken off where Slack would format, and only there.
//!
//! Where exactly Slack formats is not published. What is taken for formatting here: the marks stand on one line, at the
//! outer ends of words, against what they enclose. In doubt a mark stays: a lost asterisk may change what a text says
//! (`2*3`), one too many doesn't.

/// The marks, each of which comes in pairs.
const MARKS: [char; 3] = ['*', '_', '~'];

/// A text's smallest pieces, as far as marks are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// One character, which may be a mark.
    Character(char),
    /// What is shown as it is: a mention, a link, an emoji, code.
    Whole(String),
}

/// The text of the cells without the marks that format it.
pub(super) fn without_marks(cells: &[Cell]) -> String {
    cells.split_inclusive(|cell| *cell == Cell::Character('\n')).map(line_without_marks).collect()
}

fn line_without_marks(line: &[Cell]) -> String {
    let mut marks: Vec<usize> = MARKS.iter().flat_map(|mark| pairs(line, *mark)).collect();
    marks.sort_unstable();
    let kept = line.iter().enumerate().filter(|(at, _)| marks.binary_search(at).is_err());
    let mut text = String::new();
    for (_, cell) in kept {
        match cell {
            Cell::Character(character) => text.push(*character),
            Cell::Whole(whole) => text.push_str(whole),
        }
    }
    text
}

/// Where one kind of mark formats: each opening one with the first closing one after it.
fn pairs(line: &[Cell], mark: char) -> Vec<usize> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(opening) = (from..line.len()).find(|at| opens(line, *at, mark)) {
        let Some(closing) = (opening + 2..line.len()).find(|at| closes(line, *at, mark)) else { break };
        if line.get(opening + 1..closing).is_some_and(|enclosed| !enclosed.iter().all(is_a_mark)) {
            found.extend([opening, closing]);
        }
        from = closing + 1;
    }
    found
}

fn opens(line: &[Cell], at: usize, mark: char) -> bool {
    let before = line.get(..at).unwrap_or_default();
    is(line.get(at), mark) && may_stand_after(before, mark) && touches(line.get(at + 1), mark)
}

fn closes(line: &[Cell], at: usize, mark: char) -> bool {
    let before = at.checked_sub(1).and_then(|before| line.get(before));
    is(line.get(at), mark) && touches(before, mark) && may_stand_before(line.get(at + 1), mark)
}

fn is(cell: Option<&Cell>, mark: char) -> bool {
    cell == Some(&Cell::Character(mark))
}

fn is_a_mark(cell: &Cell) -> bool {
    MARKS.iter().any(|mark| is(Some(cell), *mark))
}

/// Whether a mark can stand against this: formatting begins and ends with neither a blank nor a doubled mark.
fn touches(cell: Option<&Cell>, mark: char) -> bool {
    match cell {
        None => false,
        Some(Cell::Whole(_)) => true,
        Some(Cell::Character(character)) => !character.is_whitespace() && *character != mark,
    }
}

/// Where an opening mark may stand: where a line or its quote begins, after a blank and after what opens or introduces.
/// Not in a word, nor in the middle of what paths, products and faces are made of (`a/*`, `)*(`, `^_^`, `-_-`).
fn may_stand_after(before: &[Cell], mark: char) -> bool {
    let Some(Cell::Character(last)) = before.last() else { return true };
    let introduces = last.is_whitespace() || MARKS.contains(last) || "([{\"'“‘«„¿¡–—…,:;|".contains(*last);
    let quotes = |cell: &Cell| is(Some(cell), '>') || is(Some(cell), ' ');
    *last != mark && (introduces || needs_no_blank(*last) || before.iter().all(quotes))
}

/// What a closing mark may stand before: the end of a line, a blank, what closes or goes on with the sentence.
fn may_stand_before(next: Option<&Cell>, mark: char) -> bool {
    let Some(Cell::Character(next)) = next else { return true };
    let closes = next.is_whitespace() || MARKS.contains(next) || ")]}>\"'“”’»–—…,.:;!?|".contains(*next);
    *next != mark && (closes || needs_no_blank(*next))
}

/// Whether words of this character's script stand without blanks between them, or go on after a word without one:
/// Thai and Lao, Burmese, Khmer, Chinese, Japanese and Korean. Wide letters and digits (`２*３`) are not among them.
fn needs_no_blank(character: char) -> bool {
    matches!(
        character,
        '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1100}'..='\u{11ff}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{2e80}'..='\u{a4cf}'
            | '\u{ac00}'..='\u{d7ff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{fe30}'..='\u{fe4f}'
            | '\u{ff01}'..='\u{ff0f}'
            | '\u{ff1a}'..='\u{ff20}'
            | '\u{ff3b}'..='\u{ff40}'
            | '\u{ff5b}'..='\u{ff9f}'
            | '\u{20000}'..='\u{3ffff}'
    )
}
