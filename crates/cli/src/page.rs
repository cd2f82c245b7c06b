//! The readable page: the five kinds of record with the words they come from.

use std::fmt::Write as _;
use std::io::IsTerminal;

use legation::Span;
use legation::record::{Account, Coded, Commitment, Date, Event, Meeting, Place, Reading, Ref, Statement, code_of};

/// How a page looks: width and colour.
pub struct Page {
    width: usize,
    colour: bool,
}

#[derive(Clone, Copy)]
enum Style {
    Bold,
    Dim,
    Head,
    Code,
    Good,
    Bad,
}

impl Page {
    /// A page for standard output: as wide as the terminal, coloured on one unless `NO_COLOR` is set.
    pub fn for_stdout() -> Self {
        let terminal = std::io::stdout().is_terminal();
        let colour = terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self { width: if terminal { textwrap::termwidth().clamp(50, 120) } else { 100 }, colour }
    }

    fn paint(&self, words: &str, style: Style) -> String {
        if !self.colour {
            return words.to_owned();
        }
        let code = match style {
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Head => "1;36",
            Style::Code => "33",
            Style::Good => "32",
            Style::Bad => "31",
        };
        format!("\x1b[{code}m{words}\x1b[0m")
    }

    /// One reading.
    pub fn show(&self, reading: &Reading) -> String {
        let mut out = String::new();
        let document = &reading.document;
        let _ = writeln!(out, "{}", self.paint(document.title.as_deref().unwrap_or(&document.reference), Style::Bold));
        let published = document.published.map(|day| format!("published {day} ({})", code_of(&document.published_basis)));
        let facts: Vec<String> =
            [document.publisher.clone(), published, document.language.clone().filter(|code| code != "en")].into_iter().flatten().collect();
        if !facts.is_empty() {
            let _ = writeln!(out, "{}", self.paint(&facts.join(" · "), Style::Dim));
        }
        self.section(&mut out, "Events", &reading.events, |event| self.event(reading, event));
        self.section(&mut out, "Statements", &reading.statements, |statement| self.statement(reading, statement));
        self.section(&mut out, "Commitments", &reading.commitments, |commitment| self.commitment(reading, commitment));
        self.section(&mut out, "Meetings", &reading.meetings, |meeting| self.meeting(reading, meeting));
        self.section(&mut out, "Coded", &reading.coded, |coded| self.coded(reading, coded));
        for account in &reading.accounts {
            self.account(&mut out, reading, account);
        }
        self.section(&mut out, "Notes", &reading.notes, |note| {
            let words = note.span.map(|span| format!(" {}", self.quoted(reading, span))).unwrap_or_default();
            vec![format!("{} {}{words}", self.paint(&code_of(&note.kind), Style::Code), note.text)]
        });
        let records =
            [reading.events.len(), reading.statements.len(), reading.meetings.len(), reading.commitments.len(), reading.coded.len()];
        if records.iter().all(|count| *count == 0) {
            let _ = writeln!(out, "\nNothing was found that relations between states are made of.");
        }
        out
    }

    fn section<T>(&self, out: &mut String, name: &str, items: &[T], lines: impl Fn(&T) -> Vec<String>) {
        if items.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n{} {}", self.paint(name, Style::Head), self.paint(&format!("({})", items.len()), Style::Dim));
        for item in items {
            for (index, line) in lines(item).into_iter().enumerate() {
                let (first, rest) = if index == 0 { ("  ", "      ") } else { ("      ", "      ") };
                let options = textwrap::Options::new(self.width).initial_indent(first).subsequent_indent(rest);
                for wrapped in textwrap::wrap(&line, options) {
                    let _ = writeln!(out, "{wrapped}");
                }
            }
        }
    }

    /// Words of the document, shortened in the middle where they are long.
    fn quoted(&self, reading: &Reading, span: Span) -> String {
        let words: Vec<&str> = span.of(&reading.document.text).split_whitespace().collect();
        let shown = if words.len() > 44 {
            format!("{} […] {}", words[..30].join(" "), words[words.len() - 10..].join(" "))
        } else {
            words.join(" ")
        };
        self.paint(&format!("“{}”", shown.trim_matches(['“', '”', '"'])), Style::Dim)
    }

