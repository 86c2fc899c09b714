//! Drafts: events that gather signatures until their clauses are met.
//!
//! A draft is a convenience kept beside the record. Losing one loses no fact: its signers still have it.

use std::collections::BTreeSet;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::base::code::{EventId, Slug};
use crate::base::key::{PublicKey, SecretKey, SignatureBytes};
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Instant;
use crate::event::envelope::{Envelope, Verified};
use crate::ledger::sequencer::Failure;
use crate::rules::decide::{Refusal, decide};
use crate::rules::standing::Standing;
use crate::store::Store;

/// Problems that no further signature can mend, and nothing else that may still happen: what signers hold, what the event
/// itself says, and what is settled for good. A draft with one of them is not kept.
const HOPELESS: &[&str] = &[
    "key-unknown",
    "no-mandate",
    "other-ledger",
    "time-too-old",
    "kind-not-in-policy",
    "id-used",
    "founded-already",
    // What the event says.
    "account-twice",
    "amount-not-positive",
    "amount-too-large",
    "amount-zero",
    "ballots-exceed-issued",
    "ballots-exceed-roll",
    "balloting-reversed",
    "budget-empty",
    "budget-line-twice",
    "code-named-twice",
    "count-does-not-add-up",
    "day-after-event",
    "file-named-twice",
    "invalid-exceed-returned",
    "lines-unbalanced",
    "list-too-long",
    "objection-without-reason",
    "role-named-twice",
    "roll-empty",
    "roll-incomplete",
    "roll-names-twice",
    "term-reversed",
    "tiers-not-ascending",
    "voucher-file-twice",
    // What is settled.
    "account-exists",
    "body-exists",
    "evaluation-exists",
    "key-used-before",
    "matter-concluded",
    "matter-exists",
    "movement-reversed-already",
    "period-closed",
    "person-exists",
    "tallied-already",
];

/// A signer's word that a draft need not wait any more. It is for that draft of that ledger only.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// The key of one who signed the draft.
    pub key: PublicKey,
    /// Its signature over the statement, base64.
    pub sig: String,
}

impl Withdrawal {
    /// What is signed. It can be taken for no event: those begin with `DSSEv1`.
    fn statement(origin: &str, id: EventId) -> String {
        format!("mingbai withdrawal v1\n{origin}\n{id}\n")
    }

    /// The withdrawal of a draft by the holder of `key`.
    pub fn sign(origin: &str, id: EventId, key: &SecretKey) -> Self {
        let signature = key.sign(Self::statement(origin, id).as_bytes());
        Self { key: key.public(), sig: STANDARD.encode(signature) }
    }

    /// Whether the key really signed it.
    pub fn check(&self, origin: &str, id: EventId) -> Outcome<()> {
        let unreadable = || Problem::malformed("base64-unreadable").with("what", "sig");
        let signature: Option<SignatureBytes> = STANDARD.decode(&self.sig).ok().and_then(|bytes| bytes.try_into().ok());
        let verifies = self.key.verifies(Self::statement(origin, id).as_bytes(), &signature.ok_or_else(unreadable)?);
        if verifies { Ok(()) } else { Err(Problem::malformed("signature-wrong").with("key", self.key)) }
    }
}

/// A draft as it stands.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The payload and the signatures so far.
    pub envelope: Envelope,
    /// What is still unmet.
    pub unmet: Vec<Problem>,
}

/// The drafts of one ledger. The store keeps them; this remembers which there are.
pub(super) struct Drafts {
    slug: Slug,
    store: Arc<dyn Store>,
    ids: BTreeSet<[u8; 16]>,
}

/// Whether one who signed holds a seat today. A key that proves itself needs none to be judged, and anybody can make
/// one; but before there is a ledger nobody is in office.
pub(super) fn stood_behind(envelope: &Envelope, standing: &Standing, now: Instant) -> bool {
    let Some(founded) = &standing.founded else { return true };
    let today = now.day_at(founded.offset_minutes);
    let mut people = envelope.keys().filter_map(|key| standing.mandates.person_of(&key).cloned());
    people.any(|person| !standing.mandates.seats_of(&person, today).is_empty())
}

fn hopeless(refusal: &Refusal) -> bool {
    refusal.unmet.iter().any(|problem| HOPELESS.contains(&problem.code))
}

impl Drafts {
    /// The drafts that can be read. A ledger does not stand still because its drafts cannot.
    pub(super) fn open(slug: Slug, store: Arc<dyn Store>) -> Self {
        let kept = store.drafts(&slug).unwrap_or_else(|problem| {
            tracing::warn!(ledger = %slug, code = problem.code, "drafts cannot be read and are lost");
            Vec::new()
        });
        let ids = kept.into_iter().map(|(id, _)| id).collect();
        Self { slug, store, ids }
    }

    /// The draft with the signatures of `envelope` added; just `envelope` when it is new.
    pub(super) fn merged(&self, envelope: &Envelope, id: EventId) -> Outcome<Envelope> {
        if !self.ids.contains(&id.bytes()) {
            return Ok(envelope.clone());
        }
        let Some(kept) = self.store.draft_get(&self.slug, &id.bytes())? else { return Ok(envelope.clone()) };
        let mut kept = Envelope::read(&kept)?;
        kept.merge(envelope)?;
        Ok(kept)
    }

