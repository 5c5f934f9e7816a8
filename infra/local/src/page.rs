//! The page: `GET /` and `GET /page/{file}`. Plain HTML, CSS and ES modules, part of the binary: no build step, no
//! network. A browser gets the modules as one, and the style sheets as one (`bundle.rs`).

mod bundle;
mod files;
mod own_pages;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use serde_json::{Map, Value, json};
use shared::slack::markup;

use files::{FILES, SHEETS};
pub(crate) use own_pages::for_own_pages_alone;

/// Nothing from elsewhere, nothing inline, in no other site's frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

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
            .route("/page/page.mjs", get(modules))
            .route("/page/page.css", get(sheets))
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
        self.read(name).map_or_else(|| StatusCode::NOT_FOUND.into_response(), |text| served(name, text))
    }
}

fn served(name: &str, text: String) -> Response {
    let heads = [
        (header::CONTENT_TYPE, media_type(name)),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (heads, text).into_response()
}

async fn index(State(page): State<Arc<Page>>) -> Response {
    page.answer("index.html")
}

async fn file(State(page): State<Arc<Page>>, Path(name): Path<String>) -> Response {
    page.answer(&name)
}

/// All modules. Whoever changes one sees what is wrong with it where a browser shows what went wrong.
async fn modules(State(page): State<Arc<Page>>) -> Response {
    match bundle::modules("app.mjs", |path| page.read(path)) {
        Ok(script) => served("page.mjs", script),
        Err(wrong) => (StatusCode::INTERNAL_SERVER_ERROR, wrong).into_response(),
    }
}

/// All style sheets.
async fn sheets(State(page): State<Arc<Page>>) -> Response {
    served("page.css", SHEETS.iter().filter_map(|name| page.read(&format!("styles/{name}.css"))).collect())
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

    #[tokio::test]
    async fn a_browser_gets_every_module_and_every_style_sheet_at_once() {
        let page = Page::default();
        let (script, sheet) = (get(&page, "/page/page.mjs").await.2, get(&page, "/page/page.css").await.2);
        for (name, text) in FILES {
            match name.rsplit_once('.') {
                Some((_, "mjs")) => assert_eq!(script.matches(&format!("// {name}\n")).count(), 1, "{name}"),
                Some((_, "css")) => assert_eq!(sheet.matches(text).count(), 1, "{name}"),
                _ => assert_eq!(*name, "index.html"),
            }
        }
        assert!(!script.contains("\nimport ") && !script.contains("\nexport "));
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
