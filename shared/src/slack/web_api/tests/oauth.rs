//! A consent's code in exchange for a token.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use super::web_api;
use crate::domain::{UserId, WorkspaceId};
use crate::outbound::scripted::{Script, Server, where_nobody_listens};
use crate::secret::Secret;
use crate::slack::{Access, BotToken, CallFailure, Granted, OAuth, OAuthCode, Slack, SlackAppId};

const BACK: &str = "https://inbox.example.com/slack/oauth/callback";

/// As `contracts/slack.md` 13 has it.
fn answer() -> Value {
    json!({"ok": true, "app_id": "A08DESK0001", "access_token": "xoxb-planted", "token_type": "bot",
        "scope": "chat:write,commands", "bot_user_id": "U08DESKBOT1",
        "team": {"id": "T07QK2M4Z", "name": "Acme Support"}, "enterprise": null, "is_enterprise_install": false,
        "authed_user": {"id": "U07AGENT001"}})
}

fn access() -> Access {
    Access {
        workspace: WorkspaceId::new("T07QK2M4Z"),
        app: SlackAppId::new("A08DESK0001"),
        bot_user: UserId::new("U08DESKBOT1"),
        token: BotToken::new("xoxb-planted"),
        installer: UserId::new("U07AGENT001"),
        scopes: vec!["chat:write".to_owned(), "commands".to_owned()],
    }
}

fn oauth() -> OAuth {
    OAuth {
        client_id: "1.2".to_owned(),
        client_secret: Secret::new("planted-secret"),
        state_key: Secret::new("planted-key"),
        site: "https://slack.com".to_owned(),
    }
}

async fn exchange(url: &str) -> Result<Granted, CallFailure> {
    web_api(url).exchange(&oauth(), &OAuthCode::new("planted-code"), BACK).await
}

async fn answered(answer: &Value) -> Result<Granted, CallFailure> {
    exchange(&Server::start(Script::json(200, answer)).await.url).await
}

#[tokio::test]
async fn the_app_asks_as_itself_in_a_form_and_no_token_is_sent() {
    let server = Server::start(Script::json(200, &answer())).await;
    assert_eq!(exchange(&server.url).await, Ok(Granted::Workspace(Box::new(access()))));
    let asked = server.asked();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/api/oauth.v2.access"));
    assert_eq!(asked.header("authorization"), format!("Basic {}", BASE64.encode("1.2:planted-secret")));
    assert_eq!(asked.header("content-type"), "application/x-www-form-urlencoded");
    let fields: BTreeMap<_, _> = form_urlencoded::parse(&asked.body).into_owned().collect();
    let expected = [("code", "planted-code"), ("redirect_uri", BACK)];
    assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
}

#[tokio::test]
async fn the_scopes_that_were_not_given_are_known() {
    let missing = access().missing_scopes();
    assert!(missing.contains(&"users:read") && !missing.contains(&"chat:write"), "{missing:?}");
}

#[tokio::test]
async fn an_installation_for_a_whole_organisation_is_told_apart() {
    let mut of_all = answer();
    of_all["is_enterprise_install"] = json!(true);
    of_all["team"] = json!(null);
    assert_eq!(answered(&of_all).await, Ok(Granted::Organisation));
}

#[tokio::test]
async fn a_success_that_lacks_a_part_gives_nothing() {
    for part in ["app_id", "access_token", "bot_user_id", "team", "authed_user"] {
        for wrong in [json!(null), json!(""), json!({"id": 7})] {
            let mut lacking = answer();
            lacking[part] = wrong;
            let failed = answered(&lacking).await.unwrap_err();
            assert!(matches!(failed, CallFailure::Unknown { .. }), "{part}: {failed:?}");
            assert!(!failed.cause().contains("planted"), "{failed:?}");
        }
    }
}

#[tokio::test]
async fn each_refusal_has_its_reaction() {
    let refused = async |error: &str| answered(&json!({"ok": false, "error": error})).await.unwrap_err();
    let spent = CallFailure::ConsentSpent { error: "invalid_code".to_owned() };
    assert_eq!(refused("invalid_code").await, spent);
    for error in ["bad_client_secret", "invalid_client_id", "bad_redirect_uri", "no_scopes"] {
        assert!(matches!(refused(error).await, CallFailure::Refused { .. }), "{error}");
    }
    for error in ["cannot_install_an_org_installed_app", "user_email_unverified"] {
        assert!(matches!(refused(error).await, CallFailure::Policy { .. }), "{error}");
    }
    let gone = where_nobody_listens().await;
    assert!(matches!(exchange(&gone).await, Err(CallFailure::NotSent { .. })));
}
