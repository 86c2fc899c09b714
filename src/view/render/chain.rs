//! From money to people: what an event rests on, step by step. A payment leads to its resolution, the resolution to the
//! meetings that decided it and to what was paid under it, and each step to those who voted and signed.
//!
//! Everything told here stands in the standing or in the entries of the steps; nothing is kept for it.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use crate::base::code::Code;
use crate::base::limits;
use crate::base::problem::Outcome;
use crate::base::time::Day;
use crate::base::words::{say, word};
use crate::event::authority::{AuthorityEffect, Meeting};
use crate::event::effect::Effect;
use crate::event::entry::Entry;
use crate::event::payload::Event;
use crate::event::policy::StepRule;
use crate::event::posting::PostingEffect;
use crate::html::chart::meter;
use crate::html::page::in_lang;
use crate::html::parts::{self, Cell, Row, Shape};
use crate::rules::standing::Standing;
use crate::rules::standing::authorities::{MatterState, StepTaken};
use crate::view::board::Board;
use crate::view::document::{Content, Value};
use crate::view::open::party::parts::resolution_path;
use crate::view::open::party::{resolutions, wording};
use crate::view::render::after;
use crate::view::render::value::{Scope, markup, text};

/// Payments under a resolution told on the page of an event; its document has all.
const PAYMENTS: usize = 8;

/// The matter an event is about or rests on.
pub fn matter_of(event: &Event) -> Option<Code> {
    event.body.causes().into_iter().find_map(|effect| match effect {
        Effect::Authority(effect) => match effect {
            AuthorityEffect::Opened(matter) => Some(matter.matter),
            AuthorityEffect::Stepped { matter, .. }
            | AuthorityEffect::Concluded { matter, .. }
            | AuthorityEffect::Resulted { matter, .. }
            | AuthorityEffect::Applied { matter, .. }
            | AuthorityEffect::Consumed { matter, .. }
            | AuthorityEffect::RowTaken { matter, .. } => Some(matter),
            AuthorityEffect::Met { .. } => None,
        },
        Effect::Posting(PostingEffect::Posted { item, .. }) => item.matter,
        Effect::Posting(PostingEffect::BudgetSet { matter, .. }) => Some(matter),
        _ => None,
    })
}

/// Positions of the entries that the page of an event tells besides its own, at most [`limits::CHAIN_ENTRIES`]: those of the
/// steps it rests on, and what came after it.
pub fn needed(event: &Event, index: u64, board: &Board) -> BTreeSet<u64> {
    let steps = steps(event, board.standing()).into_iter();
    steps.chain(after::needed(event, index, board)).take(limits::CHAIN_ENTRIES).collect()
}

fn steps(event: &Event, standing: &Standing) -> BTreeSet<u64> {
    let state = matter_of(event).and_then(|matter| standing.authorities.matter(&matter));
    state.map(links).unwrap_or_default().into_iter().collect()
}

fn links(state: &MatterState) -> Vec<u64> {
    let steps = state.steps.iter().map(|step| step.index);
    let ends = [Some(state.index), state.conclusion.map(|end| end.index)];
    ends.into_iter().flatten().chain(steps).collect()
}

/// The entries of a chain, read.
pub struct Links(BTreeMap<u64, (Entry, Event)>);

impl Links {
    /// Reads the entries that [`needed`] names, by position.
    pub fn read(entries: &BTreeMap<u64, Vec<u8>>) -> Outcome<Self> {
        let read = |(index, bytes): (&u64, &Vec<u8>)| {
            let entry = Entry::read(bytes)?;
            let event = Event::read(entry.envelope.payload())?;
            Ok((*index, (entry, event)))
        };
        entries.iter().map(read).collect::<Outcome<_>>().map(Self)
    }

    /// The event of an entry.
    pub fn event(&self, index: u64) -> Option<&Event> {
        self.0.get(&index).map(|(_, event)| event)
    }

    /// Who signed an entry, by name and each once.
    fn signers(&self, index: u64, standing: &Standing) -> Vec<String> {
        let Some((entry, _)) = self.0.get(&index) else { return Vec::new() };
        let mandates = &standing.mandates;
        let people: BTreeSet<&Code> = entry.envelope.keys().filter_map(|key| mandates.ever_held(&key)).collect();
        people.into_iter().map(|who| mandates.name_of(who)).collect()
    }

