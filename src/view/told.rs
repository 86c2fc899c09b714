//! An event in one plain sentence, in the reader's language.

use crate::base::code::Code;
use crate::base::money::Currency;
use crate::base::words::{Lang, say};
use crate::event::kind::{KindInfo, Told};
use crate::event::payload::Event;
use crate::rules::standing::Standing;

/// The sentence `event-<kind>` with the event's values. With a standing, money is written in the ledger's currency and
/// persons and bodies by name; without one (someone signs offline) codes and minor units are shown as they are.
pub fn sentence(event: &Event, standing: Option<&Standing>, lang: Lang) -> String {
    let key = format!("event-{}", event.head.kind.replace('.', "-"));
    let founded = standing.and_then(|standing| standing.founded.as_ref());
    let args: Vec<(&'static str, String)> = event
        .body
        .told()
        .into_iter()
        .map(|(name, told)| {
            let value = match told {
                Told::Money(amount) => {
                    founded.map_or_else(|| Currency::yuan().plain(amount), |founded| founded.currency.shown(amount))
                }
                Told::Text(text) => standing.map_or_else(|| text.clone(), |standing| named(&text, standing, lang)),
            };
            (name, value)
        })
        .collect();
    say(lang, &key, &args)
}

/// The title of a kind.
pub fn title(kind: &str, lang: Lang) -> String {
    say(lang, &KindInfo::words_key(kind), &[])
}

fn named(text: &str, standing: &Standing, lang: Lang) -> String {
    let Ok(code) = text.parse::<Code>() else { return text.to_owned() };
    if standing.mandates.person(&code).is_some() {
        return standing.mandates.name_of(&code);
    }
    match standing.mandates.body(&code) {
        Some(body) => body.name.get(lang).to_owned(),
        None => text.to_owned(),
    }
}
