//! Syndicate sizes: banks per deal by tier, their distribution, and how they move over the years.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::book::date_of;
use crate::index::{Index, NO_DAY};
use crate::model::{DealId, GroupId, Tier};
use crate::query::Chosen;

/// How many tiers count as members: every tier but the labels.
pub const MEMBER_TIERS: usize = Tier::ALL.len() - 1;

/// The syndicate of one deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeBar {
    /// The deal.
    pub deal: DealId,
    /// Groups and unnamed members by their highest tier, highest first, without labels.
    pub tiers: [u16; MEMBER_TIERS],
}

impl SizeBar {
    /// The size of the syndicate.
    pub fn total(&self) -> usize {
        self.tiers.iter().map(|count| usize::from(*count)).sum()
    }
}

/// The order of the bars.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum SizeOrder {
    /// Largest syndicate first.
    #[default]
    Size,
    /// Newest deal first.
    Date,
    /// Issuers by name.
    Issuer,
    /// Largest deal in US dollars first.
    Value,
}

impl SizeOrder {
    /// Every order.
    pub const ALL: [Self; 4] = [Self::Size, Self::Date, Self::Issuer, Self::Value];
}

/// The syndicates of the chosen deals that have one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sizes {
    /// A bar for each deal, in book order.
    pub bars: Vec<SizeBar>,
    /// Chosen deals whose record names no syndicate.
    pub without_syndicate: usize,
    /// How many bars have each size; position is the size.
    counts: Vec<usize>,
}

/// Sizes in one year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SizeYear {
    /// The year.
    pub year: i16,
    /// Deals with a syndicate.
    pub deals: usize,
    /// The mean size.
    pub mean: f64,
    /// The median size.
    pub median: f64,
}

impl Sizes {
    /// Counts the syndicates of the chosen deals.
    pub fn new(index: &Index, chosen: &Chosen) -> Self {
        let (from, seats) = (&index.deals().seats_from, &index.seats().tier);
        let bar = |deal: DealId| {
            let at = deal.index();
            let mut counted = [0_u16; Tier::ALL.len()];
            for tier in &seats[from[at] as usize..from[at + 1] as usize] {
                let count = &mut counted[tier.index()];
                *count = count.saturating_add(1);
            }
            let mut tiers = [0; MEMBER_TIERS];
            tiers.copy_from_slice(&counted[..MEMBER_TIERS]);
            (tiers.iter().any(|count| *count > 0)).then_some(SizeBar { deal, tiers })
        };
        let stretches: Vec<(usize, Vec<SizeBar>, Vec<usize>)> = chosen
            .stretches()
            .map(|deals| {
                let (mut count, mut bars) = (0, Vec::new());
                bars.extend(deals.inspect(|_| count += 1).filter_map(bar));
                let mut counts = Vec::new();
                for total in bars.iter().map(SizeBar::total) {
                    counts.resize(counts.len().max(total + 1), 0);
                    counts[total] += 1;
                }
                (count, bars, counts)
            })
            .collect();
        let mut sizes = Self { counts: vec![0], ..Self::default() };
        sizes.bars.reserve_exact(stretches.iter().map(|(_, bars, _)| bars.len()).sum());
        for (count, bars, counts) in stretches {
            sizes.without_syndicate += count - bars.len();
            sizes.bars.extend(bars);
            sizes.counts.resize(sizes.counts.len().max(counts.len()), 0);
            for (all, more) in sizes.counts.iter_mut().zip(counts) {
                *all += more;
            }
        }
        sizes
    }

    /// The bars in an order. `name` gives the issuer's name of a deal.
    pub fn ordered(
        &self,
        index: &Index,
        order: SizeOrder,
        name: impl Fn(DealId) -> String,
    ) -> Vec<SizeBar> {
        let mut bars = self.bars.clone();
        let columns = index.deals();
        match order {
            SizeOrder::Size => bars.sort_by_key(|bar| {
                (usize::MAX - bar.total(), bar.tiers.map(|count| u16::MAX - count))
            }),
            SizeOrder::Date => bars.sort_by_key(|bar| -i64::from(columns.day[bar.deal.index()])),
            SizeOrder::Issuer => bars.sort_by_cached_key(|bar| name(bar.deal).to_lowercase()),
            SizeOrder::Value => {
                bars.sort_by_key(|bar| std::cmp::Reverse(columns.usd_cents[bar.deal.index()]));
            }
        }
        bars
    }

    /// How many deals have each size; position is the size.
    pub fn distribution(&self) -> &[usize] {
        &self.counts
    }

