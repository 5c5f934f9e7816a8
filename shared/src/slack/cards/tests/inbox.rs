//! What is said in an inbox channel, and of channels.

use expect_test::{expect, expect_file};

use super::{NOON, TICKET, button, listed, names, said, sales, seen, support, user};
use crate::domain::{ChannelId, CustomerMessage, Notice, Queue, Reference, TicketId, Timestamp};
use crate::slack::blocks::Block;
use crate::slack::cards::{ChannelIs, InboxNotice, NoInboxChannel, TicketButton, undelivered_of_ours};

/// Half an hour after noon, and a little.
const LATER: Timestamp = Timestamp::from_millis(1_790_000_000_000 + 30 * 60_000 + 900);

fn told(notice: &Notice) -> String {
    let (customer, names) = (said("Ana"), names());
    let notice = InboxNotice { notice, at: LATER, button: button(), customer: customer.as_ref(), names: &names };
    seen(&notice.render())
}

fn transfers() -> Vec<(&'static str, Notice)> {
    let (may, joe, kim) = (user("U07MAY"), user("U07JOE"), user("U07KIM"));
    let nowhere = Queue { channel: None, ..sales() };
    let sent = |sender, to| Notice::Transferred { handler: may.clone(), sender, to };
    vec![
        ("Transferred", sent(may.clone(), sales())),
        ("Transferred by an admin", sent(kim.clone(), sales())),
        ("Transferred to a team without a channel", sent(may.clone(), nowhere)),
        ("Picked there", Notice::TransferAccepted { handler: joe, former: may.clone(), queue: sales() }),
        ("Not picked there", Notice::NotPicked { handler: may.clone(), queue: sales(), waited_since: NOON }),
        ("Taken back", Notice::TakenBack { handler: may.clone(), by: may.clone() }),
        ("Taken back by an admin", Notice::TakenBack { handler: may.clone(), by: kim }),
        ("Not picked there, the old handler is gone", Notice::BackInQueue { handler: may, queue: support() }),
    ]
}

fn others() -> Vec<(&'static str, Notice)> {
    let (may, joe) = (user("U07MAY"), user("U07JOE"));
    vec![
        ("Released", Notice::Released { by: may.clone(), queue: support() }),
        ("Taken over", Notice::TookOver { handler: joe, former: may.clone() }),
        ("Ended", Notice::Ended { by: may }),
        ("Ended by someone whose name is not known", Notice::Ended { by: user("U07NEW") }),
        ("Idle", Notice::Idle),
        ("Nobody picked it when it came back", Notice::Unanswered),
        ("Withdrawn", Notice::Withdrawn),
        ("A successor of an archived channel", Notice::Succeeds { former: ChannelId::new("C08CUST0041") }),
    ]
}

#[test]
fn the_inbox_channel_is_told_what_product_md_says() {
    let notices: Vec<_> = transfers().into_iter().chain(others()).collect();
    let texts = notices.iter().map(|(name, notice)| (*name, told(notice)));
    let customer = said("Ana");
    let undelivered = [
        ("A customised message was refused", CustomerMessage::Picked, false),
        ("Nobody knows whether a customised message arrived", CustomerMessage::TransferAccepted, true),
        ("Nobody knows whether the last one arrived", CustomerMessage::Ended, true),
    ];
    let undelivered = undelivered
        .map(|(name, message, is_unknown)| (name, seen(&undelivered_of_ours(message, is_unknown, customer.as_ref()))));
    expect_file!["../inbox.snapshot.txt"].assert_eq(&listed(texts.chain(undelivered)));
}

#[test]
fn the_names_that_a_notice_needs_are_the_ones_it_shows() {
    for (what, notice) in transfers().into_iter().chain(others()) {
        let needed = notice.people();
        let only = names_of(&needed);
        let customer = said("Ana");
        let notice =
            InboxNotice { notice: &notice, at: LATER, button: button(), customer: customer.as_ref(), names: &only };
        assert!(!seen(&notice.render()).contains("a colleague"), "{what}");
    }
}

fn names_of(users: &[&crate::domain::UserId]) -> crate::slack::cards::Names {
    users.iter().map(|user| ((*user).clone(), "someone known".to_owned())).collect()
}

