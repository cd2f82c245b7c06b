//! A made archive, to measure an ingest by: short reports of many days, countries, people and acts, as JSON Lines. The same number gives the
//! same bytes. Reports are put together from sentences written here; each has its own parties, figures and topics, so that few are near-copies.

use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use serde_json::json;

/// Country, demonym, capital.
const COUNTRIES: [(&str, &str, &str); 40] = [
    ("Norway", "Norwegian", "Oslo"),
    ("Chile", "Chilean", "Santiago"),
    ("Japan", "Japanese", "Tokyo"),
    ("Kenya", "Kenyan", "Nairobi"),
    ("Ethiopia", "Ethiopian", "Addis Ababa"),
    ("Peru", "Peruvian", "Lima"),
    ("Poland", "Polish", "Warsaw"),
    ("Belarus", "Belarusian", "Minsk"),
    ("Turkey", "Turkish", "Ankara"),
    ("Greece", "Greek", "Athens"),
    ("Armenia", "Armenian", "Yerevan"),
    ("Azerbaijan", "Azerbaijani", "Baku"),
    ("India", "Indian", "New Delhi"),
    ("Pakistan", "Pakistani", "Islamabad"),
    ("Egypt", "Egyptian", "Cairo"),
    ("Sudan", "Sudanese", "Khartoum"),
    ("Brazil", "Brazilian", "Brasilia"),
    ("Venezuela", "Venezuelan", "Caracas"),
    ("Canada", "Canadian", "Ottawa"),
    ("Mexico", "Mexican", "Mexico City"),
    ("Vietnam", "Vietnamese", "Hanoi"),
    ("Cambodia", "Cambodian", "Phnom Penh"),
    ("Thailand", "Thai", "Bangkok"),
    ("Indonesia", "Indonesian", "Jakarta"),
    ("Australia", "Australian", "Canberra"),
    ("Morocco", "Moroccan", "Rabat"),
    ("Algeria", "Algerian", "Algiers"),
    ("Nigeria", "Nigerian", "Abuja"),
    ("Ghana", "Ghanaian", "Accra"),
    ("Sweden", "Swedish", "Stockholm"),
    ("Finland", "Finnish", "Helsinki"),
    ("Hungary", "Hungarian", "Budapest"),
    ("Serbia", "Serbian", "Belgrade"),
    ("Kazakhstan", "Kazakh", "Astana"),
    ("Uzbekistan", "Uzbek", "Tashkent"),
    ("Jordan", "Jordanian", "Amman"),
    ("Iraq", "Iraqi", "Baghdad"),
    ("Tunisia", "Tunisian", "Tunis"),
    ("Cuba", "Cuban", "Havana"),
    ("Colombia", "Colombian", "Bogota"),
];

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 6] = ["March", "May", "June", "September", "October", "December"];
const GIVEN: [&str; 20] = [
    "Adela", "Boris", "Celia", "Daniel", "Elena", "Farid", "Greta", "Hamid", "Irina", "Jonas", "Katya", "Luis", "Marta", "Nadia", "Oscar",
    "Petra", "Rashid", "Sofia", "Tomas", "Yara",
];
const FAMILY: [&str; 24] = [
    "Abara",
    "Benkov",
    "Castell",
    "Dravic",
    "Ekholm",
    "Ferrand",
    "Galano",
    "Hartwig",
    "Ibarra",
    "Jansky",
    "Kolbe",
    "Lindqvist",
    "Moreau",
    "Nakata",
    "Okello",
    "Pereira",
    "Quist",
    "Rostami",
    "Salvatore",
    "Tadesse",
    "Ullman",
    "Varga",
    "Wolde",
    "Zoric",
];
const OFFICES: [&str; 6] = ["Foreign Minister", "Trade Minister", "Defence Minister", "President", "Prime Minister", "Energy Minister"];
const GOODS: [&str; 30] = [
    "salmon",
    "copper",
    "rice",
    "cotton",
    "coal",
    "timber",
    "tea",
    "coffee",
    "wheat",
    "phosphate",
    "lithium",
    "natural gas",
    "steel",
    "cement",
    "beef",
    "olive oil",
    "vaccines",
    "tractors",
    "patrol boats",
    "solar panels",
    "fertiliser",
    "textiles",
    "ceramics",
    "bauxite",
    "rubber",
    "sugar",
    "citrus fruit",
    "dairy products",
    "machine tools",
    "railway wagons",
];
const TOPICS: [&str; 30] = [
    "fisheries",
    "border crossings",
    "a joint dam",
    "air routes",
    "student exchanges",
    "grain transit",
    "debt relief",
    "migration",
    "a rail link",
    "water sharing",
    "prisoner transfers",
    "customs checks",
    "a gas pipeline",
    "tourism visas",
    "mine clearance",
    "flood warnings",
    "port fees",
    "radio frequencies",
    "consular access",
    "wildlife smuggling",
    "a power line",
    "joint patrols",
    "tax rules",
    "medical research",
    "satellite data",
    "farm subsidies",
    "museum loans",
    "double taxation",
    "river dredging",
    "overflight rights",
];
const PUBLISHERS: [&str; 12] = [
    "Northwire",
    "Harbour Post",
    "The Meridian",
    "Daily Ledger",
    "Coast Herald",
    "Capital Times",
    "Border Gazette",
    "Evening Standardbearer",
    "Lakeside News",
    "The Courier",
    "Plain Dealer Weekly",
    "Union Dispatch",
];

