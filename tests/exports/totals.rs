//! Every published total, added up again from the exported files alone.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::made::made;
use crate::rows::{Row, whole};

/// A sum by what a row says.
fn sums(rows: &[&Row], key: &str, amount: &str) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for row in rows {
        *sums.entry(row[key].clone()).or_default() += whole(row, amount);
    }
    sums
}

fn fact(document: &Value, label: &str) -> Value {
    let facts = document["facts"].as_array().unwrap();
    facts.iter().find(|fact| fact["label"] == label).map_or(Value::Null, |fact| fact["value"].clone())
}

/// A table of texts and amounts: what its first column says in Chinese, and the money of a later one.
fn amounts(rows: &[Value], name: usize, money: usize) -> BTreeMap<String, i64> {
    let said = |cell: &Value| cell["bi"]["zh"].as_str().or(cell["text"].as_str()).unwrap().to_owned();
    rows.iter().map(|row| (said(&row[name]), row[money]["money"].as_i64().unwrap())).collect()
}

fn without_zeros(mut sums: BTreeMap<String, i64>) -> BTreeMap<String, i64> {
    sums.retain(|_, sum| *sum != 0);
    sums
}

#[test]
fn the_lines_of_a_movement_add_up_to_zero_and_balances_run_on() {
    let lines = made().rows("finance");
    let mut left: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    let mut held: BTreeMap<&str, i64> = BTreeMap::new();
    for row in &lines.rows {
        *left.entry((&row["event_id"], &row["reverses"])).or_default() += whole(row, "amount_minor");
        if ["bank", "cash"].contains(&row["class"].as_str()) {
            let held = held.entry(&row["account"]).or_default();
            *held += whole(row, "amount_minor");
            assert_eq!(*held, whole(row, "balance_after_minor"), "{row:?}");
        } else {
            assert_eq!(row["balance_after_minor"], "");
        }
        let decimal: String = row["amount"].chars().filter(|c| *c != '.').collect();
        assert_eq!(decimal.parse::<i64>().unwrap(), whole(row, "amount_minor"));
    }
    assert!(left.len() > 200 && left.values().all(|sum| *sum == 0));
    let accounts = amounts(&made().table("finance", "accounts"), 1, 2);
    assert_eq!(accounts, held.into_iter().map(|(account, sum)| (account.to_owned(), sum)).collect());
}

#[test]
fn the_figures_of_every_month_by_category_and_account_come_from_the_lines() {
    let lines = made().rows("finance");
    let mut held: BTreeMap<String, i64> = BTreeMap::new();
    let mut months = 0;
    for month in &made().rows("finance_months").rows {
        let within: Vec<&Row> =
            lines.rows.iter().filter(|row| row["occurred_on"].starts_with(&month["month"])).collect();
        let of = |class: &str| -> Vec<&Row> { within.iter().copied().filter(|row| row["class"] == class).collect() };
        let sum = |class: &str| of(class).iter().map(|row| whole(row, "amount_minor")).sum::<i64>();
        let before: i64 = held.values().sum::<i64>() - sum("opening");
        for row in within.iter().filter(|row| !row["balance_after_minor"].is_empty()) {
            *held.entry(row["account"].clone()).or_default() += whole(row, "amount_minor");
        }
        let figures = [before, -sum("income"), sum("expense"), held.values().sum(), sum("taken_over_expense")];
        let columns = ["opening_minor", "income_minor", "expense_minor", "closing_minor", "taken_over_minor"];
        assert_eq!(figures, columns.map(|column| whole(month, column)), "{month:?}");

        let path = format!("finance/{}", month["month"]);
        let document = made().published(&path);
        let labels = ["fact-opening", "fact-income", "fact-expense", "fact-closing"];
        assert_eq!(figures[..4], labels.map(|label| fact(&document, label)["money"].as_i64().unwrap()), "{path}");
        let mut income = sums(&of("income"), "account_name_zh", "amount_minor");
        income.values_mut().for_each(|sum| *sum = -*sum);
        assert_eq!(income, amounts(&made().table(&path, "income"), 0, 1), "{path}");
        let expense = sums(&of("expense"), "account_name_zh", "amount_minor");
        assert_eq!(expense, amounts(&made().table(&path, "expense"), 0, 1), "{path}");
        let ends = amounts(&made().table(&path, "accounts"), 1, 2);
        assert_eq!(without_zeros(held.clone()), without_zeros(ends), "{path}");
        months += 1;
    }
    assert_eq!(months, made().table("finance", "months").len());
}

