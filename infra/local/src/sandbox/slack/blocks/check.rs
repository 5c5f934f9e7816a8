//! Holds blocks against the tables of [`super::shapes`] and notes everything that is wrong, each with its place.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::elements::{CONFIRM_KEYS, ELEMENTS, GROUP_KEYS, PLAIN_OPTION_KEYS, RICH_OPTION_KEYS};
use super::shapes::{BLOCKS, Key, Rule, Shape, Style};
use super::{rules, utf16};

/// What is wrong with blocks, in the words of `contracts/slack.md` 1: `must be less than 76 characters
/// [json-pointer:/blocks/0/elements/0/text/text]`.
#[derive(Debug, Default)]
pub(super) struct Findings(pub(super) Vec<String>);

impl Findings {
    /// Notes something at a place.
    pub(super) fn note(&mut self, place: &str, what: impl std::fmt::Display) {
        self.0.push(format!("{what} [json-pointer:{place}]"));
    }

    /// A block of a message.
    pub(super) fn block(&mut self, place: &str, block: &Value) {
        if let Some(block) = self.shaped(place, block, BLOCKS, None) {
            rules::block(self, place, block);
        }
    }

    /// An object whose `type` chooses its shape.
    fn shaped<'v>(
        &mut self,
        place: &str,
        value: &'v Value,
        shapes: &[Shape],
        kinds: Option<&[&str]>,
    ) -> Option<&'v Map<String, Value>> {
        let object = self.object(place, value)?;
        let Some(kind) = object.get("type").and_then(Value::as_str) else {
            self.note(place, "missing required field: type");
            return None;
        };
        let shape = shapes.iter().find(|shape| shape.kind == kind && kinds.is_none_or(|kinds| kinds.contains(&kind)));
        let Some(shape) = shape else {
            self.note(&format!("{place}/type"), format!("unsupported type: {kind}"));
            return None;
        };
        self.keys(place, object, shape.keys, true);
        Some(object)
    }

    fn object<'v>(&mut self, place: &str, value: &'v Value) -> Option<&'v Map<String, Value>> {
        if value.as_object().is_none() {
            self.note(place, "must be an object");
        }
        value.as_object()
    }

    fn list<'v>(&mut self, place: &str, value: &'v Value, least: usize, most: usize) -> &'v [Value] {
        let Some(list) = value.as_array() else {
            self.note(place, "must be an array");
            return &[];
        };
        if list.len() < least {
            self.note(place, format!("must have at least {least} items"));
        }
        if list.len() > most {
            self.note(place, format!("no more than {most} items allowed"));
        }
        list
    }

    fn keys(&mut self, place: &str, object: &Map<String, Value>, keys: &[Key], typed: bool) {
        for key in keys.iter().filter(|key| key.needed && !object.contains_key(key.name)) {
            self.note(place, format!("missing required field: {}", key.name));
        }
        for (name, value) in object.iter().filter(|(name, _)| !(typed && *name == "type")) {
            match keys.iter().find(|key| key.name == name) {
                Some(key) => self.rule(&format!("{place}/{name}"), value, key.rule),
                None => self.note(place, format!("invalid additional property: {name}")),
            }
        }
    }

    fn rule(&mut self, place: &str, value: &Value, rule: Rule) {
        match rule {
            Rule::AtMost(_) if value == "" => {}
            Rule::Chars(most) | Rule::AtMost(most) => self.chars(place, value, most),
            Rule::Flag => self.hold(place, value.is_boolean(), "must be a boolean"),
            Rule::Number(least, most) => {
                let fits = value.as_u64().is_some_and(|number| (least..=most).contains(&number));
                self.hold(place, fits, &format!("must be a number from {least} to {most}"));
            }
            Rule::OneOf(words) => {
                let fits = value.as_str().is_some_and(|word| words.contains(&word));
                self.hold(place, fits, &format!("must be one of {}", words.join(", ")));
            }
            Rule::Text(style, most) => self.text(place, value, style, most),
            Rule::Element(kinds) => self.element(place, value, kinds),
            Rule::Option(style) => self.option(place, value, style),
            Rule::Confirm => self.plain_object(place, value, CONFIRM_KEYS),
            Rule::Object => self.hold(place, value.is_object(), "must be an object"),
            Rule::List => self.hold(place, value.is_array(), "must be an array"),
            Rule::Fields(most, chars) => {
                self.each(place, value, (1, most), |it, at, field| {
                    it.text(at, field, Style::Either, chars);
                });
            }
            Rule::Elements(kinds, most) => {
                self.each(place, value, (1, most), |it, at, element| {
                    it.element(at, element, kinds);
                });
            }
            Rule::Options(least, most, style) => {
                self.each(place, value, (least, most), |it, at, option| {
                    it.option(at, option, style);
                });
            }
            Rule::SomeOptions(style) => {
                self.each(place, value, (1, 100), |it, at, option| it.option(at, option, style));
            }
            Rule::Groups => self.each(place, value, (1, 100), |it, at, group| {
                it.plain_object(at, group, GROUP_KEYS);
            }),
        }
    }

    fn each(
        &mut self,
        place: &str,
        value: &Value,
        (least, most): (usize, usize),
        check: impl Fn(&mut Self, &str, &Value),
    ) {
        for (index, one) in self.list(place, value, least, most).iter().enumerate() {
            check(self, &format!("{place}/{index}"), one);
        }
    }

    fn hold(&mut self, place: &str, fits: bool, otherwise: &str) {
        if !fits {
            self.note(place, otherwise);
        }
    }

    fn chars(&mut self, place: &str, value: &Value, most: usize) {
        match value.as_str().map(utf16) {
            None => self.note(place, "must be a string"),
            Some(0) => self.note(place, "must be more than 0 characters"),
            Some(length) if length > most => {
                self.note(place, format!("must be less than {} characters", most + 1));
            }
            Some(_) => {}
        }
    }

    fn plain_object(&mut self, place: &str, value: &Value, keys: &[Key]) {
        if let Some(object) = self.object(place, value) {
            self.keys(place, object, keys, false);
        }
    }

    fn option(&mut self, place: &str, value: &Value, style: Style) {
        let keys = if style == Style::Plain { PLAIN_OPTION_KEYS } else { RICH_OPTION_KEYS };
        self.plain_object(place, value, keys);
    }

    /// `emoji` goes with plain text only, `verbatim` with mrkdwn only.
    fn text(&mut self, place: &str, value: &Value, style: Style, most: usize) {
        let Some(object) = self.object(place, value) else {
            return;
        };
        let flag = match object.get("type").and_then(Value::as_str) {
            Some("plain_text") => "emoji",
            Some("mrkdwn") if style == Style::Either => "verbatim",
            Some(other) => return self.note(&format!("{place}/type"), format!("unsupported type: {other}")),
            None => return self.note(place, "missing required field: type"),
        };
        let keys = [
            Key { name: "text", needed: true, rule: Rule::Chars(most) },
            Key { name: flag, needed: false, rule: Rule::Flag },
        ];
        self.keys(place, object, &keys, true);
    }

    fn element(&mut self, place: &str, value: &Value, kinds: &[&str]) {
        let kind = value.get("type").and_then(Value::as_str);
        if matches!(kind, Some("mrkdwn" | "plain_text")) && kind.is_some_and(|kind| kinds.contains(&kind)) {
            self.text(place, value, Style::Either, 3000);
        } else if let Some(element) = self.shaped(place, value, ELEMENTS, Some(kinds)) {
            rules::element(self, place, element);
        }
    }

    /// An object whose `type` was looked at.
    pub(super) fn typed(&mut self, place: &str, value: &Value, keys: &[Key]) {
        if let Some(object) = self.object(place, value) {
            self.keys(place, object, keys, true);
        }
    }

    /// Each block's id stands once in a message or a view.
    pub(super) fn unique_block_ids(&mut self, place: &str, blocks: &[Value]) {
        let ids = blocks.iter().enumerate().filter_map(|(index, block)| {
            let id = block.get("block_id")?.as_str()?;
            Some((format!("{place}/{index}/block_id"), id))
        });
        self.unique("block_id", ids);
    }

    /// Ids that may stand once only.
    pub(super) fn unique<'v>(&mut self, what: &str, ids: impl Iterator<Item = (String, &'v str)>) {
        let mut seen = BTreeSet::new();
        for (place, id) in ids {
            if !seen.insert(id) {
                self.note(&place, format!("{what} {id:?} already exists"));
            }
        }
    }
}
