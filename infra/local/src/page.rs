//! The page: `GET /` and `GET /page/{file}`. Plain HTML, CSS and ES modules, part of the binary: no build step, no
//! network. A browser gets the modules in two scripts, and the style sheets as one (`bundle.rs`).

mod bundle;
mod files;
mod own_pages;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use serde_json::{Map, Value, json};
use shared::slack::markup;

use crate::live;
use crate::sandbox::Sandbox;
use bundle::Script;
use files::{FILES, SHEETS};
pub(crate) use own_pages::for_own_pages_alone;

/// Nothing from elsewhere, nothing inline, in no other site's frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Where the page keeps how everything is when it is asked for: it can be drawn before another answer is there.
const NOW: &str = r#"<script id="now" type="application/json">"#;

/// What the first moment needs.
const AT_FIRST: Script = Script { entry: "app.mjs", after: None };

/// All else, of which the first one fetches the entry.
const AFTERWARDS: Script = Script { entry: "rest.mjs", after: Some("app.mjs") };

/// Where the files come from.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// A folder that is read anew each time, for whoever changes the page; none takes what is part of the binary.
    pub folder: Option<PathBuf>,
}

impl Page {
    /// The page's routes.
    pub(crate) fn router(self, sandbox: Sandbox) -> Router {
        let page = Arc::new(self);
        Router::new()
            .route("/", get(index))
            .with_state((Arc::clone(&page), sandbox))
            .route("/page/emoji.json", get(emoji))
            .route("/page/app.mjs", get(async |State(page): State<Arc<Page>>| page.script(&AT_FIRST)))
            .route("/page/rest.mjs", get(async |State(page): State<Arc<Page>>| page.script(&AFTERWARDS)))
            .route("/page/page.css", get(sheets))
            .with_state(page)
    }

    fn read(&self, name: &str) -> Option<String> {
        // The names of files that are there alone: no way leads out of the folder.
        let (_, embedded) = FILES.iter().find(|(file, _)| *file == name)?;
        match &self.folder {
            Some(folder) => std::fs::read_to_string(folder.join(name)).ok(),
            None => Some((*embedded).to_owned()),
        }
    }

    /// A script. Whoever changes a module sees what is wrong with it where a browser shows what went wrong.
    fn script(&self, script: &Script) -> Response {
        match script.text(|path| self.read(path)) {
            Ok(text) => served("text/javascript; charset=utf-8", text),
            Err(wrong) => (StatusCode::INTERNAL_SERVER_ERROR, wrong).into_response(),
        }
    }
}

fn served(kind: &'static str, text: String) -> Response {
    let heads = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (heads, text).into_response()
}

/// The page itself. What people wrote stands in it, so that nobody keeps it.
async fn index(State((page, sandbox)): State<(Arc<Page>, Sandbox)>) -> Response {
    let now = || format!("{NOW}{}", live::to_begin_with(&sandbox));
    let Some(text) = page.read("index.html").map(|text| text.replacen(NOW, &now(), 1)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut answer = served("text/html; charset=utf-8", text);
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// All style sheets.
async fn sheets(State(page): State<Arc<Page>>) -> Response {
    let sheets = SHEETS.iter().filter_map(|name| page.read(&format!("styles/{name}.css"))).collect();
    served("text/css; charset=utf-8", sheets)
}

/// Slack's emoji by name.
async fn emoji() -> Json<Map<String, Value>> {
    Json(markup::all_emoji().map(|(name, emoji)| (name, json!(emoji))).collect())
}

#[cfg(test)]
mod tests {
    use super::{FILES, NOW, POLICY, Page};
    use crate::sandbox::Sandbox;
    use axum::body::{Body, to_bytes};
    use axum::http::{HeaderMap, Request, StatusCode};
    use shared::system::{SystemClock, SystemRandom};
    use std::path::{Path, PathBuf};
    use std::sync::{Arc, OnceLock};
    use tower::ServiceExt;

    fn sandbox() -> Sandbox {
        static SANDBOX: OnceLock<Sandbox> = OnceLock::new();
        SANDBOX.get_or_init(|| Sandbox::open(None, Arc::new(SystemClock), &SystemRandom).unwrap()).clone()
    }

    async fn get(page: &Page, path: &str) -> (StatusCode, HeaderMap, String) {
        let asked = page.clone().router(sandbox()).oneshot(Request::get(path).body(Body::empty()).unwrap());
        let (head, body) = asked.await.unwrap().into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        (head.status, head.headers, String::from_utf8(body.to_vec()).unwrap())
    }

    /// The files below a folder, by their names from there.
    fn below(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
        let named = entries.flat_map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            if entry.path().is_dir() {
                below(&entry.path()).into_iter().map(|inner| format!("{name}/{inner}")).collect()
            } else {
                vec![name]
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
        let kinds = [
            ("/", "html"),
            ("/page/app.mjs", "javascript"),
            ("/page/rest.mjs", "javascript"),
            ("/page/page.css", "css"),
        ];
        for (path, kind) in kinds {
            let (status, heads, _) = get(&page, path).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            assert_eq!(heads["content-type"], format!("text/{kind}; charset=utf-8"), "{path}");
            assert_eq!(heads["content-security-policy"], POLICY, "{path}");
        }
        for absent in ["/page/none.mjs", "/page/live/api.mjs", "/page/../Cargo.toml", "/page/%2Fetc%2Fpasswd"] {
            assert_eq!(get(&page, absent).await.0, StatusCode::NOT_FOUND, "{absent}");
        }
    }

    #[tokio::test]
    async fn a_browser_gets_every_module_once_in_two_scripts_and_every_style_sheet_in_one() {
        let page = Page::default();
        let (first, rest) = (get(&page, "/page/app.mjs").await.2, get(&page, "/page/rest.mjs").await.2);
        let (scripts, sheet) = (format!("{first}{rest}"), get(&page, "/page/page.css").await.2);
        let (_, _, html) = get(&page, "/").await;
        for (name, text) in FILES {
            match name.rsplit_once('.') {
                Some((_, "mjs")) => assert_eq!(scripts.matches(&format!("// {name}\n")).count(), 1, "{name}"),
                Some((_, "css")) => assert_eq!(sheet.matches(text).count(), 1, "{name}"),
                _ => assert!(text.split(NOW).all(|part| html.contains(part)), "{name}"),
            }
        }
        assert_eq!(
            scripts.matches("import {").count(),
            1,
            "the second imports of the first, and nothing else of anything"
        );
        assert!(first.len() < rest.len(), "what the first moment needs is the smaller part");
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
        assert_eq!(get(&page, "/page/app.mjs").await, get(&Page::default(), "/page/app.mjs").await);
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
