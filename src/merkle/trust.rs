//! Whose word is enough: the logs a reader trusts, the witnesses, and how many of them must have cosigned.
//!
//! The form is C2SP tlog-policy (<https://c2sp.org/tlog-policy>). The same file tells a ledger whom to ask and a
//! resident, offline, what to believe. Not to be mixed up with a ledger's rules ([`crate::event::policy`]), which
//! are events.

use crate::base::limits;
use crate::base::note::{Note, Vkey};
use crate::base::problem::{Outcome, Problem};
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::cosignature::{Cosigned, CosignerKey, cosigned};

/// A log that is trusted to speak for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedLog {
    /// Its key; the name is its origin.
    pub vkey: Vkey,
    /// Where it is, if the file says.
    pub url: Option<String>,
}

/// A witness whose cosignature counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedWitness {
    /// What the file calls it. A name is bytes to the specification; others than UTF-8 are shown as well as they can be.
    pub name: String,
    /// Its key.
    pub key: CosignerKey,
    /// Its submission prefix, if the file says.
    pub url: Option<String>,
}

/// What a name of the file stands for, as a position in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    Witness(usize),
    Group(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    at_least: usize,
    members: Vec<Named>,
}

/// A policy as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustPolicy {
    logs: Vec<TrustedLog>,
    witnesses: Vec<TrustedWitness>,
    groups: Vec<Group>,
    /// None when the file says `quorum none`.
    quorum: Option<Named>,
}

/// A checkpoint that a trusted log signed, and who cosigned it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witnessed {
    /// What the log states.
    pub checkpoint: Checkpoint,
    /// The note with all its lines.
    pub note: Note,
    /// The policy's witnesses that cosigned it.
    pub cosigned: Vec<Cosigned>,
    /// Whether they are enough.
    pub quorum: bool,
}

impl TrustPolicy {
    /// Reads a policy file of at most [`limits::TRUST_POLICY_BYTES`].
    pub fn read(bytes: &[u8]) -> Outcome<Self> {
        if bytes.len() > limits::TRUST_POLICY_BYTES {
            let problem = Problem::malformed("trust-too-long").with("bytes", bytes.len());
            return Err(problem.with("limit", limits::TRUST_POLICY_BYTES));
        }
        // A file that was cut may say less than its author meant, so its last line must have its end.
        let body = bytes.strip_suffix(b"\n");
        let body = body.ok_or_else(|| Problem::malformed("trust-unended"))?;
        let mut reader = Reader::default();
        for (at, line) in body.split(|byte| *byte == b'\n').enumerate() {
            reader.line(line).map_err(|problem| problem.with("line", at + 1))?;
        }
        reader.finish()
    }

    /// The logs trusted.
    pub fn logs(&self) -> &[TrustedLog] {
        &self.logs
    }

    /// The witnesses that count.
    pub fn witnesses(&self) -> &[TrustedWitness] {
        &self.witnesses
    }

    /// Whether no cosignature is asked for (`quorum none`).
    pub fn asks_nothing(&self) -> bool {
        self.quorum.is_none()
    }

    /// Whether these witnesses, by position, are enough.
    pub fn met(&self, by: &[usize]) -> bool {
        self.quorum.is_none_or(|quorum| self.holds(quorum, by))
    }

    fn holds(&self, named: Named, by: &[usize]) -> bool {
        match named {
            Named::Witness(at) => by.contains(&at),
            // A group only names what stands before it, so this ends.
            Named::Group(at) => self.groups.get(at).is_some_and(|group| {
                let held = group.members.iter().filter(|member| self.holds(**member, by)).count();
                held >= group.at_least
            }),
        }
    }

    /// The witnesses whose cosignatures are on a note. See [`cosigned`] for what spoils one.
    pub fn cosigned(&self, note: &Note) -> Outcome<Vec<Cosigned>> {
        let keys: Vec<CosignerKey> = self.witnesses.iter().map(|witness| witness.key.clone()).collect();
        cosigned(note, &keys)
    }

