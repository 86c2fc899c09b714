//! Evaluations: the form, the ballots counted group by group, the remarks, what was decided and what is put right.
//!
//! Ordinary understanding and what was said at the meeting stand in tables of their own beside the count: neither
//! carries points (平时了解与集中考评相结合，定性与定量相结合).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId, Text};
use crate::event::ballot::{BallotEffect, Band, Dimension, Evaluation, Rectification, Remark, Subject, Tally};
use crate::event::effect::Effect;
use crate::event::file::FileRef;
use crate::event::mandate::Party;
use crate::event::obligation::Duty;
use crate::event::policy::EvaluationRule;
use crate::rules::standing::Standing;
use crate::rules::standing::ballots::EvaluationState;
use crate::view::document::{Content, Fact, Table, Tone, Value};
use crate::view::open::party::parts::{self, Mark, Signed};
use crate::view::recorded::Recorded;

#[derive(Debug, Serialize, Deserialize)]
struct RemarkKept {
    mark: Mark,
    remark: Remark,
    by: Party,
    text: Text,
}

#[derive(Debug, Serialize, Deserialize)]
struct RectificationKept {
    details: Rectification,
    asked: Mark,
    done: Option<(Text, Vec<FileRef>, Mark)>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    signed: Vec<Signed>,
    /// Who counted a group, and where that is recorded.
    counted: BTreeMap<Code, ([Code; 2], Mark)>,
    central: Vec<RemarkKept>,
    rectifications: Vec<Code>,
}

/// What is kept of evaluations beyond the standing.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Evaluations {
    kept: BTreeMap<Code, Kept>,
    ordinary: Vec<RemarkKept>,
    /// By the remark replied to.
    replies: BTreeMap<EventId, Vec<RemarkKept>>,
    rectifications: BTreeMap<Code, RectificationKept>,
}

impl Evaluations {
    /// Takes in the next entry.
    pub fn fold(&mut self, recorded: &Recorded) {
        for effect in &recorded.effects {
            if let Effect::Ballot(effect) = effect {
                self.take(effect, recorded);
            }
        }
    }

    fn take(&mut self, effect: &BallotEffect, recorded: &Recorded) {
        let mark = Mark::of(recorded);
        match effect {
            BallotEffect::Opened(details) => self.sign(&details.evaluation, recorded),
            BallotEffect::Counted { evaluation, group, tellers, .. } => {
                self.sign(evaluation, recorded);
                let counted = &mut self.of(evaluation).counted;
                counted.entry(group.clone()).or_insert_with(|| (tellers.clone(), mark));
            }
            BallotEffect::Remarked { remark, by, text } => {
                let kept = RemarkKept { mark, remark: remark.clone(), by: by.clone(), text: text.clone() };
                match remark {
                    Remark::Ordinary { .. } => self.ordinary.push(kept),
                    Remark::Central { evaluation, .. } => self.of(evaluation).central.push(kept),
                    Remark::Reply { to } => self.replies.entry(*to).or_default().push(kept),
                }
            }
            BallotEffect::Tallied { evaluation, .. } | BallotEffect::Decided { evaluation, .. } => {
                self.sign(evaluation, recorded);
            }
            // Each of its events tells itself; a vote has no document.
            BallotEffect::Vote(_) => {}
            BallotEffect::RectificationAsked(details) => {
                let code = &details.rectification;
                if !self.rectifications.contains_key(code) {
                    self.of(&details.evaluation).rectifications.push(code.clone());
                    let kept = RectificationKept { details: (**details).clone(), asked: mark, done: None };
                    self.rectifications.insert(code.clone(), kept);
                }
            }
            BallotEffect::Rectified { rectification, done, evidence } => {
                if let Some(kept) = self.rectifications.get_mut(rectification) {
                    kept.done.get_or_insert_with(|| (done.clone(), evidence.clone(), mark));
                }
            }
        }
    }

    fn of(&mut self, evaluation: &Code) -> &mut Kept {
        self.kept.entry(evaluation.clone()).or_default()
    }

    fn sign(&mut self, evaluation: &Code, recorded: &Recorded) {
        self.of(evaluation).signed.push(Signed::of(recorded));
    }

