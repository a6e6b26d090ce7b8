//! A league table in slices of a month: the table of any span of days is then a sum of slices, and only
//! the deals of the two months at its ends are looked at.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::book::{date_of, day_number};
use crate::index::{Index, NO_DAY};
use crate::model::DealId;

use super::credit::Split;
use super::criteria::Criteria;
use super::league::League;
use super::tally::{Tally, TallyPart};
use super::walk::Walk;

/// The slices of a book under some criteria.
#[derive(Debug, Default)]
pub struct Slices {
    criteria: Criteria,
    /// By their months, counted from the year 0; deals without a day have a slice of their own.
    months: BTreeMap<Option<i32>, Slice>,
}

#[derive(Debug)]
struct Slice {
    deals: Vec<DealId>,
    part: TallyPart,
}

/// The month of a day, counted from the year 0.
fn month_of(date: Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

/// The counted deals of each month that has any.
fn by_month(index: &Index) -> Vec<(Option<i32>, Vec<DealId>)> {
    let month = |day: &i32| (*day != NO_DAY).then(|| month_of(date_of(*day)));
    let months: Vec<Option<i32>> = index.deals().day.par_iter().map(month).collect();
    let known = || months.iter().flatten().copied();
    let (first, last) = (known().min().unwrap_or(0), known().max().unwrap_or(0));
    let place = |month: i32| usize::try_from(month - first).unwrap_or(0);
    let mut deals: Vec<Vec<DealId>> = vec![Vec::new(); place(last) + 1];
    let mut without = Vec::new();
    for deal in index.deals().counted.ones() {
        let own = months[deal].map_or(&mut without, |month| &mut deals[place(month)]);
        own.push(DealId::new(deal));
    }
    let dated = (first..).map(Some).zip(deals);
    dated.chain([(None, without)]).filter(|(_, deals)| !deals.is_empty()).collect()
}

impl Slices {
    /// Adds up the deals of every month. Costs about as much as a table over everything.
    pub fn new(index: &Index, criteria: &Criteria) -> Self {
        let deals = by_month(index);
        let walk = Walk::new(index, criteria, None).for_parts(None);
        let slice = |(month, deals): (Option<i32>, Vec<DealId>)| {
            let mut tally = Tally::of(index, criteria);
            tally.take(&walk, criteria, deals.iter().copied(), &mut Split::default());
            (month, Slice { deals, part: tally.into_part() })
        };
        let months = deals.into_par_iter().map(slice).collect();
        Self { criteria: *criteria, months }
    }

    /// The table of the days from one to another, both included, of the columns that were sliced.
    /// Without any bound deals without a day count too, as they do without a filter.
    pub fn league(&self, index: &Index, from: Option<Date>, to: Option<Date>) -> League {
        let criteria = &self.criteria;
        let mut tally = Tally::of(index, criteria);
        let is_bound = from.is_some() || to.is_some();
        let days = from.map_or(NO_DAY + 1, day_number)..=to.map_or(i32::MAX, day_number);
        // A month that begins or ends with its bound is whole.
        let before = |day: Date| month_of(day) - i32::from(day.day() == 1);
        let behind = |day: Date| month_of(day) + i32::from(day.day() == day.days_in_month());
        let (first, last) = (from.map(before), to.map(behind));
        let mut ends = Vec::new();
        for (month, slice) in &self.months {
            let is_cut = month.is_some() && (*month == first || *month == last);
            let is_within = month.is_none_or(|month| {
                first.is_none_or(|first| month > first) && last.is_none_or(|last| month < last)
            });
            if is_cut {
                let is_in = |deal_id: &&DealId| days.contains(&index.deals().day[deal_id.index()]);
                ends.extend(slice.deals.iter().filter(is_in));
            } else if is_within && (month.is_some() || !is_bound) {
                tally.add_part(&slice.part);
            }
        }
        if !ends.is_empty() {
            let walk = Walk::new(index, criteria, None).for_parts(None);
            tally.take(&walk, criteria, ends.into_iter(), &mut Split::default());
        }
        tally.finish(index, criteria)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::laws::{any_deal, any_rules, open};
    use super::*;
    use crate::query::{Chosen, Filter};

    proptest! {
        #[test]
        fn a_sum_of_slices_is_the_table_of_its_days(
            deals in proptest::collection::vec(any_deal(), 0..24),
            criteria in any_rules(),
            from in proptest::option::of((1999_i16..2028, 1_i8..13, 1_i8..29)),
            to in proptest::option::of((1999_i16..2028, 1_i8..13, 1_i8..29)),
        ) {
            let (_, index, _) = open(&deals);
            let date = |day: Option<(i16, i8, i8)>| day.and_then(|(y, m, d)| Date::new(y, m, d).ok());
            let filter = Filter { from: date(from), to: date(to), ..Filter::default() };
            let chosen = Chosen::new(&index, &filter);
            let expected = League::new(&index, &chosen, &criteria);
            let slices = Slices::new(&index, &criteria);
            prop_assert_eq!(slices.league(&index, filter.from, filter.to), expected);
        }
    }
}