    /// Keeps a draft that still waits. Somebody in office must stand behind it, so that strangers cannot fill the list.
    pub(super) fn keep(
        &mut self,
        envelope: &Envelope,
        refusal: Refusal,
        id: EventId,
        (standing, now): (&Standing, Instant),
    ) -> Result<Draft, Failure> {
        if envelope.keys().next().is_none() {
            return Err(Problem::refused("draft-unsigned").into());
        }
        if hopeless(&refusal) {
            return Err(Failure::Refused(refusal));
        }
        if !stood_behind(envelope, standing, now) {
            return Err(Problem::refused("draft-by-stranger").into());
        }
        if !self.ids.contains(&id.bytes()) && self.ids.len() >= limits::DRAFTS {
            self.drop_hopeless(standing, now)?;
            if self.ids.len() >= limits::DRAFTS {
                return Err(Problem::busy("drafts-full").with("limit", limits::DRAFTS).into());
            }
        }
        self.store.draft_put(&self.slug, &id.bytes(), &envelope.bytes())?;
        self.ids.insert(id.bytes());
        Ok(Draft { envelope: envelope.clone(), unmet: refusal.unmet })
    }

    /// Whether a draft of that id waits.
    pub(super) fn waits(&self, id: EventId) -> bool {
        self.ids.contains(&id.bytes())
    }

    /// Forgets a draft for one who signed it.
    pub(super) fn withdraw(&mut self, id: EventId, by: &PublicKey) -> Outcome<()> {
        let missing = || Problem::missing("draft-missing").with("id", id);
        let kept = self.store.draft_get(&self.slug, &id.bytes())?.ok_or_else(missing)?;
        if Envelope::read(&kept)?.keys().all(|key| key != *by) {
            return Err(Problem::refused("withdrawal-by-other").with("id", id));
        }
        self.remove(id)
    }

    pub(super) fn remove(&mut self, id: EventId) -> Outcome<()> {
        self.store.draft_remove(&self.slug, &id.bytes())?;
        self.ids.remove(&id.bytes());
        Ok(())
    }

    /// Makes room: drafts that time has made hopeless go.
    fn drop_hopeless(&mut self, standing: &Standing, now: Instant) -> Outcome<()> {
        for (id, bytes) in self.store.drafts(&self.slug)? {
            let judged = Verified::open(&bytes).ok().map(|verified| decide(standing, &verified, now));
            if !matches!(&judged, Some(Err(refusal)) if !hopeless(refusal)) {
                self.store.draft_remove(&self.slug, &id)?;
                self.ids.remove(&id);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::Written;
    use crate::event::kinds::charter::Enrolled;
    use crate::event::mandate::PersonDetails;
    use crate::event::payload::Event;
    use crate::rules::testing::{ORIGIN, World, code, key, line};
    use crate::store::disk::DiskStore;

    /// A newcomer's enrolment, which their new key and others sign.
    fn enrolment(world: &World, signers: &[&SecretKey]) -> (Envelope, EventId) {
        let newcomer = PersonDetails { person: code("new"), name: line("新人"), key: Some(key("new").public()) };
        let id = EventId::new(world.standing.last.millis(), [1; 10]);
        let event = Event::new(id, ORIGIN, Written::new(world.standing.last, 480), Enrolled { details: newcomer });
        let mut envelope = Envelope::unsigned(event.payload().unwrap());
        signers.iter().for_each(|key| envelope.sign(key));
        (envelope, id)
    }

    fn kept(drafts: &mut Drafts, world: &World, (envelope, id): (Envelope, EventId)) -> Result<Draft, &'static str> {
        let (standing, now) = (&world.standing, world.standing.last);
        let refusal = decide(standing, &Verified::check(envelope.clone()).unwrap(), now).unwrap_err();
        drafts.keep(&envelope, refusal, id, (standing, now)).map_err(|failure| match failure {
            Failure::Refused(refusal) => refusal.unmet[0].code,
            Failure::Problem(problem) => problem.code,
        })
    }

    #[test]
    fn a_stranger_cannot_begin_a_draft_with_a_key_that_proves_itself() {
        let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
        let store = Arc::new(DiskStore::open(folder.path()).unwrap());
        let slug: Slug = "test".parse().unwrap();
        store.create(&slug).unwrap();
        let mut drafts = Drafts::open(slug, store);
        let refused = kept(&mut drafts, &world, enrolment(&world, &[&key("new")]));
        assert_eq!(refused.unwrap_err(), "draft-by-stranger");
        assert_eq!(kept(&mut drafts, &world, enrolment(&world, &[&key("other")])).unwrap_err(), "key-unknown");
        let begun = kept(&mut drafts, &world, enrolment(&world, &[&key("new"), &key("sup-1")])).unwrap();
        assert_eq!(begun.unmet[0].code, "signatures-missing");
        let (_, id) = enrolment(&world, &[]);
        assert_eq!(drafts.withdraw(id, &key("other").public()).unwrap_err().code, "withdrawal-by-other");
        drafts.withdraw(id, &key("sup-1").public()).unwrap();
        assert_eq!(drafts.withdraw(id, &key("sup-1").public()).unwrap_err().code, "draft-missing");
    }

    #[test]
    fn a_withdrawal_is_good_for_its_own_draft_and_ledger() {
        let (one, two) = (EventId::new(1, [1; 10]), EventId::new(1, [2; 10]));
        let withdrawal = Withdrawal::sign(ORIGIN, one, &key("sup-1"));
        withdrawal.check(ORIGIN, one).unwrap();
        assert_eq!(withdrawal.check(ORIGIN, two).unwrap_err().code, "signature-wrong");
        assert_eq!(withdrawal.check("elsewhere.example", one).unwrap_err().code, "signature-wrong");
        let forged = Withdrawal { key: key("other").public(), ..withdrawal };
        assert_eq!(forged.check(ORIGIN, one).unwrap_err().code, "signature-wrong");
    }
}
