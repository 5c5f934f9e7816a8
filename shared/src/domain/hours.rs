//! When a ticketing channel is staffed.

use serde::{Deserialize, Serialize};

/// A channel's hours, in its own time zone. The time there is worked out outside, where time zones are known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// The days it opens on.
    pub days: Vec<Weekday>,
    /// When it opens, in minutes since midnight.
    pub from_minute: u32,
    /// When it closes, in minutes since midnight, itself outside. Not after `from_minute`: on the next day.
    pub to_minute: u32,
    /// The time zone's name, such as `Asia/Hong_Kong`.
    pub time_zone: String,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say all there is to say")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}
