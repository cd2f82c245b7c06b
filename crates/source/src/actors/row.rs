use std::io::Write;

use serde::{Deserialize, Serialize};

use super::PartialDate;

/// A row of `people.csv`: a term in office. Lists are joined by `|`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// Usual English name.
    pub name: String,
    /// What a later mention calls the person.
    pub surname: String,
    /// Other names.
    pub aliases: String,
    /// Such as "President of China".
    pub office: String,
    /// Country, or a top-level code.
    pub country: String,
    /// PLOVER sector while in office.
    pub sector: String,
    /// When the term began; empty where that is not known.
    pub from: String,
    /// `day`, `month` or `year`.
    pub from_precision: String,
    /// When it ended; empty while in office.
    pub to: String,
    /// `day`, `month` or `year`.
    pub to_precision: String,
    /// Wikidata id.
    pub wikidata: String,
    /// Where it is from.
    pub basis: String,
    /// Whether it was compared with a second source: `yes` or `no`.
    pub checked: String,
}

impl PersonRow {
    /// The same with these bounds of the term.
    #[must_use]
    pub fn dated(mut self, from: Option<PartialDate>, to: Option<PartialDate>) -> Self {
        let cells = |date: Option<PartialDate>| date.map(|date| (date.to_string(), date.precision().to_owned())).unwrap_or_default();
        (self.from, self.from_precision) = cells(from);
        (self.to, self.to_precision) = cells(to);
        self
    }
}

/// A row of `organisations.csv`. Lists are joined by `|`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationRow {
    /// Usual English name.
    pub name: String,
    /// Other names.
    pub aliases: String,
    /// Country, or a top-level code such as `UNO`.
    pub code: String,
    /// PLOVER sectors.
    pub sectors: String,
    /// `organisation`, `government` or `group`.
    pub kind: String,
    /// Home country of one with a top-level code.
    pub country: String,
    /// `yes` where statements go through it.
    pub channel: String,
    /// Since when the row holds.
    pub from: String,
    /// Until when.
    pub to: String,
    /// Member states.
    pub members: String,
    /// Wikidata id.
    pub wikidata: String,
}

/// The part of a name that a later mention uses: the last word with the particles before it ("von der Leyen"), the first where
/// the family name comes first in English too ("Xi Jinping").
#[must_use]
pub fn surname(name: &str, country: &str) -> String {
    let suffixes = ["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"];
    let mut words: Vec<&str> = name.split_whitespace().map(|word| word.trim_end_matches(',')).collect();
    while words.len() > 1 && words.last().is_some_and(|last| suffixes.contains(last)) {
        words.pop();
    }
    if words.len() <= 3 && ["CHN", "TWN", "KOR", "PRK"].contains(&country) {
        return words.first().copied().unwrap_or_default().to_owned();
    }
    let mut start = words.len().saturating_sub(1);
    let is_particle = |word: &str| word.chars().all(char::is_lowercase);
    while start > 1 && words.get(start - 1).is_some_and(|word| is_particle(word)) {
        start -= 1;
    }
    words.get(start..).unwrap_or_default().join(" ")
}

/// Writes rows as CSV with their header; without rows the header alone.
///
/// # Errors
/// Where they cannot be written.
pub fn write_rows<T: Serialize + Default>(to: impl Write, rows: &[T]) -> Result<(), csv::Error> {
    let mut writer = csv::Writer::from_writer(to);
    for row in rows {
        writer.serialize(row)?;
    }
    if rows.is_empty() {
        let mut lone = csv::Writer::from_writer(Vec::new());
        lone.serialize(T::default())?;
        let bytes = lone.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
        let header = csv::Reader::from_reader(bytes.as_slice()).headers()?.clone();
        writer.write_record(&header)?;
    }
    writer.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::surname;

    #[test]
    fn surnames_keep_their_particles() {
        assert_eq!(surname("Ursula von der Leyen", "EUR"), "von der Leyen");
        assert_eq!(surname("Mohammed bin Salman", "SAU"), "bin Salman");
        assert_eq!(surname("Xi Jinping", "CHN"), "Xi");
        assert_eq!(surname("Moon Jae-in", "KOR"), "Moon");
        assert_eq!(surname("Martin Luther King, Jr.", "USA"), "King");
        assert_eq!(surname("Abdullah II", "JOR"), "Abdullah");
        assert_eq!(surname("Lula", "BRA"), "Lula");
    }
}
