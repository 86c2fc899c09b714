//! Figures: several rounds, the median with the smallest and the largest, beside their limit and target.

use std::fmt::Write as _;
use std::time::Instant;

use crate::Asked;

/// Values of several rounds.
#[derive(Clone, Debug)]
pub struct Rounds(Vec<f64>);

impl Rounds {
    /// Runs something several times.
    pub fn of(rounds: usize, mut run: impl FnMut() -> f64) -> Self {
        Self((0..rounds.max(1)).map(|_| run()).collect())
    }

    /// Values that are there.
    pub fn from(values: Vec<f64>) -> Self {
        Self(values)
    }

    fn sorted(&self) -> Vec<f64> {
        let mut values = self.0.clone();
        values.sort_by(f64::total_cmp);
        values
    }

    /// The median.
    pub fn median(&self) -> f64 {
        let values = self.sorted();
        let middle = values.len() / 2;
        if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
    }

    /// Value by value over another's.
    pub fn over(&self, limit: &Self) -> Self {
        Self(self.0.iter().zip(&limit.0).map(|(value, limit)| value / limit).collect())
    }

    /// Each value changed.
    pub fn map(&self, change: impl Fn(f64) -> f64) -> Self {
        Self(self.0.iter().map(|value| change(*value)).collect())
    }

    fn text(&self) -> String {
        let values = self.sorted();
        let (least, most) = (values[0], values[values.len() - 1]);
        let median = self.median();
        if values.len() == 1 {
            number(median)
        } else {
            format!("{} ({}–{})", number(median), number(least), number(most))
        }
    }
}

/// A number with three significant digits, thousands grouped.
pub fn number(value: f64) -> String {
    if value.abs() < 100.0 {
        let digits = if value.abs() < 1.0 { 3 } else { 2 - usize::from(value.abs() >= 10.0) };
        return format!("{value:.digits$}");
    }
    let digits = format!("{value:.0}");
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Events a second.
pub fn rate(events: u64, work: impl FnOnce()) -> f64 {
    events as f64 / seconds(work)
}

/// How long something takes.
pub fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// Everything measured, printed as it comes.
pub struct Report {
    lines: String,
    table: bool,
}

impl Report {
    /// A report that begins with the machine.
    pub fn begin(asked: &Asked) -> Self {
        let cores = rayon::current_num_threads();
        let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
        let model = model.trim_start_matches(['\t', ' ', ':']);
        let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split(' ').next().unwrap_or_default();
        let mut report = Self { lines: String::new(), table: false };
        let build = if cfg!(debug_assertions) { "UNOPTIMISED BUILD" } else { "release build" };
        report.say(&format!(
            "{cores} cores ({model}), {build}, {} events, {} rounds, load average {load} at the start.",
            number(asked.events as f64),
            asked.rounds
        ));
        report.say("Each figure: median (smallest–largest) of the rounds.");
        report
    }

    /// A sentence.
    pub fn say(&mut self, text: &str) {
        println!("{text}");
        self.table = false;
        let _ = writeln!(self.lines, "\n{text}");
    }

    /// The heading of a part.
    pub fn part(&mut self, name: &str) {
        println!("\n== {name}");
        self.table = false;
        let _ = writeln!(self.lines, "\n### {name}");
    }

    fn row(&mut self, cells: [&str; 5]) {
        if !self.table {
            self.lines.push_str(
                "\n| what | measured | limit in the same run | of the limit | target |\n|---|---|---|---|---|\n",
            );
            self.table = true;
        }
        let _ = writeln!(self.lines, "| {} |", cells.join(" | "));
    }

    /// A figure without a limit.
    pub fn figure(&mut self, what: &str, unit: &str, rounds: &Rounds) {
        let text = format!("{} {unit}", rounds.text());
        println!("{what}: {text}");
        self.row([what, &text, "", "", ""]);
    }

    /// A figure beside its limit; `target` is the share of the limit aimed at.
    pub fn against(
        &mut self,
        what: &str,
        unit: &str,
        rounds: &Rounds,
        (name, limit): (&str, &Rounds),
        target: Option<f64>,
    ) {
        let text = format!("{} {unit}", rounds.text());
        let limit_text = format!("{} {unit}: {name}", limit.text());
        let ratio = format!("{} %", rounds.over(limit).map(|ratio| ratio * 100.0).text());
        let target = target.map_or_else(String::new, |target| format!("≥ {:.0} %", target * 100.0));
        println!("{what}: {text}\n    limit {limit_text}\n    {ratio} of the limit; target {target}");
        self.row([what, &text, &limit_text, &ratio, &target]);
    }

    /// All of it, as Markdown.
    pub fn markdown(&self) -> &str {
        &self.lines
    }
}
