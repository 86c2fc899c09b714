//! An event in one plain sentence, in the reader's language.
//!
//! Only what the event names by code is called by name; words of the event itself stand as they were signed, even
//! where they happen to read like a code.

use crate::base::code::Code;
use crate::base::money::Currency;
use crate::base::time::Month;
use crate::base::words::{KEY_MARK, Lang, has, say, word};
use crate::event::ballot::Evaluation;
use crate::event::disclosure::DocumentPath;
use crate::event::kind::{KindInfo, Told};
use crate::event::payload::Event;
use crate::event::unit::Unit;
use crate::rules::standing::Standing;

/// The sentence `event-<kind>` with the event's values. With a standing, money is written in the ledger's currency and
/// codes are told by name; without one (someone signs offline) codes and minor units are shown as they are.
pub fn sentence(event: &Event, standing: Option<&Standing>, lang: Lang) -> String {
    let key = format!("event-{}", event.head.kind.replace('.', "-"));
    let told = event.body.told().into_iter();
    let args: Vec<(&str, String)> = told.map(|(name, told)| (name, value(told, standing, lang))).collect();
    say(lang, &key, &args)
}

/// The title of a kind.
pub fn title(kind: &str, lang: Lang) -> String {
    word(lang, &KindInfo::words_key(kind))
}

/// An office in words; its code when the product has none for it.
pub fn office(office: &Code, lang: Lang) -> String {
    let key = format!("office-{office}");
    if has(lang, &key) { word(lang, &key) } else { office.to_string() }
}

/// A quantity with its unit, in words.
pub fn quantity(unit: &Unit, amount: i64, lang: Lang) -> String {
    let item = if let Unit::Goods(item) = unit { item.to_string() } else { String::new() };
    let (hours, minutes) = ((amount / 60).to_string(), (amount % 60).to_string());
    let args = [("amount", amount.to_string()), ("item", item), ("hours", hours), ("minutes", minutes)];
    say(lang, unit.words_key(), &args)
}

fn value(told: Told, standing: Option<&Standing>, lang: Lang) -> String {
    match told {
        Told::Text(text) => text,
        Told::Word(key) => format!("{KEY_MARK}{key}"),
        Told::Office(code) => office(&code, lang),
        Told::Money(amount) => match standing.and_then(|standing| standing.founded.as_ref()) {
            Some(founded) => founded.currency.shown(amount),
            None => Currency::yuan().plain(amount),
        },
        Told::Person(code) => {
            known(code, standing, |standing, code| standing.mandates.person(code).map(|person| person.name.to_string()))
        }
        Told::Body(code) => known(code, standing, |standing, code| {
            standing.mandates.body(code).map(|body| body.name.get(lang).to_owned())
        }),
        Told::Account(code) => {
            known(code, standing, |standing, code| standing.books.account(code).map(|account| account.name.to_string()))
        }
        Told::Case(case) => match standing.and_then(|standing| standing.cases.get(&case)) {
            Some(state) => {
                say(lang, "told-titled", &[("title", state.title.to_string()), ("code", case.code.to_string())])
            }
            None => case.code.to_string(),
        },
        Told::Quantity { unit, amount } => quantity(&unit, amount, lang),
        Told::Document(path) => document(&path, standing, lang),
        Told::Matter(code) => known(code, standing, |standing, code| {
            let title = &standing.authorities.matter(code)?.matter.title;
            Some(say(lang, "told-titled", &[("title", title.to_string()), ("code", code.to_string())]))
        }),
        Told::Evaluation(code) => known(code, standing, |standing, code| {
            let title = &evaluation(standing, code)?.title;
            Some(say(lang, "told-titled", &[("title", title.to_string()), ("code", code.to_string())]))
        }),
        Told::Group { evaluation: of, group } => known(group, standing, |standing, group| {
            Some(evaluation(standing, &of)?.electorate.group(group)?.label.to_string())
        }),
        Told::Band { evaluation: of, band } => known(band, standing, |standing, band| {
            let form = &evaluation(standing, &of)?.form;
            form.bands.iter().find(|known| known.band == *band).map(|band| band.label.to_string())
        }),
    }
}

/// What a document is called: by what it is about, or else its path.
fn document(path: &DocumentPath, standing: Option<&Standing>, lang: Lang) -> String {
    let titled = standing.and_then(|standing| match path.as_str().split('/').collect::<Vec<_>>().as_slice() {
        ["finance", month] => {
            let month: Month = month.parse().ok()?;
            Some(say(lang, "finance-month-title", &[("month", month.to_string())]))
        }
        ["party", "evaluation", code] => Some(evaluation(standing, &code.parse().ok()?)?.title.to_string()),
        ["party", "resolution", code] => {
            Some(standing.authorities.matter(&code.parse().ok()?)?.matter.title.to_string())
        }
        _ => None,
    });
    titled.map_or_else(|| path.to_string(), |title| say(lang, "told-document", &[("title", title)]))
}

fn evaluation<'a>(standing: &'a Standing, code: &Code) -> Option<&'a Evaluation> {
    standing.ballots.evaluation(code).map(|state| &state.details)
}

/// What the code is called, or the code itself.
fn known(code: Code, standing: Option<&Standing>, name: impl FnOnce(&Standing, &Code) -> Option<String>) -> String {
    standing.and_then(|standing| name(standing, &code)).unwrap_or_else(|| code.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::kind::Kind;
    use crate::event::kinds::charter::{Appointed, InterestDeclared};
    use crate::event::kinds::resolution::{Adopted, Proposed};
    use crate::event::mandate::{Seat, Term};
    use crate::rules::testing::{ALL, ORIGIN, World, code, day, expense, line};

    fn told<K: Kind>(world: &World, body: K, lang: Lang) -> String {
        let time = "2026-03-31T10:00:00+08:00".parse().unwrap();
        sentence(&Event::new(crate::base::code::EventId::default(), ORIGIN, time, body), Some(&world.standing), lang)
    }

    #[test]
    fn codes_are_told_by_name() {
        let mut world = World::new();
        world.accept(Proposed { details: expense("gate", 900) }, ALL);
        let adopted = || Adopted { matter: code("gate"), on: day("2026-03-31") };
        assert_eq!(told(&world, adopted(), Lang::Zh), "事项 “gate”（gate） 于 2026-03-31 形成集体决议");
        let term = Term {
            person: code("comm-1"),
            seat: Seat { body: code("comm"), office: code("chair") },
            from: day("2026-01-01"),
            until: day("2026-12-31"),
        };
        let appointed = Appointed { term, matter: code("m") };
        assert!(told(&world, appointed.clone(), Lang::Zh).contains("主任"));
        assert!(told(&world, appointed, Lang::En).contains("chair"));
    }

    #[test]
    fn what_was_signed_stands_as_it_was_signed() {
        let world = World::new();
        for payee in ["comm", "office-chair", "@office-chair", "{ $person }", "%s", "<b>"] {
            let body = InterestDeclared { person: code("comm-1"), payee: line(payee) };
            assert!(told(&world, body, Lang::Zh).contains(payee), "{payee}");
        }
        assert!(format!("{KEY_MARK}office-chair").parse::<crate::base::code::Line>().is_err());
    }

    #[test]
    fn without_a_standing_codes_are_shown() {
        let time = "2026-03-31T10:00:00+08:00".parse().unwrap();
        let body = Adopted { matter: code("gate"), on: day("2026-03-31") };
        let event = Event::new(crate::base::code::EventId::default(), ORIGIN, time, body);
        assert_eq!(sentence(&event, None, Lang::Zh), "事项 gate 于 2026-03-31 形成集体决议");
    }
}
