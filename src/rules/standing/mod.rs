//! Standing: everything the rules need to know of the past, folded from effects.
//!
//! `evolve` never refuses: what was accepted is history. It must be total for any sequence of effects,
//! including ones today's rules would refuse.

pub mod authorities;
pub mod ballots;
pub mod books;
pub mod cases;
pub mod counts;
pub mod disclosures;
pub mod mandates;
pub mod obligations;
pub mod stocks;
pub mod votes;

use serde::{Deserialize, Serialize};

use crate::base::code::EventId;
use crate::base::money::Currency;
use crate::base::paged::Paged;
use crate::base::time::{Day, Instant};
use crate::base::words::Bi;
use crate::event::effect::Effect;
use crate::event::mandate::MandateEffect;
use crate::event::payload::Event;
use crate::event::policy::Policy;
use crate::rules::standing::authorities::Authorities;
use crate::rules::standing::ballots::Ballots;
use crate::rules::standing::books::Books;
use crate::rules::standing::cases::Cases;
use crate::rules::standing::counts::Counts;
use crate::rules::standing::disclosures::Disclosures;
use crate::rules::standing::mandates::Mandates;
use crate::rules::standing::obligations::Obligations;

/// Where and when an event stands in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// Position of its entry.
    pub index: u64,
    /// Its id.
    pub id: EventId,
    /// When the ledger accepted it.
    pub accepted: Instant,
    /// The civil day it happened, as written.
    pub day: Day,
    /// The civil day of acceptance, by the ledger's offset.
    pub accepted_day: Day,
}

/// What the first event fixed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founded {
    /// The ledger's origin: CloudEvents `source` and the checkpoint's first line.
    pub origin: String,
    /// Its title.
    pub title: Bi,
    /// Currency of its accounts.
    pub currency: Currency,
    /// Minutes east of UTC in which the ledger's clock names days.
    pub offset_minutes: i32,
    /// The log's verifier key.
    pub log: String,
}

/// The state the rules judge by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Entries folded.
    pub size: u64,
    /// When the last one was accepted.
    pub last: Instant,
    /// What the first event fixed; none before it.
    pub founded: Option<Founded>,
    /// The policy in force; none before the first.
    pub policy: Option<Policy>,
    /// Ids used, and where. Also tells a reader the index of an event another event names.
    pub ids: Paged<EventId, u64>,
    /// Persons, keys, bodies, terms.
    pub mandates: Mandates,
    /// Matters and what they permit.
    pub authorities: Authorities,
    /// Accounts, balances, periods.
    pub books: Books,
    /// What is owed.
    pub obligations: Obligations,
    /// What is shown.
    pub disclosures: Disclosures,
    /// What is counted.
    pub ballots: Ballots,
    /// What is in which stage.
    pub cases: Cases,
    /// How many people there are.
    pub counts: Counts,
}

impl Standing {
    /// Where an event accepted now would stand.
    pub fn at(&self, event: &Event, accepted: Instant) -> At {
        let offset = self.founded.as_ref().map_or(0, |founded| founded.offset_minutes);
        At {
            index: self.size,
            id: event.head.id,
            accepted,
            day: event.head.day(),
            accepted_day: accepted.day_at(offset),
        }
    }

    /// Folds one accepted event. Call it once per entry, in order.
    pub fn evolve(&mut self, event: &Event, effects: &[Effect], at: &At) {
        self.size = at.index + 1;
        self.last = self.last.max(at.accepted);
        self.ids.insert(at.id, at.index);
        for effect in effects {
            self.apply(event, effect, at);
        }
    }

    fn apply(&mut self, event: &Event, effect: &Effect, at: &At) {
        match effect {
            Effect::Mandate(MandateEffect::Founded { title, currency, offset_minutes, log }) => {
                self.founded = Some(Founded {
                    origin: event.head.source.clone(),
                    title: title.clone(),
                    currency: currency.clone(),
                    offset_minutes: *offset_minutes,
                    log: log.clone(),
                });
            }
            Effect::Mandate(MandateEffect::PolicySet(policy)) => self.policy = Some((**policy).clone()),
            Effect::Mandate(effect) => self.mandates.evolve(effect, at),
            Effect::Authority(effect) => self.authorities.evolve(effect, at, &self.mandates),
            Effect::Posting(effect) => self.books.evolve(effect, at),
            Effect::Obligation(effect) => self.obligations.evolve(effect, at, self.policy.as_ref()),
            Effect::Disclosure(effect) => self.disclosures.evolve(effect, at),
            Effect::Ballot(effect) => self.ballots.evolve(effect, at, self.policy.as_ref()),
            Effect::Case(effect) => {
                for caused in self.cases.evolve(effect, at) {
                    self.obligations.evolve(&caused, at, self.policy.as_ref());
                }
            }
            Effect::Count(effect) => self.counts.evolve(effect, at),
        }
    }
}
