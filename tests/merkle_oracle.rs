//! Other people's implementations of the same formats must agree with ours byte for byte: Cloudflare's `tlog_tiles`
//! and `signed_note`. (`tests/go_oracle.rs` asks the Go project's.)
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use mingbai::base::hash::Hash;
use mingbai::base::key::SecretKey;
use mingbai::base::note::{Note, NoteSigner, Vkey};
use mingbai::merkle::checkpoint::Checkpoint;
use mingbai::merkle::proof::{self, MemoryTiles, Tiles as _, verify_consistency, verify_inclusion};
use mingbai::merkle::tile::{self, TileId};
use mingbai::merkle::tree::leaf_hash;
use proptest::prelude::*;
use signed_note::{Signer as _, Verifier as _};
use tlog_tiles::{HashReader, TileReader};

/// Their way of keeping a log: every hash in one long row.
#[derive(Default)]
struct Stored(Vec<tlog_tiles::Hash>);

impl HashReader for Stored {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        let hash = |index: &u64| self.0.get(usize::try_from(*index).unwrap()).copied();
        indexes.iter().map(hash).collect::<Option<_>>().ok_or(tlog_tiles::Error::IndexesNotInTree)
    }
}

/// Our tiles as they read them. Their reader checks every tile against the root before it uses a hash of it.
struct Ours<'a>(&'a MemoryTiles);

impl TileReader for Ours<'_> {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[tlog_tiles::Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        let read = |tile: &tlog_tiles::Tile| self.0.tile(ours(tile)).map(|hashes| tile::encode(&hashes));
        tiles.iter().map(read).collect::<Result<_, _>>().map_err(|_| tlog_tiles::Error::IndexesNotInTree)
    }

    fn save_tiles(&self, _: &[tlog_tiles::Tile], _: &[Vec<u8>]) {}
}

fn ours(tile: &tlog_tiles::Tile) -> TileId {
    TileId { level: tile.level(), index: tile.level_index(), width: u16::try_from(tile.width()).unwrap() }
}

fn theirs(hash: &Hash) -> tlog_tiles::Hash {
    tlog_tiles::Hash(hash.0)
}

fn all_theirs(hashes: &[Hash]) -> Vec<tlog_tiles::Hash> {
    hashes.iter().map(theirs).collect()
}

/// A log of `size` entries kept both ways.
fn logs(size: u64) -> (MemoryTiles, Stored) {
    let (mut tiles, mut stored) = (MemoryTiles::default(), Stored::default());
    for n in 0..size {
        let entry = format!("entry {n}");
        tiles.push(leaf_hash(entry.as_bytes()));
        let hashes = tlog_tiles::stored_hashes(n, entry.as_bytes(), &stored).unwrap();
        stored.0.extend(hashes);
    }
    (tiles, stored)
}

/// Indexes spread over a log, the edges of tiles among them.
fn spread(size: u64) -> impl Iterator<Item = u64> {
    let edges = [0, 1, 2, 254, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, size.saturating_sub(2), size - 1];
    edges.into_iter().chain((0..size).step_by(usize::try_from(size / 20 + 1).unwrap())).filter(move |i| *i < size)
}

#[test]
fn roots_tiles_and_proofs_agree() {
    const SIZE: u64 = 66_000;
    let (tiles, stored) = logs(SIZE);
    for size in [1, 2, 3, 7, 255, 256, 257, 1000, 65_535, 65_536, 65_537, SIZE] {
        let root = proof::root(&tiles, size).unwrap();
        assert_eq!(theirs(&root), tlog_tiles::tree_hash(size, &stored).unwrap(), "root at {size}");

        let expected = tlog_tiles::Tile::new_tiles(8, 0, size);
        assert_eq!(tile::tiles_of(size).collect::<Vec<_>>(), expected.iter().map(ours).collect::<Vec<_>>());
        for tile in &expected {
            let bytes = tile::encode(&tiles.tile(ours(tile)).unwrap());
            assert_eq!(bytes, tile.read_data(&stored).unwrap(), "{}", tile.path());
        }

        let ours = Ours(&tiles);
        let from_our_tiles = tlog_tiles::TileHashReader::new(size, theirs(&root), &ours);
        for n in spread(size) {
            let proof = all_theirs(&proof::inclusion(&tiles, n, size).unwrap());
            assert_eq!(proof, tlog_tiles::prove_record(size, n, &stored).unwrap(), "{n} in {size}");
            assert_eq!(proof, tlog_tiles::prove_record(size, n, &from_our_tiles).unwrap(), "{n} in {size}");
            let proof = all_theirs(&proof::consistency(&tiles, n + 1, size).unwrap());
            assert_eq!(proof, tlog_tiles::prove_tree(size, n + 1, &stored).unwrap(), "{} to {size}", n + 1);
        }
    }
    assert_eq!(theirs(&mingbai::merkle::tree::empty_root()), tlog_tiles::EMPTY_HASH);
}

