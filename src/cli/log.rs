//! `mingbai log` and `mingbai show`: entries in plain words, from a folder of tiles or a URL.

use std::io::Write as _;

use crate::audit::source::{self, Source};
use crate::base::code::EventId;
use crate::base::note::Note;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::Lang;
use crate::cli::output::print;
use crate::event::entry::Entry;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::tile::{BundleId, TILE_WIDTH, bundle_of};
use crate::merkle::tree::leaf_hash;
use crate::merkle::{bundle, tile};
use crate::view::board::Board;
use crate::view::recorded::Recorded;
use crate::view::told;

/// Arguments of `log`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 账本网址，或导出的文件夹 / URL of a ledger, or an exported folder
    target: String,
    /// 只列最后若干条 / Only so many at the end
    #[arg(long)]
    last: Option<u64>,
}

/// Arguments of `show`.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// 账本网址，或导出的文件夹 / URL of a ledger, or an exported folder
    target: String,
    /// 记录位置，或事件编号 / Position of the entry, or id of the event
    which: String,
}

/// Lists entries, one line each.
pub fn run(args: &Args, lang: Lang) -> Outcome<u8> {
    let source = source::open(&args.target)?;
    let size = size(source.as_ref())?;
    let first = args.last.map_or(0, |last| size.saturating_sub(last));
    let mut out = std::io::stdout().lock();
    each(source.as_ref(), size, |entry, recorded, _, board| {
        if entry.index < first {
            return true;
        }
        let founded = board.standing().founded.as_ref();
        let line = told::sentence(&recorded.event, founded.map(|_| board.standing()), lang);
        // Whoever reads may have seen enough and closed the pipe; then there is nobody to list for.
        writeln!(out, "{:>7}  {}  {line}", entry.index, recorded.at.day).is_ok()
    })?;
    Ok(0)
}

/// Shows one entry: what it says, who signed, and the exact bytes.
pub fn show(args: &ShowArgs, lang: Lang) -> Outcome<u8> {
    let source = source::open(&args.target)?;
    let size = size(source.as_ref())?;
    let index = args.which.parse::<u64>().ok();
    let id = args.which.parse::<EventId>().ok();
    let mut lines = Vec::new();
    each(source.as_ref(), size, |entry, recorded, bytes, board| {
        if index != Some(entry.index) && id != Some(recorded.at.id) {
            return true;
        }
        lines.push(told::sentence(&recorded.event, Some(board.standing()), lang));
        for signed in &recorded.signed {
            let name = signed.person.as_ref().map(|person| board.standing().mandates.name_of(person));
            let seats: Vec<String> = signed.seats.iter().map(|seat| format!("{}/{}", seat.body, seat.office)).collect();
            lines.push(format!("  ✍ {} {} {}", name.unwrap_or_default(), seats.join(", "), signed.key));
        }
        lines.push(format!("  {} {}", entry.index, leaf_hash(bytes)));
        lines.push(String::from_utf8_lossy(entry.envelope.payload()).into_owned());
        lines.push(String::from_utf8_lossy(bytes).into_owned());
        false
    })?;
    if lines.is_empty() {
        return Err(Problem::missing("event-missing").with("id", &args.which));
    }
    print(&lines.join("\n"))?;
    Ok(0)
}

/// The size the checkpoint states. Reading is not verifying: `mingbai verify` does that.
pub(super) fn size(source: &dyn Source) -> Outcome<u64> {
    let bytes = source.tile("checkpoint")?;
    let bytes = bytes.ok_or_else(|| Problem::unavailable("audit-no-ledger").with("target", source.name()))?;
    Ok(Checkpoint::read_text(&Note::read(&bytes)?.text)?.size)
}

/// Folds entries in order and shows each to `look`, with the board after it, until that says false.
fn each(source: &dyn Source, size: u64, mut look: impl FnMut(&Entry, &Recorded, &[u8], &Board) -> bool) -> Outcome<()> {
    let mut board = Board::default();
    for id in tile::bundles_of(size) {
        for bytes in entries(source, id)? {
            let entry = Entry::read(&bytes)?;
            let recorded = Recorded::read(&entry, leaf_hash(&bytes), board.standing())?;
            board.fold_recorded(&recorded);
            if !look(&entry, &recorded, &bytes, &board) {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The entries of a bundle.
pub(super) fn entries(source: &dyn Source, id: BundleId) -> Outcome<Vec<Vec<u8>>> {
    let id = bundle_of(id.index * TILE_WIDTH, id.index * TILE_WIDTH + u64::from(id.width));
    let bytes =
        source.tile(&id.path())?.ok_or_else(|| Problem::damaged("audit-bundle-missing").with("bundle", id.path()))?;
    bundle::decode(&bytes, usize::from(id.width))
}
