use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Bound;

use crate::analyse::words;
use crate::record::{Code, PlacePrecision};
use crate::world::actors::fold;
use crate::world::{Files, WorldError};

/// The table that `cargo xtask places` makes; its lines are found by bisection and parsed only when asked for.
const TABLE: &str = "places/geonames.tsv";
/// Keys of countries begin with this: a country is looked up by its code, as its names are known from `actors/countries.csv`.
pub const COUNTRY: char = '#';
/// Columns of a place in the table, and of another name of a place.
const COLUMNS: [usize; 2] = [9, 3];
/// Names have at most so many words, hyphens not counted.
const LONGEST: usize = 8;
/// What a place of a list written by hand weighs, in people: it is there because the news name it.
const KNOWN: u32 = 20_000_000;
/// Capitals are in the news more often than other cities of their size.
const CAPITAL: f32 = 10.0;
/// A bare name that a city and a division share mostly means the city.
const DIVISION: f32 = 0.1;

/// A place that has a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// As usually written in English.
    pub name: String,
    /// The country it lies in; none for seas and regions.
    pub country: Option<Code>,
    /// The first-order division that it lies in or is, without its kind: "Texas", "Donetsk"; empty where there is none.
    pub division: String,
    /// GeoNames id, where it has one.
    pub geonames: Option<u32>,
    /// Degrees north.
    pub lat: Option<f32>,
    /// Degrees east.
    pub lon: Option<f32>,
    /// How likely a bare name means this place, as a number of people.
    pub weight: f32,
    /// What kind of place it is.
    pub precision: PlacePrecision,
}

/// Names of places: a large sorted table (`data/places/geonames.tsv`) and lists written by hand (the other files of `data/places/`).
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    /// The table.
    table: Cow<'static, str>,
    /// The byte where its second line begins.
    start: usize,
    /// Hand-written places by key.
    known: BTreeMap<String, Vec<Entry>>,
}

/// The form that names are compared in: words without case, accents, hyphens, apostrophes and full stops, joined by spaces;
/// "St." is "saint". Example: "Deir ez-Zor" is `deir ez zor`.
#[must_use]
pub fn key(name: &str) -> String {
    words(name).into_iter().filter_map(part).collect::<Vec<_>>().join(" ")
}

/// One word of a key; none for hyphens.
fn part(word: &str) -> Option<String> {
    let mut part = fold(word);
    part.retain(|c| !matches!(c, '\'' | '‘' | '’' | '`' | 'ʻ' | 'ʼ' | 'ʾ' | 'ʿ' | '.' | '-' | '‐' | '‑'));
    let part = match part.as_str() {
        "" => return None,
        "st" => "saint".to_owned(),
        "mt" => "mount".to_owned(),
        "ft" => "fort".to_owned(),
        _ => part,
    };
    Some(part)
}

impl Gazetteer {
    /// Loads all files of `places/`.
    ///
    /// # Errors
    /// Where a line is broken, with its number, or the table was cut off.
    pub fn load(files: &Files) -> Result<Self, WorldError> {
        let mut gazetteer = Self::default();
        for path in files.list("places/").iter().filter(|path| path.ends_with(".tsv")) {
            if path != TABLE {
                gazetteer.load_known(path, &files.text(path)?)?;
            }
        }
        let utf8 = |_| WorldError::new(TABLE, None, "it is not UTF-8");
        gazetteer.table = match files.shipped(TABLE) {
            Some(Cow::Borrowed(bytes)) => Cow::Borrowed(std::str::from_utf8(bytes).map_err(utf8)?),
            Some(Cow::Owned(bytes)) => Cow::Owned(String::from_utf8(bytes).map_err(|error| utf8(error.utf8_error()))?),
            None => Cow::Owned(files.text(TABLE)?.into_owned()),
        };
        gazetteer.start = check_length(&gazetteer.table)?;
        // A test checks every line of the table that ships.
        if files.shipped(TABLE).is_none() {
            check_lines(&gazetteer.table[gazetteer.start..])?;
        }
        Ok(gazetteer)
    }

