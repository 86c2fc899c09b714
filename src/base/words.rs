//! Sentences in Chinese and English, from the Fluent files in `locales/`.
//!
//! Chinese comes first, English is complete: `tests/words.rs` fails when a key or a variable is in
//! one language only. A missing key shows the key itself rather than nothing, because a reader who
//! sees `no-mandate` can still look it up.

use std::collections::BTreeSet;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use serde::{Deserialize, Deserializer, Serialize};
use unic_langid::LanguageIdentifier;

/// A language the product speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Simplified Chinese, the first language.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Both, in the order they are shown.
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// The BCP 47 tag, for `<html lang>` and HTTP headers.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }
}

/// One Fluent file in both languages.
pub struct Words {
    /// The file's name without its ending.
    pub name: &'static str,
    /// The Chinese text.
    pub zh: &'static str,
    /// The English text.
    pub en: &'static str,
}

/// Every Fluent file of `locales/`, by name. `build.rs` lists the folder; nothing is registered by hand.
pub const FILES: &[Words] = include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// Stands before a value that is itself a key, to be said in the reader's language. A control character: texts of
/// events cannot contain one, so no event can pass the product's words off as its own.
pub const KEY_MARK: char = '\u{1}';

/// Stands before each of the two languages of a value that is told in both.
pub const BOTH_MARK: char = '\u{2}';

type Bundle = FluentBundle<FluentResource>;

fn bundle(lang: Lang) -> Bundle {
    let tag: LanguageIdentifier = lang.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new(vec![tag]);
    // Isolation marks would end up inside CSV cells and terminal lines.
    bundle.set_use_isolating(false);
    for file in FILES {
        let text = match lang {
            Lang::Zh => file.zh,
            Lang::En => file.en,
        };
        // `tests/words.rs` refuses a file that does not parse, so the partial resource is never used.
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(partial, _)| partial);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

thread_local! {
    // Bundles are not `Sync`; each thread that speaks builds its own once.
    static BUNDLES: [Bundle; 2] = Lang::ALL.map(bundle);
}

/// The sentence under `key` in `lang`, with named values filled in.
pub fn say(lang: Lang, key: &str, args: &[(&str, String)]) -> String {
    BUNDLES.with(|bundles| {
        let bundle = &bundles[lang as usize];
        let Some(pattern) = bundle.get_message(key).and_then(|m| m.value()) else {
            return key.to_owned();
        };
        let mut values = FluentArgs::new();
        for (name, value) in args {
            let word = value.strip_prefix(KEY_MARK).and_then(|key| bundle.get_message(key)).and_then(|m| m.value());
            let both = value.strip_prefix(BOTH_MARK).and_then(|both| both.split_once(BOTH_MARK));
            if let Some((zh, en)) = both {
                values.set(*name, if lang == Lang::Zh { zh } else { en });
                continue;
            }
            match word {
                Some(pattern) => values.set(*name, bundle.format_pattern(pattern, None, &mut Vec::new()).into_owned()),
                None => values.set(*name, value.as_str()),
            }
        }
        let mut errors = Vec::new();
        bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned()
    })
}

/// The words under `key` in `lang`, without values.
pub fn word(lang: Lang, key: &str) -> String {
    say(lang, key, &[])
}

/// Whether `key` exists in `lang`.
pub fn has(lang: Lang, key: &str) -> bool {
    BUNDLES.with(|bundles| bundles[lang as usize].get_message(key).is_some())
}

/// Whether a character looks like what it is. Control characters and direction overrides would let a text look
/// different from what was signed, or command the terminal it is shown on.
pub fn is_plain(c: char) -> bool {
    let bidi = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    !bidi && !c.is_control()
}

/// A text given in both languages, as events carry titles and names of figures. Read from an event it is of one line
/// and without control characters, like every text of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bi {
    /// Chinese.
    #[serde(deserialize_with = "plain_text")]
    pub zh: String,
    /// English.
    #[serde(deserialize_with = "plain_text")]
    pub en: String,
}

/// Reads texts without control characters and direction overrides, each once.
pub fn plain_texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<String>, D::Error> {
    #[derive(PartialEq, Eq, PartialOrd, Ord, Deserialize)]
    struct Plain(#[serde(deserialize_with = "plain_text")] String);

    Ok(BTreeSet::<Plain>::deserialize(deserializer)?.into_iter().map(|Plain(text)| text).collect())
}

/// Reads a text without control characters and direction overrides; it may be empty.
pub fn plain_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.chars().all(is_plain) {
        Ok(text)
    } else {
        Err(serde::de::Error::custom("expected a text without control characters"))
    }
}

impl Bi {
    /// Both languages at once.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}
