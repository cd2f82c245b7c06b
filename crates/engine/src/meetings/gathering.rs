use crate::analyse::{Sentence, clause};
use crate::record::{Because, Date, Meeting, MeetingKind, MeetingStatus, Status};
use crate::{Text, places, when};

/// Gatherings that go by a name: "the Quad summit in Tokyo", "the G20 in Miami".
pub fn find(text: &Text<'_>) -> Vec<Meeting> {
    let mut found = Vec::new();
    for (index, sentence) in text.sentences.iter().enumerate() {
        for word in 0..sentence.words.len() {
            found.extend(gathering(text, index, sentence, word));
        }
    }
    found
}

fn gathering(text: &Text<'_>, index: usize, sentence: &Sentence, word: usize) -> Option<Meeting> {
    let lexicon = &text.world.gatherings;
    let entry = &sentence.words[word];
    let by_name =
        lexicon.names.get(&entry.form).copied().filter(|_| !["compound", "amod", "nmod:poss"].iter().any(|rel| sentence.is(word, rel)));
    let by_noun =
        lexicon.nouns.get(&entry.lemma.to_lowercase()).copied().filter(|kind| !matches!(kind, MeetingKind::Call | MeetingKind::Visit));
    let kind = by_name.or(by_noun)?;
    // A noun is a name with capitals before it: "the Quad summit", "the fourth U.S.-India Dialogue".
    let mut start = word;
    while start > 0
        && sentence.is_under(start - 1, word)
        && (matches!(sentence.words[start - 1].upos, "PROPN" | "NUM" | "ADJ" | "NOUN" | "SYM")
            || matches!(sentence.words[start - 1].form.as_str(), "-" | "+" | "/"))
    {
        start -= 1;
    }
    let names_something = |at: usize| {
        let form = &sentence.words[at].form;
        form.chars().next().is_some_and(char::is_uppercase)
            && sentence.words[at].upos == "PROPN"
            && !text.places.as_slice().iter().any(|place| place.span.overlaps(sentence.words[at].span))
            && !text.parties.mention(index, at).is_some_and(|mention| {
                mention.parties.iter().any(|&party| {
                    text.parties
                        .as_slice()
                        .get(party)
                        .is_some_and(|party| matches!(party.kind, crate::record::PartyKind::Person | crate::record::PartyKind::State))
                })
            })
    };
    if by_name.is_none() && !(start..word).any(names_something) && entry.upos != "PROPN" {
        return None;
    }
    if entry.upos == "PROPN" && by_name.is_none() && start == word {
        return None;
    }
    let span = sentence.span_of(start..word + 1);
    let place = places::of_act(text, index, word);
    // A gathering without place, date or verb of gathering is only spoken of.
    let own_date = when::of_act(text, index, word);
    let (status, date) = state(text, index, sentence, word, own_date);
    if place.is_none() && date.start.is_none() && by_name.is_some() {
        return None;
    }
    let between = clause::obliques(sentence, word, &["between", "with"]);
    let participants = between.into_iter().flat_map(|noun| text.parties.of(sentence, index, noun)).collect();
    let because = Because::new("meeting.named", span, 0.7);
    let host = None;
    Some(Meeting {
        id: String::new(),
        kind,
        name: Some(text.words(span).to_owned()),
        participants,
        host,
        place,
        date,
        status,
        events: Vec::new(),
        confidence: 0.7,
        because,
    })
}

/// What the verb above a gathering says of it: its tense and date.
fn state(text: &Text<'_>, index: usize, sentence: &Sentence, word: usize, own: Date) -> (MeetingStatus, Date) {
    let mut at = word;
    let mut status = Status::Occurred;
    let mut date = own;
    for _ in 0..6 {
        let Some(head) = sentence.words[at].head else { break };
        if matches!(sentence.words[head].upos, "VERB" | "AUX") {
            status = clause::status(sentence, head).0;
            if date.start.is_none() && date.span.is_none() {
                date = when::of_act(text, index, head);
            }
            break;
        }
        at = head;
    }
    let future = date.start.zip(text.document.published).is_some_and(|(start, published)| start > published);
    let status = match status {
        _ if future => MeetingStatus::Scheduled,
        Status::Planned => MeetingStatus::Scheduled,
        Status::Possible | Status::Conditional => MeetingStatus::Proposed,
        Status::Ongoing => MeetingStatus::Ongoing,
        Status::Negated => MeetingStatus::Cancelled,
        Status::Occurred | Status::Denied => MeetingStatus::Held,
    };
    (status, date)
}
