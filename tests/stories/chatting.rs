//! What the stories of talking have in common: a live chat that is going on, and what its two sides see of it.

use std::time::Duration;

use local::faults::{Fault, Plan};
use local::sandbox::chatbot::Sender;
use local::sandbox::slack::Message;
use local::sandbox::slack::act::{Deed, Write};
use shared::domain::{MessageTs, UserId, WorkspaceSettings};
use shared::job::JobKey;
use shared::store::Outcome;
use tests::story::{App, message_lines};

pub(crate) const MAY: &str = "U07MAY00001";
pub(crate) const BEN: &str = "U07BEN00001";
pub(crate) const CHLOE: &str = "U07CHLOE001";

/// The mark of a message that was accepted.
pub(crate) const DELIVERED: &str = "white_check_mark";
/// The mark of a message that failed.
pub(crate) const FAILED: &str = "x";
/// The mark of a message that was not sent.
pub(crate) const NOT_SENT: &str = "no_entry";

/// Ana's live chat with May, picked and quiet.
pub(crate) struct LiveChat {
    pub(crate) app: App,
    /// The inbox channel.
    pub(crate) inbox: String,
    /// How many messages stood there, and on Ana's phone, when it began.
    before: (usize, usize),
}

impl LiveChat {
    pub(crate) async fn of_may_and_ana() -> Self {
        Self::with(|_| ()).await
    }

    /// The same in a workspace with other settings.
    pub(crate) async fn with(change: impl FnOnce(&mut WorkspaceSettings)) -> Self {
        let app = App::new().await;
        set(&app, change).await;
        app.asks_for_a_human("Ana", Some("Support Team")).await;
        app.settle().await;
        app.clicks(MAY, "support-team", "ticket_pick").await;
        app.settle().await;
        let inbox = app.inbox();
        let before = (app.channel_now(&inbox).top_level().count(), app.phone("Ana").len());
        Self { app, inbox, before }
    }

    /// The same with Ben in the inbox channel.
    pub(crate) async fn with_ben(change: impl FnOnce(&mut WorkspaceSettings)) -> Self {
        let chat = Self::with(change).await;
        chat.adds(BEN).await;
        chat
    }

    /// May adds somebody to the inbox channel.
    pub(crate) async fn adds(&self, user: &str) {
        let (channel, users) = (self.inbox.clone(), vec![UserId::new(user)]);
        self.app.does(MAY, Deed::AddPeople { channel, users });
        self.app.settle().await;
    }

    /// What was said in the inbox channel since the live chat began, by whom; cards and notices left out.
    pub(crate) fn said(&self) -> Vec<String> {
        let channel = self.app.channel_now(&self.inbox);
        channel.top_level().skip(self.before.0).map(|message| self.line(message)).collect()
    }

    fn line(&self, message: &Message) -> String {
        if message.bot.is_some() {
            return message_lines(message).join(" / ");
        }
        let users = self.app.world.sandbox.slack().users;
        format!("{}: {}", users[&message.user].name, message.text)
    }

    /// What came to Ana's phone and went from it since the live chat began.
    pub(crate) fn phone(&self) -> Vec<String> {
        self.app.phone("Ana").split_off(self.before.1)
    }

    /// What Ana was sent by people since the live chat began.
    pub(crate) fn sent(&self) -> Vec<String> {
        let from_admins = format!("{:?}: ", Sender::Admin);
        self.phone().iter().filter_map(|line| line.strip_prefix(&from_admins).map(str::to_owned)).collect()
    }

    /// Somebody writes in the inbox channel.
    pub(crate) fn writes(&self, user: &str, text: &str) -> MessageTs {
        self.app.writes(user, &self.inbox, text)
    }

    /// The same, and everything that follows happens.
    pub(crate) async fn wrote(&self, user: &str, text: &str) -> MessageTs {
        let ts = self.writes(user, text);
        self.app.settle().await;
        ts
    }

    /// Somebody replies in a thread.
    pub(crate) fn replies(&self, user: &str, to: &MessageTs, text: &str, broadcast: bool) {
        let (channel, text) = (self.inbox.clone(), text.to_owned());
        self.app.writes_so(user, Write { channel, text, thread_ts: Some(to.clone()), broadcast, ..Write::default() });
    }

    pub(crate) fn marks(&self, ts: &MessageTs) -> Vec<String> {
        self.app.marks(&self.inbox, ts)
    }

    /// What is recorded of an agent's message.
    pub(crate) async fn outcome(&self, ts: &MessageTs) -> Option<Outcome> {
        let (store, workspace) = (&self.app.world.look.store, self.app.world.workspace());
        let (member, channel) = (self.app.customer("Ana").member, self.app.channel_now(&self.inbox).id);
        let key = JobKey::of_agents_message(&workspace, &member, &channel, ts);
        store.message(&key).await.expect("the store answers").expect("it is kept").outcome
    }

    /// What stands in the thread of a message.
    pub(crate) fn thread(&self, ts: &MessageTs) -> Vec<String> {
        self.app.thread(&self.inbox, ts).into_iter().map(|lines| lines.join(" / ")).collect()
    }

    /// What somebody was privately told in the inbox channel, and since they picked.
    pub(crate) fn told(&self, user: &str) -> Vec<String> {
        let mut told = self.app.told(user);
        told.retain(|line| !line.starts_with("It's yours"));
        told
    }

    /// May ends the live chat.
    pub(crate) async fn ends(&self) {
        self.app.clicks(MAY, &self.inbox, "live_chat_end").await;
    }

    /// After an End the customer asks again, and May has them again.
    pub(crate) async fn picked_again(&self) {
        self.later(60).await;
        self.app.asks_for_a_human("Ana", Some("Support Team")).await;
        self.app.settle().await;
        self.app.clicks(MAY, "support-team", "ticket_pick").await;
        self.app.settle().await;
    }

    /// The answers that take the buttons off what is settled never come.
    pub(crate) fn keeps_its_buttons(&self) {
        let spent = Fault::Refused { error: "expired_url".to_owned() };
        self.app.world.sandbox.faults().plan(Plan::once("response_url", spent).times(9)).expect("a plan");
    }

    /// A while passes.
    pub(crate) async fn later(&self, seconds: u64) {
        self.app.world.pass(Duration::from_secs(seconds)).await;
    }
}

/// Changes the workspace's settings.
pub(crate) async fn set(app: &App, change: impl FnOnce(&mut WorkspaceSettings)) {
    let (store, workspace) = (&app.world.look.store, app.world.workspace());
    let member = app.customer("Ana").member;
    let scene = store.scene(&workspace, &member, None, &[]).await.unwrap();
    let mut settings = scene.settings.unwrap();
    change(&mut settings);
    settings.version += 1;
    store.put_settings(&workspace, &settings).await.unwrap();
}
