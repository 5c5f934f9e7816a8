//! Consent and exchange, as `contracts/slack.md` 12 writes them.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use form_urlencoded::Serializer;
use serde_json::json;

use super::desk::{Answered, Desk};
use super::examples::{assert_like, example};
use super::restart::a_file;

const BACK: &str = "http://localhost/slack/oauth/callback";
const CLIENT: &str = "8812345678901.8812345678902";

type Fields<'a> = Vec<(&'a str, &'a str)>;

fn asked() -> Fields<'static> {
    vec![("client_id", CLIENT), ("scope", "chat:write,commands"), ("redirect_uri", BACK), ("state", "s 1")]
}

/// These fields with some in others' places; an empty one is left out.
fn with<'a>(fields: Fields<'a>, other: &[(&'a str, &'a str)]) -> Fields<'a> {
    let kept = fields.into_iter().filter(|(name, _)| other.iter().all(|(changed, _)| changed != name));
    kept.chain(other.iter().copied()).filter(|(_, value)| !value.is_empty()).collect()
}

fn form(fields: &Fields<'_>) -> String {
    Serializer::new(String::new()).extend_pairs(fields).finish()
}

async fn decides(desk: &Desk, fields: &Fields<'_>) -> Answered {
    desk.send(Request::post("/oauth/v2/authorize").body(Body::from(form(fields))).unwrap()).await
}

/// The code of May's consent.
async fn code(desk: &Desk) -> String {
    let allowed = with(asked(), &[("decision", "allow"), ("user", "U07MAY00001")]);
    let back = decides(desk, &allowed).await;
    assert_eq!(back.status, StatusCode::FOUND, "{back:?}");
    let query = back.header("location").unwrap().strip_prefix(BACK).unwrap().trim_start_matches('?').to_owned();
    let said: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    assert_eq!(said[1], ("state".to_owned(), "s 1".to_owned()));
    said[0].1.clone()
}

/// The exchange, with the app's id and secret in the head.
async fn exchanges(desk: &Desk, secret: &str, fields: &Fields<'_>) -> Answered {
    let client = BASE64.encode(format!("{CLIENT}:{secret}"));
    let request = Request::post("/api/oauth.v2.access").header("authorization", format!("Basic {client}"));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    desk.send(request.body(Body::from(form(fields))).unwrap()).await
}

fn secret(desk: &Desk) -> String {
    desk.sandbox.slack().app.client_secret().expose().to_owned()
}

#[tokio::test]
async fn who_is_asked_sees_every_scope_and_is_sent_back_with_the_state() {
    let desk = Desk::new();
    let page = desk.get(&format!("/oauth/v2/authorize?{}", form(&asked()))).await;
    let html = page.body.as_str().unwrap();
    assert_eq!(page.status, StatusCode::OK);
    for part in ["<li>chat:write</li>", "<li>commands</li>", "value=\"s 1\"", ">Allow</button>", ">Cancel</button>"] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(html.contains("U07MAY00001") && !html.contains("U07SINGLE01") && !html.contains("U07LEFT0001"), "{html}");
    let back = decides(&desk, &with(asked(), &[("decision", "cancel")])).await;
    assert_eq!(back.header("location"), Some(format!("{BACK}?error=access_denied&state=s+1").as_str()));
    code(&desk).await;
}

#[tokio::test]
async fn a_wrong_question_sends_nobody_anywhere() {
    let desk = Desk::new();
    for (wrong, said) in [
        (("client_id", "1.2"), "client_id"),
        (("redirect_uri", "http://elsewhere/slack/oauth/callback"), "redirect_uri"),
        (("redirect_uri", "http://localhost/slack/oauth/callbacks"), "redirect_uri"),
        (("redirect_uri", ""), "redirect_uri"),
        (("scope", "chat:write,admin"), "permissions"),
        (("scope", ""), "permissions"),
    ] {
        let fields = with(asked(), &[wrong]);
        let allowed = with(fields.clone(), &[("decision", "allow"), ("user", "U07MAY00001")]);
        for page in [desk.get(&format!("/oauth/v2/authorize?{}", form(&fields))).await, decides(&desk, &allowed).await]
        {
            assert_eq!((page.status, page.header("location")), (StatusCode::BAD_REQUEST, None), "{wrong:?}");
            assert!(page.body.as_str().unwrap().contains(said), "{wrong:?}: {page:?}");
        }
    }
    let guest = with(asked(), &[("decision", "allow"), ("user", "U07GUEST001")]);
    assert_eq!(decides(&desk, &guest).await.status, StatusCode::BAD_REQUEST);
    let injected = with(asked(), &[("state", "\"><script>")]);
    let page = desk.get(&format!("/oauth/v2/authorize?{}", form(&injected))).await;
    assert!(!page.body.as_str().unwrap().contains("<script"), "{page:?}");
}

