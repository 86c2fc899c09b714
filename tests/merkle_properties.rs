//! Properties of the tree that hold for every log: the routes to a root agree, proofs hold and mangled ones fail,
//! paths have one spelling.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use mingbai::base::hash::Hash;
use mingbai::base::note::Note;
use mingbai::merkle::bundle;
use mingbai::merkle::checkpoint::Checkpoint;
use mingbai::merkle::proof::{self, MemoryTiles, verify_consistency, verify_inclusion};
use mingbai::merkle::tile::{self, BundleId, TileId};
use mingbai::merkle::tree::{Frontier, NaiveRoot, leaf_hash, naive_root};
use proptest::prelude::*;
use proptest::sample::Index;

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|i| leaf_hash(format!("entry {i}").as_bytes())).collect()
}

fn tiles(leaves: &[Hash]) -> MemoryTiles {
    let mut tiles = MemoryTiles::default();
    for leaf in leaves {
        tiles.push(*leaf);
    }
    tiles
}

/// A size, most often near an edge of a tile or of a power of two.
fn size() -> impl Strategy<Value = usize> {
    prop_oneof![1..=40usize, 250..=262usize, 505..=520usize, 1..=1500usize]
}

/// One way to damage a proof.
#[derive(Clone, Debug)]
enum Damage {
    Flip(Index, u8),
    Drop(Index),
    Double(Index),
    Append(Hash),
    Swap(Index),
    Empty,
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        any::<Index>().prop_map(Damage::Drop),
        any::<Index>().prop_map(Damage::Double),
        any::<[u8; 32]>().prop_map(|bytes| Damage::Append(Hash(bytes))),
        any::<Index>().prop_map(Damage::Swap),
        Just(Damage::Empty),
    ]
}

/// The proof damaged, if the damage applies and changes it.
fn damaged(proof: &[Hash], damage: &Damage) -> Option<Vec<Hash>> {
    let mut bad = proof.to_vec();
    match damage {
        Damage::Append(hash) => bad.push(*hash),
        Damage::Empty => bad.clear(),
        _ if bad.is_empty() => {}
        Damage::Flip(at, bit) => at.get_mut(&mut bad).0[usize::from(bit / 8)] ^= 1 << (bit % 8),
        Damage::Drop(at) => _ = bad.remove(at.index(proof.len())),
        Damage::Double(at) => bad.insert(at.index(proof.len()), *at.get(proof)),
        Damage::Swap(at) => bad.swap(0, at.index(proof.len())),
    }
    (bad != proof).then_some(bad)
}

fn flipped(hash: &Hash, bit: u8) -> Hash {
    let mut hash = *hash;
    hash.0[usize::from(bit / 8)] ^= 1 << (bit % 8);
    hash
}

