//! The frame every page has.

use maud::{DOCTYPE, Markup, html};

use crate::base::words::{Lang, say, word};

/// A link with what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub text: String,
}

impl Link {
    /// A link.
    pub fn new(href: impl Into<String>, text: impl Into<String>) -> Self {
        Self { href: href.into(), text: text.into() }
    }
}

/// What a page of a ledger stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Entries folded.
    pub size: u64,
    /// Root of their tree.
    pub root: String,
    /// Digest of the document shown, if it shows one.
    pub digest: Option<String>,
    /// What that document is called everywhere: the ledger's origin and the document's path. Paper has no address bar.
    pub name: Option<String>,
}

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    /// The reader's language.
    pub lang: Lang,
    /// What the page is about.
    pub title: String,
    /// The ledger it belongs to.
    pub ledger: Option<Link>,
    /// The views of the ledger.
    pub nav: Vec<Link>,
    /// The way here, without the page itself.
    pub crumbs: Vec<Link>,
    /// Where this page is, for switching the language.
    pub path: String,
    /// What was asked of it and goes along when the language is switched, ready to stand in an address.
    pub asked: Option<String>,
    /// What must be known before anything else on the page.
    pub banner: Option<Markup>,
    /// What it stands on.
    pub standing: Option<Standing>,
    /// The content.
    pub body: Markup,
}

/// The address of a path in a language, with more to ask for. Chinese is the plain address. Names and values must be
/// such as need no escaping in an address: codes and numbers.
pub fn address(path: &str, lang: Lang, asked: &[(&str, &str)]) -> String {
    let lang = (lang == Lang::En).then_some(("lang", "en"));
    let mut address = path.to_owned();
    for (at, (name, value)) in lang.iter().chain(asked).enumerate() {
        address.push(if at == 0 { '?' } else { '&' });
        [name, "=", value].into_iter().for_each(|part| address.push_str(part));
    }
    address
}

/// The address of a path in a language.
pub fn in_lang(path: &str, lang: Lang) -> String {
    address(path, lang, &[])
}

/// A text as it may stand in an address.
pub fn escaped(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

/// The form that searches a ledger; it works without scripts.
pub fn search_form(base: &str, typed: &str, lang: Lang) -> Markup {
    html! {
        form.search role="search" method="get" action=(format!("{base}/search")) {
            @if lang == Lang::En { input type="hidden" name="lang" value="en"; }
            label { span { (word(lang, "search-label")) } input type="search" name="q" value=(typed) maxlength="100" required; }
            button type="submit" { (word(lang, "search-go")) }
        }
    }
}

/// The form that leads to a page as it stood at the end of a day; `path` is that of the page within the ledger.
pub fn day_form(base: &str, path: &str, day: Option<&str>, lang: Lang) -> Markup {
    html! {
        form.search.days method="get" action=(format!("{base}/on")) {
            @if lang == Lang::En { input type="hidden" name="lang" value="en"; }
            @if !path.is_empty() { input type="hidden" name="path" value=(path); }
            label { span { (word(lang, "past-label")) } input type="date" name="day" value=[day] required; }
            button.second type="submit" { (word(lang, "past-go")) }
        }
    }
}

impl Page {
    /// The whole page.
    pub fn render(&self) -> Markup {
        let lang = self.lang;
        let site = self.ledger.as_ref().map_or_else(|| word(lang, "site-name"), |ledger| ledger.text.clone());
        html! {
            (DOCTYPE)
            html lang=(lang.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="generator" content=(env!("CARGO_PKG_VERSION"));
                    title { (self.title) @if self.title != site { " · " (site) } }
                    link rel="stylesheet" href="/assets/style.css";
                    link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
                }
                body {
                    a.skip href="#main" { (word(lang, "skip-to-content")) }
                    (self.header(&site))
                    main #main {
                        (self.trail())
                        h1 { (self.title) }
                        @if let Some(banner) = &self.banner { (banner) }
                        (self.body)
                    }
                    (self.footer())
                }
            }
        }
    }

    fn header(&self, site: &str) -> Markup {
        let home = self.ledger.as_ref().map_or("/", |ledger| ledger.href.as_str());
        let (other, name) = match self.lang {
            Lang::Zh => (Lang::En, "English"),
            Lang::En => (Lang::Zh, "中文"),
        };
        html! {
            header.top {
                a.brand href=(in_lang(home, self.lang)) { (site) }
                nav aria-label=(word(self.lang, "nav-label")) {
                    @for link in &self.nav {
                        a href=(in_lang(&link.href, self.lang)) aria-current=[self.here(link)] { (link.text) }
                    }
                }
                a.tongue href=(self.in_tongue(other)) hreflang=(other.tag()) lang=(other.tag()) { (name) }
            }
        }
    }

    /// The same page in another language.
    fn in_tongue(&self, other: Lang) -> String {
        let address = in_lang(&self.path, other);
        match &self.asked {
            Some(asked) if address.contains('?') => format!("{address}&{asked}"),
            Some(asked) => format!("{address}?{asked}"),
            None => address,
        }
    }

    /// Whether the page is what the link leads to, or part of it.
    fn here(&self, link: &Link) -> Option<&'static str> {
        let rest = self.path.strip_prefix(&link.href)?;
        if rest.is_empty() { Some("page") } else { rest.starts_with('/').then_some("true") }
    }

    fn trail(&self) -> Markup {
        html! {
            @if !self.crumbs.is_empty() {
                nav.trail aria-label=(word(self.lang, "trail-label")) {
                    @for (at, crumb) in self.crumbs.iter().enumerate() {
                        @if at > 0 { span aria-hidden="true" { "›" } }
                        a href=(in_lang(&crumb.href, self.lang)) { (crumb.text) }
                    }
                }
            }
        }
    }

    /// The page that verifies, told what this page shows.
    fn verifying(&self, home: &str) -> String {
        let shown = self.path.strip_prefix(home).unwrap_or_default();
        let address = in_lang(&format!("{home}verify"), self.lang);
        if shown.is_empty() { address } else { format!("{address}#{shown}") }
    }

    fn footer(&self) -> Markup {
        let lang = self.lang;
        html! {
            footer {
                @if let Some(standing) = &self.standing {
                    h2 { (word(lang, "foot-check")) }
                    p { (say(lang, "foot-stands-on", &[("size", standing.size.to_string())])) }
                    dl.proof {
                        @if let Some(name) = &standing.name {
                            dt { (word(lang, "foot-name")) }
                            dd { code { (name) } }
                        }
                        dt { (word(lang, "foot-root")) }
                        dd { code { (standing.root) } }
                        @if let Some(digest) = &standing.digest {
                            dt { (word(lang, "foot-digest")) }
                            dd { code { (digest) } }
                        }
                    }
                    @if let Some(ledger) = self.ledger.as_ref().filter(|_| !self.path.ends_with("/verify")) {
                        p { a href=(self.verifying(&ledger.href)) { (word(lang, "foot-verify-here")) } }
                    }
                    p { (word(lang, "foot-how-to-check")) }
                    p { code { "mingbai verify <" (word(lang, "foot-this-address")) ">" } }
                }
                p.quiet { (word(lang, "foot-product")) }
            }
        }
    }
}
