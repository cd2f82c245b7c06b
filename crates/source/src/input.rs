use std::io::{self, BufRead};
use std::path::PathBuf;

use memchr::memchr;

use crate::SourceError;

/// A stream of bytes.
pub type Reader = Box<dyn BufRead + Send>;

/// Documents, one by one.
pub type Items = Box<dyn Iterator<Item = Result<legation::Document, SourceError>> + Send>;

/// A file, or what stands for one: standard input, a member of an archive, a fetched page.
pub struct Input {
    /// What documents and errors call it.
    pub reference: String,
    /// The name whose extension tells the format.
    pub name: PathBuf,
    /// Its bytes.
    pub reader: Reader,
    /// Where it lies on the disk, for formats that are read from their end.
    pub file: Option<PathBuf>,
    /// What its server said of it, where it was fetched.
    pub page: Option<Page>,
    /// Whether it came out of an archive.
    pub inner: bool,
}

/// What is known of a page from where it was fetched.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Its address.
    pub url: String,
    /// Name of its encoding.
    pub charset: Option<String>,
    /// Whether its server calls it HTML.
    pub html: bool,
}

/// A line of bytes.
pub struct Line {
    /// The line with its end, up to the limit.
    pub bytes: Vec<u8>,
    /// Whether the line was longer, and its rest was left out.
    pub cut: bool,
}

/// The next line; `None` at the end. Never more than `limit` bytes are held.
pub fn line(reader: &mut Reader, limit: u64) -> io::Result<Option<Line>> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut line = Line { bytes: Vec::new(), cut: false };
    let mut any = false;
    loop {
        let held = match reader.fill_buf() {
            Ok(held) => held,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if held.is_empty() {
            return Ok(any.then_some(line));
        }
        any = true;
        let (taken, ended) = memchr(b'\n', held).map_or((held.len(), false), |at| (at + 1, true));
        let room = limit.saturating_sub(line.bytes.len()).min(taken);
        line.bytes.extend_from_slice(&held[..room]);
        line.cut |= room < taken;
        reader.consume(taken);
        if ended {
            return Ok(Some(line));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor};

    use super::{Reader, line};

    #[test]
    fn a_long_line_is_cut_and_the_next_one_is_whole() {
        let mut reader: Reader = Box::new(BufReader::with_capacity(3, Cursor::new("abcdefgh\nij\n\nk")));
        let mut lines = Vec::new();
        while let Some(line) = line(&mut reader, 4).unwrap() {
            lines.push((String::from_utf8(line.bytes).unwrap(), line.cut));
        }
        let whole = |words: &str| (words.to_owned(), false);
        assert_eq!(lines, [("abcd".to_owned(), true), whole("ij\n"), whole("\n"), whole("k")]);
    }
}
