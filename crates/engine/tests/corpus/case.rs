use jiff::civil;
use legation::Document;

use crate::expectation::Expectation;
use crate::marks::{MarkedEvent, unmark};
use crate::phrases::Phrases;
use crate::resolution::Resolution;

/// One case: a heading, a text in `>` lines, and what must and must not be found in it; or a heading and resolutions.
pub struct Case {
    pub title: String,
    published: Option<civil::Date>,
    publisher: Option<String>,
    language: String,
    text: String,
    pub marked: Vec<MarkedEvent>,
    pub expectations: Vec<Expectation>,
    pub phrases: Vec<Phrases>,
    pub resolutions: Vec<Resolution>,
}

impl Case {
    /// The cases of a file. Prose between a heading and the first `>` or `resolve` line is for people.
    pub fn all(file: &str) -> Result<Vec<Self>, String> {
        let mut cases: Vec<Self> = Vec::new();
        for (number, line) in file.lines().enumerate().map(|(index, line)| (index + 1, line)) {
            if let Some(heading) = line.strip_prefix("## ") {
                cases.push(Self::headed(heading).map_err(|error| format!("line {number}: {error}"))?);
            } else if let Some(case) = cases.last_mut() {
                if let Some(words) = line.strip_prefix('>') {
                    if !case.text.is_empty() {
                        case.text.push('\n');
                    }
                    case.text.push_str(words.strip_prefix(' ').unwrap_or(words));
                } else if !case.text.is_empty() && Phrases::is(line) {
                    case.phrases.push(Phrases::parse(number, line).map_err(|error| format!("line {number}: {error}"))?);
                } else if Resolution::is(line) {
                    case.resolutions.push(Resolution::parse(number, line).map_err(|error| format!("line {number}: {error}"))?);
                } else if !(case.text.is_empty() && case.resolutions.is_empty() || line.trim().is_empty()) {
                    case.expectations.push(Expectation::parse(number, line).map_err(|error| format!("line {number}: {error}"))?);
                }
            }
        }
        for case in &mut cases {
            (case.text, case.marked) = unmark(&case.text).map_err(|error| format!("{:?}: {error}", case.title))?;
        }
        match cases.iter().find(|case| case.expectations.is_empty() && case.phrases.is_empty() && case.resolutions.is_empty()) {
            Some(case) => Err(format!("the case {:?} expects nothing", case.title)),
            None => Ok(cases),
        }
    }

    /// "Conditional threats   published: 2026-03-04 (Wed) · publisher: Xinhua · fr"
    fn headed(heading: &str) -> Result<Self, String> {
        let (title, rest) = heading.split_once("published:").unwrap_or((heading, ""));
        let mut case = Self {
            title: title.trim().to_owned(),
            published: None,
            publisher: None,
            language: "en".to_owned(),
            text: String::new(),
            marked: Vec::new(),
            expectations: Vec::new(),
            phrases: Vec::new(),
            resolutions: Vec::new(),
        };
        for (index, part) in rest.split('·').map(str::trim).enumerate() {
            if let Some(publisher) = part.strip_prefix("publisher:") {
                case.publisher = Some(publisher.trim().to_owned());
            } else if index == 0 && !part.is_empty() {
                let day = part.split_whitespace().next().unwrap_or_default();
                case.published = Some(day.parse().map_err(|error| format!("published: {error}"))?);
            } else if part.len() == 2 {
                case.language = part.to_owned();
            }
        }
        Ok(case)
    }

    pub fn document(&self, path: &str) -> Document {
        self.document_with(path, "{}")
    }

    /// The document with a phrase in the place of `{}`.
    pub fn document_with(&self, path: &str, phrase: &str) -> Document {
        let mut document = Document::new(path, self.text.replace("{}", phrase));
        document.language = Some(self.language.clone());
        document.publisher.clone_from(&self.publisher);
        match self.published {
            Some(day) => document.published(day),
            None => document,
        }
    }
}
