//! What cargo builds for a test: a test target does not build another package's binary by itself.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// What cargo tells a test of its own package. Build scripts ask for some of it (ring's does): a cargo that is started
/// with it would build half the tree anew, and so would the next one without it.
const OF_THIS_PACKAGE: [&str; 7] = [
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CARGO_PKG_NAME",
    "CARGO_PKG_VERSION_MAJOR",
    "CARGO_PKG_VERSION_MINOR",
    "CARGO_PKG_VERSION_PATCH",
    "CARGO_PKG_VERSION_PRE",
];

/// The local system's binary, built from the sources as they are now, in this test's own profile.
pub(crate) fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let of_profile = folder_of_profile();
        let profile = match of_profile.file_name().and_then(|name| name.to_str()) {
            Some("debug") | None => "dev",
            Some(profile) => profile,
        };
        build(&["--package", "local", "--bin", "local", "--profile", profile]);
        of_profile.join("local")
    })
}

/// Builds this into the folder that this test was built into, which it returns.
pub(crate) fn build(arguments: &[&str]) -> PathBuf {
    let target = folder_of_profile().parent().expect("the target folder").to_owned();
    let mut cargo = cargo();
    cargo.args(["build", "--locked"]).args(arguments).arg("--target-dir").arg(&target);
    let built = cargo.output().expect("cargo runs");
    assert!(built.status.success(), "{arguments:?} is not built: {}", String::from_utf8_lossy(&built.stderr));
    target
}

/// The cargo that runs this test, as if it was started from a shell in this package's folder.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    for variable in OF_THIS_PACKAGE {
        cargo.env_remove(variable);
    }
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    cargo
}

/// `target/<profile>`, of `target/<profile>/deps/<this test>`.
fn folder_of_profile() -> PathBuf {
    let test = std::env::current_exe().expect("this test is a file");
    test.ancestors().nth(2).expect("a folder of the profile").to_owned()
}
