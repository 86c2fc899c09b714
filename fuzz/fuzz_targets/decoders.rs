//! Fuzzes every decoder of untrusted bytes: the first byte picks one.
//!
//! `cargo +nightly fuzz run decoders` in this folder's parent.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/common/decoders.rs"]
mod decoders;

fuzz_target!(|data: &[u8]| {
    if let Some((pick, bytes)) = data.split_first() {
        let (_, decode) = decoders::DECODERS[usize::from(*pick) % decoders::DECODERS.len()];
        decode(bytes);
    }
});
