//! The filter as data, its text form, its outcome with counts, and search.

mod chosen;
mod filter;
mod line;
mod search;

pub use chosen::Chosen;
pub use filter::{Filter, Part};
pub use line::FilterError;
pub use search::{Hit, SearchIndex, Target};
