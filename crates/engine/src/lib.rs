//! Legation reads the news and keeps the record of relations between states.
//!
//! A [`Document`] goes in, a [`Reading`] comes out: events, statements, commitments, meetings and accounts, every field
//! of which points at the words it came from.
//!
//! ```
//! use legation::{Document, World, read};
//!
//! let world = World::builtin().expect("the data files are sound");
//! let document = Document::new("example", "France on Monday condemned the attack.");
//! let reading = read(&world, &document);
//! assert_eq!(reading.document.text, document.text);
//! ```
//!
//! The engine knows no files, clock, environment, network or terminal: what it needs from outside is in the [`World`].

pub mod accounts;
pub mod amounts;
pub mod analyse;
pub mod boilerplate;
pub mod codes;
pub mod commitments;
pub mod document;
pub mod events;
pub mod json;
pub mod ledger;
pub mod meetings;
pub mod names;
pub mod numbers;
pub mod places;
pub mod read;
pub mod record;
pub mod statements;
pub mod text;
pub mod when;
pub mod world;

pub use document::{Document, PublishedBasis};
pub use read::{layers, read, read_all};
pub use record::{Reading, Span, Spans};
pub use text::Text;
pub use world::{World, WorldError};
