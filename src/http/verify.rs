//! The page that verifies in the reader's own browser, and the same page as a file to keep.
//!
//! The scripts in `assets/js` are a second implementation of the formats: they share no code with this program.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, html};

use crate::base::hash::Hash;
use crate::base::json;
use crate::base::note::Vkey;
use crate::base::words::{Lang, say, word};
use crate::html::page::{Page, in_lang};
use crate::http::error::HttpError;
use crate::http::follow::Shown;
use crate::http::receipts;
use crate::http::scripts;
use crate::http::site::{Asked, base, sent};
use crate::view::board::Board;
use crate::view::render::site::Site;
use crate::view::render::still;

/// Sentences the script says, with the values it puts into them.
const WORDS: &[(&str, &[&str])] = &[
    ("report-ledger", &[]),
    ("report-key", &[]),
    ("report-size", &[]),
    ("report-root", &[]),
    ("report-last", &[]),
    ("report-at-entry", &["index"]),
    ("report-in-all", &[]),
    ("report-more", &["count"]),
    ("report-unchecked", &["cause"]),
    ("fact-opening", &[]),
    ("fact-income", &[]),
    ("fact-expense", &[]),
    ("fact-closing", &[]),
    ("fact-taken-over", &[]),
    ("verify-running", &[]),
    ("verify-failed", &["cause"]),
    ("verify-too-old", &[]),
    ("verify-holds", &[]),
    ("verify-wrong", &["count"]),
    ("verify-took", &["seconds"]),
    ("verify-checked", &[]),
    ("verify-found", &[]),
    ("verify-unchecked", &[]),
    ("verify-statement", &["month"]),
    ("receipt-link", &[]),
    ("verify-item", &["index", "kind", "day"]),
    ("verify-signers", &["count"]),
    ("verify-cosigned", &["names"]),
    ("verify-own-key", &[]),
    ("verify-not-whole", &[]),
    ("verify-not-rules", &[]),
    ("verify-not-vouchers", &[]),
    ("verify-not-cosigned", &[]),
    ("verify-not-page", &[]),
    ("verify-check-checkpoint", &["count"]),
    ("verify-check-cosignatures", &["count"]),
    ("verify-check-inclusion", &["count"]),
    ("verify-check-tree", &["count"]),
    ("verify-check-chain", &["count"]),
    ("verify-check-signatures", &["count"]),
    ("verify-check-basics", &["count"]),
    ("verify-check-documents", &["count"]),
    ("verify-check-totals", &["count"]),
    ("verify-check-paper", &["count"]),
    // What can be wrong, by the same codes as in the program's own report.
    ("audit-no-ledger", &["target"]),
    ("audit-key-unknown", &[]),
    ("audit-key-differs", &["found", "expected"]),
    ("audit-root-differs", &["size"]),
    ("audit-bundle-missing", &["bundle"]),
    ("audit-tile-missing", &["tile"]),
    ("audit-tile-differs", &["tile"]),
    ("audit-index-differs", &["found"]),
    ("audit-prev-differs", &[]),
    ("audit-time-goes-back", &["found", "before"]),
    ("audit-time-ahead", &["found", "now"]),
    ("audit-shrunk", &["found", "before"]),
    ("audit-no-documents", &[]),
    ("audit-document-missing", &["path"]),
    ("audit-document-unreadable", &["path", "cause"]),
    ("audit-document-differs", &["path", "place"]),
    ("audit-closing-differs", &["month", "found", "expected"]),
    ("audit-stopped", &[]),
    ("fetch-failed", &["place", "cause"]),
    ("json-not-utf8", &["what", "at"]),
    ("json-unreadable", &["what", "line", "column", "cause"]),
    ("base64-unreadable", &["what"]),
    ("digest-unreadable", &["found"]),
    ("payload-type-unknown", &["found", "expected"]),
    ("specversion-unknown", &["found"]),
    ("datacontenttype-unknown", &["found"]),
    ("kind-unknown", &["found"]),
    ("envelope-too-long", &["bytes", "limit"]),
    ("signatures-too-many", &["found", "limit"]),
    ("signature-twice", &["key"]),
    ("signature-wrong", &["key"]),
    ("entry-missing", &["index"]),
    ("entry-not-exact", &["index"]),
    ("other-ledger", &["found", "expected"]),
    ("id-used", &["id", "index"]),
    ("period-closed", &["day", "open"]),
    ("receipt-of-other-entry", &["found", "index"]),
    ("proof-beyond-log", &["index", "size"]),
    ("proof-inclusion-wrong", &["index", "size"]),
    ("bundle-cut-wrong", &["entries", "expected", "at", "bytes"]),
    ("checkpoint-unreadable", &["line", "found"]),
    ("checkpoint-origin-differs", &["found", "expected"]),
    ("note-too-long", &["bytes", "limit"]),
    ("note-not-text", &["at"]),
    ("note-without-signatures", &[]),
    ("note-signatures-too-many", &["found", "limit"]),
    ("note-signature-unreadable", &["line"]),
    ("note-signature-wrong", &["name"]),
    ("note-unsigned-by-known", &["names"]),
    ("note-name-unusable", &["found"]),
    ("vkey-unreadable", &["found"]),
    ("vkey-id-differs", &["name", "found", "expected"]),
    ("vkey-key-unusable", &["name"]),
];

