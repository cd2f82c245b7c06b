//! Names as they are compared: as the engine compares words, with single spaces.

use legation::world::actors;

/// "Erdoğan" and "erdogan" are one.
pub fn fold(name: &str) -> String {
    actors::fold(name).split_whitespace().collect::<Vec<_>>().join(" ")
}
