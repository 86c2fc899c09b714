//! Answers that are kept are those that would be made now: every page is asked for again and again while the ledger grows, of
//! a server that keeps answers and of one that has kept nothing yet.

#![allow(clippy::unwrap_used)]

#[path = "../examples/vectors/cast.rs"]
#[allow(dead_code)]
mod cast;
#[path = "common/community.rs"]
#[allow(dead_code)]
mod community;

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, StatusCode, header};
use mingbai::event::envelope::Verified;
use mingbai::http::follow::{Followed, Shown};
use mingbai::http::guard::WriteLimit;
use mingbai::http::router::router;
use mingbai::ledger::clock::{Clock as _, SystemClock};
use mingbai::ledger::host::Host;
use tower::ServiceExt as _;

use crate::cast::{SMALL, key};
use crate::community::{Community, RECEIVERS};

type Any<T> = Result<T, Box<dyn std::error::Error>>;
type Told = (StatusCode, HeaderMap, Vec<u8>);

fn serving(shown: &Arc<Shown>) -> Router {
    router(Arc::clone(shown), WriteLimit::new(NonZeroU32::MIN))
}

fn get(router: &Router, path: &str, headers: &[(header::HeaderName, &str)]) -> Told {
    let mut request = Request::get(format!("/{}{path}", SMALL.slug));
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let mut request = request.body(Body::empty()).unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
        (parts.status, parts.headers, to_bytes(body, 1 << 26).await.unwrap().to_vec())
    })
}

/// Pages, documents, tables and events, some of which are not there.
fn paths(followed: &Followed) -> Vec<String> {
    let size = followed.read(|board| board.standing().size);
    let documents = followed.read(mingbai::view::board::Board::paths);
    let documents = documents.iter().flat_map(|path| {
        ["", ".json", ".csv", "?lang=en", "?table=items&page=2"].map(|ending| format!("/{path}{ending}"))
    });
    let events = [0, size / 2, size - 1, size].into_iter().map(|index| format!("/events/{index}"));
    let all = documents.chain(events).chain(["/", "/?lang=en", "/nothing/of/this", "/checkpoint"].map(str::to_owned));
    all.collect()
}

#[test]
fn a_kept_answer_is_the_one_that_would_be_made_now() {
    let folder = tempfile::tempdir().unwrap();
    let mut host = Host::open(folder.path(), Arc::new(SystemClock)).unwrap();
    let ledger = host.create(&SMALL.slug.parse().unwrap(), SMALL.origin, key("log")).unwrap();
    let mut community = Community::new(ledger.vkey(), SystemClock.now());
    let mut envelopes = community.founding(SystemClock.now()).unwrap();
    envelopes.extend((0..3).map(|_| community.income(SystemClock.now(), 100, &RECEIVERS).unwrap()));
    let shown = Arc::new(Shown::open([(SMALL.slug.parse().unwrap(), Ok(Arc::clone(&ledger)))]));
    let followed = shown.get(SMALL.slug).unwrap();
    let keeps = serving(&shown);
    for envelope in envelopes {
        ledger.submit_now(Verified::check(envelope).unwrap()).unwrap();
        followed.catch_up().unwrap();
        for path in paths(&followed) {
            for encodings in ["identity", "gzip"] {
                let ask = [(header::ACCEPT_ENCODING, encodings)];
                let fresh = get(&serving(&shown), &path, &ask);
                assert_eq!(get(&keeps, &path, &ask), fresh, "{path}, not kept yet");
                let kept = get(&keeps, &path, &ask);
                assert_eq!(kept, fresh, "{path}, kept");
            }
        }
    }
}

#[test]
fn who_has_an_answer_already_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut host = Host::open(folder.path(), Arc::new(SystemClock)).unwrap();
    let ledger = host.create(&SMALL.slug.parse().unwrap(), SMALL.origin, key("log")).unwrap();
    let mut community = Community::new(ledger.vkey(), SystemClock.now());
    let mut envelopes = community.founding(SystemClock.now()).unwrap();
    envelopes.push(community.income(SystemClock.now(), 100, &RECEIVERS).unwrap());
    let last = envelopes.pop().unwrap();
    for envelope in envelopes {
        ledger.submit_now(Verified::check(envelope).unwrap()).unwrap();
    }
    let shown = Arc::new(Shown::open([(SMALL.slug.parse().unwrap(), Ok(Arc::clone(&ledger)))]));
    let keeps = serving(&shown);
    for path in ["/", "/finance", "/finance.json", "/events/0"] {
        let (status, headers, body) = get(&keeps, path, &[]);
        let tag = headers[header::ETAG].to_str().unwrap().to_owned();
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers[header::CACHE_CONTROL], "no-cache", "{path}");
        for known in [tag.clone(), format!("\"other\", {tag}"), "*".to_owned()] {
            let (status, headers, body) = get(&keeps, path, &[(header::IF_NONE_MATCH, &known)]);
            assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0), "{path} {known}");
            assert_eq!(headers[header::ETAG], tag.as_str());
            assert!(headers.contains_key(header::CONTENT_SECURITY_POLICY));
        }
        let (status, _, other) = get(&keeps, path, &[(header::IF_NONE_MATCH, "\"other\"")]);
        assert_eq!((status, other), (StatusCode::OK, body), "{path}");
    }
    let tag = get(&keeps, "/", &[]).1[header::ETAG].clone();
    ledger.submit_now(Verified::check(last).unwrap()).unwrap();
    shown.get(SMALL.slug).unwrap().catch_up().unwrap();
    let (status, _, _) = get(&keeps, "/", &[(header::IF_NONE_MATCH, tag.to_str().unwrap())]);
    assert_eq!(status, StatusCode::OK, "the ledger has grown");
}
