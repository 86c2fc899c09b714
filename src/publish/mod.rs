//! A static copy of a ledger: a folder that any web server or object store serves, and that `mingbai verify`, `mingbai watch`
//! and the page that checks in the browser read like the ledger's own server.
//!
//! It is made from what a ledger publishes and from nothing else, so anybody can keep one. Not for judging: a copy is as
//! right as its ledger, and says so only in what it can check cheaply, that the entries are those of the signed checkpoint and
//! go on from those it has.

pub mod log;
pub mod site;
pub mod staged;

use std::collections::VecDeque;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use crate::audit::memory::{Since, compare};
use crate::audit::source::Source;
use crate::audit::tiles::SourceTiles;
use crate::base::file;
use crate::base::limits;
use crate::base::note::Vkey;
use crate::base::paged::pages::Pages;
use crate::base::paged::spill;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Instant;
use crate::event::entry::Entry;
use crate::merkle::bundle;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::tile::{TILE_WIDTH, bundles_between};
use crate::merkle::tree::leaf_hash;
use crate::publish::log::Grown;
use crate::publish::site::Made;
use crate::publish::staged::Staged;
use crate::view::board::Board;

/// Entries that the first page shows.
const LATEST: usize = 20;
/// Entries after which what was folded is put away.
const SPILL_ENTRIES: u64 = 32_768;

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Entries the copy has now.
    pub size: u64,
    /// Entries that were new.
    pub entries: u64,
    /// Files written.
    pub files: u64,
}

/// Keeps one copy. After a problem it must be opened again.
pub struct Publisher<'a> {
    dir: PathBuf,
    source: &'a dyn Source,
    key: Vkey,
    grown: Grown,
    board: Board,
    latest: VecDeque<Vec<u8>>,
    spill: Option<Pages>,
    made: Option<Made>,
    /// Where the ledger's own server is, for the page that says what a copy does not have.
    home: Option<String>,
    /// Held as long as the folder is in use.
    _lock: File,
}

fn unusable(folder: &Path, cause: &dyn std::fmt::Display) -> Problem {
    Problem::unavailable("folder-unusable").with("folder", folder.display()).with("cause", cause)
}

