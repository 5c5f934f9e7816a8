//! What a message holds, and what SQS computes from it: its size, its digests, which texts it may carry
//! (SQS developer guide: message metadata, quotas; API reference: `SendMessage`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::SqsError;

/// The most attributes a message may have.
const MOST_ATTRIBUTES: usize = 10;

/// What the sender gave. No `Debug`: bodies are customers' texts.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The body.
    pub body: String,
    /// The sender's attributes, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Attribute>,
    /// `AWSTraceHeader`, the one system attribute a sender may give.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<Attribute>,
}

/// One attribute of a message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// `String`, `Number` or `Binary`, with an own label after a dot perhaps.
    pub data_type: String,
    /// The value.
    pub value: Value,
}

/// An attribute's value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// Of a `String` or `Number`.
    Text(String),
    /// Of a `Binary`.
    Binary(Vec<u8>),
}

impl Value {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Binary(bytes) => bytes,
        }
    }

    /// The byte that stands for the value's kind in the digest.
    fn transport_type(&self) -> u8 {
        match self {
            Self::Text(_) => 1,
            Self::Binary(_) => 2,
        }
    }
}

impl Attribute {
    /// The value of one that holds a text.
    pub fn text(&self) -> Option<String> {
        match &self.value {
            Value::Text(text) => Some(text.clone()),
            Value::Binary(_) => None,
        }
    }
}

impl Content {
    /// Bytes that count against `MaximumMessageSize`: the body, and each attribute's name, type and value.
    pub fn size(&self) -> usize {
        let of_attribute = |(name, attribute): (&String, &Attribute)| {
            name.len() + attribute.data_type.len() + attribute.value.bytes().len()
        };
        self.body.len() + self.attributes.iter().map(of_attribute).sum::<usize>()
    }

    /// Refuses what SQS refuses of a body and its attributes, whatever the queue.
    pub fn check(&self) -> Result<(), SqsError> {
        if self.body.is_empty() {
            return Err(SqsError::MissingParameter("MessageBody"));
        }
        check_characters(&self.body)?;
        if self.attributes.len() > MOST_ATTRIBUTES {
            return Err(SqsError::InvalidParameterValue(format!(
                "Number of message attributes [{}] exceeds the allowed maximum [{MOST_ATTRIBUTES}].",
                self.attributes.len()
            )));
        }
        self.attributes.iter().try_for_each(|(name, attribute)| check_attribute(name, attribute))
    }
}

fn check_attribute(name: &str, attribute: &Attribute) -> Result<(), SqsError> {
    let refuse = |why: &str| Err(SqsError::InvalidParameterValue(format!("The message attribute '{name}' {why}")));
    if !is_attribute_name(name) {
        return refuse("has an invalid name: letters, digits, '_', '-' and single inner '.', at most 256.");
    }
    if !type_fits(attribute) {
        return refuse("must have a type of String, Number or Binary, and a value of it.");
    }
    match &attribute.value {
        value if value.bytes().is_empty() => refuse("must contain a non-empty value."),
        Value::Text(text) if is_of_type(&attribute.data_type, "Number") && text.parse::<f64>().is_err() => {
            refuse("can't be read as a number.")
        }
        Value::Text(text) => check_characters(text),
        Value::Binary(_) => Ok(()),
    }
}

fn is_attribute_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    (1..=256).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
        && !(name.starts_with('.') || name.ends_with('.') || name.contains(".."))
        && !(lower.starts_with("aws.") || lower.starts_with("amazon."))
}

fn type_fits(attribute: &Attribute) -> bool {
    let fits = |kind| is_of_type(&attribute.data_type, kind);
    match attribute.value {
        Value::Text(_) => fits("String") || fits("Number"),
        Value::Binary(_) => fits("Binary"),
    }
}

fn is_of_type(data_type: &str, kind: &str) -> bool {
    data_type.split('.').next() == Some(kind)
}

/// Only characters of XML 1.0 may be in a message.
fn check_characters(text: &str) -> Result<(), SqsError> {
    let is_allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{1_0000}'..='\u{10_FFFF}');
    match text.chars().find(|c| !is_allowed(*c)) {
        Some(refused) => Err(SqsError::InvalidMessageContents(u32::from(refused))),
        None => Ok(()),
    }
}

/// `MD5OfMessageBody`.
pub(super) fn digest_of_body(body: &str) -> String {
    format!("{:x}", md5::compute(body))
}

