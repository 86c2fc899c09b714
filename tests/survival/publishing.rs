//! `mingbai publish`, and its folder behind a web server that knows nothing of ledgers (Python's own).

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, SystemTime};

use mingbai::event::envelope::Envelope;
use mingbai::merkle::bundle;
use mingbai::merkle::tile::{TileId, bundle_of};

use crate::cast::SMALL;
use crate::community::{Community, RECEIVERS};
use crate::dice::Dice;
use crate::go;
use crate::liar::{AT, HONEST, Liar, another_income, bare, operated, placed, signer};
use crate::served::{Client, Server, init, now, run, verify};

/// A folder behind Python's file server.
struct Files {
    process: Child,
    url: String,
}

impl Files {
    fn serve(folder: &Path) -> Self {
        let mut process = Command::new("python3")
            .args(["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory"])
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("python3 is on this machine: the second verifier needs it too");
        let line = BufReader::new(process.stdout.take().unwrap()).lines().next().unwrap().unwrap();
        let port: String = line.split("port ").nth(1).unwrap().chars().take_while(char::is_ascii_digit).collect();
        Self { process, url: format!("http://127.0.0.1:{port}") }
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn publish(from: &str, dir: &Path) -> Output {
    run(&["publish", dir.to_str().unwrap(), "--from", from])
}

fn published(from: &str, dir: &Path) -> String {
    let done = publish(from, dir);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// Every file below a folder, with when it was written.
fn files(dir: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![dir.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let path = entry.path().strip_prefix(dir).unwrap().to_owned();
                found.insert(path, entry.metadata().unwrap().modified().unwrap());
            }
        }
    }
    found
}

/// What `verify` says of a copy: its exit code, what it found, how many pages it compared.
fn verdict(target: &str, key: &str) -> (i32, Vec<String>, u64) {
    let (exit, codes, report) = verify(target, &["--vkey", key]);
    let pages = report["checks"].as_array().unwrap().iter().find(|check| check["check"] == "pages");
    (exit, codes, pages.map_or(0, |check| check["count"].as_u64().unwrap()))
}

/// Links of pages that lead to no file of the copy.
fn broken_links(dir: &Path) -> Vec<String> {
    let mut broken = Vec::new();
    for path in files(dir).into_keys().filter(|path| path.extension().is_some_and(|ending| ending == "html")) {
        let text = fs::read_to_string(dir.join(&path)).unwrap();
        // The page to keep carries its style and script within it.
        for attribute in [" href=\"", " src=\"", " action=\""] {
            let links = text.split(attribute).skip(1).map(|rest| rest.split('"').next().unwrap());
            for link in links.filter(|link| !link.starts_with(['#', 'h'])) {
                let file = link.split('#').next().unwrap();
                if !dir.join(path.parent().unwrap()).join(file).is_file() {
                    broken.push(format!("{}: {link}", path.display()));
                }
            }
        }
    }
    broken
}

fn submit(client: &Client, events: impl IntoIterator<Item = Envelope>) {
    for event in events {
        client.submit(&event).unwrap();
    }
}

#[test]
fn a_static_copy_is_verified_and_watched_like_the_ledger_itself() {
    let dir = tempfile::tempdir().unwrap();
    let (data, copy) = (dir.path().join("data"), dir.path().join("copy"));
    let vkey = init(&data);
    let server = Server::start(&data);
    let client = Client::of(&server.url);
    let mut community = Community::new(&vkey, now());
    submit(&client, community.founding(now()).unwrap());
    submit(&client, (0..20).map(|n| community.income(now(), 100 + n, &RECEIVERS).unwrap()).collect::<Vec<_>>());
    let said = published(&server.url, &copy);
    assert!(said.contains("23 entries published, 23 of them new"), "{said}");

    let files_served = Files::serve(&copy);
    let key = vkey.to_string();
    let (exit, codes, pages) = verdict(&files_served.url, &key);
    assert_eq!((exit, codes), (0, vec![]));
    assert!(pages > 10, "{pages}");
    assert_eq!(verdict(copy.to_str().unwrap(), &key), (0, vec![], pages), "and as a folder");
    assert_eq!(verdict(&server.url, &key), (0, vec![], pages), "and at the ledger itself");
    assert_eq!(broken_links(&copy), Vec::<String>::new());
    let before = files(&copy);
    assert!(published(&server.url, &copy).contains("; 0 files written"));
    assert_eq!(files(&copy), before);

    // It grows beyond a tile: what is full is never written again, and what was partial goes.
    let partial = copy.join("tile/0/000.p/23");
    assert!(partial.exists());
    submit(&client, (20..260).map(|n| community.income(now(), 100 + n, &RECEIVERS).unwrap()).collect::<Vec<_>>());
    let said = published(&server.url, &copy);
    assert!(said.contains("263 entries published, 240 of them new"), "{said}");
    assert!(copy.join("tile/0/000").exists() && copy.join("tile/entries/001.p/7").exists());
    assert!(!copy.join("tile/0/000.p").exists() && !copy.join("tile/entries/000.p").exists());
    let (exit, codes, _) = verdict(&files_served.url, &key);
    assert_eq!((exit, codes), (0, vec![]));
    assert_eq!(broken_links(&copy), Vec::<String>::new());
    let before = files(&copy);
    submit(&client, [community.income(now(), 9, &RECEIVERS).unwrap()]);
    published(&server.url, &copy);
    let after = files(&copy);
    let rewritten = |path: &str| after[Path::new(path)] != before[Path::new(path)];
    assert!(!rewritten("tile/0/000") && !rewritten("tile/entries/000") && !rewritten("party/index.html"));
    assert!(rewritten("checkpoint") && rewritten("finance.json") && rewritten("index.html"));

    // The ledger and its copy, watched together.
    let folder = dir.path().join("watch");
    let watch =
        run(&["watch", "--once", "--dir", folder.to_str().unwrap(), "--vkey", &key, &server.url, &files_served.url]);
    let said = String::from_utf8_lossy(&watch.stdout);
    assert_eq!(watch.status.code(), Some(0), "{said}");
    assert_eq!(said.matches("264 entries").count(), 2, "{said}");
}

/// A copy as Cloudflare's `tlog_tiles` reads it, over HTTP.
struct Theirs(Client);

impl tlog_tiles::TileReader for Theirs {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[tlog_tiles::Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        let path = |tile: &tlog_tiles::Tile| {
            let width = u16::try_from(tile.width()).unwrap();
            TileId { level: tile.level(), index: tile.level_index(), width }.path()
        };
        let read = |tile| self.0.get(&path(tile)).ok_or(tlog_tiles::Error::IndexesNotInTree);
        tiles.iter().map(read).collect()
    }

