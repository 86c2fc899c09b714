//! Every page of a whole year: the demo's ledger is made by the program itself, then folded and rendered here.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, LazyLock};

use mingbai::base::hash::Hash;
use mingbai::base::words::{Lang, has};
use mingbai::event::entry::Entry;
use mingbai::event::payload::Event;
use mingbai::ledger::clock::SystemClock;
use mingbai::ledger::host::Host;
use mingbai::merkle::tree::leaf_hash;
use mingbai::view::board::Board;
use mingbai::view::document::{Content, Table, Value};
use mingbai::view::render::chain::{self, Links};
use mingbai::view::render::csv;
use mingbai::view::render::page::Part;
use mingbai::view::render::site::Site;
use mingbai::view::render::value::Scope;

/// The entries of the demo's year, as bytes.
static YEAR: LazyLock<Vec<Vec<u8>>> = LazyLock::new(year);

fn year() -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let made =
        Command::new(env!("CARGO_BIN_EXE_mingbai")).args(["demo", "--once", "--dir"]).arg(folder.path()).output();
    let made = made.unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    entries(folder.path())
}

fn entries(folder: &Path) -> Vec<Vec<u8>> {
    let host = Host::open(folder, Arc::new(SystemClock)).unwrap();
    let ledger = host.ledger(&"xingfu".parse().unwrap()).unwrap();
    let size = ledger.published().borrow().size;
    (0..size).step_by(256).flat_map(|from| ledger.entries(from, size.min(from + 256)).unwrap()).collect()
}

fn folded(entries: &[Vec<u8>]) -> Board {
    let mut board = Board::default();
    for bytes in entries {
        board.fold(&Entry::read(bytes).unwrap(), leaf_hash(bytes)).unwrap();
    }
    board
}

fn digests(board: &Board) -> BTreeMap<String, Hash> {
    board.paths().into_iter().map(|path| (path.clone(), board.content(&path).unwrap().digest())).collect()
}

/// Every value of a document, those inside lists and links included.
fn values(content: &Content) -> Vec<&Value> {
    fn within<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
        found.push(value);
        match value {
            Value::List(values) => values.iter().for_each(|value| within(value, found)),
            Value::Document { label, .. } => within(label, found),
            _ => {}
        }
    }
    let rows = content.tables.iter().flat_map(|table| table.rows.iter().chain(&table.totals).flatten());
    let mut found = Vec::new();
    content.facts.iter().map(|fact| &fact.value).chain(rows).for_each(|value| within(value, &mut found));
    found
}

/// Every key of `locales/` that a document uses.
fn keys(content: &Content) -> BTreeSet<&str> {
    let words = values(content).into_iter().filter_map(|value| match value {
        Value::Word(key) | Value::Badge { word: key, .. } => Some(key.as_str()),
        _ => None,
    });
    let heads = content.tables.iter().flat_map(|table| table.columns.iter().chain([&table.caption]));
    let labels =
        content.facts.iter().map(|fact| &fact.label).chain(heads).chain(&content.notes).chain([&content.title]);
    labels.map(String::as_str).chain(words).collect()
}

/// What a table's totals say of a column of money, against the sum of its rows.
fn sums_differ(table: &Table) -> Vec<String> {
    let Some(totals) = &table.totals else { return Vec::new() };
    let money = |value: &Value| if let Value::Money(amount) = value { *amount } else { 0 };
    let column = |at: usize| table.rows.iter().map(|row| money(&row[at])).sum::<i64>();
    // A running balance is not added up: its total is the last one.
    let last = |at: usize| table.rows.last().map_or(0, |row| money(&row[at]));
    let differs = |at: &usize| matches!(totals[*at], Value::Money(total) if total != column(*at) && total != last(*at));
    (0..totals.len()).filter(differs).map(|at| format!("{}/{}", table.name, table.columns[at])).collect()
}

