//! The page: `GET /` and `GET /page/{file}`. Plain HTML, CSS and ES modules, part of the binary: no build step, no
//! network.
//!
//! Only pages of our own address may ask anything here: another site in the same browser can reach loopback too.

use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use axum::{Router, middleware};
use serde_json::{Map, Value, json};
use shared::slack::markup;

/// Nothing from elsewhere, nothing inline, in no other site's frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A file as it is part of the binary.
macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../page/", $name)))),*]
    };
}

/// Every file of the page, by its name.
const FILES: &[(&str, &str)] = embedded![
    "index.html",
    "app.mjs",
    "blocks/blocks.mjs",
    "blocks/button.mjs",
    "blocks/choices.mjs",
    "blocks/confirm.mjs",
    "blocks/control.mjs",
    "blocks/elements.mjs",
    "blocks/fields.mjs",
    "blocks/held.mjs",
    "blocks/image.mjs",
    "blocks/input.mjs",
    "blocks/modal.mjs",
    "blocks/modal_focus.mjs",
    "blocks/multi_select.mjs",
    "blocks/options.mjs",
    "blocks/overflow.mjs",
    "blocks/select.mjs",
    "blocks/surface.mjs",
    "faults/fault_list.mjs",
    "faults/faults.mjs",
    "flow/flow.mjs",
    "flow/flow_filter.mjs",
    "live/announce.mjs",
    "live/api.mjs",
    "live/frames.mjs",
    "live/live.mjs",
    "live/prefs.mjs",
    "live/state.mjs",
    "live/store.mjs",
    "live/unread.mjs",
    "parts/icons.mjs",
    "parts/initials.mjs",
    "parts/nodes.mjs",
    "parts/ui.mjs",
    "phone/bubble.mjs",
    "phone/phone.mjs",
    "phone/phone_actions.mjs",
    "slack/arrange.mjs",
    "slack/composer.mjs",
    "slack/home.mjs",
    "slack/message.mjs",
    "slack/modals.mjs",
    "slack/people.mjs",
    "slack/place.mjs",
    "slack/questions.mjs",
    "slack/sidebar.mjs",
    "slack/stretches.mjs",
    "slack/thread.mjs",
    "slack/timeline.mjs",
    "slack/toolbar.mjs",
    "texts/dates.mjs",
    "texts/emoji.mjs",
    "texts/links.mjs",
    "texts/mrkdwn.mjs",
    "texts/mrkdwn_tree.mjs",
    "texts/rich_text.mjs",
    "texts/typed.mjs",
    "tour/tour.mjs",
    "tour/tour_steps.mjs",
    "styles/blocks.css",
    "styles/controls.css",
    "styles/flow.css",
    "styles/foundation.css",
    "styles/layout.css",
    "styles/message.css",
    "styles/modal.css",
    "styles/phone.css",
    "styles/texts.css",
    "styles/workspace.css",
];

/// Where the files come from.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// A folder that is read anew each time, for whoever changes the page; none takes what is part of the binary.
    pub folder: Option<PathBuf>,
}

impl Page {
    /// The page's routes.
    pub(crate) fn router(self) -> Router {
        Router::new()
            .route("/", get(index))
            .route("/page/emoji.json", get(emoji))
            .route("/page/{*file}", get(file))
            .with_state(Arc::new(self))
    }

    fn read(&self, name: &str) -> Option<String> {
        // The names of files that are there alone: no way leads out of the folder.
        let (_, embedded) = FILES.iter().find(|(file, _)| *file == name)?;
        match &self.folder {
            Some(folder) => std::fs::read_to_string(folder.join(name)).ok(),
            None => Some((*embedded).to_owned()),
        }
    }

    fn answer(&self, name: &str) -> Response {
        let Some(text) = self.read(name) else { return StatusCode::NOT_FOUND.into_response() };
        let heads = [
            (header::CONTENT_TYPE, media_type(name)),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::CACHE_CONTROL, "no-cache"),
        ];
        (heads, text).into_response()
    }
}

async fn index(State(page): State<Arc<Page>>) -> Response {
    page.answer("index.html")
}

async fn file(State(page): State<Arc<Page>>, Path(name): Path<String>) -> Response {
    page.answer(&name)
}

