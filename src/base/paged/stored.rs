//! How a map is written: the pages it has, and new ones for what is new.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::hash::Hash;
use crate::base::paged::pages::{self, Pages};
use crate::base::paged::{Page, Paged};
use crate::base::problem::Outcome;

/// Items of one page.
const PAGE_ITEMS: usize = 1_024;

/// A page as saved.
#[derive(Serialize, Deserialize)]
struct Named<K> {
    first: K,
    last: K,
    count: usize,
    digest: Hash,
}

/// A map as saved.
#[derive(Serialize, Deserialize)]
enum Stored<K, V> {
    Whole(Vec<(K, V)>),
    Paged(Vec<Vec<Named<K>>>),
}

/// Cuts items into pages.
struct Cutter<'a, K, V> {
    pages: &'a Pages,
    items: Vec<(K, V)>,
    made: Vec<Named<K>>,
}

impl<K: Clone + Serialize, V: Serialize> Cutter<'_, K, V> {
    fn push(&mut self, key: K, value: V) -> Outcome<()> {
        self.items.push((key, value));
        if self.items.len() < PAGE_ITEMS { Ok(()) } else { self.cut() }
    }

    fn cut(&mut self) -> Outcome<()> {
        let (Some((first, _)), Some((last, _))) = (self.items.first(), self.items.last()) else { return Ok(()) };
        let digest = self.pages.put(&pages::write(&self.items)?)?;
        self.made.push(Named { first: first.clone(), last: last.clone(), count: self.items.len(), digest });
        self.items.clear();
        Ok(())
    }
}

/// Items of pages that stay as they are, and of those that are written again together.
fn count<K, V>(run: &[Page<K, V>]) -> usize {
    run.iter().map(|page| page.count).sum()
}

impl<K: Ord + Clone + Serialize + DeserializeOwned, V: Clone + Serialize + DeserializeOwned> Paged<K, V> {
    /// How many of the oldest runs, and then how many pages of the next one, stay as they are. The rest is written again
    /// together with what is new: runs that are not much longer than what comes after them, so that there are never
    /// many, and at the end of a run a page that is not full.
    fn staying(&self) -> (usize, usize) {
        let mut new = self.fresh.len();
        let mut runs = self.runs.len();
        while let Some(run) = runs.checked_sub(1).and_then(|last| self.runs.get(last)) {
            let follows = |page: &Page<K, V>| self.fresh.first_key_value().is_none_or(|(first, _)| page.last < *first);
            if runs == self.runs.len() && run.last().is_some_and(follows) {
                let full = run.last().is_some_and(|page| page.count >= PAGE_ITEMS / 2) || self.fresh.is_empty();
                return (runs - 1, if full { run.len() } else { run.len() - 1 });
            }
            if count(run) > 2 * new {
                break;
            }
            new += count(run);
            runs -= 1;
        }
        (runs, 0)
    }

    fn stored(&self, pages: &Pages) -> Outcome<Vec<Vec<Named<K>>>> {
        let named = |page: &Page<K, V>| Named {
            first: page.first.clone(),
            last: page.last.clone(),
            count: page.count,
            digest: page.digest,
        };
        // Pages kept elsewhere are written again.
        let here = self.pages.as_ref().is_some_and(|mine| mine.same(pages));
        let (runs, stay) = if here { self.staying() } else { (0, 0) };
        let mut stored: Vec<Vec<Named<K>>> =
            self.runs.iter().take(runs).map(|run| run.iter().map(named).collect()).collect();
        let mut rest = Self { fresh: self.fresh.clone(), pages: self.pages.clone(), runs: Vec::new() };
        let mut cutter = Cutter { pages, items: Vec::new(), made: Vec::new() };
        for (at, run) in self.runs.iter().skip(runs).enumerate() {
            let stay = if at == 0 { stay } else { 0 };
            let (kept, again) = run.split_at(stay.min(run.len()));
            cutter.made.extend(kept.iter().map(named));
            rest.runs.push(again.to_vec());
        }
        let mut failed = None;
        rest.each(&mut |key, value| {
            if failed.is_none() {
                failed = cutter.push(key.clone(), value.clone()).err();
            }
        });
        failed.map_or(Ok(()), Err)?;
        cutter.cut()?;
        stored.push(cutter.made);
        stored.retain(|run| !run.is_empty());
        Ok(stored)
    }
}

impl<K, V> Serialize for Paged<K, V>
where
    K: Ord + Clone + Serialize + DeserializeOwned,
    V: Clone + Serialize + DeserializeOwned,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(pages) = pages::current() else { return Stored::Whole(self.whole()).serialize(serializer) };
        let stored = self.stored(&pages).map_err(serde::ser::Error::custom)?;
        if pages.lost() || self.pages.as_ref().is_some_and(Pages::lost) {
            return Err(serde::ser::Error::custom("a page is lost"));
        }
        pages::needed(stored.iter().flatten().map(|page| page.digest));
        Stored::<K, V>::Paged(stored).serialize(serializer)
    }
}

impl<'de, K, V> Deserialize<'de> for Paged<K, V>
where
    K: Ord + Clone + Serialize + DeserializeOwned,
    V: Clone + Serialize + DeserializeOwned,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let runs = match Stored::<K, V>::deserialize(deserializer)? {
            Stored::Whole(items) => return Ok(Self { fresh: items.into_iter().collect(), ..Self::default() }),
            Stored::Paged(runs) => runs,
        };
        let pages =
            pages::current().ok_or_else(|| serde::de::Error::custom("saved with pages, and there are none here"))?;
        let page = |named: Named<K>| Page {
            first: named.first,
            last: named.last,
            count: named.count,
            digest: named.digest,
            read: OnceLock::new(),
        };
        let runs = runs.into_iter().map(|run| run.into_iter().map(page).collect()).collect();
        Ok(Self { runs, fresh: BTreeMap::new(), pages: Some(pages) })
    }
}
