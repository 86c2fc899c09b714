//! The demo's year told again with hostile words in every text of every event, by the schemas of their kinds, and looked at
//! page by page: nothing runs, nothing breaks out of its place, nothing is wider than the screen.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use mingbai::base::hash::Hash;
use mingbai::base::key::{PublicKey, SecretKey};
use mingbai::event::entry::Entry;
use mingbai::event::envelope::{Envelope, Verified};
use mingbai::event::kinds;
use mingbai::http::follow::Followed;
use mingbai::ledger::clock::{ManualClock, SystemClock};
use mingbai::ledger::host::Host;
use serde_json::{Value, json};

use crate::driver::{Browser, DESKTOP, PHONE};
use crate::served::Server;
use crate::{alone, pictures};

const ORIGIN: &str = "demo.mingbai.example/xingfu";
/// What is put behind the words of an event. Each begins its mischief in another place of a page.
const MISCHIEF: [&str; 6] = [
    "'\"><script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    "</title></textarea></style></svg><svg/onload=window.hacked=1>",
    "javascript:window.hacked=1//{{7*7}}&#x3c;b&#x3e;%3Cscript%3E",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长",
];
/// What an event of many texts has room for.
const SHORT: &str = "'\"><b>";
/// Texts that are no words: what they say is compared with something.
const NO_WORDS: [&str; 4] = ["log", "currency", "language", "kinds"];

/// The same words always become the same, so that what must agree between events still does.
fn rude(words: &str, longest: usize, short: bool) -> String {
    let which = usize::from(Hash::of(words.as_bytes()).0[0]) % MISCHIEF.len();
    let mischief = if short { SHORT } else { MISCHIEF[which] };
    let room = longest - mischief.chars().count();
    words.chars().take(room).chain(mischief.chars()).collect()
}

/// Replaces every text that the schema tells of; gives how many.
fn rewrite(schema: &Value, data: &mut Value, short: bool) -> usize {
    if schema["type"] == "string" {
        let longest = match schema["format"].as_str() {
            Some("line") => 200,
            Some("text") => 1_000,
            _ => return 0,
        };
        *data = json!(rude(data.as_str().unwrap(), longest, short));
        return 1;
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let held = |one: &&Value| {
            one["properties"].as_object().is_some_and(|held| held.keys().all(|key| data.get(key).is_some()))
        };
        return choices.iter().find(held).map_or(0, |one| rewrite(one, data, short));
    }
    match data {
        Value::Array(items) => items.iter_mut().map(|item| rewrite(&schema["items"], item, short)).sum(),
        Value::Object(members) => members
            .iter_mut()
            .filter(|(name, _)| !NO_WORDS.contains(&name.as_str()))
            .map(|(name, held)| {
                let own = schema["properties"].get(name).unwrap_or(&schema["additionalProperties"]);
                rewrite(own, held, short)
            })
            .sum(),
        _ => 0,
    }
}

/// An entry as the server gives it, byte for byte.
#[derive(serde::Deserialize)]
struct Body {
    entry: Box<serde_json::value::RawValue>,
}