    /// All evaluations, the newest first, and every note of ordinary understanding.
    pub fn overview(&self, standing: &Standing) -> Content {
        let columns = [
            "party-evaluation",
            "party-subject",
            "party-from",
            "party-until",
            "party-round",
            "party-state",
            "party-turnout",
            "party-score",
            "party-band",
        ];
        let mut states: Vec<&EvaluationState> = standing.ballots.evaluations().collect();
        states.sort_by_key(|state| std::cmp::Reverse(state.opened_at));
        let row = |state: &EvaluationState| {
            let details = &state.details;
            vec![
                parts::document(&parts::evaluation_path(&details.evaluation), Value::text(&details.title)),
                subject(&details.subject, standing),
                Value::Day(details.from),
                Value::Day(details.until),
                Value::text(&details.round.round),
                badge(state),
                turnout(&state.sum()),
                score(state.tally.as_ref().and_then(|tally| tally.score)),
                band(state),
            ]
        };
        let mut content = parts::content("party/evaluations", "party-evaluations", standing);
        content.facts = vec![Fact::new("party-count", Value::count(states.len()))];
        let listed = states.into_iter().map(row).collect();
        let rule = standing.policy.as_ref().map(|policy| &policy.evaluation);
        content.tables = vec![
            parts::table("evaluations", "party-evaluations", &columns, listed),
            self.remarks("ordinary", "party-ordinary", self.ordinary.iter(), rule, standing),
        ];
        content.notes = vec!["party-note-evaluations".into()];
        content
    }

    /// The document of one evaluation.
    pub fn content(&self, evaluation: &Code, standing: &Standing) -> Option<Content> {
        let (state, kept) = (standing.ballots.evaluation(evaluation)?, self.kept.get(evaluation)?);
        let details = &state.details;
        let sum = state.sum();
        let mut content = parts::content(&parts::evaluation_path(evaluation), "party-evaluation-title", standing);
        content.args = vec![("title".into(), details.title.to_string())];
        content.facts = facts(state, &sum, standing);
        let about = |note: &&RemarkKept| match &note.remark {
            Remark::Ordinary { subject, .. } => {
                subject.same_as(&details.subject) && details.from <= note.mark.day && note.mark.day <= details.until
            }
            _ => false,
        };
        let ordinary = self.ordinary.iter().filter(about);
        let rule = Some(&state.rule);
        content.tables = vec![
            questions(state),
            bands(details),
            groups(state, kept, standing),
            counts(details, &sum),
            self.remarks("ordinary", "party-ordinary", ordinary, rule, standing),
            self.remarks("central", "party-central", kept.central.iter(), rule, standing),
            self.put_right(kept, standing),
            counts_by_group(state),
            parts::signatures(&kept.signed, standing),
        ];
        content.notes = vec!["party-note-ballots".into(), "party-note-remarks".into(), "party-note-due".into()];
        Some(content)
    }

    fn remarks<'a>(
        &self,
        name: &str,
        caption: &str,
        remarks: impl Iterator<Item = &'a RemarkKept>,
        rule: Option<&EvaluationRule>,
        standing: &Standing,
    ) -> Table {
        let columns = [
            "party-day",
            "party-subject",
            "party-respect",
            "party-by",
            "party-remark",
            "party-event",
            "party-reply",
            "party-reply-event",
        ];
        let rows = remarks.map(|kept| {
            let replies = self.replies.get(&kept.mark.id).map_or(&[][..], Vec::as_slice);
            let state = standing.ballots.remark(&kept.mark.id);
            vec![
                Value::Day(kept.mark.day),
                state.map_or(Value::None, |state| subject(&state.subject, standing)),
                category(&kept.remark, rule),
                parts::party(&kept.by, standing),
                Value::text(&kept.text),
                kept.mark.link(),
                parts::several(replies.iter().map(|reply| Value::text(&reply.text)).collect()),
                parts::several(replies.iter().map(|reply| reply.mark.link()).collect()),
            ]
        });
        parts::table(name, caption, &columns, rows.collect())
    }

    fn put_right(&self, kept: &Kept, standing: &Standing) -> Table {
        let columns = [
            "party-issue",
            "party-owner",
            "party-due-on",
            "party-state",
            "party-done",
            "party-evidence",
            "party-event",
            "party-done-event",
        ];
        let known = kept.rectifications.iter().filter_map(|code| self.rectifications.get(code));
        let row = |kept: &RectificationKept| {
            let (due, state) = duty(&kept.details.rectification, standing);
            let (done, evidence, mark) = kept.done.as_ref().map_or((Value::None, Value::None, Value::None), |done| {
                let shows = done.1.iter().map(|file| Value::Digest(file.sha256)).collect();
                (Value::text(&done.0), parts::several(shows), done.2.link())
            });
            let owner = parts::party(&kept.details.owner, standing);
            vec![Value::text(&kept.details.issue), owner, due, state, done, evidence, kept.asked.link(), mark]
        };
        parts::table("rectifications", "party-rectifications", &columns, known.map(row).collect())
    }
}

