use legation::{Document, PublishedBasis};
use serde::Deserialize;

use crate::{Options, date, finished, html};

/// One line of JSON Lines.
#[derive(Deserialize)]
struct Line {
    id: Option<serde_json::Value>,
    text: Option<String>,
    html: Option<String>,
    title: Option<String>,
    published: Option<String>,
    publisher: Option<String>,
    url: Option<String>,
}

/// The document of a line, or what is wrong with it. `number` names a document without an id.
pub fn document(line: &str, number: u64, options: &Options) -> Result<Document, String> {
    let line: Line =
        serde_json::from_str(line).map_err(|error| format!("it is no JSON document ({error}); a line is {{\"id\": …, \"text\": …}}"))?;
    let reference = match line.id {
        Some(serde_json::Value::String(id)) => id,
        Some(serde_json::Value::Number(id)) => id.to_string(),
        None | Some(serde_json::Value::Null) => number.to_string(),
        Some(_) => return Err("its \"id\" is neither a string nor a number".to_owned()),
    };
    let mut document = match (line.text, line.html) {
        (Some(text), _) => Document::new(reference, text),
        (None, Some(page)) => html::document(&reference, &page),
        (None, None) => return Err("it has neither \"text\" nor \"html\"".to_owned()),
    };
    document.title = line.title.or(document.title);
    document.publisher = line.publisher.or(document.publisher);
    document.url = line.url.or(document.url);
    if let Some(given) = line.published.filter(|given| !given.trim().is_empty()) {
        document.published = Some(
            date::parse(&given).ok_or_else(|| format!("its \"published\" {given:?} is no date; write 2026-02-04 or an RFC 3339 time"))?,
        );
        document.published_basis = PublishedBasis::Given;
    } else if let Some(day) = document.url.as_deref().and_then(html::in_url).filter(|_| document.published.is_none()) {
        document.published = Some(day);
        document.published_basis = PublishedBasis::Url;
    }
    Ok(finished(document, options))
}
