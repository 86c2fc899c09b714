//! The votes of New York City's council in 2023 as a ledger: people and their terms, who was at each meeting, and
//! every roll call on a resolution, member by member.
//!
//! How the source is mapped, and what is left out:
//!
//! - Each body, person and term of the source becomes one event. Terms of one person in one body that overlap are one
//!   term. The public advocate sits with the council without a vote, so in a body of their own.
//! - A meeting with a roll call becomes `meeting.held`; the others were put off, or their roll is not published.
//! - A resolution is proposed on the day of its introduction. A committee's roll call on it is its study, the council's
//!   is its vote; both carry every member due that day, and the ledger refuses a roll that misses one.
//! - A voice vote has no roll, so no step can be recorded for it, and the resolution stays as far as it had come.
//!   [`Told::voice`] lists them.
//! - What the council adopted is adopted on that day, and the source's own words are its result.

use std::collections::BTreeMap;

use mingbai::base::code::{Code, Line};
use mingbai::base::money::Currency;
use mingbai::base::note::Vkey;
use mingbai::base::time::Day;
use mingbai::base::words::Bi;
use mingbai::event::authority::{Matter, MatterSort, Meeting, RollLine, Vote};
use mingbai::event::kinds::charter::{Appointed, BodyFormed, Enrolled};
use mingbai::event::kinds::meeting::Held;
use mingbai::event::kinds::resolution::{Adopted, Proposed, Resulted, StepData, Studied, Voted};
use mingbai::event::mandate::{BodyDetails, BodySort, PersonDetails, Seat, Term};
use mingbai::import::cell;

use crate::real::Any;
use crate::real::desk::{Book, Desk, KEEPERS};
use crate::real::legistar::{Action, Office, Resolution, Source};

/// The council itself among the source's bodies.
const COUNCIL: u32 = 1;
/// The body of the public advocate as a member of the council without a vote.
const ADVOCATE: &str = "public-advocate";
/// The resolution of the reviewers that what the source says of people and terms is taken into the record.
const ROLL: &str = "roll-of-office-holders";

/// What was recorded, and what could not be.
#[derive(Debug, Default)]
pub struct Told {
    /// Bodies.
    pub bodies: usize,
    /// People.
    pub people: usize,
    /// Terms, after overlapping ones were joined.
    pub terms: usize,
    /// Meetings with a roll.
    pub meetings: usize,
    /// Meetings without one.
    pub without_roll: usize,
    /// Resolutions.
    pub resolutions: usize,
    /// Roll calls on them.
    pub roll_calls: usize,
    /// Resolutions adopted by a roll call.
    pub adopted: usize,
    /// Resolutions that the council decided by voice.
    pub voice: Vec<String>,
}

/// The ledger these records go into.
pub fn book(log: &Vkey) -> Book {
    Book {
        origin: log.name().to_owned(),
        title: Bi::new("纽约市议会 2023 年表决记录", "Votes of the New York City Council, 2023"),
        currency: Currency { code: "USD".into(), exponent: 2, symbol: "$".into() },
        offset_minutes: -300,
        log: log.to_string(),
    }
}

/// Records everything.
pub fn record(desk: &mut Desk<'_>, source: &Source) -> Any<Told> {
    let mut told = Told::default();
    people(desk, source, &mut told)?;
    meetings(desk, source, &mut told)?;
    for resolution in &source.resolutions {
        self::resolution(desk, resolution, &mut told)?;
    }
    desk.flush()?;
    Ok(told)
}

/// The body of an office.
fn body_of(office: &Office) -> String {
    let advocate = office.body == COUNCIL && office.member_type == "PRIMARY PUBLIC ADVOCATE";
    if advocate { ADVOCATE.to_owned() } else { body_code(office.body) }
}

fn body_code(body: u32) -> String {
    if body == COUNCIL { "council".to_owned() } else { format!("body-{body}") }
}

/// The day a time stamp of the source is on.
pub fn day(stamp: &str) -> Any<Day> {
    Ok(stamp.get(..10).unwrap_or_default().parse()?)
}

