//! The repository's rules, as tests. Each failure says what breaks a rule, and why it is one.

#[path = "tidy/committed.rs"]
mod committed;
#[path = "tidy/dependencies.rs"]
mod dependencies;
#[path = "tidy/documents.rs"]
mod documents;
#[path = "tidy/lock.rs"]
mod lock;
#[path = "tidy/names.rs"]
mod names;
#[path = "tidy/size.rs"]
mod size;
#[path = "tidy/unfinished.rs"]
mod unfinished;

/// Fails with the rule's reason and everything that breaks it.
#[track_caller]
fn nothing_breaks(why: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{why}\n  {}", broken.join("\n  "));
}

/// A rule that looked at nothing would never fail.
#[track_caller]
fn something_was_looked_at<T>(looked_at: &[T]) {
    assert!(!looked_at.is_empty(), "this rule found nothing to look at: was a folder renamed?");
}
