//! Searching: what of an entry can be found, a filter over many entries, and what a reader's words ask for.
//!
//! An entry is found by what it says: the words and codes in its data, its numbers, its day, its kind in both languages,
//! its id and the keys that signed. Names are looked up when somebody asks (a person's name stands for their code and keys),
//! so a filter never goes stale when something is renamed. A filter says "perhaps" or "certainly not"; whether an entry is
//! found is decided on the entry itself, so a filter that is lost costs time and nothing else (decision 0026).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::base::code::Code;
use crate::base::limits;
use crate::base::words::Lang;
use crate::event::entry::Entry;
use crate::event::payload::Event;
use crate::rules::standing::Standing;
use crate::view::render::chain::matter_of;
use crate::view::told;

/// Entries of one filter.
pub const BLOCK: u64 = 256;
/// Bytes of one filter: at three bits for each of the some 3,000 pieces that 256 entries have, a quarter of the bits is set.
const FILTER_BYTES: usize = 4_096;
/// Bits set for each piece.
const PROBES: u64 = 3;
/// ASCII texts of so many characters without a space are found as a whole only: ids, digests, keys.
const WHOLE_CHARS: usize = 20;
/// Ways in which one word of a reader can be met. A ledger may have many resolutions of one name, the newest count.
const WAYS: usize = 64;

