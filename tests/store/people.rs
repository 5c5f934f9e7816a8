//! People, channels and webhooks, and how far an inbox channel's opening has come.

use shared::domain::{BotChannelId, ChannelId, PersonKind, UserId, WorkspaceId, WorkspaceSettings};
use shared::job::{Job, JobKind, Lane, LaneKey, Owner};
use shared::limits::{Call, LimitKey};
use shared::seal::Sealed;
use shared::store::{
    AuditLine, Claim, Commit, Ending, Hook, InboxOf, KnownPerson, Opening, People, Postponement, Put, Store,
};
use tests::gate::Fault;

use crate::kept;
use crate::reads::installation;
use crate::rig::Rig;
use crate::samples::{at, claim_at, commit, first_commit, job, lane, member, moved, team, unclaimed, user};

fn person(id: &str) -> KnownPerson {
    KnownPerson {
        user: user(id),
        name: format!("{id}'s name"),
        kind: PersonKind::MultiChannelGuest,
        is_bot: false,
        is_gone: false,
        is_owner: None,
        at: at(0),
    }
}

fn hook() -> Hook {
    let sealed = |text: &str| Sealed { key: "k1".to_owned(), text: text.to_owned() };
    Hook {
        workspace: team(),
        bot: BotChannelId::new("bot1"),
        secret: sealed("c2VjcmV0"),
        previous: Some(sealed("b2xk")),
        used_at: None,
    }
}

#[tokio::test]
async fn a_desk_is_one_batch_read_of_all_that_a_click_is_decided_on() {
    let rig = Rig::new().await;
    let empty = rig.store.desk(&team(), &member(), &user("UMAY")).await.unwrap();
    assert!(empty.conversation.is_none() && empty.settings.is_none() && empty.person.is_none());

    let first = first_commit();
    rig.store.commit(&first).await.unwrap();
    rig.store.put_settings(&team(), &kept::settings()).await.unwrap();
    rig.store.put_installation(&installation()).await.unwrap();
    rig.store.put_person(&team(), &person("UMAY")).await.unwrap();
    rig.calls();
    let desk = rig.store.desk(&team(), &member(), &user("UMAY")).await.unwrap();
    assert_eq!(rig.calls(), ["dynamodb.BatchGetItem"]);
    assert_eq!((desk.conversation, desk.settings), (Some(first.conversation), Some(kept::settings())));
    assert_eq!((desk.person, desk.installation), (Some(person("UMAY")), Some(installation())));
}

#[tokio::test]
async fn those_whom_slack_was_asked_about_are_known_and_nobody_costs_no_read() {
    let rig = Rig::new().await;
    rig.store.put_person(&team(), &person("UMAY")).await.unwrap();
    let gone = KnownPerson { is_gone: true, ..person("UMAY") };
    rig.store.put_person(&team(), &gone).await.unwrap();
    rig.calls();
    assert!(rig.store.people(&team(), &[]).await.unwrap().is_empty());
    assert_eq!(rig.calls(), Vec::<String>::new());
    let asked = [user("UMAY"), user("ULEE"), user("UMAY")];
    let found = rig.store.people(&team(), &asked).await.unwrap();
    assert_eq!(found.into_iter().collect::<Vec<_>>(), [(user("UMAY"), gone)], "what was said last");
    let elsewhere = shared::domain::WorkspaceId::new("T2");
    assert!(rig.store.people(&elsewhere, &[user("UMAY")]).await.unwrap().is_empty());
}

async fn inbox_of(rig: &Rig, channel: &str) -> InboxOf {
    rig.store.inbox_of(&team(), &ChannelId::new(channel)).await.unwrap()
}

/// A transition that opens the inbox channel, and ends the job that opened it.
fn opened(before: &Commit, opening: &Job) -> Commit {
    let after = moved(&before.conversation, "opens");
    let (done, inbox) = (vec![unclaimed(opening.clone())], after.inbox.clone());
    Commit { done, inbox, ..commit(&before.conversation, &after, Vec::new()) }
}

#[tokio::test]
async fn a_channel_becomes_the_conversations_with_the_transition_and_its_job_is_over() {
    let rig = Rig::new().await;
    let first = first_commit();
    rig.store.commit(&first).await.unwrap();
    rig.store.put_installation(&installation()).await.unwrap();
    let opening = job("open", &lane(Lane::Ctl), at(0));
    rig.store.put_jobs(std::slice::from_ref(&opening), at(0)).await.unwrap();
    let ours = InboxOf { member: None, bot_user: Some(user("U0")), bot: Some(installation().bot) };
    assert_eq!(inbox_of(&rig, "C-opens").await, ours);

    let opened = opened(&first, &opening);
    rig.gate.spoil(0, Fault::AnswerLost);
    assert!(rig.store.commit(&opened).await.is_err());
    assert!(matches!(rig.store.commit(&opened).await.unwrap(), Ending::Duplicate(_)));
    rig.calls();
    assert_eq!(inbox_of(&rig, "C-opens").await.member, Some(member()));
    assert_eq!(rig.calls(), ["dynamodb.BatchGetItem"]);
    assert_eq!(rig.store.pending(&lane(Lane::Ctl), 10).await.unwrap(), []);
}