#[tokio::test]
async fn a_code_is_exchanged_once_and_the_token_takes_the_former_ones_place() {
    let desk = Desk::new();
    let (code, former, secret) = (code(&desk).await, desk.token(), secret(&desk));
    let fields = vec![("code", code.as_str()), ("redirect_uri", BACK)];
    let answer = exchanges(&desk, &secret, &fields).await.ok();
    let mut like = example("oauth.v2.access");
    for with_rotation in ["refresh_token", "expires_in"] {
        like.as_object_mut().unwrap().remove(with_rotation);
    }
    assert_like(&like, &answer, "oauth.v2.access");
    assert_eq!(answer["authed_user"], json!({"id": "U07MAY00001"}));
    assert_eq!((&answer["scope"], &answer["access_token"]), (&json!("chat:write,commands"), &json!(desk.token())));
    assert_ne!(desk.token(), former);
    desk.call("users.info", json!({"user": "U07MAY00001"})).await.ok();
    assert_eq!(exchanges(&desk, &secret, &fields).await.error(), "invalid_code");
}

#[tokio::test]
async fn an_exchange_that_is_wrong_in_any_part_is_refused_by_that_parts_error() {
    let desk = Desk::new();
    let (code, secret) = (code(&desk).await, secret(&desk));
    let right = vec![("code", code.as_str()), ("redirect_uri", BACK)];
    for (wrong, error) in [
        (("code", "planted"), "invalid_code"),
        (("code", ""), "invalid_code"),
        (("redirect_uri", "http://localhost/slack/oauth/callback/more"), "bad_redirect_uri"),
        (("redirect_uri", ""), "bad_redirect_uri"),
        (("grant_type", "refresh_token"), "invalid_grant_type"),
        (("client_id", CLIENT), "invalid_arguments"),
    ] {
        let refused = exchanges(&desk, &secret, &with(right.clone(), &[wrong])).await;
        assert_eq!(refused.error(), error, "{wrong:?}");
    }
    assert_eq!(exchanges(&desk, "planted", &right).await.error(), "bad_client_secret");
    let kind = "application/x-www-form-urlencoded";
    assert_eq!(desk.slack("oauth.v2.access", None, kind, form(&right)).await.error(), "invalid_client_id");
    desk.wait(600).await;
    assert_eq!(exchanges(&desk, &secret, &right).await.error(), "invalid_code", "after ten minutes");
}

#[tokio::test]
async fn after_a_restart_the_new_token_works_and_its_code_stays_used() {
    let path = a_file("oauth.jsonl");
    let desk = Desk::on(Some(&path));
    let (code, secret) = (code(&desk).await, secret(&desk));
    let fields = vec![("code", code.as_str()), ("redirect_uri", BACK)];
    let answer = exchanges(&desk, &secret, &fields).await.ok();
    drop(desk);
    let again = Desk::on(Some(&path));
    assert_eq!(answer["access_token"], json!(again.token()));
    assert_eq!(exchanges(&again, &secret, &fields).await.error(), "invalid_code");
}

#[tokio::test]
async fn of_a_whole_organisation_there_is_no_team_and_the_workspaces_token_stays() {
    let desk = Desk::new();
    let (former, secret) = (desk.token(), secret(&desk));
    let fields = with(asked(), &[("decision", "allow"), ("user", "U07MAY00001"), ("for", "organization")]);
    let back = decides(&desk, &fields).await;
    let code = back.header("location").unwrap().split(['=', '&']).nth(1).unwrap().to_owned();
    let answer = exchanges(&desk, &secret, &vec![("code", code.as_str()), ("redirect_uri", BACK)]).await.ok();
    assert_eq!((&answer["is_enterprise_install"], &answer["team"]), (&json!(true), &json!(null)));
    assert_eq!(desk.token(), former);
}
