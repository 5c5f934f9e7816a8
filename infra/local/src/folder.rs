//! The folder that a run keeps everything in, and has to itself.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// A file in it whose lock says that a run has the folder.
const LOCK: &str = ".lock";

/// A folder that can't be used. The text names it and what to do.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Another run has it.
    #[error("{} is in use by another run. Stop that one, choose another folder with --data, or use --memory", .0.display())]
    Taken(PathBuf),
    /// It can't be made or written.
    #[error("{} can't be used: {cause}. Choose another folder with --data, or use --memory", folder.display())]
    Unusable {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

/// A folder that is this run's until it is dropped. A process that dies gives it back: the system releases the lock.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _taken: File,
}

impl Folder {
    /// Takes a folder, made when absent. Before any file in it is opened: opening a journal cuts its torn last line,
    /// which another run may just be writing.
    pub fn take(path: &Path) -> Result<Self, FolderError> {
        let unusable = |cause| FolderError::Unusable { folder: path.to_owned(), cause };
        fs::create_dir_all(path).map_err(|cause| unusable(in_plain_words(cause, path)))?;
        let file = File::create(path.join(LOCK)).map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _taken: file }),
            Err(TryLockError::WouldBlock) => Err(FolderError::Taken(path.to_owned())),
            Err(TryLockError::Error(cause)) => Err(unusable(cause)),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// "File exists" is what the system says of a file that stands where the folder should be.
fn in_plain_words(cause: io::Error, path: &Path) -> io::Error {
    if path.is_file() { io::Error::other("it is a file, not a folder") } else { cause }
}