#[tokio::test]
async fn a_transition_that_comes_second_leaves_channel_and_job_as_they_were() {
    let rig = Rig::new().await;
    let first = first_commit();
    rig.store.commit(&first).await.unwrap();
    let opening = job("open", &lane(Lane::Ctl), at(0));
    rig.store.put_jobs(std::slice::from_ref(&opening), at(0)).await.unwrap();
    let other = moved(&first.conversation, "other");
    rig.store.commit(&commit(&first.conversation, &other, Vec::new())).await.unwrap();

    let ending = rig.store.commit(&opened(&first, &opening)).await.unwrap();
    assert_eq!(ending, Ending::Conflict(Some(Box::new(other))));
    assert_eq!(inbox_of(&rig, "C-opens").await, InboxOf::default());
    assert_eq!(rig.store.pending(&lane(Lane::Ctl), 10).await.unwrap(), [unclaimed(opening)]);
}

#[tokio::test]
async fn a_webhooks_address_leads_to_its_workspace_and_both_its_secrets() {
    let rig = Rig::new().await;
    assert_eq!(rig.store.hook("conn1").await.unwrap(), None);
    rig.store.put_hook("conn1", &hook()).await.unwrap();
    rig.calls();
    assert_eq!(rig.store.hook("conn1").await.unwrap(), Some(hook()));
    assert_eq!(rig.calls(), ["dynamodb.GetItem"]);
}

#[tokio::test]
async fn an_attempt_at_opening_is_noted_with_the_claim_or_not_at_all() {
    let rig = Rig::new().await;
    assert_eq!(rig.store.opening(&team(), &member()).await.unwrap(), Opening::default());
    let kind = JobKind::SetTopic;
    let opening = unclaimed(Job { kind, ..job("open", &lane(Lane::Ctl), at(0)) });
    rig.store.put_jobs(std::slice::from_ref(&opening.job), at(0)).await.unwrap();
    let second = Opening { attempts: 2, lost: Some(ChannelId::new("C7")) };
    rig.store.put_opening(&team(), &member(), &Opening { attempts: 1, lost: None }).await.unwrap();

    assert_eq!(rig.store.begin_opening(&opening, &claim_at(1), &second, "mark1").await.unwrap(), Claim::Claimed);
    assert_eq!(rig.store.opening(&team(), &member()).await.unwrap(), second);
    let third = Opening { attempts: 3, lost: None };
    assert_eq!(rig.store.begin_opening(&opening, &claim_at(2), &third, "mark2").await.unwrap(), Claim::Taken);
    assert_eq!(rig.store.opening(&team(), &member()).await.unwrap(), second, "who comes second notes nothing");
    assert_eq!(rig.store.opener(&team(), "mark1").await.unwrap(), Some(member()), "the name leads back");
    assert_eq!(rig.store.opener(&team(), "mark2").await.unwrap(), None);
    assert_eq!(rig.store.opener(&WorkspaceId::new("T2"), "mark1").await.unwrap(), None);
}

#[tokio::test]
async fn what_a_channels_job_is_decided_from_is_one_batch_read() {
    let rig = Rig::new().await;
    let (channel, limit) = (ChannelId::new("C-opens"), LimitKey::slack(&team(), Call::Archive));
    let limits = std::slice::from_ref(&limit);
    let nothing = rig.store.channel_scene(&team(), &channel, limits).await.unwrap();
    assert_eq!((nothing.member, nothing.settings, nothing.installation), (None, None, None));
    let first = first_commit();
    rig.store.commit(&first).await.unwrap();
    let after = moved(&first.conversation, "opens");
    let inbox = after.inbox.clone();
    rig.store.commit(&Commit { inbox, ..commit(&first.conversation, &after, Vec::new()) }).await.unwrap();
    rig.store.put_installation(&installation()).await.unwrap();
    rig.store.put_settings(&team(), &kept::settings()).await.unwrap();
    let waits = Postponement { until: at(9_000), uncounted: false, shown: None, limit: Some(&limit), progress: None };
    rig.store.postpone(&unclaimed(kept::card_job()), &waits).await.unwrap();
    rig.calls();
    let scene = rig.store.channel_scene(&team(), &channel, limits).await.unwrap();
    assert_eq!(rig.calls(), ["dynamodb.BatchGetItem"]);
    assert_eq!(scene.member, Some(member()));
    assert_eq!((scene.settings, scene.installation), (Some(kept::settings()), Some(installation())));
    assert_eq!(scene.limits.holds(&limit, at(0)), Some(at(9_000)));
}

