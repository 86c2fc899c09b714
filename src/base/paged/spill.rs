//! Where a fold that is not kept puts what it need not have in memory: a temporary file that has no name, so that it is gone
//! when the process is, however it ends.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::paged::pages::{Keeper, Pages};
use crate::base::problem::{Outcome, Problem};

/// The file and where in it each page stands.
struct Spill {
    file: File,
    end: u64,
    at: BTreeMap<Hash, (u64, usize)>,
}

struct Spilling(Mutex<Spill>);

/// Pages in a new temporary file (in the folder that the environment variable `TMPDIR` names); none when there can be no
/// such file. Then everything stays in memory.
pub fn pages() -> Option<Pages> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let name = format!("mingbai-pages-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
    let path = std::env::temp_dir().join(name);
    let file = File::options().read(true).write(true).create_new(true).open(&path).ok()?;
    std::fs::remove_file(&path).ok()?;
    Some(Pages::new(Arc::new(Spilling(Mutex::new(Spill { file, end: 0, at: BTreeMap::new() })))))
}

fn failed(cause: &std::io::Error) -> Problem {
    let folder = std::env::temp_dir();
    Problem::unavailable("folder-unusable").with("folder", folder.display()).with("cause", cause)
}

impl Keeper for Spilling {
    fn put(&self, digest: &Hash, bytes: &[u8]) -> Outcome<()> {
        let mut spill = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if spill.at.contains_key(digest) {
            return Ok(());
        }
        let end = spill.end;
        let written = spill.file.seek(SeekFrom::Start(end)).and_then(|_| spill.file.write_all(bytes));
        written.map_err(|e| failed(&e))?;
        spill.at.insert(*digest, (end, bytes.len()));
        spill.end += bytes.len() as u64;
        Ok(())
    }

    fn get(&self, digest: &Hash) -> Option<Vec<u8>> {
        let mut spill = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, length) = spill.at.get(digest).copied()?;
        let mut bytes = vec![0; length.min(limits::PAGE_BYTES)];
        spill.file.seek(SeekFrom::Start(at)).and_then(|_| spill.file.read_exact(&mut bytes)).ok()?;
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::paged::Paged;

    #[test]
    fn what_was_spilled_comes_back() {
        let pages = pages().unwrap();
        let mut map = Paged::<u32, String>::default();
        for round in 0..5 {
            (0..3_000).for_each(|key| map.insert(key * 5 + round, format!("{key} {round}")));
            map.put_away(&pages).unwrap();
        }
        for key in [0, 1, 7_777, 14_999] {
            assert_eq!(map.get(&key), Some(&format!("{} {}", key / 5, key % 5)));
        }
        assert!(!pages.lost());
    }
}
