//! People who act: agents in Slack, customers on the platform. What the sandbox then sends us goes to the functions.

use lambda_http::http::{Method, Request, StatusCode};
use lambda_http::{Body, Response};
use local::delivering::{EVENTS_PATH, INTERACTIVITY_PATH, webhook_path};
use local::sandbox::chatbot;
use local::sandbox::deliveries::{Delivery, Target};
use local::sandbox::slack::act::{Act, Acted, Chosen, Click, Deed, Shortcut, Shown, Submit};
use local::sandbox::slack::{Channel, Message};
use serde_json::Value;
use shared::domain::{ChannelId, MessageTs, UserId};

use crate::story::App;
use crate::world::World;

impl World {
    /// Sends what the sandbox has to send now, to the functions. Whether there was something.
    pub async fn deliver(&self) -> bool {
        use shared::clock::Clock;
        let due = self.sandbox.take_due(self.clock.now());
        let any = !due.is_empty();
        for delivery in due {
            if delivery.target == Target::SlackEvents && self.events_are_lost() {
                self.sandbox.delivered(delivery.id, Some(200));
                continue;
            }
            let status = self.hand_over(&delivery).await.map(|(status, _)| status.as_u16());
            self.sandbox.delivered(delivery.id, status);
        }
        any
    }

    /// Hands one delivery to its function. `None`: it died on the way.
    pub async fn hand_over(&self, delivery: &Delivery) -> Option<(StatusCode, String)> {
        let path = match delivery.target {
            Target::SlackEvents => EVENTS_PATH.to_owned(),
            Target::SlackInteractivity => INTERACTIVITY_PATH.to_owned(),
            Target::Chatbot => webhook_path(&self.sandbox.credentials().channel),
        };
        let request = Request::builder().method(Method::POST).uri(path);
        let headers = delivery.headers.iter();
        let request = headers.fold(request, |request, (name, value)| request.header(name, value));
        let request = request.body(Body::Text(delivery.body.clone())).expect("a request");
        let answer: Response<Body> = tokio::select! {
            answer = self.invoke(delivery.target, request) => answer,
            () = self.gate.death() => return None,
        };
        let body = String::from_utf8_lossy(answer.body()).into_owned();
        Some((answer.status(), body))
    }

    async fn invoke(&self, target: Target, request: Request<Body>) -> Response<Body> {
        match target {
            Target::SlackEvents => events::handle(&self.ports, &self.secrets, request).await,
            Target::SlackInteractivity => {
                interactivity::handle(&self.ports, &self.reception, &self.secrets, request).await
            }
            Target::Chatbot => relay::handle(&self.ports, &self.reception.seal, request).await,
        }
    }
}

impl App {
    /// Somebody does something in Slack that our app is not asked about.
    pub fn does(&self, user: &str, deed: Deed) -> Acted {
        self.world.sandbox.act(Act::by(user, deed)).expect("a person could do this")
    }

    /// Somebody does something that our app is asked about, and sees what comes of it.
    pub async fn asks_us(&self, user: &str, deed: Deed) -> Shown {
        self.arrives(&self.sends(user, deed)).await
    }

    /// Somebody does something that our app is asked about: what is on its way now.
    pub fn sends(&self, user: &str, deed: Deed) -> Delivery {
        let Acted::Asks(delivery) = self.does(user, deed) else { panic!("our app is not asked about this") };
        *delivery
    }

    /// It arrives, and whoever did it sees what comes of it.
    pub async fn arrives(&self, delivery: &Delivery) -> Shown {
        let answer = self.world.hand_over(delivery).await;
        let (status, body) = answer.map_or((None, String::new()), |(status, body)| (Some(status.as_u16()), body));
        self.world.sandbox.answered(delivery.id, status, &body).expect("somebody waits for it")
    }

    /// Somebody clicks a button of the newest message in a channel that has it.
    pub async fn clicks(&self, user: &str, channel: &str, action: &str) -> Shown {
        let ts = self.button(channel, action).unwrap_or_else(|| panic!("no {action} in #{channel}"));
        self.clicks_on(user, channel, &ts, action).await
    }