proptest! {
    #[test]
    fn all_routes_to_a_root_agree(size in size(), cut in any::<Index>()) {
        let leaves = leaves(size);
        let expected = naive_root(&leaves);
        let (mut frontier, mut naive) = (Frontier::default(), NaiveRoot::of_size(size as u64));
        for leaf in &leaves {
            frontier.push(*leaf);
            naive.push(*leaf).unwrap();
        }
        prop_assert_eq!(frontier.size(), size as u64);
        prop_assert_eq!(frontier.root(), expected);
        prop_assert_eq!(naive.root().unwrap(), expected);
        let tiles = tiles(&leaves);
        prop_assert_eq!(proof::root(&tiles, size as u64).unwrap(), expected);
        // The same tiles also serve every smaller log.
        let cut = cut.index(size + 1);
        prop_assert_eq!(proof::root(&tiles, cut as u64).unwrap(), naive_root(&leaves[..cut]));
        prop_assert!(proof::root(&tiles, size as u64 + 1).is_err());
    }

    #[test]
    fn inclusion_proofs_hold_and_damaged_ones_fail(
        size in size(), at in any::<Index>(), other in any::<Index>(), damage in damage(), bit in any::<u8>()
    ) {
        let leaves = leaves(size);
        let (root, index, n) = (naive_root(&leaves), at.index(size), size as u64);
        let proof = proof::inclusion(&tiles(&leaves), index as u64, n).unwrap();
        verify_inclusion(index as u64, n, &leaves[index], &proof, &root).unwrap();
        if let Some(bad) = damaged(&proof, &damage) {
            prop_assert!(verify_inclusion(index as u64, n, &leaves[index], &bad, &root).is_err());
        }
        let other = other.index(size);
        if other != index {
            prop_assert!(verify_inclusion(other as u64, n, &leaves[index], &proof, &root).is_err());
            prop_assert!(verify_inclusion(index as u64, n, &leaves[other], &proof, &root).is_err());
        }
        prop_assert!(verify_inclusion(index as u64, n, &leaves[index], &proof, &flipped(&root, bit)).is_err());
        prop_assert!(verify_inclusion(index as u64, n, &flipped(&leaves[index], bit), &proof, &root).is_err());
        prop_assert!(verify_inclusion(n, n, &leaves[index], &proof, &root).is_err());
        prop_assert!(proof::inclusion(&tiles(&leaves), n, n).is_err());
    }

    #[test]
    fn consistency_proofs_hold_and_damaged_ones_fail(
        size in size(), at in any::<Index>(), damage in damage(), bit in any::<u8>()
    ) {
        let leaves = leaves(size);
        let (old, new) = (1 + at.index(size), size as u64);
        let (old_root, new_root) = (naive_root(&leaves[..old]), naive_root(&leaves));
        let old = old as u64;
        let proof = proof::consistency(&tiles(&leaves), old, new).unwrap();
        verify_consistency(old, new, &old_root, &new_root, &proof).unwrap();
        if let Some(bad) = damaged(&proof, &damage) {
            prop_assert!(verify_consistency(old, new, &old_root, &new_root, &bad).is_err());
        }
        prop_assert!(verify_consistency(old, new, &flipped(&old_root, bit), &new_root, &proof).is_err());
        prop_assert!(verify_consistency(old, new, &old_root, &flipped(&new_root, bit), &proof).is_err());
        prop_assert!(verify_consistency(new + 1, new, &old_root, &new_root, &proof).is_err());
        prop_assert!(verify_consistency(0, new, &old_root, &new_root, &proof).is_err());
        prop_assert!(proof::consistency(&tiles(&leaves), 0, new).is_err());
        prop_assert!(proof::consistency(&tiles(&leaves), new + 1, new).is_err());
    }

    #[test]
    fn a_rewritten_history_is_never_consistent(size in 2..=600usize, cut in any::<Index>(), change in any::<Index>()) {
        let honest = leaves(size);
        let old = 1 + cut.index(size - 1);
        let mut forged = honest.clone();
        forged[change.index(old)] = leaf_hash(b"rewritten");
        let (old_root, new_root) = (naive_root(&honest[..old]), naive_root(&forged));
        let proof = proof::consistency(&tiles(&forged), old as u64, size as u64).unwrap();
        prop_assert!(verify_consistency(old as u64, size as u64, &old_root, &new_root, &proof).is_err());
    }

    #[test]
    fn a_tile_of_a_wrong_width_is_noticed(size in 2..=600u64, at in any::<Index>()) {
        struct Narrow(MemoryTiles);
        impl proof::Tiles for Narrow {
            fn tile(&self, id: TileId) -> mingbai::base::problem::Outcome<Vec<Hash>> {
                self.0.tile(id).map(|mut hashes| { hashes.pop(); hashes })
            }
        }
        let leaves = leaves(usize::try_from(size).unwrap());
        let index = at.index(leaves.len()) as u64;
        let problem = proof::inclusion(&Narrow(tiles(&leaves)), index, size).unwrap_err();
        prop_assert_eq!(problem.code, "tile-width-differs");
    }

    #[test]
    fn paths_read_back(level in 0..=63u8, index in any::<u64>(), shift in 0..64u32, width in 1..=256u16) {
        let index = index >> shift;
        let id = TileId { level, index, width };
        prop_assert_eq!(TileId::parse(&id.path()).unwrap(), id);
        let id = BundleId { index, width };
        prop_assert_eq!(BundleId::parse(&id.path()).unwrap(), id);
    }

    #[test]
    fn whatever_reads_as_a_path_is_written_that_way(path in r"tile/([0-9]{1,2}|entries)(/x?[0-9]{3}){1,3}(\.p/[0-9]{1,3})?") {
        if let Ok(id) = TileId::parse(&path) {
            prop_assert_eq!(id.path(), path);
        } else if let Ok(id) = BundleId::parse(&path) {
            prop_assert_eq!(id.path(), path);
        }
    }

    #[test]
    fn every_entry_lies_in_one_bundle(size in 1..100_000u64, at in any::<Index>()) {
        let index = at.index(usize::try_from(size).unwrap()) as u64;
        let holder = tile::bundle_of(index, size);
        let holds = |id: &BundleId| (id.index * 256..id.index * 256 + u64::from(id.width)).contains(&index);
        prop_assert_eq!(tile::bundles_of(size).filter(holds).collect::<Vec<_>>(), [holder]);
        prop_assert_eq!(tile::bundles_of(size).map(|id| u64::from(id.width)).sum::<u64>(), size);
    }

    #[test]
    fn bundles_read_back(entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..40)) {
        let bytes = bundle::encode(&entries).unwrap();
        prop_assert_eq!(bundle::decode(&bytes, entries.len()).unwrap(), entries);
    }

    #[test]
    fn readers_of_foreign_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), text in "\\PC*\n?") {
        let _ = bundle::decode(&bytes, bytes.len() % 300);
        let _ = tile::decode(&bytes, u16::try_from(bytes.len() / 32).unwrap());
        let _ = Note::read(&bytes);
        let _ = Note::read(text.as_bytes());
        let _ = Checkpoint::read_text(&text);
        let _ = TileId::parse(&text);
    }
}

#[test]
fn a_log_of_three_levels_serves_every_kind_of_proof() {
    let leaves = leaves(70_000);
    let tiles = tiles(&leaves);
    let mut frontier = Frontier::default();
    for leaf in &leaves {
        frontier.push(*leaf);
    }
    let root = frontier.root();
    assert_eq!(proof::root(&tiles, 70_000).unwrap(), root);
    for index in [0u64, 1, 255, 256, 32_767, 65_535, 65_536, 69_887, 69_888, 69_999] {
        let proof = proof::inclusion(&tiles, index, 70_000).unwrap();
        verify_inclusion(index, 70_000, &leaves[usize::try_from(index).unwrap()], &proof, &root).unwrap();
    }
    for old in [1u64, 255, 256, 257, 65_535, 65_536, 65_537, 69_888, 69_999, 70_000] {
        let proof = proof::consistency(&tiles, old, 70_000).unwrap();
        let old_root = naive_root(&leaves[..usize::try_from(old).unwrap()]);
        verify_consistency(old, 70_000, &old_root, &root, &proof).unwrap();
    }
}
