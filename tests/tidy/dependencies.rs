//! One direction: functions → service → domain; adapters behind ports; the outside through one door each.

use std::collections::BTreeSet;

use tests::repository::{File, files, rust_under};
use tests::rust_source::Code;

use super::{nothing_breaks, something_was_looked_at};

/// The crates that the domain may name, the ways to name itself, and clippy in an attribute.
const DOMAIN_NAMES: [&str; 7] = ["std", "serde", "thiserror", "crate", "super", "self", "clippy"];

/// Parts of std that are the outside: time, files, network, threads, the process.
const OUTSIDE_STD: [&str; 9] = ["SystemTime", "Instant", "env", "fs", "io", "net", "process", "thread", "RandomState"];

const PRIMITIVES: [&str; 17] = [
    "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64", "bool",
    "char", "str",
];

/// Crates of Lambda's own forms.
const LAMBDA: [&str; 3] = ["lambda_http", "lambda_runtime", "aws_lambda_events"];

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split("::")
}

/// What a file that ships says of its paths, one sentence for each that breaks a rule.
fn breaking(files: &[File], breaks: impl Fn(&Code, &str) -> bool) -> Vec<String> {
    something_was_looked_at(files);
    let in_file = |file: &File| {
        let code = Code::shipped(&file.text);
        let broken = code.paths().into_iter().filter(|path| breaks(&code, path));
        broken.map(|path| format!("{}: {path}", file.path)).collect::<Vec<_>>()
    };
    files.iter().filter(|file| !is_for_tests(file)).flat_map(in_file).collect()
}

fn is_for_tests(file: &File) -> bool {
    file.name() == "tests.rs" || file.path.split('/').any(|folder| folder == "tests")
}

#[test]
fn the_domain_imports_std_serde_and_thiserror_alone() {
    let domain = rust_under("shared/src/domain");
    let own: BTreeSet<String> = domain.iter().map(module_of).collect();
    let broken = breaking(&domain, |code, path| {
        let imported: BTreeSet<String> =
            code.uses().iter().filter_map(|path| parts(path).last().map(str::to_owned)).collect();
        let root = parts(path).next().unwrap_or_default();
        let is_a_type = root.starts_with(|letter: char| letter.is_uppercase());
        let known = DOMAIN_NAMES.contains(&root) || PRIMITIVES.contains(&root);
        !(is_a_type || known || own.contains(root) || imported.contains(root))
    });
    nothing_breaks(
        "The domain is pure: whatever it needs comes as an argument, so that every case can be tested.",
        &broken,
    );
}

#[test]
fn the_domain_asks_nothing_of_the_rest_of_the_crate_or_of_the_machine() {
    let broken = breaking(&rust_under("shared/src/domain"), |_, path| {
        let mut parts = parts(path);
        match parts.next() {
            Some("crate") => parts.next() != Some("domain"),
            Some("std") => parts.any(|part| OUTSIDE_STD.contains(&part)),
            _ => false,
        }
    });
    nothing_breaks("The domain knows no port, clock, file or network: it would not be total any more.", &broken);
}

#[test]
fn the_domain_never_waits() {
    let domain = rust_under("shared/src/domain");
    something_was_looked_at(&domain);
    let waits = |file: &&File| {
        let code = Code::of(&file.text);
        code.has_word("async") || code.has_word("await")
    };
    let broken: Vec<String> = domain.iter().filter(waits).map(|file| file.path.clone()).collect();
    nothing_breaks("The domain is synchronous: what waits belongs into a service.", &broken);
}

/// The modules that `shared` compiles only with its feature `adapters`.
fn adapters() -> BTreeSet<String> {
    let mut adapters = BTreeSet::new();
    for file in rust_under("shared/src") {
        for (attribute, item) in file.text.lines().zip(file.text.lines().skip(1)) {
            if attribute.trim() == r#"#[cfg(feature = "adapters")]"# {
                let module = item.trim().trim_start_matches("pub ").strip_prefix("mod ");
                adapters.extend(module.map(|module| module.trim_end_matches(';').to_owned()));
            }
        }
    }
    assert!(
        adapters.contains("dynamodb") && adapters.contains("sqs"),
        "adapters are found by their feature: {adapters:?}"
    );
    adapters
}

#[test]
fn services_name_no_adapter() {
    let adapters = adapters();
    let broken = breaking(&rust_under("shared/src/service"), |_, path| parts(path).any(|part| adapters.contains(part)));
    nothing_breaks("A service knows ports only: the same code runs on AWS, on one machine and in tests.", &broken);
}

