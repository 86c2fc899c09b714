//! The Go project's transparency log code verifies logs that ours wrote, and notices every changed byte.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use std::path::Path;

use mingbai::base::hash::Hash;
use mingbai::base::key::SecretKey;
use mingbai::base::note::NoteSigner;
use mingbai::merkle::checkpoint::Checkpoint;
use mingbai::merkle::proof::{self, MemoryTiles, Tiles as _};
use mingbai::merkle::tree::leaf_hash;
use mingbai::merkle::{bundle, tile};

mod common {
    pub mod go;
}
use common::go::verify;

fn signer() -> NoteSigner {
    NoteSigner::new("ledger.example/xingfu", SecretKey::from_seed(&[9; 32])).unwrap()
}

/// Entries of many lengths, none and the longest possible among them.
fn entry(index: u64) -> Vec<u8> {
    match index {
        7 => Vec::new(),
        8 => vec![0xff; 65_535],
        _ => format!("entry {index} {}", "账".repeat(usize::try_from(index % 50).unwrap())).into_bytes(),
    }
}

/// A log in memory, to be written to folders at any size up to its own.
struct Log {
    entries: Vec<Vec<u8>>,
    tiles: MemoryTiles,
}

impl Log {
    fn of(size: u64) -> Self {
        let entries: Vec<_> = (0..size).map(entry).collect();
        let mut tiles = MemoryTiles::default();
        for entry in &entries {
            tiles.push(leaf_hash(entry));
        }
        Self { entries, tiles }
    }

    fn write(&self, dir: &Path, size: u64) {
        for id in tile::bundles_of(size) {
            let first = usize::try_from(id.index * tile::TILE_WIDTH).unwrap();
            let entries = &self.entries[first..first + usize::from(id.width)];
            write(dir, &id.path(), &bundle::encode(entries).unwrap());
        }
        for id in tile::tiles_of(size) {
            write(dir, &id.path(), &tile::encode(&self.tiles.tile(id).unwrap()));
        }
        write_checkpoint(dir, size, proof::root(&self.tiles, size).unwrap());
    }
}

fn write_checkpoint(dir: &Path, size: u64, root: Hash) {
    let signer = signer();
    let origin = signer.vkey().name().to_owned();
    let checkpoint = Checkpoint { origin, size, root, extensions: Vec::new() };
    write(dir, "checkpoint", &checkpoint.sign(&signer).unwrap());
}

fn write(dir: &Path, path: &str, bytes: &[u8]) {
    let file = dir.join(path);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, bytes).unwrap();
}

/// What the Go program says: `Ok` with its line, or `Err` with its reason.
fn verdict(dir: &Path, vkey: &str) -> Result<String, String> {
    let output = verify(dir, vkey);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    match output.status.code() {
        Some(0) => Ok(text(output.stdout)),
        Some(1) => Err(text(output.stderr)),
        other => panic!("the Go verifier ended with {other:?}: {}", text(output.stderr)),
    }
}

#[test]
fn go_verifies_logs_of_every_shape() {
    let log = Log::of(70_000);
    for size in [0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 70_000] {
        let dir = tempfile::tempdir().unwrap();
        log.write(dir.path(), size);
        let said = verdict(dir.path(), &signer().vkey().to_string()).unwrap_or_else(|e| panic!("size {size}: {e}"));
        assert!(said.starts_with(&format!("ok: {size} entries")), "{said}");
    }
}

#[test]
fn go_notices_every_kind_of_change() {
    let log = Log::of(600);
    let dir = tempfile::tempdir().unwrap();
    let (dir, vkey) = (dir.path(), signer().vkey().to_string());
    log.write(dir, 600);
    verdict(dir, &vkey).unwrap();

    // One bit of any file.
    let files =
        ["checkpoint", "tile/entries/000", "tile/entries/002.p/88", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"];
    for path in files {
        let honest = std::fs::read(dir.join(path)).unwrap();
        for at in [2, honest.len() / 2, honest.len() - 2] {
            let mut changed = honest.clone();
            changed[at] ^= 1;
            write(dir, path, &changed);
            assert!(verdict(dir, &vkey).is_err(), "byte {at} of {path}");
        }
        // A file that is cut, lengthened or gone.
        write(dir, path, &honest[..honest.len() - 1]);
        assert!(verdict(dir, &vkey).is_err(), "{path} cut");
        write(dir, path, &[&honest[..], b"\n"].concat());
        assert!(verdict(dir, &vkey).is_err(), "{path} lengthened");
        std::fs::remove_file(dir.join(path)).unwrap();
        assert!(verdict(dir, &vkey).is_err(), "{path} gone");
        write(dir, path, &honest);
    }
    verdict(dir, &vkey).unwrap();

    // A checkpoint that is well signed but states something else, and one that is asked for under another key.
    write_checkpoint(dir, 600, Hash::of(b"another root"));
    assert!(verdict(dir, &vkey).unwrap_err().contains("root"));
    write_checkpoint(dir, 599, proof::root(&log.tiles, 599).unwrap());
    assert!(verdict(dir, &vkey).is_err());
    log.write(dir, 600);
    let other = NoteSigner::new(signer().vkey().name(), SecretKey::from_seed(&[10; 32])).unwrap();
    assert!(verdict(dir, &other.vkey().to_string()).unwrap_err().contains("checkpoint"));
}
