use super::coder::Act;
use crate::Text;
use crate::record::{Basis, Date, EventType, Status};

/// Dates what the text does not: the main act of that day's news has the day of publication; in a readout, what was said in the
/// meeting has the meeting's day; everything else stays open.
pub fn date(text: &Text<'_>, mut acts: Vec<Act>) -> Vec<Act> {
    let published = text.document.published;
    for act in &mut acts {
        let lead = text.sentences.get(act.sentence).is_some_and(|sentence| sentence.paragraph == 0) && act.sentence < 2;
        if lead
            && act.date.start.is_none()
            && act.date.span.is_none()
            && matches!(act.status, Status::Occurred | Status::Ongoing)
            && !act.nominal
        {
            act.date = Date::publication(published);
        }
    }
    // A readout opens with its meeting and tells what was said in it.
    let main = acts
        .iter()
        .find(|act| act.kind == EventType::Consult && act.sentence < 2 && act.status == Status::Occurred && act.date.start.is_some())
        .cloned();
    let short = text.sentences.len() <= 30;
    let Some(main) = main.filter(|_| short) else { return acts };
    let taking_part: Vec<usize> = main.actors.iter().chain(&main.recipients).map(|party| party.party).collect();
    for act in &mut acts {
        let said_there = act.actors.iter().any(|actor| taking_part.contains(&actor.party))
            && act.actors.iter().all(|actor| taking_part.contains(&actor.party) || actor.country.is_some());
        let verbal = matches!(
            act.kind,
            EventType::Agree
                | EventType::Support
                | EventType::Request
                | EventType::Accuse
                | EventType::Reject
                | EventType::Threaten
                | EventType::Concede
        );
        if said_there && verbal && act.date.start.is_none() && act.date.span.is_none() && act.status == Status::Occurred {
            act.date =
                Date { basis: Basis::Inferred, why: Some("said in the meeting that the text reports".to_owned()), ..main.date.clone() };
        }
    }
    acts
}
