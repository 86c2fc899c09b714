//! Boards of past days that one ledger keeps, and the one that is being folded.
//!
//! Nothing that happens to one fold may cost another its turn: a fold that fails, or panics, is told to whoever waits for it
//! and then forgotten.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::view::board::Board;

/// Boards by the size of the log, the last used last, and what is being folded.
#[derive(Default)]
pub struct Kept(Mutex<State>);

#[derive(Default)]
struct State {
    boards: Vec<(u64, Arc<Board>)>,
    folding: Option<Folding>,
}

struct Folding {
    size: u64,
    done: u64,
    failed: Option<Problem>,
}

impl Kept {
    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The board at this size, if it is kept.
    pub fn ready(&self, size: u64) -> Option<Arc<Board>> {
        self.with(|state| {
            let at = state.boards.iter().position(|(known, _)| *known == size)?;
            let found = state.boards.remove(at);
            let board = Arc::clone(&found.1);
            state.boards.push(found);
            Some(board)
        })
    }

    /// Whether the caller is to fold the board at this size: not while another is folded, nor if it is there.
    ///
    /// # Errors
    /// Why the last try for this size failed. Told once: who asks again begins again.
    pub fn begin(&self, size: u64) -> Outcome<bool> {
        self.with(|state| {
            if let Some((failed_size, problem)) =
                state.folding.as_ref().and_then(|folding| Some((folding.size, folding.failed.clone()?)))
            {
                state.folding = None;
                if failed_size == size {
                    return Err(problem);
                }
            }
            if state.folding.is_some() || state.boards.iter().any(|(known, _)| *known == size) {
                return Ok(false);
            }
            state.folding = Some(Folding { size, done: 0, failed: None });
            Ok(true)
        })
    }

    /// Tells how many entries are folded.
    pub fn progress(&self, done: u64) {
        self.with(|state| {
            if let Some(folding) = &mut state.folding {
                folding.done = done;
            }
        });
    }

    /// How many entries are folded for the board at this size; none while another is folded.
    pub fn done(&self, size: u64) -> u64 {
        self.with(|state| {
            state.folding.as_ref().filter(|folding| folding.size == size).map_or(0, |folding| folding.done)
        })
    }

    /// Ends what [`Kept::begin`] began, whatever becomes of `fold`.
    pub fn finish(&self, size: u64, fold: impl FnOnce() -> Outcome<Board>) {
        let folded = catch_unwind(AssertUnwindSafe(fold));
        let folded = folded.unwrap_or_else(|_| Err(Problem::unavailable("request-failed")));
        self.with(|state| match folded {
            Ok(board) => {
                if state.boards.len() >= limits::PAST_BOARDS {
                    state.boards.remove(0);
                }
                state.boards.push((size, Arc::new(board)));
                state.folding = None;
            }
            Err(problem) => {
                if let Some(folding) = &mut state.folding {
                    folding.failed = Some(problem);
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_is_told_to_those_who_wait_and_holds_up_nobody() {
        let kept = Kept::default();
        assert!(kept.begin(5).unwrap());
        assert!(!kept.begin(5).unwrap() && !kept.begin(6).unwrap(), "one at a time");
        kept.progress(3);
        assert_eq!((kept.done(5), kept.done(6)), (3, 0));
        kept.finish(5, || panic!("a fold that breaks"));
        assert_eq!(kept.begin(5).unwrap_err().code, "request-failed");
        assert!(kept.begin(5).unwrap(), "whoever asks again begins again");
        kept.finish(5, || Err(Problem::missing("entry-missing")));
        // Who asks for another day is not told of this one.
        assert!(kept.begin(6).unwrap());
        kept.finish(6, || Ok(Board::default()));
        assert!(kept.ready(6).is_some() && kept.ready(5).is_none());
    }

    #[test]
    fn the_boards_last_asked_for_stay() {
        let kept = Kept::default();
        let most = limits::PAST_BOARDS as u64;
        for size in 1..=most {
            assert!(kept.begin(size).unwrap());
            kept.finish(size, || Ok(Board::default()));
        }
        assert!(kept.ready(1).is_some());
        assert!(kept.begin(most + 1).unwrap());
        kept.finish(most + 1, || Ok(Board::default()));
        assert!(kept.ready(1).is_some() && kept.ready(2).is_none());
    }
}
