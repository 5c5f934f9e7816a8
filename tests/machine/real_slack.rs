//! What the binary says when real Slack can't be worked with: the variable that is wrong, and what Slack said.

use std::net::Ipv4Addr;

use axum::extract::Path;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::process::{fresh_folder, run_with};

const APP_TOKEN: &str = "app-level-planted";
const BOT_TOKEN: &str = "bot-user-planted";

/// A Slack whose one method does not like its token. Gives the address of its Web API.
async fn refusing(method: &'static str, error: &'static str) -> String {
    let answer = move |Path(called): Path<String>| async move { Json(answer(&called, method, error)) };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = Router::new().route("/api/{method}", post(answer));
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}/api")
}

fn answer(called: &str, refused: &str, error: &str) -> Value {
    match called {
        called if called == refused => json!({"ok": false, "error": error}),
        "auth.test" => json!({
            "ok": true, "team_id": "T07QK2M4Z", "team": "Acme Support", "user_id": "U08DESKBOT1", "user": "support-desk",
            "bot_id": "B08DESKBOT1",
        }),
        _ => json!({"ok": true, "channel": {"id": "C08TICKETS1", "name": "tickets", "is_member": true}}),
    }
}

#[tokio::test]
async fn a_wrong_token_ends_it_with_a_line_and_is_never_printed() {
    for (method, error, begins) in [
        ("auth.test", "invalid_auth", "SLACK_BOT_TOKEN does not work: Slack said invalid_auth. Take the Bot User"),
        ("auth.test", "account_inactive", "SLACK_BOT_TOKEN does not work: Slack said account_inactive. Take the Bot"),
        (
            "apps.connections.open",
            "not_allowed_token_type",
            "SLACK_APP_TOKEN does not work: Slack said not_allowed_token_type. Take an app-level token",
        ),
        (
            "conversations.info",
            "channel_not_found",
            "SLACK_TICKETING_CHANNEL can't be used: Slack said channel_not_found.",
        ),
    ] {
        let slack = refusing(method, error).await;
        let folder = fresh_folder();
        let arguments = ["--port", "0", "--data", folder.to_str().expect("a plain name")];
        let variables = [
            ("SLACK_APP_TOKEN", APP_TOKEN),
            ("SLACK_BOT_TOKEN", BOT_TOKEN),
            ("SLACK_TICKETING_CHANNEL", "C08TICKETS1"),
            ("SLACK_API_BASE", &slack),
            ("RUST_LOG", "trace"),
        ];
        let ended = run_with(&arguments, &variables).await;
        assert_eq!((ended.out.as_str(), ended.status.code()), ("", Some(1)));
        // Not the last line: at this level of logging a connection that is being closed may still tell of itself.
        let said: Vec<_> = ended.errors.lines().filter(|line| line.starts_with("Slack Inbox can't start")).collect();
        let [line] = said[..] else { panic!("one line says why: {said:?}") };
        assert!(line.starts_with(&format!("Slack Inbox can't start: {begins}")), "{line}");
        assert!(!ended.errors.contains(APP_TOKEN) && !ended.errors.contains(BOT_TOKEN), "{}", ended.errors);
        assert!(!folder.exists(), "nothing is left behind");
    }
}

#[tokio::test]
async fn half_of_what_real_slack_needs_is_refused_by_the_name_of_what_is_missing() {
    for (variables, line) in [
        (
            [("SLACK_APP_TOKEN", APP_TOKEN), ("SLACK_TICKETING_CHANNEL", "C08TICKETS1")],
            "SLACK_BOT_TOKEN is not set, but SLACK_APP_TOKEN is: set both for real Slack, or none of them for the sandbox.",
        ),
        (
            [("SLACK_APP_TOKEN", APP_TOKEN), ("SLACK_BOT_TOKEN", BOT_TOKEN)],
            "SLACK_TICKETING_CHANNEL is not set, but SLACK_APP_TOKEN is: give the id of the Slack channel that tickets are \
             posted in. It begins with C and stands at the end of the channel's details.",
        ),
    ] {
        let ended = run_with(&["--memory", "--port", "0"], &variables).await;
        assert_eq!(ended.errors.trim_end(), format!("Slack Inbox can't start: {line}"));
        assert_eq!((ended.out.as_str(), ended.status.code()), ("", Some(1)));
    }
}
