//! Blind signatures (RFC 9474, RSABSSA-SHA384-PSS-Randomized): whoever signs cannot tell later which of the messages they
//! signed this one was.
//!
//! The private key signs on its holders' machine, from files, and never on a server: nobody can measure how long it takes.

use std::fmt;
use std::io::Write as _;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use blind_rsa_signatures::{
    BlindSignature, BlindingResult, DefaultRng, KeyPair, MessageRandomizer, PSS, Randomized, Secret, Sha384, Signature,
};
use rsa::BoxedUint;
use rsa::traits::PublicKeyParts as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::limits;
use crate::base::problem::{Outcome, Problem};

/// Bits of a new key.
const KEY_BITS: usize = 3_072;
/// Bytes of the prefix that makes a message random (RFC 9474, section 4.1).
pub const PREFIX_BYTES: usize = 32;

type Public = blind_rsa_signatures::PublicKey<Sha384, PSS, Randomized>;
type Private = blind_rsa_signatures::SecretKey<Sha384, PSS, Randomized>;

/// Bytes as events hold them: base64 with padding, in its one spelling, at most [`limits::BYTES`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = BASE64_STANDARD.decode(&text).ok().filter(|bytes| bytes.len() <= limits::BYTES);
        bytes.map(Self).ok_or_else(|| serde::de::Error::custom("expected base64 of at most 1,024 bytes"))
    }
}

/// A public key that verifies what was signed blindly: RSA of 2048 to 4096 bits with exponent 65537.
pub struct TokenKey(Public);

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKey")
    }
}

impl TokenKey {
    /// Reads a `SubjectPublicKeyInfo` in DER; it has one spelling.
    pub fn read(der: &Bytes) -> Outcome<Self> {
        let unusable = || Problem::malformed("vote-key-unusable");
        let key = Public::from_der(&der.0).map_err(|_| unusable())?;
        let sound =
            (2_048..=4_096).contains(&(key.as_ref().size() * 8)) && *key.as_ref().e() == BoxedUint::from(65_537_u32);
        let same = key.to_der().is_ok_and(|written| written == der.0);
        if sound && same { Ok(Self(key)) } else { Err(unusable()) }
    }

    /// A number below the modulus, of exactly its length.
    fn number(&self, bytes: &[u8]) -> Option<BoxedUint> {
        let key = self.0.as_ref();
        if bytes.len() != key.size() {
            return None;
        }
        let number = BoxedUint::from_be_slice(bytes, key.n().as_ref().bits_precision()).ok()?;
        (number < *key.n().as_ref()).then_some(number)
    }

    /// Whether `signed` is the signature of the blinded message: anybody can check that what was issued is sound.
    pub fn issued(&self, blinded: &[u8], signed: &[u8]) -> bool {
        let (Some(blinded), Some(signed)) = (self.number(blinded), self.number(signed)) else { return false };
        rsa::hazmat::rsa_encrypt(self.0.as_ref(), &signed).is_ok_and(|opened| opened == blinded)
    }

    /// Whether the unblinded signature is one of this key over the message with its prefix.
    pub fn verifies(&self, message: &[u8], prefix: &[u8], signature: &[u8]) -> bool {
        let Ok(prefix) = <[u8; PREFIX_BYTES]>::try_from(prefix) else { return false };
        let whole = self.number(signature).is_some();
        let (signature, prefix) = (Signature(signature.to_vec()), Some(MessageRandomizer(prefix)));
        whole && self.0.verify(&signature, prefix, message).is_ok()
    }

    /// Blinds a message.
    pub fn blind(&self, message: &[u8]) -> Outcome<Blinding> {
        let made = self.0.blind(&mut DefaultRng, message).map_err(|_| Problem::malformed("vote-key-unusable"))?;
        let prefix = made.msg_randomizer.map(|prefix| prefix.0.to_vec()).unwrap_or_default();
        Ok(Blinding { blinded: Bytes(made.blind_message.0), secret: Bytes(made.secret.0), prefix: Bytes(prefix) })
    }

    /// The signature of the message itself, from that of the blinded one; it is verified.
    pub fn unblind(&self, blinding: &Blinding, signed: &Bytes, message: &[u8]) -> Outcome<Bytes> {
        let wrong = || Problem::refused("token-not-signed");
        let prefix = <[u8; PREFIX_BYTES]>::try_from(blinding.prefix.0.as_slice()).map_err(|_| wrong())?;
        let made = BlindingResult {
            blind_message: blinding.blinded.0.clone().into(),
            secret: Secret(blinding.secret.0.clone()),
            msg_randomizer: Some(MessageRandomizer(prefix)),
        };
        let unblinded = self.0.finalize(&BlindSignature(signed.0.clone()), &made, message);
        unblinded.map(|signature| Bytes(signature.0)).map_err(|_| wrong())
    }
}

