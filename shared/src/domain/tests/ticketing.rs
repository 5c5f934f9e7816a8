//! Ticketing channels, as admins add, change and delete them.

use crate::domain::{
    ChannelId, EntryRefused, GroupRefused, Hours, HoursEntered, LABEL_MAX, Ladder, LastStep, NotDeleted, PriorityGroup,
    STEP_MINUTES_MAX, TICKETING_CHANNELS_MAX, TicketingChannel, TicketingEntered, TicketingField, TicketingRefused,
    UserId, Weekday, WorkspaceSettings,
};

fn channel(id: &str) -> ChannelId {
    ChannelId::new(id)
}

fn entered(id: &str, label: &str) -> TicketingEntered {
    TicketingEntered {
        channel: Some(channel(id)),
        label: label.to_owned(),
        is_default: false,
        members: Vec::new(),
        user_group: String::new(),
        hours: HoursEntered::default(),
        here: "5".to_owned(),
        unanswered: "15".to_owned(),
        then: LastStep::Close,
        return_after: "30".to_owned(),
    }
}

/// The default one, and Sales.
fn settings() -> WorkspaceSettings {
    WorkspaceSettings {
        version: 3,
        ticketing_channels: vec![
            TicketingChannel::new(channel("C1"), "default"),
            TicketingChannel::new(channel("C2"), "Sales"),
        ],
        default_channel: Some(channel("C1")),
        ..WorkspaceSettings::default()
    }
}

fn hours(days: &[Weekday], from: &str, to: &str, time_zone: &str) -> HoursEntered {
    HoursEntered { days: days.to_vec(), from: from.to_owned(), to: to.to_owned(), time_zone: time_zone.to_owned() }
}

fn leads(settings: &WorkspaceSettings, label: &str) -> Option<ChannelId> {
    settings.route(Some(label)).queue.channel
}

#[test]
fn a_new_channel_takes_no_ticket_before_slack_has_said_that_the_app_is_in_it() {
    let after = settings().with_ticketing_channel(&entered("C3", " Billing  EU ")).unwrap();
    let new = after.ticketing_channel(&channel("C3")).unwrap();
    assert_eq!((new.label.as_str(), new.usable, after.version), ("Billing EU", false, 4));
    assert_eq!(leads(&after, "billing eu"), Some(channel("C1")), "until then the default one has them");
    assert_eq!(after.default_channel, Some(channel("C1")));
    let first = WorkspaceSettings::default().with_ticketing_channel(&entered("C3", "default")).unwrap();
    assert_eq!(first.default_channel, Some(channel("C3")), "the first is the default");
}

#[test]
fn an_edited_label_goes_on_working_until_another_channel_takes_it() {
    let renamed = settings().with_changed_channel(&channel("C2"), &entered("C2", "Orders")).unwrap();
    assert_eq!((leads(&renamed, "sales"), leads(&renamed, "orders")), (Some(channel("C2")), Some(channel("C2"))));
    let mut taken = renamed.with_ticketing_channel(&entered("C3", "SALES")).unwrap();
    taken.ticketing_channels[2].usable = true;
    assert_eq!(leads(&taken, "sales"), Some(channel("C3")));
    let back = renamed.with_changed_channel(&channel("C2"), &entered("C2", "Sales")).unwrap();
    assert_eq!(back.ticketing_channels[1].former_labels, ["Orders"], "not its own one");
}

#[test]
fn another_slack_channel_for_a_team_is_asked_about_anew_and_stays_the_default() {
    let other = TicketingEntered { is_default: true, ..entered("C9", "default") };
    let moved = settings().with_changed_channel(&channel("C1"), &other).unwrap();
    assert_eq!(moved.default_channel, Some(channel("C9")));
    let known = moved.ticketing_channel(&channel("C9")).unwrap();
    assert_eq!((known.usable, known.name.clone()), (false, None));
}

