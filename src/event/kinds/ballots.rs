//! Anonymous ballots: a vote with its own key, a frozen roll, tokens signed blindly (RFC 9474), a box of digests, ballots shown
//! after closing, and a count anybody can repeat (无记名投票, 秘密写票: 村民委员会组织法, art. 15; 城市居民委员会组织法 2026).
//!
//! The ballots themselves stay with the tellers until the vote is closed: the log holds their digests, so that none can be
//! added or altered afterwards and no partial tally can be read. Papers are counted by the tellers, as before.

use crate::base::blind::Bytes;
use crate::base::code::{Code, Line};
use crate::base::hash::Hash;
use crate::base::time::Written;
use crate::event::ballot::{BallotClause, BallotEffect};
use crate::event::declare::kind;
use crate::event::family::{Family, Signers};
use crate::event::kind::{KindInfo, Told};
use crate::event::vote::{Cast, Choice, Issue, Paper, Vote, VoteClause, VoteEffect, VoteTally};

/// The family.
pub const FAMILY: Family = Family::of("ballots", KINDS);

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<Opened>(),
    KindInfo::of::<Enrolled>(),
    KindInfo::of::<Issued>(),
    KindInfo::of::<Boxed>(),
    KindInfo::of::<Returned>(),
    KindInfo::of::<Counted>(),
];

kind! {
    /// A vote is announced: what may be voted for, how many electors, the key that makes tokens, and when.
    pub struct Opened = "ballots.opened.v1", signed by Signers::TELLERS {
        /// Its code.
        pub vote: Code,
        /// What it is about.
        pub title: Line,
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
    subject |e| e.vote;
    requires |e| [BallotClause::Vote(VoteClause::Openable(Box::new(e.details())))];
    causes |e| [BallotEffect::Vote(VoteEffect::Opened(Box::new(e.details())))];
    told |e| [
        ("title", Told::text(&e.title)),
        ("electors", Told::text(e.electors)),
        ("closes", Told::text(e.closes.day())),
    ];
}

impl Opened {
    fn details(&self) -> Vote {
        Vote {
            vote: self.vote.clone(),
            choices: self.choices.clone(),
            electors: self.electors,
            key: self.key.clone(),
            opens: self.opens,
            closes: self.closes,
        }
    }
}

kind! {
    /// Electors are entered on the roll of a vote that is not open yet. They stand under codes.
    pub struct Enrolled = "ballots.enrolled.v1", signed by Signers::TELLERS {
        /// The vote.
        pub vote: Code,
        /// The electors.
        pub electors: Vec<Code>,
    }
    subject |e| e.vote;
    requires |e| [BallotClause::Vote(VoteClause::Enrollable { vote: e.vote.clone(), electors: e.electors.clone() })];
    causes |e| [BallotEffect::Vote(VoteEffect::Enrolled { vote: e.vote.clone(), electors: e.electors.clone() })];
    told |e| [("vote", Told::text(&e.vote)), ("electors", Told::text(e.electors.len()))];
}

kind! {
    /// Tokens are given out, each to one elector, each once. The tellers see who asks and not the token.
    pub struct Issued = "ballots.issued.v1", signed by Signers::TELLERS {
        /// The vote.
        pub vote: Code,
        /// The tokens.
        pub issued: Vec<Issue>,
    }
    subject |e| e.vote;
    requires |e| [BallotClause::Vote(VoteClause::Issuable { vote: e.vote.clone(), issued: e.issued.clone() })];
    causes |e| [BallotEffect::Vote(VoteEffect::Issued {
        vote: e.vote.clone(),
        electors: e.issued.iter().map(|issue| issue.elector.clone()).collect(),
    })];
    told |e| [("vote", Told::text(&e.vote)), ("issued", Told::text(e.issued.len()))];
}

kind! {
    /// Ballots are in the box: their digests are fixed before anything is shown.
    pub struct Boxed = "ballots.boxed.v1", signed by Signers::TELLERS {
        /// The vote.
        pub vote: Code,
        /// Digests of the ballots.
        pub digests: Vec<Hash>,
    }
    subject |e| e.vote;
    requires |e| [BallotClause::Vote(VoteClause::Boxable { vote: e.vote.clone(), digests: e.digests.clone() })];
    causes |e| [BallotEffect::Vote(VoteEffect::Boxed { vote: e.vote.clone(), digests: e.digests.clone() })];
    told |e| [("vote", Told::text(&e.vote)), ("ballots", Told::text(e.digests.len()))];
}

kind! {
    /// Ballots are shown after the vote is closed: with their tokens and without names.
    pub struct Returned = "ballots.returned.v1", signed by Signers::TELLERS {
        /// The vote.
        pub vote: Code,
        /// The ballots.
        pub ballots: Vec<Cast>,
    }
    subject |e| e.vote;
    requires |e| [BallotClause::Vote(VoteClause::Returnable { vote: e.vote.clone(), ballots: e.ballots.clone() })];
    causes |e| [BallotEffect::Vote(VoteEffect::Returned {
        vote: e.vote.clone(),
        ballots: e.ballots.iter().map(|cast| (cast.token, cast.choice.clone())).collect(),
    })];
    told |e| [("vote", Told::text(&e.vote)), ("ballots", Told::text(e.ballots.len()))];
}

kind! {
    /// A vote is counted: what the ballots shown and the papers add up to.
    pub struct Counted = "ballots.counted.v1", signed by Signers::TELLERS {
        /// The vote.
        pub vote: Code,
        /// Paper ballots of electors who took no token.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub paper: Option<Paper>,
        /// The result.
        pub tally: VoteTally,
    }
    subject |e| e.vote;
    requires |e| [BallotClause::Vote(VoteClause::Countable {
        vote: e.vote.clone(), paper: e.paper.clone(), tally: e.tally.clone(),
    })];
    causes |e| [BallotEffect::Vote(VoteEffect::Counted { vote: e.vote.clone(), tally: e.tally.clone() })];
    told |e| [
        ("vote", Told::text(&e.vote)),
        ("issued", Told::text(e.tally.issued)),
        ("returned", Told::text(e.tally.returned)),
        ("choices", Told::text(choices(&e.tally))),
    ];
}

/// Choices and ballots as one text.
fn choices(tally: &VoteTally) -> String {
    tally.choices.iter().map(|(choice, ballots)| format!("{choice} {ballots}")).collect::<Vec<_>>().join(", ")
}
