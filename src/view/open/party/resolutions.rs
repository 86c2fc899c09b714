//! Resolutions: what was proposed, each step on the way with its roll, what was decided, and what came of it.

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId, Line, Text};
use crate::base::hash::Hash;
use crate::base::paged::Paged;
use crate::base::time::Day;
use crate::event::authority::{AuthorityEffect, Meeting, RollLine};
use crate::event::effect::Effect;
use crate::event::policy::{QuorumRule, Source, Whole};
use crate::event::posting::{Item, PostingEffect};
use crate::rules::standing::Standing;
use crate::rules::standing::authorities::{MatterState, StepTaken};
use crate::view::document::{Content, Fact, Table, Tone, Value};
use crate::view::open::party::parts::{self, Mark, Signed};
use crate::view::open::party::wording;
use crate::view::recorded::Recorded;

/// What a step leaves behind that no rule looks at.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct StepKept {
    mark: Mark,
    roll: Vec<RollLine>,
    opinion: Option<Text>,
    minutes: Option<Hash>,
    /// The rule it was judged by: that of the policy in force when it was entered.
    quorum: Option<(QuorumRule, Option<Source>)>,
}

/// A use of what a resolution permits.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Payment {
    mark: Mark,
    on: Day,
    amount: i64,
    payee: Option<Line>,
    purpose: Option<Line>,
    reverses: Option<EventId>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Outcome {
    mark: Mark,
    on: Day,
    result: Text,
    complete: bool,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Kept {
    steps: Vec<StepKept>,
    payments: Vec<Payment>,
    outcomes: Vec<Outcome>,
    signed: Vec<Signed>,
}

/// What is kept of resolutions beyond the standing.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Resolutions {
    kept: Paged<Code, Kept>,
}

impl Resolutions {
    /// Takes in the next entry; `standing` is that after it.
    pub fn fold(&mut self, recorded: &Recorded, standing: &Standing) {
        for effect in &recorded.effects {
            if let Effect::Authority(effect) = effect {
                self.take(effect, recorded, standing);
            }
        }
    }

    fn take(&mut self, effect: &AuthorityEffect, recorded: &Recorded, standing: &Standing) {
        let mark = Mark::of(recorded);
        match effect {
            AuthorityEffect::Opened(matter) => {
                self.kept.get_or_insert_with(&matter.matter, Kept::default).signed.push(Signed::of(recorded));
            }
            AuthorityEffect::Stepped { matter, meeting, opinion, .. } => self.change(matter, |kept| {
                kept.signed.push(Signed::of(recorded));
                kept.steps.push(step_kept(mark, meeting, opinion.clone(), standing));
            }),
            AuthorityEffect::Concluded { matter, .. } => {
                self.change(matter, |kept| kept.signed.push(Signed::of(recorded)));
            }
            AuthorityEffect::Resulted { matter, on, result, complete } => self.change(matter, |kept| {
                kept.signed.push(Signed::of(recorded));
                kept.outcomes.push(Outcome { mark, on: *on, result: result.clone(), complete: *complete });
            }),
            AuthorityEffect::Consumed { matter, amount } => self.change(matter, |kept| {
                kept.payments.push(payment(mark, *amount, recorded));
            }),
            // Taken-over rows can be a hundred thousand; their counts are in the standing.
            AuthorityEffect::Met { .. } | AuthorityEffect::RowTaken { .. } | AuthorityEffect::Applied { .. } => {}
        }
    }

    fn change(&mut self, matter: &Code, with: impl FnOnce(&mut Kept)) {
        if let Some(kept) = self.kept.get_mut(matter) {
            with(kept);
        }
    }

    /// The document of one resolution.
    pub fn content(&self, matter: &Code, standing: &Standing) -> Option<Content> {
        let (state, kept) = (standing.authorities.matter(matter)?, self.kept.get(matter)?);
        let mut content = parts::content(&parts::resolution_path(matter), "party-resolution-title", standing);
        content.args = vec![("title".into(), state.matter.title.to_string())];
        content.facts = kept.facts(state, standing);
        let steps: Vec<_> = state.steps.iter().zip(&kept.steps).collect();
        content.tables = vec![steps_table(&steps, standing), quorums(&steps, standing), roll(&steps, standing)];
        if (state.matter.grant.is_some() && state.adopted()) || !kept.payments.is_empty() {
            content.tables.push(kept.payments(standing));
        }
        if !state.matter.files.is_empty() {
            content.tables.push(files(state));
        }
        content.tables.extend([kept.outcomes(), parts::signatures(&kept.signed, standing)]);
        content.notes = vec!["party-note-roll".into()];
        Some(content)
    }
}

