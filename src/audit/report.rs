//! What the auditor found, for a resident to read and for programs.

use std::fmt::Write as _;

use serde::Serialize;

use crate::base::problem::Problem;
use crate::base::time::Instant;
use crate::base::words::{Lang, say, word};

/// Findings kept in full; beyond these only their number is.
const FINDINGS: usize = 100;

/// What was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// The signed checkpoint.
    Checkpoint,
    /// The tree and its tiles.
    Tree,
    /// The root by the second, naive route.
    NaiveRoot,
    /// Each entry names the one before; times never go back.
    Chain,
    /// Every signature.
    Signatures,
    /// Every mandate and rule.
    Rules,
    /// Every published figure.
    Documents,
    /// Every page and table file of those.
    Pages,
    /// Every total by the second, naive route.
    NaiveTotals,
    /// Every notice's digest.
    Notices,
    /// The checkpoint against the one seen before.
    Memory,
}

impl Check {
    /// All, in the order they are reported.
    pub const ALL: [Check; 11] = [
        Check::Checkpoint,
        Check::Tree,
        Check::NaiveRoot,
        Check::Chain,
        Check::Signatures,
        Check::Rules,
        Check::Documents,
        Check::Pages,
        Check::NaiveTotals,
        Check::Notices,
        Check::Memory,
    ];

    /// The key of its sentence in `locales/`, with the variable `count`.
    fn words_key(self) -> &'static str {
        match self {
            Check::Checkpoint => "check-checkpoint",
            Check::Tree => "check-tree",
            Check::NaiveRoot => "check-naive-root",
            Check::Chain => "check-chain",
            Check::Signatures => "check-signatures",
            Check::Rules => "check-rules",
            Check::Documents => "check-documents",
            Check::Pages => "check-pages",
            Check::NaiveTotals => "check-naive-totals",
            Check::Notices => "check-notices",
            Check::Memory => "check-memory",
        }
    }
}

/// Something that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was being checked.
    pub check: Check,
    /// The entry it concerns, if it concerns one.
    pub index: Option<u64>,
    /// What is wrong.
    pub problem: Problem,
}

/// The outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything that was checked holds.
    Holds,
    /// Something is wrong.
    Wrong,
    /// The check could not be carried out.
    Unchecked(Problem),
}

/// The report.
#[derive(Clone, Debug)]
pub struct Report {
    /// What was audited.
    pub target: String,
    /// The ledger's title in both languages, once the first entry is read.
    pub title: Option<(String, String)>,
    /// The log's verifier key.
    pub vkey: Option<String>,
    /// Whether that key was given from outside; otherwise it is the ledger's own word.
    pub key_given: bool,
    /// Entries audited.
    pub size: u64,
    /// Root of their tree.
    pub root: String,
    /// The last signed checkpoint that the key opened.
    pub checkpoint: Option<Vec<u8>>,
    /// When the last entry was accepted.
    pub last: Option<Instant>,
    /// How many things each check looked at. A check that is not here was not made.
    pub counts: Vec<(Check, u64)>,
    /// What is wrong, the first hundred.
    pub findings: Vec<Finding>,
    /// How many things are wrong.
    pub wrong: u64,
    /// Things a reader should know that are not wrong.
    pub notes: Vec<Problem>,
    /// The outcome.
    pub verdict: Verdict,
}

impl Report {
    /// A report on `target` that has found nothing yet.
    pub fn new(target: String) -> Self {
        Self {
            target,
            title: None,
            vkey: None,
            key_given: false,
            size: 0,
            root: String::new(),
            checkpoint: None,
            last: None,
            counts: Vec::new(),
            findings: Vec::new(),
            wrong: 0,
            notes: Vec::new(),
            verdict: Verdict::Holds,
        }
    }

    /// Counts things looked at.
    pub fn count(&mut self, check: Check, n: u64) {
        match self.counts.iter_mut().find(|(known, _)| *known == check) {
            Some((_, count)) => *count += n,
            None => self.counts.push((check, n)),
        }
    }

    /// Adds something wrong.
    pub fn find(&mut self, check: Check, index: Option<u64>, problem: Problem) {
        self.wrong += 1;
        if self.findings.len() < FINDINGS {
            self.findings.push(Finding { check, index, problem });
        }
    }

    /// Closes the report: wrong when anything was found.
    pub fn conclude(&mut self) {
        if self.wrong > 0 {
            self.verdict = Verdict::Wrong;
        }
    }

    /// The exit code: 0 holds, 1 something is wrong, 2 could not check.
    pub fn exit_code(&self) -> u8 {
        match self.verdict {
            Verdict::Holds => 0,
            Verdict::Wrong => 1,
            Verdict::Unchecked(_) => 2,
        }
    }