#[test]
fn budgets_and_permissions_come_from_the_lines() {
    let lines = made().rows("finance");
    let published: BTreeMap<(String, String), [i64; 3]> = made()
        .table("finance", "budget")
        .iter()
        .map(|row| {
            let texts = [&row[0], &row[3]].map(|cell| cell["text"].as_str().unwrap().to_owned());
            (texts.into(), [4, 5, 6].map(|at| row[at]["money"].as_i64().unwrap()))
        })
        .collect();
    let budget = made().rows("finance_budget");
    assert_eq!(budget.rows.len(), published.len());
    for line in &budget.rows {
        let own = |row: &&Row| ["budget_year", "budget_line"].iter().all(|column| row[*column] == line[*column]);
        let used: i64 = lines.rows.iter().filter(own).map(counted).sum();
        let figures = [whole(line, "budgeted_minor"), used, whole(line, "budgeted_minor") - used];
        assert_eq!(figures, ["budgeted_minor", "used_minor", "left_minor"].map(|column| whole(line, column)));
        assert_eq!(figures, published[&(line["budget_year"].clone(), line["budget_line"].clone())], "{line:?}");
    }

    let of_event: BTreeMap<&str, &Row> = lines.rows.iter().map(|row| (row["event_id"].as_str(), row)).collect();
    let mut permitted = 0;
    for matter in made().rows("resolutions").rows.iter().filter(|row| !row["cap_minor"].is_empty()) {
        let rests = |row: &&Row| {
            let undone = of_event.get(row["reverses"].as_str()).unwrap_or(row);
            undone["resolution"] == matter["resolution"]
        };
        let used: i64 = lines.rows.iter().filter(rests).map(counted).sum();
        if matter["state"] != "adopted" {
            assert_eq!((used, matter["used_minor"].as_str(), matter["left_minor"].as_str()), (0, "", ""), "{matter:?}");
            continue;
        }
        assert_eq!(
            (used, whole(matter, "cap_minor") - used),
            (whole(matter, "used_minor"), whole(matter, "left_minor"))
        );
        let document = made().published(&format!("party/resolution/{}", matter["resolution"]));
        assert_eq!(fact(&document, "party-used")["money"], used, "{matter:?}");
        permitted += 1;
    }
    assert!(permitted > 90, "{permitted}");
}

/// What a line counts against a budget line or a resolution.
fn counted(row: &Row) -> i64 {
    match row["class"].as_str() {
        "expense" => whole(row, "amount_minor"),
        "income" => -whole(row, "amount_minor"),
        _ => 0,
    }
}

#[test]
fn the_counts_of_every_step_come_from_the_roll() {
    let votes = made().rows("resolution_votes");
    let mut of_step: BTreeMap<(String, String), Vec<&Row>> = BTreeMap::new();
    for row in &votes.rows {
        of_step.entry((row["resolution"].clone(), row["step_no"].clone())).or_default().push(row);
    }
    let steps = made().rows("resolution_steps");
    for step in &steps.rows {
        let roll = &of_step[&(step["resolution"].clone(), step["step_no"].clone())];
        let said = |column: &str, said: &str| roll.iter().filter(|row| row[column] == said).count();
        let present = said("present", "true");
        let (yes, no) = (said("vote", "for"), said("vote", "against"));
        let counts = [roll.len(), present, yes, no, present - yes - no].map(|count| i64::try_from(count).unwrap());
        let columns = ["due", "present", "for", "against", "abstain"];
        assert_eq!(counts, columns.map(|column| whole(step, column)), "{step:?}");
        let path = format!("party/resolution/{}", step["resolution"]);
        let published = &made().table(&path, "steps")[usize::try_from(whole(step, "step_no")).unwrap() - 1];
        assert_eq!(counts, [3, 4, 5, 6, 7].map(|at| published[at]["count"].as_i64().unwrap()), "{path}");
    }
    assert_eq!(of_step.len(), steps.rows.len());
    assert!(steps.rows.len() > 250, "{}", steps.rows.len());
}

