use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use legation::Document;

use crate::archive::Members;
use crate::format::HEAD;
use crate::input::{Input, Items, Reader};
use crate::{Format, MAX_BYTES, Options, SourceError, delimited, feed, finished, inflate, jsonl, single, warc};

/// The documents of a file, as its format has them.
pub fn open(input: Input, options: &Arc<Options>) -> Result<Items, SourceError> {
    let Input { reference, name, reader, file, page, inner } = input;
    let (head, reader) = peek(reader);
    let mut found = Format::guess(Some(&name), &head);
    if found == Format::Text && page.as_ref().is_some_and(|page| page.html) {
        found = Format::Html;
    }
    let format = match (found, options.format) {
        (Format::Zip | Format::Gzip, _) | (_, Format::Auto) => found,
        (_, given) => given,
    };
    let options = Arc::clone(options);
    match format {
        Format::Zip | Format::Gzip if inner => Err(SourceError::Nested { reference }),
        Format::Gzip => {
            let plain = name.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
            let name = if plain { name.with_extension("") } else { name };
            open(Input { reference, name, reader: inflate::gzip(reader), file: None, page, inner: true }, &options)
        }
        Format::Zip => match file {
            Some(file) => Ok(Box::new(Members::new(file, reference, options)?)),
            None => Err(SourceError::Unsupported { reference, message: "a zip archive has to lie in a file".to_owned() }),
        },
        Format::Jsonl => Ok(Box::new(jsonl::Lines::new(reader, reference, options)?)),
        Format::Csv | Format::Tsv => Ok(Box::new(delimited::Rows::new(reader, reference, &head, format == Format::Tsv, options)?)),
        Format::Parquet => parquet(reader, file.as_deref(), reference, options),
        Format::Warc => Ok(Box::new(warc::Pages::new(reader, reference, options))),
        Format::Feed => {
            let bytes = whole(reader, file.as_deref(), &reference)?;
            let entries = feed::documents(&reference, &bytes, page.as_ref().map(|page| page.url.as_str()), &options)?;
            Ok(Box::new(entries.into_iter().map(Ok)))
        }
        Format::Auto | Format::Text | Format::Markdown | Format::Html => {
            let bytes = whole(reader, file.as_deref(), &reference)?;
            let document: Document = finished(single(&reference, &bytes, format, page.as_ref())?, &options);
            Ok(Box::new(std::iter::once(Ok(document))))
        }
    }
}

#[cfg(feature = "table")]
fn parquet(reader: Reader, file: Option<&Path>, reference: String, options: Arc<Options>) -> Result<Items, SourceError> {
    Ok(Box::new(match file {
        Some(file) => crate::columnar::open(file, reference, options)?,
        // Parquet is read from its end, so a stream is held in memory.
        None => {
            let bytes = whole(reader, None, &reference)?;
            crate::columnar::Rows::new(bytes::Bytes::from(bytes), reference, options)?
        }
    }))
}

#[cfg(not(feature = "table"))]
fn parquet(_: Reader, _: Option<&Path>, reference: String, _: Arc<Options>) -> Result<Items, SourceError> {
    Err(SourceError::Unsupported { reference, message: "this build reads no Parquet (feature `table`)".to_owned() })
}

/// The first bytes, and a reader of all bytes. Where reading fails, the reader fails in the same place.
fn peek(mut reader: Reader) -> (Vec<u8>, Reader) {
    let mut head = Vec::new();
    let rest = match reader.by_ref().take(HEAD as u64).read_to_end(&mut head) {
        Ok(_) => reader,
        Err(error) => Box::new(BufReader::new(Broken(Some(error))).chain(reader)),
    };
    (head.clone(), Box::new(Cursor::new(head).chain(rest)))
}

/// All bytes of a file that holds one document, or one feed.
fn whole(reader: Reader, file: Option<&Path>, reference: &str) -> Result<Vec<u8>, SourceError> {
    let large = || SourceError::TooLarge { reference: reference.to_owned(), limit: MAX_BYTES };
    if file.and_then(|file| file.metadata().ok()).is_some_and(|file| file.len() > MAX_BYTES) {
        return Err(large());
    }
    let mut bytes = Vec::new();
    reader.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| SourceError::stream(reference, error, 0))?;
    if bytes.len() as u64 > MAX_BYTES { Err(large()) } else { Ok(bytes) }
}

/// A reader that fails once.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
