//! Ledger: how it begins and by which policy it is judged.

use serde::{Deserialize, Serialize};

use crate::base::code::Code;
use crate::base::money::Currency;
use crate::base::words::Bi;
use crate::event::authority::AuthorityEffect;
use crate::event::clause::Clause;
use crate::event::effect::Effect;
use crate::event::family::Family;
use crate::event::kind::{Kind, KindInfo, Telling, Told};
use crate::event::mandate::{BodyDetails, MandateClause, MandateEffect, PersonDetails, Term};
use crate::event::policy::Policy;

/// The family.
pub const FAMILY: Family = Family::of("ledger", KINDS);

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[KindInfo::of::<Genesis>(), KindInfo::of::<PolicySet>()];

/// The first event: who the community's bodies are, and whose keys count. Every key named signs it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Genesis {
    /// What the ledger is called.
    pub title: Bi,
    /// The currency of its accounts.
    pub currency: Currency,
    /// Minutes east of UTC in which the ledger's clock names days.
    pub utc_offset_minutes: i32,
    /// The log's verifier key in C2SP vkey form; checkpoints are signed by it.
    pub log: String,
    /// Bodies that exist from the start.
    pub bodies: Vec<BodyDetails>,
    /// Persons enrolled from the start.
    pub people: Vec<PersonDetails>,
    /// Mandates they hold.
    pub terms: Vec<Term>,
}

impl Kind for Genesis {
    const NAME: &'static str = "ledger.genesis.v1";

    fn subject(&self) -> String {
        "ledger".into()
    }

    fn requires(&self) -> Vec<Clause> {
        vec![
            MandateClause::Founds {
                bodies: self.bodies.clone(),
                people: self.people.clone(),
                terms: self.terms.clone(),
            }
            .into(),
        ]
    }

    fn causes(&self) -> Vec<Effect> {
        let founded = MandateEffect::Founded {
            title: self.title.clone(),
            currency: self.currency.clone(),
            offset_minutes: self.utc_offset_minutes,
            log: self.log.clone(),
        };
        let mut effects = vec![founded];
        effects.extend(self.bodies.iter().cloned().map(MandateEffect::BodyFormed));
        for details in &self.people {
            effects.push(MandateEffect::Enrolled(details.clone()));
            let added = |key| MandateEffect::KeyAdded { person: details.person.clone(), key };
            effects.extend(details.key.map(added));
        }
        effects.extend(self.terms.iter().cloned().map(MandateEffect::Given));
        effects.into_iter().map(Effect::from).collect()
    }

    fn told(&self) -> Telling {
        vec![
            ("title", Told::Text(self.title.zh.clone())),
            ("title-en", Told::Text(self.title.en.clone())),
            ("bodies", Told::Text(self.bodies.len().to_string())),
            ("people", Told::Text(self.people.len().to_string())),
        ]
    }
}

/// A policy comes into force: every parameter of the rules, with its source.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicySet {
    /// The resolution that adopted it. The first policy has none: more than half of every body signs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<Code>,
    /// The policy.
    pub policy: Policy,
}

impl Kind for PolicySet {
    const NAME: &'static str = "ledger.policy.v1";

    fn subject(&self) -> String {
        format!("{}-{}", self.policy.profile, self.policy.edition)
    }

    fn requires(&self) -> Vec<Clause> {
        vec![MandateClause::PolicyFits { matter: self.matter.clone(), policy: Box::new(self.policy.clone()) }.into()]
    }

    fn causes(&self) -> Vec<Effect> {
        let set = MandateEffect::PolicySet(Box::new(self.policy.clone())).into();
        let applied = |matter: &Code| AuthorityEffect::Applied { matter: matter.clone(), what: None }.into();
        std::iter::once(set).chain(self.matter.as_ref().map(applied)).collect()
    }

    fn told(&self) -> Telling {
        vec![
            ("title", Told::Text(self.policy.title.zh.clone())),
            ("title-en", Told::Text(self.policy.title.en.clone())),
        ]
    }
}
