//! The folder as a whole: what is in it, what its READMEs say, and that nothing is overwritten.

use std::collections::BTreeSet;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mingbai::merkle::tree::{leaf_hash, naive_root};

use crate::made::{demo, export, made, mingbai};
use crate::rows::{Rows, csv, workbook};

/// The files of a folder and of those in it.
fn names(folder: &Path) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for found in std::fs::read_dir(folder).unwrap() {
        let path = found.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            names.extend(self::names(&path).into_iter().map(|below| format!("{name}/{below}")));
        } else {
            names.insert(name);
        }
    }
    names
}

/// The files in the folder itself that end so, without the ending.
fn ending(ending: &str) -> Vec<String> {
    let found = names(&made().out()).into_iter().filter(|name| !name.contains('/'));
    found.filter_map(|name| name.strip_suffix(ending).map(str::to_owned)).collect()
}

/// Decimals of a sheet are numbers: 1.50 is 1.5.
fn numeric(rows: Rows) -> Rows {
    let number = |column: &str, text: &str| {
        let whole = column.ends_with("_minor") || rows.columns.contains(&format!("{column}_minor"));
        if whole && !text.is_empty() { text.parse::<f64>().unwrap().to_string() } else { text.to_owned() }
    };
    let plain = rows.rows.iter().map(|row| row.iter().map(|(column, text)| (column.clone(), number(column, text))));
    let plain = plain.map(Iterator::collect).collect();
    Rows { columns: rows.columns, rows: plain }
}

#[test]
fn a_workbook_has_the_rows_of_its_csv_files() {
    let mut seen = BTreeSet::new();
    for form in ending(".xlsx") {
        let mut sheets = workbook(&made().out().join(format!("{form}.xlsx")));
        let (last, explained) = sheets.pop().unwrap();
        assert_eq!(last, "columns");
        let mut columns = Vec::new();
        for (name, sheet) in sheets {
            let rows = csv(&made().out().join(format!("{name}.csv")));
            columns.extend(rows.columns.iter().map(|column| (name.clone(), column.clone())));
            assert_eq!(numeric(rows), numeric(sheet), "{name}");
            seen.insert(name);
        }
        let explained = explained.rows.iter().map(|row| (row["table"].clone(), row["column"].clone()));
        assert_eq!(columns, explained.collect::<Vec<_>>(), "{form}");
    }
    assert_eq!(seen, ending(".csv").into_iter().collect());
    assert!(seen.len() > 12, "{seen:?}");
}

#[test]
fn every_column_is_explained_in_both_languages() {
    let mut explained = BTreeSet::new();
    for form in ending(".README.md") {
        let text = made().text(&format!("{form}.README.md"));
        let mut table = "";
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("## ") {
                table = name;
            }
            let Some((column, means)) = line.strip_prefix("| `").and_then(|line| line.split_once("` | ")) else {
                continue;
            };
            let [zh, en, ""] = means.split('|').map(str::trim).collect::<Vec<_>>()[..] else { panic!("{line}") };
            assert!(!zh.starts_with("column-") && !en.starts_with("column-") && zh != en, "{table}: {line}");
            explained.insert((table.to_owned(), column.to_owned()));
        }
    }
    for table in ending(".csv") {
        for column in made().rows(&table).columns {
            assert!(explained.remove(&(table.clone(), column.clone())), "{column} of {table} is not explained");
        }
    }
    assert_eq!(explained, BTreeSet::new(), "explained, but in no file");
}

#[test]
fn the_readme_lists_every_file() {
    let text = made().text("README.md");
    let listed = text.lines().filter_map(|line| line.strip_prefix("- `")?.strip_suffix('`'));
    let listed: BTreeSet<String> = listed.map(str::to_owned).collect();
    assert_eq!(listed, &names(&made().out()) - &["README.md".to_owned()].into());
}

#[test]
fn each_form_alone_is_the_same_byte_for_byte() {
    let text = made().text("README.md");
    let forms: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let mut seen = BTreeSet::from(["README.md".to_owned()]);
    for form in forms {
        let out = made().beside(form);
        assert!(export(&demo(), form, &out).status.success(), "{form}");
        for name in names(&out).into_iter().filter(|name| name != "README.md") {
            assert_eq!(std::fs::read(out.join(&name)).unwrap(), std::fs::read(made().out().join(&name)).unwrap());
            seen.insert(name);
        }
    }
    assert_eq!(seen, names(&made().out()));
}

#[test]
fn a_published_copy_gives_the_same_files_and_a_changed_one_none() {
    let copy = made().beside("demo/public");
    let from = |copy: &Path, out: &Path| {
        mingbai().args(["export", "all", "--from"]).arg(copy).arg("--out").arg(out).output().unwrap()
    };
    let out = made().beside("from-copy");
    let done = from(&copy, &out);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(names(&out), names(&made().out()));
    for name in names(&out) {
        assert_eq!(std::fs::read(out.join(&name)).unwrap(), std::fs::read(made().out().join(&name)).unwrap(), "{name}");
    }

    let changed = made().beside("changed");
    std::fs::create_dir_all(changed.join("tile/entries")).unwrap();
    std::fs::copy(copy.join("checkpoint"), changed.join("checkpoint")).unwrap();
    let mut days = 0;
    for name in names(&copy.join("tile/entries")) {
        let mut bytes = std::fs::read(copy.join("tile/entries").join(&name)).unwrap();
        if let Some(at) = bytes.windows(8).position(|found| found == b"2025-11-") {
            bytes[at + 6] = b'2';
            days += 1;
        }
        let file = changed.join("tile/entries").join(&name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
    let out = made().beside("from-changed");
    let said = String::from_utf8(from(&changed, &out).stderr).unwrap();
    assert!(days > 0 && said.contains("audit-root-differs") && !out.exists(), "{said}");
}

#[test]
fn an_export_overwrites_nothing() {
    let before = names(&made().out());
    let done = export(&demo(), "finance", &made().out());
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(!done.status.success() && said.contains("export-exists"), "{said}");
    assert_eq!(names(&made().out()), before);

    let begun = made().beside("begun");
    let kept = begun.with_file_name("begun.part");
    std::fs::create_dir(&kept).unwrap();
    std::fs::write(kept.join("mine"), "kept").unwrap();
    let said = String::from_utf8(export(&demo(), "grid", &begun).stderr).unwrap();
    assert!(said.contains("export-begun") && !begun.exists() && kept.join("mine").exists(), "{said}");

    // An empty folder, made before, is filled; a slash behind its name means the same folder.
    std::fs::remove_dir_all(&kept).unwrap();
    std::fs::create_dir(&begun).unwrap();
    assert!(export(&demo(), "grid", &begun.join("")).status.success());
    assert!(begun.join("grid.csv").exists() && !kept.exists());

    let done = export(&demo(), "nothing", &made().beside("nothing"));
    assert_eq!(done.status.code(), Some(2), "a form that is not there is no command");
}

#[test]
fn the_lines_of_events_are_the_entries_of_the_log() {
    let text = made().text("events.jsonl");
    let lines: Vec<&str> = text.lines().collect();
    let checkpoint = made().text("checkpoint");
    let (size, root) = (checkpoint.lines().nth(1).unwrap(), checkpoint.lines().nth(2).unwrap());
    assert_eq!(size, lines.len().to_string());
    let leaves: Vec<_> = lines.iter().map(|line| leaf_hash(line.as_bytes())).collect();
    assert_eq!(STANDARD.decode(root).unwrap(), naive_root(&leaves).0);
}
