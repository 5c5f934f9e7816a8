//! `/oauth/v2/authorize`: somebody is asked, allows it or cancels, and is sent back. What is wrong with the question is
//! said on a page, as Slack does: nobody is sent anywhere then.

use std::collections::BTreeSet;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use form_urlencoded::Serializer;
use shared::domain::UserId;
use shared::slack::scopes;

use super::{CLIENT_ID, Consent, page};
use crate::delivering::CALLBACK_PATH;
use crate::sandbox::slack::{SlackChange, Workspace};
use crate::sandbox::{Cause, Change, Sandbox};

/// What an app asks for, as it is in the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) client_id: String,
    pub(super) scope: String,
    pub(super) redirect_uri: String,
    pub(super) state: String,
}

impl Asked {
    fn read(fields: &[u8]) -> Self {
        let text = |name| field(fields, name).unwrap_or_default();
        Self {
            client_id: text("client_id"),
            scope: text("scope"),
            redirect_uri: text("redirect_uri"),
            state: text("state"),
        }
    }

    fn scopes(&self) -> impl Iterator<Item = &str> {
        self.scope.split(',')
    }

    /// What is wrong with it. Scopes are held to those that the app's manifest names.
    fn wrong(&self, sandbox: &Sandbox) -> Option<&'static str> {
        let own = sandbox.url_of(CALLBACK_PATH);
        // What the app's settings name.
        let allowed = [own.replace("127.0.0.1", "localhost"), own];
        let is_below = |allowed: &String| {
            let below = self.redirect_uri.strip_prefix(allowed.as_str());
            below.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
        };
        if self.client_id != CLIENT_ID {
            Some("Invalid client_id parameter")
        } else if !allowed.iter().any(is_below) {
            Some("redirect_uri did not match any configured URIs")
        } else if !self.scopes().all(|scope| scopes::BOT.contains(&scope)) {
            Some("Invalid permissions requested")
        } else {
            None
        }
    }

    /// Sends the person back, with what they decided.
    fn back(&self, name: &str, value: &str) -> Response {
        let query = Serializer::new(String::new()).append_pair(name, value).append_pair("state", &self.state).finish();
        let joint = if self.redirect_uri.contains('?') { '&' } else { '?' };
        (StatusCode::FOUND, [(LOCATION, format!("{}{joint}{query}", self.redirect_uri))]).into_response()
    }
}

fn field(fields: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(fields).find(|(of, _)| of == name).map(|(_, value)| value.into_owned())
}

/// Asks for the consent.
pub(in crate::sandbox) async fn ask(State(sandbox): State<Sandbox>, RawQuery(query): RawQuery) -> Response {
    let asked = Asked::read(query.unwrap_or_default().as_bytes());
    match asked.wrong(&sandbox) {
        Some(wrong) => page::wrong(wrong),
        None => page::question(&sandbox.slack(), &asked),
    }
}

/// Takes what was decided: `decision`, by whom (`user`), for what (`for`).
pub(in crate::sandbox) async fn decide(State(sandbox): State<Sandbox>, body: Bytes) -> Response {
    let asked = Asked::read(&body);
    if let Some(wrong) = asked.wrong(&sandbox) {
        return page::wrong(wrong);
    }
    if field(&body, "decision").as_deref() != Some("allow") {
        return asked.back("error", "access_denied");
    }
    let is_org_wide = field(&body, "for").as_deref() == Some("organization");
    let user = UserId::new(field(&body, "user").unwrap_or_default());
    if !may_install(&sandbox.slack(), &user) {
        return page::wrong("This person may not install apps");
    }
    let scopes: BTreeSet<String> = asked.scopes().map(str::to_owned).collect();
    let (at, redirect_uri) = (sandbox.now(), asked.redirect_uri.clone());
    let consent = Consent { user: user.clone(), redirect_uri, scopes, is_org_wide, at, is_used: false };
    let mut world = sandbox.world();
    let code = world.state().slack.next_code(at);
    let consented = Change::Slack(SlackChange::Consented { code: code.clone(), consent });
    match world.commit(vec![consented], &Cause::by(user, at)) {
        Ok(()) => asked.back("code", &code),
        Err(cause) => page::wrong(&cause.to_string()),
    }
}

/// Whether somebody may install apps: full members of the workspace, who are there.
pub(super) fn may_install(workspace: &Workspace, user: &UserId) -> bool {
    workspace.users.get(user).is_some_and(|user| {
        let is_member = !user.is_restricted && !user.is_stranger && user.team_id == workspace.id;
        is_member && !user.is_bot && !user.deleted && user.id.as_str() != super::super::seed::SLACKBOT
    })
}

/// Slack's own address of an app in a workspace: here it is the page.
pub(in crate::sandbox) async fn open_app() -> Response {
    (StatusCode::FOUND, [(LOCATION, "/")]).into_response()
}
