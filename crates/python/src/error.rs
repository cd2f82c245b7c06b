use pyo3::prelude::*;

/// Which exception of `legation._errors` is raised.
#[derive(Clone, Copy)]
pub enum Kind {
    /// What the caller gave makes no sense.
    Input,
    /// A store cannot be opened, read or written.
    Store,
    /// Anything else.
    Other,
}

/// The exception with this message and hint; an empty hint is none.
pub fn raise(py: Python<'_>, kind: Kind, message: &str, hint: &str) -> PyErr {
    let name = match kind {
        Kind::Input => "InputError",
        Kind::Store => "StoreError",
        Kind::Other => "LegationError",
    };
    let made = py.import("legation._errors").and_then(|module| module.getattr(name)).and_then(|class| class.call1((message, hint)));
    made.map_or_else(|error| error, PyErr::from_value)
}