#[test]
fn of_a_function_only_its_main_names_an_adapter() {
    let mut handlers = rust_under("functions");
    handlers.retain(|file| file.name() != "main.rs");
    let adapters = adapters();
    let broken = breaking(&handlers, |_, path| {
        let parts: Vec<&str> = parts(path).collect();
        parts.first() == Some(&"shared") && parts.iter().any(|part| adapters.contains(*part))
    });
    nothing_breaks("Adapters are wired in a main.rs and nowhere else: a handler takes ports.", &broken);
}

#[test]
fn functions_never_import_each_other() {
    let manifests: Vec<File> = files().into_iter().filter(|file| is_function_manifest(&file.path)).collect();
    let functions: BTreeSet<&str> = manifests.iter().filter_map(|file| file.path.split('/').nth(1)).collect();
    let mut broken =
        breaking(&rust_under("functions"), |_, path| functions.contains(parts(path).next().unwrap_or_default()));
    // A main.rs names its own library.
    broken.retain(|broken| {
        !functions.iter().any(|own| broken.starts_with(&format!("functions/{own}/src/main.rs: {own}::")))
    });
    for manifest in &manifests {
        let others = dependencies_in(&manifest.text).into_iter().filter(|name| functions.contains(name.as_str()));
        broken.extend(others.map(|name| format!("{}: {name}", manifest.path)));
    }
    nothing_breaks("Functions are deployed one by one: what two of them need stands in shared.", &broken);
}

fn is_function_manifest(path: &str) -> bool {
    path.starts_with("functions/") && path.ends_with("/Cargo.toml")
}

#[test]
fn lambda_and_its_events_stay_in_functions() {
    let may = |path: &str| ["functions/", "infra/local/", "tests/"].iter().any(|folder| path.starts_with(folder));
    let outside = |extension| files().into_iter().filter(move |file| file.is(extension) && !may(&file.path)).collect();
    let sources: Vec<File> = outside("rs");
    let mut broken = breaking(&sources, |_, path| parts(path).any(|part| LAMBDA.contains(&part)));
    let manifests: Vec<File> = outside("toml");
    for manifest in manifests.iter().filter(|file| file.name() == "Cargo.toml" && file.path != "Cargo.toml") {
        let lambda = dependencies_in(&manifest.text).into_iter().filter(|name| LAMBDA.contains(&name.as_str()));
        broken.extend(lambda.map(|name| format!("{}: {name}", manifest.path)));
    }
    nothing_breaks("A function translates: what lies behind it must not know that it runs on Lambda.", &broken);
}

fn reads_the_environment(code: &Code) -> bool {
    let reading = ["env::var", "env::vars", "env::var_os", "env::vars_os"];
    code.paths().iter().any(|path| reading.iter().any(|it| path == it || path.ends_with(&format!("::{it}"))))
}

#[test]
fn the_environment_is_read_in_config_alone() {
    let rust = files().into_iter().filter(|file| file.is("rs"));
    let reading: Vec<String> =
        rust.filter(|file| reads_the_environment(&Code::of(&file.text))).map(|file| file.path).collect();
    let (config, broken): (Vec<_>, Vec<_>) = reading.into_iter().partition(|path| path == "shared/src/config.rs");
    nothing_breaks("What a function can be told stands in one file: take it from shared::config.", &broken);
    assert!(!config.is_empty(), "shared/src/config.rs reads the environment, and this rule does not see it");
}

#[test]
fn nothing_but_socket_mode_takes_a_payload_for_slacks_without_a_signature() {
    const WITHOUT: &str = "over_socket_mode";
    let rust: Vec<File> = files().into_iter().filter(|file| file.is("rs")).collect();
    let shipped = rust.into_iter().filter(|file| !is_for_tests(file) && Code::shipped(&file.text).has_word(WITHOUT));
    let names: Vec<String> = shipped.map(|file| file.path).collect();
    let may = ["infra/local/src/socket/functions.rs", "shared/src/slack/signature.rs"];
    let (known, broken): (Vec<_>, Vec<_>) = names.into_iter().partition(|path| may.contains(&path.as_str()));
    nothing_breaks(
        "Whoever can make the proof by its name can have anything believed: on AWS only a signature makes it.",
        &broken,
    );
    assert_eq!(known, may, "Socket Mode makes the proof, and this rule does not see it");
}

/// The names under a manifest's `[dependencies]` of every kind.
fn dependencies_in(manifest: &str) -> Vec<String> {
    let mut within = false;
    let mut names = Vec::new();
    for line in manifest.lines() {
        if let Some(section) = line.strip_prefix('[') {
            within = section.trim_end_matches(']').ends_with("dependencies");
        } else if within && let Some((name, _)) = line.split_once(['.', ' ', '=']) {
            names.push(name.to_owned());
        }
    }
    names
}

fn module_of(file: &File) -> String {
    let parent = file.path.rsplit('/').nth(1).unwrap_or_default();
    let own = file.name().trim_end_matches(".rs");
    if own == "mod" { parent.to_owned() } else { own.to_owned() }
}
