//! A witness as a server: `add-checkpoint`, and the checkpoints it cosigned for monitors.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use metrics::counter;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::Lang;
use crate::http::guard::{self, WriteLimit};
use crate::http::server::{Settings, answer};
use crate::ledger::clock::Clock;
use crate::witness::keeper::{Keeper, Refusal};
use crate::witness::seen::origin_hash;

/// Seconds one request may take; an examiner that replays a history needs more than a moment.
const TIMEOUT_SECONDS: u64 = 120;
/// Requests worked on at a time.
const AT_ONCE: usize = 64;
const TEXT: &str = "text/plain; charset=utf-8";

/// What handlers share.
struct Serving {
    keeper: Arc<Keeper>,
    clock: Arc<dyn Clock>,
    places: Arc<Semaphore>,
}

/// The whole server, without a socket. The submission prefix and the monitoring prefix are both its root.
pub fn router(keeper: Arc<Keeper>, clock: Arc<dyn Clock>, limit: Arc<WriteLimit>) -> Router {
    let serving = Arc::new(Serving { keeper, clock, places: Arc::new(Semaphore::new(AT_ONCE)) });
    Router::new()
        .route("/", get(about))
        .route("/add-checkpoint", post(add))
        .route("/{hash}/checkpoint", get(latest))
        .route("/metrics", get(super::metrics::render))
        .with_state(serving)
        .layer(DefaultBodyLimit::max(limits::WITNESS_REQUEST_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(TIMEOUT_SECONDS)))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(limit, guard::limit_writes))
        .layer(from_fn(guard::secure))
}

/// Serves a witness until `stop` resolves. `bound` is told the address, which tells the port when 0 was asked for.
pub async fn serve(
    keeper: Arc<Keeper>,
    clock: Arc<dyn Clock>,
    settings: &Settings,
    bound: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()>,
) -> Outcome<()> {
    let unusable =
        |e: std::io::Error| Problem::unavailable("listen-failed").with("address", settings.listen).with("cause", e);
    let listener = TcpListener::bind(settings.listen).await.map_err(unusable)?;
    bound(listener.local_addr().map_err(unusable)?);
    super::metrics::install();
    let limit = WriteLimit::behind(settings.writes_per_second, settings.trusted_proxies.clone());
    answer(listener, router(keeper, clock, limit), stop).await;
    Ok(())
}

/// Who this is and whom it watches, for people.
async fn about(State(serving): State<Arc<Serving>>) -> String {
    let mut text = format!("{}\n", serving.keeper.cosigner().key());
    for origin in serving.keeper.origins() {
        let _ = writeln!(text, "{} {origin}", origin_hash(&origin));
    }
    text
}

async fn add(State(serving): State<Arc<Serving>>, body: Bytes) -> Response {
    let Ok(place) = Arc::clone(&serving.places).try_acquire_owned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "1")]).into_response();
    };
    let now = u64::try_from(serving.clock.now().seconds()).unwrap_or(0);
    let added = tokio::task::spawn_blocking(move || {
        let added = serving.keeper.add(&body, now);
        drop(place);
        added
    });
    let added = added.await.unwrap_or_else(|_| Err(Refusal::Broken(Problem::unavailable("request-failed"))));
    let response = match added {
        Ok(line) => ([(header::CONTENT_TYPE, TEXT)], format!("{line}\n")).into_response(),
        Err(refusal) => refused(&refusal),
    };
    counter!("mingbai_witness_requests_total", "status" => response.status().as_u16().to_string()).increment(1);
    response
}

fn refused(refusal: &Refusal) -> Response {
    let (status, problem) = match refusal {
        Refusal::Malformed(problem) => (StatusCode::BAD_REQUEST, problem),
        Refusal::Unsigned(problem) => (StatusCode::FORBIDDEN, problem),
        Refusal::UnknownLog(problem) => (StatusCode::NOT_FOUND, problem),
        Refusal::Inconsistent(problem) => (StatusCode::UNPROCESSABLE_ENTITY, problem),
        Refusal::Unexamined(problem) => (StatusCode::SERVICE_UNAVAILABLE, problem),
        Refusal::Broken(problem) => {
            tracing::error!(code = problem.code, problem = %problem.text(Lang::En), "witness cannot keep its state");
            (StatusCode::INTERNAL_SERVER_ERROR, problem)
        }
        Refusal::OtherSize(size) => {
            let media = [(header::CONTENT_TYPE, "text/x.tlog.size")];
            return (StatusCode::CONFLICT, media, format!("{size}\n")).into_response();
        }
    };
    if matches!(refusal, Refusal::Inconsistent(_)) {
        // The log signed it, so it may be proof that the log misbehaves.
        tracing::warn!(code = problem.code, problem = %problem.text(Lang::En), "not cosigned");
    }
    (status, [(header::CONTENT_TYPE, TEXT)], format!("{} [{}]\n", problem.text(Lang::En), problem.code)).into_response()
}

async fn latest(State(serving): State<Arc<Serving>>, Path(hash): Path<String>) -> Response {
    let origin = serving.keeper.origins().into_iter().find(|origin| origin_hash(origin).to_string() == hash);
    match origin.and_then(|origin| serving.keeper.latest(&origin)) {
        Some(note) => ([(header::CONTENT_TYPE, TEXT), (header::CACHE_CONTROL, "no-cache")], note).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
