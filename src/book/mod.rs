//! Deal books: reading, validation, bank names, exchange rates, and the book itself.
//!
//! One door leads in: a [`BookReader`] cuts bytes into records, turns records into deals and lists
//! what was wrong with them; [`BookSource::read`] and [`DealBook::build`] do the two apart. A book always opens. Nothing here
//! touches files; [`BookSource::write_book`] writes the text of one. A book can be put aside as
//! sections of bytes and read back piece by piece ([`Stored`]), on a [`Shelf`] that a higher floor
//! gives.

mod assembly;
mod blocks;
mod cutter;
mod deal_book;
mod deals;
mod desk;
mod directory;
mod houses;
mod interner;
mod issuers;
mod keys;
mod problem;
mod quick;
mod rates;
mod reader;
mod record;
mod records;
mod resolve;
mod scan;
mod shelf;
mod source;
mod stored;
mod syndicate;
mod totals;
mod tranches;
mod write;

pub use deal_book::{Bank, DealBook, Group, Revision};
pub use deals::Deals;
pub use directory::{BankDirectory, BankEntity, BankGroup, DirectoryError, GroupKind};
pub use issuers::Issuer;
pub use problem::{Place, Problem, ProblemCode, Severity};
pub use rates::{Rate, Rates, date_of, day_number};
pub use reader::BookReader;
pub use records::{Record, Records};
pub use resolve::{Match, Sureness};
pub use shelf::{Packer, Shelf, Span, Stored, Unpacker};
pub use source::{BookSource, Shape};
pub use stored::{
    AFTER_BOOK, BANK_OF_MEMBER, ISSUER_OF_DEAL, MEMBERS_FROM, bank_of, issuer_of, knowledge,
};
pub use totals::MarketTotal;
pub use write::record_line;
