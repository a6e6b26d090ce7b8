//! Tables to take away: typed cells first, then comma- or tab-separated text, or a workbook; graphs
//! and whole books as GEXF, GraphML and Parquet.
//!
//! Every table that leaves the program carries where it comes from: rules, filter, source, date and
//! the fingerprint of the book. Nothing here touches files or the clock: bytes come out, the date is
//! passed in.

mod graph;
mod league;
mod measures;
mod parquet;
mod sheet;
mod xlsx;

pub use graph::{GraphFormat, write_graph};
pub use league::{
    LeagueReport, audit_sheet, criteria_sheet, league_sheet, left_out_sheet, rules_text,
};
pub use measures::{measures_rules, measures_sheet};
pub use parquet::write_parquet;
pub use sheet::{Cell, Column, Provenance, Sheet};
pub use xlsx::to_xlsx;
