#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| decoders::envelope(data));

#[path = "../../tests/common/decoders.rs"]
#[allow(dead_code)]
mod decoders;
