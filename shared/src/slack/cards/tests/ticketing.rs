//! The pages of ticketing channels, and what is said at their fields.

use expect_test::expect_file;

use super::{listed, names, seen_in, user};
use crate::domain::{
    ChannelId, EntryRefused, GroupRefused, Hours, Ladder, LastStep, NotDeleted, PeopleRefused, PriorityGroup,
    TICKETING_CHANNELS_MAX, TicketingChannel, TicketingField, TicketingRefused, Unfit, UserGroupId, Weekday,
};
use crate::slack::blocks::View;
use crate::slack::cards::{
    OpenedOn, TicketingAbout, TicketingAction, TicketingDelete, TicketingForm, TicketingKept, TicketingList,
    hours_in_words, read_last_step, ticketing_choice, ticketing_refused,
};

fn channel(id: &str, label: &str) -> TicketingChannel {
    TicketingChannel::new(ChannelId::new(id), label)
}

fn sales() -> TicketingChannel {
    let hours = Hours {
        days: vec![Weekday::Monday, Weekday::Friday],
        from_minute: 540,
        to_minute: 1110,
        time_zone: "Asia/Hong_Kong".to_owned(),
    };
    let ladder = Ladder { here_after_minutes: 3, unanswered_after_minutes: 0, then: LastStep::KeepWaiting };
    let user_group = Some(UserGroupId::new("S07TEAM001"));
    let group = Some(PriorityGroup { members: vec![user("U07MAY")], user_group });
    TicketingChannel { hours: Some(hours), ladder, group, ..channel("C2", "Sales <EU>") }
}

fn about(channel: Option<&TicketingChannel>) -> TicketingAbout {
    let opened = OpenedOn { opened_on: "digest".to_owned() };
    TicketingAbout { opened, channel: channel.map(|known| known.channel.clone()) }
}

fn list(channels: &[TicketingChannel], is_stale: bool) -> View {
    let (default, bot) = (ChannelId::new("C1"), user("U08BOT"));
    TicketingList { channels, default: Some(&default), bot: Some(&bot), is_stale }.render().unwrap()
}

fn form(channel: Option<&TicketingChannel>, is_default: bool, is_stale: bool) -> String {
    seen_in(&TicketingForm { about: &about(channel), channel, is_default, is_stale }.render().unwrap())
}

fn deletion(is_stale: bool) -> String {
    let (sales, default) = (sales(), channel("C1", "default"));
    let about = about(Some(&sales));
    seen_in(&TicketingDelete { about: &about, channel: &sales, default: Some(&default), is_stale }.render().unwrap())
}

