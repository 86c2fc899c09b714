//! Cosignatures: the statement of a witness that it saw this checkpoint, and that the log only grew up to it.
//!
//! The form is C2SP tlog-cosignature (<https://c2sp.org/tlog-cosignature>), `cosignature/v1` with Ed25519 keys
//! (algorithm `0x04`). Keys of other algorithms, ML-DSA-44 (`0x06`) among them, are refused by name when they are
//! configured; their lines on a note are passed over like those of any unknown key. Not for whose cosignatures
//! are enough ([`crate::merkle::trust`]).

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::base::key::{PublicKey, SecretKey};
use crate::base::note::{Note, NoteSignature, Vkey, key_id, vkey_parts};
use crate::base::problem::{Outcome, Problem};

/// The algorithm byte of a timestamped Ed25519 cosignature.
const ED25519: u8 = 0x04;
/// A log's own key, which makes no cosignatures.
const LOG: u8 = 0x01;
/// The largest time a cosignature may carry.
const LATEST: u64 = i64::MAX.cast_unsigned();

/// The key of a witness under its name. Text form as a log's key, with the algorithm `0x04`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CosignerKey {
    name: String,
    key: PublicKey,
}

impl CosignerKey {
    /// `key` under `name`; refuses what [`Vkey::new`] refuses.
    pub fn new(name: &str, key: PublicKey) -> Outcome<Self> {
        Vkey::new(name, key)?;
        Ok(Self { name: name.to_owned(), key })
    }

    /// The witness's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its public key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// A hint which key a line belongs to, see [`key_id`]. The algorithm is part of it, so a log and a witness of one
    /// name and key are told apart.
    pub fn id(&self) -> [u8; 4] {
        key_id(&self.name, ED25519, &self.key)
    }

    /// Whether a line claims to be by this key.
    pub fn made(&self, line: &NoteSignature) -> bool {
        line.name == self.name && line.id == self.id()
    }

    /// When the witness says it cosigned `text`, in seconds since 1970; none if the signature does not hold. A time of
    /// zero says "no time", which C2SP tlog-witness forbids for a whole checkpoint.
    fn time(&self, text: &str, line: &NoteSignature) -> Option<u64> {
        let (time, signature) = line.signature.split_first_chunk::<8>()?;
        let time = u64::from_be_bytes(*time);
        let signature = signature.try_into().ok()?;
        let holds = (1..=LATEST).contains(&time) && self.key.verifies(message(text, time).as_bytes(), &signature);
        holds.then_some(time)
    }
}

/// What is signed: a header that no checkpoint can begin with, the time, and the whole text of the checkpoint.
fn message(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

impl fmt::Display for CosignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[ED25519][..], &self.key.0].concat();
        write!(f, "{}+{}+{}", self.name, hex::encode(self.id()), BASE64.encode(key))
    }
}

impl FromStr for CosignerKey {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let unreadable = || Problem::malformed("cosigner-unreadable").with("found", text.escape_debug());
        let (name, id, key) = vkey_parts(text).ok_or_else(unreadable)?;
        let key = match key.split_first() {
            Some((&ED25519, key)) => key,
            Some((&LOG, _)) => return Err(Problem::malformed("cosigner-is-log").with("name", name.escape_debug())),
            Some((other, _)) => {
                let problem = Problem::malformed("cosigner-algorithm-unknown").with("name", name.escape_debug());
                return Err(problem.with("found", format_args!("0x{other:02x}")));
            }
            None => return Err(unreadable()),
        };
        let cosigner = Self::new(name, PublicKey(key.try_into().map_err(|_| unreadable())?))?;
        if hex::encode(cosigner.id()) == id {
            return Ok(cosigner);
        }
        let problem = Problem::malformed("vkey-id-differs").with("name", name).with("found", id.escape_debug());
        Err(problem.with("expected", hex::encode(cosigner.id())))
    }
}

/// A witness's private key under its name.
#[derive(Clone, Debug)]
pub struct Cosigner {
    key: CosignerKey,
    secret: SecretKey,
}

impl Cosigner {
    /// A cosigner under `name`; refuses what [`CosignerKey::new`] refuses.
    pub fn new(name: &str, secret: SecretKey) -> Outcome<Self> {
        Ok(Self { key: CosignerKey::new(name, secret.public())?, secret })
    }

    /// What others verify its cosignatures with.
    pub fn key(&self) -> &CosignerKey {
        &self.key
    }

    /// The line that says: at `time` (seconds since 1970) the largest tree this witness had seen was that of the
    /// checkpoint with this text. Whether that is true is for the caller to know.
    pub fn cosign(&self, text: &str, time: u64) -> Outcome<NoteSignature> {
        if !(1..=LATEST).contains(&time) {
            return Err(Problem::malformed("cosignature-time-unusable").with("found", time));
        }
        let signature = self.secret.sign(message(text, time).as_bytes());
        let signature = [&time.to_be_bytes()[..], &signature].concat();
        Ok(NoteSignature { name: self.key.name.clone(), id: self.key.id(), signature })
    }
}

