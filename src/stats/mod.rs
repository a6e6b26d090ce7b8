//! Figures over the chosen deals: credit and league tables, syndicate sizes, series over time.

mod credit;
mod league;
mod series;
mod sizes;

pub use credit::{CreditMethod, credited};
pub use league::{Credited, Criteria, League, LeagueRow, is_unpriced};
pub use series::{
    CouponPoint, Issuance, IssuanceYear, Purpose, coupons, maturities, purposes, purposes_of,
    tenor_years,
};
pub use sizes::{MEMBER_TIERS, SizeBar, SizeOrder, SizeYear, Sizes};