    /// A list written by hand: name, other names (joined by `|`), kind, country (or nothing), latitude, longitude.
    fn load_known(&mut self, path: &str, text: &str) -> Result<(), WorldError> {
        for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.is_empty() && !line.starts_with('#')) {
            let bad = |message: &str| WorldError::new(path, Some(number), message);
            let [name, others, kind, country, lat, lon] = line.split('\t').collect::<Vec<_>>()[..] else {
                return Err(bad("a line has six columns: name, other names, kind, country, latitude, longitude"));
            };
            let precision = match kind {
                "venue" => PlacePrecision::Venue,
                "city" => PlacePrecision::City,
                "division" => PlacePrecision::Division,
                "region" => PlacePrecision::Region,
                _ => return Err(bad("the kind is venue, city, division or region")),
            };
            let code = Code::new(country);
            if code.is_none() && !country.is_empty() {
                return Err(bad("the country is a code of three capital letters, or nothing"));
            }
            let degrees = |text: &str| text.parse().map_err(|_| bad("latitude and longitude are numbers"));
            let entry = Entry {
                name: name.to_owned(),
                country: code,
                division: if precision == PlacePrecision::Division { name.to_owned() } else { String::new() },
                geonames: None,
                lat: Some(degrees(lat)?),
                lon: Some(degrees(lon)?),
                weight: KNOWN as f32,
                precision,
            };
            for spelling in std::iter::once(name).chain(others.split('|')).map(key).filter(|key| !key.is_empty()) {
                let places = self.known.entry(spelling).or_default();
                if !places.contains(&entry) {
                    places.push(entry.clone());
                }
            }
        }
        Ok(())
    }

    /// The longest name that begins a run of words: how many words, and the places of that name, the likeliest first.
    #[must_use]
    pub fn at(&self, forms: &[&str]) -> Option<(usize, Vec<Entry>)> {
        let (mut key, mut parts, mut found) = (String::new(), 0, None);
        for (form, count) in forms.iter().zip(1..) {
            let Some(part) = part(form) else {
                if key.is_empty() {
                    return None;
                }
                continue;
            };
            if !key.is_empty() {
                key.push(' ');
            }
            key.push_str(&part);
            parts += 1;
            if self.known.contains_key(&key) || self.rows(&key).next().is_some() {
                found = Some((count, key.clone()));
            }
            let longer = key.clone() + " ";
            let goes_on = |next: Option<&str>| next.is_some_and(|next| next.starts_with(&longer));
            let known = self.known.range::<str, _>((Bound::Included(longer.as_str()), Bound::Unbounded)).next();
            if parts == LONGEST || !goes_on(known.map(|(key, _)| key.as_str())) && !goes_on(self.table.get(self.lower_bound(&longer)..)) {
                break;
            }
        }
        let (count, key) = found?;
        let entries = self.named(&key);
        (!entries.is_empty()).then_some((count, entries))
    }

    /// The places of a name, the likeliest first.
    fn named(&self, key: &str) -> Vec<Entry> {
        let mut entries = self.known.get(key).cloned().unwrap_or_default();
        for row in self.rows(key) {
            if let [_, usual, id] = row.split('\t').collect::<Vec<_>>()[..] {
                let id = id.parse().ok();
                entries.extend(self.rows(usual).filter_map(Row::parse).filter(|place| place.geonames == id).map(|place| place.entry()));
            } else {
                entries.extend(Row::parse(row).map(|place| place.entry()));
            }
        }
        // A place of a list written by hand takes its id from the table, where that has it too.
        let same = |a: &Entry, b: &Entry| a.country == b.country && a.precision == b.precision;
        for at in 0..self.known.get(key).map_or(0, Vec::len) {
            entries[at].geonames = entries.iter().filter(|other| same(other, &entries[at])).find_map(|other| other.geonames);
        }
        entries.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        entries
    }

    /// A country as a place.
    #[must_use]
    pub fn country(&self, code: Code) -> Option<Entry> {
        self.rows(&format!("{COUNTRY}{}", code.as_str().to_lowercase())).find_map(Row::parse).map(|row| row.entry())
    }

    /// The rows of a key.
    fn rows<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a str> {
        let rest = self.table.get(self.lower_bound(key)..).unwrap_or_default();
        rest.lines().take_while(move |row| row.strip_prefix(key).is_some_and(|rest| rest.starts_with('\t')))
    }

    /// The byte where the first line with a key not below `key` begins.
    fn lower_bound(&self, key: &str) -> usize {
        let bytes = self.table.as_bytes();
        let (mut low, mut high) = (self.start, bytes.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let start = bytes[low..middle].iter().rposition(|&byte| byte == b'\n').map_or(low, |at| low + at + 1);
            let end = bytes[middle..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |at| middle + at);
            let row = &bytes[start..end];
            let own = row.split(|&byte| byte == b'\t').next().unwrap_or_default();
            if own < key.as_bytes() {
                low = end + 1;
            } else {
                high = start;
            }
        }
        low
    }
}

