use scraper::{Html, Node};

/// Elements that end a line of text.
const BLOCKS: [&str; 27] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "tr",
    "ul",
];
/// Elements whose text is not read.
const SILENT: [&str; 8] = ["script", "style", "noscript", "template", "iframe", "svg", "form", "button"];

/// The text of a piece of HTML that is all article, a block a line.
pub fn text(html: &str) -> String {
    let tree = Html::parse_fragment(html);
    let mut out = String::new();
    let mut silent = 0_usize;
    for edge in tree.root_element().traverse() {
        let (node, opens) = match edge {
            ego_tree::iter::Edge::Open(node) => (node, true),
            ego_tree::iter::Edge::Close(node) => (node, false),
        };
        match node.value() {
            Node::Element(element) if SILENT.contains(&element.name()) => {
                silent = if opens { silent + 1 } else { silent.saturating_sub(1) }
            }
            Node::Element(element) if BLOCKS.contains(&element.name()) => out.push('\n'),
            Node::Text(words) if opens && silent == 0 => {
                out.extend(words.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }));
            }
            _ => {}
        }
    }
    let lines = out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn blocks_are_lines_and_scripts_are_silent() {
        let html =
            "<p>The minister&rsquo;s <b>envoy</b>\nleft &#8211; at&nbsp;noon.</p><script>var a = '<p>no</p>';</script>Later<br/>they met.";
        assert_eq!(text(html), "The minister’s envoy left – at noon.\nLater\nthey met.");
        assert_eq!(text("plain words &amp; no tags"), "plain words & no tags");
    }
}
