use legation::Span;
use legation::record::{Event, Place, Ref};

use crate::expectation::code_of;

/// An event marked in a case's text, as `training/events/README.md` defines the marks.
#[derive(Debug, Default)]
pub struct MarkedEvent {
    number: usize,
    kind: String,
    modes: Vec<String>,
    status: String,
    trigger: Option<Span>,
    parts: Vec<(String, Span)>,
}

/// Takes the marks out of a text: `[Norway|actor] [urged|REQUEST.yield:planned:2]`.
pub fn unmark(marked: &str) -> Result<(String, Vec<MarkedEvent>), String> {
    let (mut text, mut events): (String, Vec<MarkedEvent>) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('[') {
        let (inside, behind) = after.split_once(']').ok_or_else(|| format!("no ] behind [{after}"))?;
        let Some((words, labels)) = inside.rsplit_once('|') else {
            // Brackets of the text itself.
            text.push_str(before);
            text.push('[');
            rest = after;
            continue;
        };
        text.push_str(before);
        let span = Span::new(text.len(), text.len() + words.len()).ok_or_else(|| format!("nothing is marked {labels}"))?;
        text.push_str(words);
        rest = behind;
        if labels.starts_with(|c: char| c.is_ascii_uppercase()) {
            let mut fields: Vec<&str> = labels.split(':').collect();
            let number = fields.last().and_then(|last| last.parse().ok());
            if number.is_some() {
                fields.pop();
            }
            let mut codes = fields[0].split('.').map(str::to_owned);
            let event = event(&mut events, number.unwrap_or(1));
            event.kind = codes.next().unwrap_or_default();
            event.modes = codes.collect();
            event.status = (*fields.get(1).unwrap_or(&"occurred")).to_owned();
            event.trigger = Some(span);
        } else {
            for label in labels.split(',') {
                let (role, number) = label.split_once(':').unwrap_or((label, "1"));
                let number = number.parse().map_err(|_| format!("{label:?} has no number behind the colon"))?;
                event(&mut events, number).parts.push((role.to_owned(), span));
            }
        }
    }
    text.push_str(rest);
    match events.iter().find(|event| event.trigger.is_none()) {
        Some(event) => Err(format!("the marked event {} has no trigger", event.number)),
        None => Ok((text, events)),
    }
}

fn event(events: &mut Vec<MarkedEvent>, number: usize) -> &mut MarkedEvent {
    let at = events.iter().position(|event| event.number == number).unwrap_or_else(|| {
        events.push(MarkedEvent { number, ..MarkedEvent::default() });
        events.len() - 1
    });
    &mut events[at]
}

impl MarkedEvent {
    /// Whether an event is the marked one: its type, modes and status, a mention that overlaps the trigger, and the words of all
    /// marked parties, of the place and of the date.
    pub fn is(&self, event: &Event) -> bool {
        let named = |refs: &[Ref], span: &Span| refs.iter().any(|party| party.span.overlaps(*span));
        let place = |place: Option<&Place>, span: &Span| place.is_some_and(|place| place.span.overlaps(*span));
        event.kind.code() == self.kind
            && code_of(&event.status) == self.status
            && self.modes.iter().all(|mode| event.modes.contains(mode))
            && self.trigger.is_some_and(|trigger| event.mentions.as_slice().iter().any(|mention| mention.overlaps(trigger)))
            && self.parts.iter().all(|(role, span)| match role.as_str() {
                "actor" => named(&event.actors, span),
                "recipient" => named(&event.recipients, span),
                "place" => place(event.place.as_ref(), span),
                "date" => event.date.span.is_some_and(|date| date.overlaps(*span)),
                _ => event.others.iter().any(|other| other.role == *role && other.party.span.overlaps(*span)),
            })
    }
}
