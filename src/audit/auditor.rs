//! Runs through a published ledger from the first entry to the last, as a stranger would.
//!
//! Bundles are fetched a window at a time; entries of a window are decoded and their signatures verified on
//! all cores (`ahead`), while those before them are chained, judged and folded in order. Memory holds a few
//! windows, the state, and the views, whatever the length of the log.

use crate::audit::ahead::{self, Opened, Read, fetch_bundle};
use crate::audit::documents;
use crate::audit::naive::Naive;
use crate::audit::pages;
use crate::audit::report::{Check, Report, Verdict};
use crate::audit::source::Source;
use crate::audit::tiles::TileCheck;
use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::note::{Note, Vkey};
use crate::base::paged::pages::Pages;
use crate::base::paged::spill;
use crate::base::problem::{Class, Outcome, Problem};
use crate::base::time::Instant;
use crate::event::entry::{self, Entry};
use crate::event::payload::Event;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::tile::{BundleId, TILE_WIDTH, bundles_between};
use crate::merkle::tree::{Frontier, NaiveRoot, leaf_hash};
use crate::rules::decide::{Accepted, judge};
use crate::view::board::Board;
use crate::view::recorded::Recorded;

/// How often the auditor asks for the checkpoint that covers documents it was given. A copy between may hand out an old one.
const ROUNDS: usize = 8;
/// Entries after which what was folded is put away.
const SPILL_ENTRIES: u64 = 32_768;

/// What the auditor is told from outside.
pub struct Options {
    /// The log's key, when the reader has it from somewhere else than the ledger.
    pub log: Option<Vkey>,
    /// Whether only the record is audited: a copy without documents is then no finding, and the conclusion says so.
    pub log_only: bool,
    /// The time now, against which nothing may lie in the future.
    pub now: Instant,
}

/// Called with entries audited and entries in all.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) + Sync);

/// Audits a source and reports.
pub fn audit(source: &dyn Source, options: &Options, progress: Progress<'_>) -> Report {
    let mut report = Report::new(source.name());
    match run(source, options, progress, &mut report) {
        // What stopped the audit is told among the findings already, or it stopped at something wrong: that it
        // could not go on does not make what it found less wrong.
        Err(_) if report.wrong > 0 => report.notes.push(Problem::damaged("audit-stopped")),
        Err(problem) => report.verdict = Verdict::Unchecked(problem),
        Ok(()) => {}
    }
    report.conclude();
    report
}

fn run(source: &dyn Source, options: &Options, progress: Progress<'_>, report: &mut Report) -> Outcome<()> {
    let Some(log) = log_key(source, options, report)? else { return Ok(()) };
    let Some(checkpoint) = fetch_checkpoint(source, &log, report)? else { return Ok(()) };
    let mut auditor = Auditor::new(source, options.now, log, checkpoint.size);
    auditor.advance(&checkpoint, progress, report)?;
    auditor.compare_naive_root(&checkpoint, report);
    auditor.published(&checkpoint, options.log_only, progress, report)
}

/// Whether bytes are not what any ledger writes. A source that does not answer, or an event kind that a newer program may
/// know, says nothing about the ledger.
pub(super) fn altered(problem: &Problem) -> bool {
    matches!(problem.class, Class::Malformed | Class::Damaged) && problem.code != "kind-unknown"
}

/// The key the checkpoint must be signed with: the one given, or the one the first entry names. None when that cannot be
/// read for something wrong, which is then a finding in its place.
fn log_key(source: &dyn Source, options: &Options, report: &mut Report) -> Outcome<Option<Vkey>> {
    report.key_given = options.log.is_some();
    let log = if let Some(log) = &options.log {
        Some(log.clone())
    } else {
        report.notes.push(Problem::missing("audit-key-not-given"));
        founding_key(source, report)?
    };
    report.vkey = log.as_ref().map(Vkey::to_string);
    Ok(log)
}

/// What was read, or none when it is altered: then that is a finding.
fn unaltered<T>(read: Outcome<T>, (check, index): (Check, Option<u64>), report: &mut Report) -> Outcome<Option<T>> {
    match read {
        Err(problem) if altered(&problem) => {
            report.find(check, index, problem);
            Ok(None)
        }
        read => read.map(Some),
    }
}

