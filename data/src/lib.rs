//! Everything of Legation that a non-programmer edits, as named files: the codebook, the rules, the lexicons, the
//! actors and the places of this folder, and the analyser's weights from `model/`.
//!
//! Release builds carry the files inside; debug builds read them from disk, so that an edited rule needs no compile.

use std::borrow::Cow;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "."]
#[include = "*.toml"]
#[include = "*.csv"]
#[include = "*.tsv"]
#[include = "*.txt"]
#[exclude = "Cargo.toml"]
#[exclude = "target/*"]
struct Data;

#[derive(RustEmbed)]
#[folder = "../model/"]
#[include = "analyser.onnx"]
#[include = "*.json"]
#[include = "*.txt"]
#[include = "*.tsv"]
struct Model;

/// The bytes of a data file, by its path in this folder, such as `actors/countries.csv`.
#[must_use]
pub fn file(path: &str) -> Option<Cow<'static, [u8]>> {
    Data::get(path).map(|file| file.data)
}

/// The paths of all data files in a folder such as `rules/events/`, sorted.
#[must_use]
pub fn files(folder: &str) -> Vec<String> {
    let mut paths: Vec<String> = Data::iter().filter(|path| path.starts_with(folder)).map(Cow::into_owned).collect();
    paths.sort();
    paths
}

/// The bytes of a file of the analyser: `analyser.onnx`, `labels.json`, `vocab.txt` or `lemmas.tsv`.
#[must_use]
pub fn model(name: &str) -> Option<Cow<'static, [u8]>> {
    Model::get(name).map(|file| file.data)
}