    fn names(&self, reading: &Reading, refs: &[Ref]) -> String {
        let mut shown: Vec<String> = Vec::new();
        for party in refs {
            let name = reading.parties.get(party.party).map_or(party.text.as_str(), |party| party.name.as_str());
            let code = party.country.map(|code| format!(" ({code})")).unwrap_or_default();
            let one = format!("{}{}", self.paint(name, Style::Bold), self.paint(&code, Style::Dim));
            if !shown.contains(&one) {
                shown.push(one);
            }
        }
        if shown.is_empty() { "—".to_owned() } else { shown.join(", ") }
    }

    fn id(&self, id: &str) -> String {
        self.paint(id.get(..6).unwrap_or(id), Style::Dim)
    }

    fn date(&self, date: &Date) -> Option<String> {
        let (start, end) = (date.start?, date.end?);
        let day = if start == end { start.to_string() } else { format!("{start} to {end}") };
        Some(format!("{day} ({})", code_of(&date.basis)))
    }

    fn place(place: Option<&Place>) -> Option<String> {
        place.map(|place| place.country.map_or_else(|| place.name.clone(), |country| format!("{} ({country})", place.name)))
    }

    fn event(&self, reading: &Reading, event: &Event) -> Vec<String> {
        let modes = if event.modes.is_empty() { String::new() } else { format!(" {}", event.modes.join(", ")) };
        let style = if event.quad <= 2 { Style::Good } else { Style::Bad };
        let dyad = self.dyad(reading, &event.actors, &event.recipients);
        let amounts = event.amounts.iter().map(|amount| amount.text.clone());
        let people = event.casualties.iter().flat_map(|people| {
            [("killed", &people.killed), ("injured", &people.injured), ("arrested", &people.arrested), ("displaced", &people.displaced)]
        });
        let casualties =
            people.filter_map(|(what, count)| count.as_ref().map(|count| format!("{what}: {}", count.span.of(&reading.document.text))));
        let facts: Vec<String> = [Some(code_of(&event.status)), self.date(&event.date), Self::place(event.place.as_ref())]
            .into_iter()
            .flatten()
            .chain(amounts)
            .chain(casualties)
            .collect();
        vec![
            format!("{}{modes}  {dyad}  {}", self.paint(event.kind.code(), style), self.id(&event.id)),
            facts.join(" · "),
            self.quoted(reading, event.sentence),
        ]
    }

    fn dyad(&self, reading: &Reading, actors: &[Ref], recipients: &[Ref]) -> String {
        let actors = self.names(reading, actors);
        if recipients.is_empty() { actors } else { format!("{actors} → {}", self.names(reading, recipients)) }
    }

    fn coded(&self, reading: &Reading, coded: &Coded) -> Vec<String> {
        let amounts = coded.amounts.iter().map(|amount| amount.text.clone());
        let facts: Vec<String> = [Some(code_of(&coded.status)), self.date(&coded.date), Self::place(coded.place.as_ref())]
            .into_iter()
            .flatten()
            .chain(amounts)
            .collect();
        vec![
            format!(
                "{} {}  {}  {}",
                coded.codebook,
                self.paint(&coded.code, Style::Code),
                self.dyad(reading, &coded.actors, &coded.recipients),
                self.id(&coded.id)
            ),
            facts.join(" · "),
            self.quoted(reading, coded.sentence),
        ]
    }