#[test]
fn another_one_can_be_made_the_default_and_the_default_itself_not_be_unmade() {
    let made = TicketingEntered { is_default: true, ..entered("C2", "Sales") };
    let after = settings().with_changed_channel(&channel("C2"), &made).unwrap();
    assert_eq!(after.default_channel, Some(channel("C2")));
    let refused = settings().with_changed_channel(&channel("C1"), &entered("C1", "default"));
    assert_eq!(refused, Err(vec![(TicketingField::Default, TicketingRefused::StaysDefault)]));
}

#[test]
fn what_is_refused_is_told_of_each_field() {
    let one = |id: &str, label: &str| settings().with_ticketing_channel(&entered(id, label)).unwrap_err();
    let label = |why| vec![(TicketingField::Label, why)];
    assert_eq!(one("C3", " sAlEs "), label(TicketingRefused::LabelTaken));
    assert_eq!(one("C3", "Default"), label(TicketingRefused::LabelOfTheDefault));
    assert_eq!(one("C3", " \t"), label(TicketingRefused::Entry(EntryRefused::Empty)));
    let long = label(TicketingRefused::Entry(EntryRefused::TooLong(LABEL_MAX)));
    assert_eq!(one("C3", &"x".repeat(LABEL_MAX + 1)), long);
    let taken = TicketingRefused::ChannelTaken("Sales".to_owned());
    assert_eq!(one("C2", "New"), vec![(TicketingField::Channel, taken)]);

    let wrong = TicketingEntered {
        channel: None,
        here: String::new(),
        unanswered: "soon".to_owned(),
        return_after: (STEP_MINUTES_MAX + 1).to_string(),
        user_group: "support".to_owned(),
        hours: hours(&[], "9", "25:00", "Hong Kong"),
        ..entered("C3", "")
    };
    let fields = settings().with_ticketing_channel(&wrong).unwrap_err().into_iter().map(|(field, _)| field);
    let all = [
        TicketingField::Channel,
        TicketingField::Label,
        TicketingField::UserGroup,
        TicketingField::Days,
        TicketingField::From,
        TicketingField::To,
        TicketingField::TimeZone,
        TicketingField::Here,
        TicketingField::Unanswered,
        TicketingField::Return,
    ];
    assert_eq!(fields.collect::<Vec<_>>(), all);
}

#[test]
fn no_other_channel_has_the_label_that_means_the_default_one() {
    let renamed = TicketingEntered { is_default: true, ..entered("C1", "Front desk") };
    let settings = settings().with_changed_channel(&channel("C1"), &renamed).unwrap();
    let refused = settings.with_ticketing_channel(&entered("C3", "DEFAULT"));
    assert_eq!(refused, Err(vec![(TicketingField::Label, TicketingRefused::LabelOfTheDefault)]));
}

#[test]
fn the_last_one_and_the_default_are_not_deleted() {
    assert_eq!(settings().without_ticketing_channel(&channel("C1")), Err(NotDeleted::IsDefault));
    assert_eq!(settings().without_ticketing_channel(&channel("C9")), Err(NotDeleted::Unknown));
    let left = settings().without_ticketing_channel(&channel("C2")).unwrap();
    assert_eq!((left.ticketing_channels.len(), left.version), (1, 4));
    assert_eq!(left.without_ticketing_channel(&channel("C1")), Err(NotDeleted::Last));
}

#[test]
fn a_workspace_has_so_many_and_no_more() {
    let channels = (0..TICKETING_CHANNELS_MAX).map(|n| TicketingChannel::new(channel(&n.to_string()), n.to_string()));
    let full = WorkspaceSettings { ticketing_channels: channels.collect(), ..settings() };
    let refused = full.with_ticketing_channel(&entered("C-NEW", "New"));
    assert_eq!(refused, Err(vec![(TicketingField::Channel, TicketingRefused::TooMany)]));
}

