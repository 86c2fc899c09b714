//! The words these documents use for what events name by code.
//!
//! Offices and seats are codes a community may add to. Those known here have words; any other is shown as written
//! rather than left out.

use crate::base::code::Code;
use crate::event::authority::{Step, Vote, sort_key};
use crate::event::mandate::{BodySort, KeyEnd, MandateEnd, Relation};
use crate::event::policy::{Policy, SeatPattern, Source, SourceRank, StepRule, Threshold, Whole};
use crate::view::document::{Tone, Value};

/// Offices that have a word under `office-<code>`.
const OFFICES: &[&str] =
    &["secretary", "chair", "vice-chair", "member", "bookkeeper", "cashier", "clerk", "representative"];

/// An office in a body of this sort. The word for whoever chairs differs: a committee has a 主任, a group a 组长.
pub fn office(office: &Code, sort: Option<BodySort>) -> Value {
    match (office.as_str(), sort) {
        ("chair", Some(BodySort::Supervision)) => Value::word("party-office-group-leader"),
        ("chair", Some(BodySort::Assembly)) => Value::word("party-office-convenor"),
        (known, _) if OFFICES.contains(&known) => Value::Word(format!("office-{known}")),
        (other, _) => Value::text(other),
    }
}

/// A band that the policy names. What a ballot prints is the form's own; these are the usual codes.
pub fn band(band: &Code) -> Value {
    match band.as_str() {
        "excellent" => Value::word("party-band-excellent"),
        "unqualified" => Value::word("party-band-unqualified"),
        other => Value::text(other),
    }
}

/// How someone voted.
pub fn vote(vote: Vote) -> Value {
    Value::word(match vote {
        Vote::For => "vote-for",
        Vote::Against => "vote-against",
        Vote::Abstain => "vote-abstain",
        Vote::Recused => "vote-recused",
        Vote::Unrecorded => "vote-unrecorded",
        Vote::Absent => "vote-absent",
        Vote::Excused => "vote-excused",
    })
}

/// Whether a step was carried. One that was lost is an outcome like any other.
pub fn outcome(carried: bool) -> Value {
    if carried { Value::badge("outcome-carried", Tone::Good) } else { Value::badge("outcome-lost", Tone::Plain) }
}

/// A step and who takes it, in one word where there is one.
pub fn step(rule: StepRule) -> Value {
    let known = match (rule.step, rule.sort) {
        (Step::Studied, BodySort::PartyCommittee) => "party-step-studied",
        (Step::Agreed, BodySort::Supervision) => "party-step-agreed",
        (Step::Voted, BodySort::Committee) => "party-step-voted-committee",
        (Step::Voted, BodySort::Assembly) => "party-step-voted-assembly",
        (step, sort) => return Value::List(vec![Value::word(sort_key(sort)), Value::word(step.words_key())]),
    };
    Value::word(known)
}

/// A set of seats, in one word where there is one.
pub fn pattern(pattern: &SeatPattern) -> Value {
    let known = match (pattern.sort, pattern.office.as_ref().map(Code::as_str)) {
        (Some(BodySort::PartyCommittee), None) => "party-seat-party-committee",
        (Some(BodySort::PartyCommittee), Some("secretary")) => "party-seat-secretary",
        (Some(BodySort::Committee), None) => "party-seat-committee",
        (Some(BodySort::Committee), Some("chair")) => "party-seat-committee-chair",
        (Some(BodySort::Committee), Some("vice-chair")) => "party-seat-committee-vice-chair",
        (Some(BodySort::Supervision), None) => "party-seat-supervision",
        (Some(BodySort::Supervision), Some("chair")) => "party-seat-supervision-chair",
        (Some(BodySort::Assembly), None) => "party-seat-assembly",
        (Some(BodySort::Assembly), Some("chair")) => "party-seat-assembly-chair",
        (Some(BodySort::Staff), None) => "party-seat-staff",
        (Some(BodySort::Staff), Some("bookkeeper")) => "office-bookkeeper",
        (Some(BodySort::Staff), Some("cashier")) => "office-cashier",
        (Some(BodySort::Staff), Some("clerk")) => "office-clerk",
        _ => return Value::text(pattern),
    };
    Value::word(known)
}

/// A proportion, in words where it is a common one.
pub fn threshold(threshold: Threshold) -> Value {
    let known = match (threshold.strict, threshold.ratio.num, threshold.ratio.den) {
        (true, 1, 2) => "party-share-over-half",
        (false, 1, 2) => "party-share-half",
        (false, 1, 3) => "party-share-third",
        (true, 2, 3) => "party-share-over-two-thirds",
        (false, 2, 3) => "party-share-two-thirds",
        _ => return Value::text(threshold),
    };
    Value::word(known)
}

/// What a proportion is taken of.
pub fn whole(whole: Whole) -> Value {
    Value::word(match whole {
        Whole::Present => "party-of-present",
        Whole::Due => "party-of-due",
    })
}

/// How binding a source is, and its text.
pub fn source(source: Option<&Source>) -> [Value; 2] {
    let Some(source) = source else { return [Value::None, Value::None] };
    let rank = match source.rank {
        SourceRank::Law => "party-rank-law",
        SourceRank::Local => "party-rank-local",
        SourceRank::Community => "party-rank-community",
    };
    [Value::word(rank), Value::Bi(source.text.clone())]
}

/// A source that a figure of the policy names.
pub fn cited(policy: &Policy, code: &Code) -> [Value; 2] {
    source(policy.sources.get(code))
}

/// Why a mandate ended early.
pub fn mandate_end(why: MandateEnd) -> Value {
    Value::word(match why {
        MandateEnd::Recalled => "party-end-recalled",
        MandateEnd::Resigned => "party-end-resigned",
        MandateEnd::Evaluation => "party-end-evaluation",
        MandateEnd::Vacated => "party-end-vacated",
    })
}

/// Why a key ended.
pub fn key_end(why: KeyEnd) -> Value {
    Value::word(match why {
        KeyEnd::Rotated => "party-key-rotated",
        KeyEnd::Lost => "party-key-lost",
        KeyEnd::Compromised => "party-key-compromised",
    })
}

/// How two persons are related.
pub fn relation(relation: Relation) -> Value {
    Value::word(match relation {
        Relation::Spouse => "party-relation-spouse",
        Relation::ParentChild => "party-relation-parent-child",
        Relation::Sibling => "party-relation-sibling",
        Relation::InLaw => "party-relation-in-law",
        Relation::Other => "party-relation-other",
    })
}
