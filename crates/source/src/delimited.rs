use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::{ErrorKind, StringRecord};
use legation::Document;

use crate::input::Reader;
use crate::mapping::Columns;
use crate::row::Row;
use crate::{MAX_PAGE, Options, SourceError, encoding};

/// The documents of a table as text, a row at a time.
pub struct Rows {
    csv: csv::Reader<Limited>,
    reference: String,
    header: usize,
    columns: Columns,
    read: u64,
    /// Bytes that the reader gave since the last row.
    since: Arc<AtomicU64>,
    ended: bool,
    options: Arc<Options>,
}

impl Rows {
    /// Reads a table's header, which `head` holds. A column that is mapped and not there is an error.
    pub fn new(reader: Reader, reference: String, head: &[u8], tabs: bool, options: Arc<Options>) -> Result<Self, SourceError> {
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            return Err(SourceError::Unsupported { reference, message: "it is a table in UTF-16; save it as UTF-8".to_owned() });
        }
        if head.contains(&0) {
            return Err(SourceError::Binary { reference });
        }
        let since = Arc::new(AtomicU64::new(0));
        let mut csv = csv::ReaderBuilder::new()
            .delimiter(if tabs { b'\t' } else { delimiter(head) })
            .flexible(true)
            .from_reader(Limited { inner: reader, since: Arc::clone(&since) });
        let header = match csv.byte_headers() {
            Ok(header) => header.iter().map(cell).collect::<Option<Vec<_>>>(),
            Err(error) => return Err(failed(&reference, error, 0).1),
        };
        let Some(header) = header else { return Err(SourceError::Binary { reference }) };
        let header: Vec<String> = header.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_owned()).collect();
        let columns = options.mapping.table(&reference, &header)?;
        Ok(Self { csv, reference, header: header.len(), columns, read: 0, since, ended: false, options })
    }
}

impl Iterator for Rows {
    type Item = Result<Document, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        self.since.store(0, Ordering::Relaxed);
        let mut record = csv::ByteRecord::new();
        match self.csv.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => {
                let (ended, error) = failed(&self.reference, error, self.read);
                self.ended = ended;
                return Some(Err(error));
            }
        }
        self.read += 1;
        let line = record.position().map_or(0, csv::Position::line);
        let failed = |message: String| SourceError::Line { reference: self.reference.clone(), line, message };
        if record.len() != self.header {
            let message =
                format!("the row has {} cells where the header has {}; is a quote or a delimiter missing?", record.len(), self.header);
            return Some(Err(failed(message)));
        }
        let values = record.iter().map(cell).collect::<Option<Vec<_>>>();
        let Some(values) = values else { return Some(Err(failed("a cell is no text".to_owned()))) };
        let row = Row::new(self.columns.clone(), values.into_iter().map(Some).collect());
        Some(row.document(format!("{}:{line}", self.reference), &self.options).map_err(failed))
    }
}

/// What a failed row means, and whether the table ends with it.
fn failed(reference: &str, error: csv::Error, read: u64) -> (bool, SourceError) {
    let line = error.position().map_or(0, csv::Position::line);
    match error.into_kind() {
        ErrorKind::Io(error) => (true, SourceError::stream(reference, error, read)),
        other => (false, SourceError::Line { reference: reference.to_owned(), line, message: format!("{other:?}") }),
    }
}

/// The text of a cell; old encodings are told by the cell's bytes. `None` where it is no text.
fn cell(bytes: &[u8]) -> Option<String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        Err(_) => encoding::decode(bytes, None, false).map(|decoded| decoded.text),
    }
}

