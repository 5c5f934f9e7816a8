//! What Slack tells of a ticketing channel, and what the settings are then.

use super::{ChannelId, TicketingChannel, Timestamp, WorkspaceSettings};

/// What has become of a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChannelNews {
    /// Archived, deleted, or the app was removed from it: no ticket can be posted there.
    Gone,
    /// Unarchived, or the app is in it again.
    Back,
    /// It has this name now, without `#`.
    Renamed(String),
    /// It has this id now.
    HasId(ChannelId),
}

impl WorkspaceSettings {
    /// The settings after Slack has told this of a channel, which happened then. `None`: it is no ticketing channel, or
    /// they say so already, or say what happened later: deliveries come late and in any order.
    #[must_use]
    pub fn told_of(&self, channel: &ChannelId, news: &ChannelNews, at: Timestamp) -> Option<Self> {
        let mut told = self.clone();
        let known = told.ticketing_channels.iter_mut().find(|known| known.channel == *channel)?;
        known.hear(news, at);
        if let (ChannelNews::HasId(now), true) = (news, told.default_channel.as_ref() == Some(channel)) {
            told.default_channel = Some(now.clone());
        }
        let is_new = told != *self;
        told.version = self.version.saturating_add(1);
        is_new.then_some(told)
    }
}

impl TicketingChannel {
    fn hear(&mut self, news: &ChannelNews, at: Timestamp) {
        match news {
            ChannelNews::Gone | ChannelNews::Back if is_later(at, &mut self.usable_at) => {
                self.usable = *news == ChannelNews::Back;
            }
            ChannelNews::Renamed(name) if is_later(at, &mut self.named_at) => self.name = Some(name.clone()),
            ChannelNews::HasId(now) => self.channel = now.clone(),
            ChannelNews::Gone | ChannelNews::Back | ChannelNews::Renamed(_) => {}
        }
    }
}

/// Whether something happened no earlier than the last of its kind, whose time it then is.
fn is_later(at: Timestamp, last: &mut Option<Timestamp>) -> bool {
    let is_later = last.is_none_or(|last| last <= at);
    if is_later {
        *last = Some(at);
    }
    is_later
}

#[cfg(test)]
mod tests {
    use super::ChannelNews;
    use crate::domain::{ChannelId, TicketingChannel, Timestamp, WorkspaceSettings};

    fn settings() -> WorkspaceSettings {
        let channels = [("C1", "Billing"), ("C2", "Support")];
        WorkspaceSettings {
            version: 7,
            ticketing_channels: channels.map(|(id, label)| TicketingChannel::new(ChannelId::new(id), label)).into(),
            default_channel: Some(ChannelId::new("C1")),
            ..WorkspaceSettings::default()
        }
    }

    const NOON: i64 = 1_790_000_000_000;

    fn told(settings: &WorkspaceSettings, channel: &str, news: &ChannelNews) -> Option<WorkspaceSettings> {
        told_at(settings, channel, news, 0)
    }

    /// Told of what happened so many seconds after noon.
    fn told_at(
        settings: &WorkspaceSettings,
        channel: &str,
        news: &ChannelNews,
        seconds: i64,
    ) -> Option<WorkspaceSettings> {
        settings.told_of(&ChannelId::new(channel), news, Timestamp::from_millis(NOON + seconds * 1000))
    }

    fn is_usable(settings: &WorkspaceSettings) -> bool {
        settings.usable_channel(&ChannelId::new("C2")).is_some()
    }

    #[test]
    fn a_channel_that_went_takes_no_ticket_until_it_is_back() {
        let gone = told(&settings(), "C2", &ChannelNews::Gone).unwrap();
        assert_eq!(gone.version, 8);
        assert_eq!(gone.usable_channel(&ChannelId::new("C2")), None);
        assert_eq!(gone.route(Some("Support")).queue.channel, Some(ChannelId::new("C1")));
        assert_eq!(told(&gone, "C2", &ChannelNews::Gone), None, "that is known");
        let back = told(&gone, "C2", &ChannelNews::Back).unwrap();
        assert!(is_usable(&back) && back.version == 9);
    }

    #[test]
    fn what_is_told_late_does_not_undo_what_happened_after_it() {
        let back = told_at(&settings(), "C2", &ChannelNews::Back, 30).unwrap();
        assert_eq!(told_at(&back, "C2", &ChannelNews::Gone, 0), None, "it was archived before it was brought back");
        assert!(is_usable(&back));
        assert!(!is_usable(&told_at(&back, "C2", &ChannelNews::Gone, 31).unwrap()));
        let renamed = |name: &str| ChannelNews::Renamed(name.to_owned());
        let named = told_at(&settings(), "C2", &renamed("new"), 30).unwrap();
        assert_eq!(told_at(&named, "C2", &renamed("old"), 0), None);
        assert_eq!(named.ticketing_channels[1].name.as_deref(), Some("new"));
    }

    #[test]
    fn a_new_name_and_a_new_id_are_taken_over_and_the_default_channel_stays_the_default() {
        let named = told(&settings(), "C1", &ChannelNews::Renamed("billing-eu".to_owned())).unwrap();
        assert_eq!(named.ticketing_channels[0].name.as_deref(), Some("billing-eu"));
        let moved = told(&named, "C1", &ChannelNews::HasId(ChannelId::new("C9"))).unwrap();
        assert_eq!(moved.route(None).queue.channel, Some(ChannelId::new("C9")));
        assert_eq!(moved.ticketing_channels[0].label, "Billing");
        let other = told(&settings(), "C2", &ChannelNews::HasId(ChannelId::new("C8"))).unwrap();
        assert_eq!(other.default_channel, Some(ChannelId::new("C1")));
    }

    #[test]
    fn what_is_told_of_any_other_channel_changes_nothing() {
        for news in [ChannelNews::Gone, ChannelNews::Back, ChannelNews::HasId(ChannelId::new("C9"))] {
            assert_eq!(told(&settings(), "C3", &news), None, "{news:?}");
        }
    }
}
