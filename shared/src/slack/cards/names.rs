//! The names of people, looked up by whoever asks for a text.

use std::collections::BTreeMap;

use crate::domain::UserId;

/// Who is called what. Shown in plain text, so that Slack rings for nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(BTreeMap<UserId, String>);

impl Names {
    /// A person's name; "a colleague" for one whose name could not be found out.
    pub fn of(&self, user: &UserId) -> &str {
        let known = self.0.get(user).filter(|name| !name.trim().is_empty());
        known.map_or("a colleague", String::as_str)
    }
}

impl FromIterator<(UserId, String)> for Names {
    fn from_iter<T: IntoIterator<Item = (UserId, String)>>(named: T) -> Self {
        Self(named.into_iter().collect())
    }
}
