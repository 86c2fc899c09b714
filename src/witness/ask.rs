//! Asks one witness for its cosignature: the other side of `add-checkpoint`.
//!
//! Requests go only to the address configured, follow no redirect, and are bounded in time and in what is read of the
//! answer. Nothing a witness says is believed but a cosignature that verifies.

use std::time::Duration;

use ureq::Agent;

use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::note::{Note, NoteSignature};
use crate::base::problem::{Outcome, Problem};
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::cosignature::{CosignerKey, cosigned};
use crate::witness::request::{AddCheckpoint, decimal};

/// Seconds a witness may take in all.
const TIMEOUT_SECONDS: u64 = 5;
/// Requests to one witness for one checkpoint: one with the size it was last known to have, and one or two with the
/// size it says it has.
const TRIES: usize = 3;

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It cosigned; the line verifies.
    Cosigned(NoteSignature),
    /// It has cosigned this larger size already: either a newer checkpoint overtook this one, or the log was set back.
    Ahead(u64),
}

/// A consistency proof from a smaller size to that of the checkpoint; the smaller one is never zero.
pub type Proof<'a> = &'a dyn Fn(u64) -> Outcome<Vec<Hash>>;

/// Makes requests.
#[derive(Clone)]
pub struct Asker {
    agent: Agent,
}

impl Default for Asker {
    fn default() -> Self {
        Self::new(Duration::from_secs(TIMEOUT_SECONDS))
    }
}

impl Asker {
    /// An asker that gives a witness so long.
    pub fn new(timeout: Duration) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(timeout))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(concat!("mingbai/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: config.into() }
    }

    /// Asks the witness with `key` at its submission prefix `url` to cosign `note`, which must read as a checkpoint.
    /// `known` is the size it is believed to have; a wrong guess costs one more request.
    pub fn ask(&self, url: &str, key: &CosignerKey, note: &Note, known: u64, prove: Proof<'_>) -> Outcome<Answer> {
        let size = Checkpoint::read_text(&note.text)?.size;
        let mut old = known.min(size);
        for _ in 0..TRIES {
            let proof = if old == 0 { Vec::new() } else { prove(old)? };
            let request = AddCheckpoint { old, proof, checkpoint: note.bytes() };
            match self.post(url, &request.write())? {
                Reply::Lines(lines) => return line_of(note, key, &lines).map(Answer::Cosigned),
                Reply::Size(other) if other > size => return Ok(Answer::Ahead(other)),
                // It keeps saying what it was told: no further request would help.
                Reply::Size(other) if other == old => break,
                Reply::Size(other) => old = other,
            }
        }
        Err(Problem::unavailable("witness-undecided").with("witness", key.name()))
    }

    fn post(&self, url: &str, body: &[u8]) -> Outcome<Reply> {
        let url = format!("{}/add-checkpoint", url.trim_end_matches('/'));
        let failed = |cause: &dyn std::fmt::Display| {
            Problem::unavailable("witness-silent").with("place", &url).with("cause", cause)
        };
        let mut response = self.agent.post(&url).send(body).map_err(|e| failed(&e))?;
        let status = response.status().as_u16();
        let sized = response.headers().get("content-type").is_some_and(|media| media == "text/x.tlog.size");
        let body = response.body_mut().with_config().limit(limits::WITNESS_ANSWER_BYTES).read_to_string();
        match status {
            200 => body.map(Reply::Lines).map_err(|e| failed(&e)),
            // Retrying any other conflict could go on for ever.
            409 if sized => {
                let body = body.map_err(|e| failed(&e))?;
                let size = body.strip_suffix('\n').and_then(decimal);
                size.map(Reply::Size).ok_or_else(|| failed(&"409"))
            }
            other => Err(Problem::unavailable("witness-refused").with("place", &url).with("status", other)),
        }
    }
}

enum Reply {
    Lines(String),
    Size(u64),
}

/// The line of the witness with `key` among the lines it answered. Lines of other keys are ignored.
fn line_of(note: &Note, key: &CosignerKey, lines: &str) -> Outcome<NoteSignature> {
    let wrong = || Problem::damaged("witness-answer-wrong").with("witness", key.name());
    let answered = Note::read(format!("{}\n{lines}", note.text).as_bytes()).map_err(|_| wrong())?;
    let time = cosigned(&answered, std::slice::from_ref(key)).map_err(|_| wrong())?;
    if answered.text != note.text || time.is_empty() {
        return Err(wrong());
    }
    answered.signatures.into_iter().find(|line| key.made(line)).ok_or_else(wrong)
}
