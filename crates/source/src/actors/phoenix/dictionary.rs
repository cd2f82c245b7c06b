use crate::actors::PartialDate;

/// A dictionary: its entries, and the lines that could not be used.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    /// In the order of the file.
    pub entries: Vec<Entry>,
    /// In the order of the file.
    pub broken: Vec<Broken>,
}

/// An actor with its synonyms and codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Line of its first name, counted from 1.
    pub line: u64,
    /// Names as written, underscores replaced by spaces.
    pub names: Vec<String>,
    /// Its codes in order.
    pub codes: Vec<Dated>,
}

/// A code with the days between which it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// Such as `CHNGOV`.
    pub code: String,
    /// First day.
    pub from: Option<PartialDate>,
    /// Last day.
    pub to: Option<PartialDate>,
}

/// A line that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Counted from 1.
    pub line: u64,
    /// What is wrong with it.
    pub message: String,
}

/// Reads a dictionary. It cannot fail: lines that are broken are in the result.
#[must_use]
pub fn parse(text: &str) -> Dictionary {
    let mut dictionary = Dictionary::default();
    let mut entry = Entry::default();
    for (line, number) in text.lines().zip(1..) {
        let line = without_comment(line).trim();
        // `!SET! = A, B` names a set of words; dictionaries of agents use them.
        if line.is_empty() || (line.starts_with('!') && line.contains('=')) {
            continue;
        }
        let (name, codes) = line.split_at(line.find('[').unwrap_or(line.len()));
        let (synonym, name) = name.strip_prefix('+').map_or((false, name), |name| (true, name));
        let name = name.replace('_', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        if !synonym && !name.is_empty() {
            dictionary.end(std::mem::take(&mut entry));
            entry.line = number;
        }
        if entry.line == 0 {
            dictionary.broken.push(Broken { line: number, message: "it belongs to no actor: none is above it".to_owned() });
            continue;
        }
        if !name.is_empty() {
            entry.names.push(name);
        } else if synonym {
            dictionary.broken.push(Broken { line: number, message: "there is no name after +".to_owned() });
        }
        for code in bracketed(codes) {
            match code.and_then(dated) {
                Ok(codes) => entry.codes.extend(codes),
                Err(message) => dictionary.broken.push(Broken { line: number, message }),
            }
        }
    }
    dictionary.end(entry);
    dictionary.broken.sort_by_key(|broken| broken.line);
    dictionary
}

impl Dictionary {
    /// Takes an entry that is complete.
    fn end(&mut self, entry: Entry) {
        let told = self.broken.iter().rev().any(|broken| broken.line >= entry.line);
        if entry.line > 0 && entry.codes.is_empty() && !told {
            let name = entry.names.first().cloned().unwrap_or_default();
            self.broken.push(Broken {
                line: entry.line,
                message: format!("{name:?} has no code: write NAME [CODE], or +NAME for another name of the actor above"),
            });
        } else if !entry.codes.is_empty() {
            self.entries.push(entry);
        }
    }
}

/// The line up to a `#` or `;` that is outside of brackets.
fn without_comment(line: &str) -> &str {
    let mut depth = 0_usize;
    for (at, letter) in line.char_indices() {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '#' | ';' if depth == 0 => return &line[..at],
            _ => {}
        }
    }
    line
}

/// What stands in each pair of brackets.
fn bracketed(text: &str) -> impl Iterator<Item = Result<&str, String>> {
    text.split('[').skip(1).map(|rest| match rest.split_once(']') {
        Some((inside, _)) => Ok(inside.trim()),
        None => Err(format!("[{} has no closing bracket", rest.trim())),
    })
}

