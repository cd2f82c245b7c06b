use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use legation::World;
use pyo3::prelude::*;

use crate::error::{Kind, raise};

static WORLD: OnceLock<Result<World, String>> = OnceLock::new();
/// The process that loaded the world.
static LOADED_BY: AtomicU32 = AtomicU32::new(0);

/// Loads model and data, once a process.
#[pyfunction]
pub fn load(py: Python<'_>) -> PyResult<()> {
    world(py).map(|_| ())
}

/// What reads: versions and hashes, as in `Reading.by`, as JSON.
#[pyfunction]
pub fn by(py: Python<'_>) -> PyResult<String> {
    Ok(serde_json::to_string(&world(py)?.by()).unwrap_or_default())
}

/// The world, loaded at the first call.
pub fn world(py: Python<'_>) -> PyResult<&'static World> {
    let loaded = py.detach(|| {
        WORLD.get_or_init(|| {
            LOADED_BY.store(std::process::id(), Ordering::Relaxed);
            World::builtin().map_err(|error| error.to_string())
        })
    });
    loaded.as_ref().map_err(|message| raise(py, Kind::Other, message, "the package is damaged; install it again"))
}

/// Does work without the interpreter lock. A process that was forked has lost the threads that its memory tells of, so there it is done on a
/// thread of its own, which starts with none.
pub fn apart<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    let forked = LOADED_BY.load(Ordering::Relaxed) != std::process::id();
    let done = py.detach(|| {
        if !forked {
            return Some(work());
        }
        std::thread::scope(|scope| scope.spawn(work).join()).ok()
    });
    done.ok_or_else(|| raise(py, Kind::Other, "reading was cut short", "please report this with the text that was read"))
}
