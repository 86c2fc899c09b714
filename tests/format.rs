//! `docs/FORMAT.md` and its companions say what is so: their commands run, their tables are those of the program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use mingbai::base::limits;
use mingbai::event::kinds;
use mingbai::event::payload::Event;
use serde_json::Value;

mod common {
    pub mod catalogue;
    pub mod found;
    #[allow(dead_code, reason = "each test binary uses its part")]
    pub mod source;
}
use common::catalogue;
use common::found::found;
use common::source::{self, each_level};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    std::fs::read_to_string(root().join("docs").join(name)).unwrap()
}

fn vectors() -> PathBuf {
    root().join("tests/vectors/v1")
}

/// The part of a page under a heading of the second level.
fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let start = page.find(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no section {heading}")) + 1;
    let rest = &page[start..];
    rest[3..].find("\n## ").map_or(rest, |end| &rest[..end + 3])
}

/// The fenced blocks of a language, in order.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let open = format!("```{language}\n");
    text.split(&open).skip(1).map(|rest| rest.split_once("```").unwrap().0).collect()
}

#[test]
fn the_commands_with_openssl_say_what_is_written_below_them() {
    let page = page("FORMAT.md");
    let by_hand = section(&page, "By hand with OpenSSL");
    let (commands, answers) = (blocks(by_hand, "sh"), blocks(by_hand, "text"));
    assert_eq!((commands.len(), answers.len()), (4, 4));
    if !found("openssl", "the commands of docs/FORMAT.md were not tried") {
        return;
    }
    for (command, answer) in commands.iter().zip(answers) {
        let output = Command::new("sh").args(["-euc", command]).current_dir(vectors()).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{command}\n{said}{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(said, answer, "{command}");
    }
}

/// A number as the pages write it: 65,535.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[test]
fn the_limits_are_those_of_the_program() {
    let page = page("FORMAT.md");
    let table = section(&page, "Limits");
    let number = |n: usize| grouped(n as u64);
    for (what, limit) in [
        ("bytes of an entry", number(limits::ENTRY_BYTES)),
        ("bytes of a payload", number(limits::PAYLOAD_BYTES)),
        ("bytes of an envelope", number(limits::ENVELOPE_BYTES)),
        ("signatures on an envelope", number(limits::SIGNATURES)),
        ("characters of a code", number(limits::CODE_CHARS)),
        ("characters of a line", number(limits::LINE_CHARS)),
        ("characters of a text", number(limits::TEXT_CHARS)),
        ("items of a list", number(limits::LIST_ITEMS)),
        ("an amount of money", grouped(limits::AMOUNT.unsigned_abs())),
        ("bytes of a signed note", number(limits::NOTE_BYTES)),
        ("signature lines of a note", number(limits::NOTE_SIGNATURES)),
        ("seconds by which an event or entry", grouped(limits::CLOCK_SKEW_SECONDS.unsigned_abs())),
        ("entries of one answer of the API", grouped(limits::PAGE_ENTRIES)),
    ] {
        let row = table.lines().find(|line| line.starts_with(&format!("| {what}")));
        let row = row.unwrap_or_else(|| panic!("no limit on {what}"));
        assert!(row.contains(&format!("| {limit} ")), "{row} is not {limit}");
    }
}

/// The part of the page about one kind: from its heading to the next.
fn about<'a>(page: &'a str, kind: &str) -> &'a str {
    let heading = format!("\n### `{kind}`\n");
    let (_, rest) =
        page.split_once(&heading).unwrap_or_else(|| panic!("docs/format/kinds.md does not describe {kind}"));
    rest.split("\n##").next().unwrap()
}

/// The members the first table lists, and whether they are optional. A kind that has its data from another has none.
fn listed(about: &str) -> Vec<(&str, bool)> {
    let table = about.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let rows = table.filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| row.split_once('`').unwrap()).map(|(name, rest)| (name, rest.starts_with(" ?"))).collect()
}

