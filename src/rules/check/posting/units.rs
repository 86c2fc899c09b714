//! Judges movements of points, minutes and goods.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::{Code, EventId};
use crate::base::limits;
use crate::base::problem::Problem;
use crate::base::time::{Day, Written};
use crate::event::unit::{Place, Side, Unit, UnitLine};
use crate::rules::check::{Case, Verdict, demand};
use crate::rules::standing::stocks::opposite;

/// The lines may move so. What is given or used up never goes the other way: that would be an undoing.
pub fn moves(unit: &Unit, on: Day, lines: &[UnitLine], case: &Case<'_>) -> Verdict {
    lines.iter().try_for_each(|line| {
        let forward = match line.place.side {
            Side::Holder => true,
            Side::Source => line.amount < 0,
            Side::Use => line.amount > 0,
        };
        demand(forward, || Problem::refused("move-backward").with("account", &line.place).with("amount", line.amount))
    })?;
    balanced(unit, on, lines, case)
}

fn balanced(unit: &Unit, on: Day, lines: &[UnitLine], case: &Case<'_>) -> Verdict {
    demand(on <= case.at.day, || Problem::refused("move-ahead").with("day", on).with("latest", case.at.day))?;
    demand(!lines.is_empty(), || Problem::refused("units-unbalanced").with("sum", 0))?;
    let mut seen = BTreeSet::new();
    let mut sums: BTreeMap<Option<&Code>, i128> = BTreeMap::new();
    for UnitLine { place, amount } in lines {
        demand(!place.name.as_str().is_empty(), || Problem::refused("place-unnamed").with("account", place))?;
        demand(*amount != 0, || Problem::refused("amount-zero").with("account", place))?;
        demand(amount.unsigned_abs() <= limits::AMOUNT.unsigned_abs(), || {
            Problem::refused("amount-too-large").with("limit", limits::AMOUNT)
        })?;
        demand(seen.insert(place), || Problem::refused("account-twice").with("account", place))?;
        *sums.entry(place.bound_to.as_ref()).or_default() += i128::from(*amount);
    }
    for (purpose, sum) in sums {
        demand(sum == 0, || match purpose {
            Some(purpose) => Problem::refused("bound-to-another-purpose").with("purpose", purpose).with("sum", sum),
            None => Problem::refused("units-unbalanced").with("sum", sum),
        })?;
    }
    let moved = lines.iter().map(|line| line.amount.max(0)).fold(0, i64::saturating_add);
    let left = limits::AMOUNT.saturating_sub(case.standing.books.stocks.turnover(unit)).max(0);
    demand(moved <= left, || Problem::refused("units-full").with("amount", moved).with("left", left))
}

/// So much can be taken from the place.
pub fn holds(unit: &Unit, place: &Place, amount: i64, on: Day, case: &Case<'_>) -> Verdict {
    let holding = case.standing.books.stocks.holding(unit, place);
    let (day, lowest) = holding.map_or((on, 0), |holding| holding.lowest_from(on));
    demand(amount >= 0 && amount <= lowest, || {
        Problem::refused("holding-cannot-cover")
            .with("holder", place)
            .with("unit", unit)
            .with("amount", amount)
            .with("available", lowest)
            .with("day", day)
    })
}

/// Just so much lies at the place.
pub fn stands_at(unit: &Unit, place: &Place, amount: i64, on: Day, case: &Case<'_>) -> Verdict {
    let booked = case.standing.books.stocks.balance(unit, place, on);
    demand(amount == booked, || {
        let refused = Problem::refused("stock-differs").with("holder", place).with("unit", unit).with("day", on);
        refused.with("found", amount).with("booked", booked)
    })
}

/// The person worked nowhere else then.
pub fn free(person: &Code, from: Written, until: Written, case: &Case<'_>) -> Verdict {
    let ended = from.instant() < until.instant() && until.instant() <= case.head.time.instant();
    demand(ended, || Problem::refused("span-unbelievable").with("from", from).with("until", until))?;
    let span = (from.instant(), until.instant());
    case.standing.books.stocks.worked(person, span).map_or(Ok(()), |index| {
        let refused = Problem::refused("worked-elsewhere").with("person", person).with("index", index);
        Err(refused.with("from", from).with("until", until))
    })
}

/// What an event moved can be moved back.
pub fn stand(event: &EventId, on: Day, case: &Case<'_>) -> Verdict {
    let state = case.standing.books.stocks.moves(event);
    let state = state.ok_or_else(|| Problem::refused("moves-unknown").with("event", event))?;
    if let Some(by) = state.undone_by {
        return Err(Problem::refused("moves-undone-already").with("event", event).with("by", by));
    }
    for (unit, before, lines) in &state.moves {
        demand(*before <= on, || {
            Problem::refused("reversal-before-movement").with("found", on).with("earliest", before)
        })?;
        balanced(unit, on, &opposite(lines), case)?;
        for line in lines.iter().filter(|line| line.place.side == Side::Holder && line.amount > 0) {
            holds(unit, &line.place, line.amount, on, case)?;
        }
    }
    Ok(())
}