fn step_kept(mark: Mark, meeting: &Meeting, opinion: Option<Text>, standing: &Standing) -> StepKept {
    let quorum = standing.policy.as_ref().and_then(|policy| {
        let rule = policy.quorum(standing.mandates.sort_of(&meeting.body)?)?;
        Some((rule.clone(), policy.sources.get(&rule.source).cloned()))
    });
    let minutes = meeting.minutes.as_ref().map(|file| file.sha256);
    StepKept { mark, roll: meeting.roll.clone(), opinion, minutes, quorum }
}

/// The movement that the same event made tells to whom and what for.
fn payment(mark: Mark, amount: i64, recorded: &Recorded) -> Payment {
    let posted: Option<(Day, &Item)> = recorded.effects.iter().find_map(|effect| match effect {
        Effect::Posting(PostingEffect::Posted { on, item, .. }) => Some((*on, &**item)),
        _ => None,
    });
    let item = posted.map(|(_, item)| item);
    Payment {
        mark,
        on: posted.map_or(mark.day, |(on, _)| on),
        amount,
        payee: item.and_then(|item| item.counterparty.clone()),
        purpose: item.map(|item| item.purpose.clone()),
        reverses: item.and_then(|item| item.reverses),
    }
}

impl Kept {
    fn facts(&self, state: &MatterState, standing: &Standing) -> Vec<Fact> {
        let matter = &state.matter;
        let concluded = state.conclusion;
        let signed = concluded.and_then(|end| self.signed.iter().find(|signed| signed.is(end.index)));
        let mut facts = vec![
            ("party-title-of-matter", Value::text(&matter.title)),
            ("party-code", Value::text(&matter.matter)),
            ("party-sort", Value::word(matter.sort.words_key())),
            ("party-state", badge(state)),
            ("party-next-step", next_step(state, standing)),
            ("party-proposed-on", Value::Day(state.proposed_on)),
            ("party-concluded-on", concluded.map_or(Value::None, |end| Value::Day(end.on))),
            ("party-concluded-by", signed.map_or(Value::None, |signed| signed.people(standing))),
            ("party-text", matter.text.as_ref().map_or(Value::None, |file| Value::Digest(file.sha256))),
            ("party-policy-digest", matter.policy.map_or(Value::None, Value::Digest)),
        ];
        if let Some(grant) = &matter.grant {
            let [used, left] = consumed(state);
            facts.extend([
                ("party-purpose", category(&grant.purpose, standing)),
                ("party-cap", Value::Money(grant.cap)),
                ("party-used", used),
                ("party-left", left),
                ("party-from", Value::Day(grant.from)),
                ("party-until", Value::Day(grant.until)),
                ("party-payee", grant.payee.as_ref().map_or(Value::word("party-any-payee"), Value::text)),
            ]);
        }
        parts::facts(facts)
    }

    fn payments(&self, standing: &Standing) -> Table {
        let columns = ["party-event", "party-day", "party-payee", "party-what-for", "party-amount", "party-reverses"];
        let payee = |payment: &Payment| {
            let undone = payment.reverses.and_then(|id| self.payments.iter().find(|other| other.mark.id == id));
            Value::maybe(payment.payee.as_ref().or_else(|| undone?.payee.as_ref()))
        };
        let reverses = |payment: &Payment| {
            let place = payment.reverses.and_then(|id| Some((id, *standing.ids.get(&id)?)));
            place.map_or(Value::None, |(id, index)| Value::Event { index, id })
        };
        let row = |payment: &Payment| {
            vec![
                payment.mark.link(),
                Value::Day(payment.on),
                payee(payment),
                Value::maybe(payment.purpose.as_ref()),
                Value::Money(payment.amount),
                reverses(payment),
            ]
        };
        let sum = self.payments.iter().fold(0_i64, |sum, payment| sum.saturating_add(payment.amount));
        let totals =
            vec![Value::word("party-total"), Value::None, Value::None, Value::None, Value::Money(sum), Value::None];
        let rows = self.payments.iter().map(row).collect();
        Table { totals: Some(totals), ..parts::table("payments", "party-payments", &columns, rows) }
    }

