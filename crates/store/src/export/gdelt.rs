//! GDELT 2.0 Events (61 columns) and Mentions (16): tabs, no header, UTF-8, missing is empty.
//!
//! What Legation does not know is missing: ethnic and religion codes, tone, first- and second-level divisions, where the actors are. The
//! counts are over the documents given, not over GDELT's first quarter of an hour.

use std::collections::HashMap;
use std::io::Write;

use jiff::civil;
use legation::record::{Event, Place, PlacePrecision, Ref};
use legation::{Reading, Span};

use super::actor::Actor;
use super::line::{cameo, day, digits, host, month, number, publishers, some, tabbed, year};
use super::sentences::{Sentences, scalar};
use super::{Codes, ExportError, Exported, Row, SourceRef, View};

pub(super) fn write(readings: impl Iterator<Item = Exported>, view: &View, codes: &Codes, out: impl Write) -> Result<u64, ExportError> {
    let mut sentences = Sentences::new(codes);
    view.each_line(readings, out, &mut |row| tabbed(&event(row, codes, sentences.of(row.reading)), "").into_bytes())
}

/// A row of Mentions for each spot that tells an event of a row. A document whose event another stands for is a mention of the other's
/// first row.
pub(super) fn write_mentions(
    readings: impl Iterator<Item = Exported>,
    view: &View,
    codes: &Codes,
    mut out: impl Write,
) -> Result<u64, ExportError> {
    // The number of the first row of each day, where the view has one a day.
    let mut days = HashMap::new();
    let mut sentences = Sentences::new(codes);
    let mut count = 0;
    for exported in readings {
        let sentences = sentences.of(&exported.reading);
        for event in &exported.reading.events {
            let (standing, own) = exported.stands_for(&event.id);
            for row in view.rows(&exported, event).into_iter().take(if own { usize::MAX } else { 1 }) {
                let own_number = number(standing, row.ordinal);
                let number = view.key(&row).filter(|_| own).map_or(own_number, |key| *days.entry(key).or_insert(own_number));
                for mention in event.mentions.as_slice() {
                    writeln!(out, "{}", tabbed(&self::mention(&row, number, *mention, sentences), ""))?;
                    count += 1;
                }
            }
        }
    }
    out.flush()?;
    Ok(count)
}

fn event(row: &Row, codes: &Codes, sentences: &Sentences) -> [String; 61] {
    let Row { event, reading, sources, .. } = row;
    let when = day(&event.date);
    let (actor, recipient) = (event.actors.first(), event.recipients.first());
    let cameo = cameo(&event.cameo);
    let first = |digits: usize| cameo.chars().take(digits).collect::<String>();
    let articles = sources.len();
    let one = Actor::of(actor, codes);
    let two = Actor::of(recipient, codes);
    let name = |party: Option<&Ref>| party.map(|party| row.name(party).to_uppercase()).unwrap_or_default();
    let [geo_type, geo_name, geo_country, geo_lat, geo_long] = geography(event.place.as_ref(), codes);
    let kind = |actor: &Actor, at: usize| actor.types.get(at).cloned().unwrap_or_default();
    let none = String::new;
    let nowhere = || "0".to_owned();
    [
        number(&event.id, row.ordinal).to_string(),
        digits(when),
        some(year(&event.date).zip(month(&event.date)).map(|(year, month)| format!("{year:04}{month:02}"))),
        some(year(&event.date)),
        some(when.map(fraction)),
        one.code.clone(),
        name(actor),
        one.country.clone(),
        one.group.clone(),
        none(),
        none(),
        none(),
        kind(&one, 0),
        kind(&one, 1),
        kind(&one, 2),
        two.code.clone(),
        name(recipient),
        two.country.clone(),
        two.group.clone(),
        none(),
        none(),
        none(),
        kind(&two, 0),
        kind(&two, 1),
        kind(&two, 2),
        u8::from(event.mentions.as_slice().iter().any(|span| sentences.is_lead(reading, *span))).to_string(),
        cameo.clone(),
        first(3),
        first(2),
        quad(&first(2)).to_owned(),
        some(codes.cameo(&event.cameo).and_then(|row| row.goldstein)),
        // Of other documents it is known that they mention it once.
        (event.mentions.as_slice().len() + articles.saturating_sub(1)).to_string(),
        publishers(row).len().max(1).to_string(),
        articles.to_string(),
        none(),
        nowhere(),
        none(),
        none(),
        none(),
        none(),
        none(),
        none(),
        none(),
        nowhere(),
        none(),
        none(),
        none(),
        none(),
        none(),
        none(),
        none(),
        geo_type,
        geo_name,
        geo_country,
        none(),
        none(),
        geo_lat,
        geo_long,
        none(),
        midnight(reading.document.published),
        some(sources.first().map(SourceRef::address)),
    ]
}

