//! Actor tables from elsewhere, as rows of `data/actors/`: dictionaries of PETRARCH and TABARI, and dumps of Wikidata.

mod partial;
pub mod phoenix;
mod row;
pub mod wikidata;

pub use partial::PartialDate;
pub use row::{OrganisationRow, PersonRow, surname, write_rows};