    fn outcomes(&self) -> Table {
        let columns = ["party-day", "party-result", "party-state", "party-event"];
        let row = |outcome: &Outcome| {
            let complete = if outcome.complete {
                Value::badge("party-work-complete", Tone::Good)
            } else {
                Value::badge("party-work-going-on", Tone::Plain)
            };
            vec![Value::Day(outcome.on), Value::text(&outcome.result), complete, outcome.mark.link()]
        };
        parts::table("results", "party-results", &columns, self.outcomes.iter().map(row).collect())
    }
}

type Taken<'a> = (&'a StepTaken, &'a StepKept);

fn steps_table(steps: &[Taken<'_>], standing: &Standing) -> Table {
    let columns = [
        "party-step",
        "party-body",
        "party-day",
        "party-due",
        "party-present",
        "party-for",
        "party-against",
        "party-abstain",
        "party-outcome",
        "party-opinion",
        "party-minutes",
        "party-event",
    ];
    let row = |(taken, kept): &Taken<'_>| {
        vec![
            Value::word(taken.step.words_key()),
            parts::body(&taken.body, standing),
            Value::Day(taken.on),
            Value::count(taken.count.due),
            Value::count(taken.count.present),
            Value::count(taken.count.yes),
            Value::count(taken.count.no),
            Value::count(taken.count.abstain),
            wording::outcome(taken.carried),
            Value::maybe(kept.opinion.as_ref()),
            kept.minutes.map_or(Value::None, Value::Digest),
            kept.mark.link(),
        ]
    };
    parts::table("steps", "party-steps", &columns, steps.iter().map(row).collect())
}

/// By which rule each step was judged, beside what it reached: whoever doubts an outcome can compare.
fn quorums(steps: &[Taken<'_>], standing: &Standing) -> Table {
    let columns = [
        "party-step",
        "party-body",
        "party-present-rule",
        "party-present-needed",
        "party-present",
        "party-carried-rule",
        "party-carried-of",
        "party-carried-needed",
        "party-for",
        "party-source-rank",
        "party-source",
    ];
    let row = |(taken, kept): &Taken<'_>| {
        let (rule, source) = kept.quorum.as_ref()?;
        let count = &taken.count;
        let whole = match rule.carried_of {
            Whole::Present => count.present,
            Whole::Due => count.due,
        };
        let mut row = vec![
            Value::word(taken.step.words_key()),
            parts::body(&taken.body, standing),
            wording::threshold(rule.present),
            Value::count(rule.present.least(count.due)),
            Value::count(count.present),
            wording::threshold(rule.carried),
            wording::whole(rule.carried_of),
            Value::count(rule.carried.least(whole)),
            Value::count(count.yes),
        ];
        row.extend(wording::source(source.as_ref()));
        Some(row)
    };
    parts::table("quorums", "party-quorums-met", &columns, steps.iter().filter_map(row).collect())
}

