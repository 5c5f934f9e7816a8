//! What keeps the local queue and the sandbox over a restart: a file of JSON lines, one a change, written before the
//! change is answered. The state is what all lines, applied in order, give.
//!
//! A line is written whole or, when the process is killed in the middle, is the file's torn last one: that change was
//! never answered, so it is left out. No flush to the disk itself: the process may die, the machine may not.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Where changes are written. [`Journal::memory`] forgets them.
#[derive(Debug)]
pub struct Journal {
    file: Option<Mutex<File>>,
}

/// A journal that can't be read or written. The text names the file and what to do.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The file can't be opened, read or written.
    #[error("{} can't be used: {cause}. Choose another folder with --data, or --memory", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A line that is not the last one can't be read.
    #[error("line {line} of {} can't be read: {cause}. Delete the folder to start anew", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
        /// What is wrong with it.
        cause: serde_json::Error,
    },
}

impl Journal {
    /// A journal that keeps nothing (`--memory`).
    pub fn memory() -> Self {
        Self { file: None }
    }

    /// Opens a journal, made when absent, and gives what was written so far, in order.
    pub fn open<T: DeserializeOwned>(path: &Path) -> Result<(Self, Vec<T>), JournalError> {
        let fail = |cause| JournalError::File { path: path.to_owned(), cause };
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(absent) if absent.kind() == io::ErrorKind::NotFound => String::new(),
            Err(cause) => return Err(fail(cause)),
        };
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let entries = read_lines(path, text.get(..whole).unwrap_or_default())?;
        let file = OpenOptions::new().create(true).append(true).open(path).map_err(fail)?;
        file.set_len(whole as u64).map_err(fail)?;
        Ok((Self { file: Some(Mutex::new(file)) }, entries))
    }

    /// Writes one change. Once this returns, a killed process finds it again.
    pub fn append<T: Serialize>(&self, entry: &T) -> io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        file.lock().unwrap_or_else(PoisonError::into_inner).write_all(&line)
    }
}

fn read_lines<T: DeserializeOwned>(path: &Path, text: &str) -> Result<Vec<T>, JournalError> {
    let read = |(index, line)| {
        serde_json::from_str(line).map_err(|cause| JournalError::Line { path: path.to_owned(), line: index + 1, cause })
    };
    text.lines().enumerate().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::{Journal, JournalError};
    use std::fs;
    use std::path::PathBuf;

    /// A file of its own under the target folder, gone when the test began.
    fn a_file(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("slack-inbox-journal-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        let _ = fs::remove_file(&path);
        path
    }

    #[test]
    fn what_was_appended_is_there_after_a_restart_and_a_torn_last_line_is_left_out() {
        let path = a_file("journal-torn.jsonl");
        let (journal, empty) = Journal::open::<String>(&path).unwrap();
        assert!(empty.is_empty());
        journal.append(&"one").unwrap();
        journal.append(&"two").unwrap();
        fs::write(&path, [fs::read(&path).unwrap(), b"\"thr".to_vec()].concat()).unwrap();

        let (journal, kept) = Journal::open::<String>(&path).unwrap();
        assert_eq!(kept, ["one", "two"]);
        journal.append(&"three").unwrap();
        let (_, kept) = Journal::open::<String>(&path).unwrap();
        assert_eq!(kept, ["one", "two", "three"]);
    }

    #[test]
    fn a_broken_line_in_the_middle_is_named() {
        let path = a_file("journal-broken.jsonl");
        fs::write(&path, "\"one\"\noops\n\"two\"\n").unwrap();
        let refused = Journal::open::<String>(&path).unwrap_err();
        assert!(matches!(refused, JournalError::Line { line: 2, .. }), "{refused}");
    }
}