/// Every proof of every small log under every claim of place and size. Some claims fit a proof by accident of
/// shape (sizes are bound by the checkpoint, not by a proof), and a proof of a larger log must not pass for one of a
/// smaller: both implementations must draw the line in the same place.
#[test]
fn verdicts_on_every_small_claim_agree() {
    const MAX: u64 = 17;
    let (tiles, _) = logs(MAX);
    let root = |size| proof::root(&tiles, size).unwrap();
    let mut accepted = 0;
    for (n, t) in (1..=MAX).flat_map(|t| (0..t).map(move |n| (n, t))) {
        let leaf = leaf_hash(format!("entry {n}").as_bytes());
        let record = proof::inclusion(&tiles, n, t).unwrap();
        let growth = proof::consistency(&tiles, n + 1, t).unwrap();
        let (their_record, their_growth) = (all_theirs(&record), all_theirs(&growth));
        let (old, new) = (root(n + 1), root(t));
        for (a, b) in (0..=MAX + 1).flat_map(|b| (0..=MAX + 1).map(move |a| (a, b))) {
            let found = verify_inclusion(a, b, &leaf, &record, &new).is_ok();
            let theirs_say = tlog_tiles::check_record(&their_record, b, theirs(&new), a, theirs(&leaf)).is_ok();
            assert_eq!(found, theirs_say, "proof that {n} is in {t} for the claim that {a} is in {b}");
            let found = verify_consistency(a, b, &old, &new, &growth).is_ok();
            let theirs_say = tlog_tiles::check_tree(&their_growth, b, theirs(&new), a, theirs(&old)).is_ok();
            assert_eq!(found, theirs_say, "proof of {} to {t} for the claim of {a} to {b}", n + 1);
            accepted += usize::from(found);
        }
    }
    assert!(accepted > 0);
}

/// The same tile in their layout, whose path also names the height.
fn with_height(path: &str) -> String {
    path.replacen("tile/", "tile/8/", 1)
}

proptest! {
    #[test]
    fn grown_tiles_and_their_paths_agree(old in any::<u64>(), grown in 0..200_000u64, shift in 8..64u32) {
        // Their shifts overflow at sizes from 2^56 on; ours are held by a unit test beside the code.
        let old = old >> shift;
        let new = old + grown;
        let expected = tlog_tiles::Tile::new_tiles(8, old, new);
        let found: Vec<_> = tile::tiles_between(old, new).collect();
        prop_assert_eq!(&found, &expected.iter().map(ours).collect::<Vec<_>>());
        for (id, tile) in found.iter().zip(&expected) {
            prop_assert_eq!(with_height(&id.path()), tile.path());
        }
    }

    // Theirs panics at level 64 and width 0, which ours refuses; a unit test beside the code holds that.
    #[test]
    fn paths_are_read_alike(
        path in r"tile/(0?[0-9]|[1-5][0-9]|6[0-3])(/x?[0-9]{2,3}){1,4}(\.p/(0[1-9]|[1-9][0-9]{0,2}))?"
    ) {
        match (TileId::parse(&path), tlog_tiles::Tile::from_path(&with_height(&path))) {
            (Ok(id), Ok(tile)) => prop_assert_eq!(id, ours(&tile)),
            (found, expected) => prop_assert_eq!(found.is_ok(), expected.is_ok(), "{}", path),
        }
    }

    /// Also with wrong sizes, some of which fit a proof by accident of shape: both must say the same.
    #[test]
    fn verdicts_on_proofs_agree(
        size in 1..300u64, at in any::<prop::sample::Index>(), claimed_size in 0..300u64, claimed in 0..300u64,
        extra in prop::option::of(any::<[u8; 32]>()), cut in 0..3usize
    ) {
        let (tiles, _) = logs(size);
        let index = at.index(usize::try_from(size).unwrap()) as u64;
        let leaf = leaf_hash(format!("entry {index}").as_bytes());
        let root = proof::root(&tiles, size).unwrap();
        let altered = |proof: Vec<Hash>| {
            let keep = proof.len().saturating_sub(cut);
            proof.into_iter().take(keep).chain(extra.map(Hash)).collect::<Vec<_>>()
        };

        let proof = proof::inclusion(&tiles, index, size).unwrap();
        for proof in [proof.clone(), altered(proof)] {
            for (n, t) in [(index, size), (claimed, size), (index, claimed_size), (claimed, claimed_size)] {
                let found = verify_inclusion(n, t, &leaf, &proof, &root).is_ok();
                let theirs_say = tlog_tiles::check_record(&all_theirs(&proof), t, theirs(&root), n, theirs(&leaf));
                prop_assert_eq!(found, theirs_say.is_ok(), "{} in {}", n, t);
            }
        }

        let old = index + 1;
        let old_root = proof::root(&tiles, old).unwrap();
        let proof = proof::consistency(&tiles, old, size).unwrap();
        for proof in [proof.clone(), altered(proof)] {
            for (n, t) in [(old, size), (claimed, size), (old, claimed_size), (claimed, claimed_size)] {
                let found = verify_consistency(n, t, &old_root, &root, &proof).is_ok();
                let theirs_say = tlog_tiles::check_tree(&all_theirs(&proof), t, theirs(&root), n, theirs(&old_root));
                prop_assert_eq!(found, theirs_say.is_ok(), "{} to {}", n, t);
            }
        }
    }

    #[test]
    fn checkpoint_texts_are_read_alike(
        origin in "[a-z/.]{0,6}", size in "[0-9+ ]{0,4}", root in any::<[u8; 32]>(), spoil in prop::option::of(0..50usize),
        extensions in prop::collection::vec("[a-z ]{0,3}", 0..3), end in "\n{0,2}"
    ) {
        let mut text = format!("{origin}\n{size}\n{}", BASE64.encode(root));
        for line in &extensions {
            text = format!("{text}\n{line}");
        }
        text += &end;
        if let Some(at) = spoil.filter(|at| *at < text.len()) {
            text.remove(at);
        }
        match (Checkpoint::read_text(&text), tlog_tiles::Checkpoint::from_bytes(text.as_bytes())) {
            (Ok(found), Ok(expected)) => {
                prop_assert_eq!(found.origin.as_str(), expected.origin());
                prop_assert_eq!(found.size, expected.size());
                prop_assert_eq!(theirs(&found.root), *expected.hash());
                prop_assert_eq!(found.text().into_bytes(), expected.to_bytes());
            }
            (found, expected) => prop_assert_eq!(found.is_ok(), expected.is_ok(), "{:?}", text),
        }
    }
}

