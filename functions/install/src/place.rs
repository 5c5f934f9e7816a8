//! Where a request has come to: which of the two addresses, on which host; and what the browser keeps there.

use std::time::Duration;

use lambda_http::Request;
use lambda_http::http::uri::Authority;
use lambda_http::http::{HeaderMap, header};

/// The cookie's name on this machine. Elsewhere it is bound to its host besides.
const COOKIE: &str = "slack-inbox-install";

/// What binds a cookie to its host: no other one, not even below the same domain, can set it. Only over TLS.
const HOST_ONLY: &str = "__Host-";

/// One of the two addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// `/slack/install`.
    Install,
    /// `/slack/oauth/callback`.
    Callback,
}

impl Door {
    /// The address, whatever stage stands before it (`/prod/slack/install`).
    pub(crate) fn of(path: &str) -> Option<Self> {
        match before_and_after(path)?.1 {
            "install" => Some(Self::Install),
            "oauth/callback" => Some(Self::Callback),
            _ => None,
        }
    }
}

fn before_and_after(path: &str) -> Option<(&str, &str)> {
    path.trim_end_matches('/').rsplit_once("/slack/")
}

/// The place that both addresses stand at.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Where an installation begins, on the same host.
    pub(crate) install_path: String,
    /// Where Slack comes back to. Slack takes it only where the app's own settings name it, so that a made-up host leads
    /// nowhere.
    pub(crate) redirect_uri: String,
    is_over_tls: bool,
}

impl Place {
    /// The place that a request names; none without a host that can be one.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
        let host = named.or_else(|| request.uri().authority().map(Authority::as_str))?;
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
        if host.is_empty() || !host.bytes().all(is_host) {
            return None;
        }
        let (stage, _) = before_and_after(request.uri().path())?;
        // API Gateway speaks TLS alone; what comes without it is on this machine.
        let is_over_tls = !is_this_machine(host);
        let scheme = if is_over_tls { "https" } else { "http" };
        Some(Self {
            install_path: format!("{stage}/slack/install"),
            redirect_uri: format!("{scheme}://{host}{stage}/slack/oauth/callback"),
            is_over_tls,
        })
    }

    /// A cookie that the browser keeps for a while: for none, it forgets it.
    pub(crate) fn cookie(&self, value: &str, life: Duration) -> String {
        let secure = if self.is_over_tls { "; Secure" } else { "" };
        let name = self.cookie_name();
        format!("{name}={value}; Path=/; Max-Age={}; HttpOnly{secure}; SameSite=Lax", life.as_secs())
    }

    /// What the browser has kept.
    pub(crate) fn browser<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let name = self.cookie_name();
        let heads = headers.get_all(header::COOKIE).into_iter().filter_map(|head| head.to_str().ok());
        let mut cookies = heads.flat_map(|head| head.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
        cookies.find(|(of, _)| *of == name).map(|(_, value)| value).filter(|value| !value.is_empty())
    }

    fn cookie_name(&self) -> String {
        format!("{}{COOKIE}", if self.is_over_tls { HOST_ONLY } else { "" })
    }
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

/// What a query says under a name; nothing where it says nothing.
pub(crate) fn said(query: &str, name: &str) -> Option<String> {
    let mut fields = form_urlencoded::parse(query.as_bytes());
    fields.find(|(of, _)| of == name).map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Door, Place, said};
    use lambda_http::http::HeaderMap;
    use lambda_http::{Body, Request};
    use std::time::Duration;

    fn place(host: &str, path: &str) -> Option<Place> {
        let mut request = Request::new(Body::Empty);
        *request.uri_mut() = path.parse().unwrap();
        if !host.is_empty() {
            request.headers_mut().insert("host", host.parse().unwrap());
        }
        Place::of(&request)
    }

    #[test]
    fn both_addresses_are_found_behind_any_stage() {
        for (path, door) in [
            ("/slack/install", Some(Door::Install)),
            ("/prod/slack/install/", Some(Door::Install)),
            ("/slack/oauth/callback", Some(Door::Callback)),
            ("/prod/slack/oauth/callback", Some(Door::Callback)),
            ("/", None),
            ("/slack", None),
            ("/slack/", None),
            ("/slack/install/more", None),
            ("/slacks/install", None),
        ] {
            assert_eq!(Door::of(path), door, "{path}");
        }
    }

    #[test]
    fn slack_comes_back_over_tls_but_for_this_machine() {
        let comes_back = |host: &str, path: &str| place(host, path).map(|it| it.redirect_uri);
        for (host, path, expected) in [
            ("inbox.example.com", "/slack/install", "https://inbox.example.com/slack/oauth/callback"),
            ("x.example.com", "/prod/slack/oauth/callback", "https://x.example.com/prod/slack/oauth/callback"),
            ("127.0.0.1:3000", "/slack/install", "http://127.0.0.1:3000/slack/oauth/callback"),
            ("localhost", "/slack/install", "http://localhost/slack/oauth/callback"),
            ("[::1]:3000", "/slack/install", "http://[::1]:3000/slack/oauth/callback"),
            ("127.0.0.1.example.com", "/slack/install", "https://127.0.0.1.example.com/slack/oauth/callback"),
            ("", "https://inbox.example.com/slack/install", "https://inbox.example.com/slack/oauth/callback"),
        ] {
            assert_eq!(comes_back(host, path).as_deref(), Some(expected));
        }
        for odd in ["", "a/b", "user@host", "a?b", "a b"] {
            assert_eq!(comes_back(odd, "/slack/install"), None, "{odd}");
        }
    }

    #[test]
    fn a_cookie_is_bound_to_its_host_over_tls_and_found_among_others() {
        let (far, near) = (place("x.example.com", "/slack/install"), place("localhost", "/slack/install"));
        let ten = Duration::from_mins(10);
        let kept = "__Host-slack-inbox-install=b1; Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Lax";
        assert_eq!(far.as_ref().unwrap().cookie("b1", ten), kept);
        let near_by = "slack-inbox-install=b1; Path=/; Max-Age=600; HttpOnly; SameSite=Lax";
        assert_eq!(near.as_ref().unwrap().cookie("b1", ten), near_by);

        let mut headers = HeaderMap::new();
        headers.append("cookie", "a=b; __Host-slack-inbox-install=b1".parse().unwrap());
        headers.append("cookie", "slack-inbox-install=b2;c".parse().unwrap());
        assert_eq!(far.unwrap().browser(&headers), Some("b1"));
        assert_eq!(near.unwrap().browser(&headers), Some("b2"));
    }

    #[test]
    fn a_query_is_read_by_name_and_what_is_empty_is_not_said() {
        let query = "code=&state=a%2Eb&error=x+y&state=second";
        assert_eq!([said(query, "code"), said(query, "none")], [None, None]);
        assert_eq!(said(query, "state").as_deref(), Some("a.b"));
        assert_eq!(said(query, "error").as_deref(), Some("x y"));
    }
}
