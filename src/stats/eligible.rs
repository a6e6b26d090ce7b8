//! Which tranches count in a league table, what they are worth, and why the others do not count.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::book::day_number;
use crate::index::{
    CreditColumns, DealColumns, DealKind, Index, NO_DAY, NO_TENOR, NO_VALUE, RatingBand,
};
use crate::model::{Currency, DealId, Market, Status};

use super::criteria::{Converts, CreditMethod, Criteria, DateBasis, MarketClass};

/// Credit is held in millionths of a minor unit, so that a split loses nothing that could be seen.
pub(super) const PER_MINOR: i128 = 1_000_000;

/// The fewest deals with a disclosed fee from which a fee is estimated.
const FEES_NEEDED: usize = 5;

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident $code:literal $key:literal,)*) => {
        /// Why a tranche does not count.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason { $($(#[$doc])* $variant,)* }

        impl Reason {
            /// Every reason, in the order in which they are looked at.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The code in tables for programs.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The key of its words in the catalogue.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }
        }
    };
}

reasons! {
    /// The deal is mandated, proposed or withdrawn.
    NotPriced "not-priced" "reason.not_priced",
    /// The table is of another market.
    OtherMarket "other-market" "reason.other_market",
    /// The date of the basis lies outside the period, or is not known.
    OutsidePeriod "outside-period" "reason.outside_period",
    /// A club deal.
    Club "club" "reason.club",
    /// A private placement.
    Private "private" "reason.private",
    /// A retained issue.
    Retained "retained" "reason.retained",
    /// The record has no tranche.
    NoTranche "no-tranche" "reason.no_tranche",
    /// The record gives no amount.
    NoAmount "no-amount" "reason.no_amount",
    /// There is no exchange rate within seven days before the pricing date.
    NoRate "no-rate" "reason.no_rate",
    /// The tenor is below the floor.
    ShortTenor "short-tenor" "reason.short_tenor",
    /// Everything was given for old paper.
    NoNewMoney "no-new-money" "reason.no_new_money",
    /// The value is below the floor.
    SmallAmount "small-amount" "reason.small_amount",
    /// The fee is not disclosed.
    NoFee "no-fee" "reason.no_fee",
    /// A bank brings its own group, and the rules drop such a deal.
    SelfLed "self-led" "reason.self_led",
}

/// What a tranche is worth under the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Worth {
    /// Millionths of a minor unit of the reporting currency.
    pub micro: i128,
    /// The fee, under fee credit.
    pub fee: Option<FeeUsed>,
}

/// The fee by which a value was multiplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeUsed {
    /// Per cent of the amount in 10⁻⁹.
    pub spread_nanos: i64,
    /// Whether it is an estimate.
    pub imputed: bool,
}

/// The switches of a table, ready to be asked for every deal.
pub(super) struct Gate<'a> {
    index: &'a Index,
    columns: &'a DealColumns,
    credit: &'a CreditColumns,
    criteria: &'a Criteria,
    values: &'a [i64],
    from: i32,
    to: i32,
    has_period: bool,
    min_minor: i128,
    fees: BTreeMap<FeeCell, i64>,
}

/// Deals whose fees are alike: market, rating band, span of tenor.
type FeeCell = (Option<Market>, RatingBand, u8);

impl<'a> Gate<'a> {
    pub(super) fn new(index: &'a Index, criteria: &'a Criteria) -> Self {
        let rules = &criteria.eligibility;
        let per_unit = i128::from(criteria.currency.minor_per_unit());
        let imputes = criteria.credit == CreditMethod::Fee && criteria.impute_fees;
        Self {
            index,
            columns: index.deals(),
            credit: index.credit(),
            criteria,
            values: index.values_in(criteria.currency),
            from: rules.from.map_or(NO_DAY + 1, day_number),
            to: rules.to.map_or(i32::MAX, day_number),
            has_period: rules.from.is_some() || rules.to.is_some(),
            min_minor: i128::from(rules.min_amount).saturating_mul(per_unit * PER_MINOR),
            fees: if imputes { median_fees(index) } else { BTreeMap::new() },
        }
    }

