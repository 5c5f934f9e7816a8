//! The consent's page: who asks for what, and two buttons. Plain HTML without a script.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};

use super::consenting::{Asked, may_install};
use crate::sandbox::slack::{User, Workspace};

/// No script, in no other site's frame. Where the form may lead is left open: it leads back to who asked.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

const STYLE: &str = "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1.5rem}\
                     button,select{font:inherit;padding:.4rem 1rem;margin:.25rem .5rem .25rem 0}";

/// Asks for the consent. Each field goes back as it came.
pub(super) fn question(workspace: &Workspace, asked: &Asked) -> Response {
    let scopes: String = asked.scope.split(',').map(scope).collect();
    let fields = [
        ("client_id", &asked.client_id),
        ("scope", &asked.scope),
        ("redirect_uri", &asked.redirect_uri),
        ("state", &asked.state),
    ];
    let hidden = |(name, value): (&str, &String)| {
        format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">\n", escaped(value))
    };
    let hidden: String = fields.map(hidden).concat();
    let people: String = workspace.users.values().filter(|user| may_install(workspace, &user.id)).map(person).collect();
    let name = escaped(&workspace.name);
    html(
        StatusCode::OK,
        "Slack Inbox asks to be installed",
        &format!(
            "<p>In the workspace <strong>{name}</strong>, Slack Inbox will be able to:</p>\n<ul>\n{scopes}</ul>\n\
             <form method=\"post\" action=\"/oauth/v2/authorize\">\n{hidden}\
             <p><label>You are <select name=\"user\">\n{people}</select></label></p>\n\
             <p><label>Install in <select name=\"for\">\n<option value=\"workspace\">this workspace</option>\n\
             <option value=\"organization\">the whole organization</option>\n</select></label></p>\n\
             <p><button name=\"decision\" value=\"allow\">Allow</button>\
             <button name=\"decision\" value=\"cancel\">Cancel</button></p>\n</form>"
        ),
    )
}

/// Says what is wrong with the question.
pub(super) fn wrong(what: &str) -> Response {
    html(StatusCode::BAD_REQUEST, "Something is wrong", &format!("<p>{}</p>", escaped(what)))
}

fn scope(scope: &str) -> String {
    format!("<li>{}</li>\n", escaped(scope))
}

fn person(user: &User) -> String {
    let [id, name] = [user.id.as_str(), &user.display_name].map(escaped);
    let selected = if user.is_owner { " selected" } else { "" };
    format!("<option value=\"{id}\"{selected}>{name}</option>\n")
}

fn html(status: StatusCode, title: &str, body: &str) -> Response {
    let heads = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CACHE_CONTROL, "no-store"),
    ];
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    );
    (status, heads, html).into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}
