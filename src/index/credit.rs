//! Columns that only credit needs: amounts in their own currency, tenors, allotments, who an issuer
//! belongs to, and values in any reporting currency.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use jiff::ToSpan as _;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::book::{BankDirectory, DealBook, Rates, date_of, day_number};
use crate::model::{Currency, Deal, DealId, GroupId, Money, Tranche};

use super::columns::{DealColumns, NO_DAY, NO_VALUE, TrancheColumns, waves};
use super::{Parents, counted_group};

/// Stands for a tenor that the record does not give.
pub const NO_TENOR: i16 = -1;
/// Stands for a tenor without end.
pub const PERPETUAL: i16 = i16::MAX;
/// Stands for an allotment of the deal as a whole in [`Allotted::tranche`].
pub const WHOLE_DEAL: u32 = u32::MAX;

/// What a deal is beside its market, as bits, by the words of its instrument and format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DealKind(pub(super) u8);

impl DealKind {
    /// A club deal: the lenders know each other and there is no syndication.
    pub const CLUB: Self = Self(1);
    /// A private placement.
    pub const PRIVATE: Self = Self(2);
    /// Retained by the issuer.
    pub const RETAINED: Self = Self(4);
    /// An exchange offer: new paper for old.
    pub const EXCHANGE: Self = Self(8);

    /// Whether the deal is of this kind.
    pub const fn is(self, kind: Self) -> bool {
        self.0 & kind.0 != 0
    }

    fn of(words: &str) -> Self {
        let words = words.to_lowercase();
        let table: [(Self, &[&str]); 4] = [
            (Self::CLUB, &["club"]),
            (Self::PRIVATE, &["private placement", "privately placed", "私募"]),
            (Self::RETAINED, &["retained", "自持"]),
            (Self::EXCHANGE, &["exchange offer", "交换要约"]),
        ];
        let bits = table.into_iter().filter(|(_, marks)| marks.iter().any(|m| words.contains(m)));
        Self(bits.fold(0, |bits, (kind, _)| bits | kind.0))
    }
}

/// How agencies rate a tranche.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RatingBand {
    /// No rating that is known.
    #[default]
    NotRated,
    /// Investment grade: BBB- or Baa3 and better.
    InvestmentGrade,
    /// Below investment grade.
    HighYield,
}

impl RatingBand {
    /// The band of the first rating that reads.
    fn of(ratings: &[(String, String)]) -> Self {
        let band = |rating: &str| {
            let letters: String =
                rating.trim().chars().take_while(char::is_ascii_alphabetic).collect();
            match letters.as_str() {
                "AAA" | "AA" | "A" | "BBB" | "Aaa" | "Aa" | "Baa" => Some(Self::InvestmentGrade),
                "BB" | "B" | "CCC" | "CC" | "C" | "Ba" | "Caa" | "Ca" => Some(Self::HighYield),
                _ => None,
            }
        };
        ratings.iter().find_map(|(_, rating)| band(rating)).unwrap_or_default()
    }
}

/// A part of a deal that a member took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allotted {
    /// Position in the member columns.
    pub member: u32,
    /// Position of the tranche in its deal, or [`WHOLE_DEAL`].
    pub tranche: u32,
    /// Hundredths of a unit of the tranche's currency, or of a share in an equity deal.
    pub hundredths: i64,
}

/// For each tranche who is credited under the usual rules. Built when first asked for.
#[derive(Debug, Default, PartialEq)]
pub struct CreditedLists {
    /// Where the list of each tranche begins; one longer than the tranches.
    pub from: Vec<u32>,
    /// Positions of groups; `u32::MAX` for a member without a name.
    pub groups: Vec<u32>,
}

impl CreditedLists {
    /// The list of a tranche.
    pub fn of(&self, tranche: usize) -> &[u32] {
        let bound = |at: usize| self.from.get(at).map_or(0, |bound| *bound as usize);
        self.groups.get(bound(tranche)..bound(tranche + 1)).unwrap_or_default()
    }
}

