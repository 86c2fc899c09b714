//! Several events in one request, for desks that were offline and programs that bring much: a line each, an answer each.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use tokio::task::yield_now;

use crate::base::json;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::event::envelope::Verified;
use crate::http::api::{Placement, answered, counted, placement};
use crate::http::error::HttpError;
use crate::http::follow::{Followed, Shown};
use crate::http::guard::Writer;
use crate::http::metrics;
use crate::ledger::handle::Pending;
use crate::ledger::sequencer::Answer;

/// What became of a line: the event queued, or why it cannot be read.
type Read<T> = Result<T, HttpError>;

/// The envelopes of a body, one a line.
fn lines(body: &Bytes) -> Outcome<Vec<Bytes>> {
    let lines = body.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let lines: Vec<Bytes> = lines.take(limits::TOGETHER_EVENTS + 1).map(|line| body.slice_ref(line)).collect();
    match lines.len() {
        0 => Err(Problem::malformed("together-empty")),
        count if count > limits::TOGETHER_EVENTS => {
            Err(Problem::malformed("together-too-many").with("limit", limits::TOGETHER_EVENTS))
        }
        _ => Ok(lines),
    }
}

/// Queues what can be read, all of it or none, and leaves the others in their places.
fn queue(followed: &Followed, read: Vec<Outcome<Verified>>) -> Outcome<Vec<Read<Pending<Answer>>>> {
    let (mut events, mut places) = (Vec::new(), Vec::new());
    for read in read {
        places.push(read.map(|verified| events.push(verified)));
    }
    let mut pending = followed.ledger.submit_together(events)?.into_iter();
    let stopped = || Problem::unavailable("ledger-stopped");
    let place = |place: Outcome<()>| Ok(place.and_then(|()| pending.next().ok_or_else(stopped))?);
    Ok(places.into_iter().map(place).collect())
}

/// Opens the envelopes. It takes less time here than on another thread, where the keys of those who sign much would have to be
/// learned again; between two of them others get their turn.
async fn opened(lines: &[Bytes]) -> Vec<Outcome<Verified>> {
    let mut read = Vec::with_capacity(lines.len());
    for line in lines {
        read.push(Verified::open(line));
        yield_now().await;
    }
    read
}

/// What became of one of them: what it would have been answered alone.
async fn answer(followed: &Arc<Followed>, queued: Read<Pending<Answer>>) -> Read<Placement> {
    let placed = answered(queued?).await?.map_err(|failure| counted(followed, failure))?;
    if placed.fresh {
        metrics::accepted(followed.ledger.slug());
    }
    placement(Arc::clone(followed), placed).await
}

/// Submits several signed events. They are judged in order, each on its own: one that is refused does not stop those after it.
/// The answer comes when all that were placed are durable.
#[utoipa::path(post, path = "/{slug}/api/batches", tag = "write", params(("slug" = String, Path, description = "The ledger")),
    request_body(content = String, content_type = "application/jsonl", description = "DSSE envelopes, one a line, at most 64"),
    responses((status = 200, description = "A line for each, in the same order: what it would have been answered alone", content_type = "application/jsonl"),
        (status = 400, description = "No line, or too many"), (status = 503, description = "Busy, and none was placed; see Retry-After")))]
pub async fn submit(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    Extension(writer): Extension<Writer>,
    body: Bytes,
) -> Result<impl IntoResponse, HttpError> {
    let followed = shown.get(&slug)?;
    let lines = lines(&body)?;
    writer.writes_more(lines.len() - 1)?;
    let mut told = Vec::new();
    for queued in queue(&followed, opened(&lines).await)? {
        match answer(&followed, queued).await {
            Ok(placement) => told.extend(json::write(&placement)),
            Err(error) => told.extend(json::write(&error.body())),
        }
        told.push(b'\n');
    }
    Ok(([(header::CONTENT_TYPE, "application/jsonl")], told))
}
