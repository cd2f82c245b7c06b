//! Phoenix: 26 columns with tabs between them, no header, UTF-8, missing is empty; ids, addresses and publishers are joined by `;`.

use std::io::Write;

use legation::record::{PlacePrecision, Ref};

use super::actor::Actor;
use super::line::{self, day, digits, month, publishers, some, tabbed, year};
use super::{Codes, ExportError, Exported, Row, SourceRef, View};

pub(super) fn write(readings: impl Iterator<Item = Exported>, view: &View, codes: &Codes, out: impl Write) -> Result<u64, ExportError> {
    view.each_line(readings, out, &mut |row| tabbed(&fields(row, codes), "").into_bytes())
}

fn fields(row: &Row, codes: &Codes) -> [String; 26] {
    let event = &row.event;
    let when = day(&event.date);
    let place = event.place.as_ref();
    let root: String = event.cameo.chars().take(2).collect();
    let [source, source_root, source_agent, source_others] = side(event.actors.first(), codes);
    let [target, target_root, target_agent, target_others] = side(event.recipients.first(), codes);
    // Both are joined by semicolons.
    let joined = |items: Vec<String>| items.iter().map(|item| item.replace(';', ",")).collect::<Vec<_>>().join(";");
    let addresses = row.sources.iter().map(|source: &SourceRef| source.address().replace(';', "%3B")).collect::<Vec<_>>().join(";");
    [
        format!("{}_{}", row.id(), row.reading.by.engine),
        digits(when),
        some(year(&event.date)),
        some(month(&event.date).map(|month| format!("{month:02}"))),
        some(when.map(|day| format!("{:02}", day.day()))),
        source,
        source_root,
        source_agent,
        source_others,
        target,
        target_root,
        target_agent,
        target_others,
        line::cameo(&event.cameo),
        root.clone(),
        quad(&root).to_owned(),
        some(codes.cameo(&event.cameo).and_then(|row| row.goldstein)),
        String::new(),
        some(place.and_then(|place| place.lat)),
        some(place.and_then(|place| place.lon)),
        some(place.map(|place| place.name.as_str())),
        some(place.filter(|place| place.precision == PlacePrecision::Division).map(|place| place.name.as_str())),
        some(place.and_then(|place| codes.country_name(place.country))),
        joined(row.ids.clone()),
        addresses,
        joined(publishers(row)),
    ]
}

/// Phoenix's quad of a CAMEO root, which is not GDELT's.
fn quad(root: &str) -> &'static str {
    match root.parse::<u8>() {
        Ok(1 | 2) => "0",
        Ok(3..=5) => "1",
        Ok(6..=8) => "2",
        Ok(9..=13 | 16) => "3",
        Ok(14 | 15 | 17..=20) => "4",
        _ => "",
    }
}

/// The whole code, its first link, its second, and the rest joined by `;`.
fn side(party: Option<&Ref>, codes: &Codes) -> [String; 4] {
    let actor = Actor::of(party, codes);
    let links = actor.links();
    let link = |at: usize| links.get(at).copied().unwrap_or_default().to_owned();
    [actor.code.clone(), link(0), link(1), links.get(2..).unwrap_or_default().join(";")]
}

#[cfg(test)]
mod tests {
    use super::quad;

    #[test]
    fn quads_are_those_of_the_pipeline() {
        for (root, expected) in
            [("01", "0"), ("05", "1"), ("08", "2"), ("13", "3"), ("16", "3"), ("14", "4"), ("15", "4"), ("20", "4"), ("", "")]
        {
            assert_eq!(quad(root), expected, "{root}");
        }
    }
}
