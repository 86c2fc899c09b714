//! Where the auditor reads from: a folder of tiles or a URL. Both have the same paths.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use ureq::Agent;

use crate::base::problem::{Outcome, Problem};

/// Bytes of the largest thing fetched: a full bundle of the longest entries.
pub const BUNDLE_BYTES: u64 = 256 * (2 + 65_535);
/// Bytes of the largest document: a statement of many thousand items.
pub const DOCUMENT_BYTES: u64 = 256 * 1024 * 1024;
const TIMEOUT_SECONDS: u64 = 60;

/// A published copy of a ledger.
pub trait Source: Sync {
    /// What stands at `path` below the ledger's prefix; none when there is nothing.
    fn fetch(&self, path: &str, limit_bytes: u64) -> Outcome<Option<Vec<u8>>>;

    /// What it is, for the report.
    fn name(&self) -> String;

    /// What stands before the ledger's paths in the links of its pages, `/xingfu`; none when it has no pages.
    fn pages(&self) -> Option<String> {
        None
    }

    /// A checkpoint, tile or bundle.
    fn tile(&self, path: &str) -> Outcome<Option<Vec<u8>>> {
        self.fetch(path, BUNDLE_BYTES)
    }
}

/// The source that `target` names: a URL when it begins like one, a folder otherwise.
pub fn open(target: &str) -> Outcome<Box<dyn Source>> {
    if target.starts_with("http://") || target.starts_with("https://") {
        return Ok(Box::new(Url::new(target)));
    }
    let folder = PathBuf::from(target);
    if !folder.is_dir() {
        return Err(Problem::unavailable("target-missing").with("target", target));
    }
    Ok(Box::new(Folder { folder }))
}

struct Folder {
    folder: PathBuf,
}

impl Folder {
    fn read(path: &Path, limit_bytes: u64) -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(path)?.take(limit_bytes + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit_bytes { Err(ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
    }
}

impl Source for Folder {
    fn fetch(&self, path: &str, limit_bytes: u64) -> Outcome<Option<Vec<u8>>> {
        let file = self.folder.join(path);
        match Self::read(&file, limit_bytes) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Problem::unavailable("fetch-failed").with("place", file.display()).with("cause", e)),
        }
    }

    fn name(&self) -> String {
        self.folder.display().to_string()
    }
}

struct Url {
    base: String,
    agent: Agent,
}

impl Url {
    fn new(target: &str) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(TIMEOUT_SECONDS)))
            .http_status_as_error(false)
            .user_agent(concat!("mingbai/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { base: target.trim_end_matches('/').to_owned(), agent: config.into() }
    }
}

impl Source for Url {
    fn fetch(&self, path: &str, limit_bytes: u64) -> Outcome<Option<Vec<u8>>> {
        let url = format!("{}/{path}", self.base);
        let failed = |cause: &dyn std::fmt::Display| {
            Problem::unavailable("fetch-failed").with("place", &url).with("cause", cause)
        };
        let mut response = self.agent.get(&url).call().map_err(|e| failed(&e))?;
        match response.status().as_u16() {
            200 => {
                let body = response.body_mut().with_config().limit(limit_bytes).read_to_vec();
                body.map(Some).map_err(|e| failed(&e))
            }
            404 | 410 => Ok(None),
            other => Err(failed(&format_args!("HTTP {other}"))),
        }
    }

    fn name(&self) -> String {
        self.base.clone()
    }

    fn pages(&self) -> Option<String> {
        self.base.rsplit_once('/').map(|(_, slug)| format!("/{slug}"))
    }
}