    fn save_tiles(&self, _: &[tlog_tiles::Tile], _: &[Vec<u8>]) {}
}

#[test]
fn strangers_tools_verify_a_static_copy() {
    let dir = tempfile::tempdir().unwrap();
    let (honest, copy) = (Liar::serve(HONEST.0.clone()), dir.path().join("copy"));
    published(&honest.url, &copy);
    let key = signer("log").vkey().to_string();

    // The Go project's own code over the folder: every tile, the root, proofs.
    let checked = go::verify(&copy, &key);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    assert!(String::from_utf8_lossy(&checked.stdout).contains("300 entries"));

    // Cloudflare's note and tiles over HTTP, from a server of files: signature, and the proof of an entry.
    let server = Files::serve(&copy);
    let client = Client::of(&server.url);
    let note = signed_note::Note::from_bytes(&client.get("checkpoint").unwrap()).unwrap();
    let verifier = signed_note::StandardVerifier::new(&key).unwrap();
    let known = signed_note::VerifierList::new(vec![Box::new(verifier)]);
    assert_eq!(note.verify(&known).unwrap().0.len(), 1);
    let checkpoint = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
    let (size, root) = (checkpoint.size(), *checkpoint.hash());
    let theirs = Theirs(client.clone());
    let reader = tlog_tiles::TileHashReader::new(size, root, &theirs);
    for index in [0, 7, 255, 256, 299] {
        let id = bundle_of(index, size);
        let entries = bundle::decode(&client.get(&id.path()).unwrap(), usize::from(id.width)).unwrap();
        let leaf = tlog_tiles::record_hash(&entries[usize::try_from(index % 256).unwrap()]);
        let proof = tlog_tiles::prove_record(size, index, &reader).unwrap();
        tlog_tiles::check_record(&proof, size, root, index, leaf).unwrap();
    }
    // One flipped bit, and Go's code says no.
    let tile = copy.join("tile/0/000");
    let mut bytes = fs::read(&tile).unwrap();
    bytes[77] ^= 1;
    fs::write(&tile, bytes).unwrap();
    assert!(!go::verify(&copy, &key).status.success());
}

#[test]
fn a_copy_that_was_changed_is_found_out() {
    let dir = tempfile::tempdir().unwrap();
    let (honest, copy) = (Liar::serve(HONEST.0.clone()), dir.path().join("copy"));
    published(&honest.url, &copy);
    let key = signer("log").vkey().to_string();
    let (exit, codes, _) = verdict(copy.to_str().unwrap(), &key);
    assert_eq!((exit, codes), (0, vec![]));
    let changed = |file: &str, from: &str, to: &str| {
        let (path, text) = (copy.join(file), fs::read_to_string(copy.join(file)).unwrap());
        assert!(text.contains(from), "{file}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let (exit, codes, _) = verdict(copy.to_str().unwrap(), &key);
        fs::write(&path, text).unwrap();
        assert_eq!(exit, 1, "{file}");
        codes
    };
    assert_eq!(changed("finance/index.html", "</main>", "<p>All is well</p></main>"), ["audit-page-differs"]);
    assert_eq!(changed("finance/en.html", "index.html", "elsewhere.html"), ["audit-page-differs"]);
    assert_eq!(changed("finance.json", "\"digest\":\"", "\"digest\":\"0"), ["audit-document-unreadable"]);
    fs::remove_file(copy.join("finance/index.html")).unwrap();
    assert_eq!(verdict(copy.to_str().unwrap(), &key).1, ["audit-page-missing"]);

    // A folder that is not what its own checkpoint signs takes nothing on top.
    let bundle = copy.join("tile/entries/000");
    let bytes = fs::read(&bundle).unwrap();
    let mut wrong = bytes.clone();
    let at = wrong.windows(10).position(|part| part == b"\"index\":7,").unwrap();
    wrong[at + 8] = b'8';
    fs::write(&bundle, wrong).unwrap();
    let refused = publish(&honest.url, &copy);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("publish-copy-damaged"));
    fs::write(&bundle, &bytes).unwrap();
    published(&honest.url, &copy);
    assert_eq!(verdict(copy.to_str().unwrap(), &key).1, Vec::<String>::new(), "what was missing is there again");
}

#[test]
fn a_copy_follows_one_history_and_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let (server, copy) = (Liar::serve(HONEST.0.clone()), dir.path().join("copy"));
    published(&server.url, &copy);
    let before = files(&copy);
    let refused = |code: &str| {
        let refused = publish(&server.url, &copy);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(refused.status.code() == Some(1) && said.contains(code), "{said}");
        assert_eq!(files(&copy), before, "the copy stays as it was");
    };
    let mut all = placed();
    let last = all.last().unwrap().1;
    all.remove(AT);
    all.push((another_income(1), last));
    all.push((another_income(2), last));
    server.now_serves(bare(operated(all)));
    refused("memory-forked");
    server.now_serves(HONEST.1.clone());
    refused("memory-shortened");
    // Entries that do not give the signed root.
    let mut wrong = HONEST.0.clone();
    let bundle = wrong.get_mut("tile/entries/001.p/44").unwrap();
    let at = bundle.windows(9).position(|part| part == b"\"payload\"").unwrap();
    bundle[at + 40] ^= 1;
    server.now_serves(wrong);
    let fresh = dir.path().join("fresh");
    let done = publish(&server.url, &fresh);
    assert!(!done.status.success());
    assert!(!fresh.join("checkpoint").exists() && !fresh.join("tile").join("entries").join("000").exists());
}

