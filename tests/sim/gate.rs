//! A clock that can be stopped: the ledger asks it for the time of the first event of a batch, so that stopping it lets a
//! whole batch wait in the queue. Without it, chance would decide what is committed together.

use std::sync::{Condvar, Mutex};

use mingbai::base::time::Instant;
use mingbai::ledger::clock::Clock;

/// The clock.
pub struct GateClock {
    now: Mutex<(i64, bool)>,
    opened: Condvar,
}

impl GateClock {
    /// A clock that stands at `now`, with its gate open.
    pub fn new(now: Instant) -> Self {
        Self { now: Mutex::new((now.millis(), true)), opened: Condvar::new() }
    }

    /// Moves the clock, backwards if it is negative.
    pub fn step(&self, millis: i64) {
        self.now.lock().unwrap().0 += millis;
    }

    /// The time, gate or not.
    pub fn read(&self) -> Instant {
        Instant::from_millis(self.now.lock().unwrap().0)
    }

    /// Whoever asks from now on waits.
    pub fn close(&self) {
        self.now.lock().unwrap().1 = false;
    }

    /// Lets everybody through.
    pub fn open(&self) {
        self.now.lock().unwrap().1 = true;
        self.opened.notify_all();
    }
}

impl Clock for GateClock {
    fn now(&self) -> Instant {
        let mut now = self.now.lock().unwrap();
        while !now.1 {
            now = self.opened.wait(now).unwrap();
        }
        Instant::from_millis(now.0)
    }
}
