use std::io::{self, Read};
use std::sync::Arc;

use flate2::read::{MultiGzDecoder, ZlibDecoder};
use jiff::civil;
use legation::{Document, PublishedBasis};

use crate::input::{self, Page, Reader};
use crate::{Format, MAX_PAGE, Options, SourceError, date, finished, page, single};

/// Bytes of a header line, and header lines of a record.
const HEADER_LINE: u64 = 16 << 10;
const HEADER_LINES: usize = 256;

/// The pages of a web archive, a record at a time. Records that are no pages (requests, images, redirects) are passed over.
/// A malformed record is told, and the reader goes on at the next `WARC/1.` line.
pub struct Pages {
    reader: Reader,
    reference: String,
    /// Records that were read so far.
    read: u64,
    /// A version line that was met while looking for the next record.
    at_record: bool,
    ended: bool,
    options: Arc<Options>,
}

/// Header fields of a record.
#[derive(Default)]
struct Header {
    kind: String,
    uri: String,
    day: Option<civil::Date>,
    media: String,
    length: Option<u64>,
}

/// What became of a record.
enum Record {
    Document(Box<Document>),
    NoPage,
    /// Why it is malformed; the reader stands somewhere in it.
    Malformed(String),
    /// It was read to its end, but is no document.
    Failed(SourceError),
}

impl Pages {
    /// Reads a web archive that is no longer compressed.
    pub fn new(reader: Reader, reference: String, options: Arc<Options>) -> Self {
        Self { reader, reference, read: 0, at_record: false, ended: false, options }
    }

    /// Goes to the next record; the number of bytes that were passed over, `None` at the end.
    fn seek(&mut self) -> io::Result<Option<u64>> {
        let mut passed = 0;
        while !std::mem::take(&mut self.at_record) {
            let Some(line) = input::line(&mut self.reader, HEADER_LINE)? else {
                self.ended = true;
                return Ok((passed > 0).then_some(passed));
            };
            if line.bytes.starts_with(b"WARC/1.") {
                return Ok(Some(passed));
            }
            if !line.bytes.trim_ascii().is_empty() {
                passed += line.bytes.len() as u64;
            }
        }
        Ok(Some(passed))
    }

    fn record(&mut self) -> io::Result<Record> {
        let header = match self.header()? {
            Ok(header) => header,
            Err(message) => return Ok(Record::Malformed(message)),
        };
        let Some(length) = header.length else { return Ok(Record::Malformed("it has no Content-Length".to_owned())) };
        // A length that large is not believed: the next record is looked for.
        if length > MAX_PAGE {
            self.read += 1;
            let page = header.wanted() && !header.media.starts_with("image/");
            let reference = header.uri;
            self.pass()?;
            return Ok(if page { Record::Failed(SourceError::TooLarge { reference, limit: MAX_PAGE }) } else { Record::NoPage });
        }
        let mut body = Vec::new();
        let read = if header.wanted() {
            self.reader.by_ref().take(length).read_to_end(&mut body)? as u64
        } else {
            io::copy(&mut self.reader.by_ref().take(length), &mut io::sink())?
        };
        if read < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.read += 1;
        if !header.wanted() {
            return Ok(Record::NoPage);
        }
        Ok(match self.document(&header, body) {
            Ok(Some(document)) => Record::Document(Box::new(document)),
            Ok(None) => Record::NoPage,
            Err(error) => Record::Failed(error),
        })
    }

    /// Passes over everything up to the next record, quietly.
    fn pass(&mut self) -> io::Result<()> {
        let found = self.seek()?;
        self.at_record = found.is_some() && !self.ended;
        Ok(())
    }

    /// The header fields up to the empty line, or what is wrong with them.
    fn header(&mut self) -> io::Result<Result<Header, String>> {
        let mut header = Header::default();
        for _ in 0..HEADER_LINES {
            let Some(line) = input::line(&mut self.reader, HEADER_LINE)? else { return Err(io::ErrorKind::UnexpectedEof.into()) };
            if line.cut {
                return Ok(Err("a line of its header is too long".to_owned()));
            }
            let line = String::from_utf8_lossy(&line.bytes);
            if line.starts_with("WARC/1.") {
                self.at_record = true;
                return Ok(Err("its header breaks off".to_owned()));
            }
            if line.trim().is_empty() {
                return Ok(Ok(header));
            }
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim().trim_matches(['<', '>']);
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => header.kind = value.to_ascii_lowercase(),
                "warc-target-uri" => value.clone_into(&mut header.uri),
                "warc-date" => header.day = date::parse(value),
                "content-type" => header.media = value.to_ascii_lowercase(),
                "content-length" => match value.parse() {
                    Ok(length) => header.length = Some(length),
                    Err(_) => return Ok(Err(format!("its Content-Length {value:?} is no number"))),
                },
                _ => {}
            }
        }
        Ok(Err("its header has too many lines".to_owned()))
    }

    /// The document of a record; `None` where it is no page.
    fn document(&self, header: &Header, body: Vec<u8>) -> Result<Option<Document>, SourceError> {
        let reference = header.uri.as_str();
        let answer = if header.kind == "response" && (header.media.is_empty() || header.media.starts_with("application/http")) {
            match Answer::parse(reference, &body)? {
                Some(answer) => answer,
                None => return Ok(None),
            }
        } else {
            Answer { media: header.media.clone(), body }
        };
        let Some(format) = page::format(&answer.media) else { return Ok(None) };
        let page = Page { url: header.uri.clone(), charset: page::charset(&answer.media), html: format == Format::Html };
        let mut document = single(reference, &answer.body, format, Some(&page))?;
        if document.published.is_none()
            && let Some(day) = header.day
        {
            document.published = Some(day);
            document.published_basis = PublishedBasis::Warc;
        }
        Ok(Some(finished(document, &self.options)))
    }
}

