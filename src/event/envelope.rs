//! The envelope: DSSE 1.0, several signatures over the same exact payload bytes.
//!
//! What is signed is DSSE's pre-authentication encoding of the payload as sent, so there is no
//! canonicalisation to get wrong. Our profile of DSSE is narrow on purpose: `keyid` is the public key
//! itself in text form. It is not *trusted*: it only names the key a signature must verify under, and
//! whether that key belongs to anybody is for the rules to say. So signatures can be checked without
//! any state, on all cores, before anything else is looked at.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::base::hash::Hash;
use crate::base::json;
use crate::base::key::{PublicKey, SecretKey, SignatureBytes};
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::event::payload::Event;

/// DSSE `payloadType`: the CloudEvents JSON media type.
pub const PAYLOAD_TYPE: &str = "application/cloudevents+json";

/// A payload and the signatures gathered over it. Signatures are kept in the order of their keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    payload: Vec<u8>,
    signatures: BTreeMap<PublicKey, SignatureBytes>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    #[serde(rename = "payloadType")]
    payload_type: String,
    payload: String,
    signatures: Vec<WireSignature>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireSignature {
    keyid: PublicKey,
    sig: String,
}

/// DSSE pre-authentication encoding: `DSSEv1 <len type> <type> <len payload> <payload>`.
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut bytes = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    bytes.extend_from_slice(payload);
    bytes
}

impl Envelope {
    /// An envelope nobody has signed yet.
    pub fn unsigned(payload: Vec<u8>) -> Self {
        Self { payload, signatures: BTreeMap::new() }
    }

    /// Reads an envelope without verifying its signatures; [`Verified::open`] does both.
    pub fn read(bytes: &[u8]) -> Outcome<Self> {
        if bytes.len() > limits::ENVELOPE_BYTES {
            return Err(Problem::malformed("envelope-too-long")
                .with("bytes", bytes.len())
                .with("limit", limits::ENVELOPE_BYTES));
        }
        Self::from_wire(json::read("envelope", bytes)?)
    }

    fn from_wire(wire: Wire) -> Outcome<Self> {
        if wire.payload_type != PAYLOAD_TYPE {
            return Err(Problem::malformed("payload-type-unknown")
                .with("found", wire.payload_type)
                .with("expected", PAYLOAD_TYPE));
        }
        let payload = STANDARD
            .decode(&wire.payload)
            .map_err(|_| Problem::malformed("base64-unreadable").with("what", "payload"))?;
        if wire.signatures.len() > limits::SIGNATURES {
            return Err(Problem::malformed("signatures-too-many")
                .with("found", wire.signatures.len())
                .with("limit", limits::SIGNATURES));
        }
        let mut signatures = BTreeMap::new();
        for signature in wire.signatures {
            let bytes: Option<SignatureBytes> = STANDARD.decode(&signature.sig).ok().and_then(|b| b.try_into().ok());
            let bytes = bytes.ok_or_else(|| Problem::malformed("base64-unreadable").with("what", "sig"))?;
            if signatures.insert(signature.keyid, bytes).is_some() {
                return Err(Problem::malformed("signature-twice").with("key", signature.keyid));
            }
        }
        Ok(Self { payload, signatures })
    }

