//! The families declared with `kind!`, told as a page: `docs/format/families.md` is made from their source, so that a new
//! family is described where it is written and nowhere else.

use std::fmt::Write as _;

/// What is said of the page itself, at its head.
const HEAD: &str = "\
# Kinds of events: the catalogue

Made from the documentation of the families in `src/event/kinds/`; a test keeps it so (`MINGBAI_WRITE=1 cargo test --test
format catalogue` writes it anew). It reads like [kinds.md](kinds.md): types are those of [FORMAT.md](../FORMAT.md#values), a member marked
`?` is optional, all others must be there; a `Vec` is a list, a `BTreeMap` a map, a `NonZeroU32` a `u32` but 0. Clauses and effects
are those of [rules.md](rules.md), with `e` (`self` in what a kind computes) for the event's data. Each member under *Seals* that is
there causes a Sealed effect after the others. *Signed by* is the default; what counts is the policy in force.
";

/// A struct while it is read.
#[derive(Default)]
struct Shape {
    doc: String,
    rows: String,
}

/// The documentation in consecutive lines that begin with `mark`, from `lines[..at]` backwards.
fn doc_above(lines: &[&str], at: usize) -> String {
    let above = lines[..at].iter().rev().map(|line| line.trim());
    let above = above.take_while(|line| line.starts_with("///") || line.starts_with("#["));
    let mut said: Vec<&str> = above.filter_map(|line| line.strip_prefix("///")).map(str::trim).collect();
    said.reverse();
    said.join(" ")
}

/// The members of a struct whose first line is `at`, as rows of a table, up to its closing brace.
fn shape(lines: &[&str], at: usize) -> (Shape, usize) {
    let mut shape = Shape { doc: doc_above(lines, at), rows: String::new() };
    let mut end = at;
    for (line, text) in lines.iter().enumerate().skip(at + 1) {
        end = line;
        let text = text.trim();
        if text.starts_with('}') {
            break;
        }
        if let Some((name, of)) = text.strip_prefix("pub ").and_then(|text| text.split_once(": ")) {
            let of = of.trim_end_matches(',').replace('|', "\\|");
            let attribute = lines[..line].iter().rev().map(|line| line.trim()).take_while(|line| line.starts_with('#'));
            let mark = if attribute.into_iter().any(|line| line.starts_with("#[serde(default")) { " ?" } else { "" };
            writeln!(shape.rows, "| `{name}`{mark} | `{of}` | {} |", doc_above(lines, line)).unwrap();
        }
    }
    (shape, end)
}

/// What stands between `keyword |e|` and the `;` that ends the section, on one line.
fn section(lines: &[&str], from: usize, keyword: &str) -> Option<String> {
    let opening = format!("{keyword} |");
    let until = lines.iter().enumerate().skip(from).find(|(_, line)| **line == "}").map_or(lines.len(), |(at, _)| at);
    let start = (from..until).find(|at| lines[*at].trim().starts_with(&opening))?;
    let mut text = String::new();
    for line in &lines[start..until] {
        text.push_str(line.trim());
        text.push(' ');
        if line.starts_with("    ") && !line.starts_with("     ") && line.ends_with(';') {
            break;
        }
    }
    let text = text.trim().strip_prefix(&opening)?.split_once("| ")?.1.trim_end_matches(';').to_owned();
    (text != "[]").then_some(text)
}

/// The lines from `at` up to the one that ends what begins there, as a block of code.
fn block(lines: &[&str], at: usize, end: impl Fn(&str) -> bool) -> String {
    let last = (at..lines.len()).find(|line| end(lines[*line])).unwrap_or(at);
    lines[at..=last].iter().fold(String::new(), |text, line| text + line + "\n")
}

/// The sorts of cases a family leads, which its clauses and effects name by constants.
fn sorts(page: &mut String, lines: &[&str]) {
    let found = (0..lines.len()).filter(|at| {
        lines[*at].trim_start_matches("pub ").starts_with("const ") && lines[*at].contains(": CaseSort =")
    });
    let text: String = found.map(|at| block(lines, at, |line| line.ends_with(';'))).collect();
    if !text.is_empty() {
        writeln!(page, "```rust\n{text}```\n").unwrap();
    }
}

fn table(page: &mut String, shape: &Shape) {
    writeln!(page, "{}\n", shape.doc).unwrap();
    if !shape.rows.is_empty() {
        writeln!(page, "| member | type | meaning |\n|---|---|---|\n{}", shape.rows).unwrap();
    }
}

/// The part of the page that tells one family, from its source; none when it declares no kind with `kind!`.
fn family(name: &str, source: &str) -> Option<String> {
    let lines: Vec<&str> = source.lines().collect();
    lines.iter().find(|line| **line == "kind! {")?;
    let intro: Vec<&str> = lines.iter().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
    let mut page = format!("\n## `{name}`\n\n{}\n\n", intro.join("\n").trim());
    sorts(&mut page, &lines);
    let mut at = 0;
    while at < lines.len() {
        let text = lines[at].trim();
        if let Some((_, kind)) = text.strip_prefix("pub struct ").and_then(|rest| rest.split_once(" = \"")) {
            let (kind, signers) = kind.split_once("\", signed by ").unwrap();
            let (told, end) = shape(&lines, at);
            writeln!(page, "### `{kind}`\n").unwrap();
            table(&mut page, &told);
            writeln!(page, "Signed by: `{}`.\n", signers.trim_end_matches(" {")).unwrap();
            let sections = [("subject", "Subject"), ("requires", "Requires"), ("causes", "Causes"), ("seals", "Seals")];
            for (keyword, title) in sections {
                if let Some(said) = section(&lines, end, keyword) {
                    writeln!(page, "{title}: `{said}`.\n").unwrap();
                }
            }
            at = end;
        } else if let Some(of) = text.strip_prefix("pub struct ").and_then(|rest| rest.strip_suffix(" {")) {
            let (told, end) = shape(&lines, at);
            writeln!(page, "**{of}**:").unwrap();
            table(&mut page, &told);
            at = end;
        } else if text.starts_with("impl ") && lines[at] == text {
            writeln!(page, "```rust\n{}```\n", block(&lines, at, |line| line == "}")).unwrap();
        }
        at += 1;
    }
    Some(page)
}

/// The page of all families in a folder of sources, in the order of their names.
pub fn page(folder: &std::path::Path) -> String {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut page = HEAD.to_owned();
    for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "rs")) {
        let name = file.file_stem().unwrap().to_str().unwrap();
        page.extend(family(name, &std::fs::read_to_string(file).unwrap()));
    }
    // One blank line at most between paragraphs.
    while page.contains("\n\n\n") {
        page = page.replace("\n\n\n", "\n\n");
    }
    page.trim_end().to_owned() + "\n"
}
