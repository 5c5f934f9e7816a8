//! When a ticketing channel is staffed.

use serde::{Deserialize, Serialize};

use super::time_zones::TIME_ZONES;

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

/// The minute since midnight of a time of day such as `9:00`, `09:30` or `24:00`, which is the next midnight.
pub(super) fn minute_of_day(typed: &str) -> Option<u32> {
    let (hour, minute) = typed.split_once(':')?;
    let digits = |part: &str, least: usize| {
        let is = (least..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        is.then(|| part.parse::<u32>().ok()).flatten()
    };
    match (digits(hour, 1)?, digits(minute, 2)?) {
        (24, 0) => Some(0),
        (hour @ 0..=23, minute @ 0..=59) => Some(hour * 60 + minute),
        _ => None,
    }
}

/// The time zone that is meant, without regard to case, and with blanks for underscores.
pub(super) fn time_zone(typed: &str) -> Option<&'static str> {
    let wanted = typed.split_whitespace().collect::<Vec<_>>().join("_");
    TIME_ZONES.split_whitespace().find(|zone| zone.eq_ignore_ascii_case(&wanted))
}

impl Weekday {
    /// All, from Monday.
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

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
    use super::{Hours, Weekday, minute_of_day, time_zone};

    #[test]
    fn a_time_of_day_is_hours_and_minutes() {
        for (typed, minute) in [("9:00", 540), ("09:30", 570), ("0:00", 0), ("23:59", 1439), ("24:00", 0)] {
            assert_eq!(minute_of_day(typed), Some(minute), "{typed}");
        }
        for odd in ["9", "9:0", "24:01", "25:00", "12:60", "-1:00", "+9:00", "9:00 pm", "009:00", ":", "９:00"] {
            assert_eq!(minute_of_day(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_time_zone_is_found_by_its_name_however_it_is_typed() {
        for typed in ["Asia/Hong_Kong", "asia/hong kong", " ASIA/HONG_KONG "] {
            assert_eq!(time_zone(typed), Some("Asia/Hong_Kong"), "{typed}");
        }
        assert_eq!(time_zone("utc"), Some("UTC"));
        for odd in ["", "Hong Kong", "Asia/", "GMT+8", "Asia/Hong_Kong Europe/Paris"] {
            assert_eq!(time_zone(odd), None, "{odd}");
        }
    }

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
