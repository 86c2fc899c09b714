//! Every sentence the program can say is there in Chinese and in English, with the same variables, and none is left over.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use mingbai::base::words::{FILES, Lang};
use mingbai::event::family::{FigureShipped, Signers};
use mingbai::event::kind::KindInfo;
use mingbai::event::kinds;

mod common {
    #[allow(dead_code, reason = "each test binary uses its part")]
    pub mod source;
}
use common::source::{self, Complaints, File, Token, each_level, functions, texts};

/// The variables of every sentence, by key.
type Sentences = BTreeMap<String, BTreeSet<String>>;

/// The sentences of one file.
fn sentences(name: &str, text: &str) -> Sentences {
    let resource = fluent_syntax::parser::parse(text).unwrap_or_else(|(_, errors)| panic!("{name}: {errors:?}"));
    let mut found = Sentences::new();
    for entry in &resource.body {
        match entry {
            Entry::Message(message) => {
                let key = message.id.name.to_owned();
                let value = message.value.as_ref().unwrap_or_else(|| panic!("{name}: {key} says nothing"));
                assert!(message.attributes.is_empty(), "{name}: {key} has attributes, which nothing reads");
                let mut variables = BTreeSet::new();
                pattern(value, &mut variables);
                assert!(found.insert(key.clone(), variables).is_none(), "{name}: {key} stands twice");
            }
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            Entry::Term(_) | Entry::Junk { .. } => panic!("{name}: {entry:?}"),
        }
    }
    found
}

fn pattern(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => inline_variables(inline, variables),
            Expression::Select { selector, variants } => {
                inline_variables(selector, variables);
                variants.iter().for_each(|variant| self::pattern(&variant.value, variables));
            }
        }
    }
}

fn inline_variables(inline: &InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => drop(variables.insert(id.name.to_owned())),
        InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        other => panic!("{other:?} is more than these files should need"),
    }
}

/// A name given in both languages is `name` and `name-en`; each language uses its own.
fn same_in_chinese(variables: &BTreeSet<String>) -> BTreeSet<String> {
    variables.iter().map(|name| name.trim_end_matches("-en").to_owned()).collect()
}

/// All sentences of a language.
fn all(lang: Lang) -> Sentences {
    let mut found = Sentences::new();
    for file in FILES {
        let text = if lang == Lang::Zh { file.zh } else { file.en };
        for (key, variables) in sentences(&format!("{}/{}", lang.tag(), file.name), text) {
            assert!(
                found.insert(key.clone(), variables).is_none(),
                "{key} stands in {} and in another file",
                file.name
            );
        }
    }
    found
}

#[test]
fn both_languages_say_the_same_things_with_the_same_variables() {
    let mut wrong = Complaints::default();
    for file in FILES {
        let (zh, en) = (sentences(file.name, file.zh), sentences(file.name, file.en));
        for key in zh.keys().chain(en.keys()).collect::<BTreeSet<_>>() {
            match (zh.get(key), en.get(key)) {
                (Some(zh), Some(en)) if *zh == same_in_chinese(en) => {}
                (Some(zh), Some(en)) => wrong.add(format!("{key}: zh has {zh:?}, en has {en:?}")),
                (zh, _) => {
                    wrong.add(format!("{key} in {} is in {} only", file.name, if zh.is_some() { "zh" } else { "en" }));
                }
            }
        }
    }
    wrong.none("the two languages differ");
}

#[test]
fn chinese_is_chinese_and_english_is_english() {
    let mut wrong = Complaints::default();
    let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for file in FILES {
        let lines = |text: &'static str| text.lines().filter(|line| !line.starts_with('#') && line.contains(" = "));
        lines(file.en).filter(|line| han(line)).for_each(|line| wrong.add(format!("en/{}: {line}", file.name)));
        let untold = lines(file.zh).filter(|line| {
            let said = line.split_once(" = ").map_or("", |(_, said)| said);
            // What has no words in any language: figures, symbols, names of formats.
            said.chars().filter(char::is_ascii_alphabetic).count() > 24 && !han(said) && !said.contains('$')
        });
        untold.for_each(|line| wrong.add(format!("zh-CN/{}: {line}", file.name)));
    }
    wrong.none("lines in the other language");
}

