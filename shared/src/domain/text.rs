//! Texts that customers write, or that agents write about them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A customer's text, name or number, or a note about a customer. It is stored and shown to agents, and never logged:
/// `Debug` says how long it is, and there is no `Display`.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CustomerText(String);

impl CustomerText {
    /// Takes a text as a customer's.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for showing. Each call is a place to look at in a review.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing but blanks is in it.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl fmt::Debug for CustomerText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CustomerText({} characters)", self.0.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::CustomerText;

    #[test]
    fn a_customers_text_prints_its_length_and_nothing_else() {
        let shown = format!("{:?}", Some(CustomerText::new("héllo planted")));
        assert_eq!(shown, "Some(CustomerText(13 characters))");
    }

    #[test]
    fn a_text_of_blanks_is_blank() {
        assert!(CustomerText::new(" \n\t").is_blank());
        assert!(!CustomerText::new(" a ").is_blank());
    }
}
