//! Text that must never be printed: tokens, keys, signing secrets.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A secret text. `Debug` shows that there is one, never what it is, and there is no `Display`.
///
/// It serialises as what it is, since it is stored sealed and sent in headers: whoever serialises it has decided to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Takes a text as a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself. Each call is a place to look at in a review.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_never_prints_its_text() {
        let shown = format!("{:?}", Some(Secret::new("xoxb-planted")));
        assert_eq!(shown, "Some(Secret(…))");
    }
}
