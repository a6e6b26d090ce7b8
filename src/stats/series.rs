//! The market over time: issuance by year, coupon against tenor, maturities, use of proceeds.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::book::DealBook;
use crate::index::{Facet, Index, NO_DAY, NO_VALUE};
use crate::model::{Currency, Deal, DealId, Tranche};
use crate::query::Chosen;
use crate::text::fold;

use super::eligible::is_unpriced;

/// Issuance of one year, split by the values of a facet.
#[derive(Clone, Debug, PartialEq)]
pub struct IssuanceYear {
    /// The year.
    pub year: i16,
    /// US dollars for each part of [`Issuance::parts`].
    pub usd: Vec<f64>,
    /// Deals with a value for each part.
    pub deals: Vec<usize>,
}

/// Issuance over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Issuance {
    /// The parts of each year: markets or currencies, largest first.
    pub parts: Vec<String>,
    /// The years, in order.
    pub years: Vec<IssuanceYear>,
    /// Priced deals without a date or without a value.
    pub left_out: usize,
}

impl Issuance {
    /// Sums the chosen deals that are priced by year and market.
    pub fn by_market(index: &Index, chosen: &Chosen) -> Self {
        let column = index.facet(Facet::Market);
        let names = column.values.iter().map(String::as_str).chain(["?"]).collect();
        Sums::of(index, chosen, names, |sums, deal_id| {
            let market = column.of(deal_id.index()).first().map(|at| *at as usize);
            let value = index.deals().value(deal_id);
            sums.add(index, deal_id, market.unwrap_or(column.values.len()), value);
        })
    }

    /// Sums the tranches of the chosen deals that are priced by year and currency.
    pub fn by_currency(index: &Index, chosen: &Chosen) -> Self {
        let names: Vec<&str> = Currency::all().map(Currency::code).chain(["?"]).collect();
        let unknown = names.len() - 1;
        let columns = index.tranches();
        Sums::of(index, chosen, names, |sums, deal_id| {
            for tranche in index.tranches_of(deal_id) {
                let part = columns.currency[tranche].map_or(unknown, Currency::index);
                let cents = columns.usd_cents[tranche];
                sums.add(index, deal_id, part, (cents != NO_VALUE).then_some(cents));
            }
        })
    }
}

fn priced<'a>(index: &'a Index, chosen: &'a Chosen) -> impl Iterator<Item = DealId> + 'a {
    chosen.deals().filter(|deal_id| !is_unpriced(index.deals().status[deal_id.index()]))
}

/// Years of which sums are held; others are rare and stand at the ends.
const FIRST_YEAR: i16 = 1_800;
const YEARS: usize = 1_200;

/// Cents and counts of one year, by part.
type YearCells = Box<[(i64, usize)]>;

/// Cents and counts by year and part.
struct Sums {
    parts: usize,
    /// A row for each year that has a deal, with a cell for each part.
    years: Vec<Option<YearCells>>,
    left_out: usize,
}

impl Sums {
    fn new(parts: usize) -> Self {
        Self { parts, years: vec![None; YEARS], left_out: 0 }
    }

    /// Sums the chosen priced deals, stretches of them side by side.
    fn of(
        index: &Index,
        chosen: &Chosen,
        names: Vec<&str>,
        add: impl Fn(&mut Self, DealId) + Sync,
    ) -> Issuance {
        let status = &index.deals().status;
        let stretches: Vec<Self> = chosen
            .stretches()
            .map(|deals| {
                let mut sums = Self::new(names.len());
                let priced = deals.filter(|deal_id| !is_unpriced(status[deal_id.index()]));
                priced.for_each(|deal_id| add(&mut sums, deal_id));
                sums
            })
            .collect();
        let mut total = Self::new(names.len());
        stretches.into_iter().for_each(|sums| total.merge(sums));
        total.finish(&names)
    }

    fn add(&mut self, index: &Index, deal_id: DealId, part: usize, cents: Option<i64>) {
        let columns = index.deals();
        let has_day = columns.day[deal_id.index()] != NO_DAY;
        let Some(cents) = cents.filter(|_| has_day) else {
            self.left_out += 1;
            return;
        };
        let year = columns.year[deal_id.index()] - FIRST_YEAR;
        let year = usize::try_from(year).unwrap_or(0).min(YEARS - 1);
        let parts = self.parts;
        let row = self.years[year].get_or_insert_with(|| vec![(0, 0); parts].into());
        row[part].0 = row[part].0.saturating_add(cents);
        row[part].1 += 1;
    }

