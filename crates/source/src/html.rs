use std::sync::LazyLock;

use jiff::civil;
use legation::record::{Note, NoteKind};
use legation::{Document, PublishedBasis};
use regex::Regex;
use trafilatura::{ExtractionFocus, HtmlDateMode};

use crate::date;

/// A document from a web page, which was found at `url`. A page without an article gives an empty text and a note.
pub fn document(reference: &str, html: &str, url: Option<&str>) -> Document {
    let page = page(html, url);
    let mut document = Document::new(reference, page.text);
    document.title = page.title;
    document.publisher = page.publisher;
    document.url = page.url;
    if let Some((day, basis)) = page.published {
        document.published = Some(day);
        document.published_basis = basis;
    }
    if document.text.trim().is_empty() {
        document.notes.push(Note { kind: NoteKind::NoArticle, span: None, text: "the page has no article".to_owned() });
    }
    document
}

/// What a page says.
struct Page {
    text: String,
    title: Option<String>,
    publisher: Option<String>,
    url: Option<String>,
    published: Option<(civil::Date, PublishedBasis)>,
}

/// The seam to the extraction library: main content by it, the publication date by us (see [`published`]).
fn page(html: &str, url: Option<&str>) -> Page {
    let url = address(html).or_else(|| url.map(str::to_owned));
    let mut options = trafilatura::Options::default()
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_exclude_comments(true)
        .with_fallback(true)
        .with_html_date_mode(HtmlDateMode::Disabled);
    if let Some(url) = url.as_deref().and_then(|url| url::Url::parse(url).ok()) {
        options = options.with_url(url);
    }
    let result = trafilatura::extract(html, &options).ok();
    let (text, title, site) = result.map_or_else(Default::default, |result| {
        let text = lines(&result.content_html);
        (if text.is_empty() { result.content_text } else { text }, result.metadata.title, result.metadata.sitename)
    });
    let published = published(html, url.as_deref());
    let some = |words: String| (!words.trim().is_empty()).then(|| words.trim().to_owned());
    Page {
        text,
        title: some(title),
        publisher: json_ld_publisher(html).or_else(|| meta(html, &["og:site_name"])).or_else(|| some(site)),
        url,
        published,
    }
}

#[expect(clippy::unwrap_used, reason = "the patterns are constant, and a test compiles each")]
mod pattern {
    use super::{LazyLock, Regex};

    pub static JSON_LD: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"(?is)<script[^>]*application/ld\+json[^>]*>(.*?)</script>"#).unwrap());
    pub static META: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?is)<meta\s[^>]*>").unwrap());
    pub static LINK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?is)<link\s[^>]*>").unwrap());
    pub static TIME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?is)<time\b[^>]*>").unwrap());
    pub static ATTRIBUTE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"(?is)([a-z:_-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))"#).unwrap());
    pub static URL_DATE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?:^|[/_-])((?:19|20)\d\d)([/-]?)(0[1-9]|1[0-2])([/-]?)(0[1-9]|[12]\d|3[01])(?:[/_.-]|$)").unwrap());
}

/// The text of clean HTML, a block a line: the library's own text runs paragraphs together, and a paragraph's end is a sentence's.
fn lines(html: &str) -> String {
    const BLOCKS: [&str; 24] = [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "blockquote",
        "br",
        "tr",
        "table",
        "pre",
        "section",
        "article",
        "head",
        "quote",
        "item",
        "dd",
        "dt",
        "figcaption",
    ];
    let mut out: Vec<String> = vec![String::new()];
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        if let Some(line) = out.last_mut() {
            line.push_str(&rest[..at]);
        }
        let Some(end) = rest[at..].find('>') else { break };
        let tag = rest[at + 1..at + end].trim_start_matches('/');
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        if BLOCKS.contains(&name.as_str()) {
            out.push(String::new());
        }
        rest = &rest[at + end + 1..];
    }
    if let Some(line) = out.last_mut() {
        line.push_str(rest);
    }
    let unescaped = |line: &String| {
        line.replace("&nbsp;", " ")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    };
    let squeezed = out.iter().map(|line| unescaped(line).split_whitespace().collect::<Vec<_>>().join(" "));
    squeezed.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The day of publication and the rule that found it, in this order: JSON-LD `datePublished`, `article:published_time` and its
