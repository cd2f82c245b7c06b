//! Legation for Python: the module `legation._legation`, on which the package `legation` (`python/legation/`) is built.
//!
//! Readings cross as the contract's JSON and Arrow batches without a copy; whatever takes long releases the interpreter lock.

mod answers;
mod batch;
mod document;
mod error;
mod linking;
mod store;
mod world;

use pyo3::prelude::*;

#[pymodule]
mod _legation {
    #[pymodule_export]
    use super::answers::{brief, compare, relate, resolve};
    #[pymodule_export]
    use super::batch::{document_schema, read_batch, record_schema};
    #[pymodule_export]
    use super::document::read;
    #[pymodule_export]
    use super::linking::{heads, overlap, same, story};
    #[pymodule_export]
    use super::store::Store;
    #[pymodule_export]
    use super::world::{by, load};

    use super::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
