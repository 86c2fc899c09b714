//! Lives of a ledger on a simulated disk, index and clock: events, drafts, faults, crashes and power cuts follow from a
//! seed, so that a life that fails can be lived again.
//!
//! ```text
//! cargo test --test simulation                                       some hundreds of lives
//! MINGBAI_MINUTES=10 cargo test --release --test simulation          as many as fit, from a seed of the clock
//! MINGBAI_SEED=1234 cargo test --test simulation -- --nocapture      one life, told step by step
//! ```
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

#[path = "../examples/vectors/cast.rs"]
#[allow(dead_code, reason = "the vectors use more of it")]
mod cast;
mod common {
    pub mod community;
    #[allow(dead_code, reason = "each test binary uses its part")]
    pub mod published;
}
mod sim {
    pub mod dice;
    pub mod disk;
    pub mod gate;
    pub mod life;
    pub mod shelves;
}
use sim::{dice, disk, gate, life, shelves};

use life::Life;

/// Anything that can go wrong.
pub type Any<T> = Result<T, Box<dyn std::error::Error>>;

/// Lives of an ordinary run.
const LIVES: u64 = 240;
/// Steps of a life.
const STEPS: u64 = 24;

/// Where lives begin: with nothing, founded, and shortly before a segment is full.
fn beginnings() -> &'static [Life; 3] {
    static BEGINNINGS: OnceLock<[Life; 3]> = OnceLock::new();
    BEGINNINGS.get_or_init(|| [Life::unborn(), Life::founded(5), Life::founded(253)])
}

/// Lives one life; gives how many entries it came to. Long beginnings are rare, because every entry is audited.
fn live(seed: u64, aloud: bool) -> u64 {
    let begin = match seed % 16 {
        0 => 2,
        1..6 => 0,
        _ => 1,
    };
    let life = beginnings()[begin].reborn(seed);
    if aloud { life.aloud().live(STEPS) } else { life.live(STEPS) }
}

/// Lives the lives of these seeds on all cores until there are none left or `done` says so; gives lives and entries.
fn live_all(seeds: &AtomicU64, end: u64, done: impl Fn() -> bool + Sync) -> (u64, u64) {
    let (lives, entries) = (AtomicU64::new(0), AtomicU64::new(0));
    let run = || {
        loop {
            let seed = seeds.fetch_add(1, Ordering::SeqCst);
            if seed >= end || done() {
                return;
            }
            let Ok(size) = catch_unwind(AssertUnwindSafe(|| live(seed, false))) else {
                panic!("it failed; again: MINGBAI_SEED={seed} cargo test --test simulation -- --nocapture");
            };
            lives.fetch_add(1, Ordering::SeqCst);
            entries.fetch_add(size, Ordering::SeqCst);
        }
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(run)).collect();
        running.into_iter().for_each(|worker| worker.join().unwrap());
    });
    (lives.into_inner(), entries.into_inner())
}

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

#[test]
#[allow(clippy::disallowed_methods, reason = "how long to go on is asked of a clock, what happens is not")]
fn whatever_befalls_a_ledger_what_it_acknowledged_is_there_and_the_auditor_holds() {
    if let Some(seed) = asked("MINGBAI_SEED") {
        println!("{} entries", live(seed, true));
        return;
    }
    let Some(minutes) = asked("MINGBAI_MINUTES") else {
        assert_eq!(live_all(&AtomicU64::new(0), LIVES, || false).0, LIVES);
        return;
    };
    let first = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() << 24;
    let (begun, length) = (Instant::now(), Duration::from_secs(60 * minutes));
    let (lives, entries) = live_all(&AtomicU64::new(first), u64::MAX, || begun.elapsed() >= length);
    println!("{lives} lives from seed {first}, {entries} entries audited, in {:?}", begun.elapsed());
}

#[test]
fn a_ledger_whose_making_was_interrupted_is_not_lost_to_a_later_power_cut() {
    for after in 0..24 {
        for part in [disk::Part::Before, disk::Part::Half, disk::Part::After] {
            for seed in 0..4 {
                let fault = disk::Fault { after, part, fatal: true };
                assert_eq!(beginnings()[0].reborn(seed).begun_again(fault), 4, "{fault:?} {seed}");
            }
        }
    }
}

/// Most operations of a commit.
const OPERATIONS: u64 = 10;

#[test]
fn whatever_fails_in_one_commit_and_then_in_the_next_nothing_acknowledged_is_lost() {
    let parts = [disk::Part::Before, disk::Part::Half, disk::Part::After];
    for (first, second) in (0..OPERATIONS).flat_map(|one| (0..OPERATIONS).map(move |two| (one, two))) {
        for (n, part) in (0_usize..).zip(parts) {
            let faults = [
                // With none for the second, the process ends in the first.
                disk::Fault { after: first, part, fatal: second == 0 },
                disk::Fault { after: second, part: parts[(n + 1) % 3], fatal: true },
            ];
            // The very first commit, and one after others.
            for begin in 0..2 {
                let seed = 1_000 * first + 10 * second + n as u64;
                beginnings()[begin].reborn(seed).interrupted(faults);
            }
        }
    }
}

#[test]
fn the_same_seed_is_the_same_life() {
    for seed in 0..8 {
        assert_eq!(live(seed, false), live(seed, false), "seed {seed}");
    }
}
