//! `mingbai watch` beside ledgers that fork, hide, break rules or fall silent; and the evidence it leaves.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use mingbai::base::note::Note;
use mingbai::merkle::proof;
use mingbai::merkle::tile::{TileId, tile_at};
use mingbai::witness::ask::{Answer, Asker};
use serde_json::Value;

use crate::cast::key;
use crate::liar::{AT, Files, HONEST, Liar, another_income, bare, doubled, operated, placed, signer};
use crate::served::run;
use crate::witnesses;

/// The honest history from which an entry was left out, and which went on: properly signed by the log.
static FORGED: LazyLock<Files> = LazyLock::new(|| {
    let mut all = placed();
    let last = all.last().unwrap().1;
    all.remove(AT);
    all.push((another_income(1), last));
    all.push((another_income(2), last));
    bare(operated(all))
});

fn vkey() -> String {
    signer("log").vkey().to_string()
}

/// Looks once at targets; the exit code and, for each, the codes of its alarms and the whole line.
fn look(dir: &Path, targets: &[&str], more: &[&str]) -> (i32, Vec<(Vec<String>, Value)>) {
    let key = vkey();
    let fixed = ["watch", "--once", "--json", "--log-only", "--dir", dir.to_str().unwrap(), "--vkey", &key];
    let done = run(&[&fixed, more, targets].concat());
    let text = String::from_utf8(done.stdout).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), targets.len(), "{text}{}", String::from_utf8_lossy(&done.stderr));
    (done.status.code().unwrap(), lines.into_iter().map(|line| (codes(&line["alarms"]), line)).collect())
}

fn codes(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

fn only(looks: Vec<(Vec<String>, Value)>) -> Vec<String> {
    looks.into_iter().flat_map(|(codes, _)| codes).collect()
}

fn evidence(dir: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(dir.join("evidence")).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_fork_leaves_evidence_that_convinces_offline() {
    let dir = tempfile::tempdir().unwrap();
    let server = Liar::serve(HONEST.1.clone());
    let at = |files: &Files| {
        server.now_serves(files.clone());
        let (exit, looks) = look(dir.path(), &[&server.url], &[]);
        (exit, only(looks))
    };
    assert_eq!(at(&HONEST.1), (0, vec![]));
    assert_eq!(at(&HONEST.0), (0, vec![]));
    assert!(evidence(dir.path()).is_empty());
    assert_eq!(at(&HONEST.1), (1, vec!["memory-shortened".to_owned()]));
    assert!(evidence(dir.path()).is_empty(), "an older checkpoint is no lie");
    for _ in 0..2 {
        assert_eq!(at(&FORGED), (1, vec!["memory-forked".to_owned()]));
    }
    assert_eq!(at(&HONEST.0), (0, vec![]), "the honest history is still known");
    let [file] = &evidence(dir.path())[..] else { panic!("the same evidence makes one file") };

    let file = file.to_str().unwrap();
    let verify = |file: &str, key: &str| {
        let done = run(&["fork-evidence", "verify", file, "--vkey", key]);
        let said = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
        (done.status.code().unwrap(), said)
    };
    drop(server);
    let (exit, said) = verify(file, &vkey());
    assert_eq!(exit, 0, "{said}");
    assert!(said.contains("300") && said.contains("301"), "{said}");
    let (exit, said) = verify(file, &signer("book").vkey().to_string());
    assert!(exit == 1 && said.contains("evidence-other-key"), "{said}");
    let changed = dir.path().join("changed.json");
    std::fs::write(&changed, std::fs::read_to_string(file).unwrap().replacen("\\n300\\n", "\\n299\\n", 1)).unwrap();
    let (exit, said) = verify(changed.to_str().unwrap(), &vkey());
    assert!(exit == 1 && said.contains("note-signature-wrong"), "{said}");
    let (exit, said) = verify("/nowhere.json", &vkey());
    assert!(exit == 2 && said.contains("file-unreadable"), "{said}");
}

#[test]
fn copies_of_one_ledger_are_compared_and_may_lag() {
    let dir = tempfile::tempdir().unwrap();
    let (one, other) = (Liar::serve(HONEST.0.clone()), Liar::serve(HONEST.1.clone()));
    let both = || look(dir.path(), &[&other.url, &one.url], &[]);
    let (exit, looks) = both();
    assert_eq!((exit, codes(&looks[0].1["notes"])), (0, vec!["watch-behind".to_owned()]), "{looks:?}");
    // The longer one is away for a moment: what is left still only lags.
    let alone = look(dir.path(), &[&other.url], &[]);
    assert_eq!((alone.0, only(alone.1)), (0, vec![]));
    // A new place that shows less than was seen elsewhere is not believed.
    let third = Liar::serve(HONEST.1.clone());
    let less = look(dir.path(), &[&third.url], &[]);
    assert_eq!((less.0, only(less.1)), (1, vec!["memory-shortened".to_owned()]));
    other.now_serves(FORGED.clone());
    let (exit, looks) = both();
    assert_eq!(exit, 1);
    assert_eq!(only(looks), ["memory-forked", "watch-copies-differ"]);
    assert!(!evidence(dir.path()).is_empty());
    other.now_serves(HONEST.0.clone());
    assert_eq!(both().0, 0);
    one.now_serves(HONEST.1.clone());
    let (exit, looks) = both();
    assert_eq!((exit, only(looks)), (1, vec!["memory-shortened".to_owned()]), "it showed more before");
}

struct Tiles<'a>(&'a Files);

impl proof::Tiles for Tiles<'_> {
    fn tile(&self, id: TileId) -> mingbai::base::problem::Outcome<Vec<mingbai::base::hash::Hash>> {
        let checkpoint = Note::read(&self.0["checkpoint"]).unwrap();
        let size = mingbai::merkle::checkpoint::Checkpoint::read_text(&checkpoint.text).unwrap().size;
        let bytes = &self.0[&tile_at(id.level, id.index, size).path()];
        mingbai::merkle::tile::decode(&bytes[..usize::from(id.width) * 32], id.width)
    }
}

