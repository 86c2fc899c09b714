//! `mingbai export`: a ledger as files. What it writes, `mingbai verify` checks like a server.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{ArgMatches, Args as _, FromArgMatches, Subcommand};

use crate::audit::{entries, source};
use crate::base::code::Slug;
use crate::base::file::sync_folder;
use crate::base::note::Vkey;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, word};
use crate::cli::open::{LedgerArgs, slug};
use crate::export::{self, Export};
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

/// Where the entries come from: a ledger on this machine, or a published copy.
#[derive(Debug, clap::Args)]
struct FormArgs {
    /// 数据文件夹 / Data folder
    #[arg(long, required_unless_present = "from", requires = "ledger")]
    dir: Option<PathBuf>,
    /// 账本名称 / Name of the ledger
    #[arg(long, value_parser = slug, requires = "dir")]
    ledger: Option<Slug>,
    /// 改由账本网址或导出的文件夹读取；与检查点比对，请另用 verify 核验 / Read a URL or an exported folder instead: compared with its
    /// checkpoint, and for `mingbai verify` to judge
    #[arg(long, value_name = "TARGET", conflicts_with = "dir")]
    from: Option<String>,
    /// 可信的日志公钥 / The log key you trust
    #[arg(long, requires = "from")]
    vkey: Option<String>,
    /// 写入的文件夹 / Folder to write to
    #[arg(long)]
    out: PathBuf,
}

/// One of the forms of `export/formats`, or all of them: a subcommand each, from their registry.
#[derive(Debug)]
pub struct Form {
    name: String,
    args: FormArgs,
}

/// The name that stands for every form.
const ALL: &str = "all";

impl FromArgMatches for Form {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let (name, given) = matches.subcommand().ok_or_else(|| clap::Error::new(ErrorKind::MissingSubcommand))?;
        Ok(Self { name: name.to_owned(), args: FormArgs::from_arg_matches(given)? })
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
            // The arguments bring a description of their own, which is not that of the command.
            command.subcommand(FormArgs::augment_args(clap::Command::new(name)).about(about))
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
    let followed = |args: &Args| {
        let (host, ledger) = args.ledger.open()?;
        Ok::<_, Problem>((host, Followed::open(ledger)?))
    };
    match command {
        Command::Tiles(args) => tiles(&followed(args)?.1, &args.out)?,
        Command::Csv(args) => whole(&args.out, &tables(&followed(args)?.1, lang)?)?,
        Command::Form(form) => whole(&form.args.out, &form.files()?)?,
    }
    Ok(0)
}

impl Form {
    fn files(&self) -> Outcome<Vec<export::File>> {
        let mut export = Export::of(&self.name)?;
        let args = &self.args;
        let checkpoint = match (&args.from, &args.dir, &args.ledger) {
            (Some(target), ..) => {
                let log = args.vkey.as_deref().map(str::parse::<Vkey>).transpose()?;
                let source = source::open(target)?;
                entries::all(source.as_ref(), log, &mut |_, entry| export.take(entry))?.1
            }
            (None, Some(dir), Some(ledger)) => {
                let ledger = LedgerArgs { dir: dir.clone(), ledger: ledger.clone() };
                let (_host, ledger) = ledger.open()?;
                let published = ledger.published().borrow().clone();
                for page in bundles_of(published.size) {
                    let from = page.index * tile::TILE_WIDTH;
                    let page = ledger.entries(from, from + u64::from(page.width))?;
                    page.iter().try_for_each(|entry| export.take(entry))?;
                }
                published.checkpoint.to_vec()
            }
            // The arguments say that one of the two is there.
            (None, ..) => return Err(Problem::unavailable("target-missing").with("target", "")),
        };
        export.files(&checkpoint)
    }
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
