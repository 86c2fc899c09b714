//! Pages of one ledger: its first page, a document, an event, each in the frame they share.
//!
//! Not for fetching: whoever serves or exports pages brings the board and the bytes of entries.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::base::hash::Hash;
use crate::base::key::PublicKey;
use crate::base::problem::Outcome;
use crate::base::time::Day;
use crate::base::words::{Lang, has, say, word};
use crate::event::disclosure::DisclosureEffect;
use crate::event::effect::Effect;
use crate::event::entry::Entry;
use crate::event::mandate::Seat;
use crate::event::payload::Event;
use crate::html::page::{Link, Page, Standing, address, day_form};
use crate::html::parts;
use crate::rules::standing;
use crate::view::board::Board;
use crate::view::document::{Content, Document, Value};
use crate::view::render::after::After;
use crate::view::render::chain::{Chain, Links};
use crate::view::render::charts;
use crate::view::render::page::{self, Part};
use crate::view::render::periods::periods;
use crate::view::render::value::{Scope, markup};
use crate::view::told;

/// The pages of a ledger in a language.
pub struct Site<'a> {
    board: &'a Board,
    scope: Scope,
}

impl<'a> Site<'a> {
    /// The pages of the ledger that `board` folded; `base` stands before its paths in links, `/xingfu`.
    pub fn new(board: &'a Board, base: &str, lang: Lang) -> Self {
        Self { board, scope: Scope::of(board.standing(), base.to_owned(), lang) }
    }

    /// What the ledger is called, and where its first page is.
    pub fn home_link(&self) -> Link {
        let founded = self.board.standing().founded.as_ref();
        let slug = || self.scope.base.trim_start_matches('/').to_owned();
        let title = founded.map_or_else(slug, |founded| founded.title.get(self.scope.lang).to_owned());
        Link::new(format!("{}/", self.scope.base), title)
    }

    /// The first page: the views, the latest entries (newest first, as bytes), and how to check them.
    pub fn home(&self, latest: &[Vec<u8>], vkey: &str) -> Outcome<Page> {
        let lang = self.scope.lang;
        let told = latest.iter().map(|bytes| self.told(bytes)).collect::<Outcome<Vec<_>>>()?;
        let body = html! {
            p.lead { (word(lang, "site-lead")) }
            ul.views {
                @for link in self.views() {
                    @let about = format!("view-{}-about", link.href.rsplit('/').next().unwrap_or_default());
                    li { a href=(address(&link.href, lang, &[])) { (link.text) span { (word(lang, &about)) } } }
                }
            }
            section.table aria-labelledby="latest" {
                h2 id="latest" { (word(lang, "home-latest")) }
                ol.latest reversed start=(self.board.standing().size.saturating_sub(1)) {
                    @for (index, day, sentence) in &told {
                        li { (markup(&Value::Day(*day), &self.scope)) " " a href=(self.event_address(*index)) { (sentence) } }
                    }
                }
            }
            @if !self.scope.is_past() { (day_form(&self.scope.base, "", None, lang)) }
            section.table aria-labelledby="check" {
                h2 id="check" { (word(lang, "home-check")) }
                p { (word(lang, "home-check-how")) }
                p { (word(lang, "home-key")) }
                p { code { (vkey) } }
            }
        };
        let mut page = self.frame("", self.home_link().text, body);
        page.crumbs.clear();
        Ok(page)
    }

    /// Index, day and sentence of an entry.
    fn told(&self, bytes: &[u8]) -> Outcome<(u64, Day, String)> {
        let entry = Entry::read(bytes)?;
        let event = Event::read(entry.envelope.payload())?;
        Ok((entry.index, event.head.day(), told::sentence(&event, Some(self.board.standing()), self.scope.lang)))
    }

    /// A page that is no document: `body` under `title`, in the ledger's frame.
    pub fn plain(&self, path: &str, title: String, body: Markup) -> Page {
        self.frame(path, title, body)
    }

    /// A document.
    pub fn document(&self, document: &Document, part: &Part) -> Page {
        let content = &document.content;
        let scope = Scope { asked: self.asked(content), ..self.scope.clone() };
        let beside = self.board.beside(&content.path);
        let body = page::body(content, (&self.response(content), &beside), part, &scope);
        let body = html! { (periods(&content.path, self.board.standing(), &scope)) (body) };
        let title = page::title(content, &scope);
        let mut page = self.frame(&content.path, title, body);
        page.standing = Some(Standing {
            size: document.size,
            root: document.root.to_string(),
            digest: Some(document.digest.to_string()),
            name: Some(format!("{}/{}", content.origin, content.path)),
        });
        page
    }

