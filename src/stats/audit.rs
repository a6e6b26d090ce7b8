//! What a cell of a league table adds up from, deal by deal, and what was left out and why.

use jiff::civil::Date;

use crate::book::{DealBook, Rates};
use crate::index::Index;
use crate::model::{Currency, DealId};
use crate::query::Chosen;

use super::credit::{Part, Recipient, Split, UNNAMED};
use super::criteria::{Criteria, Entity};
use super::eligible::{FeeUsed, Reason, Worth};
use super::formula::Formula;
use super::league::Credited;
use super::walk::{At, Sink, Walk, under};
use super::what_if::Overlay;

/// One tranche behind a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// The deal; `None` for a planned one.
    pub deal: Option<DealId>,
    /// Position of the tranche in its deal, or of a planned deal in its list.
    pub tranche: usize,
    /// The value of the tranche as it counts.
    pub value: Credited,
    /// The credit.
    pub credit: Credited,
    /// How the credit came about.
    pub formula: Formula,
    /// The fee by which the amount was multiplied, under fee credit.
    pub fee: Option<FeeUsed>,
    /// Whether the rules on self-led deals took the credit away from the bank.
    pub taken_away: bool,
}

impl AuditLine {
    /// Whether an allotment or a fee is a guess.
    pub fn is_estimated(&self) -> bool {
        self.formula.is_estimated() || self.fee.is_some_and(|fee| fee.imputed)
    }
}

/// The lines behind one cell of a league table. They add up to it exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// Whose cell.
    pub recipient: Recipient,
    /// The currency of every value.
    pub currency: Currency,
    /// The tranches, in the order of the book.
    pub lines: Vec<AuditLine>,
    /// The sum of the credits.
    pub total: Credited,
}

impl Audit {
    /// Lists what a cell of [`League::new`](super::League::new) adds up from.
    pub fn new(index: &Index, chosen: &Chosen, criteria: &Criteria, recipient: Recipient) -> Self {
        Self::build(index, chosen, criteria, None, recipient)
    }

    /// Lists what a cell of [`League::with_overlay`](super::League::with_overlay) adds up from.
    pub fn with_overlay(
        index: &Index,
        chosen: &Chosen,
        criteria: &Criteria,
        overlay: &Overlay,
        recipient: Recipient,
    ) -> Self {
        Self::build(index, chosen, criteria, Some(overlay), recipient)
    }

    fn build(
        index: &Index,
        chosen: &Chosen,
        criteria: &Criteria,
        overlay: Option<&Overlay>,
        recipient: Recipient,
    ) -> Self {
        let criteria = &under(criteria, overlay);
        let mut lines = Lines { by: criteria.by, recipient, lines: Vec::new() };
        Walk::new(index, criteria, overlay).all(chosen, &mut lines);
        let total = Credited(lines.lines.iter().map(|line| line.credit.0).sum());
        Self { recipient, currency: criteria.currency, lines: lines.lines, total }
    }

    /// How many deals stand behind the cell.
    pub fn deals(&self) -> usize {
        let mut deals: Vec<(Option<DealId>, usize)> = self
            .lines
            .iter()
            .map(|line| (line.deal, line.deal.map_or(line.tranche, |_| 0)))
            .collect();
        deals.sort_unstable();
        deals.dedup();
        deals.len()
    }
}

struct Lines {
    by: Entity,
    recipient: Recipient,
    lines: Vec<AuditLine>,
}

impl Lines {
    fn is_wanted(&self, part: &Part) -> bool {
        let at = part.key as usize;
        match (self.recipient, self.by) {
            (Recipient::Unallocated, _) => part.taken_away,
            (Recipient::Unnamed, _) => part.key == UNNAMED && !part.taken_away,
            (Recipient::Group(group_id), Entity::Group) => {
                group_id.index() == at && !part.taken_away
            }
            (Recipient::Bank(bank_id), Entity::Bank) => bank_id.index() == at && !part.taken_away,
            _ => false,
        }
    }
}

impl Sink for Lines {
    fn deal_rejected(&mut self, _: DealId, _: usize, _: Reason) {}

    fn rejected(&mut self, _: DealId, _: usize, _: Reason) {}

    fn counted(&mut self, at: At, worth: Worth, split: &Split) {
        let line = |credit: i128, formula: Formula, taken_away: bool| AuditLine {
            deal: at.deal,
            tranche: at.number,
            value: Credited(worth.micro),
            credit: Credited(credit),
            formula,
            fee: worth.fee,
            taken_away,
        };
        let wanted = split.parts.iter().filter(|part| self.is_wanted(part));
        let found: Vec<AuditLine> =
            wanted.map(|part| line(part.micro, part.formula, part.taken_away)).collect();
        self.lines.extend(found);
        if self.recipient == Recipient::Unallocated && split.unallocated != 0 {
            self.lines.push(line(split.unallocated, Formula::Nobody, false));
        }
    }
}

