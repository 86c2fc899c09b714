//! The vote of an election: the count read out, the result declared on the spot, a run-off for seats still open, the office
//! handed over (城市居民委员会组织法 2026, arts. 17–25; 村民委员会组织法, arts. 17–24). What comes before is the family
//! `elections`, whose cases and names these are.
//!
//! Votes are cast on paper or by another means; here is what is read out of them, and every number must agree with every
//! other. Who is elected takes the seat by a personnel resolution and `charter.mandate.v1`, like everybody else.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::{Code, Line};
use crate::base::json;
use crate::base::time::Day;
use crate::event::authority::{AuthorityClause, MatterSort};
use crate::event::case::{CaseClause, CaseEffect};
use crate::event::clause::Clause;
use crate::event::count::{CountClause, Poll, Roll};
use crate::event::declare::kind;
use crate::event::effect::Effect;
use crate::event::family::{ClockDefault, Family, FigureDefault, FigureShipped, OWN, SUPERVISOR, Signers, Wanted};
use crate::event::file::FileRef;
use crate::event::kind::{KindInfo, Told};
use crate::event::kinds::elections::{ELECTION, LAW, ROLL, SLATE, WAY, nominee, over, owed, way, yes};
use crate::event::mandate::{BodySort, Party};
use crate::event::obligation::{Due, ObligationClause};
use crate::event::policy::Clock;

