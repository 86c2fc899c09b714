use crate::base::code::EventId;
use crate::base::hash::Hash;
use crate::base::money::Currency;
use crate::base::words::{Bi, Lang};
use crate::event::disclosure::Edition;
use crate::event::entry::Entry;
use crate::event::kinds::charter::InterestDeclared;
use crate::event::kinds::resolution::Proposed;
use crate::event::payload::Event;
use crate::html::page::Page;
use crate::rules::testing::{ALL, World, code, day, expense, line};
use crate::view::board::Board;
use crate::view::document::{Content, Document, Fact, Table, Tone, Value};
use crate::view::render::chain::{self, Links};
use crate::view::render::csv;
use crate::view::render::page::{self, PAGE_ROWS, Part};
use crate::view::render::site::Site;
use crate::view::render::value::Scope;

/// What an event might say to get out of its place on a page.
const HOSTILE: &str = "'\"><script>alert(1)</script><img src=x onerror=alert(1)>&lt;b&gt;";

fn scope(lang: Lang) -> Scope {
    Scope {
        lang,
        currency: Currency::yuan(),
        offset_minutes: 480,
        base: "/test".into(),
        asked: std::collections::BTreeMap::new(),
    }
}

fn linked(path: &str, label: Value) -> Value {
    Value::Document { path: path.into(), label: Box::new(label) }
}

/// Every sort of value, with `words` wherever an event's words can stand.
fn every_value(words: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("none", Value::None),
        ("text", Value::text(words)),
        ("lines", Value::text(format!("{words}\n{words}"))),
        ("bi", Value::Bi(Bi::new(words, words))),
        ("word", Value::word("sort-committee")),
        ("unknown-word", Value::word(words)),
        ("money", Value::Money(-123_450)),
        ("count", Value::Count(12)),
        ("fraction", Value::Fraction { num: 2, den: 3, digits: 2 }),
        ("day", Value::Day(day("2026-03-31"))),
        ("month", Value::Month(day("2026-03-31").month())),
        ("instant", Value::Instant("2026-03-31T08:00:00.000Z".parse().unwrap())),
        ("person", Value::Person { code: code("wang"), name: words.into() }),
        ("event", Value::Event { index: 7, id: EventId::default() }),
        ("document", linked("party/resolution/gate", Value::text(words))),
        ("digest", Value::Digest(Hash::of(b"voucher"))),
        ("badge", Value::badge("period-state-closed", Tone::Good)),
        ("unknown-badge", Value::badge(words, Tone::Bad)),
        ("list", Value::List(vec![Value::text(words), Value::text("2")])),
        ("states", Value::List(vec![Value::badge("a", Tone::Plain), Value::Count(1), Value::badge("b", Tone::Bad)])),
    ]
}

fn document(words: &str) -> Document {
    let values = every_value(words);
    let table = Table {
        name: "items".into(),
        caption: words.into(),
        columns: values.iter().map(|(name, _)| (*name).to_owned()).collect(),
        rows: vec![values.iter().map(|(_, value)| value.clone()).collect()],
        totals: Some(values.iter().map(|(_, value)| value.clone()).collect()),
    };
    let content = Content {
        path: "finance/2026-03".into(),
        title: "finance-month-title".into(),
        args: vec![("month".into(), words.into())],
        origin: words.into(),
        facts: values.into_iter().map(|(name, value)| Fact::new(name, value)).collect(),
        tables: vec![table],
        notes: vec![words.into()],
    };
    content.stand_on(9, Hash::of(b"root"), Edition::FIRST)
}

fn long_table(rows: usize) -> Content {
    let table = Table {
        name: "items".into(),
        caption: "finance-table-items".into(),
        columns: vec!["item-day".into(), "item-remark".into(), "item-income".into()],
        rows: (0..rows).map(|row| vec![Value::text(format!("row-{row}.")), Value::None, Value::count(row)]).collect(),
        totals: None,
    };
    Content { tables: vec![table], ..document("words").content }
}

/// The board of a world, and its entries as bytes with their leaf hashes.
fn folded(world: &World) -> (Board, Vec<(Vec<u8>, Hash)>) {
    let mut board = Board::default();
    for (entry, leaf) in &world.entries {
        board.fold(entry, *leaf).unwrap();
    }
    board.stand_on(Hash::of(b"root"));
    (board, world.entries.iter().map(|(entry, leaf)| (entry.bytes().unwrap(), *leaf)).collect())
}

/// The entries that the page of an event needs besides its own.
fn links(bytes: &[u8], board: &Board, entries: &[(Vec<u8>, Hash)]) -> Links {
    let (event, index) = {
        let entry = Entry::read(bytes).unwrap();
        (Event::read(entry.envelope.payload()).unwrap(), entry.index)
    };
    let needed = chain::needed(&event, index, board).into_iter();
    Links::read(&needed.map(|index| (index, entries[usize::try_from(index).unwrap()].0.clone())).collect()).unwrap()
}

/// No markup comes from an event, and nothing that a strict content security policy would block comes from us.
fn assert_tame(html: &str) {
    for wild in ["<script", "<img", "<b>", "'\"><", " style=", "<style", " onerror=alert(1)>"] {
        assert!(!html.contains(wild), "{wild} in {html}");
    }
}

fn body(content: &Content, part: &Part, lang: Lang) -> String {
    page::body(content, (&maud::html! {}, &[]), part, &scope(lang)).into_string()
}