/// The delimiter that splits the first line, outside quotes, into most cells.
fn delimiter(head: &[u8]) -> u8 {
    let cells = |delimiter: u8| {
        let mut csv = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(head);
        let mut record = StringRecord::new();
        csv.read_record(&mut record).map_or(0, |_| record.len())
    };
    // The first of equals wins, so a comma where nothing splits.
    [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(|delimiter| cells(*delimiter)).unwrap_or(b',')
}

/// A reader that gives up where a row does not end: an open quote would hold the rest of the file.
struct Limited {
    inner: Reader,
    since: Arc<AtomicU64>,
}

impl Read for Limited {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if self.since.fetch_add(read as u64, Ordering::Relaxed) > MAX_PAGE {
            let message = format!("a row is over {} MiB long; is a quote missing?", MAX_PAGE >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};
    use std::sync::Arc;

    use jiff::civil::date;
    use legation::{Document, PublishedBasis};

    use super::{Rows, delimiter};
    use crate::{Mapping, Options, SourceError};

    fn open(text: &[u8], map: &str) -> Result<Rows, SourceError> {
        let options = Options { mapping: Mapping::parse(map).unwrap(), ..Options::default() };
        Rows::new(Box::new(Cursor::new(text.to_vec())), "a.csv".to_owned(), text, false, Arc::new(options))
    }

    fn read(text: &str, map: &str) -> Vec<Result<Document, SourceError>> {
        open(text.as_bytes(), map).unwrap().collect()
    }

    #[test]
    fn a_row_is_a_document() {
        let found = read("\u{feff}ID,Headline,Date,Body\n7,\"Talks, again\",2026-02-04,\"They met.\nThey left.\"\n", "");
        let document = found[0].as_ref().unwrap();
        assert_eq!((document.reference.as_str(), document.title.as_deref()), ("7", Some("Talks, again")));
        assert_eq!(document.text, "They met.\nThey left.");
        assert_eq!((document.published, document.published_basis), (Some(date(2026, 2, 4)), PublishedBasis::Given));
    }

    #[test]
    fn bad_rows_are_told_with_their_line_and_the_rest_is_read() {
        let found = read("text;published\n\"One\nand a half.\";2026-02-04\nTwo.\nThree.;soon\nFour.;2026-02-05\n", "");
        let lines: Vec<u64> =
            found.iter().filter_map(|item| if let Err(SourceError::Line { line, .. }) = item { Some(*line) } else { None }).collect();
        assert_eq!(lines, [4, 5]);
        let documents: Vec<_> = found.iter().flatten().map(|document| (document.reference.as_str(), document.text.as_str())).collect();
        assert_eq!(documents, [("a.csv:2", "One\nand a half."), ("a.csv:6", "Four.")]);
    }

    #[test]
    fn a_mapped_column_that_is_not_there_is_an_error_before_any_row() {
        let error = open(b"key,story\n1,Talks\n", "text=body").err().unwrap();
        assert_eq!(error.kind(), "no-column");
        assert!(error.to_string().ends_with("it has key, story"), "{error}");
    }

    #[test]
    fn delimiters_within_quotes_do_not_count() {
        assert_eq!(delimiter(b"\"a,b,c,d\";text;url\n1,2,3,4,5\n"), b';');
        assert_eq!(delimiter(b"id\ttext\n"), b'\t');
        assert_eq!(delimiter(b"text\n"), b',');
    }

    #[test]
    fn an_old_encoding_is_read() {
        let found: Vec<_> = open(b"id,text\n1,Le ministre fran\xe7ais a \xe9t\xe9 re\xe7u \xe0 Gen\xe8ve.\n", "").unwrap().collect();
        assert_eq!(found[0].as_ref().unwrap().text, "Le ministre français a été reçu à Genève.");
    }

    #[test]
    fn a_quote_that_never_closes_does_not_hold_the_whole_file() {
        let endless = Cursor::new(b"id,text\n1,Good.\n2,\"".to_vec()).chain(std::io::repeat(b'a').take(1 << 30));
        let reader = Box::new(std::io::BufReader::new(endless));
        let found: Vec<_> = Rows::new(reader, "a.csv".to_owned(), b"id,text\n", false, Arc::new(Options::default())).unwrap().collect();
        assert_eq!(found.len(), 2);
        assert!(found[1].as_ref().unwrap_err().to_string().contains("is a quote missing?"));
    }
}
