use std::io::{self, Read};
use std::sync::Arc;

use flate2::read::{MultiGzDecoder, ZlibDecoder};
use jiff::civil;
use legation::{Document, PublishedBasis};

use crate::input::{self, Page, Reader};
use crate::{Format, MAX_PAGE, Options, SourceError, date, finished, inflate, page, single};

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
            let record = if header.wanted() { self.large(&header)? } else { Record::NoPage };
            self.pass()?;
            return Ok(record);
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

    /// A record that is too large for a page: told where it says that it is one.
    fn large(&mut self, header: &Header) -> io::Result<Record> {
        let large = || Record::Failed(SourceError::TooLarge { reference: header.uri.clone(), limit: MAX_PAGE });
        if !header.is_answer() {
            return Ok(page::format(&header.media).map_or(Record::NoPage, |_| large()));
        }
        let mut head = Vec::new();
        for _ in 0..HEADER_LINES {
            let Some(line) = input::line(&mut self.reader, HEADER_LINE)? else { break };
            if line.bytes.starts_with(b"WARC/1.") {
                self.at_record = true;
                break;
            }
            head.extend_from_slice(&line.bytes);
            if line.bytes.trim_ascii().is_empty() {
                break;
            }
        }
        Ok(match Answer::parse(&header.uri, &head) {
            Ok(Some(_)) => large(),
            Ok(None) => Record::NoPage,
            Err(error) => Record::Failed(error),
        })
    }

    /// What a failed read means. Behind damage the next record is looked for; else the archive ends.
    fn failed(&mut self, error: io::Error) -> SourceError {
        self.ended = !inflate::damaged(&error);
        SourceError::stream(&self.reference, error, self.read)
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
        let answer = if header.is_answer() {
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
                        return Some(Err(self.failed(error)));
                    }
                    return malformed(format!("record {number}: {message}; it was passed over"));
                }
                Err(error) => return Some(Err(self.failed(error))),
            }
        }
        None
    }
}