impl Iterator for Pages {
    type Item = Result<Document, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let reference = self.reference.clone();
            let malformed = |message: String| Some(Err(SourceError::Malformed { reference, message }));
            let number = self.read + 1;
            let record = match self.seek() {
                Ok(None) => return None,
                Ok(Some(0)) => self.record(),
                Ok(Some(passed)) => {
                    self.at_record = !self.ended;
                    return malformed(format!("{passed} bytes before record {number} belong to no record; they were passed over"));
                }
                Err(error) => Err(error),
            };
            match record {
                Ok(Record::Document(document)) => return Some(Ok(*document)),
                Ok(Record::NoPage) => {}
                Ok(Record::Failed(error)) => return Some(Err(error)),
                Ok(Record::Malformed(message)) => {
                    if let Err(error) = self.pass() {
                        self.ended = true;
                        return Some(Err(SourceError::stream(&self.reference, error, self.read)));
                    }
                    return malformed(format!("record {number}: {message}; it was passed over"));
                }
                Err(error) => {
                    self.ended = true;
                    return Some(Err(SourceError::stream(&self.reference, error, self.read)));
                }
            }
        }
        None
    }
}

impl Header {
    fn wanted(&self) -> bool {
        matches!(self.kind.as_str(), "response" | "resource" | "conversion")
            && self.uri.starts_with("http")
            && !self.uri.ends_with("/robots.txt")
    }
}

/// The body of an HTTP answer with status 200, with its encodings taken off.
struct Answer {
    media: String,
    body: Vec<u8>,
}

impl Answer {
    /// `None` where it is no answer with a page.
    fn parse(reference: &str, bytes: &[u8]) -> Result<Option<Self>, SourceError> {
        let mut fields = [httparse::EMPTY_HEADER; 128];
        let mut head = httparse::Response::new(&mut fields);
        let malformed = |message: String| SourceError::Malformed { reference: reference.to_owned(), message };
        let at = match httparse::ParserConfig::default()
            .allow_spaces_after_header_name_in_responses(true)
            .ignore_invalid_headers_in_responses(true)
            .parse_response(&mut head, bytes)
        {
            Ok(httparse::Status::Complete(at)) => at,
            Ok(httparse::Status::Partial) => return Err(malformed("its HTTP header breaks off".to_owned())),
            Err(error) => return Err(malformed(format!("its HTTP header is damaged ({error})"))),
        };
        if head.code != Some(200) {
            return Ok(None);
        }
        let field = |name: &str| {
            let field = head.headers.iter().find(|field| field.name.eq_ignore_ascii_case(name));
            field.map(|field| String::from_utf8_lossy(field.value).to_ascii_lowercase()).unwrap_or_default()
        };
        let media = field("content-type");
        if page::format(&media).is_none() {
            return Ok(None);
        }
        let body = &bytes[at..];
        // Many crawlers store bodies decoded, under the header as it came: what does not decode is taken as it is.
        let body =
            Some(body).filter(|_| field("transfer-encoding").contains("chunked")).and_then(dechunked).unwrap_or_else(|| body.to_vec());
        let body = match field("content-encoding").as_str() {
            "gzip" | "x-gzip" if body.starts_with(b"\x1f\x8b") => inflated(MultiGzDecoder::new(body.as_slice()), reference)?,
            "deflate" if body.first().is_some_and(|byte| byte & 0x0f == 8) => inflated(ZlibDecoder::new(body.as_slice()), reference)?,
            encoding @ ("br" | "zstd") if std::str::from_utf8(&body).is_err() => {
                let message = format!("its page is compressed by {encoding}, which Legation does not read");
                return Err(SourceError::Unsupported { reference: reference.to_owned(), message });
            }
            _ => body,
        };
        Ok(Some(Self { media, body }))
    }
}

fn inflated(reader: impl Read, reference: &str) -> Result<Vec<u8>, SourceError> {
    let mut body = Vec::new();
    // Browsers show a page whose compressed body breaks off, so what there is of it is read.
    if let Err(error) = reader.take(MAX_PAGE + 1).read_to_end(&mut body)
        && body.is_empty()
    {
        let message = format!("its compressed page is damaged ({error})");
        return Err(SourceError::Malformed { reference: reference.to_owned(), message });
    }
    if body.len() as u64 > MAX_PAGE {
        return Err(SourceError::TooLarge { reference: reference.to_owned(), limit: MAX_PAGE });
    }
    Ok(body)
}

/// A body without its chunks' sizes; `None` where it is not in chunks.
fn dechunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        match httparse::parse_chunk_size(body) {
            Ok(httparse::Status::Complete((at, size))) => {
                let size = usize::try_from(size).ok()?;
                if size == 0 {
                    return Some(out);
                }
                let chunk = body.get(at..at.checked_add(size)?)?;
                out.extend_from_slice(chunk);
                body = body.get(at + size..)?.strip_prefix(b"\r\n")?;
            }
            _ => return None,
        }
    }
}
