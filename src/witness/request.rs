//! The body of `add-checkpoint`: the size the witness is believed to know, a consistency proof from there, and the
//! checkpoint.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::base::hash::Hash;
use crate::base::problem::{Outcome, Problem};

/// Lines of a consistency proof, at most: the height of a tree of 2^63 entries.
const PROOF_LINES: usize = 63;

/// A request as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size the witness is believed to have cosigned last.
    pub old: u64,
    /// The consistency proof from there to the checkpoint.
    pub proof: Vec<Hash>,
    /// The signed checkpoint, unread.
    pub checkpoint: Vec<u8>,
}

impl AddCheckpoint {
    /// The body that is sent.
    pub fn write(&self) -> Vec<u8> {
        let mut body = format!("old {}\n", self.old);
        for hash in &self.proof {
            body.push_str(&BASE64.encode(hash.0));
            body.push('\n');
        }
        body.push('\n');
        let mut body = body.into_bytes();
        body.extend_from_slice(&self.checkpoint);
        body
    }

    /// Reads exactly what [`AddCheckpoint::write`] writes, with a proof of at most 63 lines.
    pub fn read(body: &[u8]) -> Outcome<Self> {
        let unreadable = |line: usize| Problem::malformed("witness-request-unreadable").with("line", line);
        // Before the first empty line nothing is empty, and a checkpoint's own empty line comes later.
        let end = body.windows(2).position(|pair| pair == b"\n\n").ok_or_else(|| unreadable(1))?;
        let head = std::str::from_utf8(&body[..end]).map_err(|_| unreadable(1))?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old ")).and_then(decimal);
        let old = old.ok_or_else(|| unreadable(1))?;
        let proof: Vec<&str> = lines.collect();
        if proof.len() > PROOF_LINES {
            return Err(unreadable(PROOF_LINES + 2));
        }
        let read = |(at, line): (usize, &&str)| {
            let hash = BASE64.decode(line).ok().and_then(|bytes| bytes.try_into().ok());
            hash.map(Hash).ok_or_else(|| unreadable(at + 2))
        };
        let proof = proof.iter().enumerate().map(read).collect::<Outcome<_>>()?;
        Ok(Self { old, proof, checkpoint: body[end + 2..].to_vec() })
    }
}

/// A decimal number without sign or leading zeros.
pub(super) fn decimal(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification.
    const EXAMPLE: &str = "old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
";

    #[test]
    fn the_example_of_the_specification_reads_back() {
        let request = AddCheckpoint::read(EXAMPLE.as_bytes()).unwrap();
        assert_eq!((request.old, request.proof.len()), (20_852_014, 4));
        assert!(request.checkpoint.starts_with(b"example.com/behind-the-sofa\n20852163\n"));
        assert_eq!(request.write(), EXAMPLE.as_bytes());
        let first = AddCheckpoint { old: 0, proof: Vec::new(), checkpoint: b"o\n".to_vec() };
        assert_eq!(first.write(), b"old 0\n\no\n");
        assert_eq!(AddCheckpoint::read(&first.write()).unwrap(), first);
    }

    #[test]
    fn a_request_has_one_spelling() {
        let hash = BASE64.encode([7; 32]);
        let many = |count: usize| format!("old 1\n{}\n{}", format!("{hash}\n").repeat(count), "o\n");
        assert!(AddCheckpoint::read(many(PROOF_LINES).as_bytes()).is_ok());
        for (body, line) in [
            (String::new(), "1"),
            ("old 0\n".into(), "1"),
            ("\n\n".into(), "1"),
            ("old 0\no\n".into(), "1"),
            ("old 00\n\no\n".into(), "1"),
            ("old +1\n\no\n".into(), "1"),
            ("old  1\n\no\n".into(), "1"),
            ("old 1 \n\no\n".into(), "1"),
            ("old -1\n\no\n".into(), "1"),
            ("old 18446744073709551616\n\no\n".into(), "1"),
            ("Old 0\n\no\n".into(), "1"),
            ("old 0\r\n\r\no\n".into(), "1"),
            (format!("old 1\n{hash} \n\no\n"), "2"),
            (format!("old 1\n{}\n\no\n", BASE64.encode([7; 31])), "2"),
            (format!("old 1\n{hash}\n{}\n\no\n", hash.trim_end_matches('=')), "3"),
            (many(PROOF_LINES + 1), "65"),
        ] {
            let problem = AddCheckpoint::read(body.as_bytes()).unwrap_err();
            assert_eq!((problem.code, problem.arg("line")), ("witness-request-unreadable", Some(line)), "{body:?}");
        }
    }
}
