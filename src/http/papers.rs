//! Papers beside the log: vouchers and minutes that a server keeps, if it was started so.
//!
//! An event names a paper by its digest and no more. A server that was given a folder takes the paper itself, once, from a
//! signer of the event that names it, and shows it to everybody. Papers may hold personal data, so none is kept unless the
//! operator asks for it (docs/PRIVACY.md); they are no part of the record, and a ledger without them verifies all the same.

use std::fs;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path as Asked, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use maud::{Markup, html};

use crate::base::code::{EventId, Slug};
use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, say, word};
use crate::event::entry::Entry;
use crate::event::envelope::Envelope;
use crate::event::file::{FileRef, Media};
use crate::http::desk;
use crate::http::error::HttpError;
use crate::http::follow::{Followed, Shown};
use crate::http::log::blocking;
use crate::http::session::Sessions;
use crate::http::site::base;

/// What an interrupted keeping leaves has this after its name; the next try writes over it.
const BEGUN: &str = ".new";

/// A folder of papers, one below it for each ledger.
#[derive(Clone, Debug)]
pub struct Papers(PathBuf);

impl Papers {
    /// A folder that is there.
    ///
    /// # Errors
    /// `folder-missing` when it is not.
    pub fn open(folder: PathBuf) -> Outcome<Self> {
        if folder.is_dir() {
            Ok(Self(folder))
        } else {
            Err(Problem::unavailable("folder-missing").with("folder", folder.display()))
        }
    }

    fn place(&self, slug: &Slug, digest: &Hash) -> PathBuf {
        self.0.join(slug.as_str()).join(digest.to_string())
    }

    fn holds(&self, slug: &Slug, digest: &Hash) -> bool {
        self.place(slug, digest).is_file()
    }

    /// Keeps a paper under its digest; durable once it returns. Only the server's own user may read the file.
    fn put(&self, slug: &Slug, digest: &Hash, bytes: &[u8]) -> Outcome<()> {
        let place = self.place(slug, digest);
        written(&place, bytes).map_err(|e| unusable(&place, &e))
    }

    /// A paper, if it is there and still what its name says.
    fn get(&self, slug: &Slug, digest: &Hash) -> Outcome<Vec<u8>> {
        let missing = || Problem::missing("paper-missing").with("digest", digest);
        let place = self.place(slug, digest);
        let mut bytes = Vec::new();
        let read =
            fs::File::open(&place).and_then(|file| file.take(limits::PAPER_BYTES as u64 + 1).read_to_end(&mut bytes));
        match read {
            Ok(_) if Hash::of(&bytes) == *digest => Ok(bytes),
            Ok(_) => Err(missing()),
            Err(e) if e.kind() == ErrorKind::NotFound => Err(missing()),
            Err(e) => Err(unusable(&place, &e)),
        }
    }
}

fn unusable(place: &Path, cause: &std::io::Error) -> Problem {
    // The path is the operator's: it goes to the log and not to whoever asked.
    tracing::error!(place = %place.display(), %cause, "a paper cannot be kept or read");
    Problem::unavailable("paper-unusable")
}

fn written(place: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = place.parent().unwrap_or(place);
    fs::create_dir_all(folder)?;
    let beside = place.with_extension(BEGUN.trim_start_matches('.'));
    let mut options = fs::File::options();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, place)?;
    fs::File::open(folder)?.sync_all()
}

/// Whether bytes are what the event says they are, told by themselves and not by a name or a header.
fn is(media: Media, bytes: &[u8]) -> bool {
    let plain = || {
        let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        std::str::from_utf8(bytes).is_ok_and(|text| !text.chars().any(control))
    };
    match media {
        Media::Pdf => bytes.starts_with(b"%PDF-"),
        Media::Jpeg => bytes.starts_with(&[0xff, 0xd8, 0xff]),
        Media::Png => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        Media::Xlsx => bytes.starts_with(b"PK\x03\x04"),
        Media::Text | Media::Csv => plain(),
    }
}

