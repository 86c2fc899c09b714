//! What the documents of party affairs hold, through the real rules.

mod story;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::base::words::{Lang, has};
use crate::event::authority::Vote;
use crate::rules::testing::{World, code, expense};
use crate::view::board::Board;
use crate::view::document::{Content, Table, Value};
use crate::view::open::party::tests::story::story;
use crate::view::testing::board;

static STORY: LazyLock<Board> = LazyLock::new(|| board(&story()));

fn paths(board: &Board) -> Vec<String> {
    board.paths().into_iter().filter(|path| path.split('/').next() == Some("party")).collect()
}

fn content(path: &str) -> Content {
    STORY.content(path).unwrap()
}

fn table<'a>(content: &'a Content, name: &str) -> &'a Table {
    content.tables.iter().find(|table| table.name == name).unwrap()
}

fn fact(content: &Content, label: &str) -> Value {
    content.facts.iter().find(|fact| fact.label == label).map_or(Value::None, |fact| fact.value.clone())
}

fn column<'a>(table: &'a Table, key: &str) -> Vec<&'a Value> {
    let at = table.columns.iter().position(|column| column == key).unwrap();
    table.rows.iter().map(|row| &row[at]).collect()
}

fn counts(table: &Table, key: &str) -> Vec<i64> {
    let number = |value: &&Value| match value {
        Value::Count(count) => *count,
        other => panic!("{other:?} is no count"),
    };
    column(table, key).iter().map(number).collect()
}

fn badge(value: &Value) -> &str {
    match value {
        Value::Badge { word, .. } => word,
        other => panic!("{other:?} is no badge"),
    }
}

fn badges(table: &Table, key: &str) -> Vec<String> {
    column(table, key).into_iter().map(|value| badge(value).to_owned()).collect()
}

/// A document with each fact and row on a line of its own, so that a snapshot can be read.
fn lines(content: &Content) -> String {
    let json = |value: &Value| serde_json::to_string(value).unwrap();
    let mut text = format!("{} {} {:?}\n", content.path, content.title, content.args);
    content.facts.iter().for_each(|fact| writeln!(text, "{}: {}", fact.label, json(&fact.value)).unwrap());
    for table in &content.tables {
        writeln!(text, "\n{} {} {:?}", table.name, table.caption, table.columns).unwrap();
        for row in table.rows.iter().chain(&table.totals) {
            writeln!(text, "  {}", row.iter().map(json).collect::<Vec<_>>().join(" ")).unwrap();
        }
    }
    writeln!(text, "\n{:?}", content.notes).unwrap();
    text
}

/// Every value of a document, those inside lists and links too.
fn each<'a>(content: &'a Content, see: &mut dyn FnMut(&'a Value)) {
    fn inside<'a>(value: &'a Value, see: &mut dyn FnMut(&'a Value)) {
        see(value);
        match value {
            Value::Document { label, .. } => inside(label, see),
            Value::List(values) => values.iter().for_each(|value| inside(value, see)),
            _ => {}
        }
    }
    content.facts.iter().for_each(|fact| inside(&fact.value, see));
    let rows = content.tables.iter().flat_map(|table| table.rows.iter().chain(&table.totals));
    rows.flatten().for_each(|value| inside(value, see));
}

fn keys(content: &Content) -> Vec<String> {
    let mut keys = vec![content.title.clone()];
    keys.extend(content.facts.iter().map(|fact| fact.label.clone()));
    keys.extend(content.notes.iter().cloned());
    for table in &content.tables {
        keys.push(table.caption.clone());
        keys.extend(table.columns.iter().cloned());
    }
    each(content, &mut |value| {
        if let Value::Word(word) | Value::Badge { word, .. } = value {
            keys.push(word.clone());
        }
    });
    keys
}

#[test]
fn every_document_is_worded_in_both_languages_and_its_tables_are_even() {
    for path in paths(&STORY) {
        let content = content(&path);
        assert_eq!(content.path, path);
        for (key, lang) in keys(&content).iter().flat_map(|key| Lang::ALL.map(|lang| (key, lang))) {
            assert!(has(lang, key), "{key} of {path} has no words in {}", lang.tag());
        }
        for table in &content.tables {
            let even = |row: &Vec<Value>| row.len() == table.columns.len();
            assert!(table.rows.iter().chain(&table.totals).all(even), "{} of {path}", table.name);
            assert_eq!(content.tables.iter().filter(|other| other.name == table.name).count(), 1);
        }
    }
}

