//! Who must sign for an amount and who must stand aside, and what was budgeted.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::{Code, Line};
use crate::base::limits;
use crate::base::problem::Problem;
use crate::base::time::Day;
use crate::event::mandate::Role;
use crate::event::policy::{Need, Tier};
use crate::event::posting::{BudgetLine, Flow};
use crate::rules::check::{Case, Verdict, demand, wording};
use crate::rules::standing::mandates::Mandates;

/// The category is one the policy lists.
pub fn category_known(flow: Flow, category: &Code, case: &Case<'_>) -> Verdict {
    let policy = case.policy()?;
    let listed = match flow {
        Flow::Income => &policy.income,
        Flow::Expense => &policy.expense,
    };
    demand(listed.contains_key(category), || Problem::refused("category-unknown").with("category", category))
}

/// Those who decide on the payment have no interest in it, and enough persons with no tie to it countersigned.
pub fn countersigned(amount: i64, actors: &[(Role, Code)], payee: &Line, case: &Case<'_>) -> Verdict {
    let mandates = &case.standing.mandates;
    for (role, person) in actors {
        let decides = matches!(role, Role::Handler | Role::Witness | Role::Approver);
        demand(!(decides && mandates.interested(person, payee)), || {
            Problem::refused("interested-must-stand-aside")
                .with("person", mandates.name_of(person))
                .with_word("role", role.words_key())
                .with("payee", payee)
        })?;
    }
    let policy = case.policy()?;
    let (_, tier) = policy.tier(amount).ok_or_else(|| Problem::refused("tiers-not-ascending"))?;
    let aside = set_aside(actors, payee, case);
    tier.countersign.iter().try_for_each(|need| counted(need, amount, tier, &aside, case))
}

/// The signers whose countersignature cannot count, and because of whom: a person who acted and to whom they are
/// close, or the payee.
fn set_aside<'a>(actors: &[(Role, Code)], payee: &Line, case: &Case<'a>) -> BTreeMap<&'a Code, String> {
    let mandates = &case.standing.mandates;
    let tie = |person: &Code| tie(person, actors, payee, mandates);
    case.signers.iter().filter_map(|signer| tie(&signer.person).map(|tie| (&signer.person, tie))).collect()
}

fn tie(person: &Code, actors: &[(Role, Code)], payee: &Line, mandates: &Mandates) -> Option<String> {
    if mandates.interested(person, payee) {
        return Some(payee.to_string());
    }
    let close = actors.iter().find(|(_, actor)| mandates.close(person, actor));
    close.map(|(_, actor)| mandates.name_of(actor))
}

/// Enough persons from the seats of `need` countersigned, those set aside not counted.
fn counted(need: &Need, amount: i64, tier: &Tier, aside: &BTreeMap<&Code, String>, case: &Case<'_>) -> Verdict {
    let from_seats = case.people_from(need);
    let (without, with): (Vec<&Code>, Vec<&Code>) = from_seats.into_iter().partition(|p| !aside.contains_key(p));
    let found = without.len();
    demand(found as u64 >= u64::from(need.at_least), || {
        let code = if with.is_empty() { "countersign-missing" } else { "countersign-set-aside" };
        let name = |person: &&Code| format!("{} ({})", case.standing.mandates.name_of(person), aside[*person]);
        Problem::refused(code)
            .with("amount", case.money(amount))
            .with_told("seats", |lang| wording::seats(&need.seats, lang))
            .with("needed", need.at_least)
            .with("found", found)
            .with("aside", with.iter().map(name).collect::<Vec<_>>().join(", "))
            .with("source", &tier.source)
    })
}

/// The budget can be set.
pub fn budget_fits(year: i16, lines: &[BudgetLine], matter: &Code, case: &Case<'_>) -> Verdict {
    let now = case.at.day.month().year();
    demand((now.saturating_sub(1)..=now.saturating_add(1)).contains(&year), || {
        Problem::refused("budget-year-unbelievable").with("found", year).with("now", now)
    })?;
    demand(!lines.is_empty(), || Problem::refused("budget-empty").with("year", year))?;
    demand(lines.len() <= limits::LIST_ITEMS, || {
        Problem::refused("list-too-long").with("found", lines.len()).with("limit", limits::LIST_ITEMS)
    })?;
    let mut seen = BTreeSet::new();
    let mut sum: i128 = 0;
    for line in lines {
        demand(seen.insert(&line.line), || Problem::refused("budget-line-twice").with("line", &line.line))?;
        category_known(line.flow, &line.category, case)?;
        sum += i128::from(line.amount);
        demand(line.amount >= 0 && sum <= i128::from(limits::AMOUNT), || {
            Problem::refused("budget-amount-out-of-range").with("line", &line.line)
        })?;
    }
    keeps_former(year, lines, matter, case)
}

/// A year's former budget gives way to another resolution only, and none of its lines is lost.
fn keeps_former(year: i16, lines: &[BudgetLine], matter: &Code, case: &Case<'_>) -> Verdict {
    let Some(former) = case.standing.books.budget(year) else { return Ok(()) };
    demand(former.matter != *matter, || {
        Problem::refused("budget-set-already").with("year", year).with("matter", matter)
    })?;
    let same = |one: &BudgetLine, two: &BudgetLine| {
        (&one.line, one.flow, &one.category) == (&two.line, two.flow, &two.category)
    };
    match former.lines.iter().find(|old| !lines.iter().any(|new| same(old, new))) {
        None => Ok(()),
        Some(lost) => {
            Err(Problem::refused("budget-line-lost").with("line", &lost.line).with("category", &lost.category))
        }
    }
}

/// The budget line exists and has the category.
pub fn budget_line_known(line: &Code, what: (Flow, &Code), on: Day, case: &Case<'_>) -> Verdict {
    let year = on.month().year();
    let budget = case.standing.books.budget(year);
    let budget = budget.ok_or_else(|| Problem::refused("budget-missing").with("year", year))?;
    let found = budget.line(line);
    let found = found.ok_or_else(|| Problem::refused("budget-line-unknown").with("line", line).with("year", year))?;
    demand((found.flow, &found.category) == what, || {
        Problem::refused("budget-line-of-other-category")
            .with("line", line)
            .with_word("flow", found.flow.words_key())
            .with("category", &found.category)
            .with("found", what.1)
    })
}
