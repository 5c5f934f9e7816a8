//! Who is super admin and who is admin.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::domain::{
    ACCESS_MAX, Access, AccessRefused, Candidate, PeopleRefused, PersonKind, Role, Unfit, UserId, WorkspaceSettings,
};

const MEMBER: Candidate = Candidate::MEMBER;

fn users(ids: &[&str]) -> Vec<UserId> {
    ids.iter().map(|id| UserId::new(*id)).collect()
}

fn lists(super_admins: &[&str], admins: &[&str]) -> Access {
    Access::new(users(super_admins), users(admins))
}

fn known(people: &[(&str, Candidate)]) -> BTreeMap<UserId, Candidate> {
    people.iter().map(|(id, person)| (UserId::new(*id), *person)).collect()
}

#[test]
fn who_comes_in_has_to_be_known_and_fit_and_who_stays_is_not_asked() {
    let guest = Candidate { kind: PersonKind::MultiChannelGuest, ..MEMBER };
    let known = known(&[
        ("Ada", MEMBER),
        ("Lee", MEMBER),
        ("Guest", guest),
        ("Single", Candidate { kind: PersonKind::SingleChannelGuest, ..MEMBER }),
        ("Far", Candidate { kind: PersonKind::OtherOrganisation, ..MEMBER }),
        ("Bot", Candidate { is_bot: true, ..MEMBER }),
        ("Left", Candidate { kind: PersonKind::Unknown, is_gone: true, ..MEMBER }),
        ("Nobody", Candidate { kind: PersonKind::Unknown, ..MEMBER }),
    ]);
    let stands = lists(&["Ada"], &["Single"]);
    let check = |admins: &[&str]| stands.check(&lists(&["Ada"], admins), &known);
    assert_eq!(check(&["Single", "Lee", "Guest"]), Ok(()));
    let unfit =
        |user: &str, why| Err(AccessRefused::People(Role::Admin, PeopleRefused::Unfit(vec![(UserId::new(user), why)])));
    assert_eq!(check(&["Far"]), unfit("Far", Unfit::OtherOrganisation));
    assert_eq!(check(&["Bot", "New"]), unfit("Bot", Unfit::Bot), "what is known is said first");
    assert_eq!(check(&["Left"]), unfit("Left", Unfit::Gone));
    let unknown = users(&["New", "Nobody"]);
    assert_eq!(
        check(&["New", "Lee", "Nobody"]),
        Err(AccessRefused::People(Role::Admin, PeopleRefused::NotKnownYet(unknown)))
    );
    let single = lists(&["Ada", "Single"], &["Single"]);
    let refused = PeopleRefused::Unfit(vec![(UserId::new("Single"), Unfit::SingleChannelGuest)]);
    let refused = AccessRefused::People(Role::SuperAdmin, refused);
    assert_eq!(stands.check(&single, &known), Err(refused), "as admin they were appointed before");
}

#[test]
fn somebody_who_can_act_stays_super_admin() {
    let single = Candidate { kind: PersonKind::SingleChannelGuest, ..MEMBER };
    let known = known(&[("Left", Candidate { is_gone: true, ..MEMBER }), ("Single", single), ("Ada", MEMBER)]);
    let stands = lists(&["Left", "Single", "Ada", "Unasked"], &[]);
    let check = |super_admins: &[&str]| stands.check(&lists(super_admins, &[]), &known);
    assert_eq!(check(&["Left", "Single"]), Err(AccessRefused::NobodySuperAdmin));
    assert_eq!(check(&["Left", "Ada"]), Ok(()));
    let unknown = PeopleRefused::NotKnownYet(users(&["Unasked"]));
    assert_eq!(check(&["Left", "Unasked"]), Err(AccessRefused::People(Role::SuperAdmin, unknown)), "may be gone, too");
    assert_eq!(stands.active(&known), users(&["Ada", "Unasked"]));
    assert_eq!(stands.check(&lists(&[], &["New"]), &known), Err(nobody_asked("New")));
}

fn nobody_asked(user: &str) -> AccessRefused {
    AccessRefused::People(Role::Admin, PeopleRefused::NotKnownYet(users(&[user])))
}

#[test]
fn a_list_has_an_end() {
    let many: Vec<String> = (0..=ACCESS_MAX).map(|n| n.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let refused = lists(&["Ada"], &[]).check(&lists(&["Ada"], &many), &BTreeMap::new());
    assert_eq!(refused, Err(AccessRefused::TooMany(Role::Admin)));
}

fn some_people() -> impl Strategy<Value = Vec<UserId>> {
    proptest::collection::vec("[A-D]", 0..5).prop_map(|ids| ids.into_iter().map(UserId::new).collect())
}

proptest! {
    #[test]
    fn the_changes_lead_from_one_to_the_other(
        from in (some_people(), some_people()), to in (some_people(), some_people())
    ) {
        let (from, to) = (Access::new(from.0, from.1), Access::new(to.0, to.1));
        let mut reached = from.clone();
        for change in from.changes_to(&to) {
            let list = match change.role {
                Role::SuperAdmin => &mut reached.super_admins,
                Role::Admin => &mut reached.admins,
            };
            prop_assert!(!change.people.is_empty());
            if change.added {
                list.extend(change.people);
            } else {
                list.retain(|user| !change.people.contains(user));
            }
        }
        prop_assert!(reached.changes_to(&to).is_empty());
        let saved = WorkspaceSettings::default().with_access(&to);
        prop_assert_eq!((saved.access(), saved.version), (to, 1));
    }
}
