//! Opens the record to people and programs: server-rendered pages, each of which is JSON and CSV at the same address.
//!
//! Needs: a store's file, and a [`legation::World`] to read what people paste. Gives: a [`router`], and [`serve`], which listens until it is
//! told to stop. `tests/` proves it: every page is rendered, in HTML and JSON, and hostile input is refused or shown as text.

mod app;
mod card;
mod country;
mod marks;
mod moment;
mod page;
mod pages;
mod plot;
mod pool;
mod problem;
mod serve;
mod understand;
mod visit;
mod wanted;
mod web;

pub use app::{App, Settings};
pub use problem::Problem;
pub use serve::{ServeError, router, serve};
