use std::collections::{BTreeMap, HashMap};
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use legation::world::{Files, WorldError};
use memchr::memmem;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::entity::{Entity, Statement, When, when};
use super::lines::{MAX_LINE, next_line, unpacked};
use super::office::{Office, Offices, title};
use crate::actors::{PartialDate, PersonRow, surname};

/// The state is saved every so many lines.
pub const EVERY: u64 = 50_000;

/// A dump to read.
pub struct Dump<R> {
    /// File name, by which an import that was cut off knows it again.
    pub name: String,
    /// Bytes of the file.
    pub bytes: u64,
    /// Its bytes, plain or gzip.
    pub reader: R,
}

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Lines that were read in an earlier run.
    #[serde(skip)]
    pub resumed: u64,
    /// Entities in all.
    pub entities: u64,
    /// People who held positions.
    pub people: u64,
    /// Offices that the labels tell.
    pub offices: u64,
    /// Lines that are no entity.
    pub broken: u64,
    /// Rows written.
    pub rows: u64,
    /// Terms left out, by the reason.
    pub skipped: BTreeMap<String, u64>,
    /// Whether the array was closed; a dump that is not may be cut off.
    pub closed: bool,
}

/// What stops an import. What was read until then is kept beside the output, and the same import goes on from there.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The dump cannot be read on.
    #[error("could not read {name} after line {line}: {error}")]
    Dump {
        /// File name.
        name: String,
        /// The last line that was read.
        line: u64,
        /// What the system or the unpacker says.
        error: io::Error,
    },
    /// A file beside the output cannot be read or written.
    #[error("could not use {path}: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The state is of another dump.
    #[error("{path} is the state of another import, of {name}")]
    OtherDump {
        /// The state file.
        path: PathBuf,
        /// The dump that it is of.
        name: String,
    },
    /// One of our tables is broken.
    #[error(transparent)]
    Table(#[from] WorldError),
}

/// How far an import is.
#[derive(Debug, Default, Serialize, Deserialize)]
struct State {
    /// Of this layout.
    version: u32,
    dump: String,
    dump_bytes: u64,
    /// Lines and unpacked bytes that are done.
    lines: u64,
    bytes: u64,
    /// Bytes of the two files beside the output that belong to these lines.
    terms_bytes: u64,
    places_bytes: u64,
    counts: Counts,
}

/// A term of a person, in whatever position.
#[derive(Serialize, Deserialize)]
struct Term {
    id: String,
    name: String,
    aliases: Vec<String>,
    position: String,
    of: Vec<String>,
    from: Option<String>,
    to: Option<String>,
}

/// An entity that is an office, a country or both.
#[derive(Serialize, Deserialize)]
struct Place {
    id: String,
    iso3: Option<String>,
    office: Option<Office>,
}

/// Imports a dump into a `people.csv`. Each line that is broken is given to `tell` with its number.
///
/// # Errors
/// Where it cannot go on; the state is saved.
pub fn import<R: Read>(files: &Files, dump: Dump<R>, out: &Path, tell: &mut dyn FnMut(u64, &str)) -> Result<Counts, ImportError> {
    run(files, dump, out, tell, EVERY)
}

fn run<R: Read>(files: &Files, dump: Dump<R>, out: &Path, tell: &mut dyn FnMut(u64, &str), every: u64) -> Result<Counts, ImportError> {
    let offices = Offices::load(files)?;
    let mut work = Work::open(out, &dump.name, dump.bytes)?;
    work.state.counts.resumed = work.state.lines;
    let lost = |line, error| ImportError::Dump { name: dump.name.clone(), line, error };
    let mut reader = unpacked(dump.reader).map_err(|error| lost(work.state.lines, error))?;
    let done = io::copy(&mut reader.by_ref().take(work.state.bytes), &mut io::sink()).map_err(|error| lost(0, error))?;
    if done < work.state.bytes {
        return Err(lost(0, io::Error::new(io::ErrorKind::UnexpectedEof, "it is shorter than what was read of it before")));
    }
    let mut line = Vec::new();
    loop {
        match next_line(&mut reader, &mut line, MAX_LINE) {
            Ok((0, _)) => break,
            Ok((bytes, whole)) => {
                work.state.lines += 1;
                work.state.bytes += bytes;
                let taken = if whole { work.take(&offices, &line)? } else { Err(format!("it is longer than {MAX_LINE} bytes")) };
                if let Err(message) = taken {
                    work.state.counts.broken += 1;
                    tell(work.state.lines, &message);
                }
            }
            Err(error) => {
                work.save()?;
                return Err(lost(work.state.lines, error));
            }
        }
        if work.state.lines % every == 0 {
            work.save()?;
        }
    }
    work.save()?;
    work.join(&offices)
}