    /// Mean and median size for each year that has deals.
    pub fn by_year(&self, index: &Index) -> Vec<SizeYear> {
        let mut years: BTreeMap<i16, Vec<usize>> = BTreeMap::new();
        for bar in &self.bars {
            let day = index.deals().day[bar.deal.index()];
            if day != NO_DAY {
                years.entry(date_of(day).year()).or_default().push(bar.total());
            }
        }
        years
            .into_iter()
            .map(|(year, mut totals)| SizeYear {
                year,
                deals: totals.len(),
                mean: mean(&totals),
                median: median(&mut totals),
            })
            .collect()
    }

    /// The mean size over all bars; 0 where there is none.
    pub fn mean(&self) -> f64 {
        let banks: usize = self.counts.iter().enumerate().map(|(size, count)| size * count).sum();
        if self.bars.is_empty() { 0.0 } else { banks as f64 / self.bars.len() as f64 }
    }

    /// The median size over all bars; 0 where there is none.
    pub fn median(&self) -> f64 {
        let bars = self.bars.len();
        if bars == 0 {
            return 0.0;
        }
        (self.size_at((bars - 1) / 2) + self.size_at(bars / 2)) as f64 / 2.0
    }

    /// The size of the bar at a position, smallest first.
    fn size_at(&self, position: usize) -> usize {
        let mut before = 0;
        let reaches = |count: &usize| {
            before += count;
            before > position
        };
        self.counts.iter().position(reaches).unwrap_or(0)
    }
}

/// A bank's deals by year and by its highest tier on the deal. Deals without a date are left out.
pub fn tiers_by_year(
    index: &Index,
    chosen: &Chosen,
    group_id: GroupId,
) -> BTreeMap<i16, [usize; Tier::ALL.len()]> {
    let mut years: BTreeMap<i16, [usize; Tier::ALL.len()]> = BTreeMap::new();
    for deal_id in chosen.deals() {
        let mut seats = index.seats_of(deal_id);
        let own = seats.find(|seat| index.seats().group[*seat] == Some(group_id));
        if let Some((own, date)) = own.zip(index.deals().date(deal_id)) {
            years.entry(date.year()).or_default()[index.seats().tier[own].index()] += 1;
        }
    }
    years
}

fn mean(totals: &[usize]) -> f64 {
    if totals.is_empty() { 0.0 } else { totals.iter().sum::<usize>() as f64 / totals.len() as f64 }
}

fn median(totals: &mut [usize]) -> f64 {
    totals.sort_unstable();
    let (half, odd) = (totals.len() / 2, totals.len() % 2 == 1);
    match (totals.get(half), odd) {
        (Some(middle), true) => *middle as f64,
        (Some(upper), false) => (totals[half - 1] + upper) as f64 / 2.0,
        (None, _) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::DealBook;
    use crate::index::Parents;
    use crate::query::Filter;

    fn check(totals: &[usize], expected: f64) {
        assert_eq!(median(&mut totals.to_vec()), expected);
    }

    #[test]
    fn the_median_is_the_middle() {
        check(&[], 0.0);
        check(&[3], 3.0);
        check(&[5, 1, 3], 3.0);
        check(&[4, 1, 3, 2], 2.5);
    }

    #[test]
    fn every_order_holds_the_same_bars() {
        let book = DealBook::embedded();
        let index = Index::build(&book, Parents::Today);
        let sizes = Sizes::new(&index, &Chosen::new(&index, &Filter::default()));
        assert_eq!(sizes.distribution().iter().sum::<usize>(), sizes.bars.len());
        let mut totals: Vec<usize> = sizes.bars.iter().map(SizeBar::total).collect();
        assert!((sizes.mean() - mean(&totals)).abs() < 1e-12);
        assert!((sizes.median() - median(&mut totals)).abs() < 1e-12);
        let none: Filter = "issuer:nobody-of-this-name".parse().unwrap();
        let none = Sizes::new(&index, &Chosen::new(&index, &none));
        assert_eq!((none.mean(), none.median(), none.distribution()), (0.0, 0.0, &[0][..]));
        for order in SizeOrder::ALL {
            let name = |deal| book.issuer(book.deal(deal).issuer).name.clone();
            let mut deals: Vec<DealId> =
                sizes.ordered(&index, order, name).iter().map(|bar| bar.deal).collect();
            deals.sort_unstable();
            assert_eq!(deals, sizes.bars.iter().map(|bar| bar.deal).collect::<Vec<_>>());
        }
    }
}
