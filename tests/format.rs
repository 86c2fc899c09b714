//! `docs/FORMAT.md` and its companions say what is so: their commands run, their tables are those of the program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;

use mingbai::base::limits;
use mingbai::event::kinds;

mod common {
    pub mod catalogue;
    pub mod found;
}
use common::catalogue;
use common::found::found;

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

#[test]
fn every_kind_of_event_is_described() {
    let page = page("format/kinds.md") + &page("format/families.md");
    for kind in kinds::all() {
        assert!(
            page.contains(&format!("\n### `{}`\n", kind.name)),
            "neither docs/format/kinds.md nor families.md describes {}",
            kind.name
        );
    }
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
    assert!(made == kept, "write docs/format/families.md anew: MINGBAI_WRITE=1 cargo test --test format ({differs:?})");
}
