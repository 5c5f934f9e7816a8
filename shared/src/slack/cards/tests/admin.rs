//! The modals of the Admin Panel, and what is said at their fields.

use expect_test::expect_file;

use super::{NOON, listed, names, seen_in, user};
use crate::domain::{
    EntryRefused, GroupRefused, PeopleRefused, PriorityGroup, Setting, Unfit, UserGroupId, UserId, WorkspaceSettings,
};
use crate::slack::cards::{
    AdminArea, AdminClosed, AdminPanel, AuditShown, GeneralPanel, GroupPanel, OpenedOn, entry_refused, group_refused,
};

fn about() -> OpenedOn {
    OpenedOn { opened_on: "digest".to_owned() }
}

fn group(members: Vec<UserId>) -> GroupPanel {
    let group = PriorityGroup { members, user_group: Some(UserGroupId::new("S07TEAM001")) };
    GroupPanel { about: about(), group, is_stale: false }
}

fn general() -> GeneralPanel {
    GeneralPanel { about: about(), general: WorkspaceSettings::default().general(), is_stale: false }
}

fn said((field, said): (&'static str, String)) -> String {
    format!("{field}: {said}\n")
}

#[test]
fn the_panels_and_what_is_said_at_their_fields_read_well() {
    let done = AuditShown { by: user("U07MAY"), what: "set 1 on 1 to True".to_owned(), people: Vec::new(), at: NOON };
    let closed = |admins: &[UserId]| seen_in(&AdminClosed { admins, names: &names() }.render().unwrap());
    let no_guest = PeopleRefused::Unfit(vec![(user("U07JOE"), Unfit::SingleChannelGuest)]);
    let texts = [
        ("the first page", seen_in(&AdminPanel { last: vec![done] }.render().unwrap())),
        ("for others", closed(&[user("U07MAY"), user("U07KIM")])),
        ("for others, and nobody is admin", closed(&[])),
        ("priority group", seen_in(&group(vec![user("U07MAY")]).render().unwrap())),
        ("live chats", seen_in(&general().render().unwrap())),
        ("live chats, stale", seen_in(&GeneralPanel { is_stale: true, ..general() }.render().unwrap())),
        ("too many", said(group_refused(&GroupRefused::TooMany, &names()))),
        ("a guest", said(group_refused(&GroupRefused::People(no_guest), &names()))),
        ("no user group", said(group_refused(&GroupRefused::NoUserGroup, &names()))),
        ("no word", said(entry_refused(Setting::TeamWord, EntryRefused::Empty))),
        ("a long word", said(entry_refused(Setting::TeamWord, EntryRefused::TooLong(40)))),
        ("no days", said(entry_refused(Setting::EndedChats, EntryRefused::Empty))),
        ("no number", said(entry_refused(Setting::Idle, EntryRefused::Empty))),
        ("another number", said(entry_refused(Setting::Retention, EntryRefused::NotBetween(0, 3650)))),
    ];
    expect_file!["../admin.snapshot.txt"].assert_eq(&listed(texts));
}

#[test]
fn a_group_of_five_hundred_is_shown_whole() {
    let all: Vec<UserId> = (0..500).map(|n| user(&format!("U{n:010}"))).collect();
    assert!(seen_in(&group(all).render().unwrap()).contains("U0000000499"));
}

#[test]
fn what_is_to_be_set_is_read_back() {
    for area in [AdminArea::PriorityGroup, AdminArea::TicketingChannels, AdminArea::General] {
        assert_eq!(AdminArea::read(area.value()), Some(area));
    }
    assert_eq!(AdminArea::read("everything"), None);
}
