//! A market made up for benchmarks: any number of deals that look like a market's, the same for the
//! same seed on any number of threads.
//!
//! What is imitated: a few houses take most roles and the others have a long tail and a home
//! country; issuers return and keep house banks of their country and trade; syndicates have 1 to 40
//! members, most of them about five; global coordinators are some of the bookrunners, which are some
//! of the managers; deals have tranches in several currencies, from 2000 to 2026, with names in both
//! scripts. Every record says in its source that it is made up. Nothing here writes: the command
//! line does.

mod cast;
mod deal;
mod dice;
mod names;

use cast::{Bank, Issuer};

/// The first year of a market.
const FIRST_YEAR: i16 = 2000;
/// How many years a market spans: to October 2026, so that the embedded exchange rates reach.
const YEARS: f64 = 26.8;

/// A market of so many deals: its banks and issuers, from which every deal follows by its number.
#[derive(Debug)]
pub struct Market {
    deals: usize,
    seed: u64,
    banks: Vec<Bank>,
    issuers: Vec<Issuer>,
    /// Shares of the free choice of banks, added up.
    bank_draw: Vec<f64>,
    /// The same for the banks of each country of [`names::COUNTRIES`].
    local_draw: Vec<Vec<f64>>,
    /// Shares of the choice of issuers, added up.
    issuer_draw: Vec<f64>,
}

impl Market {
    /// A market; the seed alone decides who is in it.
    pub fn new(deals: usize, seed: u64) -> Self {
        cast::cast(deals, seed)
    }

    /// How many deals it has.
    pub const fn len(&self) -> usize {
        self.deals
    }

    /// Whether it has no deal.
    pub const fn is_empty(&self) -> bool {
        self.deals == 0
    }

    /// Writes deal `number`, counted from 0 in the order of dates, as one line of JSON with its end
    /// of line. Costs some microseconds, whatever the number.
    pub fn write_deal(&self, number: usize, line: &mut String) {
        deal::write(self, number, line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{BookSource, DealBook, ProblemCode, Severity};

    fn text(deals: usize, seed: u64) -> String {
        let market = Market::new(deals, seed);
        let mut text = String::new();
        for number in 0..market.len() {
            market.write_deal(number, &mut text);
        }
        text
    }

    #[test]
    fn the_same_seed_gives_the_same_market() {
        assert_eq!(text(200, 7), text(200, 7));
        assert_ne!(text(200, 7), text(200, 8));
        let market = Market::new(200, 7);
        let mut last = String::new();
        market.write_deal(199, &mut last);
        assert!(text(200, 7).ends_with(&last), "a deal follows from its number alone");
        assert_eq!(text(0, 7), "");
    }

    #[test]
    fn a_market_reads_without_a_warning() {
        let book = DealBook::build(BookSource::read(text(2_000, 7).as_bytes(), "t").into());
        assert_eq!((book.deals().len(), book.source().rejected.len()), (2_000, 0));
        for problem in book.problems() {
            let known = [ProblemCode::UnknownBank, ProblemCode::UnnamedMember];
            assert_eq!(problem.severity(), Severity::Note, "{problem:?}");
            assert!(known.contains(&problem.code), "{problem:?}");
        }
        let dates: Vec<_> = book.deals().iter().map(crate::model::Deal::date).collect();
        assert!(dates.windows(2).all(|pair| pair[0].is_some() && pair[0] <= pair[1]));
    }

    #[test]
    fn a_market_looks_like_one() {
        let book = DealBook::build(BookSource::read(text(4_000, 7).as_bytes(), "t").into());
        let mut sizes: Vec<usize> = book.deals().iter().map(|deal| deal.members.len()).collect();
        sizes.sort_unstable();
        assert_eq!(sizes[2_000], 5);
        assert!(sizes[0] >= 1 && sizes[3_999] > 20 && sizes[3_999] <= 40);
        let mut seats = vec![0_usize; book.groups().len()];
        let banks = book.deals().iter().flat_map(|deal| &deal.members);
        for bank_id in banks.filter_map(|member| member.bank) {
            seats[book.bank(bank_id).group.index()] += 1;
        }
        seats.sort_unstable_by(|a, b| b.cmp(a));
        let (top, all): (usize, usize) = (seats[..25].iter().sum(), seats.iter().sum());
        assert!((0.4..0.7).contains(&(top as f64 / all as f64)), "{top} of {all}");
        assert!(book.issuers().iter().any(|issuer| issuer.name_zh.is_some()));
        assert!(book.groups().iter().filter(|group| group.known).count() > 100);
    }
}