/// First sentences: `{a}` does something to `{b}`.
const LEADS: [&str; 16] = [
    "{demonym_a} {office} {person} spoke by phone with {demonym_b} officials on {day} about {topic}.",
    "{a} on {day} agreed to sell {number} tonnes of {goods} to {b}.",
    "{a} imposed sanctions on {number} {demonym_b} companies on {day}.",
    "{demonym_a} {office} {person} arrived in {capital_b} on {day} for talks on {topic}.",
    "{a} accused {b} on {day} of blocking shipments of {goods}.",
    "{a} threatened on {day} to suspend talks with {b} over {topic}.",
    "{a} and {b} signed an agreement on {topic} in {capital_a} on {day}.",
    "{a} rejected a {demonym_b} proposal on {topic} on {day}.",
    "{a} expelled {number} {demonym_b} diplomats on {day}.",
    "{a} sent {number} tonnes of {goods} to {b} on {day} after floods.",
    "{a} on {day} demanded that {b} lift its ban on {goods}.",
    "Thousands of people protested in {capital_a} on {day} against a deal with {b} on {topic}.",
    "{a} on {day} praised {b} for its work on {topic}.",
    "{demonym_a} soldiers crossed into {b} on {day}, officials in {capital_b} said.",
    "{a} withdrew its complaint against {b} over {goods} on {day}.",
    "{a} recalled its ambassador from {capital_b} on {day} in a quarrel over {topic}.",
];

/// Sentences that follow.
const MORE: [&str; 14] = [
    "“We expect progress on {topic},” {demonym_a} {office} {person} said in {capital_a}.",
    "{b} pledged to deliver {number} tonnes of {goods} by {month}.",
    "The two sides will meet again in {capital_b} in {month} to discuss {topic}.",
    "Trade between {a} and {b} in {goods} was worth ${number} million last year.",
    "{person} told reporters that {topic} had been settled “after {number} hours of talks”.",
    "{b} said that it would answer within {number} days.",
    "A {demonym_b} spokesman denied that {goods} had been held up at the border.",
    "{a} promised to lift its tariffs on {goods} in {month}.",
    "An earlier round on {topic} ended without result after {number} days.",
    "{demonym_b} exporters of {goods} had asked {capital_b} for help with {topic}.",
    "{b} called the step of {capital_a} on {topic} a mistake.",
    "Officials counted {number} lorries with {goods} at the crossing.",
    "{a} also invited a {demonym_b} delegation to {capital_a} for {month}.",
    "{person} thanked {b} for {number} tonnes of {goods}.",
];

/// Writes so many reports.
pub fn make(reports: u64, out: &Path) -> anyhow::Result<()> {
    let mut file = BufWriter::new(std::fs::File::create(out).with_context(|| format!("could not write {}", out.display()))?);
    for number in 0..reports {
        writeln!(file, "{}", report(number))?;
    }
    file.flush()?;
    println!("{reports} reports in {}", out.display());
    Ok(())
}

/// Numbers that are told by a report's own number alone (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

fn report(number: u64) -> serde_json::Value {
    let mut dice = Dice(number);
    let one = dice.below(COUNTRIES.len());
    let other = (one + 1 + dice.below(COUNTRIES.len() - 1)) % COUNTRIES.len();
    let (mut a, mut b) = (COUNTRIES[one], COUNTRIES[other]);
    let mut text = String::new();
    for at in 0..5 {
        let sentence = if at == 0 { dice.of(&LEADS) } else { dice.of(&MORE) };
        if at > 0 {
            text.push(' ');
            if dice.below(2) == 0 {
                (a, b) = (b, a);
            }
        }
        let person = format!("{} {}", dice.of(&GIVEN), dice.of(&FAMILY));
        let figure = (dice.below(980) + 12).to_string();
        let filled = [
            ("{demonym_a}", a.1),
            ("{demonym_b}", b.1),
            ("{capital_a}", a.2),
            ("{capital_b}", b.2),
            ("{a}", a.0),
            ("{b}", b.0),
            ("{office}", dice.of(&OFFICES)),
            ("{person}", &person),
            ("{day}", dice.of(&WEEKDAYS)),
            ("{month}", dice.of(&MONTHS)),
            ("{topic}", dice.of(&TOPICS)),
            ("{goods}", dice.of(&GOODS)),
            ("{number}", &figure),
        ];
        text += &filled.iter().fold(sentence.to_owned(), |text, (mark, words)| text.replace(mark, words));
    }
    let (year, month, day) = (2006 + dice.below(20), dice.below(12) + 1, dice.below(28) + 1);
    json!({
        "id": format!("report-{number:07}"),
        "published": format!("{year}-{month:02}-{day:02}"),
        "publisher": dice.of(&PUBLISHERS),
        "text": text,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::report;

    #[test]
    fn reports_are_the_same_in_every_run_and_differ_from_each_other() {
        assert_eq!(report(7), report(7));
        let texts: BTreeSet<String> = (0..2000).map(|number| report(number)["text"].to_string()).collect();
        assert_eq!(texts.len(), 2000);
        assert!(texts.iter().all(|text| !text.contains('{')), "a mark was not filled in");
        let words = texts.iter().map(|text| text.split(' ').count()).sum::<usize>() / texts.len();
        assert!((50..90).contains(&words), "{words} words");
    }
}
