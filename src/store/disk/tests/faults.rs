//! A disk that refuses: each operation fails in turn, and the whole store is looked at after each.

use std::io;
use std::sync::Mutex;

use super::*;
use crate::store::disk::files::Handle;

/// Fails the n-th operation and, when `for_good`, every one after it.
struct Faulty {
    left: Mutex<i64>,
    for_good: bool,
    /// What failed first.
    failed: Mutex<Option<&'static str>>,
}

impl Faulty {
    fn new(left: i64, for_good: bool) -> Arc<Self> {
        Arc::new(Self { left: Mutex::new(left), for_good, failed: Mutex::new(None) })
    }

    fn failed(&self) -> Option<&'static str> {
        *self.failed.lock().unwrap()
    }

    fn count(&self, what: &'static str) -> io::Result<()> {
        let mut left = self.left.lock().unwrap();
        *left -= 1;
        if *left == -1 || (self.for_good && *left < 0) {
            self.failed.lock().unwrap().get_or_insert(what);
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }
}

impl Files for Faulty {
    fn open(&self, path: &Path) -> io::Result<Handle> {
        self.count("open")?;
        RealFiles.open(path)
    }

    fn write_at(&self, handle: &mut Handle, at: u64, bytes: &[u8]) -> io::Result<()> {
        if let Err(e) = self.count("write") {
            // A full disk takes part of what it is given.
            RealFiles.write_at(handle, at, &bytes[..bytes.len() / 2])?;
            return Err(e);
        }
        RealFiles.write_at(handle, at, bytes)
    }

    fn cut(&self, handle: &Handle, length: u64) -> io::Result<()> {
        self.count("cut")?;
        RealFiles.cut(handle, length)
    }

    fn sync(&self, handle: &Handle) -> io::Result<()> {
        self.count("sync")?;
        RealFiles.sync(handle)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.count("sync folder")?;
        RealFiles.sync_folder(folder)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.count("rename")?;
        RealFiles.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.count("remove")?;
        RealFiles.remove(path)
    }
}

fn with(dir: &Path, files: &Arc<Faulty>) -> Outcome<DiskStore> {
    DiskStore::open_with(dir, &Settings::default(), Arc::clone(files) as Arc<dyn Files>)
}

#[test]
fn whatever_operation_of_a_commit_fails_nothing_acknowledged_is_lost() {
    let whole = TempDir::new().unwrap();
    drop(filled(whole.path(), &[]));
    for for_good in [false, true] {
        let mut reached_the_end = false;
        for fault in 0.. {
            let dir = TempDir::new().unwrap();
            copy(whole.path(), dir.path());
            let files = Faulty::new(fault, for_good);
            let Ok(store) = with(dir.path(), &files) else {
                assert_eq!(files.failed(), Some("sync folder"), "fault {fault}");
                continue;
            };
            let usable = store.ledger(&slug()).is_ok();
            let mut acknowledged = 0;
            for count in [1, 200, 60, 300, 1] {
                match store.commit(&slug(), acknowledged, commit_of(acknowledged, count)) {
                    Ok(()) => acknowledged += count,
                    Err(_) if !usable => {}
                    Err(problem) => {
                        assert!(["record-unwritable", "store-poisoned"].contains(&problem.code), "{problem}");
                    }
                }
                // In memory too, nothing else is there.
                assert!(!usable || store.head(&slug()).unwrap().size == acknowledged);
            }
            reached_the_end = files.failed().is_none();
            drop(store);
            let (store, size) = opened(dir.path()).unwrap();
            let last_step = files.failed() == Some("sync folder");
            assert!(
                size == acknowledged || (size > acknowledged && last_step),
                "fault {fault}: {size}, {acknowledged}"
            );
            holds(&store, size);
            fill(&store, &[3]);
            holds(&store, size + 3);
            if reached_the_end {
                break;
            }
        }
        assert!(reached_the_end);
    }
}

#[test]
fn a_full_disk_that_is_cleared_takes_the_next_commit_and_a_failed_sync_does_not() {
    let whole = TempDir::new().unwrap();
    drop(filled(whole.path(), &[200]));
    let mut seen = std::collections::BTreeSet::new();
    for fault in 0.. {
        let dir = TempDir::new().unwrap();
        copy(whole.path(), dir.path());
        let files = Faulty::new(i64::MAX, false);
        let store = with(dir.path(), &files).unwrap();
        *files.left.lock().unwrap() = fault;
        let first = store.commit(&slug(), 200, commit_of(200, 300));
        let Some(what) = files.failed() else { break };
        seen.insert(what);
        assert_eq!(first.unwrap_err().code, "record-unwritable");
        holds(&store, 200);
        let next = store.commit(&slug(), 200, commit_of(200, 300)).map_err(|problem| problem.code);
        if ["open", "write", "cut"].contains(&what) {
            assert_eq!(next, Ok(()), "{fault} {what}");
            holds(&store, 500);
            drop(store);
            holds(&DiskStore::open(dir.path()).unwrap(), 500);
        } else {
            assert_eq!(next, Err("store-poisoned"), "{fault} {what}");
        }
    }
    assert_eq!(seen, ["open", "write", "cut", "sync", "rename", "sync folder"].into());
}

#[test]
fn a_disk_that_stays_full_stops_writing_and_keeps_what_is_there() {
    let dir = TempDir::new().unwrap();
    drop(filled(dir.path(), &[10]));
    let files = Faulty::new(i64::MAX, true);
    let store = with(dir.path(), &files).unwrap();
    // The write fails, and so does putting the end back.
    *files.left.lock().unwrap() = 1;
    assert_eq!(store.commit(&slug(), 10, commit_of(10, 5)).unwrap_err().code, "record-unwritable");
    assert_eq!(store.commit(&slug(), 10, commit_of(10, 5)).unwrap_err().code, "store-poisoned");
    holds(&store, 10);
    drop(store);
    holds(&DiskStore::open(dir.path()).unwrap(), 10);
}

#[test]
fn whatever_operation_of_making_a_ledger_fails_it_can_be_made_again() {
    for fault in 0.. {
        let dir = TempDir::new().unwrap();
        let files = Faulty::new(i64::MAX, false);
        let store = with(dir.path(), &files).unwrap();
        *files.left.lock().unwrap() = fault;
        let first = store.create(&slug());
        if files.failed().is_none() {
            first.unwrap();
            break;
        }
        assert_eq!(first.unwrap_err().class, crate::base::problem::Class::Unavailable, "fault {fault}");
        // At once, and after starting again.
        if fault % 2 == 0 {
            store.create(&slug()).unwrap();
            fill(&store, &[0, 2]);
            holds(&store, 2);
        }
        drop(store);
        let store = DiskStore::open(dir.path()).unwrap();
        if store.ledgers().unwrap().is_empty() {
            store.create(&slug()).unwrap();
        }
        if fault % 2 == 1 {
            fill(&store, &[0, 2]);
        }
        holds(&store, 2);
    }
}