    /// Opens a checkpoint signed by `log`, or by any log of the file when none is given. Whether the quorum is met is
    /// told, not demanded: [`Witnessed::enough`] demands it.
    pub fn open(&self, bytes: &[u8], log: Option<&Vkey>) -> Outcome<Witnessed> {
        let note = Note::read(bytes)?;
        let origin = note.text.split('\n').next().unwrap_or_default();
        let known = log.into_iter().chain(self.logs.iter().filter(|_| log.is_none()).map(|log| &log.vkey));
        let known: Vec<&Vkey> = known.filter(|vkey| vkey.name() == origin).collect();
        if known.is_empty() {
            return Err(Problem::refused("trust-log-unknown").with("found", origin.escape_debug()));
        }
        let opened = known.iter().map(|vkey| Checkpoint::open(bytes, vkey));
        // Two keys of one origin are alternatives: what one of them signed is signed.
        let checkpoint = opened.reduce(Result::or);
        let checkpoint = checkpoint.unwrap_or_else(|| Err(Problem::refused("trust-log-unknown").with("found", "")))?;
        let cosigned = self.cosigned(&note)?;
        let by: Vec<usize> = cosigned.iter().map(|cosigned| cosigned.by).collect();
        Ok(Witnessed { checkpoint, note, quorum: self.met(&by), cosigned })
    }
}

impl Witnessed {
    /// Refuses a checkpoint that too few have cosigned.
    pub fn enough(self, policy: &TrustPolicy) -> Outcome<Self> {
        if self.quorum {
            return Ok(self);
        }
        let problem = Problem::refused("trust-quorum-missing").with("size", self.checkpoint.size);
        Err(problem.with("found", self.cosigned.len()).with("known", policy.witnesses.len()))
    }
}

/// What the quorum line names.
#[derive(Clone, Copy)]
enum Quorum {
    Nobody,
    Of(Named),
}

/// A policy in the making.
#[derive(Default)]
struct Reader {
    logs: Vec<TrustedLog>,
    witnesses: Vec<TrustedWitness>,
    groups: Vec<Group>,
    /// Every name defined so far, and whether a group has taken it.
    names: Vec<(Vec<u8>, Named, bool)>,
    quorum: Option<Quorum>,
}

fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn text<'a>(item: &'a [u8], what: &'static str) -> Outcome<&'a str> {
    std::str::from_utf8(item).map_err(|_| Problem::malformed("trust-item-unreadable").with("found", what))
}

impl Reader {
    fn line(&mut self, line: &[u8]) -> Outcome<()> {
        if line.iter().any(|byte| *byte < 0x20 && *byte != b'\t' || *byte == 0x7f) {
            return Err(Problem::malformed("trust-control-character"));
        }
        let items = line.split(|byte| matches!(byte, b' ' | b'\t')).filter(|item| !item.is_empty());
        let items: Vec<&[u8]> = items.collect();
        match items.as_slice() {
            [] => Ok(()),
            [first, ..] if first.starts_with(b"#") => Ok(()),
            [b"log", vkey] => self.log(vkey, None),
            [b"log", vkey, url] => self.log(vkey, Some(url)),
            [b"witness", name, key] => self.witness(name, key, None),
            [b"witness", name, key, url] => self.witness(name, key, Some(url)),
            [b"group", name, threshold, members @ ..] if !members.is_empty() => self.group(name, threshold, members),
            [b"quorum", name] => self.quorum(name),
            [first, ..] => Err(Problem::malformed("trust-line-unreadable").with("found", shown(first))),
        }
    }

    fn bounded(&self) -> Outcome<()> {
        if self.logs.len().max(self.witnesses.len()).max(self.groups.len()) < limits::TRUST_POLICY_ITEMS {
            return Ok(());
        }
        Err(Problem::malformed("trust-too-many").with("limit", limits::TRUST_POLICY_ITEMS))
    }

