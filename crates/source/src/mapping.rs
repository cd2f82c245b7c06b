use std::fmt::{self, Display, Formatter};

use crate::SourceError;

/// What of a document a column can fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Id,
    Text,
    Html,
    Title,
    Published,
    Publisher,
    Url,
}

/// Every field with its own name and the other names that data sets give it, likeliest first.
const FIELDS: [(Field, &[&str]); 7] = [
    (Field::Id, &["id"]),
    (Field::Text, &["text", "body", "content"]),
    (Field::Html, &["html"]),
    (Field::Title, &["title", "headline"]),
    (Field::Published, &["published", "date", "pubdate"]),
    (Field::Publisher, &["publisher", "source", "outlet"]),
    (Field::Url, &["url", "link"]),
];

impl Display for Field {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(FIELDS[*self as usize].1[0])
    }
}

/// Which column of a table, or key of a JSON document, fills which field of a document. Fields that are not mapped take the
/// usual names: `id`; `text`, `body`, `content`; `html`; `title`, `headline`; `published`, `date`, `pubdate`; `publisher`,
/// `source`, `outlet`; `url`, `link`. Case does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    given: Vec<(Field, String)>,
}

impl Mapping {
    /// Reads `text=body,published=date`.
    ///
    /// # Errors
    /// Where a part is not `FIELD=COLUMN`, a field is unknown, or one is mapped twice.
    pub fn parse(text: &str) -> Result<Self, String> {
        let known = || FIELDS.iter().map(|(_, names)| names[0]).collect::<Vec<_>>().join(", ");
        let mut given: Vec<(Field, String)> = Vec::new();
        for part in text.split(',').filter(|part| !part.trim().is_empty()) {
            let (name, column) =
                part.split_once('=').ok_or_else(|| format!("{part:?} is no mapping; write FIELD=COLUMN, such as text=body"))?;
            let (name, column) = (name.trim(), column.trim());
            let Some((field, _)) = FIELDS.iter().find(|(_, names)| names[0].eq_ignore_ascii_case(name)) else {
                return Err(format!("{name:?} is no field of a document; there are {}", known()));
            };
            if column.is_empty() {
                return Err(format!("the column for {name:?} is missing; write {name}=COLUMN"));
            }
            if given.iter().any(|(other, _)| other == field) {
                return Err(format!("{name:?} is mapped twice"));
            }
            given.push((*field, column.to_owned()));
        }
        Ok(Self { given })
    }

    /// Whether every mapped column is there.
    pub(crate) fn check(&self, reference: &str, have: &[String]) -> Result<(), SourceError> {
        match self.given.iter().find(|(_, column)| find(have, column).is_none()) {
            Some((field, column)) => Err(SourceError::Column {
                reference: reference.to_owned(),
                message: format!("it has no column {column:?}, which {field} is mapped to"),
                columns: have.to_vec(),
            }),
            None => Ok(()),
        }
    }

    /// The columns of a table: every mapped one is there, and one for the text.
    pub(crate) fn table(&self, reference: &str, have: &[String]) -> Result<Columns, SourceError> {
        self.check(reference, have)?;
        let columns = self.columns(have);
        if columns.index(Field::Text).is_none() && columns.index(Field::Html).is_none() {
            return Err(SourceError::Column {
                reference: reference.to_owned(),
                message: "no column is named as one of text; name it with --map text=COLUMN".to_owned(),
                columns: have.to_vec(),
            });
        }
        Ok(columns)
    }

    /// Where each field stands among these names, as far as it is there.
    pub(crate) fn columns(&self, have: &[String]) -> Columns {
        let mut columns = Columns([None; FIELDS.len()]);
        for (field, names) in FIELDS {
            columns.0[field as usize] = match self.given.iter().find(|(other, _)| *other == field) {
                Some((_, column)) => find(have, column),
                None => {
                    let taken = |name: &str| self.given.iter().any(|(_, column)| column.eq_ignore_ascii_case(name));
                    names.iter().filter(|name| !taken(name)).find_map(|name| find(have, name))
                }
            };
        }
        columns
    }

    /// Whether a name is mapped, or a field's own name.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.given.iter().any(|(_, column)| column.eq_ignore_ascii_case(name))
            || FIELDS.iter().any(|(_, names)| names[0].eq_ignore_ascii_case(name))
    }

    /// Whether a line looks like a table's header: a column of text and another known one.
    pub(crate) fn is_header(line: &str) -> bool {
        [',', ';', '\t', '|'].into_iter().any(|delimiter| {
            let have: Vec<String> = line.split(delimiter).map(|cell| cell.trim().trim_matches('"').to_owned()).collect();
            let columns = Self::default().columns(&have);
            let known = columns.0.iter().flatten().count();
            known > 1 && (columns.index(Field::Text).is_some() || columns.index(Field::Html).is_some())
        })
    }
}

/// The place of a name: as written, else whatever its case.
fn find(have: &[String], name: &str) -> Option<usize> {
    have.iter().position(|other| other == name).or_else(|| have.iter().position(|other| other.eq_ignore_ascii_case(name)))
}

/// Where each field stands among a table's columns.
#[derive(Debug, Clone)]
pub struct Columns([Option<usize>; FIELDS.len()]);

impl Columns {
    /// Where a field stands.
    pub(crate) fn index(&self, field: Field) -> Option<usize> {
        self.0[field as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::{Field, Mapping};

    fn have(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_usual_names_are_known_whatever_their_case() {
        let columns = Mapping::default().columns(&have(&["Headline", "PubDate", "Outlet", "LINK", "Content", "key"]));
        let found =
            [Field::Title, Field::Published, Field::Publisher, Field::Url, Field::Text, Field::Id].map(|field| columns.index(field));
        assert_eq!(found, [Some(0), Some(1), Some(2), Some(3), Some(4), None]);
    }

    #[test]
    fn a_mapped_column_fills_no_other_field() {
        let mapping = Mapping::parse("text=body, title=source").unwrap();
        let columns = mapping.columns(&have(&["text", "body", "source"]));
        assert_eq!(columns.index(Field::Text), Some(1));
        assert_eq!(columns.index(Field::Title), Some(2));
        assert_eq!(columns.index(Field::Publisher), None);
    }

    #[test]
    fn a_wrong_mapping_says_what_is_wrong() {
        for (text, says) in [
            ("body", "\"body\" is no mapping"),
            ("words=body", "there are id, text, html, title, published, publisher, url"),
            ("text=", "the column for \"text\" is missing"),
            ("text=a,text=b", "mapped twice"),
        ] {
            let message = Mapping::parse(text).unwrap_err();
            assert!(message.contains(says), "{text}: {message}");
        }
    }

    #[test]
    fn a_column_that_is_not_there_is_an_error_that_names_those_that_are() {
        let message = Mapping::parse("text=boddy").unwrap().table("a.csv", &have(&["key", "body"])).unwrap_err().to_string();
        assert!(message.contains("no column \"boddy\"") && message.ends_with("it has key, body"), "{message}");
        let message = Mapping::default().table("a.csv", &have(&["key", "words"])).unwrap_err().to_string();
        assert!(message.contains("--map text=COLUMN") && message.ends_with("it has key, words"), "{message}");
    }
}