fn cause(event: &Value) -> String {
    let problem = Event::read(event.to_string().as_bytes()).map(drop).err();
    problem.map_or_else(String::new, |problem| format!("{} {}", problem.code, problem.arg("cause").unwrap_or_default()))
}

#[test]
fn every_kind_of_event_is_described_as_it_is_read() {
    let families = page("format/families.md");
    let page = page("format/kinds.md");
    let steps = listed(about(&page, "resolution.studied.v1"));
    // Kinds of the catalogue are told from their source.
    let written = |name: &str| !families.contains(&format!("\n### `{name}`\n"));
    for kind in kinds::all().filter(|kind| written(kind.name)) {
        let about = about(&page, kind.name);
        assert!(about.contains("Subject: ") || about.contains("subject and effects as"), "{}: no subject", kind.name);
        let as_studied = about.contains("as `resolution.studied.v1`");
        let table = if as_studied { steps.clone() } else { listed(about) };
        let file = vectors().join(format!("payloads/{}.json", kind.name));
        let event: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        for member in event["data"].as_object().unwrap().keys() {
            assert!(table.iter().any(|(name, _)| name == member), "{}: {member} is not described", kind.name);
        }
        for (member, optional) in table {
            let place = format!("{}: {member}", kind.name);
            let mut without = event.clone();
            let had = without["data"].as_object_mut().unwrap().remove(member).is_some();
            assert!(had || optional, "{place} is not in the vector");
            assert_eq!(cause(&without).contains(&format!("missing field `{member}`")), !optional, "{place}");
            let mut other = event.clone();
            other["data"][member] = serde_json::json!({ "zz": {} });
            let refused = cause(&other);
            assert!(refused.starts_with("json-unreadable"), "{place} takes anything");
            assert!(!refused.contains(&format!("unknown field `{member}`")), "{place} is not a member");
        }
    }
}

/// Whether it is the word for a figure of a month or a tally, which refusals name.
fn is_figure(text: &str) -> bool {
    let codes =
        ["figure-differs", "figure-exceeded", "figure-not-reached", "figure-not-in-policy", "figure-of-other-sort"];
    text.starts_with("figure-") && !codes.contains(&text)
}

/// Names in small letters with hyphens between quotes or backquotes.
fn is_code(text: &str) -> bool {
    text.contains('-') && text.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase()))
}

#[test]
fn every_refusal_of_the_rules_is_described_and_no_other() {
    // Words that refusals use as values, a spelling and an account: not codes.
    let word = |text: &str| {
        let words = ["outcome-carried", "outcome-lost", "seat-any", "kebab-case", "taken-over"];
        words.contains(&text) || text.starts_with("part-") || text.starts_with("duty-stands-") || is_figure(text)
    };
    let mut said = BTreeSet::new();
    let judging = |path: &str| path.starts_with("src/rules/check/") || path.starts_with("src/rules/standing/");
    for file in source::files().iter().filter(|file| judging(&file.path) || file.path == "src/rules/decide.rs") {
        each_level(&file.tokens, &mut |level| said.extend(source::texts(level).into_iter().map(str::to_owned)));
    }
    said.retain(|text| is_code(text) && !word(text));
    let page = page("format/rules.md");
    let described = page.split('`').skip(1).step_by(2).filter(|text| is_code(text) && !word(text));
    assert_eq!(described.map(str::to_owned).collect::<BTreeSet<_>>(), said);
    assert!(said.len() > 150);
}

#[test]
fn the_catalogue_is_told_as_it_is_written() {
    let made = catalogue::page(&root().join("src/event/kinds"));
    let path = root().join("docs/format/families.md");
    if std::env::var_os("MINGBAI_WRITE").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = made.lines().zip(kept.lines()).find(|(made, kept)| made != kept);
    assert!(
        made == kept,
        "write docs/format/families.md anew: MINGBAI_WRITE=1 cargo test --test format catalogue ({differs:?})"
    );
}
