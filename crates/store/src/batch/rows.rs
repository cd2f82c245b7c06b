use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Builder, Float64Builder, Int32Builder, Int64Builder, ListBuilder, RecordBatch, StringBuilder};
use arrow::error::ArrowError;
use legation::Reading;
use legation::json::in_scalars;
use serde::Serialize;

use super::records;
use crate::export::parquet::{decimal, since_1970};
use crate::record::{Filed, Part, filed};
use crate::{Failed, Kind, link};

/// Roles of those who act, speak, promise, take part or tell.
const ACTORS: [&str; 5] = ["actor", "speaker", "by", "participant", "side"];
/// Roles of those whom that is done to.
const RECIPIENTS: [&str; 3] = ["recipient", "addressee", "to"];

/// Rows of a batch in the making, column by column.
#[derive(Default)]
pub struct Rows {
    kind: StringBuilder,
    document: StringBuilder,
    document_id: StringBuilder,
    ordinal: Int32Builder,
    id: StringBuilder,
    kind_of: StringBuilder,
    status: StringBuilder,
    starts: Date32Builder,
    ends: Date32Builder,
    due: Date32Builder,
    quad: Int32Builder,
    score: Float64Builder,
    confidence: Float64Builder,
    actors: ListBuilder<StringBuilder>,
    actor_names: ListBuilder<StringBuilder>,
    recipients: ListBuilder<StringBuilder>,
    recipient_names: ListBuilder<StringBuilder>,
    labels: ListBuilder<StringBuilder>,
    words: StringBuilder,
    span_start: Int64Builder,
    span_end: Int64Builder,
    title: StringBuilder,
    publisher: StringBuilder,
    published: Date32Builder,
    url: StringBuilder,
    link_keys: ListBuilder<StringBuilder>,
    act: StringBuilder,
    json: StringBuilder,
    error: StringBuilder,
}

impl Rows {
    pub fn new() -> Self {
        Self::default()
    }

    /// The rows of a reading: the document's, then its records' in the order of the reading.
    pub fn reading(&mut self, reading: &Reading) {
        let written = in_scalars(reading);
        self.of_document(reading, &bare(&written));
        for own in &filed(reading) {
            let json = match own.kind {
                Kind::Event => line(written.events.get(own.ordinal)),
                Kind::Statement => line(written.statements.get(own.ordinal)),
                Kind::Commitment => line(written.commitments.get(own.ordinal)),
                Kind::Meeting => line(written.meetings.get(own.ordinal)),
                Kind::Account => line(written.accounts.get(own.ordinal)),
            };
            self.of_record(reading, own, &json);
        }
    }

    fn of_document(&mut self, reading: &Reading, json: &str) {
        self.about(reading);
        self.kind.append_value("document");
        self.id.append_value(&reading.document.id);
        self.ordinal.append_null();
        for column in [&mut self.kind_of, &mut self.status, &mut self.words, &mut self.act] {
            column.append_null();
        }
        for column in [&mut self.starts, &mut self.ends, &mut self.due] {
            column.append_null();
        }
        self.quad.append_null();
        self.score.append_null();
        self.confidence.append_null();
        let lists = [&mut self.actors, &mut self.actor_names, &mut self.recipients, &mut self.recipient_names, &mut self.labels];
        lists.into_iter().for_each(|list| list.append(false));
        self.span_start.append_null();
        self.span_end.append_null();
        let keys = link::engine::document_keys(&reading.document.text);
        append(&mut self.link_keys, keys.iter().map(|key| Some(key.as_str())));
        self.json.append_value(json);
        self.error.append_null();
    }

    fn of_record(&mut self, reading: &Reading, filed: &Filed, json: &str) {
        self.about(reading);
        self.kind.append_value(filed.kind.name());
        self.ordinal.append_value(i32::try_from(filed.ordinal).unwrap_or(i32::MAX));
        self.id.append_value(&filed.key);
        self.kind_of.append_option(filed.kind_of.as_deref());
        self.status.append_option(filed.status.as_deref());
        self.starts.append_option(filed.starts.map(since_1970));
        self.ends.append_option(filed.ends.map(since_1970));
        self.due.append_option(filed.due.map(since_1970));
        self.quad.append_option(filed.quad.map(i32::from));
        self.score.append_option(filed.score.map(decimal));
        self.confidence.append_value(decimal(filed.confidence));
        let of = |roles: &[&str]| -> Vec<&Part> { filed.parties.iter().filter(|part| roles.contains(&part.role.as_str())).collect() };
        let name = |part: &&Part| part.name.clone().or_else(|| part.country.map(|code| state(reading, code)));
        for (parts, codes, names) in
            [(of(&ACTORS), &mut self.actors, &mut self.actor_names), (of(&RECIPIENTS), &mut self.recipients, &mut self.recipient_names)]
        {
            append(codes, parts.iter().map(|part| part.country.as_ref().map(legation::record::Code::as_str)));
            let own: Vec<Option<String>> = parts.iter().map(name).collect();
            append(names, own.iter().map(Option::as_deref));
        }
        append(&mut self.labels, filed.labels.iter().map(|label| Some(label.as_str())));
        self.words.append_value(&filed.words);
        let scalars = |at: usize| reading.document.text.get(..at).map(|before| before.chars().count() as i64);
        let main = filed.evidence.first().map(|(_, span)| *span);
        self.span_start.append_option(main.and_then(|span| scalars(span.start())));
        self.span_end.append_option(main.and_then(|span| scalars(span.end())));
        let keys = link::engine::act_keys(reading, filed.kind, filed.ordinal);
        if matches!(filed.kind, Kind::Event | Kind::Meeting) {
            append(&mut self.link_keys, keys.iter().map(|key| Some(key.as_str())));
        } else {
            self.link_keys.append(false);
        }
        self.act.append_option(link::engine::act(reading, filed.kind, filed.ordinal));
        self.json.append_value(json);
        self.error.append_null();
    }

