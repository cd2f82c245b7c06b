//! Readings as they lie in a store: deflated JSON without the document's text, which lies beside it.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use legation::Reading;

/// Packs a reading. Spans stay bytes.
pub fn pack(reading: &Reading) -> Vec<u8> {
    let mut reading = reading.clone();
    reading.document.text.clear();
    let json = serde_json::to_vec(&reading).unwrap_or_default();
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::fast());
    // Writing into memory does not fail.
    let _ = packer.write_all(&json);
    packer.finish().unwrap_or_default()
}

/// The reading again, with its document's text; else what is wrong.
pub fn unpack(packed: &[u8], text: String) -> Result<Reading, String> {
    let mut json = Vec::new();
    DeflateDecoder::new(packed).read_to_end(&mut json).map_err(|error| error.to_string())?;
    let mut reading: Reading = serde_json::from_slice(&json).map_err(|error| error.to_string())?;
    reading.document.text = text;
    Ok(reading)
}
