//! Signs the events of a plan and submits them, in groups.
//!
//! Not for judging: a row the ledger refuses stops the import there, with the reason. What was appended
//! before stays, and the next run goes on after it.

use std::sync::Arc;

use rayon::prelude::*;

use crate::base::code::{Code, EventId};
use crate::base::key::SecretKey;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::event::authority::MatterSort;
use crate::event::envelope::{Envelope, Verified};
use crate::import::plan::{FilePlan, Occasion, Plan, row_id};
use crate::import::rows::Payment;
use crate::ledger::handle::{Ledger, Pending};
use crate::ledger::sequencer::{Answer, Failure};
use crate::rules::standing::authorities::Authorities;

/// Why an envelope was not appended: every requirement that is not met, never empty.
pub type Refused = Vec<Problem>;

/// Where events go.
pub trait Submit {
    /// Whether an event with this id is there already.
    fn holds(&self, id: &EventId) -> bool;

    /// Begins to append envelopes in this order. What it gives waits for the answers, one for each in the same order;
    /// meanwhile others can be signed.
    fn submit(&mut self, envelopes: Vec<Vec<u8>>) -> Answers;
}

/// Answers that may still have to be waited for.
pub type Answers = Box<dyn FnOnce() -> Vec<Result<(), Refused>>>;

/// A running ledger. Its queue is waited for; signatures are verified on all cores first.
impl Submit for Arc<Ledger> {
    fn holds(&self, id: &EventId) -> bool {
        // An index that cannot be read is no reason to stop here: the ledger answers a repetition by itself.
        self.find(*id).is_ok_and(|found| found.is_some())
    }

    fn submit(&mut self, envelopes: Vec<Vec<u8>>) -> Answers {
        let opened: Vec<Outcome<Verified>> = envelopes.par_iter().map(|bytes| Verified::open(bytes)).collect();
        // All are queued before the first answer is awaited, so that the ledger can commit them together.
        let queued: Vec<_> = opened.into_iter().map(|verified| self.submit_waiting(verified?)).collect();
        let answer = |pending: Outcome<Pending<Answer>>| match pending {
            Ok(pending) => match pending.blocking_recv() {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(Failure::Refused(refusal))) => Err(refusal.unmet),
                Ok(Err(Failure::Problem(problem))) => Err(vec![problem]),
                Err(_) => Err(vec![Problem::unavailable("ledger-stopped")]),
            },
            Err(problem) => Err(vec![problem]),
        };
        Box::new(move || queued.into_iter().map(answer).collect())
    }
}

/// How far an import has come, in events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Appended in this run.
    pub appended: u64,
    /// There already.
    pub present: u64,
    /// In the plan.
    pub all: u64,
}

/// An import that was stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// How far it came. The next run goes on from there.
    pub progress: Progress,
    /// The file and row, counted from 1 below the header, at which it stopped; none when no row is at fault.
    pub at: Option<(String, u32)>,
    /// Why.
    pub why: Refused,
}

/// Whether the resolution that takes these files over is adopted and says of each what was read now: a map that
/// was changed since reads other rows than those people agreed to.
pub fn adopted(plan: &Plan, matter: &Code, authorities: &Authorities) -> Outcome<()> {
    let state = authorities.adopted_as(matter, MatterSort::Takeover)?;
    for file in &plan.files {
        let taken = file.taken();
        let agreed = state.file(&file.sha256).ok_or_else(|| {
            Problem::refused("import-file-not-agreed").with("file", &file.name).with("matter", matter)
        })?;
        if (agreed.rows, agreed.unreadable, agreed.total) != (taken.rows, taken.unreadable, taken.total) {
            return Err(Problem::refused("import-file-read-otherwise")
                .with("file", &file.name)
                .with("matter", matter)
                .with("rows", taken.rows)
                .with("agreed", agreed.rows));
        }
    }
    Ok(())
}

