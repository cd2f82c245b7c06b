use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

/// Name and version of the schema of documents; a change that breaks readers raises the number.
pub const DOCUMENTS: &str = "legation.documents/1";
/// Name and version of the schema of records.
pub const RECORDS: &str = "legation.records/1";

/// What goes in, with the usual names. Columns may stand in any order, may be missing but for `text` or `html`, and others are passed over.
#[must_use]
pub fn documents() -> SchemaRef {
    schema(
        DOCUMENTS,
        &[
            ("id", DataType::Utf8, "What the caller calls it; without it the SHA-256 of the text."),
            ("text", DataType::Utf8, "The article. One of text and html must be there."),
            ("html", DataType::Utf8, "A web page, of which the article is taken."),
            ("title", DataType::Utf8, "The headline."),
            ("published", DataType::Date32, "The day of publication; a timestamp or text such as 2026-02-04 will do."),
            ("publisher", DataType::Utf8, "Who published it."),
            ("url", DataType::Utf8, "Its address."),
        ],
    )
}

/// What comes out: one row a document, a record or a failure.
#[must_use]
pub fn records() -> SchemaRef {
    let list = || DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true)));
    schema(
        RECORDS,
        &[
            ("kind", DataType::Utf8, "document, event, statement, commitment, meeting, account or error."),
            ("document", DataType::Utf8, "The document's id as it came in."),
            ("document_id", DataType::Utf8, "SHA-256 of the document's text, in hexadecimal; null for errors."),
            ("ordinal", DataType::Int32, "Place in its list of the reading, from 0; null for documents and errors."),
            (
                "id",
                DataType::Utf8,
                "The record's id, 16 hexadecimal digits; of a document its document_id; of an account its meeting's id.",
            ),
            ("type", DataType::Utf8, "PLOVER type; kind of a statement or meeting; strength of a commitment."),
            ("status", DataType::Utf8, "Status; polarity of a statement."),
            ("starts", DataType::Date32, "First day."),
            ("ends", DataType::Date32, "Last day."),
            ("due", DataType::Date32, "Deadline of a commitment."),
            ("quad", DataType::Int32, "Of an event: 1 verbal, 2 material cooperation, 3 verbal, 4 material conflict."),
            ("score", DataType::Float64, "Of an event: PLOVER score, -10 to 10."),
            ("confidence", DataType::Float64, "0 to 1, in steps of 0.01."),
            ("actors", list(), "Codes of those who act, speak, promise, take part or tell; null where one has none."),
            ("actor_names", list(), "Their names, side by side with actors."),
            ("recipients", list(), "Codes of those who are acted upon, spoken to or promised something."),
            ("recipient_names", list(), "Their names."),
            ("labels", list(), "Modes and contexts of an event, topics of a statement."),
            ("words", DataType::Utf8, "The record's words: sentence, content or act; of a document null."),
            ("span_start", DataType::Int64, "Where its main words begin in the document's text, in Unicode scalar values."),
            ("span_end", DataType::Int64, "Where they end."),
            ("title", DataType::Utf8, "The document's headline."),
            ("publisher", DataType::Utf8, "Who published the document."),
            ("published", DataType::Date32, "The day of publication."),
            ("url", DataType::Utf8, "The document's address."),
            ("link_keys", list(), "Of a document its story's bands, of an event or meeting its keys: what shares none is not one."),
            ("act", DataType::Utf8, "Of an event or meeting: what is compared, for legation.same."),
            ("json", DataType::Utf8, "The record as in the JSON of a reading; of a document the reading without its records."),
            ("error", DataType::Utf8, "What is wrong with the row and what to do; null but for errors."),
        ],
    )
}

fn schema(name: &str, fields: &[(&str, DataType, &str)]) -> SchemaRef {
    let field = |(name, kind, meaning): &(&str, DataType, &str)| {
        Field::new(*name, kind.clone(), true).with_metadata(HashMap::from([("meaning".to_owned(), (*meaning).to_owned())]))
    };
    let fields: Vec<Field> = fields.iter().map(field).collect();
    Arc::new(Schema::new_with_metadata(fields, HashMap::from([("legation".to_owned(), name.to_owned())])))
}
