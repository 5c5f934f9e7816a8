//! Elements as tables, and what they are made of: options, groups, confirmation dialogs (`contracts/slack.md` 14).

use super::shapes::{Key, Rule, Shape, Style, may, needed};

const ACTION_ID: Key = may("action_id", Rule::Chars(255));
const CONFIRM: Key = may("confirm", Rule::Confirm);
const FOCUS: Key = may("focus_on_load", Rule::Flag);
const PLACEHOLDER: Key = may("placeholder", Rule::Text(Style::Plain, 150));
const RESPONSE_URL: Key = may("response_url_enabled", Rule::Flag);
const MAX_SELECTED: Key = may("max_selected_items", Rule::Number(1, 100));
const STATIC_OPTIONS: Key = may("options", Rule::Options(1, 100, Style::Plain));
const GROUPS: Key = may("option_groups", Rule::Groups);

/// The elements that stand in blocks.
pub(super) const ELEMENTS: &[Shape] = &[
    Shape {
        kind: "button",
        keys: &[
            may("accessibility_label", Rule::Chars(75)),
            ACTION_ID,
            CONFIRM,
            may("style", Rule::OneOf(&["danger", "primary"])),
            needed("text", Rule::Text(Style::Plain, 75)),
            may("url", Rule::Chars(3000)),
            may("value", Rule::Chars(2000)),
        ],
    },
    Shape {
        kind: "channels_select",
        keys: &[ACTION_ID, CONFIRM, FOCUS, may("initial_channel", Rule::Chars(255)), PLACEHOLDER, RESPONSE_URL],
    },
    Shape {
        kind: "checkboxes",
        keys: &[
            ACTION_ID,
            CONFIRM,
            FOCUS,
            may("initial_options", Rule::SomeOptions(Style::Either)),
            needed("options", Rule::Options(1, 10, Style::Either)),
        ],
    },
    Shape {
        kind: "conversations_select",
        keys: &[
            ACTION_ID,
            CONFIRM,
            may("default_to_current_conversation", Rule::Flag),
            may("filter", Rule::Object),
            FOCUS,
            may("initial_conversation", Rule::Chars(255)),
            PLACEHOLDER,
            RESPONSE_URL,
        ],
    },
    Shape { kind: "datepicker", keys: &[ACTION_ID, CONFIRM, FOCUS, may("initial_date", Rule::Chars(10)), PLACEHOLDER] },
    Shape {
        kind: "external_select",
        keys: &[
            ACTION_ID,
            CONFIRM,
            FOCUS,
            may("initial_option", Rule::Option(Style::Plain)),
            may("min_query_length", Rule::Number(0, 3000)),
            PLACEHOLDER,
        ],
    },
    Shape {
        kind: "image",
        keys: &[
            needed("alt_text", Rule::Chars(2000)),
            may("image_url", Rule::Chars(3000)),
            may("slack_file", Rule::Object),
        ],
    },
    Shape {
        kind: "multi_channels_select",
        keys: &[ACTION_ID, CONFIRM, FOCUS, may("initial_channels", Rule::List), MAX_SELECTED, PLACEHOLDER],
    },
    Shape {
        kind: "multi_conversations_select",
        keys: &[
            ACTION_ID,
            CONFIRM,
            may("default_to_current_conversation", Rule::Flag),
            may("filter", Rule::Object),
            FOCUS,
            may("initial_conversations", Rule::List),
            MAX_SELECTED,
            PLACEHOLDER,
        ],
    },
    Shape {
        kind: "multi_external_select",
        keys: &[
            ACTION_ID,
            CONFIRM,
            FOCUS,
            may("initial_options", Rule::SomeOptions(Style::Plain)),
            MAX_SELECTED,
            may("min_query_length", Rule::Number(0, 3000)),
            PLACEHOLDER,
        ],
    },
    Shape {
        kind: "multi_static_select",
        keys: &[
            ACTION_ID,
            CONFIRM,
            FOCUS,
            may("initial_options", Rule::SomeOptions(Style::Plain)),
            MAX_SELECTED,
            GROUPS,
            STATIC_OPTIONS,
            PLACEHOLDER,
        ],
    },
    Shape {
        kind: "multi_users_select",
        keys: &[ACTION_ID, CONFIRM, FOCUS, may("initial_users", Rule::List), MAX_SELECTED, PLACEHOLDER],
    },
    Shape { kind: "overflow", keys: &[ACTION_ID, CONFIRM, needed("options", Rule::Options(1, 5, Style::Plain))] },
    Shape {
        kind: "plain_text_input",
        keys: &[
            ACTION_ID,
            may("dispatch_action_config", Rule::Object),
            FOCUS,
            may("initial_value", Rule::Chars(3000)),
            may("max_length", Rule::Number(1, 3000)),
            may("min_length", Rule::Number(0, 3000)),
            may("multiline", Rule::Flag),
            PLACEHOLDER,
        ],
    },
    Shape {
        kind: "radio_buttons",
        keys: &[
            ACTION_ID,
            CONFIRM,
            FOCUS,
            may("initial_option", Rule::Option(Style::Either)),
            needed("options", Rule::Options(1, 10, Style::Either)),
        ],
    },
    Shape {
        kind: "static_select",
        keys: &[
            ACTION_ID,
            CONFIRM,
            FOCUS,
            may("initial_option", Rule::Option(Style::Plain)),
            GROUPS,
            STATIC_OPTIONS,
            PLACEHOLDER,
        ],
    },
    Shape {
        kind: "timepicker",
        keys: &[
            ACTION_ID,
            CONFIRM,
            FOCUS,
            may("initial_time", Rule::Chars(5)),
            PLACEHOLDER,
            may("timezone", Rule::Chars(255)),
        ],
    },
    Shape {
        kind: "users_select",
        keys: &[ACTION_ID, CONFIRM, FOCUS, may("initial_user", Rule::Chars(255)), PLACEHOLDER, RESPONSE_URL],
    },
];

/// An option of a select or an overflow menu; `url` belongs to an overflow menu alone.
pub(super) const PLAIN_OPTION_KEYS: &[Key] = &[
    may("description", Rule::Text(Style::Plain, 75)),
    needed("text", Rule::Text(Style::Plain, 75)),
    may("url", Rule::Chars(3000)),
    needed("value", Rule::Chars(150)),
];

/// An option of checkboxes or radio buttons.
pub(super) const RICH_OPTION_KEYS: &[Key] = &[
    may("description", Rule::Text(Style::Either, 75)),
    needed("text", Rule::Text(Style::Either, 75)),
    needed("value", Rule::Chars(150)),
];

/// A group of options.
pub(super) const GROUP_KEYS: &[Key] =
    &[needed("label", Rule::Text(Style::Plain, 75)), needed("options", Rule::Options(1, 100, Style::Plain))];

/// A confirmation dialog.
pub(super) const CONFIRM_KEYS: &[Key] = &[
    needed("confirm", Rule::Text(Style::Plain, 30)),
    needed("deny", Rule::Text(Style::Plain, 30)),
    may("style", Rule::OneOf(&["danger", "primary"])),
    needed("text", Rule::Text(Style::Either, 300)),
    needed("title", Rule::Text(Style::Plain, 100)),
];