/// Sentences for a script, as JSON: a value stands in them as `{name}`.
pub fn words(lang: Lang, keys: &[(&str, &[&str])]) -> String {
    let said = |(key, values): &(&str, &[&str])| {
        let places: Vec<(&str, String)> = values.iter().map(|name| (*name, format!("{{{name}}}"))).collect();
        ((*key).to_owned(), say(lang, key, &places))
    };
    let table: std::collections::BTreeMap<String, String> = keys.iter().map(said).collect();
    String::from_utf8(json::write(&table)).unwrap_or_default()
}

/// What the page needs to know of its ledger.
pub struct About {
    lang: Lang,
    title: String,
    /// What stands before the ledger's paths in links.
    base: String,
    /// Below which address the script reads.
    read_at: String,
    vkey: String,
    months: Vec<String>,
    served: bool,
}

impl About {
    /// Of a ledger whose pages are files of a static copy, with the script's page in a folder of its own.
    pub fn of(board: &Board, vkey: &Vkey, lang: Lang) -> Self {
        let base = still::BASE.to_owned();
        let (title, months) = known(board, &base, lang);
        Self { lang, title, base, read_at: "..".to_owned(), vkey: vkey.to_string(), months, served: true }
    }

    /// The page, in the frame of the ledger's pages; `receipts` leads to those of entries, where somebody can be asked for them.
    pub fn page(&self, site: &Site<'_>, receipts: &Markup) -> Page {
        let lang = self.lang;
        let body = html! {
            (self.form())
            (receipts)
            section.table aria-labelledby="keep" {
                h2 #keep { (word(lang, "verify-keep")) }
                p { (word(lang, "verify-keep-about")) }
                p { a href=(in_lang(&format!("{}/verify.html", self.base), lang)) download="mingbai-verify.html" { (word(lang, "verify-keep-link")) } }
            }
            script type="module" src=(scripts::address("page.js")) {}
        };
        site.plain("verify", word(lang, "verify-title"), body)
    }

    fn form(&self) -> Markup {
        let lang = self.lang;
        html! {
            p.lead { (word(lang, "verify-lead")) }
            noscript { p.verdict.bad { (word(lang, "verify-no-script")) } }
            div #verify data-base=(self.read_at) data-log=(self.vkey) data-served=[self.served.then_some("yes")]
                data-words=(words(lang, WORDS)) {
                div.choices {
                    (self.choice("all", "verify-all", html! { p.quiet { (word(lang, "verify-all-about")) } }))
                    (self.choice("month", "verify-month", self.labelled("verify-month-which", html! {
                        input name="month" inputmode="numeric" pattern="[0-9]{4}-[0-9]{2}" required list="months"
                            value=(self.months.first().map_or("", String::as_str));
                        datalist #months { @for month in &self.months { option value=(month) {} } }
                    })))
                    (self.choice("item", "verify-one", self.labelled("verify-one-which", html! {
                        input name="item" inputmode="numeric" pattern="[0-9]{1,15}" required;
                    })))
                    (self.choice("kept", "verify-kept", html! {
                        (self.labelled("verify-kept-which", html! { input type="file" name="kept" required; }))
                        (self.labelled("verify-kept-entry", html! { input type="file" name="entry"; }))
                    }))
                }
                (self.trusted())
                progress hidden aria-label=(word(lang, "verify-running")) {}
                div #outcome role="status" {}
            }
        }
    }