/// The key that the first entry names.
pub fn founding_key(source: &dyn Source, report: &mut Report) -> Outcome<Option<Vkey>> {
    let nothing = || Problem::unavailable("audit-no-ledger").with("target", source.name());
    let bytes = source.tile("checkpoint")?.ok_or_else(nothing)?;
    let claimed = Note::read(&bytes).and_then(|note| Checkpoint::read_text(&note.text));
    let Some(claimed) = unaltered(claimed, (Check::Checkpoint, None), report)? else { return Ok(None) };
    let first = BundleId { index: 0, width: u16::try_from(claimed.size.min(TILE_WIDTH)).unwrap_or(256) };
    let Some(entries) = unaltered(fetch_bundle(first, source), (Check::Tree, None), report)? else { return Ok(None) };
    let unknown = || Problem::missing("audit-key-unknown");
    let bytes = entries.and_then(|entries| entries.into_iter().next()).ok_or_else(unknown)?;
    unaltered(named_key(&bytes), (Check::Chain, Some(0)), report)
}

/// The log key that the first entry names.
pub(super) fn named_key(bytes: &[u8]) -> Outcome<Vkey> {
    let event = Event::read(Entry::read(bytes)?.envelope.payload())?;
    let mut board = Board::default();
    let recorded = Recorded::new(event, std::iter::empty(), Instant::default(), Hash::default(), board.standing());
    board.fold_recorded(&recorded);
    let founded = board.standing().founded.as_ref().ok_or_else(|| Problem::missing("audit-key-unknown"))?;
    founded.log.parse()
}

/// The signed checkpoint. One that does not verify is a finding, and ends the audit: nothing stands on it.
pub(super) fn fetch_checkpoint(source: &dyn Source, log: &Vkey, report: &mut Report) -> Outcome<Option<Checkpoint>> {
    let bytes = source.tile("checkpoint")?;
    let bytes = bytes.ok_or_else(|| Problem::unavailable("audit-no-ledger").with("target", source.name()))?;
    report.count(Check::Checkpoint, 1);
    match Checkpoint::open(&bytes, log) {
        Ok(checkpoint) => {
            report.checkpoint = Some(bytes);
            Ok(Some(checkpoint))
        }
        Err(problem) => {
            report.find(Check::Checkpoint, None, problem);
            Ok(None)
        }
    }
}

/// An audit under way: what was read so far, and what follows from it.
pub(super) struct Auditor<'a> {
    source: &'a dyn Source,
    /// Nothing may lie after this time.
    now: Instant,
    log: Vkey,
    board: Board,
    frontier: Frontier,
    naive_root: NaiveRoot,
    naive: Naive,
    tiles: TileCheck,
    prev: Hash,
    last: Instant,
    notices: documents::Notices,
    later: documents::Later,
    /// Where that goes, once there is much of it.
    spill: Option<Pages>,
}

/// Puts away what a board need not have in memory.
fn put_away(board: &mut Board, pages: &Pages) -> Outcome<()> {
    let saved = board.save(pages)?;
    *board = Board::load(&saved.bytes, pages).ok_or_else(lost)?;
    Ok(())
}

/// What was put away cannot be had again.
fn lost() -> Problem {
    let folder = std::env::temp_dir();
    Problem::unavailable("folder-unusable").with("folder", folder.display()).with("cause", "verify")
}

impl<'a> Auditor<'a> {
    /// An audit of a log with this key that has read nothing; the naive route is told how many entries will come.
    pub(super) fn new(source: &'a dyn Source, now: Instant, log: Vkey, size: u64) -> Self {
        Self {
            source,
            now,
            log,
            board: Board::default(),
            frontier: Frontier::default(),
            naive_root: NaiveRoot::of_size(size),
            naive: Naive::default(),
            tiles: TileCheck::default(),
            prev: entry::before_first(),
            last: Instant::default(),
            notices: documents::Notices::default(),
            later: documents::Later::default(),
            spill: (size > SPILL_ENTRIES).then(spill::pages).flatten(),
        }
    }

    /// The state after the last entry read.
    pub(super) fn board(&self) -> &Board {
        &self.board
    }

    /// Entries read.
    pub(super) fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// When the last entry was accepted.
    pub(super) fn last(&self) -> Option<Instant> {
        (self.frontier.size() > 0).then_some(self.last)
    }

    /// Compares the root by the second route with that of the checkpoint whose size was announced.
    pub(super) fn compare_naive_root(&self, checkpoint: &Checkpoint, report: &mut Report) {
        report.count(Check::NaiveRoot, 1);
        if self.naive_root.root().as_ref() != Ok(&checkpoint.root) && report.findings.is_empty() {
            report.find(Check::NaiveRoot, None, Problem::damaged("audit-root-differs").with("size", checkpoint.size));
        }
    }

    /// Goes on later.
    pub(super) fn at(&mut self, now: Instant) {
        self.now = now;
    }

