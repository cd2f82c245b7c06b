use crate::Text;
use crate::analyse::clause;
use crate::record::PartyKind;

/// The channel of a cue: a medium or a noun of the lexicon that hangs on it by "on", "in", "at", "to" or "during".
pub fn of(text: &Text<'_>, index: usize, word: usize) -> Option<String> {
    let sentence = &text.sentences[index];
    let mut nouns = clause::obliques(sentence, word, &["on", "in", "at", "during", "via", "through", "to", "with", "by"]);
    nouns.extend(clause::agent(sentence, word).into_iter().flat_map(|agent| clause::obliques(sentence, agent, &["in", "on"])));
    nouns.iter().find_map(|&noun| {
        let medium =
            text.parties.own(sentence, index, noun).into_iter().find(|party| party.sectors.iter().any(|sector| sector.as_str() == "JRN"));
        let medium =
            medium.and_then(|party| text.parties.as_slice().get(party.party)).filter(|party| party.kind == PartyKind::Organisation);
        let entry = &sentence.words[noun];
        let is_x = entry.form == "X" || entry.form == "Twitter" || entry.form == "Telegram";
        if let Some(party) = medium {
            return Some(party.name.clone());
        }
        let compound = sentence.children(noun).find(|&child| sentence.is(child, "compound"));
        let inner = compound
            .and_then(|child| text.parties.own(sentence, index, child).into_iter().next())
            .and_then(|party| text.parties.as_slice().get(party.party));
        if let Some(party) = inner.filter(|party| party.sectors.iter().any(|sector| sector.as_str() == "JRN")) {
            return Some(party.name.clone());
        }
        let named = text.world.channels.contains(&entry.lemma) || is_x;
        named.then(|| {
            let platform = clause::obliques(sentence, noun, &["on"]).first().map(|&on| sentence.words[on].form.clone());
            match platform.filter(|platform| platform.chars().next().is_some_and(char::is_uppercase)) {
                Some(platform) => platform,
                None => {
                    let start = sentence
                        .children(noun)
                        .filter(|&child| child < noun && (sentence.is(child, "compound") || sentence.is(child, "amod")))
                        .min()
                        .unwrap_or(noun);
                    let end = sentence
                        .children(noun)
                        .filter(|&child| child > noun && sentence.is(child, "nmod"))
                        .map(|child| sentence.subtree(child).end)
                        .next()
                        .unwrap_or(noun + 1);
                    text.words(sentence.span_of(start..end)).to_owned()
                }
            }
        })
    })
}
