//! The names of people, looked up by whoever asks for a text.

use std::collections::BTreeMap;

use crate::domain::UserId;

/// Who is called what. Shown in plain text, so that Slack rings for nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(BTreeMap<UserId, String>);

impl Names {
    /// A person's name; "a colleague" for one whose name could not be found out.
    pub fn of(&self, user: &UserId) -> &str {
        self.known(user).unwrap_or("a colleague")
    }

    /// A person's name, if it is known.
    pub fn known(&self, user: &UserId) -> Option<&str> {
        self.0.get(user).map(String::as_str).filter(|name| !name.trim().is_empty())
    }
}

impl FromIterator<(UserId, String)> for Names {
    fn from_iter<T: IntoIterator<Item = (UserId, String)>>(named: T) -> Self {
        Self(named.into_iter().collect())
    }
}
