//! What is kept in double entry beside money: points, hours, goods.
//!
//! Every set of lines sums to zero, for each unit and each restriction: what was given for one purpose cannot leave it
//! by being moved. Not for money, whose accounts, periods and vouchers are in [`crate::event::posting`].

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::code::Code;

/// Something counted in whole numbers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Points, such as a love supermarket's.
    Points,
    /// Minutes of volunteers' work; hours are shown.
    Minutes,
    /// Pieces of a good, by its code.
    Goods(Code),
}

impl Unit {
    /// The key of its words in `locales/`; they take the variable `amount`.
    pub fn words_key(&self) -> &'static str {
        match self {
            Unit::Points => "unit-points",
            Unit::Minutes => "unit-minutes",
            Unit::Goods(_) => "unit-goods",
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unit::Points => f.write_str("points"),
            Unit::Minutes => f.write_str("minutes"),
            Unit::Goods(item) => write!(f, "goods:{item}"),
        }
    }
}

/// What a place is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Someone, or a store, that holds it.
    Holder,
    /// Where it comes from: given, bought, earned. Falls without bound.
    Source,
    /// What it is used for: granted, spent, lost. Rises without bound.
    Use,
}

/// A place lines lead to and from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// What it is for.
    pub side: Side,
    /// The holder, source or use.
    pub name: Code,
    /// The purpose that what lies here is bound to.
    pub bound_to: Option<Code>,
}

impl Place {
    /// A holder, by code: a person or household under a code, a store.
    pub fn holder(name: &Code) -> Self {
        Self { side: Side::Holder, name: name.clone(), bound_to: None }
    }

    /// A source.
    pub fn source(name: &'static str) -> Self {
        Self { side: Side::Source, name: name.parse().unwrap_or_default(), bound_to: None }
    }

    /// A use.
    pub fn used(name: &'static str) -> Self {
        Self { side: Side::Use, name: name.parse().unwrap_or_default(), bound_to: None }
    }

    /// The same place, for what is bound to a purpose.
    #[must_use]
    pub fn bound_to(mut self, purpose: Option<&Code>) -> Self {
        self.bound_to = purpose.cloned();
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = match self.side {
            Side::Holder => "holder",
            Side::Source => "source",
            Side::Use => "use",
        };
        write!(f, "{side}:{}", self.name)?;
        self.bound_to.as_ref().map_or(Ok(()), |purpose| write!(f, " ({purpose})"))
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitLine {
    /// Where.
    pub place: Place,
    /// How much; positive into the place.
    pub amount: i64,
}

impl UnitLine {
    /// The two lines that move `amount` from one place to another. An amount that has no opposite (`i64::MIN`) leaves
    /// them unbalanced, so they are refused.
    pub fn moving(amount: i64, from: Place, to: Place) -> Vec<Self> {
        vec![Self { place: to, amount }, Self { place: from, amount: amount.saturating_neg() }]
    }
}
