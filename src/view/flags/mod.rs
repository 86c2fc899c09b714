//! Flags: patterns that deserve a second look. A hit is a prompt, never a verdict: honest work can look the same.
//!
//! A flag is one file here and one line in [`FLAGS`]. It is folded like a view, from accepted events, and says which
//! events it points at, which value met which limit, and by which parameters; anyone can answer a hit by a
//! `flag.answered.v1` event. `open/flags.rs` publishes them. Words: `flag-<rule>`, `flag-<rule>-about`, and
//! `limit-<code>` for each parameter.
//!
//! What several flags need of payments is worked out once ([`crate::view::payments`]); what a flag points at is kept in
//! [`crate::view::hits`]. Sums count what was paid: refunds of accounts taken over name no payment and are not taken off.

pub mod f01;
pub mod f02;
pub mod f03;
pub mod f04;
pub mod f05;
pub mod f06;
pub mod f07;
pub mod f08;
pub mod f09;
pub mod f10;
pub mod f11;
pub mod f12;
pub mod f13;
pub mod f14;
pub mod f15;
pub mod f16;
pub mod f17;
pub mod f18;
pub mod f19;
pub mod f20;
pub mod f21;
pub mod f22;

use std::borrow::Cow;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::code::{Code, EventId};
use crate::base::problem::Outcome;
use crate::base::time::Day;
use crate::base::words::Bi;
use crate::event::family::FigureShipped;
use crate::event::figure::FigureValue;
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::payments::{Change, Payment, Payments};
use crate::view::recorded::Recorded;
use crate::view::saved::{Foldable, Part};
use crate::view::tables;

/// Every flag, in the order of their rules.
pub const FLAGS: &[fn() -> Box<dyn Flag>] = &[
    f01::Split::boxed,
    f02::JustUnder::boxed,
    f03::Twice::boxed,
    f04::Round::boxed,
    f05::RestDay::boxed,
    f06::BeforeResolution::boxed,
    f07::EnteredLate::boxed,
    f08::OverBudget::boxed,
    f09::Concentration::boxed,
    f10::Voucher::boxed,
    f11::LateOpenness::boxed,
    f12::Countersignature::boxed,
    f13::RoleClash::boxed,
    f14::Cash::boxed,
    f15::SerialBills::boxed,
    f16::Aid::boxed,
    f17::QuorumEdge::boxed,
    f18::Evaluations::boxed,
    f19::Rush::boxed,
    f20::FirstDigits::boxed,
    f21::ScopeCreep::boxed,
    f22::Silence::boxed,
];

/// A fold that points at events. Its state derives serde's traits, see [`crate::view::saved`].
pub trait Flag: Foldable + Send + Sync {
    /// Its code, `f02`.
    fn rule(&self) -> &'static str;

    /// Its version: raised when it begins to point at something else under the same parameters.
    fn version(&self) -> u32 {
        1
    }

    /// What it asks the policy for, and what it takes when the policy does not say.
    fn parameters(&self) -> &'static [Parameter] {
        &[]
    }

    /// Takes in the next entry, before its payments. Parameters are those of that moment: a new policy never changes what
    /// was pointed at before. Must be total and deterministic, as the methods after it.
    fn fold(&mut self, _seen: &Seen<'_>) {}

    /// Takes in a payment.
    fn paid(&mut self, _payment: &Payment, _standing: &Standing) {}

    /// Takes in that a payment was undone.
    fn undone(&mut self, _payment: &Payment, _standing: &Standing) {}

    /// Takes in a refund told by accounts taken over.
    fn refunded(&mut self, _refund: &Payment) {}

    /// What it points at now, oldest first.
    fn hits(&self, standing: &Standing) -> Vec<Hit>;
}

/// An entry as flags see it.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The entry.
    pub recorded: &'a Recorded,
    /// The standing after it.
    pub standing: &'a Standing,
    /// The payments that stand before it.
    pub payments: &'a Payments,
}

impl Seen<'_> {
    /// The event, as hits name it.
    pub fn event(&self) -> (u64, EventId) {
        (self.recorded.at.index, self.recorded.at.id)
    }
}

/// All flags, folded together.
pub struct Flagging {
    flags: Vec<Box<dyn Flag>>,
    payments: Payments,
}

impl Default for Flagging {
    fn default() -> Self {
        Self::of(FLAGS.iter().map(|make| make()).collect())
    }
}

impl Flagging {
    /// These flags only.
    pub fn of(flags: Vec<Box<dyn Flag>>) -> Self {
        Self { flags, payments: Payments::default() }
    }

    /// Takes in the next entry; `standing` is that after it.
    pub fn fold(&mut self, recorded: &Recorded, standing: &Standing) {
        let seen = Seen { recorded, standing, payments: &self.payments };
        self.flags.iter_mut().for_each(|flag| flag.fold(&seen));
        for change in self.payments.fold(recorded) {
            for flag in &mut self.flags {
                match &change {
                    Change::Paid(payment) => flag.paid(payment, standing),
                    Change::Undone(payment) => flag.undone(payment, standing),
                    Change::Refunded(refund) => flag.refunded(refund),
                }
            }
        }
    }

    /// The flags, in the order of their rules.
    pub fn flags(&self) -> impl Iterator<Item = &dyn Flag> {
        self.flags.iter().map(AsRef::as_ref)
    }
}