/// A message blinded, and what unblinds its signature. Only `blinded` is shown to anybody.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blinding {
    /// What is signed.
    pub blinded: Bytes,
    /// What takes the blinding off.
    pub secret: Bytes,
    /// What the message is prefixed with.
    pub prefix: Bytes,
}

/// A private key that signs blindly, for one vote.
pub struct IssuingKey(Private);

impl IssuingKey {
    /// A new key from the operating system's randomness.
    pub fn generate() -> Outcome<Self> {
        let made = KeyPair::<Sha384, PSS, Randomized>::generate(&mut DefaultRng, KEY_BITS);
        made.map(|pair| Self(pair.sk)).map_err(|_| Problem::unavailable("no-randomness").with("cause", "rsa"))
    }

    /// Reads a PKCS#8 PEM text.
    pub fn from_pem(pem: &str) -> Outcome<Self> {
        Private::from_pem(pem).map(Self).map_err(|_| Problem::malformed("vote-key-unusable"))
    }

    /// Writes a new PEM file that only its owner may read; an existing one is never overwritten.
    pub fn write(&self, path: &Path) -> Outcome<()> {
        let failed = |e: &dyn fmt::Display| {
            Problem::unavailable("key-file-unwritable").with("file", path.display()).with("cause", e)
        };
        let pem = self.0.to_pem().map_err(|e| failed(&e))?;
        let mut options = std::fs::File::options();
        options.create_new(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written =
            options.open(path).and_then(|mut file| file.write_all(pem.as_bytes()).and_then(|()| file.sync_all()));
        written.map_err(|e| failed(&e))
    }

    /// The public half, as events hold it.
    pub fn public(&self) -> Outcome<Bytes> {
        let der = self.0.public_key().and_then(|key| key.to_der());
        der.map(Bytes).map_err(|_| Problem::malformed("vote-key-unusable"))
    }

    /// Signs a blinded message.
    pub fn sign(&self, blinded: &Bytes) -> Outcome<Bytes> {
        let signed = self.0.blind_sign(&blinded.0);
        signed.map(|signed| Bytes(signed.0)).map_err(|_| Problem::refused("token-not-signed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &str = include_str!("../../tests/data/ballots/vote.pem");

    #[test]
    fn what_was_signed_blindly_verifies_and_nothing_else_does() {
        let key = IssuingKey::from_pem(PEM).unwrap();
        let public = TokenKey::read(&key.public().unwrap()).unwrap();
        let blinding = public.blind(b"one").unwrap();
        let signed = key.sign(&blinding.blinded).unwrap();
        assert!(public.issued(&blinding.blinded.0, &signed.0));
        let signature = public.unblind(&blinding, &signed, b"one").unwrap();
        let prefix = &blinding.prefix.0;
        assert!(public.verifies(b"one", prefix, &signature.0));
        assert!(!public.verifies(b"two", prefix, &signature.0));
        assert!(!public.verifies(b"one", &[0; PREFIX_BYTES], &signature.0));
        assert!(!public.verifies(b"one", &prefix[1..], &signature.0));
        assert_ne!(signature, signed, "what is shown later is not what was issued");
        for at in [0, 100, signature.0.len() - 1] {
            let mut forged = signature.clone();
            forged.0[at] ^= 1;
            assert!(!public.verifies(b"one", prefix, &forged.0));
            assert!(!public.issued(&blinding.blinded.0, &forged.0));
        }
        let longer = [&[0], signature.0.as_slice()].concat();
        assert!(!public.verifies(b"one", prefix, &longer), "a signature has one length");
        assert!(public.unblind(&blinding, &signature, b"one").is_err());
        let again = public.blind(b"one").unwrap();
        assert_ne!(again.blinded, blinding.blinded, "the same message looks like another");
    }

    #[test]
    fn keys_are_read_in_one_spelling() {
        let der = IssuingKey::from_pem(PEM).unwrap().public().unwrap();
        assert!(TokenKey::read(&der).is_ok());
        let longer = Bytes([der.0.as_slice(), &[0]].concat());
        for wrong in [Bytes(Vec::new()), Bytes(der.0[1..].to_vec()), longer] {
            assert_eq!(TokenKey::read(&wrong).unwrap_err().code, "vote-key-unusable");
        }
        assert!(serde_json::from_str::<Bytes>("\"AA==\"").is_ok());
        for wrong in ["\"AB==\"", "\"AA\"", "\"A A=\"", "1"] {
            assert!(serde_json::from_str::<Bytes>(wrong).is_err(), "{wrong}");
        }
    }
}
