//! An elector's own file: a token, what blinds it, what was signed, the ballot. Whoever has it can vote, and knows the vote.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::audit::votes::Poll;
use crate::base::blind::{Blinding, Bytes, TokenKey};
use crate::base::code::Code;
use crate::base::json;
use crate::base::key::SecretKey;
use crate::base::problem::{Outcome, Problem};
use crate::cli::open::read_input;
use crate::cli::opening::write_private;
use crate::event::vote::{Cast, Choice, ballot_message, token_message};

/// Bytes of a ticket: a list of choices and a few numbers of 512 bytes.
const TICKET_BYTES: usize = 512 * 1024;

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ticket {
    /// The ledger's origin.
    pub origin: String,
    /// The vote.
    pub vote: Code,
    /// What may be voted for.
    pub choices: Vec<Choice>,
    /// The vote's key.
    pub key: Bytes,
    /// What the token's key grows from.
    seed: Bytes,
    /// What hides the token from whoever signs it.
    blinding: Blinding,
    /// The token's signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issued: Option<Bytes>,
    /// The ballot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ballot: Option<Cast>,
}

/// What an elector hands in for a token.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    vote: Code,
    /// The blinded message.
    pub blinded: Bytes,
}

fn unreadable(file: &Path) -> Problem {
    Problem::malformed("ballot-file-unreadable").with("file", file.display())
}

impl Request {
    /// Reads a request for this vote.
    pub fn read(file: &Path, vote: &Code) -> Outcome<Self> {
        let request: Self = json::read("request", &read_input(file, TICKET_BYTES)?).map_err(|_| unreadable(file))?;
        if request.vote == *vote { Ok(request) } else { Err(unreadable(file)) }
    }
}

impl Ticket {
    /// A new token for a vote.
    pub fn new(poll: &Poll) -> Outcome<Self> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|e| Problem::unavailable("no-randomness").with("cause", e))?;
        let token = SecretKey::from_seed(&seed).public();
        let details = &poll.details;
        Ok(Self {
            blinding: poll.key.blind(&token_message(&poll.origin, &details.vote, &token))?,
            origin: poll.origin.clone(),
            vote: details.vote.clone(),
            choices: details.choices.clone(),
            key: details.key.clone(),
            seed: Bytes(seed.to_vec()),
            issued: None,
            ballot: None,
        })
    }

    /// Reads the file.
    pub fn read(file: &Path) -> Outcome<Self> {
        json::read("ticket", &read_input(file, TICKET_BYTES)?).map_err(|_| unreadable(file))
    }

    /// Writes a new file, for its owner's eyes only.
    pub fn create(&self, file: &Path) -> Outcome<()> {
        write_private(file, &json::write(self))
    }

    /// Puts this into the place of the file that was read, whole or not at all.
    pub fn replace(&self, file: &Path) -> Outcome<()> {
        let mut beside = file.as_os_str().to_owned();
        beside.push(".new");
        let beside = PathBuf::from(beside);
        self.create(&beside)?;
        fs::rename(&beside, file)
            .map_err(|e| Problem::unavailable("file-unwritable").with("file", file.display()).with("cause", e))
    }

    /// What to hand in.
    pub fn request(&self) -> Request {
        Request { vote: self.vote.clone(), blinded: self.blinding.blinded.clone() }
    }

    fn token(&self) -> Outcome<SecretKey> {
        let seed = self.seed.0.as_slice().try_into().map_err(|_| Problem::malformed("ballot-file-unreadable"))?;
        Ok(SecretKey::from_seed(seed))
    }

    /// Takes the signature from the ledger, whoever it was recorded for, and takes the blinding off.
    pub fn unblind(&mut self, poll: &Poll) -> Outcome<()> {
        let signed = poll.issued.values().find(|issue| issue.blinded == self.blinding.blinded);
        let signed = signed.ok_or_else(|| Problem::refused("ballot-token-missing"))?;
        let message = token_message(&self.origin, &self.vote, &self.token()?.public());
        let issued = TokenKey::read(&self.key)?.unblind(&self.blinding, &signed.signed, &message)?;
        self.issued = Some(issued);
        Ok(())
    }

    /// Fills in the ballot; the same one when it was before.
    pub fn cast(&mut self, choice: &Code) -> Outcome<Cast> {
        if let Some(cast) = &self.ballot {
            let other = || Problem::refused("ballot-cast-already").with("choice", &cast.choice);
            return if cast.choice == *choice { Ok(cast.clone()) } else { Err(other()) };
        }
        if !self.choices.iter().any(|known| known.choice == *choice) {
            return Err(Problem::refused("vote-choice-unknown").with("choice", choice));
        }
        let issued = self.issued.clone().ok_or_else(|| Problem::refused("ballot-not-unblinded"))?;
        let token = self.token()?;
        let cast = Cast {
            token: token.public(),
            prefix: self.blinding.prefix.clone(),
            issued,
            choice: choice.clone(),
            signature: Bytes(token.sign(&ballot_message(&self.origin, &self.vote, choice)).to_vec()),
        };
        self.ballot = Some(cast.clone());
        Ok(cast)
    }
}
