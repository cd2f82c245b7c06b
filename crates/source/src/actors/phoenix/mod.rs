//! Actor dictionaries of PETRARCH and TABARI, such as Phoenix's: names with underscores, synonyms after `+`, and codes in
//! brackets, some with the days between which they hold.

mod code;
mod convert;
mod dictionary;
mod name;

pub use convert::{Converted, Converter};
pub use dictionary::{Broken, Dated, Dictionary, Entry, parse};