    /// Why no tranche of a deal counts; `None` where its tranches are to be looked at.
    pub(super) fn deal(&self, deal_id: DealId) -> Option<Reason> {
        let (rules, columns) = (&self.criteria.eligibility, self.columns);
        let at = deal_id.index();
        if !rules.unpriced_deals && is_unpriced(columns.status[at]) {
            return Some(Reason::NotPriced);
        }
        if !self.is_of_market(columns.market[at]) {
            return Some(Reason::OtherMarket);
        }
        if self.has_period && !self.is_in_period(at) {
            return Some(Reason::OutsidePeriod);
        }
        let kind = self.credit.kind[at];
        let checks = [
            (rules.without_club, DealKind::CLUB, Reason::Club),
            (rules.without_private, DealKind::PRIVATE, Reason::Private),
            (rules.without_retained, DealKind::RETAINED, Reason::Retained),
        ];
        let fails = |check: &&(bool, DealKind, Reason)| check.0 && kind.is(check.1);
        checks.iter().find(fails).map(|(.., reason)| *reason)
    }

    /// The tranches of a deal, as positions in the tranche columns.
    pub(super) fn tranches_of(&self, deal_id: DealId) -> Range<usize> {
        let from = &self.columns.tranches_from;
        from[deal_id.index()] as usize..from[deal_id.index() + 1] as usize
    }

    fn is_in_period(&self, deal: usize) -> bool {
        let credit = self.credit;
        let day = match self.criteria.eligibility.basis {
            DateBasis::Pricing => self.columns.day[deal],
            DateBasis::Announcement => credit.announced_day[deal],
            DateBasis::Settlement => credit.settled_day[deal],
        };
        (self.from..=self.to).contains(&day)
    }

    fn is_of_market(&self, market: Option<Market>) -> bool {
        let rules = &self.criteria.eligibility;
        let converts = |own: Converts| rules.converts == own;
        match (rules.market, market) {
            (MarketClass::All, _)
            | (MarketClass::Debt, Some(Market::Dcm))
            | (MarketClass::Equity, Some(Market::Ecm))
            | (MarketClass::Loan, Some(Market::Loan)) => true,
            (MarketClass::Debt, Some(Market::Cb)) => converts(Converts::Debt),
            (MarketClass::Equity, Some(Market::Cb)) => converts(Converts::Equity),
            _ => false,
        }
    }

    /// Whether the floor of tenor applies to a market.
    fn has_tenor(&self, market: Option<Market>) -> bool {
        match market {
            Some(Market::Ecm) => false,
            Some(Market::Cb) => self.criteria.eligibility.converts != Converts::Equity,
            _ => true,
        }
    }

    /// Whether a tranche counts although its tenor, for which there is a floor, is not known.
    pub(super) fn is_tenor_unknown(&self, deal_id: DealId, tranche: usize) -> bool {
        self.criteria.eligibility.min_tenor_months > 0
            && self.credit.tenor_months[tranche] == NO_TENOR
            && self.has_tenor(self.columns.market[deal_id.index()])
    }

    /// What a tranche of a deal that passed is worth, or why it does not count.
    pub(super) fn tranche(&self, deal_id: DealId, tranche: usize) -> Result<Worth, Reason> {
        let (rules, credit) = (&self.criteria.eligibility, self.credit);
        let minor = self.values.get(tranche).copied().unwrap_or(NO_VALUE);
        if minor == NO_VALUE {
            let no_amount = credit.minor[tranche] == NO_VALUE;
            return Err(if no_amount { Reason::NoAmount } else { Reason::NoRate });
        }
        let mut micro = i128::from(minor) * PER_MINOR;
        if rules.min_tenor_months > 0 {
            let months = credit.tenor_months[tranche];
            let is_short = months != NO_TENOR && i32::from(months) < rules.min_tenor_months.into();
            if is_short && self.has_tenor(self.columns.market[deal_id.index()]) {
                return Err(Reason::ShortTenor);
            }
        }
        if rules.new_money {
            micro = self.new_money(deal_id, tranche, micro).ok_or(Reason::NoNewMoney)?;
        }
        if micro < self.min_minor {
            return Err(Reason::SmallAmount);
        }
        if self.criteria.credit != CreditMethod::Fee {
            return Ok(Worth { micro, fee: None });
        }
        let fee = self.fee(deal_id, tranche).ok_or(Reason::NoFee)?;
        let micro = rounded(micro * i128::from(fee.spread_nanos), 100_000_000_000);
        Ok(Worth { micro, fee: Some(fee) })
    }

