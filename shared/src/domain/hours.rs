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

impl Hours {
    /// Whether it is staffed on this day at this minute since midnight, both in [`Self::time_zone`].
    pub fn cover(&self, day: Weekday, minute: u32) -> bool {
        let opens = self.days.contains(&day) && minute >= self.from_minute;
        if self.from_minute < self.to_minute {
            return opens && minute < self.to_minute;
        }
        opens || (self.days.contains(&day.before()) && minute < self.to_minute)
    }
}

impl Weekday {
    const fn before(self) -> Self {
        match self {
            Self::Monday => Self::Sunday,
            Self::Tuesday => Self::Monday,
            Self::Wednesday => Self::Tuesday,
            Self::Thursday => Self::Wednesday,
            Self::Friday => Self::Thursday,
            Self::Saturday => Self::Friday,
            Self::Sunday => Self::Saturday,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Hours, Weekday};

    fn on_fridays(from_hour: u32, to_hour: u32) -> Hours {
        Hours {
            days: vec![Weekday::Friday],
            from_minute: from_hour * 60,
            to_minute: to_hour * 60,
            time_zone: "Asia/Hong_Kong".to_owned(),
        }
    }

    #[test]
    fn a_day_shift_covers_its_days_from_its_first_minute_to_before_its_last() {
        let nine_to_five = on_fridays(9, 17);
        assert!(!nine_to_five.cover(Weekday::Friday, 9 * 60 - 1));
        assert!(nine_to_five.cover(Weekday::Friday, 9 * 60));
        assert!(!nine_to_five.cover(Weekday::Friday, 17 * 60));
        assert!(!nine_to_five.cover(Weekday::Saturday, 12 * 60));
    }

    #[test]
    fn a_night_shift_goes_on_into_the_next_morning() {
        let night = on_fridays(22, 6);
        assert!(night.cover(Weekday::Friday, 23 * 60));
        assert!(night.cover(Weekday::Saturday, 5 * 60));
        assert!(!night.cover(Weekday::Saturday, 6 * 60));
        assert!(!night.cover(Weekday::Friday, 5 * 60));
    }
}