    /// Somebody clicks a button of this message.
    pub async fn clicks_on(&self, user: &str, channel: &str, ts: &MessageTs, action: &str) -> Shown {
        let (channel, ts) = (Some(channel.to_owned()), Some(ts.clone()));
        let click = Click { channel, ts, action_id: action.to_owned(), ..Click::default() };
        self.asks_us(user, Deed::Click(click)).await
    }

    /// Somebody clicks a button of what they alone are shown, the newest that has it.
    pub async fn clicks_privately(&self, user: &str, channel: &str, action: &str) -> Shown {
        let ts = self.shown_privately(user, channel, action).pop().expect("one at least");
        self.clicks_on(user, channel, &ts, action).await
    }

    /// The same, the oldest that has it.
    pub async fn clicks_the_oldest_privately(&self, user: &str, channel: &str, action: &str) -> Shown {
        let ts = self.shown_privately(user, channel, action).swap_remove(0);
        self.clicks_on(user, channel, &ts, action).await
    }

    /// What somebody alone is shown with this button, the oldest first.
    fn shown_privately(&self, user: &str, channel: &str, action: &str) -> Vec<MessageTs> {
        let ephemerals = self.channel_now(channel).ephemerals;
        let mine = ephemerals.iter().filter(|shown| shown.to == UserId::new(user)).map(|shown| &shown.message);
        let shown: Vec<MessageTs> =
            mine.filter(|message| has_button(message, action)).map(|message| message.ts.clone()).collect();
        assert!(!shown.is_empty(), "nobody shows {user} a {action} in #{channel}");
        shown
    }

    /// Somebody opens Live Chat Control from a message's shortcuts.
    pub async fn opens_control(&self, user: &str, channel: &str) -> Shown {
        let ts = self.channel_now(channel).messages.last().map(|message| message.ts.clone());
        let channel = Some(channel.to_owned());
        let shortcut = Shortcut { callback_id: "live_chat_control".to_owned(), channel, ts };
        self.asks_us(user, Deed::Shortcut(shortcut)).await
    }

    /// Somebody submits the modal on top with this choice.
    pub async fn proceeds(&self, user: &str, choice: &str) -> Shown {
        self.submits(user, &[("control_action", choice)]).await
    }

    /// Somebody submits the modal on top with these entries, by their blocks.
    pub async fn submits(&self, user: &str, entries: &[(&str, &str)]) -> Shown {
        self.arrives(&self.submitted(user, entries)).await
    }

    /// Somebody has submitted the modal on top: what is on its way now.
    pub fn submitted(&self, user: &str, entries: &[(&str, &str)]) -> Delivery {
        let entered = entries.iter().map(|(field, entry)| (*field, Chosen::One((*entry).to_owned())));
        self.sends(user, self.submission(user, entered.collect()))
    }

    /// The modal on top, submitted with these entries, by their blocks.
    pub fn submission(&self, user: &str, entries: Vec<(&str, Chosen)>) -> Deed {
        let view = self.open_view(user)["id"].as_str().expect("an id").to_owned();
        let values = entries.into_iter().map(|(block, entry)| (block.to_owned(), entry)).collect();
        Deed::Submit(Submit { view, values })
    }

    /// Whether somebody sees a modal.
    pub fn sees_a_modal(&self, user: &str) -> bool {
        !self.world.sandbox.slack().views.stack(&UserId::new(user)).is_empty()
    }

    /// The modal that somebody sees.
    pub fn open_view(&self, user: &str) -> Value {
        let views = self.world.sandbox.slack().views;
        let on_top = views.stack(&UserId::new(user)).last().expect("a modal is open").clone();
        serde_json::to_value(on_top).expect("JSON")
    }

    /// An agent writes in a channel.
    pub fn writes(&self, user: &str, channel: &str, text: &str) -> MessageTs {
        let write = local::sandbox::slack::act::Write {
            channel: channel.to_owned(),
            text: text.to_owned(),
            ..Default::default()
        };
        self.writes_so(user, write)
    }

    /// An agent writes, in whatever way.
    pub fn writes_so(&self, user: &str, write: local::sandbox::slack::act::Write) -> MessageTs {
        let Acted::Posted { ts, .. } = self.does(user, Deed::Message(write)) else { panic!("a message is posted") };
        ts
    }

    /// A customer writes to the bot channel.
    pub fn says(&self, customer: &str, text: &str) {
        self.customer_does(customer, chatbot::Deed::says(text));
    }

