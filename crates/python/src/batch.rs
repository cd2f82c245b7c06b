use legation_source::{Mapping, Options, batch as source};
use legation_store::{Failed, batch};
use pyo3::prelude::*;
use pyo3_arrow::{PyRecordBatch, PySchema};

use crate::error::{Kind, raise};
use crate::world::{apart, world};

/// Documents in, records out, as Arrow batches.
#[pyfunction]
pub fn read_batch<'py>(py: Python<'py>, given: PyRecordBatch, mapping: &str, threads: usize) -> PyResult<Bound<'py, PyAny>> {
    let world = world(py)?;
    let mapping = Mapping::parse(mapping).map_err(|message| raise(py, Kind::Input, &message, ""))?;
    let given = given.into_inner();
    let options = Options { mapping, ..Options::default() };
    let items = py.detach(|| source::documents(&given, "the batch", 1, &options));
    let items = items.map_err(|error| {
        let hint = "columns are named id, text or html, title, published, publisher, url; name others with columns={'text': 'body'}";
        raise(py, Kind::Input, &error.to_string(), hint)
    })?;
    let items = items.into_iter().map(|item| {
        item.map_err(|error| Failed {
            reference: error.reference().to_owned(),
            reason: error.kind().to_owned(),
            message: error.to_string(),
        })
    });
    let items: Vec<_> = items.collect();
    let records = apart(py, || batch::read(world, items, threads))?;
    let records = records.map_err(|error| raise(py, Kind::Other, &error.to_string(), "give fewer rows at a time"))?;
    PyRecordBatch::new(records).into_pyarrow(py)
}

/// The schema of documents, as pyarrow has it.
#[pyfunction]
pub fn document_schema(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    PySchema::new(batch::documents()).into_pyarrow(py)
}

/// The schema of records, as pyarrow has it.
#[pyfunction]
pub fn record_schema(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    PySchema::new(batch::records()).into_pyarrow(py)
}