/// A title as a code, `chairperson`.
fn office_code(title: &str) -> Any<Code> {
    let words: Vec<String> =
        title.to_lowercase().split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_owned).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
    Ok(if words.is_empty() { "member".to_owned() } else { words.join("-") }.parse()?)
}

/// A term of a person in a body, before overlapping ones are joined.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    from: Day,
    until: Day,
    office: Code,
}

/// Terms by body and person, overlapping ones joined: the later title counts.
fn terms(source: &Source) -> Any<BTreeMap<String, BTreeMap<String, Vec<Span>>>> {
    let mut bodies: BTreeMap<String, BTreeMap<String, Vec<Span>>> = BTreeMap::new();
    for person in &source.people {
        for office in &person.office_records {
            let span =
                Span { from: day(&office.start)?, until: day(&office.end)?, office: office_code(&office.title)? };
            bodies.entry(body_of(office)).or_default().entry(person.slug.clone()).or_default().push(span);
        }
    }
    for spans in bodies.values_mut().flat_map(BTreeMap::values_mut) {
        spans.sort();
        let mut joined: Vec<Span> = Vec::new();
        for span in spans.drain(..) {
            match joined.last_mut().filter(|last| span.from <= last.until) {
                Some(last) => *last = Span { from: last.from, until: last.until.max(span.until), office: span.office },
                None => joined.push(span),
            }
        }
        *spans = joined;
    }
    Ok(bodies)
}

fn people(desk: &mut Desk<'_>, source: &Source, told: &mut Told) -> Any<()> {
    let terms = terms(source)?;
    let spans = || terms.values().flat_map(BTreeMap::values).flatten();
    let first = spans().map(|span| span.from).min().ok_or("no terms")?;
    desk.agree(first, matter(ROLL, "Office holders as the public record names them", MatterSort::Personnel)?)?;
    let names: BTreeMap<String, &str> = source
        .people
        .iter()
        .flat_map(|person| &person.office_records)
        .map(|office| (body_of(office), office.body_name.as_str()))
        .collect();
    for (body, members) in &terms {
        let name = if body == ADVOCATE { "Public Advocate, presiding without a vote" } else { names[body] };
        let sort = match body.as_str() {
            "council" => BodySort::Assembly,
            ADVOCATE => BodySort::Other,
            _ => BodySort::Committee,
        };
        let details = BodyDetails { body: body.parse()?, name: Bi::new(name, name), sort, seats: seats(members) };
        desk.put(first, BodyFormed { details, matter: ROLL.parse()? }, KEEPERS)?;
        told.bodies += 1;
    }
    for person in &source.people {
        let details = PersonDetails { person: person.slug.parse()?, name: line(&person.full_name)?, key: None };
        desk.put(first, Enrolled { details }, KEEPERS)?;
        told.people += 1;
    }
    for (body, members) in &terms {
        for (person, spans) in members {
            for span in spans {
                let seat = Seat { body: body.parse()?, office: span.office.clone() };
                let term = Term { person: person.parse()?, seat, from: span.from, until: span.until };
                desk.put(first, Appointed { term, matter: ROLL.parse()? }, KEEPERS)?;
                told.terms += 1;
            }
        }
    }
    Ok(())
}

/// The most members a body had on one day.
fn seats(members: &BTreeMap<String, Vec<Span>>) -> u32 {
    let spans = || members.values().flatten();
    let on = |day: Day| spans().filter(|span| span.from <= day && day <= span.until).count();
    let most = spans().map(|span| on(span.from)).max().unwrap_or_default();
    u32::try_from(most).unwrap_or(u32::MAX)
}

fn meetings(desk: &mut Desk<'_>, source: &Source, told: &mut Told) -> Any<()> {
    for event in &source.events {
        let Some(roll) = event.items.iter().map(|item| &item.roll_call).find(|roll| !roll.is_empty()) else {
            told.without_roll += 1;
            continue;
        };
        let line_of = |presence: &crate::real::legistar::Presence| -> Any<RollLine> {
            let vote = match presence.value.trim() {
                "Present" => Vote::Unrecorded,
                "Absent" => Vote::Absent,
                // Medical, Parental, Jury Duty, Conflict (of engagements), …: the source states a reason.
                _ => Vote::Excused,
            };
            Ok(RollLine { person: presence.slug.parse()?, vote })
        };
        let roll = roll.iter().map(line_of).collect::<Any<_>>()?;
        let on = day(&event.date)?;
        let meeting = Meeting { body: body_code(event.body).parse()?, on, roll, minutes: None };
        desk.put(on, Held { meeting, topic: line(&format!("Meeting {}", event.id))? }, KEEPERS)?;
        told.meetings += 1;
    }
    Ok(())
}

