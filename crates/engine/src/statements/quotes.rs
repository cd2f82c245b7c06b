use crate::Span;

/// A quotation: the marks and all between, and what is between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// With its marks.
    pub outer: Span,
    /// Without them.
    pub inner: Span,
}

/// The quotations of a text outside some stretches, in order, found by their marks alone: “ ”, " ", « ». One that opens a
/// paragraph and is not closed ends with the paragraph, as quotations over several paragraphs are printed.
#[must_use]
pub fn find(text: &str, outside: &[Span]) -> Vec<Quote> {
    let mut quotes = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        in_line(line, at, &mut quotes);
        at += line.len();
    }
    quotes.retain(|quote| !outside.iter().any(|span| span.overlaps(quote.outer)));
    quotes
}

fn in_line(line: &str, offset: usize, quotes: &mut Vec<Quote>) {
    let mut open: Option<(usize, char)> = None;
    let mut last = None;
    let bytes = line.trim_end().len();
    for (at, mark) in line.char_indices() {
        let opens = matches!(mark, '“' | '«' | '„') || (mark == '"' && open.is_none());
        let closes = open.is_some_and(|(_, with)| match with {
            '“' => mark == '”' || mark == '"',
            '«' => mark == '»',
            '„' => mark == '“' || mark == '”',
            _ => mark == '"',
        });
        if closes {
            if let Some((start, with)) = open.take() {
                push(line, offset, (start, start + with.len_utf8(), at, at + mark.len_utf8()), quotes);
            }
        } else if opens {
            open = Some((at, mark));
        }
        last = Some(at);
    }
    if let (Some((start, with)), Some(_)) = (open, last)
        && with != '"'
    {
        push(line, offset, (start, start + with.len_utf8(), bytes, bytes), quotes);
    }
}

fn push(line: &str, offset: usize, (start, inner, end, outer): (usize, usize, usize, usize), quotes: &mut Vec<Quote>) {
    let span = |from: usize, to: usize| Span::new(offset + from, offset + to);
    let words = line.get(inner..end).unwrap_or_default();
    let lead = words.len() - words.trim_start().len();
    let trail = words.trim_end().len();
    if let (Some(outer), Some(inner)) = (span(start, outer), if lead < trail { span(inner + lead, inner + trail) } else { None }) {
        quotes.push(Quote { outer, inner });
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    fn inner(text: &str) -> Vec<&str> {
        find(text, &[]).into_iter().map(|quote| quote.inner.of(text)).collect()
    }

    #[test]
    fn finds_quotations_by_their_marks() {
        assert_eq!(inner("“We agree,” she said. \"So do we.\""), ["We agree,", "So do we."]);
        assert_eq!(inner("It's the aides' “best” plan"), ["best"]);
        assert_eq!(inner("“It goes on\n“and ends here.”"), ["It goes on", "and ends here."]);
        assert_eq!(inner("“” \""), Vec::<&str>::new());
    }
}