/// Slack's emoji by name.
async fn emoji() -> Json<Map<String, Value>> {
    Json(markup::all_emoji().map(|(name, emoji)| (name, json!(emoji))).collect())
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("mjs") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

/// Refuses what a page of another site asks.
pub(crate) fn for_own_pages_alone(routes: Router, address: &str) -> Router {
    let own: Arc<[String]> = [address.to_owned(), address.replace("127.0.0.1", "localhost")].into();
    routes.layer(middleware::from_fn_with_state(own, own_pages_alone))
}

async fn own_pages_alone(State(own): State<Arc<[String]>>, request: Request, next: Next) -> Response {
    if is_own(request.headers(), &own) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "Only the sandbox's own page may ask this.\n").into_response()
}

/// Whether no other site asks. One whose name was made to point here sends its own name as the host.
fn is_own(heads: &HeaderMap, own: &[String]) -> bool {
    let fits = |head: HeaderName, fit: &dyn Fn(&str, &str) -> bool| {
        let said = heads.get(head).map(HeaderValue::to_str);
        said.is_none_or(|said| said.is_ok_and(|said| own.iter().any(|own| fit(own, said))))
    };
    let origin = |own: &str, said: &str| own == said;
    let host = |own: &str, said: &str| own.split_once("//").is_some_and(|(_, own)| own == said);
    fits(header::ORIGIN, &origin) && fits(header::HOST, &host)
}

#[cfg(test)]
mod tests {
    use super::{FILES, POLICY, Page};
    use axum::body::{Body, to_bytes};
    use axum::http::{HeaderMap, Request, StatusCode};
    use std::path::{Path, PathBuf};
    use tower::ServiceExt;

    async fn get(page: &Page, path: &str) -> (StatusCode, HeaderMap, String) {
        let asked = page.clone().router().oneshot(Request::get(path).body(Body::empty()).unwrap());
        let (head, body) = asked.await.unwrap().into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        (head.status, head.headers, String::from_utf8(body.to_vec()).unwrap())
    }

    /// The files below a folder, by their names from there.
    fn below(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
        let named = entries.flat_map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            match entry.path().is_dir() {
                true => below(&entry.path()).into_iter().map(|inner| format!("{name}/{inner}")).collect(),
                false => vec![name],
            }
        });
        named.collect()
    }

    #[test]
    fn every_file_of_the_page_is_part_of_the_binary() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/page");
        let mut there = below(Path::new(folder));
        there.sort();
        let mut embedded: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        embedded.sort_unstable();
        assert_eq!(embedded, there);
    }

    #[tokio::test]
    async fn each_file_is_served_as_what_it_is_under_the_policy_and_nothing_else_is() {
        let page = Page::default();
        for (name, text) in FILES {
            let (status, heads, body) = get(&page, &format!("/page/{name}")).await;
            assert_eq!((status, body.as_str()), (StatusCode::OK, *text), "{name}");
            assert_eq!(heads["content-security-policy"], POLICY, "{name}");
            let kind = heads["content-type"].to_str().unwrap();
            let expected = if name.ends_with("css") { "text/css" } else { "text/" };
            assert!(kind.starts_with(expected) && kind.ends_with("charset=utf-8"), "{name} is {kind}");
        }
        assert_eq!(get(&page, "/").await.2, get(&page, "/page/index.html").await.2);
        for absent in ["/page/none.mjs", "/page/../Cargo.toml", "/page/..%2FCargo.toml", "/page/%2Fetc%2Fpasswd"] {
            assert_eq!(get(&page, absent).await.0, StatusCode::NOT_FOUND, "{absent}");
        }
    }

    #[test]
    fn no_file_loads_anything_from_elsewhere_or_takes_text_for_html() {
        for (name, text) in FILES {
            for outside in ["src=\"http", "href=\"http", "from \"http", "url(http", "@import", "innerHTML", "eval("] {
                assert!(!text.contains(outside), "{name} has {outside}");
            }
        }
    }

    #[tokio::test]
    async fn whoever_changes_the_page_sees_it_without_a_build() {
        let page = Page { folder: Some(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/page"))) };
        assert_eq!(get(&page, "/").await, get(&Page::default(), "/").await);
        let elsewhere = Page { folder: Some(PathBuf::from("/nowhere")) };
        assert_eq!(get(&elsewhere, "/").await.0, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn emoji_go_by_slacks_names() {
        let names: serde_json::Value =
            serde_json::from_str(&get(&Page::default(), "/page/emoji.json").await.2).unwrap();
        for (name, emoji) in [("wave", "👋"), ("flag-de", "🇩🇪"), ("white_check_mark", "✅"), ("simple_smile", "🙂")]
        {
            assert_eq!(names[name], emoji);
        }
    }
}
