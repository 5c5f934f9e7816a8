//! The pages: what happened, and what to do. Plain HTML without a script, light or dark as the browser is, kept by
//! nobody.

use lambda_http::http::{HeaderValue, StatusCode, header};
use lambda_http::{Body, Response};
use shared::service::installing::NotInstalled;

/// The one style. Colours are the browser's own, light or dark.
const STYLE: &str = "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1.5rem}";

/// Nothing but that style, in no other site's frame.
const POLICY: &str = "default-src 'none'; style-src 'sha256-ZAdCLKb0kdP4xi2RRDQjIMygllW4nVM5Kwrn18Szju4='; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What a page says.
struct Page<'a> {
    status: StatusCode,
    title: &'a str,
    said: &'a str,
    /// Where its one link leads, and what it reads.
    link: (&'a str, &'a str),
}

/// The workspace is installed.
pub(crate) fn installed(app_url: &str) -> Response<Body> {
    let said = "Slack Inbox is installed in your workspace. Go on in Slack.";
    Page { status: StatusCode::OK, title: "Installed", said, link: (app_url, "Open Slack") }.answer()
}

/// It is not.
pub(crate) fn not_installed(why: &NotInstalled, install_path: &str) -> Response<Body> {
    let (status, said) = told(why);
    Page { status, title: "Not installed", said, link: (install_path, "Start again") }.answer()
}

/// What people are told of each ending.
fn told(why: &NotInstalled) -> (StatusCode, &'static str) {
    match why {
        NotInstalled::Denied => {
            (StatusCode::OK, "You did not allow it, so nothing was installed. You can start again at any time.")
        }
        NotInstalled::Foreign => (
            StatusCode::BAD_REQUEST,
            "This installation was not started in this browser, so nothing was installed. Start again, and finish in \
             the same browser.",
        ),
        NotInstalled::Expired => {
            (StatusCode::BAD_REQUEST, "This took longer than ten minutes, so nothing was installed. Start again.")
        }
        NotInstalled::Used => (
            StatusCode::BAD_REQUEST,
            "This installation was finished before, or broke off. Look for Slack Inbox in your Slack; if it is not \
             there, start again.",
        ),
        NotInstalled::Spent { .. } => (
            StatusCode::BAD_REQUEST,
            "Slack did not confirm that you allowed it, so nothing was installed. Start again.",
        ),
        NotInstalled::Organisation => (
            StatusCode::BAD_REQUEST,
            "Slack Inbox can't be installed for a whole organization, so nothing was set up. Start again, and choose \
             one workspace.",
        ),
        NotInstalled::NotAllowed { .. } => (
            StatusCode::FORBIDDEN,
            "Your Slack workspace does not allow this, or your Slack account has no confirmed e-mail address. Nothing \
             was installed: ask an admin of the workspace.",
        ),
        NotInstalled::SetUp { .. } => (
            StatusCode::BAD_GATEWAY,
            "Slack did not accept how this app is set up, so nothing was installed. Tell whoever runs Slack Inbox: \
             the log says what Slack answered.",
        ),
        NotInstalled::SlackAway { .. } => (
            StatusCode::SERVICE_UNAVAILABLE,
            "Slack did not answer, so nothing was installed. Wait a minute, then start again.",
        ),
        NotInstalled::NotStored { .. } => (
            StatusCode::SERVICE_UNAVAILABLE,
            "Slack Inbox could not keep your installation. Wait a minute, then start again.",
        ),
    }
}

impl Page<'_> {
    fn answer(&self) -> Response<Body> {
        let Self { status, title, said, link: (address, reads) } = *self;
        let address = escaped(address);
        let html = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>{title} · Slack Inbox</title>\n<style>{STYLE}</style>\n</head>\n\
             <body>\n<main>\n<h1>{title}</h1>\n<p>{said}</p>\n<p><a href=\"{address}\">{reads}</a></p>\n</main>\n\
             </body>\n</html>\n"
        );
        let mut answer = with_body(status, html, "text/html; charset=utf-8");
        answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        answer
    }
}

/// A line of plain text.
pub(crate) fn plain(status: StatusCode, line: &str) -> Response<Body> {
    with_body(status, line.to_owned(), "text/plain; charset=utf-8")
}

/// An answer that says nothing.
pub(crate) fn silent(status: StatusCode) -> Response<Body> {
    answer(status, Body::Empty)
}

fn with_body(status: StatusCode, text: String, kind: &'static str) -> Response<Body> {
    let mut answer = answer(status, Body::Text(text));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}

/// Nobody keeps it, takes it for something else, or is told the address, which may hold a code.
fn answer(status: StatusCode, body: Body) -> Response<Body> {
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::{POLICY, STYLE, installed, not_installed};
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD as BASE64;
    use sha2::{Digest, Sha256};
    use shared::service::installing::NotInstalled;

    #[test]
    fn the_policy_allows_the_one_style() {
        let hash = BASE64.encode(Sha256::digest(STYLE.as_bytes()));
        assert!(POLICY.contains(&format!("'sha256-{hash}'")), "{hash}");
    }

    #[test]
    fn no_page_repeats_what_was_seen_and_each_says_what_to_do() {
        let cause = "planted".to_owned();
        for why in [
            NotInstalled::Denied,
            NotInstalled::Foreign,
            NotInstalled::Expired,
            NotInstalled::Used,
            NotInstalled::Spent { cause: cause.clone() },
            NotInstalled::Organisation,
            NotInstalled::NotAllowed { cause: cause.clone() },
            NotInstalled::SetUp { cause: cause.clone() },
            NotInstalled::SlackAway { cause: cause.clone() },
            NotInstalled::NotStored { cause },
        ] {
            let answer = not_installed(&why, "/prod/slack/install");
            let html = String::from_utf8(answer.body().to_vec()).unwrap();
            assert!(!html.contains("planted") && !html.contains("script"), "{html}");
            assert!(html.contains("<a href=\"/prod/slack/install\">Start again</a>"), "{html}");
            assert_eq!(answer.headers()["cache-control"], "no-store");
        }
    }

    #[test]
    fn an_address_stays_an_address() {
        let html = String::from_utf8(installed("https://slack.com/x?a=1&b=\"><p>").body().to_vec()).unwrap();
        assert!(
            html.contains("<a href=\"https://slack.com/x?a=1&amp;b=&quot;&gt;&lt;p&gt;\">Open Slack</a>"),
            "{html}"
        );
    }
}
