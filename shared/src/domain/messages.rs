//! The texts of *Customize Messages* (`product.md` 7), with the defaults of "What people see".

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::CustomerMessage;

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
        Self { fallback: Some(text.to_owned()), by_language: BTreeMap::new() }
    }
}

impl CustomisedMessages {
    /// The texts of one message.
    pub const fn of(&self, message: CustomerMessage) -> &MessageTexts {
        match message {
            CustomerMessage::RequestReceived => &self.request_received,
            CustomerMessage::Picked => &self.picked,
            CustomerMessage::Transferred => &self.transferred,
            CustomerMessage::TransferAccepted => &self.transfer_accepted,
            CustomerMessage::NobodyAvailable => &self.nobody_available,
            CustomerMessage::Ended => &self.ended,
        }
    }
}

impl MessageTexts {
    /// The text for a customer of this language, still with its `{…}`: the language's own (`zh-HK`), else its family's
    /// (`zh`), else the fallback. `None`: nothing is sent. Case, and `_` for `-`, make no difference.
    pub fn text(&self, language: Option<&str>) -> Option<&str> {
        let tag = language.map(folded).unwrap_or_default();
        let family = tag.split('-').next().unwrap_or_default();
        let text = self.in_language(&tag).or_else(|| self.in_language(family));
        text.or(self.fallback.as_deref()).filter(|text| !text.trim().is_empty())
    }

    fn in_language(&self, tag: &str) -> Option<&str> {
        let mut texts = self.by_language.iter();
        texts.find(|(language, _)| folded(language) == tag).map(|(_, text)| text.as_str())
    }
}

fn folded(tag: &str) -> String {
    tag.trim().to_lowercase().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::{CustomisedMessages, MessageTexts};
    use crate::domain::CustomerMessage;

    fn in_chinese() -> MessageTexts {
        serde_json::from_str(r#"{"fallback":"Hi","by_language":{"zh":"你好","zh-HK":"哈囉","fr":""}}"#).unwrap()
    }

    #[test]
    fn the_closest_language_is_spoken() {
        assert_eq!(in_chinese().text(Some("zh_hk")), Some("哈囉"));
        assert_eq!(in_chinese().text(Some("zh-TW")), Some("你好"));
        assert_eq!(in_chinese().text(Some("de")), Some("Hi"));
        assert_eq!(in_chinese().text(None), Some("Hi"));
    }

    #[test]
    fn an_empty_text_says_nothing_in_that_language() {
        assert_eq!(in_chinese().text(Some("fr-CA")), None);
    }

    #[test]
    fn by_default_a_customer_is_told_nothing_of_the_request_and_the_transfer() {
        let defaults = CustomisedMessages::default();
        let said = |message| defaults.of(message).text(None);
        assert_eq!(said(CustomerMessage::RequestReceived), None);
        assert_eq!(said(CustomerMessage::Transferred), None);
        assert_eq!(said(CustomerMessage::Picked), Some("{agent} is here to help you."));
        assert_eq!(said(CustomerMessage::TransferAccepted), Some("{agent} from {label} is taking over."));
        let sorry = "Sorry, nobody is available now. Our assistant is back; ask again any time.";
        assert_eq!(said(CustomerMessage::NobodyAvailable), Some(sorry));
        assert_eq!(said(CustomerMessage::Ended), Some("The live chat has ended. Our assistant is back."));
    }
}
