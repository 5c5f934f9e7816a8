//! The same as [`crate::compatibility`] for what the queue of answers carries.

use serde_json::json;
use shared::domain::{Action, ChannelId, Now, Queue, Refusal, Rejection, Settled, TicketId};
use shared::queue::{About, Message, PrivateReply, Settlement};

use crate::compatibility_talk::{fixture, sealed, written};
use crate::samples::{at, member, team, user};

fn answer() -> PrivateReply {
    let now = Now::Waiting {
        ticket: TicketId::new("TK1"),
        queue: Queue { channel: Some(ChannelId::new("C1")), label: "Support Team".to_owned() },
        since: at(0),
    };
    PrivateReply {
        workspace: team(),
        member: member(),
        url: sealed(),
        action: Action::Pick,
        rejection: Some(Rejection::Refused { refusal: Refusal::SingleChannelGuest, now: Box::new(now) }),
        at: at(0),
    }
}

#[test]
fn a_private_answer_in_the_queue_is_written_as_the_fixtures_hold_and_read_again() {
    let json = serde_json::to_string_pretty(&Message::reply(&answer())).unwrap();
    written("reply").assert_eq(&format!("{json}\n"));
    let mut later = fixture("v1", "reply");
    later["reply"]["a_later_release"] = json!(true);
    for body in [fixture("v1", "reply"), later] {
        let read: Message = serde_json::from_value(body).unwrap();
        assert_eq!(read.about, About::Reply(Box::new(answer())));
    }
}

#[test]
fn what_stands_in_a_questions_place_is_written_as_the_fixtures_hold_and_read_again() {
    let settled = Settled::Arrived { by: user("ULEE") };
    let settlement = Settlement { workspace: team(), member: member(), url: sealed(), settled };
    let json = serde_json::to_string_pretty(&Message::settled(&settlement)).unwrap();
    written("settled").assert_eq(&format!("{json}\n"));
    let mut later = fixture("v1", "settled");
    later["settled"]["a_later_release"] = json!(true);
    for body in [fixture("v1", "settled"), later] {
        let read: Message = serde_json::from_value(body).unwrap();
        assert_eq!(read.about, About::Settled(Box::new(settlement.clone())));
    }
}