#[test]
fn a_year_is_told_in_both_languages_and_the_same_whoever_folds_it() {
    let entries = YEAR.as_slice();
    let board = folded(entries);
    let paths: BTreeSet<String> = board.paths().into_iter().collect();
    assert!(paths.len() > 100, "{paths:?}");
    assert_eq!(digests(&board), digests(&folded(entries)));
    for path in &paths {
        let document = board.document(path).unwrap();
        let content = &document.content;
        assert_eq!(&content.path, path);
        for table in &content.tables {
            let width = table.columns.len();
            assert!(table.rows.iter().chain(&table.totals).all(|row| row.len() == width), "{path}: {}", table.name);
            assert_eq!(sums_differ(table), Vec::<String>::new(), "{path}");
        }
        for value in values(content) {
            match value {
                Value::Document { path: to, .. } => assert!(paths.contains(to), "{path} leads to {to}"),
                Value::Event { index, .. } => assert!(*index < document.size, "{path} leads to #{index}"),
                _ => {}
            }
        }
        for lang in Lang::ALL {
            let missing: Vec<&str> = keys(content).into_iter().filter(|key| !has(lang, key)).collect();
            assert!(missing.is_empty(), "{path} has no {} words for {missing:?}", lang.tag());
            let page = Site::new(&board, "/xingfu", lang).document(&document, &Part::default());
            let html = page.render().into_string();
            assert!(!html.contains("{$") && !html.contains("{ $"), "{path}: a variable is not filled in");
            let scope = Scope::of(board.standing(), String::new(), lang);
            for table in &content.tables {
                let file = csv::table(table, &scope).unwrap();
                let rows = ::csv::Reader::from_reader(file.as_slice()).records().map(Result::unwrap).count();
                assert_eq!(rows, table.rows.len(), "{path}: {}", table.name);
            }
        }
    }
}

/// The entries that the page of an event needs besides its own.
fn links(bytes: &[u8], entries: &[Vec<u8>], board: &Board) -> Links {
    let (event, index) = {
        let entry = Entry::read(bytes).unwrap();
        (Event::read(entry.envelope.payload()).unwrap(), entry.index)
    };
    let needed = chain::needed(&event, index, board).into_iter();
    Links::read(&needed.map(|index| (index, entries[usize::try_from(index).unwrap()].clone())).collect()).unwrap()
}

#[test]
fn a_payment_tells_its_resolution_the_meetings_and_the_people() {
    let (entries, board) = (YEAR.as_slice(), folded(YEAR.as_slice()));
    let site = Site::new(&board, "/xingfu", Lang::Zh);
    let mut paid = 0;
    for bytes in entries {
        let event = Event::read(Entry::read(bytes).unwrap().envelope.payload()).unwrap();
        if event.head.kind != "finance.expenditure.v1" {
            continue;
        }
        paid += 1;
        let matter = chain::matter_of(&event).unwrap();
        let state = board.standing().authorities.matter(&matter).unwrap();
        let html = site.event(bytes, leaf_hash(bytes), &links(bytes, entries, &board)).unwrap().render().into_string();
        let chain = html.split("id=\"chain\"").nth(1).unwrap().split("</section>").next().unwrap();
        assert!(chain.contains(state.matter.title.as_str()) && chain.contains("还剩"), "{chain}");
        for step in &state.steps {
            assert!(chain.contains(&format!("/xingfu/events/{}\"", step.index)), "{chain}");
        }
        assert!(chain.matches("签名：").count() > state.steps.len(), "{chain}");
    }
    assert!(paid > 20, "{paid}");
}

#[test]
fn every_view_has_a_name_and_every_event_a_page() {
    let entries = YEAR.as_slice();
    let board = folded(entries);
    for path in board.paths().iter().filter(|path| !path.contains('/')) {
        for key in [format!("view-{path}"), format!("view-{path}-about")] {
            assert!(Lang::ALL.iter().all(|lang| has(*lang, &key)), "{key} has no words");
        }
    }
    for lang in Lang::ALL {
        let site = Site::new(&board, "/xingfu", lang);
        for bytes in entries {
            let html = site.event(bytes, leaf_hash(bytes), &links(bytes, entries, &board)).unwrap();
            let html = html.render().into_string();
            let sentence = html.split("class=\"lead\">").nth(1).and_then(|rest| rest.split("</p>").next()).unwrap();
            assert!(!sentence.is_empty() && !sentence.contains("event-") && !sentence.contains("{$"), "{sentence}");
        }
        let latest: Vec<Vec<u8>> = entries.iter().rev().take(20).cloned().collect();
        assert_eq!(site.home(&latest, "key").unwrap().render().into_string().matches("<li><time").count(), 20);
    }
}
