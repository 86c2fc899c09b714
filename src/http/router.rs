//! Every route, in one place.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post, put};
use axum::{Extension, Router};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::base::limits;
use crate::http::answers::{self, Answers};
use crate::http::follow::Shown;
use crate::http::guard::{self, WriteLimit};
use crate::http::session::Sessions;
use crate::http::{
    api, ask, desk, explain, feed, log, metrics, notice, openapi, openings, papers, past, receipts, scripts, search,
    site, supervision, together, verify, witnesses,
};

const TIMEOUT_SECONDS: u64 = 30;

/// Who stands by a ledger, and the receipts that say so.
fn witnessed() -> Router<Arc<Shown>> {
    Router::new()
        .route("/receipts", get(receipts::lead))
        .route("/receipts/{name}", get(receipts::receipt))
        .route("/witnesses", get(witnesses::page))
        .route("/witnesses.json", get(witnesses::json))
}

/// The whole server, without a socket.
pub fn router(shown: Arc<Shown>, limit: Arc<WriteLimit>) -> Router {
    let ledger = Router::new()
        .route("/checkpoint", get(log::checkpoint))
        .route("/vkey", get(log::vkey))
        .route("/tile/{*path}", get(log::tile))
        .route("/api/events", post(api::submit))
        .route("/api/batches", post(together::submit).layer(DefaultBodyLimit::max(limits::TOGETHER_BYTES)))
        .route(
            "/api/sealed",
            get(openings::counts).post(openings::submit).layer(DefaultBodyLimit::max(limits::OPENED_BYTES)),
        )
        .route("/api/sealed/drafts", post(openings::draft).layer(DefaultBodyLimit::max(limits::OPENED_BYTES)))
        .route("/api/sealed/read", post(openings::values))
        .route("/api/drafts", get(api::drafts).post(api::draft))
        .route("/api/drafts/{id}", get(api::draft_of).delete(api::withdraw))
        .route("/api/entries", get(api::entries))
        .route("/api/entries/{index}", get(api::entry))
        .route("/api/receipts/{id}", get(api::receipt))
        .route("/api/proofs/inclusion", get(api::inclusion))
        .route("/api/proofs/consistency", get(api::consistency))
        .route("/api/papers/{event}/{digest}", put(papers::put).layer(DefaultBodyLimit::max(limits::PAPER_BYTES)))
        .route("/papers/{digest}", get(papers::get))
        .route("/events/{index}", get(site::event))
        .route("/api/kinds", get(desk::kinds))
        .route("/api/compose", post(desk::compose))
        .route("/api/session/challenge", post(desk::challenge))
        .route("/api/session", post(desk::open))
        .route("/api/desk", get(desk::waiting))
        .route("/notice/{*path}", get(notice::notice))
        .route("/desk", get(desk::page))
        .route("/search", get(search::page))
        .route("/search.json", get(search::json))
        .route("/ask", get(ask::page))
        .route("/supervision", get(supervision::page))
        .route("/audit.json", get(supervision::file))
        .route("/on", get(past::choose))
        .route("/on/{day}/", get(past::home))
        .route("/on/{day}/{*path}", get(past::page))
        .merge(witnessed())
        .route("/feed.atom", get(feed::atom))
        .route("/verify", get(verify::page))
        .route("/verify.html", get(verify::standalone))
        .route("/{*path}", get(site::document));
    let keeping = (Arc::clone(&shown), Arc::<Answers>::default());
    Router::new()
        .route("/", get(site::index))
        .route("/healthz", get(site::alive))
        .route("/readyz", get(site::ready))
        .route("/metrics", get(metrics::render))
        .route("/openapi.json", get(openapi::document))
        .route("/assets/{name}", get(site::asset))
        .route("/assets/{version}/{name}", get(scripts::serve))
        .route("/{slug}", get(site::to_home))
        .route("/{slug}/", get(site::home))
        .nest("/{slug}", ledger)
        .fallback(site::nothing)
        .with_state(shown)
        .layer(Extension(Arc::new(Sessions::default())))
        .layer(DefaultBodyLimit::max(limits::ENVELOPE_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(TIMEOUT_SECONDS)))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(explain::explain))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(keeping, answers::keep))
        .layer(from_fn_with_state(limit, guard::limit_writes))
        .layer(from_fn(guard::secure))
        .layer(from_fn(metrics::measure))
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::num::NonZeroU32;

    use axum::body::Body;
    use axum::extract::{ConnectInfo, Request};
    use axum::http::header;
    use axum::response::Response;
    use tower::ServiceExt as _;

    use super::*;

    fn get(uri: &str) -> Response {
        let router = router(Arc::new(Shown::open([])), WriteLimit::new(NonZeroU32::MIN));
        let mut request = Request::get(uri).body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(router.oneshot(request)).unwrap()
    }

    #[test]
    fn nobody_is_led_away_from_this_server() {
        for uri in ["/%2Felsewhere.example", "/%5Celsewhere.example", "/nowhere", "/nowhere/", "/a%0d%0ab:c", "/a%00b"]
        {
            let answer = get(uri);
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{uri}");
            assert_eq!(answer.headers().get(header::LOCATION), None, "{uri}");
            assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8", "{uri}");
        }
    }

    fn asked(method: &str, uri: &str, accept: &str, body: Vec<u8>) -> (StatusCode, String) {
        let router = router(Arc::new(Shown::open([])), WriteLimit::new(NonZeroU32::MIN));
        let request = Request::builder().method(method).uri(uri).header(header::ACCEPT, accept).body(Body::from(body));
        let mut request = request.unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let answer = router.oneshot(request).await.unwrap();
            let (status, body) = (answer.status(), axum::body::to_bytes(answer.into_body(), 100_000).await.unwrap());
            (status, String::from_utf8(body.to_vec()).unwrap())
        })
    }

    #[test]
    fn every_error_has_a_code_and_both_languages() {
        let long = vec![b'x'; limits::ENVELOPE_BYTES + 1];
        for (method, uri, body, status, code) in [
            ("GET", "/a/api/entries/first", vec![], 400, "request-unreadable"),
            ("GET", "/a/api/entries?from=x", vec![], 400, "request-unreadable"),
            ("GET", "/a/api/entries?from=-1", vec![], 400, "request-unreadable"),
            ("DELETE", "/healthz", vec![], 405, "method-not-allowed"),
            ("POST", "/a/checkpoint", vec![], 405, "method-not-allowed"),
            ("POST", "/a/api/events", long, 413, "request-too-long"),
            ("GET", "/a/api/entries", vec![], 404, "ledger-unknown"),
        ] {
            let (found, text) = asked(method, uri, "*/*", body);
            let told: serde_json::Value = serde_json::from_str(&text).unwrap();
            let error = &told["error"];
            assert_eq!((found.as_u16(), error["code"].as_str()), (status, Some(code)), "{method} {uri}: {text}");
            assert!(error["zh"].is_string() && error["en"].is_string() && error["zh"] != error["en"], "{text}");
        }
    }

    #[test]
    fn a_browser_gets_a_page() {
        for (uri, says) in [("/a/api/entries?from=x", "无法读取"), ("/a/verify?lang=en", "no ledger called")] {
            let (status, text) = asked("GET", uri, "text/html,application/xhtml+xml,*/*;q=0.8", Vec::new());
            assert!(status.is_client_error());
            assert!(text.starts_with("<!DOCTYPE html>") && text.contains(says), "{uri}: {text}");
        }
    }
}
