//! A queue's attributes: read, checked against SQS's ranges, and printed (API reference: `CreateQueue`,
//! `SetQueueAttributes`).

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::error::SqsError;

/// The greatest body with attributes, and the greatest batch: 1 MiB.
pub(super) const LARGEST_MESSAGE: u32 = 1_048_576;

/// Attributes that SQS has and that change nothing on one machine: kept and shown, not acted on.
const WITHOUT_EFFECT: [&str; 5] =
    ["Policy", "RedriveAllowPolicy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"];

/// What a queue is set to. Times in seconds, sizes in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// `DelaySeconds`: how long a new message stays hidden.
    pub delay: u32,
    /// `MaximumMessageSize`.
    pub maximum_message_size: u32,
    /// `MessageRetentionPeriod`: how long a message is kept.
    pub retention: u32,
    /// `ReceiveMessageWaitTimeSeconds`: how long a receive that says nothing waits.
    pub receive_wait: u32,
    /// `VisibilityTimeout` of a receive that says nothing.
    pub visibility_timeout: u32,
    /// `RedrivePolicy`: where messages go that were received too often.
    pub redrive: Option<Redrive>,
    /// What FIFO queues have; none on a standard queue.
    pub fifo: Option<FifoSettings>,
    /// Attributes without effect here, as they were given.
    pub without_effect: BTreeMap<String, String>,
}

/// What only FIFO queues have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FifoSettings {
    /// `ContentBasedDeduplication`: a message without a deduplication id gets its body's SHA-256.
    pub content_based_deduplication: bool,
    /// `DeduplicationScope` is `messageGroup`, not `queue`.
    pub deduplicates_by_group: bool,
    /// `FifoThroughputLimit` is `perMessageGroupId`, not `perQueue`. There is no limit here.
    pub throughput_by_group: bool,
}

/// Where a message goes after so many receives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redrive {
    /// The dead-letter queue's ARN, as it was given.
    pub target_arn: String,
    /// A message received this often goes there instead of being received again.
    pub most_receives: u32,
}

impl Redrive {
    /// The dead-letter queue's name: the last part of its ARN.
    pub fn target(&self) -> &str {
        self.target_arn.rsplit(':').next().unwrap_or_default()
    }
}

impl Settings {
    /// SQS's defaults.
    pub fn defaults(fifo: bool) -> Self {
        Self {
            delay: 0,
            maximum_message_size: LARGEST_MESSAGE,
            retention: 345_600,
            receive_wait: 0,
            visibility_timeout: 30,
            redrive: None,
            fifo: fifo.then(FifoSettings::default),
            without_effect: BTreeMap::new(),
        }
    }

    /// These settings with some attributes changed. Refuses unknown ones, and values out of range.
    pub fn with(&self, attributes: &BTreeMap<String, String>) -> Result<Self, SqsError> {
        let mut changed = self.clone();
        attributes.iter().try_for_each(|(name, value)| changed.set(name, value))?;
        match changed.fifo {
            Some(fifo) if fifo.throughput_by_group && !fifo.deduplicates_by_group => {
                Err(SqsError::InvalidAttributeValue("FifoThroughputLimit".to_owned()))
            }
            _ => Ok(changed),
        }
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), SqsError> {
        match name {
            "DelaySeconds" => self.delay = number(name, value, 0..=900)?,
            "MaximumMessageSize" => self.maximum_message_size = number(name, value, 1_024..=LARGEST_MESSAGE)?,
            "MessageRetentionPeriod" => self.retention = number(name, value, 60..=1_209_600)?,
            "ReceiveMessageWaitTimeSeconds" => self.receive_wait = number(name, value, 0..=20)?,
            "VisibilityTimeout" => self.visibility_timeout = number(name, value, 0..=43_200)?,
            "RedrivePolicy" => self.redrive = redrive(value)?,
            _ if WITHOUT_EFFECT.contains(&name) => {
                self.without_effect.insert(name.to_owned(), value.to_owned());
            }
            _ => match &mut self.fifo {
                Some(fifo) => fifo.set(name, value)?,
                None => return Err(SqsError::InvalidAttributeName(name.to_owned())),
            },
        }
        Ok(())
    }

    /// The attributes that say what the queue is set to.
    pub fn shown(&self) -> BTreeMap<String, String> {
        let mut shown = self.without_effect.clone();
        let numbers = [
            ("DelaySeconds", self.delay),
            ("MaximumMessageSize", self.maximum_message_size),
            ("MessageRetentionPeriod", self.retention),
            ("ReceiveMessageWaitTimeSeconds", self.receive_wait),
            ("VisibilityTimeout", self.visibility_timeout),
        ];
        shown.extend(numbers.map(|(name, number)| (name.to_owned(), number.to_string())));
        if let Some(redrive) = &self.redrive {
            let policy = RedrivePolicy { target: redrive.target_arn.clone(), most: redrive.most_receives.into() };
            let text = serde_json::to_string(&policy).unwrap_or_default();
            shown.insert("RedrivePolicy".to_owned(), text);
        }
        shown.extend(self.fifo.into_iter().flat_map(FifoSettings::shown));
        shown
    }

    /// How long a message is kept.
    pub fn kept_for(&self) -> Duration {
        Duration::from_secs(self.retention.into())
    }
}

impl FifoSettings {
    fn set(&mut self, name: &str, value: &str) -> Result<(), SqsError> {
        match name {
            "ContentBasedDeduplication" => self.content_based_deduplication = one_of(name, value, "false", "true")?,
            "DeduplicationScope" => self.deduplicates_by_group = one_of(name, value, "queue", "messageGroup")?,
            "FifoThroughputLimit" => self.throughput_by_group = one_of(name, value, "perQueue", "perMessageGroupId")?,
            _ => return Err(SqsError::InvalidAttributeName(name.to_owned())),
        }
        Ok(())
    }

