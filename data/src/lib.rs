//! Everything of Legation that a non-programmer edits, as named files: the codebook, the rules, the lexicons, the
//! actors and the places of this folder, and the analyser's weights from `model/`.
//!
//! Release builds carry the files inside; debug builds read them from disk, so that an edited rule needs no compile.

use std::borrow::Cow;

use rust_embed::{EmbeddedFile, RustEmbed};

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

/// A file that ships.
#[derive(Debug, Clone)]
pub struct File {
    /// What is in it; release builds need no copy.
    pub bytes: Cow<'static, [u8]>,
    /// SHA-256 of the bytes, in release builds reckoned when they were compiled.
    pub hash: [u8; 32],
}

impl From<EmbeddedFile> for File {
    fn from(file: EmbeddedFile) -> Self {
        Self { hash: file.metadata.sha256_hash(), bytes: file.data }
    }
}

/// A data file, by its path in this folder, such as `actors/countries.csv`.
#[must_use]
pub fn file(path: &str) -> Option<File> {
    Data::get(path).map(File::from)
}

/// The paths of all data files in a folder such as `rules/events/`, sorted.
#[must_use]
pub fn files(folder: &str) -> Vec<String> {
    let mut paths: Vec<String> = Data::iter().filter(|path| path.starts_with(folder)).map(Cow::into_owned).collect();
    paths.sort();
    paths
}

/// A file of the analyser: `analyser.onnx`, `labels.json`, `vocab.txt` or `lemmas.tsv`.
#[must_use]
pub fn model(name: &str) -> Option<File> {
    Model::get(name).map(File::from)
}