/// A cosignature that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cosigned {
    /// The witness, as a position among the known ones.
    pub by: usize,
    /// When it says it cosigned, in seconds since 1970; the latest if it is there more than once.
    pub time: u64,
}

/// Which of the `known` witnesses cosigned a note, each once and in ascending order; none is no problem here.
///
/// A line under a known name and id whose signature fails makes the whole note invalid (C2SP signed-note); lines of
/// other keys are passed over. Two known witnesses that one line could belong to, or that share one key, are a
/// problem: a threshold would count one of them twice.
pub fn cosigned(note: &Note, known: &[CosignerKey]) -> Outcome<Vec<Cosigned>> {
    for (i, key) in known.iter().enumerate() {
        let alike = |k: &CosignerKey| k.key == key.key || k.name == key.name && k.id() == key.id();
        if known[..i].iter().any(alike) {
            return Err(Problem::malformed("note-keys-alike").with("name", &key.name));
        }
    }
    let mut found: Vec<Cosigned> = Vec::new();
    for line in &note.signatures {
        let Some(by) = known.iter().position(|key| key.made(line)) else { continue };
        let Some(time) = known[by].time(&note.text, line) else {
            return Err(Problem::damaged("note-signature-wrong").with("name", &line.name));
        };
        match found.iter_mut().find(|cosigned| cosigned.by == by) {
            Some(cosigned) => cosigned.time = cosigned.time.max(time),
            None => found.push(Cosigned { by, time }),
        }
    }
    found.sort_unstable();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::note::NoteSigner;
    use crate::merkle::checkpoint::Checkpoint;

    const TIME: u64 = 1_679_315_147;

    fn cosigner(name: &str, seed: u8) -> Cosigner {
        Cosigner::new(name, SecretKey::from_seed(&[seed; 32])).unwrap()
    }

    fn code<T: fmt::Debug>(outcome: Outcome<T>) -> &'static str {
        outcome.unwrap_err().code
    }

    /// A checkpoint as a log signs it.
    fn signed() -> Note {
        let log = NoteSigner::new("ledger.example/one", SecretKey::from_seed(&[5; 32])).unwrap();
        let checkpoint = Checkpoint::new("ledger.example/one", 7, crate::base::hash::Hash::of(b"root"));
        Note::read(&checkpoint.sign(&log).unwrap()).unwrap()
    }

    /// Cosignatures that public witnesses made on a checkpoint of a Sigsum test log, as its library publishes them
    /// (<https://docs.rs/sigsum/0.3.0>): the witnesses' keys and names are those of the policy `sigsum-test-2025-3`.
    #[test]
    fn cosignatures_of_public_witnesses_hold() {
        let text = concat!(
            "sigsum.org/v1/tree/1643169b32bef33a3f54f8a353b87c475d19b6223cbb106390d10a29978e1cba\n",
            "381382\n",
            "kB/vxvHZeNLCvtuC1Eh1W83H6GJuZ6x+6Ahzdxvptmc=\n"
        );
        for (name, key, time, signature) in PUBLISHED {
            let key = PublicKey(hex::decode(key).unwrap().try_into().unwrap());
            let key = CosignerKey::new(name, key).unwrap();
            let bytes = [&u64::to_be_bytes(time)[..], &hex::decode(signature).unwrap()].concat();
            let line = NoteSignature { name: name.to_owned(), id: key.id(), signature: bytes };
            assert_eq!(NoteSignature::read(&line.to_string()), Some(line.clone()));
            let note = Note { text: text.to_owned(), signatures: vec![line.clone()] };
            assert_eq!(cosigned(&note, std::slice::from_ref(&key)).unwrap(), [Cosigned { by: 0, time }], "{name}");
            // One second later is another statement.
            let mut later = line.clone();
            later.signature[7] ^= 1;
            let note = Note { text: text.to_owned(), signatures: vec![later] };
            assert_eq!(code(cosigned(&note, &[key])), "note-signature-wrong");
        }
    }

    /// Name, key, time and signature.
    const PUBLISHED: [(&str, &str, u64, &str); 2] = [
        (
            "poc.sigsum.org/nisse",
            "1c25f8a44c635457e2e391d1efbca7d4c2951a0aef06225a881e46b98962ac6c",
            1_770_193_051,
            "a1ee1182b265204499cbef3ae59f3ea228b928b3cbda8817a4ed5a12776823e9ad8ef1ce986b9b98d9954f1798ec4315c1820704600a231c69038ccc9726d202",
        ),
        (
            "witness.stagemole.eu",
            "4a921b7caef58ae670cdc11ef4184f1c058f7b9259a9107a969f69fa54aa496f",
            1_770_193_051,
            "aaf642e81a54399777180f238573d74878b68c7b645d8011583621405bb450b4e7887fc76502a8142c493d64e3ed3e556d82dad1706411082e58805f64fa9d02",
        ),
    ];

    #[test]
    fn a_key_has_one_spelling_and_says_what_it_is_for() {
        let key = cosigner("witness.example/w1", 1).key().clone();
        assert_eq!(key.to_string().parse::<CosignerKey>().unwrap(), key);
        let log = Vkey::new("witness.example/w1", *key.key()).unwrap();
        assert_ne!(log.id(), key.id());
        assert_eq!(code(log.to_string().parse::<CosignerKey>()), "cosigner-is-log");
        assert_eq!(code(key.to_string().parse::<Vkey>()), "vkey-unreadable");
        let post_quantum = format!("w+00000000+{}", BASE64.encode([&[0x06][..], &[0; 1312]].concat()));
        assert_eq!(code(post_quantum.parse::<CosignerKey>()), "cosigner-algorithm-unknown");
        for text in ["", "w", "w+00000000", "w+00000000+", "w+00000000+BA=="] {
            assert_eq!(code(text.parse::<CosignerKey>()), "cosigner-unreadable", "{text}");
        }
        let other_id = key.to_string().replacen(&hex::encode(key.id()), "00000000", 1);
        assert_eq!(code(other_id.parse::<CosignerKey>()), "vkey-id-differs");
        assert_eq!(code(CosignerKey::new("a b", *key.key())), "note-name-unusable");
        assert_eq!(code(CosignerKey::new("weak", PublicKey([0; 32]))), "vkey-key-unusable");
    }

    #[test]
    fn each_witness_counts_once_and_a_bad_line_of_a_known_one_spoils_the_note() {
        let (one, two) = (cosigner("w.example/1", 1), cosigner("w.example/2", 2));
        let known = [one.key().clone(), two.key().clone()];
        let mut note = signed();
        assert_eq!(cosigned(&note, &known).unwrap(), []);
        note.signatures.push(two.cosign(&note.text, TIME).unwrap());
        note.signatures.push(one.cosign(&note.text, TIME + 5).unwrap());
        note.signatures.push(one.cosign(&note.text, TIME).unwrap());
        let both = [Cosigned { by: 0, time: TIME + 5 }, Cosigned { by: 1, time: TIME }];
        assert_eq!(cosigned(&note, &known).unwrap(), both);
        let read = Note::read(&note.bytes()).unwrap();
        assert_eq!(read, note);

        // A stranger's line, and one that only shares a name or an id with a known witness.
        let stranger = cosigner("w.example/3", 3).cosign("other\n", TIME).unwrap();
        note.signatures.push(NoteSignature { id: [0; 4], ..note.signatures[1].clone() });
        note.signatures.push(NoteSignature { name: "else".into(), ..note.signatures[1].clone() });
        note.signatures.push(stranger);
        assert_eq!(cosigned(&note, &known).unwrap(), both);

        let good = note.signatures[2].clone();
        for spoilt in [
            one.cosign("other\n", TIME).unwrap().signature,
            good.signature[..71].to_vec(),
            [&good.signature[..], &[0]].concat(),
            vec![0; 72],
        ] {
            note.signatures[2] = NoteSignature { signature: spoilt, ..good.clone() };
            assert_eq!(code(cosigned(&note, &known)), "note-signature-wrong");
        }
    }

    #[test]
    fn the_same_key_under_two_names_is_not_two_witnesses() {
        let (one, alias) = (cosigner("w.example/1", 1), cosigner("w.example/alias", 1));
        assert_eq!(code(cosigned(&signed(), &[one.key().clone(), alias.key().clone()])), "note-keys-alike");
        assert_eq!(code(cosigned(&signed(), &[one.key().clone(), one.key().clone()])), "note-keys-alike");
    }

    #[test]
    fn a_time_of_nothing_or_beyond_all_time_is_neither_made_nor_believed() {
        let one = cosigner("w.example/1", 1);
        let mut note = signed();
        for time in [0, LATEST + 1, u64::MAX] {
            assert_eq!(code(one.cosign(&note.text, time)), "cosignature-time-unusable");
            let signature = one.secret.sign(message(&note.text, time).as_bytes());
            let signature = [&time.to_be_bytes()[..], &signature].concat();
            note.signatures = vec![NoteSignature { name: "w.example/1".into(), id: one.key().id(), signature }];
            assert_eq!(code(cosigned(&note, &[one.key().clone()])), "note-signature-wrong", "{time}");
        }
        assert!(one.cosign(&note.text, LATEST).is_ok());
    }
}
