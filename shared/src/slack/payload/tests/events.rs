//! Events: what each delivery is read as.

use serde_json::{Value, json};

use super::{delivered, with};
use crate::domain::{ChannelId, CustomerText, MessageTs, Timestamp, UserId, WorkspaceId};
use crate::secret::Secret;
use crate::slack::payload::events::{Envelope, Event, EventDelivery, Gone};
use crate::slack::payload::{MessageEvent, SlackFile, Unreadable};
use crate::slack::{BotId, DeliveryKey, FileId, Ourselves, SlackAppId};

const PLAIN: &str = include_str!("../fixtures/event_message_plain.json");
const THREAD_REPLY: &str = include_str!("../fixtures/event_message_thread_reply.json");
const OWN_BOT: &str = include_str!("../fixtures/event_message_own_bot.json");
const BOT_MESSAGE: &str = include_str!("../fixtures/event_message_bot_message.json");
const FILE_SHARE: &str = include_str!("../fixtures/event_message_file_share.json");
const CHANGED: &str = include_str!("../fixtures/event_message_changed.json");
const DELETED: &str = include_str!("../fixtures/event_message_deleted.json");
const ARCHIVE: &str = include_str!("../fixtures/event_channel_archive.json");

fn envelope(body: &str) -> Envelope {
    match delivered(body).unwrap() {
        EventDelivery::Event(envelope) => envelope,
        other => panic!("{other:?}"),
    }
}

fn event(body: &str) -> Event {
    envelope(body).event
}

fn message(body: &str) -> MessageEvent {
    match event(body) {
        Event::Message(message) => *message,
        other => panic!("{other:?}"),
    }
}

/// An event of our own making in the frame of a real one.
fn framed(event: Value) -> String {
    with(ARCHIVE, &[("/event", Some(event))])
}

fn ourselves() -> Ourselves {
    Ourselves { app: SlackAppId::new("A08DESK0001"), bot: BotId::new("B08DESKBOT1"), user: UserId::new("U08DESKBOT1") }
}

fn customers_channel() -> ChannelId {
    ChannelId::new("C08CUST0042")
}

#[test]
fn slack_asks_whether_the_address_is_ours() {
    let challenge = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P".to_owned();
    let asked = delivered(include_str!("../fixtures/url_verification.json"));
    assert_eq!(asked, Ok(EventDelivery::UrlVerification { challenge }));
}

#[test]
fn slack_says_that_events_are_left_out() {
    let minute = Some(Timestamp::from_millis(1_790_000_160_000));
    let said = delivered(include_str!("../fixtures/app_rate_limited.json"));
    assert_eq!(said, Ok(EventDelivery::RateLimited { workspace: WorkspaceId::new("T07QK2M4Z"), minute }));
}

#[test]
fn a_plain_message_comes_in_its_envelope() {
    let expected = MessageEvent {
        channel: customers_channel(),
        ts: MessageTs::new("1790000000.123459"),
        thread: None,
        subtype: None,
        user: Some(UserId::new("U07CUST0001")),
        team: Some(WorkspaceId::new("T07QK2M4Z")),
        bot_id: None,
        app_id: None,
        text: CustomerText::new("The export is still broken &amp; slow, see <https://status.example.com|status>"),
        files: Vec::new(),
        delivery_key: None,
        is_edited: false,
    };
    assert!(!expected.is_ours(&ourselves()) && !expected.is_reply() && !expected.is_of_an_app());
    let frame = Envelope {
        event_id: "Ev08PLAIN001".to_owned(),
        workspace: WorkspaceId::new("T07QK2M4Z"),
        app: SlackAppId::new("A08DESK0001"),
        at: Timestamp::from_millis(1_790_000_000_000),
        event: Event::Message(Box::new(expected)),
    };
    assert_eq!(envelope(PLAIN), frame);
}

#[test]
fn a_reply_in_a_thread_is_one_also_when_it_is_sent_to_the_channel_too() {
    assert!(message(THREAD_REPLY).is_reply());
    assert_eq!(message(THREAD_REPLY).thread, Some(MessageTs::new("1790000000.123459")));
    let broadcast = [("/event/subtype", Some(json!("thread_broadcast"))), ("/event/thread_ts", None)];
    assert!(message(&with(THREAD_REPLY, &broadcast)).is_reply());
    let parent = [("/event/thread_ts", Some(json!("1790000000.123459")))];
    assert!(!message(&with(PLAIN, &parent)).is_reply(), "who began a thread wrote no reply");
}

