//! Watches ledgers over time: whether what each shows goes on from what it showed before, whether its copies and its
//! witnesses were shown the same, whether what is new keeps the rules, whether openness is overdue, whether it is silent.
//!
//! Not for telling anybody ([`crate::cli::watch`] does that), nor for the clock: the time of each look is passed in.

pub mod copy;
pub mod state;

use std::collections::BTreeMap;

use crate::audit::evidence::Evidence;
use crate::audit::memory::{self, Memory, Since};
use crate::audit::report::{Finding, Report};
use crate::audit::source::Source;
use crate::audit::tiles::SourceTiles;
use crate::audit::watch::copy::{Copy, Seen};
use crate::audit::watch::state::{Of, State};
use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::note::Vkey;
use crate::base::problem::{Class, Outcome, Problem};
use crate::base::time::Instant;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::trust::TrustPolicy;

/// What is watched for.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Log keys known from elsewhere; that of a ledger's own origin counts.
    pub keys: Vec<Vkey>,
    /// Whose cosignatures a checkpoint must have, and whose memory it is compared with.
    pub policy: Option<TrustPolicy>,
    /// Days without a new entry after which a ledger is silent; 0 means never.
    pub silence_days: u32,
    /// Looks in a row that a ledger may fail to answer.
    pub patience: u32,
    /// Whether only the record is audited, not documents and pages.
    pub log_only: bool,
}

/// Something somebody should be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// Names it from one look to the next, so that it is told once.
    pub key: String,
    /// What is wrong.
    pub problem: Problem,
    /// What convinces others, where it can.
    pub evidence: Option<Evidence>,
}

impl Alarm {
    fn new(key: &str, problem: Problem) -> Self {
        Self { key: format!("{}@{key}", problem.code), problem, evidence: None }
    }

    fn found(finding: &Finding) -> Self {
        let named = ["path", "place", "bundle", "tile", "what"];
        let place = finding.index.map(|index| index.to_string());
        let place = place.or_else(|| named.iter().find_map(|name| finding.problem.arg(name)).map(str::to_owned));
        Self::new(&place.unwrap_or_default(), finding.problem.clone())
    }
}

/// What a look at one target gave.
#[derive(Clone, Debug)]
pub struct Look {
    /// The target.
    pub target: String,
    /// The ledger's title in both languages, once its first entry is read.
    pub title: Option<(String, String)>,
    /// The checkpoint shown.
    pub checkpoint: Option<Checkpoint>,
    /// When the last entry was accepted.
    pub last: Option<Instant>,
    /// What is wrong, the first [`limits::ALARMS`].
    pub alarms: Vec<Alarm>,
    /// What a reader should know that is not wrong.
    pub notes: Vec<Problem>,
    /// Why it could not be looked at, if it could not.
    pub trouble: Option<Problem>,
}

impl Look {
    fn of(target: String) -> Self {
        Self { target, title: None, checkpoint: None, last: None, alarms: Vec::new(), notes: Vec::new(), trouble: None }
    }

    fn alarm(&mut self, alarm: Alarm) {
        if self.alarms.len() < limits::ALARMS && self.alarms.iter().all(|known| known.key != alarm.key) {
            self.alarms.push(alarm);
        }
    }

    /// What a report says, as alarms.
    fn take(&mut self, report: &Report) {
        report.findings.iter().for_each(|finding| self.alarm(Alarm::found(finding)));
        let known = |note: &Problem| self.notes.iter().any(|other| other.code == note.code);
        let new: Vec<Problem> = report.notes.iter().filter(|note| !known(note)).cloned().collect();
        self.notes.extend(new);
    }

    /// A problem of looking: an alarm when it says something of the ledger, trouble otherwise.
    fn stopped(&mut self, problem: Problem) {
        if matches!(problem.class, Class::Malformed | Class::Damaged) && problem.code != "kind-unknown" {
            self.alarm(Alarm::new("", problem));
        } else {
            self.trouble = Some(problem);
        }
    }
}

/// A watcher of several ledgers and copies of ledgers.
pub struct Watch<'a> {
    settings: &'a Settings,
    copies: Vec<Copy<'a>>,
    /// Where the policy's witnesses show what they cosigned, with their names.
    witnesses: Vec<(String, &'a dyn Source)>,
}