#[test]
fn killed_at_any_moment_it_leaves_a_log_that_holds_and_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let copy = dir.path().join("copy");
    let (server, mut dice) = (Liar::serve(HONEST.1.clone()), Dice::new(7));
    let key = signer("log").vkey().to_string();
    let began = std::time::Instant::now();
    published(&server.url, &dir.path().join("other"));
    let whole = u64::try_from(began.elapsed().as_millis()).unwrap();
    for round in 0..8 {
        server.now_serves(if round < 4 { HONEST.1.clone() } else { HONEST.0.clone() });
        let mut process = Command::new(env!("CARGO_BIN_EXE_mingbai"))
            .args(["publish", copy.to_str().unwrap(), "--from", &server.url])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(dice.below(whole + 20)));
        process.kill().unwrap();
        process.wait().unwrap();
        if copy.join("checkpoint").exists() {
            let (exit, codes, _) = verify(copy.to_str().unwrap(), &["--vkey", &key, "--log-only"]);
            assert_eq!((exit, codes), (0, vec![]), "after kill {round}");
        }
    }
    published(&server.url, &copy);
    let (exit, codes, _) = verdict(copy.to_str().unwrap(), &key);
    assert_eq!((exit, codes), (0, vec![]));
    assert!(files(&copy).keys().all(|path| path.extension().is_none_or(|ending| ending != "new")));
    assert!(copy.join("tile/0/000").exists() && SMALL.origin == signer("log").vkey().name());
}