#[test]
fn our_own_post_comes_back_without_a_subtype_and_is_known_by_each_of_three_signs() {
    let own = message(OWN_BOT);
    assert_eq!((own.subtype.clone(), own.is_of_an_app()), (None, true));
    let signs = [("/event/app_id", "app_id"), ("/event/bot_id", "bot_id"), ("/event/user", "user")];
    let profile = ("/event/bot_profile", None);
    for (kept, name) in signs {
        let mut gone: Vec<_> =
            signs.iter().filter(|(place, _)| *place != kept).map(|(place, _)| (*place, None)).collect();
        gone.push(profile.clone());
        assert!(message(&with(OWN_BOT, &gone)).is_ours(&ourselves()), "by {name} alone");
    }
    let mut gone: Vec<_> = signs.iter().map(|(place, _)| (*place, None)).collect();
    assert!(message(&with(OWN_BOT, &gone)).is_ours(&ourselves()), "by the profile's app");
    gone.push(profile);
    assert!(!message(&with(OWN_BOT, &gone)).is_ours(&ourselves()));
}

#[test]
fn our_key_is_read_from_our_own_kind_of_metadata_alone() {
    assert_eq!(message(OWN_BOT).delivery_key, None, "ticket_posted is another app's");
    let kind = ("/event/metadata/event_type", Some(json!(DeliveryKey::EVENT_TYPE)));
    assert_eq!(message(&with(OWN_BOT, std::slice::from_ref(&kind))).delivery_key, DeliveryKey::new("tkt-1042-v1"));
    let payload = ("/event/metadata/event_payload", Some(json!({"delivery_key": 7})));
    assert_eq!(message(&with(OWN_BOT, &[kind, payload])).delivery_key, None);
}

#[test]
fn another_apps_message_may_have_no_user() {
    let other = message(BOT_MESSAGE);
    assert_eq!((other.user.clone(), other.bot_id.clone()), (None, Some(BotId::new("B07OTHERBOT"))));
    assert!(other.is_of_an_app() && !other.is_ours(&ourselves()));
    assert!(message(&with(BOT_MESSAGE, &[("/event/bot_id", None)])).is_of_an_app());
}

#[test]
fn a_message_brings_its_files_whatever_its_subtype() {
    let image = SlackFile {
        id: FileId::new("F08FILE0001"),
        name: Some(CustomerText::new("error.png")),
        mimetype: Some("image/png".to_owned()),
        size: Some(48_211),
        mode: Some("hosted".to_owned()),
        is_external: false,
        access: Some("visible".to_owned()),
        url_private_download: Some(Secret::new(
            "https://files.slack.com/files-pri/T07QK2M4Z-F08FILE0001/download/error.png",
        )),
    };
    for body in [FILE_SHARE.to_owned(), with(FILE_SHARE, &[("/event/subtype", None)])] {
        assert_eq!(message(&body).files, std::slice::from_ref(&image));
    }
    let bare = json!([null, "F1", {"name": "no id"}, {"id": "F2", "size": -1, "mimetype": 5, "title": "t"}]);
    let files = message(&with(FILE_SHARE, &[("/event/files", Some(bare))])).files;
    let expected = SlackFile {
        id: FileId::new("F2"),
        name: Some(CustomerText::new("t")),
        mimetype: None,
        size: None,
        mode: None,
        access: None,
        url_private_download: None,
        ..image
    };
    assert_eq!(files, [expected]);
}

#[test]
fn an_edit_names_the_message_and_not_the_change() {
    let Event::MessageChanged { channel, ts, message, previous_text, is_tombstone } = event(CHANGED) else {
        panic!("an edit");
    };
    assert_eq!((channel, ts), (customers_channel(), MessageTs::new("1790000000.123459")));
    assert_eq!((message.text.as_str(), message.is_edited, is_tombstone), ("The export is fixed", true, false));
    assert_eq!((&message.channel, message.user), (&customers_channel(), Some(UserId::new("U07CUST0001"))));
    assert_eq!(previous_text, Some(CustomerText::new("The export is still broken")));
}