/// The columns of credit.
#[derive(Debug, Default, PartialEq)]
pub struct CreditColumns {
    /// For each tranche: minor units of its own currency, or [`NO_VALUE`].
    pub minor: Vec<i64>,
    /// For each tranche: whole months from settlement to final maturity, [`NO_TENOR`] or
    /// [`PERPETUAL`]. Calls and puts are ignored. Where only the year or the month of maturity is
    /// known, its last day counts, so that no tranche is called short without proof.
    pub tenor_months: Vec<i16>,
    /// For each tranche: its rating band.
    pub band: Vec<RatingBand>,
    /// For tranches with a disclosed fee: per cent of the amount in 10⁻⁹.
    pub spread_nanos: BTreeMap<u32, i64>,
    /// For tranches with an exchanged part: minor units of their own currency.
    pub exchanged_minor: BTreeMap<u32, i64>,
    /// For each deal: the bank group of the issuer, else of the guarantor, as counted.
    pub issuer_group: Vec<Option<GroupId>>,
    /// For each deal: the day it was announced, or [`NO_DAY`].
    pub announced_day: Vec<i32>,
    /// For each deal: the day it settled, or [`NO_DAY`].
    pub settled_day: Vec<i32>,
    /// For each deal: what it is beside its market.
    pub kind: Vec<DealKind>,
    /// What members took, by member.
    pub allotted: Vec<Allotted>,
    /// For each group: its place in the order of names.
    pub group_order: Vec<u32>,
    /// For each printed bank: its place in the order of names.
    pub bank_order: Vec<u32>,
    /// For each printed bank: its group as of its deals.
    pub bank_group: Vec<GroupId>,
    /// Tranches whose rate the source states: their value in US cents is where others convert from.
    pub(super) stated: BTreeSet<u32>,
    pub(super) values: Vec<OnceLock<Vec<i64>>>,
    /// How many memberships there are so far; counts while the columns are made.
    pub(super) members: u32,
}

/// What the words of deals mean, remembered.
#[derive(Default)]
struct Meanings<'a> {
    kinds: HashMap<&'a str, DealKind>,
    guarantors: HashMap<&'a str, Option<GroupId>>,
}

impl CreditColumns {
    pub(super) fn build(book: &DealBook, parents: Parents) -> Self {
        let mut columns = Self {
            group_order: order(book.groups().iter().map(|group| group.name.as_str())),
            bank_order: order(book.banks().iter().map(|bank| bank.name.as_str())),
            bank_group: book.banks().iter().map(|bank| bank.group).collect(),
            values: no_values(),
            ..Self::default()
        };
        columns.reserve(book);
        for wave in waves(book.deals().len()) {
            let stretches: Vec<Self> = wave
                .into_par_iter()
                .map(|deals| {
                    let (mut own, mut meanings) = (Self::default(), Meanings::default());
                    let deals = book.deals().range(deals);
                    deals.for_each(|deal| own.deal(book, deal, parents, &mut meanings));
                    own
                })
                .collect();
            stretches.into_iter().for_each(|own| columns.append(own));
        }
        columns
    }

    fn reserve(&mut self, book: &DealBook) {
        let deals = book.deals().len();
        let tranches = book.deals().iter().map(|deal| deal.tranches.len()).sum();
        self.minor.reserve_exact(tranches);
        self.tenor_months.reserve_exact(tranches);
        self.band.reserve_exact(tranches);
        self.issuer_group.reserve_exact(deals);
        self.announced_day.reserve_exact(deals);
        self.settled_day.reserve_exact(deals);
        self.kind.reserve_exact(deals);
    }

    /// Adds the columns of the deals that follow.
    fn append(&mut self, new: Self) {
        let (tranches, members) = (position(self.minor.len()), self.members);
        self.members += new.members;
        let moved =
            |rows: BTreeMap<u32, i64>| rows.into_iter().map(move |(at, n)| (tranches + at, n));
        self.spread_nanos.extend(moved(new.spread_nanos));
        self.exchanged_minor.extend(moved(new.exchanged_minor));
        self.stated.extend(new.stated.into_iter().map(|at| tranches + at));
        let allotted = new.allotted.into_iter();
        self.allotted.extend(allotted.map(|row| Allotted { member: members + row.member, ..row }));
        let Self { minor, tenor_months, band, issuer_group, .. } = self;
        let (kind, announced, settled) =
            (&mut self.kind, &mut self.announced_day, &mut self.settled_day);
        rayon::scope(|scope| {
            scope.spawn(|_| minor.extend(new.minor));
            scope.spawn(|_| {
                tenor_months.extend(new.tenor_months);
                band.extend(new.band);
                issuer_group.extend(new.issuer_group);
                kind.extend(new.kind);
                announced.extend(new.announced_day);
                settled.extend(new.settled_day);
            });
        });
    }