impl Header {
    /// Whether the body is an HTTP answer.
    fn is_answer(&self) -> bool {
        self.kind == "response" && (self.media.is_empty() || self.media.starts_with("application/http"))
    }

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

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};
    use std::sync::Arc;

    use flate2::{Compression, write::GzEncoder};
    use jiff::civil::date;
    use legation::{Document, PublishedBasis};

    use super::{Pages, dechunked};
    use crate::{MAX_PAGE, Options, SourceError, inflate};

    fn record(kind: &str, uri: &str, media: &str, body: &[u8]) -> Vec<u8> {
        let mut record = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <{uri}>\r\nWARC-Date: 2026-02-05T10:00:00Z\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        record.extend_from_slice(body);
        record.extend_from_slice(b"\r\n\r\n");
        record
    }

    fn response(uri: &str, head: &str, body: &[u8]) -> Vec<u8> {
        let mut answer = format!("HTTP/1.1 {head}\r\n\r\n").into_bytes();
        answer.extend_from_slice(body);
        record("response", uri, "application/http; msgtype=response", &answer)
    }

    fn text(uri: &str, body: &str) -> Vec<u8> {
        response(uri, "200 OK\r\nContent-Type: text/plain", body.as_bytes())
    }

    fn read(warc: Vec<u8>) -> Vec<Result<Document, SourceError>> {
        Pages::new(Box::new(Cursor::new(warc)), "a.warc".to_owned(), Arc::new(Options::default())).collect()
    }

    /// Texts of documents, kinds of errors.
    fn told(found: &[Result<Document, SourceError>]) -> Vec<&str> {
        found.iter().map(|item| item.as_ref().map_or_else(|error| error.kind(), |document| document.text.as_str())).collect()
    }

    fn zipped(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_page_is_a_document_dated_by_itself_else_by_its_record() {
        let page = |meta: &str| {
            format!(
                "<html><head>{meta}<title>Talks</title></head><body><article><p>The envoys of both neighbours met in the capital on Tuesday \
                 and spoke for three hours about the river.</p><p>They agreed to meet again in March, a spokesman said.</p></article></body></html>"
            )
        };
        let html = "200 OK\r\nContent-Type: text/html; charset=utf-8";
        let mut warc = response("https://example.org/a", html, page("").as_bytes());
        warc.extend(response("https://example.org/b", html, page("<meta name='datePublished' content='2026-01-31'>").as_bytes()));
        warc.extend(response("https://example.org/2026/02/01/c", html, page("").as_bytes()));
        let found: Vec<_> = read(warc).into_iter().map(Result::unwrap).collect();
        assert!(found[0].text.contains("agreed to meet again"), "{}", found[0].text);
        assert_eq!((found[0].reference.as_str(), found[0].url.as_deref()), ("https://example.org/a", Some("https://example.org/a")));
        let days: Vec<_> = found.iter().map(|document| (document.published.unwrap(), document.published_basis)).collect();
        let (warc, meta, url) = (PublishedBasis::Warc, PublishedBasis::Meta, PublishedBasis::Url);
        assert_eq!(days, [(date(2026, 2, 5), warc), (date(2026, 1, 31), meta), (date(2026, 2, 1), url)]);
    }

    #[test]
    fn records_that_are_no_pages_are_passed_over() {
        let mut warc = record("warcinfo", "", "application/warc-fields", b"software: x\r\n");
        warc.extend(record("request", "https://example.org/a", "application/http", b"GET /a HTTP/1.1\r\n\r\n"));
        warc.extend(response("https://example.org/a", "404 Not Found\r\nContent-Type: text/plain", b"gone"));
        warc.extend(response("https://example.org/a.png", "200 OK\r\nContent-Type: image/png", b"\x89PNG\0\0"));
        warc.extend(text("https://example.org/robots.txt", "User-agent: *"));
        warc.extend(record("resource", "https://example.org/r", "text/plain", b"A resource."));
        warc.extend(record("conversion", "https://example.org/c", "text/plain", b"A conversion."));
        assert_eq!(told(&read(warc)), ["A resource.", "A conversion."]);
    }

    #[test]
    fn encodings_are_taken_off() {
        let head = "200 OK\r\nContent-Type: text/plain; charset=windows-1252\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip";
        let body = zipped(b"Caf\xe9 talks resumed.");
        let (one, two) = body.split_at(7);
        let mut chunks = b"7\r\n".to_vec();
        chunks.extend_from_slice(one);
        chunks.extend_from_slice(format!("\r\n{:x};ext=1\r\n", two.len()).as_bytes());
        chunks.extend_from_slice(two);
        chunks.extend_from_slice(b"\r\n0\r\n\r\n");
        let mut warc = response("https://example.org/a", head, &chunks);
        warc.extend(response("https://example.org/b", head, "Stored without them.".as_bytes()));
        warc.extend(response("https://example.org/c", "200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: br", b"\x8b\xff\x80"));
        assert_eq!(told(&read(warc)), ["Caf\u{e9} talks resumed.", "Stored without them.", "unsupported"]);
        assert_eq!(dechunked(b"ffffffffffffffff\r\nshort"), None);
    }

    #[test]
    fn malformed_records_are_told_and_the_next_one_is_read() {
        let good = |number: u32| text(&format!("https://example.org/{number}"), &format!("Good {number}."));
        let broken =
            |from: &str, to: &str| String::from_utf8(text("https://example.org/x", "Bad.")).unwrap().replace(from, to).into_bytes();
        let mut warc = good(1);
        warc.extend_from_slice(b"garbage\n\x00\x01 more of it\r\n");
        warc.extend(good(2));
        warc.extend(broken("Content-Length: ", "Content-Length: x"));
        warc.extend(good(3));
        warc.extend(broken("Content-Length: ", "X-Length: "));
        warc.extend(good(4));
        warc.extend(broken("Content-Length: ", "Content-Length: 99999999999999"));
        warc.extend(good(5));
        warc.extend(broken("HTTP/1.1", "HTTP/9"));
        warc.extend(good(6));
        warc.extend_from_slice(b"WARC/1.0\r\nWARC-Type: response\r\n");
        warc.extend(good(7));
        let found = read(warc);
        let kinds = [
            "Good 1.",
            "malformed",
            "Good 2.",
            "malformed",
            "Good 3.",
            "malformed",
            "Good 4.",
            "too-large",
            "Good 5.",
            "malformed",
            "Good 6.",
            "malformed",
            "Good 7.",
        ];
        assert_eq!(told(&found), kinds);
        assert!(found[1].as_ref().unwrap_err().to_string().contains("before record 2"));
    }

    #[test]
    fn of_large_records_only_pages_are_told() {
        let large = vec![b'a'; usize::try_from(MAX_PAGE).unwrap()];
        let mut warc = response("https://example.org/film", "200 OK\r\nContent-Type: video/mp4", &large);
        warc.extend(response("https://example.org/page", "200 OK\r\nContent-Type: text/html", &large));
        warc.extend(text("https://example.org/1", "Good."));
        assert_eq!(told(&read(warc)), ["too-large", "Good."]);
    }

    #[test]
    fn a_damaged_gzip_member_is_told_and_the_next_record_is_read() {
        let mut warc: Vec<u8> = Vec::new();
        for number in 1..=4 {
            let mut member =
                zipped(&text(&format!("https://example.org/{number}"), &format!("Good {number}. {}", "More of it. ".repeat(50))));
            if number == 2 {
                let at = member.len() / 2;
                member[at..at + 8].fill(0xff);
            }
            warc.extend(member);
        }
        let reader = inflate::gzip(Box::new(Cursor::new(warc)));
        let found: Vec<_> = Pages::new(reader, "a.warc.gz".to_owned(), Arc::new(Options::default())).collect();
        let begins: Vec<String> = told(&found).into_iter().map(|text| text.chars().take(7).collect()).collect();
        assert_eq!(begins, ["Good 1.", "malform", "Good 3.", "Good 4."]);
    }

    #[test]
    fn a_wrong_length_costs_no_more_than_a_neighbour() {
        for (from, to) in [("Content-Length: 58", "Content-Length: 20"), ("Content-Length: 58", "Content-Length: 94")] {
            let mut warc = String::from_utf8(text("https://example.org/1", "Wrong length.")).unwrap();
            assert!(warc.contains(from), "{warc}");
            warc = warc.replace(from, to);
            let mut warc = warc.into_bytes();
            for number in 2..5 {
                warc.extend(text(&format!("https://example.org/{number}"), &format!("Good {number}.")));
            }
            let found = read(warc);
            assert!(told(&found).ends_with(&["Good 3.", "Good 4."]), "{to}: {:?}", told(&found));
            assert!(found.iter().any(Result::is_err), "{to}");
        }
    }

    #[test]
    fn a_cut_is_told_with_the_number_of_records_before_it() {
        let mut warc: Vec<u8> = Vec::new();
        for number in 1..=3 {
            warc.extend(zipped(&text(&format!("https://example.org/{number}"), &format!("Good {number}."))));
        }
        warc.truncate(warc.len() - 30);
        let reader = inflate::gzip(Box::new(Cursor::new(warc)));
        let found: Vec<_> = Pages::new(reader, "a.warc.gz".to_owned(), Arc::new(Options::default())).collect();
        assert_eq!(told(&found), ["Good 1.", "Good 2.", "truncated"]);
        assert!(matches!(found[2], Err(SourceError::Truncated { read: 2, .. })));
        let mut plain = text("https://example.org/1", "Good 1.");
        plain.extend(text("https://example.org/2", "Good 2."));
        plain.truncate(plain.len() - 9);
        assert_eq!(told(&read(plain)), ["Good 1.", "truncated"]);
    }
}
