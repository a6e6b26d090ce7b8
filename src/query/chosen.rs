//! Applying a filter: the deals let through, and for every facet how many deals each value has.

use std::collections::BTreeMap;
use std::ops::Range;

use fixedbitset::FixedBitSet;
use rayon::prelude::*;

use super::filter::{Filter, Part};
use crate::book::day_number;
use crate::index::{Facet, FacetColumn, Index, NO_DAY};
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
        let counted = &index.deals().counted;
        let total = counted.count_ones(..);
        let tests = tests(index, filter);
        let all_counts = |counts: fn(&FacetColumn) -> Vec<u32>| -> BTreeMap<Facet, Vec<u32>> {
            Facet::ALL.into_iter().map(|facet| (facet, counts(index.facet(facet)))).collect()
        };
        if tests.is_empty() {
            let counts = all_counts(|column| column.totals.clone());
            return Self { deals: counted.clone(), counts, total };
        }
        let stretches: Vec<Sieved> = (0..index.len().div_ceil(STRETCH))
            .into_par_iter()
            .map(|at| sieve(index, &tests, at * STRETCH..((at + 1) * STRETCH).min(index.len())))
            .collect();
        let bits = |own: fn(&Sieved, usize) -> &[usize], part: usize| {
            let words = stretches.iter().flat_map(|sieved| own(sieved, part).iter().copied());
            FixedBitSet::with_capacity_and_blocks(index.len(), words)
        };
        let deals = bits(|sieved, _| &sieved.passed, 0);
        // The smaller half is counted; the larger is what is left of the totals.
        let is_most = deals.count_ones(..) * 2 > total;
        let mut outside = counted.clone();
        outside.difference_with(&deals);
        let shown = if is_most { &outside } else { &deals };
        let counts = Facet::ALL
            .into_par_iter()
            .map(|facet| {
                let column = index.facet(facet);
                let mut counts = vec![0; column.values.len()];
                let own = tests.iter().position(|(part, _)| is_own(facet, *part));
                if let (Some(_), [_]) = (own, tests.as_slice()) {
                    return (facet, column.totals.clone());
                }
                column.count(shown, &mut counts);
                if is_most {
                    for (count, total) in counts.iter_mut().zip(&column.totals) {
                        *count = total - *count;
                    }
                }
                for own in (0..tests.len()).filter(|at| is_own(facet, tests[*at].0)) {
                    column.count(&bits(|sieved, own| &sieved.lone[own], own), &mut counts);
                }
                (facet, counts)
            })
            .collect::<Vec<_>>();
        Self { deals, counts: counts.into_iter().collect(), total }
    }

    /// Whether a deal is let through.
    pub fn contains(&self, deal_id: DealId) -> bool {
        self.deals.contains(deal_id.index())
    }

    /// The deals let through, in book order.
    pub fn deals(&self) -> impl Iterator<Item = DealId> + '_ {
        self.deals.ones().map(DealId::new)
    }

    /// The deals let through, in stretches that follow one another, to be walked side by side.
    pub fn stretches(
        &self,
    ) -> impl IndexedParallelIterator<Item = impl Iterator<Item = DealId> + '_> + '_ {
        let words = self.deals.as_slice().par_chunks(STRETCH / WORD).enumerate();
        words.map(|(stretch, words)| {
            words.iter().enumerate().flat_map(move |(at, word)| {
                let (first, mut left) = (stretch * STRETCH + at * WORD, *word);
                std::iter::from_fn(move || {
                    let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                    left &= left - 1;
                    Some(DealId::new(first + bit))
                })
            })
        })
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

/// How many deals are sieved at a time; whole words of bits.
const STRETCH: usize = 16_384;
/// How many deals share a word of bits.
const WORD: usize = usize::BITS as usize;

/// What came of a stretch of deals, as words of bits.
struct Sieved {
    passed: Vec<usize>,
    /// For each test the deals that it alone shuts out; empty where nobody asks.
    lone: Vec<Vec<usize>>,
}

/// Sieves a stretch of deals.
fn sieve(index: &Index, tests: &[Test<'_>], deals: Range<usize>) -> Sieved {
    let (first, count) = (deals.start, deals.len());
    let counted = index.deals().counted.as_slice();
    let counted = &counted[first / WORD..(first + count).div_ceil(WORD)];
    let mut marks = vec![false; count];
    if let [(_, mark)] = tests {
        mark(first, &mut marks);
        return Sieved { passed: words(&marks, counted, |fails| !fails), lone: vec![Vec::new()] };
    }
    let mut failed = vec![0_u8; count];
    let mut failed_by = vec![0_u8; count];
    for (number, (_, mark)) in (1_u8..).zip(tests) {
        mark(first, &mut marks);
        for ((failed, failed_by), fails) in failed.iter_mut().zip(&mut failed_by).zip(&marks) {
            *failed = failed.saturating_add(u8::from(*fails));
            *failed_by = if *fails { number } else { *failed_by };
        }
    }
    // Who fails once is told by the test that it fails.
    for (failed, failed_by) in failed.iter().zip(&mut failed_by) {
        *failed_by = if *failed > 1 { u8::MAX } else { *failed_by };
    }
    let lone = |(number, (part, _)): (u8, &Test<'_>)| match part {
        Part::Facet(_) | Part::Dates => words(&failed_by, counted, |own| own == number),
        Part::Value | Part::Banks | Part::Text => Vec::new(),
    };
    let passed = words(&failed_by, counted, |own| own == 0);
    Sieved { passed, lone: (1_u8..).zip(tests).map(lone).collect() }
}

/// The counted deals of a stretch that are so, as words of bits.
fn words<T: Copy>(marks: &[T], counted: &[usize], is_so: impl Fn(T) -> bool) -> Vec<usize> {
    let word = |(marks, counted): (&[T], &usize)| {
        let bits = marks.iter().enumerate().map(|(at, mark)| usize::from(is_so(*mark)) << at);
        bits.fold(0, |word, bit| word | bit) & counted
    };
    marks.chunks(WORD).zip(counted).map(word).collect()
}

/// Whether a part is a facet's own choice, which does not reduce its counts.
fn is_own(facet: Facet, part: Part) -> bool {
    part == Part::Facet(facet) || facet == Facet::Year && part == Part::Dates
}

type Test<'a> = (Part, Marking<'a>);

fn tests<'a>(index: &'a Index, filter: &Filter) -> Vec<Test<'a>> {
    filter.parts().into_iter().map(|part| (part, test(index, filter, part))).collect()
}

