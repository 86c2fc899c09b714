//! A disk in memory that keeps what POSIX promises and no more: bytes once their file is synced, names once their folder
//! is. It can fail at any operation, for once or for good, before, after or in the middle of it. As on Linux, a sync that
//! failed is not made up for by the next one: the bytes are still read back, and count as written although they are not.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Component, Path};
use std::sync::{Mutex, MutexGuard};

use mingbai::store::disk::files::{Files, Handle};

use crate::dice::Dice;

/// A file or folder, as a process sees it and as it would be after a power cut.
#[derive(Clone, Debug)]
enum Inode {
    File {
        bytes: Vec<u8>,
        durable: Vec<u8>,
        /// Which bytes no sync will write any more.
        lost: Vec<bool>,
    },
    Folder {
        names: BTreeMap<String, usize>,
        durable: BTreeMap<String, usize>,
    },
}

impl Inode {
    fn empty() -> Self {
        Inode::File { bytes: Vec::new(), durable: Vec::new(), lost: Vec::new() }
    }
}

/// What becomes of the operation that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Nothing of it happens.
    Before,
    /// Half of it, if it can be halved.
    Half,
    /// All of it; only its success is not told.
    After,
}

/// An operation that will fail.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// How many operations succeed before it.
    pub after: u64,
    /// What becomes of it.
    pub part: Part,
    /// Whether everything fails from then on: the process ended there.
    pub fatal: bool,
}

#[derive(Clone, Debug)]
struct State {
    inodes: Vec<Inode>,
    fault: Option<Fault>,
    dead: bool,
    faults: u64,
}

/// The disk.
pub struct SimDisk(Mutex<State>);

impl Clone for SimDisk {
    fn clone(&self) -> Self {
        Self(Mutex::new(self.state().clone()))
    }
}

impl Default for SimDisk {
    fn default() -> Self {
        let root = Inode::Folder { names: BTreeMap::new(), durable: BTreeMap::new() };
        Self(Mutex::new(State { inodes: vec![root], fault: None, dead: false, faults: 0 }))
    }
}

fn no_such() -> io::Error {
    io::ErrorKind::NotFound.into()
}

/// The names on the way to a place.
fn steps(path: &Path) -> Vec<&str> {
    let named = |part| if let Component::Normal(name) = part { name.to_str() } else { None };
    path.components().filter_map(named).collect()
}

impl State {
    fn find(&self, path: &Path) -> Option<usize> {
        steps(path).into_iter().try_fold(0, |at, name| match &self.inodes[at] {
            Inode::Folder { names, .. } => names.get(name).copied(),
            Inode::File { .. } => None,
        })
    }

    fn bytes(&self, path: &Path) -> io::Result<&[u8]> {
        match self.find(path).map(|at| &self.inodes[at]) {
            Some(Inode::File { bytes, .. }) => Ok(bytes),
            _ => Err(no_such()),
        }
    }

    fn resize(&mut self, path: &Path, length: usize) -> io::Result<()> {
        let at = self.find(path).ok_or_else(no_such)?;
        if let Inode::File { bytes, lost, .. } = &mut self.inodes[at] {
            bytes.resize(length, 0);
            lost.resize(length, false);
        }
        Ok(())
    }

    fn write(&mut self, path: &Path, at: usize, new: &[u8]) -> io::Result<()> {
        let end = at + new.len();
        self.resize(path, self.bytes(path)?.len().max(end))?;
        let inode = self.find(path).ok_or_else(no_such)?;
        if let Inode::File { bytes, lost, .. } = &mut self.inodes[inode] {
            bytes[at..end].copy_from_slice(new);
            lost[at..end].fill(false);
        }
        Ok(())
    }

    /// Writes the first bytes of a file to where they last, as many as are told; the rest then counts as written.
    fn sync(&mut self, path: &Path, reached: Part) -> io::Result<()> {
        let at = self.find(path).ok_or_else(no_such)?;
        let Inode::File { bytes, durable, lost } = &mut self.inodes[at] else { return Err(no_such()) };
        let reached = match reached {
            Part::Before => 0,
            Part::Half => bytes.len() / 2,
            Part::After => bytes.len(),
        };
        let last = |at: usize| durable.get(at).copied();
        let written = |at: usize| if at < reached && !lost[at] { Some(bytes[at]) } else { last(at) };
        let end = if reached == bytes.len() { bytes.len() } else { durable.len().max(reached).min(bytes.len()) };
        let synced: Vec<u8> = (0..end).map(|at| written(at).unwrap_or(0)).collect();
        for (at, lost) in lost.iter_mut().enumerate() {
            *lost = synced.get(at) != Some(&bytes[at]);
        }
        *durable = synced;
        Ok(())
    }