#[test]
fn every_link_leads_somewhere() {
    let published = STORY.paths();
    for path in paths(&STORY) {
        each(&content(&path), &mut |value| match value {
            Value::Document { path: to, .. } => assert!(published.contains(to), "{to} in {path}"),
            Value::Event { index, id } => assert_eq!(STORY.standing().ids.get(id), Some(index), "in {path}"),
            _ => {}
        });
    }
    for path in ["party/", "party/resolution", "party/resolution/x", "party/resolution/m1/x", "party/evaluation/M"] {
        assert!(STORY.content(path).is_none(), "{path}");
    }
}

#[test]
fn the_same_entries_give_the_same_bytes() {
    let again = board(&story());
    for path in paths(&STORY) {
        assert_eq!(STORY.document(&path).unwrap().json(), again.document(&path).unwrap().json(), "{path}");
    }
    assert_eq!(paths(&STORY), paths(&again));
}

#[test]
fn nothing_is_published_before_there_is_a_ledger_and_no_figure_before_a_policy() {
    let mut board = Board::default();
    assert!(paths(&board).is_empty() && board.content("party").is_none());
    let (entry, leaf) = &World::new().entries[0];
    board.fold(entry, *leaf).unwrap();
    let expected = ["party", "party/meetings", "party/mandates", "party/evaluations", "party/policy"];
    assert_eq!(paths(&board), expected);
    assert!(board.content("party/policy").unwrap().tables.is_empty());
    assert_eq!(table(&board.content("party/mandates").unwrap(), "bodies").rows.len(), 5);
}

#[test]
fn documents_are_as_checked_in() {
    for (name, path) in [
        ("resolution", "party/resolution/m1"),
        ("mandates", "party/mandates"),
        ("policy", "party/policy"),
        ("evaluation", "party/evaluation/e1"),
    ] {
        let mut content = content(path);
        if name == "policy" {
            // Other figures of the profile may change without a change here.
            content.facts.clear();
            content.tables.truncate(4);
        }
        insta::assert_snapshot!(name, lines(&content));
    }
}

#[test]
fn every_count_is_that_of_the_roll() {
    let mut steps = 0;
    for path in paths(&STORY).iter().filter(|path| path.starts_with("party/resolution/")) {
        let content = content(path);
        let (told, roll) = (table(&content, "steps"), table(&content, "roll"));
        let mut found: BTreeMap<String, [i64; 5]> = BTreeMap::new();
        for row in &roll.rows {
            let Value::Word(vote) = &row[3] else { panic!("{row:?}") };
            let there = !["vote-absent", "vote-excused"].contains(&vote.as_str());
            let [yes, no] = ["vote-for", "vote-against"].map(|word| vote == word);
            let ballots = [true, there, yes, no, there && !yes && !no].map(i64::from);
            let sums = found.entry(format!("{:?}", &row[..2])).or_default();
            sums.iter_mut().zip(ballots).for_each(|(sum, ballot)| *sum += ballot);
        }
        let keys = ["party-due", "party-present", "party-for", "party-against", "party-abstain"];
        let shown = keys.map(|key| counts(told, key));
        for (at, row) in told.rows.iter().enumerate() {
            steps += 1;
            assert_eq!(shown.each_ref().map(|column| column[at]), found[&format!("{:?}", &row[..2])], "{path}");
        }
        assert_eq!(found.len(), told.rows.len());
    }
    assert!(steps > 20);
}

#[test]
fn payments_add_up_to_what_is_used() {
    let content = content("party/resolution/m1");
    let payments = table(&content, "payments");
    let amounts: Vec<&Value> = column(payments, "party-amount");
    assert_eq!(amounts, [&Value::Money(30_000), &Value::Money(500), &Value::Money(-500)]);
    assert_eq!(payments.totals.as_ref().unwrap()[4], Value::Money(30_000));
    assert_eq!(fact(&content, "party-used"), Value::Money(30_000));
    assert_eq!(fact(&content, "party-left"), Value::Money(4_970_000));
    assert!(column(payments, "party-payee").iter().all(|payee| **payee == Value::text("甲公司")));
    assert_eq!(column(payments, "party-reverses")[2], column(payments, "party-event")[1]);
    assert_eq!(fact(&self::content("party"), "party-used"), Value::Money(30_000));
}

