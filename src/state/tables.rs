//! The tables beside the league table: the period before, year by year, under every rule.

use jiff::civil::Date;

use crate::book::{DealBook, date_of};
use crate::index::{Index, NO_DAY, Parents};
use crate::query::{Chosen, Filter, Part};
use crate::stats::{
    Criteria, Grid, League, Movement, Period, PeriodPreset, Slices, Stability, compare,
};

/// Ranks over a grid, under both parent tables.
pub(super) fn stability(
    book: &DealBook,
    index: &Index,
    filter: &Filter,
    criteria: &Criteria,
    grid: &Grid,
) -> Stability {
    let other = match index.parents() {
        Parents::Today => Parents::AtDeal,
        Parents::AtDeal => Parents::Today,
    };
    let other = Index::build(book, other);
    Stability::new(&[index, &other], filter, criteria, grid)
}

pub(super) fn newest_day(index: &Index) -> Option<Date> {
    let newest = index.deals().day.iter().filter(|day| **day != NO_DAY).max();
    newest.map(|day| date_of(*day))
}

/// The table of a filter; a sum of slices where there are some, which is where it asks for days alone.
fn league_of(
    index: &Index,
    filter: &Filter,
    criteria: &Criteria,
    slices: Option<&Slices>,
) -> League {
    match slices {
        Some(slices) => slices.league(index, filter.from, filter.to),
        None => League::new(index, &Chosen::new(index, filter), criteria),
    }
}

/// Whether a filter asks for nothing but days.
pub(super) fn asks_for_days_alone(filter: &Filter) -> bool {
    filter.parts().iter().all(|part| *part == Part::Dates)
}

/// How the lines moved against the comparable period before.
pub(super) fn movement(
    index: &Index,
    filter: &Filter,
    criteria: &Criteria,
    league: &League,
    slices: Option<&Slices>,
) -> Option<(Period, Movement)> {
    let period = Period::of_filter(filter)?.previous()?;
    let before = league_of(index, &period.apply(filter), criteria, slices);
    Some((period, compare(league, &before)))
}

/// The table of each year that the filter lets through.
pub(super) fn yearly(
    index: &Index,
    filter: &Filter,
    criteria: &Criteria,
    slices: Option<&Slices>,
) -> Vec<(i16, League)> {
    let days = index.deals().day.iter().filter(|day| **day != NO_DAY);
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else { return Vec::new() };
    let first = filter.from.map_or(date_of(*first).year(), |from| from.year());
    let last = filter.to.map_or(date_of(*last).year(), |to| to.year());
    // More years than this make no readable picture.
    (first.max(last - 29)..=last)
        .filter_map(|year| {
            let period = PeriodPreset::Year(year).on(Date::new(year, 1, 1).ok()?)?;
            let league = league_of(index, &period.apply(filter), criteria, slices);
            (!league.rows.is_empty()).then_some((year, league))
        })
        .collect()
}
