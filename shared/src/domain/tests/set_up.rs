//! The two channels of a workspace's set-up, and what its checklist reads from the settings.

use crate::domain::{ChannelId, FirstChannel, PriorityGroup, UserId, WorkspaceSettings};

fn with(settings: &WorkspaceSettings, first: FirstChannel, id: &str) -> WorkspaceSettings {
    settings.with_first_channel(first, ChannelId::new(id), first.name()).unwrap()
}

#[test]
fn a_taken_name_gets_a_suffix() {
    let names = [1, 2, 3].map(|attempt| FirstChannel::Default.name_of(attempt));
    assert_eq!(names, ["support-default", "support-default-2", "support-default-3"]);
    assert_eq!(FirstChannel::Team.name_of(12), "support-team-12");
}

#[test]
fn both_channels_take_tickets_and_the_first_is_the_default() {
    let one = with(&WorkspaceSettings::default(), FirstChannel::Default, "C1");
    let both = with(&one, FirstChannel::Team, "C2");
    assert_eq!((both.version, both.default_channel.clone()), (2, Some(ChannelId::new("C1"))));
    let route = |label: Option<&str>| both.route(label).queue.channel;
    assert_eq!(route(None), Some(ChannelId::new("C1")));
    assert_eq!(route(Some("support team")), Some(ChannelId::new("C2")));
}

#[test]
fn what_comes_twice_or_was_added_by_somebody_meanwhile_is_added_once() {
    let one = with(&WorkspaceSettings::default(), FirstChannel::Default, "C1");
    for (first, id) in [(FirstChannel::Default, "C1"), (FirstChannel::Default, "C9"), (FirstChannel::Team, "C1")] {
        assert_eq!(one.with_first_channel(first, ChannelId::new(id), "x"), None, "{first:?} {id}");
    }
    let team = with(&one, FirstChannel::Team, "C2");
    assert_eq!(team.with_first_channel(FirstChannel::Team, ChannelId::new("C3"), "x"), None);
}

#[test]
fn somebody_beside_the_installer_is_a_teammate_wherever_they_are_named() {
    let (may, ben) = (UserId::new("U1"), UserId::new("U2"));
    let alone = WorkspaceSettings { super_admins: vec![may.clone()], ..WorkspaceSettings::default() };
    assert!(!alone.has_teammates_of(&may));
    let admin = WorkspaceSettings { admins: vec![ben.clone()], ..alone.clone() };
    let group = PriorityGroup { members: vec![may.clone(), ben], user_group: None };
    let called = WorkspaceSettings { priority_group: group.clone(), ..alone.clone() };
    let mut own = with(&alone, FirstChannel::Default, "C1");
    own.ticketing_channels[0].group = Some(group);
    assert!([admin, called, own].iter().all(|settings| settings.has_teammates_of(&may)));
}