/// Whether a string of the program looks like a key: words joined by hyphens.
fn looks_like_a_key(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let word = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    parts.len() > 1 && parts.iter().all(word) && text.starts_with(|c: char| c.is_ascii_lowercase())
}

/// Strings that look like keys and are none, each with what it is.
const NO_KEYS: &[(&str, &str)] = &[
    ("tlog-policy", "a file of the operator"),
    ("cn-urban-2026", "a shipped profile"),
    ("cn-rural-2026", "a shipped profile"),
    ("local-template", "a shipped profile"),
    ("year-expense", "a table shown beside a document"),
    ("year-income", "a table shown beside a document"),
    ("utf-8", "HTML"),
    ("color-scheme", "HTML"),
    ("no-cache", "HTTP"),
    ("no-store", "HTTP"),
    ("no-referrer", "HTTP"),
    ("same-origin", "HTTP"),
    ("cross-origin-opener-policy", "HTTP"),
    ("x-forwarded-for", "HTTP"),
    ("permissions-policy", "HTTP"),
    ("content-type", "HTTP"),
    ("taken-over", "an account, and a table"),
    ("counts-by-group", "a table"),
    ("chart-of-accounts", "a dimension of fiscal data"),
    ("tabular-data-package", "a profile of data packages"),
    ("tabular-data-resource", "a profile of data packages"),
    ("vice-chair", "an office"),
    ("street-officer", "an office"),
    ("current-password", "HTML"),
    ("new-password", "HTML"),
    ("x-forwarded-proto", "HTTP"),
];

/// Names of values in sentences that look like keys.
fn value_names(files: &[File]) -> BTreeSet<String> {
    files.iter().flat_map(|file| named(&file.tokens)).collect()
}

/// The names of values given: `("name", …)`, `.with("name", …)`, `.with_word("name", …)`, `.with_told("name", …)`.
fn named(tokens: &[Token]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    each_level(tokens, &mut |level| {
        for (at, token) in level.iter().enumerate() {
            let name = match token.group('(') {
                Some([Token::Text(name), Token::Mark(','), ..]) => name,
                // The title of a document has values of its own: `("month".to_owned(), …)`.
                Some([Token::Text(name), Token::Mark('.'), Token::Word(to, _), ..])
                    if to == "into" || to == "to_owned" =>
                {
                    name
                }
                _ => continue,
            };
            let called = at.checked_sub(1).and_then(|before| level[before].word());
            if called
                .is_none_or(|called| matches!(called, "with" | "with_word" | "with_told" | "in" | "let" | "return"))
            {
                names.insert(name.clone());
            }
        }
    });
    names
}

/// Codes that families declare or that stand in a sentence's key: `grid-issue` is said by `clock-grid-issue`.
fn declared(known: &Sentences) -> BTreeSet<String> {
    let mut codes: BTreeSet<String> = Signers::SHARED.iter().map(|signers| signers.name.to_owned()).collect();
    for family in kinds::FAMILIES {
        codes.extend(family.kinds.iter().filter_map(|info| Some(info.signers?.name.to_owned())));
        codes.extend(family.clocks.iter().map(|clock| clock.source.code.to_owned()));
        codes.extend(family.figures.iter().map(|figure| figure.source.code.to_owned()));
        codes.extend(family.cases.iter().flat_map(|case| case.stages).map(|stage| (*stage).to_owned()));
        for figure in family.figures {
            if let FigureShipped::Choices(choices) = figure.value {
                codes.extend(choices.iter().map(|(code, ..)| (*code).to_owned()));
            }
        }
    }
    for prefix in ["clock-", "limit-", "place-", "case-"] {
        codes.extend(known.keys().filter_map(|key| key.strip_prefix(prefix)).map(str::to_owned));
    }
    codes
}

