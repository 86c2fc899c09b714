//! The payments as a journal that `hledger check -s` accepts.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::process::Command;

use crate::Asked;
use crate::figure::rate;
use crate::peers::{Kept, Row, folder, program, ran};

/// Words without what a journal gives a meaning to.
fn plain(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    if words.is_empty() { "none".to_owned() } else { words.join(" ") }
}

fn transaction(row: &Row) -> String {
    let sign = if row.amount < 0 { "-" } else { "" };
    let (pounds, pence) = (row.amount.unsigned_abs() / 100, row.amount.unsigned_abs() % 100);
    let (payee, unit) = (plain(&row.payee), plain(&row.category));
    format!("{} {payee}\n    expenses:{unit}  {sign}{pounds}.{pence:02} GBP\n    assets:bank\n\n", row.on)
}

/// Keeps them.
pub fn keep(asked: &Asked, rows: &[Row]) -> Result<Kept, String> {
    program("hledger").ok_or("hledger")?;
    let dir = folder(asked, "hledger");
    let path = dir.join("payments.journal");
    let mut head = String::from("commodity 1000.00 GBP\naccount assets:bank\n");
    let mut units: Vec<String> = rows.iter().map(|row| plain(&row.category)).collect();
    units.sort();
    units.dedup();
    for unit in units {
        let _ = writeln!(head, "account expenses:{unit}");
    }
    let mut file = File::create(&path).unwrap();
    file.write_all(head.as_bytes()).unwrap();
    let count = rows.len() as u64;
    let appended = rate(count, || {
        for row in rows {
            file.write_all(transaction(row).as_bytes()).unwrap();
            file.sync_data().unwrap();
        }
    });
    let size = std::fs::metadata(&path).unwrap().len() as f64;
    let checked = rate(count, || drop(ran(Command::new("hledger").arg("-f").arg(&path).args(["check", "-s"]))));
    Ok(Kept {
        name: "hledger",
        appended: vec![("lines added to a file, synced one by one", appended)],
        verified: vec![("hledger check -s: balances and declared names", checked)],
        disk: vec![("the journal", size / count as f64)],
    })
}
