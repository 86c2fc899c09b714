//! What the statements and the overview hold, through the real rules; and sums over random movements.

mod story;

use proptest::prelude::*;

use crate::base::code::EventId;
use crate::base::hash::Hash;
use crate::base::time::{Instant, Month, Written};
use crate::base::words::{Lang, has};
use crate::event::kind::Kind;
use crate::event::kinds::finance::taken_over::TakenOver;
use crate::event::payload::Event;
use crate::event::posting::PeriodTotals;
use crate::rules::testing::{ALL, ORIGIN, World, code, day, file, genesis, line};
use crate::view::board::Board;
use crate::view::document::{Content, Table, Value};
use crate::view::open::finance::tests::story::{
    PAYING, account, closing, posted, receive, reviewed, spend, stated, story, transfer, undo,
};
use crate::view::recorded::Recorded;
use crate::view::testing::{board, content};

const JANUARY: &str = "finance/2026-01";

/// The paths of this view alone.
fn paths(board: &Board) -> Vec<String> {
    board.paths().into_iter().filter(|path| path.split('/').next() == Some("finance")).collect()
}

fn digest(world: &World, path: &str) -> Hash {
    content(world, path).digest()
}

fn table<'a>(content: &'a Content, name: &str) -> &'a Table {
    content.tables.iter().find(|table| table.name == name).unwrap()
}

fn fact<'a>(content: &'a Content, label: &str) -> Option<&'a Value> {
    content.facts.iter().find(|fact| fact.label == label).map(|fact| &fact.value)
}

fn money(value: Option<&Value>) -> i64 {
    match value {
        None | Some(Value::None) => 0,
        Some(Value::Money(amount)) => *amount,
        other => panic!("{other:?} is no money"),
    }
}

fn column<'a>(table: &'a Table, key: &str) -> Vec<&'a Value> {
    let at = table.columns.iter().position(|column| column == key).unwrap();
    table.rows.iter().map(|row| &row[at]).collect()
}

fn sum(table: &Table, key: &str) -> i64 {
    column(table, key).into_iter().map(|value| money(Some(value))).sum()
}

fn total(table: &Table, key: &str) -> i64 {
    let at = table.columns.iter().position(|column| column == key).unwrap();
    money(table.totals.as_ref().map(|totals| &totals[at]))
}

/// The facts, totals and balances of a statement against its own rows.
fn adds_up(statement: &Content) {
    let figure = |label: &str| money(fact(statement, label));
    let items = table(statement, "items");
    for (label, column, by_category) in
        [("fact-income", "item-income", "income"), ("fact-expense", "item-expense", "expense")]
    {
        let by_category = table(statement, by_category);
        for found in [sum(items, column), total(items, column), sum(by_category, "finance-amount")] {
            assert_eq!(found, figure(label), "{label} of {}", statement.path);
        }
        assert_eq!(total(by_category, "finance-amount"), figure(label));
    }
    assert_eq!(sum(items, "item-taken-over"), figure("fact-taken-over"));
    assert_eq!(figure("fact-opening") + figure("fact-income") - figure("fact-expense"), figure("fact-closing"));
    if let Some(last) = column(items, "item-balance").last() {
        assert_eq!(money(Some(last)), figure("fact-closing"), "the last balance of {}", statement.path);
    }
    if let Some(ends) = statement.tables.iter().find(|table| table.name == "accounts") {
        assert_eq!(sum(ends, "account-end"), figure("fact-closing"), "the accounts of {}", statement.path);
    }
    let ordered = |row: &Vec<Value>| match (&row[0], &row[1]) {
        (Value::Day(day), Value::Event { index, .. }) => (*day, *index),
        other => panic!("{other:?}"),
    };
    assert!(items.rows.iter().map(ordered).is_sorted(), "{}", statement.path);
}

fn well_formed(content: &Content) {
    let mut keys = vec![content.title.as_str()];
    keys.extend(content.facts.iter().map(|fact| fact.label.as_str()));
    keys.extend(content.notes.iter().map(String::as_str));
    content.facts.iter().for_each(|fact| words(&fact.value, &mut keys));
    for table in &content.tables {
        keys.push(&table.caption);
        keys.extend(table.columns.iter().map(String::as_str));
        for row in table.rows.iter().chain(&table.totals) {
            assert_eq!(row.len(), table.columns.len(), "{} of {}", table.name, content.path);
            for value in row {
                words(value, &mut keys);
            }
        }
    }
    for (key, lang) in keys.iter().flat_map(|key| Lang::ALL.map(|lang| (key, lang))) {
        assert!(has(lang, key), "{key} of {} has no words in {}", content.path, lang.tag());
    }
}