    fn deal<'a>(
        &mut self,
        book: &DealBook,
        deal: &'a Deal,
        parents: Parents,
        meanings: &mut Meanings<'a>,
    ) {
        let mut kind = DealKind::default();
        let said = [deal.instrument.as_deref(), deal.format.as_deref()];
        for words in said.into_iter().flatten() {
            let found = *meanings.kinds.entry(words).or_insert_with(|| DealKind::of(words));
            kind.0 |= found.0;
        }
        self.kind.push(kind);
        let guarantor = deal.guarantor.as_deref().and_then(|name| {
            *meanings.guarantors.entry(name).or_insert_with(|| group_of_name(book, name))
        });
        let group = book.issuer(deal.issuer).group.or(guarantor);
        self.issuer_group.push(group.map(|id| counted_group(book, id, deal, parents)));
        self.rows(deal);
    }

    fn rows(&mut self, deal: &Deal) {
        let day = |date: Option<crate::model::PartialDate>| {
            date.map_or(NO_DAY, |date| day_number(date.earliest()))
        };
        self.announced_day.push(day(deal.announced));
        self.settled_day.push(day(deal.settled));
        for tranche in &deal.tranches {
            let at = position(self.minor.len());
            self.minor.push(tranche.sold().map_or(NO_VALUE, |amount| amount.minor));
            self.tenor_months.push(tenor_months(deal, tranche));
            self.band.push(RatingBand::of(&tranche.ratings));
            if let Some(spread) = tranche.gross_spread_pct {
                self.spread_nanos.insert(at, spread.nanos());
            }
            if let Some(exchanged) = tranche.exchanged {
                self.exchanged_minor.insert(at, exchanged.minor);
            }
            if tranche.fx_usd.is_some() {
                self.stated.insert(at);
            }
        }
        for member in &deal.members {
            let at = self.members;
            self.members += 1;
            self.allotted.extend(member.allotments.iter().map(|allotment| Allotted {
                member: at,
                tranche: allotment.tranche.map_or(WHOLE_DEAL, position),
                hundredths: allotment.hundredths,
            }));
        }
    }

    /// What a member took, in the order of its record; costs a binary search.
    pub fn allotted_to(&self, member: usize) -> &[Allotted] {
        let member = position(member);
        let from = self.allotted.partition_point(|row| row.member < member);
        let to = self.allotted.partition_point(|row| row.member <= member);
        self.allotted.get(from..to).unwrap_or_default()
    }

    /// Whether a source states the rate of a tranche.
    pub fn is_rate_stated(&self, tranche: usize) -> bool {
        self.stated.contains(&position(tranche))
    }

    /// How many tranches have a rate that their source states.
    pub fn stated_rates(&self) -> usize {
        self.stated.len()
    }

    /// The value of every tranche in minor units of a currency, or [`NO_VALUE`]: at the rate that
    /// the source states, else at the ECB's rate of the pricing date. The first call for a currency
    /// converts the whole book and later ones look it up.
    pub(super) fn values<'a>(
        &'a self,
        deals: &DealColumns,
        tranches: &'a TrancheColumns,
        currency: Currency,
    ) -> &'a [i64] {
        if currency == Currency::usd() {
            return &tranches.usd_cents;
        }
        let Some(cell) = self.values.get(currency.index()) else { return &[] };
        cell.get_or_init(|| {
            (0..self.minor.len())
                .into_par_iter()
                .map(|at| self.value(deals, tranches, at, currency).unwrap_or(NO_VALUE))
                .collect()
        })
    }

    fn value(
        &self,
        deals: &DealColumns,
        tranches: &TrancheColumns,
        at: usize,
        to: Currency,
    ) -> Option<i64> {
        let minor = *self.minor.get(at).filter(|minor| **minor != NO_VALUE)?;
        let own = tranches.currency[at]?;
        if own == to {
            return Some(minor);
        }
        let deal_id: DealId = tranches.deal[at];
        let day = deals.day[deal_id.index()];
        let date = (day != NO_DAY).then(|| date_of(day))?;
        let money = match self.stated.contains(&position(at)) {
            true => Money { minor: tranches.usd_cents[at], currency: Currency::usd() },
            false => Money { minor, currency: own },
        };
        if money.minor == NO_VALUE {
            return None;
        }
        Rates::embedded().convert(money, to, date).map(|money| money.minor)
    }
}

