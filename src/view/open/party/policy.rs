//! The policy in force: every figure the rules judge by, each with where it comes from.
//!
//! Each entry was judged by the policy in force when it was accepted; the former ones are named here and stand whole
//! in their events.

use serde::{Deserialize, Serialize};

use crate::base::code::Code;
use crate::base::hash::Hash;
use crate::base::words::Bi;
use crate::event::authority::sort_key;
use crate::event::effect::Effect;
use crate::event::kind::KindInfo;
use crate::event::mandate::MandateEffect;
use crate::event::policy::{Need, Policy, SeatPattern, StepRule};
use crate::rules::standing::Standing;
use crate::view::document::{Content, Table, Value};
use crate::view::open::party::parts::{self, Mark};
use crate::view::open::party::wording;
use crate::view::recorded::Recorded;
use crate::view::tables;

/// What is kept of policies beyond the one in force.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Policies {
    set: Vec<(Bi, Hash, Mark)>,
}

impl Policies {
    /// Takes in the next entry.
    pub fn fold(&mut self, recorded: &Recorded) {
        for effect in &recorded.effects {
            if let Effect::Mandate(MandateEffect::PolicySet(policy)) = effect {
                self.set.push((policy.title.clone(), policy.digest(), Mark::of(recorded)));
            }
        }
    }

    /// The document; without a figure before there is a policy.
    pub fn content(&self, standing: &Standing) -> Content {
        let mut content = parts::content("party/policy", "party-policy", standing);
        let Some(policy) = &standing.policy else { return content };
        let digest = policy.digest();
        let resolution = standing
            .authorities
            .matters()
            .find(|state| state.adopted() && state.matter.policy == Some(digest))
            .map_or(Value::None, |state| parts::resolution(&state.matter.matter, standing));
        content.facts = parts::facts(vec![
            ("party-policy-title", Value::Bi(policy.title.clone())),
            ("party-profile", Value::text(format!("{} {}", policy.profile, policy.edition))),
            ("party-policy-digest", Value::Digest(digest)),
            ("party-policy-since", self.set.last().map_or(Value::None, |(_, _, mark)| Value::Day(mark.day))),
            ("party-event", self.set.last().map_or(Value::None, |(_, _, mark)| mark.link())),
            ("party-policy-resolution", resolution),
        ]);
        content.tables = vec![
            tiers(policy),
            countersigns(policy),
            matters(policy),
            quorums(policy),
            roles(policy),
            apart(policy),
            clocks(policy),
            evaluation(policy),
            signatures(policy),
            categories(policy),
            sources(policy),
            self.history(),
        ];
        // A policy from before there were such figures has no table of them, so its document stays what it was.
        if !policy.periods.is_empty() || !policy.figures.is_empty() {
            content.tables.insert(7, figures(policy));
        }
        // A policy without any is shown as it always was.
        content.tables.extend(safeguards(policy));
        content.notes = vec!["party-note-policy".into()];
        content
    }

    fn history(&self) -> Table {
        let columns = ["party-policy-title", "party-policy-digest", "party-policy-since", "party-event"];
        let row = |(title, digest, mark): &(Bi, Hash, Mark)| {
            vec![Value::Bi(title.clone()), Value::Digest(*digest), Value::Day(mark.day), mark.link()]
        };
        parts::table("history", "party-policies", &columns, self.set.iter().rev().map(row).collect())
    }
}

fn safeguards(policy: &Policy) -> Option<Table> {
    let excellent = &policy.evaluation.excellent;
    let tallied = excellent.of_tallied.then_some(("safeguard-of-tallied", &excellent.source));
    let all = policy.safeguards.in_force().chain(tallied);
    let rows: Vec<_> = all.map(|(word, source)| sourced(vec![Value::word(word)], policy, source)).collect();
    let columns = ["party-safeguard", "party-source-rank", "party-source"];
    (!rows.is_empty()).then(|| parts::table("safeguards", "party-safeguards", &columns, rows))
}

/// A row and where its figures come from.
fn sourced(mut row: Vec<Value>, policy: &Policy, source: &Code) -> Vec<Value> {
    row.extend(wording::cited(policy, source));
    row
}

fn patterns(seats: &[SeatPattern]) -> Value {
    parts::several(seats.iter().map(wording::pattern).collect())
}