fn words<'a>(value: &'a Value, keys: &mut Vec<&'a str>) {
    match value {
        Value::Word(word) | Value::Badge { word, .. } => keys.push(word),
        Value::Document { label, .. } => words(label, keys),
        Value::List(values) => values.iter().for_each(|value| words(value, keys)),
        _ => {}
    }
}

/// The words of badges in a cell.
fn badges(value: &Value) -> Vec<&str> {
    match value {
        Value::Badge { word, .. } => vec![word.as_str()],
        Value::List(values) => values.iter().flat_map(badges).collect(),
        _ => Vec::new(),
    }
}

/// The badges the overview gives a month.
fn shown(world: &World, month: &str) -> Vec<String> {
    let overview = content(world, "finance");
    let months = table(&overview, "months");
    let month: Month = month.parse().unwrap();
    let is_month = |value: &&Value| matches!(value, Value::Document { label, .. } if **label == Value::Month(month));
    let at = column(months, "month-month").iter().position(is_month).unwrap();
    badges(column(months, "month-shown")[at]).into_iter().map(str::to_owned).collect()
}

fn pretty(content: &Content) -> String {
    serde_json::to_string_pretty(content).unwrap()
}

#[test]
fn every_statement_adds_up_and_is_worded() {
    let board = board(&story());
    let paths = paths(&board);
    let expected = ["finance", "finance/2026-02", "finance/2026-01", "finance/2025-12", "finance/2025-11"];
    assert_eq!(paths, expected);
    for path in &paths {
        let content = board.content(path).unwrap();
        assert_eq!(content.path, *path);
        well_formed(&content);
        if path != "finance" {
            adds_up(&content);
        }
    }
    for path in ["finance/2026-03", "finance/", "finance/x", "finances", "finance2026-01"] {
        assert!(board.content(path).is_none(), "{path}");
    }
}

#[test]
fn the_documents_of_the_story_are_as_checked_in() {
    let board = board(&story());
    insta::assert_snapshot!("overview", pretty(&board.content("finance").unwrap()));
    insta::assert_snapshot!("closed_month", pretty(&board.content(JANUARY).unwrap()));
    insta::assert_snapshot!("month_taken_over", pretty(&board.content("finance/2025-11").unwrap()));
}

#[test]
fn nothing_is_published_before_there_is_a_ledger() {
    let board = Board::default();
    assert!(paths(&board).is_empty());
    assert!(board.content("finance").is_none());
}

#[test]
fn a_closed_month_keeps_its_digest_whatever_comes_after() {
    let mut world = story::opened();
    let paid = world.accept(spend("v1", 30_000, "2026-01-05"), PAYING);
    world.on("2026-02-02").accept(stated(970_000, "2026-01-31"), ALL);
    let open = digest(&world, JANUARY);
    world.accept(closing(&world, "2026-01"), ALL);
    let closed = digest(&world, JANUARY);
    assert_ne!(open, closed, "closing is the last change");
    let unchanged = |world: &World, what: &str| assert_eq!(digest(world, JANUARY), closed, "{what}");
    world.accept(undo(&world, paid, "v2", "2026-02-02"), ALL);
    unchanged(&world, "a reversal");
    world.accept(stated(970_000, "2026-01-31"), ALL);
    unchanged(&world, "the bank says it again");
    world.accept(reviewed(&world, "2026-01", closed), ALL);
    world.accept(posted(&world, "2026-01", closed), ALL);
    unchanged(&world, "a review and a notice");
    story::rename_categories(&mut world);
    unchanged(&world, "another policy");
    world.accept(
        crate::event::kinds::finance::books::AccountOpened { first: day("2026-02-01"), ..account("bank:new", 5) },
        ALL,
    );
    world.accept(receive("r9", 7, "2026-02-02"), ALL);
    unchanged(&world, "a new month");
    world.on("2026-03-02").accept(stated(1_000_007, "2026-02-28"), ALL);
    world.accept(story::stated_for("bank:new", 5, "2026-02-28"), ALL);
    world.accept(closing(&world, "2026-02"), ALL);
    unchanged(&world, "the next month is closed");
    let february = content(&world, "finance/2026-02");
    adds_up(&february);
    let renamed = column(table(&february, "income"), "finance-category")[0];
    assert!(matches!(renamed, Value::Bi(name) if name.zh == "改名 rent"), "{renamed:?}");
}

