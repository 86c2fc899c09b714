//! `mingbai export`: a ledger as files. What it writes, `mingbai verify` checks like a server.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, word};
use crate::cli::open::LedgerArgs;
use crate::http::follow::Followed;
use crate::merkle::bundle;
use crate::merkle::tile::{self, bundles_of, tiles_of};
use crate::view::board::Board;
use crate::view::document::Document;
use crate::view::render::csv;
use crate::view::render::value::Scope;

/// What to export.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 检查点、瓦片、条目包与公开页面，可直接核验或放上任何网站 / Checkpoint, tiles, bundles and documents
    Tiles(Args),
    /// 每行一条记录（events.jsonl）/ One entry a line
    Events(Args),
    /// 所有公开表格（CSV）/ Every published table
    Csv(Args),
}

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    ledger: LedgerArgs,
    /// 写入的文件夹 / Folder to write to
    #[arg(long)]
    out: PathBuf,
}

/// Exports.
pub fn run(command: &Command, lang: Lang) -> Outcome<u8> {
    let (Command::Tiles(args) | Command::Events(args) | Command::Csv(args)) = command;
    let (_host, ledger) = args.ledger.open()?;
    let followed = Followed::open(ledger)?;
    match command {
        Command::Tiles(args) => tiles(&followed, &args.out)?,
        Command::Events(args) => events(&followed, &args.out)?,
        Command::Csv(args) => tables(&followed, &args.out, lang)?,
    }
    Ok(0)
}

fn write(path: &Path, bytes: &[u8]) -> Outcome<()> {
    let folder = path.parent().unwrap_or(path);
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(path, bytes));
    written.map_err(|e| Problem::unavailable("folder-unusable").with("folder", path.display()).with("cause", e))
}

/// Writes the log in the layout of C2SP tlog-tiles and every document as JSON; the checkpoint last, so that a copy
/// that was interrupted has none, or an older one that its files still cover.
pub fn tiles(followed: &Followed, out: &Path) -> Outcome<()> {
    let published = followed.catch_up()?;
    for id in bundles_of(published.size) {
        let from = id.index * tile::TILE_WIDTH;
        let entries = followed.ledger.entries(from, from + u64::from(id.width))?;
        write(&out.join(id.path()), &bundle::encode(&entries)?)?;
    }
    for id in tiles_of(published.size) {
        write(&out.join(id.path()), &tile::encode(&followed.ledger.tile(id)?))?;
    }
    // One document at a time: together they are larger than the log.
    for path in followed.read(Board::paths) {
        if let Some(document) = followed.read(|board| board.published(&path)) {
            write(&out.join(format!("{path}.json")), &document)?;
        }
    }
    write(&out.join("checkpoint"), &published.checkpoint)
}

fn documents(followed: &Followed) -> Vec<Document> {
    followed.read(|board| board.paths().iter().filter_map(|path| board.document(path)).collect())
}

fn events(followed: &Followed, out: &Path) -> Outcome<()> {
    let published = followed.catch_up()?;
    let mut lines = Vec::new();
    let mut at = 0;
    while at < published.size {
        let until = published.size.min(at + limits::PAGE_ENTRIES);
        for entry in followed.ledger.entries(at, until)? {
            lines.extend_from_slice(&entry);
            lines.push(b'\n');
        }
        at = until;
    }
    write(&out.join("events.jsonl"), &lines)?;
    write(&out.join("checkpoint"), &published.checkpoint)
}

/// Every table of every document, and a README that says what each column means.
fn tables(followed: &Followed, out: &Path, lang: Lang) -> Outcome<()> {
    let scope = followed.read(|board| Scope::of(board.standing(), String::new(), lang));
    let mut columns = std::collections::BTreeSet::new();
    for document in documents(followed) {
        for table in &document.content.tables {
            let path = out.join(format!("{}.{}.csv", document.content.path, table.name));
            write(&path, &csv::table(table, &scope)?)?;
            columns.extend(table.columns.iter().cloned());
        }
    }
    let mut readme = String::from("# 各列含义 / What the columns mean\n\n| column | 中文 | English |\n|---|---|---|\n");
    for column in columns {
        let _ = writeln!(readme, "| `{column}` | {} | {} |", word(Lang::Zh, &column), word(Lang::En, &column));
    }
    write(&out.join("README.md"), readme.as_bytes())
}
