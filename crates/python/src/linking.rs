use legation_store::link::{STORY, engine};
use pyo3::prelude::*;

use crate::error::{Kind, raise};

/// For each pair of acts whether and why both are one; the third list tells whether their documents are copies.
#[pyfunction]
pub fn same(py: Python<'_>, ones: Vec<String>, others: Vec<String>, copies: Vec<bool>) -> PyResult<Vec<Option<&'static str>>> {
    let found = py.detach(|| {
        let pairs = ones.iter().zip(&others).zip(&copies);
        pairs.map(|((one, other), &copies)| engine::same(one, other, copies)).collect::<Result<Vec<_>, _>>()
    });
    found.map_err(|error| raise(py, Kind::Input, &format!("this is no act: {error}"), "give values of the column act"))
}

/// For each pair of texts how much of their shingles both have, 0 to 1.
#[pyfunction]
pub fn overlap(py: Python<'_>, ones: Vec<String>, others: Vec<String>) -> Vec<f64> {
    py.detach(|| ones.iter().zip(&others).map(|(one, other)| engine::overlap(one, other)).collect())
}

/// From which overlap on two texts are copies.
#[pyfunction]
pub fn story() -> f64 {
    STORY
}

/// Which record of a group stands for each.
#[pyfunction]
pub fn heads(py: Python<'_>, records: Vec<(Option<String>, String, i64)>, same: Vec<(usize, usize)>) -> Vec<usize> {
    py.detach(|| engine::heads(&records, &same))
}
