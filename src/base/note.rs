//! Signed notes: a text that people can read, followed by lines that say who signed it.
//!
//! The form is C2SP signed-note (<https://c2sp.org/signed-note>) with Ed25519 keys (algorithm `0x01`).
//! Not for what a text says ([`crate::merkle::checkpoint`] reads that) and not for keys of other
//! algorithms: their signature lines are read, carried along and left unjudged.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::hash::Hash;
use crate::base::key::{PublicKey, SecretKey, SignatureBytes};
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};

/// The algorithm byte of an Ed25519 note key.
const ED25519: u8 = 0x01;
/// What every signature line begins with: an em dash and a space.
const SIGNATURE_MARK: &str = "— ";

/// A key under the name it signs as. Text form: `name+<8 hexadecimal digits>+<base64 of algorithm ‖ key>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Vkey {
    name: String,
    key: PublicKey,
}

impl Vkey {
    /// `key` under `name`. Refuses a name that is empty or has spaces, pluses or control characters, and a key
    /// that strict verification could never accept.
    pub fn new(name: &str, key: PublicKey) -> Outcome<Self> {
        if !is_name(name) || name.chars().any(char::is_control) {
            return Err(Problem::malformed("note-name-unusable").with("found", name.escape_debug()));
        }
        if !key.is_usable() {
            return Err(Problem::malformed("vkey-key-unusable").with("name", name));
        }
        Ok(Self { name: name.to_owned(), key })
    }

    /// The name, for a log its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// A hint which key a line belongs to, see [`key_id`].
    pub fn id(&self) -> [u8; 4] {
        key_id(&self.name, ED25519, &self.key)
    }

    /// Whether a line claims to be by this key.
    pub fn made(&self, signature: &NoteSignature) -> bool {
        signature.name == self.name && signature.id == self.id()
    }
}

/// The id of a key: the first four bytes of `SHA-256(name ‖ "\n" ‖ algorithm ‖ key)`.
pub fn key_id(name: &str, algorithm: u8, key: &PublicKey) -> [u8; 4] {
    let Hash([a, b, c, d, ..]) = Hash::of_parts(&[name.as_bytes(), b"\n", &[algorithm], &key.0]);
    [a, b, c, d]
}

/// The parts of a verifier key as text: its name, its id, and the algorithm's byte with the key material after it.
/// Nothing is compared yet.
pub fn vkey_parts(text: &str) -> Option<(&str, &str, Vec<u8>)> {
    // Base64 has pluses of its own, so only the first two separate.
    let mut parts = text.splitn(3, '+');
    let (name, id, key) = (parts.next()?, parts.next()?, parts.next()?);
    Some((name, id, BASE64.decode(key).ok()?))
}

/// What the specification lets a name be: it stands between spaces on a line and between pluses in a vkey.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c == '+')
}

impl fmt::Display for Vkey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[ED25519][..], &self.key.0].concat();
        write!(f, "{}+{}+{}", self.name, hex::encode(self.id()), BASE64.encode(key))
    }
}

impl FromStr for Vkey {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let unreadable = || Problem::malformed("vkey-unreadable").with("found", text.escape_debug());
        let (name, id, key) = vkey_parts(text).ok_or_else(unreadable)?;
        let Some((&ED25519, key)) = key.split_first() else { return Err(unreadable()) };
        let vkey = Self::new(name, PublicKey(key.try_into().map_err(|_| unreadable())?))?;
        if hex::encode(vkey.id()) == id {
            Ok(vkey)
        } else {
            let expected = hex::encode(vkey.id());
            Err(Problem::malformed("vkey-id-differs").with("name", name).with("found", id).with("expected", expected))
        }
    }
}

impl Serialize for Vkey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Vkey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom("expected a C2SP vkey: name+id+base64 of an Ed25519 key"))
    }
}

/// A private key under the name it signs as.
#[derive(Clone, Debug)]
pub struct NoteSigner {
    vkey: Vkey,
    secret: SecretKey,
}

impl NoteSigner {
    /// A signer for `name`; refuses what [`Vkey::new`] refuses.
    pub fn new(name: &str, secret: SecretKey) -> Outcome<Self> {
        Ok(Self { vkey: Vkey::new(name, secret.public())?, secret })
    }

    /// What others verify this signer's notes with.
    pub fn vkey(&self) -> &Vkey {
        &self.vkey
    }

