//! Private answers: what a person is told when something did, or did not, happen.

use std::fmt::Write as _;

use expect_test::expect_file;

use super::{NOON, TICKET, listed, names, said, sales, seen, support, user};
use crate::domain::{
    Action, ChannelId, Closing, ClosingReason, HoldingCause, Now, PickFailure, PrivateAnswer, Refusal, Rejection,
    TicketId, Timestamp,
};
use crate::slack::cards::{Joining, Names, Rejected, Told, contended, no_such_ticket, not_an_inbox_channel, true_now};

const REFUSALS: [Refusal; 6] = [
    Refusal::SingleChannelGuest,
    Refusal::OtherOrganisation,
    Refusal::NotAllowed,
    Refusal::PendingOnly,
    Refusal::OneOnOne,
    Refusal::NotKnownYet,
];

fn ticket() -> TicketId {
    TicketId::new(TICKET)
}

fn held(cause: HoldingCause, joined: bool) -> Now {
    let inbox = Some(ChannelId::new("C08CUST0042"));
    Now::Held { ticket: ticket(), handler: user("U07JOE"), since: NOON, cause, joined, inbox }
}

fn waiting() -> Now {
    Now::Waiting { ticket: ticket(), queue: support(), since: NOON }
}

fn transferred() -> Now {
    let (handler, sender) = (user("U07JOE"), user("U07KIM"));
    Now::Transferred { ticket: ticket(), handler, sender, to: sales(), since: NOON }
}

fn closed(reason: ClosingReason) -> Now {
    let (handler, queue) = (Some(user("U07JOE")), support());
    Now::Closed { ticket: ticket(), closing: Closing { reason, at: NOON, handler, queue, waiting_since: None } }
}

fn causes() -> Vec<HoldingCause> {
    let (from, queue, by) = (user("U07MAY"), sales(), user("U07KIM"));
    vec![
        HoldingCause::Picked,
        HoldingCause::TransferAccepted { from: from.clone() },
        HoldingCause::TookOver { from },
        HoldingCause::Returned { queue: queue.clone(), waited_since: NOON },
        HoldingCause::TakenBack { by, queue },
        HoldingCause::TurnedOn,
    ]
}

/// All that can be true of a ticket.
fn nows() -> Vec<Now> {
    let reasons = [
        ClosingReason::Ended { by: user("U07JOE") },
        ClosingReason::Idle,
        ClosingReason::Unanswered,
        ClosingReason::Withdrawn,
        ClosingReason::Uninstalled,
    ];
    let held_joined = causes().into_iter().map(|cause| held(cause, true));
    let rest = [held(HoldingCause::Picked, false), waiting(), transferred(), Now::NoTicket];
    held_joined.chain(rest).chain(reasons.map(closed)).collect()
}

fn rejections(now: &Now) -> Vec<Rejection> {
    let now = || Box::new(now.clone());
    let refused = REFUSALS.map(|refusal| Rejection::Refused { refusal, now: now() });
    let others = [
        Rejection::Repeated(now()),
        Rejection::Past(now()),
        Rejection::YouHaveIt(now()),
        Rejection::SomeoneHasIt(now()),
        Rejection::Closed(now()),
        Rejection::AlreadyOpen(now()),
        Rejection::TransferWaits(now()),
        Rejection::NothingToMove(now()),
        Rejection::StillOpening(now()),
        Rejection::NoSuchChannel { channel: ChannelId::new("C08GONE0001"), now: now() },
        Rejection::NotDue { at: NOON },
        Rejection::Unchanged,
    ];
    refused.into_iter().chain(others).collect()
}

fn answer(action: Action, rejection: &Rejection, names: &Names, at: Timestamp) -> String {
    let customer = said("Ana");
    seen(&Rejected { action, rejection, customer: customer.as_ref(), names, at }.render())
}

/// An answer some hours later.
fn told(action: Action, rejection: &Rejection) -> String {
    answer(action, rejection, &names(), Timestamp::from_millis(NOON.millis() + 7_200_000))
}

fn refused(action: Action, refusal: Refusal, now: Now) -> String {
    told(action, &Rejection::Refused { refusal, now: Box::new(now) })
}

fn lost(action: Action, how: fn(Box<Now>) -> Rejection, now: Now) -> String {
    told(action, &how(Box::new(now)))
}

