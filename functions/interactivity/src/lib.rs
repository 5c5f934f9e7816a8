//! `POST /slack/interactivity`: buttons, shortcuts and modals. Slack waits three seconds for the answer.
//!
//! The signature is checked on the raw body before anything is read. Each click becomes one use case; who may do what is
//! decided by the domain each time.

mod answer;
mod panels;

use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use shared::digest;
use shared::domain::{ChannelId, CustomerText, Setting, TicketingField, Timestamp, WorkspaceId};
use shared::service::consenting::{self, Wish};
use shared::service::control::{Asked, Submitted};
use shared::service::panels::{access, admin, relay_url, ticketing};
use shared::service::{Click, Ports, Reception, control, picking, testing};
use shared::slack::cards::{
    ACCESS_CLAIM_VIEW, ACCESS_PANEL, ACCESS_SUPER_ADMINS, ADMIN_PANEL, CONTROL_ACTION, CONTROL_CHANNEL, CONTROL_NOTE,
    CONTROL_VIEW, GENERAL_PANEL, GROUP_MEMBERS, GROUP_PANEL, LIVE_CHAT_CONTROL, LIVE_CHAT_END, LIVE_CHAT_TAKE_BACK,
    LIVE_CHAT_TURN_ON, MESSAGE_ARRIVED, MESSAGE_KEEP, MESSAGE_RETRY, MESSAGE_SEND, MESSAGE_SEND_AGAIN,
    MESSAGE_SEND_CORRECTION, MESSAGE_TAKE_OVER_AND_SEND, MESSAGE_TURN_ON_AND_SEND, MessageButton, Offer, OpenedOn,
    PanelAbout, RELAY_PANEL, RELAY_WISH, SEND_TEST_TICKET, TICKET_MANAGE, TICKET_PICK, TICKETING_DELETE,
    TICKETING_FORM, TICKETING_LIST, TicketButton, TicketingAbout,
};
use shared::slack::payload::interaction::{
    self, Action, Actor, BlockActions, Interaction, MessageShortcut, Place, Shortcut, ViewSubmission,
};
use shared::slack::payload::{Unreadable, ViewState};
use shared::slack::signature::{self, SigningSecrets, Verified};
use shared::slack::{ResponseUrl, TriggerId};
use shared::store::StoreError;

/// Answers one request. Always answers.
pub async fn handle(
    ports: &Ports,
    reception: &Reception,
    secrets: &SigningSecrets,
    request: Request,
) -> Response<Body> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let (timestamp, signed) = (header("x-slack-request-timestamp"), header("x-slack-signature"));
    let body: &[u8] = request.body();
    let verified = match signature::verify(secrets, timestamp, signed, body, ports.clock.now()) {
        Ok(verified) => verified,
        Err(cause) => {
            tracing::info!(error.cause = %cause, "interaction refused");
            return answer::status(StatusCode::UNAUTHORIZED);
        }
    };
    take(ports, reception, interaction::read(verified)).await
}

/// Answers a payload that came over Socket Mode, as [`handle`] does one that was posted.
pub async fn handle_payload(ports: &Ports, reception: &Reception, verified: Verified<'_>) -> Response<Body> {
    take(ports, reception, interaction::read_payload(verified)).await
}

async fn take(ports: &Ports, reception: &Reception, read: Result<Interaction, Unreadable>) -> Response<Body> {
    let Ok(interaction) = read else {
        tracing::warn!("an interaction of Slack's that can't be read");
        return answer::status(StatusCode::OK);
    };
    let taken = Desk { ports, reception, now: ports.clock.now() }.take(interaction).await;
    taken.unwrap_or_else(|error| {
        error.log("interaction");
        answer::status(StatusCode::INTERNAL_SERVER_ERROR)
    })
}

/// What interactions are taken with.
struct Desk<'a> {
    ports: &'a Ports,
    reception: &'a Reception,
    now: Timestamp,
}

