use std::collections::HashMap;

use crate::analyse::words;
use crate::record::{Code, PlacePrecision};
use crate::world::actors::fold;
use crate::world::{Files, WorldError};

/// A place that has a name.
#[derive(Debug, Clone)]
pub struct Entry {
    /// As usually written.
    pub name: String,
    /// The country it lies in; none for seas and regions.
    pub country: Option<Code>,
    /// GeoNames id, where it has one.
    pub geonames: Option<u32>,
    /// Degrees north.
    pub lat: f32,
    /// Degrees east.
    pub lon: f32,
    /// What kind of place it is.
    pub precision: PlacePrecision,
}

/// Names of places (`data/places/places.tsv`), the largest first of those that share one.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    names: HashMap<String, Vec<Entry>>,
    longest: usize,
}

impl Gazetteer {
    /// Loads `places/places.tsv`: name, country, GeoNames id, latitude, longitude, population, precision.
    ///
    /// # Errors
    /// Where a line is broken, with its number.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        let path = "places/places.tsv";
        let text = files.text(path)?;
        let mut gazetteer = Self::default();
        for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.is_empty() && !line.starts_with('#')) {
            let bad = |message: &str| WorldError::new(path, Some(number), message);
            let [name, country, geonames, lat, lon, _, precision] = line.split('\t').collect::<Vec<_>>()[..] else {
                return Err(bad("a line has seven columns"));
            };
            let degrees = |text: &str| text.parse().map_err(|_| bad("latitude and longitude are numbers"));
            let precision = match precision {
                "venue" => PlacePrecision::Venue,
                "city" => PlacePrecision::City,
                "division" => PlacePrecision::Division,
                "region" => PlacePrecision::Region,
                _ => return Err(bad("the precision is venue, city, division or region")),
            };
            let entry = Entry {
                name: name.to_owned(),
                country: Code::new(country),
                geonames: geonames.parse().ok(),
                lat: degrees(lat)?,
                lon: degrees(lon)?,
                precision,
            };
            let parts: Vec<String> = words(name).iter().map(|word| fold(word)).collect();
            gazetteer.longest = gazetteer.longest.max(parts.len());
            gazetteer.names.entry(parts.join(" ")).or_default().push(entry);
        }
        Ok(gazetteer)
    }

    /// The longest name that begins a run of folded words: how many words, and the places of that name.
    #[must_use]
    pub fn at(&self, folded: &[String]) -> Option<(usize, &[Entry])> {
        (1..=self.longest.min(folded.len())).rev().find_map(|count| Some((count, self.names.get(&folded[..count].join(" "))?.as_slice())))
    }
}
