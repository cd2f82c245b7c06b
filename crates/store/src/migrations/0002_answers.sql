-- What a later sentence says of a record: it denies or corrects it ("denies", "corrects"), or tells what became of it ("outcome", "kept", "broken",
-- "withdrawn", "extended", "expired", "held", "cancelled", "postponed"). The sentence is in bytes of the later document; `other` is the record
-- that tells it, where there is one.
CREATE TABLE answers (
    record   INTEGER NOT NULL REFERENCES records ON DELETE CASCADE,
    kind     TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    starts   INTEGER NOT NULL,
    ends     INTEGER NOT NULL,
    other    INTEGER REFERENCES records ON DELETE SET NULL,
    rule     TEXT NOT NULL,
    PRIMARY KEY (record, kind, document, starts)
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_document ON answers (document);
CREATE INDEX answers_other ON answers (other) WHERE other IS NOT NULL;

-- Where answers are looked for. `side` is "reply" for a sentence that may answer, and "act" for an act that is known by its city; `key` is a
-- country's code or a city; `day` is that of publication.
CREATE TABLE whereabouts (
    side     TEXT NOT NULL,
    key      TEXT NOT NULL,
    day      TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    PRIMARY KEY (side, key, day, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX whereabouts_document ON whereabouts (document);

-- Commitments as later documents are searched for them: `promise` as JSON, under each country that is bound and each noun's beginning.
CREATE TABLE promises (
    record  INTEGER PRIMARY KEY REFERENCES records ON DELETE CASCADE,
    promise TEXT NOT NULL
) STRICT;
CREATE TABLE promise_words (
    country TEXT NOT NULL,
    word    TEXT NOT NULL,
    record  INTEGER NOT NULL REFERENCES records ON DELETE CASCADE,
    PRIMARY KEY (country, word, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX promise_words_record ON promise_words (record);

-- All documents are linked again.
DELETE FROM links WHERE kind != 'same';
UPDATE documents SET linked = 0;