    fn log(&mut self, vkey: &[u8], url: Option<&[u8]>) -> Outcome<()> {
        self.bounded()?;
        let vkey: Vkey = text(vkey, "vkey")?.parse()?;
        if self.logs.iter().any(|log| log.vkey.key() == vkey.key()) {
            return Err(Problem::malformed("trust-key-twice").with("name", vkey.name()));
        }
        let url = url.map(|url| text(url, "url").map(str::to_owned)).transpose()?;
        self.logs.push(TrustedLog { vkey, url });
        Ok(())
    }

    fn witness(&mut self, name: &[u8], key: &[u8], url: Option<&[u8]>) -> Outcome<()> {
        self.bounded()?;
        let key: CosignerKey = text(key, "vkey")?.parse()?;
        if self.witnesses.iter().any(|witness| witness.key.key() == key.key()) {
            return Err(Problem::malformed("trust-key-twice").with("name", key.name()));
        }
        self.define(name, Named::Witness(self.witnesses.len()))?;
        let url = url.map(|url| text(url, "url").map(str::to_owned)).transpose()?;
        self.witnesses.push(TrustedWitness { name: shown(name), key, url });
        Ok(())
    }

    fn group(&mut self, name: &[u8], threshold: &[u8], members: &[&[u8]]) -> Outcome<()> {
        self.bounded()?;
        let at_least = match threshold {
            b"all" => Some(members.len()),
            b"any" => Some(1),
            digits if digits.iter().all(u8::is_ascii_digit) => text(digits, "threshold")?.parse().ok(),
            _ => None,
        };
        let at_least = at_least.filter(|least| (1..=members.len()).contains(least)).ok_or_else(|| {
            let problem = Problem::malformed("trust-threshold-unusable").with("found", shown(threshold));
            problem.with("members", members.len())
        })?;
        let mut taken = Vec::new();
        for member in members {
            let known = self.names.iter_mut().find(|(name, ..)| name == member);
            let Some((_, named, used)) = known else {
                return Err(Problem::malformed("trust-name-unknown").with("name", shown(member)));
            };
            // Whoever counted in two groups would count twice.
            if std::mem::replace(used, true) {
                return Err(Problem::malformed("trust-member-twice").with("name", shown(member)));
            }
            taken.push(*named);
        }
        self.define(name, Named::Group(self.groups.len()))?;
        self.groups.push(Group { at_least, members: taken });
        Ok(())
    }

    fn define(&mut self, name: &[u8], named: Named) -> Outcome<()> {
        if name == b"none" || self.names.iter().any(|(known, ..)| known == name) {
            return Err(Problem::malformed("trust-name-used").with("name", shown(name)));
        }
        self.names.push((name.to_owned(), named, false));
        Ok(())
    }

    fn quorum(&mut self, name: &[u8]) -> Outcome<()> {
        if self.quorum.is_some() {
            return Err(Problem::malformed("trust-quorum-twice"));
        }
        let named = match self.names.iter().find(|(known, ..)| known == name) {
            _ if name == b"none" => Quorum::Nobody,
            Some((_, named, _)) => Quorum::Of(*named),
            None => return Err(Problem::malformed("trust-name-unknown").with("name", shown(name))),
        };
        self.quorum = Some(named);
        Ok(())
    }

