//! What one machine's system is known by over its restarts: its relay key and the key that seals its tokens. Made at
//! the first start, kept in a file that only its owner reads.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use shared::clock::Random;
use shared::seal::{Seal, SealError};
use shared::secret::Secret;
use shared::store::relay_key;

/// The keys of this machine's system.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Identity {
    /// The key in the relay URL.
    pub relay_key: Secret,
    seal_key: Secret,
}

/// The file can't be used. The text names it and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{} can't be used: {cause}. Choose another folder with --data, or --memory", path.display())]
pub struct IdentityError {
    path: PathBuf,
    cause: io::Error,
}

impl Identity {
    /// A fresh one.
    pub fn fresh(random: &dyn Random) -> Self {
        let seal_key = [random.bits().to_le_bytes(), random.bits().to_le_bytes()].concat();
        Self { relay_key: relay_key(random.bits()), seal_key: Secret::new(BASE64.encode(seal_key)) }
    }

    /// The one in this file, or a fresh one that is written to it.
    pub fn open(path: &Path, random: &dyn Random) -> Result<Self, IdentityError> {
        let fail = |cause| IdentityError { path: path.to_owned(), cause };
        match fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| fail(error.into())),
            Err(absent) if absent.kind() == io::ErrorKind::NotFound => {
                let fresh = Self::fresh(random);
                fresh.write(path).map_err(fail)?;
                Ok(fresh)
            }
            Err(cause) => Err(fail(cause)),
        }
    }

    /// What seals and opens this machine's tokens.
    pub fn seal(&self) -> Result<Seal, SealError> {
        Seal::new(&BTreeMap::from([("local".to_owned(), self.seal_key.clone())]), "local")
    }

    /// Whole or not at all: a process killed in between leaves no torn file behind.
    fn write(&self, path: &Path) -> io::Result<()> {
        let beside = path.with_extension("new");
        let mut file = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&beside)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        fs::rename(beside, path)
    }
}