#[test]
fn bands_of_evaluations_are_the_sums_over_groups() {
    let counts = made().rows("evaluation_counts");
    for result in &made().rows("evaluation").rows {
        let own = counts.with("evaluation", &result["evaluation"]);
        let path = format!("party/evaluation/{}", result["evaluation"]);
        let published: BTreeMap<String, i64> = made()
            .table(&path, "counts")
            .iter()
            .filter(|row| row[2].get("text").is_some())
            .map(|row| {
                let [asked, band] = [&row[0], &row[2]].map(|cell| cell["text"].as_str().unwrap());
                (format!("{asked}/{band}"), row[3]["count"].as_i64().unwrap())
            })
            .collect();
        let mut summed: BTreeMap<String, i64> = BTreeMap::new();
        let mut groups = BTreeMap::new();
        for row in &own {
            if row["answer"] != "blank" {
                let key = format!("{}/{}", row["dimension_name"], row["answer_name"]);
                *summed.entry(key).or_default() += whole(row, "ballots");
            }
            groups.insert(&row["group"], ["group_size", "issued", "returned", "invalid"].map(|name| whole(row, name)));
        }
        assert_eq!(summed, published, "{path}");
        let totals = groups.values().fold([0; 4], |sum, group| [0, 1, 2, 3].map(|at| sum[at] + group[at]));
        assert_eq!(totals, ["electorate", "issued", "returned", "invalid"].map(|column| whole(result, column)));
        assert_eq!(score(&own), whole(result, "score_thousandths"), "{path}");
        let shown = fact(&made().published(&path), "party-score");
        assert_eq!(shown["fraction"]["num"], whole(result, "score_thousandths"), "{path}");
    }
}

/// The score in thousandths of a point: that of each question, rounded, then weighed.
fn score(rows: &[&Row]) -> i64 {
    let asked: BTreeSet<&str> = rows.iter().map(|row| row["dimension"].as_str()).collect();
    let mut weighed = 0;
    for dimension in asked {
        let own = rows.iter().filter(|row| row["dimension"] == dimension && row["answer"] != "blank");
        let (mut points, mut ballots, mut weight) = (0, 0, 0);
        for row in own {
            points += whole(row, "answer_score") * whole(row, "ballots") * 1000;
            ballots += whole(row, "ballots");
            weight = whole(row, "weight_bp");
        }
        weighed += weight * rounded(points, ballots);
    }
    rounded(weighed, 10_000)
}

/// A quotient of numbers not below 0, a half rounded up.
fn rounded(dividend: i64, divisor: i64) -> i64 {
    (2 * dividend + divisor) / (2 * divisor)
}