/// A place for the values in each currency.
pub(super) fn no_values() -> Vec<OnceLock<Vec<i64>>> {
    Currency::all().map(|_| OnceLock::new()).collect()
}

fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX - 1)
}

/// The place of each name in the order of all names.
pub(super) fn order<'a>(names: impl Iterator<Item = &'a str>) -> Vec<u32> {
    let keys: Vec<String> = names.map(str::to_lowercase).collect();
    let mut by_name: Vec<usize> = (0..keys.len()).collect();
    by_name.sort_by_key(|at| (&keys[*at], *at));
    let mut order = vec![0; keys.len()];
    for (place, at) in by_name.into_iter().enumerate() {
        order[at] = position(place);
    }
    order
}

/// The group of the book that a guarantor's name means.
fn group_of_name(book: &DealBook, name: &str) -> Option<GroupId> {
    let directory = BankDirectory::embedded();
    let known = directory.resolve_group(name)?;
    let known = &directory.groups().get(known)?.name;
    book.groups().iter().position(|group| group.name == *known).map(GroupId::new)
}

/// Whole months from settlement to final maturity; from the printed tenor where a day is missing.
fn tenor_months(deal: &Deal, tranche: &Tranche) -> i16 {
    if tranche.perpetual {
        return PERPETUAL;
    }
    let start = deal.settled.or(deal.own_date()).and_then(|date| date.day());
    let end = tranche.maturity;
    let exact = start.zip(end.and_then(|date| date.day()));
    if let Some((start, end)) = exact {
        return months_between(start, end);
    }
    if let Some(tenor) = tranche.tenor_years {
        return i16::try_from(tenor.nanos() / 1_000_000 * 12 / 1000).unwrap_or(PERPETUAL - 1);
    }
    let start = deal.settled.or(deal.own_date()).map(|date| date.earliest());
    match start.zip(end.map(|date| date.latest())) {
        Some((start, end)) => months_between(start, end),
        None => NO_TENOR,
    }
}

fn months_between(start: Date, end: Date) -> i16 {
    let years = i32::from(end.year()) - i32::from(start.year());
    let months = years * 12 + i32::from(end.month()) - i32::from(start.month());
    let reached = start.checked_add(months.months()).is_ok_and(|day| day <= end);
    i16::try_from((months - i32::from(!reached)).max(0)).unwrap_or(PERPETUAL - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(start: &str, end: &str, expected: i16) {
        assert_eq!(months_between(start.parse().unwrap(), end.parse().unwrap()), expected);
    }

    #[test]
    fn months_are_whole() {
        check("2024-04-08", "2025-04-07", 11);
        check("2024-04-08", "2025-04-08", 12);
        check("2024-01-31", "2024-02-29", 1);
        check("2024-01-10", "2029-12-31", 71);
        check("2024-01-10", "2020-12-31", 0);
    }

    #[test]
    fn words_say_what_a_deal_is() {
        assert!(DealKind::of("syndicated facility (Club)").is(DealKind::CLUB));
        assert!(DealKind::of("USPP private placement").is(DealKind::PRIVATE));
        assert!(!DealKind::of("exchangeable bonds").is(DealKind::EXCHANGE));
    }

    #[test]
    fn names_are_ordered_without_case() {
        assert_eq!(order(["b", "A", "c"].into_iter()), [1, 0, 2]);
    }
}
