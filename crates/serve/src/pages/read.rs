//! `/read` and `POST /api/read`: a text is read at once, and nothing of it is kept.

use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Multipart, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use jiff::civil;
use legation::Document;
use legation_source::{Format, Options, date, from_bytes};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::page::Page;
use crate::pages::document::article;
use crate::visit::Visit;
use crate::{App, Problem};

/// Larger requests are refused; bytes.
pub const MAX_BODY: usize = 1 << 20;

/// Longer texts are refused; Unicode scalar values. That is some 16,000 words, ten times a long report.
const MAX_TEXT: usize = 100_000;

/// A text that somebody wants to have read, with what he knows of it.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// The text.
    #[serde(default)]
    text: String,
    /// The day of publication.
    published: Option<String>,
    /// The headline.
    title: Option<String>,
    /// Who published it.
    publisher: Option<String>,
    /// Its address.
    url: Option<String>,
    /// The name and bytes of a file.
    #[serde(skip)]
    file: Option<(String, Bytes)>,
}

/// `GET /read`.
pub async fn form(State(app): State<App>, visit: Visit) -> Response {
    let made = visit.only(&[]).map(|()| blank(&Asked::default(), None));
    visit.answer(&app, made)
}

/// `POST /read`: from a form.
pub async fn read(State(app): State<App>, visit: Visit, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Response {
    answer(&app, visit, &headers, body).await
}

/// `POST /api/read`: from a program.
pub async fn of_program(State(app): State<App>, visit: Visit, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Response {
    answer(&app, visit.for_programs(), &headers, body).await
}

async fn answer(app: &App, visit: Visit, headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Response {
    let asked = match visit.only(&[]) {
        Ok(()) => asked(headers, body).await,
        Err(problem) => Err(problem),
    };
    let made = match asked {
        Err(problem) => Err((Asked::default(), problem)),
        Ok(asked) => match document(&asked) {
            Err(problem) => Err((asked, problem)),
            Ok(document) => app.read(document, |app, reading| article(app, reading, None)).await.map_err(|problem| (asked, problem)),
        },
    };
    // People get their text back, with what is wrong with it.
    let made = made.or_else(|(asked, problem)| if visit.is_for_people() { Ok(blank(&asked, Some(&problem))) } else { Err(problem) });
    visit.answer(app, made)
}

/// The form, filled in with what was asked before.
fn blank(asked: &Asked, problem: Option<&Problem>) -> Page {
    let known = |field: &Option<String>| field.clone().unwrap_or_default();
    let asked = json!({
        "text": asked.text, "published": known(&asked.published), "title": known(&asked.title),
        "publisher": known(&asked.publisher), "url": known(&asked.url),
    });
    let data = json!({ "post": "/api/read", "fields": ["text", "published", "title", "publisher", "url"], "longest": MAX_TEXT });
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    Page::new("read.html", json!({ "asked": asked, "problem": problem, "longest": MAX_TEXT }), data).status(status)
}

/// What a request asks: a form with or without a file, or JSON.
async fn asked(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Asked, Problem> {
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => wrong("the request broke off"),
    })?;
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    match kind.split(';').next().unwrap_or_default().trim() {
        "application/json" => serde_json::from_slice(&body).map_err(|error| {
            wrong(format!("the JSON cannot be read: {error}"))
                .hint("send {\"text\": …}, and where known published, title, publisher and url")
        }),
        "application/x-www-form-urlencoded" => {
            let mut asked = Asked::default();
            for (name, value) in url::form_urlencoded::parse(&body) {
                asked.fill(&name, value.into_owned())?;
            }
            Ok(asked)
        }
        "multipart/form-data" => parts(kind, body).await,
        _ => Err(Problem::of(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", format!("{kind:?} cannot be read"))
            .hint("send application/json or a form")
            .link("/read")),
    }
}

async fn parts(kind: &str, body: Bytes) -> Result<Asked, Problem> {
    let broken = || wrong("the form is broken");
    let request = Request::builder().header(CONTENT_TYPE, kind).body(Body::from(body)).map_err(|_| broken())?;
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| broken())?;
    let mut asked = Asked::default();
    while let Some(field) = form.next_field().await.map_err(|_| broken())? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let file = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(|_| broken())?;
            // A browser sends an empty part where no file was chosen.
            if !bytes.is_empty() {
                asked.file = Some((file, bytes));
            }
        } else {
            let value = field.text().await.map_err(|_| broken())?;
            asked.fill(&name, value)?;
        }
    }
    Ok(asked)
}