/// Signs and submits every row that is not there yet. Signing uses all cores, a bounded group at a time.
pub fn run(
    plan: &Plan,
    occasion: &Occasion,
    key: &SecretKey,
    target: &mut dyn Submit,
    told: &mut dyn FnMut(Progress),
) -> Result<Progress, Stopped> {
    let rows: Vec<(&FilePlan, &Payment)> = plan.payments().collect();
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let mut progress = Progress { all: count(rows.len()), ..Progress::default() };
    let mut waiting: Option<Group<'_>> = None;
    for group in rows.chunks(limits::BATCH_EVENTS) {
        let is_new = |(file, payment): &&(&FilePlan, &Payment)| {
            !target.holds(&row_id(&occasion.origin, &file.sha256, payment.row, payment.on))
        };
        let new: Vec<(&FilePlan, &Payment)> = group.iter().filter(is_new).copied().collect();
        progress.present += count(group.len() - new.len());
        let signed: Outcome<Vec<Vec<u8>>> =
            new.par_iter().map(|(file, payment)| sign(occasion, file, payment, key)).collect();
        // While the ledger makes a group durable, the next is signed, verified and queued.
        let begun = signed.map(|signed| Group { answers: target.submit(signed), rows: new });
        if let Some((at, why)) = waiting.take().and_then(|before| before.settle(&mut progress)) {
            // What was begun meanwhile may be appended all the same: it is waited for and counted.
            drop(begun.map(|begun| begun.settle(&mut progress)));
            return Err(Stopped { progress, at: Some(at), why });
        }
        told(progress);
        waiting = Some(begun.map_err(|problem| Stopped { progress, at: None, why: vec![problem] })?);
    }
    if let Some((at, why)) = waiting.and_then(|last| last.settle(&mut progress)) {
        return Err(Stopped { progress, at: Some(at), why });
    }
    told(progress);
    Ok(progress)
}

/// Rows that were submitted together, and their answers.
struct Group<'a> {
    answers: Answers,
    rows: Vec<(&'a FilePlan, &'a Payment)>,
}

impl Group<'_> {
    /// Waits for all answers and counts what was appended; gives the first row that was not, its file and why.
    fn settle(self, progress: &mut Progress) -> Option<((String, u32), Refused)> {
        let mut first = None;
        for (answer, (file, payment)) in (self.answers)().into_iter().zip(self.rows) {
            match answer {
                Ok(()) => progress.appended += 1,
                Err(why) if first.is_none() => first = Some(((file.name.clone(), payment.row), why)),
                Err(_) => {}
            }
        }
        first
    }
}

