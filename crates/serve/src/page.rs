use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, LINK, LOCATION, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use legation::record::hex;
use minijinja::value::Serde;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::wanted::Wanted;
use crate::{App, Problem};

/// An answer that can be given in all three forms.
pub struct Page {
    status: StatusCode,
    template: &'static str,
    /// What the template shows; it also has `site`: this address, and where the same is JSON and CSV.
    shown: Value,
    /// What a program gets.
    data: Value,
    /// What a spreadsheet gets; `None` where the answer has no rows.
    rows: Option<Rows>,
    next: Option<String>,
    instead: Option<Instead>,
}

/// What is answered instead of a page, whatever form is wanted.
enum Instead {
    /// The address of the page that is meant, on this server.
    Elsewhere(String),
    /// A file of a kind.
    File(&'static str, String),
}

/// Rows under a header.
#[derive(Default, Serialize, Deserialize)]
pub struct Rows {
    /// Names of the columns.
    pub header: Vec<String>,
    /// As long as the header each.
    pub rows: Vec<Vec<String>>,
}

impl Page {
    /// A page that shows one thing to people by a template, and another, the contract, to programs.
    pub fn new(template: &'static str, shown: Value, data: Value) -> Self {
        Self { status: StatusCode::OK, template, shown, data, rows: None, next: None, instead: None }
    }

    /// What [`Page::of_kept`] makes a page of.
    pub fn into_value(self) -> Value {
        json!({ "shown": self.shown, "data": self.data, "rows": self.rows })
    }

    /// A page that was kept.
    pub fn of_kept(template: &'static str, mut kept: Value) -> Self {
        let rows = serde_json::from_value(kept["rows"].take()).unwrap_or_default();
        Self { rows, ..Self::new(template, kept["shown"].take(), kept["data"].take()) }
    }

    /// No page, but the address of the one that is meant, on this server.
    pub fn elsewhere(address: String) -> Self {
        Self { status: StatusCode::TEMPORARY_REDIRECT, ..Self::plain(Instead::Elsewhere(address)) }
    }

    /// No page, but a file of a kind such as `text/calendar`.
    pub fn file(kind: &'static str, body: String) -> Self {
        Self::plain(Instead::File(kind, body))
    }

    fn plain(instead: Instead) -> Self {
        Self { instead: Some(instead), ..Self::new("", Value::Null, Value::Null) }
    }

    /// With rows for a spreadsheet.
    pub fn rows(mut self, rows: Rows) -> Self {
        self.rows = Some(rows);
        self
    }

    /// With the address of what comes after.
    pub fn next(mut self, next: Option<String>) -> Self {
        self.next = next;
        self
    }

    /// A page that says why there is no other.
    pub fn problem(problem: Problem, path: &str) -> Self {
        let data = serde_json::to_value(&problem).unwrap_or_default();
        let shown = json!({ "problem": data, "asked": path });
        Self { status: problem.status, ..Self::new("problem.html", shown, data) }
    }

    fn html(&mut self, app: &App, mut site: Value) -> Result<String, minijinja::Error> {
        site["rows"] = json!(self.rows.is_some());
        self.shown["site"] = site;
        app.templates().get_template(self.template)?.render(Serde(&self.shown))
    }

    /// The answer in the form that is wanted; nothing but its tag where the caller has it already.
    pub fn response(mut self, app: &App, wanted: Wanted, site: Value, known: Option<&str>) -> Response {
        let (kind, body) = match (&self.instead, wanted, self.status.is_success(), &self.rows) {
            (Some(Instead::Elsewhere(_)), ..) => ("text/plain; charset=utf-8", String::new()),
            (Some(Instead::File(kind, body)), ..) => (*kind, body.clone()),
            (None, Wanted::Json, ..) | (None, Wanted::Csv, false, _) => ("application/json", self.data.to_string()),
            (None, Wanted::Csv, true, Some(rows)) => ("text/csv; charset=utf-8", rows.to_csv()),
            (None, Wanted::Csv, true, None) => {
                let problem =
                    Problem::of(StatusCode::NOT_ACCEPTABLE, "no-rows", "this page has no rows for a CSV file").hint("ask for format=json");
                return Self::problem(problem, "").response(app, Wanted::Json, site, None);
            }
            (None, Wanted::Html, ..) => match self.html(app, site) {
                Ok(html) => ("text/html; charset=utf-8", html),
                Err(error) => {
                    let data = serde_json::to_value(Problem::inside(format!("{}: {error:#}", self.template))).unwrap_or_default();
                    return respond(StatusCode::INTERNAL_SERVER_ERROR, "application/json", data.to_string());
                }
            },
        };
        let tag = format!("W/\"{}\"", hex(&Sha256::digest(body.as_bytes())[..8]));
        let has = known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag || one.trim() == "*"));
        let mut response = if has && self.status.is_success() {
            respond(StatusCode::NOT_MODIFIED, kind, String::new())
        } else {
            respond(self.status, kind, body)
        };
        let headers = response.headers_mut();
        // Made of digits and quotation marks: always a header.
        headers.extend(HeaderValue::from_str(&tag).ok().map(|tag| (ETAG, tag)));
        headers.extend(self.next.and_then(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")).ok()).map(|next| (LINK, next)));
        if let Some(Instead::Elsewhere(address)) = &self.instead {
            headers.extend(HeaderValue::from_str(address).ok().map(|address| (LOCATION, address)));
        }
        if self.instead.is_none() && wanted == Wanted::Csv && self.status.is_success() {
            headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"legation.csv\""));
        }
        response
    }
}

impl Rows {
    fn to_csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in std::iter::once(&self.header).chain(&self.rows) {
            // Writing into memory cannot fail, and all rows are as long as the header.
            let _ = writer.write_record(row.iter().map(|cell| harmless(cell)));
        }
        writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// A cell that no spreadsheet takes for a formula: those begin with one of these characters (OWASP, "CSV Injection"). Numbers stay.
fn harmless(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if formula { format!("'{cell}") } else { cell.to_owned() }
}

fn respond(status: StatusCode, kind: &'static str, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(VARY, HeaderValue::from_static("accept, accept-encoding, authorization, cookie"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_runs_nothing_that_an_article_says() {
        assert_eq!(harmless("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(harmless("-2.0"), "-2.0");
        assert_eq!(harmless("@cmd"), "'@cmd");
    }
}
