//! One place that shows a ledger, and the audit of it that goes on from look to look.

use crate::audit::auditor::{Auditor, fetch_checkpoint, founding_key};
use crate::audit::report::Report;
use crate::audit::source::Source;
use crate::audit::watch::{Alarm, Look, Settings};
use crate::base::note::{Note, Vkey};
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Instant;
use crate::merkle::checkpoint::Checkpoint;

/// Seconds after which documents and pages are compared again although nothing is new.
const IDLE_SECONDS: i64 = 3_600;
/// Seconds between comparisons of documents and pages while entries keep coming; they are larger than the log.
const BUSY_SECONDS: i64 = 300;
/// The sort of duty by which something has to be posted.
const OPENNESS: &str = "notice";

/// A signed checkpoint that was shown.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The log's key.
    pub key: Vkey,
    /// The note.
    pub note: Vec<u8>,
    /// What it states.
    pub checkpoint: Checkpoint,
}

/// One place that shows a ledger.
pub struct Copy<'a> {
    /// Where it is read.
    pub source: &'a dyn Source,
    key: Option<Vkey>,
    auditor: Option<Auditor<'a>>,
    /// What is wrong with the entries read so far: it stays wrong.
    broken: Option<Report>,
    /// What was wrong with documents and pages when they were compared last, and when that was.
    published: Option<(Instant, Report)>,
}

impl<'a> Copy<'a> {
    /// A place that was never looked at.
    pub fn of(source: &'a dyn Source) -> Self {
        Self { source, key: None, auditor: None, broken: None, published: None }
    }

    /// The checkpoint it shows; what is wrong with that is told in the look.
    pub fn see(&mut self, keys: &[Vkey], look: &mut Look) -> Option<Seen> {
        let mut report = Report::new(self.source.name());
        let seen = self.checkpoint(keys, &mut report);
        look.take(&report);
        match seen {
            Ok(seen) => seen,
            Err(problem) => {
                look.stopped(problem);
                None
            }
        }
    }

    fn checkpoint(&mut self, keys: &[Vkey], report: &mut Report) -> Outcome<Option<Seen>> {
        if self.key.is_none() {
            self.key = self.log_key(keys, report)?;
        }
        let Some(key) = self.key.clone() else { return Ok(None) };
        let checkpoint = fetch_checkpoint(self.source, &key, report)?;
        let note = report.checkpoint.take();
        Ok(checkpoint.zip(note).map(|(checkpoint, note)| Seen { key, note, checkpoint }))
    }

    /// The key given for the origin shown, or the one its first entry names.
    fn log_key(&self, keys: &[Vkey], report: &mut Report) -> Outcome<Option<Vkey>> {
        let note = self.source.tile("checkpoint")?.and_then(|bytes| Note::read(&bytes).ok());
        let origin = note.as_ref().and_then(|note| note.text.lines().next()).unwrap_or_default();
        if let Some(key) = keys.iter().find(|key| key.name() == origin) {
            return Ok(Some(key.clone()));
        }
        report.notes.push(Problem::missing("audit-key-not-given"));
        founding_key(self.source, report)
    }

    /// The checkpoint it shows now, if one can be had.
    pub fn again(&self, key: &Vkey) -> Option<Seen> {
        let note = self.source.tile("checkpoint").ok()??;
        let checkpoint = Checkpoint::open(&note, key).ok()?;
        Some(Seen { key: key.clone(), note, checkpoint })
    }

    /// Begins anew: what was audited is another history than what is shown.
    pub fn forget(&mut self) {
        (self.auditor, self.broken, self.published) = (None, None, None);
    }

    /// Audits what is new, compares what is published when that is due, and tells what is late or silent.
    pub fn audit(&mut self, seen: &Seen, settings: &Settings, now: Instant, look: &mut Look) {
        if let Err(problem) = self.go_on(seen, settings, now) {
            look.stopped(problem);
        }
        let published = self.published.as_ref().map(|(_, report)| report);
        self.broken.iter().chain(published).for_each(|report| look.take(report));
        if let Some(auditor) = &self.auditor {
            look.last = auditor.last();
            openness(auditor, now, look);
            silence(auditor, settings, now, look);
        }
        if let Some(policy) = &settings.policy {
            match policy.open(&seen.note, Some(&seen.key)).and_then(|witnessed| witnessed.enough(policy)) {
                Ok(_) => {}
                Err(problem) => look.alarm(Alarm::new("", problem)),
            }
        }
    }

    fn go_on(&mut self, seen: &Seen, settings: &Settings, now: Instant) -> Outcome<()> {
        let (key, size) = (&seen.key, seen.checkpoint.size);
        let begun = self.auditor.is_some();
        let mut auditor = self.auditor.take().unwrap_or_else(|| Auditor::new(self.source, now, key.clone(), size));
        if !begun {
            self.broken = None;
        }
        auditor.at(now);
        let news = auditor.size() < size || !begun;
        let mut report = self.broken.take().unwrap_or_else(|| Report::new(self.source.name()));
        let advanced = if news { auditor.advance(&seen.checkpoint, &|_, _| {}, &mut report) } else { Ok(()) };
        if !begun && advanced.is_ok() {
            auditor.compare_naive_root(&seen.checkpoint, &mut report);
        }
        self.broken = Some(report);
        // What was read in part is read anew the next time.
        advanced?;
        if self.due(news, now) && auditor.size() >= size {
            let mut report = Report::new(self.source.name());
            let compared = auditor.published(&seen.checkpoint, settings.log_only, &|_, _| {}, &mut report);
            self.published = Some((now, report));
            compared?;
        }
        self.auditor = Some(auditor);
        Ok(())
    }

    fn due(&self, news: bool, now: Instant) -> bool {
        let wait = if news { BUSY_SECONDS } else { IDLE_SECONDS };
        self.published.as_ref().is_none_or(|(at, _)| now.seconds() - at.seconds() >= wait)
    }
}

/// What should have been posted by now, as the ledger's own policy counts.
fn openness(auditor: &Auditor<'_>, now: Instant, look: &mut Look) {
    let standing = auditor.board().standing();
    let founded = standing.founded.as_ref();
    look.title = founded.map(|founded| (founded.title.zh.clone(), founded.title.en.clone()));
    let today = now.day_at(founded.map_or(0, |founded| founded.offset_minutes));
    let late = standing.obligations.open().filter(|(duty, owed)| duty.sort() == OPENNESS && owed.late(today));
    for (duty, owed) in late {
        let problem = Problem::damaged("watch-openness-overdue").with("path", duty.about()).with("due", owed.due);
        look.alarm(Alarm::new(duty.about(), problem));
    }
}

fn silence(auditor: &Auditor<'_>, settings: &Settings, now: Instant, look: &mut Look) {
    let Some(last) = auditor.last().filter(|_| settings.silence_days > 0) else { return };
    let days = (now.seconds() - last.seconds()) / 86_400;
    if days >= i64::from(settings.silence_days) {
        let problem = Problem::damaged("watch-silent").with("since", last).with("days", days);
        look.alarm(Alarm::new(&last.to_string(), problem));
    }
}
