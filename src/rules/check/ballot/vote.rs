//! Judges secret votes: the roll, tokens, the box, ballots, the count. Times are those at which the ledger accepts, because
//! they decide what anybody could have seen.

use std::collections::BTreeSet;

use crate::base::blind::TokenKey;
use crate::base::code::Code;
use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::problem::Problem;
use crate::event::vote::{Cast, Issue, Paper, Vote, VoteClause, VoteTally, ballot_message, token_message};
use crate::rules::check::{Case, Verdict, demand};
use crate::rules::standing::votes::VoteState;

/// Judges one clause.
pub fn check(clause: &VoteClause, case: &Case<'_>) -> Verdict {
    match clause {
        VoteClause::Openable(details) => openable(details, case),
        VoteClause::Enrollable { vote, electors } => enrollable(going_on(vote, case)?, electors, case),
        VoteClause::Issuable { vote, issued } => issuable(going_on(vote, case)?, issued, case),
        VoteClause::Boxable { vote, digests } => boxable(going_on(vote, case)?, digests, case),
        VoteClause::Returnable { vote, ballots } => returnable(going_on(vote, case)?, ballots, case),
        VoteClause::Countable { vote, paper, tally } => countable(going_on(vote, case)?, paper.as_ref(), tally, case),
    }
}

/// A vote that is not counted yet.
fn going_on<'a>(vote: &Code, case: &Case<'a>) -> Result<&'a VoteState, Problem> {
    let state = case.standing.ballots.votes.get(vote);
    let state = state.ok_or_else(|| Problem::refused("vote-unknown").with("vote", vote))?;
    demand(state.tally.is_none(), || Problem::refused("vote-counted-already").with("vote", vote))?;
    Ok(state)
}

fn listed(count: usize) -> Verdict {
    demand(count > 0, || Problem::refused("vote-nothing-named"))?;
    demand(count <= limits::LIST_ITEMS, || {
        Problem::refused("list-too-long").with("found", count).with("limit", limits::LIST_ITEMS)
    })
}

fn openable(details: &Vote, case: &Case<'_>) -> Verdict {
    let vote = &details.vote;
    demand(case.standing.ballots.votes.get(vote).is_none(), || Problem::refused("vote-exists").with("vote", vote))?;
    let choices: BTreeSet<&Code> = details.choices.iter().map(|choice| &choice.choice).collect();
    demand(
        choices.len() >= 2 && choices.len() == details.choices.len() && choices.len() <= limits::LIST_ITEMS,
        || Problem::refused("vote-choices-unsound").with("vote", vote),
    )?;
    demand(details.electors > 0, || Problem::refused("electorate-empty").with("group", vote))?;
    demand(TokenKey::read(&details.key).is_ok(), || Problem::refused("vote-key-unusable"))?;
    let (opens, closes) = (details.opens, details.closes);
    demand(case.at.accepted < opens.instant() && opens.instant() < closes.instant(), || {
        Problem::refused("vote-times-reversed").with("opens", opens).with("closes", closes)
    })
}

fn enrollable(state: &VoteState, electors: &[Code], case: &Case<'_>) -> Verdict {
    let details = &state.details;
    demand(case.at.accepted < details.opens.instant(), || {
        Problem::refused("vote-roll-frozen").with("vote", &details.vote).with("opens", details.opens)
    })?;
    listed(electors.len())?;
    let mut seen = BTreeSet::new();
    electors.iter().try_for_each(|elector| {
        demand(seen.insert(elector) && !state.roll.contains(elector), || {
            Problem::refused("elector-on-roll").with("elector", elector)
        })
    })?;
    let found = state.roll.len() + electors.len();
    demand(found as u64 <= u64::from(details.electors), || {
        Problem::refused("vote-roll-differs").with("found", found).with("electors", details.electors)
    })
}

