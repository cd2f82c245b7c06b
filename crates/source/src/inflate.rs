use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::Crc;
use flate2::bufread::MultiGzDecoder;

use crate::error::Burst;
use crate::input::Reader;

/// Text compresses 3 to 20 times, tables of one phrase some 100 times; zip bombs 1000 times.
const RATIO: u64 = 200;
/// So much may be inflated before the ratio counts, in bytes.
const FREE: u64 = 16 << 20;
/// The most that a member of an archive may inflate to, in bytes.
pub const MEMBER: u64 = 4 << 30;
/// The most that all members of an archive may inflate to, in bytes.
const ARCHIVE: u64 = 64 << 30;

/// The content of a gzip stream of one or many members.
pub fn gzip(reader: Reader) -> Reader {
    let read = Arc::new(AtomicU64::new(0));
    let counted = Counted { inner: reader, read: Arc::clone(&read) };
    let inner = Box::new(MultiGzDecoder::new(BufReader::new(counted)));
    guarded(Guarded { inner, read, inflated: 0, limit: u64::MAX, spent: None, crc: None })
}

/// The content of an archive's member: `open` inflates what is read from the compressed bytes.
pub fn member(compressed: Reader, open: fn(Reader) -> Box<dyn Read + Send>, crc: u32, spent: &Arc<Spent>) -> Reader {
    let read = Arc::new(AtomicU64::new(0));
    let inner = open(Box::new(BufReader::new(Counted { inner: compressed, read: Arc::clone(&read) })));
    let spent = Some(Arc::clone(spent));
    guarded(Guarded { inner, read, inflated: 0, limit: MEMBER, spent, crc: Some((Crc::new(), crc)) })
}

fn guarded(guarded: Guarded) -> Reader {
    Box::new(BufReader::with_capacity(64 << 10, guarded))
}

/// What the members of an archive inflated to so far.
pub struct Spent {
    inflated: AtomicU64,
    size: u64,
}

impl Spent {
    /// Nothing so far, of an archive of so many bytes.
    pub fn new(size: u64) -> Self {
        Self { inflated: AtomicU64::new(0), size }
    }

    /// Whether all members together went over a limit.
    pub fn check(&self) -> Result<(), Burst> {
        let inflated = self.inflated.load(Ordering::Relaxed);
        check(inflated, self.size, ARCHIVE)
    }
}

fn check(inflated: u64, compressed: u64, limit: u64) -> Result<(), Burst> {
    if inflated > limit {
        Err(Burst::Size(limit))
    } else if inflated > FREE && inflated / RATIO > compressed {
        Err(Burst::Ratio(RATIO))
    } else {
        Ok(())
    }
}

/// Counts the bytes read through it.
struct Counted {
    inner: Reader,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Inflated bytes, held against the limits as they come, and against their checksum at the end.
struct Guarded {
    inner: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
    inflated: u64,
    limit: u64,
    spent: Option<Arc<Spent>>,
    crc: Option<(Crc, u32)>,
}

impl Read for Guarded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.inflated += read as u64;
        check(self.inflated, self.read.load(Ordering::Relaxed), self.limit)?;
        if let Some(spent) = &self.spent {
            spent.inflated.fetch_add(read as u64, Ordering::Relaxed);
            spent.check()?;
        }
        if let Some((crc, wanted)) = &mut self.crc {
            crc.update(&buffer[..read]);
            if read == 0 && !buffer.is_empty() && crc.sum() != *wanted {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "its checksum is wrong"));
            }
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Cursor, Read, Write};

    use flate2::{Compression, write::GzEncoder};

    use super::{FREE, gzip};
    use crate::SourceError;

    fn zipped(write: impl FnOnce(&mut GzEncoder<Vec<u8>>)) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        write(&mut encoder);
        encoder.finish().unwrap()
    }

    #[test]
    fn a_gzip_bomb_is_stopped_soon_after_the_free_bytes() {
        let bomb = zipped(|out| {
            io::copy(&mut io::repeat(b'a').take(64 << 20), out).unwrap();
        });
        let mut reader = gzip(Box::new(Cursor::new(bomb)));
        let mut inflated = 0_u64;
        let error = loop {
            let mut buffer = [0; 8192];
            match reader.read(&mut buffer) {
                Ok(0) => panic!("it came to its end"),
                Ok(read) => inflated += read as u64,
                Err(error) => break error,
            }
        };
        assert_eq!(SourceError::stream("a.gz", error, 0).kind(), "zip-bomb");
        assert!((FREE - (1 << 20)..FREE + (1 << 20)).contains(&inflated), "{inflated}");
    }

    #[test]
    fn members_of_a_gzip_stream_follow_each_other_and_a_cut_is_told() {
        let mut both = zipped(|out| out.write_all(b"one\n").unwrap());
        both.extend(zipped(|out| out.write_all(b"two\n").unwrap()));
        let mut text = String::new();
        gzip(Box::new(Cursor::new(both.clone()))).read_to_string(&mut text).unwrap();
        assert_eq!(text, "one\ntwo\n");
        both.truncate(both.len() - 6);
        let error = gzip(Box::new(Cursor::new(both))).read_to_end(&mut Vec::new()).unwrap_err();
        assert_eq!(SourceError::stream("a.gz", error, 1).kind(), "truncated");
    }
}
