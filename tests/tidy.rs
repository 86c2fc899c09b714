//! The house rules a newcomer relies on: who may import whom, how long things are, and that registries list their folders.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

mod common {
    #[allow(dead_code, reason = "each test binary uses its part")]
    pub mod source;
}
use common::source::{self, Complaints, Token, below, each_level, files, functions, root};

/// What each module may import from: the floors of the house, lowest first.
const FLOORS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("event", &["base"]),
    ("merkle", &["base"]),
    // A witness sees checkpoints, and can speak for any log.
    ("witness", &["base", "merkle"]),
    ("html", &["base"]),
    // Rules see events and what stands, never bytes on disk or a clock.
    ("rules", &["base", "event"]),
    ("store", &["base", "merkle"]),
    ("view", &["base", "event", "html", "rules"]),
    // An export is folded from entries like a view, and writes to no disk.
    ("export", &["base", "event", "merkle", "rules", "view"]),
    ("ledger", &["base", "event", "merkle", "rules", "store"]),
    // The auditor shares the rules and views with the ledger, and nothing of how the ledger works.
    ("audit", &["base", "event", "merkle", "rules", "view"]),
    ("import", &["base", "event", "rules", "ledger"]),
    ("http", &["base", "event", "html", "merkle", "rules", "view", "ledger", "witness"]),
    // A copy is made from what a ledger publishes: it sees neither the ledger nor its store.
    ("publish", &["base", "event", "html", "merkle", "view", "audit", "http"]),
    (
        "cli",
        &[
            "base", "event", "html", "merkle", "rules", "store", "view", "ledger", "audit", "import", "export", "http",
            "witness", "publish",
        ],
    ),
];

/// Lines of a file: what a reader can keep in view. Longer ones are split by meaning.
const FILE_LINES: usize = 600;
/// Lines of a function: one screen.
const FUNCTION_LINES: usize = 70;

/// The modules that paths beginning with `crate::` name.
fn imported(tokens: &[Token]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    each_level(tokens, &mut |level| {
        for path in level.windows(4) {
            if !path[0].is("crate") || !matches!(path[1], Token::Mark(':')) {
                continue;
            }
            match &path[3] {
                Token::Word(module, _) => drop(found.insert(module.clone())),
                Token::Group('{', within, _) => {
                    let parts = within.split(|token| matches!(token, Token::Mark(',')));
                    found.extend(parts.filter_map(|part| part.first()?.word()).map(str::to_owned));
                }
                _ => {}
            }
        }
    });
    found
}

#[test]
fn modules_import_only_from_the_floors_below() {
    let floors: BTreeMap<&str, &[&str]> = FLOORS.iter().copied().collect();
    let mut wrong = Complaints::default();
    let mut seen = BTreeSet::new();
    for file in files() {
        let module = file.path.split('/').nth(1).unwrap();
        if module.ends_with(".rs") {
            continue;
        }
        let Some(allowed) = floors.get(module) else {
            wrong.add(format!("{} belongs to no floor", file.path));
            continue;
        };
        seen.insert(module.to_owned());
        for name in imported(&file.tokens) {
            if name != module && !allowed.contains(&name.as_str()) {
                wrong.add(format!("{} imports {name}", file.path));
            }
        }
    }
    assert_eq!(seen, floors.keys().map(|floor| (*floor).to_owned()).collect(), "floors without files");
    wrong.none("imports across the floors");
}

#[test]
fn the_floors_have_no_circle() {
    for (at, (floor, below)) in FLOORS.iter().enumerate() {
        let lower: Vec<&str> = FLOORS[..at].iter().map(|(name, _)| *name).collect();
        assert!(below.iter().all(|name| lower.contains(name)), "{floor} stands on something above it");
    }
}

/// Every Rust file of the repository, with its path from the root.
fn everywhere() -> Vec<(String, PathBuf)> {
    let folders = ["src", "tests", "examples", "benches"].into_iter().filter(|folder| root().join(folder).is_dir());
    let paths = folders.flat_map(|folder| below(folder, "rs"));
    paths.map(|path| (path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned(), path)).collect()
}