#[test]
fn what_lies_where_is_the_sum_of_what_moved() {
    let moved = made().rows("points");
    let mut sums: BTreeMap<[&str; 4], i64> = BTreeMap::new();
    let mut zero: BTreeMap<[&str; 3], i64> = BTreeMap::new();
    for row in &moved.rows {
        *sums.entry(["unit", "side", "place", "bound_to"].map(|column| row[column].as_str())).or_default() +=
            whole(row, "quantity");
        *zero.entry(["event_id", "unit", "reverses"].map(|column| row[column].as_str())).or_default() +=
            whole(row, "quantity");
    }
    assert!(zero.len() > 40 && zero.values().all(|sum| *sum == 0));
    let held = made().rows("holdings");
    for row in &held.rows {
        let key = ["unit", "side", "place", "bound_to"].map(|column| row[column].as_str());
        assert_eq!(sums[&key], whole(row, "quantity"), "{row:?}");
    }
    assert_eq!(sums.len(), held.rows.len());

    let mut shown = 0;
    for unit in ["points", "minutes"] {
        for row in made().table("services", unit).iter().filter(|row| row[0]["word"] == "side-holder") {
            let place = row[1]["text"].as_str().unwrap();
            assert_eq!(row[3]["count"], sums[&[unit, "holder", place, ""]], "{unit} of {place}");
            shown += 1;
        }
    }
    for row in made().table("services", "goods") {
        let unit = format!("goods:{}", row[0]["text"].as_str().unwrap());
        let key = [&unit, "holder", row[1]["text"].as_str().unwrap(), row[2]["text"].as_str().unwrap_or_default()];
        assert_eq!(row[3]["count"], sums[&key]);
        shown += 1;
    }
    assert!(shown >= 8, "{shown}");
}

#[test]
fn cases_are_counted_and_late_as_published() {
    let cases = made().rows("cases");
    let mut all = 0;
    for row in made().table("services", "sorts") {
        let path = row[0]["document"]["path"].as_str().unwrap().to_owned();
        let own = cases.with("sort", path.strip_prefix("services/").unwrap());
        let open = own.iter().filter(|row| row["state"] != "ended").count();
        let late = own.iter().filter(|row| row["state"] == "overdue").count();
        assert_eq!([1, 2, 3].map(|at| row[at]["count"].as_u64().unwrap()), [own.len(), open, late].map(|n| n as u64));
        all += own.len();
    }
    assert_eq!(all, cases.rows.len());
    let stages = made().rows("case_stages");
    for case in &cases.rows {
        let own = stages.rows.iter().filter(|row| row["case"] == case["case"] && row["sort"] == case["sort"]);
        assert_eq!(own.count().to_string(), case["stages"]);
    }
    let grid = made().rows("grid");
    assert_eq!(grid.rows.len(), cases.with("sort", "grid").len() + cases.with("sort", "grid-issue").len());
}

#[test]
fn flags_point_at_as_much_as_published() {
    let flags = made().rows("flags");
    let mut seen = 0;
    for row in made().table("flags", "rules") {
        let path = row[0]["document"]["path"].as_str().unwrap().to_owned();
        let own = flags.with("rule", path.strip_prefix("flags/").unwrap());
        let open = own.iter().filter(|row| row["answered"] == "false").count();
        let raised = own.iter().filter(|row| row["level"] == "raised").count();
        let counts = [2, 3, 4].map(|at| row[at]["count"].as_u64().unwrap());
        assert_eq!(counts, [own.len(), raised, open].map(|count| count as u64), "{path}");
        assert_eq!(made().table(&path, "hits").len(), own.len(), "{path}");
        seen += own.len();
    }
    assert_eq!(seen, flags.rows.len());
}

#[test]
fn days_shown_and_lateness_come_from_the_days() {
    let posted = made().rows("openness");
    let day = |row: &Row, column: &str| row[column].parse::<jiff::civil::Date>().unwrap();
    for row in &posted.rows {
        let shown = day(row, "posted_on").until(day(row, "shown_until")).unwrap().get_days() + 1;
        assert_eq!(i64::from(shown), whole(row, "days_shown"), "{row:?}");
    }
    let due = made().rows("openness_due");
    for row in &due.rows {
        let late = !row["done_on"].is_empty() && day(row, "done_on") > day(row, "due_on");
        match row["state"].as_str() {
            "done" => assert!(!late, "{row:?}"),
            "done_late" => assert!(late, "{row:?}"),
            _ => assert_eq!(row["done_on"], "", "{row:?}"),
        }
    }
    assert!(posted.rows.len() > 10 && due.rows.len() > 10);
}
