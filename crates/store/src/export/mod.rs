//! Readings as files for other programs, one file a format.
//!
//! Readings come in as a stream and leave as they come: none is held, but for the keys of [`View::one_a_day`]. What a format cannot hold,
//! or Legation does not know, is that format's missing value.

mod actor;
mod calendar;
mod codes;
mod day;
mod error;
mod gdelt;
mod icews;
mod item;
mod line;
#[cfg(feature = "table")]
pub(crate) mod parquet;
mod phoenix;
mod plover;
mod polecat;
mod sentences;
pub mod share;
pub mod table;
mod view;

pub use codes::Codes;
pub use error::ExportError;
pub use item::{Exported, Merged, SourceRef};
pub use view::{OneADay, Quad, QuadCode, Row, View};

use std::io::Write;

use table::Records;

/// A format to export to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// PLOVER records, a line of JSON each.
    Plover,
    /// POLECAT: 40 columns, tabs, a header, Latin-1.
    Polecat,
    /// GDELT 2.0 Events: 61 columns, tabs, no header.
    GdeltEvents,
    /// GDELT 2.0 Mentions: 16 columns, tabs, no header.
    GdeltMentions,
    /// ICEWS: 20 columns, tabs, a header.
    Icews,
    /// Phoenix: 26 columns, tabs, no header.
    Phoenix,
    /// One kind of record as comma-separated values, with a header.
    Csv(Records),
    /// One kind of record as typed columns.
    #[cfg(feature = "table")]
    Parquet(Records),
    /// Meetings and deadlines as an iCalendar file.
    Calendar,
    /// Readings without the words of their documents, a line of JSON each; see [`share`].
    ShareSafe,
}

impl Format {
    /// All formats, each kind of record of a table by itself.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Plover, Self::Polecat, Self::GdeltEvents, Self::GdeltMentions, Self::Icews, Self::Phoenix];
        all.extend(Records::ALL.map(Self::Csv));
        #[cfg(feature = "table")]
        all.extend(Records::ALL.map(Self::Parquet));
        all.extend([Self::Calendar, Self::ShareSafe]);
        all
    }

    /// The format's short name, such as `gdelt-mentions`; that of a table says nothing of the kind of record.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plover => "plover",
            Self::Polecat => "polecat",
            Self::GdeltEvents => "gdelt",
            Self::GdeltMentions => "gdelt-mentions",
            Self::Icews => "icews",
            Self::Phoenix => "phoenix",
            Self::Csv(_) => "csv",
            #[cfg(feature = "table")]
            Self::Parquet(_) => "parquet",
            Self::Calendar => "ics",
            Self::ShareSafe => "share-safe",
        }
    }

    /// The usual ending of a file's name.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Plover | Self::ShareSafe => "jsonl",
            Self::Polecat | Self::Icews | Self::Phoenix => "tsv",
            // GDELT names its files so, although tabs part the columns.
            Self::GdeltEvents | Self::GdeltMentions => "CSV",
            Self::Csv(_) => "csv",
            #[cfg(feature = "table")]
            Self::Parquet(_) => "parquet",
            Self::Calendar => "ics",
        }
    }
}

/// Writes readings in a format and says how many rows, lines or entries it wrote. The caller leaves out what could not be read.
///
/// # Errors
/// Where `out` takes no more, or the temporary file of [`View::one_a_day`] cannot be used.
pub fn write(
    format: Format,
    readings: impl Iterator<Item = Exported>,
    view: &View,
    codes: &Codes,
    out: impl Write + Send,
) -> Result<u64, ExportError> {
    match format {
        Format::Plover => plover::write(readings, view, out),
        Format::Polecat => polecat::write(readings, view, codes, out),
        Format::GdeltEvents => gdelt::write(readings, view, codes, out),
        Format::GdeltMentions => gdelt::write_mentions(readings, view, codes, out),
        Format::Icews => icews::write(readings, view, codes, out),
        Format::Phoenix => phoenix::write(readings, view, codes, out),
        Format::Csv(records) => table::write(readings, view, records, out),
        #[cfg(feature = "table")]
        Format::Parquet(records) => parquet::write(readings, view, records, out),
        Format::Calendar => calendar::write(readings, out),
        Format::ShareSafe => share::write(readings, out),
    }
}
