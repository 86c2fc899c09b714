//! A full disk: a small file system of its own, where the machine lets one be mounted.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::community::{Community, RECEIVERS};
use crate::served::{Client, Server, init, now, verify};

/// A small file system in memory; it goes when this does.
struct Small(PathBuf);

impl Small {
    /// None where nothing may be mounted.
    fn mount(at: &Path) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", "size=3m", "tmpfs"]).arg(at).output().ok()?;
        done.status.success().then(|| Self(at.to_owned()))
    }

    fn grow(&self) {
        let done = Command::new("mount").args(["-o", "remount,size=64m"]).arg(&self.0).status().unwrap();
        assert!(done.success());
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        drop(Command::new("umount").args(["-l"]).arg(&self.0).status());
    }
}

#[test]
fn a_full_disk_loses_nothing_says_so_and_goes_on_when_there_is_room() {
    let dir = tempfile::tempdir().unwrap();
    let Some(small) = Small::mount(&dir.path().join("small")) else {
        eprintln!(
            "skipped: no file system can be mounted here; src/store/disk/tests/faults.rs fills a disk that is simulated"
        );
        return;
    };
    let data = small.0.join("data");
    let log = init(&data);
    let mut community = Community::new(&log, now());
    let server = Server::start(&data);
    let client = Client::of(&server.url);
    for envelope in community.founding(now()).unwrap() {
        client.submit(&envelope).unwrap();
    }
    let mut receipts = Vec::new();
    let refused = loop {
        let envelope = community.income(now(), 100, &RECEIVERS).unwrap();
        match client.submit(&envelope) {
            Some(receipt) => receipts.push(receipt),
            None => break envelope,
        }
        assert!(receipts.len() < 3_000, "it never fills");
    };
    let (status, body) = client.post("api/events", &refused).unwrap();
    assert_eq!(status, 503, "{body}");
    assert!(body.contains("record-unwritable") || body.contains("store-poisoned"), "{body}");
    // It is still read, and still holds.
    assert_eq!(verify(&server.url, &[]).0, 0);
    small.grow();
    let taken = client.submit(&refused);
    drop(server);
    let server = Server::start(&data);
    let client = Client::of(&server.url);
    let again = client.submit(&refused).unwrap();
    if let Some(taken) = &taken {
        assert_eq!(taken.entry, again.entry, "what was taken at once is there");
    }
    for receipt in receipts.iter().chain(&taken) {
        receipt.holds(&log).unwrap();
        let body = client.get(&format!("api/entries/{}", receipt.index)).unwrap();
        assert!(String::from_utf8(body).unwrap().contains(&receipt.entry), "entry {}", receipt.index);
    }
    let (exit, codes, _) = verify(&server.url, &["--vkey", &log.to_string()]);
    assert_eq!((exit, codes), (0, vec![]));
}