    /// Compares what is published with what was read up to `checkpoint`, or the totals alone.
    pub(super) fn published(
        &mut self,
        checkpoint: &Checkpoint,
        log_only: bool,
        progress: Progress<'_>,
        report: &mut Report,
    ) -> Outcome<()> {
        if log_only {
            documents::totals(&self.naive, &self.board, report);
        } else {
            self.documents(checkpoint, progress, report)?;
            pages::compare(self.source, &self.board, self.now, report)?;
        }
        self.recheck_notices(report)
    }

    /// Reads, checks and folds everything up to a checkpoint.
    pub(super) fn advance(&mut self, to: &Checkpoint, progress: Progress<'_>, report: &mut Report) -> Outcome<()> {
        let (from, source) = (self.frontier.size(), self.source);
        std::thread::scope(|scope| {
            let windows = ahead::read_ahead(scope, from, to.size, source);
            for window in windows {
                let window = window.inspect_err(|problem| {
                    if altered(problem) {
                        report.find(Check::Tree, None, problem.clone());
                    }
                })?;
                for bundle in window {
                    self.take_bundle(bundle, report)?;
                    progress(self.frontier.size(), to.size);
                }
            }
            Ok(())
        })?;
        let mut differs = Vec::new();
        self.tiles.finish(self.source, &mut |problem| differs.push(problem))?;
        differs.into_iter().for_each(|problem| report.find(Check::Tree, None, problem));
        self.stand_on(to, report);
        Ok(())
    }

    fn take_bundle(&mut self, (id, entries): ahead::Bundle, report: &mut Report) -> Outcome<()> {
        let Some(entries) = entries else {
            // Without these entries nothing after them can be judged.
            let problem = Problem::damaged("audit-bundle-missing").with("bundle", id.path());
            report.find(Check::Tree, None, problem.clone());
            return Err(problem);
        };
        entries.into_iter().try_for_each(|entry| self.take(entry, report))?;
        if let Some(pages) = self.spill.as_ref().filter(|_| self.frontier.size().is_multiple_of(SPILL_ENTRIES)) {
            put_away(&mut self.board, pages)?;
            self.naive.put_away(pages)?;
        }
        self.nothing_lost()
    }

    fn nothing_lost(&self) -> Outcome<()> {
        if self.spill.as_ref().is_some_and(Pages::lost) { Err(lost()) } else { Ok(()) }
    }

    /// Compares the root of the entries with the signed one.
    fn stand_on(&mut self, to: &Checkpoint, report: &mut Report) {
        if self.frontier.root() != to.root {
            report.find(Check::Tree, None, Problem::damaged("audit-root-differs").with("size", to.size));
        }
        self.board.stand_on(self.frontier.root());
        report.counts.retain(|(check, _)| *check != Check::Tree);
        report.count(Check::Tree, self.tiles.compared);
        report.size = to.size;
        report.root = to.root.to_string();
        report.last = (to.size > 0).then_some(self.last);
        let founded = self.board.standing().founded.as_ref();
        report.title = founded.map(|founded| (founded.title.zh.clone(), founded.title.en.clone()));
    }

    /// Takes the next entry.
    fn take(&mut self, opened: Opened, report: &mut Report) -> Outcome<()> {
        let index = self.frontier.size();
        let leaf = opened.leaf;
        // An announced number of leaves is fed to the naive route; entries beyond it belong to a later checkpoint.
        drop(self.naive_root.push(leaf));
        let mut differs = Vec::new();
        self.tiles.push(leaf, self.source, &mut |problem| differs.push(problem))?;
        differs.into_iter().for_each(|problem| report.find(Check::Tree, Some(index), problem));
        self.frontier.push(leaf);
        match opened.read {
            Ok(read) => self.judge(read, index, leaf, report)?,
            Err(problem) => {
                report.find(Check::Chain, Some(index), problem.clone());
                return Err(problem);
            }
        }
        self.prev = leaf;
        Ok(())
    }

    /// Checks an entry against everything before it, and folds it.
    fn judge(&mut self, read: Read, index: u64, leaf: Hash, report: &mut Report) -> Outcome<()> {
        let time = read.time;
        report.count(Check::Chain, 1);
        report.count(Check::Signatures, read.keys.len() as u64);
        report.count(Check::Rules, 1);
        self.chain(&read, index, report);
        let Read { keys, event, signatures, named, .. } = read;
        if let Err(problem) = signatures {
            report.find(Check::Signatures, Some(index), problem);
        }
        let event = match event {
            Ok(event) => event,
            Err(problem) => {
                // A kind this program does not know may be a newer one: then it cannot say what holds.
                if problem.code != "kind-unknown" {
                    report.find(Check::Rules, Some(index), problem.clone());
                }
                return Err(problem.with("index", index));
            }
        };
        self.naive.take(named);
        let standing = self.board.standing();
        let recorded = match judge(standing, &event, &keys, time) {
            Ok(Accepted { at, effects }) => {
                Recorded::placed(event.into(), at, effects, keys.into_iter(), leaf, standing)
            }
            // What the ledger took is folded all the same: what follows was accepted on top of it.
            Err(refusal) => {
                refusal.unmet.into_iter().for_each(|problem| report.find(Check::Rules, Some(index), problem));
                Recorded::new(event, keys.into_iter(), time, leaf, standing)
            }
        };
        self.notices.take(&recorded, &self.board, report)?;
        self.board.fold_recorded(&recorded);
        self.later.compare_at(&self.board, || self.frontier.root());
        self.founded_by(index, report);
        Ok(())
    }

