//! Actors in CAMEO's terms: chains of codes of three letters.

use legation::record::Ref;

use super::Codes;

/// A party as CAMEO codes it; empty where CAMEO has no code for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Actor {
    /// The whole chain, such as `USAGOV` or `IGOUNO`.
    pub code: String,
    /// CAMEO's country.
    pub country: String,
    /// A known group such as `UNO`.
    pub group: String,
    /// Roles, at most three.
    pub types: Vec<String>,
}

impl Actor {
    /// The codes of a party, or of nobody.
    pub(super) fn of(party: Option<&Ref>, codes: &Codes) -> Self {
        let Some(party) = party else { return Self::default() };
        let sectors = party.sectors.iter().filter_map(|sector| codes.role(*sector)).map(str::to_owned);
        // CAMEO's manual writes the United Nations IGOUNO and the European Union IGOEUREEC.
        let (country, group, kind) = match party.country.as_ref().map(legation::record::Code::as_str) {
            Some("UNO") => ("", "UNO", Some("IGO")),
            Some("EUR") => ("EUR", "EEC", Some("IGO")),
            Some("IGO" | "NGO" | "MNC" | "IMG" | "ISM") => ("", "", party.country.and_then(|code| codes.role(code))),
            _ => (party.country.and_then(|code| codes.cameo_country(code)).unwrap_or_default(), "", None),
        };
        let mut types: Vec<String> = Vec::new();
        for role in kind.map(str::to_owned).into_iter().chain(sectors) {
            if !types.contains(&role) {
                types.push(role);
            }
        }
        types.truncate(3);
        let first = usize::from(kind.is_some());
        let code = format!("{}{country}{group}{}", kind.unwrap_or_default(), types.get(first..).unwrap_or_default().concat());
        Self { code, country: country.to_owned(), group: group.to_owned(), types }
    }

    /// The chain's links from one on.
    pub(super) fn links(&self) -> Vec<&str> {
        (0..self.code.len()).step_by(3).filter_map(|at| self.code.get(at..at + 3)).collect()
    }
}

#[cfg(test)]
mod tests {
    use legation::record::{Code, Ref};
    use legation::world::Files;
    use legation::{Span, record};

    use super::Actor;
    use crate::export::Codes;

    fn party(country: &str, sectors: &[&str]) -> Ref {
        let code = |letters: &&str| Code::new(letters);
        record::Ref {
            party: 0,
            country: Code::new(country),
            sectors: sectors.iter().filter_map(code).collect(),
            text: "x".to_owned(),
            span: Span::new(0, 1).expect("a span"),
        }
    }

    #[test]
    fn chains_follow_cameo() {
        let codes = Codes::load(&Files::builtin()).expect("the data files are sound");
        let code = |country, sectors: &[&str]| Actor::of(Some(&party(country, sectors)), &codes).code;
        assert_eq!(code("USA", &["GOV"]), "USAGOV");
        assert_eq!(code("ROU", &[]), "ROM");
        assert_eq!(code("UNO", &[]), "IGOUNO");
        assert_eq!(code("EUR", &[]), "IGOEUREEC");
        assert_eq!(code("ISM", &["REL"]), "NGMREL");
        assert_eq!(code("none", &["JRN"]), "MED");
        assert_eq!(Actor::of(None, &codes), Actor::default());
        assert_eq!(Actor::of(Some(&party("UNO", &[])), &codes).links(), ["IGO", "UNO"]);
    }
}
