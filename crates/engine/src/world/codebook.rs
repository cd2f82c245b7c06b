//! The codebook: PLOVER types, modes, contexts and sectors, and the CAMEO crosswalk, as `data/codebook/` has them.

use serde::Deserialize;

use super::{Files, WorldError};
use crate::record::EventType;

/// One entry of `plover.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct Entry {
    /// `type`, `mode`, `context`, `sector`, ...
    pub kind: String,
    /// The type that a mode belongs to.
    pub parent: String,
    /// Such as `CONSULT` or `phone`.
    pub code: String,
    /// Its name.
    pub label: String,
    /// Quad by the manual's sections: 1 to 4.
    pub quad_manual_sections: Option<u8>,
    /// PLOVER score, -10 to 10.
    pub score: Option<f32>,
    /// What it means.
    pub definition: String,
    /// When to use it.
    pub use_when: String,
    /// When not to, and what instead.
    pub not_when: String,
}

/// One row of `cameo.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct Cameo {
    /// Two to four digits, with leading zero.
    pub code: String,
    /// Its name.
    pub label: String,
    /// The PLOVER type it maps to; empty where PLOVER dropped it.
    pub plover_type: String,
    /// The PLOVER mode it maps to; may be empty.
    pub plover_mode: String,
    /// Goldstein score.
    pub goldstein: Option<f32>,
}

/// PLOVER and CAMEO as Legation codes them.
#[derive(Debug, Clone)]
pub struct Codebook {
    /// Types, modes, contexts, sectors and top-level codes.
    pub entries: Vec<Entry>,
    /// CAMEO codes.
    pub cameo: Vec<Cameo>,
}

impl Codebook {
    /// Loads `codebook/plover.csv` and `codebook/cameo.csv`.
    ///
    /// # Errors
    /// Where one is broken or lacks one of the sixteen types.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        let path = "codebook/plover.csv";
        let book = Self { entries: files.csv(path)?, cameo: files.csv("codebook/cameo.csv")? };
        match EventType::ALL.into_iter().find(|kind| book.entry("type", kind.code()).is_none()) {
            Some(kind) => Err(WorldError::new(path, None, format!("the type {} is missing", kind.code()))),
            None => Ok(book),
        }
    }

    fn entry(&self, kind: &str, code: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.kind == kind && entry.code == code)
    }

    /// The entry of a mode of a type.
    #[must_use]
    pub fn mode(&self, kind: EventType, mode: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.kind == "mode" && entry.parent == kind.code() && entry.code == mode)
    }

    /// The quad of a type: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict. The manual's
    /// sections decide: SANCTION is 4, although its closing table says 3.
    #[must_use]
    pub fn quad(&self, kind: EventType) -> u8 {
        self.entry("type", kind.code()).and_then(|entry| entry.quad_manual_sections).unwrap_or(0)
    }

    /// The PLOVER score: that of the first mode that has one, else that of the type. ACCUSE is -3: the manual's table prints 3,
    /// although each of its modes is negative.
    #[must_use]
    pub fn score(&self, kind: EventType, modes: &[String]) -> f32 {
        let of_mode = modes.iter().find_map(|mode| self.mode(kind, mode)?.score);
        let score = of_mode.or_else(|| self.entry("type", kind.code())?.score).unwrap_or(0.0);
        if kind == EventType::Accuse { -score.abs() } else { score }
    }

    /// The most general CAMEO code that maps to a type and one of its modes, else to the type.
    #[must_use]
    pub fn cameo(&self, kind: EventType, modes: &[String]) -> String {
        let fits = |row: &&Cameo, mode: &str| row.plover_type == kind.code() && row.plover_mode == mode;
        let shortest = |mode: &str| {
            self.cameo.iter().filter(|row| fits(row, mode) && row.code.len() >= 3).min_by_key(|row| (row.code.len(), row.code.clone()))
        };
        let found = modes
            .iter()
            .find_map(|mode| shortest(mode))
            .or_else(|| shortest(""))
            .or_else(|| self.cameo.iter().find(|row| row.plover_type == kind.code()));
        found.map(|row| row.code.clone()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Codebook;
    use crate::record::EventType;
    use crate::world::Files;

    #[test]
    fn data_and_code_agree() {
        let book = Codebook::load(&Files::builtin()).expect("the codebook is sound");
        for kind in EventType::ALL {
            assert!((1..=4).contains(&book.quad(kind)), "{} has no quad", kind.code());
            assert!(!book.cameo(kind, &[]).is_empty(), "{} has no CAMEO code", kind.code());
        }
        assert_eq!(book.quad(EventType::Sanction), 4);
        assert!((book.score(EventType::Accuse, &[]) + 3.0).abs() < f32::EPSILON);
        assert!((book.score(EventType::Consult, &["phone".to_owned()]) - 1.5).abs() < f32::EPSILON);
        assert_eq!(book.cameo(EventType::Consult, &["phone".to_owned()]), "041");
    }
}
