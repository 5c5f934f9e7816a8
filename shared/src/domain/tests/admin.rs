//! The settings that are one value each, and the priority group.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::domain::{
    EndedChats, EndedKind, EntryRefused, GROUP_MAX, GeneralEntered, GroupRefused, InboxChannelType, PeopleRefused,
    PriorityGroup, Setting, UserGroupId, UserId, WorkspaceSettings,
};

fn entered() -> GeneralEntered {
    let general = WorkspaceSettings::default().general();
    GeneralEntered {
        show_agent_name: general.show_agent_name,
        team_word: general.team_word,
        inbox_channel_type: general.inbox_channel_type,
        one_on_one: general.one_on_one,
        ended: general.ended_chats.kind(),
        ended_days: general.ended_chats.days().unwrap_or_default().to_string(),
        idle: general.idle_after_hours.to_string(),
        retention: general.retention_days.to_string(),
    }
}

#[test]
fn what_stands_is_read_back_as_it_stands() {
    let general = WorkspaceSettings::default().general();
    assert_eq!(entered().read(), Ok(general.clone()));
    assert_eq!(general.changes_to(&general), []);
}

#[test]
fn each_entry_has_its_own_refusal_and_all_are_told_at_once() {
    let wrong = GeneralEntered {
        team_word: "\t \n".to_owned(),
        ended: EndedKind::Archive,
        ended_days: String::new(),
        idle: "8761".to_owned(),
        retention: "1e3".to_owned(),
        ..entered()
    };
    let refused = [
        (Setting::TeamWord, EntryRefused::Empty),
        (Setting::EndedChats, EntryRefused::Empty),
        (Setting::Idle, EntryRefused::NotBetween(0, 8_760)),
        (Setting::Retention, EntryRefused::NotBetween(0, 3_650)),
    ];
    assert_eq!(wrong.read(), Err(refused.to_vec()));
    let long = GeneralEntered { team_word: "團".repeat(41), ..entered() };
    assert_eq!(long.read(), Err(vec![(Setting::TeamWord, EntryRefused::TooLong(40))]));
    let kept = GeneralEntered { ended: EndedKind::Keep, ended_days: "soon".to_owned(), ..entered() };
    assert_eq!(kept.read().unwrap().ended_chats, EndedChats::Keep);
}

#[test]
fn each_setting_is_a_change_of_its_own_and_saved() {
    let before = WorkspaceSettings::default();
    let changed = GeneralEntered {
        show_agent_name: false,
        team_word: " the  team ".to_owned(),
        inbox_channel_type: InboxChannelType::Public,
        one_on_one: true,
        ended: EndedKind::Archive,
        ended_days: "14".to_owned(),
        idle: "0".to_owned(),
        retention: "0".to_owned(),
    };
    let general = changed.read().unwrap();
    let all = [
        Setting::ShowAgentName,
        Setting::TeamWord,
        Setting::InboxChannelType,
        Setting::OneOnOne,
        Setting::EndedChats,
        Setting::Idle,
        Setting::Retention,
    ];
    assert_eq!(before.general().changes_to(&general), all);
    let after = before.with_general(&general);
    assert_eq!((after.general(), after.version), (general, before.version + 1));
    assert_eq!(after.team_word, "the team");
}

fn group(members: usize) -> PriorityGroup {
    let members = (0..members).map(|n| UserId::new(n.to_string())).collect();
    PriorityGroup { members, user_group: None }
}

#[test]
fn a_group_has_an_end_and_who_comes_in_is_asked_about() {
    let nobody = BTreeMap::new();
    let full = group(GROUP_MAX);
    assert_eq!(full.check(&full, &nobody), Ok(()), "who is in it is not asked about");
    assert_eq!(full.check(&group(GROUP_MAX + 1), &nobody), Err(GroupRefused::TooMany));
    let unknown = PeopleRefused::NotKnownYet(vec![UserId::new("1")]);
    assert_eq!(group(1).check(&group(2), &nobody), Err(GroupRefused::People(unknown)));
}

#[test]
fn a_user_group_is_entered_as_an_id_or_as_slack_writes_its_mention() {
    let of = |text: &str| PriorityGroup::new(Vec::new(), text).map(|group| group.user_group);
    for text in ["S07TEAM001", " S07TEAM001 ", "<!subteam^S07TEAM001>", "<!subteam^S07TEAM001|@team>"] {
        assert_eq!(of(text), Ok(Some(UserGroupId::new("S07TEAM001"))), "{text}");
    }
    assert_eq!(of("  "), Ok(None));
    for text in ["S", "s07team001", "team", "@team", "S07TEAM001 S07TEAM002", "<!subteam^>", "S<!channel>"] {
        assert!(matches!(of(text), Ok(None) | Err(GroupRefused::NoUserGroup)), "{text}");
        assert_ne!(of(text), Ok(Some(UserGroupId::new(text))), "{text}");
    }
}

proptest! {
    #[test]
    fn an_entry_of_any_text_is_read_or_refused(text in ".*") {
        let typed = GeneralEntered {
            team_word: text.clone(), ended_days: text.clone(), idle: text.clone(), retention: text.clone(), ..entered()
        };
        if let Ok(general) = typed.read() {
            prop_assert!(general.idle_after_hours <= 8_760 && general.retention_days <= 3_650);
            prop_assert!(!general.team_word.trim().is_empty());
        }
        if let Ok(PriorityGroup { user_group: Some(group), .. }) = PriorityGroup::new(Vec::new(), &text) {
            prop_assert!(group.as_str().starts_with('S'));
        }
    }
}