fn name(media: Media) -> (&'static str, &'static str) {
    match media {
        Media::Pdf => ("application/pdf", "pdf"),
        Media::Jpeg => ("image/jpeg", "jpg"),
        Media::Png => ("image/png", "png"),
        Media::Text => ("text/plain; charset=utf-8", "txt"),
        Media::Csv => ("text/csv; charset=utf-8", "csv"),
        Media::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    }
}

/// The papers that an event's data name, wherever they stand in it, in their order.
fn named(data: &serde_json::Value, found: &mut Vec<FileRef>) {
    match data {
        serde_json::Value::Object(members) => match serde_json::from_value(data.clone()) {
            Ok(paper) => found.push(paper),
            Err(_) => members.values().for_each(|member| named(member, found)),
        },
        serde_json::Value::Array(items) => items.iter().for_each(|item| named(item, found)),
        _ => {}
    }
}

fn papers_of(envelope: &Envelope) -> Vec<FileRef> {
    let mut found = Vec::new();
    if let Ok(payload) = serde_json::from_slice(envelope.payload()) {
        named(&payload, &mut found);
    }
    found
}

/// The envelope of an event that waits as a draft or stands in the ledger.
fn envelope(followed: &Followed, event: EventId) -> Outcome<Envelope> {
    if let Some(draft) = followed.ledger.draft_of(event)? {
        return Ok(draft);
    }
    let missing = || Problem::missing("paper-of-no-event").with("event", event);
    let index = followed.ledger.find(event)?.ok_or_else(missing)?;
    let bytes = followed.ledger.entries(index, index + 1)?.pop().ok_or_else(missing)?;
    Ok(Entry::read(&bytes)?.envelope)
}

fn none() -> Problem {
    Problem::missing("papers-not-kept")
}

/// Keeps a paper that an event names: for the holder of a session whose key signed this event.
#[utoipa::path(put, path = "/{slug}/api/papers/{event}/{digest}", tag = "write",
    params(("slug" = String, Path, description = "The ledger"), ("event" = String, Path, description = "The event, placed or a draft"),
        ("digest" = String, Path, description = "SHA-256 of the paper, as the event names it")),
    request_body(content = Vec<u8>, description = "The paper", content_type = "application/octet-stream"),
    responses((status = 204, description = "Kept"), (status = 404, description = "This server keeps no papers, or the event names no such paper"),
        (status = 422, description = "No session, not a signer, or the paper is not what the event names", body = crate::http::error::ErrorBody)))]