fn mention(row: &Row, number: u64, mention: Span, sentences: &Sentences) -> [String; 16] {
    let Row { event, reading, .. } = row;
    let document = &reading.document;
    let source = document.url.as_deref().and_then(host).or_else(|| document.publisher.clone());
    // -1 is GDELT's "not found in the sentence".
    let offset = |party: Option<&Ref>| {
        let span = party.and_then(|party| spot(reading, event, party, mention, sentences));
        span.map_or_else(|| "-1".to_owned(), |span| scalar(reading, span).to_string())
    };
    [
        number.to_string(),
        midnight(day(&event.date)),
        midnight(document.published),
        // 1 the web, 2 known by citation alone.
        if document.url.is_some() { "1" } else { "2" }.to_owned(),
        source.unwrap_or_default(),
        document.url.clone().unwrap_or_else(|| document.reference.clone()),
        sentences.number(mention).to_string(),
        offset(event.actors.first()),
        offset(event.recipients.first()),
        scalar(reading, mention).to_string(),
        // The words stand in the text as it came.
        "1".to_owned(),
        format!("{:.0}", event.confidence * 100.0),
        document.text.chars().count().to_string(),
        String::new(),
        String::new(),
        String::new(),
    ]
}

/// Where a party stands in the sentence of a mention: the words that the event was coded from, else the first that name the party.
fn spot(reading: &Reading, event: &Event, party: &Ref, mention: Span, sentences: &Sentences) -> Option<Span> {
    if mention == event.trigger && sentences.share(party.span, mention) {
        return Some(party.span);
    }
    let mentions = reading.parties.get(party.party)?.mentions.as_slice();
    mentions.iter().copied().find(|span| sentences.share(*span, mention))
}

/// GDELT's quad goes by CAMEO's root alone.
fn quad(root: &str) -> &'static str {
    match root.parse::<u8>() {
        Ok(1..=5) => "1",
        Ok(6..=8) => "2",
        Ok(9..=13) => "3",
        Ok(14..=20) => "4",
        _ => "",
    }
}

/// `YYYY.FFFF`: how much of the year is over, by GDELT's reckoning with months of 30 days in a year of 365.
fn fraction(day: civil::Date) -> String {
    let days = f64::from(day.month() - 1) * 30.0 + f64::from(day.day());
    format!("{:.4}", f64::from(day.year()) + days / 365.0)
}

/// A day as GDELT writes times: `20260204000000`.
fn midnight(day: Option<civil::Date>) -> String {
    some(day.map(|day| digits(Some(day)) + "000000"))
}

/// Type, full name, FIPS country, latitude and longitude of a place. A region that lies in no one country has no type.
fn geography(place: Option<&Place>, codes: &Codes) -> [String; 5] {
    let Some(place) = place else { return ["0".to_owned(), String::new(), String::new(), String::new(), String::new()] };
    let usa = place.country.is_some_and(|code| code.as_str() == "USA");
    let kind = match (place.precision, usa) {
        (PlacePrecision::Country, _) => "1",
        (PlacePrecision::Division, true) => "2",
        (PlacePrecision::City | PlacePrecision::Venue, true) => "3",
        (PlacePrecision::City | PlacePrecision::Venue, false) => "4",
        (PlacePrecision::Division, false) => "5",
        (PlacePrecision::Region, _) => "0",
    };
    let country = codes.country_name(place.country).filter(|name| *name != place.name);
    let name = country.map_or_else(|| place.name.clone(), |country| format!("{}, {country}", place.name));
    [kind.to_owned(), name, codes.fips(place.country).unwrap_or_default().to_owned(), some(place.lat), some(place.lon)]
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{fraction, quad};

    #[test]
    fn fractions_of_the_year_are_those_that_gdelt_publishes() {
        assert_eq!(fraction(date(2015, 2, 18)), "2015.1315");
        assert_eq!(fraction(date(2013, 12, 31)), "2013.9890");
    }

    #[test]
    fn the_quad_goes_by_the_root() {
        for (root, expected) in
            [("01", "1"), ("05", "1"), ("06", "2"), ("08", "2"), ("09", "3"), ("13", "3"), ("16", "4"), ("20", "4"), ("", "")]
        {
            assert_eq!(quad(root), expected, "{root}");
        }
    }
}
