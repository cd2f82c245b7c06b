//! Templates and what else a browser is sent, carried inside the program; debug builds read them from disk.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use rust_embed::RustEmbed;

use crate::card;

#[derive(RustEmbed)]
#[folder = "web/templates/"]
struct Templates;

#[derive(RustEmbed)]
#[folder = "web/static/"]
struct Static;

/// All templates. Everything that they show is escaped; a name that is not there is an error, not an empty spot.
pub fn templates() -> Environment<'static> {
    let mut templates = Environment::new();
    templates.set_loader(|name| Ok(Templates::get(name).and_then(|file| String::from_utf8(file.data.into_owned()).ok())));
    templates.set_auto_escape_callback(|_| AutoEscape::Html);
    templates.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    templates.add_filter("day", |day: String| day.parse().map_or(day, card::day));
    templates.add_filter("thousands", thousands);
    templates.add_filter("signed", |number: f64| format!("{number:+.1}"));
    templates.add_filter("sentence", sentence);
    templates.add_global("version", env!("CARGO_PKG_VERSION"));
    templates
}

/// A number with commas: "1,266".
fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut grouped = if number < 0 { "-".to_owned() } else { String::new() };
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// With a capital at the beginning; all else as it is, names and abbreviations too.
fn sentence(words: String) -> String {
    let mut characters = words.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// A style sheet, script or picture.
pub async fn file(Path(name): Path<String>) -> Response {
    let Some(file) = Static::get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let headers = [(CONTENT_TYPE, HeaderValue::from_static(kind)), (CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"))];
    (headers, file.data.into_owned()).into_response()
}
