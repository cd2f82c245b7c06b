//! The bar that shows how far a long command has come.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar on standard error, none where that is no terminal.
pub fn bar(template: &str) -> ProgressBar {
    shown(ProgressBar::new_spinner(), template)
}

/// A bar over so many bytes, with how much of them is done and how long the rest will take; without a size it counts alone.
pub fn bytes(size: Option<u64>) -> ProgressBar {
    match size {
        Some(size) => shown(ProgressBar::new(size), "{wide_bar} {percent}% {msg}, {eta} left"),
        None => shown(ProgressBar::new_spinner(), "{spinner} {msg}, {elapsed}"),
    }
}

fn shown(bar: ProgressBar, template: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
