//! Sets of deals that stand side by side: each is a filter.

use crate::book::DealBook;
use crate::index::Facet;
use crate::query::{Filter, Target};
use crate::stats::{Period, PeriodPreset};

/// How many sets stand side by side at most.
pub const MOST_SIDES: usize = 4;

/// A change of what stands side by side.
#[derive(Clone, Debug, PartialEq)]
pub enum CompareCommand {
    /// One more set.
    Add(Filter),
    /// Another filter for a set.
    Set(usize, Filter),
    /// One set less.
    Remove(usize),
    /// These sets and no others.
    Replace(Vec<Filter>),
}

/// Does a change; what is there already is not put beside itself, and no more than [`MOST_SIDES`]
/// stand side by side: the newest stays.
pub(super) fn apply(sides: &mut Vec<Filter>, command: CompareCommand) {
    match command {
        CompareCommand::Add(filter) if sides.contains(&filter) => {}
        CompareCommand::Add(filter) => {
            sides.truncate(MOST_SIDES - 1);
            sides.push(filter);
        }
        CompareCommand::Set(at, filter) => {
            if let Some(side) = sides.get_mut(at) {
                *side = filter;
            }
        }
        CompareCommand::Remove(at) if at < sides.len() => {
            sides.remove(at);
        }
        CompareCommand::Remove(_) => {}
        CompareCommand::Replace(filters) => {
            *sides = filters;
            sides.truncate(MOST_SIDES);
        }
    }
}

/// The filter for the deals of an issuer or a bank alone.
pub fn side_of(book: &DealBook, filter: &Filter, target: Target) -> Filter {
    let (facet, name) = match target {
        Target::Issuer(issuer_id) => (Facet::Issuer, &book.issuer(issuer_id).name),
        Target::Group(group_id) => (Facet::Group, &book.group(group_id).name),
        Target::Deal(deal_id) => (Facet::Issuer, &book.issuer(book.deal(deal_id).issuer).name),
    };
    filter.only(facet, name)
}

/// The filter once for each of the largest values of a facet among its deals.
pub fn sides_by(filter: &Filter, facet: Facet, values: &[&str]) -> Vec<Filter> {
    values.iter().take(MOST_SIDES).map(|value| filter.only(facet, value)).collect()
}

/// The period of the filter and the comparable one before it; without a period the year of a day
/// and the year before.
pub fn periods_of(filter: &Filter, newest: Option<jiff::civil::Date>) -> Vec<Filter> {
    let year = newest.and_then(|day| PeriodPreset::Year(day.year()).on(day));
    let Some(now) = Period::of_filter(filter).or(year) else { return Vec::new() };
    let before = now.previous();
    before.into_iter().chain(std::iter::once(now)).map(|period| period.apply(filter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(line: &str) -> Filter {
        line.parse().unwrap()
    }

    #[test]
    fn sides_come_and_go_and_are_few() {
        let mut sides = Vec::new();
        for year in 2020..2026 {
            apply(&mut sides, CompareCommand::Add(filter(&format!("year:{year}"))));
        }
        assert_eq!(sides.len(), MOST_SIDES);
        assert_eq!(sides[MOST_SIDES - 1], filter("year:2025"));
        apply(&mut sides, CompareCommand::Add(filter("year:2025")));
        apply(&mut sides, CompareCommand::Remove(0));
        apply(&mut sides, CompareCommand::Remove(9));
        apply(&mut sides, CompareCommand::Set(0, filter("market:CB")));
        assert_eq!((sides.len(), &sides[0]), (MOST_SIDES - 1, &filter("market:CB")));
        apply(&mut sides, CompareCommand::Replace(Vec::new()));
        assert!(sides.is_empty());
    }

    #[test]
    fn an_issuer_takes_the_place_of_another() {
        let book = DealBook::embedded();
        let issuer = crate::model::IssuerId::new(0);
        let name = book.issuer(issuer).name.clone();
        let side = side_of(&book, &filter("market:DCM issuer:nobody"), Target::Issuer(issuer));
        assert!(side.has(Facet::Issuer, &name) && !side.has(Facet::Issuer, "nobody"));
        assert!(side.has(Facet::Market, "DCM"));
    }

    #[test]
    fn periods_are_the_one_of_the_filter_and_the_one_before() {
        let day = Some(jiff::civil::date(2026, 2, 3));
        let years = periods_of(&Filter::default(), day);
        let from: Vec<i16> = years.iter().filter_map(|side| Some(side.from?.year())).collect();
        assert_eq!(from, [2025, 2026]);
        let half = periods_of(&filter("date:2025-01-01..2025-06-30"), day);
        assert_eq!(half[0].to, Some(jiff::civil::date(2024, 6, 30)));
        assert!(periods_of(&Filter::default(), None).is_empty());
    }
}