/// By when something is to be put right, and whether it was.
fn duty(rectification: &Code, standing: &Standing) -> (Value, Value) {
    let Some(owed) = standing.obligations.get(&Duty::rectification(rectification)) else {
        return (Value::None, Value::None);
    };
    let late = owed.late(parts::latest_day(standing));
    let state = match (owed.open(), late) {
        (true, false) => Value::badge("party-put-right-open", Tone::Plain),
        (true, true) => Value::badge("party-put-right-overdue", Tone::Bad),
        (false, false) => Value::badge("party-put-right-done", Tone::Good),
        (false, true) => Value::badge("party-put-right-late", Tone::Plain),
    };
    (Value::Day(owed.due), state)
}

fn facts(state: &EvaluationState, sum: &Tally, standing: &Standing) -> Vec<Fact> {
    let details = &state.details;
    let seat = match &details.subject {
        Subject::Person { seat, .. } => parts::seat(seat, standing),
        Subject::Body(_) | Subject::Label(_) => Value::None,
    };
    let decision = state.decision.as_ref();
    let vacates = decision.and_then(|(decision, _)| decision.vacates.as_ref());
    parts::facts(vec![
        ("party-title-of-evaluation", Value::text(&details.title)),
        ("party-code", Value::text(&details.evaluation)),
        ("party-subject", subject(&details.subject, standing)),
        ("party-seat", seat),
        ("party-from", Value::Day(details.from)),
        ("party-until", Value::Day(details.until)),
        ("party-round", Value::text(&details.round.round)),
        ("party-round-subjects", Value::count(details.round.subjects)),
        ("party-chair", parts::person(&details.chair, standing)),
        ("party-balloting-opens", Value::text(details.balloting.opens)),
        ("party-balloting-closes", Value::text(details.balloting.closes)),
        ("party-state", badge(state)),
        ("party-rolled-on", Value::Day(details.electorate.rolled_on)),
        ("party-electorate", Value::count(sum.electorate)),
        ("party-issued", Value::count(sum.issued)),
        ("party-returned", Value::count(sum.returned)),
        ("party-returned-needed", Value::count(state.rule.turnout.returned.least(sum.electorate))),
        ("party-turnout", turnout(sum)),
        ("party-invalid", Value::count(sum.invalid)),
        ("party-valid", Value::count(sum.valid())),
        ("party-score", score(state.tally.as_ref().and_then(|tally| tally.score))),
        ("party-band", band(state)),
        ("party-decided-on", decision.map_or(Value::None, |(_, on)| Value::Day(*on))),
        ("party-weighed-ordinary", Value::maybe(decision.map(|(decision, _)| &decision.ordinary))),
        ("party-weighed-central", Value::maybe(decision.map(|(decision, _)| &decision.central))),
        ("party-vacates", vacates.map_or(Value::None, |vacancy| parts::seat(&vacancy.seat, standing))),
    ])
}

fn subject(subject: &Subject, standing: &Standing) -> Value {
    match subject {
        Subject::Person { person, .. } => parts::person(person, standing),
        Subject::Body(body) => parts::body(body, standing),
        Subject::Label(label) => Value::text(label),
    }
}

fn badge(state: &EvaluationState) -> Value {
    let (word, tone) = if state.decision.is_some() {
        ("party-judged-decided", Tone::Good)
    } else if state.void() {
        ("party-judged-void", Tone::Bad)
    } else if state.tally.is_some() {
        ("party-judged-tallied", Tone::Plain)
    } else if state.counts.is_empty() {
        ("party-judged-open", Tone::Plain)
    } else {
        ("party-judged-counting", Tone::Plain)
    };
    Value::badge(word, tone)
}

/// The band decided, as printed on the ballot.
fn band(state: &EvaluationState) -> Value {
    let form = &state.details.form;
    let printed = |code: &Code| form.bands.iter().find(|band| band.band == *code).map(|band| band.label.to_string());
    Value::maybe(state.band().map(|code| printed(code).unwrap_or_else(|| code.to_string())))
}

/// Ballots returned, of the electorate, in percent.
fn turnout(sum: &Tally) -> Value {
    percent(sum.returned, sum.electorate)
}

fn percent(part: u64, whole: u64) -> Value {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    if whole == 0 {
        return Value::None;
    }
    Value::Fraction { num: number(part).saturating_mul(100), den: number(whole), digits: 1 }
}

