//! The wire form of the family: what is written is what is read, and nothing else is.

use crate::event::kind::KindInfo;
use crate::event::kinds::finance::KINDS;

/// One event of every kind in its shortest form: members that may be left out are. `FILE` stands for a file.
const SHORTEST: &[(&str, &str)] = &[
    (
        "finance.account.v1",
        r#"{"account":"cash","name":"现金","first":"2026-01-01","opening":0,"statement":FILE,
            "bookkeeper":"b","cashier":"c"}"#,
    ),
    (
        "finance.budget.v1",
        r#"{"year":2026,"lines":[{"line":"a1","flow":"expense","category":"office","amount":5}],"matter":"m"}"#,
    ),
    (
        "finance.expenditure.v1",
        r#"{"amount":5,"from":"bank:x","category":"office","purpose":"纸","payee":"甲","on":"2026-01-01",
            "matter":"m","voucher_no":"v1","vouchers":[FILE],
            "handler":"h","witness":"w","approver":"a","bookkeeper":"b","cashier":"c"}"#,
    ),
    (
        "finance.income.v1",
        r#"{"amount":5,"into":"bank:x","category":"rent","purpose":"租金","payer":"乙","on":"2026-01-01",
            "receipt_no":"r1","receipts":[FILE],"handler":"h","bookkeeper":"b","cashier":"c"}"#,
    ),
    (
        "finance.transfer.v1",
        r#"{"amount":5,"from":"bank:x","into":"cash","purpose":"备用金","on":"2026-01-01",
            "voucher_no":"v1","vouchers":[FILE],"approver":"a","bookkeeper":"b","cashier":"c"}"#,
    ),
    (
        "finance.reversal.v1",
        r#"{"event":"019b8c4f-d200-7101-8000-000000000001",
            "lines":[{"account":"bank:x","amount":5},{"account":"expense:office","amount":-5}],
            "reason":"记错","on":"2026-01-01","voucher_no":"v1","vouchers":[FILE],"approver":"a","bookkeeper":"b"}"#,
    ),
    ("finance.bank-statement.v1", r#"{"account":"bank:x","as_of":"2026-01-31","balance":0,"statement":FILE}"#),
    ("finance.period-close.v1", r#"{"month":"2026-01","totals":{"opening":0,"income":0,"expense":0,"closing":0}}"#),
    (
        "finance.taken-over.v1",
        r#"{"matter":"m","file":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","row":1,
            "on":"2020-01-01","amount":-5,"purpose":"旧账","importer":"b"}"#,
    ),
];

fn shortest() -> impl Iterator<Item = (&'static str, String)> {
    let file = format!(r#"{{"sha256":"{}","media":"application/pdf","bytes":9}}"#, "a".repeat(64));
    SHORTEST.iter().map(move |(name, data)| {
        let compact: String = data.split_whitespace().collect();
        (*name, compact.replace("FILE", &file))
    })
}

fn info(name: &str) -> &'static KindInfo {
    KINDS.iter().find(|info| info.name == name).unwrap()
}

#[test]
fn every_kind_is_written_as_it_is_read() {
    assert_eq!(SHORTEST.len(), KINDS.len());
    for (name, data) in shortest() {
        let body = (info(name).decode)(data.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(body.data()).unwrap(), data, "{name}");
    }
}

#[test]
fn no_kind_takes_a_member_it_does_not_know() {
    for (name, data) in shortest() {
        let more = data.replacen('{', r#"{"more":1,"#, 1);
        assert!((info(name).decode)(more.as_bytes()).is_err(), "{name}");
    }
}

#[test]
fn every_kind_is_told_in_both_languages_with_every_value() {
    use crate::base::words::{Lang, has, say};
    for (name, data) in shortest() {
        let body = (info(name).decode)(data.as_bytes()).unwrap();
        let title = KindInfo::words_key(name);
        let sentence = title.replacen("kind-", "event-", 1);
        let told: Vec<_> = body.told().into_iter().map(|(name, _)| (name, format!("<{name}>"))).collect();
        for lang in Lang::ALL {
            assert!(has(lang, &title), "{title}");
            let text = say(lang, &sentence, &told);
            assert!(told.iter().all(|(_, mark)| text.contains(mark.as_str())), "{text}");
            assert!(!text.contains("{$"), "{text}");
        }
    }
}
