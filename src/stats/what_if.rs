//! What if: a table over a book in which banks merge, mandates fall away or come, and deals are
//! planned. Nothing in the book changes; the overlay is laid over its columns while they are read.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::book::Rates;
use crate::index::Index;
use crate::model::{Currency, DealId, GroupId, Money, RoleSet};
use crate::query::Chosen;

use super::compare::{Movement, compare};
use super::criteria::Criteria;
use super::league::League;

/// What is changed. An empty overlay changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlay {
    /// Groups that count under another.
    pub merges: Vec<Merge>,
    /// Mandates that fall away.
    pub dropped: BTreeSet<(DealId, GroupId)>,
    /// Mandates that come.
    pub added: Vec<Mandate>,
    /// Deals that are planned.
    pub planned: Vec<Planned>,
}

/// A group that counts under another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Merge {
    /// The group that has no line of its own any more.
    pub from: GroupId,
    /// The group under which it counts.
    pub into: GroupId,
}

/// Roles of a group on a deal, on every tranche.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mandate {
    /// The deal.
    pub deal: DealId,
    /// The group.
    pub group: GroupId,
    /// Its roles.
    pub roles: RoleSet,
}

/// A deal that is planned. It passes every switch of the table but those on self-led deals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// What it is called.
    pub label: String,
    /// The bank group to which the issuer belongs.
    pub issuer_group: Option<GroupId>,
    /// When it prices: the day of its exchange rate, or the last day with rates before it.
    pub date: Date,
    /// Its value.
    pub value: Money,
    /// Who is in the syndicate.
    pub members: Vec<(GroupId, RoleSet)>,
}

impl Planned {
    /// The value in minor units of a currency; `None` where there is no rate. A day after the last
    /// one with rates takes that one.
    pub fn minor_in(&self, currency: Currency) -> Option<i64> {
        let rates = Rates::embedded();
        let date = rates.last_day().map_or(self.date, |last| self.date.min(last));
        rates.convert(self.value, currency, date).map(|money| money.minor)
    }
}

impl Overlay {
    /// Whether nothing is changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// For each group the one under which it counts; empty where none is merged.
    pub(super) fn merged_groups(&self, groups: usize) -> Vec<u32> {
        if self.merges.is_empty() {
            return Vec::new();
        }
        let number = |at: usize| super::credit::number_of(at);
        let mut merged: Vec<u32> = (0..groups).map(number).collect();
        for merge in &self.merges {
            let into = merged.get(merge.into.index()).copied();
            let from = merged.get(merge.from.index()).copied();
            if let Some((from, into)) = from.zip(into) {
                for group in merged.iter_mut().filter(|group| **group == from) {
                    *group = into;
                }
            }
        }
        merged
    }

    pub(super) fn drops(&self, deal_id: DealId, group: u32) -> bool {
        !self.dropped.is_empty() && self.dropped.contains(&(deal_id, GroupId::new(group as usize)))
    }

    pub(super) fn adds(&self, deal_id: DealId) -> impl Iterator<Item = (u32, RoleSet)> + '_ {
        let here = self.added.iter().filter(move |mandate| mandate.deal == deal_id);
        here.map(|mandate| (super::credit::number_of(mandate.group.index()), mandate.roles))
    }
}

/// A table with and without an overlay.
#[derive(Clone, Debug, PartialEq)]
pub struct WhatIf {
    /// The table of the book.
    pub before: League,
    /// The table with the overlay.
    pub after: League,
    /// How the lines of the second moved against the first.
    pub movement: Movement,
}

impl WhatIf {
    /// Ranks the banks of the chosen deals with and without an overlay.
    pub fn new(index: &Index, chosen: &Chosen, criteria: &Criteria, overlay: &Overlay) -> Self {
        let before = League::new(index, chosen, criteria);
        let after = League::with_overlay(index, chosen, criteria, overlay);
        let movement = compare(&after, &before);
        Self { before, after, movement }
    }
}