fn picking() -> Vec<(&'static str, String)> {
    let ended = || closed(ClosingReason::Ended { by: user("U07JOE") });
    let lost_to = causes().into_iter().map(|cause| lost(Action::Pick, Rejection::SomeoneHasIt, held(cause, true)));
    let a_moment_ago = causes().into_iter().map(|cause| {
        let rejection = Rejection::SomeoneHasIt(Box::new(held(cause, true)));
        answer(Action::Pick, &rejection, &names(), Timestamp::from_millis(NOON.millis() + 1_000))
    });
    let over = [ClosingReason::Idle, ClosingReason::Unanswered, ClosingReason::Withdrawn, ClosingReason::Uninstalled];
    let over = over.map(|reason| lost(Action::Pick, Rejection::Closed, closed(reason)));
    vec![
        ("Pick: lost, by how the other came to have it", lost_to.collect()),
        ("Pick: lost a moment ago", a_moment_ago.collect()),
        ("Pick: the winner's second click", lost(Action::Pick, Rejection::YouHaveIt, held(HoldingCause::Picked, true))),
        (
            "Pick: the winner's second click, while the channel is being opened",
            lost(Action::Pick, Rejection::YouHaveIt, held(HoldingCause::Picked, false)),
        ),
        ("Pick: ended", lost(Action::Pick, Rejection::Closed, ended())),
        ("Pick: closed otherwise", over.concat()),
        ("Pick: a card of an earlier ticket", lost(Action::Pick, Rejection::Past, waiting())),
        ("Pick: a card of an earlier ticket, the next is over, too", lost(Action::Pick, Rejection::Past, ended())),
        ("Pick: no ticket", lost(Action::Pick, Rejection::Past, Now::NoTicket)),
        ("Pick: a guest", refused(Action::Pick, Refusal::SingleChannelGuest, waiting())),
        ("Pick: of another organisation", refused(Action::Pick, Refusal::OtherOrganisation, waiting())),
        ("Pick: not in the channel", refused(Action::Pick, Refusal::NotAllowed, waiting())),
        ("Pick: not in the channel of a transfer", refused(Action::Pick, Refusal::NotAllowed, transferred())),
    ]
}

fn controlling() -> Vec<(&'static str, String)> {
    let picked = || held(HoldingCause::Picked, true);
    let took_over = || held(HoldingCause::TookOver { from: user("U07MAY") }, true);
    let ended = closed(ClosingReason::Ended { by: user("U07JOE") });
    let each = |actions: &[Action], how: fn(Box<Now>) -> Rejection, now: &Now| -> String {
        actions.iter().map(|action| lost(*action, how, now.clone())).collect()
    };
    let moving = [Action::TakeOver, Action::Transfer, Action::TakeBack, Action::Release];
    let gone = Rejection::NoSuchChannel { channel: ChannelId::new("C08GONE0001"), now: Box::new(picked()) };
    vec![
        ("End: the second", lost(Action::End, Rejection::Closed, ended)),
        ("End: somebody took over", refused(Action::End, Refusal::NotAllowed, took_over())),
        ("End: of the priority group, while Active", refused(Action::End, Refusal::PendingOnly, picked())),
        ("End: a guest", refused(Action::End, Refusal::SingleChannelGuest, picked())),
        ("End: not allowed while it waits", refused(Action::End, Refusal::NotAllowed, waiting())),
        ("Take over, transfer, take back, release: in the queue", each(&moving, Rejection::NothingToMove, &waiting())),
        ("Take over: a transfer waits", lost(Action::TakeOver, Rejection::TransferWaits, transferred())),
        ("Take over: being opened", lost(Action::TakeOver, Rejection::StillOpening, held(HoldingCause::Picked, false))),
        ("Take over: you have it", lost(Action::TakeOver, Rejection::YouHaveIt, picked())),
        ("Take over: not allowed", refused(Action::TakeOver, Refusal::NotAllowed, picked())),
        ("Take back: picked there", lost(Action::TakeBack, Rejection::SomeoneHasIt, picked())),
        ("Transfer: the channel is gone", told(Action::Transfer, &gone)),
        ("Turn on: it waits", lost(Action::TurnOn, Rejection::AlreadyOpen, waiting())),
        ("Turn on: it is held", lost(Action::TurnOn, Rejection::AlreadyOpen, picked())),
        ("Turn on: not allowed", refused(Action::TurnOn, Refusal::NotAllowed, closed(ClosingReason::Idle))),
        ("Join: not allowed", refused(Action::JoinInbox, Refusal::NotAllowed, picked())),
        ("Join: Slack could not be asked", refused(Action::JoinInbox, Refusal::NotKnownYet, picked())),
    ]
}

