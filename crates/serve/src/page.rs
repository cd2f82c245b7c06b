use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, LINK, LOCATION, RETRY_AFTER, VARY, WWW_AUTHENTICATE};
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
    after: Option<u32>,
    instead: Option<Instead>,
}

/// What is answered instead of a page, whatever form is wanted.
enum Instead {
    /// The address of the page that is meant, on this server.
    Elsewhere(String),
    /// A file of a kind.
    File(&'static str, String),
}

/// An answer as it is sent, made once and given to all who ask for the same.
#[derive(Clone)]
pub struct Sent {
    status: StatusCode,
    kind: &'static str,
    body: Bytes,
    tag: String,
    next: Option<String>,
    after: Option<u32>,
    elsewhere: Option<String>,
}

/// Marks an answer that a page made.
#[derive(Debug, Clone, Copy)]
pub struct Made;

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
        Self { status: StatusCode::OK, template, shown, data, rows: None, next: None, after: None, instead: None }
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

    /// With another status than "all is well".
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// A page that says why there is no other.
    pub fn problem(problem: Problem, path: &str) -> Self {
        let data = serde_json::to_value(&problem).unwrap_or_default();
        let shown = json!({ "problem": data, "asked": path });
        Self { status: problem.status, after: problem.after, ..Self::new("problem.html", shown, data) }
    }

    /// The page on which people sign in, where a problem keeps them out.
    pub fn login(problem: &Problem, next: &str) -> Self {
        let data = serde_json::to_value(problem).unwrap_or_default();
        let shown = json!({ "problem": data, "next": next, "signed_in": false, "needed": true });
        Self { status: problem.status, after: problem.after, ..Self::new("login.html", shown, data) }
    }

    fn html(&mut self, app: &App, mut site: Value) -> Result<String, minijinja::Error> {
        site["rows"] = json!(self.rows.is_some());
        self.shown["site"] = site;
        app.templates().get_template(self.template)?.render(Serde(&self.shown))
    }

    /// The answer in the form that is wanted.
    pub fn sent(mut self, app: &App, wanted: Wanted, site: Value) -> Sent {
        let (kind, body) = match (&self.instead, wanted, self.status.is_success(), &self.rows) {
            (Some(Instead::Elsewhere(_)), ..) => ("text/plain; charset=utf-8", String::new()),
            (Some(Instead::File(kind, body)), ..) => (*kind, body.clone()),
            (None, Wanted::Json, ..) | (None, Wanted::Csv, false, _) => ("application/json", self.data.to_string()),
            (None, Wanted::Csv, true, Some(rows)) => ("text/csv; charset=utf-8", rows.to_csv()),
            (None, Wanted::Csv, true, None) => {
                let problem = Problem::of(StatusCode::NOT_ACCEPTABLE, "no-rows", "this page has no rows for a CSV file")
                    .hint("ask for format=json")
                    .link("/api");
                return Self::problem(problem, "").sent(app, Wanted::Json, site);
            }
            (None, Wanted::Html, ..) => match self.html(app, site) {
                Ok(html) => ("text/html; charset=utf-8", html),
                Err(error) => {
                    self.status = StatusCode::INTERNAL_SERVER_ERROR;
                    let problem = Problem::inside(format!("{}: {error:#}", self.template));
                    ("application/json", serde_json::to_value(problem).unwrap_or_default().to_string())
                }
            },
        };
        let tag = format!("W/\"{}\"", hex(&Sha256::digest(body.as_bytes())[..8]));
        let elsewhere = match self.instead {
            Some(Instead::Elsewhere(address)) => Some(address),
            _ => None,
        };
        Sent { status: self.status, kind, body: body.into(), tag, next: self.next, after: self.after, elsewhere }
    }
}

impl Sent {
    #[cfg(test)]
    pub fn of(body: String) -> Self {
        Self { status: StatusCode::OK, kind: "text/plain", body: body.into(), tag: String::new(), next: None, after: None, elsewhere: None }
    }

    /// Bytes of its body.
    pub fn size(&self) -> usize {
        self.body.len()
    }

    /// Whether it is worth keeping: errors are not.
    pub fn is_well(&self) -> bool {
        self.status == StatusCode::OK
    }

    /// The answer; nothing but its tag where the caller has it already.
    pub fn response(&self, known: Option<&str>) -> Response {
        let has = known.is_some_and(|known| known.split(',').any(|one| one.trim() == self.tag || one.trim() == "*"));
        let (status, body) = if has && self.status.is_success() {
            (StatusCode::NOT_MODIFIED, Body::empty())
        } else {
            (self.status, Body::from(self.body.clone()))
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        response.extensions_mut().insert(Made);
        let header = |value: &str| HeaderValue::from_str(value).ok();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.insert(VARY, HeaderValue::from_static("accept, accept-encoding, authorization, cookie"));
        headers.extend(header(&self.tag).map(|tag| (ETAG, tag)));
        headers.extend(self.next.as_ref().and_then(|next| header(&format!("<{next}>; rel=\"next\""))).map(|next| (LINK, next)));
        headers.extend(self.elsewhere.as_deref().and_then(header).map(|address| (LOCATION, address)));
        headers.extend(self.after.map(|seconds| (RETRY_AFTER, HeaderValue::from(seconds))));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"legation\""));
        }
        if self.kind.starts_with("text/csv") {
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