    fn wrong_in(&self, check: Check) -> usize {
        self.findings.iter().filter(|finding| finding.check == check).count()
    }

    /// The report in plain words.
    pub fn text(&self, lang: Lang) -> String {
        let mut text = String::new();
        self.head(lang, &mut text);
        for check in Check::ALL {
            let Some((_, count)) = self.counts.iter().find(|(known, _)| *known == check) else { continue };
            let mark = if self.wrong_in(check) == 0 { "✓" } else { "✗" };
            let sentence = say(lang, check.words_key(), &[("count", count.to_string())]);
            let _ = writeln!(text, "  {mark} {sentence}");
        }
        for finding in &self.findings {
            let place = match (finding.index, finding.problem.arg("bundle")) {
                (Some(index), _) => say(lang, "report-at-entry", &[("index", index.to_string())]),
                (None, Some(file)) => say(lang, "report-in-file", &[("file", file.to_owned())]),
                (None, None) => word(lang, "report-in-all"),
            };
            let _ = writeln!(text, "\n  ✗ {place}{} [{}]", finding.problem.text(lang), finding.problem.code);
        }
        if self.wrong > self.findings.len() as u64 {
            let more = self.wrong - self.findings.len() as u64;
            let _ = writeln!(text, "  {}", say(lang, "report-more", &[("count", more.to_string())]));
        }
        for note in &self.notes {
            let _ = writeln!(text, "\n  · {}", note.text(lang));
        }
        let _ = writeln!(text, "\n{}", self.conclusion(lang));
        text
    }

    fn head(&self, lang: Lang, text: &mut String) {
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(text, "  {}{value}", word(lang, key));
        };
        if let Some((zh, en)) = &self.title {
            line("report-ledger", if lang == Lang::Zh { zh } else { en });
        }
        line("report-target", &self.target);
        if let Some(vkey) = &self.vkey {
            line("report-key", vkey);
        }
        if !self.root.is_empty() {
            line("report-size", &self.size.to_string());
            line("report-root", &self.root);
        }
        if let Some(last) = self.last {
            line("report-last", &last.to_string());
        }
        text.push('\n');
    }

    fn conclusion(&self, lang: Lang) -> String {
        match &self.verdict {
            Verdict::Holds => self.holds(lang),
            Verdict::Wrong => say(lang, "report-wrong", &[("count", self.wrong.to_string())]),
            Verdict::Unchecked(problem) => {
                let cause = format!("{} [{}]", problem.text(lang), problem.code);
                say(lang, "report-unchecked", &[("cause", cause)])
            }
        }
    }

    /// That it holds, and what that is said of: never more than was compared.
    fn holds(&self, lang: Lang) -> String {
        let counted = |check| self.counts.iter().find(|(known, _)| *known == check).map_or(0, |(_, count)| *count);
        let (documents, pages) = (counted(Check::Documents), counted(Check::Pages));
        let key = match (documents, pages) {
            (0, _) => "report-holds-log",
            (_, 0) => "report-holds-documents",
            _ => "report-holds",
        };
        say(lang, key, &[("documents", documents.to_string()), ("pages", pages.to_string())])
    }

    /// The report for programs.
    pub fn json(&self) -> serde_json::Value {
        let told = |problem: &Problem| serde_json::json!({ "code": problem.code, "zh": problem.text(Lang::Zh), "en": problem.text(Lang::En) });
        let findings: Vec<_> = self
            .findings
            .iter()
            .map(|finding| {
                let mut value = told(&finding.problem);
                value["check"] = serde_json::json!(finding.check);
                value["index"] = serde_json::json!(finding.index);
                value
            })
            .collect();
        let checks: Vec<_> = self
            .counts
            .iter()
            .map(|(check, count)| {
                serde_json::json!({ "check": check, "count": count, "holds": self.wrong_in(*check) == 0 })
            })
            .collect();
        let (verdict, cause) = match &self.verdict {
            Verdict::Holds => ("holds", None),
            Verdict::Wrong => ("wrong", None),
            Verdict::Unchecked(problem) => ("unchecked", Some(told(problem))),
        };
        serde_json::json!({
            "target": self.target, "verdict": verdict, "cause": cause, "exit": self.exit_code(),
            "vkey": self.vkey, "key_given": self.key_given, "size": self.size, "root": self.root, "last": self.last,
            "checks": checks, "wrong": self.wrong, "findings": findings,
            "notes": self.notes.iter().map(told).collect::<Vec<_>>(),
        })
    }
}