    fn finish(self) -> Outcome<TrustPolicy> {
        let quorum = match self.quorum.ok_or_else(|| Problem::malformed("trust-quorum-absent"))? {
            Quorum::Nobody => None,
            Quorum::Of(named) => Some(named),
        };
        Ok(TrustPolicy { logs: self.logs, witnesses: self.witnesses, groups: self.groups, quorum })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hash::Hash;
    use crate::base::key::SecretKey;
    use crate::base::note::NoteSigner;
    use crate::merkle::cosignature::Cosigner;

    const TIME: u64 = 1_679_315_147;

    fn log(seed: u8) -> NoteSigner {
        NoteSigner::new("ledger.example/one", SecretKey::from_seed(&[seed; 32])).unwrap()
    }

    fn witness(seed: u8) -> Cosigner {
        Cosigner::new(&format!("w.example/{seed}"), SecretKey::from_seed(&[seed; 32])).unwrap()
    }

    /// The example of the specification: two of the X and one of the Y.
    fn example() -> String {
        let mut text = format!("# an example\n\nlog {} http://127.0.0.1/one\n", log(1).vkey());
        for (name, seed) in [("X1", 11), ("X2", 12), ("X3", 13), ("Y1", 21), ("Y2", 22), ("Y3", 23)] {
            text = format!("{text}witness {name}\t {}  \n", witness(seed).key());
        }
        text + "  group X-witnesses 2 X1 X2 X3\ngroup Y-witnesses any Y1 Y2 Y3\n\
            group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n"
    }

    fn code(text: &str) -> &'static str {
        TrustPolicy::read(text.as_bytes()).unwrap_err().code
    }

    #[test]
    fn a_quorum_of_groups_is_counted() {
        let policy = TrustPolicy::read(example().as_bytes()).unwrap();
        assert_eq!(policy.witnesses()[3].name, "Y1");
        assert_eq!(policy.logs()[0].url.as_deref(), Some("http://127.0.0.1/one"));
        for (by, met) in [
            (&[0, 1, 3][..], true),
            (&[0, 1, 2, 3, 4, 5], true),
            (&[1, 2, 5], true),
            (&[0, 1, 2], false),
            (&[0, 3, 4, 5], false),
            (&[], false),
        ] {
            assert_eq!(policy.met(by), met, "{by:?}");
        }
        let one = example().replace("quorum X-and-Y", "quorum X3");
        let one = TrustPolicy::read(one.as_bytes()).unwrap();
        assert!(one.met(&[2]) && !one.met(&[0, 1, 3, 4, 5]) && !one.asks_nothing());
        let none = TrustPolicy::read(b"quorum none\n").unwrap();
        assert!(none.met(&[]) && none.asks_nothing());
    }

    #[test]
    fn a_checkpoint_is_judged_by_who_signed_and_cosigned() {
        let policy = TrustPolicy::read(example().as_bytes()).unwrap();
        let checkpoint = Checkpoint::new("ledger.example/one", 7, Hash::of(b"root"));
        let bytes = checkpoint.sign(&log(1)).unwrap();
        let bare = policy.open(&bytes, None).unwrap();
        assert_eq!((bare.quorum, bare.cosigned.len()), (false, 0));
        assert_eq!(bare.clone().enough(&policy).unwrap_err().code, "trust-quorum-missing");
        let mut note = bare.note;
        for seed in [11, 13, 22] {
            note.signatures.push(witness(seed).cosign(&note.text, TIME).unwrap());
        }
        let judged = policy.open(&note.bytes(), None).unwrap().enough(&policy).unwrap();
        assert_eq!(judged.checkpoint, checkpoint);
        assert_eq!(judged.cosigned.iter().map(|cosigned| cosigned.by).collect::<Vec<_>>(), [0, 2, 4]);
        // Another key of the log, given from outside, takes the place of the file's.
        assert_eq!(policy.open(&bytes, Some(log(2).vkey())).unwrap_err().code, "note-unsigned-by-known");
        let other = Checkpoint::new("ledger.example/two", 7, Hash::of(b"root"));
        let two = NoteSigner::new("ledger.example/two", SecretKey::from_seed(&[1; 32])).unwrap();
        assert_eq!(policy.open(&other.sign(&two).unwrap(), None).unwrap_err().code, "trust-log-unknown");
        assert!(policy.open(&other.sign(&two).unwrap(), Some(two.vkey())).is_ok());
        // With two keys of one origin, what either signed is signed.
        let both = format!("log {}\nlog {}\nquorum none\n", log(2).vkey(), log(1).vkey());
        assert!(TrustPolicy::read(both.as_bytes()).unwrap().open(&bytes, None).is_ok());
    }

