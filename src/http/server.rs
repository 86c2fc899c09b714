//! Binds a socket, follows the ledgers, and stops when asked without dropping a request.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use tokio::net::TcpListener;

use crate::base::problem::{Outcome, Problem};
use crate::http::follow::{Shown, Started};
use crate::http::guard::WriteLimit;
use crate::http::router::router;

/// How a server is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// Writes a second that one address may make.
    pub writes_per_second: NonZeroU32,
}

/// Serves ledgers until `stop` resolves. `bound` is told the address, which tells the port when 0 was asked for.
pub async fn serve(
    ledgers: Vec<Started>,
    settings: &Settings,
    bound: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Outcome<()> {
    let unusable =
        |e: std::io::Error| Problem::unavailable("listen-failed").with("address", settings.listen).with("cause", e);
    let listener = TcpListener::bind(settings.listen).await.map_err(unusable)?;
    let shown = tokio::task::spawn_blocking(move || Shown::open(ledgers)).await;
    let shown = Arc::new(shown.map_err(|_| Problem::unavailable("request-failed"))?);
    for followed in shown.all() {
        tokio::spawn(Arc::clone(followed).follow());
    }
    bound(listener.local_addr().map_err(unusable)?);
    let service = router(shown, WriteLimit::new(settings.writes_per_second));
    let service = service.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop).await.map_err(unusable)
}
