//! Runs every decoder of untrusted bytes over the published vectors and over bytes near them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

use mingbai::base::hash::Hash;

#[path = "common/decoders.rs"]
mod decoders;

/// Bytes near one file: changed, cut, doubled.
const VARIANTS: u64 = 24;
const LONGEST: u64 = 200_000;

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for item in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if item.path().is_dir() { files(&item.path(), into) } else { into.push(item.path()) }
    }
}

fn near(bytes: &[u8], n: u64) -> Vec<u8> {
    let digest = Hash::of_parts(&[&n.to_be_bytes(), bytes]).0;
    let at =
        usize::try_from(u64::from_be_bytes(digest[..8].try_into().unwrap()) % (bytes.len() as u64).max(1)).unwrap();
    let mut near = bytes.to_vec();
    match n % 4 {
        0 if !near.is_empty() => near[at] ^= 1 << (digest[8] % 8),
        1 => near.truncate(at),
        2 => near.insert(at, digest[9]),
        _ => near.extend_from_slice(&bytes[at.min(bytes.len())..]),
    }
    near
}

#[test]
fn no_decoder_takes_what_it_would_not_write() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut corpus = vec![root.join("examples/harrogate.toml")];
    files(&root.join("tests/vectors/v1"), &mut corpus);
    assert!(corpus.len() > 20, "the vectors are the corpus");
    corpus.retain(|file| fs::metadata(file).unwrap().len() < LONGEST);
    for file in &corpus {
        let bytes = fs::read(file).unwrap();
        for (_, decode) in decoders::DECODERS {
            decode(&bytes);
        }
    }
    // Some, spread evenly, are varied too; fuzzing proper varies all of them without end.
    for file in corpus.iter().step_by(corpus.len() / 60 + 1) {
        let bytes = fs::read(file).unwrap();
        for n in 0..VARIANTS {
            let near = near(&bytes, n);
            decoders::DECODERS.iter().for_each(|(_, decode)| decode(&near));
        }
    }
}

/// What fuzzing begins with, and what it found: each decoder takes every file of its own folder, and bytes near it.
#[test]
fn every_decoder_has_a_target_and_a_corpus_that_it_survives() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let targets = fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
    for (name, decode) in decoders::DECODERS {
        assert!(targets.contains(&format!("name = \"{name}\"")), "fuzz/Cargo.toml has no target {name}");
        assert!(fuzz.join(format!("fuzz_targets/{name}.rs")).is_file(), "{name} has no target");
        let mut corpus = Vec::new();
        files(&fuzz.join("corpus").join(name), &mut corpus);
        assert!(corpus.len() > 1, "{name} has no corpus");
        for file in corpus {
            let bytes = fs::read(&file).unwrap();
            decode(&bytes);
            (0..VARIANTS).for_each(|n| decode(&near(&bytes, n)));
        }
    }
}