    /// How long the cases of a document took, where it lists cases of one sort.
    fn response(&self, content: &Content) -> Markup {
        let sort = content.path.strip_prefix("services/");
        sort.map_or_else(|| html! {}, |sort| charts::response(sort, self.board.standing(), &self.scope))
    }

    /// The items of a document that somebody asked about, and whether every question is answered.
    fn asked(&self, content: &Content) -> BTreeMap<u64, bool> {
        let items = content
            .tables
            .iter()
            .filter(|table| table.name == page::ITEMS)
            .flat_map(|table| table.rows.iter().flatten());
        let events = items.filter_map(|value| if let Value::Event { index, .. } = value { Some(*index) } else { None });
        let cases = &self.board.standing().cases;
        let answered = |index: &u64| {
            let opened = self.board.references().of(*index).iter().filter_map(|reference| reference.opened.as_ref());
            let mut states = opened.filter_map(|case| cases.get(case)).map(|state| state.ended).peekable();
            states.peek().is_some().then(|| states.all(|ended| ended))
        };
        events.filter_map(|index| Some((index, answered(&index)?))).collect()
    }

    /// An event in plain words, what it rests on, who signed it and how to check it. `leaf` is the leaf hash of
    /// `bytes`; `links` are the entries that [`crate::view::render::chain::needed`] names.
    pub fn event(&self, bytes: &[u8], leaf: Hash, links: &Links) -> Outcome<Page> {
        let lang = self.scope.lang;
        let entry = Entry::read(bytes)?;
        let event = Event::read(entry.envelope.payload())?;
        let fact = |label: &str, content: Markup| parts::Fact { label: word(lang, label), content, long: false };
        let facts = [
            fact("event-kind", html! { (told::title(event.head.kind, lang)) }),
            fact("event-happened", html! { time datetime=(event.head.time) { (written(&event)) } }),
            fact("event-accepted", markup(&Value::Instant(entry.time), &self.scope)),
            fact("event-id", html! { code { (event.head.id) } }),
        ];
        let body = html! {
            p.lead { (told::sentence(&event, Some(self.board.standing()), lang)) }
            (parts::facts(&facts))
            (Chain { board: self.board, event: &event, index: entry.index, links, scope: &self.scope }.section())
            (After { board: self.board, event: &event, index: entry.index, links, scope: &self.scope }.section())
            (self.sealed(&event))
            (self.signers(&entry, event.head.day()))
            (self.proof(&entry, &event, leaf))
        };
        let title = say(lang, "event-title", &[("index", entry.index.to_string())]);
        Ok(self.frame(&format!("events/{}", entry.index), title, body))
    }

    /// The private fields of an event: how often each was read, and whether it is erased.
    fn sealed(&self, event: &Event) -> Markup {
        let lang = self.scope.lang;
        let disclosures = &self.board.standing().disclosures;
        let effects = event.body.causes().into_iter().filter_map(|effect| match effect {
            Effect::Disclosure(DisclosureEffect::Sealed { sealed, .. }) => Some((sealed, disclosures.sealed(&sealed)?)),
            _ => None,
        });
        let told = effects.map(|(sealed, state)| {
            let key = if state.erased.is_some() { "opening-state-erased" } else { "opening-state" };
            let label = format!("field-{}", state.field.replace('_', "-"));
            let field = if has(lang, &label) { word(lang, &label) } else { state.field.clone() };
            // The desk's form filled in: only the supervision group can sign it, and the reading is recorded.
            let desk = address(&format!("{}/desk", self.scope.base), lang, &[]);
            let read = format!("{desk}#kind=sealed.read.v1&event={}&fields.0.sealed={sealed}", event.head.id);
            let words = say(lang, key, &[("field", field), ("read", state.read.to_string())]);
            (words, (state.erased.is_none() && !self.scope.is_past()).then_some(read))
        });
        let told: Vec<(String, Option<String>)> = told.collect();
        html! {
            @if !told.is_empty() {
                section.table aria-labelledby="sealed" {
                    h2 id="sealed" { (word(lang, "opening-label")) }
                    ul { @for (one, read) in &told { li.doing { (one) @if let Some(read) = read { " " a.button.second href=(read) { (word(lang, "opening-read")) } } } } }
                }
            }
        }
    }

    fn signers(&self, entry: &Entry, day: Day) -> Markup {
        let lang = self.scope.lang;
        let mandates = &self.board.standing().mandates;
        html! {
            section.table aria-labelledby="signers" {
                h2 id="signers" { (word(lang, "event-signed-by")) }
                ul.signers {
                    @for key in entry.envelope.keys() {
                        @let person = mandates.ever_held(&key);
                        li {
                            strong { (person.map_or_else(|| word(lang, "event-key-alone"), |who| mandates.name_of(who))) }
                            @for held in mandates.terms().iter().filter(|held| Some(&held.term.person) == person) {
                                @if held.covers(day) { span.seat { (seat(self.board.standing(), &held.term.seat, lang)) } }
                            }
                            code.quiet { (fingerprint(&key)) }
                        }
                    }
                }
            }
        }
    }