fn bad(line: u64, message: String) -> WorldError {
    WorldError::new(TABLE, Some(line), message)
}

/// Checks that the table is whole: the byte where its rows begin.
fn check_length(table: &str) -> Result<usize, WorldError> {
    let rows = table.strip_prefix("# ").and_then(|rest| rest.split(' ').next()?.parse::<u64>().ok());
    let rows = rows.ok_or_else(|| bad(1, "the first line says how many follow, as in \"# 12 rows\"".to_owned()))?;
    let lines = table.bytes().filter(|&byte| byte == b'\n').count() as u64;
    if !table.ends_with('\n') {
        return Err(bad(lines + 1, format!("the file ends within this line, at byte {}: it was cut off", table.len())));
    }
    if lines != rows + 1 {
        return Err(bad(lines, format!("{} rows, but the first line promises {rows}: the file was cut off or edited", lines - 1)));
    }
    Ok(table.find('\n').map_or(0, |end| end + 1))
}

/// Checks every row.
fn check_lines(rows: &str) -> Result<(), WorldError> {
    let mut last = "";
    for (row, line) in rows.lines().zip(2..) {
        let key = row.split('\t').next().unwrap_or_default();
        if key < last {
            return Err(bad(line, format!("{key:?} comes after {last:?}: the lines are sorted by their first column")));
        }
        last = key;
        let columns = row.bytes().filter(|&byte| byte == b'\t').count() + 1;
        if !COLUMNS.contains(&columns) {
            return Err(bad(line, format!("a line has {} or {} columns, this one {columns}", COLUMNS[0], COLUMNS[1])));
        }
        if columns == COLUMNS[0] && Row::parse(row).is_none() {
            let message = "not a place: GeoNames id, degrees and population are numbers, the kind capital, city, division or country";
            return Err(bad(line, message.to_owned()));
        }
    }
    Ok(())
}

/// A line of the table that is a place, not yet copied out of it.
struct Row<'a> {
    name: &'a str,
    country: Code,
    division: &'a str,
    geonames: Option<u32>,
    lat: f32,
    lon: f32,
    people: u32,
    kind: &'a str,
}

impl<'a> Row<'a> {
    /// None where a column is not as it should be.
    fn parse(line: &'a str) -> Option<Self> {
        let mut columns = line.split('\t').skip(1);
        let mut next = || columns.next();
        let (name, country, division, id) = (next()?, Code::new(next()?)?, next()?, next()?);
        let geonames = if id.is_empty() { None } else { Some(id.parse().ok()?) };
        let (lat, lon, people, kind) = (next()?.parse().ok()?, next()?.parse().ok()?, next()?.parse().ok()?, next()?);
        let known = matches!(kind, "capital" | "city" | "division" | "country");
        known.then_some(Self { name, country, division, geonames, lat, lon, people, kind })
    }

