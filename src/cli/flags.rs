//! `mingbai flags`: what the flags point at in a ledger, from a folder of tiles or a URL.

use crate::audit::source;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, say, word};
use crate::cli::log;
use crate::cli::output;
use crate::event::entry::Entry;
use crate::ledger::clock::{Clock as _, SystemClock};
use crate::merkle::tile;
use crate::merkle::tree::leaf_hash;
use crate::rules::standing::Standing;
use crate::view::document::{Content, Table};
use crate::view::open::View as _;
use crate::view::open::flags::Flags;
use crate::view::recorded::Recorded;
use crate::view::render::value::{Scope, text};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 账本网址，或导出的文件夹 / URL of a ledger, or an exported folder
    target: String,
    /// 只列一条规则的全部提示，例如 f03 / All hits of one rule, such as f03
    rule: Option<String>,
}

/// Folds the ledger, and prints the rules with their counts, or the hits of one rule. Reading is not verifying.
pub fn run(args: &Args, lang: Lang) -> Outcome<u8> {
    let source = source::open(&args.target)?;
    let size = log::size(source.as_ref())?;
    let (mut standing, mut flags) = (Standing::default(), Flags::default());
    let began = SystemClock.now();
    for id in tile::bundles_of(size) {
        let entries = log::entries(source.as_ref(), id)?;
        for bytes in entries {
            let entry = Entry::read(&bytes)?;
            let recorded = Recorded::read(&entry, leaf_hash(&bytes), &standing)?;
            standing.evolve(&recorded.event, &recorded.effects, &recorded.at);
            flags.fold(&recorded, &standing);
        }
    }
    let path = args.rule.as_ref().map_or_else(|| "flags".to_owned(), |rule| format!("flags/{rule}"));
    let missing = || Problem::missing("document-missing").with("path", path.escape_debug());
    let content = flags.content(&path, &standing).ok_or_else(missing)?;
    let millis = SystemClock.now().millis().saturating_sub(began.millis());
    let told = [("entries", size.to_string()), ("millis", millis.to_string())];
    let page = page(&content, &Scope::of(&standing, String::new(), lang));
    output::text(&page)?;
    output::print(&say(lang, "flags-folded", &told))?;
    Ok(0)
}

/// A document as lines, its tables with tabs between cells.
fn page(content: &Content, scope: &Scope) -> String {
    let mut page = format!("{}\n", word(scope.lang, &content.title));
    for fact in &content.facts {
        line(&mut page, &[word(scope.lang, &fact.label), text(&fact.value, scope, false)]);
    }
    content.tables.iter().for_each(|table| rows(table, scope, &mut page));
    page.push('\n');
    page
}

fn rows(table: &Table, scope: &Scope, page: &mut String) {
    page.push('\n');
    line(page, &table.columns.iter().map(|column| word(scope.lang, column)).collect::<Vec<String>>());
    for row in &table.rows {
        line(page, &row.iter().map(|value| text(value, scope, false)).collect::<Vec<String>>());
    }
}

fn line(page: &mut String, cells: &[String]) {
    page.push_str(&cells.join("\t"));
    page.push('\n');
}
