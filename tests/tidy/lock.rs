//! What is built from: one TLS provider, one HTTP, one registry.

use std::collections::BTreeMap;

use tests::repository::file;

use super::nothing_breaks;

/// Crates that must be there once: two of them double what is built, loaded and patched.
const ONCE: [&str; 3] = ["hyper", "ring", "rustls"];

/// Crates that must not be there: another TLS or cryptography beside ring's.
const NEVER: [&str; 5] = ["aws-lc-rs", "aws-lc-sys", "native-tls", "openssl", "openssl-sys"];

/// The public registry, as every checkout names it.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The packages in Cargo.lock: name, with version and source.
fn locked() -> BTreeMap<String, Vec<(String, Option<String>)>> {
    let lock = file("Cargo.lock").text;
    let mut locked: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for package in lock.split("[[package]]").skip(1) {
        let field = |name: &str| {
            let line = package.lines().find_map(|line| line.strip_prefix(&format!("{name} = \"")));
            line.map(|value| value.trim_end_matches('"').to_owned())
        };
        let name = field("name").unwrap_or_default();
        locked.entry(name).or_default().push((field("version").unwrap_or_default(), field("source")));
    }
    locked
}

#[test]
fn one_tls_provider_and_one_http_are_locked() {
    let locked = locked();
    let mut broken = Vec::new();
    for name in ONCE {
        let versions: Vec<&str> = locked.get(name).into_iter().flatten().map(|(version, _)| version.as_str()).collect();
        if versions.len() != 1 {
            broken.push(format!("{name}: {} versions {versions:?}", versions.len()));
        }
    }
    let never = NEVER.iter().filter(|name| locked.contains_key(**name));
    broken.extend(never.map(|name| format!("{name}: must not be there")));
    nothing_breaks(
        "A default feature brings a second TLS or HTTP: a third more to build, to load and to patch.",
        &broken,
    );
}

#[test]
fn every_crate_comes_from_the_public_registry() {
    let locked = locked();
    let sources = locked.iter().flat_map(|(name, versions)| versions.iter().map(move |(_, source)| (name, source)));
    let foreign = sources.filter(|(_, source)| source.as_deref().is_some_and(|source| source != REGISTRY));
    let broken: Vec<String> = foreign.map(|(name, source)| format!("{name}: {source:?}")).collect();
    nothing_breaks("Whoever checks this out builds it: no private registry, no branch of someone's.", &broken);
    assert!(locked.contains_key("shared"), "Cargo.lock was read");
}
