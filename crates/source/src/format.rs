use std::path::Path;

use memchr::memmem;

use crate::mapping::Mapping;

/// How many first bytes tell a format.
pub(crate) const HEAD: usize = 4096;

/// What the bytes of a file are. Archives are opened whatever is given: what is given is then the format of their members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// To be found out from the file's first bytes and its name.
    #[default]
    Auto,
    /// Plain text: comes back exactly as it went in.
    Text,
    /// Markdown: the text without its marks.
    Markdown,
    /// A web page: its main content.
    Html,
    /// One JSON document a line.
    Jsonl,
    /// A table as text, a document a row; the delimiter (comma, semicolon, tab, bar) is found out from the header.
    Csv,
    /// A table with tabs.
    Tsv,
    /// A Parquet table.
    Parquet,
    /// RSS, Atom or JSON Feed: a document an entry.
    Feed,
    /// A web archive: a document a page.
    Warc,
    /// A zip archive: its members as if they were files.
    Zip,
    /// One file compressed with gzip.
    Gzip,
}

impl Format {
    /// The format of a file: archives, Parquet and WARC from the first bytes, others from the file's name where that tells, else
    /// from the first bytes (4 KiB are enough).
    #[must_use]
    pub fn guess(path: Option<&Path>, bytes: &[u8]) -> Self {
        if let Some(format) = Self::magic(bytes) {
            return format;
        }
        let extension = path.and_then(Path::extension).and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
        match extension.as_str() {
            "txt" | "text" => return Self::Text,
            "md" | "markdown" => return Self::Markdown,
            "html" | "htm" | "xhtml" => return Self::Html,
            "jsonl" | "ndjson" => return Self::Jsonl,
            "csv" => return Self::Csv,
            "tsv" | "tab" => return Self::Tsv,
            "parquet" => return Self::Parquet,
            "rss" | "atom" => return Self::Feed,
            "warc" => return Self::Warc,
            _ => {}
        }
        Self::sniff(bytes)
    }

    fn magic(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x1f\x8b") {
            Some(Self::Gzip)
        } else if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            // Office files and e-books are zip archives too, but none of documents.
            let first = bytes.get(30..).unwrap_or_default();
            let office = [&b"mimetype"[..], b"[Content_Types].xml", b"_rels/"].iter().any(|name| first.starts_with(name));
            (!office).then_some(Self::Zip)
        } else if bytes.starts_with(b"PAR1\x15") {
            Some(Self::Parquet)
        } else if bytes.starts_with(b"WARC/1.") {
            Some(Self::Warc)
        } else {
            None
        }
    }

    fn sniff(bytes: &[u8]) -> Self {
        let head =
            String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).to_lowercase();
        let within = |limit: usize, words: &str| memmem::find(&head.as_bytes()[..head.len().min(limit)], words.as_bytes()).is_some();
        if head.starts_with("<!doctype html") || head.starts_with("<html") || (head.starts_with('<') && within(1024, "<html")) {
            Self::Html
        } else if (head.starts_with('<') && ["<rss", "<feed", "<rdf:rdf"].iter().any(|root| within(HEAD, root)))
            || (head.starts_with('{') && (within(HEAD, "://jsonfeed.org/version") || within(HEAD, r":\/\/jsonfeed.org\/version")))
        {
            Self::Feed
        } else if head.starts_with('{') && within(1024, "\"") && within(1024, ":") {
            Self::Jsonl
        } else if Mapping::is_header(head.lines().next().unwrap_or_default()) {
            Self::Csv
        } else {
            Self::Text
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Format;

    #[test]
    fn names_and_first_bytes_tell_the_format() {
        for (name, bytes, format) in [
            ("a.csv", &b"x,y"[..], Format::Csv),
            ("a.TSV", b"x\ty", Format::Tsv),
            ("a", b"id,published,text\n1,2026-02-04,Talks", Format::Csv),
            ("a", b"The text, the title and the date were wrong.", Format::Text),
            ("a.xml", b"<?xml version='1.0'?>\n<!-- made by hand -->\n<rss version='2.0'>", Format::Feed),
            ("a.xml", b"<?xml version='1.0'?><rdf:RDF xmlns='http://purl.org/rss/1.0/'>", Format::Feed),
            ("feed.json", b"{\"version\": \"https://jsonfeed.org/version/1.1\"", Format::Feed),
            ("a.json", b"{\"text\": \"Talks\"}", Format::Jsonl),
            ("a.html", b"<p>", Format::Html),
            ("crawl.txt", b"WARC/1.0\r\n", Format::Warc),
            ("a.html", b"\x1f\x8b\x08", Format::Gzip),
            ("a", b"PAR1\x15\x04", Format::Parquet),
            ("a.zip", b"PK\x03\x04", Format::Zip),
        ] {
            assert_eq!(Format::guess(Some(Path::new(name)), bytes), format, "{name}");
        }
    }

    #[test]
    fn an_office_file_is_no_archive_of_documents() {
        let mut docx = b"PK\x03\x04".to_vec();
        docx.resize(30, 0);
        docx.extend_from_slice(b"[Content_Types].xml");
        assert_ne!(Format::guess(Some(Path::new("a.docx")), &docx), Format::Zip);
    }
}