    /// The whole note: `text`, a blank line and one signature line. The text must end in a newline, hold no
    /// other control character, and fit with its signature into [`limits::NOTE_BYTES`].
    pub fn sign(&self, text: &str) -> Outcome<String> {
        if !text.ends_with('\n') {
            return Err(Problem::malformed("note-text-unended"));
        }
        plain(text)?;
        let signature = NoteSignature {
            name: self.vkey.name.clone(),
            id: self.vkey.id(),
            signature: self.secret.sign(text.as_bytes()).to_vec(),
        };
        let note = format!("{text}\n{signature}\n");
        bounded(note.len())?;
        Ok(note)
    }
}

/// One signature line of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    /// Who is said to have signed.
    pub name: String,
    /// Which of the signer's keys; a hint, see [`Vkey::id`].
    pub id: [u8; 4],
    /// The signature itself; its form depends on the key's algorithm (64 bytes for Ed25519).
    pub signature: Vec<u8>,
}

impl fmt::Display for NoteSignature {
    /// The line as it stands in the note, without the newline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.id[..], &self.signature].concat();
        write!(f, "{SIGNATURE_MARK}{} {}", self.name, BASE64.encode(bytes))
    }
}

impl NoteSignature {
    /// Reads a signature line without its newline.
    pub fn read(line: &str) -> Option<Self> {
        let (name, bytes) = line.strip_prefix(SIGNATURE_MARK)?.split_once(' ')?;
        let bytes = BASE64.decode(bytes).ok()?;
        let (id, signature) = bytes.split_first_chunk::<4>()?;
        (is_name(name) && !signature.is_empty()).then(|| Self {
            name: name.to_owned(),
            id: *id,
            signature: signature.to_vec(),
        })
    }
}

/// A note as read: nothing in it is believed until [`Note::open`] says who signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The signed text, its final newline included.
    pub text: String,
    /// The signature lines in order; those of unknown keys included.
    pub signatures: Vec<NoteSignature>,
}

impl Note {
    /// The whole note, as it is read.
    pub fn bytes(&self) -> Vec<u8> {
        let lines: Vec<String> = self.signatures.iter().map(|signature| format!("{signature}\n")).collect();
        format!("{}\n{}", self.text, lines.concat()).into_bytes()
    }

    /// Reads a note of at most [`limits::NOTE_BYTES`] and [`limits::NOTE_SIGNATURES`]. No signature is checked.
    pub fn read(bytes: &[u8]) -> Outcome<Self> {
        bounded(bytes.len())?;
        let whole =
            std::str::from_utf8(bytes).map_err(|e| Problem::malformed("note-not-text").with("at", e.valid_up_to()))?;
        plain(whole)?;
        let unsigned = || Problem::malformed("note-without-signatures");
        // The last blank line separates, so a text may hold blank lines and even a whole note.
        let (text, lines) = whole.rsplit_once("\n\n").ok_or_else(unsigned)?;
        let lines = lines.strip_suffix('\n').filter(|lines| !lines.is_empty()).ok_or_else(unsigned)?;
        let count = lines.split('\n').count();
        if count > limits::NOTE_SIGNATURES {
            let problem = Problem::malformed("note-signatures-too-many");
            return Err(problem.with("found", count).with("limit", limits::NOTE_SIGNATURES));
        }
        let read = |(at, line)| {
            let unreadable = || Problem::malformed("note-signature-unreadable").with("line", at + 1);
            NoteSignature::read(line).ok_or_else(unreadable)
        };
        let signatures = lines.split('\n').enumerate().map(read).collect::<Outcome<_>>()?;
        Ok(Self { text: format!("{text}\n"), signatures })
    }

    /// Which of the `known` keys signed, as positions in `known`, each once and in ascending order.
    ///
    /// A line under a known name and id whose signature fails makes the whole note invalid; lines of other keys
    /// are passed over. No valid line is a problem, and so are two known keys that one line could belong to:
    /// a threshold would count that line twice.
    pub fn open(&self, known: &[Vkey]) -> Outcome<Vec<usize>> {
        for (i, key) in known.iter().enumerate() {
            if known[..i].iter().any(|k| k.name == key.name && k.id() == key.id()) {
                return Err(Problem::malformed("note-keys-alike").with("name", &key.name));
            }
        }
        let mut signed = Vec::new();
        for signature in &self.signatures {
            let Some(i) = known.iter().position(|key| key.made(signature)) else { continue };
            let bytes = SignatureBytes::try_from(signature.signature.as_slice());
            if !bytes.is_ok_and(|bytes| known[i].key.verifies(self.text.as_bytes(), &bytes)) {
                return Err(Problem::damaged("note-signature-wrong").with("name", &signature.name));
            }
            signed.push(i);
        }
        signed.sort_unstable();
        signed.dedup();
        if signed.is_empty() {
            let names: Vec<_> = known.iter().map(Vkey::name).collect();
            return Err(Problem::refused("note-unsigned-by-known").with("names", names.join(", ")));
        }
        Ok(signed)
    }
}

