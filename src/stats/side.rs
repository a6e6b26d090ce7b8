//! A set of deals told so that it can stand beside another: sizes, titles, banks from abroad, who
//! leads.

use crate::book::DealBook;
use crate::index::Index;
use crate::query::{Chosen, Filter};

use super::criteria::Criteria;
use super::league::League;
use super::sizes::Sizes;
use super::structure::{Abroad, Breakdown, Home, PartSizes, sizes_by};

/// The figures of one set of deals.
#[derive(Clone, Debug, Default)]
pub struct Side {
    /// Deals that pass the filter.
    pub deals: usize,
    /// Their syndicates as one part.
    pub sizes: PartSizes,
    /// How many deals have each size; position is the size.
    pub distribution: Vec<usize>,
    /// The part of banks from abroad.
    pub abroad: Abroad,
    /// Who leads, by the rules of the league table.
    pub league: League,
}

impl Side {
    /// Measures the deals of a filter.
    pub fn new(
        book: &DealBook,
        index: &Index,
        filter: &Filter,
        criteria: &Criteria,
        home: Home,
    ) -> Self {
        let chosen = Chosen::new(index, filter);
        let whole = sizes_by(index, &chosen, Breakdown::Whole).into_iter().next();
        Self {
            deals: chosen.len(),
            sizes: PartSizes { part: filter.to_string(), ..whole.unwrap_or_default() },
            distribution: Sizes::new(index, &chosen).distribution().to_vec(),
            abroad: Abroad::new(book, index, &chosen, home),
            league: League::new(index, &chosen, criteria),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Parents;

    #[test]
    fn two_parts_of_the_book_add_up_to_the_whole() {
        let book = DealBook::embedded();
        let index = Index::build(&book, Parents::Today);
        let side = |line: &str| {
            let filter: Filter = line.parse().unwrap();
            Side::new(&book, &index, &filter, &Criteria::default(), Home::Region)
        };
        let (early, late, all) = (side("year:..2022"), side("year:2023.."), side("year:1900.."));
        assert_eq!(early.deals + late.deals, all.deals);
        let value = |side: &Side| side.league.market_value.0;
        assert_eq!(value(&early) + value(&late), value(&all));
        let deals = |side: &Side| side.distribution.iter().sum::<usize>();
        assert_eq!(deals(&early) + deals(&late), deals(&all));
        assert_eq!(early.abroad.seats.home + late.abroad.seats.home, all.abroad.seats.home);
        let none = side("issuer:nobody-of-this-name");
        assert_eq!((none.deals, none.sizes.deals), (0, 0));
    }
}
