//! Only pages of our own address may ask anything here: another site in the same browser can reach loopback too.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};

/// Refuses what a page of another site asks.
pub(crate) fn for_own_pages_alone(routes: Router, address: &str) -> Router {
    // Of the port that HTTP has by itself browsers don't speak.
    let address = address.strip_suffix(":80").unwrap_or(address);
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
