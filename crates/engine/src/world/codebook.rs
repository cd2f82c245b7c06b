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

/// Where the manual contradicts itself, what is taken (`codebook/switches.toml`, which says which reading is which).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// The quad of SANCTION: 4 or 3.
    pub sanction_quad: u8,
    /// The type of CAMEO 163, embargoes and sanctions of states: SANCTION (mode discontinue) or COERCE (mode restrict).
    pub cameo_163: EventType,
    /// The score of ACCUSE without a mode.
    pub accuse_score: f32,
    /// Acts that no rule tells are coded where the event heads are at least this sure, 0 to 1.
    pub event_threshold: f32,
}

impl Default for Switches {
    fn default() -> Self {
        Self { sanction_quad: 4, cameo_163: EventType::Sanction, accuse_score: -3.0, event_threshold: 0.7 }
    }
}

impl Switches {
    /// Name of the codebook with every switch that is not as it ships: `plover-2.0`, `plover-2.0+sanction_quad=3`.
    #[must_use]
    pub fn name(&self) -> String {
        let usual = Self::default();
        let mut name = "plover-2.0".to_owned();
        if self.sanction_quad != usual.sanction_quad {
            name.push_str(&format!("+sanction_quad={}", self.sanction_quad));
        }
        if self.cameo_163 != usual.cameo_163 {
            name.push_str(&format!("+cameo_163={}", self.cameo_163.code()));
        }
        if (self.accuse_score - usual.accuse_score).abs() > f32::EPSILON {
            name.push_str(&format!("+accuse_score={}", self.accuse_score));
        }
        if (self.event_threshold - usual.event_threshold).abs() > f32::EPSILON {
            name.push_str(&format!("+event_threshold={}", self.event_threshold));
        }
        name
    }
}

/// PLOVER and CAMEO as Legation codes them.
#[derive(Debug, Clone)]
pub struct Codebook {
    /// Readings of the manual.
    pub switches: Switches,
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
        let book =
            Self { entries: files.csv(path)?, cameo: files.csv("codebook/cameo.csv")?, switches: files.toml("codebook/switches.toml")? };
        let switches = "codebook/switches.toml";
        if !matches!(book.switches.sanction_quad, 3 | 4) {
            return Err(WorldError::new(switches, None, "sanction_quad is 3 or 4"));
        }
        if !matches!(book.switches.cameo_163, EventType::Sanction | EventType::Coerce) {
            return Err(WorldError::new(switches, None, "cameo_163 is \"SANCTION\" or \"COERCE\""));
        }
        if !(0.0..=1.0).contains(&book.switches.event_threshold) {
            return Err(WorldError::new(switches, None, "event_threshold lies between 0 and 1"));
        }
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

    /// The quad of a type: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict. That of SANCTION is
    /// a switch.
    #[must_use]
    pub fn quad(&self, kind: EventType) -> u8 {
        if kind == EventType::Sanction {
            return self.switches.sanction_quad;
        }
        self.entry("type", kind.code()).and_then(|entry| entry.quad_manual_sections).unwrap_or(0)
    }

    /// The PLOVER score: that of the first mode that has one, else that of the type. That of ACCUSE is a switch.
    #[must_use]
    pub fn score(&self, kind: EventType, modes: &[String]) -> f32 {
        let of_mode = modes.iter().find_map(|mode| self.mode(kind, mode)?.score);
        let of_type = || if kind == EventType::Accuse { Some(self.switches.accuse_score) } else { self.entry("type", kind.code())?.score };
        of_mode.or_else(of_type).unwrap_or(0.0)
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
