//! Which ticketing channel a ticket goes to (`product.md` 1), and whose group counts there.

use super::{ChannelId, PersonKind, PriorityGroup, Queue, Standing, TicketingChannel, UserId, WorkspaceSettings};

/// The label that always means the default ticketing channel.
pub const DEFAULT_LABEL: &str = "default";

/// Where a label leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The queue.
    pub queue: Queue,
    /// The label that was asked for, when no channel has it.
    pub unknown_label: Option<String>,
}

impl WorkspaceSettings {
    /// The queue for a label, without regard to case and surrounding blanks. A current label goes before a former one;
    /// no label, an unknown one or [`DEFAULT_LABEL`] means the default channel. A channel that can't be used gives way
    /// to the default one, that to the first which can; with none the queue has no channel, and the ticket waits.
    pub fn route(&self, label: Option<&str>) -> Route {
        let asked = label.map(str::trim).filter(|asked| !asked.is_empty());
        let named = asked.filter(|asked| folded(asked) != DEFAULT_LABEL);
        let found = named.and_then(|named| self.labelled(named));
        Route {
            queue: self.usable_queue(found.or_else(|| self.default_ticketing_channel())),
            unknown_label: named.filter(|_| found.is_none()).map(str::to_owned),
        }
    }

    /// Where a ticket that stood in this queue waits now: there, or, when its channel can't be used any more, where its
    /// label leads.
    pub fn requeue(&self, queue: &Queue) -> Queue {
        let channel = queue.channel.as_ref().and_then(|channel| self.usable_channel(channel));
        channel.map_or_else(|| self.route(Some(&queue.label)).queue, queue_of)
    }

    /// This ticketing channel's settings, if it is one.
    pub fn ticketing_channel(&self, channel: &ChannelId) -> Option<&TicketingChannel> {
        self.ticketing_channels.iter().find(|known| known.channel == *channel)
    }

    /// This ticketing channel's settings, if tickets can be posted in it.
    pub fn usable_channel(&self, channel: &ChannelId) -> Option<&TicketingChannel> {
        self.ticketing_channel(channel).filter(|known| known.usable)
    }

    /// The priority group that counts in a ticketing channel: its own, else the workspace's.
    pub fn group_of(&self, channel: Option<&ChannelId>) -> &PriorityGroup {
        let own = channel.and_then(|channel| self.ticketing_channel(channel)?.group.as_ref());
        own.unwrap_or(&self.priority_group)
    }

    /// What a person is by these settings, for a ticket of this queue. The columns that Slack and the ticket know
    /// (`in_inbox_channel`, `in_ticketing_channel`, `handler`) are left to be set.
    pub fn standing_of(&self, user: &UserId, queue: Option<&Queue>, kind: PersonKind) -> Standing {
        let group = self.group_of(queue.and_then(|queue| queue.channel.as_ref()));
        Standing {
            in_priority_group: group.members.contains(user),
            admin: self.admins.contains(user),
            super_admin: self.super_admins.contains(user),
            kind,
            ..Standing::default()
        }
    }

    fn labelled(&self, label: &str) -> Option<&TicketingChannel> {
        let wanted = folded(label);
        let current = self.ticketing_channels.iter().find(|known| folded(&known.label) == wanted);
        current.or_else(|| {
            let had_it = |known: &&TicketingChannel| known.former_labels.iter().any(|had| folded(had) == wanted);
            self.ticketing_channels.iter().find(had_it)
        })
    }

    fn default_ticketing_channel(&self) -> Option<&TicketingChannel> {
        self.default_channel.as_ref().and_then(|channel| self.ticketing_channel(channel))
    }

    fn usable_queue(&self, wanted: Option<&TicketingChannel>) -> Queue {
        let candidates = wanted.into_iter().chain(self.default_ticketing_channel()).chain(&self.ticketing_channels);
        let usable = candidates.into_iter().find(|known| known.usable);
        usable.map_or_else(|| nowhere(wanted), queue_of)
    }
}

/// A queue without a channel keeps the name of the team that was meant.
fn nowhere(wanted: Option<&TicketingChannel>) -> Queue {
    Queue { channel: None, label: wanted.map_or_else(|| DEFAULT_LABEL.to_owned(), |known| known.label.clone()) }
}

/// The queue of a ticketing channel.
pub(super) fn queue_of(known: &TicketingChannel) -> Queue {
    Queue { channel: Some(known.channel.clone()), label: known.label.clone() }
}

