//! What becomes of readings: here they leave in the formats that people already load.
//!
//! Needs: [`legation::Reading`]s. Gives: files for pandas, R, DuckDB, calendars and the programs around PLOVER, POLECAT, GDELT, ICEWS and
//! Phoenix. `tests/export.rs` writes one of each, `tests/readback.py` reads them with programs that are not Legation's.

pub mod export;
