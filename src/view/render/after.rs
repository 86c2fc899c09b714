//! What came after an event: the stages of the case it is of, the entries that name it, and the way to ask about it.

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::base::words::{say, word};
use crate::event::case::{CaseEffect, CaseRef};
use crate::event::effect::Effect;
use crate::event::payload::Event;
use crate::html::page::address;
use crate::rules::standing::cases::{CaseState, StageState};
use crate::view::board::Board;
use crate::view::document::{Tone, Value};
use crate::view::render::chain::Links;
use crate::view::render::value::{Scope, markup, text};
use crate::view::{tables, told};

/// The cases an event is of.
fn cases(event: &Event) -> BTreeSet<CaseRef> {
    let of = |effect| match effect {
        Effect::Case(CaseEffect::Opened { case, .. } | CaseEffect::Moved { case, .. }) => Some(case),
        _ => None,
    };
    event.body.causes().into_iter().filter_map(of).collect()
}

/// Positions of the entries told on the page of an event: those that name it, and the stages of every case concerned.
pub fn needed(event: &Event, index: u64, board: &Board) -> BTreeSet<u64> {
    let naming = board.references().of(index);
    let opened = naming.iter().filter_map(|reference| reference.opened.clone());
    let states = cases(event).into_iter().chain(opened).collect::<BTreeSet<_>>();
    let states = states.iter().filter_map(|case| board.standing().cases.get(case));
    let stages = states.flat_map(|state| state.stages.iter().map(|stage| stage.at));
    naming.iter().map(|reference| reference.index).chain(stages).collect()
}

/// What came after one event.
pub struct After<'a> {
    /// Everything folded.
    pub board: &'a Board,
    /// The event.
    pub event: &'a Event,
    /// Its position.
    pub index: u64,
    /// The entries that [`needed`] names.
    pub links: &'a Links,
    /// How values are shown.
    pub scope: &'a Scope,
}

impl After<'_> {
    /// The section.
    pub fn section(&self) -> Markup {
        let (lang, naming) = (self.scope.lang, self.board.references().of(self.index));
        let states: Vec<(CaseRef, &CaseState)> = cases(self.event)
            .into_iter()
            .filter_map(|case| self.board.standing().cases.get(&case).map(|state| (case, state)))
            .collect();
        let ask = address(&format!("{}/ask", self.scope.base), lang, &[("event", &self.index.to_string())]);
        let feed = address(&format!("{}/feed.atom", self.scope.base), lang, &[("event", &self.index.to_string())]);
        html! {
            section.table aria-labelledby="after" {
                h2 id="after" { (word(lang, "after-title")) }
                @for (case, state) in &states { (self.case(case, state, &state.stages)) }
                @for reference in naming {
                    div.named {
                        (self.told(reference.index))
                        @if let Some((case, state)) = reference.opened.as_ref().and_then(|case| Some((case, self.board.standing().cases.get(case)?))) {
                            (self.case(case, state, state.stages.get(1..).unwrap_or_default()))
                        }
                    }
                }
                @if states.is_empty() && naming.is_empty() { p.quiet { (word(lang, "after-nothing")) } }
                p {
                    a.button.second href=(ask) rel="nofollow" { (word(lang, "after-ask")) }
                    @if !self.scope.is_past() { " " a href=(feed) { (word(lang, "after-follow")) } }
                }
            }
        }
    }

    /// An entry in a sentence that leads to it.
    fn told(&self, index: u64) -> Markup {
        let lang = self.scope.lang;
        let Some(event) = self.links.event(index) else { return html! {} };
        let href = address(&format!("{}/events/{index}", self.scope.base), lang, &[]);
        html! {
            (markup(&Value::Day(event.head.day()), self.scope)) " "
            @if index == self.index { strong { (told::title(event.head.kind, lang)) } }
            @else { a href=(href) { (told::sentence(event, Some(self.board.standing()), lang)) } }
        }
    }

    fn case(&self, case: &CaseRef, state: &CaseState, stages: &[StageState]) -> Markup {
        html! {
            ol.chain {
                @for stage in stages {
                    @let here = (stage.at == self.index).then_some("step");
                    li class=[here.map(|_| "here")] aria-current=[here] {
                        strong { (word(self.scope.lang, &case.stage_key(&stage.stage))) } " " (self.told(stage.at))
                    }
                }
                @if !state.ended { (self.waits(case, state)) }
            }
        }
    }

    /// Who has to move the case on, and by when.
    fn waits(&self, case: &CaseRef, state: &CaseState) -> Markup {
        let standing = self.board.standing();
        let owed = state.stage().and_then(|stage| {
            let duty = CaseState::duty(case, stage)?;
            Some((stage.owed_by.as_ref()?, standing.obligations.arisen(&duty, stage.at)?))
        });
        let Some((by, owed)) = owed else { return html! {} };
        let who = text(&tables::owed_by(by, standing), self.scope, false);
        let about = [("who", who), ("due", owed.due.to_string())];
        html! {
            li {
                (say(self.scope.lang, "after-waits", &about))
                @if owed.late(tables::latest_day(standing)) { " " (markup(&Value::badge("duty-stands-overdue", Tone::Bad), self.scope)) }
            }
        }
    }
}
