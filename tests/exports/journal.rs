//! The journal, as Debian's hledger reads it: a program of strangers, which adds up everything again.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use crate::found::found;
use crate::made::made;
use crate::rows::whole;

fn hledger(journal: &Path, arguments: &[&str]) -> Output {
    Command::new("hledger").arg("-f").arg(journal).args(arguments).env("LANG", "C.UTF-8").output().unwrap()
}

fn there() -> bool {
    found("hledger", "the journal is not checked by hledger")
}

/// A report of two columns, account and amounts, as CSV.
fn balances(arguments: &[&str]) -> BTreeMap<String, String> {
    let all = [&["balance", "--flat", "--no-total", "--empty", "-O", "csv"][..], arguments].concat();
    let done = hledger(&made().out().join("hledger.journal"), &all);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let mut reader = csv::Reader::from_reader(done.stdout.as_slice());
    reader.records().map(|row| row.unwrap()).map(|row| (row[0].to_owned(), row[1].to_owned())).collect()
}

/// `24047190` fen of `240471.90 CNY`.
fn minor(amount: &str) -> i64 {
    amount.trim_end_matches(" CNY").replace('.', "").parse::<i64>().unwrap()
}

#[test]
fn a_strict_check_accepts_it_and_refuses_it_changed() {
    if !there() {
        return;
    }
    let journal = made().out().join("hledger.journal");
    for checks in [&["check", "-s"][..], &["check", "-s", "ordereddates"]] {
        let done = hledger(&journal, checks);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let text = made().text("hledger.journal");
    let asserted = text.matches(" = ").count();
    assert!(asserted > 100 && text.contains(" points = ") && text.contains(" minutes = ") && text.contains("\" = "));

    // A payment of one fen less on both sides balances, and is found by the balance of its month.
    let payment = text.split("\n\n").find(|part| part.contains("resolution:") && part.contains("expense:")).unwrap();
    let line = payment.lines().find(|line| line.contains("expense:")).unwrap();
    let amount = line.trim_end_matches(" CNY").rsplit(' ').next().unwrap();
    let (yuan, fen) = amount.split_once('.').unwrap();
    let less = format!("{yuan}.{:02}", (fen.parse::<u8>().unwrap() + 1) % 100);
    let changed = made().beside("changed.journal");
    std::fs::write(&changed, text.replacen(payment, &payment.replace(amount, &less), 1)).unwrap();
    let done = hledger(&changed, &["check", "-s"]);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && said.contains("balance assertion"), "{said}");
}

#[test]
fn its_balances_are_those_published() {
    if !there() {
        return;
    }
    let held = balances(&["assets"]);
    for row in made().table("finance", "accounts") {
        let account = format!("assets:{}", row[1]["text"].as_str().unwrap());
        assert_eq!(minor(&held[&account]), row[2]["money"].as_i64().unwrap(), "{account}");
    }
    for month in &made().rows("finance_months").rows {
        let within = |sort: &str| balances(&[sort, "--period", &month["month"]]);
        let sum = |sort: &str| within(sort).values().map(|amount| minor(amount)).sum::<i64>();
        let figures = ["income_minor", "expense_minor"].map(|column| whole(month, column));
        assert_eq!([-sum("^income"), sum("^expense")], figures, "{month:?}");
        let path = format!("finance/{}", month["month"]);
        let mut spent: Vec<i64> =
            within("^expense").values().map(|amount| minor(amount)).filter(|sum| *sum != 0).collect();
        let rows = made().table(&path, "expense");
        let mut published: Vec<i64> = rows.iter().filter_map(|row| row[1]["money"].as_i64()).collect();
        spent.sort_unstable();
        published.sort_unstable();
        assert_eq!(spent, published, "{path}");
    }
    for (unit, commodity) in [("points", "points"), ("minutes", "minutes")] {
        let held = balances(&["^holder", &format!("cur:{commodity}")]);
        for row in made().table("services", unit).iter().filter(|row| row[0]["word"] == "side-holder") {
            let place = format!("holder:{}", row[1]["text"].as_str().unwrap());
            let quantity = held[&place].split(' ').next().unwrap();
            assert_eq!(quantity.parse::<i64>().unwrap(), row[3]["count"].as_i64().unwrap(), "{unit} of {place}");
        }
    }
    let mut goods = 0;
    for row in made().table("services", "goods") {
        let [good, place] = [0, 1].map(|at| row[at]["text"].as_str().unwrap());
        let bound = row[2]["text"].as_str().map(|purpose| format!(":for {purpose}")).unwrap_or_default();
        let held = balances(&["--depth", "3", &format!("^holder:{place}{bound}$"), &format!("cur:goods:{good}")]);
        let quantity = held[&format!("holder:{place}{bound}")].split(' ').next().unwrap().to_owned();
        assert_eq!(quantity.parse::<i64>().unwrap(), row[3]["count"].as_i64().unwrap(), "{good} in {place}{bound}");
        goods += 1;
    }
    assert!(goods > 1, "{goods}");
}
