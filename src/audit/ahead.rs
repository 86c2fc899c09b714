//! Reads ahead of the judge: while entries are judged and folded in order on one thread, those after them are fetched,
//! decoded and their signatures verified on all cores.
//!
//! Not for anything that depends on earlier entries. What is read ahead is bounded by `WINDOWS_AHEAD`.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::Scope;

use rayon::prelude::*;

use crate::audit::naive::Named;
use crate::audit::source::Source;
use crate::base::hash::Hash;
use crate::base::key::PublicKey;
use crate::base::problem::Outcome;
use crate::base::time::Instant;
use crate::event::entry::Entry;
use crate::event::payload::Event;
use crate::merkle::bundle;
use crate::merkle::tile::{BundleId, TILE_WIDTH, bundles_between};
use crate::merkle::tree::leaf_hash;

/// Bundles fetched and decoded at a time: bounds memory, keeps all cores busy.
const WINDOW_BUNDLES: usize = 8;
/// Windows that may wait for the judge.
const WINDOWS_AHEAD: usize = 1;

/// An entry as far as it can be checked without knowing those before it.
pub(super) struct Opened {
    pub leaf: Hash,
    pub read: Outcome<Read>,
}

/// What is in an entry.
pub(super) struct Read {
    pub index: u64,
    pub time: Instant,
    pub prev: Hash,
    pub keys: Vec<PublicKey>,
    pub event: Outcome<Event>,
    pub signatures: Outcome<()>,
    /// The same event by the second route.
    pub named: Named,
}

/// A bundle, opened; none when the source has none.
pub(super) type Bundle = (BundleId, Option<Vec<Opened>>);

/// Decodes an entry and verifies its signatures. An event whose signatures fail is decoded all the same: what follows
/// was accepted on top of it.
fn open(bytes: &[u8]) -> Opened {
    let read = Entry::read(bytes).map(|entry| Read {
        index: entry.index,
        time: entry.time,
        prev: entry.prev,
        keys: entry.envelope.keys().collect(),
        event: Event::read(entry.envelope.payload()),
        signatures: entry.envelope.verify(),
        named: Named::read(entry.envelope.payload()),
    });
    Opened { leaf: leaf_hash(bytes), read }
}

/// A bundle's entries. A copy may have dropped a partial bundle once the full one was there.
pub fn fetch_bundle(id: BundleId, source: &dyn Source) -> Outcome<Option<Vec<Vec<u8>>>> {
    let decode = |bytes: &[u8], id: BundleId| {
        bundle::decode(bytes, usize::from(id.width)).map_err(|problem| problem.with("bundle", id.path()))
    };
    if let Some(bytes) = source.tile(&id.path())? {
        return decode(&bytes, id).map(Some);
    }
    let whole = BundleId { width: 256, ..id };
    let Some(bytes) = source.tile(&whole.path())? else { return Ok(None) };
    let mut entries = decode(&bytes, whole)?;
    entries.truncate(usize::from(id.width));
    Ok(Some(entries))
}

/// Opens a window: all its bundles are fetched side by side, and all their entries from `from` on opened side by side.
fn window(ids: &[BundleId], from: u64, source: &dyn Source) -> Outcome<Vec<Bundle>> {
    let fetched: Vec<Option<Vec<Vec<u8>>>> =
        ids.par_iter().map(|id| fetch_bundle(*id, source)).collect::<Outcome<_>>()?;
    let opened = |(id, entries): (&BundleId, Option<Vec<Vec<u8>>>)| {
        let known = usize::try_from(from.saturating_sub(id.index * TILE_WIDTH)).unwrap_or(usize::MAX);
        (*id, entries.map(|entries| entries.par_iter().skip(known).map(|bytes| open(bytes)).collect()))
    };
    Ok(ids.par_iter().zip(fetched).map(opened).collect())
}

fn run(from: u64, until: u64, source: &dyn Source, windows: &SyncSender<Outcome<Vec<Bundle>>>) {
    let mut bundles = bundles_between(from, until);
    // A window at a time: a forged checkpoint may claim any size.
    loop {
        let ids: Vec<BundleId> = bundles.by_ref().take(WINDOW_BUNDLES).collect();
        if ids.is_empty() {
            return;
        }
        let opened = window(&ids, from, source);
        let failed = opened.is_err();
        // The judge hangs up when it has seen enough.
        if windows.send(opened).is_err() || failed {
            return;
        }
    }
}

/// Opens the entries `from..until` in a thread of the scope. The last window is the one that could not be had.
pub(super) fn read_ahead<'scope>(
    scope: &'scope Scope<'scope, '_>,
    from: u64,
    until: u64,
    source: &'scope dyn Source,
) -> Receiver<Outcome<Vec<Bundle>>> {
    let (windows, receiver) = sync_channel(WINDOWS_AHEAD);
    scope.spawn(move || run(from, until, source, &windows));
    receiver
}
