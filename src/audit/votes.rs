//! A secret vote, counted again from what its events say: every token, every ballot, every figure.
//!
//! It shares with the rules only what a signature is; the sums are its own.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::entries;
use crate::audit::source::Source;
use crate::base::blind::TokenKey;
use crate::base::code::Code;
use crate::base::hash::Hash;
use crate::base::key::PublicKey;
use crate::base::note::Vkey;
use crate::base::problem::{Outcome, Problem};
use crate::event::ballot::BallotClause;
use crate::event::clause::Clause;
use crate::event::vote::{Cast, Issue, Paper, Vote, VoteClause, VoteTally};
use crate::rules::check::ballot::vote::sound;

/// A vote as its events tell it.
pub struct Poll {
    /// Origin of the ledger.
    pub origin: String,
    /// As opened.
    pub details: Vote,
    /// Its key.
    pub key: TokenKey,
    /// Tokens given out, by elector.
    pub issued: BTreeMap<Code, Issue>,
    /// Entries in which digests were boxed.
    pub boxed: BTreeMap<Hash, u64>,
    /// Ballots shown, with their entries, by token.
    pub shown: BTreeMap<PublicKey, (u64, Cast)>,
    /// The result as recorded, with its entry.
    pub counted: Option<(u64, Option<Paper>, VoteTally)>,
    /// On the roll.
    roll: BTreeSet<Code>,
}

impl Poll {
    /// Reads a vote from a published copy.
    ///
    /// # Errors
    ///
    /// As [`entries::read`]; `vote-unknown`; and whatever is wrong with an event of the vote, by the code with which the rules
    /// refuse it.
    pub fn read(source: &dyn Source, log: Option<Vkey>, vote: &Code) -> Outcome<Self> {
        let mut poll: Option<Self> = None;
        let mut wrong = None;
        let log = entries::read(source, log, "ballots", &mut |index, event| {
            for clause in event.body.requires() {
                let Clause::Ballot(BallotClause::Vote(clause)) = clause else { continue };
                if of(&clause) != vote || wrong.is_some() {
                    continue;
                }
                let told = match (&mut poll, clause) {
                    (None, VoteClause::Openable(details)) => {
                        Self::opened(event.head.source.clone(), *details).map(|opened| poll = Some(opened))
                    }
                    (Some(poll), clause) => poll.tell(index, clause),
                    (None, _) => Ok(()),
                };
                wrong = told.err().map(|problem| problem.with("index", index));
            }
        })?;
        if let Some(problem) = wrong {
            return Err(problem);
        }
        let poll = poll.filter(|poll| poll.origin == log.name());
        poll.ok_or_else(|| Problem::refused("vote-unknown").with("vote", vote))
    }

    fn opened(origin: String, details: Vote) -> Outcome<Self> {
        Ok(Self {
            key: TokenKey::read(&details.key)?,
            origin,
            details,
            issued: BTreeMap::new(),
            boxed: BTreeMap::new(),
            shown: BTreeMap::new(),
            counted: None,
            roll: BTreeSet::new(),
        })
    }

    fn tell(&mut self, index: u64, clause: VoteClause) -> Outcome<()> {
        match clause {
            VoteClause::Openable(details) => Err(Problem::refused("vote-exists").with("vote", details.vote)),
            VoteClause::Enrollable { electors, .. } => {
                self.roll.extend(electors);
                Ok(())
            }
            VoteClause::Issuable { issued, .. } => issued.into_iter().try_for_each(|issue| self.issue(issue)),
            VoteClause::Boxable { digests, .. } => {
                digests.into_iter().for_each(|digest| _ = self.boxed.entry(digest).or_insert(index));
                Ok(())
            }
            VoteClause::Returnable { ballots, .. } => ballots.into_iter().try_for_each(|cast| self.show(index, cast)),
            VoteClause::Countable { paper, tally, .. } => {
                self.counted.get_or_insert((index, paper, tally));
                Ok(())
            }
        }
    }

    fn issue(&mut self, issue: Issue) -> Outcome<()> {
        let elector = issue.elector.clone();
        if !self.roll.contains(&elector) {
            return Err(Problem::refused("elector-unknown").with("elector", elector));
        }
        if !self.key.issued(&issue.blinded.0, &issue.signed.0) {
            return Err(Problem::refused("token-not-signed"));
        }
        match self.issued.insert(elector.clone(), issue) {
            Some(_) => Err(Problem::refused("token-issued-already").with("elector", elector)),
            None => Ok(()),
        }
    }

    fn show(&mut self, index: u64, cast: Cast) -> Outcome<()> {
        self.check(&cast)?;
        let (token, digest) = (cast.token, cast.digest());
        if !self.boxed.contains_key(&digest) {
            return Err(Problem::refused("ballot-not-boxed").with("digest", digest));
        }
        match self.shown.insert(token, (index, cast)) {
            Some(_) => Err(Problem::refused("token-used").with("token", token)),
            None => Ok(()),
        }
    }

    /// Whether a ballot is one of this vote: `token-forged`, `vote-choice-unknown` or `ballot-forged` if not.
    pub fn check(&self, cast: &Cast) -> Outcome<()> {
        sound(cast, &self.details, &self.key, &self.origin)
    }

    /// What the ballots shown and these papers add up to.
    pub fn recount(&self, paper: Option<&Paper>) -> VoteTally {
        let of_choice = |choice: &Code| {
            let ballots = self.shown.values().filter(|(_, cast)| cast.choice == *choice).count() as u64;
            let papers = paper.and_then(|paper| paper.choices.get(choice)).copied().unwrap_or(0);
            (choice.clone(), ballots.saturating_add(papers))
        };
        let shown = self.shown.len() as u64;
        let (given, back, invalid) = paper.map_or((0, 0, 0), |paper| (paper.issued, paper.returned, paper.invalid));
        let (issued, returned) = (self.issued.len() as u64 + u64::from(given), shown + u64::from(back));
        VoteTally {
            issued,
            returned,
            unreturned: issued.saturating_sub(returned),
            lost: (self.boxed.len() as u64).saturating_sub(shown),
            invalid: u64::from(invalid),
            choices: self.details.choices.iter().map(|choice| of_choice(&choice.choice)).collect(),
        }
    }
}

/// The vote that a clause is about.
fn of(clause: &VoteClause) -> &Code {
    match clause {
        VoteClause::Openable(details) => &details.vote,
        VoteClause::Enrollable { vote, .. }
        | VoteClause::Issuable { vote, .. }
        | VoteClause::Boxable { vote, .. }
        | VoteClause::Returnable { vote, .. }
        | VoteClause::Countable { vote, .. } => vote,
    }
}