impl Asked {
    fn fill(&mut self, name: &str, value: String) -> Result<(), Problem> {
        // Forms send line ends as CR LF, whatever was pasted (HTML, "Constructing the entry list").
        match name {
            "text" => self.text = value.replace("\r\n", "\n"),
            "published" => self.published = Some(value),
            "title" => self.title = Some(value),
            "publisher" => self.publisher = Some(value),
            "url" => self.url = Some(value),
            // An empty file of a form without a script.
            "file" if value.is_empty() => {}
            other => {
                return Err(
                    wrong(format!("{other:?} is no field of this form")).hint("it knows text, file, published, title, publisher and url")
                );
            }
        }
        Ok(())
    }
}

/// The document that is asked to be read.
fn document(asked: &Asked) -> Result<Document, Problem> {
    let given = |field: &Option<String>| field.as_deref().map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned);
    let published = given(&asked.published).map(|words| day(&words)).transpose()?;
    let options = Options { published, publisher: given(&asked.publisher), title: given(&asked.title), ..Options::default() };
    let mut document = match &asked.file {
        Some((name, bytes)) if asked.text.trim().is_empty() => of_file(name, bytes, &options)?,
        Some(_) => return Err(wrong("there is both a text and a file").hint("send one of them")),
        None => of_text(&asked.text, &options)?,
    };
    document.url = given(&asked.url).or(document.url);
    if document.text.trim().is_empty() {
        return Err(empty());
    }
    let length = document.text.chars().count();
    if length > MAX_TEXT {
        let message = format!("the text has {length} characters; at most {MAX_TEXT} are read here");
        let problem = Problem::of(StatusCode::PAYLOAD_TOO_LARGE, "too-long", message);
        return Err(problem.hint("cut it, or read it with the program: legation read FILE"));
    }
    Ok(document)
}

fn of_text(text: &str, options: &Options) -> Result<Document, Problem> {
    let options = Options { format: Format::Text, ..options.clone() };
    from_bytes("pasted", text.as_bytes(), &options).map_err(|error| wrong(error.to_string()))
}

fn of_file(name: &str, bytes: &[u8], options: &Options) -> Result<Document, Problem> {
    // Of a path nothing but the last part: where a file lies is the caller's own affair.
    let name = name.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).unwrap_or("file");
    match Format::guess(Some(std::path::Path::new(name)), bytes) {
        Format::Text | Format::Markdown | Format::Html => {}
        _ => return Err(wrong(format!("{name:?} is no text, Markdown or HTML file")).hint("choose a file that ends in .txt, .md or .html")),
    }
    from_bytes(name, bytes, options).map_err(|error| wrong(error.to_string()))
}

fn day(words: &str) -> Result<civil::Date, Problem> {
    date::parse(words).ok_or_else(|| wrong(format!("{words:?} is no day")).hint("write the day of publication as 2026-02-04"))
}

fn wrong(message: impl Into<String>) -> Problem {
    Problem::of(StatusCode::UNPROCESSABLE_ENTITY, "unreadable", message).link("/read")
}

fn empty() -> Problem {
    Problem::of(StatusCode::UNPROCESSABLE_ENTITY, "empty", "there is no text to read")
        .hint("paste an article, or choose a file")
        .link("/read")
}

fn too_large() -> Problem {
    let message = format!("the request is larger than {} KiB", MAX_BODY >> 10);
    Problem::of(StatusCode::PAYLOAD_TOO_LARGE, "too-large", message).hint("read it with the program: legation read FILE").link("/read")
}
