//! Views: what a table of events shows of the record, chosen at export and never stored.
//!
//! An event has lists of actors and recipients; most formats want a row for each pair. A reciprocal act (a call, a meeting, an agreement)
//! has all its parties as actors and no recipient; most formats want it from each party to each other.

use std::io::Write;

use legation::Reading;
use legation::record::{Event, EventType, Ref, Status};

use super::day::{self, Key};
use super::{ExportError, Exported, Format, SourceRef};

/// How events become rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// A row for each pair of an actor and a recipient; else one with all of them.
    pub expand: bool,
    /// A reciprocal act as A → B and B → A; else once: A, B for each two parties where `expand` is set, else all parties as actors.
    pub double: bool,
    /// One row for all events of a day between the same two, of the same code.
    pub one_a_day: Option<OneADay>,
    /// The quad of SANCTION.
    pub quad: Quad,
    /// How POLECAT's Quad Code is written.
    pub quad_code: QuadCode,
    /// Which events are exported, by whether they have happened.
    pub statuses: Vec<Status>,
}

/// What code a day may have but one event of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OneADay {
    /// CAMEO, as Phoenix does it.
    Cameo,
    /// The PLOVER type.
    Type,
}

/// The quad of SANCTION, about which PLOVER's manual contradicts itself (`data/codebook/switches.toml`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quad {
    /// As it was coded when the document was read.
    AsRead,
    /// 4, as the manual's sections and summary table have it.
    Material,
    /// 3, as its closing table and its README have it.
    Verbal,
}

/// How POLECAT's Quad Code is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuadCode {
    /// `VERBAL COOPERATION`.
    Text,
    /// `1`.
    Number,
}

impl Default for View {
    /// One row an event, of events that happened or go on.
    fn default() -> Self {
        Self {
            expand: false,
            double: false,
            one_a_day: None,
            quad: Quad::AsRead,
            quad_code: QuadCode::Text,
            statuses: vec![Status::Occurred, Status::Ongoing],
        }
    }
}

impl View {
    /// The view that users of a format expect: GDELT, ICEWS and Phoenix have a row a pair and reciprocal acts twice, Phoenix one a day;
    /// formats that say the status of an event hold all of them.
    #[must_use]
    pub fn of(format: Format) -> Self {
        let usual = Self::default();
        match format {
            Format::Polecat => usual,
            Format::GdeltEvents | Format::GdeltMentions | Format::Icews => Self { expand: true, double: true, ..usual },
            Format::Phoenix => Self { expand: true, double: true, one_a_day: Some(OneADay::Cameo), ..usual },
            _ => Self {
                statuses: vec![
                    Status::Occurred,
                    Status::Ongoing,
                    Status::Planned,
                    Status::Conditional,
                    Status::Possible,
                    Status::Negated,
                    Status::Denied,
                ],
                ..usual
            },
        }
    }

    /// The rows of one event; none where its status is not wanted. Rows of one event differ in `ordinal`.
    #[must_use]
    pub fn rows<'a>(&self, exported: &'a Exported, event: &'a Event) -> Vec<Row<'a>> {
        if !self.statuses.contains(&event.status) {
            return Vec::new();
        }
        let reciprocal = event.recipients.is_empty() && event.actors.len() > 1;
        let sides = if reciprocal { self.reciprocal(&event.actors) } else { self.directed(&event.actors, &event.recipients) };
        let sources = exported.sources(&event.id);
        let row = |(ordinal, (actors, recipients)): (usize, (Vec<Ref>, Vec<Ref>))| {
            let quad = match (event.kind, self.quad) {
                (EventType::Sanction, Quad::Material) => 4,
                (EventType::Sanction, Quad::Verbal) => 3,
                _ => event.quad,
            };
            let event = Event { actors, recipients, quad, ..event.clone() };
            Row { reading: &exported.reading, ids: vec![event.id.clone()], event, sources: sources.clone(), ordinal }
        };
        sides.into_iter().enumerate().map(row).collect()
    }

