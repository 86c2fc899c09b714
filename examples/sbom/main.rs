//! Writes the software bill of materials of the program as CycloneDX 1.5 JSON: every package that is compiled into it,
//! with version, licence and the checksum of `Cargo.lock`.
//!
//! ```text
//! cargo run --example sbom > target/mingbai.cdx.json
//! cargo run --example sbom -- --no-default-features > target/mingbai.cdx.json
//! ```
//!
//! What cargo says of this build for this machine is told, nothing else is looked up.

use std::process::ExitCode;

mod bill;

fn main() -> ExitCode {
    let options: Vec<String> = std::env::args().skip(1).collect();
    match bill::of(env!("CARGO_MANIFEST_DIR").as_ref(), &options) {
        Ok(bill) => {
            println!("{bill:#}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