    /// The page as one file that works wherever it is kept. It reads at the address its reader gives.
    pub fn standalone(&self) -> String {
        let about = Self {
            lang: self.lang,
            title: self.title.clone(),
            base: self.base.clone(),
            read_at: if self.base == still::BASE { String::new() } else { self.base.clone() },
            vkey: self.vkey.clone(),
            months: self.months.clone(),
            served: false,
        };
        let script = scripts::bundle("page.js");
        let digest = STANDARD.encode(Hash::of(script.as_bytes()).0);
        // The file may run this one script, and ask what its reader names; it can load nothing else.
        let policy = format!(
            "default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; connect-src http: https:; base-uri 'none'"
        );
        let title = format!("{} · {}", word(self.lang, "verify-title"), self.title);
        let head = html! {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            title { (title) }
        };
        let body = html! { main { h1 { (title) } (about.form()) } };
        // Style and script are this program's own bytes; everything from elsewhere went through the markup above.
        let style = include_str!("../../assets/style.css");
        format!(
            "<!DOCTYPE html>\n<html lang=\"{}\"><head>{}<style>{style}</style></head><body>{}<script type=\"module\">{script}</script></body></html>\n",
            self.lang.tag(),
            head.into_string(),
            body.into_string(),
        )
    }

    /// One thing that can be checked, with what it needs.
    fn choice(&self, run: &str, title: &str, needs: Markup) -> Markup {
        html! {
            form.choice data-run=(run) {
                h2 { (word(self.lang, title)) }
                (needs)
                button type="submit" { (word(self.lang, "verify-go")) }
            }
        }
    }

    fn labelled(&self, label: &str, input: Markup) -> Markup {
        html! { label { span { (word(self.lang, label)) } (input) } }
    }

    /// Keys the reader has from elsewhere.
    fn trusted(&self) -> Markup {
        let lang = self.lang;
        html! {
            details.trusted {
                summary { (word(lang, "verify-trusted")) }
                @if !self.served {
                    (self.labelled("verify-address", html! { input name="base" type="url" value=(self.read_at); }))
                }
                (self.labelled("verify-log-key", html! { textarea name="log" rows="2" spellcheck="false" { (self.vkey) } }))
                p.quiet { (word(lang, "verify-log-key-about")) }
                (self.labelled("verify-witnesses", html! { textarea name="witnesses" rows="3" spellcheck="false" {} }))
                p.quiet { (word(lang, "verify-witnesses-about")) }
            }
        }
    }
}

/// What a ledger is called, and its months with a statement.
fn known(board: &Board, base: &str, lang: Lang) -> (String, Vec<String>) {
    let title = Site::new(board, base, lang).home_link().text;
    let months = board.paths().into_iter().filter_map(|path| {
        let month = path.strip_prefix("finance/")?;
        (month.len() == 7 && month.as_bytes()[4] == b'-').then(|| month.to_owned())
    });
    (title, months.collect())
}

fn about(shown: &Shown, slug: &str, asked: &Asked, served: bool) -> Result<About, HttpError> {
    let followed = shown.get(slug)?;
    let (lang, base) = (asked.lang(), base(&followed));
    let (title, months) = followed.read(|board| known(board, &base, lang));
    let vkey = followed.ledger.vkey().to_string();
    Ok(About { lang, title, read_at: base.clone(), base, vkey, months, served })
}

/// The page.
pub async fn page(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    let about = about(&shown, &slug, &asked, true)?;
    let followed = shown.get(&slug)?;
    let receipts = receipts::by_number(&followed, about.lang);
    let page = followed.read(|board| about.page(&Site::new(board, &about.base, about.lang), &receipts));
    Ok(scripts::allowed(([(header::CACHE_CONTROL, "no-cache")], sent(&page))))
}

/// The page as one file that works wherever it is kept: for receipts without any network, and for any ledger's address.
pub async fn standalone(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    let page = about(&shown, &slug, &asked, false)?.standalone();
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"mingbai-verify.html\""),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    Ok((headers, page).into_response())
}
