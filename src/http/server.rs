//! Binds a socket, follows the ledgers, and stops when asked without dropping a request.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tower::ServiceExt as _;

use crate::base::code::Slug;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::http::cosigning;
use crate::http::follow::{Shown, Started};
use crate::http::guard::WriteLimit;
use crate::http::papers::Papers;
use crate::http::reach::PublicUrl;
use crate::http::router::router;

/// How long accepting rests when the operating system gives out no more connections.
const RESTING: Duration = Duration::from_millis(50);
/// How long requests that are under way may take once the server is asked to stop.
const STOPPING: Duration = Duration::from_secs(30);

/// How a server is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// Writes a second that one address may make.
    pub writes_per_second: NonZeroU32,
    /// Reverse proxies that are believed when they say who their client is.
    pub trusted_proxies: Vec<IpAddr>,
    /// Where the server is reached by the world; as each request says when it is not told.
    pub public_url: Option<PublicUrl>,
    /// Where papers that events name are kept; they are not, when it is not told.
    pub papers: Option<Papers>,
}

/// What a server serves.
pub struct Served {
    /// The ledgers.
    pub ledgers: Vec<Started>,
    /// Whom those ask for cosignatures that ask anybody.
    pub witnesses: BTreeMap<Slug, cosigning::Settings>,
}

impl From<Vec<Started>> for Served {
    fn from(ledgers: Vec<Started>) -> Self {
        Self { ledgers, witnesses: BTreeMap::new() }
    }
}

/// Serves ledgers until `stop` resolves. `bound` is told the address, which tells the port when 0 was asked for.
pub async fn serve(
    served: impl Into<Served>,
    settings: &Settings,
    bound: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Outcome<()> {
    let unusable =
        |e: std::io::Error| Problem::unavailable("listen-failed").with("address", settings.listen).with("cause", e);
    let listener = TcpListener::bind(settings.listen).await.map_err(unusable)?;
    let Served { ledgers, witnesses } = served.into();
    let shown = tokio::task::spawn_blocking(move || Shown::witnessed_by(ledgers, witnesses)).await;
    let shown = shown
        .map_err(|_| Problem::unavailable("request-failed"))?
        .reached_by(settings.public_url.clone())
        .keeping(settings.papers.clone());
    let shown = Arc::new(shown);
    for followed in shown.all() {
        tokio::spawn(Arc::clone(followed).follow());
    }
    super::metrics::install();
    bound(listener.local_addr().map_err(unusable)?);
    let limit = WriteLimit::behind(settings.writes_per_second, settings.trusted_proxies.clone());
    answer(listener, router(shown, limit), stop).await;
    Ok(())
}

/// Answers on a socket within the bounds of every server here until `stop` resolves.
pub async fn answer(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    accept(listener, router, &Bounds::default(), stop).await;
}

/// What one server spends on connections.
struct Bounds {
    connections: usize,
    head: Duration,
    connection: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: limits::CONNECTIONS,
            head: Duration::from_secs(limits::HEAD_SECONDS),
            connection: Duration::from_secs(limits::CONNECTION_SECONDS),
        }
    }
}

/// Accepts connections until `stop` resolves, then lets those finish that have a request under way.
async fn accept(listener: TcpListener, router: Router, bounds: &Bounds, stop: impl Future<Output = ()>) {
    let (slots, graceful) = (Arc::new(Semaphore::new(bounds.connections)), GracefulShutdown::new());
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let slot = Arc::clone(&slots).acquire_owned().await.ok();
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let Ok((stream, peer)) = accepted else {
            sleep(RESTING).await;
            continue;
        };
        let connection = graceful.watch(connection(stream, peer, router.clone(), bounds.head));
        let longest = bounds.connection;
        tokio::spawn(async move {
            // A client that goes away or takes too long loses its own connection and nothing else.
            drop(timeout(longest, connection).await);
            drop(slot);
        });
    }
    drop(listener);
    drop(timeout(STOPPING, graceful.shutdown()).await);
}

/// One connection: every request carries the address it came from.
fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    head: Duration,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + Send {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    // The time for the head runs while nothing is asked, too, so it bounds idle connections.
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .serve_connection(TokioIo::new(stream), service)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream as Client;

    use axum::routing::get;
    use tokio::runtime::Runtime;
    use tokio::sync::oneshot;
    use tokio::task::JoinHandle;

    use super::*;

    const ASK: &[u8] = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    /// A server on a port of its own, and what stops it.
    struct Started {
        runtime: Runtime,
        address: SocketAddr,
        stop: oneshot::Sender<()>,
        running: JoinHandle<()>,
    }

    fn started(connections: usize) -> Started {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let router = Router::new().route("/", get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.to_string()));
        let bounds = Bounds { connections, head: Duration::from_millis(300), connection: Duration::from_secs(60) };
        let running =
            runtime.spawn(async move { accept(listener, router, &bounds, async { drop(stopped.await) }).await });
        Started { runtime, address, stop, running }
    }

    impl Started {
        fn end(self) {
            self.stop.send(()).unwrap();
            self.runtime.block_on(self.running).unwrap();
        }
    }

    fn asking(address: SocketAddr, bytes: &[u8]) -> Client {
        let mut client = Client::connect(address).unwrap();
        client.write_all(bytes).unwrap();
        client
    }

    /// Everything until the server closes the connection.
    fn answer(client: &mut Client) -> String {
        let mut text = Vec::new();
        client.read_to_end(&mut text).unwrap();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn a_head_that_never_ends_and_a_connection_that_asks_nothing_more_are_closed() {
        let server = started(8);
        let mut half = asking(server.address, &ASK[..20]);
        let mut idle = asking(server.address, ASK);
        assert!(!answer(&mut half).starts_with("HTTP/1.1 200"));
        assert!(answer(&mut idle).ends_with(&idle.local_addr().unwrap().to_string()));
        server.end();
    }

    #[test]
    fn more_connections_than_there_is_room_for_wait_their_turn() {
        let server = started(1);
        let first = Client::connect(server.address).unwrap();
        let mut second = asking(server.address, ASK);
        drop(first);
        assert!(answer(&mut second).starts_with("HTTP/1.1 200"));
        server.end();
    }
}
