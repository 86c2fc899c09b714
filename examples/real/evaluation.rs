//! Student evaluation of instructors as a ledger: 28 questions with five scores, counted by class.
//!
//! How the source is mapped, and what it does not say:
//!
//! - Each instructor is evaluated for themselves; each class is a group, counted for itself. Single ballots are not
//!   recorded, only how many gave each score to each question.
//! - The source gives no roll, so a group is as large as the ballots published of it, and turnout says nothing.
//! - It gives no dates. Those of the ledger are the days on which the record is made: one to open, one to count.
//! - Questions weigh the same, as nearly as basis points allow. Nobody decided a band, so none is recorded.
//! - How often a course is repeated, attendance and felt difficulty describe the voter, and are left out.

use std::collections::BTreeMap;
use std::path::Path;

use mingbai::base::code::Code;
use mingbai::base::money::Currency;
use mingbai::base::note::Vkey;
use mingbai::base::time::{Day, Written};
use mingbai::base::words::Bi;
use mingbai::event::ballot::{
    Aspect, Balloting, Band, Dimension, DimensionCount, Electorate, Evaluation, FULL_WEIGHT, Form, Group, GroupCount,
    Round, Subject, Tally,
};
use mingbai::event::kinds::evaluation::{Counted, Opened, Tallied};

use crate::real::Any;
use crate::real::desk::{ALL, Book, Desk};

/// Who signs counts.
const REVIEWERS: &[&str] = &["reviewer-1", "reviewer-2"];
/// Columns that say something of the voter, the course or the instructor; the others are questions.
const ABOUT: [&str; 5] = ["instr", "class", "nb.repeat", "attendance", "difficulty"];
/// Questions 1 to 12 are about the course, the others about how it is taught.
const ABOUT_THE_COURSE: usize = 12;
/// The best score.
const BEST: u32 = 5;

/// Ballots by instructor and class, each a list of scores in the order of the questions.
#[derive(Debug)]
pub struct Ballots {
    questions: Vec<String>,
    by_instructor: BTreeMap<String, BTreeMap<String, Vec<Vec<u32>>>>,
}

/// What was recorded.
#[derive(Debug)]
pub struct Told {
    /// Ballots counted.
    pub ballots: u64,
    /// By instructor.
    pub tallies: BTreeMap<String, Tally>,
}

/// The ledger these ballots go into. It holds no money.
pub fn book(log: &Vkey) -> Book {
    Book {
        origin: log.name().to_owned(),
        title: Bi::new("课程评议计票", "Counts of a course evaluation"),
        currency: Currency { code: "TRY".into(), exponent: 2, symbol: "₺".into() },
        offset_minutes: 0,
        log: log.to_string(),
    }
}

/// Reads the file of ballots.
pub fn read(file: &Path) -> Any<Ballots> {
    let mut reader = csv::Reader::from_path(file)?;
    let header: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    let at = |name: &str| header.iter().position(|found| found == name).ok_or(format!("no column {name}"));
    let (instructor, class) = (at("instr")?, at("class")?);
    let asked: Vec<usize> = (0..header.len()).filter(|i| !ABOUT.contains(&header[*i].as_str())).collect();
    let mut ballots = Ballots { questions: Vec::new(), by_instructor: BTreeMap::new() };
    ballots.questions = asked.iter().map(|i| header[*i].clone()).collect();
    for row in reader.records() {
        let row = row?;
        let scores = asked.iter().map(|i| Ok(row[*i].parse()?)).collect::<Any<Vec<u32>>>()?;
        let classes = ballots.by_instructor.entry(row[instructor].to_owned()).or_default();
        classes.entry(row[class].to_owned()).or_default().push(scores);
    }
    Ok(ballots)
}

fn size(ballots: &[Vec<u32>]) -> Any<u32> {
    Ok(u32::try_from(ballots.len())?)
}

