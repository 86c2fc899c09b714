//! Asking about an entry: a form without scripts that makes a slip. Residents have no key, so nothing is signed here and
//! nothing is kept: the slip goes to a worker, whose desk opens with the question filled in, and whose signature puts it into
//! the ledger, where its answer is owed by a day.

use std::sync::Arc;

use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use crate::base::code::Line;
use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, say, word};
use crate::event::entry::Entry;
use crate::event::kinds::question;
use crate::event::payload::Event;
use crate::html::page::{Page, escaped, in_lang};
use crate::html::qr;
use crate::http::follow::{Followed, Shown};
use crate::http::log::blocking;
use crate::http::site::{base, sent, trouble};
use crate::view::render::site::Site;
use crate::view::told;

/// What is asked, and about which entry.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    event: Option<String>,
    words: Option<String>,
    lang: Option<String>,
}

/// The form, and with words the slip.
pub async fn page(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let lang = if asked.lang.as_deref() == Some("en") { Lang::En } else { Lang::Zh };
    let at = shown.reached_at(&headers);
    let page = match shown.get(&slug) {
        Ok(followed) => blocking(move || Ok(made(&followed, &asked, &at, lang))).await,
        Err(problem) => return trouble(&problem, uri.path(), lang),
    };
    match page {
        Ok(Ok(page)) => ([(header::CACHE_CONTROL, "no-cache")], sent(&page)).into_response(),
        Ok(Err(problem)) => trouble(&problem, uri.path(), lang),
        Err(error) => error.into_response(),
    }
}

/// The entry asked about.
struct About {
    index: u64,
    event: Event,
    told: String,
}

fn made(followed: &Followed, asked: &Asked, at: &str, lang: Lang) -> Outcome<Page> {
    let missing = || Problem::missing("page-missing");
    let index: u64 = asked.event.as_deref().and_then(|text| text.parse().ok()).ok_or_else(missing)?;
    let size = followed.shown().size;
    let bytes = if index < size { followed.ledger.entries(index, index + 1)?.pop() } else { None };
    let event = Event::read(Entry::read(&bytes.ok_or_else(missing)?)?.envelope.payload())?;
    let told = followed.read(|board| told::sentence(&event, Some(board.standing()), lang));
    let about = About { index, event, told };
    let typed = asked.words.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let body = match typed.parse::<Line>() {
        Ok(words) => slip(followed, &about, &words, at, lang)?,
        Err(problem) => form(followed, &about, &typed, (!typed.is_empty()).then_some(&problem), lang),
    };
    let mut page = followed
        .read(|board| Site::new(board, &base(followed), lang).plain("ask", word(lang, "ask-title"), body.clone()));
    page.asked = Some(format!("event={index}&words={}", escaped(&typed)));
    Ok(page)
}

fn form(followed: &Followed, about: &About, typed: &str, problem: Option<&Problem>, lang: Lang) -> Markup {
    html! {
        (subject(followed, about, lang))
        form.asking method="get" action=(format!("{}/ask", base(followed))) {
            @if lang == Lang::En { input type="hidden" name="lang" value="en"; }
            input type="hidden" name="event" value=(about.index);
            @if let Some(problem) = problem { p.verdict.bad role="alert" { (problem.text(lang)) } }
            label { span { (word(lang, "ask-words")) } textarea name="words" rows="3" maxlength=(limits::LINE_CHARS) required { (typed) } }
            p.quiet { (word(lang, "ask-about")) }
            button type="submit" { (word(lang, "ask-go")) }
        }
    }
}

fn subject(followed: &Followed, about: &About, lang: Lang) -> Markup {
    let href = in_lang(&format!("{}/events/{}", base(followed), about.index), lang);
    html! { p.lead { (word(lang, "ask-subject")) " " a href=(href) { "#" (about.index) } " " (about.told) } }
}

/// What a worker's desk is told behind `#`; it never reaches a server.
fn prefilled(about: &About, words: &Line) -> String {
    let id = about.event.head.id.to_string();
    let distinct = Hash::of(format!("{id}\n{words}").as_bytes()).to_string();
    let code = format!("q-{}", distinct.get(..10).unwrap_or_default());
    let kind = <question::Asked as crate::event::kind::Kind>::NAME;
    format!("kind={kind}&question={code}&event={id}&words={}", escaped(words.as_str()))
}

fn slip(followed: &Followed, about: &About, words: &Line, at: &str, lang: Lang) -> Outcome<Markup> {
    let base = base(followed);
    let event_page = in_lang(&format!("{at}{base}/events/{}", about.index), lang);
    let code = qr::code(&format!("{event_page}#after"), &word(lang, "ask-code"))?;
    let desk = format!("{}#{}", in_lang(&format!("{base}/desk"), lang), prefilled(about, words));
    let again = format!("{base}/ask?event={}&words={}", about.index, escaped(words.as_str()));
    let again = if lang == Lang::En { format!("{again}&lang=en") } else { again };
    Ok(html! {
        (subject(followed, about, lang))
        section.slip-box aria-labelledby="question" {
            h2 #question { (word(lang, "ask-slip")) }
            p.lead { (words) }
            dl.proof {
                dt { (word(lang, "ask-reference")) }
                dd { "#" (about.index) " · " code { (about.event.head.id) } }
            }
            div.checking-code { (code) p.quiet { (word(lang, "ask-follow")) br; code { (event_page) } } }
        }
        h2 { (word(lang, "ask-next")) }
        ol {
            li { (word(lang, "ask-step-hand")) }
            li { (word(lang, "ask-step-sign")) }
            li { (say(lang, "ask-step-answer", &[("index", about.index.to_string())])) }
        }
        p { (word(lang, "ask-for-worker")) " " a.button href=(desk) { (word(lang, "ask-to-desk")) } }
        p { a href=(again) { (word(lang, "ask-link")) } }
    })
}
