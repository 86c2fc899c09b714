//! An ordered map whose older part may be kept in pages outside memory.
//!
//! Folds of a long log keep some things for every entry: ids, movements, rows of a statement. Such a thing is a
//! [`Paged`] where it would be a `BTreeMap`. [`pages::save`] writes what is new in it as pages and gives a short list of them in
//! place of the whole; [`pages::load`] makes the map again from that list, and reads a page when something in it is asked for.
//! So a fold can be saved at a cost that follows what is new, and opened at one that does not follow its length.
//!
//! A page is named by its digest and checked against it. One that is missing or damaged makes [`Pages::lost`]
//! true, and then whatever was computed since is void: whoever holds the fold makes it again from the entries. Not the record, and
//! not for anything that cannot be made again.

pub mod pages;
pub mod spill;
mod stored;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base::hash::Hash;
use crate::base::paged::pages::Pages;
use crate::base::problem::Outcome;

/// Items in order, none twice.
type Items<K, V> = Arc<[(K, V)]>;

/// A page: where it begins and ends, and its items once they are read.
#[derive(Clone)]
struct Page<K, V> {
    first: K,
    last: K,
    count: usize,
    digest: Hash,
    read: OnceLock<Items<K, V>>,
}

/// Pages in order. Their items do not overlap.
type Run<K, V> = Vec<Page<K, V>>;

/// The map.
#[derive(Clone)]
pub struct Paged<K, V> {
    /// Oldest first. What stands in a later one counts.
    runs: Vec<Run<K, V>>,
    /// What is not in a page yet, or has changed since. It counts before any page.
    fresh: BTreeMap<K, V>,
    pages: Option<Pages>,
}

impl<K, V> Default for Paged<K, V> {
    fn default() -> Self {
        Self { runs: Vec::new(), fresh: BTreeMap::new(), pages: None }
    }
}

impl<K, V> fmt::Debug for Paged<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pages: usize = self.runs.iter().map(Vec::len).sum();
        f.debug_struct("Paged").field("fresh", &self.fresh.len()).field("pages", &pages).finish_non_exhaustive()
    }
}

impl<K: Ord + Clone + Serialize + DeserializeOwned, V: Clone + Serialize + DeserializeOwned> Paged<K, V> {
    /// The value of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.fresh.get(key).or_else(|| self.paged(key))
    }

    /// Whether there is a value.
    pub fn contains_key(&self, key: &K) -> bool {
        self.get(key).is_some()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.fresh.is_empty() && self.runs.iter().all(Vec::is_empty)
    }

    /// Sets the value of a key.
    pub fn insert(&mut self, key: K, value: V) {
        self.fresh.insert(key, value);
    }

    /// The value of a key, to change it.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        if !self.fresh.contains_key(key) {
            let value = self.paged(key)?.clone();
            self.fresh.insert(key.clone(), value);
        }
        self.fresh.get_mut(key)
    }

    /// The value of a key, made if it is not there, to change it.
    pub fn get_or_insert_with(&mut self, key: &K, make: impl FnOnce() -> V) -> &mut V {
        let paged = if self.fresh.contains_key(key) { None } else { self.paged(key).cloned() };
        self.fresh.entry(key.clone()).or_insert_with(|| paged.unwrap_or_else(make))
    }

    /// Shows every item in the order of keys. Pages are read one at a time and not kept.
    pub fn each(&self, show: &mut dyn FnMut(&K, &V)) {
        let mut cursors: Vec<Cursor<'_, K, V>> = self.runs.iter().map(|run| self.cursor(run)).collect();
        let mut fresh = self.fresh.iter().peekable();
        loop {
            // The smallest key; among equal ones that of the latest run.
            let mut next: Option<(usize, &K)> = None;
            for (at, cursor) in cursors.iter().enumerate() {
                if let Some(key) = cursor.key()
                    && next.is_none_or(|(_, smallest)| key <= smallest)
                {
                    next = Some((at, key));
                }
            }
            let newest = fresh.peek().is_some_and(|(key, _)| next.is_none_or(|(_, smallest)| *key <= smallest));
            let shown = if newest {
                let Some((key, value)) = fresh.next() else { return };
                show(key, value);
                key.clone()
            } else {
                let Some((key, value)) = next.and_then(|(at, _)| cursors.get(at)?.item()) else { return };
                show(key, value);
                key.clone()
            };
            cursors.iter_mut().for_each(|cursor| cursor.pass(&shown));
        }
    }

    /// Puts what is new into pages, so that it no longer takes memory.
    pub fn put_away(&mut self, pages: &Pages) -> Outcome<()> {
        let saved = pages::save(self, pages)?;
        *self = pages::load(&saved.bytes, pages).ok_or_else(|| pages::unwritable(&"pages"))?;
        Ok(())
    }

    fn whole(&self) -> Vec<(K, V)> {
        let mut items = Vec::new();
        self.each(&mut |key, value| items.push((key.clone(), value.clone())));
        items
    }

    fn paged(&self, key: &K) -> Option<&V> {
        self.runs.iter().rev().find_map(|run| {
            let page = run.get(run.partition_point(|page| page.last < *key)).filter(|page| page.first <= *key)?;
            let items = page.read.get_or_init(|| self.items(page));
            items.binary_search_by(|(known, _)| known.cmp(key)).ok().and_then(|at| items.get(at)).map(|(_, v)| v)
        })
    }

    fn items(&self, page: &Page<K, V>) -> Items<K, V> {
        let kept = page.read.get().cloned();
        let read = || self.pages.as_ref()?.get::<Vec<(K, V)>>(&page.digest).map(Items::from);
        kept.or_else(read).unwrap_or_else(|| Items::from(Vec::new()))
    }

    fn cursor<'a>(&'a self, run: &'a [Page<K, V>]) -> Cursor<'a, K, V> {
        let mut cursor = Cursor { map: self, pages: run.iter(), items: Items::from(Vec::new()), at: 0 };
        cursor.settle();
        cursor
    }
}

/// A place in a run.
struct Cursor<'a, K, V> {
    map: &'a Paged<K, V>,
    pages: std::slice::Iter<'a, Page<K, V>>,
    items: Items<K, V>,
    at: usize,
}

impl<K: Ord + Clone + Serialize + DeserializeOwned, V: Clone + Serialize + DeserializeOwned> Cursor<'_, K, V> {
    fn item(&self) -> Option<(&K, &V)> {
        self.items.get(self.at).map(|(key, value)| (key, value))
    }

    fn key(&self) -> Option<&K> {
        self.item().map(|(key, _)| key)
    }

    /// Goes on to the next page when this one is at its end.
    fn settle(&mut self) {
        while self.at >= self.items.len() {
            let Some(page) = self.pages.next() else { return };
            (self.items, self.at) = (self.map.items(page), 0);
        }
    }

    /// Goes past a key that was shown.
    fn pass(&mut self, shown: &K) {
        if self.key() == Some(shown) {
            self.at += 1;
            self.settle();
        }
    }
}

impl<K, V> PartialEq for Paged<K, V>
where
    K: Ord + Clone + Serialize + DeserializeOwned,
    V: Clone + PartialEq + Serialize + DeserializeOwned,
{
    fn eq(&self, other: &Self) -> bool {
        self.whole() == other.whole()
    }
}

impl<K, V> Eq for Paged<K, V>
where
    K: Ord + Clone + Serialize + DeserializeOwned,
    V: Clone + Eq + Serialize + DeserializeOwned,
{
}