impl<'a> Watch<'a> {
    /// Watches these sources, and asks these witnesses, by name.
    pub fn new(
        settings: &'a Settings,
        sources: impl IntoIterator<Item = &'a dyn Source>,
        witnesses: Vec<(String, &'a dyn Source)>,
    ) -> Self {
        Self { settings, copies: sources.into_iter().map(Copy::of).collect(), witnesses }
    }

    /// Looks at everything once. What is met is remembered in `memory`, what each target showed in `state`.
    pub fn look(&mut self, memory: &mut Memory, state: &mut State, now: Instant) -> Vec<Look> {
        let mut looks: Vec<Look> = self.copies.iter().map(|copy| Look::of(copy.source.name())).collect();
        let mut seen: Vec<Option<Seen>> = Vec::new();
        for (copy, look) in self.copies.iter_mut().zip(&mut looks) {
            seen.push(copy.see(&self.settings.keys, look));
        }
        let mut origins: BTreeMap<Vkey, Vec<usize>> = BTreeMap::new();
        for (at, seen) in seen.iter().enumerate() {
            if let Some(seen) = seen {
                origins.entry(seen.key.clone()).or_default().push(at);
            }
        }
        for (key, members) in origins {
            self.compare(&key, &members, &mut seen, (memory, state), &mut looks);
        }
        for ((copy, look), seen) in self.copies.iter_mut().zip(&mut looks).zip(seen) {
            let of = state.of(&look.target);
            if let Some(seen) = seen {
                // What does not go on from what was seen is audited by itself, and nothing is built upon it.
                let unfit = !look.alarms.is_empty();
                if unfit {
                    copy.forget();
                }
                copy.audit(&seen, self.settings, now, look);
                if unfit {
                    copy.forget();
                }
                look.checkpoint = Some(seen.checkpoint);
            }
            self.settings.endure(of, look);
        }
        looks
    }

    /// Compares what several copies of one log show with each other, with its witnesses, and with what is remembered.
    fn compare(
        &self,
        key: &Vkey,
        members: &[usize],
        seen: &mut [Option<Seen>],
        (memory, state): (&mut Memory, &mut State),
        looks: &mut [Look],
    ) {
        let witnessed = self.witnessed(key);
        let most = witnessed.iter().map(|(_, seen)| seen.checkpoint.size).max().unwrap_or_default();
        for at in members {
            // A witness may have been asked a moment after the copy was.
            if seen[*at].as_ref().is_some_and(|seen| seen.checkpoint.size < most) {
                seen[*at] = self.copies[*at].again(key).or_else(|| seen[*at].take());
            }
        }
        let size = |at: &usize| seen[*at].as_ref().map_or(0, |seen| seen.checkpoint.size);
        let Some(longest) = members.iter().copied().max_by_key(|at| size(at)) else { return };
        let Some(longest_seen) = seen[longest].clone() else { return };
        let tiles = SourceTiles { source: self.copies[longest].source, size: longest_seen.checkpoint.size };
        let shown_before = state.of(&looks[longest].target).size;
        meet(memory, &longest_seen, shown_before, &tiles, &mut looks[longest]);
        for at in members {
            let Some(own) = seen[*at].clone() else { continue };
            let look = &mut looks[*at];
            let of = state.of(&look.target);
            if *at != longest && beside(&own, &longest_seen, &tiles, "watch-copies-differ", look) == Some(Since::Grown)
            {
                if own.checkpoint.size < of.size {
                    look.alarm(shortened(&own.checkpoint, of.size));
                } else {
                    let behind = longest_seen.checkpoint.size - own.checkpoint.size;
                    look.notes.push(Problem::missing("watch-behind").with("count", behind));
                }
            }
            of.size = of.size.max(own.checkpoint.size);
            for (name, witness) in &witnessed {
                if witness.checkpoint.size > own.checkpoint.size && *at == longest {
                    look.alarm(withheld(name, witness, &own.checkpoint));
                }
            }
        }
        for (_, witness) in witnessed.iter().filter(|(_, seen)| seen.checkpoint.size <= longest_seen.checkpoint.size) {
            beside(witness, &longest_seen, &tiles, "watch-witness-differs", &mut looks[longest]);
        }
    }

    /// What each witness cosigned last of a log. One that does not answer, or never saw it, says nothing.
    fn witnessed(&self, key: &Vkey) -> Vec<(String, Seen)> {
        let path = format!("{}/checkpoint", Hash::of(key.name().as_bytes()));
        let ask = |(name, source): &(String, &'a dyn Source)| {
            let note = source.fetch(&path, limits::NOTE_BYTES as u64).ok()??;
            let checkpoint = Checkpoint::open(&note, key).ok()?;
            Some((name.clone(), Seen { key: key.clone(), note, checkpoint }))
        };
        self.witnesses.iter().filter_map(ask).collect()
    }
}

impl Settings {
    /// A target that does not answer is told of when that lasts.
    fn endure(&self, of: &mut Of, look: &mut Look) {
        let Some(trouble) = look.trouble.clone() else {
            of.failures = 0;
            return;
        };
        of.failures = of.failures.saturating_add(1);
        if of.failures >= self.patience {
            let cause = |lang| trouble.text(lang);
            look.alarm(Alarm::new("", Problem::damaged("watch-unreachable").with_told("cause", cause)));
        }
    }
}

fn shortened(now: &Checkpoint, before: u64) -> Alarm {
    let problem = Problem::damaged("memory-shortened").with("origin", now.origin.escape_debug());
    Alarm::new("", problem.with("before", before).with("found", now.size))
}

fn withheld(name: &str, witness: &Seen, now: &Checkpoint) -> Alarm {
    let problem = Problem::damaged("watch-withheld").with("witness", name).with("origin", now.origin.escape_debug());
    Alarm::new(name, problem.with("before", witness.checkpoint.size).with("found", now.size))
}

/// Compares the longest checkpoint shown of a log with the one remembered. The place that shows it has shown so many
/// entries before: when it never showed more than now, and another place did, it lags.
fn meet(memory: &mut Memory, seen: &Seen, shown_before: u64, tiles: &SourceTiles<'_>, look: &mut Look) {
    let before = memory.of(seen.key.name()).map(|log| log.seen.clone());
    let known = before.as_ref().filter(|before| before.vkey == seen.key).and_then(|before| before.open().ok());
    let (size, known) = (seen.checkpoint.size, known.map_or(0, |known| known.size));
    if (1..=size).contains(&shown_before) && size < known {
        return look.notes.push(Problem::missing("watch-behind").with("count", known - size));
    }
    let met = match memory.meet(&seen.key, &seen.note, tiles) {
        Ok(met) => met,
        Err(problem) => return look.stopped(problem),
    };
    let Some(problem) = met.problem() else { return };
    let evidence = match (met.since, before) {
        (Since::Forked, Some(before)) => evidence(&seen.key, before.checkpoint.as_bytes(), &seen.note, tiles),
        _ => None,
    };
    look.alarm(Alarm { evidence, ..Alarm::new("", problem) });
}

/// Compares a checkpoint with another one of the same log that is as large or larger, and has these tiles.
fn beside(seen: &Seen, longest: &Seen, tiles: &SourceTiles<'_>, code: &'static str, look: &mut Look) -> Option<Since> {
    match memory::compare(&seen.checkpoint, &longest.checkpoint, tiles) {
        Ok(Since::Forked) => {
            let problem = Problem::damaged(code).with("origin", seen.checkpoint.origin.escape_debug());
            let problem = problem.with("before", seen.checkpoint.size).with("found", longest.checkpoint.size);
            let evidence = evidence(&seen.key, &seen.note, &longest.note, tiles);
            look.alarm(Alarm { evidence, ..Alarm::new("", problem) });
            Some(Since::Forked)
        }
        Ok(since) => Some(since),
        Err(problem) => {
            look.stopped(problem);
            None
        }
    }
}

fn evidence(key: &Vkey, one: &[u8], other: &[u8], tiles: &SourceTiles<'_>) -> Option<Evidence> {
    Evidence::of(key, one, other, tiles).ok()
}

/// Whether what came of it is an alarm. For callers that only count.
pub fn alarmed(looks: &[Look]) -> bool {
    looks.iter().any(|look| !look.alarms.is_empty())
}

/// A problem of a look at a target, for those who cannot go on.
pub fn troubled(looks: &[Look]) -> Option<&Problem> {
    looks.iter().find_map(|look| look.trouble.as_ref())
}

/// What is wrong with a number of targets.
pub fn bounded(targets: usize) -> Outcome<()> {
    if targets <= limits::WATCHED {
        return Ok(());
    }
    Err(Problem::malformed("watch-too-many").with("found", targets).with("limit", limits::WATCHED))
}