/// Gets a witness to cosign what these files show.
fn cosign(witness: &witnesses::Running, files: &Files) {
    let note = Note::read(&files["checkpoint"]).unwrap();
    let size = mingbai::merkle::checkpoint::Checkpoint::read_text(&note.text).unwrap().size;
    let prove = |old| proof::consistency(&Tiles(files), old, size);
    let answer = Asker::new(Duration::from_secs(10)).ask(&witness.url, &witness.key, &note, 0, &prove).unwrap();
    assert!(matches!(answer, Answer::Cosigned(_)), "{answer:?}");
}

#[test]
fn what_a_witness_saw_is_compared_with_what_is_shown() {
    let dir = tempfile::tempdir().unwrap();
    let folder = |name: &str| dir.path().join(name);
    let keys = || vec![signer("log").vkey().clone()];
    let witness = witnesses::start(&folder("w1"), 1, keys(), "127.0.0.1:0");
    let policy = folder("policy");
    let asks = |quorum: &str| {
        let text = format!("log {}\nwitness w1 {} {}\nquorum {quorum}\n", vkey(), witness.key, witness.url);
        std::fs::write(&policy, text).unwrap();
    };
    asks("none");
    let server = Liar::serve(HONEST.1.clone());
    let at = |name: &str, files: &Files| {
        server.now_serves(files.clone());
        let (exit, looks) = look(&folder(name), &[&server.url], &["--policy", policy.to_str().unwrap()]);
        (exit, only(looks))
    };
    assert_eq!(at("one", &HONEST.1), (0, vec![]), "a witness that saw nothing says nothing");
    cosign(&witness, &HONEST.0);
    assert_eq!(at("one", &HONEST.1), (1, vec!["watch-withheld".to_owned()]));
    // Whoever looks for the first time, and was shown the forged history from the start, learns of it.
    assert_eq!(at("two", &FORGED), (1, vec!["watch-witness-differs".to_owned()]));
    assert_eq!(evidence(&folder("two")).len(), 1);
    assert_eq!(at("one", &HONEST.0), (0, vec![]));
    asks("w1");
    assert_eq!(at("one", &HONEST.0), (1, vec!["trust-quorum-missing".to_owned()]));
}

