//! Several events in one request: each is answered as it would be alone, in order, and what is refused stops nothing else.

use serde_json::Value;

use crate::community::{Community, RECEIVERS};
use crate::served::{Client, Server, init, now, verify};

fn told(body: &str) -> Vec<Value> {
    body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn events_sent_together_are_answered_one_by_one() {
    let dir = tempfile::tempdir().unwrap();
    let log = init(dir.path());
    let mut community = Community::new(&log, now());
    let server = Server::start(dir.path());
    let client = Client::of(&server.url);
    let founding = community.founding(now()).unwrap();
    let half_signed = community.income(now(), 200, &RECEIVERS[..1]).unwrap();
    let first = community.income(now(), 100, &RECEIVERS).unwrap();
    let last = community.income(now(), 300, &RECEIVERS).unwrap();
    let mut lines: Vec<Vec<u8>> = founding.iter().map(mingbai::event::envelope::Envelope::bytes).collect();
    let before = lines.len();
    lines.extend([first.bytes(), half_signed.bytes(), b"{rubbish".to_vec(), first.bytes(), last.bytes()]);
    let (status, body) = client.send("api/batches", &lines.join(&b'\n')).unwrap();
    assert_eq!(status, 200, "{body}");
    let answers = told(&body);
    assert_eq!(answers.len(), lines.len());
    let [once, refused, unreadable, again, after] = &answers[before..] else { panic!("{answers:?}") };
    assert!(answers[..before].iter().chain([once, after]).all(|answer| answer["fresh"] == true), "{body}");
    assert!(refused["unmet"].as_array().is_some_and(|unmet| !unmet.is_empty()), "{refused}");
    assert_eq!(unreadable["error"]["code"], "json-unreadable");
    assert_eq!((&again["fresh"], &again["receipt"]["index"]), (&Value::from(false), &once["receipt"]["index"]));
    for answer in answers.iter().filter(|answer| answer.get("receipt").is_some()) {
        let receipt: mingbai::ledger::receipt::Receipt = serde_json::from_value(answer["receipt"].clone()).unwrap();
        receipt.holds(&log).unwrap();
    }
    assert_eq!(answers.last().unwrap()["receipt"]["index"], before as u64 + 1);
    let (exit, codes, _) = verify(&server.url, &["--vkey", &log.to_string()]);
    assert_eq!((exit, codes), (0, vec![]));
}

#[test]
fn too_much_at_once_is_refused_whole() {
    let dir = tempfile::tempdir().unwrap();
    let log = init(dir.path());
    let mut community = Community::new(&log, now());
    let server = Server::start(dir.path());
    let client = Client::of(&server.url);
    let founding = community.founding(now()).unwrap()[0].bytes();
    let many = [founding.as_slice()].into_iter().cycle().take(65).collect::<Vec<_>>().join(&b'\n');
    for (body, status, code) in [
        (many, 400, "together-too-many"),
        (b"\n \n".to_vec(), 400, "together-empty"),
        (vec![b'x'; 512 * 1024 + 1], 413, "request-too-long"),
    ] {
        let (found, answer) = client.send("api/batches", &body).unwrap();
        let told: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!((found, &told["error"]["code"]), (status, &Value::from(code)), "{answer}");
    }
    assert!(String::from_utf8(client.get("checkpoint").unwrap()).unwrap().contains("\n0\n"), "nothing was placed");
}