    fn entry(&self) -> Entry {
        let (precision, factor) = match self.kind {
            "capital" => (PlacePrecision::City, CAPITAL),
            "division" => (PlacePrecision::Division, DIVISION),
            "country" => (PlacePrecision::Country, 1.0),
            _ => (PlacePrecision::City, 1.0),
        };
        Entry {
            name: self.name.to_owned(),
            country: Some(self.country),
            division: self.division.to_owned(),
            geonames: self.geonames,
            lat: Some(self.lat),
            lon: Some(self.lon),
            weight: self.people.max(1000) as f32 * factor,
            precision,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Gazetteer, TABLE, key};
    use crate::record::PlacePrecision;
    use crate::world::{Files, WorldError};

    const ROWS: &str = "belem\tBelém\tBRA\tPará\t3405870\t-1.455\t-48.502\t1303403\tcity\n\
                        lima\tLima\tPER\tLima\t3936456\t-12.043\t-77.028\t7737002\tcapital\n\
                        nossa senhora\tbelem\t3405870\n";

    fn load(table: &str) -> Result<Gazetteer, WorldError> {
        Gazetteer::load(&Files::builtin().lay(TABLE, table.as_bytes().to_vec()))
    }

    fn error(table: &str) -> String {
        load(table).map(|_| ()).expect_err("the table is broken").to_string()
    }

    #[test]
    fn keys_leave_out_what_spelling_varies_in() {
        assert_eq!(key("Deir ez-Zor"), "deir ez zor");
        assert_eq!(key("Sana’a"), "sanaa");
        assert_eq!(key("St. Petersburg"), key("Saint Petersburg"));
    }

    #[test]
    fn the_longest_name_and_another_name_are_found() {
        let gazetteer = load(&format!("# 3 rows\n{ROWS}")).expect("the table is sound");
        let (count, places) = gazetteer.at(&["Nossa", "Senhora", "is"]).expect("another name");
        assert_eq!((count, places[0].name.as_str(), places[0].geonames), (2, "Belém", Some(3_405_870)));
        assert_eq!(gazetteer.at(&["Nossa", "Casa"]), None);
        assert_eq!(gazetteer.at(&["Lima"]).map(|(_, places)| places[0].precision), Some(PlacePrecision::City));
    }

    #[test]
    fn the_shipped_table_is_sound_from_its_first_to_its_last_name() {
        let gazetteer = Gazetteer::load(&Files::builtin()).expect("the files are sound");
        super::check_lines(&gazetteer.table[gazetteer.start..]).expect("every line is sound");
        let rows = || gazetteer.table[gazetteer.start..].lines();
        for row in [rows().next(), rows().next_back()] {
            let key = row.and_then(|row| row.split('\t').next()).expect("a row has a key");
            assert!(!gazetteer.named(key).is_empty(), "{key}");
        }
    }

    #[test]
    fn a_broken_table_is_told_with_its_line() {
        assert!(error(ROWS).contains("line 1: the first line says how many"));
        assert!(error(&format!("# 4 rows\n{ROWS}")).contains("3 rows, but the first line promises 4"));
        let cut = format!("# 3 rows\n{}", &ROWS[..100]);
        assert!(error(&cut).contains("line 3: the file ends within this line, at byte 109"), "{}", error(&cut));
        assert!(error(&format!("# 3 rows\n{}", ROWS.replace("-12.043", "south"))).contains("line 3: not a place"));
        assert!(error(&format!("# 3 rows\n{}", ROWS.replace("PER\t", ""))).contains("line 3: a line has 9 or 3 columns, this one 8"));
        assert!(error(&format!("# 3 rows\n{}", ROWS.replace("lima\t", "aaa\t"))).contains("line 3: \"aaa\" comes after \"belem\""));
    }

    #[test]
    fn a_list_laid_over_adds_places() {
        let files = Files::builtin().lay("places/own.tsv", b"Villa Nova\tCasa Nova\tvenue\tITA\t41.9\t12.5\n".to_vec());
        let gazetteer = Gazetteer::load(&files).expect("the list is sound");
        assert_eq!(gazetteer.at(&["Casa", "Nova"]).map(|(_, places)| places[0].name.clone()), Some("Villa Nova".to_owned()));
        let files = Files::builtin().lay("places/own.tsv", b"# comment\nVilla Nova\t\tshed\tITA\t41.9\t12.5\n".to_vec());
        let error = Gazetteer::load(&files).map(|_| ()).expect_err("the kind is wrong").to_string();
        assert!(error.contains("places/own.tsv line 2: the kind is"), "{error}");
    }
}