/// A score in thousandths of a point.
fn score(thousandths: Option<u64>) -> Value {
    thousandths.map_or(Value::None, |score| Value::Fraction {
        num: i64::try_from(score).unwrap_or(i64::MAX),
        den: 1_000,
        digits: 3,
    })
}

fn category(remark: &Remark, rule: Option<&EvaluationRule>) -> Value {
    let (Remark::Ordinary { category, .. } | Remark::Central { category, .. }) = remark else { return Value::None };
    let known = rule.and_then(|rule| rule.remarks.categories.get(category));
    known.map_or_else(|| Value::text(category), |name| Value::Bi(name.clone()))
}

/// What the ballot asks. Weights are shown in percent.
fn questions(state: &EvaluationState) -> Table {
    let columns = ["party-dimension", "party-aspect", "party-weight", "party-score"];
    let tallied = |dimension: &Dimension| {
        let tally = state.tally.as_ref()?;
        tally.dimensions.iter().find(|told| told.dimension == dimension.dimension)?.score
    };
    let rows = state.details.form.dimensions.iter().map(|dimension| {
        vec![
            Value::text(&dimension.label),
            Value::word(dimension.aspect.words_key()),
            Value::Fraction { num: i64::from(dimension.weight), den: 100, digits: 2 },
            score(tallied(dimension)),
        ]
    });
    parts::table("form", "party-form", &columns, rows.collect())
}

fn bands(details: &Evaluation) -> Table {
    let columns = ["party-band", "party-code", "party-points"];
    let row = |band: &Band| vec![Value::text(&band.label), Value::text(&band.band), Value::count(band.score)];
    parts::table("bands", "party-bands", &columns, details.form.bands.iter().map(row).collect())
}

fn groups(state: &EvaluationState, kept: &Kept, standing: &Standing) -> Table {
    let columns = [
        "party-group",
        "party-electorate",
        "party-issued",
        "party-returned",
        "party-invalid",
        "party-tellers",
        "party-event",
    ];
    let rows = state.details.electorate.groups.iter().map(|group| {
        let count = state.counts.get(&group.group);
        let ballots = |of: fn(&crate::event::ballot::GroupCount) -> u32| {
            count.map_or(Value::None, |count| Value::count(of(count)))
        };
        let counted = kept.counted.get(&group.group);
        vec![
            Value::text(&group.label),
            Value::count(group.size),
            ballots(|count| count.issued),
            ballots(|count| count.returned),
            ballots(|count| count.invalid),
            counted.map_or(Value::None, |(tellers, _)| {
                parts::several(tellers.iter().map(|teller| parts::person(teller, standing)).collect())
            }),
            counted.map_or(Value::None, |(_, mark)| mark.link()),
        ]
    });
    parts::table("groups", "party-groups", &columns, rows.collect())
}

/// One row for each question and answer: bands are the form's own and cannot be columns.
fn counts(details: &Evaluation, sum: &Tally) -> Table {
    let columns = ["party-dimension", "party-aspect", "party-band", "party-ballots", "party-share"];
    let mut rows = Vec::new();
    for (asked, told) in details.form.dimensions.iter().zip(&sum.dimensions) {
        let mut row = |band: Value, ballots: u64| {
            let (label, aspect) = (Value::text(&asked.label), Value::word(asked.aspect.words_key()));
            rows.push(vec![label, aspect, band, Value::count(ballots), percent(ballots, sum.valid())]);
        };
        for band in &details.form.bands {
            row(Value::text(&band.label), told.judged(&band.band));
        }
        row(Value::word("party-blank"), told.blank);
    }
    parts::table("counts", "party-counts", &columns, rows)
}

/// The same by group, as counted: from these anyone can add up the rest.
fn counts_by_group(state: &EvaluationState) -> Table {
    let columns = ["party-group", "party-dimension", "party-band", "party-ballots"];
    let details = &state.details;
    let mut rows = Vec::new();
    for group in &details.electorate.groups {
        let Some(count) = state.counts.get(&group.group) else { continue };
        for (asked, counted) in details.form.dimensions.iter().zip(&count.dimensions) {
            let mut row = |band: Value, ballots: u32| {
                rows.push(vec![Value::text(&group.label), Value::text(&asked.label), band, Value::count(ballots)]);
            };
            for band in &details.form.bands {
                row(Value::text(&band.label), counted.bands.get(&band.band).copied().unwrap_or(0));
            }
            row(Value::word("party-blank"), counted.blank);
        }
    }
    parts::table("counts-by-group", "party-counts-by-group", &columns, rows)
}
