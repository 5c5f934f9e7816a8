//! The repository as its rules see it: the files that git knows, or would take up, and their text.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Folders that are never part of the repository, for a checkout without git.
const LEFT_OUT: [&str; 5] = [".git", ".venv", ".aws-sam", "node_modules", "target"];

/// One text file.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path from the repository's root, with `/`.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

impl File {
    /// The file's own name.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Whether it is of this kind (`rs`, `md`).
    pub fn is(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|it| it == extension)
    }
}

/// The repository's root.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Every text file of the repository, by path. What is no UTF-8 is no text.
pub fn files() -> Vec<File> {
    let root = root();
    let mut paths = listed_by_git(&root).unwrap_or_else(|| walked(&root, &root));
    paths.sort();
    let read = |path: String| {
        let text = fs::read_to_string(root.join(&path)).ok()?;
        Some(File { path, text })
    };
    paths.into_iter().filter_map(read).collect()
}

/// One file that has to be there.
///
/// # Panics
/// When it is not.
pub fn file(path: &str) -> File {
    let text = fs::read_to_string(root().join(path));
    let text = text.unwrap_or_else(|error| panic!("{path} can't be read: {error}"));
    File { path: path.to_owned(), text }
}

/// The Rust files under a folder, by path.
pub fn rust_under(folder: &str) -> Vec<File> {
    let inside = format!("{folder}/");
    files().into_iter().filter(|file| file.is("rs") && file.path.starts_with(&inside)).collect()
}

/// Tracked files and new ones that are not ignored, so that a rule speaks before a commit does.
fn listed_by_git(root: &Path) -> Option<Vec<String>> {
    let mut git = Command::new("git");
    let git = git.current_dir(root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let listed = git.output().ok().filter(|output| output.status.success())?;
    let listed = String::from_utf8(listed.stdout).ok()?;
    Some(listed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}

fn walked(root: &Path, folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let inside = |entry: fs::DirEntry| {
        let path = entry.path();
        if LEFT_OUT.iter().any(|name| entry.file_name() == *name) {
            Vec::new()
        } else if path.is_dir() {
            walked(root, &path)
        } else {
            let path = path.strip_prefix(root).unwrap_or(&path);
            vec![path.to_string_lossy().replace('\\', "/")]
        }
    };
    entries.flat_map(inside).collect()
}

#[cfg(test)]
mod tests {
    use super::{files, root, walked};

    #[test]
    fn the_repository_is_found_with_git_and_without() {
        let mut listed = files().into_iter().map(|file| file.path);
        assert!(listed.any(|path| path == "template.yaml"));
        let walked = walked(&root(), &root());
        assert!(walked.iter().any(|path| path == "template.yaml"));
        assert!(!walked.iter().any(|path| path.starts_with("target/")));
    }
}
