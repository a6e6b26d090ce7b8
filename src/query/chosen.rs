//! Applying a filter: the deals let through, and for every facet how many deals each value has.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::filter::{Filter, Part};
use crate::book::day_number;
use crate::index::{Facet, Index, NO_DAY};
use crate::model::DealId;
use crate::text::fold;

/// The outcome of a filter.
///
/// Counts follow the habit of faceted search: a facet's own choice does not reduce its own counts,
/// so that a person sees what choosing another value would give.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chosen {
    deals: FixedBitSet,
    counts: BTreeMap<Facet, Vec<u32>>,
    total: usize,
}

impl Chosen {
    /// Applies a filter. Second accounts of a deal are never let through.
    pub fn new(index: &Index, filter: &Filter) -> Self {
        let tests = tests(index, filter);
        let mut chosen = Self {
            deals: FixedBitSet::with_capacity(index.len()),
            counts: Facet::ALL
                .into_iter()
                .map(|facet| (facet, vec![0; index.facet(facet).values.len()]))
                .collect(),
            total: index.deals().counted.count_ones(..),
        };
        for deal in index.deals().counted.ones() {
            let mut failed =
                tests.iter().filter(|(_, passes)| !passes(deal)).map(|(part, _)| *part);
            match (failed.next(), failed.next()) {
                (None, _) => {
                    chosen.deals.insert(deal);
                    chosen.count(index, deal, None);
                }
                (Some(part), None) => chosen.count(index, deal, Some(part)),
                _ => {}
            }
        }
        chosen
    }

    /// Counts a deal for every facet, or only for the facet whose own choice shut it out.
    fn count(&mut self, index: &Index, deal: usize, only: Option<Part>) {
        for (facet, counts) in &mut self.counts {
            let own = match facet {
                Facet::Year => Part::Dates,
                facet => Part::Facet(*facet),
            };
            let year_choice = *facet == Facet::Year && only == Some(Part::Facet(Facet::Year));
            if only.is_none_or(|part| part == own) || year_choice {
                for value in index.facet(*facet).of(deal) {
                    counts[*value as usize] += 1;
                }
            }
        }
    }

    /// Whether a deal is let through.
    pub fn contains(&self, deal_id: DealId) -> bool {
        self.deals.contains(deal_id.index())
    }

    /// The deals let through, in book order.
    pub fn deals(&self) -> impl Iterator<Item = DealId> + '_ {
        self.deals.ones().map(DealId::new)
    }

    /// The deals let through, as bits.
    pub const fn bits(&self) -> &FixedBitSet {
        &self.deals
    }

    /// How many deals are let through.
    pub fn len(&self) -> usize {
        self.deals.count_ones(..)
    }

    /// Whether no deal is let through.
    pub fn is_empty(&self) -> bool {
        self.deals.is_clear()
    }

    /// How many deals there are without a filter.
    pub const fn total(&self) -> usize {
        self.total
    }

    /// The number of deals for each value of a facet, in the order of its column.
    pub fn counts(&self, facet: Facet) -> &[u32] {
        self.counts.get(&facet).map(Vec::as_slice).unwrap_or_default()
    }
}

type Test<'a> = (Part, Box<dyn Fn(usize) -> bool + 'a>);

fn tests<'a>(index: &'a Index, filter: &Filter) -> Vec<Test<'a>> {
    filter.parts().into_iter().map(|part| (part, test(index, filter, part))).collect()
}

fn test<'a>(index: &'a Index, filter: &Filter, part: Part) -> Box<dyn Fn(usize) -> bool + 'a> {
    match part {
        Part::Facet(facet) => facet_test(index, filter, facet),
        Part::Dates => {
            let from = filter.from.map_or(NO_DAY + 1, day_number);
            let to = filter.to.map_or(i32::MAX, day_number);
            Box::new(move |deal| (from..=to).contains(&index.deals().day[deal]))
        }
        Part::Value => {
            let cents = |usd: i64| usd.saturating_mul(100);
            let least = filter.least_usd.map_or(i64::MIN + 1, cents);
            let most = filter.most_usd.map_or(i64::MAX, cents);
            Box::new(move |deal| (least..=most).contains(&index.deals().usd_cents[deal]))
        }
        Part::Banks => {
            let least = filter.least_banks.unwrap_or(0);
            let most = filter.most_banks.unwrap_or(usize::MAX);
            Box::new(move |deal| (least..=most).contains(&index.size_of(DealId::new(deal))))
        }
        Part::Text => {
            let words: Vec<String> = filter.text.split_whitespace().map(fold).collect();
            Box::new(move |deal| words.iter().all(|word| index.words_of(deal).contains(word)))
        }
    }
}

fn facet_test<'a>(
    index: &'a Index,
    filter: &Filter,
    facet: Facet,
) -> Box<dyn Fn(usize) -> bool + 'a> {
    let column = index.facet(facet);
    let mut wanted = FixedBitSet::with_capacity(column.values.len());
    for value in filter.of(facet).into_iter().flatten() {
        let found = column.position(value).or_else(|| same_when_folded(&column.values, value));
        if let Some(position) = found {
            wanted.insert(position);
        }
    }
    Box::new(move |deal| column.of(deal).iter().any(|value| wanted.contains(*value as usize)))
}

/// The position of a value that a person typed in another case or script.
fn same_when_folded(values: &[String], wanted: &str) -> Option<usize> {
    let wanted = fold(wanted);
    values.iter().position(|value| fold(value) == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{BookSource, DealBook};
    use crate::index::Parents;

    const BOOK: &str = r#"[
        {"id":"a","issuer":"X","market":"DCM","priced":"2024-01-05","amount":100,"currency":"USD",
         "syndicate":[{"bank":"Bank One Q","roles":["joint_bookrunner"]},
                      {"bank":"Bank Two Q","roles":["co_manager"]}]},
        {"id":"b","issuer":"Y","market":"CB","priced":"2025-01-05","amount":300,"currency":"USD",
         "syndicate":[{"bank":"Bank One Q","roles":["sole_bookrunner"]}]},
        {"id":"c","issuer":"Y","market":"DCM","priced":"2025-06-05","amount":900,"currency":"USD",
         "same_as":"b","syndicate":[]}
    ]"#;

    fn check(line: &str, expected: &[usize]) {
        let book = DealBook::build(BookSource::read(BOOK.as_bytes(), "t").into());
        let index = Index::build(&book, Parents::Today);
        let chosen = Chosen::new(&index, &line.parse().unwrap());
        let deals: Vec<usize> = chosen.deals().map(DealId::index).collect();
        assert_eq!(deals, expected, "{line}");
    }

    #[test]
    fn parts_are_joined_by_and_and_values_by_or() {
        check("", &[0, 1]);
        check("market:DCM", &[0]);
        check("market:DCM,CB year:2025", &[1]);
        check("bank:\"bank two q\"", &[0]);
        check("role:co_manager", &[0]);
        check("size:200..", &[1]);
        check("banks:2", &[0]);
        check("y", &[1]);
        check("issuer:Nobody", &[]);
    }

    #[test]
    fn a_facet_does_not_reduce_its_own_counts() {
        let book = DealBook::build(BookSource::read(BOOK.as_bytes(), "t").into());
        let index = Index::build(&book, Parents::Today);
        let chosen = Chosen::new(&index, &"market:DCM".parse().unwrap());
        assert_eq!(chosen.counts(Facet::Market), [1, 1]);
        assert_eq!(chosen.counts(Facet::Issuer), [1, 0]);
    }
}