/// The codes of a bracket: `CHNGOV`, `CHNGOV >20121115`, `CHNGOV <121115`, `CHNGOV 030101-121114`, `CHNGOV/CHNMIL`.
fn dated(inside: &str) -> Result<Vec<Dated>, String> {
    let mut parts = inside.split_whitespace();
    let code = parts.next().ok_or_else(|| "the brackets are empty".to_owned())?;
    let when: String = parts.collect();
    if code.starts_with(['<', '>']) || code.len() > 5 && code.chars().all(|c| c.is_ascii_digit() || c == '-') {
        return Err(format!("[{inside}] has a date and no code"));
    }
    let (from, to) = match (when.chars().next(), when.split_once('-')) {
        (None, _) => (None, None),
        (Some('>'), _) => (Some(day(&when[1..])?), None),
        (Some('<'), _) => (None, Some(day(&when[1..])?)),
        (_, Some((from, to))) => {
            let (mut first, last) = (day(from)?, day(to)?);
            if first.first() > last.last() && from.len() == 6 {
                // Of two digits the century is a guess, and a span begins before it ends.
                first = century_earlier(first).unwrap_or(first);
            }
            if first.first() > last.last() {
                return Err(format!("{when} ends before it begins"));
            }
            (Some(first), Some(last))
        }
        _ => return Err(format!("{when:?} are no dates: write >YYYYMMDD, <YYYYMMDD or YYYYMMDD-YYYYMMDD")),
    };
    Ok(code.split('/').map(|code| Dated { code: code.to_owned(), from, to }).collect())
}

/// `YYYYMMDD` or `YYMMDD`; a day or month of 00 is not known. Years of two digits up to 30 are after 2000.
fn day(text: &str) -> Result<PartialDate, String> {
    let wrong = || format!("{text:?} is no date: write YYYYMMDD or YYMMDD");
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse::<i16>().ok());
    let (year, rest) = match text.len() {
        8 => (number(0..4), 4),
        6 => (number(0..2).map(|year| if year <= 30 { 2000 + year } else { 1900 + year }), 2),
        _ => (None, 0),
    };
    let part = |from: usize| number(from..from + 2).and_then(|number| i8::try_from(number).ok());
    year.zip(part(rest)).zip(part(rest + 2)).and_then(|((year, month), day)| PartialDate::new(year, month, day)).ok_or_else(wrong)
}

fn century_earlier(date: PartialDate) -> Option<PartialDate> {
    let text = date.to_string();
    let year: i16 = text.get(..4)?.parse().ok()?;
    PartialDate::parse(&format!("{:04}{}", year - 100, text.get(4..)?))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn entries_have_synonyms_and_dated_codes() {
        let text = "# a comment\nANNA_BEK_ ; who\n+A._BEK_\n\t[PERGOV 030101-121114]  # first\n\t[PERELI >20121115]\n\nLIMA_CLUB [NGOPER][MNCPER <990000]\n";
        let found = parse(text);
        assert_eq!(found.broken, []);
        let told: Vec<String> = found
            .entries
            .iter()
            .flat_map(|entry| entry.codes.iter().map(move |code| (entry, code)))
            .map(|(entry, code)| {
                let date = |date: Option<crate::actors::PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
                format!("{} {} {} {} {}", entry.line, entry.names.join("|"), code.code, date(code.from), date(code.to))
            })
            .collect();
        assert_eq!(
            told,
            [
                "2 ANNA BEK|A. BEK PERGOV 2003-01-01 2012-11-14",
                "2 ANNA BEK|A. BEK PERELI 2012-11-15 ",
                "7 LIMA CLUB NGOPER  ",
                "7 LIMA CLUB MNCPER  1999",
            ]
        );
    }

    #[test]
    fn two_digits_mean_the_century_that_keeps_a_span_in_order() {
        let found = parse("A_B [PERGOV 250101-450101] [PERGOV 980101-020101]\n");
        let years: Vec<i16> = found.entries[0].codes.iter().filter_map(|code| code.from).map(|from| from.first().year()).collect();
        assert_eq!(years, [1925, 1998]);
    }

    #[test]
    fn bad_lines_are_told_and_the_others_kept() {
        let found =
            parse("+LOST\nA_B [PERGOV 2004017-20061201]\n\t[PERGOV >20070101]\nNO_CODE_\nC [CHNGOV\nD [>20010101]\nE_F []\n+\nG [PER]");
        let lines: Vec<u64> = found.broken.iter().map(|broken| broken.line).collect();
        assert_eq!(lines, [1, 2, 4, 5, 6, 7, 8], "{:?}", found.broken);
        assert_eq!(found.entries.len(), 2);
        assert_eq!(found.entries[0].codes.len(), 1);
    }
}