fn steps(steps: &[StepRule]) -> Value {
    parts::several(steps.iter().map(|rule| wording::step(*rule)).collect())
}

/// From which amount on a tier applies, and below which.
fn range(policy: &Policy, tier: usize) -> [Value; 2] {
    let below = |tier: usize| policy.tiers.get(tier).and_then(|tier| tier.below);
    let from = tier.checked_sub(1).and_then(below).unwrap_or(0);
    [Value::Money(from), below(tier).map_or(Value::word("party-no-limit"), Value::Money)]
}

fn tiers(policy: &Policy) -> Table {
    let columns = ["party-amount-from", "party-amount-below", "party-steps", "party-source-rank", "party-source"];
    let rows = policy.tiers.iter().enumerate().map(|(at, tier)| {
        let mut row = range(policy, at).to_vec();
        row.push(steps(&tier.steps));
        sourced(row, policy, &tier.source)
    });
    parts::table("tiers", "party-tiers", &columns, rows.collect())
}

fn countersigns(policy: &Policy) -> Table {
    let columns = [
        "party-amount-from",
        "party-amount-below",
        "party-at-least",
        "party-any-of",
        "party-source-rank",
        "party-source",
    ];
    let rows = policy.tiers.iter().enumerate().flat_map(|(at, tier)| {
        tier.countersign.iter().map(move |need| {
            let mut row = range(policy, at).to_vec();
            row.extend([Value::count(need.at_least), patterns(&need.seats)]);
            sourced(row, policy, &tier.source)
        })
    });
    parts::table("countersigns", "party-countersigns", &columns, rows.collect())
}

fn matters(policy: &Policy) -> Table {
    let columns = ["party-sort", "party-steps", "party-source-rank", "party-source"];
    let rows = policy
        .matters
        .iter()
        .map(|rule| sourced(vec![Value::word(rule.sort.words_key()), steps(&rule.steps)], policy, &rule.source));
    parts::table("matters", "party-matters", &columns, rows.collect())
}

fn quorums(policy: &Policy) -> Table {
    let columns = [
        "party-body-sort",
        "party-present-rule",
        "party-carried-rule",
        "party-carried-of",
        "party-source-rank",
        "party-source",
    ];
    let rows = policy.quorums.iter().map(|rule| {
        let row = vec![
            Value::word(sort_key(rule.sort)),
            wording::threshold(rule.present),
            wording::threshold(rule.carried),
            wording::whole(rule.carried_of),
        ];
        sourced(row, policy, &rule.source)
    });
    parts::table("quorums", "party-quorums", &columns, rows.collect())
}

fn roles(policy: &Policy) -> Table {
    let columns = ["party-role", "party-any-of", "party-source-rank", "party-source"];
    let rows = policy
        .roles
        .iter()
        .map(|rule| sourced(vec![Value::word(rule.role.words_key()), patterns(&rule.seats)], policy, &rule.source));
    parts::table("roles", "party-roles", &columns, rows.collect())
}

fn apart(policy: &Policy) -> Table {
    let columns = ["party-one", "party-two", "party-relatives-too", "party-source-rank", "party-source"];
    let rows = policy.apart.iter().map(|rule| {
        let relatives = Value::word(if rule.relatives { "party-yes" } else { "party-no" });
        let row = vec![wording::pattern(&rule.one), wording::pattern(&rule.other), relatives];
        sourced(row, policy, &rule.source)
    });
    parts::table("apart", "party-apart", &columns, rows.collect())
}

fn clocks(policy: &Policy) -> Table {
    let clocks = &policy.clocks;
    let named = [
        ("party-clock-display", &clocks.display),
        ("party-clock-statement", &clocks.statement),
        ("party-clock-late-entry", &clocks.late_entry),
        ("party-clock-rectification", &clocks.rectification),
        ("party-clock-takeover", &clocks.takeover),
        ("party-clock-result", &clocks.result),
        ("party-clock-vacancy", &clocks.vacancy),
    ];
    let columns = ["party-figure", "party-days", "party-source-rank", "party-source"];
    let row = |(word, period): (&str, &crate::event::policy::Period)| {
        sourced(vec![Value::word(word), Value::count(period.days)], policy, &period.source)
    };
    parts::table("clocks", "party-clocks", &columns, named.into_iter().map(row).collect())
}