fn said_by_a_transition(answer: &PrivateAnswer, now: &Now) -> String {
    let (customer, names) = (said("Ana"), names());
    seen(&Told { answer, now, customer: customer.as_ref(), names: &names }.render())
}

fn transitions() -> Vec<(&'static str, String)> {
    let inbox = ChannelId::new("C08CUST0042");
    let yours = PrivateAnswer::ItIsYours { inbox };
    let failed = |why| PrivateAnswer::PickFailed(why);
    let invite = || failed(PickFailure::NotInvited { error: "cant_invite".to_owned() });
    let channel = failed(PickFailure::NoInboxChannel { error: "restricted_action".to_owned() });
    let ended = closed(ClosingReason::Ended { by: user("U07JOE") });
    let took_over = PrivateAnswer::TookOver { handler: user("U07JOE") };
    let picked = held(HoldingCause::Picked, true);
    vec![
        ("It's yours", said_by_a_transition(&yours, &picked)),
        ("Pick failed: a guest", said_by_a_transition(&failed(PickFailure::SingleChannelGuest), &waiting())),
        (
            "Pick failed: of another organisation",
            said_by_a_transition(&failed(PickFailure::OtherOrganisation), &waiting()),
        ),
        ("Pick failed: not invited", said_by_a_transition(&invite(), &waiting())),
        ("Pick of a transfer failed", said_by_a_transition(&invite(), &transferred())),
        ("Take over failed", said_by_a_transition(&invite(), &picked)),
        ("Pick failed: no inbox channel", said_by_a_transition(&channel, &waiting())),
        ("Closed before they had joined", said_by_a_transition(&PrivateAnswer::ClosedBeforeYouJoined, &ended)),
        ("Somebody took over", said_by_a_transition(&took_over, &picked)),
    ]
}

fn joining() -> String {
    let inbox = || ChannelId::new("C08CUST0042");
    let error = "user_is_restricted".to_owned();
    let all = [Joining::In { inbox: inbox() }, Joining::NoInbox, Joining::NotAdded { error }];
    all.map(|it| seen(&it.render(said("Ana").as_ref()))).concat()
}

#[test]
fn private_answers_say_what_product_md_says_what_is_true_now_and_what_to_do() {
    let others = [contended(), no_such_ticket(), not_an_inbox_channel()].map(|it| seen(&it)).concat();
    let now = nows().iter().fold(String::new(), |mut all, now| {
        writeln!(all, "{}", true_now(now, &names()).as_str()).unwrap();
        all
    });
    let rest = [("Join", joining()), ("Others", others), ("What is true now", now)];
    let texts = picking().into_iter().chain(controlling()).chain(transitions()).chain(rest);
    expect_file!["../private.snapshot.txt"].assert_eq(&listed(texts));
}

#[test]
fn every_rejection_of_every_action_has_an_answer_in_sentences_with_the_names_it_needs() {
    for now in nows() {
        for rejection in rejections(&now) {
            let known: Names =
                rejection.people().into_iter().map(|user| (user.clone(), "someone known".to_owned())).collect();
            for action in Action::ALL {
                let answer = answer(action, &rejection, &known, NOON);
                let whole = answer.trim_end().ends_with('.') && !answer.contains("  ") && !answer.contains("..");
                assert!(whole && !answer.contains("a colleague"), "{action:?} {rejection:?}: {answer}");
            }
        }
    }
}

#[test]
fn a_person_whose_name_is_not_known_is_a_colleague() {
    let rejection = Rejection::SomeoneHasIt(Box::new(held(HoldingCause::Picked, true)));
    let answer = answer(Action::Pick, &rejection, &Names::default(), NOON);
    assert_eq!(answer, "Processing by a colleague: a colleague picked this ticket first. Nothing for you to do.\n");
}
