//! The power goes: a model of a disk that forgets what was not synced, cut off after every operation.
//!
//! POSIX promises little: bytes are kept once their file is synced, names once their folder is. Between the worst
//! that allows and a process that merely ends, several outcomes are tried at every point.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Mutex;

use super::*;
use crate::store::disk::files::Handle;

/// A file: its bytes as a process sees them, and as they would be after a power cut.
#[derive(Clone, Default)]
struct Inode {
    bytes: Vec<u8>,
    durable: Vec<u8>,
}

/// Files by number, and their names as a process sees them and as they would be after a power cut.
#[derive(Clone, Default)]
struct Model {
    inodes: Vec<Inode>,
    names: BTreeMap<PathBuf, usize>,
    durable_names: BTreeMap<PathBuf, usize>,
}

/// What is left of what was not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    /// Everything: only the process ended.
    ProcessOnly,
    /// Nothing.
    Nothing,
    /// Names, but no bytes.
    Names,
    /// Bytes, but no names.
    Bytes,
    /// Names, and half of the bytes that were added.
    Torn,
    /// Names, and as many zeros as bytes were added.
    Zeros,
}

const CUTS: [Cut; 6] = [Cut::ProcessOnly, Cut::Nothing, Cut::Names, Cut::Bytes, Cut::Torn, Cut::Zeros];

impl Inode {
    fn after(&self, cut: Cut) -> Vec<u8> {
        let kept = self.durable.len().min(self.bytes.len());
        match cut {
            Cut::ProcessOnly | Cut::Bytes => self.bytes.clone(),
            Cut::Nothing | Cut::Names => self.durable.clone(),
            Cut::Torn => self.bytes[..kept + (self.bytes.len() - kept) / 2].to_vec(),
            Cut::Zeros => [&self.bytes[..kept], &vec![0; self.bytes.len() - kept]].concat(),
        }
    }
}

impl Model {
    /// A disk that holds these files durably.
    fn holding(folder: &Path) -> Self {
        let mut model = Self::default();
        for item in fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()) {
            let bytes = fs::read(&item).unwrap();
            model.names.insert(item, model.inodes.len());
            model.inodes.push(Inode { durable: bytes.clone(), bytes });
        }
        model.durable_names = model.names.clone();
        model
    }

    fn inode(&mut self, path: &Path) -> &mut Inode {
        &mut self.inodes[self.names[path]]
    }

    /// The files as they are found when the power is back.
    fn after(&self, cut: Cut) -> BTreeMap<PathBuf, Vec<u8>> {
        let names = if matches!(cut, Cut::Nothing | Cut::Bytes) { &self.durable_names } else { &self.names };
        names.iter().map(|(path, inode)| (path.clone(), self.inodes[*inode].after(cut))).collect()
    }
}

/// Does what it is asked to on the disk and in the model, and notes each moment in which the power could go.
struct Watched {
    model: Mutex<Model>,
    /// The disk, and how many entries were acknowledged by then.
    moments: Mutex<Vec<(Model, u64)>>,
    acknowledged: Mutex<u64>,
}

impl Watched {
    fn new(model: Model, acknowledged: u64) -> Arc<Self> {
        let moments = Mutex::new(vec![(model.clone(), acknowledged)]);
        Arc::new(Self { model: Mutex::new(model), moments, acknowledged: Mutex::new(acknowledged) })
    }

    fn did(&self, what: impl FnOnce(&mut Model)) {
        let mut model = self.model.lock().unwrap();
        what(&mut model);
        self.moments.lock().unwrap().push((model.clone(), *self.acknowledged.lock().unwrap()));
    }

    fn acknowledge(&self, size: u64) {
        *self.acknowledged.lock().unwrap() = size;
        self.did(|_| ());
    }
}

impl Files for Watched {
    fn open(&self, path: &Path) -> io::Result<Handle> {
        self.did(|model| {
            if !model.names.contains_key(path) {
                model.names.insert(path.to_owned(), model.inodes.len());
                model.inodes.push(Inode::default());
            }
        });
        RealFiles.open(path)
    }

    fn write_at(&self, handle: &mut Handle, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.did(|model| {
            let at = usize::try_from(at).unwrap();
            let old = &mut model.inode(&handle.path).bytes;
            old.resize(old.len().max(at + bytes.len()), 0);
            old[at..at + bytes.len()].copy_from_slice(bytes);
        });
        RealFiles.write_at(handle, at, bytes)
    }