    fn statement(&self, reading: &Reading, statement: &Statement) -> Vec<String> {
        let to =
            if statement.addressees.is_empty() { String::new() } else { format!(" to {}", self.names(reading, &statement.addressees)) };
        let via = statement.channel.as_ref().map(|channel| format!(", via {channel}")).unwrap_or_default();
        let by: Vec<&str> = statement.reported_by.iter().map(|by| by.channel.as_deref().unwrap_or(&by.party.text)).collect();
        let by = if by.is_empty() { String::new() } else { format!(", as reported by {}", by.join(", ")) };
        let not = if code_of(&statement.polarity) == "negated" { " did not say" } else { "" };
        let content: Vec<String> = statement.content.as_slice().iter().map(|span| self.quoted(reading, *span)).collect();
        vec![
            format!(
                "{}{not}{to}{via}{by}  {} {}",
                self.names(reading, &statement.speakers),
                self.paint(&code_of(&statement.kind), Style::Code),
                self.id(&statement.id)
            ),
            content.join(" … "),
        ]
    }

    fn commitment(&self, reading: &Reading, commitment: &Commitment) -> Vec<String> {
        let to = if commitment.to.is_empty() { String::new() } else { format!(" to {}", self.names(reading, &commitment.to)) };
        let due = self.date(&commitment.due).map(|due| format!("due {due}"));
        let term = commitment.term.as_ref().map(|term| format!("for {term}"));
        let condition = commitment.condition.map(|span| format!("if {}", self.quoted(reading, span)));
        let amounts = commitment.amounts.iter().map(|amount| amount.text.clone());
        let facts: Vec<String> = [Some(code_of(&commitment.status)), due, term, condition].into_iter().flatten().chain(amounts).collect();
        vec![
            format!(
                "{}{to}  {} {}",
                self.names(reading, &commitment.by),
                self.paint(&code_of(&commitment.strength), Style::Code),
                self.id(&commitment.id)
            ),
            self.quoted(reading, commitment.act),
            facts.join(" · "),
        ]
    }

    fn meeting(&self, reading: &Reading, meeting: &Meeting) -> Vec<String> {
        let name = meeting.name.as_ref().map(|name| format!("{name}, ")).unwrap_or_default();
        let facts: Vec<String> = [self.date(&meeting.date), Self::place(meeting.place.as_ref())].into_iter().flatten().collect();
        let mut lines = vec![format!(
            "{} {name}{}  {} {}",
            self.paint(&code_of(&meeting.kind), Style::Code),
            self.names(reading, &meeting.participants),
            code_of(&meeting.status),
            self.id(&meeting.id)
        )];
        if !facts.is_empty() {
            lines.push(facts.join(" · "));
        }
        lines
    }

    /// A column a side; an empty cell is "not mentioned".
    fn account(&self, out: &mut String, reading: &Reading, account: &Account) {
        let sides: Vec<String> = account
            .sides
            .iter()
            .map(|side| if side.channels.is_empty() { side.id.clone() } else { format!("{} via {}", side.id, side.channels.join(", ")) })
            .collect();
        let _ = writeln!(out, "\n{}", self.paint(&format!("Account of one meeting by {}", sides.join(" and ")), Style::Head));
        let column = (self.width.saturating_sub(2) / (account.sides.len() + 1)).saturating_sub(2).max(14);
        let cut = |words: &str| {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            if words.chars().count() > column { format!("{}…", words.chars().take(column - 1).collect::<String>()) } else { words }
        };
        let pad = |words: &str| format!("{words}{}", " ".repeat((column + 2).saturating_sub(words.chars().count())));
        let header: String = std::iter::once(pad("")).chain(account.sides.iter().map(|side| pad(&side.id))).collect();
        let _ = writeln!(out, "  {}", self.paint(header.trim_end(), Style::Bold));
        for row in &account.rows {
            let mut line = pad(&cut(&row.topic));
            for side in &account.sides {
                let told = row.cells.get(&side.id).and_then(|cells| cells.first());
                let cell = told.map_or_else(|| "not mentioned".to_owned(), |cell| cut(cell.span.of(&reading.document.text)));
                line.push_str(&if told.is_some() { pad(&cell) } else { self.paint(&pad(&cell), Style::Dim) });
            }
            let _ = writeln!(out, "  {}", line.trim_end());
        }
    }
}