fn roll(steps: &[Taken<'_>], standing: &Standing) -> Table {
    let columns = ["party-step", "party-body", "party-person", "party-vote"];
    let rows = steps.iter().flat_map(|(taken, kept)| {
        kept.roll.iter().map(|line| {
            vec![
                Value::word(taken.step.words_key()),
                parts::body(&taken.body, standing),
                parts::person(&line.person, standing),
                wording::vote(line.vote),
            ]
        })
    });
    parts::table("roll", "party-roll", &columns, rows.collect())
}

fn files(state: &MatterState) -> Table {
    let columns = [
        "party-file",
        "party-digest",
        "party-rows",
        "party-rows-brought-in",
        "party-unreadable",
        "party-total",
        "party-total-brought-in",
        "party-state",
    ];
    let rows = state.matter.files.iter().map(|file| {
        let so_far = state.taken.get(&file.sha256);
        let rows = so_far.map_or(0, |taken| taken.rows);
        let whole = if rows == file.rows {
            Value::badge("party-file-complete", Tone::Good)
        } else {
            Value::badge("party-file-going-on", Tone::Plain)
        };
        vec![
            Value::text(&file.name),
            Value::Digest(file.sha256),
            Value::count(file.rows),
            Value::count(rows),
            Value::count(file.unreadable),
            Value::Money(file.total),
            Value::Money(so_far.map_or(0, |taken| taken.total)),
            whole,
        ]
    });
    parts::table("files", "party-files", &columns, rows.collect())
}

/// How far a matter has come.
pub fn badge(state: &MatterState) -> Value {
    let (word, tone) = match state.conclusion {
        Some(end) if !end.adopted => ("party-state-rejected", Tone::Plain),
        Some(_) if state.complete => ("party-state-complete", Tone::Good),
        Some(_) => ("party-state-adopted", Tone::Good),
        None if state.lost() => ("party-state-lost", Tone::Plain),
        None if state.steps.is_empty() => ("party-state-proposed", Tone::Plain),
        None => ("party-state-in-progress", Tone::Plain),
    };
    Value::badge(word, tone)
}

/// What is still missing, by the policy in force: it may have changed since the matter was proposed.
fn next_step(state: &MatterState, standing: &Standing) -> Value {
    if state.conclusion.is_some() {
        return Value::None;
    }
    if state.lost() {
        return Value::word("party-next-reject");
    }
    let cap = state.matter.grant.as_ref().map_or(0, |grant| grant.cap);
    let required = standing.policy.as_ref().and_then(|policy| policy.steps(state.matter.sort, cap));
    required.map_or(Value::None, |required| match state.remaining(required) {
        [] => Value::word("party-next-adopt"),
        [next, ..] => wording::step(*next),
    })
}

/// What of its cap is used and what is left. A matter that is not adopted permits nothing, so nothing of it is left.
fn consumed(state: &MatterState) -> [Value; 2] {
    if state.matter.grant.is_some() && state.adopted() {
        [Value::Money(state.used), Value::Money(state.left())]
    } else {
        [Value::None, Value::None]
    }
}

fn category(code: &Code, standing: &Standing) -> Value {
    let known = standing.policy.as_ref().and_then(|policy| policy.expense.get(code));
    known.map_or_else(|| Value::text(code), |name| Value::Bi(name.clone()))
}

/// All resolutions, the newest first.
pub fn listed(standing: &Standing) -> Table {
    let columns = [
        "party-title-of-matter",
        "party-sort",
        "party-state",
        "party-proposed-on",
        "party-concluded-on",
        "party-cap",
        "party-used",
        "party-left",
    ];
    let mut states: Vec<&MatterState> = standing.authorities.matters().collect();
    states.sort_by_key(|state| std::cmp::Reverse(state.index));
    let rows = states.into_iter().map(|state| {
        let grant = state.matter.grant.as_ref();
        let [used, left] = consumed(state);
        vec![
            parts::resolution(&state.matter.matter, standing),
            Value::word(state.matter.sort.words_key()),
            badge(state),
            Value::Day(state.proposed_on),
            state.conclusion.map_or(Value::None, |end| Value::Day(end.on)),
            grant.map_or(Value::None, |grant| Value::Money(grant.cap)),
            used,
            left,
        ]
    });
    parts::table("resolutions", "party-resolutions", &columns, rows.collect())
}

/// How many there are of each state, and what the adopted ones permit in all.
pub fn sums(standing: &Standing) -> Vec<Fact> {
    let matters = || standing.authorities.matters();
    let adopted = || matters().filter(|state| state.adopted());
    let rejected = matters().filter(|state| state.conclusion.is_some_and(|end| !end.adopted)).count();
    let open = matters().filter(|state| state.conclusion.is_none()).count();
    let caps = adopted().filter_map(|state| Some(state.matter.grant.as_ref()?.cap));
    let sum = |amounts: &mut dyn Iterator<Item = i64>| Value::Money(amounts.fold(0, i64::saturating_add));
    parts::facts(vec![
        ("party-count", Value::count(matters().count())),
        ("party-count-adopted", Value::count(adopted().count())),
        ("party-count-rejected", Value::count(rejected)),
        ("party-count-open", Value::count(open)),
        ("party-permitted", sum(&mut caps.into_iter())),
        ("party-used", sum(&mut adopted().map(|state| state.used))),
    ])
}