    fn cut(&self, handle: &Handle, length: u64) -> io::Result<()> {
        self.did(|model| model.inode(&handle.path).bytes.truncate(usize::try_from(length).unwrap()));
        RealFiles.cut(handle, length)
    }

    fn sync(&self, handle: &Handle) -> io::Result<()> {
        self.did(|model| {
            let inode = model.inode(&handle.path);
            inode.durable = inode.bytes.clone();
        });
        RealFiles.sync(handle)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.did(|model| {
            let here = |path: &PathBuf| path.parent() == Some(folder);
            model.durable_names.retain(|path, _| !here(path));
            let now: Vec<_> = model.names.iter().filter(|(path, _)| here(path)).collect();
            model.durable_names.extend(now.into_iter().map(|(path, inode)| (path.clone(), *inode)));
        });
        RealFiles.sync_folder(folder)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.did(|model| {
            let inode = model.names.remove(from).unwrap();
            model.names.insert(to.to_owned(), inode);
        });
        RealFiles.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.did(|model| {
            model.names.remove(path).unwrap();
        });
        RealFiles.remove(path)
    }
}

/// Puts these files into the record of a store without an index.
fn restore(files: &BTreeMap<PathBuf, Vec<u8>>, dir: &Path) {
    drop(fs::remove_dir_all(dir.join("index.sled")));
    fs::remove_dir_all(record(dir)).unwrap();
    fs::create_dir(record(dir)).unwrap();
    for (path, bytes) in files {
        fs::write(path, bytes).unwrap();
    }
}

/// Every moment of commits of these counts, beginning with a ledger of `before` entries.
fn moments(dir: &Path, before: u64, counts: &[u64]) -> Vec<(Model, u64)> {
    drop(filled(dir, &[before]));
    let watched = Watched::new(Model::holding(&record(dir)), before);
    let store = DiskStore::open_with(dir, &Settings::default(), Arc::clone(&watched) as Arc<dyn Files>).unwrap();
    let mut size = before;
    for count in counts {
        store.commit(&slug(), size, commit_of(size, *count)).unwrap();
        size += count;
        watched.acknowledge(size);
    }
    std::mem::take(&mut *watched.moments.lock().unwrap())
}

#[test]
fn whenever_the_power_goes_nothing_acknowledged_is_lost_and_nothing_is_invented() {
    let dir = TempDir::new().unwrap();
    // Within a segment, over its end, a whole one as long as the one before it, and a mere checkpoint.
    let moments = moments(dir.path(), 250, &[3, 5, 254, 256, 600, 0]);
    let ends = [250, 253, 258, 512, 768, 1_368];
    assert!(moments.len() > 50);
    let mut seen = BTreeSet::new();
    for (n, (model, acknowledged)) in moments.iter().enumerate() {
        for cut in CUTS {
            let files = model.after(cut);
            if !seen.insert((files.clone(), *acknowledged)) {
                continue;
            }
            restore(&files, dir.path());
            let (store, size) = opened(dir.path()).unwrap_or_else(|e| panic!("moment {n}, {cut:?}: {e}"));
            assert!(size >= *acknowledged && ends.contains(&size), "moment {n}, {cut:?}: {size} of {acknowledged}");
            holds(&store, size);
            fill(&store, &[2]);
            holds(&store, size + 2);
        }
    }
}

/// A process ends, the next one opens the store and publishes what it finds, and then the power goes.
#[test]
fn what_opening_gave_out_is_not_lost_to_a_power_cut_after_it() {
    let dir = TempDir::new().unwrap();
    let mut settled = 0;
    for (n, (model, acknowledged)) in moments(dir.path(), 250, &[3, 5, 256]).into_iter().enumerate() {
        restore(&model.after(Cut::ProcessOnly), dir.path());
        let watched = Watched::new(model, acknowledged);
        let files = Arc::clone(&watched) as Arc<dyn Files>;
        let store = DiskStore::open_with(dir.path(), &Settings::default(), files).unwrap();
        let published = store.head(&slug()).unwrap().size;
        drop(store);
        settled += u64::from(published > acknowledged);
        for cut in [Cut::Nothing, Cut::Names, Cut::Bytes] {
            restore(&watched.model.lock().unwrap().after(cut), dir.path());
            let (store, size) = opened(dir.path()).unwrap_or_else(|e| panic!("moment {n}, {cut:?}: {e}"));
            assert_eq!(size, published, "moment {n}, {cut:?}");
            holds(&store, size);
        }
    }
    // There are moments in which opening finds a checkpoint that nobody was told of.
    assert!(settled > 0);
}
