//! Emoji by the names that Slack gives them, with their skin tones.

use emojis::Emoji;

use super::emoji_names::SLACKS_OWN;

/// The longest name that is looked for. The longest that there is has 54 characters, a custom one at most 100.
const NAME_MAX: usize = 100;

/// What `:skin-tone-2:` to `:skin-tone-6:` show when they stand alone: a swatch, as in Slack.
const SWATCHES: [&str; 5] = ["🏻", "🏼", "🏽", "🏾", "🏿"];

/// The name in the shortcode that a text begins with, and what follows the shortcode.
pub(super) fn shortcode(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.strip_prefix(':').and_then(|inner| inner.split_at_checked(name_length(inner)))?;
    let rest = rest.strip_prefix(':')?;
    (1..=NAME_MAX).contains(&name.len()).then_some((name, rest))
}

/// The emoji that a text begins with, its skin tone applied, and what follows it.
pub(super) fn leading(text: &str) -> Option<(&'static str, &str)> {
    let (name, rest) = shortcode(text)?;
    let emoji = named(name)?;
    let in_tone = shortcode(rest).and_then(|(tone, after)| Some((toned(emoji, tone)?, after)));
    Some(in_tone.unwrap_or((emoji, rest)))
}

/// How far a name goes, looking at no more than decides.
fn name_length(text: &str) -> usize {
    let of_names = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-+".contains(byte);
    text.bytes().take(NAME_MAX + 1).take_while(of_names).count()
}

/// Every emoji by Slack's names, without skin tones: what a page shows them by.
pub fn all() -> impl Iterator<Item = (String, &'static str)> {
    let theirs = emojis::iter().flat_map(|emoji| emoji.shortcodes().map(|name| (name.to_owned(), emoji.as_str())));
    let own = SLACKS_OWN.iter().map(|(name, emoji)| ((*name).to_owned(), *emoji));
    let letters = || 'a'..='z';
    let countries = letters().flat_map(move |one| letters().map(move |other| format!("flag-{one}{other}")));
    let flags = countries.filter_map(|name| flag(&name).map(|emoji| (name, emoji)));
    // What stands in Slack's own list comes last: it counts where both have a name.
    theirs.chain(flags).chain(own)
}

fn named(name: &str) -> Option<&'static str> {
    let own = SLACKS_OWN.binary_search_by_key(&name, |(own, _)| own).ok().and_then(|at| SLACKS_OWN.get(at));
    let own = own.map(|(_, emoji)| *emoji).or_else(|| flag(name)).or_else(|| swatch(name));
    own.or_else(|| emojis::get_by_shortcode(name).map(Emoji::as_str))
}

/// A country's flag, such as `flag-de`: its two letters, each as the sign that flags are spelt with.
fn flag(name: &str) -> Option<&'static str> {
    let country = name.strip_prefix("flag-").filter(|country| country.len() == 2)?;
    let sign = |letter: char| {
        let of_alphabet = u32::from(letter).checked_sub(u32::from('a'))?;
        char::from_u32(u32::from('🇦') + of_alphabet)
    };
    let spelt: Option<String> = country.chars().map(sign).collect();
    emojis::get(&spelt?).map(Emoji::as_str)
}

fn swatch(name: &str) -> Option<&'static str> {
    SWATCHES.get(tone(name.strip_prefix("skin-tone-")?)?).copied()
}

/// An emoji in the tone that `skin-tone-3` names, or of two people (`skin-tone-3-5`) in the tones of each. `None` where
/// it has no such tone.
fn toned(emoji: &str, name: &str) -> Option<&'static str> {
    let tones = name.strip_prefix("skin-tone-")?;
    let place = match tones.split_once('-') {
        None => 1 + tone(tones)?,
        Some((one, other)) => place_of_two(tone(one)?, tone(other)?),
    };
    emojis::get(emoji)?.skin_tones()?.nth(place).map(Emoji::as_str)
}

/// The tones that Slack numbers 2 to 6, from 0.
fn tone(number: &str) -> Option<usize> {
    ["2", "3", "4", "5", "6"].iter().position(|tone| *tone == number)
}

/// Where `emojis` has the emoji whose people have these tones: first come the one without a tone and the five in which
/// both have the same, then for each tone of the one the four others of the other.
fn place_of_two(one: usize, other: usize) -> usize {
    match one.cmp(&other) {
        std::cmp::Ordering::Equal => 1 + one,
        std::cmp::Ordering::Less => 5 + one * 4 + other,
        std::cmp::Ordering::Greater => 6 + one * 4 + other,
    }
}

#[cfg(test)]
mod tests {
    use emojis::Emoji;

    use super::{SLACKS_OWN, leading};

    fn shown(shortcodes: &str) -> Option<&'static str> {
        leading(shortcodes).map(|(emoji, rest)| {
            assert_eq!(rest, "", "all of it is the emoji");
            emoji
        })
    }

    #[test]
    fn the_names_of_slacks_own_are_in_order_and_each_says_what_the_crate_does_not() {
        assert!(SLACKS_OWN.is_sorted_by(|(name, _), (next, _)| name < next), "they are searched by halves");
        for (name, emoji) in SLACKS_OWN {
            let known = emojis::get(emoji).map(Emoji::as_str);
            assert_eq!(known, Some(*emoji), "{name} is an emoji, as it is fully written");
            let by_name = emojis::get_by_shortcode(name).map(Emoji::as_str);
            assert_ne!(by_name, Some(*emoji), "{name} is known without this list");
            assert_eq!(shown(&format!(":{name}:")), Some(*emoji));
        }
    }

    #[test]
    fn what_slack_and_github_name_differently_is_read_as_slack_means_it() {
        assert_eq!(shown(":umbrella:"), Some("☂️"), "GitHub's is the one with rain drops");
        assert_eq!(shown(":umbrella_with_rain_drops:"), Some("☔"));
        assert_eq!(shown(":satellite:"), Some("🛰️"), "GitHub's is the antenna");
    }

    #[test]
    fn every_countrys_flag_has_a_name() {
        let flags = emojis::Group::Flags.emojis().map(Emoji::as_str).filter(|flag| flag.chars().count() == 2);
        let spelt = flags.filter(|flag| flag.chars().all(|sign| ('🇦'..='🇿').contains(&sign)));
        let mut counted = 0;
        for flag in spelt {
            let letter = |sign: char| char::from(b'a' + u8::try_from(u32::from(sign) - u32::from('🇦')).unwrap());
            let name: String = flag.chars().map(letter).collect();
            assert_eq!(shown(&format!(":flag-{name}:")), Some(flag));
            counted += 1;
        }
        assert!(counted >= 258, "{counted}");
        assert_eq!(shown(":flag-xx:"), None, "there is no such country");
        assert_eq!(shown(":flag-d1:"), None);
    }

    #[test]
    fn each_of_two_people_has_a_tone() {
        let swatches = |emoji: &str| emoji.chars().filter(|sign| ('🏻'..='🏿').contains(sign)).collect::<String>();
        for one in 2..=6 {
            for other in 2..=6 {
                let people = shown(&format!(":people_holding_hands::skin-tone-{one}-{other}:")).unwrap();
                let both = format!(
                    "{}{}",
                    shown(&format!(":skin-tone-{one}:")).unwrap(),
                    shown(&format!(":skin-tone-{other}:")).unwrap()
                );
                assert_eq!(swatches(people), both);
            }
        }
    }
}
