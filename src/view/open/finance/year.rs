//! Twelve months by category, told beside the overview: what was spent on what, whatever the month.

use std::collections::BTreeMap;

use crate::base::code::Code;
use crate::base::time::Month;
use crate::base::words::Bi;
use crate::event::posting::Flow;
use crate::view::document::{Table, Value};
use crate::view::open::finance::Finance;
use crate::view::open::finance::month::sums_table;

/// Months taken together, the newest that has movements among them.
const MONTHS: usize = 12;

impl Finance {
    /// Spending and income of the last twelve months, the largest first; a flow without movements has no table.
    pub(super) fn year(&self) -> Vec<Table> {
        let newest = self.months.iter().rev().find(|(_, statement)| statement.categories().next().is_some());
        let Some((newest, _)) = newest else { return Vec::new() };
        let first = (1..MONTHS).fold(*newest, |month: Month, _| month.previous());
        let mut sums: BTreeMap<(Flow, &Code), (&Bi, i64)> = BTreeMap::new();
        for (flow, code, name, sum) in self.months.range(first..=*newest).flat_map(|(_, month)| month.categories()) {
            let (last, all) = sums.entry((flow, code)).or_insert((name, 0));
            // A category goes by the name it had last.
            *last = name;
            *all = all.saturating_add(sum);
        }
        let table = |name: &str, caption: &str, flow: Flow| {
            let of = sums.iter().filter(|((of, _), _)| *of == flow);
            let mut rows: Vec<(Value, i64)> = of.map(|(_, (name, sum))| (Value::Bi((*name).clone()), *sum)).collect();
            rows.sort_by_key(|(_, sum)| std::cmp::Reverse(*sum));
            sums_table(name, caption, rows)
        };
        let tables = [
            table("year-expense", "finance-table-year-expense", Flow::Expense),
            table("year-income", "finance-table-year-income", Flow::Income),
        ];
        tables.into_iter().filter(|table| !table.rows.is_empty()).collect()
    }
}