#[test]
fn files_and_functions_fit_a_reader() {
    let mut wrong = Complaints::default();
    for (name, path) in everywhere() {
        let text = std::fs::read_to_string(path).unwrap();
        let lines = text.lines().count();
        if lines > FILE_LINES {
            wrong.add(format!("{name} has {lines} lines"));
        }
        for function in functions(&source::read(&name, &text, true).0) {
            if function.lines > FUNCTION_LINES {
                wrong.add(format!("{name}:{} {} has {} lines", function.first, function.name, function.lines));
            }
        }
    }
    wrong.none("too long");
}

#[test]
fn nothing_is_put_off() {
    // Spelled so that this file does not find itself.
    let marks = [["TO", "DO"], ["FIX", "ME"], ["to", "do!("], ["unimple", "mented!("], ["#[igno", "re"]]
        .map(|parts| parts.concat());
    let mut wrong = Complaints::default();
    for (name, path) in everywhere() {
        let text = std::fs::read_to_string(path).unwrap();
        for (at, line) in text.lines().enumerate() {
            for mark in marks.iter().filter(|mark| line.contains(mark.as_str())) {
                wrong.add(format!("{name}:{} {mark}", at + 1));
            }
        }
    }
    wrong.none("work put off");
}

/// The names of modules in a folder: its files and folders, without `mod.rs`.
fn modules_in(folder: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let named = entries.filter(|path| path.is_dir() || path.extension().is_some_and(|ending| ending == "rs"));
    let names = named.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned());
    names.filter(|name| name != "mod").collect()
}

/// The first names of the paths in a constant: `a::B` and `c::D` give `a` and `c`.
fn listed(file: &str, constant: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join(file)).unwrap();
    let (tokens, _) = source::read(file, &text, false);
    let at = tokens.iter().position(|token| token.is(constant)).unwrap_or_else(|| panic!("{file} has no {constant}"));
    // The value stands behind `=`; the type before it has brackets too.
    let value = &tokens[at..][tokens[at..].iter().position(|token| matches!(token, Token::Mark('='))).unwrap()..];
    let list = value.iter().find_map(|token| token.group('[')).unwrap();
    let parts = list.split(|token| matches!(token, Token::Mark(',')));
    parts.filter_map(|part| part.first()?.word()).map(str::to_owned).collect()
}

#[test]
fn registries_list_their_folders() {
    assert_eq!(modules_in("src/event/kinds"), listed("src/event/kinds/mod.rs", "FAMILIES"), "families of events");
    assert_eq!(modules_in("src/view/open"), listed("src/view/open/mod.rs", "VIEWS"), "views");
    assert_eq!(modules_in("src/view/flags"), listed("src/view/flags/mod.rs", "FLAGS"), "flags");
    assert_eq!(modules_in("src/export/formats"), listed("src/export/formats/mod.rs", "FORMATS"), "forms of export");

    let known: BTreeSet<String> = mingbai::base::words::FILES.iter().map(|file| file.name.to_owned()).collect();
    assert_eq!(known.len(), mingbai::base::words::FILES.len(), "a Fluent file is listed twice");
    for language in ["zh-CN", "en"] {
        assert_eq!(stems(&format!("locales/{language}"), "ftl"), known, "locales/{language}");
    }

    let profiles = mingbai::rules::profile::SHIPPED.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(stems("src/rules/profiles", "toml"), profiles, "rule profiles");
}

fn stems(folder: &str, ending: &str) -> BTreeSet<String> {
    below(folder, ending).iter().map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

/// The sections of a `kind!`: what stands between `name |e|` and the semicolon behind it.
fn section<'a>(within: &'a [Token], name: &str) -> &'a [Token] {
    let at = within.iter().position(|token| token.is(name)).unwrap_or(within.len());
    let rest = &within[at..];
    &rest[..rest.iter().position(|token| matches!(token, Token::Mark(';'))).unwrap_or(rest.len())]
}

