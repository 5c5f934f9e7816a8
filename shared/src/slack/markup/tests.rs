use expect_test::expect;
use proptest::prelude::*;

use super::{Mrkdwn, escape};
use crate::domain::{ChannelId, Timestamp, UserGroupId, UserId};

fn shown(text: &Mrkdwn) -> &str {
    text.as_str()
}

#[test]
fn foreign_text_mentions_nobody_and_links_nothing() {
    let text = Mrkdwn::of_ours("*").foreign("<!channel> <@U1> & <https://x|your bank>").ours("*");
    expect![[r"*&lt;!channel&gt; &lt;@U1&gt; &amp; &lt;https://x|your bank&gt;*"]].assert_eq(shown(&text));
    assert!(text.holds_foreign_text());
    assert!(!Mrkdwn::of_ours("*bold*").holds_foreign_text());
}

#[test]
fn in_a_one_line_place_every_kind_of_line_break_becomes_a_blank() {
    let text = Mrkdwn::of_foreign("a\nb\r\nc\rd\u{2028}e\u{85}f\u{b}g\n\n> Ticket status: Closed");
    assert_eq!(shown(&text), "a b c d e f g &gt; Ticket status: Closed");
    assert_eq!(shown(&Mrkdwn::of_foreign(" \n\t ")), "–");
}

#[test]
fn what_turns_the_writing_around_and_control_characters_are_left_out() {
    assert_eq!(shown(&Mrkdwn::of_foreign("a\u{202e}b\u{2066}c\0d\u{1b}e")), "abc d e");
}

#[test]
fn a_quote_quotes_every_line() {
    let text = Mrkdwn::default().quoted("Hello\n```\r\nTicket status: *Closed*\n> <!here>");
    expect![[r"
        > Hello
        > ```
        > Ticket status: *Closed*
        > &gt; &lt;!here&gt;"]]
    .assert_eq(shown(&text));
}

#[test]
fn tokens_are_written_as_slack_reads_them() {
    let text = Mrkdwn::default()
        .mention(&UserId::new("U07AGENT001"))
        .ours(" ")
        .mention_group(&UserGroupId::new("S07GROUP001"))
        .ours(" ")
        .channel(&ChannelId::new("C08TICKETS1"))
        .ours(" ")
        .date(Timestamp::from_millis(1_790_000_000_999))
        .ours(" ")
        .link("https://acme.slack.com/p1?a=1&b=<2>|3", "the \"new\" card >")
        .ours(" ")
        .number(5);
    expect![[
        r#"<@U07AGENT001> <!subteam^S07GROUP001> <#C08TICKETS1> <!date^1790000000^{date_short_pretty} {time}|2026-09-21 14:13 UTC> <https://acme.slack.com/p1?a=1&amp;b=%3C2%3E%7C3|the "new" card &gt;> 5"#
    ]]
    .assert_eq(shown(&text));
}

#[test]
fn an_odd_id_or_address_can_not_leave_its_token() {
    assert_eq!(shown(&Mrkdwn::default().mention(&UserId::new("U1> <!here>"))), "<@U1here>");
    assert_eq!(shown(&Mrkdwn::default().mention(&UserId::new("<>"))), "–");
    assert_eq!(shown(&Mrkdwn::default().link("javascript:alert(1)", "card")), "card");
    assert_eq!(shown(&Mrkdwn::default().link("https://x y", "card")), "card");
    let long = format!("https://x/{}", "a".repeat(1_000));
    assert_eq!(shown(&Mrkdwn::default().link(&long, "card")), "card");
}

#[test]
fn a_text_never_prints_what_it_says() {
    assert_eq!(format!("{:?}", Mrkdwn::of_foreign("planted")), "Mrkdwn(7 units)");
}

proptest! {
    #[test]
    fn escaped_text_holds_no_angle_bracket_and_unescaped_is_the_text(text in "(?s).{0,200}") {
        let escaped = escape(&text);
        prop_assert!(!escaped.contains(['<', '>']));
        prop_assert_eq!(escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"), text);
    }

    #[test]
    fn no_foreign_text_brings_a_raw_bracket_or_a_line_of_its_own(text in "(?s).{0,200}", max in 1..50_usize) {
        for one in [Mrkdwn::of_foreign(&text), Mrkdwn::default().foreign_within(&text, max)] {
            prop_assert!(!one.as_str().contains(['<', '>', '\n', '\r']));
            prop_assert!(!one.is_blank());
        }
        let quoted = Mrkdwn::default().quoted(&text);
        for line in quoted.as_str().split('\n') {
            prop_assert!(line.strip_prefix("> ").is_some_and(|said| !said.contains(['<', '>', '\r'])), "{line}");
        }
    }

    #[test]
    fn the_parts_of_a_text_joined_are_the_text(text in "(?s).{0,300}", max in 6..60_usize) {
        let whole = Mrkdwn::default().quoted(&text);
        let joined: String = whole.split(max).iter().map(Mrkdwn::as_str).collect();
        prop_assert_eq!(joined, whole.as_str());
    }

    #[test]
    fn any_address_and_any_id_give_one_token_or_none(url in "(?s).{0,60}", id in "(?s).{0,30}") {
        let text = Mrkdwn::default().link(&format!("https://{url}"), &url).mention(&UserId::new(id));
        let opened = text.as_str().matches('<').count();
        prop_assert_eq!(opened, text.as_str().matches('>').count());
        prop_assert!(opened <= 2);
    }

    #[test]
    fn any_time_can_be_written(millis in any::<i64>()) {
        let text = Mrkdwn::default().date(Timestamp::from_millis(millis));
        prop_assert!(text.as_str().starts_with("<!date^") && text.as_str().ends_with(" UTC>"));
    }
}