impl<'a> Publisher<'a> {
    /// Opens a folder for a copy of what `source` shows, whose checkpoints `key` signs. What the folder has already is read
    /// and compared with its own checkpoint.
    pub fn open(dir: &Path, source: &'a dyn Source, key: Vkey, home: Option<String>) -> Outcome<Self> {
        std::fs::create_dir_all(dir).map_err(|e| unusable(dir, &e))?;
        let lock = File::options().create(true).truncate(false).write(true).open(dir.join(".lock"));
        let lock = lock.map_err(|e| unusable(dir, &e))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Problem::unavailable("publish-in-use").with("folder", dir.display()));
            }
            Err(TryLockError::Error(e)) => return Err(unusable(dir, &e)),
        }
        staged::sweep(dir)?;
        let mut publisher = Self {
            dir: dir.to_owned(),
            source,
            key,
            grown: Grown::default(),
            board: Board::default(),
            latest: VecDeque::new(),
            spill: None,
            made: None,
            home,
            _lock: lock,
        };
        if let Some((_, checkpoint)) = publisher.published()? {
            publisher.read_own(&checkpoint)?;
        }
        Ok(publisher)
    }

    /// The checkpoint the copy has.
    fn published(&self) -> Outcome<Option<(Vec<u8>, Checkpoint)>> {
        let path = self.dir.join("checkpoint");
        let failed = |e| Problem::unavailable("file-unreadable").with("file", path.display()).with("cause", e);
        let Some(bytes) = file::read(&path, limits::NOTE_BYTES).map_err(failed)? else { return Ok(None) };
        let checkpoint = Checkpoint::open(&bytes, &self.key)?;
        Ok(Some((bytes, checkpoint)))
    }

    fn damaged(&self) -> Problem {
        Problem::damaged("publish-copy-damaged").with("folder", self.dir.display())
    }

    /// Folds what the copy has.
    fn read_own(&mut self, checkpoint: &Checkpoint) -> Outcome<()> {
        for id in bundles_between(0, checkpoint.size) {
            let entries = log::own_bundle(&self.dir, id)?.ok_or_else(|| self.damaged())?;
            for bytes in entries {
                let damaged = self.damaged();
                self.take(bytes, None)
                    .map_err(|problem| if problem.code == "kind-unknown" { problem } else { damaged })?;
            }
        }
        if self.grown.root() == checkpoint.root { Ok(()) } else { Err(self.damaged()) }
    }

    /// Takes the next entry; tiles it fills go to `staged`.
    fn take(&mut self, bytes: Vec<u8>, staged: Option<&Staged>) -> Outcome<()> {
        let leaf = leaf_hash(&bytes);
        self.board.fold(&Entry::read(&bytes)?, leaf)?;
        self.grown.push(leaf, staged)?;
        if self.latest.len() == LATEST {
            self.latest.pop_front();
        }
        self.latest.push_back(bytes);
        if self.grown.size().is_multiple_of(SPILL_ENTRIES) {
            self.put_away()?;
        }
        Ok(())
    }

    /// Puts what was folded into a temporary file, so that memory does not follow the length of the log.
    fn put_away(&mut self) -> Outcome<()> {
        if self.spill.is_none() {
            self.spill = spill::pages();
        }
        let Some(pages) = &self.spill else { return Ok(()) };
        let saved = self.board.save(pages)?;
        let lost = || unusable(&std::env::temp_dir(), &"publish");
        self.board = Board::load(&saved.bytes, pages).ok_or_else(lost)?;
        if pages.lost() { Err(lost()) } else { Ok(()) }
    }

    /// Brings the copy up to what the source shows now. Everything is written beside what stands, then put in place, the
    /// checkpoint last.
    pub fn round(&mut self, now: Instant) -> Outcome<Done> {
        let nothing = || Problem::unavailable("audit-no-ledger").with("target", self.source.name());
        let note = self.source.tile("checkpoint")?.ok_or_else(nothing)?;
        let next = Checkpoint::open(&note, &self.key)?;
        let own = self.published()?;
        self.goes_on(own.as_ref().map(|(_, own)| own), &next)?;
        let (old, same) = (self.grown.size(), own.as_ref().is_some_and(|(bytes, _)| *bytes == note));
        let staged = Staged::new(&self.dir);
        for id in bundles_between(old, next.size) {
            let entries = log::bundle(id, self.source)?;
            staged.put(&id.path(), &bundle::encode(&entries)?)?;
            let known = usize::try_from(old.saturating_sub(id.index * TILE_WIDTH)).unwrap_or(usize::MAX);
            for bytes in entries.into_iter().skip(known) {
                self.take(bytes, Some(&staged))?;
            }
        }
        if self.grown.root() != next.root {
            return Err(Problem::damaged("audit-root-differs").with("size", next.size));
        }
        if next.size > old {
            self.grown.partial(&staged)?;
        }
        self.board.stand_on(next.root);
        let made = Made { size: next.size, day: site::today(&self.board, now) };
        if self.made != Some(made) {
            let latest: Vec<Vec<u8>> = self.latest.iter().rev().cloned().collect();
            site::make(&self.board, &self.key, &latest, made.day, self.home.as_deref(), &staged)?;
        }
        let mut files = staged.place()?;
        if !same {
            let path = self.dir.join("checkpoint");
            file::replace(&path, &note).map_err(|e| unusable(&self.dir, &e))?;
            files += 1;
        }
        log::tidy(&self.dir, old, next.size)?;
        self.made = Some(made);
        Ok(Done { size: next.size, entries: next.size - old, files })
    }

    /// Whether a checkpoint goes on from the one the copy has.
    fn goes_on(&self, own: Option<&Checkpoint>, next: &Checkpoint) -> Outcome<()> {
        let Some(own) = own else { return Ok(()) };
        let code = match compare(own, next, &SourceTiles { source: self.source, size: next.size })? {
            Since::Shortened => "memory-shortened",
            Since::Forked | Since::OtherKey => "memory-forked",
            Since::First | Since::Same | Since::Grown => return Ok(()),
        };
        let problem = Problem::damaged(code).with("origin", next.origin.escape_debug());
        Err(problem.with("before", own.size).with("found", next.size))
    }
}
