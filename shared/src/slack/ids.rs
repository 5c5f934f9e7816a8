//! Slack's ids that the domain knows nothing of. All are opaque (`contracts/slack.md` 6).

use serde::{Deserialize, Serialize};

macro_rules! slack_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as this kind of id.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    )*};
}

slack_ids! {
    /// Our app (`A…`), the same in every workspace.
    SlackAppId;
    /// Our bot in one workspace (`B…`), which marks what it posts.
    BotId;
    /// A modal or a home view (`V…`), as one person sees it.
    ViewId;
    /// A file in Slack (`F…`).
    FileId;
}
