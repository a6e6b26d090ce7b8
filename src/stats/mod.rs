//! Figures over the chosen deals: credit and league tables, syndicate sizes, series over time.

mod audit;
mod card;
mod compare;
mod concentration;
mod credit;
mod criteria;
mod diff;
mod eligible;
mod formula;
#[cfg(test)]
mod golden;
mod imagined;
#[cfg(test)]
mod laws;
mod league;
mod measures;
mod period;
mod relations;
mod reputation;
mod series;
mod share;
mod side;
mod sizes;
mod slices;
mod stability;
mod structure;
mod taken;
mod tally;
mod walk;
mod what_if;

pub use audit::{Audit, AuditLine, LeftOut, RateUsed, left_out};
pub use card::{CardLine, card_lines};
pub use compare::{Leaver, Move, Movement, RankTrack, compare, rank_change, rank_tracks};
pub use concentration::{
    competition_ranks, concentration_ratio, cut_hhi_bounds, effective_number, full_credit_overlap,
    hhi, implied_market, implied_market_bounds, portfolio_distance, shares_pct,
};
pub use credit::Recipient;
pub use criteria::{
    Converts, CreditMethod, Criteria, CriteriaCard, DateBasis, Eligibility, Entity, MarketClass,
    Pools, Preset, SelfLed, Weights,
};
pub use diff::{CriteriaDiff, DealPart, Rule, RulePart, Step, deal_parts, switches};
pub use eligible::{FeeUsed, Reason, is_unpriced};
pub use formula::Formula;
pub use imagined::LoyaltyMove;
pub use league::{Credited, League, LeagueRow};
pub use measures::{BankMeasures, NetMeasures};
pub use period::{Period, PeriodPreset};
pub use relations::{
    Exclusivity, Histories, LOYALTY_YEARS, Loyalty, Promotion, Switching, TrailStep,
};
pub use reputation::{PHANTOM_PART, Reputation, reputations};
pub use series::{
    CouponPoint, Issuance, IssuanceYear, Purpose, coupons, maturities, purposes, purposes_of,
    tenor_years,
};
pub use side::Side;
pub use sizes::{MEMBER_TIERS, SizeBar, SizeOrder, SizeYear, Sizes, tiers_by_year};
pub use slices::Slices;
pub use stability::{Grid, GridCell, Stability, StableRow};
pub use structure::{Abroad, Breakdown, Home, Origin, PartSizes, sizes_by, year_span};
pub use taken::{TitleAndTaken, title_and_taken};
pub use walk::credited_lists;
pub use what_if::{Mandate, Merge, Overlay, Planned, WhatIf};