fn bounded(bytes: usize) -> Outcome<()> {
    if bytes > limits::NOTE_BYTES {
        return Err(Problem::malformed("note-too-long").with("bytes", bytes).with("limit", limits::NOTE_BYTES));
    }
    Ok(())
}

fn plain(text: &str) -> Outcome<()> {
    // DEL and the C1 controls are left alone, as the specification leaves them.
    match text.bytes().position(|b| b < 0x20 && b != b'\n') {
        Some(at) => Err(Problem::malformed("note-not-text").with("at", at)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of golang.org/x/mod/sumdb/note, whose author C2SP's specification follows.
    const VKEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\n\
        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    fn signer(name: &str, seed: u8) -> NoteSigner {
        NoteSigner::new(name, SecretKey::from_seed(&[seed; 32])).unwrap()
    }

    fn code<T: fmt::Debug>(outcome: Outcome<T>) -> &'static str {
        outcome.unwrap_err().code
    }

    #[test]
    fn the_published_example_opens() {
        let vkey: Vkey = VKEY.parse().unwrap();
        assert_eq!(vkey.to_string(), VKEY);
        let note = Note::read(NOTE.as_bytes()).unwrap();
        assert_eq!(note.open(&[vkey]).unwrap(), [0]);
        assert!(note.text.ends_with("problem is.\n"));
        assert_eq!(format!("{}\n{}\n", note.text, note.signatures[0]), NOTE);
    }

    #[test]
    fn a_vkey_has_one_spelling() {
        for (text, expected) in [
            ("", "vkey-unreadable"),
            ("PeterNeumann+c74f20a3", "vkey-unreadable"),
            ("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "vkey-id-differs"),
            ("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "vkey-id-differs"),
            ("PeterNewmann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "vkey-id-differs"),
            ("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "note-name-unusable"),
            ("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T=", "vkey-unreadable"),
            ("PeterNeumann+c74f20a3+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "vkey-unreadable"),
            ("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n", "vkey-unreadable"),
        ] {
            assert_eq!(code(text.parse::<Vkey>()), expected, "{text}");
        }
        assert_eq!(code(Vkey::new("low-order", PublicKey([0; 32]))), "vkey-key-unusable");
        for name in ["", "a b", "a+b", "a\u{3000}b", "a\u{7f}b", "a\nb"] {
            assert_eq!(code(Vkey::new(name, *VKEY.parse::<Vkey>().unwrap().key())), "note-name-unusable", "{name:?}");
        }
    }

    #[test]
    fn lines_of_others_are_passed_over_and_one_bad_line_of_ours_spoils_the_note() {
        let (ours, other) = (signer("ours.example", 1), signer("other.example", 2));
        let text = "a\n\nb\n";
        let signed = ours.sign(text).unwrap();
        let line = |note: String| note.rsplit_once("\n\n").unwrap().1.to_owned();
        let both = signed.clone() + &line(other.sign(text).unwrap());
        let note = Note::read(both.as_bytes()).unwrap();
        assert_eq!(note.text, text);
        assert_eq!(note.open(&[ours.vkey().clone()]).unwrap(), [0]);
        assert_eq!(note.open(&[other.vkey().clone(), ours.vkey().clone()]).unwrap(), [0, 1]);
        assert_eq!(code(note.open(&[signer("ours.example", 3).vkey().clone()])), "note-unsigned-by-known");
        assert_eq!(code(note.open(&[])), "note-unsigned-by-known");

        // The other's line vouches for another text: harmless while the other is unknown, fatal once known.
        let spoilt = signed.clone() + &line(other.sign("c\n").unwrap());
        let note = Note::read(spoilt.as_bytes()).unwrap();
        assert_eq!(note.open(&[ours.vkey().clone()]).unwrap(), [0]);
        assert_eq!(code(note.open(&[ours.vkey().clone(), other.vkey().clone()])), "note-signature-wrong");

        // Sharing only the name or only the id with a known key makes a line nobody's.
        for (name, id) in [("ours.example", [0; 4]), ("else.example", ours.vkey().id())] {
            let line = NoteSignature { name: name.into(), id, signature: vec![7; 64] };
            let note = Note::read(format!("{signed}{line}\n").as_bytes()).unwrap();
            assert_eq!(note.open(&[ours.vkey().clone()]).unwrap(), [0]);
        }

        // A known name and id with a signature of a wrong length is no unknown line.
        let cut = NoteSignature { name: "ours.example".into(), id: ours.vkey().id(), signature: vec![7; 63] };
        let note = Note::read(format!("{signed}{cut}\n").as_bytes()).unwrap();
        assert_eq!(code(note.open(&[ours.vkey().clone()])), "note-signature-wrong");
    }

    #[test]
    fn nobody_is_counted_twice() {
        let ours = signer("ours.example", 1);
        let twice = ours.sign("a\n").unwrap();
        let twice = twice.clone() + twice.rsplit_once("\n\n").unwrap().1;
        let note = Note::read(twice.as_bytes()).unwrap();
        assert_eq!(note.signatures.len(), 2);
        assert_eq!(note.open(&[ours.vkey().clone()]).unwrap(), [0]);
        assert_eq!(code(note.open(&[ours.vkey().clone(), ours.vkey().clone()])), "note-keys-alike");
    }

    #[test]
    fn malformed_notes_are_refused() {
        let body = NOTE.strip_suffix('\n').unwrap();
        for (note, expected) in [
            (String::new(), "note-without-signatures"),
            ("text\n".into(), "note-without-signatures"),
            ("text\n\n".into(), "note-without-signatures"),
            ("text\n\n\n".into(), "note-without-signatures"),
            (body.to_owned(), "note-without-signatures"),
            (format!("{body}x\n"), "note-signature-unreadable"),
            (NOTE.replace("— ", "- "), "note-signature-unreadable"),
            (NOTE.replace("— ", "—"), "note-signature-unreadable"),
            ("a\n\n— name AAAAAA==\n".into(), "note-signature-unreadable"),
            ("a\n\n— na+me AAAAAAA=\n".into(), "note-signature-unreadable"),
            ("a\n\n— name  AAAAAAA=\n".into(), "note-signature-unreadable"),
            (NOTE.replace('\n', "\r\n"), "note-not-text"),
            (NOTE.replace("you", "y\tou"), "note-not-text"),
        ] {
            assert_eq!(code(Note::read(note.as_bytes())), expected, "{note:?}");
        }
        assert_eq!(code(Note::read(b"a\xff\n\n")), "note-not-text");
        assert!(Note::read("a\n\n— name AAAAAAA=\n".as_bytes()).is_ok());
    }

    #[test]
    fn notes_are_bounded() {
        let line = "— name AAAAAAA=\n";
        let lines = |count| format!("a\n\n{}", line.repeat(count));
        assert!(Note::read(lines(limits::NOTE_SIGNATURES).as_bytes()).is_ok());
        assert_eq!(code(Note::read(lines(limits::NOTE_SIGNATURES + 1).as_bytes())), "note-signatures-too-many");
        let long = "a".repeat(limits::NOTE_BYTES) + "\n";
        assert_eq!(code(Note::read(format!("{long}\n{line}").as_bytes())), "note-too-long");
        assert_eq!(code(signer("ours.example", 1).sign(&long)), "note-too-long");
    }

    #[test]
    fn only_what_can_be_read_back_is_signed() {
        let ours = signer("ours.example", 1);
        for (text, expected) in [("", "note-text-unended"), ("a", "note-text-unended"), ("a\r\n", "note-not-text")] {
            assert_eq!(code(ours.sign(text)), expected, "{text:?}");
        }
        for text in ["\n", "明白账\n", "a\n\n— ours.example AAAAAAA=\n"] {
            let note = Note::read(ours.sign(text).unwrap().as_bytes()).unwrap();
            assert_eq!(note.text, text);
            assert_eq!(note.open(&[ours.vkey().clone()]).unwrap(), [0]);
        }
    }
}
