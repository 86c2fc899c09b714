//! Ed25519 keys and signatures, with one verdict everywhere.
//!
//! Verification is *strict* ([`crate::base::strict`]: canonical encodings, no small-order keys or points),
//! for the server, the auditor and the browser alike. Batch verification is never used: it accepts
//! signatures that single verification refuses, so a forger could make an event that the server
//! takes and every auditor rejects.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _};
use ed25519_dalek::{Signer as _, SigningKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::binary;
use crate::base::problem::{Outcome, Problem};
use crate::base::strict;

const PREFIX: &str = "ed25519:";

/// An Ed25519 public key. Text form: `ed25519:` and 64 lowercase hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey(pub [u8; 32]);

/// A raw Ed25519 signature, 64 bytes.
pub type SignatureBytes = [u8; 64];

impl PublicKey {
    /// Whether `signature` over `message` was made with this key, judged strictly.
    pub fn verifies(&self, message: &[u8], signature: &SignatureBytes) -> bool {
        strict::verifies(&self.0, message, signature)
    }

    /// Whether strict verification could ever accept this key: it decodes and is not of small order.
    pub fn is_usable(&self) -> bool {
        strict::is_usable(&self.0)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PREFIX)?;
        binary::digits(&self.0, f)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PublicKey {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let mut bytes = [0; 32];
        let unreadable = || Problem::malformed("key-unreadable").with("found", text);
        let digits = text.strip_prefix(PREFIX).ok_or_else(unreadable)?;
        if digits.bytes().any(|b| b.is_ascii_uppercase()) || hex::decode_to_slice(digits, &mut bytes).is_err() {
            return Err(unreadable());
        }
        Ok(Self(bytes))
    }
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            binary::serialize(&self.0, serializer)
        }
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            text.parse()
                .map_err(|_| serde::de::Error::custom("expected `ed25519:` and 64 lowercase hexadecimal digits"))
        } else {
            binary::deserialize(deserializer).map(Self)
        }
    }
}

/// A private key. It is wiped from memory when dropped and never printed.
#[derive(Clone)]
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// A new key from the operating system's randomness.
    pub fn generate() -> Outcome<Self> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|e| Problem::unavailable("no-randomness").with("cause", e))?;
        Ok(Self::from_seed(&seed))
    }

    /// The key that grows from `seed`: for fixtures and the demo, whose keys must be the same on every run.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs `message`.
    pub fn sign(&self, message: &[u8]) -> SignatureBytes {
        self.0.sign(message).to_bytes()
    }

    /// Reads a PKCS#8 PEM file (RFC 8410), the form `openssl genpkey -algorithm ed25519` writes.
    pub fn read(path: &Path) -> Outcome<Self> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| Problem::unavailable("key-file-unreadable").with("file", path.display()).with("cause", e))?;
        SigningKey::from_pkcs8_pem(&text).map(Self).map_err(|_| {
            // The parser's own words are left out: they could quote the file.
            Problem::malformed("key-file-not-pkcs8").with("file", path.display())
        })
    }

    /// Writes a new PKCS#8 PEM file that only its owner may read. An existing file is never overwritten.
    pub fn write(&self, path: &Path) -> Outcome<()> {
        use std::io::Write as _;
        let failed = |e: &dyn fmt::Display| {
            Problem::unavailable("key-file-unwritable").with("file", path.display()).with("cause", e)
        };
        let pem = self.0.to_pkcs8_pem(LineEnding::LF).map_err(|e| failed(&e))?;
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(|e| failed(&e))?;
        file.write_all(pem.as_bytes()).and_then(|()| file.sync_all()).map_err(|e| failed(&e))
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey(of {})", self.public())
    }
}
