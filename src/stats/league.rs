//! The league table: banks ranked by credit.

use crate::index::Index;
use crate::model::{BankId, Currency, GroupId};
use crate::query::Chosen;

use super::credit::Recipient;
use super::criteria::Criteria;
use super::eligible::{PER_MINOR, Reason};
use super::tally::tally;
use super::walk::{Walk, under};
use super::what_if::Overlay;

/// Credit in millionths of a minor unit of the reporting currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Credited(pub i128);

impl Credited {
    /// Minor units, rounded half up.
    pub const fn minor(self) -> i128 {
        (self.0 + PER_MINOR / 2).div_euclid(PER_MINOR)
    }

    /// Minor units, rounded half up: cents in a table in dollars.
    pub const fn cents(self) -> i128 {
        self.minor()
    }

    /// Whole units of a currency with two decimals as a float, for plots and shares.
    pub fn usd(self) -> f64 {
        self.0 as f64 / (100 * PER_MINOR) as f64
    }

    /// Whole units of a currency as a float, for plots and shares.
    pub fn units(self, currency: Currency) -> f64 {
        self.0 as f64 / PER_MINOR as f64 / currency.minor_per_unit() as f64
    }
}

/// One line of a league table.
#[derive(Clone, Debug, PartialEq)]
pub struct LeagueRow {
    /// The rank; equals share one, and the next ranks are skipped (1, 2, 2, 4).
    pub rank: usize,
    /// The bank group; in a table of printed banks the group of the bank as of its deals.
    pub group: GroupId,
    /// The printed bank, in a table of printed banks.
    pub bank: Option<BankId>,
    /// Its credit.
    pub value: Credited,
    /// The part of its credit that is estimated: from an allotment or a fee that is not known.
    pub estimated: Credited,
    /// Its share of the market value, in per cent. Under full credit shares add up to more than 100.
    pub share_pct: f64,
    /// Deals with credit, each once.
    pub deals: usize,
    /// Tranches with credit.
    pub tranches: usize,
}

impl LeagueRow {
    /// Whose line it is.
    pub fn recipient(&self) -> Recipient {
        self.bank.map_or(Recipient::Group(self.group), Recipient::Bank)
    }
}

/// A league table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct League {
    /// The currency of every value.
    pub currency: Currency,
    /// The lines, best first.
    pub rows: Vec<LeagueRow>,
    /// The value of every eligible tranche.
    pub market_value: Credited,
    /// Eligible deals with a value.
    pub deals: usize,
    /// Eligible tranches with a value.
    pub tranches: usize,
    /// Credit of members whose names the sources lost.
    pub unnamed: Credited,
    /// Value of tranches on which nobody can be credited, and credit that the rules on self-led
    /// deals take away. Together with the credits it adds up to the market value, but under full
    /// credit.
    pub unallocated: Credited,
    /// Tranches with an amount that could not be converted, or with no amount.
    pub unpriced_tranches: usize,
    /// Deals left out because they are not priced: mandated, proposed, withdrawn.
    pub not_priced: usize,
    /// Tranches left out for each of [`Reason::ALL`]; a deal without tranches counts as one.
    pub left_out: Vec<usize>,
    /// Eligible tranches whose tenor, for which there is a floor, is not known.
    pub tenor_unknown: usize,
    /// Value that rests on known allotments, under allotment credit.
    pub known: Credited,
    /// Value that rests on estimated fees, under fee credit.
    pub imputed: Credited,
    /// The Herfindahl–Hirschman index over shares that add up to 100, 0 to 10,000.
    pub hhi: f64,
    /// The five largest shares together, in per cent, on the same shares.
    pub cr5_pct: f64,
}

impl League {
    /// Ranks the banks of the chosen deals. One pass over the columns.
    pub fn new(index: &Index, chosen: &Chosen, criteria: &Criteria) -> Self {
        Self::build(index, chosen, criteria, None)
    }

    /// Ranks the banks of the chosen deals with an overlay. Groups have the lines.
    pub fn with_overlay(
        index: &Index,
        chosen: &Chosen,
        criteria: &Criteria,
        overlay: &Overlay,
    ) -> Self {
        Self::build(index, chosen, criteria, Some(overlay))
    }

    fn build(
        index: &Index,
        chosen: &Chosen,
        criteria: &Criteria,
        overlay: Option<&Overlay>,
    ) -> Self {
        let criteria = &under(criteria, overlay);
        let walk = Walk::new(index, criteria, overlay).for_parts(overlay);
        tally(index, chosen, &walk, criteria).finish(index, criteria)
    }

    /// 10,000 ÷ HHI: how many equal banks would be as concentrated; `None` for an empty table.
    pub fn effective_banks(&self) -> Option<f64> {
        (self.hhi > 0.0).then(|| 10_000.0 / self.hhi)
    }

    /// The sum of the `k` largest shares, in per cent, on shares that add up to 100.
    pub fn cr_pct(&self, k: usize) -> f64 {
        let credits = self.credits().0;
        self.rows.iter().take(k).map(|row| share(row.value.0, credits)).sum()
    }

    /// The sum of the credits of all lines.
    pub fn credits(&self) -> Credited {
        Credited(self.rows.iter().map(|row| row.value.0).sum())
    }

    /// The part of the market value that rests on known allotments, in per cent; `None` for an empty
    /// market. Meant for allotment credit: other methods look at no allotment.
    pub fn coverage_pct(&self) -> Option<f64> {
        (self.market_value.0 > 0).then(|| share(self.known.0, self.market_value.0))
    }

    /// The sum of deals over the lines: more than the deals, as a deal has several banks.
    pub fn deal_counts(&self) -> usize {
        self.rows.iter().map(|row| row.deals).sum()
    }

    /// How many tranches were left out for a reason.
    pub fn left_out_for(&self, reason: Reason) -> usize {
        let at = Reason::ALL.iter().position(|other| *other == reason);
        at.and_then(|at| self.left_out.get(at)).copied().unwrap_or(0)
    }

    /// The line of a group.
    pub fn row_of(&self, group_id: GroupId) -> Option<&LeagueRow> {
        self.rows.iter().find(|row| row.group == group_id)
    }

    /// The line of a recipient.
    pub fn row_for(&self, recipient: Recipient) -> Option<&LeagueRow> {
        self.rows.iter().find(|row| row.recipient() == recipient)
    }

    /// What a recipient gets.
    pub fn value_of(&self, recipient: Recipient) -> Credited {
        match recipient {
            Recipient::Unnamed => self.unnamed,
            Recipient::Unallocated => self.unallocated,
            _ => self.row_for(recipient).map_or_else(Credited::default, |row| row.value),
        }
    }
}

/// A share in per cent; 0 of nothing.
pub(super) fn share(value: i128, of: i128) -> f64 {
    if of == 0 { 0.0 } else { 100.0 * value as f64 / of as f64 }
}

/// Puts lines in order and gives ranks: by unrounded value, values within half a minor unit of the
/// first of their rank being equal; among equals more deals first, then the name.
pub(super) fn rank(rows: &mut [LeagueRow], order: impl Fn(&LeagueRow) -> u32) {
    rows.sort_by_key(|row| std::cmp::Reverse(row.value));
    let mut from = 0;
    while from < rows.len() {
        let floor = rows[from].value.0 - PER_MINOR / 2;
        let equals = rows[from..].iter().take_while(|row| row.value.0 > floor).count().max(1);
        let equals = &mut rows[from..from + equals];
        for row in equals.iter_mut() {
            row.rank = from + 1;
        }
        equals.sort_by_key(|row| (std::cmp::Reverse(row.deals), order(row)));
        from += equals.len();
    }
}
