//! What comes over a Socket Mode connection, as our own small types (`contracts/slack.md` 4), and what is answered.

use std::fmt;

use serde_json::{Map, Value, json};

/// One text frame.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// The connection stands.
    Hello {
        /// The app whose token opened it.
        app: Option<String>,
    },
    /// It will go, or the other side wants it gone.
    Disconnect(Reason),
    /// Something that happened in Slack, to be acknowledged.
    Envelope(Envelope),
    /// An object of a kind that we don't know, and that asks for no acknowledgement.
    Unknown,
    /// No JSON object.
    Unreadable,
}

/// Why a connection goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// In about ten seconds (`warning`), or now (`refresh_requested`): connections are recycled every few hours.
    Refresh,
    /// Socket Mode was switched off for the app.
    Disabled,
    /// The app has more connections than Slack allows.
    TooMany,
    /// For a reason that we don't know.
    Other,
}

/// Something that happened in Slack. `Debug` leaves out what people wrote.
#[derive(PartialEq, Eq)]
pub(crate) struct Envelope {
    /// What its acknowledgement names.
    pub(crate) id: String,
    pub(crate) kind: Kind,
    /// Whether its acknowledgement may carry an answer.
    pub(crate) accepts_payload: bool,
    /// How often Slack has sent it before.
    pub(crate) retry: u64,
    /// As it would have been posted.
    pub(crate) payload: Vec<u8>,
}

/// Which function it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Events,
    Interactive,
    /// `slash_commands`, of which we have none, or something newer.
    Other,
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Frame {
    /// Reads a text frame.
    pub(crate) fn read(text: &str) -> Self {
        let Ok(Value::Object(mut frame)) = serde_json::from_str(text) else { return Self::Unreadable };
        if let Some(id) = frame.get("envelope_id").and_then(Value::as_str).map(str::to_owned) {
            return Self::Envelope(Envelope::read(id, &mut frame));
        }
        let word = |name: &str| frame.get(name).and_then(Value::as_str);
        match word("type") {
            Some("hello") => {
                let app = frame.get("connection_info").and_then(|info| info.get("app_id")).and_then(Value::as_str);
                Self::Hello { app: app.map(str::to_owned) }
            }
            Some("disconnect") => Self::Disconnect(Reason::read(word("reason"))),
            _ => Self::Unknown,
        }
    }
}

impl Reason {
    fn read(reason: Option<&str>) -> Self {
        match reason {
            Some("warning" | "refresh_requested") => Self::Refresh,
            Some("link_disabled") => Self::Disabled,
            Some("too_many_websockets") => Self::TooMany,
            _ => Self::Other,
        }
    }
}

impl Envelope {
    fn read(id: String, frame: &mut Map<String, Value>) -> Self {
        let kind = match frame.get("type").and_then(Value::as_str) {
            Some("events_api") => Kind::Events,
            Some("interactive") => Kind::Interactive,
            _ => Kind::Other,
        };
        Self {
            id,
            kind,
            accepts_payload: frame.get("accepts_response_payload").and_then(Value::as_bool).unwrap_or_default(),
            retry: frame.get("retry_attempt").and_then(Value::as_u64).unwrap_or_default(),
            payload: frame.remove("payload").unwrap_or_default().to_string().into_bytes(),
        }
    }