/// Marks in a stretch, which begins at a deal, those that do not pass.
type Marking<'a> = Box<dyn Fn(usize, &mut [bool]) + Sync + 'a>;

/// The marking by a test of one deal.
fn marking<'a>(passes: impl Fn(usize) -> bool + Sync + 'a) -> Marking<'a> {
    Box::new(move |first, fails| {
        for (at, fails) in fails.iter_mut().enumerate() {
            *fails = !passes(first + at);
        }
    })
}

/// The marking by a test of the values of a column.
fn marking_of<'a, T: Copy + Sync>(
    column: &'a [T],
    passes: impl Fn(T) -> bool + Sync + 'a,
) -> Marking<'a> {
    Box::new(move |first, fails| {
        for (fails, value) in fails.iter_mut().zip(&column[first..]) {
            *fails = !passes(*value);
        }
    })
}

fn test<'a>(index: &'a Index, filter: &Filter, part: Part) -> Marking<'a> {
    match part {
        Part::Facet(facet) => facet_test(index, filter, facet),
        Part::Dates => {
            let from = filter.from.map_or(NO_DAY + 1, day_number);
            let to = filter.to.map_or(i32::MAX, day_number);
            marking_of(&index.deals().day, move |day| (from..=to).contains(&day))
        }
        Part::Value => {
            let cents = |usd: i64| usd.saturating_mul(100);
            let least = filter.least_usd.map_or(i64::MIN + 1, cents);
            let most = filter.most_usd.map_or(i64::MAX, cents);
            marking_of(&index.deals().usd_cents, move |cents| (least..=most).contains(&cents))
        }
        Part::Banks => {
            let least = filter.least_banks.unwrap_or(0);
            let most = filter.most_banks.unwrap_or(usize::MAX);
            marking(move |deal| (least..=most).contains(&index.size_of(DealId::new(deal))))
        }
        Part::Text => {
            let words: Vec<String> = filter.text.split_whitespace().map(fold).collect();
            let test = index.text_test(&words);
            Box::new(move |first, fails| test.mark(first, fails))
        }
    }
}

fn facet_test<'a>(index: &'a Index, filter: &Filter, facet: Facet) -> Marking<'a> {
    let column = index.facet(facet);
    let mut wanted = vec![false; column.values.len()];
    for value in filter.of(facet).into_iter().flatten() {
        let found = column.position(value).or_else(|| same_when_folded(&column.values, value));
        if let Some(position) = found {
            wanted[position] = true;
        }
    }
    marking(move |deal| column.of(deal).iter().any(|value| wanted[*value as usize]))
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
