//! Sums taken straight from the published files, by readers that share nothing with the library: they split lines
//! at commas and walk JSON by hand. What a ledger made of these files says must be the same, to the penny.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Payments by month and category: how many, and how much in pence.
pub type Sums = BTreeMap<(String, String), (u64, i64)>;

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

/// Payments of every CSV in a folder; rows with the amount 0 are no payments.
pub fn payments(folder: &Path) -> Sums {
    let mut sums = Sums::new();
    for path in files(folder) {
        // Every byte as one character: names come out garbled, but they are not compared.
        let text: String = std::fs::read(path).unwrap().into_iter().map(char::from).collect();
        let mut lines = text.lines();
        let header = lines.next().unwrap().trim_start_matches("ï»¿");
        let column = |name: &str| header.split(',').position(|found| found == name).unwrap();
        let (date, amount, unit) = (column("Payment Date"), column("Amount"), column("Organisational Unit"));
        for line in lines {
            let cells = cells(line);
            if cells.iter().all(String::is_empty) {
                continue;
            }
            let pence = pence(&cells[amount]);
            if pence != 0 {
                let sum = sums.entry((cells[date][..7].to_owned(), cells[unit].clone())).or_default();
                *sum = (sum.0 + 1, sum.1 + pence);
            }
        }
    }
    sums
}

/// A line's cells; a comma between quotation marks does not divide, a doubled quotation mark is one.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.peek() == Some(&'"') => cell.push(rest.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    assert!(!quoted, "a cell over several lines: {line}");
    cells.push(cell);
    cells
}

/// `-12.5` as −1250.
fn pence(text: &str) -> i64 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (pounds, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    let rest = format!("{rest}0");
    assert!(rest[2..].chars().all(|c| c == '0'), "{text}");
    sign * (pounds.parse::<i64>().unwrap() * 100 + rest[..2].parse::<i64>().unwrap())
}

/// One roll call: who was due, and who voted for, against, abstained, or was not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roll {
    /// Everyone named.
    pub due: BTreeSet<String>,
    /// In favour.
    pub yes: BTreeSet<String>,
    /// Against.
    pub no: BTreeSet<String>,
    /// Abstaining.
    pub abstain: BTreeSet<String>,
    /// Not there, for whatever reason.
    pub away: BTreeSet<String>,
}

/// Roll calls on resolutions, by file number in lower case with hyphens, day and whether it was the council's.
pub type Rolls = BTreeMap<(String, String, bool), Roll>;

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Every roll call on a resolution in a folder. Voice votes have none.
pub fn votes(folder: &Path) -> Rolls {
    let mut rolls = Rolls::new();
    for path in files(folder) {
        let resolution = json(&path);
        for action in list(&resolution["History"]) {
            let votes = list(&action["Votes"]);
            if votes.is_empty() || text(&action["Description"]).contains("voice vote") {
                continue;
            }
            let mut roll = Roll::default();
            for vote in votes {
                let person = text(&vote["Slug"]).to_owned();
                assert!(roll.due.insert(person.clone()), "{person} twice in {}", path.display());
                match text(&vote["Vote"]) {
                    "Affirmative" => drop(roll.yes.insert(person)),
                    "Negative" => drop(roll.no.insert(person)),
                    "Abstain" => drop(roll.abstain.insert(person)),
                    "Non-voting" | "" => {}
                    _ => drop(roll.away.insert(person)),
                }
            }
            let file = text(&resolution["File"]).to_lowercase().replace(' ', "-");
            let key = (file, text(&action["Date"])[..10].to_owned(), action["BodyID"] == 1);
            assert!(rolls.insert(key, roll).is_none(), "two roll calls a day: {}", path.display());
        }
    }
    rolls
}

/// Attendance at meetings: for each body and day, how many were due and how many there, smallest first.
pub fn attendance(folder: &Path) -> BTreeMap<(String, String), Vec<(usize, usize)>> {
    let mut meetings: BTreeMap<(String, String), Vec<(usize, usize)>> = BTreeMap::new();
    for path in files(folder) {
        let event = json(&path);
        let rolls = list(&event["Items"]).iter().map(|item| list(&item["RollCall"]));
        if let Some(roll) = rolls.into_iter().find(|roll| !roll.is_empty()) {
            let there = roll.iter().filter(|line| line["Value"] == "Present").count();
            let key = (event["BodyID"].to_string(), text(&event["Date"])[..10].to_owned());
            meetings.entry(key).or_default().push((roll.len(), there));
        }
    }
    for counts in meetings.values_mut() {
        counts.sort_unstable();
    }
    meetings
}

/// For each instructor and question, how many ballots gave each score from 1 to 5.
pub fn ballots(file: &Path) -> BTreeMap<(String, String), [u64; 5]> {
    let text = std::fs::read_to_string(file).unwrap();
    let mut lines = text.lines().map(|line| line.replace('"', ""));
    let header: Vec<String> = lines.next().unwrap().split(',').map(str::to_owned).collect();
    let mut counts = BTreeMap::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        for (name, score) in header.iter().zip(&cells).filter(|(name, _)| name.starts_with('Q')) {
            let count: &mut [u64; 5] = counts.entry((cells[0].to_owned(), name.clone())).or_default();
            count[score.parse::<usize>().unwrap() - 1] += 1;
        }
    }
    counts
}
