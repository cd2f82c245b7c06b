use chrono::{DateTime, NaiveTime, Utc};
use feed_rs::model::{Entry, Text};
use feed_rs::parser;
use jiff::civil;
use legation::record::{Note, NoteKind};
use legation::{Document, PublishedBasis};

use crate::{Options, SourceError, date, finished, fragment, html};

/// The entries of a feed that was found at `url`, each a document named by its address.
///
/// # Errors
/// Where the bytes are no RSS, Atom or JSON Feed.
pub fn documents(reference: &str, bytes: &[u8], url: Option<&str>, options: &Options) -> Result<Vec<Document>, SourceError> {
    let parser = parser::Builder::new().base_uri(url).timestamp_parser(day).build();
    let feed = parser.parse(bytes).map_err(|error| SourceError::Malformed {
        reference: reference.to_owned(),
        message: format!("it is no RSS, Atom or JSON Feed ({error})"),
    })?;
    let publisher = feed.title.map(plain).filter(|title| !title.is_empty());
    let entries = feed.entries.into_iter().enumerate();
    Ok(entries.map(|(at, entry)| finished(document(&format!("{reference}#{}", at + 1), publisher.as_deref(), entry), options)).collect())
}

/// The document of an entry. `reference` names one without an address.
fn document(reference: &str, publisher: Option<&str>, entry: Entry) -> Document {
    let page = entry.links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate")).or(entry.links.first());
    let url = page.map(|link| link.href.clone()).filter(|url| url.starts_with("http"));
    let body = entry.content.and_then(|content| {
        let plain = content.content_type.as_str() == "text/plain";
        content
            .body
            .filter(|_| content.content_type.ty() == "text" || content.content_type.as_str().ends_with("xml"))
            .map(|body| (body, plain))
    });
    let body = body.map(|(body, plain)| if plain { body } else { fragment::text(&body) }).filter(|text| !text.trim().is_empty());
    let summary = entry.summary.map(plain).filter(|text| !text.is_empty());
    let told = body.is_some();
    let mut document = Document::new(url.as_deref().unwrap_or(reference), body.or(summary).unwrap_or_default());
    if !told && !document.text.is_empty() {
        let text = "the feed gives no article, only a summary, which stands in for it".to_owned();
        document.notes.push(Note { kind: NoteKind::NoArticle, span: None, text });
    }
    document.title = entry.title.map(plain).filter(|title| !title.is_empty());
    document.publisher = publisher.map(str::to_owned);
    let published = entry.published.and_then(civil_day).map(|day| (day, PublishedBasis::Feed));
    let published = published.or_else(|| url.as_deref().and_then(html::in_url).map(|day| (day, PublishedBasis::Url)));
    if let Some((day, basis)) = published {
        document.published = Some(day);
        document.published_basis = basis;
    } else if let Some(day) = entry.updated.and_then(civil_day) {
        document.published = Some(day);
        document.published_basis = PublishedBasis::Feed;
        let text = "the feed gives no day of publication; the day of the entry's last change stands in for it".to_owned();
        document.notes.push(Note { kind: NoteKind::NoDate, span: None, text });
    }
    document.url = url;
    document
}

/// A short text without tags: feeds escape HTML in what they call plain.
fn plain(text: Text) -> String {
    fragment::text(&text.content)
}

/// The day as written, at midnight: the publisher's own day, whatever its time zone.
fn day(text: &str) -> Option<DateTime<Utc>> {
    let day = match date::parse(text) {
        Some(day) => chrono::NaiveDate::from_ymd_opt(day.year().into(), u32::try_from(day.month()).ok()?, u32::try_from(day.day()).ok()?)?,
        None => DateTime::parse_from_rfc2822(text.trim()).ok()?.date_naive(),
    };
    Some(day.and_time(NaiveTime::MIN).and_utc())
}

fn civil_day(time: DateTime<Utc>) -> Option<civil::Date> {
    date::parse(&time.date_naive().to_string())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use legation::record::NoteKind;
    use legation::{Document, PublishedBasis};

    use super::documents;
    use crate::Options;

    fn read(feed: &str) -> Vec<Document> {
        documents("feed.xml", feed.as_bytes(), None, &Options::default()).unwrap()
    }

    #[test]
    fn an_entry_of_rss_is_a_document_dated_by_the_publishers_own_day() {
        let found = read(
            r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
            <title>The Meridian &amp;amp; Post</title><link>https://example.org/</link><description>News</description>
            <item><title>Envoys meet</title><link>https://example.org/envoys</link><pubDate>Wed, 04 Feb 26 23:30:00 -0500</pubDate>
              <description>In short.</description>
              <content:encoded><![CDATA[<p>The envoys met on Tuesday.</p><p>They agreed.</p>]]></content:encoded></item>
            <item><title>Only in short</title><guid isPermaLink="false">x</guid><description>&lt;p&gt;Talks &lt;b&gt;ended&lt;/b&gt;.&lt;/p&gt;</description></item>
            </channel></rss>"#,
        );
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].reference.as_str(), found[0].url.as_deref()),
            ("https://example.org/envoys", Some("https://example.org/envoys"))
        );
        assert_eq!(found[0].text, "The envoys met on Tuesday.\nThey agreed.");
        assert_eq!(found[0].publisher.as_deref(), Some("The Meridian & Post"));
        assert_eq!((found[0].published, found[0].published_basis), (Some(date(2026, 2, 4)), PublishedBasis::Feed));
        assert!(found[0].notes.is_empty());
        assert_eq!((found[1].reference.as_str(), found[1].text.as_str()), ("feed.xml#2", "Talks ended."));
        assert_eq!(found[1].notes[0].kind, NoteKind::NoArticle);
        assert_eq!(found[1].published, None);
    }

    #[test]
    fn an_atom_entry_without_a_day_of_publication_has_that_of_its_change_and_says_so() {
        let found = read(
            r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Ministry</title><id>a</id><updated>2026-03-01T00:00:00Z</updated>
            <entry><id>1</id><title>One</title><link rel="self" href="https://example.org/1.atom"/><link href="https://example.org/1"/>
              <published>2026-02-04T01:00:00+09:00</published><updated>2026-03-01T00:00:00Z</updated><content type="html">&lt;p&gt;One.&lt;/p&gt;</content></entry>
            <entry><id>2</id><title>Two</title><link href="https://example.org/2"/><updated>2026-03-01T00:00:00Z</updated><content>Two.</content></entry></feed>"#,
        );
        assert_eq!((found[0].published, found[0].url.as_deref()), (Some(date(2026, 2, 4)), Some("https://example.org/1")));
        assert_eq!((found[1].published, found[1].text.as_str()), (Some(date(2026, 3, 1)), "Two."));
        assert_eq!(found[1].notes[0].kind, NoteKind::NoDate);
    }

    #[test]
    fn json_feed_is_read_and_what_is_no_feed_is_told() {
        let found = read(
            r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Desk", "items": [{"id": "1", "url": "https://example.org/1",
            "title": "One", "content_html": "<p>They met.</p>", "date_published": "2026-02-04T10:00:00Z"}]}"#,
        );
        assert_eq!((found[0].text.as_str(), found[0].published), ("They met.", Some(date(2026, 2, 4))));
        let error = documents("a.xml", b"<sitemap></sitemap>", None, &Options::default()).unwrap_err();
        assert_eq!(error.kind(), "malformed");
    }
}
