//! Gives every error answer a code and both languages, in one place: what the framework refuses by itself is a line of
//! English. Browsers get a page.

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::base::limits;
use crate::base::problem::Problem;
use crate::base::words::Lang;
use crate::http::error::{Explained, HttpError};
use crate::http::site;

/// Bytes of what a framework says of a bad request.
const CAUSE_BYTES: usize = 4_096;

/// Whether the client would rather have a page: browsers say so, programs do not.
fn wants_page(method: &Method, path: &str, headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let file = path.ends_with(".json") || path.ends_with(".csv");
    matches!(*method, Method::GET | Method::HEAD) && accept.contains("text/html") && !file
}

/// The answer as it was, or the same in the product's own words.
pub async fn explain(request: Request, next: Next) -> Response {
    let page = wants_page(request.method(), request.uri().path(), request.headers());
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let response = next.run(request).await;
    let status = response.status();
    let known = response.extensions().get::<Explained>().cloned();
    let html =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    if !(status.is_client_error() || status.is_server_error()) || html || (known.is_some() && !page) {
        return response;
    }
    let allowed = response.headers().get(header::ALLOW).cloned();
    let problem = if let Some(Explained(problem)) = known {
        problem
    } else {
        let said = to_bytes(response.into_body(), CAUSE_BYTES).await.unwrap_or_default();
        unexplained(status, (&method, uri.path()), &String::from_utf8_lossy(&said))
    };
    let mut answer = if page {
        let english = uri.query().is_some_and(|query| query.split('&').any(|asked| asked == "lang=en"));
        site::trouble(&problem, uri.path(), if english { Lang::En } else { Lang::Zh })
    } else {
        HttpError::from(problem).into_response()
    };
    *answer.status_mut() = status;
    if let Some(allowed) = allowed {
        answer.headers_mut().insert(header::ALLOW, allowed);
    }
    answer
}

/// What an answer of the framework's means.
fn unexplained(status: StatusCode, (method, path): (&Method, &str), said: &str) -> Problem {
    match status {
        StatusCode::NOT_FOUND => Problem::missing("page-missing"),
        StatusCode::METHOD_NOT_ALLOWED => Problem::malformed("method-not-allowed").with("method", method),
        StatusCode::PAYLOAD_TOO_LARGE => {
            let limit = match path {
                path if path.ends_with("/api/batches") => limits::TOGETHER_BYTES,
                path if path.ends_with("/api/sealed") || path.ends_with("/api/sealed/drafts") => limits::OPENED_BYTES,
                _ => limits::ENVELOPE_BYTES,
            };
            Problem::malformed("request-too-long").with("limit", limit)
        }
        status if status.is_client_error() => Problem::malformed("request-unreadable").with("cause", said.trim()),
        StatusCode::SERVICE_UNAVAILABLE => Problem::busy("request-too-slow"),
        _ => Problem::unavailable("request-failed"),
    }
}