fn sign(occasion: &Occasion, file: &FilePlan, payment: &Payment, key: &SecretKey) -> Outcome<Vec<u8>> {
    let mut envelope = Envelope::unsigned(occasion.event(file, payment).payload()?);
    envelope.sign(key);
    Ok(envelope.bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::money::Currency;
    use crate::base::time::{Instant, Written};
    use crate::import::map::Map;
    use crate::rules::decide::decide;
    use crate::rules::standing::Standing;
    use crate::rules::testing::{ORIGIN, World, code, key, line};

    const MAP: &str = r#"
title = "Payments"
files = ["*.csv"]
[columns]
on = ["Date"]
amount = ["Amount"]
[defaults]
purpose = "not stated"
[dates]
formats = ["%Y-%m-%d"]
"#;

    /// A ledger in memory that judges by the real rules and closes after so many events, or is busy once.
    struct Desk {
        standing: Standing,
        now: Instant,
        open_for: usize,
        /// Envelopes it was given, and the one among them that it does not take.
        asked: usize,
        busy_at: Option<usize>,
    }

    impl Submit for Desk {
        fn holds(&self, id: &EventId) -> bool {
            self.standing.ids.contains_key(id)
        }

        fn submit(&mut self, envelopes: Vec<Vec<u8>>) -> Answers {
            let mut answers = Vec::new();
            for bytes in envelopes {
                let verified = Verified::open(&bytes).unwrap();
                self.asked += 1;
                if self.open_for == 0 || self.busy_at == Some(self.asked) {
                    answers.push(Err(vec![Problem::busy("queue-full")]));
                    continue;
                }
                answers.push(match decide(&self.standing, &verified, self.now) {
                    Ok(accepted) => {
                        self.open_for -= 1;
                        self.standing.evolve(verified.event(), &accepted.effects, &accepted.at);
                        Ok(())
                    }
                    Err(refusal) => Err(refusal.unmet),
                });
            }
            Box::new(move || answers)
        }
    }

    fn plan() -> Plan {
        let map = Map::read(MAP).unwrap();
        let mut plan = Plan::default();
        let many: Vec<String> = (1..=300).map(|n| format!("2020-01-02,{n}")).collect();
        plan.add("many.csv", format!("Date,Amount\n{}\n", many.join("\n")).as_bytes(), &map, &Currency::yuan());
        plan.add("few.csv", b"Date,Amount\n2020-01-02,-3.50\n2020-01-03,1\n", &map, &Currency::yuan());
        plan
    }

    fn occasion() -> Occasion {
        let time: Written = "2026-01-05T10:00:00+08:00".parse().unwrap();
        Occasion { origin: ORIGIN.to_owned(), matter: code("old-books"), importer: code("book"), time }
    }

    fn desk(plan: &Plan) -> Desk {
        let mut world = World::new();
        world.adopt(plan.proposal(code("old-books"), line("Accounts kept elsewhere")).details);
        let now = world.standing.last;
        Desk { standing: world.standing, now, open_for: usize::MAX, asked: 0, busy_at: None }
    }

    fn go(plan: &Plan, desk: &mut Desk) -> Result<Progress, Stopped> {
        run(plan, &occasion(), &key("book"), desk, &mut |_| {})
    }

    #[test]
    fn every_row_becomes_one_event_however_often_it_is_run() {
        let plan = plan();
        let mut desk = desk(&plan);
        adopted(&plan, &code("old-books"), &desk.standing.authorities).unwrap();
        assert_eq!(go(&plan, &mut desk), Ok(Progress { appended: 302, present: 0, all: 302 }));
        assert!(desk.standing.authorities.matter(&code("old-books")).unwrap().all_taken());
        assert_eq!(go(&plan, &mut desk), Ok(Progress { appended: 0, present: 302, all: 302 }));
    }

    #[test]
    fn an_interrupted_import_goes_on_where_it_stopped() {
        let plan = plan();
        let mut desk = desk(&plan);
        desk.open_for = 270;
        let stopped = go(&plan, &mut desk).unwrap_err();
        assert_eq!(stopped.progress.appended, 270);
        assert_eq!((stopped.at, stopped.why[0].code), (Some(("many.csv".to_owned(), 271)), "queue-full"));
        desk.open_for = usize::MAX;
        assert_eq!(go(&plan, &mut desk), Ok(Progress { appended: 32, present: 270, all: 302 }));
    }

    #[test]
    fn what_was_begun_when_it_stopped_is_counted() {
        let plan = plan();
        let mut desk = desk(&plan);
        // In the first group; the second is begun before the answer is there.
        desk.busy_at = Some(100);
        let stopped = go(&plan, &mut desk).unwrap_err();
        assert_eq!(stopped.at, Some(("many.csv".to_owned(), 100)));
        assert_eq!(stopped.progress, Progress { appended: 301, present: 0, all: 302 });
        assert_eq!(go(&plan, &mut desk), Ok(Progress { appended: 1, present: 301, all: 302 }));
    }

    #[test]
    fn nothing_comes_in_without_a_resolution_that_says_the_same() {
        let plan = plan();
        let mut bare = Desk { open_for: usize::MAX, ..desk(&plan) };
        bare.standing.authorities = World::new().standing.authorities;
        let refused = adopted(&plan, &code("old-books"), &bare.standing.authorities).unwrap_err();
        assert_eq!(refused.code, "matter-unknown");
        assert_eq!(go(&plan, &mut bare).unwrap_err().why[0].code, "matter-unknown");

        let desk = desk(&plan);
        let check = |plan: &Plan| adopted(plan, &code("old-books"), &desk.standing.authorities).unwrap_err().code;
        let mut otherwise = plan.clone();
        otherwise.files[0].reading.payments.pop();
        assert_eq!(check(&otherwise), "import-file-read-otherwise");
        otherwise.files[0].sha256 = crate::base::hash::Hash::of(b"another");
        assert_eq!(check(&otherwise), "import-file-not-agreed");
    }
}
