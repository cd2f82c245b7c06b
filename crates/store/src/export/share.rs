//! Readings that may be shared: codes, offsets and hashes without the words of the document, and how the words are put back.
//!
//! What stands in the text is written as its offsets in Unicode scalars: `{"at": [3, 9]}`, or, where only some of its words stand there,
//! `{"words": [[3, 9], "other"]}`. A title that is not in the text is a hash. Who has the text gets the same reading back.

use std::io::Write;

use legation::record::hex;
use legation::{Reading, json};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{ExportError, Exported};

/// Fields that may hold words of the document, and lists of them.
const WORDS: [&str; 8] = ["text", "name", "title", "topic", "channel", "channels", "why", "office"];

pub(super) fn write(readings: impl Iterator<Item = Exported>, mut out: impl Write) -> Result<u64, ExportError> {
    let mut count = 0;
    for exported in readings {
        writeln!(out, "{}", share_safe(&exported.reading)?)?;
        count += 1;
    }
    out.flush()?;
    Ok(count)
}

/// A reading as one line of JSON without the words of its document.
///
/// # Errors
/// Where the reading cannot be written as JSON.
pub fn share_safe(reading: &Reading) -> Result<String, ExportError> {
    let mut value: Value = serde_json::from_str(&json::to_json(reading))?;
    let text = Text::of(&reading.document.text);
    if let Some(document) = value.get_mut("document").and_then(Value::as_object_mut) {
        document.insert("text".to_owned(), Value::Null);
        if let (Some(title), None) = (&reading.document.title, reading.document.title.as_deref().and_then(|title| text.find(title))) {
            document.insert("title".to_owned(), json!({ "sha256": hash(title) }));
        }
    }
    each_words(&mut value, &mut |words| {
        if let Value::String(own) = words
            && !own.is_empty()
        {
            *words = text.without(own);
        }
        Ok(())
    })?;
    Ok(value.to_string())
}

/// The reading of a line that [`share_safe`] wrote, with the words of its document back. `title` is needed where the title is not in the
/// text, and checked by its hash.
///
/// # Errors
/// Where the line is none, or text or title are not the ones that were read.
pub fn rehydrate(line: &str, text: &str, title: Option<&str>) -> Result<Reading, ExportError> {
    let mut value: Value = serde_json::from_str(line)?;
    let document = |key: &str| value.pointer(&format!("/document/{key}")).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (reference, wanted, given) = (document("ref"), document("id"), hash(text));
    if wanted != given {
        return Err(ExportError::OtherText { reference, wanted, given });
    }
    if let Some(wanted) = value.pointer("/document/title/sha256").and_then(Value::as_str).map(str::to_owned) {
        let Some(title) = title.filter(|title| hash(title) == wanted) else {
            return Err(ExportError::OtherTitle { reference, wanted });
        };
        if let Some(field) = value.pointer_mut("/document/title") {
            *field = Value::String(title.to_owned());
        }
    }
    if let Some(field) = value.pointer_mut("/document/text") {
        *field = Value::String(text.to_owned());
    }
    let whole = Text::of(text);
    each_words(&mut value, &mut |words| {
        if let Value::Object(own) = words {
            *words = Value::String(
                whole.with(own).ok_or_else(|| ExportError::OutsideText { reference: reference.clone(), at: json!(own).to_string() })?,
            );
        }
        Ok(())
    })?;
    Ok(json::from_json(&value.to_string())?)
}

/// Shows every field that may hold words of the document, but not the document's text itself.
fn each_words(value: &mut Value, change: &mut dyn FnMut(&mut Value) -> Result<(), ExportError>) -> Result<(), ExportError> {
    match value {
        Value::Array(items) => items.iter_mut().try_for_each(|item| each_words(item, change)),
        Value::Object(fields) => {
            let is_document = fields.contains_key("published_basis");
            fields.iter_mut().try_for_each(|(key, field)| match field {
                _ if is_document && key == "text" => Ok(()),
                Value::Array(items) if WORDS.contains(&key.as_str()) => items.iter_mut().try_for_each(&mut *change),
                Value::String(_) => {
                    if WORDS.contains(&key.as_str()) {
                        change(field)
                    } else {
                        Ok(())
                    }
                }
                Value::Object(_) if WORDS.contains(&key.as_str()) => change(field),
                other => each_words(other, change),
            })
        }
        _ => Ok(()),
    }
}

fn hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// A document's text with the byte of every character.
struct Text<'a> {
    text: &'a str,
    bytes: Vec<usize>,
}

impl<'a> Text<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, bytes: text.char_indices().map(|(at, _)| at).chain([text.len()]).collect() }
    }

    /// Where words stand first, in Unicode scalars.
    fn find(&self, words: &str) -> Option<[usize; 2]> {
        let at = self.text.find(words)?;
        let scalar = |byte: usize| self.bytes.partition_point(|own| *own < byte);
        Some([scalar(at), scalar(at + words.len())])
    }

    /// Words without what stands in the text.
    fn without(&self, words: &str) -> Value {
        if let Some(at) = self.find(words) {
            return json!({ "at": at });
        }
        // Split at single spaces, so that joining gives the same words back.
        let piece = |word: &str| if word.is_empty() { json!("") } else { self.find(word).map_or_else(|| json!(word), |at| json!(at)) };
        json!({ "words": words.split(' ').map(piece).collect::<Vec<_>>() })
    }

    /// The words that were there; `None` where offsets lie outside.
    fn with(&self, field: &Map<String, Value>) -> Option<String> {
        if let Some(at) = field.get("at") {
            return self.at(at).map(str::to_owned);
        }
        let words = field.get("words")?.as_array()?;
        let words: Option<Vec<&str>> =
            words.iter().map(|word| if let Value::String(word) = word { Some(word.as_str()) } else { self.at(word) }).collect();
        Some(words?.join(" "))
    }

    fn at(&self, at: &Value) -> Option<&'a str> {
        let [start, end] = at.as_array()?.as_slice() else { return None };
        let byte = |scalar: &Value| self.bytes.get(usize::try_from(scalar.as_u64()?).ok()?).copied();
        self.text.get(byte(start)?..byte(end)?)
    }
}
