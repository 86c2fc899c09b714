//! Votes: the roll, who has a token, what is in the box, what was shown.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::code::Code;
use crate::base::hash::Hash;
use crate::base::key::PublicKey;
use crate::event::vote::{Paper, Vote, VoteEffect, VoteTally};

/// A vote and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoteState {
    /// As opened.
    pub details: Vote,
    /// Electors on the roll.
    pub roll: BTreeSet<Code>,
    /// Of those, who has a token.
    pub issued: BTreeSet<Code>,
    /// Digests of ballots in the box.
    pub boxed: BTreeSet<Hash>,
    /// Choices of the ballots shown, by token.
    pub returned: BTreeMap<PublicKey, Code>,
    /// The result, once it is recorded.
    pub tally: Option<VoteTally>,
}

impl VoteState {
    /// What the ballots shown and these papers add up to. Figures of papers that do not add up may be any.
    pub fn sum(&self, paper: Option<&Paper>) -> VoteTally {
        let mut choices: BTreeMap<Code, u64> =
            self.details.choices.iter().map(|choice| (choice.choice.clone(), 0)).collect();
        let shown = self.returned.values().map(|choice| (choice, 1));
        let papers = paper.into_iter().flat_map(|paper| &paper.choices).map(|(choice, ballots)| (choice, *ballots));
        for (choice, ballots) in shown.chain(papers) {
            if let Some(sum) = choices.get_mut(choice) {
                *sum = sum.saturating_add(ballots);
            }
        }
        let of = |count: fn(&Paper) -> u32| paper.map_or(0, |paper| u64::from(count(paper)));
        let issued = self.issued.len() as u64 + of(|paper| paper.issued);
        let returned = self.returned.len() as u64 + of(|paper| paper.returned);
        VoteTally {
            issued,
            returned,
            unreturned: issued.saturating_sub(returned),
            lost: self.boxed.len().saturating_sub(self.returned.len()) as u64,
            invalid: of(|paper| paper.invalid),
            choices,
        }
    }
}

/// The state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Votes(BTreeMap<Code, VoteState>);

impl Votes {
    /// A vote.
    pub fn get(&self, vote: &Code) -> Option<&VoteState> {
        self.0.get(vote)
    }

    /// Folds one effect.
    pub fn evolve(&mut self, effect: &VoteEffect) {
        match effect {
            VoteEffect::Opened(details) => {
                let state = VoteState {
                    details: (**details).clone(),
                    roll: BTreeSet::new(),
                    issued: BTreeSet::new(),
                    boxed: BTreeSet::new(),
                    returned: BTreeMap::new(),
                    tally: None,
                };
                self.0.entry(details.vote.clone()).or_insert(state);
            }
            VoteEffect::Enrolled { vote, electors } => self.with(vote, |state| state.roll.extend(electors.clone())),
            VoteEffect::Issued { vote, electors } => self.with(vote, |state| state.issued.extend(electors.clone())),
            VoteEffect::Boxed { vote, digests } => self.with(vote, |state| state.boxed.extend(digests)),
            VoteEffect::Returned { vote, ballots } => self.with(vote, |state| state.returned.extend(ballots.clone())),
            VoteEffect::Counted { vote, tally } => self.with(vote, |state| {
                state.tally.get_or_insert_with(|| tally.clone());
                // Nothing is asked of these any more; the entries have them.
                (state.roll, state.issued) = (BTreeSet::new(), BTreeSet::new());
                (state.boxed, state.returned) = (BTreeSet::new(), BTreeMap::new());
            }),
        }
    }

    fn with(&mut self, vote: &Code, change: impl FnOnce(&mut VoteState)) {
        if let Some(state) = self.0.get_mut(vote) {
            change(state);
        }
    }
}
