//! A live chat request, as the bot's pre-action makes it (`product.md` 1, `contracts/stella.md` 6).

use serde::{Deserialize, Serialize};

use super::{AppId, BotChannelId, CustomerText, MemberId};

/// What the relay's parser gives: who asks, through which bot, and with what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveChatRequest {
    /// The customer. The one thing a request can't do without.
    pub member: MemberId,
    /// The bot channel and the app the request came through, as far as it names them.
    #[serde(default)]
    pub bot: BotSource,
    /// Everything else.
    #[serde(default)]
    pub details: RequestDetails,
}

/// The bot channel and app of a customer. Learnt with the member; either may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotSource {
    /// The bot channel (one WhatsApp number, one web chat …).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<BotChannelId>,
    /// The app that owns the bot channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<AppId>,
}

impl BotSource {
    /// What is known after `newer` was learnt: its answers where it has any, else what was known.
    #[must_use]
    pub fn learn(&self, newer: &Self) -> Self {
        Self {
            channel: newer.channel.clone().or_else(|| self.channel.clone()),
            app: newer.app.clone().or_else(|| self.app.clone()),
        }
    }
}

/// What a request says beside who asks. Whatever is missing has the default that `product.md` 1 gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestDetails {
    /// `label` as it was asked for. `None`: no label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The label that no channel has, for the card to name. The parser leaves it `None`: routing fills it in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown_label: Option<String>,
    /// `assignmentDetails.groupName`: the prefix of a new inbox channel's name. Routes nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_name: Option<CustomerText>,
    /// `assignmentDetails.summary`: goes on the live chat card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<CustomerText>,
    /// `assignmentDetails.relayMessage.slack.text`: the ticket's text, instead of "… asks for a live chat".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<CustomerText>,
    /// The first button's title, instead of "Pick".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub button: Option<String>,
    /// Whether the recent bot conversation is shown in *Before you joined*. True unless the request says false.
    pub history: bool,
    /// What the request itself says of the customer, until the platform has been asked.
    pub customer: CustomerHint,
    /// What was odd or missing, each to be named on the card.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub oddities: Vec<Oddity>,
    /// Whether an admin has sent it to try the app out: there is no customer, so that nothing is sent to anybody, and
    /// the platform is told nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_test: bool,
}

impl Default for RequestDetails {
    fn default() -> Self {
        Self {
            label: None,
            unknown_label: None,
            group_name: None,
            summary: None,
            text: None,
            button: None,
            history: true,
            customer: CustomerHint::default(),
            oddities: Vec::new(),
            is_test: false,
        }
    }
}

/// What a request says of the customer when `member` is a whole object (`contracts/stella.md` 6.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerHint {
    /// The customer's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<CustomerText>,
    /// `externalId`: a telephone number on WhatsApp, another id elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<CustomerText>,
    /// `customLocale` or `locale`, such as `zh-HK`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The platform the customer writes on, such as `whatsapp-cloud`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// The customer's tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

/// Something in a request that was odd, missing, or not known to us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Oddity {
    /// The field's name as the request spells it, such as `label` or `assignmentDetails.summary`.
    pub field: String,
    /// What is odd, in words for the card. It may quote the request.
    pub text: CustomerText,
}

#[cfg(test)]
mod tests {
    use super::{BotSource, RequestDetails};
    use crate::domain::{AppId, BotChannelId};

    #[test]
    fn a_request_that_says_nothing_shows_the_bot_conversation() {
        let details: RequestDetails = serde_json::from_str("{}").unwrap();
        assert!(details.history);
        assert_eq!(details, RequestDetails::default());
    }

    #[test]
    fn a_later_request_without_a_bot_channel_does_not_forget_the_one_we_know() {
        let known = BotSource { channel: Some(BotChannelId::new("c001")), app: None };
        let newer = BotSource { channel: None, app: Some(AppId::new("0app")) };
        let both = known.learn(&newer);
        assert_eq!(both.channel, known.channel);
        assert_eq!(both.app, newer.app);
    }
}