    fn shown(self) -> [(String, String); 4] {
        let either = |is_second: bool, first: &str, second: &str| if is_second { second } else { first }.to_owned();
        [
            ("FifoQueue".to_owned(), "true".to_owned()),
            ("ContentBasedDeduplication".to_owned(), either(self.content_based_deduplication, "false", "true")),
            ("DeduplicationScope".to_owned(), either(self.deduplicates_by_group, "queue", "messageGroup")),
            ("FifoThroughputLimit".to_owned(), either(self.throughput_by_group, "perQueue", "perMessageGroupId")),
        ]
    }
}

fn number(name: &str, value: &str, allowed: RangeInclusive<u32>) -> Result<u32, SqsError> {
    let read = value.parse().ok().filter(|number| allowed.contains(number));
    read.ok_or_else(|| SqsError::InvalidAttributeValue(name.to_owned()))
}

/// Whether the value is the second of two.
fn one_of(name: &str, value: &str, first: &str, second: &str) -> Result<bool, SqsError> {
    match value {
        _ if value == first => Ok(false),
        _ if value == second => Ok(true),
        _ => Err(SqsError::InvalidAttributeValue(name.to_owned())),
    }
}

/// `RedrivePolicy` as SQS takes it: the number as a number or a text.
#[derive(Serialize, Deserialize)]
struct RedrivePolicy {
    #[serde(rename = "deadLetterTargetArn")]
    target: String,
    #[serde(rename = "maxReceiveCount")]
    most: serde_json::Value,
}

/// An empty value takes the policy away.
fn redrive(value: &str) -> Result<Option<Redrive>, SqsError> {
    if value.is_empty() {
        return Ok(None);
    }
    let refused = || SqsError::InvalidAttributeValue("RedrivePolicy".to_owned());
    let policy: RedrivePolicy = serde_json::from_str(value).map_err(|_| refused())?;
    let most = match &policy.most {
        serde_json::Value::String(text) => text.parse().ok(),
        other => other.as_u64().and_then(|number| u32::try_from(number).ok()),
    };
    let most_receives = most.filter(|most| (1..=1_000).contains(most)).ok_or_else(refused)?;
    let redrive = Redrive { target_arn: policy.target, most_receives };
    if redrive.target_arn.starts_with("arn:") { Ok(Some(redrive)) } else { Err(refused()) }
}

#[cfg(test)]
mod tests {
    use super::Settings;
    use crate::sqs::SqsError;
    use std::collections::BTreeMap;

    fn changed(fifo: bool, name: &str, value: &str) -> Result<Settings, SqsError> {
        Settings::defaults(fifo).with(&BTreeMap::from([(name.to_owned(), value.to_owned())]))
    }

    #[test]
    fn each_number_has_the_range_that_sqs_gives_it() {
        let ranges = [
            ("DelaySeconds", 0, 900),
            ("MaximumMessageSize", 1_024, 1_048_576),
            ("MessageRetentionPeriod", 60, 1_209_600),
            ("ReceiveMessageWaitTimeSeconds", 0, 20),
            ("VisibilityTimeout", 0, 43_200),
        ];
        for (name, least, most) in ranges {
            for good in [least, most] {
                let shown = changed(false, name, &good.to_string()).unwrap().shown();
                assert_eq!(shown[name], good.to_string());
            }
            for bad in [least - 1, most + 1] {
                let refused = changed(false, name, &bad.to_string());
                assert_eq!(refused, Err(SqsError::InvalidAttributeValue(name.to_owned())), "{bad}");
            }
        }
    }

    #[test]
    fn what_is_shown_is_read_back_as_the_same_settings() {
        let policy = r#"{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:1:dead.fifo","maxReceiveCount":"7"}"#;
        let given = [("RedrivePolicy", policy), ("DeduplicationScope", "messageGroup"), ("Policy", "{}")];
        let given = given.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let settings = Settings::defaults(true).with(&BTreeMap::from(given)).unwrap();
        let redrive = settings.redrive.clone().unwrap();
        assert_eq!((redrive.target(), redrive.most_receives), ("dead.fifo", 7));
        let mut shown = settings.shown();
        shown.remove("FifoQueue");
        assert_eq!(Settings::defaults(true).with(&shown).unwrap(), settings);
    }

    #[test]
    fn a_redrive_policy_is_taken_away_by_an_empty_text_and_refused_when_it_makes_no_sense() {
        assert_eq!(changed(false, "RedrivePolicy", "").unwrap().redrive, None);
        let bad = [
            "{}",
            "no",
            r#"{"deadLetterTargetArn":"arn:aws:sqs:::d","maxReceiveCount":0}"#,
            r#"{"deadLetterTargetArn":"arn:aws:sqs:::d","maxReceiveCount":1001}"#,
            r#"{"deadLetterTargetArn":"d","maxReceiveCount":3}"#,
        ];
        for policy in bad {
            let refused = changed(false, "RedrivePolicy", policy);
            assert_eq!(refused, Err(SqsError::InvalidAttributeValue("RedrivePolicy".into())), "{policy}");
        }
    }

    #[test]
    fn a_standard_queue_has_no_fifo_attributes_and_throughput_by_group_needs_its_scope() {
        let refused = changed(false, "ContentBasedDeduplication", "true");
        assert_eq!(refused, Err(SqsError::InvalidAttributeName("ContentBasedDeduplication".into())));
        assert_eq!(changed(true, "Colour", "red"), Err(SqsError::InvalidAttributeName("Colour".into())));
        let refused = changed(true, "FifoThroughputLimit", "perMessageGroupId");
        assert_eq!(refused, Err(SqsError::InvalidAttributeValue("FifoThroughputLimit".into())));
    }
}