/// The code of a resolution.
pub fn code(resolution: &Resolution) -> Any<Code> {
    Ok(resolution.file.to_lowercase().replace(' ', "-").parse()?)
}

/// How a vote of the source is recorded.
pub fn vote(text: &str) -> Vote {
    match text {
        "Affirmative" => Vote::For,
        "Negative" => Vote::Against,
        "Abstain" => Vote::Abstain,
        "Absent" => Vote::Absent,
        // Present by the roll of the meeting, but without a vote.
        "Non-voting" | "" => Vote::Unrecorded,
        // Medical, Maternity, Parental, Excused.
        _ => Vote::Excused,
    }
}

fn resolution(desk: &mut Desk<'_>, resolution: &Resolution, told: &mut Told) -> Any<()> {
    let matter = code(resolution)?;
    let rolls: Vec<&Action> = resolution.history.iter().filter(|action| action.is_roll_call()).collect();
    let studied = rolls.iter().any(|action| action.body != COUNCIL);
    let sort = if studied { MatterSort::Activity } else { MatterSort::Other };
    // A few were voted on before the day the source gives as their introduction.
    let days = rolls.iter().map(|action| day(&action.date)).collect::<Any<Vec<_>>>()?;
    let opened = days.into_iter().chain([day(&resolution.intro_date)?]).min().unwrap_or_default();
    desk.put(opened, Proposed { details: self::matter(matter.as_str(), &resolution.name, sort)? }, KEEPERS)?;
    told.resolutions += 1;
    for action in rolls {
        let step = step(&matter, action)?;
        let on = step.meeting.on;
        let carried = step.carried;
        told.roll_calls += 1;
        if action.body != COUNCIL {
            desk.put(on, Studied(step), KEEPERS)?;
            continue;
        }
        desk.put(on, Voted(step), KEEPERS)?;
        if carried {
            desk.put(on, Adopted { matter: matter.clone(), on }, KEEPERS)?;
            let result = format!("{}. {}", resolution.status_name, action.what).parse()?;
            desk.put(on, Resulted { matter: matter.clone(), on, result, complete: true }, KEEPERS)?;
            told.adopted += 1;
        }
    }
    let decided = |action: &Action| action.body == COUNCIL && action.passed_flag_name == "Pass";
    if resolution.history.iter().any(|action| decided(action) && !action.is_roll_call()) {
        told.voice.push(resolution.file.clone());
    }
    Ok(())
}

fn step(matter: &Code, action: &Action) -> Any<StepData> {
    let line_of = |cast: &crate::real::legistar::Cast| -> Any<RollLine> {
        Ok(RollLine { person: cast.slug.parse()?, vote: vote(&cast.vote) })
    };
    let roll: Vec<RollLine> = action.votes.iter().map(line_of).collect::<Any<_>>()?;
    let meeting = Meeting { body: body_code(action.body).parse()?, on: day(&action.date)?, roll, minutes: None };
    let count = meeting.count();
    // As `record-profile.toml` has it: the council by a majority of all members, a committee of those present.
    let whole = if action.body == COUNCIL { count.due } else { count.present };
    let carried = count.yes * 2 > whole;
    let opinion = Some(action.what.parse()?);
    Ok(StepData { matter: matter.clone(), meeting, carried, opinion })
}

fn matter(code: &str, title: &str, sort: MatterSort) -> Any<Matter> {
    let title = line(title)?;
    Ok(Matter {
        matter: code.parse()?,
        title,
        sort,
        text: None,
        grant: None,
        files: Vec::new(),
        policy: None,
        personnel: Vec::new(),
    })
}

fn line(text: &str) -> Any<Line> {
    cell::line(text).map(|(line, _)| line).ok_or_else(|| "a blank text".into())
}
