//! What the core does in a second, beside the limit measured in the same run: `cargo bench`.
//!
//! Not a test: nothing here is asserted about time.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::cast_precision_loss)]

use std::time::Instant;

use mingbai::audit::auditor::{Options, audit};
use mingbai::audit::source;
use mingbai::base::key::SecretKey;
use mingbai::ledger::clock::{Clock as _, SystemClock};
use rayon::prelude::*;

const SIGNATURES: usize = 20_000;

fn rate(count: usize, work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    count as f64 / start.elapsed().as_secs_f64()
}

/// Strict verifications a second on all cores: the limit of everything that checks signatures.
fn limit() -> f64 {
    let key = SecretKey::from_seed(&[1; 32]);
    let message = vec![7; 900];
    let signature = key.sign(&message);
    let public = key.public();
    let all = || (0..SIGNATURES).into_par_iter().filter(|_| public.verifies(&message, &signature)).count();
    rate(SIGNATURES, || assert_eq!(all(), SIGNATURES))
}

fn main() {
    let limit = limit();
    println!("limit: {limit:.0} strict Ed25519 verifications/s on {} cores", rayon::current_num_threads());
    let Some(target) = std::env::args().skip(1).find(|arg| !arg.starts_with("--")) else {
        println!("name an exported folder to audit it: cargo bench --bench core -- mingbai-demo/public");
        return;
    };
    let source = source::open(&target).unwrap();
    let start = Instant::now();
    let report = audit(source.as_ref(), &Options { log: None, log_only: false, now: SystemClock.now() }, &|_, _| {});
    let seconds = start.elapsed().as_secs_f64();
    let signatures: u64 =
        report.counts.iter().filter(|(check, _)| format!("{check:?}") == "Signatures").map(|(_, n)| n).sum();
    let verified = signatures as f64 / seconds;
    println!(
        "verify: {} entries and {signatures} signatures in {seconds:.2} s = {verified:.0} signatures/s, {:.0} % of the limit",
        report.size,
        100.0 * verified / limit
    );
}
