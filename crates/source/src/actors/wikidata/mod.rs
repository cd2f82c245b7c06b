//! Terms in office from a JSON dump of Wikidata: an array with an entity a line, plain or gzip.
//!
//! One pass over the dump: terms of people go to a file beside the output as they come, since the entity of an office may come
//! after its holders; offices and countries, of which there are few, are kept in a second one. At the end the two are joined.
//! Memory does not grow with the dump. Every [`EVERY`] lines the state is saved, and an import that was cut off goes on there.

mod entity;
mod import;
mod lines;
mod office;

pub use import::{Counts, Dump, EVERY, ImportError, import};