    fn merge(&mut self, other: Self) {
        self.left_out += other.left_out;
        for (own, new) in self.years.iter_mut().zip(other.years) {
            match (own, new) {
                (Some(own), Some(new)) => {
                    for (cell, more) in own.iter_mut().zip(new) {
                        *cell = (cell.0.saturating_add(more.0), cell.1 + more.1);
                    }
                }
                (own @ None, Some(new)) => *own = Some(new),
                (_, None) => {}
            }
        }
    }

    fn finish(self, names: &[&str]) -> Issuance {
        let rows = || self.years.iter().flatten();
        let mut parts: Vec<(usize, i64)> = (0..self.parts)
            .filter(|part| rows().any(|row| row[*part].1 > 0))
            .map(|part| (part, rows().fold(0, |sum: i64, row| sum.saturating_add(row[part].0))))
            .collect();
        parts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| names[a.0].cmp(names[b.0])));
        let used = |year: &usize| self.years[*year].is_some();
        let first = (0..YEARS).find(used).unwrap_or(1);
        let last = (0..YEARS).rfind(used).unwrap_or(0);
        let years = (first..=last).map(|year| {
            let cell =
                |part: &(usize, i64)| self.years[year].as_ref().map_or((0, 0), |row| row[part.0]);
            IssuanceYear {
                year: FIRST_YEAR + i16::try_from(year).unwrap_or(0),
                usd: parts.iter().map(|part| cell(part).0 as f64 / 100.0).collect(),
                deals: parts.iter().map(|part| cell(part).1).collect(),
            }
        });
        Issuance {
            years: years.collect(),
            parts: parts.iter().map(|part| names[part.0].to_owned()).collect(),
            left_out: self.left_out,
        }
    }
}

/// A tranche as a point: coupon against tenor.
#[derive(Clone, Debug, PartialEq)]
pub struct CouponPoint {
    /// The deal.
    pub deal: DealId,
    /// The tranche, as a position in the deal.
    pub tranche: usize,
    /// The tenor in years.
    pub tenor_years: f64,
    /// The coupon in per cent.
    pub coupon_pct: f64,
    /// The currency code; "?" where unknown.
    pub currency: &'static str,
}

/// Fixed-coupon tranches of the chosen deals whose tenor is known or follows from their dates.
pub fn coupons(book: &DealBook, chosen: &Chosen) -> Vec<CouponPoint> {
    let mut points = Vec::new();
    for deal_id in chosen.deals() {
        let deal = book.deal(deal_id);
        for (at, tranche) in deal.tranches.iter().enumerate() {
            let pair = tranche.coupon_pct.zip(tenor_years(deal, tranche));
            if let Some((coupon, tenor_years)) = pair {
                points.push(CouponPoint {
                    deal: deal_id,
                    tranche: at,
                    tenor_years,
                    coupon_pct: coupon.to_f64(),
                    currency: tranche.currency.map_or("?", |currency| currency.code()),
                });
            }
        }
    }
    points
}

/// The tenor of a tranche in years: as printed, else from settlement to maturity; where only the
/// year of maturity is known, whole years. `None` where it cannot be known.
pub fn tenor_years(deal: &Deal, tranche: &Tranche) -> Option<f64> {
    if let Some(tenor) = tranche.tenor_years {
        return Some(tenor.to_f64());
    }
    let start = deal.settled.or(deal.own_date())?.earliest();
    let maturity = tranche.maturity?;
    let years = match maturity.day() {
        Some(day) => f64::from(start.until(day).ok()?.get_days()) / 365.25,
        None => f64::from(maturity.year() - start.year()),
    };
    (years > 0.0).then_some(years)
}

/// US dollars falling due in each year, over the tranches of the chosen priced deals whose maturity
/// and value are known.
pub fn maturities(book: &DealBook, index: &Index, chosen: &Chosen) -> BTreeMap<i16, f64> {
    let mut due = BTreeMap::new();
    for deal_id in priced(index, chosen) {
        let deal = book.deal(deal_id);
        for (tranche, column) in deal.tranches.iter().zip(index.tranches_of(deal_id)) {
            let cents = index.tranches().usd_cents[column];
            if let Some(maturity) = tranche.maturity.filter(|_| cents != NO_VALUE) {
                *due.entry(maturity.year()).or_default() += cents as f64 / 100.0;
            }
        }
    }
    due
}

