//! What stands in front of every handler: a limit on writes per client, and headers that keep browsers safe.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::base::problem::Problem;
use crate::http::error::HttpError;

/// Requests between two clearings of clients that have gone quiet, so the table stays small.
const SWEEP: u32 = 4_096;

/// Limits how fast one address may write.
pub struct WriteLimit {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
    per_second: NonZeroU32,
    proxies: Vec<IpAddr>,
    seen: AtomicU32,
}

impl WriteLimit {
    /// So many writes a second from one address, and a burst of twice that.
    pub fn new(per_second: NonZeroU32) -> Arc<Self> {
        Self::behind(per_second, Vec::new())
    }

    /// The same behind reverse proxies that are believed when they say who their client is.
    pub fn behind(per_second: NonZeroU32, proxies: Vec<IpAddr>) -> Arc<Self> {
        let quota =
            Quota::per_second(per_second).allow_burst(per_second.saturating_mul(NonZeroU32::MIN.saturating_add(1)));
        Arc::new(Self { limiter: RateLimiter::keyed(quota), per_second, proxies, seen: AtomicU32::new(0) })
    }

    /// The address of the client: the peer's, or the one that a trusted proxy added last. What stands before that was
    /// sent by the client and may say anything.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.proxies.contains(&peer.to_canonical()) {
            return peer;
        }
        let last = headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
        let last = last.and_then(|value| value.rsplit(',').next()).map(str::trim);
        last.and_then(|text| text.parse().ok()).unwrap_or(peer)
    }

    fn check(&self, address: IpAddr, writes: NonZeroU32) -> Result<(), Problem> {
        if self.seen.fetch_add(1, Ordering::Relaxed).is_multiple_of(SWEEP) {
            self.limiter.retain_recent();
        }
        let limited = || Problem::busy("too-many-requests").with("limit", self.per_second);
        match self.limiter.check_key_n(&address, writes) {
            Ok(Ok(())) => Ok(()),
            // More than there is room for now, or ever.
            Ok(Err(_)) | Err(_) => Err(limited()),
        }
    }
}

/// Whoever sent a request that writes, for handlers that find more than one write in it.
#[derive(Clone)]
pub struct Writer {
    limit: Arc<WriteLimit>,
    address: IpAddr,
}

impl Writer {
    /// Counts so many writes beside the one that every request is.
    pub fn writes_more(&self, writes: usize) -> Result<(), Problem> {
        let writes = u32::try_from(writes).unwrap_or(u32::MAX);
        NonZeroU32::new(writes).map_or(Ok(()), |writes| self.limit.check(self.address, writes))
    }
}

/// Refuses writes that come too fast. Reading is never limited here: a resident who checks must not be turned away.
pub async fn limit_writes(
    State(limit): State<Arc<WriteLimit>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        let address = limit.client(address.ip(), request.headers());
        if let Err(problem) = limit.check(address, NonZeroU32::MIN) {
            return HttpError::from(problem).into_response();
        }
        request.extensions_mut().insert(Writer { limit, address });
    }
    next.run(request).await
}

/// Headers on every answer. No script and nothing from elsewhere runs on a page, but for those that say otherwise
/// ([`crate::http::scripts::POLICY`]).
const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// Adds `HEADERS` to an answer, where it has none of its own.
pub async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_says_who_its_client_is_and_only_last() {
        let [proxy, client, stranger]: [IpAddr; 3] =
            ["10.0.0.1", "203.0.113.7", "198.51.100.9"].map(|address| address.parse().unwrap());
        let limit = WriteLimit::behind(NonZeroU32::MIN, vec![proxy]);
        let forwarded = |values: &[&'static str]| {
            let values = values.iter().map(|value| HeaderValue::from_static(value));
            values.map(|value| (HeaderName::from_static("x-forwarded-for"), value)).collect::<HeaderMap>()
        };
        assert_eq!(limit.client(proxy, &forwarded(&["1.1.1.1, 203.0.113.7"])), client);
        assert_eq!(limit.client(proxy, &forwarded(&["1.1.1.1", "203.0.113.7"])), client);
        assert_eq!(limit.client(stranger, &forwarded(&["203.0.113.7"])), stranger);
        assert_eq!(limit.client(proxy, &forwarded(&[])), proxy);
        assert_eq!(limit.client(proxy, &forwarded(&["rubbish"])), proxy);
        assert_eq!(WriteLimit::new(NonZeroU32::MIN).client(proxy, &forwarded(&["203.0.113.7"])), proxy);
    }
}