    /// A customer does something.
    pub fn customer_does(&self, customer: &str, deed: chatbot::Deed) -> chatbot::Acted {
        let member = self.customer(customer).member;
        self.world.sandbox.customer_acts(&chatbot::Act { member, deed }).expect("a customer could do this")
    }

    /// The bot's pre-action takes the lock, and posts the request to the relay.
    pub async fn asks_for_a_human(&self, customer: &str, label: Option<&str>) {
        let deed = chatbot::Deed::AsksForLiveChat { label: label.map(str::to_owned) };
        let request = self.customer_does(customer, deed).request.expect("the pre-action posts");
        for _ in 0..5 {
            if self.posts(&request).await.is_some_and(|answer| answer.body["ok"] == 1) {
                return;
            }
            self.world.clock.pass(std::time::Duration::from_secs(3));
        }
        panic!("five times no answer");
    }

    /// What a customer was sent and has written, oldest first: who, and what.
    pub fn phone(&self, customer: &str) -> Vec<String> {
        let member = self.customer(customer).member;
        let chats = &self.world.sandbox.chatbot().members[&member].chats;
        let line = |chat: &chatbot::Chat| {
            let text = chat.message_event["data"]["text"].as_str().unwrap_or("(no text)");
            format!("{:?}: {text}", chat.sender)
        };
        chats.iter().map(line).collect()
    }

    /// Whether humans answer a customer, by the platform.
    pub fn live_chat(&self, customer: &str) -> bool {
        self.world.sandbox.chatbot().members[&self.customer(customer).member].live_chat
    }

    /// A channel as it is now.
    pub fn channel_now(&self, name: &str) -> Channel {
        let workspace = self.world.sandbox.slack();
        workspace.channel_named(name).unwrap_or_else(|| panic!("no channel #{name}")).clone()
    }

    /// The name of the newest channel that our app made.
    pub fn inbox(&self) -> String {
        let workspace = self.world.sandbox.slack();
        let ours = workspace.channels.values().filter(|channel| channel.creator == workspace.app.bot_user);
        let newest = ours.filter(|channel| !channel.name.is_empty()).max_by_key(|channel| channel.created);
        newest.expect("an inbox channel").name.clone()
    }

    /// The channels that our app made.
    pub fn inboxes(&self) -> Vec<ChannelId> {
        let workspace = self.world.sandbox.slack();
        let ours = workspace.channels.values().filter(|channel| channel.creator == workspace.app.bot_user);
        ours.filter(|channel| !channel.name.is_empty()).map(|channel| channel.id.clone()).collect()
    }

    /// What stands in a channel: under which name when not under the app's, and its lines.
    pub fn seen_in(&self, channel: &str) -> Vec<Vec<String>> {
        self.channel_now(channel).top_level().map(crate::story::message_lines).collect()
    }

    /// What somebody alone was shown, in any channel.
    pub fn told(&self, user: &str) -> Vec<String> {
        let workspace = self.world.sandbox.slack();
        let shown = workspace.channels.values().flat_map(|channel| &channel.ephemerals);
        let mine = shown.filter(|shown| shown.to == UserId::new(user));
        mine.map(|shown| crate::story::message_lines(&shown.message).join(" / ")).collect()
    }

    /// The marks of a message.
    pub fn marks(&self, channel: &str, ts: &MessageTs) -> Vec<String> {
        let channel = self.channel_now(channel);
        let message = channel.message(ts).expect("the message");
        message.reactions.iter().map(|reaction| reaction.name.clone()).collect()
    }

    /// What stands in the thread of a message.
    pub fn thread(&self, channel: &str, ts: &MessageTs) -> Vec<Vec<String>> {
        self.channel_now(channel).replies(ts).map(crate::story::message_lines).collect()
    }

    /// The newest message in a channel that has this button.
    pub fn button(&self, channel: &str, action: &str) -> Option<MessageTs> {
        let channel = self.channel_now(channel);
        let found = channel.messages.iter().rev().find(|message| has_button(message, action));
        found.map(|message| message.ts.clone())
    }
}

fn has_button(message: &Message, action: &str) -> bool {
    let elements = message.blocks.iter().filter_map(|block| block["elements"].as_array()).flatten();
    elements.into_iter().any(|element| element["action_id"] == action)
}
