//! Deal books: reading, validation, bank names, exchange rates, and the book itself.
//!
//! One door leads in: [`BookSource::read`] cuts bytes into records, [`DealBook::build`] turns
//! records into deals and lists what was wrong with them. A book always opens. Nothing here
//! touches files; [`BookSource::to_book_text`] gives the text to write.

mod deal_book;
mod directory;
mod issuers;
mod problem;
mod rates;
mod record;
mod resolve;
mod scan;
mod source;
mod syndicate;
mod totals;
mod tranches;
mod write;

pub use deal_book::{Bank, DealBook, Group, Revision};
pub use directory::{BankDirectory, BankEntity, BankGroup, DirectoryError, GroupKind};
pub use issuers::Issuer;
pub use problem::{Place, Problem, ProblemCode, Severity};
pub use rates::{Rate, Rates, date_of, day_number};
pub use resolve::{Match, Sureness};
pub use source::{BookSource, Record, Shape};
pub use totals::MarketTotal;
pub use write::record_line;
