use std::io::Write;

use crate::Done;

/// Prints the JSON Schema of a Reading.
pub fn run() -> Done {
    writeln!(std::io::stdout().lock(), "{}", serde_json::to_string_pretty(&legation::json::schema())?)?;
    Ok(0)
}