    /// The normal form: compact JSON, signatures in the order of their keys. Entries hold exactly these bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let mut text = String::new();
        self.write_to(&mut text);
        text.into_bytes()
    }

    /// Writes the normal form.
    pub(super) fn write_to(&self, text: &mut String) {
        // Base64 takes four characters for three bytes; a signature takes 88 and its key 72.
        text.reserve(100 + self.payload.len().div_ceil(3) * 4 + self.signatures.len() * 200);
        text.push_str("{\"payloadType\":\"");
        text.push_str(PAYLOAD_TYPE);
        text.push_str("\",\"payload\":\"");
        STANDARD.encode_string(&self.payload, text);
        text.push_str("\",\"signatures\":[");
        for (at, (key, signature)) in self.signatures.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            // Writing to a string does not fail.
            let _ = write!(text, "{comma}{{\"keyid\":\"{key}\",\"sig\":\"");
            STANDARD.encode_string(signature, text);
            text.push_str("\"}");
        }
        text.push_str("]}");
    }

    /// An envelope of parts that were read already.
    pub(super) fn of_parts(payload: Vec<u8>, signatures: BTreeMap<PublicKey, SignatureBytes>) -> Self {
        Self { payload, signatures }
    }

    fn wire(&self) -> Wire {
        Wire {
            payload_type: PAYLOAD_TYPE.to_owned(),
            payload: STANDARD.encode(&self.payload),
            signatures: self
                .signatures
                .iter()
                .map(|(key, sig)| WireSignature { keyid: *key, sig: STANDARD.encode(sig) })
                .collect(),
        }
    }

    /// The exact payload bytes.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The keys that signed, in order.
    pub fn keys(&self) -> impl Iterator<Item = PublicKey> + '_ {
        self.signatures.keys().copied()
    }

    /// Signs the payload with `key`. Signing twice changes nothing.
    pub fn sign(&mut self, key: &SecretKey) {
        let signature = key.sign(&pae(PAYLOAD_TYPE, &self.payload));
        self.signatures.insert(key.public(), signature);
    }

    /// Adds a signature made elsewhere, once it verifies.
    pub fn add(&mut self, key: PublicKey, signature: SignatureBytes) -> Outcome<()> {
        if self.signatures.len() >= limits::SIGNATURES {
            return Err(Problem::malformed("signatures-too-many")
                .with("found", self.signatures.len() + 1)
                .with("limit", limits::SIGNATURES));
        }
        if !key.verifies(&pae(PAYLOAD_TYPE, &self.payload), &signature) {
            return Err(Problem::malformed("signature-wrong").with("key", key));
        }
        self.signatures.insert(key, signature);
        Ok(())
    }

    /// Takes over the signatures of `other`, which must be over the same payload and verify.
    pub fn merge(&mut self, other: &Envelope) -> Outcome<()> {
        if self.payload != other.payload {
            return Err(Problem::conflict("draft-differs"));
        }
        other.signatures.iter().try_for_each(|(key, signature)| self.add(*key, *signature))
    }

    /// Verifies every signature strictly.
    pub fn verify(&self) -> Outcome<()> {
        let message = pae(PAYLOAD_TYPE, &self.payload);
        match self.signatures.iter().find(|(key, signature)| !key.verifies(&message, signature)) {
            Some((key, _)) => Err(Problem::malformed("signature-wrong").with("key", key)),
            None => Ok(()),
        }
    }

    /// The digest of the normal form: two submissions are the same if and only if this is.
    pub fn digest(&self) -> Hash {
        Hash::of(&self.bytes())
    }
}

impl Serialize for Envelope {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.wire().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Envelope {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        Self::from_wire(wire).map_err(|problem| serde::de::Error::custom(problem.code))
    }
}

/// An envelope whose every signature verified and whose payload decoded. Holding one is the proof:
/// there is no other way to make it than [`Verified::open`].
#[derive(Debug)]
pub struct Verified {
    envelope: Envelope,
    event: Arc<Event>,
}

impl Verified {
    /// Reads an envelope, verifies every signature strictly and decodes the payload once.
    pub fn open(bytes: &[u8]) -> Outcome<Self> {
        Self::check(Envelope::read(bytes)?)
    }

    /// Verifies an envelope already read.
    pub fn check(envelope: Envelope) -> Outcome<Self> {
        envelope.verify()?;
        let event = Arc::new(Event::read(&envelope.payload)?);
        Ok(Self { envelope, event })
    }

    /// The envelope as opened.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The decoded event.
    pub fn event(&self) -> &Event {
        &self.event
    }

    /// The decoded event, for whoever keeps it for longer.
    pub fn shared(&self) -> Arc<Event> {
        Arc::clone(&self.event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pae_agrees_with_the_dsse_specification() {
        // The worked example of the DSSE protocol document.
        assert_eq!(
            pae("http://example.com/HelloWorld", b"hello world"),
            b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
        );
    }

    #[test]
    fn signatures_are_ordered_and_merge_once() {
        let keys: Vec<_> = (0..3).map(|n| SecretKey::from_seed(&[n; 32])).collect();
        let mut one = Envelope::unsigned(b"{}".to_vec());
        let mut two = one.clone();
        one.sign(&keys[2]);
        one.sign(&keys[0]);
        two.sign(&keys[1]);
        two.sign(&keys[0]);
        one.merge(&two).unwrap();
        assert_eq!(one.keys().count(), 3);
        assert!(one.keys().is_sorted());
        assert_eq!(Envelope::read(&one.bytes()).unwrap(), one);
        assert_eq!(one.merge(&Envelope::unsigned(b"[]".to_vec())).unwrap_err().code, "draft-differs");
    }

    #[test]
    fn a_forged_or_doubled_signature_is_refused() {
        let key = SecretKey::from_seed(&[1; 32]);
        let mut envelope = Envelope::unsigned(b"{}".to_vec());
        assert_eq!(envelope.add(key.public(), [9; 64]).unwrap_err().code, "signature-wrong");
        envelope.sign(&key);
        let text = String::from_utf8(envelope.bytes()).unwrap();
        let signature = text[text.find("{\"keyid").unwrap()..text.len() - 2].to_owned();
        let doubled = text.replace(&signature, &format!("{signature},{signature}"));
        assert_eq!(Envelope::read(doubled.as_bytes()).unwrap_err().code, "signature-twice");
        let stranger = text.replace("\"sig\"", "\"note\":1,\"sig\"");
        assert_eq!(Envelope::read(stranger.as_bytes()).unwrap_err().code, "json-unreadable");
    }
}