/// A file beside the output to which lines are added.
struct Spill {
    path: PathBuf,
    file: BufWriter<File>,
    bytes: u64,
}

impl Spill {
    /// Opens it, cut to the bytes that the state knows of.
    fn open(path: PathBuf, bytes: u64) -> Result<Self, ImportError> {
        let open = || {
            let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(&path)?;
            file.set_len(bytes)?;
            file.seek(SeekFrom::Start(bytes))?;
            Ok(BufWriter::new(file))
        };
        let file = open().map_err(|error| ImportError::File { path: path.clone(), error })?;
        Ok(Self { path, file, bytes })
    }

    fn add<T: Serialize>(&mut self, item: &T) -> Result<(), ImportError> {
        let mut line = serde_json::to_vec(item).map_err(|error| ImportError::File { path: self.path.clone(), error: error.into() })?;
        line.push(b'\n');
        self.bytes += line.len() as u64;
        self.file.write_all(&line).map_err(|error| ImportError::File { path: self.path.clone(), error })
    }

    fn flush(&mut self) -> Result<(), ImportError> {
        self.file.flush().map_err(|error| ImportError::File { path: self.path.clone(), error })
    }

    /// Its items, one after another.
    fn items<T: serde::de::DeserializeOwned>(&self) -> Result<impl Iterator<Item = Result<T, ImportError>>, ImportError> {
        let failed = |error: io::Error| ImportError::File { path: self.path.clone(), error };
        let lines = BufReader::new(File::open(&self.path).map_err(failed)?).lines();
        Ok(lines.map(move |line| serde_json::from_str(&line.map_err(failed)?).map_err(|error| failed(error.into()))))
    }
}

struct Work {
    out: PathBuf,
    state: State,
    terms: Spill,
    places: Spill,
}