/// Our key in their form, which is written `PRIVATE+KEY+name+id+base64(algorithm ‖ seed)`.
fn their_signer(seed: [u8; 32], vkey: &Vkey) -> signed_note::StandardSigner {
    let key = BASE64.encode([&[1][..], &seed].concat());
    let text = format!("PRIVATE+KEY+{}+{}+{key}", vkey.name(), hex::encode(vkey.id()));
    signed_note::StandardSigner::new(&text).unwrap()
}

#[test]
fn keys_notes_and_signatures_agree() {
    let seed = [42; 32];
    let signer = NoteSigner::new("ledger.example/社区", SecretKey::from_seed(&seed)).unwrap();
    let verifier = signed_note::StandardVerifier::new(&signer.vkey().to_string()).unwrap();
    assert_eq!(verifier.name(), signer.vkey().name());
    assert_eq!(verifier.key_id().to_be_bytes(), signer.vkey().id());

    let checkpoint = Checkpoint {
        origin: signer.vkey().name().to_owned(),
        size: 70_000,
        root: Hash::of(b"root"),
        extensions: Vec::new(),
    };
    let bytes = checkpoint.sign(&signer).unwrap();
    let expected = tlog_tiles::Checkpoint::new(&checkpoint.origin, 70_000, theirs(&checkpoint.root), "").unwrap();
    assert_eq!(checkpoint.text().into_bytes(), expected.to_bytes());

    // What we sign they open, and what they sign is what we sign.
    let note = signed_note::Note::from_bytes(&bytes).unwrap();
    assert_eq!(note.text(), checkpoint.text().as_bytes());
    let known = signed_note::VerifierList::new(vec![Box::new(verifier)]);
    assert_eq!(note.verify(&known).unwrap().0.len(), 1);
    let other_seed = [43; 32];
    let other = NoteSigner::new("witness.example", SecretKey::from_seed(&other_seed)).unwrap();
    let mut again = signed_note::Note::new(checkpoint.text().as_bytes(), &[]).unwrap();
    let their_signer = their_signer(seed, signer.vkey());
    assert_eq!(their_signer.key_id().to_be_bytes(), signer.vkey().id());
    again.add_sigs(&[&their_signer]).unwrap();
    assert_eq!(again.to_bytes(), bytes);

    // A note both signed opens here for either key.
    again.add_sigs(&[&self::their_signer(other_seed, other.vkey())]).unwrap();
    let both = Note::read(&again.to_bytes()).unwrap();
    assert_eq!(both.open(&[signer.vkey().clone(), other.vkey().clone()]).unwrap(), [0, 1]);
    assert_eq!(Checkpoint::open(&again.to_bytes(), signer.vkey()).unwrap(), checkpoint);

    // And a changed note opens for neither.
    let changed = String::from_utf8(bytes).unwrap().replace("70000", "70001");
    assert!(Checkpoint::open(changed.as_bytes(), signer.vkey()).is_err());
    assert!(signed_note::Note::from_bytes(changed.as_bytes()).unwrap().verify(&known).is_err());
}