    fn proof(&self, entry: &Entry, event: &Event, leaf: Hash) -> Markup {
        let (lang, base) = (self.scope.lang, &self.scope.base);
        let exact = spread(&String::from_utf8_lossy(entry.envelope.payload()));
        html! {
            section.table aria-labelledby="proof" {
                h2 id="proof" { (word(lang, "event-proof")) }
                p { (word(lang, "event-proof-how")) }
                dl.proof { dt { (word(lang, "event-leaf")) } dd { code { (leaf) } } }
                ul {
                    li { a href=(format!("{base}/api/receipts/{}", event.head.id)) { (word(lang, "event-receipt")) } }
                    li { a href=(format!("{base}/api/entries/{}", entry.index)) { (word(lang, "event-entry")) } }
                }
                details {
                    summary { (word(lang, "event-exact")) }
                    pre { (exact) }
                }
            }
        }
    }

    fn event_address(&self, index: u64) -> String {
        address(&format!("{}/events/{index}", self.scope.base), self.scope.lang, &[])
    }

    /// The views: documents whose path has one part.
    fn views(&self) -> Vec<Link> {
        let overview = |path: &String| !path.contains('/');
        let link = |path: String| {
            let text = word(self.scope.lang, &format!("view-{path}"));
            Link::new(format!("{}/{path}", self.scope.base), text)
        };
        self.board.paths().into_iter().filter(overview).map(link).collect()
    }

    /// A page of the ledger, framed; it stands on everything folded.
    fn frame(&self, path: &str, title: String, body: Markup) -> Page {
        let home = self.home_link();
        let mut nav = self.views();
        nav.push(Link::new(format!("{}/search", self.scope.base), word(self.scope.lang, "search-title")));
        let view = path.split_once('/').map(|(view, _)| format!("{}/{view}", self.scope.base));
        let above = nav.iter().find(|link| Some(&link.href) == view.as_ref()).cloned();
        let (size, root) = (self.board.standing().size, self.board.root().to_string());
        Page {
            lang: self.scope.lang,
            title,
            crumbs: std::iter::once(home.clone()).chain(above).collect(),
            ledger: Some(home),
            nav,
            path: format!("{}/{path}", self.scope.base),
            asked: None,
            banner: None,
            standing: Some(Standing { size, root, digest: None, name: None }),
            body,
        }
    }
}

/// JSON over several lines. Only white space outside of strings is added, so it stays the text that was signed.
fn spread(json: &str) -> String {
    let (mut out, mut depth, mut quoted, mut escaped) = (String::with_capacity(json.len() * 2), 0_usize, false, false);
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    for c in json.chars() {
        match c {
            '}' | ']' if !quoted => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
            }
            '"' if !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = quoted && c == '\\' && !escaped;
        out.push(c);
        match c {
            '{' | '[' if !quoted => {
                depth += 1;
                line(&mut out, depth);
            }
            ',' if !quoted => line(&mut out, depth),
            ':' if !quoted => out.push(' '),
            _ => {}
        }
    }
    out
}

/// The first sixteen digits of a key, as the page of offices shows them.
fn fingerprint(key: &PublicKey) -> String {
    let text = key.to_string();
    let digits = text.rsplit(':').next().unwrap_or(&text);
    digits.get(..16).unwrap_or(digits).to_owned()
}

/// The time of an event as its signers wrote it, without the seconds.
fn written(event: &Event) -> String {
    let written = event.head.time.to_string();
    written.get(..16).unwrap_or(&written).replace('T', " ")
}

fn seat(standing: &standing::Standing, seat: &Seat, lang: Lang) -> String {
    let body = standing.mandates.body(&seat.body);
    let body = body.map_or_else(|| seat.body.to_string(), |body| body.name.get(lang).to_owned());
    let office = told::office(&seat.office, lang);
    match lang {
        Lang::Zh => format!("{body}{office}"),
        Lang::En => format!("{body}, {office}"),
    }
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn spreading_adds_nothing_but_white_space() {
        let json = r#"{"a":[1,{"b":"x,{y}: \\\" ]"},"\\"],"c":{},"d":"甲"}"#;
        let spread = spread(json);
        assert!(spread.lines().count() > 8);
        assert!(spread.contains(r#""x,{y}: \\\" ]""#));
        let same: serde_json::Value = serde_json::from_str(&spread).unwrap();
        assert_eq!(same, serde_json::from_str::<serde_json::Value>(json).unwrap());
        let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(solid(&spread), solid(json));
    }
}
