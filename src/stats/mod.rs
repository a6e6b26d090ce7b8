//! Figures over the chosen deals: credit and league tables, syndicate sizes, series over time.

mod audit;
mod compare;
mod credit;
mod criteria;
mod eligible;
mod formula;
#[cfg(test)]
mod golden;
mod league;
mod period;
mod series;
mod sizes;
mod walk;
mod what_if;

pub use audit::{Audit, AuditLine, LeftOut, RateUsed, left_out};
pub use compare::{Leaver, Move, Movement, compare, rank_change};
pub use credit::Recipient;
pub use criteria::{
    Converts, CreditMethod, Criteria, CriteriaCard, DateBasis, Eligibility, Entity, MarketClass,
    Pools, Preset, SelfLed, Weights,
};
pub use eligible::{FeeUsed, Reason, is_unpriced};
pub use formula::Formula;
pub use league::{Credited, League, LeagueRow};
pub use period::{Period, PeriodPreset};
pub use series::{
    CouponPoint, Issuance, IssuanceYear, Purpose, coupons, maturities, purposes, purposes_of,
    tenor_years,
};
pub use sizes::{MEMBER_TIERS, SizeBar, SizeOrder, SizeYear, Sizes};
pub use what_if::{Mandate, Merge, Overlay, Planned, WhatIf};