    #[test]
    fn what_the_specification_forbids_is_refused_by_line() {
        let (x1, log1) = (format!("witness X1 {}\n", witness(11).key()), format!("log {}\n", log(1).vkey()));
        for (text, expected) in [
            (String::new(), "trust-unended"),
            ("\n".into(), "trust-quorum-absent"),
            ("quorum none".into(), "trust-unended"),
            ("quorum none\nquorum none\n".into(), "trust-quorum-twice"),
            ("quorum X1\n".into(), "trust-name-unknown"),
            (format!("quorum X1\n{x1}"), "trust-name-unknown"),
            ("quorum\n".into(), "trust-line-unreadable"),
            ("quorum none \r\n".into(), "trust-control-character"),
            ("quorum none\u{7f}\n".into(), "trust-control-character"),
            ("Quorum none\n".into(), "trust-line-unreadable"),
            (format!("{x1}{x1}quorum X1\n"), "trust-key-twice"),
            (format!("{x1}{}quorum X1\n", x1.replacen("X1", "X2", 1)), "trust-key-twice"),
            (format!("{x1}witness X1 {}\nquorum X1\n", witness(12).key()), "trust-name-used"),
            (format!("witness none {}\nquorum none\n", witness(12).key()), "trust-name-used"),
            (format!("{log1}{log1}quorum none\n"), "trust-key-twice"),
            (format!("witness X1 {}\nquorum none\n", log(1).vkey()), "cosigner-is-log"),
            (format!("log {}\nquorum none\n", witness(11).key()), "vkey-unreadable"),
            (format!("{x1}group g 2 X1\nquorum g\n"), "trust-threshold-unusable"),
            (format!("{x1}group g 0 X1\nquorum g\n"), "trust-threshold-unusable"),
            (format!("{x1}group g +1 X1\nquorum g\n"), "trust-threshold-unusable"),
            (format!("{x1}group g some X1\nquorum g\n"), "trust-threshold-unusable"),
            (format!("{x1}group g any\nquorum g\n"), "trust-line-unreadable"),
            (format!("{x1}group g any none\nquorum g\n"), "trust-name-unknown"),
            (format!("{x1}group g any X1 X1\nquorum g\n"), "trust-member-twice"),
            (format!("{x1}group g any X1\ngroup h any X1\nquorum g\n"), "trust-member-twice"),
            (format!("{x1}group g any g\nquorum g\n"), "trust-name-unknown"),
            (format!("{x1}group X1 any X1\nquorum X1\n"), "trust-name-used"),
        ] {
            assert_eq!(code(&text), expected, "{text}");
        }
        let problem = TrustPolicy::read(format!("{x1}\nquorum Z\n").as_bytes()).unwrap_err();
        assert_eq!(problem.arg("line"), Some("3"));
        assert_eq!(code(&"#".repeat(limits::TRUST_POLICY_BYTES + 1)), "trust-too-long");
    }

    #[test]
    fn as_many_as_the_specification_recommends_are_read_and_names_may_be_any_bytes() {
        let mut bytes = Vec::new();
        for seed in 1..=32u8 {
            let log = NoteSigner::new(&format!("l/{seed}"), SecretKey::from_seed(&[seed; 32])).unwrap();
            let key = witness(seed).key().to_string();
            bytes.extend(format!("log {}\nwitness ", log.vkey()).bytes());
            bytes.extend([b"\xff\xfe", format!("{seed} {key}\ngroup g{seed} 1 ").as_bytes(), b"\xff\xfe"].concat());
            bytes.extend(format!("{seed}\n").bytes());
        }
        bytes.extend(b"quorum g32\n");
        let policy = TrustPolicy::read(&bytes).unwrap();
        assert!(policy.met(&[31]) && !policy.met(&[30]));
        let line = |seed: u8| format!("witness w{seed} {}\n", witness(seed).key());
        let many: Vec<String> = (0..=u8::try_from(limits::TRUST_POLICY_ITEMS).unwrap()).map(line).collect();
        assert_eq!(code(&(many.concat() + "quorum none\n")), "trust-too-many");
    }
}
