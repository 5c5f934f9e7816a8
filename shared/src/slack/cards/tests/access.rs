//! The modals of the Access Control Panel, and what is said at their fields.

use expect_test::expect_file;

use super::{NOON, listed, names, seen_in, user};
use crate::domain::{Access, AccessRefused, PeopleRefused, Role, Unfit, UserId};
use crate::slack::cards::{
    AccessClaim, AccessClosed, AccessPanel, AuditShown, NOT_AN_OWNER, OWNER_NOT_KNOWN_YET, OpenedOn, access_refused,
};

fn panel() -> AccessPanel {
    let done = |what: &str, people: &[&str]| AuditShown {
        by: user("U07MAY"),
        what: what.to_owned(),
        people: people.iter().map(|id| user(id)).collect(),
        at: NOON,
    };
    AccessPanel {
        about: OpenedOn { opened_on: "digest".to_owned() },
        access: Access::new(vec![user("U07MAY")], vec![user("U07JOE"), user("U07KIM")]),
        last: vec![done("added to admins", &["U07JOE", "U07KIM"]), done("joined the inbox channel", &[])],
        is_stale: false,
    }
}

fn closed(super_admins: &[UserId]) -> String {
    seen_in(&AccessClosed { super_admins, names: &names() }.render().unwrap())
}

fn error(refused: &AccessRefused) -> String {
    let (field, said) = access_refused(refused, &names());
    format!("{field}: {said}\n")
}

#[test]
fn the_panel_and_what_stands_in_its_place_read_well() {
    let unfit = |people: &[(&str, Unfit)]| {
        let people = people.iter().map(|(id, why)| (user(id), *why)).collect();
        error(&AccessRefused::People(Role::Admin, PeopleRefused::Unfit(people)))
    };
    let all = [("U07MAY", Unfit::SingleChannelGuest), ("U07JOE", Unfit::OtherOrganisation), ("U07KIM", Unfit::Bot)];
    let texts = [
        ("the panel", seen_in(&panel().render().unwrap())),
        ("stale", seen_in(&AccessPanel { is_stale: true, ..panel() }.render().unwrap())),
        ("never changed", seen_in(&AccessPanel { last: Vec::new(), ..panel() }.render().unwrap())),
        ("for others", closed(&[user("U07MAY"), user("U07JOE")])),
        ("for others, with somebody unknown", closed(&[user("U07NEW")])),
        ("nobody is super admin", seen_in(&AccessClaim.render().unwrap())),
        ("not an owner", format!("{NOT_AN_OWNER}\n")),
        ("Slack has not said", format!("{OWNER_NOT_KNOWN_YET}\n")),
        ("the last one", error(&AccessRefused::NobodySuperAdmin)),
        ("too many", error(&AccessRefused::TooMany(Role::SuperAdmin))),
        ("not known yet", error(&AccessRefused::People(Role::Admin, PeopleRefused::NotKnownYet(vec![user("U07NEW")])))),
        ("one who can't", unfit(&[("U07MAY", Unfit::Gone)])),
        ("several who can't", unfit(&all)),
    ];
    expect_file!["../access.snapshot.txt"].assert_eq(&listed(texts));
}

#[test]
fn the_panel_of_the_longest_lists_and_lines_is_one_that_slack_takes() {
    let many: Vec<UserId> = (0..100).map(|n| user(&format!("U{n:010}"))).collect();
    let done = AuditShown { by: user("U07MAY"), what: "<&>".repeat(100), people: many.clone(), at: NOON };
    let access = Access::new(many.clone(), many);
    let view = AccessPanel { access, last: vec![done; 20], ..panel() }.render().unwrap();
    let seen = seen_in(&view);
    assert!(seen.contains("Save"), "{seen}");
    assert_eq!(OpenedOn::read(view.private_metadata()), Some(panel().about));
}