/// Strings that must be keys: everything that looks like one, and single words where only a key can stand.
fn keys_said(file: &File, values: &BTreeSet<String>) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    // The demo is full of names that look like keys; its own keys say that they are.
    let demo = file.path.starts_with("src/cli/demo/");
    for text in texts(&file.tokens) {
        let other = values.contains(text) || NO_KEYS.iter().any(|(known, _)| *known == text);
        if looks_like_a_key(text) && !other && (!demo || text.starts_with("demo-")) {
            keys.insert(text.to_owned());
        }
    }
    each_level(&file.tokens, &mut |level| {
        for pair in level.windows(2) {
            let (Some(called), Some(given)) = (pair[0].word(), pair[1].group('(')) else { continue };
            let position = match called {
                "refused" | "malformed" | "missing" | "conflict" | "busy" | "damaged" | "unavailable" | "badge" => 0,
                "say" | "word" | "with_word" if given.len() > 1 => 1,
                "word" => 0,
                _ => continue,
            };
            let argument = given.split(|token| matches!(token, Token::Mark(','))).nth(position);
            if let Some([Token::Text(key)]) = argument {
                keys.insert(key.clone());
            }
        }
    });
    keys
}

#[test]
fn every_code_and_key_in_the_program_has_its_words() {
    let (files, known) = (source::files(), all(Lang::Zh));
    let mut values = value_names(&files);
    values.extend(declared(&known));
    let mut missing = Complaints::default();
    let mut said = 0;
    for file in &files {
        for key in keys_said(file, &values) {
            said += 1;
            if !known.contains_key(&key) {
                missing.add(format!("{}: {key}", file.path));
            }
        }
    }
    assert!(said > 600, "only {said} keys were seen in the source");
    missing.none("keys without words, or strings to be listed in NO_KEYS");
}

#[test]
fn no_words_are_left_over() {
    let files = source::files();
    let said: BTreeSet<&str> = files.iter().flat_map(|file| texts(&file.tokens)).collect();
    // `view-{name}` says every key that begins like it.
    let made: Vec<&str> = said.iter().filter_map(|text| Some(text.split_once('{')?.0)).collect();
    let made = |key: &str| {
        made.iter()
            .any(|start| start.ends_with('-') && looks_like_a_key(&format!("{start}x")) && key.starts_with(start))
    };
    let kinds: BTreeSet<String> = kinds::all().map(|info| KindInfo::words_key(info.name)).collect();
    let told = |key: &str| kinds.contains(key) || kinds.contains(&key.replacen("event-", "kind-", 1));
    let mut left = Complaints::default();
    for key in all(Lang::Zh).keys() {
        let of_a_kind = (key.starts_with("kind-") || key.starts_with("event-")) && key.ends_with("-v1");
        let used = if of_a_kind { told(key) } else { said.contains(key.as_str()) || made(key) };
        if !used {
            left.add(key);
        }
    }
    left.none("nothing says these");
}