    fn directed(&self, actors: &[Ref], recipients: &[Ref]) -> Vec<(Vec<Ref>, Vec<Ref>)> {
        if !self.expand {
            return vec![(actors.to_vec(), recipients.to_vec())];
        }
        let each = |side: &[Ref]| if side.is_empty() { vec![Vec::new()] } else { side.iter().map(|party| vec![party.clone()]).collect() };
        let recipients: Vec<Vec<Ref>> = each(recipients);
        each(actors).into_iter().flat_map(|actor| recipients.iter().map(move |recipient| (actor.clone(), recipient.clone()))).collect()
    }

    fn reciprocal(&self, parties: &[Ref]) -> Vec<(Vec<Ref>, Vec<Ref>)> {
        let pairs = |later: bool| {
            let count = parties.len();
            let both = (0..count).flat_map(move |a| (a + 1..count).map(move |b| (a, b)));
            both.flat_map(move |(a, b)| if later { vec![(a, b), (b, a)] } else { vec![(a, b)] })
                .filter_map(|(a, b)| Some((vec![parties.get(a)?.clone()], vec![parties.get(b)?.clone()])))
                .collect()
        };
        match (self.expand, self.double) {
            (true, double) => pairs(double),
            (false, false) => vec![(parties.to_vec(), Vec::new())],
            (false, true) => parties
                .iter()
                .enumerate()
                .map(|(at, party)| {
                    let others = parties.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other.clone());
                    (vec![party.clone()], others.collect())
                })
                .collect(),
        }
    }

    /// The rows of a reading: those of every event that stands for its act.
    pub(super) fn rows_of<'a>(&self, exported: &'a Exported) -> Vec<Row<'a>> {
        let standing = exported.reading.events.iter().filter(|event| exported.stands_for(&event.id).1);
        standing.flat_map(|event| self.rows(exported, event)).collect()
    }

    /// What tells rows of a day apart; `None` where the view keeps all rows or no day is known.
    pub(super) fn key(&self, row: &Row) -> Option<Key> {
        self.one_a_day.and_then(|code| day::key(row, code))
    }

    /// Hands every row on, in the order of the readings, and counts them.
    pub(super) fn each_row(
        &self,
        readings: impl Iterator<Item = Exported>,
        show: &mut dyn FnMut(&Row) -> Result<(), ExportError>,
    ) -> Result<u64, ExportError> {
        if self.one_a_day.is_some() {
            return day::each_row(self, readings, show);
        }
        let mut count = 0;
        for exported in readings {
            for row in self.rows_of(&exported) {
                show(&row)?;
                count += 1;
            }
        }
        Ok(count)
    }

    /// The same, each row a line of `out` without what ends it.
    pub(super) fn each_line(
        &self,
        readings: impl Iterator<Item = Exported>,
        mut out: impl Write,
        line: &mut dyn FnMut(&Row) -> Vec<u8>,
    ) -> Result<u64, ExportError> {
        let count = self.each_row(readings, &mut |row| {
            out.write_all(&line(row))?;
            Ok(out.write_all(b"\n")?)
        })?;
        out.flush()?;
        Ok(count)
    }
}

/// One row of a table of events.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<'a> {
    /// The document and its parties.
    pub reading: &'a Reading,
    /// The event with the actors, the recipients and the quad of this row.
    pub event: Event,
    /// Ids of the events that it stands for: its own, then those of the same day.
    pub ids: Vec<String>,
    /// The documents that tell it, its own first.
    pub sources: Vec<SourceRef>,
    /// Which of the event's rows, from 0.
    pub ordinal: usize,
}

impl Row<'_> {
    /// An id of the row: the event's, and behind a hyphen which row where it is not the first.
    #[must_use]
    pub fn id(&self) -> String {
        if self.ordinal == 0 { self.event.id.clone() } else { format!("{}-{}", self.event.id, self.ordinal) }
    }

    /// The name of a party.
    #[must_use]
    pub fn name<'b>(&'b self, party: &'b Ref) -> &'b str {
        self.reading.parties.get(party.party).map_or(&party.text, |party| &party.name)
    }
}
