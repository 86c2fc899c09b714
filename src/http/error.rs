//! Problems as HTTP answers: the one place where a class becomes a status.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::problem::{Class, Problem};
use crate::base::words::Lang;
use crate::ledger::sequencer::Failure;

/// Seconds after which a client that was told "busy" should try again.
const RETRY_SECONDS: &str = "1";

/// One thing that went wrong.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Told {
    /// Stable code.
    pub code: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// An error answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorBody {
    /// What went wrong; for a refusal the first thing unmet.
    pub error: Told,
    /// Everything that is unmet, when the rules refuse an event.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unmet: Vec<Told>,
}

/// What a handler returns when it cannot do what was asked.
#[derive(Debug)]
pub struct HttpError {
    problem: Problem,
    unmet: Vec<Problem>,
}

impl From<Problem> for HttpError {
    fn from(problem: Problem) -> Self {
        Self { problem, unmet: Vec::new() }
    }
}

impl From<Failure> for HttpError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Problem(problem) => problem.into(),
            Failure::Refused(refusal) => {
                // A refusal is never empty; the fallback only keeps this total.
                let problem = refusal.unmet.first().cloned();
                let problem = problem.unwrap_or_else(|| Problem::refused("refused"));
                Self { problem, unmet: refusal.unmet }
            }
        }
    }
}

/// A problem in both languages.
pub fn told(problem: &Problem) -> Told {
    Told { code: problem.code.to_owned(), zh: problem.text(Lang::Zh), en: problem.text(Lang::En) }
}

/// The status of a class.
pub fn status(class: Class) -> StatusCode {
    match class {
        Class::Refused => StatusCode::UNPROCESSABLE_ENTITY,
        Class::Malformed => StatusCode::BAD_REQUEST,
        Class::Missing => StatusCode::NOT_FOUND,
        Class::Conflict => StatusCode::CONFLICT,
        Class::Busy | Class::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Class::Damaged => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl HttpError {
    /// What the answer says.
    pub fn body(&self) -> ErrorBody {
        ErrorBody { error: told(&self.problem), unmet: self.unmet.iter().map(told).collect() }
    }
}

impl IntoResponse for HttpError {
    fn into_response(self) -> Response {
        if matches!(self.problem.class, Class::Damaged | Class::Unavailable) {
            tracing::error!(code = self.problem.code, problem = %self.problem.text(Lang::En), "request failed");
        }
        let mut response = (status(self.problem.class), Json(self.body())).into_response();
        let headers = response.headers_mut();
        // An error must not be remembered by a cache in front of the log (C2SP tlog-tiles).
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.problem.class == Class::Busy {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS));
        }
        response.extensions_mut().insert(Explained(self.problem));
        response
    }
}

/// Marks an answer that says what is wrong in the product's own words.
#[derive(Clone)]
pub struct Explained(pub Problem);
