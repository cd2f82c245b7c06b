use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use legation::json;
use legation_source::{Mapping, Options, documents};
use legation_store::asked::Asked;
use legation_store::{Counts, Failed, Kind as Records, Query, Sqlite, Step, StoreError, ingest};
use pyo3::prelude::*;

use crate::document::{Given, day, document};
use crate::error::{Kind, raise};
use crate::world::{apart, world};

/// A store in one file. Calls from several threads wait for each other.
#[pyclass(frozen)]
pub struct Store {
    inner: Mutex<Sqlite>,
}

impl Store {
    /// Asks or writes the store without the interpreter lock.
    fn with<T: Send>(&self, py: Python<'_>, work: impl FnOnce(&mut Sqlite) -> Result<T, StoreError> + Send) -> PyResult<T> {
        let done = apart(py, || work(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner)))?;
        done.map_err(|error| failed(py, &error))
    }
}

#[pymethods]
impl Store {
    /// Opens the store at a path; `create` makes it where there is none.
    #[staticmethod]
    fn open(py: Python<'_>, path: &str, create: bool) -> PyResult<Self> {
        let path = Path::new(path);
        let opened = py.detach(|| if create { Sqlite::create(path) } else { Sqlite::open(path) });
        Ok(Self { inner: Mutex::new(opened.map_err(|error| failed(py, &error))?) })
    }

    /// Begins a run and gives its number.
    fn begin(&self, py: Python<'_>, input: &str, started: &str) -> PyResult<i64> {
        self.with(py, |store| store.begin(input, started))
    }

    /// Ends a run.
    fn finish(&self, py: Python<'_>, run: i64, read: u64, known: u64, failed: u64, finished: &str) -> PyResult<()> {
        self.with(py, |store| store.finish(run, &Counts { read, known, failed }, finished))
    }

    /// Reads what paths name; gives read, known, failed. `progress` is called with these after each portion.
    #[expect(clippy::too_many_arguments, reason = "the keywords of legation.Store.ingest")]
    fn ingest_paths(
        &self,
        py: Python<'_>,
        run: i64,
        paths: Vec<PathBuf>,
        mapping: &str,
        published: Option<&str>,
        publisher: Option<String>,
        threads: usize,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<(u64, u64, u64)> {
        let world = world(py)?;
        let mapping = Mapping::parse(mapping).map_err(|message| raise(py, Kind::Input, &message, ""))?;
        let options = Options { mapping, published: day(py, published)?, publisher, ..Options::default() };
        let counts = self.with(py, |store| {
            let items = documents(&paths, options).map(|item| {
                item.map_err(|error| Failed {
                    reference: error.reference().to_owned(),
                    reason: error.kind().to_owned(),
                    message: error.to_string(),
                })
            });
            ingest::ingest(store, world, run, items, threads, |counts, _| {
                if let Some(progress) = &progress {
                    // A bar that fails is no reason to stop reading.
                    let _ = Python::attach(|py| progress.call1(py, (counts.read, counts.known, counts.failed)));
                }
            })
        })?;
        Ok((counts.read, counts.known, counts.failed))
    }

    /// Reads documents; gives read, known, failed.
    fn ingest_documents(&self, py: Python<'_>, run: i64, given: Vec<Given>, threads: usize) -> PyResult<(u64, u64, u64)> {
        let world = world(py)?;
        let items = given.into_iter().map(|given| document(py, given)).collect::<PyResult<Vec<_>>>()?;
        let counts = self.with(py, |store| ingest::ingest(store, world, run, items.into_iter().map(Ok), threads, |_, _| ()))?;
        Ok((counts.read, counts.known, counts.failed))
    }

    /// Links what has come in; gives copies, same, answers.
    fn link(&self, py: Python<'_>) -> PyResult<(u64, u64, u64)> {
        let world = world(py)?;
        let linked = self.with(py, |store| store.link(world, |_| ()))?;
        Ok((linked.copies, linked.same, linked.answers))
    }

    /// The records that a question asks for, each as JSON.
    fn query(&self, py: Python<'_>, kind: &str, asked: &str, skip: usize) -> PyResult<Vec<String>> {
        let query = Query { skip, ..question(py, kind, asked)? };
        self.with(py, |store| Ok(store.answer(&query)?.iter().map(|hit| hit.to_json().to_string()).collect()))
    }

    /// How many records a question asks for.
    fn count(&self, py: Python<'_>, kind: &str, asked: &str) -> PyResult<usize> {
        let query = question(py, kind, asked)?;
        self.with(py, |store| store.count(&query))
    }

    /// The readings of the documents that a question asks for, each as JSON.
    fn documents(&self, py: Python<'_>, asked: &str, skip: usize) -> PyResult<Vec<String>> {
        let query = Query { skip, ..question(py, "event", asked)? };
        self.with(py, |store| Ok(store.documents(&query)?.iter().map(json::to_json).collect()))
    }

    /// Events by day, week, month or year, as JSON.
    fn timeline(&self, py: Python<'_>, asked: &str, step: &str) -> PyResult<String> {
        let query = question(py, "event", asked)?;
        let step = match step {
            "day" => Step::Day,
            "week" => Step::Week,
            "month" => Step::Month,
            "year" => Step::Year,
            _ => return Err(raise(py, Kind::Input, &format!("{step:?} is no step of time"), "write day, week, month or year")),
        };
        let points = self.with(py, |store| store.series(&query, step))?;
        Ok(serde_json::to_string(&points).unwrap_or_default())
    }

    /// The reading of a document by its hash, the beginning of its hash or its id, as JSON.
    fn reading(&self, py: Python<'_>, document: &str) -> PyResult<Option<String>> {
        self.with(py, |store| Ok(store.reading(document)?.as_ref().map(json::to_json)))
    }

    /// All records that tell what this one tells, as JSON, the standing one first.
    fn members(&self, py: Python<'_>, id: &str) -> PyResult<String> {
        let members = self.with(py, |store| store.members(id))?;
        Ok(serde_json::to_string(&members).unwrap_or_default())
    }
}

fn question(py: Python<'_>, kind: &str, asked: &str) -> PyResult<Query> {
    let wrong =
        || raise(py, Kind::Input, &format!("{kind:?} is no kind of record"), "write event, statement, commitment, meeting or account");
    let kind = Records::of(kind).ok_or_else(wrong)?;
    let asked: Asked = serde_json::from_str(asked).map_err(|error| raise(py, Kind::Input, &error.to_string(), ""))?;
    asked.query(kind).map_err(|error| failed(py, &error))
}

fn failed(py: Python<'_>, error: &StoreError) -> PyErr {
    let kind = if matches!(error, StoreError::Question(_)) { Kind::Input } else { Kind::Store };
    let hint = if matches!(error, StoreError::Missing(_)) { "legation.Store(path, create=True) makes one" } else { "" };
    raise(py, kind, &error.to_string(), hint)
}
