//! The program's own source as tokens, for tests that hold rules about it: what it says, what it imports, how long it is.
//!
//! Tests inside `src` are left out (they may name what does not exist); comments and attributes are gone.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// One token.
#[derive(Clone, Debug)]
pub enum Token {
    /// A name or keyword, and its line.
    Word(String, usize),
    /// A single mark of punctuation.
    Mark(char),
    /// What stands between the quotes of a string.
    Text(String),
    /// A number, character or byte string.
    Other,
    /// Tokens between brackets, which begin and end on these lines.
    Group(char, Vec<Token>, (usize, usize)),
}

impl Token {
    /// Whether it is this name.
    pub fn is(&self, name: &str) -> bool {
        matches!(self, Token::Word(word, _) if word == name)
    }

    /// The name, if it is one.
    pub fn word(&self) -> Option<&str> {
        if let Token::Word(word, _) = self { Some(word) } else { None }
    }

    /// The string, if it is one.
    pub fn text(&self) -> Option<&str> {
        if let Token::Text(text) = self { Some(text) } else { None }
    }

    /// What stands between brackets that open with `open`.
    pub fn group(&self, open: char) -> Option<&[Token]> {
        match self {
            Token::Group(found, within, _) if *found == open => Some(within),
            _ => None,
        }
    }
}

/// A file of `src`.
#[derive(Debug)]
pub struct File {
    /// Its path from the root of the repository, with `/`.
    pub path: String,
    /// What is compiled into the program.
    pub tokens: Vec<Token>,
}

/// A function.
#[derive(Debug)]
pub struct Function<'a> {
    /// Its name.
    pub name: &'a str,
    /// How many lines from `fn` to its last bracket.
    pub lines: usize,
    /// The line of `fn`.
    pub first: usize,
    /// What stands in it.
    pub body: &'a [Token],
}

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder of the repository with this ending, in the order of their paths.
pub fn below(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The tokens of a file, and the modules of tests it keeps in files of their own.
pub fn read(path: &str, text: &str, tests: bool) -> (Vec<Token>, Vec<String>) {
    let mut reader = Reader { path, rest: text, line: 1, tests, outside: Vec::new() };
    let tokens = reader.level();
    assert!(reader.rest.is_empty(), "{path}:{}: a bracket too many", reader.line);
    (tokens, reader.outside)
}

/// Every file of `src` that is part of the program.
pub fn files() -> Vec<File> {
    let mut tests = BTreeSet::new();
    let mut files = Vec::new();
    for file in below("src", "rs") {
        let text = std::fs::read_to_string(&file).unwrap();
        let path = file.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
        let (tokens, outside) = read(&path, &text, false);
        let folder = match path.rsplit_once('/').unwrap() {
            (folder, "mod.rs" | "lib.rs" | "main.rs") => folder.to_owned(),
            (folder, name) => format!("{folder}/{}", name.trim_end_matches(".rs")),
        };
        tests.extend(outside.iter().map(|module| format!("{folder}/{module}")));
        files.push(File { path, tokens });
    }
    let is_test =
        |path: &str| tests.iter().any(|test| path == format!("{test}.rs") || path.starts_with(&format!("{test}/")));
    files.retain(|file| !is_test(&file.path));
    assert!(files.len() > 50, "the source was not found");
    files
}

/// Reads Rust as far as this is needed: strings, names, marks and brackets, each with its line.
struct Reader<'a> {
    path: &'a str,
    rest: &'a str,
    line: usize,
    /// Whether what is only compiled for tests is kept.
    tests: bool,
    /// Modules of tests that are files of their own.
    outside: Vec<String>,
}

