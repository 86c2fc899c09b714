//! Entries of one family read from a published copy, by somebody who wants these alone and believes nothing unsigned.
//!
//! Bytes are compared with the signed checkpoint, and signatures of the entries asked for are verified. Whether they may
//! stand there is for [`crate::audit::auditor`].

use crate::audit::ahead::fetch_bundle;
use crate::audit::auditor::named_key;
use crate::audit::source::Source;
use crate::base::note::{Note, Vkey};
use crate::base::problem::{Outcome, Problem};
use crate::event::entry::Entry;
use crate::event::payload::Event;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::tile::{BundleId, bundles_of};
use crate::merkle::tree::{Frontier, leaf_hash};

/// What is told of each entry: its index, and its event.
pub type Each<'a> = &'a mut dyn FnMut(u64, &Event);

/// Tells the events of a family in order; returns the log's key. Without `log`, the key that the first entry names is believed.
///
/// # Errors
///
/// `audit-no-ledger`, `audit-bundle-missing`, `audit-root-differs`; and what is wrong with a checkpoint or an entry. What was
/// told before an error is not to be used.
pub fn read(source: &dyn Source, log: Option<Vkey>, family: &str, each: Each<'_>) -> Outcome<Vkey> {
    let (log, _) = all(source, log, &mut |index, bytes| tell(bytes, index, family, each))?;
    Ok(log)
}

/// Tells the bytes of every entry in order; returns the log's key and the checkpoint that covers them. Their signatures are
/// not verified here.
///
/// # Errors
///
/// As for [`read`].
pub fn all(
    source: &dyn Source,
    log: Option<Vkey>,
    each: &mut dyn FnMut(u64, &[u8]) -> Outcome<()>,
) -> Outcome<(Vkey, Vec<u8>)> {
    let nothing = || Problem::unavailable("audit-no-ledger").with("target", source.name());
    let signed = source.tile("checkpoint")?.ok_or_else(nothing)?;
    let claimed = Checkpoint::read_text(&Note::read(&signed)?.text)?;
    let mut frontier = Frontier::default();
    let mut log = log;
    for id in bundles_of(claimed.size) {
        for bytes in bundle(id, source)? {
            let index = frontier.size();
            if index == 0 && log.is_none() {
                log = Some(named_key(&bytes)?);
            }
            frontier.push(leaf_hash(&bytes));
            each(index, &bytes)?;
        }
    }
    let log = log.ok_or_else(|| Problem::missing("audit-key-unknown"))?;
    let checkpoint = Checkpoint::open(&signed, &log)?;
    if frontier.size() != checkpoint.size || frontier.root() != checkpoint.root {
        return Err(Problem::damaged("audit-root-differs").with("size", checkpoint.size));
    }
    Ok((log, signed))
}

fn bundle(id: BundleId, source: &dyn Source) -> Outcome<Vec<Vec<u8>>> {
    fetch_bundle(id, source)?.ok_or_else(|| Problem::damaged("audit-bundle-missing").with("bundle", id.path()))
}

fn tell(bytes: &[u8], index: u64, family: &str, each: Each<'_>) -> Outcome<()> {
    let entry = Entry::read(bytes)?;
    let event = match Event::read(entry.envelope.payload()) {
        Ok(event) => event,
        // Of a newer program, and of no family this one knows.
        Err(problem) if problem.code == "kind-unknown" => return Ok(()),
        Err(problem) => return Err(problem),
    };
    if event.head.kind.split('.').next() == Some(family) {
        entry.envelope.verify()?;
        each(index, &event);
    }
    Ok(())
}