    /// What acknowledges it: with the function's answer where there is one, and Slack takes it.
    pub(crate) fn acknowledged(&self, answer: &[u8]) -> String {
        let answer = serde_json::from_slice(answer).ok().filter(|answer: &Value| answer.is_object());
        match answer.filter(|_| self.accepts_payload) {
            Some(payload) => json!({"envelope_id": self.id, "payload": payload}).to_string(),
            None => json!({"envelope_id": self.id}).to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;
    use serde_json::{Value, json};

    use super::{Envelope, Frame, Kind, Reason};

    fn envelope(frame: &Value) -> Envelope {
        match Frame::read(&frame.to_string()) {
            Frame::Envelope(envelope) => envelope,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_fixture_is_read_as_what_it_is() {
        let hello = Frame::read(include_str!("tests/fixtures/socket_hello.json"));
        assert_eq!(hello, Frame::Hello { app: Some("A08DESK0001".to_owned()) });
        let disconnect = Frame::read(include_str!("tests/fixtures/socket_disconnect.json"));
        assert_eq!(disconnect, Frame::Disconnect(Reason::Refresh));
        for (fixture, kind, accepts_payload, inner) in [
            (include_str!("tests/fixtures/socket_envelope_events_api.json"), Kind::Events, false, "event_callback"),
            (
                include_str!("tests/fixtures/socket_envelope_interactive.json"),
                Kind::Interactive,
                true,
                "view_submission",
            ),
        ] {
            let fixture: Value = serde_json::from_str(fixture).unwrap();
            let envelope = envelope(&fixture);
            assert_eq!((envelope.kind, envelope.accepts_payload, envelope.retry), (kind, accepts_payload, 0));
            let payload: Value = serde_json::from_slice(&envelope.payload).unwrap();
            assert_eq!((&payload["type"], &payload), (&json!(inner), &fixture["payload"]));
            assert_eq!(envelope.id, fixture["envelope_id"].as_str().unwrap());
        }
    }

    #[test]
    fn each_reason_to_go_is_known_and_a_new_one_is_too() {
        let reason = |reason: &str| Frame::read(&json!({"type": "disconnect", "reason": reason}).to_string());
        for (word, read) in [
            ("warning", Reason::Refresh),
            ("refresh_requested", Reason::Refresh),
            ("link_disabled", Reason::Disabled),
            ("too_many_websockets", Reason::TooMany),
            ("something_newer", Reason::Other),
        ] {
            assert_eq!(reason(word), Frame::Disconnect(read), "{word}");
        }
        assert_eq!(Frame::read(r#"{"type":"disconnect"}"#), Frame::Disconnect(Reason::Other));
    }

    #[test]
    fn an_answer_goes_along_only_where_slack_takes_it_and_there_is_one() {
        let of = |accepts: bool| {
            envelope(
                &json!({"envelope_id": "e1", "type": "interactive", "accepts_response_payload": accepts, "payload": {}}),
            )
        };
        let answer = br#"{"response_action":"clear"}"#;
        assert_eq!(of(true).acknowledged(answer), r#"{"envelope_id":"e1","payload":{"response_action":"clear"}}"#);
        let bare = r#"{"envelope_id":"e1"}"#;
        assert_eq!((of(false).acknowledged(answer).as_str(), of(true).acknowledged(b"").as_str()), (bare, bare));
        assert_eq!(of(true).acknowledged(b"3eZbrw1aBm2rZgRNFdxV").as_str(), bare, "a challenge is no JSON");
    }

    #[test]
    fn what_is_odd_or_new_is_told_apart() {
        for text in ["", "hello", "[]", "7", "{"] {
            assert_eq!(Frame::read(text), Frame::Unreadable, "{text}");
        }
        assert_eq!(Frame::read(r#"{"type":"something_newer"}"#), Frame::Unknown);
        let command = envelope(&json!({"envelope_id": "e1", "type": "slash_commands", "payload": {"text": "planted"}}));
        assert_eq!((command.kind, command.accepts_payload), (Kind::Other, false));
        assert!(!format!("{command:?}").contains("planted"));
        assert_eq!(envelope(&json!({"envelope_id": "e1", "type": "events_api"})).payload, b"null");
        assert_eq!(envelope(&json!({"envelope_id": "e1", "type": "events_api", "retry_attempt": 2})).retry, 2);
    }

    proptest! {
        #[test]
        fn no_frame_makes_the_reader_panic(text: String) {
            let _ = Frame::read(&text);
        }
    }
}