/// Two who count, and one of the supervision group.
const COUNTERS: Signers = Signers {
    name: "poll-counters",
    needs: &[
        Wanted {
            at_least: 2,
            seats: &[(BodySort::Supervision, None), (BodySort::Assembly, None), (BodySort::Staff, Some("clerk"))],
        },
        SUPERVISOR,
    ],
    source: &LAW,
};

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[
        ClockDefault { code: "poll-slate", days: 3, working: false, source: &OWN },
        ClockDefault { code: "poll-handover", days: 10, working: false, source: &LAW },
    ],
    figures: &[
        FigureDefault { code: "poll-turnout", value: FigureShipped::Share(">1/2"), source: &LAW },
        FigureDefault { code: "poll-turnout-representatives", value: FigureShipped::Share(">2/3"), source: &LAW },
        FigureDefault { code: "poll-elected", value: FigureShipped::Share(">1/2"), source: &LAW },
        FigureDefault { code: "poll-runoff", value: FigureShipped::Share(">=1/3"), source: &LAW },
    ],
    ..Family::of("poll", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[KindInfo::of::<CountRead>(), KindInfo::of::<Declared>(), KindInfo::of::<HandedOver>()];

kind! {
    /// The count is read out in public: papers and votes, and who is elected by them. Where too few voted the election is void.
    pub struct CountRead = "poll.count-read.v1", signed by COUNTERS {
        /// The election.
        pub election: Code,
        /// The day of the vote.
        pub on: Day,
        /// Whether it is the run-off.
        pub runoff: bool,
        /// Who votes, as called.
        pub voters: Code,
        /// How many seats are to be filled.
        pub seats: u32,
        /// How many voters are on the roll.
        pub electors: u32,
        /// Papers handed out.
        pub issued: u32,
        /// Papers that came back.
        pub returned: u32,
        /// Papers that did not come back.
        pub unreturned: u32,
        /// Papers that count.
        pub valid: u32,
        /// Papers that do not.
        pub invalid: u32,
        /// Votes by nominee: everybody on the slate.
        #[serde(deserialize_with = "json::unique_map")]
        pub tallies: BTreeMap<Code, u64>,
        /// Whether enough of those on the roll voted.
        pub enough: bool,
        /// Who is elected.
        pub elected: Vec<Code>,
        /// Who declares the result, the same day.
        pub organiser: Party,
        /// The count as it was signed on paper.
        pub sheets: Vec<FileRef>,
    }
    subject |e| e.election;
    requires |e| [
        CaseClause::At { case: WAY.case(&e.election), any: way(&e.voters).0 },
        CaseClause::At { case: ELECTION.case(&e.election), any: e.stages().0 },
        CaseClause::At { case: SLATE.case(&e.election), any: e.stages().1 },
        CaseClause::Worth { case: ELECTION.case(&e.election), amount: i64::from(e.seats) },
        CaseClause::Worth { case: ROLL.case(&e.election), amount: i64::from(e.electors) },
        CaseClause::Worth {
            case: SLATE.case(&e.election), amount: i64::try_from(e.tallies.len()).unwrap_or(i64::MAX),
        },
        CaseClause::SinceAtLeast {
            case: ROLL.case(&e.election), stage: "posted", clock: Clock::Named("elections-roll"),
        },
        CaseClause::SinceAtLeast {
            case: ELECTION.case(&e.election), stage: "slate-posted", clock: Clock::Named("poll-slate"),
        },
        CountClause::Claims {
            figure: way(&e.voters).1, part: u64::from(e.returned), of: Roll::Given(u64::from(e.electors)), met: e.enough,
        },
        ObligationClause::Evidenced(e.sheets.clone());
        e.sums().into_iter().map(Clause::from).chain(e.tallies.keys().map(|name| {
            CaseClause::At { case: nominee(&e.election, name), any: e.stages().2 }.into()
        }))
    ];
    causes |e| [
        CaseEffect::Moved {
            case: ELECTION.case(&e.election), stage: if e.enough { "counted" } else { "void" },
            worth: Some(e.left_open()), owes: e.enough.then(|| owed(&e.organiser, Due::On(e.on))), ends: !e.enough,
        };
        e.outcomes().chain(over(&e.election).filter(|_| !e.enough))
    ];
    told |e| [
        ("election", Told::Case(ELECTION.case(&e.election))),
        ("electors", Told::text(e.electors)),
        ("issued", Told::text(e.issued)),
        ("returned", Told::text(e.returned)),
        ("valid", Told::text(e.valid)),
        ("elected", Told::text(e.elected.len())),
        ("enough", yes(e.enough)),
    ];
}

impl CountRead {
    /// The stages in which the election, its slate and its nominees are counted.
    fn stages(&self) -> (&'static [&'static str], &'static [&'static str], &'static [&'static str]) {
        if self.runoff {
            (&["runoff-called"], &["again"], &["in-runoff"])
        } else {
            (&["slate-posted"], &["posted", "proxied"], &["on-slate"])
        }
    }

    fn left_open(&self) -> i64 {
        i64::from(self.seats) - i64::try_from(self.elected.len()).unwrap_or(i64::MAX)
    }

    /// What the numbers must say of each other.
    fn sums(&self) -> Vec<CountClause> {
        let [electors, issued, returned, unreturned, valid, invalid] =
            [self.electors, self.issued, self.returned, self.unreturned, self.valid, self.invalid].map(u64::from);
        let votes = self.tallies.values().fold(0_u64, |sum, votes| sum.saturating_add(*votes));
        let named: BTreeSet<&Code> = self.elected.iter().collect();
        let mut sums = vec![
            CountClause::AddsUp {
                what: "sum-elections-once",
                whole: self.elected.len() as u64,
                parts: vec![named.len() as u64],
            },
            CountClause::Within { what: "sum-poll-issued", part: issued, whole: electors },
            CountClause::AddsUp { what: "sum-poll-returned", whole: issued, parts: vec![returned, unreturned] },
            CountClause::AddsUp { what: "sum-poll-valid", whole: returned, parts: vec![valid, invalid] },
            CountClause::Within {
                what: "sum-poll-marks",
                part: votes,
                whole: valid.saturating_mul(u64::from(self.seats)),
            },
        ];
        sums.extend(self.tallies.values().map(|votes| CountClause::Within {
            what: "sum-poll-tally",
            part: *votes,
            whole: valid,
        }));
        sums.push(if self.enough {
            CountClause::Elects(Poll {
                figure: if self.runoff { "poll-runoff" } else { "poll-elected" },
                seats: u64::from(self.seats),
                cast: returned,
                tallies: self.tallies.clone(),
                elected: self.elected.clone(),
            })
        } else {
            CountClause::Within { what: "sum-poll-void", part: self.elected.len() as u64, whole: 0 }
        });
        sums
    }

    fn outcomes(&self) -> impl Iterator<Item = Effect> {
        self.tallies.iter().map(|(name, votes)| {
            let elected = self.elected.contains(name);
            CaseEffect::Moved {
                case: nominee(&self.election, name),
                stage: if elected { "elected" } else { "not-elected" },
                worth: i64::try_from(*votes).ok(),
                owes: None,
                ends: !self.enough,
            }
            .into()
        })
    }
}

