use std::collections::{BTreeSet, VecDeque};
use std::io;
use std::sync::Arc;

use legation::Document;
use serde_json::{Map, Value};

use crate::input::{Line, Reader, line};
use crate::row::Row;
use crate::{MAX_BYTES, Options, SourceError};

/// How many first bytes are looked at for the keys that are mapped.
const AHEAD: usize = 64 << 10;

/// The documents of JSON Lines, a line at a time.
pub struct Lines {
    reader: Reader,
    reference: String,
    number: u64,
    /// Lines that were read for their keys and wait to be made documents.
    ahead: VecDeque<Line>,
    options: Arc<Options>,
}

impl Lines {
    /// Opens JSON Lines. A mapped key that none of the first lines has is an error.
    pub fn new(reader: Reader, reference: String, options: Arc<Options>) -> Result<Self, SourceError> {
        let mut lines = Self { reader, reference, number: 0, ahead: VecDeque::new(), options };
        if lines.options.mapping == crate::Mapping::default() {
            return Ok(lines);
        }
        let mut keys = BTreeSet::new();
        let mut bytes = 0;
        while bytes < AHEAD {
            let read = line(&mut lines.reader, MAX_BYTES).map_err(|error| SourceError::stream(&lines.reference, error, 0))?;
            let Some(read) = read else { break };
            bytes += read.bytes.len();
            keys.extend(
                serde_json::from_slice::<Map<String, Value>>(bare(&read.bytes)).unwrap_or_default().into_iter().map(|(key, _)| key),
            );
            lines.ahead.push_back(read);
        }
        if !keys.is_empty() {
            lines.options.mapping.check(&lines.reference, &keys.into_iter().collect::<Vec<_>>())?;
        }
        Ok(lines)
    }

    fn line(&mut self) -> io::Result<Option<Line>> {
        match self.ahead.pop_front() {
            Some(line) => Ok(Some(line)),
            None => line(&mut self.reader, MAX_BYTES),
        }
    }
}

impl Iterator for Lines {
    type Item = Result<Document, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let read = match self.line() {
                Ok(read) => read?,
                Err(error) => {
                    self.reader = Box::new(io::empty());
                    return Some(Err(SourceError::stream(&self.reference, error, self.number)));
                }
            };
            self.number += 1;
            let failed = |message: String| SourceError::Line { reference: self.reference.clone(), line: self.number, message };
            if read.cut {
                return Some(Err(SourceError::TooLarge {
                    reference: format!("{} line {}", self.reference, self.number),
                    limit: MAX_BYTES,
                }));
            }
            let Ok(line) = std::str::from_utf8(bare(&read.bytes)) else { return Some(Err(failed("it is not UTF-8".to_owned()))) };
            if line.trim().is_empty() {
                continue;
            }
            return Some(document(line, self.number, &self.options).map_err(failed));
        }
    }
}

/// A line without a byte order mark.
fn bare(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)
}

/// The document of a line, or what is wrong with it. `number` names a document without an id.
fn document(line: &str, number: u64, options: &Options) -> Result<Document, String> {
    let line: Map<String, Value> =
        serde_json::from_str(line).map_err(|error| format!("it is no JSON document ({error}); a line is {{\"id\": …, \"text\": …}}"))?;
    let (mut keys, mut values) = (Vec::new(), Vec::new());
    for (key, value) in line {
        let value = match value {
            Value::String(words) => words,
            Value::Number(number) => number.to_string(),
            Value::Null => continue,
            _ if options.mapping.wants(&key) => return Err(format!("its {key:?} is neither a string nor a number")),
            _ => continue,
        };
        keys.push(key);
        values.push(Some(value));
    }
    Row::new(options.mapping.columns(&keys), values).document(number.to_string(), options)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::sync::Arc;

    use legation::Document;

    use super::Lines;
    use crate::{Mapping, Options, SourceError};

    fn read(text: &str, map: &str) -> Result<Vec<Result<Document, SourceError>>, SourceError> {
        let options = Options { mapping: Mapping::parse(map).unwrap(), ..Options::default() };
        Ok(Lines::new(Box::new(Cursor::new(text.to_owned())), "a.jsonl".to_owned(), Arc::new(options))?.collect())
    }

    #[test]
    fn mapped_keys_fill_the_document() {
        let line = "\n{\"key\": 7, \"story\": \"Talks resumed.\", \"day\": \"2026-02-04\", \"text\": {\"not\": \"this\"}}\n";
        let found = read(line, "id=key,text=story,published=day");
        assert_eq!(found.unwrap()[0].as_ref().unwrap_err().kind(), "malformed", "text is an object");
        let found = read(&line.replace("\"text\"", "\"other\""), "id=key,text=story,published=day").unwrap();
        let document = found[0].as_ref().unwrap();
        assert_eq!((document.reference.as_str(), document.text.as_str()), ("7", "Talks resumed."));
        assert_eq!(document.published, Some(jiff::civil::date(2026, 2, 4)));
    }

    #[test]
    fn a_mapped_key_that_no_line_has_is_an_error_before_any_document() {
        let error = read("{\"id\": 1, \"body\": \"Talks\"}\n{\"date\": \"2026-02-04\"}\n", "text=story").err().unwrap();
        assert!(error.to_string().ends_with("it has body, date, id"), "{error}");
    }

    #[test]
    fn a_bad_line_is_told_with_its_number_and_the_rest_is_read() {
        let found = read("{\"text\": \"One.\"}\n{\"text\": \"Tw\n\n{\"body\": \"Four.\", \"source\": {\"id\": 3}}", "").unwrap();
        assert_eq!(found.len(), 3);
        assert!(matches!(found[1], Err(SourceError::Line { line: 2, .. })));
        let last = found[2].as_ref().unwrap();
        assert_eq!((last.reference.as_str(), last.text.as_str(), last.publisher.as_deref()), ("4", "Four.", None));
    }
}
