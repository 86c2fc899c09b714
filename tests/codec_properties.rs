//! Properties of everything that is written and read back: one form for each value, and no value that cannot be written.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use mingbai::base::hash::Hash;
use mingbai::base::key::SecretKey;
use mingbai::base::note::{Note, NoteSigner};
use mingbai::base::time::Instant;
use mingbai::event::entry::Entry;
use mingbai::event::envelope::{Envelope, Verified};
use mingbai::ledger::receipt::Receipt;
use mingbai::merkle::bundle;
use mingbai::merkle::checkpoint::Checkpoint;
use mingbai::merkle::proof::{self, MemoryTiles};
use mingbai::merkle::tile::{BundleId, TileId};
use mingbai::merkle::tree::leaf_hash;
use proptest::prelude::*;

fn envelope(payload: Vec<u8>, seeds: &[u8]) -> Envelope {
    let mut envelope = Envelope::unsigned(payload);
    seeds.iter().for_each(|seed| envelope.sign(&SecretKey::from_seed(&[*seed; 32])));
    envelope
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_entry_reads_back_whatever_its_payload(
        payload in prop::collection::vec(any::<u8>(), 0..400),
        seeds in prop::collection::vec(any::<u8>(), 1..4),
        index in 0_u64..1 << 53,
        millis in 0_i64..4_000_000_000_000,
    ) {
        let envelope = envelope(payload, &seeds);
        prop_assert_eq!(Envelope::read(&envelope.bytes()), Ok(envelope.clone()));
        let entry = Entry { index, time: Instant::from_millis(millis), prev: Hash::of(b"before"), envelope };
        let bytes = entry.bytes().unwrap();
        let read = Entry::read(&bytes).unwrap();
        prop_assert_eq!(read.bytes().unwrap(), bytes);
        prop_assert_eq!(read.envelope.digest(), entry.envelope.digest());
    }

    /// One bit of an entry: it is not read, or it is another entry with another leaf, and never the same one.
    #[test]
    fn no_two_texts_are_the_same_entry(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let envelope = envelope(b"{\"what\":\"a payload\"}".to_vec(), &[1, 2]);
        let entry = Entry { index: 7, time: Instant::from_millis(1_770_000_000_000), prev: Hash::of(b"before"), envelope };
        let mut bytes = entry.bytes().unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(read) = Entry::read(&bytes) {
            prop_assert_eq!(read.bytes().unwrap(), bytes);
            let same = (read.index, read.time, read.prev) == (entry.index, entry.time, entry.prev);
            prop_assert!(!same || read.envelope != entry.envelope);
            // What it signed is no longer what it says.
            prop_assert!(read.envelope.payload() == entry.envelope.payload() || Verified::check(read.envelope).is_err());
        }
    }

    #[test]
    fn a_bundle_gives_back_its_entries_and_only_those(
        entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..20),
        cut in any::<prop::sample::Index>(),
    ) {
        let bytes = bundle::encode(&entries).unwrap();
        prop_assert_eq!(bundle::decode(&bytes, entries.len()), Ok(entries.clone()));
        prop_assert!(bundle::decode(&bytes[..cut.index(bytes.len())], entries.len()).is_err());
        prop_assert!(bundle::decode(&bytes, entries.len() + 1).is_err());
        prop_assert!(bundle::decode(&[&bytes[..], &[0]].concat(), entries.len()).is_err());
    }

    #[test]
    fn paths_of_tiles_and_bundles_read_back(level in 0_u8..=63, index in 0_u64..=u64::MAX >> 8, width in 1_u16..=256) {
        let tile = TileId { level, index, width };
        prop_assert_eq!(TileId::parse(&tile.path()), Ok(tile));
        let bundle = BundleId { index, width };
        prop_assert_eq!(BundleId::parse(&bundle.path()), Ok(bundle));
    }

    #[test]
    fn a_signed_checkpoint_opens_until_a_bit_of_it_flips(
        size in any::<u64>(),
        root in any::<[u8; 32]>(),
        at in any::<prop::sample::Index>(),
        bit in 0_u8..8,
    ) {
        let signer = NoteSigner::new("ledger.example/one", SecretKey::from_seed(&[5; 32])).unwrap();
        let checkpoint = Checkpoint::new("ledger.example/one", size, Hash(root));
        let mut note = checkpoint.sign(&signer).unwrap();
        prop_assert_eq!(Checkpoint::open(&note, signer.vkey()), Ok(checkpoint));
        prop_assert!(Note::read(&note).is_ok());
        let at = at.index(note.len());
        note[at] ^= 1 << bit;
        prop_assert!(Checkpoint::open(&note, signer.vkey()).is_err());
    }

    /// A receipt holds for its entry, and no bit of it can be another's.
    #[test]
    fn a_receipt_holds_until_a_hash_or_the_entry_changes(
        size in 1_u64..40,
        place in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
    ) {
        let signer = NoteSigner::new("ledger.example/one", SecretKey::from_seed(&[5; 32])).unwrap();
        let entry = |index| {
            let envelope = envelope(format!("entry {index}").into_bytes(), &[1]);
            Entry { index, time: Instant::from_millis(0), prev: Hash::of(b"before"), envelope }.bytes().unwrap()
        };
        let mut tiles = MemoryTiles::default();
        (0..size).for_each(|index| tiles.push(leaf_hash(&entry(index))));
        let root = proof::root(&tiles, size).unwrap();
        let checkpoint = Checkpoint::new("ledger.example/one", size, root).sign(&signer).unwrap();
        let index = place.index(usize::try_from(size).unwrap()) as u64;
        let receipt = Receipt {
            index,
            entry: String::from_utf8(entry(index)).unwrap(),
            checkpoint: String::from_utf8(checkpoint).unwrap(),
            proof: proof::inclusion(&tiles, index, size).unwrap(),
        };
        prop_assert!(receipt.holds(signer.vkey()).is_ok());
        let mut other = receipt.clone();
        other.entry = String::from_utf8(entry(index + 1)).unwrap();
        prop_assert!(other.holds(signer.vkey()).is_err());
        if !receipt.proof.is_empty() {
            let mut other = receipt.clone();
            let hash = at.index(other.proof.len());
            other.proof[hash].0[0] ^= 1;
            prop_assert!(other.holds(signer.vkey()).is_err());
            let mut other = receipt;
            other.proof.pop();
            prop_assert!(other.holds(signer.vkey()).is_err());
        }
    }
}