/// kin, a `time` element marked as publication, the address. Never a date of modification.
fn published(html: &str, url: Option<&str>) -> Option<(civil::Date, PublishedBasis)> {
    json_ld_date(html)
        .map(|day| (day, PublishedBasis::JsonLd))
        .or_else(|| {
            const NAMES: [&str; 14] = [
                "article:published_time",
                "og:article:published_time",
                "og:published_time",
                "article:published",
                "datepublished",
                "date_published",
                "parsely-pub-date",
                "sailthru.date",
                "dc.date.issued",
                "dcterms.issued",
                "dcterms.created",
                "pubdate",
                "publishdate",
                "publish-date",
            ];
            meta(html, &NAMES).and_then(|value| date::parse(&value)).map(|day| (day, PublishedBasis::Meta))
        })
        .or_else(|| time_element(html).map(|day| (day, PublishedBasis::TimeElement)))
        .or_else(|| {
            const WEAK: [&str; 5] = ["dc.date", "date", "dcterms.date", "dc.date.created", "publication_date"];
            meta(html, &WEAK).and_then(|value| date::parse(&value)).map(|day| (day, PublishedBasis::Meta))
        })
        .or_else(|| url.and_then(in_url).map(|day| (day, PublishedBasis::Url)))
}

/// A date in an address: `/2026/02/04/`, `/2026-02-04-`, `20260204`.
pub fn in_url(url: &str) -> Option<civil::Date> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    pattern::URL_DATE
        .captures_iter(path)
        .find(|found| found[2] == found[4])
        .and_then(|found| date::parse(&format!("{}-{}-{}", &found[1], &found[3], &found[5])))
}

/// `datePublished` of the page's JSON-LD, an article's before any other's.
fn json_ld_date(html: &str) -> Option<civil::Date> {
    let mut found = Vec::new();
    for block in json_ld(html) {
        walk(&block, &mut |object| {
            if let Some(day) = object.get("datePublished").and_then(serde_json::Value::as_str).and_then(date::parse) {
                let kind = object.get("@type").map(ToString::to_string).unwrap_or_default();
                found.push((!(kind.contains("Article") || kind.contains("Posting") || kind.contains("Report")), day));
            }
        });
    }
    found.sort_by_key(|(other, _)| *other);
    found.first().map(|(_, day)| *day)
}

fn json_ld_publisher(html: &str) -> Option<String> {
    let mut found = None;
    for block in json_ld(html) {
        walk(&block, &mut |object| {
            if let Some(name) = object.get("publisher").and_then(|publisher| publisher.get("name")).and_then(serde_json::Value::as_str) {
                found.get_or_insert_with(|| name.trim().to_owned());
            }
        });
    }
    found.filter(|name| !name.is_empty())
}

fn json_ld(html: &str) -> Vec<serde_json::Value> {
    let blocks = pattern::JSON_LD.captures_iter(html).map(|found| found[1].trim().trim_end_matches(';').to_owned());
    blocks
        .filter_map(|block| {
            serde_json::from_str(&block).ok().or_else(|| serde_json::from_str(&block.replace(['\n', '\r', '\t'], " ")).ok())
        })
        .collect()
}

fn walk(value: &serde_json::Value, visit: &mut dyn FnMut(&serde_json::Map<String, serde_json::Value>)) {
    match value {
        serde_json::Value::Object(object) => {
            visit(object);
            object.values().for_each(|inner| walk(inner, visit));
        }
        serde_json::Value::Array(list) => list.iter().for_each(|inner| walk(inner, visit)),
        _ => {}
    }
}

/// The content of the first `meta` element with one of these names, in the order of the names.
fn meta(html: &str, names: &[&str]) -> Option<String> {
    let elements: Vec<Vec<(String, String)>> = pattern::META.find_iter(html).map(|element| attributes(element.as_str())).collect();
    names.iter().find_map(|name| {
        elements.iter().find_map(|attributes| {
            let named = attributes
                .iter()
                .any(|(key, value)| matches!(key.as_str(), "name" | "property" | "itemprop") && value.eq_ignore_ascii_case(name));
            let content = attributes.iter().find(|(key, _)| key == "content").map(|(_, value)| value.trim().to_owned());
            content.filter(|content| named && !content.is_empty())
        })
    })
}

