//! OAuth v2 (`contracts/slack.md` 12): people consent to the installation on a page, and the app exchanges the code that
//! comes of it for a token.

pub(in crate::sandbox) mod consenting;
mod page;

use std::collections::BTreeSet;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use shared::digest;
use shared::domain::{Timestamp, UserId};
use shared::secret::Secret;

use super::contract::Method;
use super::encoding::Raw;
use super::methods::{Call, Done};
use super::refusal::Refusal;
use super::{App, SlackChange, TokenStatus, Workspace};

/// The one method that is called without a token.
pub(super) const METHOD: &str = "oauth.v2.access";

/// What everybody may know the app by.
pub(in crate::sandbox) const CLIENT_ID: &str = "8812345678901.8812345678902";

/// How long a code is good.
const CODE_LIFE: Duration = Duration::from_mins(10);

/// Somebody's consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Who consented.
    pub user: UserId,
    /// Where they were sent back to: who exchanges the code names it again.
    pub redirect_uri: String,
    /// What they consented to.
    pub scopes: BTreeSet<String>,
    /// Whether for a whole organisation, not for one workspace.
    pub is_org_wide: bool,
    /// When.
    pub at: Timestamp,
    /// Whether it was exchanged.
    pub is_used: bool,
}

impl App {
    /// What it is known by to Slack alone. Made from the signing secret, which the sandbox's first start draws: one that
    /// was begun before there was OAuth has it, too.
    pub fn client_secret(&self) -> Secret {
        self.made("client secret")
    }

    fn made(&self, what: &str) -> Secret {
        let digest = digest::hex(&format!("{what} {}", self.signing_secret.expose()));
        Secret::new(digest.get(..32).unwrap_or_default())
    }
}

impl Workspace {
    /// The code of the next consent.
    fn next_code(&self, now: Timestamp) -> String {
        let number = self.consents.len();
        format!("{}.{number}.{}", now.millis(), self.app.made(&format!("code {number}")).expose())
    }

    /// A consent was exchanged. An organisation's token is none of the workspace's.
    pub(super) fn install(&mut self, code: &str, secret: Secret) {
        let Some(consent) = self.consents.get_mut(code) else { return };
        consent.is_used = true;
        if !consent.is_org_wide {
            self.token.scopes.extend(consent.scopes.iter().cloned());
            self.token.secret = secret;
            self.token.status = TokenStatus::Active;
        }
    }
}

/// A call's arguments with the app's id and secret, which may stand in the head instead (HTTP Basic).
pub(super) fn with_client(method: &Method, raw: Raw, headers: &HeaderMap) -> Result<Raw, Refusal> {
    let Some(client) = client_in(headers).filter(|_| method.name == METHOD) else { return Ok(raw) };
    let mut fields = match raw {
        Raw::Form(fields) => fields,
        Raw::Nothing => Map::new(),
        Raw::Json(_) => return Ok(raw),
    };
    for (name, value) in [("client_id", client.0), ("client_secret", client.1)] {
        if fields.insert(name.to_owned(), json!(value)).is_some() {
            return Err(Refusal::arguments(format!("{name} stands in the head and in the body")));
        }
    }
    Ok(Raw::Form(fields))
}

fn client_in(headers: &HeaderMap) -> Option<(String, String)> {
    let encoded = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let text = String::from_utf8(BASE64.decode(encoded.trim()).ok()?).ok()?;
    text.split_once(':').map(|(id, secret)| (id.to_owned(), secret.to_owned()))
}

/// `oauth.v2.access`: a code for a token, once.
pub(super) fn access(call: &Call<'_>) -> Result<Done, Refusal> {
    let (app, given) = (&call.workspace.app, |name| call.arguments.text(name));
    if given("client_id") != Some(CLIENT_ID) {
        return Err(Refusal::new("invalid_client_id"));
    }
    if given("client_secret") != Some(app.client_secret().expose()) {
        return Err(Refusal::new("bad_client_secret"));
    }
    if given("grant_type").is_some_and(|kind| kind != "authorization_code") {
        return Err(Refusal::new("invalid_grant_type"));
    }
    let code = given("code").unwrap_or_default();
    let good = |consent: &&Consent| !consent.is_used && call.now.since(consent.at) < CODE_LIFE;
    let consent = call.workspace.consents.get(code).filter(good).ok_or_else(|| Refusal::new("invalid_code"))?;
    if given("redirect_uri") != Some(&consent.redirect_uri) {
        return Err(Refusal::new("bad_redirect_uri"));
    }
    let digest = app.made(&format!("token {code}"));
    let secret = format!("xoxb-{}-{}", call.now.millis(), digest.expose());
    let body = granted(call.workspace, consent, &secret);
    let change = SlackChange::Installed { code: code.to_owned(), secret: Secret::new(secret) };
    Ok(Done::changing(body, vec![change]))
}

/// As `contracts/slack.md` 13 has it; of a whole organisation without a team.
fn granted(workspace: &Workspace, consent: &Consent, token: &str) -> Value {
    let team = json!({"id": workspace.id, "name": workspace.name});
    let enterprise = json!({"id": "E07SANDBOX", "name": workspace.name});
    let scopes: Vec<&str> = consent.scopes.iter().map(String::as_str).collect();
    json!({
        "app_id": workspace.app.id,
        "access_token": token,
        "token_type": "bot",
        "scope": scopes.join(","),
        "bot_user_id": workspace.app.bot_user,
        "team": if consent.is_org_wide { Value::Null } else { team },
        "enterprise": if consent.is_org_wide { enterprise } else { Value::Null },
        "is_enterprise_install": consent.is_org_wide,
        "authed_user": {"id": consent.user},
    })
}