#[test]
fn a_deleted_message_with_replies_stands_as_a_tombstone() {
    let tombstone =
        with(CHANGED, &[("/event/message/subtype", Some(json!("tombstone"))), ("/event/previous_message", None)]);
    let Event::MessageChanged { is_tombstone, previous_text, .. } = event(&tombstone) else { panic!("a change") };
    assert_eq!((is_tombstone, previous_text), (true, None));
}

#[test]
fn a_deletion_names_the_message_and_not_the_deletion() {
    let named = |body: &str| match event(body) {
        Event::MessageDeleted { channel, ts, previous } => {
            (channel, ts, previous.map(|it| it.text.as_str().to_owned()))
        }
        other => panic!("{other:?}"),
    };
    let ts = MessageTs::new("1790000000.123459");
    let whole = (customers_channel(), ts.clone(), Some("The export is fixed".to_owned()));
    assert_eq!(named(DELETED), whole);
    assert_eq!(named(&with(DELETED, &[("/event/deleted_ts", None)])), whole);
    assert_eq!(named(&with(DELETED, &[("/event/previous_message", None)])), (customers_channel(), ts, None));
}

#[test]
fn a_mention_is_known_by_its_signs_and_not_by_its_letters() {
    let mentions = |text: &str| {
        let message = message(&with(PLAIN, &[("/event/text", Some(json!(text)))]));
        message.mentions(&UserId::new("U08DESKBOT1"))
    };
    for text in ["<@U08DESKBOT1>", "a <@U07AGENT001> b <@U08DESKBOT1|support-desk> c"] {
        assert!(mentions(text), "{text}");
    }
    for text in ["", "U08DESKBOT1", "&lt;@U08DESKBOT1&gt;", "<@U08DESKBOT10>", "<@U08DESKBOT1", "<#U08DESKBOT1>"] {
        assert!(!mentions(text), "{text}");
    }
}

#[test]
fn in_a_shared_channel_the_writers_own_workspace_counts() {
    let shared = [("/event/team", Some(json!("T07QK2M4Z"))), ("/event/user_team", Some(json!("T0OTHER")))];
    let body = with(PLAIN, &shared);
    assert_eq!(message(&body).team, Some(WorkspaceId::new("T0OTHER")));
    assert_eq!(envelope(&body).workspace, WorkspaceId::new("T07QK2M4Z"), "the installation is the envelope's");
}

#[test]
fn mentions_members_and_pages_are_told_by_who_and_where() {
    let mention = include_str!("../fixtures/event_app_mention.json");
    let expected = Event::AppMention {
        channel: ChannelId::new("C08TICKETS1"),
        ts: MessageTs::new("1790000080.000800"),
        thread: None,
        user: UserId::new("U07AGENT001"),
    };
    assert_eq!(event(mention), expected);
    let joined = include_str!("../fixtures/event_member_joined_channel.json");
    let came = |inviter: Option<&str>| {
        let inviter = inviter.map(UserId::new);
        Event::MemberJoined { channel: customers_channel(), user: UserId::new("U07CUST0001"), inviter }
    };
    assert_eq!(event(joined), came(Some("U08DESKBOT1")));
    assert_eq!(event(&with(joined, &[("/event/inviter", None)])), came(None));
    let left = with(joined, &[("/event/type", Some(json!("member_left_channel")))]);
    assert_eq!(event(&left), Event::MemberLeft { channel: customers_channel(), user: UserId::new("U07CUST0001") });
    let home = include_str!("../fixtures/event_app_home_opened.json");
    let opened = |is_home| Event::AppHomeOpened { user: UserId::new("U07AGENT001"), is_home };
    assert_eq!(event(home), opened(true));
    assert_eq!(event(&with(home, &[("/event/tab", Some(json!("messages")))])), opened(false));
}