impl<'a> Reader<'a> {
    /// Takes `bytes` off the text.
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }

    /// Takes up to and with `end`; gives what stood before it.
    fn until(&mut self, end: &str) -> &'a str {
        let at = self.rest.find(end).unwrap_or_else(|| panic!("{}:{}: no {end}", self.path, self.line));
        let taken = self.take(at);
        self.take(end.len());
        taken
    }

    /// Tokens up to the bracket that closes, or the end of the file.
    fn level(&mut self) -> Vec<Token> {
        let mut tokens = Vec::new();
        while let Some(first) = self.rest.chars().next() {
            match first {
                ')' | ']' | '}' => break,
                '#' if self.rest.starts_with("#[") || self.rest.starts_with("#![") => self.attribute(),
                _ if self.rest.starts_with("//") => drop(self.take(self.rest.find('\n').unwrap_or(self.rest.len()))),
                _ if self.rest.starts_with("/*") => drop(self.until("*/")),
                _ if first.is_whitespace() => drop(self.take(first.len_utf8())),
                _ => tokens.push(self.token(first)),
            }
        }
        tokens
    }

    fn token(&mut self, first: char) -> Token {
        let line = self.line;
        match first {
            '(' | '[' | '{' => {
                self.take(1);
                let within = self.level();
                self.take(1);
                Token::Group(first, within, (line, self.line))
            }
            '"' => Token::Text(self.string()),
            '\'' => self.character(),
            'b' if self.rest.starts_with("b\"") || self.rest.starts_with("b'") => {
                self.take(1);
                self.token(if self.rest.starts_with('"') { '"' } else { '\'' });
                Token::Other
            }
            'r' if self.rest[1..].trim_start_matches('#').starts_with('"') => {
                let hashes = self.until("\"").len() - 1;
                Token::Text(self.until(&format!("\"{}", "#".repeat(hashes))).to_owned())
            }
            _ if first.is_alphanumeric() || first == '_' => {
                let word = |c: char| !(c.is_alphanumeric() || c == '_');
                let text = self.take(self.rest.find(word).unwrap_or(self.rest.len()));
                if first.is_ascii_digit() { Token::Other } else { Token::Word(text.to_owned(), line) }
            }
            mark => {
                self.take(mark.len_utf8());
                Token::Mark(mark)
            }
        }
    }

    fn string(&mut self) -> String {
        let mut end = 1;
        while !self.rest[end..].starts_with('"') {
            let escaped = self.rest[end..].starts_with('\\');
            end += usize::from(escaped);
            end += self.rest[end..].chars().next().expect("a string ends").len_utf8();
        }
        let text = &self.take(end + 1)[1..end];
        // A line that ends in a backslash goes on where the next one begins.
        let joined: Vec<&str> = text.split("\\\n").map(str::trim_start).collect();
        if joined.len() > 1 { joined.concat() } else { text.to_owned() }
    }

    /// A character, or a lifetime.
    fn character(&mut self) -> Token {
        let escaped = self.rest.starts_with("'\\");
        let second = self.rest.chars().nth(2);
        if escaped {
            self.take(3);
            self.until("'");
            Token::Other
        } else if second == Some('\'') {
            self.take(1 + self.rest.chars().nth(1).map_or(0, char::len_utf8) + 1);
            Token::Other
        } else {
            self.take(1);
            Token::Mark('\'')
        }
    }

    /// Drops an attribute; one that says `cfg(test)` with the item behind it.
    fn attribute(&mut self) {
        self.until("[");
        let within = self.level();
        self.take(1);
        let test = within.first().is_some_and(|word| word.is("cfg"))
            && within.get(1).and_then(|group| group.group('(')?.first()).is_some_and(|word| word.is("test"));
        if test && !self.tests {
            self.skip_item();
        }
    }

    /// Skips an item to its end: a block in braces, or a semicolon.
    fn skip_item(&mut self) {
        let mut last_word = String::new();
        while let Some(first) = self.rest.chars().next() {
            if first == '#' {
                self.attribute();
            } else if first.is_whitespace() {
                self.take(first.len_utf8());
            } else {
                match self.token(first) {
                    Token::Word(word, _) => last_word = word,
                    Token::Mark(';') => return self.outside.push(last_word),
                    Token::Group('{', ..) => return,
                    _ => {}
                }
            }
        }
    }
}

/// Calls `look` with every sequence of tokens: the file's own, and that of each pair of brackets within.
pub fn each_level<'a>(tokens: &'a [Token], look: &mut dyn FnMut(&'a [Token])) {
    look(tokens);
    for token in tokens {
        if let Token::Group(_, within, _) = token {
            each_level(within, look);
        }
    }
}

/// Every string in the tokens.
pub fn texts(tokens: &[Token]) -> Vec<&str> {
    let mut found = Vec::new();
    each_level(tokens, &mut |level| found.extend(level.iter().filter_map(Token::text)));
    found
}

/// Every function, with those inside others.
pub fn functions(tokens: &[Token]) -> Vec<Function<'_>> {
    let mut found = Vec::new();
    each_level(tokens, &mut |level| {
        for (at, pair) in level.windows(2).enumerate() {
            let [Token::Word(word, first), Token::Word(name, _)] = pair else { continue };
            if word != "fn" {
                continue;
            }
            let rest = &level[at + 2..];
            let ends = rest.iter().position(|token| matches!(token, Token::Mark(';') | Token::Group('{', ..)));
            if let Some(Token::Group('{', body, (_, last))) = ends.map(|at| &rest[at]) {
                found.push(Function { name, lines: last - first + 1, first: *first, body });
            }
        }
    });
    found
}

/// What a test has against the source, a line each; nothing when all is well.
#[derive(Debug, Default)]
pub struct Complaints(String);

impl Complaints {
    /// Adds one.
    pub fn add(&mut self, complaint: impl std::fmt::Display) {
        writeln!(self.0, "  {complaint}").unwrap();
    }

    /// Fails when there are any.
    #[track_caller]
    pub fn none(self, what: &str) {
        assert!(self.0.is_empty(), "{what}:\n{}", self.0);
    }
}
