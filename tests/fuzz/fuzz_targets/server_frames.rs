#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tideboard_tests::fuzz::run("server_frames", bytes));