    fn chain(&mut self, entry: &Read, index: u64, report: &mut Report) {
        if entry.index != index {
            let problem = Problem::damaged("audit-index-differs").with("found", entry.index);
            report.find(Check::Chain, Some(index), problem);
        }
        if entry.prev != self.prev {
            report.find(Check::Chain, Some(index), Problem::damaged("audit-prev-differs"));
        }
        if entry.time < self.last {
            let problem = Problem::damaged("audit-time-goes-back").with("found", entry.time).with("before", self.last);
            report.find(Check::Chain, Some(index), problem);
        }
        if entry.time > self.now.plus_seconds(limits::CLOCK_SKEW_SECONDS) {
            let problem = Problem::damaged("audit-time-ahead").with("found", entry.time).with("now", self.now);
            report.find(Check::Chain, Some(index), problem);
        }
        self.last = self.last.max(entry.time);
    }

    /// The first entry names the key that signs checkpoints, and is meant for the ledger of that name: all others name
    /// the same ledger as the first.
    fn founded_by(&self, index: u64, report: &mut Report) {
        if index > 0 {
            return;
        }
        let founded = self.board.standing().founded.as_ref();
        if founded.is_none_or(|founded| founded.log != self.log.to_string()) {
            let found = founded.map(|founded| founded.log.clone()).unwrap_or_default();
            let problem = Problem::damaged("audit-key-differs").with("found", found).with("expected", &self.log);
            report.find(Check::Checkpoint, Some(index), problem);
        }
        if let Some(founded) = founded.filter(|founded| founded.origin != self.log.name()) {
            let problem = Problem::damaged("audit-origin-differs").with("found", &founded.origin);
            report.find(Check::Checkpoint, Some(index), problem.with("expected", self.log.name()));
        }
    }

    /// Compares every published document with what the entries give. A server that is written to has moved on meanwhile:
    /// its newer documents are compared when the audit has come to their size.
    fn documents(&mut self, first: &Checkpoint, progress: Progress<'_>, report: &mut Report) -> Outcome<()> {
        let mut compared = documents::compare(self.source, &self.board)?;
        self.nothing_lost()?;
        self.later = std::mem::take(&mut compared.later);
        let Some(until) = self.later.until() else {
            documents::settle(compared, &self.naive, &self.board, report);
            return Ok(());
        };
        for _ in 0..ROUNDS {
            let Some(next) = fetch_checkpoint(self.source, &self.log, report)? else { return Ok(()) };
            if next.size < first.size {
                let problem = Problem::damaged("audit-shrunk").with("found", next.size).with("before", first.size);
                report.find(Check::Checkpoint, None, problem);
                return Ok(());
            }
            if next.size >= until {
                self.advance(&next, progress, report)?;
                break;
            }
        }
        compared.wrong.extend(std::mem::take(&mut self.later).give_up());
        documents::settle(compared, &self.naive, &self.board, report);
        Ok(())
    }

    /// Notices of documents as they stood at an earlier size are compared by folding the log once more up to there.
    fn recheck_notices(&mut self, report: &mut Report) -> Outcome<()> {
        let mut due = std::mem::take(&mut self.notices).unsettled();
        if due.is_empty() {
            return Ok(());
        }
        let mut board = Board::default();
        for id in bundles_between(0, self.frontier.size()) {
            let entries = fetch_bundle(id, self.source)?.unwrap_or_default();
            for bytes in entries {
                due.compare_at(&board, report);
                let entry = Entry::read(&bytes)?;
                board.fold(&entry, leaf_hash(&bytes))?;
            }
            if let Some(pages) = self.spill.as_ref().filter(|_| board.standing().size.is_multiple_of(SPILL_ENTRIES)) {
                put_away(&mut board, pages)?;
            }
        }
        due.compare_at(&board, report);
        self.nothing_lost()?;
        due.give_up(report);
        Ok(())
    }
}
