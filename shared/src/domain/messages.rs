//! The texts of *Customize Messages* (`product.md` 7), with the defaults of "What people see".

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The six customised messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomisedMessages {
    /// The request was received. None by default.
    pub request_received: MessageTexts,
    /// An agent has picked the ticket.
    pub picked: MessageTexts,
    /// The ticket was sent to another team. None by default.
    pub transferred: MessageTexts,
    /// An agent of the other team has picked it.
    pub transfer_accepted: MessageTexts,
    /// Nobody picked it in time.
    pub nobody_available: MessageTexts,
    /// The live chat has ended.
    pub ended: MessageTexts,
}

/// One message in its languages. `{agent}`, `{label}` and `{customer}` are filled in where it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageTexts {
    /// For every language that has no text of its own. `None`: then nothing is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback: Option<String>,
    /// By language tag, such as `zh-HK` or `zh`. An empty text: nothing is sent in that language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub by_language: BTreeMap<String, String>,
}

impl Default for CustomisedMessages {
    fn default() -> Self {
        Self {
            request_received: MessageTexts::default(),
            picked: MessageTexts::only("{agent} is here to help you."),
            transferred: MessageTexts::default(),
            transfer_accepted: MessageTexts::only("{agent} from {label} is taking over."),
            nobody_available: MessageTexts::only(
                "Sorry, nobody is available now. Our assistant is back; ask again any time.",
            ),
            ended: MessageTexts::only("The live chat has ended. Our assistant is back."),
        }
    }
}

impl MessageTexts {
    fn only(text: &str) -> Self {
        Self {
            fallback: Some(text.to_owned()),
            by_language: BTreeMap::new(),
        }
    }
}