    /// The names in the folder above a place, and the place's own name.
    fn above<'a>(&mut self, path: &'a Path) -> io::Result<(&mut BTreeMap<String, usize>, &'a str)> {
        let at = self.find(path.parent().unwrap_or(Path::new(""))).ok_or_else(no_such)?;
        let name = path.file_name().and_then(|name| name.to_str()).ok_or_else(no_such)?;
        match &mut self.inodes[at] {
            Inode::Folder { names, .. } => Ok((names, name)),
            Inode::File { .. } => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    fn make(&mut self, path: &Path, inode: Inode) -> io::Result<()> {
        let at = self.inodes.len();
        let (names, name) = self.above(path)?;
        names.insert(name.to_owned(), at);
        self.inodes.push(inode);
        Ok(())
    }

    /// Forgets what was not synced, or part of it, as chance has it.
    fn lose(&mut self, dice: &mut Dice) {
        for inode in &mut self.inodes {
            match inode {
                Inode::File { bytes, durable, lost } => {
                    *bytes = left_of(bytes, durable, dice);
                    durable.clone_from(bytes);
                    *lost = vec![false; bytes.len()];
                }
                Inode::Folder { names, durable } => {
                    let all: BTreeSet<String> = names.keys().chain(durable.keys()).cloned().collect();
                    for name in all {
                        if names.get(&name) == durable.get(&name) || dice.once_in(2) {
                            continue;
                        }
                        match durable.get(&name) {
                            Some(inode) => drop(names.insert(name, *inode)),
                            None => drop(names.remove(&name)),
                        }
                    }
                    durable.clone_from(names);
                }
            }
        }
    }
}

/// What a power cut may leave of a file.
fn left_of(bytes: &[u8], durable: &[u8], dice: &mut Dice) -> Vec<u8> {
    let same = bytes.iter().zip(durable).take_while(|(one, two)| one == two).count();
    let torn = same + dice.place(bytes.len() - same + 1);
    match dice.below(4) {
        0 => bytes.to_vec(),
        1 => durable.to_vec(),
        2 => bytes[..torn].to_vec(),
        _ => [&bytes[..torn], &vec![0; bytes.len() - torn]].concat(),
    }
}

impl SimDisk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// Sets the next fault, or none.
    pub fn fail(&self, fault: Option<Fault>) {
        self.state().fault = fault;
    }

    /// Whether the process ended here.
    pub fn dead(&self) -> bool {
        self.state().dead
    }

    /// How many operations have failed so far.
    pub fn faults(&self) -> u64 {
        self.state().faults
    }

    /// A new process begins, after the power went if `dice` are given.
    pub fn revive(&self, power: Option<&mut Dice>) {
        let mut state = self.state();
        (state.dead, state.fault) = (false, None);
        if let Some(dice) = power {
            state.lose(dice);
        }
    }

    /// Carries out an operation, or what its fault leaves of it.
    fn act(&self, work: impl FnOnce(&mut State, Part) -> io::Result<()>) -> io::Result<()> {
        let mut state = self.state();
        if state.dead {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        match state.fault {
            Some(fault) if fault.after == 0 => {
                state.fault = None;
                state.faults += 1;
                state.dead = fault.fatal;
                work(&mut state, fault.part)?;
                Err(io::ErrorKind::StorageFull.into())
            }
            Some(fault) => {
                state.fault = Some(Fault { after: fault.after - 1, ..fault });
                work(&mut state, Part::After)
            }
            None => work(&mut state, Part::After),
        }
    }

    fn look<T>(&self, work: impl FnOnce(&State) -> io::Result<T>) -> io::Result<T> {
        let state = self.state();
        if state.dead { Err(io::ErrorKind::BrokenPipe.into()) } else { work(&state) }
    }
}

impl Files for SimDisk {
    fn open(&self, path: &Path) -> io::Result<Handle> {
        self.act(|state, part| match state.find(path) {
            None if part != Part::Before => state.make(path, Inode::empty()),
            _ => Ok(()),
        })?;
        Ok(Handle::named(path))
    }

    fn write_at(&self, handle: &mut Handle, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.act(|state, part| {
            let taken = match part {
                Part::Before => return Ok(()),
                Part::Half => &bytes[..bytes.len() / 2],
                Part::After => bytes,
            };
            state.write(&handle.path, usize::try_from(at).unwrap(), taken)
        })
    }

    fn cut(&self, handle: &Handle, length: u64) -> io::Result<()> {
        self.act(|state, part| match part {
            Part::Before => Ok(()),
            _ => state.resize(&handle.path, usize::try_from(length).unwrap()),
        })
    }

    fn sync(&self, handle: &Handle) -> io::Result<()> {
        self.act(|state, part| state.sync(&handle.path, part))
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.act(|state, part| {
            let at = state.find(folder).ok_or_else(no_such)?;
            if let (Inode::Folder { names, durable }, true) = (&mut state.inodes[at], part != Part::Before) {
                durable.clone_from(names);
            }
            Ok(())
        })
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.act(|state, part| {
            if part == Part::Before {
                return Ok(());
            }
            let (names, name) = state.above(from)?;
            let inode = names.remove(name).ok_or_else(no_such)?;
            let (names, name) = state.above(to)?;
            names.insert(name.to_owned(), inode);
            Ok(())
        })
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.act(|state, part| {
            if part == Part::Before {
                return Ok(());
            }
            let (names, name) = state.above(path)?;
            names.remove(name).map(drop).ok_or_else(no_such)
        })
    }

    fn make_folders(&self, folder: &Path) -> io::Result<()> {
        self.act(|state, part| {
            let ways: Vec<&Path> = if part == Part::Before { Vec::new() } else { folder.ancestors().collect() };
            for way in ways.into_iter().rev() {
                if state.find(way).is_none() {
                    state.make(way, Inode::Folder { names: BTreeMap::new(), durable: BTreeMap::new() })?;
                }
            }
            Ok(())
        })
    }

    fn has_folder(&self, folder: &Path) -> bool {
        let state = self.state();
        state.find(folder).is_some_and(|at| matches!(state.inodes[at], Inode::Folder { .. }))
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        self.look(|state| match state.find(folder).map(|at| &state.inodes[at]) {
            Some(Inode::Folder { names, .. }) => Ok(names.keys().cloned().collect()),
            _ => Err(no_such()),
        })
    }

    fn length(&self, handle: &Handle) -> io::Result<u64> {
        self.look(|state| Ok(state.bytes(&handle.path)?.len() as u64))
    }

    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>> {
        self.look(|state| {
            let bytes = state.bytes(path)?;
            Ok(bytes[..bytes.len().min(limit)].to_vec())
        })
    }
}