#[test]
fn take_back_carries_the_ticket() {
    let (names, notice) = (names(), &transfers()[0].1);
    let message = InboxNotice { notice, at: LATER, button: button(), customer: None, names: &names }.render();
    let Some(Block::Actions { elements }) = message.blocks().last() else { panic!("the button comes last") };
    assert_eq!(elements[0].action_id(), "live_chat_take_back");
    assert_eq!(TicketButton::read(elements[0].value()), Some(button()));
}

#[test]
fn admins_are_told_what_to_change_when_no_inbox_channel_can_be_opened() {
    let told = |error: &str| {
        let reference = Reference::of(&TicketId::new(TICKET));
        seen(&NoInboxChannel { customer: said("Ana"), reference, error: error.to_owned() }.render())
    };
    let all = ["restricted_action", "missing_scope", "name_taken", "fatal_error <!here>"].map(told).join("\n");
    expect![[r"
        *Ana* waits for a live chat (T-4F7K), and nobody can pick it: Slack would not open an inbox channel.
        What happened: this workspace does not let apps make channels (restricted_action).
        What to do: ask a workspace owner to let this app make channels (Workspace settings, Permissions, Channel Management). Then pick the ticket again.

        *Ana* waits for a live chat (T-4F7K), and nobody can pick it: Slack would not open an inbox channel.
        What happened: this app was installed without the right to make channels (missing_scope).
        What to do: install this app again and allow all it asks for. Then pick the ticket again.

        *Ana* waits for a live chat (T-4F7K), and nobody can pick it: Slack would not open an inbox channel.
        What happened: every name that was tried is taken (name_taken).
        What to do: rename or remove archived channels with such names. Then pick the ticket again.

        *Ana* waits for a live chat (T-4F7K), and nobody can pick it: Slack would not open an inbox channel.
        What happened: Slack refused (fatal_error &lt;!here&gt;).
        What to do: tell whoever runs this app the word in brackets. Then pick the ticket again.
    "]].assert_eq(&all);
}

#[test]
fn a_channel_says_what_it_is_to_the_app() {
    let all = [
        ChannelIs::Ticketing { label: "Support Team".to_owned() },
        ChannelIs::Inbox { customer: said("Ana"), live_chat: true },
        ChannelIs::Inbox { customer: said("Ana"), live_chat: false },
        ChannelIs::Inbox { customer: None, live_chat: true },
        ChannelIs::FormerInbox { customer: said("Ana") },
        ChannelIs::Nothing,
    ];
    let told: Vec<String> = all.iter().map(|it| seen(&it.mentioned()) + &seen(&it.added())).collect();
    expect![[r"
        This is a ticketing channel: tickets for Support Team come here. Click Pick on one to answer its customer.
        This app was added. Tickets for Support Team come here.

        Not sent: your message mentions this app, so it stays in Slack. To send it to Ana, write it again, in the channel and without the mention. This is the inbox channel of Ana: messages here go to Ana. Replies in threads, and messages that mention this app, stay in Slack.
        This app was added. This is the inbox channel of Ana: messages here go to Ana. Replies in threads, and messages that mention this app, stay in Slack.

        Not sent: live chat with Ana is off. This is the inbox channel of Ana.
        This app was added. This is the inbox channel of Ana. Live chat is off: messages here stay in Slack.

        Not sent: your message mentions this app, so it stays in Slack. To send it to the customer, write it again, in the channel and without the mention. This is the inbox channel of a customer: messages here go to the customer. Replies in threads, and messages that mention this app, stay in Slack.
        This app was added. This is the inbox channel of a customer: messages here go to the customer. Replies in threads, and messages that mention this app, stay in Slack.

        Not sent: no customer is answered from here. This was the inbox channel of Ana. Messages here stay in Slack.
        This app was added. This was the inbox channel of Ana. Messages here stay in Slack.

        No tickets come here, and no customer is answered here. An admin can make this a ticketing channel in the Admin Panel, under Ticketing Channel Settings.
        This app was added. No tickets come here yet: an admin can make this a ticketing channel in the Admin Panel, under Ticketing Channel Settings.
    "]].assert_eq(&told.join("\n"));
}