impl Desk<'_> {
    async fn take(&self, interaction: Interaction) -> Result<Response<Body>, StoreError> {
        match interaction {
            Interaction::BlockActions(clicked) => self.clicked(clicked).await?,
            Interaction::MessageShortcut(shortcut) => self.at_message(shortcut).await?,
            Interaction::Submitted(submitted) => return self.submitted(submitted).await,
            Interaction::SslCheck | Interaction::Closed(_) => {}
            Interaction::Shortcut(shortcut) => self.anywhere(shortcut).await?,
            Interaction::Unknown { kind } => tracing::debug!(kind, "unknown interaction"),
        }
        Ok(answer::status(StatusCode::OK))
    }

    async fn clicked(&self, clicked: BlockActions) -> Result<(), StoreError> {
        let channel = match &clicked.place {
            Place::Message { channel, .. } => Some(channel.clone()),
            Place::View(_) => None,
        };
        let trigger = clicked.trigger.as_ref();
        for action in &clicked.actions {
            let by = By { workspace: &clicked.workspace, user: &clicked.user, channel: channel.as_ref() };
            let click = self.click(&by, clicked.response_url.as_ref(), &receipt(trigger, action, &clicked.user));
            self.act(&click, action, trigger).await?;
        }
        Ok(())
    }

    async fn act(&self, click: &Click, action: &Action, trigger: Option<&TriggerId>) -> Result<(), StoreError> {
        let value = action.value.as_deref().unwrap_or_default();
        let ticket = TicketButton::read(value);
        let message = MessageButton::read(value);
        let wish = wish(&action.action_id);
        match (action.action_id.as_str(), ticket, message, wish) {
            (SEND_TEST_TICKET, ..) => testing::send_test_ticket(self.ports, click).await,
            (TICKET_PICK, Some(button), _, _) => picking::pick(self.ports, click, &button).await,
            (LIVE_CHAT_END, Some(button), _, _) => control::end(self.ports, click, &button).await,
            (LIVE_CHAT_TAKE_BACK, Some(button), _, _) => control::take_back(self.ports, click, &button).await,
            (LIVE_CHAT_TURN_ON, Some(button), _, _) => {
                control::turn_on(self.ports, click, &button.member).await.map(drop)
            }
            (TICKET_MANAGE | LIVE_CHAT_CONTROL, Some(button), _, _) => match trigger {
                Some(trigger) => control::open_panel(self.ports, self.reception, click, trigger, &button).await,
                None => Ok(()),
            },
            (_, _, Some(button), Some(wish)) => consenting::carry_out(self.ports, click, &button, wish).await,
            (unknown, ..) => {
                tracing::debug!(action = unknown, "unknown action");
                Ok(())
            }
        }
    }

    async fn at_message(&self, shortcut: MessageShortcut) -> Result<(), StoreError> {
        if shortcut.callback_id != CONTROL_VIEW {
            tracing::debug!(callback = shortcut.callback_id, "unknown shortcut");
            return Ok(());
        }
        let by = By { workspace: &shortcut.workspace, user: &shortcut.user, channel: Some(&shortcut.channel) };
        let receipt = format!("shortcut#{}", short(shortcut.trigger.expose()));
        let click = self.click(&by, shortcut.response_url.as_ref(), &receipt);
        control::open_panel_of_channel(self.ports, self.reception, &click, &shortcut.trigger).await
    }

    async fn anywhere(&self, shortcut: Shortcut) -> Result<(), StoreError> {
        let by = By { workspace: &shortcut.workspace, user: &shortcut.user, channel: None };
        let receipt = format!("shortcut#{}", short(shortcut.trigger.expose()));
        let click = self.click(&by, None, &receipt);
        match shortcut.callback_id.as_str() {
            ACCESS_PANEL => access::open(self.ports, self.reception, &click, &shortcut.trigger).await,
            ADMIN_PANEL => admin::open(self.ports, self.reception, &click, &shortcut.trigger).await,
            unknown => {
                tracing::debug!(callback = unknown, "unknown shortcut");
                Ok(())
            }
        }
    }

    async fn submitted(&self, submitted: ViewSubmission) -> Result<Response<Body>, StoreError> {
        let panel = submitted.view.callback_id.as_str();
        let answer = match panel {
            CONTROL_VIEW => self.control(&submitted).await?,
            ACCESS_PANEL => self.access(&submitted).await?,
            ACCESS_CLAIM_VIEW => access::claim(self.ports, &self.submission(&submitted, None, "")).await?,
            ADMIN_PANEL => {
                let click = self.submission(&submitted, None, "");
                admin::choose(self.ports, self.reception, &click, panels::area(&submitted.view)).await?
            }
            GROUP_PANEL => self.group(&submitted).await?,
            RELAY_PANEL => self.relay(&submitted).await?,
            GENERAL_PANEL => self.general(&submitted).await?,
            TICKETING_LIST => {
                let (action, chosen) = panels::ticketing_choice(&submitted.view);
                ticketing::choose(self.ports, &self.submission(&submitted, None, ""), action, chosen.as_ref()).await?
            }
            TICKETING_FORM => self.ticketing(&submitted).await?,
            TICKETING_DELETE => self.delete_ticketing(&submitted).await?,
            unknown => {
                tracing::debug!(callback = unknown, "unknown view");
                return Ok(answer::status(StatusCode::OK));
            }
        };
        Ok(answer::submitted(answer))
    }

    async fn control(&self, submitted: &ViewSubmission) -> Result<Submitted, StoreError> {
        let Some(about) = PanelAbout::read(&submitted.view.private_metadata) else {
            return Ok(answer::unreadable(CONTROL_ACTION));
        };
        let asked = asked(&submitted.view);
        let click = self.submission(submitted, about.opened_in.as_ref(), &format!("{asked:?}"));
        control::submit(self.ports, &click, &about, asked).await
    }

    async fn access(&self, submitted: &ViewSubmission) -> Result<Submitted, StoreError> {
        let Some((about, lists)) = opened_on(submitted).zip(panels::access(&submitted.view)) else {
            return Ok(answer::unreadable(ACCESS_SUPER_ADMINS));
        };
        let click = self.submission(submitted, None, &format!("{lists:?}"));
        access::submit(self.ports, &click, &about, lists).await
    }

    async fn group(&self, submitted: &ViewSubmission) -> Result<Submitted, StoreError> {
        let Some((about, group)) = opened_on(submitted).zip(panels::group(&submitted.view)) else {
            return Ok(answer::unreadable(GROUP_MEMBERS));
        };
        let click = self.submission(submitted, None, &format!("{group:?}"));
        admin::submit_group(self.ports, &click, &about, group).await
    }

    async fn general(&self, submitted: &ViewSubmission) -> Result<Submitted, StoreError> {
        let Some((about, general)) = opened_on(submitted).zip(panels::general(&submitted.view)) else {
            return Ok(answer::unreadable(Setting::ShowAgentName.block()));
        };
        let click = self.submission(submitted, None, &format!("{general:?}"));
        admin::submit_general(self.ports, &click, &about, &general).await
    }

    async fn relay(&self, submitted: &ViewSubmission) -> Result<Submitted, StoreError> {
        let Some(about) = opened_on(submitted) else { return Ok(answer::unreadable(RELAY_WISH)) };
        let wish = panels::relay_wish(&submitted.view);
        let click = self.submission(submitted, None, &format!("{wish:?}"));
        relay_url::submit(self.ports, self.reception, &click, &about, wish).await
    }

    async fn ticketing(&self, submitted: &ViewSubmission) -> Result<Submitted, StoreError> {
        let about = TicketingAbout::read(&submitted.view.private_metadata);
        let Some((about, entered)) = about.zip(panels::ticketing(&submitted.view)) else {
            return Ok(answer::unreadable(TicketingField::Label.block()));
        };
        let click = self.submission(submitted, None, &format!("{entered:?}"));
        ticketing::submit(self.ports, &click, &about, entered).await
    }

    async fn delete_ticketing(&self, submitted: &ViewSubmission) -> Result<Submitted, StoreError> {
        let Some(about) = TicketingAbout::read(&submitted.view.private_metadata) else { return Ok(Submitted::Done) };
        ticketing::delete(self.ports, &self.submission(submitted, None, ""), &about).await
    }

    /// A panel sent off. The same panel with something else in it is another submission.
    fn submission(&self, submitted: &ViewSubmission, channel: Option<&ChannelId>, entered: &str) -> Click {
        let by = By { workspace: &submitted.workspace, user: &submitted.user, channel };
        let view = &submitted.view;
        let hash = view.hash.as_deref().unwrap_or_default();
        let receipt = format!("view#{}", short(&format!("{}#{hash}#{entered}", view.id.as_str())));
        self.click(&by, None, &receipt)
    }

    fn click(&self, by: &By<'_>, url: Option<&ResponseUrl>, receipt: &str) -> Click {
        let seal = &self.reception.seal;
        let sealed = url.map(|url| seal.seal(by.workspace, &url.to_secret(), self.ports.random.bits()));
        let reply = sealed.and_then(|sealed| {
            sealed.inspect_err(|error| tracing::error!(error.cause = %error, "no private answer")).ok()
        });
        Click {
            workspace: by.workspace.clone(),
            user: by.user.id.clone(),
            team: by.user.team.clone(),
            channel: by.channel.cloned(),
            reply,
            receipt: receipt.to_owned(),
            at: self.now,
        }
    }
}