kind! {
    /// The result is declared on the spot, with everybody's votes. Seats still open go into a run-off between those who had the
    /// most, more of them than seats; or the election is over and the office is handed over.
    pub struct Declared = "poll.result-declared.v1", signed by Signers::SEEN {
        /// The election.
        pub election: Code,
        /// How many seats are still open.
        pub open: u32,
        /// Who is elected, by this count.
        pub elected: Vec<Code>,
        /// The day of the run-off, if there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub runoff: Option<Day>,
        /// Who goes into it, with the votes read out for them.
        #[serde(default, deserialize_with = "json::unique_map", skip_serializing_if = "BTreeMap::is_empty")]
        pub again: BTreeMap<Code, u64>,
        /// Who else is not elected, with the votes read out for them.
        #[serde(default, deserialize_with = "json::unique_map", skip_serializing_if = "BTreeMap::is_empty")]
        pub others: BTreeMap<Code, u64>,
        /// Who conducts the run-off, or hands over.
        pub owner: Party,
    }
    subject |e| e.election;
    requires |e| [
        CaseClause::At { case: ELECTION.case(&e.election), any: &["counted"] },
        CaseClause::Worth { case: ELECTION.case(&e.election), amount: i64::from(e.open) },
        CaseClause::Worth { case: SLATE.case(&e.election), amount: e.named() },
        CountClause::AddsUp { what: "sum-elections-once", whole: e.names().count() as u64, parts: vec![e.once()] },
        CountClause::Within { what: "sum-poll-again", part: e.needed(), whole: e.again.len() as u64 },
        CountClause::Within {
            what: "sum-poll-most", part: e.others.values().copied().max().filter(|_| e.runoff.is_some()).unwrap_or(0),
            whole: e.again.values().copied().min().unwrap_or(0),
        };
        e.again.iter().chain(&e.others).flat_map(|(name, votes)| [
            CaseClause::At { case: nominee(&e.election, name), any: &["not-elected"] }.into(),
            CaseClause::Worth {
                case: nominee(&e.election, name), amount: i64::try_from(*votes).unwrap_or(i64::MAX),
            }.into(),
        ]).chain(e.elected.iter().map(|name| {
            CaseClause::At { case: nominee(&e.election, name), any: &["elected"] }.into()
        }))
    ];
    causes |e| [
        match e.runoff {
            Some(day) => CaseEffect::moved(ELECTION.case(&e.election), "runoff-called", e.owner.clone(), Due::On(day)),
            None => CaseEffect::moved(
                ELECTION.case(&e.election), "declared", e.owner.clone(), Due::Within(Clock::Named("poll-handover")),
            ),
        };
        e.sent_on()
    ];
    told |e| [
        ("election", Told::Case(ELECTION.case(&e.election))),
        ("elected", Told::text(e.elected.len())),
        ("open", Told::text(e.open)),
        ("runoff", Told::text(e.runoff.map_or_else(|| "no".to_owned(), |day| day.to_string()))),
    ];
}

impl Declared {
    /// Everybody on the slate.
    fn names(&self) -> impl Iterator<Item = &Code> {
        self.elected.iter().chain(self.again.keys()).chain(self.others.keys())
    }

    fn named(&self) -> i64 {
        i64::try_from(self.names().count()).unwrap_or(i64::MAX)
    }

    fn once(&self) -> u64 {
        self.names().collect::<BTreeSet<_>>().len() as u64
    }

    /// How many must go into a run-off: more than there are seats. Without one there is nobody to go.
    fn needed(&self) -> u64 {
        self.runoff.map_or(0, |_| u64::from(self.open).saturating_add(1))
    }

    fn sent_on(&self) -> impl Iterator<Item = Effect> {
        let again = self.again.keys().map(|name| CaseEffect::Moved {
            case: nominee(&self.election, name),
            stage: "in-runoff",
            worth: None,
            owes: None,
            ends: false,
        });
        let elected = self.elected.iter().map(|name| CaseEffect::ended(nominee(&self.election, name), "elected"));
        let others = self.others.keys().map(|name| CaseEffect::ended(nominee(&self.election, name), "not-elected"));
        let slate = self.runoff.map(|_| CaseEffect::Moved {
            case: SLATE.case(&self.election),
            stage: "again",
            worth: i64::try_from(self.again.len()).ok(),
            owes: None,
            ends: false,
        });
        again.chain(elected).chain(others).chain(slate).map(Effect::from)
    }
}

kind! {
    /// The office is handed over: seals, accounts, papers, things. A personnel resolution seats those elected.
    pub struct HandedOver = "poll.handed-over.v1", signed by Signers::LEADERS {
        /// The election.
        pub election: Code,
        /// The resolution.
        pub matter: Code,
        /// What was handed over, head by head.
        pub items: Vec<Line>,
        /// The record both sides signed.
        pub records: Vec<FileRef>,
    }
    subject |e| e.election;
    requires |e| [
        CaseClause::At { case: ELECTION.case(&e.election), any: &["declared"] },
        AuthorityClause::AdoptedAs { matter: e.matter.clone(), sort: MatterSort::Personnel },
        ObligationClause::Evidenced(e.records.clone()),
    ];
    causes |e| [CaseEffect::ended(ELECTION.case(&e.election), "handed-over"); over(&e.election)];
    told |e| [
        ("election", Told::Case(ELECTION.case(&e.election))),
        ("matter", Told::Matter(e.matter.clone())),
        ("items", Told::text(e.items.len())),
    ];
}