/// `people.csv` with another ending: `people.csv.state`.
fn beside(out: &Path, ending: &str) -> PathBuf {
    let mut name = out.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

impl Work {
    fn open(out: &Path, dump: &str, dump_bytes: u64) -> Result<Self, ImportError> {
        let path = beside(out, ".state");
        let state = match std::fs::read(&path) {
            Ok(bytes) => {
                let failed = |error: serde_json::Error| ImportError::File { path: path.clone(), error: error.into() };
                serde_json::from_slice::<State>(&bytes).map_err(failed)?
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => State { version: 1, dump: dump.to_owned(), ..State::default() },
            Err(error) => return Err(ImportError::File { path, error }),
        };
        // A download that was cut off and went on is longer and still the same dump.
        if state.version != 1 || state.dump != dump || state.dump_bytes > dump_bytes {
            return Err(ImportError::OtherDump { path, name: state.dump });
        }
        let terms = Spill::open(beside(out, ".terms"), state.terms_bytes)?;
        let places = Spill::open(beside(out, ".places"), state.places_bytes)?;
        Ok(Self { out: out.to_owned(), state: State { dump_bytes, ..state }, terms, places })
    }

    /// Saves the state, after what it speaks of.
    fn save(&mut self) -> Result<(), ImportError> {
        self.terms.flush()?;
        self.places.flush()?;
        (self.state.terms_bytes, self.state.places_bytes) = (self.terms.bytes, self.places.bytes);
        let path = beside(&self.out, ".state");
        let new = beside(&self.out, ".state.new");
        let write = || std::fs::write(&new, serde_json::to_vec(&self.state)?).and_then(|()| std::fs::rename(&new, &path));
        write().map_err(|error| ImportError::File { path: path.clone(), error })
    }

    /// Takes a line of the dump; the message says what is wrong with it. Entities without a property that matters are not
    /// looked into.
    fn take(&mut self, offices: &Offices, line: &[u8]) -> Result<Result<(), String>, ImportError> {
        let line = line.trim_ascii();
        let line = line.strip_suffix(b",").unwrap_or(line).trim_ascii_end();
        match line {
            b"" | b"[" => return Ok(Ok(())),
            b"]" => {
                self.state.counts.closed = true;
                return Ok(Ok(()));
            }
            _ => {}
        }
        if !line.starts_with(b"{") || !line.ends_with(b"}") {
            return Ok(Err("it is no JSON object".to_owned()));
        }
        self.state.counts.entities += 1;
        // P1308 (office holder) stands for offices that tell their country by their label alone.
        if !["\"P39\"", "\"P298\"", "\"P1001\"", "\"P1308\""].iter().any(|key| memmem::find(line, key.as_bytes()).is_some()) {
            return Ok(Ok(()));
        }
        let entity: Entity = match serde_json::from_slice(line) {
            Ok(entity) => entity,
            Err(error) => {
                self.state.counts.entities -= 1;
                return Ok(Err(format!("it is no entity: {error}")));
            }
        };
        let human = entity.claims.instance_of.iter().any(|statement| statement.item() == Some("Q5"));
        if human {
            self.person(&entity)?
        } else {
            self.place(offices, &entity)?
        }
        Ok(Ok(()))
    }

    fn person(&mut self, entity: &Entity) -> Result<(), ImportError> {
        let held: Vec<&Statement> = entity.claims.positions.iter().filter(|statement| !statement.is_deprecated()).collect();
        if held.is_empty() {
            return Ok(());
        }
        self.state.counts.people += 1;
        let Some(name) = entity.label() else {
            self.skip("people without an English name", held.len());
            return Ok(());
        };
        let death = entity.claims.death.first().map_or(When::Absent, Statement::when);
        for statement in held {
            let Some(position) = statement.item() else { continue };
            let (from, to) = match bounds(statement, death) {
                Ok(bounds) => bounds,
                Err(reason) => {
                    self.skip(reason, 1);
                    continue;
                }
            };
            let qualifiers = &statement.qualifiers;
            let of = qualifiers.jurisdiction.iter().chain(&qualifiers.of).filter_map(|snak| snak.item());
            self.terms.add(&Term {
                id: entity.id.clone(),
                name: name.to_owned(),
                aliases: entity.aliases().map(|alias| alias.replace('|', " ")).collect(),
                position: position.to_owned(),
                of: of.map(str::to_owned).collect(),
                from: from.map(|date| date.to_string()),
                to: to.map(|date| date.to_string()),
            })?;
        }
        Ok(())
    }

    fn place(&mut self, offices: &Offices, entity: &Entity) -> Result<(), ImportError> {
        let claims = &entity.claims;
        let iso3 = claims.iso3.iter().find(|statement| !statement.is_deprecated()).and_then(Statement::text).map(str::to_owned);
        let office = entity.label().and_then(|label| offices.by_label(label)).map(|office| {
            let country = if claims.jurisdiction.is_empty() { &claims.country } else { &claims.jurisdiction };
            let of = country.iter().filter(|statement| !statement.is_deprecated()).filter_map(Statement::item);
            Office { of: of.map(str::to_owned).collect(), ..office }
        });
        if office.is_some() {
            self.state.counts.offices += 1;
        }
        if iso3.is_some() || office.is_some() {
            self.places.add(&Place { id: entity.id.clone(), iso3, office })?;
        }
        Ok(())
    }

    fn skip(&mut self, reason: &str, count: usize) {
        *self.state.counts.skipped.entry(reason.to_owned()).or_default() += count as u64;
    }

    /// Joins terms and offices into the output, and takes away the files beside it.
    fn join(mut self, offices: &Offices) -> Result<Counts, ImportError> {
        let (mut found, mut countries) = (HashMap::new(), HashMap::new());
        for place in self.places.items::<Place>()? {
            let place = place?;
            if let Some(office) = place.office {
                found.insert(place.id.clone(), office);
            }
            if let Some(iso3) = place.iso3 {
                countries.insert(place.id, iso3);
            }
        }
        let new = beside(&self.out, ".new");
        let failed = |error: io::Error| ImportError::File { path: new.clone(), error };
        let csv_failed = |error: csv::Error| ImportError::File { path: new.clone(), error: error.into() };
        let file = BufWriter::new(File::create(&new).map_err(failed)?);
        let mut writer = csv::Writer::from_writer(file);
        for term in self.terms.items::<Term>()? {
            match row(term?, offices, &found, &countries) {
                Ok(row) => {
                    self.state.counts.rows += 1;
                    writer.serialize(row).map_err(csv_failed)?;
                }
                Err(reason) => *self.state.counts.skipped.entry(reason.to_owned()).or_default() += 1,
            }
        }
        if self.state.counts.rows == 0 {
            crate::actors::write_rows::<PersonRow>(writer.get_ref().get_ref(), &[]).map_err(csv_failed)?;
        }
        writer.flush().map_err(failed)?;
        std::fs::rename(&new, &self.out).map_err(failed)?;
        for ending in [".state", ".terms", ".places"] {
            let path = beside(&self.out, ending);
            std::fs::remove_file(&path).map_err(|error| ImportError::File { path, error })?;
        }
        Ok(self.state.counts)
    }
}

/// The bounds of a term, its end at the latest with its holder's death; or why it cannot be dated.
fn bounds(statement: &Statement, death: When) -> Result<(Option<PartialDate>, Option<PartialDate>), &'static str> {
    let (start, end) = (when(&statement.qualifiers.start), when(&statement.qualifiers.end));
    let from = match start {
        When::Known(date) => Some(date),
        When::Absent | When::Unknown => None,
    };
    let to = match (end, death) {
        (When::Known(date), _) => Some(date),
        (When::Absent | When::Unknown, When::Known(date)) if from.is_some() => Some(date),
        (When::Unknown, _) | (When::Absent, When::Unknown) => return Err("terms that ended nobody knows when"),
        (When::Absent, _) => None,
    };
    match (from, to) {
        (None, None) => Err("terms without dates"),
        (Some(from), None) if from.first().year() < 1950 => Err("terms from before 1950 without an end"),
        (Some(from), Some(to)) if from.first() > to.last() => Err("terms that end before they begin"),
        bounds => Ok(bounds),
    }
}

fn row(
    term: Term,
    offices: &Offices,
    found: &HashMap<String, Office>,
    countries: &HashMap<String, String>,
) -> Result<PersonRow, &'static str> {
    let office = offices.by_id(&term.position).or_else(|| found.get(&term.position)).ok_or("terms in other positions")?;
    let of = |ids: &[String]| ids.iter().find_map(|id| countries.get(id)).cloned();
    let country = Some(office.country.clone()).filter(|code| !code.is_empty());
    let country = country.or_else(|| of(&office.of)).or_else(|| of(&term.of)).ok_or("terms in offices of no known country")?;
    // Codes that are no country's are top-level ones that positions.csv gives, with the office whole.
    let name = match offices.country_name(&country) {
        Some(name) => name,
        None if office.country == country => "",
        None => return Err("terms in offices of no known country"),
    };
    let date = |text: Option<String>| text.as_deref().and_then(PartialDate::parse);
    let row = PersonRow {
        surname: surname(&term.name, &country),
        office: title(office, name),
        aliases: term.aliases.join("|"),
        name: term.name,
        sector: office.sector.clone(),
        country,
        wikidata: term.id,
        basis: "Wikidata".to_owned(),
        checked: "no".to_owned(),
        ..PersonRow::default()
    };
    Ok(row.dated(date(term.from), date(term.to)))
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read, Write};

    use flate2::{Compression, write::GzEncoder};
    use legation::world::Files;

    use super::{Counts, Dump, ImportError, beside, run};

    /// Ten entities in the form of a dump, two broken lines among them. The holder comes before the office.
    const DUMP: &str = include_str!("../../../tests/data/wikidata.json");

    /// A reader that fails after some bytes, as one that is cut off does.
    struct Cut<'a>(&'a [u8]);

    impl Read for Cut<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.0.read(buffer)?;
            if count == 0 && !buffer.is_empty() { Err(io::Error::other("cut off")) } else { Ok(count) }
        }
    }

    fn read(bytes: impl Read, out: &std::path::Path) -> (Result<Counts, ImportError>, Vec<u64>) {
        let mut broken = Vec::new();
        let dump = Dump { name: "dump.json".to_owned(), bytes: 9999, reader: bytes };
        let counts = run(&Files::builtin(), dump, out, &mut |line, _| broken.push(line), 3);
        (counts, broken)
    }

    #[test]
    fn people_who_held_office_become_rows() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("people.csv");
        let (counts, broken) = read(DUMP.as_bytes(), &out);
        let counts = counts.expect("it is imported");
        assert_eq!(broken, [7, 11]);
        assert_eq!((counts.entities, counts.people, counts.offices, counts.rows, counts.closed), (10, 4, 2, 5, true), "{counts:?}");
        let rows = std::fs::read_to_string(&out).expect("the output is there");
        let expected = "name,surname,aliases,office,country,sector,from,from_precision,to,to_precision,wikidata,basis,checked\n\
            Ana Vela,Vela,A. Vela|Ana María Vela,Foreign Minister of Peru,PER,GOV,2011-07-28,day,2013-05,month,Q9001,Wikidata,no\n\
            Ana Vela,Vela,A. Vela|Ana María Vela,President of the United States,USA,GOV,2015,year,,,Q9001,Wikidata,no\n\
            Bo Ruiz,Ruiz,,Defence Minister of Chile,CHL,GOV,2001,year,2004-03-02,day,Q9002,Wikidata,no\n\
            Bo Ruiz,Ruiz,,Prime Minister of Peru,PER,GOV,1999-01,month,1999-12,month,Q9002,Wikidata,no\n\
            Cy Oh,Oh,,Foreign Minister of Peru,PER,GOV,,,2010,year,Q9003,Wikidata,no\n";
        assert_eq!(rows, expected);
        assert_eq!(counts.skipped["terms in other positions"], 1, "{:?}", counts.skipped);
        assert_eq!(counts.skipped["terms without dates"], 1, "{:?}", counts.skipped);
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing is left beside the output");
    }

    #[test]
    fn an_import_that_was_cut_off_goes_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let whole = folder.path().join("whole.csv");
        let (all, told) = read(DUMP.as_bytes(), &whole);
        let all = all.expect("it is imported");
        let expected = std::fs::read(&whole).expect("the output is there");
        let mut encoder = GzEncoder::new(Vec::new(), Compression::none());
        encoder.write_all(DUMP.as_bytes()).expect("it packs");
        let packed = encoder.finish().expect("it packs");
        for bytes in [DUMP.as_bytes(), packed.as_slice()] {
            for cut in [0, 1, bytes.len() / 3, bytes.len() / 2, bytes.len() - 12] {
                let out = folder.path().join("part.csv");
                let (failed, mut first) = read(Cut(&bytes[..cut]), &out);
                assert!(matches!(failed, Err(ImportError::Dump { .. })), "cut at {cut}");
                // What a kill leaves of lines that no state speaks of.
                let mut spill = std::fs::OpenOptions::new().append(true).open(beside(&out, ".terms")).expect("it is there");
                spill.write_all(b"{\"id\":\"Q").expect("it is written");
                let (counts, second) = read(bytes, &out);
                let counts = counts.expect("it goes on");
                assert!(cut < bytes.len() / 3 || counts.resumed > 0, "cut at {cut}");
                assert_eq!(Counts { resumed: 0, ..counts }, all, "cut at {cut}");
                first.extend(second);
                assert_eq!(first, told, "each broken line is told once, cut at {cut}");
                assert_eq!(std::fs::read(&out).expect("the output is there"), expected, "cut at {cut}");
            }
        }
    }

    #[test]
    fn the_state_of_another_dump_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("people.csv");
        let (failed, _) = read(Cut(&DUMP.as_bytes()[..900]), &out);
        assert!(failed.is_err());
        let dump = Dump { name: "other.json".to_owned(), bytes: 9999, reader: DUMP.as_bytes() };
        let refused = run(&Files::builtin(), dump, &out, &mut |_, _| {}, 3);
        assert!(matches!(refused, Err(ImportError::OtherDump { .. })));
    }
}
