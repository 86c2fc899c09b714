//! Meetings: which body met when, how many were there, and what it was about.
//!
//! How each person voted on a resolution is in the resolution's own document.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, Line};
use crate::base::hash::Hash;
use crate::base::time::Day;
use crate::event::authority::{AuthorityEffect, Count, Meeting, Step, Vote};
use crate::event::effect::Effect;
use crate::rules::standing::Standing;
use crate::view::document::{Content, Fact, Table, Value};
use crate::view::open::party::parts::{self, Mark};
use crate::view::recorded::Recorded;

/// One item of a meeting.
#[derive(Debug, Serialize, Deserialize)]
struct Held {
    mark: Mark,
    body: Code,
    on: Day,
    count: Count,
    about: About,
    minutes: Option<Hash>,
}

#[derive(Debug, Serialize, Deserialize)]
enum About {
    /// A step of a matter, with a vote.
    Matter(Code, Step),
    /// Anything else, without one.
    Topic(Line),
}

/// How often someone was there.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Attendance {
    due: u64,
    present: u64,
    excused: u64,
}

/// What is kept of meetings.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Meetings {
    items: Vec<Held>,
    attendance: BTreeMap<(Code, Code), Attendance>,
}

impl Meetings {
    /// Takes in the next entry.
    pub fn fold(&mut self, recorded: &Recorded) {
        for effect in &recorded.effects {
            match effect {
                Effect::Authority(AuthorityEffect::Stepped { matter, step, meeting, .. }) => {
                    self.add(recorded, meeting, About::Matter(matter.clone(), *step));
                }
                Effect::Authority(AuthorityEffect::Met { meeting, topic }) => {
                    self.add(recorded, meeting, About::Topic(topic.clone()));
                }
                _ => {}
            }
        }
    }

    fn add(&mut self, recorded: &Recorded, meeting: &Meeting, about: About) {
        for line in &meeting.roll {
            let attendance = self.attendance.entry((meeting.body.clone(), line.person.clone())).or_default();
            attendance.due += 1;
            attendance.present += u64::from(line.vote.present());
            attendance.excused += u64::from(line.vote == Vote::Excused);
        }
        self.items.push(Held {
            mark: Mark::of(recorded),
            body: meeting.body.clone(),
            on: meeting.on,
            count: meeting.count(),
            about,
            minutes: meeting.minutes.as_ref().map(|file| file.sha256),
        });
    }

    /// How many meetings were held. A body that takes several items on one day has met once.
    pub fn held(&self) -> usize {
        self.items.iter().map(|item| (&item.body, item.on)).collect::<BTreeSet<_>>().len()
    }

    /// The document.
    pub fn content(&self, standing: &Standing) -> Content {
        let mut content = parts::content("party/meetings", "party-meetings", standing);
        content.facts = vec![
            Fact::new("party-meetings-held", Value::count(self.held())),
            Fact::new("party-items", Value::count(self.items.len())),
        ];
        content.tables = vec![self.listed(standing), self.attended(standing)];
        content.notes = vec!["party-note-meetings".into()];
        content
    }

    fn listed(&self, standing: &Standing) -> Table {
        let columns = [
            "party-day",
            "party-body",
            "party-about",
            "party-step",
            "party-due",
            "party-present",
            "party-for",
            "party-against",
            "party-abstain",
            "party-minutes",
            "party-event",
        ];
        let mut items: Vec<&Held> = self.items.iter().collect();
        items.sort_by_key(|item| std::cmp::Reverse((item.on, item.mark.index)));
        let rows = items.into_iter().map(|item| item.row(standing)).collect();
        parts::table("items", "party-meeting-items", &columns, rows)
    }

    fn attended(&self, standing: &Standing) -> Table {
        let columns =
            ["party-body", "party-person", "party-items-due", "party-present", "party-excused", "party-absent"];
        let mut attended: Vec<_> = self.attendance.iter().collect();
        attended.sort_by_key(|((body, _), _)| standing.mandates.sort_of(body));
        let row = |((body, person), attendance): (&(Code, Code), &Attendance)| {
            let absent = attendance.due.saturating_sub(attendance.present).saturating_sub(attendance.excused);
            vec![
                parts::body(body, standing),
                parts::person(person, standing),
                Value::count(attendance.due),
                Value::count(attendance.present),
                Value::count(attendance.excused),
                Value::count(absent),
            ]
        };
        parts::table("attendance", "party-attendance", &columns, attended.into_iter().map(row).collect())
    }
}

impl Held {
    fn row(&self, standing: &Standing) -> Vec<Value> {
        let (about, step) = match &self.about {
            About::Matter(matter, step) => (parts::resolution(matter, standing), Value::word(step.words_key())),
            About::Topic(topic) => (Value::text(topic), Value::None),
        };
        let voted = |ballots: u64| if step == Value::None { Value::None } else { Value::count(ballots) };
        let counts = [voted(self.count.yes), voted(self.count.no), voted(self.count.abstain)];
        let mut row = vec![Value::Day(self.on), parts::body(&self.body, standing), about, step];
        row.extend([Value::count(self.count.due), Value::count(self.count.present)]);
        row.extend(counts);
        row.extend([self.minutes.map_or(Value::None, Value::Digest), self.mark.link()]);
        row
    }
}
