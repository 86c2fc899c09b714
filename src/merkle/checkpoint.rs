//! Checkpoints: the signed statement "this log has so many entries and this root".
//!
//! The form is C2SP tlog-checkpoint (<https://c2sp.org/tlog-checkpoint>). Not for whether the entries hash to
//! that root ([`crate::merkle::tree`]) nor for cosignatures ([`crate::merkle::cosignature`]).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::base::hash::Hash;
use crate::base::note::{Note, NoteSigner, Vkey};
use crate::base::problem::{Outcome, Problem};

/// What a log states about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name, not empty.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Further lines, none of them empty; their meaning is the log's own.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// A checkpoint without further lines.
    pub fn new(origin: &str, size: u64, root: Hash) -> Self {
        Self { origin: origin.to_owned(), size, root, extensions: Vec::new() }
    }

    /// The text that is signed.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, BASE64.encode(self.root.0));
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// Reads exactly what [`Checkpoint::text`] writes: plain decimal, canonical base64, no empty line.
    pub fn read_text(text: &str) -> Outcome<Self> {
        let unreadable = |line: usize| {
            let found = text.split('\n').nth(line - 1).unwrap_or_default();
            Problem::malformed("checkpoint-unreadable").with("line", line).with("found", found.escape_debug())
        };
        let count = text.split('\n').count();
        let body = text.strip_suffix('\n').ok_or_else(|| unreadable(count))?;
        let mut lines = body.split('\n');
        let origin = lines.next().filter(|origin| !origin.is_empty()).ok_or_else(|| unreadable(1))?;
        let size = lines.next().and_then(read_size).ok_or_else(|| unreadable(2))?;
        let root = lines.next().and_then(read_root).ok_or_else(|| unreadable(3))?;
        let extensions: Vec<_> = lines.map(str::to_owned).collect();
        if let Some(empty) = extensions.iter().position(String::is_empty) {
            return Err(unreadable(4 + empty));
        }
        Ok(Self { origin: origin.to_owned(), size, root, extensions })
    }

    /// The checkpoint as a note signed by the log's own key, whose name must be the origin.
    pub fn sign(&self, signer: &NoteSigner) -> Outcome<Vec<u8>> {
        self.must_be_from(signer.vkey())?;
        // Refuses what could not be read back: a newline hidden in an extension would change its meaning.
        if Self::read_text(&self.text())? != *self {
            return Err(Problem::malformed("checkpoint-unreadable").with("line", 4).with("found", "\\n"));
        }
        Ok(signer.sign(&self.text())?.into_bytes())
    }

    /// Opens a signed checkpoint: the log's key signed it, and its origin is that key's name.
    pub fn open(bytes: &[u8], vkey: &Vkey) -> Outcome<Self> {
        let note = Note::read(bytes)?;
        note.open(std::slice::from_ref(vkey))?;
        let checkpoint = Self::read_text(&note.text)?;
        checkpoint.must_be_from(vkey)?;
        Ok(checkpoint)
    }

    fn must_be_from(&self, vkey: &Vkey) -> Outcome<()> {
        if self.origin == vkey.name() {
            return Ok(());
        }
        let problem = Problem::refused("checkpoint-origin-differs").with("found", self.origin.escape_debug());
        Err(problem.with("expected", vkey.name()))
    }
}

fn read_size(line: &str) -> Option<u64> {
    let size: u64 = line.parse().ok()?;
    (size.to_string() == line).then_some(size)
}

fn read_root(line: &str) -> Option<Hash> {
    let bytes = BASE64.decode(line).ok()?;
    Some(Hash(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::key::SecretKey;

    fn signer(name: &str) -> NoteSigner {
        NoteSigner::new(name, SecretKey::from_seed(&[5; 32])).unwrap()
    }

    fn checkpoint() -> Checkpoint {
        Checkpoint {
            origin: "ledger.example/one".into(),
            size: 20_852_163,
            root: Hash::of(b"root"),
            extensions: vec!["extension".into()],
        }
    }

    #[test]
    fn the_text_of_the_specification_reads_back() {
        let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        let checkpoint = Checkpoint::read_text(text).unwrap();
        assert_eq!((checkpoint.origin.as_str(), checkpoint.size), ("example.com/behind-the-sofa", 20_852_163));
        assert_eq!(checkpoint.text(), text);
    }

    #[test]
    fn a_checkpoint_has_one_spelling() {
        let root = BASE64.encode([0; 32]);
        let loose = root.replace("A=", "B=");
        for (text, line) in [
            (String::new(), "1"),
            (format!("o\n1\n{root}"), "3"),
            (format!("\n1\n{root}\n"), "1"),
            ("o\n".into(), "2"),
            (format!("o\n01\n{root}\n"), "2"),
            (format!("o\n+1\n{root}\n"), "2"),
            (format!("o\n-1\n{root}\n"), "2"),
            (format!("o\n1 \n{root}\n"), "2"),
            (format!("o\n\n{root}\n"), "2"),
            (format!("o\n18446744073709551616\n{root}\n"), "2"),
            ("o\n1\n".into(), "3"),
            (format!("o\n1\n{loose}\n"), "3"),
            (format!("o\n1\n{}\n", root.trim_end_matches('=')), "3"),
            (format!("o\n1\n{}\n", BASE64.encode([0; 31])), "3"),
            (format!("o\n1\n{root}\n\n"), "4"),
            (format!("o\n1\n{root}\na\n\nb\n"), "5"),
        ] {
            let problem = Checkpoint::read_text(&text).unwrap_err();
            assert_eq!((problem.code, problem.arg("line")), ("checkpoint-unreadable", Some(line)), "{text:?}");
        }
        assert!(Checkpoint::read_text(&format!("o\n18446744073709551615\n{root}\n")).is_ok());
    }

    #[test]
    fn only_the_log_itself_signs_and_opens() {
        let (ours, other) = (signer("ledger.example/one"), signer("ledger.example/two"));
        let signed = checkpoint().sign(&ours).unwrap();
        assert_eq!(Checkpoint::open(&signed, ours.vkey()).unwrap(), checkpoint());
        assert_eq!(Checkpoint::open(&signed, other.vkey()).unwrap_err().code, "note-unsigned-by-known");
        assert_eq!(checkpoint().sign(&other).unwrap_err().code, "checkpoint-origin-differs");
        // A log that signs another log's statement is not believed either.
        let foreign = other.sign(&checkpoint().text()).unwrap();
        let problem = Checkpoint::open(foreign.as_bytes(), other.vkey()).unwrap_err();
        assert_eq!(problem.code, "checkpoint-origin-differs");
    }

    #[test]
    fn lines_cannot_be_smuggled_into_what_is_signed() {
        let ours = signer("ledger.example/one");
        for extension in ["", "a\nb", "a\n"] {
            let checkpoint = Checkpoint { extensions: vec![extension.into()], ..checkpoint() };
            assert_eq!(checkpoint.sign(&ours).unwrap_err().code, "checkpoint-unreadable", "{extension:?}");
        }
    }
}