fn lines(said: impl Iterator<Item = (&'static str, String)>) -> String {
    let lines: Vec<String> = said.map(|(at, said)| format!("{at}: {said}\n")).collect();
    lines.concat()
}

fn errors() -> String {
    let minutes = TicketingRefused::Entry(EntryRefused::NotBetween(0, 10_080));
    let empty = || TicketingRefused::Entry(EntryRefused::Empty);
    let unfit = PeopleRefused::Unfit(vec![(user("U07JOE"), Unfit::SingleChannelGuest)]);
    let all = [
        (TicketingField::Channel, empty()),
        (TicketingField::Channel, TicketingRefused::ChannelTaken("Sales".to_owned())),
        (TicketingField::Channel, TicketingRefused::TooMany),
        (TicketingField::Channel, TicketingRefused::IsInbox),
        (TicketingField::Label, empty()),
        (TicketingField::Label, TicketingRefused::Entry(EntryRefused::TooLong(75))),
        (TicketingField::Label, TicketingRefused::LabelTaken),
        (TicketingField::Label, TicketingRefused::LabelOfTheDefault),
        (TicketingField::Default, TicketingRefused::StaysDefault),
        (TicketingField::Members, TicketingRefused::Group(GroupRefused::People(unfit))),
        (TicketingField::Members, TicketingRefused::Group(GroupRefused::TooMany)),
        (TicketingField::UserGroup, TicketingRefused::Group(GroupRefused::NoUserGroup)),
        (TicketingField::Days, empty()),
        (TicketingField::From, empty()),
        (TicketingField::To, TicketingRefused::NoTime),
        (TicketingField::TimeZone, empty()),
        (TicketingField::TimeZone, TicketingRefused::NoTimeZone),
        (TicketingField::Here, empty()),
        (TicketingField::Return, minutes),
    ];
    lines(all.iter().map(|refused| ticketing_refused(refused, &names())))
}

fn choices() -> String {
    let one = ChannelId::new("C1");
    let all = [
        ticketing_choice(None, Some(&one), 2),
        ticketing_choice(Some(TicketingAction::Change), None, 2),
        ticketing_choice(Some(TicketingAction::Add), Some(&one), 2),
        ticketing_choice(Some(TicketingAction::Add), None, TICKETING_CHANNELS_MAX),
    ];
    lines(all.into_iter().flatten())
}

#[test]
fn the_pages_and_what_is_said_at_their_fields_read_well() {
    let two = [channel("C1", "default").named("support-default"), TicketingChannel { usable: false, ..sales() }];
    let none_usable = two.clone().map(|known| TicketingChannel { usable: false, ..known });
    let kept = |why| seen_in(&TicketingKept(why).render().unwrap());
    let texts = [
        ("the list", seen_in(&list(&two, false))),
        ("the list, and one is gone by now", seen_in(&list(&two[..1], true))),
        ("the list, and none can be used", seen_in(&list(&none_usable, false))),
        ("the list, of none", seen_in(&list(&[], false))),
        ("add", form(None, false, false)),
        ("change", form(Some(&sales()), false, false)),
        ("change the default, stale", form(Some(&channel("C1", "default")), true, true)),
        ("delete", deletion(false)),
        ("delete, stale", deletion(true)),
        ("the last", kept(NotDeleted::Last)),
        ("the default", kept(NotDeleted::IsDefault)),
        ("gone", kept(NotDeleted::Unknown)),
        ("at the list", choices()),
        ("at the fields", errors()),
    ];
    expect_file!["../ticketing.snapshot.txt"].assert_eq(&listed(texts));
}

#[test]
fn two_hundred_and_fifty_of_the_longest_labels_are_listed_and_offered() {
    let label = |n: usize| format!("{n:03}{}", "団&".repeat(36));
    let many: Vec<TicketingChannel> = (0..TICKETING_CHANNELS_MAX)
        .map(|n| TicketingChannel { usable: n != 3, ..channel(&format!("C{n:010}"), &label(n)) })
        .map(|known| known.named(&"n".repeat(80)))
        .collect();
    let seen = seen_in(&list(&many, true));
    for id in ["<#C0000000000>", "<#C0000000003> · :warning: not used", "<#C0000000249>"] {
        assert!(seen.contains(id), "{id}");
    }
    let offered = seen.lines().filter(|line| line.starts_with("   ") && line.contains("団&団&")).count();
    assert!(offered >= TICKETING_CHANNELS_MAX, "{offered}");
}

#[test]
fn choices_are_read_back() {
    for action in [TicketingAction::Add, TicketingAction::Change, TicketingAction::Delete] {
        assert_eq!(TicketingAction::read(action.value()), Some(action));
    }
    for day in Weekday::ALL {
        assert_eq!(Weekday::read(day.value()), Some(day));
    }
    assert_eq!((read_last_step("close"), read_last_step("wait")), (Some(LastStep::Close), Some(LastStep::KeepWaiting)));
    assert_eq!((TicketingAction::read("x"), Weekday::read("x"), read_last_step("x")), (None, None, None));
    let about = about(Some(&sales()));
    assert_eq!(TicketingAbout::read(&serde_json::to_string(&about).unwrap()), Some(about));
    assert_eq!(hours_in_words(sales().hours.as_ref()), "Mon Fri 9:00 to 18:30, Asia/Hong_Kong");
    assert_eq!(hours_in_words(None), "always open");
}