/// As saved: the flags in their order, and the payments.
type Saved<P> = (Vec<Part>, P);

impl Serialize for Flagging {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let parts = self.flags.iter().map(|flag| Part::of(flag.rule(), flag.version(), flag.as_ref()));
        let parts = parts.collect::<Outcome<Vec<Part>>>().map_err(serde::ser::Error::custom)?;
        (parts, &self.payments).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Flagging {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (parts, payments): Saved<Payments> = Deserialize::deserialize(deserializer)?;
        let mut flagging = Self { payments, ..Self::default() };
        let same = parts.len() == flagging.flags.len();
        let read = |(flag, part): (&mut Box<dyn Flag>, Part)| {
            let (rule, version) = (flag.rule(), flag.version());
            part.into(rule, version, flag.as_mut())
        };
        if same && flagging.flags.iter_mut().zip(parts).all(read) {
            Ok(flagging)
        } else {
            Err(D::Error::custom("other flags"))
        }
    }
}

/// A figure a flag asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its code among the policy's figures: begin it with the rule's code.
    pub code: &'static str,
    /// What is taken when the policy has no such figure, or has it as another sort of value.
    pub default: FigureShipped,
}

impl Parameter {
    /// The value in force.
    pub fn value(&self, standing: &Standing) -> FigureValue {
        let default = shipped(self.default);
        let own = standing.policy.as_ref().and_then(|policy| policy.figure(self.code)).map(|figure| &figure.value);
        let same = |value: &&FigureValue| std::mem::discriminant(*value) == std::mem::discriminant(&default);
        own.filter(same).cloned().unwrap_or(default)
    }

    /// The source the policy names for it; none when the default is taken.
    pub fn source<'a>(&self, standing: &'a Standing) -> Option<&'a Code> {
        let figure = standing.policy.as_ref()?.figure(self.code)?;
        (self.value(standing) == figure.value).then_some(&figure.source)
    }

    /// The number or amount in force; 0 for a share or a list.
    pub fn number(&self, standing: &Standing) -> i64 {
        self.value(standing).number().unwrap_or_default()
    }

    /// Whether `part` of `whole` is the share in force. Never for a number or a list.
    pub fn met(&self, part: u64, whole: u64, standing: &Standing) -> bool {
        matches!(self.value(standing), FigureValue::Share(share) if share.met(part, whole))
    }

    /// The value in force, to be shown as what something was held against.
    pub fn shown(&self, standing: &Standing) -> Value {
        tables::figure(&self.value(standing))
    }
}

/// A further figure of a hit, under a key of `locales/`.
pub fn input(label: &'static str, value: Value) -> (Cow<'static, str>, Value) {
    (Cow::Borrowed(label), value)
}

/// A default as a value. A default that cannot be read counts as zero, or as a share that is always met; a test holds
/// that there is none.
fn shipped(default: FigureShipped) -> FigureValue {
    match default {
        FigureShipped::Count(count) => FigureValue::Count(count),
        FigureShipped::Money(amount) => FigureValue::Money(amount),
        FigureShipped::Share(share) => share.to_owned().try_into().map_or(FigureValue::Count(0), FigureValue::Share),
        FigureShipped::Choices(choices) => {
            let named = choices.iter().filter_map(|(code, zh, en)| Some((code.parse().ok()?, Bi::new(*zh, *en))));
            FigureValue::Choices(named.collect())
        }
    }
}

/// How much a hit asks to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// Once.
    Look,
    /// It keeps happening, or it weighs more.
    Raised,
}

/// Something a flag points at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The events, the one answers name first. Never empty.
    pub events: Vec<(u64, EventId)>,
    /// The day it is about.
    pub on: Day,
    /// What it is about, in the words of the record: a payee, a case, a body.
    pub about: Value,
    /// What was found.
    pub value: Value,
    /// What it was held against.
    pub limit: Value,
    /// Further figures that went into it, each under a key of `locales/`.
    pub inputs: Vec<(Cow<'static, str>, Value)>,
    /// How much it asks to be looked at.
    pub level: Level,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::base::words::{Lang, has};

    #[test]
    fn every_flag_has_words_and_parameters_that_can_be_read() {
        let mut rules = BTreeSet::new();
        for flag in FLAGS.iter().map(|make| make()) {
            let rule = flag.rule();
            assert!(rule.parse::<Code>().is_ok() && rules.insert(rule), "{rule}");
            let mut keys = vec![format!("flag-{rule}"), format!("flag-{rule}-about")];
            for parameter in flag.parameters() {
                assert!(parameter.code.starts_with(rule), "{}", parameter.code);
                keys.push(format!("limit-{}", parameter.code));
                let same = matches!(
                    (parameter.default, shipped(parameter.default)),
                    (FigureShipped::Count(_), FigureValue::Count(_))
                        | (FigureShipped::Money(_), FigureValue::Money(_))
                        | (FigureShipped::Share(_), FigureValue::Share(_))
                        | (FigureShipped::Choices(_), FigureValue::Choices(_))
                );
                assert!(same, "{} cannot be read", parameter.code);
            }
            for key in keys {
                assert!(Lang::ALL.iter().all(|lang| has(*lang, &key)), "{key} has no words");
            }
        }
    }
}
