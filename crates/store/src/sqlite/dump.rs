use std::fmt::Write as _;

use legation::record::hex;
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

use super::Sqlite;
use crate::StoreError;

/// Everything that a store says, in an order that does not depend on when it was put in: two stores of the same documents, read by the same
/// version, dump the same. Runs, failures and numbers of rows are left out.
const TABLES: [(&str, &str); 7] = [
    (
        "document",
        "SELECT d.hash, d.reference, d.title, d.url, d.publisher, d.published, d.published_basis, d.language, d.reading, m.engine, m.data, m.model,
                m.codebook, s.hash
         FROM documents d JOIN makers m ON m.id = d.maker LEFT JOIN documents s ON s.id = d.story ORDER BY d.hash",
    ),
    ("sighting", "SELECT d.hash, s.reference, s.url, s.publisher, s.published FROM sightings s JOIN documents d ON d.id = s.document ORDER BY 1, 2"),
    (
        "record",
        "SELECT r.kind, d.hash, r.ordinal, r.key, r.type, r.status, r.starts, r.ends, r.due, r.quad, r.score, r.confidence, r.reports, h.key,
                (SELECT group_concat(p.role || ' ' || coalesce(p.country, '-') || ' ' || coalesce(n.folded, '-'), '; ' ORDER BY p.rowid)
                 FROM parties p LEFT JOIN names n ON n.id = p.name WHERE p.record = r.id),
                (SELECT group_concat(label, '; ' ORDER BY label) FROM labels WHERE record = r.id),
                (SELECT group_concat(part || ' ' || starts || '-' || ends, '; ' ORDER BY rowid) FROM evidence WHERE record = r.id),
                (SELECT group_concat(one || other, '; ' ORDER BY rowid) FROM ties WHERE record = r.id)
         FROM records r JOIN documents d ON d.id = r.document LEFT JOIN records h ON h.id = r.head ORDER BY d.hash, r.kind, r.ordinal",
    ),
    (
        "link",
        "SELECT l.kind, iif(l.kind = 'same', min(a.key, b.key), a.key), iif(l.kind = 'same', max(a.key, b.key), b.key), l.rule
         FROM links l JOIN records a ON a.id = l.one JOIN records b ON b.id = l.other ORDER BY 1, 2, 3",
    ),
    (
        "answer",
        "SELECT r.key, o.hash, a.kind, d.hash, a.starts, a.ends, t.key, a.rule
         FROM answers a JOIN records r ON r.id = a.record JOIN documents o ON o.id = r.document JOIN documents d ON d.id = a.document
         LEFT JOIN records t ON t.id = a.other ORDER BY 1, 2, 3, 4, 5",
    ),
    ("decision", "SELECT verb, one, other FROM decisions ORDER BY 2, 3"),
    ("band", "SELECT d.hash, b.band, b.value FROM bands b JOIN documents d ON d.id = b.document ORDER BY 1, 2"),
];

/// A canonical dump.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dump {
    /// SHA-256 of all lines, in hexadecimal.
    pub hash: String,
    /// How many lines.
    pub lines: u64,
}

impl Sqlite {
    /// Gives the dump's lines to `each`, one by one, and their hash in the end.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn dump(&self, mut each: impl FnMut(&str)) -> Result<Dump, StoreError> {
        let (mut hash, mut lines) = (Sha256::new(), 0);
        for (name, sql) in TABLES {
            let mut statement = self.db.prepare(sql).map_err(|error| self.failed(error))?;
            let columns = statement.column_count();
            let mut rows = statement.query([]).map_err(|error| self.failed(error))?;
            while let Some(row) = rows.next().map_err(|error| self.failed(error))? {
                let mut line = name.to_owned();
                for column in 0..columns {
                    line.push('\t');
                    match row.get_ref(column).map_err(|error| self.failed(error))? {
                        ValueRef::Null => {}
                        ValueRef::Integer(number) => drop(write!(line, "{number}")),
                        ValueRef::Real(number) => drop(write!(line, "{number}")),
                        ValueRef::Text(text) => line.push_str(&String::from_utf8_lossy(text).replace(['\t', '\n', '\r'], " ")),
                        ValueRef::Blob(bytes) => line.push_str(&hex(&Sha256::digest(bytes))),
                    }
                }
                line.push('\n');
                hash.update(line.as_bytes());
                lines += 1;
                each(&line);
            }
        }
        Ok(Dump { hash: hex(&hash.finalize()), lines })
    }
}