    /// What every row of a reading says about its document.
    fn about(&mut self, reading: &Reading) {
        let document = &reading.document;
        self.document.append_value(&document.reference);
        self.document_id.append_value(&document.id);
        self.title.append_option(document.title.as_deref());
        self.publisher.append_option(document.publisher.as_deref());
        self.published.append_option(document.published.map(since_1970));
        self.url.append_option(document.url.as_deref());
    }

    /// The row of an item that could not be read.
    pub fn failure(&mut self, failed: &Failed) {
        self.kind.append_value("error");
        self.document.append_value(&failed.reference);
        self.error.append_value(&failed.message);
        self.ordinal.append_null();
        self.quad.append_null();
        for column in [
            &mut self.document_id,
            &mut self.id,
            &mut self.kind_of,
            &mut self.status,
            &mut self.words,
            &mut self.title,
            &mut self.publisher,
            &mut self.url,
            &mut self.act,
            &mut self.json,
        ] {
            column.append_null();
        }
        for column in [&mut self.starts, &mut self.ends, &mut self.due, &mut self.published] {
            column.append_null();
        }
        self.score.append_null();
        self.confidence.append_null();
        self.span_start.append_null();
        self.span_end.append_null();
        for list in [
            &mut self.actors,
            &mut self.actor_names,
            &mut self.recipients,
            &mut self.recipient_names,
            &mut self.labels,
            &mut self.link_keys,
        ] {
            list.append(false);
        }
    }

    /// The batch.
    pub fn finish(mut self) -> Result<RecordBatch, ArrowError> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.kind.finish()),
            Arc::new(self.document.finish()),
            Arc::new(self.document_id.finish()),
            Arc::new(self.ordinal.finish()),
            Arc::new(self.id.finish()),
            Arc::new(self.kind_of.finish()),
            Arc::new(self.status.finish()),
            Arc::new(self.starts.finish()),
            Arc::new(self.ends.finish()),
            Arc::new(self.due.finish()),
            Arc::new(self.quad.finish()),
            Arc::new(self.score.finish()),
            Arc::new(self.confidence.finish()),
            Arc::new(self.actors.finish()),
            Arc::new(self.actor_names.finish()),
            Arc::new(self.recipients.finish()),
            Arc::new(self.recipient_names.finish()),
            Arc::new(self.labels.finish()),
            Arc::new(self.words.finish()),
            Arc::new(self.span_start.finish()),
            Arc::new(self.span_end.finish()),
            Arc::new(self.title.finish()),
            Arc::new(self.publisher.finish()),
            Arc::new(self.published.finish()),
            Arc::new(self.url.finish()),
            Arc::new(self.link_keys.finish()),
            Arc::new(self.act.finish()),
            Arc::new(self.json.finish()),
            Arc::new(self.error.finish()),
        ];
        RecordBatch::try_new(records(), columns)
    }
}

/// The reading without its records.
fn bare(written: &Reading) -> String {
    let mut own = serde_json::json!({
        "schema": written.schema,
        "document": written.document,
        "by": written.by,
        "parties": written.parties,
        "notes": written.notes,
    });
    if !written.coded.is_empty() {
        own["coded"] = serde_json::json!(written.coded);
    }
    own.to_string()
}

fn line<T: Serialize>(record: Option<&T>) -> String {
    serde_json::to_string(&record).unwrap_or_default()
}

fn append<'a>(list: &mut ListBuilder<StringBuilder>, items: impl Iterator<Item = Option<&'a str>>) {
    items.for_each(|item| list.values().append_option(item));
    list.append(true);
}

/// The name that the document's parties have for a state; its code where they have none.
fn state(reading: &Reading, code: legation::record::Code) -> String {
    let own = |party: &&legation::record::Party| party.country == Some(code) && party.kind == legation::record::PartyKind::State;
    reading.parties.iter().find(own).map_or_else(|| code.to_string(), |party| party.name.clone())
}