#[test]
fn a_channel_that_goes_comes_back_or_is_called_otherwise_is_told_for_public_and_private_ones() {
    let channel = ChannelId::new("C08TICKETS1");
    let of = |kind: &str, channel: Value| event(&framed(json!({"type": kind, "channel": channel})));
    assert_eq!(event(ARCHIVE), Event::ChannelGone { channel: channel.clone(), how: Gone::Archived });
    let deleted = event(include_str!("../fixtures/event_channel_deleted.json"));
    assert_eq!(deleted, Event::ChannelGone { channel: channel.clone(), how: Gone::Deleted });
    let renamed = Event::ChannelRenamed { channel: channel.clone(), name: "tickets-eu".to_owned() };
    assert_eq!(event(include_str!("../fixtures/event_channel_rename.json")), renamed);
    for twin in ["channel", "group"] {
        let goes = [("archive", Gone::Archived), ("deleted", Gone::Deleted), ("left", Gone::Left)];
        for (what, how) in goes {
            let expected = Event::ChannelGone { channel: channel.clone(), how };
            assert_eq!(of(&format!("{twin}_{what}"), json!("C08TICKETS1")), expected);
        }
        let back = Event::ChannelUnarchived { channel: channel.clone() };
        assert_eq!(of(&format!("{twin}_unarchive"), json!("C08TICKETS1")), back);
        let named = json!({"id": "C08TICKETS1", "name": "tickets-eu"});
        assert_eq!(of(&format!("{twin}_rename"), named), renamed);
    }
    let moved = json!({"type": "channel_id_changed", "old_channel_id": "G1", "new_channel_id": "C1"});
    let expected = Event::ChannelIdChanged { old: ChannelId::new("G1"), new: ChannelId::new("C1") };
    assert_eq!(event(&framed(moved)), expected);
}

#[test]
fn a_person_who_changed_comes_as_slack_has_them_now() {
    let user = json!({"id": "U07LEFT0001", "team_id": "T07QK2M4Z", "name": "kim", "deleted": true});
    let Event::UserChanged(user) = event(&framed(json!({"type": "user_change", "user": user}))) else {
        panic!("a person");
    };
    assert_eq!((user.id, user.name.as_str(), user.is_deleted), (UserId::new("U07LEFT0001"), "kim", true));
}

#[test]
fn uninstalling_comes_in_two_events_and_a_persons_token_is_none_of_ours() {
    assert_eq!(event(include_str!("../fixtures/event_app_uninstalled.json")), Event::AppUninstalled);
    let revoked = include_str!("../fixtures/event_tokens_revoked.json");
    assert_eq!(event(revoked), Event::TokensRevoked { bots: vec![UserId::new("U08DESKBOT1")] });
    let persons = with(revoked, &[("/event/tokens", Some(json!({"oauth": ["U07AGENT001"]})))]);
    assert_eq!(event(&persons), Event::TokensRevoked { bots: Vec::new() });
}

#[test]
fn what_we_do_not_know_is_named_but_never_quoted() {
    let kind = |event: Value| match self::event(&framed(event)) {
        Event::Unknown { kind } => kind,
        other => panic!("{other:?}"),
    };
    assert_eq!(kind(json!({"type": "brand_new_event"})), "brand_new_event");
    assert_eq!(kind(json!({"type": "My order 4711"})), "…");
    assert_eq!(kind(json!({"type": "a".repeat(81)})), "…");
    assert_eq!(kind(json!({})), "…");
    let delivery = delivered(r#"{"type":"brand_new_delivery"}"#);
    assert_eq!(delivery, Ok(EventDelivery::Unknown { kind: "brand_new_delivery".to_owned() }));
    assert_eq!(delivered("[]"), Err(Unreadable::NotJson));
}

#[test]
fn without_the_envelopes_time_the_events_own_counts() {
    let at = |changes: &[(&str, Option<Value>)]| envelope(&with(PLAIN, changes)).at;
    let odd = ("/event_time", Some(json!("soon")));
    assert_eq!(at(std::slice::from_ref(&odd)), Timestamp::from_millis(1_790_000_000_123));
    assert_eq!(at(&[odd, ("/event/event_ts", None)]), Timestamp::from_millis(1_790_000_000_123));
}

#[test]
fn nothing_that_is_printed_tells_what_a_person_wrote() {
    for body in [
        with(PLAIN, &[("/event/text", Some(json!("planted")))]),
        with(
            CHANGED,
            &[
                ("/event/message/text", Some(json!("planted"))),
                ("/event/previous_message/text", Some(json!("planted"))),
            ],
        ),
        with(DELETED, &[("/event/previous_message/text", Some(json!("planted")))]),
    ] {
        let shown = format!("{:?}", delivered(&body));
        assert!(!shown.contains("planted"), "{shown}");
    }
    let file = json!([{"id": "F1", "name": "planted", "url_private_download": "https://files.slack.com/planted"}]);
    let shown = format!("{:?}", delivered(&with(FILE_SHARE, &[("/event/files", Some(file))])));
    assert!(shown.contains("F1") && !shown.contains("planted"), "{shown}");
}
