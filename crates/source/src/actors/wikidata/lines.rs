use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

/// Longer lines are skipped: the largest entities have a few megabytes.
pub const MAX_LINE: usize = 64 << 20;

/// The text of a dump, unpacked where it is gzip (of any number of members).
pub fn unpacked<'a>(dump: impl Read + 'a) -> io::Result<Box<dyn BufRead + 'a>> {
    let mut reader = BufReader::with_capacity(1 << 20, dump);
    if reader.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::with_capacity(1 << 20, MultiGzDecoder::new(reader))));
    }
    Ok(Box::new(reader))
}

/// Reads the next line into `line`, without its end, keeping at most `max` bytes of it. Gives the bytes that it took from the
/// reader, 0 at the end, and whether all of it was kept.
pub fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>, max: usize) -> io::Result<(u64, bool)> {
    line.clear();
    let mut taken = 0_u64;
    let mut whole = true;
    loop {
        let bytes = match reader.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        let end = memchr::memchr(b'\n', bytes);
        let part = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
        if line.len() + part.len() <= max && whole {
            line.extend_from_slice(part);
        } else {
            whole = false;
        }
        let used = part.len() + usize::from(end.is_some());
        taken += used as u64;
        reader.consume(used);
        if end.is_some() || used == 0 {
            return Ok((taken, whole));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read, Write};

    use flate2::{Compression, write::GzEncoder};

    use super::{next_line, unpacked};

    fn packed(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).expect("it packs");
        encoder.finish().expect("it packs")
    }

    #[test]
    fn members_of_gzip_follow_each_other() {
        let bytes = [packed("[\n{},\n"), packed("{}\n]\n")].concat();
        let mut text = String::new();
        unpacked(bytes.as_slice()).expect("it opens").read_to_string(&mut text).expect("it unpacks");
        assert_eq!(text, "[\n{},\n{}\n]\n");
    }

    #[test]
    fn long_lines_are_cut_and_the_next_is_read() {
        // A buffer smaller than a line.
        let mut reader = BufReader::with_capacity(3, "short\nmuch too long\nlast".as_bytes());
        let mut line = Vec::new();
        let mut found = Vec::new();
        loop {
            let (bytes, whole) = next_line(&mut reader, &mut line, 8).expect("it reads");
            if bytes == 0 {
                break;
            }
            assert!(line.len() <= 8);
            found.push((bytes, whole));
        }
        assert_eq!(found, [(6, true), (14, false), (4, true)]);
    }
}
