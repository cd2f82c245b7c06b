use serde::Deserialize;

use crate::actors::PartialDate;

/// The parts of an entity that matter here. Where a dump has nothing to say it writes `[]` for `{}`; the defaults take both.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Entity {
    pub id: String,
    labels: Labels,
    aliases: Aliases,
    pub claims: Claims,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Labels {
    en: Option<Text>,
    /// The name in all languages, which stands for the English one where there is none.
    mul: Option<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Aliases {
    en: Vec<Text>,
    mul: Vec<Text>,
}

#[derive(Debug, Deserialize)]
struct Text {
    value: String,
}

/// Statements by property.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Claims {
    /// Instance of.
    #[serde(rename = "P31")]
    pub instance_of: Vec<Statement>,
    /// Position held.
    #[serde(rename = "P39")]
    pub positions: Vec<Statement>,
    /// Date of death.
    #[serde(rename = "P570")]
    pub death: Vec<Statement>,
    /// Country.
    #[serde(rename = "P17")]
    pub country: Vec<Statement>,
    /// Applies to jurisdiction.
    #[serde(rename = "P1001")]
    pub jurisdiction: Vec<Statement>,
    /// ISO 3166-1 alpha-3.
    #[serde(rename = "P298")]
    pub iso3: Vec<Statement>,
}

#[derive(Debug, Deserialize)]
pub struct Statement {
    mainsnak: Snak,
    #[serde(default)]
    rank: String,
    #[serde(default)]
    pub qualifiers: Qualifiers,
}

/// Qualifiers of a statement by property.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Qualifiers {
    /// Start time.
    #[serde(rename = "P580")]
    pub start: Vec<Snak>,
    /// End time.
    #[serde(rename = "P582")]
    pub end: Vec<Snak>,
    /// Of.
    #[serde(rename = "P642")]
    pub of: Vec<Snak>,
    /// Applies to jurisdiction.
    #[serde(rename = "P1001")]
    pub jurisdiction: Vec<Snak>,
}

/// A property's value, or the word that there is one unknown or none.
#[derive(Debug, Deserialize)]
pub struct Snak {
    #[serde(default)]
    datavalue: Option<DataValue>,
}

#[derive(Debug, Deserialize)]
struct DataValue {
    value: serde_json::Value,
}

/// A date as a statement has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The statement does not tell.
    Absent,
    /// It tells that there is one, and not which, or no more than the decade.
    Unknown,
    Known(PartialDate),
}

impl Entity {
    pub fn label(&self) -> Option<&str> {
        self.labels.en.as_ref().or(self.labels.mul.as_ref()).map(|text| text.value.as_str())
    }

    pub fn aliases(&self) -> impl Iterator<Item = &str> {
        self.aliases.en.iter().chain(&self.aliases.mul).map(|text| text.value.as_str())
    }
}

impl Statement {
    pub fn is_deprecated(&self) -> bool {
        self.rank == "deprecated"
    }

    pub fn item(&self) -> Option<&str> {
        self.mainsnak.item()
    }

    pub fn text(&self) -> Option<&str> {
        self.mainsnak.datavalue.as_ref()?.value.as_str()
    }

    pub fn when(&self) -> When {
        when(std::slice::from_ref(&self.mainsnak))
    }
}

impl Snak {
    /// The id of the entity that it names.
    pub fn item(&self) -> Option<&str> {
        self.datavalue.as_ref()?.value.get("id")?.as_str()
    }
}

/// The date of some qualifiers: the first that is known.
pub fn when(snaks: &[Snak]) -> When {
    match snaks.iter().find_map(|snak| snak.datavalue.as_ref().and_then(|value| date(&value.value))) {
        Some(date) => When::Known(date),
        None if snaks.is_empty() => When::Absent,
        None => When::Unknown,
    }
}

/// `{"time": "+2012-11-15T00:00:00Z", "precision": 11, …}`: 11 is a day, 10 a month, 9 a year; less is no date of use here.
fn date(value: &serde_json::Value) -> Option<PartialDate> {
    let time = value.get("time")?.as_str()?.strip_prefix('+')?;
    let mut parts = time.split('T').next()?.split('-');
    let year: i16 = parts.next()?.parse().ok()?;
    let (month, day): (i8, i8) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let date = match value.get("precision")?.as_u64()? {
        9 => PartialDate::new(year, 0, 0),
        10 => PartialDate::new(year, month, 0),
        11.. => PartialDate::new(year, month, day),
        _ => None,
    }?;
    // Dumps differ in whether days of the Julian calendar are converted.
    let julian = value.get("calendarmodel").and_then(serde_json::Value::as_str).is_some_and(|model| model.ends_with("Q1985786"));
    Some(if julian { date.to_year() } else { date })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Entity, date};

    #[test]
    fn dates_keep_their_precision() {
        let told = |time: &str, precision: u64| date(&json!({ "time": time, "precision": precision })).map(|date| date.to_string());
        assert_eq!(told("+2012-11-15T00:00:00Z", 11).as_deref(), Some("2012-11-15"));
        assert_eq!(told("+2012-11-00T00:00:00Z", 10).as_deref(), Some("2012-11"));
        assert_eq!(told("+00000002012-00-00T00:00:00Z", 9).as_deref(), Some("2012"));
        assert_eq!(told("+1990-00-00T00:00:00Z", 8), None);
        assert_eq!(told("-0044-03-15T00:00:00Z", 11), None);
        assert_eq!(told("+13798000000-00-00T00:00:00Z", 3), None);
    }

    #[test]
    fn empty_maps_are_lists_in_dumps() {
        let entity: Entity = serde_json::from_str(r#"{"type":"item","id":"Q1","labels":[],"aliases":[],"claims":[],"sitelinks":[]}"#)
            .expect("empty lists stand for empty maps");
        assert_eq!(entity.label(), None);
        let named: Entity = serde_json::from_str(r#"{"id":"Q2","labels":{"mul":{"language":"mul","value":"Ana"}}}"#).expect("an entity");
        assert_eq!(named.label(), Some("Ana"));
    }
}