#[test]
fn words_of_events_never_become_markup() {
    let world = World::new();
    let (board, _) = folded(&world);
    for lang in Lang::ALL {
        let page = Site::new(&board, "/test", lang).document(&document(HOSTILE), &Part::default());
        let html = page.render().into_string();
        assert_tame(&html);
        assert!(html.matches("&lt;script&gt;alert(1)&lt;/script&gt;").count() > 20);
    }
}

#[test]
fn a_hostile_event_is_told_and_shown_as_the_words_it_is() {
    let mut world = World::new();
    let short = line(HOSTILE);
    let mut matter = expense("gate", 900);
    matter.title = short.clone();
    world.accept(Proposed { details: matter }, ALL);
    world.accept(InterestDeclared { person: code("comm-1"), payee: short }, ALL);
    let (board, entries) = folded(&world);
    let site = Site::new(&board, "/test", Lang::Zh);
    let shown = |page: Page| page.render().into_string();
    let latest: Vec<Vec<u8>> = entries.iter().rev().map(|(bytes, _)| bytes.clone()).collect();
    let home = shown(site.home(&latest, "vkey").unwrap());
    assert_tame(&home);
    assert_eq!(home.matches("&lt;script&gt;").count(), 2);
    for (bytes, leaf) in &entries[entries.len() - 2..] {
        let html = shown(site.event(bytes, *leaf, &links(bytes, &board, &entries)).unwrap());
        assert_tame(&html);
        // In the sentence, and in the exact text.
        assert!(html.matches("&lt;script&gt;").count() >= 2);
    }
    for path in board.paths() {
        assert_tame(&shown(site.document(&board.document(&path).unwrap(), &Part::default())));
    }
}

#[test]
fn a_long_table_is_shown_by_pages_and_whole_for_printing() {
    let content = long_table(2 * PAGE_ROWS + 1);
    let rows = |part: &Part| {
        let html = body(&content, part, Lang::Zh);
        (0..content.tables[0].rows.len()).filter(|row| html.contains(&format!("row-{row}."))).collect::<Vec<_>>()
    };
    let page = |page: &str| rows(&Part::asked(Some("items"), Some(page)));
    assert_eq!(rows(&Part::asked(None, None)), (0..PAGE_ROWS).collect::<Vec<_>>());
    assert_eq!(page("2"), (PAGE_ROWS..2 * PAGE_ROWS).collect::<Vec<_>>());
    assert_eq!(page("3"), [2 * PAGE_ROWS]);
    assert_eq!(page("4"), page("3"));
    assert_eq!(page("all").len(), content.tables[0].rows.len());
    for odd in ["0", "-1", "", "x", "18446744073709551616"] {
        assert_eq!(page(odd), page("1"), "{odd}");
    }
    assert_eq!(rows(&Part::asked(Some("other"), Some("2"))), page("1"));
    assert_eq!(page("18446744073709551615"), page("3"));
    assert!(!body(&long_table(PAGE_ROWS), &Part::default(), Lang::Zh).contains("class=\"pages\""));
}

#[test]
fn a_column_without_a_value_is_left_out_of_the_page_but_not_of_the_file() {
    let content = long_table(2);
    let html = body(&content, &Part::default(), Lang::Zh);
    assert!(html.contains("收入") && !html.contains("备注"));
    let file = String::from_utf8(csv::table(&content.tables[0], &scope(Lang::Zh)).unwrap()).unwrap();
    assert!(file.starts_with("item-day,item-remark,item-income\r\nrow-0.,,0\r\n"));
}

#[test]
fn links_stay_in_the_ledger_and_in_the_language() {
    let (board, _) = folded(&World::new());
    let html =
        |lang| Site::new(&board, "/test", lang).document(&document("words"), &Part::default()).render().into_string();
    for (lang, sheet) in [(Lang::Zh, html(Lang::Zh)), (Lang::En, html(Lang::En))] {
        let links: Vec<&str> =
            sheet.split("<a ").skip(1).filter_map(|rest| rest.split("href=\"").nth(1)?.split('"').next()).collect();
        assert!(links.len() > 10);
        // One link leads to the other language.
        let other =
            links.iter().filter(|link| link.starts_with("/test") && (lang == Lang::En) != link.contains("lang=en"));
        assert_eq!(other.count(), 1, "{links:?}");
        assert!(links.iter().all(|link| link.starts_with("/test/") || link.starts_with('#')), "{links:?}");
    }
}

#[test]
fn pages_look_as_they_did() {
    let mut world = World::new();
    world.accept(Proposed { details: expense("gate", 900) }, ALL);
    let (board, entries) = folded(&world);
    let (bytes, leaf) = entries.last().unwrap();
    // The leaf follows from everything before it, the shipped policy too: its value says nothing of how a page looks.
    let told = leaf.to_string();
    let lines = |page: Page| page.render().into_string().replace("><", ">\n<").replace(&told, "LEAF");
    let zh = Site::new(&board, "/test", Lang::Zh);
    insta::assert_snapshot!("document_zh", lines(zh.document(&document("甲乙丙"), &Part::default())));
    insta::assert_snapshot!("event_zh", lines(zh.event(bytes, *leaf, &links(bytes, &board, &entries)).unwrap()));
    let en = Site::new(&board, "/test", Lang::En);
    insta::assert_snapshot!(
        "home_en",
        lines(en.home(std::slice::from_ref(bytes), "ledger.example/test+00000000+AQ==").unwrap())
    );
    let table = &document("甲乙丙").content.tables[0];
    insta::assert_snapshot!("table_csv", String::from_utf8(csv::table(table, &scope(Lang::En)).unwrap()).unwrap());
}