/// `MD5OfMessageAttributes`: over name, type and value of each attribute in order of names, each with its length
/// before it (SQS developer guide, "Calculating the MD5 message digest for message attributes"). None of none.
pub(super) fn digest_of_attributes<'a>(
    attributes: impl IntoIterator<Item = (&'a str, &'a Attribute)>,
) -> Option<String> {
    let mut in_order: Vec<_> = attributes.into_iter().collect();
    in_order.sort_by_key(|(name, _)| *name);
    let mut digested = Vec::new();
    for (name, attribute) in &in_order {
        push_with_length(&mut digested, name.as_bytes());
        push_with_length(&mut digested, attribute.data_type.as_bytes());
        digested.push(attribute.value.transport_type());
        push_with_length(&mut digested, attribute.value.bytes());
    }
    (!in_order.is_empty()).then(|| format!("{:x}", md5::compute(digested)))
}

fn push_with_length(digested: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    digested.extend_from_slice(&length.to_be_bytes());
    digested.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::{Attribute, Content, Value, digest_of_attributes, digest_of_body};
    use crate::sqs::SqsError;
    use std::collections::BTreeMap;

    fn a_text(data_type: &str, value: &str) -> Attribute {
        Attribute { data_type: data_type.into(), value: Value::Text(value.into()) }
    }

    fn with(body: &str, attributes: &[(&str, Attribute)]) -> Content {
        let attributes = attributes.iter().map(|(name, attribute)| ((*name).to_owned(), attribute.clone()));
        Content { body: body.into(), attributes: attributes.collect(), trace: None }
    }

    #[test]
    fn the_digest_of_a_body_is_its_md5_in_hexadecimal() {
        assert_eq!(digest_of_body("This is a test message"), "fafb00f5732ab283681e124bf8747ed1");
    }

    /// The value was computed apart, byte by byte as the developer guide describes.
    #[test]
    fn the_digest_of_attributes_covers_names_types_and_values_in_order_of_names() {
        let binary = Attribute { data_type: "Binary".into(), value: Value::Binary(vec![1, 2, 3]) };
        let text = a_text("String.own", "käse");
        let both = digest_of_attributes([("b", &text), ("a", &binary)]);
        assert_eq!(both, digest_of_attributes([("a", &binary), ("b", &text)]));
        assert_eq!(both.as_deref(), Some("60381021825e25749195b21e585a05c2"));
        assert_eq!(digest_of_attributes([]), None);
    }

    #[test]
    fn a_size_counts_the_body_and_names_types_and_values_of_attributes_in_bytes() {
        assert_eq!(with("käse", &[("ab", a_text("String", "xyz"))]).size(), 5 + 2 + 6 + 3);
    }

    #[test]
    fn only_characters_of_xml_may_be_in_a_body() {
        for allowed in ["\t\r\n", " ", "\u{D7FF}", "\u{E000}", "\u{FFFD}", "😀"] {
            assert!(with(allowed, &[]).check().is_ok(), "{allowed:?}");
        }
        for refused in ['\0', '\u{B}', '\u{1F}', '\u{FFFE}', '\u{FFFF}'] {
            let verdict = with(&format!("a{refused}"), &[]).check();
            assert_eq!(verdict, Err(SqsError::InvalidMessageContents(u32::from(refused))));
        }
        assert_eq!(with("", &[]).check(), Err(SqsError::MissingParameter("MessageBody")));
    }

    #[test]
    fn an_attribute_needs_a_good_name_a_known_type_and_a_value_of_it() {
        let text = |data_type, value| a_text(data_type, value);
        let binary = |data_type: &str| Attribute { data_type: data_type.into(), value: Value::Binary(vec![1]) };
        let good = [("a.b", text("String.own", "x")), ("n", text("Number", "-1.5e3")), ("b", binary("Binary.png"))];
        assert!(with("x", &good).check().is_ok());
        let bad = [
            ("AWS.x", text("String", "x")),
            (".a", text("String", "x")),
            ("a..b", text("String", "x")),
            ("a b", text("String", "x")),
            ("a", text("Strings", "x")),
            ("a", text("Binary", "x")),
            ("a", binary("String")),
            ("a", text("String", "")),
            ("a", text("Number", "one")),
        ];
        for (name, attribute) in bad {
            let verdict = with("x", &[(name, attribute)]).check();
            assert!(matches!(verdict, Err(SqsError::InvalidParameterValue(_))), "{name}: {verdict:?}");
        }
    }

    #[test]
    fn a_message_has_ten_attributes_at_most() {
        let of = |count: usize| Content {
            body: "x".into(),
            attributes: (0..count).map(|n| (format!("a{n}"), a_text("String", "x"))).collect::<BTreeMap<_, _>>(),
            trace: None,
        };
        assert!(of(10).check().is_ok());
        assert!(of(11).check().is_err());
    }
}
