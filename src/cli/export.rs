//! `mingbai export`: a ledger as files. What it writes, `mingbai verify` checks like a server.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{ArgMatches, Args as _, FromArgMatches, Subcommand};

use crate::base::file::sync_folder;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, word};
use crate::cli::open::LedgerArgs;
use crate::export::{self, Export};
use crate::http::follow::Followed;
use crate::ledger::handle::Ledger;
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
    /// 所有公开表格（CSV）/ Every published table
    Csv(Args),
    /// One of `export::formats`, or all of them.
    #[command(flatten)]
    Form(Form),
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

/// One of the forms of `export/formats`, or all of them: a subcommand each, from their registry.
#[derive(Debug)]
pub struct Form {
    name: String,
    args: Args,
}

/// The name that stands for every form.
const ALL: &str = "all";

impl FromArgMatches for Form {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let (name, given) = matches.subcommand().ok_or_else(|| clap::Error::new(ErrorKind::MissingSubcommand))?;
        Ok(Self { name: name.to_owned(), args: Args::from_arg_matches(given)? })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Subcommand for Form {
    fn augment_subcommands(command: clap::Command) -> clap::Command {
        export::names().into_iter().chain([ALL]).fold(command, |command, name| {
            let key = format!("export-form-{name}");
            let about = format!("{} / {}", word(Lang::Zh, &key), word(Lang::En, &key));
            command.subcommand(Args::augment_args(clap::Command::new(name).about(about)))
        })
    }

    fn augment_subcommands_for_update(command: clap::Command) -> clap::Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        name == ALL || export::names().contains(&name)
    }
}

/// Exports.
pub fn run(command: &Command, lang: Lang) -> Outcome<u8> {
    let (Command::Tiles(args) | Command::Csv(args) | Command::Form(Form { args, .. })) = command;
    let (_host, ledger) = args.ledger.open()?;
    match command {
        Command::Tiles(args) => tiles(&Followed::open(ledger)?, &args.out)?,
        Command::Csv(args) => whole(&args.out, &tables(&Followed::open(ledger)?, lang)?)?,
        Command::Form(form) => whole(&args.out, &files(&ledger, &form.name)?)?,
    }
    Ok(0)
}

/// The files of a form, or of all.
fn files(ledger: &Ledger, name: &str) -> Outcome<Vec<export::File>> {
    let mut export = Export::of(name)?;
    let published = ledger.published().borrow().clone();
    let mut at = 0;
    while at < published.size {
        let until = published.size.min(at + limits::PAGE_ENTRIES);
        ledger.entries(at, until)?.iter().try_for_each(|entry| export.take(entry))?;
        at = until;
    }
    export.files(&published.checkpoint)
}

fn unusable(path: &Path, e: &std::io::Error) -> Problem {
    Problem::unavailable("folder-unusable").with("folder", path.display()).with("cause", e)
}

/// Writes files whole or not at all: into a folder beside `out`, which takes its place when all are on disk. What stands
/// at `out` or beside it already is left alone.
fn whole(out: &Path, files: &[export::File]) -> Outcome<()> {
    let out: PathBuf = out.components().collect();
    let empty = || std::fs::read_dir(&out).map(|mut entries| entries.next().is_none());
    if out.exists() && !(out.is_dir() && empty().map_err(|e| unusable(&out, &e))?) {
        return Err(Problem::conflict("export-exists").with("folder", out.display()));
    }
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let beside = out.with_file_name(name);
    if beside.exists() {
        return Err(Problem::conflict("export-begun").with("folder", beside.display()));
    }
    let written = write_all(&beside, files).and_then(|()| std::fs::rename(&beside, &out));
    if written.is_err() {
        // What a failed export leaves is of no use; that it cannot be removed is no second problem.
        drop(std::fs::remove_dir_all(&beside));
    }
    written.and_then(|()| sync_folder(&out)).map_err(|e| unusable(&out, &e))
}

fn write_all(folder: &Path, files: &[export::File]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for file in files {
        let path = folder.join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
        let mut written = std::fs::File::create_new(&path)?;
        written.write_all(&file.bytes)?;
        written.sync_all()?;
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Outcome<()> {
    let folder = path.parent().unwrap_or(path);
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(path, bytes));
    written.map_err(|e| unusable(folder, &e))
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

/// Every table of every document, and a README that says what each column means.
fn tables(followed: &Followed, lang: Lang) -> Outcome<Vec<export::File>> {
    let scope = followed.read(|board| Scope::of(board.standing(), String::new(), lang));
    let mut columns = std::collections::BTreeSet::new();
    let mut files = Vec::new();
    for document in documents(followed) {
        for table in &document.content.tables {
            let path = format!("{}.{}.csv", document.content.path, table.name);
            files.push(export::File::new(path, csv::table(table, &scope)?));
            columns.extend(table.columns.iter().cloned());
        }
    }
    let mut readme = String::from("# 各列含义 / What the columns mean\n\n| column | 中文 | English |\n|---|---|---|\n");
    for column in columns {
        let _ = writeln!(readme, "| `{column}` | {} | {} |", word(Lang::Zh, &column), word(Lang::En, &column));
    }
    files.push(export::File::new("README.md", readme));
    Ok(files)
}
