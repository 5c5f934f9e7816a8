//! A workspace installs the app, over HTTP alone: install, consent, callback.

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};
use serde_json::json;

use crate::live::Page;
use crate::people::BEN;
use crate::process::Machine;
use crate::sandbox::{ANA, request_for};

/// A client that goes where it is told, and no further.
fn browser() -> Client {
    Client::builder().no_proxy().redirect(Policy::none()).build().expect("a client")
}

fn head(answer: &Response, name: reqwest::header::HeaderName) -> String {
    answer.headers()[name].to_str().expect("text").to_owned()
}

/// An installation over HTTP, as far as Slack's way back.
pub(crate) struct Consented {
    browser: Client,
    cookie: String,
    back: String,
}

impl Consented {
    /// Opens `/slack/install` and consents as this person.
    pub(crate) async fn by(machine: &Machine, user: &str) -> Self {
        let browser = browser();
        let about = machine.get("/sandbox/about").await;
        let begin = browser.get(about["slack_install_url"].as_str().expect("an address")).send().await;
        let begin = begin.expect("an answer");
        assert_eq!(begin.status(), StatusCode::FOUND);
        let cookie = head(&begin, SET_COOKIE).split(';').next().expect("a cookie").to_owned();
        let consent = head(&begin, LOCATION);
        assert!(consent.starts_with(&format!("{}/oauth/v2/authorize?", machine.page)), "{consent}");

        let question = browser.get(&consent).send().await.expect("an answer").text().await.expect("text");
        for part in ["Sandbox Support", "<li>chat:write</li>", "Allow", "Cancel"] {
            assert!(question.contains(part), "{part}: {question}");
        }
        let asked = Url::parse(&consent).expect("an address");
        let mut fields: Vec<(String, String)> = asked.query_pairs().into_owned().collect();
        fields.extend([("decision", "allow"), ("user", user)].map(|(name, value)| (name.to_owned(), value.to_owned())));
        let decided = browser.post(format!("{}/oauth/v2/authorize", machine.page)).form(&fields).send().await;
        let back = head(&decided.expect("an answer"), LOCATION);
        Self { browser, cookie, back }
    }

    /// Comes back from Slack.
    pub(crate) async fn comes_back(&self) -> (StatusCode, String) {
        let page = self.browser.get(&self.back).header(COOKIE, &self.cookie).send().await.expect("an answer");
        (page.status(), page.text().await.expect("text"))
    }
}

#[tokio::test]
async fn a_workspace_is_installed_again_over_http_and_goes_on_with_its_new_token() {
    let machine = Machine::in_memory().await;
    let consented = Consented::by(&machine, BEN).await;
    let (status, html) = consented.comes_back().await;
    assert_eq!(status, StatusCode::OK, "{html}");
    assert!(html.contains("Slack Inbox is installed in your workspace."), "{html}");
    assert_eq!(consented.comes_back().await.0, StatusCode::BAD_REQUEST);
    let Consented { browser, cookie, .. } = &consented;
    let opened = browser.get(format!("{}/app_redirect?app=A08DESK0001", machine.page)).send().await.expect("an answer");
    assert_eq!((opened.status(), head(&opened, LOCATION).as_str()), (StatusCode::FOUND, "/"));

    machine.ticket(&request_for(ANA, "Support Team")).await;
    machine.settle().await;
    machine.card_of(ANA).await;
    for entry in Page::open(&machine).await.said_of("flow") {
        let whole = machine.get(&format!("/sandbox/flow/{}", entry["number"])).await.to_string();
        for secret in ["xoxb-", "Basic ", cookie.rsplit('=').next().expect("a value")] {
            assert!(!whole.contains(secret), "{secret} stands in {whole}");
        }
    }
    let shown = machine.get("/sandbox/calls").await;
    let exchange = shown["calls"].as_array().expect("calls").iter().find(|it| it["method"] == "oauth.v2.access");
    assert_eq!(exchange.expect("the exchange")["ending"], json!("done"), "{shown}");
}