#[test]
fn documents_do_not_depend_on_when_they_were_asked_for() {
    let world = story();
    let once = board(&world);
    let mut often = Board::default();
    for (entry, leaf) in &world.entries {
        often.fold(entry, *leaf).unwrap();
        paths(&often).iter().for_each(|path| assert!(often.document(path).is_some(), "{path}"));
    }
    assert_eq!(paths(&once), paths(&often));
    for path in paths(&once) {
        let (one, other) = (once.document(&path).unwrap(), often.document(&path).unwrap());
        assert_eq!(one.json(), other.json(), "{path}");
        let mut bytes = one.json();
        assert_eq!(once.published(&path).as_ref(), Some(&bytes), "{path}");
        assert!(once.is_published_as(&path, &bytes), "{path}");
        let listed = once.document(&path).unwrap();
        assert_eq!((once.digest(&path), &listed.json()), (Some(listed.digest), &bytes), "{path}, all rows there");
        for at in (0..bytes.len()).step_by(11) {
            bytes[at] ^= 1;
            assert!(!once.is_published_as(&path, &bytes), "{path}, byte {at} changed");
            bytes[at] ^= 1;
            assert!(at % 8 != 0 || !once.is_published_as(&path, &bytes[..at]), "{path}, cut off after {at}");
        }
        assert!(!once.is_published_as(&path, &[bytes.as_slice(), b" "].concat()), "{path}, longer");
    }
}

#[test]
fn badges_come_only_from_what_was_signed_of_exactly_this_statement() {
    let mut world = story::opened();
    world.accept(spend("v1", 30_000, "2026-01-05"), PAYING);
    let early = digest(&world, JANUARY);
    world.accept(posted(&world, "2026-01", early), ALL);
    world.accept(reviewed(&world, "2026-01", early), ALL);
    assert_eq!(shown(&world, "2026-01"), ["badge-reviewed", "badge-posted"]);
    world.accept(spend("v2", 1_000, "2026-01-05"), PAYING);
    assert_eq!(shown(&world, "2026-01"), ["badge-posted-earlier"], "what was signed is not this any more");
    world.on("2026-02-02").accept(stated(969_000, "2026-01-31"), ALL);
    world.accept(closing(&world, "2026-01"), ALL);
    world.accept(reviewed(&world, "2026-01", Hash::of(b"something else")), ALL);
    assert_eq!(shown(&world, "2026-01"), ["badge-posted-earlier"]);
    let closed = digest(&world, JANUARY);
    world.accept(story::objected(&world, "2026-01", closed), ALL);
    assert_eq!(shown(&world, "2026-01"), ["badge-objected", "badge-posted-earlier"]);
    world.accept(reviewed(&world, "2026-01", closed), ALL);
    world.accept(posted(&world, "2026-01", closed), ALL);
    assert_eq!(shown(&world, "2026-01"), ["badge-reviewed", "badge-posted"]);
}

#[test]
fn what_is_undone_in_its_own_month_is_marked_there_and_later_only_in_the_overview() {
    let mut world = story::opened();
    let same = world.accept(spend("v1", 30_000, "2026-01-05"), PAYING);
    let later = world.accept(spend("v2", 1_000, "2026-01-05"), PAYING);
    world.accept(undo(&world, same, "v3", "2026-01-05"), ALL);
    world.on("2026-02-02");
    world.accept(undo(&world, later, "v4", "2026-02-02"), ALL);
    let january = content(&world, JANUARY);
    let marks: Vec<Vec<&str>> = column(table(&january, "items"), "item-marks").into_iter().map(badges).collect();
    assert_eq!(marks, [vec![], vec!["mark-undone"], vec![], vec!["mark-undoes"]]);
    let february = content(&world, "finance/2026-02");
    let marks: Vec<Vec<&str>> = column(table(&february, "items"), "item-marks").into_iter().map(badges).collect();
    assert_eq!(marks, [vec!["mark-undoes"]]);
    assert_eq!(money(fact(&february, "fact-expense")), -1_000);
    adds_up(&january);
    adds_up(&february);
    let overview = content(&world, "finance");
    let undone = column(table(&overview, "reversals"), "reversal-undone");
    let ids: Vec<EventId> = undone
        .iter()
        .map(|value| if let Value::Event { id, .. } = value { *id } else { panic!("{value:?}") })
        .collect();
    assert_eq!(ids, [later, same]);
}

