//! Secret votes: tokens signed blindly for the electors of a frozen roll, ballots that show a token and no name.
//!
//! A token is the public half of a key that an elector makes for one vote. Tellers sign it without seeing it, so they know
//! who has a token and not which; the elector signs the ballot with it, so nobody can alter the ballot. Before the vote is
//! closed the log holds digests of ballots only, which nobody can open who has not seen the ballot.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::blind::Bytes;
use crate::base::code::{Code, Line};
use crate::base::hash::Hash;
use crate::base::json;
use crate::base::key::PublicKey;
use crate::base::time::Written;

/// Something to vote for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its code.
    pub choice: Code,
    /// As printed on the ballot.
    pub label: Line,
}

/// A vote as opened. Nothing in it can change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// Its code.
    pub vote: Code,
    /// What may be voted for.
    pub choices: Vec<Choice>,
    /// How many electors the roll has.
    pub electors: u32,
    /// What verifies tokens: an RSA key for this vote alone, `SubjectPublicKeyInfo` in DER.
    pub key: Bytes,
    /// Tokens are given out from then on; the roll is frozen.
    pub opens: Written,
    /// Until then tokens are given out; nothing is shown before.
    pub closes: Written,
}

/// A token given out: who asked, what was signed, the signature. It says nothing of the token itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// To whom.
    pub elector: Code,
    /// The blinded message.
    pub blinded: Bytes,
    /// Its signature by the vote's key.
    pub signed: Bytes,
}

/// A ballot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cast {
    /// The token: the public half of a key made for this vote.
    pub token: PublicKey,
    /// What the token's message was prefixed with.
    pub prefix: Bytes,
    /// The signature of the token by the vote's key, unblinded.
    pub issued: Bytes,
    /// What is voted for.
    pub choice: Code,
    /// The ballot's signature by the token.
    pub signature: Bytes,
}

impl Cast {
    /// What stands for the ballot while it is in the box. It holds the token's signature, which nobody can guess.
    pub fn digest(&self) -> Hash {
        Hash::of(&json::write(self))
    }
}

/// What the vote's key signs: a token for one vote of one ledger.
pub fn token_message(origin: &str, vote: &Code, token: &PublicKey) -> Vec<u8> {
    format!("mingbai ballot token v1\n{origin}\n{vote}\n{token}\n").into_bytes()
}

/// What a token signs: a choice in one vote of one ledger.
pub fn ballot_message(origin: &str, vote: &Code, choice: &Code) -> Vec<u8> {
    format!("mingbai ballot v1\n{origin}\n{vote}\n{choice}\n").into_bytes()
}

/// Paper ballots of electors who took no token, as the tellers counted them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// Given out.
    pub issued: u32,
    /// Came back.
    pub returned: u32,
    /// Of those, ballots that cannot be read.
    pub invalid: u32,
    /// By choice; every choice is named.
    #[serde(deserialize_with = "json::unique_map")]
    pub choices: BTreeMap<Code, u64>,
}

/// The result. Every figure follows from the ballots and the paper counts; an event that claims another one is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoteTally {
    /// Tokens and papers given out.
    pub issued: u64,
    /// Ballots that came back.
    pub returned: u64,
    /// Those that did not: `issued` is the sum of both.
    pub unreturned: u64,
    /// Ballots that were in the box and were not shown. Anything but 0 needs an explanation.
    pub lost: u64,
    /// Papers that cannot be read.
    pub invalid: u64,
    /// By choice.
    #[serde(deserialize_with = "json::unique_map")]
    pub choices: BTreeMap<Code, u64>,
}

/// Requirements about votes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VoteClause {
    /// The code is new, there are choices, the key can be used, the times are in order.
    Openable(Box<Vote>),
    /// The roll is not frozen yet, has room, and none of these is on it.
    Enrollable {
        /// The vote.
        vote: Code,
        /// The electors.
        electors: Vec<Code>,
    },
    /// The vote is open and its roll whole; each elector is on it, has no token yet, and what was signed is sound.
    Issuable {
        /// The vote.
        vote: Code,
        /// The tokens.
        issued: Vec<Issue>,
    },
    /// The vote has opened, nothing is shown yet, and none of these is in the box.
    Boxable {
        /// The vote.
        vote: Code,
        /// Digests of ballots.
        digests: Vec<Hash>,
    },
    /// The vote is closed; each ballot was in the box, its token is one that was given out and was not used, its choice
    /// is one of the vote, and it is signed by its token. No more come back than were given out.
    Returnable {
        /// The vote.
        vote: Code,
        /// The ballots.
        ballots: Vec<Cast>,
    },
    /// The vote is closed and not counted yet; the papers add up, and the tally is that of the ballots and papers.
    Countable {
        /// The vote.
        vote: Code,
        /// The papers.
        paper: Option<Paper>,
        /// As claimed.
        tally: VoteTally,
    },
}

/// Consequences for votes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VoteEffect {
    /// A vote is announced.
    Opened(Box<Vote>),
    /// Electors are on its roll.
    Enrolled {
        /// The vote.
        vote: Code,
        /// Who.
        electors: Vec<Code>,
    },
    /// Electors have tokens.
    Issued {
        /// The vote.
        vote: Code,
        /// Who.
        electors: Vec<Code>,
    },
    /// Ballots are in the box.
    Boxed {
        /// The vote.
        vote: Code,
        /// Their digests.
        digests: Vec<Hash>,
    },
    /// Ballots are shown.
    Returned {
        /// The vote.
        vote: Code,
        /// Tokens and choices.
        ballots: Vec<(PublicKey, Code)>,
    },
    /// The vote is counted.
    Counted {
        /// The vote.
        vote: Code,
        /// The result.
        tally: VoteTally,
    },
}
