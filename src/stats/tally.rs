//! Adding up a league table: lines, what nobody gets, and what does not count.

use rayon::prelude::*;

use crate::index::{CreditedLists, Index};
use crate::model::{BankId, DealId, GroupId};
use crate::query::Chosen;

use super::credit::{Split, UNNAMED, number_of};
use super::criteria::{CreditMethod, Criteria, Entity};
use super::eligible::{Reason, Worth};
use super::league::{Credited, League, LeagueRow, rank, share};
use super::share::split;
use super::walk::{At, Sink, Walk};

/// What one line gathers.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    micro: i128,
    deals: u32,
    tranches: u32,
    /// The deal last counted, plus one.
    last: u32,
}

impl Line {
    const fn plus(&mut self, other: &Self) {
        self.micro += other.micro;
        self.deals += other.deals;
        self.tranches += other.tranches;
    }

    fn add(&mut self, micro: i128, stamp: u32) {
        self.micro += micro;
        self.tranches += 1;
        self.deals += u32::from(self.last != stamp);
        self.last = stamp;
    }
}

/// A league table while it is added up.
pub(super) struct Tally {
    lines: Vec<Line>,
    /// The estimated part of each line.
    estimated: Vec<i128>,
    league: League,
    last_deal: Option<Option<DealId>>,
}

/// Counts the chosen deals of a way, stretches of them on every core; whole numbers add up to the
/// same in any order.
pub(super) fn tally(index: &Index, chosen: &Chosen, walk: &Walk<'_>, criteria: &Criteria) -> Tally {
    let mut tally = chosen
        .stretches()
        .fold(
            || Tally::of(index, criteria),
            |mut tally, deals| {
                tally.take(walk, criteria, deals, &mut Split::default());
                tally
            },
        )
        .reduce_with(Tally::plus)
        .unwrap_or_else(|| Tally::of(index, criteria));
    walk.planned(&mut Split::default(), &mut tally);
    tally
}

/// What some deals add to a tally: the lines that they have, and what stands beside the lines.
#[derive(Debug)]
pub(super) struct TallyPart {
    /// Lines with credit by number, each with its estimated part.
    lines: Vec<(u32, Line, i128)>,
    league: League,
}

impl Tally {
    /// An empty one under some criteria.
    pub(super) fn of(index: &Index, criteria: &Criteria) -> Self {
        let lines = match criteria.by {
            Entity::Group => index.groups(),
            Entity::Bank => index.banks(),
        };
        let league = League { left_out: vec![0; Reason::ALL.len()], ..League::default() };
        let (lines, estimated) = (vec![Line::default(); lines], vec![0; lines]);
        Self { lines, estimated, league, last_deal: None }
    }

    /// Counts deals, each of which stands here once.
    pub(super) fn take(
        &mut self,
        walk: &Walk<'_>,
        criteria: &Criteria,
        deals: impl Iterator<Item = DealId>,
        split: &mut Split,
    ) {
        let is_full = criteria.credit == CreditMethod::Full;
        match walk.lists() {
            Some(lists) => deals.for_each(|deal_id| self.listed(walk, lists, is_full, deal_id)),
            None => deals.for_each(|deal_id| walk.deal(deal_id, split, self)),
        }
    }

    /// What was counted here.
    pub(super) fn into_part(self) -> TallyPart {
        let lines = (0..).zip(self.lines).zip(self.estimated);
        let lines = lines.filter(|((_, line), _)| line.tranches > 0);
        let lines = lines.map(|((at, line), estimated)| (at, line, estimated)).collect();
        TallyPart { lines, league: self.league }
    }

    /// Adds what was counted of other deals.
    pub(super) fn add_part(&mut self, part: &TallyPart) {
        for (at, line, estimated) in &part.lines {
            self.lines[*at as usize].plus(line);
            self.estimated[*at as usize] += estimated;
        }
        self.beside(&part.league);
    }

    /// Counts a deal under the usual rules, where who is credited was listed. It comes to the same as
    /// [`Walk::deal`] with this as its sink.
    fn listed(&mut self, walk: &Walk<'_>, lists: &CreditedLists, is_full: bool, deal_id: DealId) {
        let stamp = number_of(deal_id.index()).wrapping_add(1);
        let tranches = match walk.tranches(deal_id) {
            Ok(tranches) => tranches,
            Err((count, reason)) => return self.deal_rejected(deal_id, count, reason),
        };
        for (number, tranche) in tranches.enumerate() {
            let worth = match walk.gate.tranche(deal_id, tranche) {
                Ok(worth) => worth,
                Err(reason) => {
                    self.rejected(deal_id, number, reason);
                    continue;
                }
            };
            let tenor_unknown = walk.gate.is_tenor_unknown(deal_id, tranche);
            self.market(At { deal: Some(deal_id), number, tenor_unknown }, worth);
            let groups = lists.of(tranche);
            if groups.is_empty() {
                self.league.unallocated.0 += worth.micro;
            }
            let whole = is_full.then_some(worth.micro);
            for (key, equal) in groups.iter().zip(split(worth.micro, groups.len())) {
                let micro = whole.unwrap_or(equal);
                match self.lines.get_mut(*key as usize) {
                    Some(line) => line.add(micro, stamp),
                    None => self.league.unnamed.0 += micro,
                }
            }
        }
    }