#[tokio::test]
async fn a_job_that_is_put_once_is_not_put_again_after_it_is_done() {
    let rig = Rig::new().await;
    let answers = lane(Lane::Tell("mention#1".to_owned()));
    let answer = job("told", &answers, at(0));
    assert_eq!(rig.store.put_job_once(&answer, at(0)).await.unwrap(), Put::Stored);
    assert_eq!(rig.store.put_job_once(&answer, at(1)).await.unwrap(), Put::Duplicate);
    assert_eq!(rig.store.pending(&answers, 10).await.unwrap().len(), 1);
    rig.store.done(&[unclaimed(answer.clone())], None).await.unwrap();
    assert_eq!(rig.store.put_job_once(&answer, at(2)).await.unwrap(), Put::Duplicate);
    assert!(rig.store.pending(&answers, 10).await.unwrap().is_empty());
    let other = job("told", &lane(Lane::Tell("mention#12".to_owned())), at(0));
    assert_eq!(rig.store.put_job_once(&other, at(2)).await.unwrap(), Put::Stored, "another cause");
}

#[tokio::test]
async fn a_lost_answer_leaves_the_job_with_what_tells_that_it_was_put() {
    let rig = Rig::new().await;
    let answers = lane(Lane::Tell("mention#1".to_owned()));
    let answer = job("told", &answers, at(0));
    rig.gate.spoil(0, Fault::AnswerLost);
    assert!(rig.store.put_job_once(&answer, at(0)).await.is_err());
    assert_eq!(rig.store.put_job_once(&answer, at(1)).await.unwrap(), Put::Duplicate);
    assert_eq!(rig.store.pending(&answers, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_audit_line_is_written_once() {
    let rig = Rig::new().await;
    let line = AuditLine { by: user("UADA"), what: "joined".to_owned(), people: Vec::new(), member: Some(member()) };
    rig.store.audit(&team(), &line, at(5), "J1").await.unwrap();
    rig.store.audit(&team(), &AuditLine { by: UserId::new("UEVE"), ..line.clone() }, at(5), "J1").await.unwrap();
    let lines = rig.partition("W#T1").await;
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["sk"].as_s().unwrap(), "AUDIT#1790000000005#J1");
    assert_eq!(lines[0]["state"].as_m().unwrap()["by"].as_s().unwrap(), "UADA");
}

#[tokio::test]
async fn settings_are_saved_with_their_audit_lines_or_not_at_all() {
    let rig = Rig::new().await;
    let first = WorkspaceSettings { version: 1, admins: vec![user("UADA")], ..WorkspaceSettings::default() };
    let line =
        |what: &str| AuditLine { by: user("UADA"), what: what.to_owned(), people: vec![user("UMAY")], member: None };
    let enter = LaneKey { owner: Owner::Channel(ChannelId::new("C9")), ..lane(Lane::Enter) };
    let kind = JobKind::EnterChannel { by: user("UADA"), joins: false };
    let then = [Job { kind, ..job("V1", &enter, at(5)) }];
    rig.calls();
    let lines = [line("one"), line("two")];
    assert_eq!(rig.store.save_settings(&team(), &first, &lines, &then, at(5), "V1").await.unwrap(), Put::Stored);
    assert_eq!(rig.calls(), ["dynamodb.TransactWriteItems"]);
    assert_eq!(rig.store.pending(&enter, 9).await.unwrap().into_iter().map(|it| it.job).collect::<Vec<_>>(), then);
    let late = WorkspaceSettings { admins: Vec::new(), ..first.clone() };
    let more = [job("V2", &enter, at(6))];
    let in_vain = rig.store.save_settings(&team(), &late, &[line("in vain")], &more, at(6), "V2").await.unwrap();
    assert_eq!(in_vain, Put::Duplicate, "others have saved that version");
    assert_eq!(rig.store.pending(&enter, 9).await.unwrap().len(), 1, "nothing comes of it");
    let second = WorkspaceSettings { version: 2, ..late };
    assert_eq!(
        rig.store.save_settings(&team(), &second, &[line("three")], &[], at(7), "V3").await.unwrap(),
        Put::Stored
    );
    let kept = rig.store.panel_scene(&team(), &user("UADA")).await.unwrap();
    assert_eq!((kept.settings, kept.person), (Some(second), None));
    rig.calls();
    let last = rig.store.audit_lines(&team(), 2).await.unwrap();
    assert_eq!(rig.calls(), ["dynamodb.Query"]);
    assert_eq!(last, [(at(7), line("three")), (at(5), line("two"))]);
}

#[tokio::test]
async fn more_people_than_one_read_may_ask_for_are_read_all_the_same() {
    let rig = Rig::new().await;
    let users: Vec<UserId> = (0..101).map(|n| user(&format!("U{n:03}"))).collect();
    rig.store.put_person(&team(), &person("U100")).await.unwrap();
    rig.calls();
    let found = rig.store.people(&team(), &users).await.unwrap();
    assert_eq!(rig.calls(), ["dynamodb.BatchGetItem", "dynamodb.BatchGetItem"]);
    assert_eq!(found.into_keys().collect::<Vec<_>>(), [user("U100")]);
}