    /// The meeting that took a step.
    fn meeting(&self, index: u64) -> Option<Meeting> {
        let (_, event) = self.0.get(&index)?;
        event.body.causes().into_iter().find_map(|effect| match effect {
            Effect::Authority(AuthorityEffect::Stepped { meeting, .. }) => Some(meeting),
            _ => None,
        })
    }
}

/// What the chain of one event is drawn from.
pub struct Chain<'a> {
    /// Everything folded.
    pub board: &'a Board,
    /// The event.
    pub event: &'a Event,
    /// Its position.
    pub index: u64,
    /// The entries of its steps.
    pub links: &'a Links,
    /// How values are shown.
    pub scope: &'a Scope,
}

impl Chain<'_> {
    /// The section; nothing for an event that rests on no matter.
    pub fn section(&self) -> Markup {
        let standing = self.board.standing();
        let Some(state) = matter_of(self.event).and_then(|matter| standing.authorities.matter(&matter)) else {
            return html! {};
        };
        let lang = self.scope.lang;
        html! {
            section.table aria-labelledby="chain" {
                h2 id="chain" { (word(lang, "chain-title")) }
                p.quiet { (word(lang, "chain-about")) }
                ol.chain {
                    @if !links(state).contains(&self.index) { (self.this()) }
                    (self.resolution(state))
                    @if let Some(end) = state.conclusion {
                        @let key = if end.adopted { "chain-adopted" } else { "chain-rejected" };
                        (self.step(&word(lang, key), end.on, end.index, html! {}))
                    }
                    @for taken in state.steps.iter().rev() { (self.meeting(taken)) }
                    (self.step(&word(lang, "chain-proposed"), state.proposed_on, state.index, html! {}))
                }
            }
            (self.payments(state))
        }
    }

    /// The event itself, where it is not one of the steps.
    fn this(&self) -> Markup {
        let money = self.event.body.causes().into_iter().find_map(|effect| match effect {
            Effect::Authority(AuthorityEffect::Consumed { amount, .. }) => Some(amount),
            _ => None,
        });
        html! {
            li.here aria-current="step" {
                strong { (word(self.scope.lang, "chain-this")) }
                @if let Some(amount) = money { " " (markup(&Value::Money(amount), self.scope)) }
            }
        }
    }

    fn resolution(&self, state: &MatterState) -> Markup {
        let (lang, matter) = (self.scope.lang, &state.matter);
        let path = format!("{}/{}", self.scope.base, resolution_path(&matter.matter));
        html! {
            li {
                strong { (word(lang, "chain-resolution")) } " "
                a href=(in_lang(&path, lang)) { (matter.title) } " "
                (markup(&resolutions::badge(state), self.scope))
                @if let Some(grant) = matter.grant.as_ref().filter(|_| state.adopted()) {
                    (cap(grant.cap, state, self.scope))
                }
            }
        }
    }

    /// A step with its day, its entry and who signed it.
    fn step(&self, name: &str, on: Day, index: u64, more: Markup) -> Markup {
        let lang = self.scope.lang;
        let signers = self.links.signers(index, self.board.standing());
        let here = (index == self.index).then_some("step");
        html! {
            li class=[here.map(|_| "here")] aria-current=[here] {
                strong { (name) } " " (markup(&Value::Day(on), self.scope)) " "
                a href=(in_lang(&format!("{}/events/{index}", self.scope.base), lang)) { "#" (index) }
                (more)
                @if !signers.is_empty() {
                    div.quiet { (say(lang, "chain-signed", &[("names", signers.join(self.scope.joint()))])) }
                }
            }
        }
    }

    fn meeting(&self, taken: &StepTaken) -> Markup {
        let (lang, standing) = (self.scope.lang, self.board.standing());
        let body = standing.mandates.body(&taken.body);
        let body = body.map_or_else(|| taken.body.to_string(), |body| body.name.get(lang).to_owned());
        let name = match taken.sort {
            Some(sort) => text(&wording::step(StepRule { step: taken.step, sort }), self.scope, false),
            None => word(lang, taken.step.words_key()),
        };
        let count = &taken.count;
        let counted = [
            ("present", count.present),
            ("due", count.due),
            ("yes", count.yes),
            ("no", count.no),
            ("abstain", count.abstain),
        ];
        let counted: Vec<(&str, String)> = counted.iter().map(|(name, count)| (*name, count.to_string())).collect();
        let more = html! {
            div { (body) " " (markup(&wording::outcome(taken.carried), self.scope)) " " (say(lang, "chain-count", &counted)) }
            @if let Some(meeting) = self.links.meeting(taken.index) {
                details {
                    summary { (word(lang, "chain-roll")) }
                    ul.roll {
                        @for line in &meeting.roll {
                            li { (standing.mandates.name_of(&line.person)) " " span.quiet { (markup(&wording::vote(line.vote), self.scope)) } }
                        }
                    }
                }
            }
        };
        self.step(&name, taken.on, taken.index, more)
    }

    /// What was paid under the matter, the newest last, with what was left after each.
    fn payments(&self, state: &MatterState) -> Markup {
        let lang = self.scope.lang;
        let path = resolution_path(&state.matter.matter);
        let content = self.board.content(&path);
        let Some((rows, cap)) = content.as_ref().and_then(paid).zip(state.matter.grant.as_ref().map(|grant| grant.cap))
        else {
            return html! {};
        };
        let mut left = cap;
        let rows: Vec<(Paid<'_>, i64)> = rows
            .into_iter()
            .map(|row| {
                left = left.saturating_sub(row.amount);
                (row, left)
            })
            .collect();
        let shown = &rows[rows.len().saturating_sub(PAYMENTS)..];
        if rows.is_empty() {
            return html! {};
        }
        let all = in_lang(&format!("{}/{path}", self.scope.base), lang);
        let cell = |value: &Value, shape| Cell { content: Some(markup(value, self.scope)), shape };
        let row = |(row, left): &(Paid<'_>, i64)| Row {
            cells: vec![
                cell(row.on, Shape::Short),
                cell(row.event, Shape::Short),
                cell(row.what, Shape::Words),
                cell(&Value::Money(row.amount), Shape::Figure),
                cell(&Value::Money(*left), Shape::Figure),
            ],
            more: Vec::new(),
        };
        let heads = [
            ("party-day", Shape::Short),
            ("party-event", Shape::Short),
            ("party-what-for", Shape::Words),
            ("party-amount", Shape::Figure),
            ("chain-left-after", Shape::Figure),
        ];
        parts::Table {
            id: "paid",
            caption: word(lang, "chain-paid"),
            wide: true,
            heads: heads.into_iter().map(|(head, shape)| (word(lang, head), shape)).collect(),
            rows: shown.iter().map(row).collect(),
            totals: None,
            empty: String::new(),
            above: None,
            below: html! {
                @if shown.len() < rows.len() {
                    p.files { a href=(all) { (say(lang, "chain-paid-all", &[("count", rows.len().to_string())])) } }
                }
            },
        }
        .render()
    }
}

