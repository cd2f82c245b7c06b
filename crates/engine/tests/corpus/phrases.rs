use legation::when::When;
use legation::{Document, World, layers};

/// One line `each DATE | phrase | phrase`: what each phrase means in the case's text, where it stands for `{}`.
pub struct Phrases {
    number: usize,
    todo: bool,
    wanted: String,
    phrases: Vec<String>,
}

impl Phrases {
    /// Whether a line is of this kind.
    pub fn is(line: &str) -> bool {
        line.strip_prefix("todo ").unwrap_or(line).starts_with("each ")
    }

    pub fn parse(number: usize, line: &str) -> Result<Self, String> {
        let (todo, rest) = line.strip_prefix("todo ").map_or((false, line), |rest| (true, rest));
        let mut parts = rest.trim_start_matches("each ").split('|').map(|part| part.trim().to_owned());
        let wanted = parts.next().filter(|wanted| !wanted.is_empty()).ok_or_else(|| format!("{line:?} does not say what is wanted"))?;
        let phrases: Vec<String> = parts.filter(|phrase| !phrase.is_empty()).collect();
        if phrases.is_empty() { Err(format!("{line:?} has no phrases")) } else { Ok(Self { number, todo, wanted, phrases }) }
    }

    /// What is wrong, a line for each phrase, and how the file's line should be instead.
    pub fn check(&self, world: &World, place: &str, document: impl Fn(&str) -> Document) -> Option<(String, usize, String)> {
        let (mut right, mut wrong, mut told) = (Vec::new(), Vec::new(), Vec::new());
        for phrase in &self.phrases {
            let document = document(phrase);
            let (text, _) = layers(world, &document);
            let found = text.whens.as_slice();
            if self.fits(found) != self.todo {
                right.push(phrase.as_str());
                continue;
            }
            wrong.push(phrase.as_str());
            let shown: Vec<String> = found.iter().map(|when| show(when, &document)).collect();
            let problem = if self.todo { "holds now: take `todo` away".to_owned() } else { format!("found {shown:?}") };
            told.push(format!("{place}:{}: {phrase:?} should be {}, {problem}", self.number, self.wanted));
        }
        if told.is_empty() {
            return None;
        }
        let line = |todo: bool, phrases: &[&str]| {
            let mark = if todo { "todo " } else { "" };
            if phrases.is_empty() { String::new() } else { format!("{mark}each {} | {}\n", self.wanted, phrases.join(" | ")) }
        };
        // A phrase that is not found gets a line of its own, so that the count of `todo` lines counts phrases.
        let moved: String = if self.todo { line(false, &wrong) } else { wrong.iter().map(|phrase| line(true, &[phrase])).collect() };
        let rewritten = line(self.todo, &right) + &moved;
        Some((told.join("\n"), self.number, rewritten.trim_end().to_owned()))
    }

    fn fits(&self, found: &[When]) -> bool {
        let mut words = self.wanted.split_whitespace();
        let first = words.next().unwrap_or_default();
        let dated: Vec<&When> = found.iter().filter(|when| when.date.start.is_some()).collect();
        match first {
            "none" => return found.is_empty(),
            "-" => return !found.is_empty() && dated.is_empty(),
            duration if duration.starts_with('P') => {
                return dated.is_empty() && found.iter().any(|when| when.duration.as_deref() == Some(duration));
            }
            _ => {}
        }
        let [when] = dated[..] else { return false };
        let (start, end) = first.split_once("..").unwrap_or((first, first));
        let is = |day: Option<jiff::civil::Date>, wanted: &str| day.is_some_and(|day| day.to_string().starts_with(wanted));
        is(when.date.start, start)
            && is(when.date.end, end)
            && words.all(|word| match word {
                "deadline" => when.deadline,
                duration if duration.starts_with('P') => when.duration.as_deref() == Some(duration),
                precision => format!("{:?}", when.date.precision).to_lowercase() == precision,
            })
    }
}

fn show(when: &When, document: &Document) -> String {
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
    format!("{}: {}..{} by {}", when.span.of(&document.text), day(when.date.start), day(when.date.end), when.derivation)
}
