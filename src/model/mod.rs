//! The vocabulary of the field: roles, money, dates, markets, deals and their parties.
//!
//! Types here cannot hold what cannot be. The folder knows no file format, no bank names
//! and no screen, and depends on nothing else in the crate.

mod date;
mod deal;
mod decimal;
mod id;
mod money;
mod rare;
mod region;
mod role;

pub use date::PartialDate;
pub use deal::{
    Allotment, Deal, DealMore, Market, Member, MemberMore, Source, Status, Tranche, TrancheMore,
};
pub use decimal::{Decimal, UsdRate, parse_scaled};
pub use id::{BankId, DealId, GroupId, IssuerId};
pub use money::{Currency, Money};
pub use rare::{Blank, Rare};
pub use region::Region;
pub use role::{Credit, Role, RoleSet, Tier};