#[test]
fn private_fields_are_recorded_as_sealed() {
    let mut wrong = Complaints::default();
    let mut seen = 0;
    for file in files().iter().filter(|file| file.path.starts_with("src/event/kinds/")) {
        each_level(&file.tokens, &mut |level| {
            for macros in level.windows(3) {
                let Some(within) = macros[2].group('{').filter(|_| macros[0].is("kind")) else { continue };
                seen += 1;
                let fields = within.iter().find_map(|token| token.group('{')).unwrap_or_default();
                let sealed = source::texts(section(within, "seals"));
                for field in fields.split(|token| matches!(token, Token::Mark(','))) {
                    let name = field.iter().filter_map(Token::word).find(|word| *word != "pub");
                    let private =
                        field.iter().any(|token| token.is("Sealed")) && !field.iter().any(|token| token.is("Vec"));
                    if let Some(name) = name.filter(|name| private && !sealed.contains(name)) {
                        wrong.add(format!("{}: {name} is not among what it seals", file.path));
                    }
                }
            }
        });
    }
    assert!(seen > 10, "only {seen} kinds were seen");
    wrong.none("private fields");
}

#[test]
fn every_file_of_a_command_is_reached() {
    let text = std::fs::read_to_string(root().join("src/cli/mod.rs")).unwrap();
    let (tokens, _) = source::read("src/cli/mod.rs", &text, false);
    let mut reached = BTreeSet::new();
    let mut reach = |level: &[Token]| {
        for path in level.windows(3) {
            if let [Token::Word(module, _), Token::Mark(':'), Token::Mark(':')] = path {
                reached.insert(module.clone());
            }
        }
    };
    each_level(&tokens, &mut reach);
    let left: Vec<String> = modules_in("src/cli").into_iter().filter(|module| !reached.contains(module)).collect();
    assert!(left.is_empty(), "src/cli/mod.rs does not lead to {left:?}");
}

#[test]
fn helpers_of_tests_are_used() {
    let tests: Vec<String> = below("tests", "rs").iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    for helper in modules_in("tests/common") {
        let declared = format!("mod {helper};");
        assert!(tests.iter().any(|text| text.contains(&declared)), "no test uses tests/common/{helper}.rs");
    }
}

/// The targets of links in a Markdown text.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0.split('#').next().unwrap()))
}

#[test]
fn documents_link_to_what_is_there() {
    let mut wrong = Complaints::default();
    let mut documents = below("docs", "md");
    documents.extend(["README.md", "CHANGELOG.md", "CONTRIBUTING.md"].map(|name| root().join(name)));
    for document in documents.iter().filter(|path| path.is_file()) {
        let text = std::fs::read_to_string(document).unwrap();
        let here = document.parent().unwrap_or(Path::new("."));
        for link in links(&text).filter(|link| !link.is_empty() && !link.contains(':')) {
            if !here.join(link).exists() {
                wrong.add(format!("{}: {link}", document.strip_prefix(root()).unwrap().display()));
            }
        }
    }
    wrong.none("links to nothing");
}

#[test]
fn the_source_is_read_as_it_is() {
    let text = r##"
//! A "comment" with a quote.
#[derive(Debug)]
pub struct Name<'a>(&'a str);
/* fn not_this() {} */
fn one(c: char) -> bool {
    c == '"' || c == '\'' || matches!(c, '{' | '\u{feff}') && "with \" and }" != r#"raw "}"#
}
#[cfg(test)]
mod tests {
    fn only_tested() { todo() }
}
#[cfg(test)]
mod elsewhere;
use crate::{base::code, event};
fn two() { crate::rules::judge() }
"##;
    let (tokens, outside) = source::read("text", text, false);
    let found: Vec<(&str, usize)> = functions(&tokens).iter().map(|function| (function.name, function.lines)).collect();
    assert_eq!(found, [("one", 3), ("two", 1)]);
    assert_eq!(outside, ["elsewhere"]);
    assert_eq!(source::texts(&tokens), [r#"with \" and }"#, r#"raw "}"#]);
    assert_eq!(imported(&tokens), ["base", "event", "rules"].map(str::to_owned).into());
    assert_eq!(functions(&source::read("text", text, true).0).len(), 3);
}
