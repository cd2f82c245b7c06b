-- Documents are kept whole; the readings made of them are packed beside them, so that every span can be shown again. The other
-- tables are what is asked by: they hold nothing that a reading does not say, and can be made again from it.

-- What made readings.
CREATE TABLE makers (
    id       INTEGER PRIMARY KEY,
    engine   TEXT NOT NULL,
    data     TEXT NOT NULL,
    model    TEXT NOT NULL,
    codebook TEXT NOT NULL,
    UNIQUE (engine, data, model, codebook)
) STRICT;

-- One call of ingest each.
CREATE TABLE runs (
    id       INTEGER PRIMARY KEY,
    started  TEXT NOT NULL,
    finished TEXT,
    input    TEXT NOT NULL,
    read     INTEGER NOT NULL DEFAULT 0,
    known    INTEGER NOT NULL DEFAULT 0,
    failed   INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Reports of one text, word for word or nearly, are one story: that of the document that came out first.
CREATE TABLE documents (
    id              INTEGER PRIMARY KEY,
    hash            TEXT NOT NULL UNIQUE,
    reference       TEXT NOT NULL,
    title           TEXT,
    url             TEXT,
    publisher       TEXT,
    published       TEXT,
    published_basis TEXT NOT NULL,
    language        TEXT,
    text            TEXT NOT NULL,
    reading         BLOB NOT NULL,
    signature       BLOB NOT NULL,
    maker           INTEGER NOT NULL REFERENCES makers,
    run             INTEGER NOT NULL REFERENCES runs,
    story           INTEGER,
    linked          INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX documents_published ON documents (published);
CREATE INDEX documents_publisher ON documents (publisher);
CREATE INDEX documents_story ON documents (story);
CREATE INDEX documents_unlinked ON documents (id) WHERE linked = 0;

-- Other places where the same text was met.
CREATE TABLE sightings (
    document  INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    reference TEXT NOT NULL,
    url       TEXT,
    publisher TEXT,
    published TEXT,
    PRIMARY KEY (document, reference)
) STRICT, WITHOUT ROWID;

-- Documents that share the value of a band may be near-duplicates.
CREATE TABLE bands (
    band     INTEGER NOT NULL,
    value    INTEGER NOT NULL,
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    PRIMARY KEY (band, value, document)
) STRICT, WITHOUT ROWID;

-- `ordinal` is the record's place in its list of the reading. `head` is the record that stands for this one where several documents tell
-- one act or meeting; it is NULL in the record that stands for itself. `reports` counts the documents that tell it.
CREATE TABLE records (
    id         INTEGER PRIMARY KEY,
    key        TEXT NOT NULL,
    document   INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    ordinal    INTEGER NOT NULL,
    type       TEXT,
    status     TEXT,
    starts     TEXT,
    ends       TEXT,
    due        TEXT,
    quad       INTEGER,
    score      REAL,
    confidence REAL NOT NULL,
    head       INTEGER,
    reports    INTEGER NOT NULL DEFAULT 1,
    UNIQUE (document, kind, ordinal)
) STRICT;
CREATE INDEX records_key ON records (key);
CREATE INDEX records_time ON records (kind, starts);
CREATE INDEX records_type ON records (kind, type, starts);
CREATE INDEX records_due ON records (due) WHERE due IS NOT NULL;
CREATE INDEX records_head ON records (head) WHERE head IS NOT NULL;

-- Names as they are asked for: without marks, in lower case.
CREATE TABLE names (
    id     INTEGER PRIMARY KEY,
    folded TEXT NOT NULL UNIQUE
) STRICT;

-- Who takes part in a record, in which role.
CREATE TABLE parties (
    record  INTEGER NOT NULL REFERENCES records ON DELETE CASCADE,
    role    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    country TEXT,
    name    INTEGER REFERENCES names,
    type    TEXT,
    starts  TEXT,
    ends    TEXT
) STRICT;
CREATE INDEX parties_record ON parties (record);
CREATE INDEX parties_country ON parties (country, kind, type, starts, ends);
CREATE INDEX parties_name ON parties (name, kind, starts);

-- Which country acts on which; both ways where they act together.
CREATE TABLE ties (
    one    TEXT NOT NULL,
    other  TEXT NOT NULL,
    kind   TEXT NOT NULL,
    starts TEXT,
    record INTEGER NOT NULL REFERENCES records ON DELETE CASCADE
) STRICT;
CREATE INDEX ties_dyad ON ties (one, other, kind, starts);
CREATE INDEX ties_record ON ties (record);

-- Modes, contexts and topics.
CREATE TABLE labels (
    record INTEGER NOT NULL REFERENCES records ON DELETE CASCADE,
    label  TEXT NOT NULL,
    PRIMARY KEY (record, label)
) STRICT, WITHOUT ROWID;
CREATE INDEX labels_label ON labels (label);

-- The words that a record rests on, in bytes of the document's text.
CREATE TABLE evidence (
    record INTEGER NOT NULL REFERENCES records ON DELETE CASCADE,
    part   TEXT NOT NULL,
    starts INTEGER NOT NULL,
    ends   INTEGER NOT NULL
) STRICT;
CREATE INDEX evidence_record ON evidence (record);

-- Two records are the same act ("same", the lower row first), or one answers another ("denies", "outcome", "kept" ...: `other` answers `one`).
CREATE TABLE links (
    kind     TEXT NOT NULL,
    one      INTEGER NOT NULL REFERENCES records ON DELETE CASCADE,
    other    INTEGER NOT NULL REFERENCES records ON DELETE CASCADE,
    rule     TEXT NOT NULL,
    PRIMARY KEY (kind, one, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_other ON links (other);

-- What people decided about merging: by key, so that it outlives a new reading.
CREATE TABLE decisions (
    verb  TEXT NOT NULL CHECK (verb IN ('join', 'split')),
    one   TEXT NOT NULL,
    other TEXT NOT NULL,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;

-- Items that could not be read.
CREATE TABLE failures (
    reference TEXT PRIMARY KEY,
    reason    TEXT NOT NULL,
    message   TEXT NOT NULL,
    run       INTEGER NOT NULL REFERENCES runs
) STRICT, WITHOUT ROWID;

-- What is known of watched feeds, as JSON.
CREATE TABLE feeds (
    url   TEXT PRIMARY KEY,
    state TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Titles and texts of documents, and the words of records.
CREATE VIRTUAL TABLE document_words USING fts5 (title, text, content = 'documents', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');
CREATE TRIGGER documents_in AFTER INSERT ON documents BEGIN
    INSERT INTO document_words (rowid, title, text) VALUES (new.id, new.title, new.text);
END;
CREATE TRIGGER documents_out AFTER DELETE ON documents BEGIN
    INSERT INTO document_words (document_words, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
END;
CREATE VIRTUAL TABLE record_words USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
CREATE TRIGGER records_out AFTER DELETE ON records BEGIN
    DELETE FROM record_words WHERE rowid = old.id;
END;
