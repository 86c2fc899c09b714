//! Obligation: what is owed, by whom, by when. Silence becomes visible because what was not done stays owed.
//!
//! Not for judging lateness as a fault: a duty that is overdue shows so, and can still be done.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::code::Code;
use crate::base::time::Day;
use crate::event::case::CaseRef;
use crate::event::disclosure::DocumentPath;
use crate::event::file::FileRef;
use crate::event::mandate::{BodySort, Party, Seat};
use crate::event::policy::Clock;

/// The name of something owed, so that the event that does it can name it too: `<sort>:<about>`. Each sort has words
/// under `duty-<sort>` in `locales/`, with the variable `about`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Duty(String);

impl Duty {
    /// A duty of a sort of its own, for families not named here.
    pub fn new(sort: &'static str, about: impl fmt::Display) -> Self {
        Self(format!("{sort}:{about}"))
    }

    /// To put the document at this path on the board. Posting it does so.
    pub fn notice(path: &DocumentPath) -> Self {
        Self::new("notice", path)
    }

    /// To put right what an evaluation found.
    pub fn rectification(rectification: &Code) -> Self {
        Self::new("rectification", rectification)
    }

    /// To record the end of a mandate that an evaluation ended. Any end of that mandate does so.
    pub fn vacancy(person: &Code, seat: &Seat) -> Self {
        Self::new("vacancy", format_args!("{person}/{}/{}", seat.body, seat.office))
    }

    /// To take the next step of a case from the stage it is in. The case moving on does so.
    pub fn case(case: &CaseRef, stage: &str) -> Self {
        Self::new("case", format_args!("{case}/{stage}"))
    }

    /// The case that has to move on from its stage, if that is what is owed.
    pub fn moves(&self) -> Option<CaseRef> {
        let (case, _) = self.0.strip_prefix("case:")?.rsplit_once('/')?;
        let (sort, code) = case.split_once('/')?;
        Some(CaseRef { sort: sort.parse().ok()?, code: code.parse().ok()? })
    }

    /// What sort of duty it is.
    pub fn sort(&self) -> &str {
        self.0.split_once(':').map_or(self.0.as_str(), |(sort, _)| sort)
    }

    /// What it is about.
    pub fn about(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, about)| about)
    }

    /// The key of its words in `locales/`.
    pub fn words_key(&self) -> String {
        format!("duty-{}", self.sort())
    }
}

impl fmt::Display for Duty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// By whom it is owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OwedBy {
    /// A person.
    Person(Code),
    /// A body.
    Body(Code),
    /// Bodies of this sort.
    Sort(BodySort),
}

impl From<Party> for OwedBy {
    fn from(party: Party) -> Self {
        match party {
            Party::Person(person) => Self::Person(person),
            Party::Body(body) => Self::Body(body),
        }
    }
}

impl From<BodySort> for OwedBy {
    fn from(sort: BodySort) -> Self {
        Self::Sort(sort)
    }
}

/// By when it is owed. Periods are those of the policy in force when the duty arises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// On this day at the latest.
    On(Day),
    /// So many days after this day.
    After {
        /// How many.
        clock: Clock,
        /// After which day.
        day: Day,
    },
    /// So many days after the event that gives rise to it.
    Within(Clock),
}

/// Requirements about what is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObligationClause {
    /// Nothing was ever owed under this name, and it falls due no earlier than it arises.
    Owable {
        /// The duty.
        duty: Duty,
        /// When it falls due, if a day is named.
        due: Option<Day>,
    },
    /// It is owed and not done.
    Open(Duty),
    /// Someone of the sort of body that chairs evaluations signed who is neither the person who owes it nor close to
    /// them: nobody confirms their own work.
    Confirmed(Duty),
    /// It is owed and not done, and the new day is not before the one it is due on now. Who may allow it is for the
    /// kind's signatures to say.
    Extendable {
        /// The duty.
        duty: Duty,
        /// The new day.
        due: Day,
    },
    /// At least one file shows it, and none is named twice.
    Evidenced(Vec<FileRef>),
}

/// Consequences for what is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObligationEffect {
    /// Something is owed from now on.
    Owed {
        /// What.
        duty: Duty,
        /// By whom.
        by: OwedBy,
        /// By when.
        due: Due,
    },
    /// It is done. Changes nothing when it is not owed, so a kind may cause it without knowing.
    Discharged(Duty),
    /// It is done, by this person or body. Changes nothing when it is not owed.
    Answered {
        /// What.
        duty: Duty,
        /// Who did it.
        by: OwedBy,
    },
    /// It may be done later than it was due. Changes nothing when it is not owed; the former day stays on record.
    Extended {
        /// What.
        duty: Duty,
        /// By when now.
        due: Due,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duty_is_found_again_by_its_name() {
        let path: DocumentPath = "finance/2026-03".parse().unwrap();
        let duty = Duty::notice(&path);
        assert_eq!((duty.sort(), duty.about()), ("notice", "finance/2026-03"));
        assert_eq!(duty.to_string(), "notice:finance/2026-03");
        let case = CaseRef { sort: "grid-issue".parse().unwrap(), code: "g-17".parse().unwrap() };
        assert_eq!(Duty::case(&case, "raised").moves(), Some(case));
        assert_eq!(Duty::notice(&path).moves(), None);
        let colons = Duty::rectification(&"r:1".parse().unwrap());
        assert_eq!((colons.sort(), colons.about()), ("rectification", "r:1"));
    }
}
