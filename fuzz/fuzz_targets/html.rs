//! Any bytes taken for a web page give a document or an error.
#![no_main]

use legation_source::{Format, Options, from_bytes};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = from_bytes("page.html", bytes, &Options { format: Format::Html, ..Options::default() });
});