fn attributes(element: &str) -> Vec<(String, String)> {
    pattern::ATTRIBUTE
        .captures_iter(element)
        .map(|found| {
            (
                found[1].to_lowercase(),
                found.get(2).or(found.get(3)).or(found.get(4)).map_or("", |value| value.as_str()).replace("&amp;", "&"),
            )
        })
        .collect()
}

/// A `time` element that is marked as the publication's, else the page's first that is not marked as a modification.
fn time_element(html: &str) -> Option<civil::Date> {
    let elements: Vec<(String, civil::Date)> = pattern::TIME
        .find_iter(html)
        .filter_map(|element| {
            let attributes = attributes(element.as_str());
            let day = attributes.iter().find(|(key, _)| key == "datetime").and_then(|(_, value)| date::parse(value))?;
            Some((element.as_str().to_lowercase(), day))
        })
        .collect();
    let marked = elements
        .iter()
        .find(|(element, _)| element.contains("datepublished") || element.contains("pubdate") || element.contains("published"));
    marked.or_else(|| elements.iter().find(|(element, _)| !element.contains("modif") && !element.contains("updat"))).map(|(_, day)| *day)
}

/// The page's own address.
fn address(html: &str) -> Option<String> {
    let link = pattern::LINK.find_iter(html).map(|element| attributes(element.as_str())).find_map(|attributes| {
        let canonical = attributes.iter().any(|(key, value)| key == "rel" && value.eq_ignore_ascii_case("canonical"));
        attributes.into_iter().find(|(key, _)| key == "href").map(|(_, value)| value).filter(|_| canonical)
    });
    link.or_else(|| meta(html, &["og:url"])).filter(|url| url.starts_with("http"))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use legation::PublishedBasis;

    use super::{in_url, pattern, published};

    #[test]
    fn patterns_compile() {
        for pattern in [&pattern::JSON_LD, &pattern::META, &pattern::LINK, &pattern::TIME, &pattern::ATTRIBUTE, &pattern::URL_DATE] {
            assert!(!pattern.as_str().is_empty());
        }
    }

    #[test]
    fn the_day_of_publication_is_never_that_of_a_change() {
        let json_ld = r#"<script type="application/ld+json">{"@graph":[{"@type":"WebPage","datePublished":"2019-01-01"},
            {"@type":"NewsArticle","dateModified":"2026-03-01","datePublished":"2026-02-04T23:00:00-05:00"}]}</script>"#;
        assert_eq!(published(json_ld, None), Some((date(2026, 2, 4), PublishedBasis::JsonLd)));
        let meta = r#"<meta property="article:modified_time" content="2026-03-01"><meta content='2026-02-04T01:00Z' property='article:published_time'/>"#;
        assert_eq!(published(meta, None), Some((date(2026, 2, 4), PublishedBasis::Meta)));
        let time = r#"<time class="updated" datetime="2026-03-01">1 March</time><time itemprop="datePublished" datetime="2026-02-04">"#;
        assert_eq!(published(time, None), Some((date(2026, 2, 4), PublishedBasis::TimeElement)));
        assert_eq!(
            published("<p>2026-02-04</p>", Some("https://example.org/news/2026/02/04/talks")),
            Some((date(2026, 2, 4), PublishedBasis::Url))
        );
        assert_eq!(published("<meta name='last-modified' content='2026-02-04'>", None), None);
    }

    #[test]
    fn blocks_are_lines() {
        let html = "<div><p>One &amp; two</p><p>Three <b>four</b>, five.</p><ul><li>six</li></ul>seven<br>eight</div>";
        assert_eq!(super::lines(html), "One & two\nThree four, five.\nsix\nseven\neight");
    }

    #[test]
    fn addresses_with_dates() {
        assert_eq!(in_url("https://example.org/2026-02-04-talks.html"), Some(date(2026, 2, 4)));
        assert_eq!(in_url("https://example.org/a/20260204/talks"), Some(date(2026, 2, 4)));
        assert_eq!(in_url("https://example.org/article-20261304"), None);
    }
}
