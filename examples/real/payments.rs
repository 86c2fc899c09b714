//! The payments of Harrogate Borough Council, April 2015 – August 2022, as a ledger: the published files are taken
//! over by a resolution of the record keepers, and every row becomes one event.

use std::path::Path;

use mingbai::base::money::Currency;
use mingbai::base::note::Vkey;
use mingbai::base::time::Day;
use mingbai::base::words::Bi;
use mingbai::import::map::Map;
use mingbai::import::plan::{Occasion, Plan};
use mingbai::import::run::{self, Progress};

use crate::real::Any;
use crate::real::desk::{Book, Desk};

/// How the files are read.
pub const MAP: &str = include_str!("../harrogate.toml");
/// The resolution that takes them over.
pub const MATTER: &str = "takeover-harrogate";

/// The ledger these payments go into.
pub fn book(log: &Vkey) -> Book {
    Book {
        origin: log.name().to_owned(),
        title: Bi::new("哈罗盖特区议会付款记录", "Payments of Harrogate Borough Council"),
        currency: Currency { code: "GBP".into(), exponent: 2, symbol: "£".into() },
        offset_minutes: 0,
        log: log.to_string(),
    }
}

/// Reads every file of a folder, in the order of names.
pub fn plan(folder: &Path, currency: &Currency) -> Any<Plan> {
    let map = Map::read(MAP)?;
    let mut paths: Vec<_> = std::fs::read_dir(folder)?.map(|file| Ok(file?.path())).collect::<Any<_>>()?;
    paths.sort();
    Ok(Plan::gather(&paths, &map, currency))
}

/// Has the files of the plan taken over, on `day`.
pub fn agree(desk: &mut Desk<'_>, plan: &Plan, day: Day) -> Any<()> {
    plan.ready(false)?;
    let title = Map::read(MAP)?.title;
    desk.agree(day, plan.proposal(MATTER.parse()?, title).details)
}

/// Brings every row of the plan in that is not there yet, on `day`.
pub fn bring_in(desk: &mut Desk<'_>, plan: &Plan, day: Day, told: &mut dyn FnMut(Progress)) -> Any<Progress> {
    let occasion = Occasion {
        origin: desk.origin.clone(),
        matter: MATTER.parse()?,
        importer: "bookkeeper".parse()?,
        time: desk.noon(day),
    };
    let key = desk.key("bookkeeper")?.clone();
    let progress = run::run(plan, &occasion, &key, desk.target, told).map_err(|stopped| {
        let why: Vec<String> = stopped.why.iter().map(ToString::to_string).collect();
        format!("stopped at {:?}: {}", stopped.at, why.join("\n"))
    })?;
    Ok(progress)
}