/// Text as it is compared: small letters, the wide forms of ASCII as ASCII, one space between words.
pub fn plain(text: &str) -> String {
    let narrow = text.chars().map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    });
    let lower: String = narrow.flat_map(char::to_lowercase).collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn hashed(tag: u8, chars: impl Iterator<Item = char>) -> u64 {
    // FNV-1a: spread well enough for a filter, the same everywhere, and nobody gains by colliding with it.
    chars.fold(0xcbf2_9ce4_8422_2325_u64 ^ u64::from(tag), |hash, c| {
        (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The pieces of a plain text by which a part of it is found: characters and pairs where Chinese stands, triples of ASCII.
fn pieces(text: &str, found: &mut BTreeSet<u64>) {
    let chars: Vec<char> = text.chars().collect();
    for (at, c) in chars.iter().enumerate().filter(|(_, c)| **c != ' ') {
        if !c.is_ascii() {
            found.insert(hashed(1, std::iter::once(*c)));
        }
        let Some(next) = chars.get(at + 1).filter(|next| **next != ' ') else { continue };
        if !c.is_ascii() || !next.is_ascii() {
            found.insert(hashed(2, [*c, *next].into_iter()));
        } else if let Some(third) = chars.get(at + 2).filter(|third| third.is_ascii() && **third != ' ') {
            found.insert(hashed(3, [*c, *next, *third].into_iter()));
        }
    }
}

fn is_whole(text: &str) -> bool {
    text.len() >= WHOLE_CHARS && text.is_ascii() && !text.contains(' ')
}

/// What an entry says, as it is searched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    parts: Vec<String>,
    whole: BTreeSet<String>,
    /// The resolution it is about or rests on. Codes of matters may read like days, so they are not met by the text alone.
    matter: Option<Code>,
}

impl Texts {
    /// What an entry says. Data that is no JSON, which an accepted entry never has, says nothing.
    pub fn of(entry: &Entry, event: &Event) -> Self {
        let mut texts = Self::default();
        for lang in Lang::ALL {
            texts.text(&told::title(event.head.kind, lang));
        }
        texts.text(event.head.kind);
        texts.matter = matter_of(event);
        texts.text(&event.head.time.to_string());
        texts.whole.insert(event.head.id.to_string());
        texts.whole.extend(entry.envelope.keys().map(|key| key.to_string()));
        let payload: Option<serde_json::Value> = serde_json::from_slice(entry.envelope.payload()).ok();
        if let Some(data) = payload.as_ref().and_then(|payload| payload.get("data")) {
            texts.value(data);
        }
        texts
    }

    fn text(&mut self, text: &str) {
        let plain = plain(text);
        if !is_whole(&plain) {
            self.parts.push(plain.clone());
        }
        self.whole.insert(plain);
    }

    /// A payload nests as far as its reader allows, which is bounded.
    fn value(&mut self, value: &serde_json::Value) {
        match value {
            serde_json::Value::String(text) => self.text(text),
            serde_json::Value::Number(number) => {
                self.whole.insert(number.to_string());
                if let Some(minor) = number.as_i64() {
                    self.whole.insert(money(minor));
                }
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| self.value(item)),
            serde_json::Value::Object(members) => members.values().for_each(|item| self.value(item)),
            serde_json::Value::Bool(_) | serde_json::Value::Null => {}
        }
    }

    fn pieces(&self) -> BTreeSet<u64> {
        let whole = self.whole.iter().map(String::as_str).chain(self.matter.as_ref().map(Code::as_str));
        let mut found: BTreeSet<u64> = whole.map(|text| hashed(0, text.chars())).collect();
        self.parts.iter().for_each(|part| pieces(part, &mut found));
        found
    }
}

/// Minor units as people write them, for currencies of two places.
fn money(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let units = minor.unsigned_abs();
    format!("{sign}{}.{:02}", units / 100, units % 100)
}

/// What the entries of one block may say: a Bloom filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter(#[serde(with = "crate::base::binary")] Vec<u8>);

impl Default for Filter {
    fn default() -> Self {
        Self(vec![0; FILTER_BYTES])
    }
}

impl Filter {
    /// Takes in what an entry says.
    pub fn add(&mut self, texts: &Texts) {
        for piece in texts.pieces() {
            for (byte, bit) in bits(piece) {
                if let Some(byte) = self.0.get_mut(byte) {
                    *byte |= bit;
                }
            }
        }
    }

    fn has(&self, piece: u64) -> bool {
        bits(piece).all(|(byte, bit)| self.0.get(byte).is_none_or(|byte| byte & bit != 0))
    }
}

/// The bits of a piece: two halves of its hash, mixed, make as many as are asked for (Kirsch and Mitzenmacher 2006).
fn bits(piece: u64) -> impl Iterator<Item = (usize, u8)> {
    let mixed = (piece ^ (piece >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let (one, other) = (mixed >> 32, (mixed & 0xffff_ffff) | 1);
    (0..PROBES).map(move |probe| {
        let bit = usize::try_from(one.wrapping_add(other.wrapping_mul(probe)) % (FILTER_BYTES as u64 * 8)).unwrap_or(0);
        (bit / 8, 1 << (bit % 8))
    })
}

/// One way to meet a word.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Way {
    /// It stands somewhere in a text.
    Part(String),
    /// It is a whole text.
    Whole(String),
    /// It is about this matter, or rests on it.
    Matter(Code),
}

impl Way {
    fn meets(&self, texts: &Texts) -> bool {
        match self {
            Way::Part(part) => texts.parts.iter().any(|text| text.contains(part)),
            Way::Whole(whole) => texts.whole.contains(whole),
            Way::Matter(matter) => texts.matter.as_ref() == Some(matter),
        }
    }

    fn perhaps(&self, filter: &Filter) -> bool {
        let mut asked = BTreeSet::new();
        match self {
            Way::Part(part) => pieces(part, &mut asked),
            Way::Whole(whole) => drop(asked.insert(hashed(0, whole.chars()))),
            Way::Matter(matter) => drop(asked.insert(hashed(0, matter.as_str().chars()))),
        }
        asked.into_iter().all(|piece| filter.has(piece))
    }
}

/// What a reader looks for: words, all of which must be met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    words: Vec<(String, Vec<Way>)>,
}

impl Wanted {
    /// Reads what a reader typed, at most [`limits::SEARCH_CHARS`] characters and [`limits::SEARCH_WORDS`] words of it.
    pub fn read(typed: &str, standing: &Standing) -> Self {
        let typed: String = typed.chars().take(limits::SEARCH_CHARS).collect();
        let plain = plain(&typed);
        let words = plain.split(' ').filter(|word| !word.is_empty()).take(limits::SEARCH_WORDS);
        Self { words: words.map(|word| (word.to_owned(), ways(word, standing))).collect() }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether an entry says all that is asked.
    pub fn meets(&self, texts: &Texts) -> bool {
        self.words.iter().all(|(_, ways)| ways.iter().any(|way| way.meets(texts)))
    }

    /// Whether an entry of a block may say all that is asked.
    pub fn perhaps(&self, filter: &Filter) -> bool {
        self.words.iter().all(|(_, ways)| ways.iter().any(|way| way.perhaps(filter)))
    }

    /// Whether a title has every word.
    pub fn names(&self, title: &str) -> bool {
        let title = plain(title);
        !self.is_empty() && self.words.iter().all(|(word, _)| title.contains(word.as_str()))
    }
}

/// The ways to meet a word: as it stands, as an amount, and by the code of what is called so.
fn ways(word: &str, standing: &Standing) -> Vec<Way> {
    let mut ways = vec![if is_whole(word) { Way::Whole(word.to_owned()) } else { Way::Part(word.to_owned()) }];
    let amount = word.trim_start_matches(['¥', '￥', '$']).replace(',', "");
    if amount.bytes().any(|b| b.is_ascii_digit())
        && amount.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-')
    {
        let full = match amount.split_once('.') {
            None => format!("{amount}.00"),
            Some((units, part)) => format!("{units}.{part:0<2}"),
        };
        ways.extend([Way::Whole(full), Way::Whole(amount)]);
    }
    let called = |name: &str| plain(name).contains(word);
    let code = |code: &Code| Way::Whole(code.to_string());
    let (mandates, books) = (&standing.mandates, &standing.books);
    for (person, _) in mandates.people().filter(|(_, state)| called(state.name.as_str())).take(WAYS / 4) {
        ways.push(code(person));
        ways.extend(standing.mandates.keys_of(person).map(|key| Way::Whole(key.to_string())));
    }
    let bodies = mandates.bodies().filter(|body| Lang::ALL.iter().any(|lang| called(body.name.get(*lang))));
    ways.extend(bodies.map(|body| code(&body.body)));
    ways.extend(
        books.accounts().filter(|(_, account)| called(account.name.as_str())).map(|(account, _)| code(account)),
    );
    let policy = standing.policy.iter().flat_map(|policy| policy.income.iter().chain(&policy.expense));
    ways.extend(
        policy.filter(|(_, name)| Lang::ALL.iter().any(|lang| called(name.get(*lang)))).map(|(kind, _)| code(kind)),
    );
    let mut matters: Vec<_> =
        standing.authorities.matters().filter(|state| called(state.matter.title.as_str())).collect();
    matters.sort_by_key(|state| std::cmp::Reverse(state.index));
    ways.extend(matters.into_iter().map(|state| Way::Matter(state.matter.matter.clone())));
    ways.truncate(WAYS);
    ways
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::kinds::resolution::Proposed;
    use crate::rules::testing::{ALL, World, expense, line};

    fn said(entry: &Entry) -> Texts {
        Texts::of(entry, &Event::read(entry.envelope.payload()).unwrap())
    }

    #[test]
    fn an_entry_is_found_by_words_names_amounts_and_ids() {
        let mut world = World::new();
        let mut matter = expense("gate", 442_670);
        matter.title = line("修理 东门 Gate，第２次");
        world.accept(Proposed { details: matter }, ALL);
        let texts = said(&world.entries.last().unwrap().0);
        let found = |typed: &str| Wanted::read(typed, &world.standing).meets(&texts);
        let event = Event::read(world.entries.last().unwrap().0.envelope.payload()).unwrap();
        let id = event.head.id.to_string();
        for typed in
            ["东门", "修", "gate", "GATE", "第2次", "4426.70", "4,426.7", "¥4426.70", "442670", &id, "东门 修理"]
        {
            assert!(found(typed), "{typed}");
        }
        for typed in ["西门", "4426.71", "东门 西门", &id[..20], "门东"] {
            assert!(!found(typed), "{typed}");
        }
        // Who signed is found by name.
        let signer = world.standing.mandates.name_of(&crate::rules::testing::code("comm-1"));
        assert!(found(&signer), "{signer}");
    }

    #[test]
    fn a_filter_never_denies_what_is_there() {
        let world = World::new();
        let all: Vec<Texts> = world.entries.iter().map(|(entry, _)| said(entry)).collect();
        let mut filter = Filter::default();
        all.iter().for_each(|texts| filter.add(texts));
        let words =
            all.iter().flat_map(|texts| texts.parts.iter().chain(&texts.whole)).flat_map(|text| text.split(' '));
        let mut seen = 0;
        for word in words.filter(|word| word.chars().count() <= limits::SEARCH_CHARS) {
            let chars: Vec<char> = word.chars().collect();
            for from in 0..chars.len() {
                let part: String = chars[from..chars.len().min(from + 4)].iter().collect();
                let wanted = Wanted { words: vec![(part.clone(), vec![Way::Part(part.clone())])] };
                let there = all.iter().any(|texts| wanted.meets(texts));
                assert!(!there || wanted.perhaps(&filter), "{part}");
                seen += usize::from(there);
            }
        }
        assert!(seen > 100, "{seen}");
        let absent = ["查无此事", "zzqqxx", "98765.43"];
        for word in absent {
            let set: u32 = filter.0.iter().map(|byte| byte.count_ones()).sum();
            assert!(!Wanted::read(word, &world.standing).perhaps(&filter), "{word} {set}");
        }
    }
}