/// A row of a resolution's payments.
struct Paid<'a> {
    on: &'a Value,
    event: &'a Value,
    what: &'a Value,
    amount: i64,
}

/// The payments in a resolution's document; none if it has no such table.
fn paid(content: &Content) -> Option<Vec<Paid<'_>>> {
    let table = content.tables.iter().find(|table| table.name == "payments")?;
    let column = |key: &str| table.columns.iter().position(|column| column == key);
    let [on, event, what, amount] =
        [column("party-day")?, column("party-event")?, column("party-what-for")?, column("party-amount")?];
    table
        .rows
        .iter()
        .map(|row| {
            let Value::Money(amount) = row.get(amount)? else { return None };
            Some(Paid { on: row.get(on)?, event: row.get(event)?, what: row.get(what)?, amount: *amount })
        })
        .collect()
}

/// What of a cap is used, as a bar and in figures.
fn cap(cap: i64, state: &MatterState, scope: &Scope) -> Markup {
    let money = |key: &str, amount: i64| {
        html! { (word(scope.lang, key)) " " strong { (markup(&Value::Money(amount), scope)) } }
    };
    html! {
        (meter(&word(scope.lang, "chain-meter"), state.used, cap))
        div.figures {
            span { (money("party-cap", cap)) } span { (money("party-used", state.used)) } span { (money("party-left", state.left())) }
        }
    }
}