/// Further periods and figures, which kinds of events and flags ask for by code.
fn figures(policy: &Policy) -> Table {
    let columns = ["party-figure", "party-value", "party-unit", "party-source-rank", "party-source"];
    let periods = policy.periods.iter().map(|(code, period)| {
        let unit = if period.working { "party-working-days" } else { "party-calendar-days" };
        (format!("clock-{code}"), Value::count(period.days), Value::word(unit), &period.source)
    });
    let figures = policy
        .figures
        .iter()
        .map(|(code, figure)| (format!("limit-{code}"), tables::figure(&figure.value), Value::None, &figure.source));
    let rows = periods
        .chain(figures)
        .map(|(word, value, unit, source)| sourced(vec![Value::Word(word), value, unit], policy, source));
    parts::table("figures", "party-figures", &columns, rows.collect())
}

fn evaluation(policy: &Policy) -> Table {
    let rule = &policy.evaluation;
    let figures = [
        ("party-judging-chaired-by", Value::word(sort_key(rule.chaired_by)), &rule.source),
        ("party-judging-apart", Value::count(rule.apart.days), &rule.apart.source),
        ("party-judging-late-opening", Value::count(rule.late_opening.days), &rule.late_opening.source),
        ("party-judging-turnout", wording::threshold(rule.turnout.returned), &rule.turnout.source),
        ("party-judging-best-band", wording::band(&rule.excellent.band), &rule.excellent.source),
        ("party-judging-best-cap", Value::text(rule.excellent.cap), &rule.excellent.source),
        ("party-judging-worst-band", wording::band(&rule.failing.band), &rule.failing.source),
        ("party-judging-worst-share", wording::threshold(rule.failing.share), &rule.failing.source),
        ("party-judging-vacancy", Value::count(rule.vacancy.failing_in_a_row), &rule.vacancy.source),
        ("party-judging-remarks-by", patterns(&rule.remarks.by), &rule.remarks.source),
        (
            "party-judging-categories",
            parts::several(rule.remarks.categories.values().cloned().map(Value::Bi).collect()),
            &rule.remarks.source,
        ),
    ];
    let columns = ["party-figure", "party-value", "party-source-rank", "party-source"];
    let rows = figures.into_iter().map(|(word, value, source)| sourced(vec![Value::word(word), value], policy, source));
    parts::table("evaluation", "party-judging", &columns, rows.collect())
}

/// One row for each group of signers a kind of event needs, and one for a kind that needs none but those it names.
fn signatures(policy: &Policy) -> Table {
    let columns = ["party-what", "party-at-least", "party-any-of", "party-source-rank", "party-source"];
    let mut rows = Vec::new();
    let own = policy.signatures.iter().map(|(kind, rule)| (kind, &rule.needs, &rule.source));
    let shared = policy.signers.values();
    let shared = shared.flat_map(|rule| rule.kinds.iter().map(move |kind| (kind, &rule.needs, &rule.source)));
    for (kind, needs, source) in own.chain(shared) {
        let title = Value::Word(KindInfo::words_key(kind));
        let row = |need: &Need| vec![title.clone(), Value::count(need.at_least), patterns(&need.seats)];
        let mut needs: Vec<_> = needs.iter().map(row).collect();
        if needs.is_empty() {
            needs.push(vec![title, Value::None, Value::word("party-only-those-named")]);
        }
        rows.extend(needs.into_iter().map(|row| sourced(row, policy, source)));
    }
    parts::table("signatures", "party-signatures-needed", &columns, rows)
}

fn categories(policy: &Policy) -> Table {
    let columns = ["party-flow", "party-code", "party-category"];
    let income = policy.income.iter().map(|named| ("flow-income", named));
    let expense = policy.expense.iter().map(|named| ("flow-expense", named));
    let rows = income
        .chain(expense)
        .map(|(flow, (code, name))| vec![Value::word(flow), Value::text(code), Value::Bi(name.clone())]);
    parts::table("categories", "party-categories", &columns, rows.collect())
}

fn sources(policy: &Policy) -> Table {
    let columns = ["party-code", "party-source-rank", "party-source"];
    let rows = policy.sources.keys().map(|code| sourced(vec![Value::text(code)], policy, code));
    parts::table("sources", "party-sources", &columns, rows.collect())
}