#[test]
fn every_state_a_matter_can_be_in_is_told() {
    let states: BTreeMap<&str, (&str, Value)> = BTreeMap::from([
        ("m1", ("party-state-complete", Value::None)),
        ("m2", ("party-state-proposed", Value::word("party-step-studied"))),
        ("m3", ("party-state-in-progress", Value::word("party-step-agreed"))),
        ("m4", ("party-state-in-progress", Value::word("party-next-adopt"))),
        ("m5", ("party-state-rejected", Value::None)),
        ("m6", ("party-state-lost", Value::word("party-next-reject"))),
        ("m7", ("party-state-adopted", Value::None)),
    ]);
    for (matter, (state, next)) in states {
        let content = content(&format!("party/resolution/{matter}"));
        assert_eq!(badge(&fact(&content, "party-state")), state, "{matter}");
        assert_eq!(fact(&content, "party-next-step"), next, "{matter}");
    }
    let rejected = content("party/resolution/m5");
    assert_eq!(fact(&rejected, "party-left"), Value::None, "what is not adopted permits nothing");
    assert!(rejected.tables.iter().all(|table| table.name != "payments"));
    let overview = content("party");
    let listed = table(&overview, "resolutions");
    assert_eq!(listed.rows.len(), 9);
    assert_eq!(badges(listed, "party-state")[0], "party-state-adopted", "the newest, m7, is first");
    let counted = ["party-count", "party-count-adopted", "party-count-rejected", "party-count-open"];
    assert_eq!(counted.map(|label| fact(&overview, label)), [9, 4, 1, 4].map(Value::Count));
}

#[test]
fn an_objection_stands_with_its_reason_and_stops_the_matter() {
    let content = content("party/resolution/m5");
    let steps = table(&content, "steps");
    assert_eq!(badges(steps, "party-outcome"), ["outcome-carried", "outcome-lost"]);
    assert_eq!(column(steps, "party-opinion")[1], &Value::text("没有比价，请补充三家报价。"));
    let signed = column(table(&content, "signatures"), "party-what");
    let objecting = signed.iter().filter(|kind| ***kind == Value::word("kind-resolution-agreed-v1")).count();
    assert_eq!(objecting, 3);
}

#[test]
fn a_step_keeps_the_rule_it_was_judged_by() {
    let rule = |matter: &str| {
        let content = content(&format!("party/resolution/{matter}"));
        let quorums = table(&content, "quorums");
        (column(quorums, "party-carried-rule")[1].clone(), counts(quorums, "party-carried-needed")[1])
    };
    assert_eq!(rule("m1"), (Value::word("party-share-over-half"), 2));
    assert_eq!(rule("m7"), (Value::word("party-share-two-thirds"), 2));
    let policy = content("party/policy");
    assert_eq!(table(&policy, "history").rows.len(), 2);
    assert!(matches!(fact(&policy, "party-policy-resolution"), Value::Document { path, .. } if path.ends_with("/p1")));
}

#[test]
fn whoever_signed_is_named_with_the_office_of_that_day() {
    let content = content("party/resolution/m1");
    let signatures = table(&content, "signatures");
    let adopted = signatures.rows.iter().filter(|row| row[1] == Value::word("kind-resolution-adopted-v1"));
    let offices: Vec<&Value> = adopted.map(|row| &row[6]).collect();
    let expected = ["office-chair", "office-secretary", "party-office-group-leader", "office-member"].map(Value::word);
    assert_eq!(offices, expected.iter().collect::<Vec<_>>(), "comm-1, party-1, sup-1, sup-2");
    assert!(matches!(fact(&content, "party-concluded-by"), Value::List(people) if people.len() == 4));
}

#[test]
fn accounts_taken_over_are_counted_and_not_listed() {
    let content = content("party/resolution/t1");
    assert!(content.tables.iter().all(|table| table.name != "payments"));
    let files = table(&content, "files");
    assert_eq!(counts(files, "party-rows"), [2]);
    assert_eq!(counts(files, "party-rows-brought-in"), [1]);
    assert_eq!(column(files, "party-total-brought-in"), [&Value::Money(1_000)]);
    assert_eq!(badges(files, "party-state"), ["party-file-going-on"]);
}