    /// Counts the value of a tranche.
    fn market(&mut self, at: At, worth: Worth) {
        let league = &mut self.league;
        league.market_value.0 += worth.micro;
        league.tranches += 1;
        league.tenor_unknown += usize::from(at.tenor_unknown);
        // Tranches of a deal come one after the other; each planned deal is one of its own.
        let is_next = at.deal.is_none() || self.last_deal != Some(at.deal);
        league.deals += usize::from(is_next);
        self.last_deal = Some(at.deal);
    }

    fn plus(mut self, other: Self) -> Self {
        self.lines.iter_mut().zip(&other.lines).for_each(|(mine, theirs)| mine.plus(theirs));
        for (mine, theirs) in self.estimated.iter_mut().zip(&other.estimated) {
            *mine += theirs;
        }
        self.beside(&other.league);
        self
    }

    /// Adds what stands beside the lines.
    fn beside(&mut self, theirs: &League) {
        let mine = &mut self.league;
        mine.market_value.0 += theirs.market_value.0;
        mine.deals += theirs.deals;
        mine.tranches += theirs.tranches;
        mine.unnamed.0 += theirs.unnamed.0;
        mine.unallocated.0 += theirs.unallocated.0;
        mine.unpriced_tranches += theirs.unpriced_tranches;
        mine.not_priced += theirs.not_priced;
        mine.tenor_unknown += theirs.tenor_unknown;
        mine.known.0 += theirs.known.0;
        mine.imputed.0 += theirs.imputed.0;
        for (mine, theirs) in mine.left_out.iter_mut().zip(&theirs.left_out) {
            *mine += theirs;
        }
    }

    fn leave_out(&mut self, reason: Reason, tranches: usize) {
        if let Some(count) = self.league.left_out.get_mut(reason as usize) {
            *count += tranches;
        }
    }

    /// The table.
    pub(super) fn finish(mut self, index: &Index, criteria: &Criteria) -> League {
        self.league.currency = criteria.currency;
        let market = self.league.market_value.0;
        let credit = index.credit();
        let by_bank = criteria.by == Entity::Bank;
        let row = |(at, line): (usize, &Line)| LeagueRow {
            rank: 0,
            group: if by_bank { credit.bank_group[at] } else { GroupId::new(at) },
            bank: by_bank.then(|| BankId::new(at)),
            value: Credited(line.micro),
            estimated: Credited(self.estimated[at]),
            share_pct: share(line.micro, market),
            deals: line.deals as usize,
            tranches: line.tranches as usize,
        };
        let has_credit = |(_, line): &(usize, &Line)| line.tranches > 0;
        let mut rows: Vec<LeagueRow> =
            self.lines.iter().enumerate().filter(has_credit).map(row).collect();
        let order = |row: &LeagueRow| match row.bank {
            Some(bank_id) => credit.bank_order[bank_id.index()],
            None => credit.group_order[row.group.index()],
        };
        rank(&mut rows, order);
        let credits: i128 = rows.iter().map(|row| row.value.0).sum();
        self.league.hhi = rows.iter().map(|row| share(row.value.0, credits).powi(2)).sum();
        self.league.rows = rows;
        self.league.cr5_pct = self.league.cr_pct(5);
        if criteria.credit != CreditMethod::Allotment {
            self.league.known = Credited::default();
        }
        self.league
    }
}

impl Sink for Tally {
    fn deal_rejected(&mut self, _deal_id: DealId, tranches: usize, reason: Reason) {
        self.leave_out(reason, tranches.max(1));
        self.league.not_priced += usize::from(reason == Reason::NotPriced);
    }

    fn rejected(&mut self, _deal_id: DealId, _number: usize, reason: Reason) {
        self.leave_out(reason, 1);
        let has_no_value = matches!(reason, Reason::NoAmount | Reason::NoRate);
        self.league.unpriced_tranches += usize::from(has_no_value);
    }

    fn counted(&mut self, at: At, worth: Worth, split: &Split) {
        self.market(at, worth);
        let league = &mut self.league;
        league.unallocated.0 += split.unallocated;
        league.known.0 += split.known;
        let imputed = worth.fee.is_some_and(|fee| fee.imputed);
        league.imputed.0 += if imputed { worth.micro } else { 0 };
        let stamp = match at.deal {
            Some(deal_id) => number_of(deal_id.index()).wrapping_add(1),
            None => u32::MAX - number_of(at.number),
        };
        for part in &split.parts {
            if part.taken_away {
                league.unallocated.0 += part.micro;
            } else if part.key == UNNAMED {
                league.unnamed.0 += part.micro;
            } else if let Some(line) = self.lines.get_mut(part.key as usize) {
                let estimated = imputed || part.formula.is_estimated();
                line.add(part.micro, stamp);
                self.estimated[part.key as usize] += if estimated { part.micro } else { 0 };
            }
        }
    }
}