/// A tranche that does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// The deal.
    pub deal: DealId,
    /// Position of the tranche; `None` for a record without tranches.
    pub tranche: Option<usize>,
    /// Why.
    pub reason: Reason,
}

/// Lists every tranche of the chosen deals that does not count, with the reason, in the order of the
/// book.
pub fn left_out(index: &Index, chosen: &Chosen, criteria: &Criteria) -> Vec<LeftOut> {
    let mut list = LeftOutList(Vec::new());
    Walk::new(index, criteria, None).all(chosen, &mut list);
    list.0
}

struct LeftOutList(Vec<LeftOut>);

impl Sink for LeftOutList {
    fn deal_rejected(&mut self, deal: DealId, tranches: usize, reason: Reason) {
        match tranches {
            0 => self.0.push(LeftOut { deal, tranche: None, reason }),
            _ => self.0.extend((0..tranches).map(|at| LeftOut { deal, tranche: Some(at), reason })),
        }
    }

    fn rejected(&mut self, deal: DealId, number: usize, reason: Reason) {
        self.0.push(LeftOut { deal, tranche: Some(number), reason });
    }

    fn counted(&mut self, _: At, _: Worth, _: &Split) {}
}

/// The exchange rate on which a value rests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RateUsed {
    /// The tranche is in the reporting currency.
    Same,
    /// The source states dollars for one unit, and the report is in dollars.
    Stated {
        /// Dollars for one unit, in 10⁻¹⁵.
        femtos: i64,
    },
    /// Reference rates of the ECB.
    Ecb {
        /// Units of the reporting currency for one unit.
        per_unit: f64,
        /// The day of the rate.
        day: Date,
        /// Whether the onshore rate stands in for the offshore one.
        assumed: bool,
    },
    /// The source states dollars for one unit, and dollars are converted at the ECB's rates.
    StatedThenEcb {
        /// Dollars for one unit, in 10⁻¹⁵.
        femtos: i64,
        /// Units of the reporting currency for one dollar.
        per_dollar: f64,
        /// The day of the rate.
        day: Date,
    },
}

impl RateUsed {
    /// The rate by which a tranche was converted; `None` where it was not.
    pub fn of(book: &DealBook, deal_id: DealId, tranche: usize, to: Currency) -> Option<Self> {
        let deal = book.deal(deal_id);
        let tranche = deal.tranches.get(tranche)?;
        let own = tranche.amount?.currency;
        if own == to {
            return Some(Self::Same);
        }
        let cross = |from: Currency| {
            let rates = Rates::embedded();
            let date = deal.date()?;
            let (from, to) = (rates.rate(from, date)?, rates.rate(to, date)?);
            let day = from.day.min(to.day);
            Some((to.per_euro as f64 / from.per_euro as f64, day, from.assumed || to.assumed))
        };
        match tranche.fx_usd.map(|rate| rate.femtos()).filter(|_| own != Currency::usd()) {
            Some(femtos) if to == Currency::usd() => Some(Self::Stated { femtos }),
            Some(femtos) => cross(Currency::usd())
                .map(|(per_dollar, day, _)| Self::StatedThenEcb { femtos, per_dollar, day }),
            None => cross(own).map(|(per_unit, day, assumed)| Self::Ecb { per_unit, day, assumed }),
        }
    }

    /// Units of the reporting currency for one unit, for showing.
    pub fn per_unit(self) -> f64 {
        match self {
            Self::Same => 1.0,
            Self::Stated { femtos } => femtos as f64 / 1e15,
            Self::Ecb { per_unit, .. } => per_unit,
            Self::StatedThenEcb { femtos, per_dollar, .. } => femtos as f64 / 1e15 * per_dollar,
        }
    }

    /// Where the rate comes from, as a code: `same`, `stated`, `ecb`, `ecb-onshore` or
    /// `stated-ecb`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Stated { .. } => "stated",
            Self::Ecb { assumed: false, .. } => "ecb",
            Self::Ecb { assumed: true, .. } => "ecb-onshore",
            Self::StatedThenEcb { .. } => "stated-ecb",
        }
    }

    /// The day of the rate, where it has one.
    pub const fn day(self) -> Option<Date> {
        match self {
            Self::Ecb { day, .. } | Self::StatedThenEcb { day, .. } => Some(day),
            Self::Same | Self::Stated { .. } => None,
        }
    }
}
