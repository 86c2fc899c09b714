//! The log as C2SP tlog-tiles serves it: checkpoint, tiles, entry bundles.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;

use crate::base::problem::{Outcome, Problem};
use crate::http::error::HttpError;
use crate::http::follow::{Followed, Shown};
use crate::merkle::tile::{self, BundleId, TileId, bundle_of, tile_at};
use crate::merkle::{bundle, tile::TILE_WIDTH};

/// Anybody's page may read the log: that is what it is for.
const ANYONE: (header::HeaderName, &str) = (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");

/// The signed checkpoint.
#[utoipa::path(get, path = "/{slug}/checkpoint", tag = "log", params(("slug" = String, Path, description = "The ledger")),
    responses((status = 200, description = "C2SP tlog-checkpoint", content_type = "text/plain")))]
pub async fn checkpoint(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
) -> Result<impl IntoResponse, HttpError> {
    let published = shown.get(&slug)?.shown();
    let headers = [ANYONE, (header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, published.checkpoint.to_vec()))
}

/// The verifier key of the log, in C2SP form.
#[utoipa::path(get, path = "/{slug}/vkey", tag = "log", params(("slug" = String, Path, description = "The ledger")),
    responses((status = 200, description = "C2SP signed-note verifier key", content_type = "text/plain")))]
pub async fn vkey(State(shown): State<Arc<Shown>>, Path(slug): Path<String>) -> Result<String, HttpError> {
    Ok(format!("{}\n", shown.get(&slug)?.ledger.vkey()))
}

/// A tile of hashes or a bundle of entries.
#[utoipa::path(get, path = "/{slug}/tile/{path}", tag = "log",
    params(("slug" = String, Path, description = "The ledger"), ("path" = String, Path, description = "`<L>/<N>[.p/<W>]` or `entries/<N>[.p/<W>]`")),
    responses((status = 200, description = "C2SP tlog-tiles", content_type = "application/octet-stream"), (status = 404, description = "Not published")))]
pub async fn tile(
    State(shown): State<Arc<Shown>>,
    Path((slug, path)): Path<(String, String)>,
) -> Result<impl IntoResponse, HttpError> {
    let followed = shown.get(&slug)?;
    let bytes = blocking(move || piece(&followed, &path)).await?;
    let headers = [
        ANYONE,
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, bytes))
}

fn piece(followed: &Followed, path: &str) -> Outcome<Vec<u8>> {
    // Witnesses that replay the rules look at entries before they cosign, so tiles go ahead of what is shown.
    let size = followed.ledger.published().borrow().size;
    let path = format!("tile/{path}");
    let missing = || Problem::missing("tile-missing").with("tile", &path);
    if path.starts_with("tile/entries/") {
        let id = BundleId::parse(&path)?;
        let from = id.index.checked_mul(TILE_WIDTH).ok_or_else(missing)?;
        if id.width > bundle_of(from, size).width {
            return Err(missing());
        }
        return bundle::encode(&followed.ledger.entries(from, from + u64::from(id.width))?);
    }
    let id = TileId::parse(&path)?;
    if id.width > tile_at(id.level, id.index, size).width {
        return Err(missing());
    }
    Ok(tile::encode(&followed.ledger.tile(id)?))
}

/// Runs what reads files or hashes much off the async runtime.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Outcome<T> + Send + 'static) -> Result<T, HttpError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Problem::unavailable("request-failed"))?.map_err(HttpError::from)
}
