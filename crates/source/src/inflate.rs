use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::Crc;
use flate2::bufread::GzDecoder;

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

/// The content of a gzip stream of one or many members. Where one is damaged, reading fails once and goes on with the next.
pub fn gzip(reader: Reader) -> Reader {
    let read = Arc::new(AtomicU64::new(0));
    let counted = Counted { inner: reader, read: Arc::clone(&read) };
    let inner = Box::new(Gzip { member: Some(GzDecoder::new(Stream { inner: BufReader::new(counted), back: &[] })) });
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

/// The members of a gzip stream, one after the other.
struct Gzip {
    member: Option<GzDecoder<Stream>>,
}

/// How a member of a gzip stream begins.
const MAGIC: &[u8] = &[0x1f, 0x8b, 8];

/// Compressed bytes, before which a member's beginning that was read too early is given again.
struct Stream {
    inner: BufReader<Counted>,
    back: &'static [u8],
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.back.is_empty() { self.inner.fill_buf() } else { Ok(self.back) }
    }

    fn consume(&mut self, amount: usize) {
        if self.back.is_empty() {
            self.inner.consume(amount);
        } else {
            self.back = &self.back[amount..];
        }
    }
}

impl Read for Gzip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(mut member) = self.member.take() {
            let read = member.read(buffer);
            match read {
                Ok(0) if !buffer.is_empty() => self.member = next(member.into_inner(), false)?,
                Err(error) if damaged(&error) => {
                    self.member = next(member.into_inner(), true)?;
                    return Err(error);
                }
                Err(error) if error.kind() != io::ErrorKind::Interrupted => return Err(error),
                read => {
                    self.member = Some(member);
                    return read;
                }
            }
        }
        Ok(0)
    }
}

/// Whether an error means wrong bytes, behind which there may be right ones.
pub fn damaged(error: &io::Error) -> bool {
    let burst = error.get_ref().is_some_and(|inner| inner.is::<Burst>());
    matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) && !burst
}

/// The next member, behind damaged bytes where there are such; `None` at the end.
fn next(mut stream: Stream, behind_damage: bool) -> io::Result<Option<GzDecoder<Stream>>> {
    let mut matched = 0;
    while behind_damage && matched < MAGIC.len() {
        let Some(byte) = stream.fill_buf()?.first().copied() else { return Ok(None) };
        stream.consume(1);
        matched = if byte == MAGIC[matched] { matched + 1 } else { usize::from(byte == MAGIC[0]) };
    }
    if behind_damage {
        stream.back = MAGIC;
    }
    Ok((!stream.fill_buf()?.is_empty()).then(|| GzDecoder::new(stream)))
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
                self.crc = None;
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
    fn a_damaged_member_fails_once_and_the_next_is_read() {
        let mut bytes = zipped(|out| out.write_all(b"one\n").unwrap());
        let mut bad = zipped(|out| out.write_all(&[b'x'; 100]).unwrap());
        let end = bad.len() - 8;
        bad[end] ^= 0xff;
        bytes.extend(bad);
        bytes.extend_from_slice(b"no gzip at all \x1f\x8b");
        bytes.extend(zipped(|out| out.write_all(b"three\n").unwrap()));
        let mut reader = gzip(Box::new(Cursor::new(bytes)));
        let mut text = String::new();
        let errors: Vec<bool> = (0..3).map(|_| reader.read_to_string(&mut text).is_err()).collect();
        assert_eq!(errors, [true, false, false]);
        assert!(text.ends_with("three\n"), "{text}");
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
