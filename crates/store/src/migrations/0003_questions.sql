-- What questions are answered from in the order of days, without looking at records that they do not ask for. Nothing new is said.

-- Two countries, either way.
ALTER TABLE ties ADD COLUMN low TEXT GENERATED ALWAYS AS (min(one, other)) VIRTUAL;
ALTER TABLE ties ADD COLUMN high TEXT GENERATED ALWAYS AS (max(one, other)) VIRTUAL;
DROP INDEX ties_dyad;
CREATE INDEX ties_dyad ON ties (one, other, kind, starts, record);
CREATE INDEX ties_pair ON ties (low, high, kind, starts, record, one);

-- Somebody of a country, in any role.
CREATE INDEX parties_time ON parties (country, kind, starts, record, role);

-- What most questions leave out or keep lies in the index itself.
DROP INDEX records_time;
DROP INDEX records_type;
CREATE INDEX records_time ON records (kind, starts, id, ends, type, status, head, confidence);
CREATE INDEX records_type ON records (kind, type, starts, id, ends, status, head);
CREATE INDEX records_reports ON records (kind, reports, starts, id, type, status, head);
CREATE INDEX records_sure ON records (kind, confidence, starts, id, type, status, head);

-- The last word of a name.
ALTER TABLE names ADD COLUMN last TEXT GENERATED ALWAYS AS (replace(folded, rtrim(folded, replace(folded, ' ', '')), '')) VIRTUAL;
CREATE INDEX names_last ON names (last);

-- What documents are called.
CREATE INDEX documents_reference ON documents (reference);
CREATE INDEX sightings_reference ON sightings (reference);
DROP INDEX documents_publisher;
CREATE INDEX documents_publisher ON documents (publisher COLLATE NOCASE);
