//! Figures for whoever runs the server, in the Prometheus text format. No figure names a person.

use std::sync::OnceLock;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::base::code::Slug;

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Installs the recorder, once per process.
fn handle() -> &'static PrometheusHandle {
    RECORDER.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        // Another recorder is only there if this program was embedded in one that has its own; then it keeps it.
        drop(metrics::set_global_recorder(recorder));
        handle
    })
}

/// Installs the recorder, so that figures counted outside of a request are kept too.
pub fn install() {
    handle();
}

/// The figures as text.
pub async fn render() -> String {
    handle().render()
}

/// Counts and times every request by route, never by full path: paths hold ids.
pub async fn measure(request: Request, next: Next) -> Response {
    handle();
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let method = request.method().to_string();
    let began = began();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    histogram!("mingbai_http_seconds", "route" => route.clone()).record(began.elapsed().as_secs_f64());
    counter!("mingbai_http_requests_total", "route" => route, "method" => method, "status" => status).increment(1);
    response
}

// A monotonic reading for a duration; it never becomes a fact.
#[allow(clippy::disallowed_methods)]
fn began() -> Instant {
    Instant::now()
}

/// An event was placed.
pub fn accepted(slug: &Slug) {
    counter!("mingbai_events_accepted_total", "ledger" => slug.to_string()).increment(1);
}

/// An event was refused, first of all for this reason.
pub fn refused(slug: &Slug, code: &'static str) {
    counter!("mingbai_events_refused_total", "ledger" => slug.to_string(), "code" => code).increment(1);
}

/// The size that readers see.
#[allow(clippy::cast_precision_loss)] // A gauge is a float; sizes stay far below 2^53.
pub fn size(slug: &Slug, size: u64) {
    gauge!("mingbai_ledger_size", "ledger" => slug.to_string()).set(size as f64);
}

/// A witness was asked; `code` says why it did not cosign, if it did not.
pub fn asked(slug: &Slug, witness: &str, code: Option<&'static str>) {
    let labels =
        [("ledger", slug.to_string()), ("witness", witness.to_owned()), ("code", code.unwrap_or("").to_owned())];
    counter!("mingbai_witness_asked_total", &labels).increment(1);
}

/// The size a witness cosigned last.
#[allow(clippy::cast_precision_loss)] // A gauge is a float; sizes stay far below 2^53.
pub fn witnessed(slug: &Slug, witness: &str, size: u64) {
    let labels = [("ledger", slug.to_string()), ("witness", witness.to_owned())];
    gauge!("mingbai_witness_size", &labels).set(size as f64);
}

/// Whether the newest checkpoint has the cosignatures the ledger's operator asks for: 1 or 0.
pub fn quorum(slug: &Slug, met: bool) {
    gauge!("mingbai_witness_quorum", "ledger" => slug.to_string()).set(if met { 1.0 } else { 0.0 });
}