#[test]
fn late_entries_and_payments_beyond_the_budget_are_marked() {
    let mut world = story::budgeted(50_000);
    world.accept(story::against_budget(spend("v1", 40_000, "2026-01-05")), PAYING);
    let over = world.accept(story::against_budget(spend("v2", 10_001, "2026-01-05")), PAYING);
    world.on("2026-03-06").accept(transfer("t1", 5, "2026-01-05"), ALL);
    world.on("2026-03-07").accept(transfer("t2", 5, "2026-01-05"), ALL);
    let january = content(&world, JANUARY);
    let marks: Vec<Vec<&str>> = column(table(&january, "items"), "item-marks").into_iter().map(badges).collect();
    assert_eq!(marks, [vec![], vec![], vec!["mark-over-budget"], vec![], vec!["mark-late"]]);
    let left = |world: &World| sum(table(&content(world, "finance"), "budget"), "budget-left");
    assert_eq!(left(&world), -1);
    world.accept(undo(&world, over, "v3", "2026-03-07"), ALL);
    assert_eq!(left(&world), 10_000, "a reversal gives the budget line back what it used");
}

#[test]
fn rows_taken_over_say_where_they_come_from_and_that_nobody_decided_them_here() {
    let world = story();
    let november = content(&world, "finance/2025-11");
    let items = table(&november, "items");
    assert_eq!(
        column(items, "item-movement"),
        [&Value::word("item-not-decided-here"), &Value::word("item-refund-not-decided-here"),]
    );
    let short = file("old.csv").sha256.short();
    let source: Vec<Value> = [1, 2].map(|row| Value::text(format!("{short}/{row}"))).into();
    assert_eq!(column(items, "item-source"), source.iter().collect::<Vec<_>>());
    assert!(column(items, "item-approver").iter().all(|value| **value == Value::None));
    assert_eq!(money(fact(&november, "fact-taken-over")), 700);
    assert_eq!(money(fact(&november, "fact-expense")), 0);
    assert_eq!(badges(fact(&november, "fact-period-state").unwrap()), ["period-state-history"]);
}

#[test]
fn the_supervisors_who_signed_and_the_actors_are_named() {
    let world = story();
    let january = content(&world, JANUARY);
    let items = table(&january, "items");
    let paid = column(items, "item-movement").iter().position(|word| **word == Value::word("movement-expenditure"));
    let paid = paid.unwrap();
    let person = |name: &str| Value::Person { code: code(name), name: name.into() };
    assert_eq!(*column(items, "item-handler")[paid], person("comm-2"));
    assert_eq!(*column(items, "item-witness")[paid], person("comm-3"));
    assert_eq!(*column(items, "item-approver")[paid], person("comm-1"));
    assert_eq!(*column(items, "item-supervision")[paid], Value::List(vec![person("sup-1"), person("sup-2")]));
    let resolution = Value::Document { path: "party/resolution/m1".into(), label: Box::new(Value::text("m1")) };
    assert_eq!(*column(items, "item-resolution")[paid], resolution);
}

/// A board fed with events no rule judged, for what rules would be too slow for.
struct Fed {
    board: Board,
    serial: u64,
}

impl Fed {
    fn new() -> Self {
        let mut fed = Self { board: Board::default(), serial: 0 };
        fed.take(genesis());
        fed
    }

    fn take<K: Kind>(&mut self, body: K) {
        self.serial += 1;
        let mut distinct = [0; 10];
        distinct[2..].copy_from_slice(&self.serial.to_be_bytes());
        let now = Instant::from_millis(1_800_000_000_000);
        let event = Event::new(EventId::new(1, distinct), ORIGIN, Written::new(now, 480), body);
        let recorded = Recorded::new(event, std::iter::empty(), now, Hash::default(), self.board.standing());
        self.board.fold_recorded(&recorded);
    }

    fn statements(&self) -> Vec<Content> {
        let paths = paths(&self.board);
        paths.iter().skip(1).map(|path| self.board.content(path).unwrap()).collect()
    }
}

fn history(row: u32, amount: i64, on: &str) -> TakenOver {
    TakenOver {
        matter: code("t1"),
        file: file("old.csv").sha256,
        row,
        on: day(on),
        amount,
        category: (!row.is_multiple_of(3)).then(|| line(if row.is_multiple_of(2) { "水电" } else { "办公" })),
        purpose: line(&format!("旧账第{row}行")),
        payee: Some(line("某商店")),
        reference: Some(line(&format!("凭{row}"))),
        importer: code("book"),
    }
}

