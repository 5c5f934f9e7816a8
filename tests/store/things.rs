//! Things in Slack and what is known of customers: written by whoever learnt it, one part without the other.

use shared::domain::{ChannelId, CustomerText, MessageTs};
use shared::job::{Lane, LookUp};
use shared::store::{Profile, Shown, Store, StoreError};
use tests::gate::Fault;

use crate::rig::Rig;
use crate::samples::{at, card, card_lane, claim_at, job, lane, look_up, member, nowhere, owner, team, unclaimed};

fn posted() -> Shown {
    Shown {
        channel: Some(ChannelId::new("C1")),
        ts: Some(MessageTs::new("1790000031.000300")),
        posting: Some(at(7)),
        avoid: vec![ChannelId::new("C2"), ChannelId::new("C3")],
        refused: Some((ChannelId::new("C3"), "is_archived".to_owned())),
        gone: Some(MessageTs::new("1790000001.000100")),
        ..nowhere()
    }
}

async fn profile(rig: &Rig) -> Profile {
    rig.store.scene(&team(), &member(), None, &[]).await.unwrap().profile
}

#[tokio::test]
async fn done_deletes_the_jobs_and_records_what_is_known_in_one_call() {
    let rig = Rig::new().await;
    let jobs = [job("v1", &card_lane(), at(0)), job("v2", &card_lane(), at(1)), job("v3", &card_lane(), at(2))];
    rig.store.put_jobs(&jobs, at(0)).await.unwrap();
    rig.calls();
    let (first, second) = (unclaimed(jobs[0].clone()), unclaimed(jobs[1].clone()));
    rig.store.done(&[first, second], Some(&posted())).await.unwrap();
    assert_eq!(rig.calls(), ["dynamodb.TransactWriteItems"]);
    assert_eq!(rig.store.pending(&card_lane(), 10).await.unwrap(), [unclaimed(jobs[2].clone())]);
    let scene = rig.store.scene(&team(), &member(), Some((&owner().owner, &card(1))), &[]).await.unwrap();
    assert_eq!(scene.shown, Some(posted()));
}

#[tokio::test]
async fn done_may_be_repeated_and_with_nothing_to_record_makes_no_call() {
    let rig = Rig::new().await;
    let done = [unclaimed(job("v1", &card_lane(), at(0)))];
    rig.store.put_jobs(&[done[0].job.clone()], at(0)).await.unwrap();
    rig.calls();
    rig.gate.spoil(0, Fault::AnswerLost);
    assert!(matches!(rig.store.done(&done, Some(&posted())).await, Err(StoreError::Unreachable(_))));
    rig.store.done(&done, Some(&posted())).await.unwrap();
    assert_eq!(rig.calls().len(), 2);
    rig.store.done(&[], None).await.unwrap();
    assert_eq!(rig.calls(), Vec::<String>::new());
}

#[tokio::test]
async fn a_full_page_of_jobs_is_done_at_once() {
    let rig = Rig::new().await;
    let jobs: Vec<_> = (0..50).map(|number| job(&format!("v{number}"), &card_lane(), at(number))).collect();
    rig.store.put_jobs(&jobs, at(0)).await.unwrap();
    let page = rig.store.pending(&card_lane(), 50).await.unwrap();
    assert_eq!(page.len(), 50);
    rig.store.done(&page, Some(&posted())).await.unwrap();
    assert_eq!(rig.store.pending(&card_lane(), 50).await.unwrap(), []);
}

#[tokio::test]
async fn two_look_ups_each_bring_their_part_of_the_profile() {
    let rig = Rig::new().await;
    let (about, last) = (unclaimed(look_up(LookUp::Profile)), unclaimed(look_up(LookUp::LastMessage)));
    rig.store.put_jobs(&[about.job.clone(), last.job.clone()], at(0)).await.unwrap();
    let said = Profile { last_message: Some(CustomerText::new("hi")), ..Profile::default() };
    let known = Profile {
        name: Some(CustomerText::new("Ana")),
        language: Some("zh-HK".to_owned()),
        platform: Some("WhatsApp".to_owned()),
        tags: Some(vec!["vip".to_owned()]),
        last_message: None,
        recent: None,
        live_chat_at: Some(at(4)),
    };
    rig.calls();
    rig.store.looked_up(&last, &said, &job("looked-up-last", &card_lane(), at(5)), at(5)).await.unwrap();
    assert_eq!(rig.calls(), ["dynamodb.TransactWriteItems"]);
    assert_eq!(profile(&rig).await, said);
    rig.store.looked_up(&about, &known, &job("looked-up-profile", &card_lane(), at(6)), at(6)).await.unwrap();
    assert_eq!(profile(&rig).await, Profile { last_message: said.last_message, ..known });
}

#[tokio::test]
async fn what_was_found_shows_itself_and_the_look_up_is_over() {
    let rig = Rig::new().await;
    let about = unclaimed(look_up(LookUp::Profile));
    rig.store.put_jobs(std::slice::from_ref(&about.job), at(0)).await.unwrap();
    let then = job("looked-up-profile", &card_lane(), at(5));
    let known = Profile { tags: Some(Vec::new()), ..Profile::default() };
    rig.store.looked_up(&about, &known, &then, at(5)).await.unwrap();
    assert_eq!(rig.store.pending(&about.job.lane, 10).await.unwrap(), []);
    assert_eq!(rig.store.pending(&card_lane(), 10).await.unwrap(), [unclaimed(then)]);
    assert_eq!(profile(&rig).await.tags, Some(Vec::new()), "no tags is known, too");
}

#[tokio::test]
async fn a_look_up_that_is_recorded_again_leaves_a_claimed_job_its_lease() {
    let rig = Rig::new().await;
    let about = unclaimed(look_up(LookUp::Profile));
    let then = unclaimed(job("looked-up-profile", &card_lane(), at(5)));
    let known = Profile { language: Some("en".to_owned()), ..Profile::default() };
    rig.gate.spoil(0, Fault::AnswerLost);
    assert!(rig.store.looked_up(&about, &known, &then.job, at(5)).await.is_err());
    rig.store.claim(&then, &claim_at(10), None).await.unwrap();

    rig.store.looked_up(&about, &known, &then.job, at(5)).await.unwrap();
    let now = rig.store.pending(&card_lane(), 10).await.unwrap();
    assert_eq!((now[0].attempts, now[0].lease_until), (1, Some(at(30_010))));
}

#[tokio::test]
async fn the_same_thing_in_two_lanes_owners_is_two_things() {
    let rig = Rig::new().await;
    rig.store.done(&[], Some(&posted())).await.unwrap();
    let direct = shared::job::Owner::Direct(crate::samples::user("U1"));
    let scene = rig.store.scene(&team(), &member(), Some((&direct, &card(1))), &[]).await.unwrap();
    assert_eq!(scene.shown, None);
    assert_eq!(lane(Lane::Show(card(1))), card_lane());
}
