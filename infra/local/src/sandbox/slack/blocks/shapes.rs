//! Blocks as tables: which keys each has, which it needs, and what each may hold (`contracts/slack.md` 14). The elements
//! in them are in [`super::elements`].
//! Lengths are in UTF-16 units, the larger of the two ways in which Slack may count.

/// A block or an element.
pub(super) struct Shape {
    /// Its `type`.
    pub(super) kind: &'static str,
    /// Its keys besides `type`.
    pub(super) keys: &'static [Key],
}

/// One key of a shape.
pub(super) struct Key {
    /// Its name.
    pub(super) name: &'static str,
    /// Whether the shape can't be without it.
    pub(super) needed: bool,
    /// What it may hold.
    pub(super) rule: Rule,
}

/// What a key may hold.
#[derive(Clone, Copy)]
pub(super) enum Rule {
    /// A text of 1 to this many characters.
    Chars(usize),
    /// A text of up to this many characters, empty too.
    AtMost(usize),
    /// True or false.
    Flag,
    /// A whole number between two.
    Number(u64, u64),
    /// One of a few words.
    OneOf(&'static [&'static str]),
    /// A text object.
    Text(Style, usize),
    /// 1 to so many text objects of 1 to so many characters.
    Fields(usize, usize),
    /// One element of these kinds.
    Element(&'static [&'static str]),
    /// 1 to so many elements of these kinds.
    Elements(&'static [&'static str], usize),
    /// So many options at least and at most; the style of their texts.
    Options(usize, usize, Style),
    /// One option.
    Option(Style),
    /// Some options.
    SomeOptions(Style),
    /// 1 to 100 groups of options.
    Groups,
    /// A confirmation dialog.
    Confirm,
    /// An object that is not looked into.
    Object,
    /// A list that is not looked into.
    List,
}

/// Which kind of text object is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `plain_text` alone.
    Plain,
    /// `plain_text` or `mrkdwn`.
    Either,
}

/// A key that a shape can't be without.
pub(super) const fn needed(name: &'static str, rule: Rule) -> Key {
    let needed = true;
    Key { name, needed, rule }
}

/// A key that a shape may have.
pub(super) const fn may(name: &'static str, rule: Rule) -> Key {
    let needed = false;
    Key { name, needed, rule }
}

const BLOCK_ID: Key = may("block_id", Rule::Chars(255));

/// Elements that stand in an actions block.
const INTERACTIVE: &[&str] = &[
    "button",
    "channels_select",
    "checkboxes",
    "conversations_select",
    "datepicker",
    "external_select",
    "multi_channels_select",
    "multi_conversations_select",
    "multi_external_select",
    "multi_static_select",
    "multi_users_select",
    "overflow",
    "radio_buttons",
    "static_select",
    "timepicker",
    "users_select",
];
/// Elements that stand beside a section.
const ACCESSORIES: &[&str] = &[
    "button",
    "channels_select",
    "checkboxes",
    "conversations_select",
    "datepicker",
    "external_select",
    "image",
    "multi_channels_select",
    "multi_conversations_select",
    "multi_external_select",
    "multi_static_select",
    "multi_users_select",
    "overflow",
    "radio_buttons",
    "static_select",
    "timepicker",
    "users_select",
];
/// Elements that stand in an input block.
const INPUTS: &[&str] = &[
    "channels_select",
    "checkboxes",
    "conversations_select",
    "datepicker",
    "external_select",
    "multi_channels_select",
    "multi_conversations_select",
    "multi_external_select",
    "multi_static_select",
    "multi_users_select",
    "plain_text_input",
    "radio_buttons",
    "static_select",
    "timepicker",
    "users_select",
];

/// The blocks that a message takes.
pub(super) const BLOCKS: &[Shape] = &[
    Shape { kind: "actions", keys: &[BLOCK_ID, needed("elements", Rule::Elements(INTERACTIVE, 25))] },
    Shape {
        kind: "context",
        keys: &[BLOCK_ID, needed("elements", Rule::Elements(&["image", "mrkdwn", "plain_text"], 10))],
    },
    Shape { kind: "divider", keys: &[BLOCK_ID] },
    Shape { kind: "header", keys: &[BLOCK_ID, needed("text", Rule::Text(Style::Plain, 150))] },
    Shape {
        kind: "image",
        keys: &[
            BLOCK_ID,
            needed("alt_text", Rule::Chars(2000)),
            may("image_url", Rule::Chars(3000)),
            may("slack_file", Rule::Object),
            may("title", Rule::Text(Style::Plain, 2000)),
        ],
    },
    Shape {
        kind: "input",
        keys: &[
            BLOCK_ID,
            may("dispatch_action", Rule::Flag),
            needed("element", Rule::Element(INPUTS)),
            may("hint", Rule::Text(Style::Plain, 2000)),
            needed("label", Rule::Text(Style::Plain, 2000)),
            may("optional", Rule::Flag),
        ],
    },
    Shape { kind: "markdown", keys: &[BLOCK_ID, needed("text", Rule::Chars(12_000))] },
    Shape { kind: "rich_text", keys: &[BLOCK_ID, needed("elements", Rule::List)] },
    Shape {
        kind: "section",
        keys: &[
            may("accessory", Rule::Element(ACCESSORIES)),
            BLOCK_ID,
            may("expand", Rule::Flag),
            may("fields", Rule::Fields(10, 2000)),
            may("text", Rule::Text(Style::Either, 3000)),
        ],
    },
];