fn issuable(state: &VoteState, issued: &[Issue], case: &Case<'_>) -> Verdict {
    let details = &state.details;
    let open = details.opens.instant() <= case.at.accepted && case.at.accepted < details.closes.instant();
    demand(open && state.returned.is_empty(), || {
        Problem::refused("vote-not-open").with("opens", details.opens).with("closes", details.closes)
    })?;
    let found = state.roll.len();
    demand(found as u64 == u64::from(details.electors), || {
        Problem::refused("vote-roll-differs").with("found", found).with("electors", details.electors)
    })?;
    listed(issued.len())?;
    let key = TokenKey::read(&details.key)?;
    let mut seen = BTreeSet::new();
    issued.iter().try_for_each(|issue| {
        let elector = &issue.elector;
        demand(state.roll.contains(elector), || Problem::refused("elector-unknown").with("elector", elector))?;
        demand(seen.insert(elector) && !state.issued.contains(elector), || {
            Problem::refused("token-issued-already").with("elector", elector)
        })?;
        demand(key.issued(&issue.blinded.0, &issue.signed.0), || Problem::refused("token-not-signed"))
    })
}

fn boxable(state: &VoteState, digests: &[Hash], case: &Case<'_>) -> Verdict {
    let details = &state.details;
    // Once anything is shown, whoever adds a ballot knows how the vote stands.
    demand(details.opens.instant() <= case.at.accepted && state.returned.is_empty(), || {
        Problem::refused("vote-box-shut").with("vote", &details.vote).with("opens", details.opens)
    })?;
    listed(digests.len())?;
    let mut seen = BTreeSet::new();
    digests.iter().try_for_each(|digest| {
        demand(seen.insert(digest) && !state.boxed.contains(digest), || {
            Problem::refused("ballot-boxed-already").with("digest", digest)
        })
    })?;
    let (found, issued) = (state.boxed.len() + digests.len(), state.issued.len());
    demand(found <= issued, || Problem::refused("ballots-exceed-issued").with("returned", found).with("issued", issued))
}

fn closed(state: &VoteState, case: &Case<'_>) -> Verdict {
    let closes = state.details.closes;
    demand(case.at.accepted >= closes.instant(), || {
        Problem::refused("vote-not-closed").with("vote", &state.details.vote).with("closes", closes)
    })
}

fn returnable(state: &VoteState, ballots: &[Cast], case: &Case<'_>) -> Verdict {
    closed(state, case)?;
    listed(ballots.len())?;
    let key = TokenKey::read(&state.details.key)?;
    let mut seen = BTreeSet::new();
    ballots.iter().try_for_each(|cast| {
        let digest = cast.digest();
        demand(state.boxed.contains(&digest), || Problem::refused("ballot-not-boxed").with("digest", digest))?;
        demand(seen.insert(cast.token) && !state.returned.contains_key(&cast.token), || {
            Problem::refused("token-used").with("token", cast.token)
        })?;
        sound(cast, &state.details, &key, &case.head.source)
    })
}

/// The token is one that the vote's key signed, the choice is one of the vote, and the token signed it.
pub fn sound(cast: &Cast, details: &Vote, key: &TokenKey, origin: &str) -> Verdict {
    let (vote, choice) = (&details.vote, &cast.choice);
    let message = token_message(origin, vote, &cast.token);
    demand(key.verifies(&message, &cast.prefix.0, &cast.issued.0), || {
        Problem::refused("token-forged").with("token", cast.token)
    })?;
    demand(details.choices.iter().any(|known| known.choice == *choice), || {
        Problem::refused("vote-choice-unknown").with("choice", choice)
    })?;
    let signature = cast.signature.0.as_slice().try_into().ok();
    let signed =
        signature.is_some_and(|signature| cast.token.verifies(&ballot_message(origin, vote, choice), signature));
    demand(signed, || Problem::refused("ballot-forged").with("token", cast.token))
}

fn countable(state: &VoteState, paper: Option<&Paper>, tally: &VoteTally, case: &Case<'_>) -> Verdict {
    closed(state, case)?;
    let sum = state.sum(paper);
    if let Some(paper) = paper {
        let named = state.details.choices.len() == paper.choices.len()
            && state.details.choices.iter().all(|choice| paper.choices.contains_key(&choice.choice));
        let counted =
            paper.choices.values().fold(u64::from(paper.invalid), |all, ballots| all.saturating_add(*ballots));
        let adds_up = named && counted == u64::from(paper.returned) && paper.returned <= paper.issued;
        demand(adds_up, || Problem::refused("paper-does-not-add-up").with("returned", paper.returned))?;
    }
    demand(sum.issued <= u64::from(state.details.electors), || {
        Problem::refused("ballots-exceed-roll").with("issued", sum.issued).with("size", state.details.electors)
    })?;
    demand(sum == *tally, || Problem::refused("vote-tally-differs").with("vote", &state.details.vote))
}