/// What an issuer says the money is for, by the words it uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// General corporate purposes and working capital.
    General,
    /// Repaying or refinancing debt.
    Refinancing,
    /// Research, technology, artificial intelligence.
    Technology,
    /// Capital expenditure, construction, projects.
    Investment,
    /// Acquisitions.
    Acquisition,
    /// Buying back shares, dividends.
    Shareholders,
    /// Green, social and sustainable projects.
    Green,
    /// Something else.
    Other,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 8] = [
        Self::General,
        Self::Refinancing,
        Self::Technology,
        Self::Investment,
        Self::Acquisition,
        Self::Shareholders,
        Self::Green,
        Self::Other,
    ];

    /// The key of its words in the catalogue.
    pub const fn key(self) -> &'static str {
        match self {
            Self::General => "purpose.general",
            Self::Refinancing => "purpose.refinancing",
            Self::Technology => "purpose.technology",
            Self::Investment => "purpose.investment",
            Self::Acquisition => "purpose.acquisition",
            Self::Shareholders => "purpose.shareholders",
            Self::Green => "purpose.green",
            Self::Other => "purpose.other",
        }
    }

    const fn words(self) -> &'static [&'static str] {
        match self {
            Self::General => &[
                "general",
                "working capital",
                "corporate purposes",
                "liquidity",
                "一般",
                "营运资金",
                "流动资金",
            ],
            Self::Refinancing => &[
                "refinanc",
                "repay",
                "debt",
                "redeem",
                "redemption",
                "再融资",
                "偿还",
                "还款",
                "置换",
            ],
            Self::Technology => &[
                "ai",
                "r&d",
                "research",
                "develop",
                "technolog",
                "comput",
                "cloud",
                "data cent",
                "人工智能",
                "研发",
                "算力",
            ],
            Self::Investment => &[
                "capex",
                "capital expenditure",
                "construct",
                "project",
                "expan",
                "capacity",
                "invest",
                "plant",
                "runway",
                "项目",
                "建设",
                "投资",
                "产能",
            ],
            Self::Acquisition => &["acqui", "merger", "takeover", "收购", "并购"],
            Self::Shareholders => {
                &["buyback", "buy back", "repurchase", "dividend", "shareholder", "回购", "派息"]
            }
            Self::Green => {
                &["green", "sustainab", "social", "climate", "renewable", "绿色", "可持续"]
            }
            Self::Other => &[],
        }
    }
}

/// The purposes that a text names; [`Purpose::Other`] where it names none of them.
pub fn purposes_of(text: &str) -> Vec<Purpose> {
    let folded = format!(" {} ", fold(text));
    let mut found: Vec<Purpose> = Purpose::ALL
        .into_iter()
        .filter(|purpose| {
            purpose.words().iter().any(|word| match word.is_ascii() {
                true => {
                    folded.contains(&format!(" {word}{}", if word.len() < 3 { " " } else { "" }))
                }
                false => folded.contains(word),
            })
        })
        .collect();
    if found.is_empty() {
        found.push(Purpose::Other);
    }
    found
}

/// How many of the chosen deals name each purpose (a deal may name several), and how many name none.
pub fn purposes(book: &DealBook, chosen: &Chosen) -> (BTreeMap<Purpose, usize>, usize) {
    let mut counts = BTreeMap::new();
    let mut silent = 0;
    for deal_id in chosen.deals() {
        match &book.deal(deal_id).use_of_proceeds {
            None => silent += 1,
            Some(text) => {
                for purpose in purposes_of(text) {
                    *counts.entry(purpose).or_default() += 1;
                }
            }
        }
    }
    (counts, silent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Parents;
    use crate::query::Filter;

    fn check(text: &str, expected: &[Purpose]) {
        assert_eq!(purposes_of(text), expected, "{text}");
    }

    #[test]
    fn purposes_follow_the_words() {
        check("general corporate purposes", &[Purpose::General]);
        check(
            "refinancing of offshore debt and other general purposes",
            &[Purpose::General, Purpose::Refinancing],
        );
        check("AI research", &[Purpose::Technology]);
        check("aircraft", &[Purpose::Other]);
        check("偿还境外债务", &[Purpose::Refinancing]);
    }

    #[test]
    fn markets_and_currencies_add_up_to_the_same_issuance() {
        let book = DealBook::embedded();
        let index = Index::build(&book, Parents::Today);
        let chosen = Chosen::new(&index, &Filter::default());
        let total = |issuance: Issuance| -> f64 {
            issuance.years.iter().flat_map(|year| year.usd.clone()).sum()
        };
        let by_market = total(Issuance::by_market(&index, &chosen));
        let by_currency = total(Issuance::by_currency(&index, &chosen));
        assert!(by_market > 1e9 && (by_market - by_currency).abs() < 1.0);
    }
}
