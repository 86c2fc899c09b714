//! Witnesses as real servers on this machine, for as long as a test runs.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;

use mingbai::base::key::SecretKey;
use mingbai::base::note::Vkey;
use mingbai::http::server::Settings;
use mingbai::http::witness;
use mingbai::ledger::clock::SystemClock;
use mingbai::merkle::cosignature::{Cosigner, CosignerKey};
use mingbai::witness::keeper::Keeper;
use mingbai::witness::seen::SeenFiles;

/// A witness that answers at an address of its own.
pub struct Running {
    /// Its key.
    pub key: CosignerKey,
    /// Its submission and monitoring prefix.
    pub url: String,
    /// Its address.
    pub address: SocketAddr,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// The witness number `seed`.
pub fn cosigner(seed: u8) -> Cosigner {
    Cosigner::new(&format!("witness.example/{seed}"), SecretKey::from_seed(&[seed; 32])).unwrap()
}

/// Starts witness number `seed` of these logs at `listen` (`127.0.0.1:0` for any port).
pub fn start(dir: &Path, seed: u8, logs: Vec<Vkey>, listen: &str) -> Running {
    let own = cosigner(seed);
    let key = own.key().clone();
    let files = SeenFiles::open(dir, key.clone()).unwrap();
    let keeper = Arc::new(Keeper::open(own, files, logs, None).unwrap());
    let settings = Settings {
        listen: listen.parse().unwrap(),
        writes_per_second: 10_000.try_into().unwrap(),
        trusted_proxies: Vec::new(),
        public_url: None,
        papers: None,
    };
    let (bound, address) = channel();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let tell = move |address| bound.send(address).unwrap();
        let until = async {
            stopped.await.ok();
        };
        runtime.block_on(witness::serve(keeper, Arc::new(SystemClock), &settings, tell, until)).unwrap();
    });
    let address: SocketAddr = address.recv().unwrap();
    Running { key, url: format!("http://{address}"), address, stop: Some(stop), thread: Some(thread) }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}