    fn new_money(&self, deal_id: DealId, tranche: usize, micro: i128) -> Option<i128> {
        let credit = self.credit;
        let at = u32::try_from(tranche).ok()?;
        let amount = i128::from(credit.minor[tranche]);
        match credit.exchanged_minor.get(&at) {
            Some(exchanged) if amount > 0 => {
                let left = (amount - i128::from(*exchanged)).max(0);
                Some(mul_div(micro, left, amount)).filter(|micro| *micro > 0)
            }
            _ => (!credit.kind[deal_id.index()].is(DealKind::EXCHANGE)).then_some(micro),
        }
    }

    fn fee(&self, deal_id: DealId, tranche: usize) -> Option<FeeUsed> {
        let at = u32::try_from(tranche).ok()?;
        if let Some(spread_nanos) = self.credit.spread_nanos.get(&at) {
            return Some(FeeUsed { spread_nanos: *spread_nanos, imputed: false });
        }
        let spread_nanos = *self.fees.get(&fee_cell(self.index, deal_id, tranche))?;
        Some(FeeUsed { spread_nanos, imputed: true })
    }
}

fn fee_cell(index: &Index, deal_id: DealId, tranche: usize) -> FeeCell {
    let credit = index.credit();
    let span = match credit.tenor_months[tranche] {
        NO_TENOR => 0,
        0..36 => 1,
        36..84 => 2,
        84..144 => 3,
        _ => 4,
    };
    (index.deals().market[deal_id.index()], credit.band[tranche], span)
}

/// The median disclosed fee of each cell with enough deals, over the whole book.
fn median_fees(index: &Index) -> BTreeMap<FeeCell, i64> {
    let mut cells: BTreeMap<FeeCell, Vec<(DealId, i64)>> = BTreeMap::new();
    for (tranche, spread) in &index.credit().spread_nanos {
        let tranche = *tranche as usize;
        let deal_id = index.tranches().deal[tranche];
        cells.entry(fee_cell(index, deal_id, tranche)).or_default().push((deal_id, *spread));
    }
    cells.retain(|_, fees| {
        let mut deals: Vec<DealId> = fees.iter().map(|(deal_id, _)| *deal_id).collect();
        deals.dedup();
        deals.len() >= FEES_NEEDED
    });
    let median = |mut fees: Vec<i64>| {
        fees.sort_unstable();
        let (low, high) = (fees[(fees.len() - 1) / 2], fees[fees.len() / 2]);
        low + (high - low) / 2
    };
    cells
        .into_iter()
        .map(|(cell, fees)| (cell, median(fees.into_iter().map(|(_, fee)| fee).collect())))
        .collect()
}

/// Whether the status says that the deal is not priced. A record without a status counts as priced.
pub fn is_unpriced(status: Option<Status>) -> bool {
    matches!(status, Some(Status::Mandated | Status::Proposed | Status::Withdrawn))
}

/// The quotient of numbers that are not negative, rounded half up.
pub(super) fn rounded(top: i128, bottom: i128) -> i128 {
    (top + bottom / 2) / bottom
}

/// `value · part ÷ whole`, rounded down, for numbers that are not negative with `part` at most
/// `whole`. Where the product does not fit, part and whole lose their last binary digits, far below a
/// minor unit; for one value and whole the outcome still grows with the part.
pub(super) fn mul_div(value: i128, part: i128, whole: i128) -> i128 {
    let mut shift = 0;
    while value.checked_mul(whole >> shift).is_none() {
        shift += 1;
    }
    match whole >> shift {
        0 => 0,
        whole => value * (part >> shift) / whole,
    }
}

/// Hundredths of a unit of a currency as an amount in minor units, the other way about: how many
/// hundredths an amount in minor units holds.
pub(super) fn hundredths(minor: i64, currency: Currency) -> i128 {
    i128::from(minor) * 100 / i128::from(currency.minor_per_unit())
}
