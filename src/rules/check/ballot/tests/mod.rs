//! Scenarios of evaluations, one refusal after the other: opening, counting, deciding; and random ballots against a
//! naive recount.

mod counting;
mod deciding;
mod opening;
mod random;
mod real;
mod remarks;

use crate::base::code::Code;
use crate::base::time::{Day, Written};
use crate::event::ballot::{
    Aspect, Balloting, Band, Decision, Dimension, DimensionCount, Electorate, Evaluation, Form, Group, GroupCount,
    Round, Subject, Tally,
};
use crate::event::kinds::evaluation::{Counted, Decided, Opened, Tallied};
use crate::event::mandate::Seat;
use crate::rules::testing::{World, code, day, line};

/// The supervision group, which opens, counts and tallies.
const SUP: &[&str] = &["sup-1", "sup-2", "sup-3"];
/// Those whose signatures a decision needs.
const DECIDE: &[&str] = &["party-2", "sup-1", "sup-2"];
/// Ballots by band, best to worst.
type Judged = [u32; 4];
const BANDS: [(&str, u32); 4] = [("excellent", 100), ("good", 80), ("basic", 60), ("unqualified", 0)];

fn person(name: &str) -> Subject {
    let office = match name {
        "comm-1" => "chair",
        "comm-2" => "vice-chair",
        _ => "member",
    };
    let body = name.split('-').next().unwrap();
    Subject::Person { person: code(name), seat: Seat { body: code(body), office: code(office) } }
}

fn form() -> Form {
    let dimensions =
        [("style", Aspect::Style, 3_000), ("work", Aspect::Work, 5_000), ("whole", Aspect::Overall, 2_000)];
    let asked = |(name, aspect, weight)| Dimension { dimension: code(name), label: line(name), aspect, weight };
    let answer = |(name, score)| Band { band: code(name), label: line(name), score };
    Form { dimensions: dimensions.map(asked).into(), bands: BANDS.map(answer).into() }
}

fn at(day: Day, clock: &str) -> Written {
    format!("{day}T{clock}+08:00").parse().unwrap()
}

/// An evaluation of `subject` with ballots cast `today` in the afternoon, by six representatives and four party
/// members, in a round of three.
fn evaluation(name: &str, subject: Subject, today: Day) -> Evaluation {
    let group = |name: &str, size| Group { group: code(name), label: line(name), size };
    Evaluation {
        evaluation: code(name),
        title: line("2026 年民主评议"),
        subject,
        from: day("2025-01-01"),
        until: day("2025-12-31"),
        round: Round { round: code("r1"), subjects: 3 },
        chair: code("sup-1"),
        form: form(),
        electorate: Electorate { rolled_on: today, groups: vec![group("reps", 6), group("party", 4)] },
        balloting: Balloting { opens: at(today, "14:00:00"), closes: at(today, "16:00:00") },
    }
}

/// A count in which every dimension was judged alike and every ballot given out came back.
fn count(judged: Judged) -> GroupCount {
    let ballots = judged.iter().sum();
    let bands = BANDS.iter().zip(judged).map(|((band, _), ballots)| (code(band), ballots));
    let row = |dimension: &Dimension| DimensionCount {
        dimension: dimension.dimension.clone(),
        bands: bands.clone().collect(),
        blank: 0,
    };
    let dimensions = form().dimensions.iter().map(row).collect();
    GroupCount { issued: ballots, returned: ballots, invalid: 0, dimensions }
}

fn counted(name: &str, group: &str, count: GroupCount) -> Counted {
    Counted { evaluation: code(name), group: code(group), count, tellers: [code("sup-2"), code("sup-3")] }
}

fn tally(world: &World, name: &str) -> Tallied {
    let tally: Tally = world.standing.ballots.evaluation(&code(name)).unwrap().sum();
    Tallied { evaluation: code(name), tally }
}

fn decided(name: &str, band: &str) -> Decided {
    let (ordinary, central) = ("平时了解".parse().unwrap(), "集中考评".parse().unwrap());
    Decided { evaluation: code(name), decision: Decision { band: code(band), ordinary, central, vacates: None } }
}

/// Opens an evaluation on `on`, and on the day after counts and tallies it: the representatives judge, the party
/// members stay away.
fn held(world: &mut World, details: Evaluation, judged: Judged) {
    let name = details.evaluation.to_string();
    let opened = details.balloting.opens.day();
    world.on(&opened.to_string()).accept(Opened { details }, SUP);
    world.on(&opened.plus(1).to_string());
    world.accept(counted(&name, "reps", count(judged)), SUP);
    world.accept(counted(&name, "party", count([0; 4])), SUP);
    let tallied = tally(world, &name);
    world.accept(tallied, SUP);
}

fn reopened(details: &Evaluation, name: &str, round: &str, today: Day) -> Evaluation {
    let mut again = evaluation(name, details.subject.clone(), today);
    again.round.round = code(round);
    again
}

fn codes(names: impl IntoIterator<Item = usize>) -> Vec<Code> {
    names.into_iter().map(|n| code(&format!("c{n}"))).collect()
}
