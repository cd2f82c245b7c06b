use legation::{Document, PublishedBasis};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::date;

/// A document from Markdown: the text without marks, a paragraph a line. Front matter gives title, date and publisher; without
/// it, a first heading is the title and no part of the text.
pub fn document(reference: &str, markdown: &str) -> Document {
    let (front, body) = front_matter(markdown);
    let mut text = String::new();
    let mut title = None;
    let mut heading: Option<String> = None;
    let mut skipped = 0;
    for event in Parser::new_ext(body, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let words = heading.take().unwrap_or_default();
                if title.is_none() && text.is_empty() {
                    title = Some(words);
                } else {
                    text.push_str(&words);
                    text.push_str("\n\n");
                }
            }
            Event::Start(Tag::CodeBlock(_) | Tag::Image { .. }) => skipped += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::Image) => skipped -= 1,
            Event::Text(words) | Event::Code(words) if skipped == 0 => heading.as_mut().unwrap_or(&mut text).push_str(&words),
            Event::SoftBreak => heading.as_mut().unwrap_or(&mut text).push(' '),
            Event::HardBreak => heading.as_mut().unwrap_or(&mut text).push('\n'),
            Event::End(TagEnd::Paragraph | TagEnd::Table) => text.push_str("\n\n"),
            Event::End(TagEnd::Item | TagEnd::TableRow) if !text.ends_with('\n') => text.push('\n'),
            Event::End(TagEnd::TableCell) => text.push(' '),
            _ => {}
        }
    }
    let mut document = Document::new(reference, text.trim_end().to_owned());
    let value = |name: &str| front.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    document.title = value("title").or(title).filter(|title| !title.is_empty());
    document.publisher = value("publisher").or_else(|| value("source"));
    document.url = value("url");
    if let Some(day) = value("published").or_else(|| value("date")).and_then(|day| date::parse(&day)) {
        document.published = Some(day);
        document.published_basis = PublishedBasis::Meta;
    }
    document
}

/// `key: value` lines between two `---` lines at the top, and the rest.
fn front_matter(markdown: &str) -> (Vec<(String, String)>, &str) {
    let Some(rest) = markdown.strip_prefix("---\n").or_else(|| markdown.strip_prefix("---\r\n")) else { return (Vec::new(), markdown) };
    let Some((front, body)) = rest.split_once("\n---") else { return (Vec::new(), markdown) };
    let pairs = front.lines().filter_map(|line| line.split_once(':'));
    (
        pairs.map(|(key, value)| (key.trim().to_lowercase(), value.trim().trim_matches(['"', '\'']).to_owned())).collect(),
        body.trim_start_matches('-'),
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::document;

    #[test]
    fn marks_go_and_words_stay() {
        let found = document(
            "a.md",
            "---\ntitle: Talks\ndate: 2026-02-04\n---\n\nThe [ministers](https://example.org) *met*\non Monday.\n\n- One deal\n- `two` deals\n",
        );
        assert_eq!(found.text, "The ministers met on Monday.\n\nOne deal\ntwo deals");
        assert_eq!(found.title.as_deref(), Some("Talks"));
        assert_eq!(found.published, Some(date(2026, 2, 4)));
    }

    #[test]
    fn a_first_heading_is_the_title() {
        let found = document("a.md", "# Talks resume\n\nThey met.\n\n## Background\n\nThey had met before.");
        assert_eq!(found.title.as_deref(), Some("Talks resume"));
        assert_eq!(found.text, "They met.\n\nBackground\n\nThey had met before.");
    }
}