/// A label without what is disregarded of it: case and surrounding blanks.
pub(super) fn folded(label: &str) -> String {
    label.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::Route;
    use crate::domain::{ChannelId, PersonKind, PriorityGroup, Queue, TicketingChannel, UserId, WorkspaceSettings};

    fn two_teams() -> WorkspaceSettings {
        WorkspaceSettings {
            ticketing_channels: vec![
                TicketingChannel::new(ChannelId::new("C1"), "Général"),
                TicketingChannel::new(ChannelId::new("C2"), "Support Team"),
            ],
            default_channel: Some(ChannelId::new("C1")),
            ..WorkspaceSettings::default()
        }
    }

    fn to(channel: &str, label: &str) -> Queue {
        Queue { channel: Some(ChannelId::new(channel)), label: label.to_owned() }
    }

    fn known(queue: Queue) -> Route {
        Route { queue, unknown_label: None }
    }

    #[test]
    fn a_label_is_found_without_regard_to_case_and_surrounding_blanks() {
        assert_eq!(two_teams().route(Some("  sUPPORT tEAM\n")), known(to("C2", "Support Team")));
        assert_eq!(two_teams().route(Some("GÉNÉRAL")), known(to("C1", "Général")));
    }

    #[test]
    fn no_label_and_default_mean_the_default_channel() {
        for label in [None, Some(""), Some("  "), Some("default"), Some(" Default ")] {
            assert_eq!(two_teams().route(label), known(to("C1", "Général")), "{label:?}");
        }
    }

    #[test]
    fn an_unknown_label_means_the_default_channel_and_is_named() {
        let route = two_teams().route(Some(" Billing "));
        assert_eq!(route.queue, to("C1", "Général"));
        assert_eq!(route.unknown_label.as_deref(), Some("Billing"));
    }

    #[test]
    fn an_edited_label_goes_on_working_until_another_channel_takes_it() {
        let mut settings = two_teams();
        settings.ticketing_channels[1].former_labels.push("Helpdesk".to_owned());
        assert_eq!(settings.route(Some("helpdesk")), known(to("C2", "Support Team")));

        settings.ticketing_channels.push(TicketingChannel::new(ChannelId::new("C3"), "HELPDESK"));
        assert_eq!(settings.route(Some("helpdesk")), known(to("C3", "HELPDESK")));
    }

    #[test]
    fn a_channel_that_cant_be_used_gives_way_to_the_default_and_that_to_any() {
        let mut settings = two_teams();
        settings.ticketing_channels[1].usable = false;
        assert_eq!(settings.route(Some("Support Team")), known(to("C1", "Général")));

        settings.ticketing_channels[1].usable = true;
        settings.ticketing_channels[0].usable = false;
        assert_eq!(settings.route(None), known(to("C2", "Support Team")));
    }

    #[test]
    fn with_no_usable_channel_the_queue_has_none_and_keeps_the_teams_name() {
        let mut settings = two_teams();
        for channel in &mut settings.ticketing_channels {
            channel.usable = false;
        }
        let nowhere = settings.route(Some("support team"));
        assert_eq!(nowhere.queue.channel, None);
        assert_eq!(nowhere.queue.label, "Support Team");
        assert_eq!(WorkspaceSettings::default().route(None).queue.label, "default");
    }

    #[test]
    fn a_ticket_goes_back_to_its_channel_under_the_channels_new_label() {
        let mut settings = two_teams();
        settings.ticketing_channels[1].label = "Second Line".to_owned();
        assert_eq!(settings.requeue(&to("C2", "Support Team")), to("C2", "Second Line"));

        settings.ticketing_channels.remove(1);
        assert_eq!(settings.requeue(&to("C2", "Support Team")), to("C1", "Général"));
    }

    #[test]
    fn a_channels_own_group_counts_there_and_the_workspaces_elsewhere() {
        let mut settings = two_teams();
        let group = |user: &str| PriorityGroup { members: vec![UserId::new(user)], user_group: None };
        settings.priority_group = group("U1");
        settings.ticketing_channels[1].group = Some(group("U2"));

        let in_group = |user: &str, channel: &str| {
            let queue = to(channel, "");
            let standing = settings.standing_of(&UserId::new(user), Some(&queue), PersonKind::Member);
            standing.in_priority_group
        };
        assert!(in_group("U1", "C1") && !in_group("U1", "C2"));
        assert!(in_group("U2", "C2") && !in_group("U2", "C1"));
    }
}
