//! Small files, short functions.

use tests::repository::{File, files};
use tests::rust_source::{Code, Function};

use super::{nothing_breaks, something_was_looked_at};

/// The longest file, in lines.
const FILE: usize = 400;

/// The longest function, in lines from its `fn` to its closing brace.
const FUNCTION: usize = 60;

/// What half of the functions stay within, in lines.
const MEDIAN: usize = 10;

fn rust() -> Vec<File> {
    let rust: Vec<File> = files().into_iter().filter(|file| file.is("rs")).collect();
    something_was_looked_at(&rust);
    rust
}

#[test]
fn a_file_has_four_hundred_lines_at_most() {
    let long = rust().into_iter().map(|file| (file.text.lines().count(), file.path));
    let broken: Vec<String> =
        long.filter(|(lines, _)| *lines > FILE).map(|(lines, path)| format!("{path}: {lines} lines")).collect();
    nothing_breaks("A longer file has a second reason to change: split it along that.", &broken);
}

#[test]
fn a_function_has_sixty_lines_at_most() {
    let mut broken = Vec::new();
    for file in rust() {
        let long = Code::of(&file.text).functions().into_iter().filter(|function| function.lines > FUNCTION);
        broken.extend(long.map(|it| format!("{}:{} {}: {} lines", file.path, it.line, it.name, it.lines)));
    }
    nothing_breaks("A function that long is read by nobody: give its steps names.", &broken);
}

#[test]
fn half_of_the_functions_have_ten_lines_at_most() {
    let shipped = |file: File| Code::shipped(&file.text).functions();
    let is_shipped = |file: &File| !file.path.starts_with("tests/") && !file.path.contains("/tests");
    let functions: Vec<Function> = rust().into_iter().filter(is_shipped).flat_map(shipped).collect();
    something_was_looked_at(&functions);
    let mut lines: Vec<usize> = functions.iter().map(|function| function.lines).collect();
    lines.sort_unstable();
    let (median, ninth) = (lines[lines.len() / 2], lines[lines.len() * 9 / 10]);
    println!("{} functions: median {median} lines, 90th percentile {ninth}", lines.len());
    assert!(
        median <= MEDIAN,
        "Half of the functions are longer than {median} lines: the code has become harder to read."
    );
}
