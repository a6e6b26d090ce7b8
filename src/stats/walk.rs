//! One way through the chosen deals for tables, audits and lists of what was left out: what is
//! counted and what is listed cannot differ.

use std::ops::Range;

use rayon::prelude::*;

use crate::index::{CreditedLists, Index};
use crate::model::DealId;
use crate::query::Chosen;

use super::credit::{Split, Splitter, UNNAMED, add, number_of};
use super::criteria::{CreditMethod, Criteria, Entity, SelfLed};
use super::eligible::{Gate, PER_MINOR, Reason, Worth, hundredths};
use super::what_if::{Overlay, Planned};

/// What is met on the way.
pub(super) trait Sink {
    /// None of the tranches of a deal counts, of which there may be none.
    fn deal_rejected(&mut self, deal_id: DealId, tranches: usize, reason: Reason);

    /// A tranche does not count.
    fn rejected(&mut self, deal_id: DealId, number: usize, reason: Reason);

    /// A tranche counts.
    fn counted(&mut self, at: At, worth: Worth, split: &Split);
}

/// The tranche that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    /// The deal; `None` for a planned one.
    pub deal: Option<DealId>,
    /// Position of the tranche in its deal, or of the planned deal in its list.
    pub number: usize,
    /// Whether its tenor, for which there is a floor, is not known.
    pub tenor_unknown: bool,
}

/// The way.
pub(super) struct Walk<'a> {
    index: &'a Index,
    criteria: &'a Criteria,
    pub(super) gate: Gate<'a>,
    splitter: Splitter<'a>,
    planned: &'a [Planned],
    lists: Option<&'a CreditedLists>,
}

/// How many deals are listed in one go.
const STRETCH: usize = 4_096;

/// The criteria with which an overlay is looked at: mandates are given to groups, so groups have
/// the lines.
pub(super) fn under(criteria: &Criteria, overlay: Option<&Overlay>) -> Criteria {
    match overlay {
        Some(_) => Criteria { by: Entity::Group, ..*criteria },
        None => *criteria,
    }
}

/// Who is credited for each tranche of a book under the usual rules; listed once a book.
pub fn credited_lists(index: &Index) -> &CreditedLists {
    let criteria = Criteria::default();
    index.lists(|| Walk::new(index, &criteria, None).list())
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        index: &'a Index,
        criteria: &'a Criteria,
        overlay: Option<&'a Overlay>,
    ) -> Self {
        Self {
            index,
            criteria,
            gate: Gate::new(index, criteria),
            splitter: Splitter::new(index, criteria, overlay),
            planned: overlay.map_or(&[], |overlay| overlay.planned.as_slice()),
            lists: None,
        }
    }

    /// The way for those who look at the parts only and not at the seats: under the usual rules
    /// who is credited is looked up.
    pub(super) fn for_parts(mut self, overlay: Option<&Overlay>) -> Self {
        let criteria = self.criteria;
        let is_usual = matches!(criteria.credit, CreditMethod::Equal | CreditMethod::Full)
            && criteria.roles.is_none()
            && criteria.by == Entity::Group
            && criteria.self_led == SelfLed::Include
            && !criteria.active_only
            && overlay.is_none();
        if is_usual {
            self.lists = Some(self.index.lists(|| self.list()));
        }
        self
    }

    /// Lists for each tranche who is credited.
    fn list(&self) -> CreditedLists {
        let parts: Vec<(Vec<u32>, Vec<u32>)> = (0..self.index.len().div_ceil(STRETCH))
            .into_par_iter()
            .map(|stretch| {
                let (mut counts, mut groups, mut split) =
                    (Vec::new(), Vec::new(), Split::default());
                let from = stretch * STRETCH;
                for deal in from..(from + STRETCH).min(self.index.len()) {
                    let deal_id = DealId::new(deal);
                    for number in 0..self.index.tranches_of(deal_id).len() {
                        self.splitter.credited(deal_id, number, &mut split);
                        counts.push(number_of(split.credited.len()));
                        groups.extend(split.credited.iter().map(|seat| seat.key));
                    }
                }
                (counts, groups)
            })
            .collect();
        let mut lists = CreditedLists { from: vec![0], ..CreditedLists::default() };
        let mut end = 0;
        for (counts, groups) in parts {
            for count in counts {
                end += count;
                lists.from.push(end);
            }
            lists.groups.extend(groups);
        }
        lists
    }

    /// Goes through every chosen deal and every planned one.
    pub(super) fn all(&self, chosen: &Chosen, sink: &mut impl Sink) {
        let mut split = Split::default();
        for deal_id in chosen.deals() {
            self.deal(deal_id, &mut split, sink);
        }
        self.planned(&mut split, sink);
    }

    /// Who is credited, where it was listed.
    pub(super) const fn lists(&self) -> Option<&'a CreditedLists> {
        self.lists
    }

    /// The tranches of a deal, of which there is one; else how many there are and why they do not
    /// count.
    pub(super) fn tranches(&self, deal_id: DealId) -> Result<Range<usize>, (usize, Reason)> {
        let tranches = self.gate.tranches_of(deal_id);
        let without = tranches.is_empty().then_some(Reason::NoTranche);
        match self.gate.deal(deal_id).or(without) {
            Some(reason) => Err((tranches.len(), reason)),
            None => Ok(tranches),
        }
    }

    /// Goes through one deal.
    pub(super) fn deal(&self, deal_id: DealId, split: &mut Split, sink: &mut impl Sink) {
        let tranches = match self.tranches(deal_id) {
            Ok(tranches) => tranches,
            Err((count, reason)) => return sink.deal_rejected(deal_id, count, reason),
        };
        for (number, tranche) in tranches.enumerate() {
            let outcome = self.gate.tranche(deal_id, tranche).and_then(|worth| {
                match self.lists {
                    Some(lists) => self.splitter.listed(lists.of(tranche), worth.micro, split),
                    None => self.splitter.tranche(deal_id, number, worth.micro, split)?,
                }
                Ok(worth)
            });
            match outcome {
                Err(reason) => sink.rejected(deal_id, number, reason),
                Ok(worth) => {
                    let tenor_unknown = self.gate.is_tenor_unknown(deal_id, tranche);
                    sink.counted(At { deal: Some(deal_id), number, tenor_unknown }, worth, split);
                }
            }
        }
    }

    /// Goes through the planned deals. One without a rate is worth nothing.
    pub(super) fn planned(&self, split: &mut Split, sink: &mut impl Sink) {
        for (number, planned) in self.planned.iter().enumerate() {
            let minor = planned.minor_in(self.criteria.currency).unwrap_or(0);
            let worth = Worth { micro: i128::from(minor) * PER_MINOR, fee: None };
            split.seats.clear();
            for (group_id, roles) in &planned.members {
                let group = self.splitter.counted(number_of(group_id.index()));
                let seat = super::credit::Seat { key: group, group, roles: *roles, taken: None };
                add(&mut split.seats, seat);
            }
            let issuer = planned
                .issuer_group
                .map_or(UNNAMED, |group_id| self.splitter.counted(number_of(group_id.index())));
            let whole = hundredths(planned.value.minor, planned.value.currency);
            let amount = super::credit::Amount::Money(whole);
            if self.splitter.seats(issuer, worth.micro, amount, split).is_ok() {
                sink.counted(At { deal: None, number, tenor_unknown: false }, worth, split);
            }
        }
    }
}
