use legation::{Document, PublishedBasis};

use crate::mapping::{Columns, Field};
use crate::{Options, date, finished, html};

/// What a row of a table, or a line of JSON Lines, says of a document.
pub struct Row {
    columns: Columns,
    values: Vec<Option<String>>,
}

impl Row {
    /// A row from the values of the columns.
    pub fn new(columns: Columns, values: Vec<Option<String>>) -> Self {
        Self { columns, values }
    }

    /// What the row itself is called.
    pub fn id(&self) -> Option<String> {
        let words = self.values.get(self.columns.index(Field::Id)?)?.as_deref()?.trim();
        (!words.is_empty()).then(|| words.to_owned())
    }

    fn take(&mut self, field: Field) -> Option<String> {
        let at = self.columns.index(field)?;
        self.values.get_mut(at)?.take()
    }

    /// The value without surrounding spaces, where there is one.
    fn words(&mut self, field: Field) -> Option<String> {
        self.take(field).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// The document of a row, or what is wrong with it. `reference` names a document without an id.
    pub fn document(mut self, reference: String, options: &Options) -> Result<Document, String> {
        let reference = self.words(Field::Id).unwrap_or(reference);
        let page = self.words(Field::Html);
        let mut document = match (self.take(Field::Text), page) {
            (Some(text), page) if page.is_none() || !text.trim().is_empty() => Document::new(reference, text),
            (_, Some(page)) => html::document(&reference, &page, None),
            _ => return Err("it has neither \"text\" nor \"html\"".to_owned()),
        };
        document.title = self.words(Field::Title).or(document.title);
        document.publisher = self.words(Field::Publisher).or(document.publisher);
        document.url = self.words(Field::Url).or(document.url);
        if let Some(given) = self.words(Field::Published) {
            document.published = Some(
                date::parse(&given)
                    .ok_or_else(|| format!("its \"published\" {given:?} is no date; write 2026-02-04 or an RFC 3339 time"))?,
            );
            document.published_basis = PublishedBasis::Given;
        } else if let Some(day) = document.url.as_deref().and_then(html::in_url).filter(|_| document.published.is_none()) {
            document.published = Some(day);
            document.published_basis = PublishedBasis::Url;
        }
        Ok(finished(document, options))
    }
}