/// For every kind, the names of the values that tell it.
fn told(files: &[File]) -> BTreeMap<String, BTreeSet<String>> {
    let mut told = BTreeMap::new();
    for file in files.iter().filter(|file| file.path.starts_with("src/event/kinds/")) {
        // Where one kind tells itself through another type, the values stand in another `told` of its file.
        let tells = |tokens: &[Token]| -> BTreeSet<String> {
            let functions = functions(tokens);
            functions
                .iter()
                .filter(|function| function.name == "told")
                .flat_map(|function| named(function.body))
                .collect()
        };
        let anywhere = tells(&file.tokens);
        each_level(&file.tokens, &mut |level| {
            for (at, token) in level.iter().enumerate() {
                if !token.is("NAME") {
                    continue;
                }
                // `const NAME: &'static str = "…";`, or a macro that is given the name.
                let name = level[at..].iter().find_map(Token::text);
                let Some(name) = name else { continue };
                let own = tells(level);
                told.insert(name.to_owned(), if own.is_empty() { anywhere.clone() } else { own });
            }
            for macros in level.windows(3) {
                // `kind! { pub struct Type = "name", … told |e| [("value", …)]; }`
                let Some(within) = macros[2].group('{').filter(|_| macros[0].is("kind")) else { continue };
                let at = within.iter().position(|token| token.is("told")).unwrap_or(within.len());
                let tells = within[at..].iter().find(|token| token.group('[').is_some());
                let given = tells.map(|tells| named(std::slice::from_ref(tells))).unwrap_or_default();
                told.insert(within.iter().find_map(Token::text).unwrap_or_default().to_owned(), given);
            }
            for pair in level.windows(3) {
                if let (true, Some([Token::Word(..), Token::Mark(','), Token::Text(name), ..])) =
                    (pair[0].is("step_kind"), pair[2].group('('))
                {
                    told.insert(name.clone(), anywhere.clone());
                }
            }
        });
    }
    told
}

#[test]
fn every_kind_of_event_has_a_title_and_a_sentence_told_with_values_it_gives() {
    let (told, known) = (told(&source::files()), all(Lang::Zh));
    let english = all(Lang::En);
    let mut wrong = Complaints::default();
    for info in kinds::all() {
        let Some(given) = told.get(info.name) else {
            wrong.add(format!("{}: its `told` was not found", info.name));
            continue;
        };
        let title = KindInfo::words_key(info.name);
        let sentence = title.replacen("kind-", "event-", 1);
        match known.get(&title) {
            Some(variables) if variables.is_empty() => {}
            other => wrong.add(format!("{title}: {other:?}")),
        }
        for said in [&known, &english] {
            let Some(variables) = said.get(&sentence) else {
                wrong.add(format!("{sentence} is missing"));
                continue;
            };
            variables
                .difference(given)
                .for_each(|name| wrong.add(format!("{sentence} wants {name}, given are {given:?}")));
        }
    }
    wrong.none("kinds of events");
}

/// Values that those who pass a problem on add to it, by the folder it is made in.
const ADDED_LATER: &[(&str, &[&str])] = &[
    // A table does not know the name of its file, nor a cell its place.
    ("src/import/", &["file", "row", "column"]),
];

/// Strings a function says; those it only compares with are left out.
fn spoken(body: &[Token]) -> Vec<&str> {
    let mut found = Vec::new();
    each_level(body, &mut |level| {
        for (at, token) in level.iter().enumerate() {
            let compared =
                at > 1 && matches!(level[at - 1], Token::Mark('=')) && matches!(level[at - 2], Token::Mark('=' | '!'));
            found.extend(token.text().filter(|_| !compared));
        }
    });
    found
}

#[test]
fn every_sentence_gets_the_values_it_names() {
    let (files, known) = (source::files(), all(Lang::Zh));
    let mut wrong = Complaints::default();
    for file in &files {
        let in_file = named(&file.tokens);
        let later = |name: &str| {
            ADDED_LATER.iter().any(|(folder, names)| file.path.starts_with(folder) && names.contains(&name))
        };
        for function in functions(&file.tokens) {
            // The words of an enum's variants are told by whoever asks for them.
            if function.name == "words_key" {
                continue;
            }
            let here = named(function.body);
            for text in spoken(function.body) {
                let variables = known.get(text).into_iter().flatten();
                for name in variables.filter(|name| !here.contains(*name) && !later(name)) {
                    // A value may be added by a function that a closure or a caller in the same file runs.
                    if !in_file.contains(name) {
                        wrong.add(format!("{}:{} {}: {text} wants {name}", file.path, function.first, function.name));
                    }
                }
            }
        }
    }
    wrong.none("sentences whose values are never given");
}
