//! `GET /slack/install` and `GET /slack/oauth/callback`: a workspace installs the app.
//!
//! The first sends a person to Slack's consent, with a cookie by which their browser is known again; the second takes
//! what comes back and ends in a page that says what happened. Neither ever shows or logs a token, a code or a state.

mod page;
mod place;

use lambda_http::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use lambda_http::{Body, Request, Response};
use shared::service::installing::{self, Callback, Installed, NotInstalled};
use shared::service::{Ports, Reception};
use shared::slack::{OAuth, OAuthCode};

use page::plain;
use place::{Door, Place};

/// Said where the app secret lacks a part: to whoever deploys, who opens the page first.
const NOT_SET_UP: &str = "No workspace can install this app yet: the app secret needs client.id, client.secret and \
     state.key.\n";

/// Answers one request. Always answers. `oauth` is none until it is set up.
pub async fn handle(ports: &Ports, reception: &Reception, oauth: Option<&OAuth>, request: Request) -> Response<Body> {
    let Some(door) = Door::of(request.uri().path()) else {
        return plain(StatusCode::NOT_FOUND, "The addresses are /slack/install and /slack/oauth/callback.\n");
    };
    if request.method() != Method::GET {
        let mut answer = plain(StatusCode::METHOD_NOT_ALLOWED, "Open this address in a browser.\n");
        answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET"));
        return answer;
    }
    let Some(oauth) = oauth else { return plain(StatusCode::SERVICE_UNAVAILABLE, NOT_SET_UP) };
    let Some(place) = Place::of(&request) else {
        return plain(StatusCode::BAD_REQUEST, "The request does not say which host it is for.\n");
    };
    match door {
        Door::Install => begin(ports, oauth, &place),
        Door::Callback => finish(ports, reception, oauth, &place, &request).await,
    }
}

fn begin(ports: &Ports, oauth: &OAuth, place: &Place) -> Response<Body> {
    let begun = installing::begin(ports, oauth, &place.redirect_uri);
    let mut answer = page::silent(StatusCode::FOUND);
    set(answer.headers_mut(), header::LOCATION, begun.consent_url);
    let cookie = place.cookie(begun.browser.expose(), installing::LIFE);
    set(answer.headers_mut(), header::SET_COOKIE, cookie);
    answer
}

async fn finish(
    ports: &Ports,
    reception: &Reception,
    oauth: &OAuth,
    place: &Place,
    request: &Request,
) -> Response<Body> {
    let said = |name: &str| place::said(request.uri().query().unwrap_or_default(), name);
    let (state, error) = (said("state"), said("error"));
    let callback = Callback {
        redirect_uri: &place.redirect_uri,
        browser: place.browser(request.headers()),
        state: state.as_deref(),
        code: said("code").map(OAuthCode::new),
        error: error.as_deref(),
    };
    let ending = installing::finish(ports, reception, oauth, &callback).await;
    log(&ending);
    let mut answer = match &ending {
        Ok(Installed { workspace, app }) => page::installed(&oauth.app_url(app, workspace)),
        Err(why) => page::not_installed(why, &place.install_path),
    };
    // The browser is known for one installation: whatever came of it, the next begins with a new cookie.
    set(answer.headers_mut(), header::SET_COOKIE, place.cookie("", std::time::Duration::ZERO));
    answer
}

/// Sets a header that is plain text by the way it is made: an address with its parts escaped, a cookie of digits.
fn set(headers: &mut HeaderMap, name: header::HeaderName, value: String) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}

fn log(ending: &Result<Installed, NotInstalled>) {
    match ending {
        Ok(Installed { workspace, .. }) => tracing::info!(slack.team_id = %workspace, "installed"),
        Err(why @ NotInstalled::SetUp { .. }) => tracing::error!(error.cause = %why, "not installed"),
        Err(why @ (NotInstalled::SlackAway { .. } | NotInstalled::NotStored { .. })) => {
            tracing::warn!(error.cause = %why, "not installed");
        }
        Err(why) => tracing::info!(error.cause = %why, "not installed"),
    }
}