fn form(questions: &[String]) -> Any<Form> {
    let many = u64::try_from(questions.len())?;
    let dimension = |(i, question): (usize, &String)| -> Any<Dimension> {
        let spare = u64::try_from(i)? < FULL_WEIGHT % many;
        Ok(Dimension {
            dimension: question.to_lowercase().parse()?,
            label: question.parse()?,
            aspect: if i < ABOUT_THE_COURSE { Aspect::Work } else { Aspect::Style },
            weight: u32::try_from(FULL_WEIGHT / many + u64::from(spare))?,
        })
    };
    let band = |score: u32| -> Any<Band> {
        Ok(Band { band: band_code(score)?, label: format!("{score} of {BEST}").parse()?, score })
    };
    Ok(Form {
        dimensions: questions.iter().enumerate().map(dimension).collect::<Any<_>>()?,
        bands: (1..=BEST).rev().map(band).collect::<Any<_>>()?,
    })
}

/// The band of a score.
pub fn band_code(score: u32) -> Any<Code> {
    Ok(format!("score-{score}").parse()?)
}

/// Opens one evaluation for each instructor: from now on form and groups are fixed.
pub fn open(desk: &mut Desk<'_>, ballots: &Ballots, today: Day) -> Any<Vec<Evaluation>> {
    let noon = desk.noon(today);
    let closes = Written::new(noon.instant().plus_seconds(3_600), desk.offset_minutes);
    let balloting = Balloting { opens: noon, closes };
    let mut opened = Vec::new();
    for (instructor, classes) in &ballots.by_instructor {
        let group = |(class, cast): (&String, &Vec<Vec<u32>>)| -> Any<Group> {
            Ok(Group {
                group: format!("class-{class}").parse()?,
                label: format!("Class {class}: ballots published, the source gives no roll").parse()?,
                size: size(cast)?,
            })
        };
        let details = Evaluation {
            evaluation: format!("instructor-{instructor}").parse()?,
            title: format!("Course evaluation, instructor {instructor}").parse()?,
            subject: Subject::Label(format!("Instructor {instructor}").parse()?),
            from: today,
            until: today,
            round: Round { round: "courses".parse()?, subjects: u32::try_from(ballots.by_instructor.len())? },
            chair: "reviewer-1".parse()?,
            form: form(&ballots.questions)?,
            electorate: Electorate { rolled_on: today, groups: classes.iter().map(group).collect::<Any<_>>()? },
            balloting,
        };
        desk.put(today, Opened { details: details.clone() }, ALL)?;
        opened.push(details);
    }
    desk.flush()?;
    Ok(opened)
}

/// Counts every class and adds up each evaluation.
pub fn count(desk: &mut Desk<'_>, ballots: &Ballots, opened: &[Evaluation], on: Day) -> Any<Told> {
    let mut told = Told { ballots: 0, tallies: BTreeMap::new() };
    for (details, (instructor, classes)) in opened.iter().zip(&ballots.by_instructor) {
        let mut counts = Vec::new();
        for (group, cast) in details.electorate.groups.iter().zip(classes.values()) {
            let count = group_count(&details.form, cast)?;
            counts.push(count.clone());
            told.ballots += u64::from(count.returned);
            let (evaluation, group) = (details.evaluation.clone(), group.group.clone());
            let tellers = [REVIEWERS[0].parse()?, REVIEWERS[1].parse()?];
            desk.put(on, Counted { evaluation, group, count, tellers }, REVIEWERS)?;
        }
        let tally = Tally::of(details, &counts);
        desk.put(on, Tallied { evaluation: details.evaluation.clone(), tally: tally.clone() }, REVIEWERS)?;
        told.tallies.insert(instructor.clone(), tally);
    }
    desk.flush()?;
    Ok(told)
}

fn group_count(form: &Form, cast: &[Vec<u32>]) -> Any<GroupCount> {
    let returned = size(cast)?;
    let mut dimensions = Vec::new();
    for (i, asked) in form.dimensions.iter().enumerate() {
        let mut bands: BTreeMap<Code, u32> = form.bands.iter().map(|band| (band.band.clone(), 0)).collect();
        for scores in cast {
            *bands.get_mut(&band_code(scores[i])?).ok_or("a score that the form does not have")? += 1;
        }
        dimensions.push(DimensionCount { dimension: asked.dimension.clone(), bands, blank: 0 });
    }
    Ok(GroupCount { issued: returned, returned, invalid: 0, dimensions })
}