/// Who did something, and where.
struct By<'a> {
    workspace: &'a WorkspaceId,
    user: &'a Actor,
    channel: Option<&'a ChannelId>,
}

/// What was entered in Live Chat Control.
fn asked(view: &ViewState) -> Asked {
    Asked {
        offer: view.values.selected(CONTROL_ACTION, CONTROL_ACTION).and_then(Offer::read),
        channel: view.values.selected(CONTROL_CHANNEL, CONTROL_CHANNEL).map(ChannelId::new),
        note: view.values.text(CONTROL_NOTE, CONTROL_NOTE).map(CustomerText::new),
    }
}

/// What a panel of settings was opened on.
fn opened_on(submitted: &ViewSubmission) -> Option<OpenedOn> {
    OpenedOn::read(&submitted.view.private_metadata)
}

/// What is wished of a message.
fn wish(action: &str) -> Option<Wish> {
    Some(match action {
        MESSAGE_SEND => Wish::Send,
        MESSAGE_KEEP => Wish::Keep,
        MESSAGE_TURN_ON_AND_SEND => Wish::TurnOnAndSend,
        MESSAGE_TAKE_OVER_AND_SEND => Wish::TakeOverAndSend,
        MESSAGE_RETRY => Wish::Retry,
        MESSAGE_SEND_AGAIN => Wish::SendAgain,
        MESSAGE_ARRIVED => Wish::Arrived,
        MESSAGE_SEND_CORRECTION => Wish::Correct,
        _ => return None,
    })
}

/// The same for each delivery of one click: its trigger is its own.
fn receipt(trigger: Option<&TriggerId>, action: &Action, user: &Actor) -> String {
    let trigger = trigger.map(TriggerId::expose).unwrap_or_default();
    format!("click#{}", short(&format!("{trigger}#{}#{}", action.action_id, user.id)))
}

fn short(text: &str) -> String {
    digest::hex(text).chars().take(20).collect()
}
