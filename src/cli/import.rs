//! `mingbai import payments`: accounts kept elsewhere, row by row, under the resolution that takes them over.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Subcommand;
use indicatif::ProgressBar;

use crate::base::code::{Code, Line};
use crate::base::json;
use crate::base::key::SecretKey;
use crate::base::limits;
use crate::base::money::Currency;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Written;
use crate::base::words::{Lang, say};
use crate::cli::open::{LedgerArgs, read_input};
use crate::cli::output::print;
use crate::http::follow::Followed;
use crate::import::map::Map;
use crate::import::plan::{Occasion, Plan};
use crate::import::run;
use crate::ledger::clock::{Clock as _, SystemClock};

const MAP_BYTES: usize = 1024 * 1024;

/// What to import.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 接收在别处记的付款账（CSV、XLSX）/ Payments kept elsewhere (CSV, XLSX)
    Payments(Payments),
}

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Payments {
    #[command(flatten)]
    ledger: LedgerArgs,
    /// 列名、日期与金额格式的对照文件 / The map of column names and formats
    #[arg(long)]
    map: PathBuf,
    /// 接收旧账的决议编号 / The resolution that takes the accounts over
    #[arg(long)]
    matter: Code,
    /// 导入会计的密钥文件 / Key of the importing bookkeeper
    #[arg(long, required_unless_present = "plan")]
    key: Option<PathBuf>,
    /// 只打印应提出的决议内容，不导入 / Print the resolution to be proposed, import nothing
    #[arg(long)]
    plan: bool,
    /// 略过无法读取的行（决议须写明行数）/ Leave out rows that cannot be read
    #[arg(long)]
    skip_bad: bool,
    /// 账目文件 / Files
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// Imports, or prints the plan.
pub fn run(command: &Command, lang: Lang) -> Outcome<u8> {
    let Command::Payments(args) = command;
    let map = read_input(&args.map, MAP_BYTES)?;
    let map = Map::read(std::str::from_utf8(&map).map_err(|e| {
        Problem::malformed("json-not-utf8").with("what", args.map.display()).with("at", e.valid_up_to())
    })?)?;
    let (_host, ledger) = args.ledger.open()?;
    let followed = Followed::open(Arc::clone(&ledger))?;
    let currency = followed.read(|board| board.standing().founded.as_ref().map(|founded| founded.currency.clone()));
    let mut plan = Plan::default();
    for path in &args.files {
        let name =
            path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        plan.add(
            &name,
            &read_input(path, limits::IMPORT_FILE_BYTES)?,
            &map,
            currency.as_ref().unwrap_or(&Currency::yuan()),
        );
    }
    report(&plan, lang);
    plan.ready(args.skip_bad)?;
    if args.plan {
        let title: Line = say(lang, "import-matter-title", &[]).parse()?;
        print(&String::from_utf8_lossy(&json::write(&plan.proposal(args.matter.clone(), title))))?;
        return Ok(0);
    }
    let key = args.key.as_deref().ok_or_else(|| Problem::malformed("import-no-key"))?;
    bring_in((&plan, map.table.header_row), args, &SecretKey::read(key)?, &followed, lang)
}

/// Says which rows cannot be read and which files cannot be used, each with its place.
fn report(plan: &Plan, lang: Lang) {
    for problem in &plan.refused {
        eprintln!("✗ {} [{}]", problem.text(lang), problem.code);
    }
    for file in &plan.files {
        for left_out in file.reading.unreadable() {
            // The sentence names the row by its number in a spreadsheet.
            eprintln!("✗ {}: {} [{}]", file.name, left_out.why.text(lang), left_out.why.code);
        }
    }
}

fn bring_in(
    (plan, header_row): (&Plan, u32),
    args: &Payments,
    key: &SecretKey,
    followed: &Followed,
    lang: Lang,
) -> Outcome<u8> {
    let importer = followed.read(|board| {
        run::adopted(plan, &args.matter, &board.standing().authorities)?;
        let person = board.standing().mandates.person_of(&key.public()).cloned();
        person.ok_or_else(|| Problem::refused("key-unknown").with("key", key.public()))
    })?;
    let origin = followed.ledger.vkey().name().to_owned();
    let offset = followed.read(|board| board.standing().founded.as_ref().map_or(0, |founded| founded.offset_minutes));
    let time = Written::new(SystemClock.now(), offset);
    let occasion = Occasion { origin, matter: args.matter.clone(), importer, time };
    let bar = ProgressBar::new(0);
    let mut target = Arc::clone(&followed.ledger);
    let done = run::run(plan, &occasion, key, &mut target, &mut |progress| {
        bar.set_length(progress.all);
        bar.set_position(progress.appended + progress.present);
    });
    bar.finish_and_clear();
    let progress = match &done {
        Ok(progress) => progress,
        Err(stopped) => &stopped.progress,
    };
    let figures = [("appended", progress.appended), ("present", progress.present), ("all", progress.all)];
    eprintln!("{}", say(lang, "import-done", &figures.map(|(name, figure)| (name, figure.to_string()))));
    let Err(stopped) = done else { return Ok(0) };
    if let Some((file, row)) = &stopped.at {
        let sheet = row.saturating_add(header_row);
        eprintln!(
            "{}",
            say(
                lang,
                "import-stopped-at",
                &[("file", file.clone()), ("row", row.to_string()), ("sheet", sheet.to_string())]
            )
        );
    }
    stopped.why.iter().for_each(|problem| eprintln!("✗ {} [{}]", problem.text(lang), problem.code));
    Ok(1)
}