#[test]
fn meetings_show_votes_only_where_a_vote_was_taken() {
    let content = content("party/meetings");
    let items = table(&content, "items");
    let steps = paths(&STORY).into_iter().filter(|path| path.starts_with("party/resolution/"));
    let steps = steps.map(|path| table(&self::content(&path), "steps").rows.len()).sum::<usize>();
    assert_eq!(items.rows.len(), steps + 1);
    let unvoted: Vec<_> = items.rows.iter().filter(|row| row[3] == Value::None).collect();
    let [held] = unvoted[..] else { panic!("{unvoted:?}") };
    assert_eq!(held[2], Value::text("查看一季度账目"));
    assert_eq!(held[4..9], [Value::Count(3), Value::Count(2), Value::None, Value::None, Value::None]);
    let days = column(items, "party-day");
    let day = |value: &Value| if let Value::Day(day) = value { *day } else { panic!("{value:?}") };
    assert!(days.windows(2).all(|pair| day(pair[0]) >= day(pair[1])));
    let attendance = table(&content, "attendance");
    let due: i64 = counts(attendance, "party-items-due").iter().sum();
    assert_eq!(due, counts(items, "party-due").iter().sum::<i64>());
    let present: i64 = counts(attendance, "party-present").iter().sum();
    assert_eq!(present, counts(items, "party-present").iter().sum::<i64>());
}

#[test]
fn several_items_of_one_body_on_one_day_are_one_meeting() {
    let mut world = World::new();
    world.adopt(expense("m1", 100));
    world.adopt(expense("m2", 100));
    let content = board(&world).content("party/meetings").unwrap();
    assert_eq!(fact(&content, "party-meetings-held"), Value::Count(3));
    assert_eq!(fact(&content, "party-items"), Value::Count(6));
}

#[test]
fn remarks_stand_beside_the_count_with_their_replies() {
    let content = content("party/evaluation/e1");
    let ordinary = table(&content, "ordinary");
    assert_eq!(ordinary.rows.len(), 1, "only that about the subject within the period");
    assert_ne!(column(ordinary, "party-reply"), [&Value::None]);
    assert_eq!(table(&content, "central").rows.len(), 1);
    assert_eq!(table(&self::content("party/evaluations"), "ordinary").rows.len(), 3);
    assert_eq!(table(&self::content("party/evaluation/e2"), "ordinary").rows.len(), 0);
}

#[test]
fn ballots_by_group_add_up_to_the_ballots_in_all() {
    let content = content("party/evaluation/e1");
    let sums = |table: &Table| {
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        let [asked, band] = ["party-dimension", "party-band"].map(|key| column(table, key));
        for (at, ballots) in counts(table, "party-ballots").into_iter().enumerate() {
            *sums.entry(format!("{:?} {:?}", asked[at], band[at])).or_default() += ballots;
        }
        sums
    };
    let all = sums(table(&content, "counts"));
    assert_eq!(all, sums(table(&content, "counts-by-group")));
    assert_eq!(all.len(), 12, "three questions, three bands and blank");
    assert_eq!(fact(&content, "party-valid"), Value::Count(7));
    assert_eq!(all.values().sum::<i64>(), 21, "each question holds every valid ballot");
    assert_eq!(fact(&content, "party-band"), Value::text("good"));
}

#[test]
fn what_is_to_be_put_right_shows_whether_it_was_and_in_time() {
    let content = content("party/evaluation/e1");
    let expected = ["party-put-right-done", "party-put-right-overdue", "party-put-right-open"];
    assert_eq!(badges(table(&content, "rectifications"), "party-state"), expected);
    let states = badges(table(&self::content("party/evaluations"), "evaluations"), "party-state");
    assert_eq!(states, ["party-judged-open", "party-judged-decided"]);
}

#[test]
fn a_mandate_that_ended_says_so_and_by_which_event() {
    let content = content("party/mandates");
    let terms = table(&content, "terms");
    let early: Vec<_> = terms.rows.iter().filter(|row| badge(&row[5]) == "party-ended-early").collect();
    let [ended] = early[..] else { panic!("{early:?}") };
    assert_eq!(ended[7], Value::word("party-end-resigned"));
    assert!(matches!(ended[9], Value::Event { .. }));
    assert_eq!(
        badges(table(&content, "keys"), "party-state").iter().filter(|key| *key == "party-key-ended").count(),
        1
    );
    assert_eq!(fact(&content, "party-people-with-key"), Value::Count(14));
    assert_eq!(counts(table(&content, "bodies"), "party-seated"), [3, 3, 3, 5, 3]);
}

#[test]
fn votes_of_every_sort_have_a_word() {
    use Vote::{Absent, Abstain, Against, Excused, For, Recused, Unrecorded};
    for vote in [For, Against, Abstain, Recused, Unrecorded, Absent, Excused] {
        let Value::Word(word) = super::wording::vote(vote) else { panic!("{vote:?}") };
        assert!(Lang::ALL.iter().all(|lang| has(*lang, &word)), "{word}");
    }
    assert_eq!(super::wording::office(&code("grid-leader"), None), Value::text("grid-leader"));
}