#[test]
fn times_and_the_last_step_are_kept() {
    let times = TicketingEntered {
        here: "0".to_owned(),
        unanswered: " 20 ".to_owned(),
        then: LastStep::KeepWaiting,
        return_after: "0".to_owned(),
        ..entered("C2", "Sales")
    };
    let after = settings().with_changed_channel(&channel("C2"), &times).unwrap();
    let known = after.ticketing_channel(&channel("C2")).unwrap();
    let ladder = Ladder { here_after_minutes: 0, unanswered_after_minutes: 20, then: LastStep::KeepWaiting };
    assert_eq!((known.ladder.clone(), known.return_after_minutes), (ladder, 0));
}

#[test]
fn its_own_group_and_hours_are_kept_and_empty_ones_mean_the_workspaces_group_and_always() {
    let own = TicketingEntered {
        members: vec![UserId::new("U1"), UserId::new("U1")],
        user_group: " <!subteam^S1|@sales> ".to_owned(),
        hours: hours(&[Weekday::Monday], "9:00", "17:30", "asia/hong kong"),
        ..entered("C2", "Sales")
    };
    let after = settings().with_changed_channel(&channel("C2"), &own).unwrap();
    let known = after.ticketing_channel(&channel("C2")).unwrap();
    assert_eq!(known.group, Some(PriorityGroup::new(vec![UserId::new("U1")], "S1").unwrap()));
    let time_zone = "Asia/Hong_Kong".to_owned();
    let expected = Hours { days: vec![Weekday::Monday], from_minute: 540, to_minute: 1050, time_zone };
    assert_eq!(known.hours, Some(expected));
    let emptied = after.with_changed_channel(&channel("C2"), &entered("C2", "Sales")).unwrap();
    let known = emptied.ticketing_channel(&channel("C2")).unwrap();
    assert_eq!((&known.group, &known.hours), (&None, &None));
}

#[test]
fn hours_that_are_begun_are_to_be_whole_and_each_field_says_what_is_wrong() {
    let empty = TicketingRefused::Entry(EntryRefused::Empty);
    let days = [Weekday::Friday];
    let cases = [
        (hours(&[], "9:00", "17:00", "UTC"), TicketingField::Days, empty.clone()),
        (hours(&days, " ", "17:00", "UTC"), TicketingField::From, empty.clone()),
        (hours(&days, "9:00", "", "UTC"), TicketingField::To, empty.clone()),
        (hours(&days, "9:00", "17:00", ""), TicketingField::TimeZone, empty),
        (hours(&days, "9 am", "17:00", "UTC"), TicketingField::From, TicketingRefused::NoTime),
        (hours(&days, "9:00", "24:30", "UTC"), TicketingField::To, TicketingRefused::NoTime),
        (hours(&days, "9:00", "17:00", "Mars/Base"), TicketingField::TimeZone, TicketingRefused::NoTimeZone),
    ];
    for (hours, field, why) in cases {
        let wrong = TicketingEntered { hours: hours.clone(), ..entered("C3", "New") };
        assert_eq!(settings().with_ticketing_channel(&wrong), Err(vec![(field, why)]), "{hours:?}");
    }
    let odd = TicketingEntered { user_group: "support".to_owned(), ..entered("C3", "New") };
    let why = TicketingRefused::Group(GroupRefused::NoUserGroup);
    assert_eq!(settings().with_ticketing_channel(&odd), Err(vec![(TicketingField::UserGroup, why)]));
}

#[test]
fn what_slack_tells_is_no_change_of_what_admins_have_set() {
    let told = TicketingChannel {
        usable: false,
        name: Some("sales".to_owned()),
        former_labels: vec!["Orders".to_owned()],
        ..TicketingChannel::new(channel("C2"), "Sales")
    };
    assert_eq!(told.as_set(), TicketingChannel::new(channel("C2"), "Sales"));
    assert_eq!(told.changes_to(&told.as_set()), []);
    let other = TicketingChannel { label: "Orders".to_owned(), return_after_minutes: 5, ..told.clone() };
    assert_eq!(told.changes_to(&other), [TicketingField::Label, TicketingField::Return]);
}
