//! One type for each kind of id, so that none is taken for another. All are opaque: nothing is read from a prefix
//! (`contracts/slack.md` 6).

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// One Slack team that installed the app (`T…`). All state is keyed by it.
    WorkspaceId;
    /// A Slack user (`U…` or `W…`).
    UserId;
    /// A Slack user group (`S…`), mentioned as `<!subteam^S…>`.
    UserGroupId;
    /// A Slack channel or direct message (`C…`, `G…`, `D…`).
    ChannelId;
    /// A Slack message's id within its channel: a text such as `1790000031.000300`, never a number.
    MessageTs;
    /// The customer, as the chatbot platform knows them.
    MemberId;
    /// A bot channel on the chatbot platform (one WhatsApp number, one web chat …).
    BotChannelId;
    /// An app on the chatbot platform: the owner of bot channels and tokens.
    AppId;
    /// One live chat request and its whole life.
    TicketId;
}

impl MessageTs {
    /// When it was written, in milliseconds since 1970; 0 for an id that holds no time.
    pub fn millis(&self) -> i64 {
        let (seconds, fraction) = self.0.split_once('.').unwrap_or((&self.0, ""));
        let millis = fraction.get(..3).and_then(|millis| millis.parse::<i64>().ok()).unwrap_or_default();
        seconds.parse::<i64>().map_or(0, |seconds| seconds.saturating_mul(1000).saturating_add(millis))
    }
}

/// What people call a ticket: `T-4F7K`. Short, for the eye; it is not a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reference(String);

impl Reference {
    /// The reference of a ticket: its id's last four characters.
    pub fn of(ticket: &TicketId) -> Self {
        let text = ticket.as_str();
        let skip = text.chars().count().saturating_sub(4);
        Self(format!("T-{}", text.chars().skip(skip).collect::<String>()))
    }

    /// The reference as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{MessageTs, Reference, TicketId};

    #[test]
    fn a_messages_id_tells_when_it_was_written() {
        let millis = |ts: &str| MessageTs::new(ts).millis();
        assert_eq!(millis("1790000031.000300"), 1_790_000_031_000);
        assert_eq!(millis("1790000031.123456"), 1_790_000_031_123);
        assert_eq!((millis("1790000031"), millis("odd"), millis("1.é")), (1_790_000_031_000, 0, 1_000));
    }

    #[test]
    fn a_reference_is_the_last_four_characters_of_the_ticket_id() {
        assert_eq!(Reference::of(&TicketId::new("01HZX3V9K24F7K")).as_str(), "T-4F7K");
        assert_eq!(Reference::of(&TicketId::new("7K")).as_str(), "T-7K");
    }
}