#[test]
fn many_months_of_history_each_publish_their_rows() {
    let mut fed = Fed::new();
    let (mut row, mut expected) = (0, 0);
    let mut month: Month = "2018-01".parse().unwrap();
    for _ in 0..89 {
        for at in 0..40 {
            row += 1;
            let amount = if at % 7 == 0 { -i64::from(row) } else { 10 * i64::from(row) };
            expected += amount;
            fed.take(TakenOver { on: month.first().plus(at % 28), ..history(row, amount, "2018-01-01") });
        }
        month = month.next();
    }
    let statements = fed.statements();
    assert_eq!(statements.len(), 89);
    statements.iter().for_each(adds_up);
    let sums: i64 = statements.iter().map(|statement| sum(table(statement, "items"), "item-taken-over")).sum();
    assert_eq!(sums, expected);
    let rows: usize = statements.iter().map(|statement| table(statement, "items").rows.len()).sum();
    assert_eq!(rows, 89 * 40);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is posted in whatever order, rows, categories, balances and facts of each month agree.
    #[test]
    fn random_movements_add_up(moves in prop::collection::vec((0_u8..4, 1_i64..1_000_000, 0_i32..120), 1..60)) {
        let mut fed = Fed::new();
        fed.take(account("bank:main", 1_000));
        fed.take(account("cash", 7));
        for (at, (sort, amount, after)) in (1..).zip(moves) {
            let (number, on) = (format!("n{at}"), day("2026-01-01").plus(after).to_string());
            match sort {
                0 => fed.take(spend(&number, amount, &on)),
                1 => fed.take(receive(&number, amount, &on)),
                2 => fed.take(transfer(&number, amount, &on)),
                _ => fed.take(history(at, -amount, &on)),
            }
        }
        let mut held = 0;
        for statement in fed.statements().iter().rev() {
            adds_up(statement);
            let opening = money(fact(statement, "fact-opening"));
            let brought_in = if statement.path == JANUARY { 1_007 } else { 0 };
            prop_assert_eq!(opening, held + brought_in);
            held = money(fact(statement, "fact-closing"));
        }
    }
}

#[test]
fn an_account_opened_wrongly_and_opened_again_counts_once() {
    let mut world = World::new();
    let wrong = world.accept(account("bank:main", 500), ALL);
    world.accept(undo(&world, wrong, "v1", "2026-01-01"), ALL);
    world.accept(account("bank:main", 700), ALL);
    let january = content(&world, JANUARY);
    adds_up(&january);
    assert_eq!(money(fact(&january, "fact-opening")), 700);
    let moved: Vec<i64> =
        column(table(&january, "items"), "item-moved").into_iter().map(|value| money(Some(value))).collect();
    assert_eq!(moved, [500, -500, 700]);
}

#[test]
fn the_figures_are_those_the_month_was_closed_with() {
    let world = story();
    let PeriodTotals { opening, income, expense, closing, taken_over } =
        world.standing.books.closed("2026-01".parse().unwrap()).unwrap();
    let january = content(&world, JANUARY);
    let figures = ["fact-opening", "fact-income", "fact-expense", "fact-closing", "fact-taken-over"];
    let found = figures.map(|label| money(fact(&january, label)));
    assert_eq!(found, [opening, income, expense, closing, taken_over]);
    assert_eq!(found, [1_000_000, 50_000, 70_000, 980_000, 0]);
}

#[test]
fn twelve_months_by_category_are_the_sums_of_their_statements() {
    let world = story();
    let board = board(&world);
    let months: Vec<String> = paths(&board).into_iter().filter(|path| path.contains('/')).collect();
    assert!(!months.is_empty() && months.len() <= 12);
    for (beside, of) in [("year-expense", "expense"), ("year-income", "income")] {
        let statements: Vec<Content> = months.iter().map(|path| board.content(path).unwrap()).collect();
        let tables = statements.iter().flat_map(|content| content.tables.iter().filter(|table| table.name == of));
        let expected: i64 = tables.map(|table| total(table, "finance-amount")).sum();
        let all = board.beside("finance");
        let year = all.iter().find(|table| table.name == beside).unwrap();
        assert_eq!((total(year, "finance-amount"), sum(year, "finance-amount")), (expected, expected), "{beside}");
        let amounts: Vec<i64> = column(year, "finance-amount").into_iter().map(|value| money(Some(value))).collect();
        assert!(amounts.is_sorted_by(|larger, smaller| larger >= smaller), "{amounts:?}");
        assert!(has(Lang::Zh, &year.caption) && has(Lang::En, &year.caption));
    }
    assert!(board.beside(JANUARY).is_empty());
}
