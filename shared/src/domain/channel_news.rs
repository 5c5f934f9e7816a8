//! What Slack tells of a ticketing channel, and what the settings are then.

use super::{ChannelId, TicketingChannel, WorkspaceSettings};

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
    /// The settings after Slack has told this of a channel. `None`: it is no ticketing channel, or they say so already.
    #[must_use]
    pub fn told_of(&self, channel: &ChannelId, news: &ChannelNews) -> Option<Self> {
        let mut told = self.clone();
        let known = told.ticketing_channels.iter_mut().find(|known| known.channel == *channel)?;
        known.hear(news);
        if let (ChannelNews::HasId(now), true) = (news, told.default_channel.as_ref() == Some(channel)) {
            told.default_channel = Some(now.clone());
        }
        let is_new = told != *self;
        told.version = self.version.saturating_add(1);
        is_new.then_some(told)
    }
}

impl TicketingChannel {
    fn hear(&mut self, news: &ChannelNews) {
        match news {
            ChannelNews::Gone => self.usable = false,
            ChannelNews::Back => self.usable = true,
            ChannelNews::Renamed(name) => self.name = Some(name.clone()),
            ChannelNews::HasId(now) => self.channel = now.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ChannelNews;
    use crate::domain::{ChannelId, TicketingChannel, WorkspaceSettings};

    fn settings() -> WorkspaceSettings {
        let channels = [("C1", "Billing"), ("C2", "Support")];
        WorkspaceSettings {
            version: 7,
            ticketing_channels: channels.map(|(id, label)| TicketingChannel::new(ChannelId::new(id), label)).into(),
            default_channel: Some(ChannelId::new("C1")),
            ..WorkspaceSettings::default()
        }
    }

    fn told(settings: &WorkspaceSettings, channel: &str, news: &ChannelNews) -> Option<WorkspaceSettings> {
        settings.told_of(&ChannelId::new(channel), news)
    }

    #[test]
    fn a_channel_that_went_takes_no_ticket_until_it_is_back() {
        let gone = told(&settings(), "C2", &ChannelNews::Gone).unwrap();
        assert_eq!(gone.version, 8);
        assert_eq!(gone.usable_channel(&ChannelId::new("C2")), None);
        assert_eq!(gone.route(Some("Support")).queue.channel, Some(ChannelId::new("C1")));
        assert_eq!(told(&gone, "C2", &ChannelNews::Gone), None, "that is known");
        let back = told(&gone, "C2", &ChannelNews::Back).unwrap();
        assert_eq!(back, WorkspaceSettings { version: 9, ..settings() });
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
