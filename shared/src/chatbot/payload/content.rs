//! What a message holds: a text, or something that is told as a line naming its kind (`contracts/stella.md` 4.2). Where
//! the fields stand is not documented for all kinds, so every known place is tried.

use serde_json::Value;

use crate::chatbot::customer::first_characters;
use crate::chatbot::message::text;
use crate::domain::CustomerText;

/// The longest kind, name, address and number, in characters.
const WORD_MAX: usize = 200;
/// The longest unknown kind that is named, in characters.
const KIND_MAX: usize = 30;

/// What a message holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A text, or the title of the button that was pressed.
    Text(CustomerText),
    /// Something else.
    Thing(Thing),
}

/// A message that is no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// What it is.
    pub kind: Kind,
    /// A file's name, a place's name and address, a contact's name and number.
    pub name: Option<CustomerText>,
    /// Latitude and longitude in degrees: `22.28, 114.16`.
    pub position: Option<CustomerText>,
    /// What was written with it.
    pub caption: Option<CustomerText>,
    /// How many more things the message holds.
    pub more: usize,
}

/// What a message is that is no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A picture.
    Image,
    /// A voice message, or a sound file.
    Audio,
    /// A film.
    Video,
    /// Any other file.
    File,
    /// A place.
    Location,
    /// A sticker.
    Sticker,
    /// A contact card.
    Contact,
    /// What the messenger itself can't pass on.
    Unsupported,
    /// Something the contract doesn't know, by the platform's word for it in lower case.
    Other(String),
}

impl Kind {
    fn of(kind: &str) -> Self {
        match kind.to_ascii_uppercase().as_str() {
            "IMAGE" => Self::Image,
            "AUDIO" | "VOICE" => Self::Audio,
            "VIDEO" => Self::Video,
            "FILE" | "DOCUMENT" => Self::File,
            "LOCATION" => Self::Location,
            "STICKER" => Self::Sticker,
            "CONTACT" | "CONTACTS" => Self::Contact,
            "" | "TEXT" | "MISC" | "PAYLOAD" => Self::Unsupported,
            other => Self::Other(first_characters(&other.to_lowercase(), KIND_MAX)),
        }
    }

    /// What people call it.
    pub fn word(&self) -> &str {
        match self {
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::File => "file",
            Self::Location => "location",
            Self::Sticker => "sticker",
            Self::Contact => "contact",
            Self::Unsupported => "unsupported message",
            Self::Other(word) => word,
        }
    }
}

impl Content {
    /// All of it as text: what was written, or a line such as `(file) invoice.pdf · as promised`.
    pub fn line(&self) -> CustomerText {
        match self {
            Self::Text(text) => text.clone(),
            Self::Thing(thing) => thing.line(),
        }
    }
}

impl Thing {
    fn line(&self) -> CustomerText {
        let kind = match self.more {
            0 => format!("({})", self.kind.word()),
            more => format!("({} and {more} more)", self.kind.word()),
        };
        let parts: Vec<&str> =
            [&self.name, &self.position, &self.caption].into_iter().flatten().map(CustomerText::as_str).collect();
        CustomerText::new(if parts.is_empty() { kind } else { format!("{kind} {}", parts.join(" · ")) })
    }
}

/// Whether a body of this type, which says nothing of its event, is a customer's message.
pub(super) fn is_content(kind: &str) -> bool {
    matches!(kind, "TEXT" | "PAYLOAD" | "MISC") || (!kind.is_empty() && !matches!(Kind::of(kind), Kind::Other(_)))
}

/// Reads a message: the inbound body itself, or what an outbound one nests.
pub(super) fn read(message: &Value) -> Content {
    let kind = message.get("type").and_then(Value::as_str).unwrap_or_default();
    let data = message.get("data").unwrap_or(&Value::Null);
    let attachments = data.get("attachments").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if let (Kind::Unsupported, Some(first)) = (Kind::of(kind), attachments.first()) {
        let kind = Kind::of(first.get("type").and_then(Value::as_str).unwrap_or_default());
        return Content::Thing(thing(kind, data, first, attachments.len() - 1));
    }
    match (Kind::of(kind), text(data)) {
        (Kind::Unsupported, Some(text)) => Content::Text(CustomerText::new(text)),
        (kind, _) => Content::Thing(thing(kind, data, data, 0)),
    }
}

/// A thing whose fields stand in the message's data, or in the attachment that it is.
fn thing(kind: Kind, data: &Value, of: &Value, more: usize) -> Thing {
    let name = match kind {
        Kind::Location => place(of),
        Kind::Contact => contact(of),
        _ => first_word(of, &["/fileName", "/filename", "/name"]),
    };
    let position = if kind == Kind::Location { position(of) } else { None };
    let caption = text(data).or_else(|| text(of)).map(CustomerText::new);
    Thing { kind, name: name.map(CustomerText::new), position: position.map(CustomerText::new), caption, more }
}

fn place(of: &Value) -> Option<String> {
    let name = first_word(of, &["/name", "/location/name"]);
    let address = first_word(of, &["/address", "/location/address"]);
    joined([name, address])
}

fn contact(of: &Value) -> Option<String> {
    let name =
        first_word(of, &["/contacts/0/name/formatted_name", "/contacts/0/name", "/name/formatted_name", "/name"]);
    joined([name, first_word(of, &["/contacts/0/phones/0/phone", "/phones/0/phone"])])
}

fn position(of: &Value) -> Option<String> {
    let latitude = first_word(of, &["/latitude", "/lat", "/location/latitude", "/location/lat"])?;
    let longitude = ["/longitude", "/lng", "/long", "/location/longitude", "/location/lng", "/location/long"];
    Some(format!("{latitude}, {}", first_word(of, &longitude)?))
}

fn joined(parts: [Option<String>; 2]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// The first of these places that holds a text that is not blank, or a number.
fn first_word(of: &Value, places: &[&str]) -> Option<String> {
    let word = |place: &&str| match of.pointer(place)? {
        Value::String(text) => {
            Some(text.trim()).filter(|text| !text.is_empty()).map(|text| first_characters(text, WORD_MAX))
        }
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    places.iter().find_map(word)
}