#[test]
fn broken_rules_overdue_openness_and_silence_are_alarms() {
    let dir = tempfile::tempdir().unwrap();
    let mut alone = placed();
    let mut again = mingbai::event::envelope::Envelope::unsigned(doubled(&alone[AT].0).payload().to_vec());
    again.sign(&key("book"));
    alone[AT].0 = again;
    let server = Liar::serve(bare(operated(alone)));
    let (exit, looks) = look(&dir.path().join("rules"), &[&server.url], &[]);
    assert_eq!(exit, 1);
    assert!(only(looks).contains(&"signatures-missing".to_owned()));

    server.now_serves(HONEST.0.clone());
    let silent = |days: &str| {
        let (exit, looks) = look(&dir.path().join("silence"), &[&server.url], &["--silence", days]);
        (exit, only(looks))
    };
    // The honest ledger was written a day ago, and its last entry a moment later.
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(silent("1"), (1, vec!["watch-silent".to_owned()]));
    assert_eq!(silent("2"), (0, vec![]));
    assert_eq!(silent("0"), (0, vec![]));

    // A month that was closed, and an evaluation that was decided, and neither was posted.
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/v1/log");
    let (target, folder) = (vectors.to_str().unwrap(), dir.path().join("late"));
    let options = ["watch", "--once", "--json", "--log-only", "--silence", "0", "--dir", folder.to_str().unwrap()];
    let done = run(&[&options[..], &[target]].concat());
    let line: Value = serde_json::from_slice(&done.stdout).unwrap();
    let late = codes(&line["alarms"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(!late.is_empty() && late.iter().all(|code| code == "watch-openness-overdue"), "{line:#}");

    let gone = |n: i32| {
        let (exit, looks) = look(&dir.path().join("gone"), &["http://127.0.0.1:9/none"], &[]);
        assert!(looks[0].1["trouble"]["code"] == "fetch-failed", "{n}: {looks:?}");
        (exit, only(looks))
    };
    assert_eq!([gone(1), gone(2)], [(2, vec![]), (2, vec![])]);
    assert_eq!(gone(3), (1, vec!["watch-unreachable".to_owned()]));
}

/// Takes messages of a webhook.
fn hook() -> (String, Receiver<Value>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for (at, stream) in listener.incoming().map_while(Result::ok).enumerate() {
            let mut reader = BufReader::new(&stream);
            let (mut line, mut length) = (String::new(), 0);
            while reader.read_line(&mut line).unwrap() > 2 {
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                line.clear();
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            // The first message is not taken: it must come again.
            let status = if at == 0 { "503 Busy" } else { "204 Taken" };
            write!(&stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
            if at > 0 && tell.send(serde_json::from_slice(&body).unwrap()).is_err() {
                return;
            }
        }
    });
    (url, told)
}

struct Watcher(Child);

impl Drop for Watcher {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn watcher(dir: &Path, target: &str, more: &[&str]) -> Watcher {
    let key = vkey();
    let fixed = ["watch", "--every", "1", "--log-only", "--vkey", &key, "--dir", dir.to_str().unwrap(), target];
    let mut command = Command::new(env!("CARGO_BIN_EXE_mingbai"));
    command.args(fixed).args(more).stdout(Stdio::null()).stderr(Stdio::null());
    Watcher(command.spawn().unwrap())
}

#[test]
fn a_webhook_is_called_once_for_each_alarm_and_when_it_ends() {
    let dir = tempfile::tempdir().unwrap();
    let (url, told) = hook();
    let server = Liar::serve(HONEST.0.clone());
    // The first look remembers.
    assert_eq!(look(dir.path(), &[&server.url], &[]).0, 0);
    server.now_serves(FORGED.clone());
    let wait = Duration::from_secs(60);
    let running = watcher(dir.path(), &server.url, &["--webhook", &url]);
    let message = told.recv_timeout(wait).unwrap();
    assert_eq!(
        (codes(&message["alarms"]), &message["ended"]),
        (vec!["memory-forked".to_owned()], &Value::Array(vec![]))
    );
    let file = message["evidence"][0]["file"].as_str().unwrap();
    assert!(run(&["fork-evidence", "verify", file]).status.success());
    assert!(told.recv_timeout(Duration::from_secs(4)).is_err(), "it is told once");
    drop(running);
    // Another process knows what was told.
    let _running = watcher(dir.path(), &server.url, &["--webhook", &url]);
    assert!(told.recv_timeout(Duration::from_secs(4)).is_err());
    server.now_serves(HONEST.0.clone());
    let message = told.recv_timeout(wait).unwrap();
    assert_eq!((codes(&message["alarms"]), message["ended"][0].as_str()), (vec![], Some("memory-forked@")));
}

#[test]
fn without_a_webhook_the_first_alarm_ends_the_watch() {
    let dir = tempfile::tempdir().unwrap();
    let server = Liar::serve(HONEST.1.clone());
    let mut running = watcher(dir.path(), &server.url, &[]);
    std::thread::sleep(Duration::from_secs(3));
    // What is new is read on from where the watch stands.
    server.now_serves(HONEST.0.clone());
    std::thread::sleep(Duration::from_secs(3));
    assert!(running.0.try_wait().unwrap().is_none(), "nothing is wrong yet");
    server.now_serves(FORGED.clone());
    assert_eq!(running.0.wait().unwrap().code(), Some(1));
}