pub async fn put(
    State(shown): State<Arc<Shown>>,
    Extension(sessions): Extension<Arc<Sessions>>,
    Asked((slug, event, digest)): Asked<(String, String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, HttpError> {
    let followed = shown.get(&slug)?;
    let papers = shown.papers().cloned().ok_or_else(none)?;
    let holder = desk::holder(&followed, &sessions, &headers)?;
    let (event, digest): (EventId, Hash) = (event.parse()?, digest.parse()?);
    let kept = blocking(move || {
        let envelope = envelope(&followed, event)?;
        let signed = envelope.keys().any(|key| key == holder);
        if !signed || followed.read(|board| board.standing().mandates.person_of(&holder).is_none()) {
            return Err(Problem::refused("paper-not-yours").with("event", event));
        }
        let unnamed = || Problem::missing("paper-not-named").with("event", event).with("digest", digest);
        let paper = papers_of(&envelope).into_iter().find(|paper| paper.sha256 == digest).ok_or_else(unnamed)?;
        if Hash::of(&body) != digest || body.len() as u64 != paper.bytes || !is(paper.media, &body) {
            return Err(Problem::refused("paper-differs").with("digest", digest).with("media", name(paper.media).0));
        }
        papers.put(followed.ledger.slug(), &digest, &body)?;
        // The page of the event leads to it from now on.
        followed.touch();
        Ok(StatusCode::NO_CONTENT)
    });
    kept.await
}

/// A paper, to be saved: a browser never shows it as a page of this site.
pub async fn get(
    State(shown): State<Arc<Shown>>,
    Asked((slug, digest)): Asked<(String, String)>,
) -> Result<impl IntoResponse, HttpError> {
    let followed = shown.get(&slug)?;
    let papers = shown.papers().cloned().ok_or_else(none)?;
    let digest: Hash = digest.parse()?;
    let bytes = blocking(move || papers.get(followed.ledger.slug(), &digest)).await?;
    let all = [Media::Pdf, Media::Jpeg, Media::Png, Media::Xlsx, Media::Text];
    let media = all.into_iter().find(|media| is(*media, &bytes));
    let (media, ending) = media.map_or(("application/octet-stream", "bin"), name);
    let headers = [
        (header::CONTENT_TYPE, media.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{digest}.{ending}\"")),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
        // Whoever runs the server may have to take it away.
        (header::CACHE_CONTROL, "no-cache".to_owned()),
    ];
    Ok((headers, bytes))
}

/// The papers of an entry that this server keeps, for the page of its event.
pub fn listed(shown: &Shown, followed: &Followed, index: u64, lang: Lang) -> Outcome<Markup> {
    let Some(papers) = shown.papers() else { return Ok(html! {}) };
    let Some(bytes) = followed.ledger.entries(index, index + 1)?.pop() else { return Ok(html! {}) };
    let mut kept = papers_of(&Entry::read(&bytes)?.envelope);
    kept.retain(|paper| papers.holds(followed.ledger.slug(), &paper.sha256));
    Ok(html! {
        @if !kept.is_empty() {
            section.table aria-labelledby="papers" {
                h2 id="papers" { (word(lang, "papers-title")) }
                p { (word(lang, "papers-about")) }
                ul { @for paper in &kept {
                    @let what = [("media", name(paper.media).1.to_uppercase()), ("kilobytes", paper.bytes.div_ceil(1_024).to_string())];
                    li { a href=(format!("{}/papers/{}", base(followed), paper.sha256)) download { (say(lang, "papers-one", &what)) } " " code { (paper.sha256) } }
                } }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_told_by_its_bytes() {
        assert!(is(Media::Pdf, b"%PDF-1.7 x") && !is(Media::Pdf, b"<html>") && !is(Media::Pdf, b""));
        assert!(is(Media::Png, b"\x89PNG\r\n\x1a\nx") && !is(Media::Jpeg, b"\x89PNG\r\n\x1a\nx"));
        assert!(
            is(Media::Text, "发票，三百元\r\n".as_bytes()) && !is(Media::Text, b"\x00\x01") && !is(Media::Csv, &[0xff])
        );
        assert!(is(Media::Xlsx, b"PK\x03\x04x") && !is(Media::Xlsx, b"%PDF-1.7"));
    }

    #[test]
    fn papers_are_found_wherever_they_stand() {
        let paper = |digit: &str| serde_json::json!({ "sha256": digit.repeat(64), "media": "image/png", "bytes": 3 });
        let data = serde_json::json!({ "a": [{ "b": paper("a") }], "c": paper("b"), "d": { "sha256": "no paper" } });
        let mut found = Vec::new();
        named(&data, &mut found);
        let digests: Vec<String> = found.iter().map(|paper| paper.sha256.to_string()).collect();
        assert_eq!(digests, ["a".repeat(64), "b".repeat(64)]);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_kept_is_private_and_given_only_as_it_was() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let papers = Papers::open(folder.path().to_owned()).unwrap();
        let (slug, digest): (Slug, Hash) = ("xingfu".parse().unwrap(), Hash::of(b"%PDF-1.4"));
        assert_eq!(papers.get(&slug, &digest).unwrap_err().code, "paper-missing");
        papers.put(&slug, &digest, b"%PDF-1.4").unwrap();
        papers.put(&slug, &digest, b"%PDF-1.4").unwrap();
        assert_eq!(papers.get(&slug, &digest).unwrap(), b"%PDF-1.4");
        let place = papers.place(&slug, &digest);
        assert_eq!(fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(place.parent().unwrap()).unwrap().count(), 1);
        fs::write(&place, b"%PDF-1.5").unwrap();
        assert_eq!(papers.get(&slug, &digest).unwrap_err().code, "paper-missing");
        assert_eq!(Papers::open(folder.path().join("nowhere")).unwrap_err().code, "folder-missing");
    }
}
