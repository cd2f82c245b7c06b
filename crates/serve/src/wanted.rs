use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};

use crate::Problem;

/// In which form an answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A page for people.
    Html,
    /// All of it.
    Json,
    /// Its records as rows.
    Csv,
}

impl Wanted {
    /// `?format=` comes before the header `Accept`; a page where neither says.
    pub fn of(format: Option<&str>, headers: &HeaderMap) -> Result<Self, Problem> {
        match format {
            Some("html") => return Ok(Self::Html),
            Some("json") => return Ok(Self::Json),
            Some("csv") => return Ok(Self::Csv),
            Some(other) => return Err(Problem::question(format!("{other:?} is no format")).hint("write format=html, json or csv")),
            None => {}
        }
        let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if accept.trim().is_empty() {
            return Ok(Self::Html);
        }
        // The first that is known wins; nobody weighs these three against each other.
        let known =
            accept.split(',').find_map(|range| match range.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
                // A calendar asks for a calendar, and the address that it asks gives nothing else.
                "text/html" | "application/xhtml+xml" | "text/calendar" | "text/*" | "*/*" => Some(Self::Html),
                "application/json" | "application/*" => Some(Self::Json),
                "text/csv" => Some(Self::Csv),
                _ => None,
            });
        known.ok_or_else(|| {
            let problem = Problem::of(StatusCode::NOT_ACCEPTABLE, "form", format!("a page cannot be had as {accept}"));
            problem.hint("it is text/html, application/json or, where it has rows, text/csv").link("/api")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(format: Option<&str>, accept: &'static str) -> Option<Wanted> {
        let headers = HeaderMap::from_iter([(ACCEPT, axum::http::HeaderValue::from_static(accept))]);
        Wanted::of(format, &headers).ok()
    }

    #[test]
    fn browsers_get_pages_and_programs_what_they_ask_for() {
        assert_eq!(of(None, "text/html,application/xhtml+xml,*/*;q=0.8"), Some(Wanted::Html));
        assert_eq!(of(None, "*/*"), Some(Wanted::Html));
        assert_eq!(of(None, "application/json, text/html;q=0.5"), Some(Wanted::Json));
        assert_eq!(of(Some("csv"), "text/html"), Some(Wanted::Csv));
        assert_eq!(of(Some("xml"), "text/html"), None);
        assert_eq!(of(None, "image/png"), None);
        assert_eq!(of(None, "image/png, */*;q=0.1"), Some(Wanted::Html));
    }
}