/// A folder with the year told again; gives it with the position of one event of each kind.
fn told_again() -> (tempfile::TempDir, BTreeMap<String, u64>) {
    let year = Server::of_the_year();
    let folder = year.folder.clone();
    let keys: BTreeMap<PublicKey, SecretKey> = fs::read_dir(folder.join("keys"))
        .unwrap()
        .map(|file| SecretKey::read(&file.unwrap().path()).unwrap())
        // One member of the demo changes to a second key, which is made as the first ones are.
        .chain([SecretKey::from_seed(&Hash::of(b"mingbai demo key wang-zhiyuan-2").0)])
        .map(|key| (key.public(), key))
        .collect();
    let log = SecretKey::read(&folder.join("xingfu/log.key")).unwrap();
    let size: u64 = json_of(&year.read("finance.json"))["size"].as_u64().unwrap();
    let bundles: Vec<Vec<Body>> = (0..size)
        .step_by(256)
        .map(|from| serde_json::from_str(&year.read(&format!("api/entries?from={from}"))).unwrap())
        .collect();
    drop(year);
    let again = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(mingbai::base::time::Instant::from_millis(0)));
    let mut host = Host::open(again.path(), Arc::clone(&clock) as _).unwrap();
    let ledger = host.create(&"xingfu".parse().unwrap(), ORIGIN, log).unwrap();
    let (mut one_of, mut texts, mut placed) = (BTreeMap::new(), 0, 0);
    for entry in bundles.iter().flatten() {
        let entry = Entry::read(entry.entry.get().as_bytes()).unwrap();
        let mut payload: Value = serde_json::from_slice(entry.envelope.payload()).unwrap();
        let kind = payload["type"].as_str().unwrap().trim_start_matches("mingbai.").to_owned();
        let schema = (kinds::find(&kind).unwrap().schema)();
        let short = entry.envelope.payload().len() > 8_000;
        texts += rewrite(&schema, &mut payload["data"], short);
        let body = (kinds::find(&kind).unwrap().decode)(payload["data"].to_string().as_bytes()).unwrap();
        let mut event = mingbai::event::payload::Event::read(entry.envelope.payload()).unwrap();
        event.body = body;
        let mut envelope = Envelope::unsigned(event.payload().unwrap());
        entry.envelope.keys().for_each(|key| envelope.sign(&keys[&key]));
        clock.set(entry.time);
        let verified = Verified::open(&envelope.bytes()).unwrap();
        match ledger.submit_now(verified) {
            Ok(_) => {
                one_of.insert(kind, placed);
                placed += 1;
            }
            Err(failure) => panic!("{kind}: {failure:?}\n{}", payload["data"]),
        }
    }
    assert_eq!(placed, size);
    assert!(texts > 1_000, "{texts}");
    drop(ledger);
    drop(host);
    (again, one_of)
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Pages with something hostile in their own address, and what is no document.
const OTHERS: [&str; 12] = [
    "",
    "search?q=script",
    "search?q=%27%22%3E%3Cscript%3Ewindow.hacked%3D1%3C%2Fscript%3E",
    "supervision",
    "desk",
    "ask?event=300&words=%3Cscript%3Ewindow.hacked%3D1%3C%2Fscript%3E",
    "ask?event=300&words=a%E2%80%AEb",
    "on/2026-03-31/",
    "notice/finance/2026-03",
    "notice/finance/2026-03?form=slip",
    "verify",
    "%3Cscript%3Ewindow.hacked%3D1%3C%2Fscript%3E",
];

/// What a page must not hold, and how far it is wider than its screen.
const LOOK: &str = "return { hacked: window.hacked ?? null,
    scripts: [...document.scripts].filter((one) => !one.src.startsWith(location.origin + '/assets/')).length,
    foreign: document.querySelectorAll('img, iframe, object, embed, [onload], [onerror], a[href^=\"javascript:\"]').length,
    wider: document.documentElement.scrollWidth - document.documentElement.clientWidth };";

/// Every sort of page: of documents that differ in their name only, a few; an event of each kind.
fn pages(folder: &Path, one_of: &BTreeMap<String, u64>) -> Vec<String> {
    let host = Host::open(folder, Arc::new(SystemClock)).unwrap();
    let ledger = Arc::clone(host.ledger(&"xingfu".parse().unwrap()).unwrap());
    let paths = Followed::open(ledger).unwrap().read(mingbai::view::board::Board::paths);
    let mut seen = BTreeSet::new();
    let some = paths.into_iter().filter(|path| {
        let sort = path.rsplit_once('/').map_or(path.as_str(), |(sort, _)| sort).to_owned();
        (0..3).any(|nth| seen.insert(format!("{sort} {nth}")))
    });
    let events = one_of.values().map(|index| format!("events/{index}"));
    some.chain(events).chain(OTHERS.map(str::to_owned)).collect()
}

#[test]
fn hostile_words_stay_words_on_every_page() {
    let _turn = alone();
    let (folder, one_of) = told_again();
    let pages = pages(folder.path(), &one_of);
    assert!(pages.len() > 60, "{}", pages.len());
    let (server, browser) = (Server::of(folder), Browser::start());
    let tame = json!({ "hacked": null, "scripts": 0, "foreign": 0, "wider": 0 });
    for page in &pages {
        for screen in [PHONE, DESKTOP] {
            browser.screen(screen, false, false);
            browser.go(&server.page(page));
            assert_eq!(browser.run(LOOK, &json!([])), tame, "{page} on a {}", screen.name);
        }
    }
    browser.screen(PHONE, false, false);
    let event = format!("events/{}", one_of["resolution.proposed.v1"]);
    for (name, page) in [("hostile-home", ""), ("hostile-event", &event)] {
        browser.go(&server.page(page));
        browser.picture(&pictures().join(format!("{name}-phone.png")));
    }
    // The server says so itself, whatever a page holds.
    let answer = ureq::get(server.page("")).call().unwrap();
    let policy = answer.headers()["content-security-policy"].to_str().unwrap();
    let strict = policy.starts_with("default-src 'none'") && !policy.contains("script-src");
    assert!(strict && !policy.contains("unsafe"), "{policy}");
    // That a page is not there, or a question cannot be read, is no complaint of the policy.
    let answered = |text: &String| text.contains("404") || text.contains("400");
    let complaints: Vec<String> = browser.complaints().into_iter().filter(|text| !answered(text)).collect();
    assert_eq!(complaints, Vec::<String>::new());
}
