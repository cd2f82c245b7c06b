//! Opens the record to people and programs: server-rendered pages, each of which is JSON and CSV at the same address.
//!
//! Needs: a store's file, and a [`legation::World`] to read what people paste. Gives: a [`router`], and [`serve`], which listens until it is
//! told to stop. `tests/` proves it: every page is rendered, in HTML and JSON, and hostile input is refused or shown as text.

mod access;
mod addresses;
mod answers;
mod app;
mod article;
mod caller;
mod card;
mod country;
mod desk;
mod guard;
mod limits;
mod listen;
mod marks;
mod metrics;
mod moment;
mod openapi;
mod page;
mod pages;
mod parameter;
mod plot;
mod pool;
mod problem;
mod serve;
mod token;
mod understand;
mod visit;
mod wanted;
mod web;

pub use app::{App, Settings};
pub use limits::Limits;
pub use openapi::description;
pub use problem::Problem;
pub use serve::{ServeError, router, serve, serve_until};
pub use token::{Token, WeakToken};
