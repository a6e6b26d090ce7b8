//! Facets: what deals are sorted by in the filter panel, as columns of small numbers.

use std::collections::HashMap;
use std::ops::Range;

use fixedbitset::FixedBitSet;
use rayon::prelude::*;

use crate::book::DealBook;
use crate::model::{Currency, Market, Role, RoleSet, Status};

use super::columns::{Columns, NO_DAY};
use super::lazy::Lazy;

/// A property by which deals are filtered and counted.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Facet {
    /// The market.
    Market,
    /// The currencies of the tranches.
    Currency,
    /// The issuer's sector.
    Sector,
    /// The issuer's country.
    Country,
    /// The roles in the syndicate.
    Role,
    /// The bank groups in the syndicate.
    Group,
    /// The issuer.
    Issuer,
    /// How far the deal has come.
    Status,
    /// The year of the deal.
    Year,
}

impl Facet {
    /// Every facet, in the order of the filter panel.
    pub const ALL: [Self; 9] = [
        Self::Market,
        Self::Currency,
        Self::Sector,
        Self::Country,
        Self::Role,
        Self::Group,
        Self::Issuer,
        Self::Status,
        Self::Year,
    ];

    /// The key in the text of a filter.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Market => "market",
            Self::Currency => "currency",
            Self::Sector => "sector",
            Self::Country => "country",
            Self::Role => "role",
            Self::Group => "bank",
            Self::Issuer => "issuer",
            Self::Status => "status",
            Self::Year => "year",
        }
    }

    /// The facet with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.key() == key)
    }
}

/// The values of one facet for every deal.
#[derive(Debug, Default, PartialEq)]
pub struct FacetColumn {
    /// The text of each value, as the filter writes it.
    pub values: Vec<String>,
    /// How many counted deals have each value, whatever the filter.
    pub totals: Vec<u32>,
    pub(super) rows: Lazy<Rows>,
}

/// The values of the deals, as positions in the list of values.
#[derive(Debug, PartialEq)]
pub(super) enum Rows {
    /// At most one a deal; [`NO_NUMBER`] for none.
    One(Vec<u32>),
    /// Any number a deal: where those of each begin, one longer than the deals, and the values.
    Many(Vec<u32>, Vec<u32>),
}

impl Default for Rows {
    fn default() -> Self {
        Self::One(Vec::new())
    }
}

impl FacetColumn {
    /// The values of a deal, as positions in [`FacetColumn::values`], each once.
    pub fn of(&self, deal: usize) -> &[u32] {
        match self.rows.get() {
            Rows::One(of_deal) => match of_deal.get(deal) {
                Some(&value) if value != NO_NUMBER => std::slice::from_ref(&of_deal[deal]),
                _ => &[],
            },
            Rows::Many(from, of_deal) => of_deal.get(row(from, deal)).unwrap_or_default(),
        }
    }

    /// The position of a value.
    pub fn position(&self, value: &str) -> Option<usize> {
        self.values.iter().position(|known| known == value)
    }

    /// Adds to the counts of values those of some deals.
    pub fn count(&self, deals: &FixedBitSet, counts: &mut [u32]) {
        match self.rows.get() {
            Rows::One(of_deal) => {
                for deal in deals.ones() {
                    let value = of_deal.get(deal).map_or(NO_NUMBER, |value| *value);
                    if let Some(count) = counts.get_mut(value as usize) {
                        *count += 1;
                    }
                }
            }
            Rows::Many(..) => {
                for deal in deals.ones() {
                    for value in self.of(deal) {
                        counts[*value as usize] += 1;
                    }
                }
            }
        }
    }
}

/// Stands for a deal without a value.
pub(super) const NO_NUMBER: u32 = u32::MAX;
/// How many deals are collected by one thread at a time.
const STRETCH: usize = 65_536;
/// Numbers of years begin here.
const FIRST_YEAR: i32 = -10_000;

/// What a facet tells deals apart by: small numbers of which several may have the same text.
struct Numbers {
    /// The first number with the same text; [`NO_NUMBER`] for a number without a text.
    same: Vec<u32>,
    has_many: bool,
}

impl Numbers {
    fn new(book: &DealBook, facet: Facet) -> Self {
        let issuers = || book.issuers().iter();
        let same = match facet {
            Facet::Market => each(Market::ALL.len()),
            Facet::Status => each(Status::ALL.len()),
            Facet::Currency => each(Currency::all().count()),
            Facet::Role => each(Role::all().count()),
            Facet::Year => each(20_000),
            Facet::Sector => first_of(issuers().map(|issuer| issuer.sector.as_deref())),
            Facet::Country => first_of(issuers().map(|issuer| issuer.country.as_deref())),
            Facet::Issuer => first_of(issuers().map(|issuer| Some(issuer.name.as_str()))),
            Facet::Group => first_of(book.groups().iter().map(|group| Some(group.name.as_str()))),
        };
        Self { same, has_many: matches!(facet, Facet::Currency | Facet::Role | Facet::Group) }
    }
}

fn each(count: usize) -> Vec<u32> {
    (0..position(count)).collect()
}

fn first_of<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> Vec<u32> {
    let mut first = HashMap::new();
    let number = |(at, text): (usize, Option<&'a str>)| {
        text.map_or(NO_NUMBER, |text| *first.entry(text).or_insert(position(at)))
    };
    texts.enumerate().map(number).collect()
}

/// The text of a number.
fn text_of(book: &DealBook, facet: Facet, number: u32) -> String {
    let at = number as usize;
    let issuer = || book.issuers().get(at);
    match facet {
        Facet::Market => Market::ALL.get(at).map(|market| market.code().to_owned()),
        Facet::Status => Status::ALL.get(at).map(|status| status.code().to_owned()),
        Facet::Currency => Currency::all().nth(at).map(|currency| currency.code().to_owned()),
        Facet::Role => Role::all().nth(at).map(|role| role.code().to_owned()),
        Facet::Year => i32::try_from(at).ok().map(|at| (at + FIRST_YEAR).to_string()),
        Facet::Sector => issuer().and_then(|issuer| issuer.sector.clone()),
        Facet::Country => issuer().and_then(|issuer| issuer.country.clone()),
        Facet::Issuer => issuer().map(|issuer| issuer.name.clone()),
        Facet::Group => book.groups().get(at).map(|group| group.name.clone()),
    }
    .unwrap_or_default()
}

/// The numbers of some deals that follow one another.
struct Stretch {
    /// Numbers in the order in which they are first met.
    met: Vec<u32>,
    /// For each number how many counted deals have it.
    totals: Vec<u32>,
    /// How many each deal has; empty where each has at most one.
    counts: Vec<u32>,
    numbers: Vec<u32>,
}

impl Stretch {
    fn new(numbers: &Numbers, columns: &Columns, facet: Facet, deals: Range<usize>) -> Self {
        let count = numbers.same.len();
        let mut own = Self {
            met: Vec::new(),
            totals: vec![0; count],
            counts: Vec::new(),
            numbers: Vec::with_capacity(deals.len()),
        };
        let mut seen = vec![false; count];
        for deal in deals {
            let from = own.numbers.len();
            each_number(columns, facet, deal, |number| {
                let same = numbers.same.get(number).copied().unwrap_or(NO_NUMBER);
                if same != NO_NUMBER && !own.numbers[from..].contains(&same) {
                    own.numbers.push(same);
                }
            });
            let is_counted = columns.deals.counted.contains(deal);
            for number in &own.numbers[from..] {
                let at = *number as usize;
                own.totals[at] += u32::from(is_counted);
                if !seen[at] {
                    seen[at] = true;
                    own.met.push(*number);
                }
            }
            if numbers.has_many {
                own.counts.push(position(own.numbers.len() - from));
            } else if own.numbers.len() == from {
                own.numbers.push(NO_NUMBER);
            }
        }
        own
    }
}

/// Shows the numbers of a deal, one of which may come several times.
fn each_number(columns: &Columns, facet: Facet, deal: usize, mut show: impl FnMut(usize)) {
    let deals = &columns.deals;
    match facet {
        Facet::Market => deals.market[deal].into_iter().for_each(|market| show(market as usize)),
        Facet::Status => deals.status[deal].into_iter().for_each(|status| show(status as usize)),
        Facet::Sector | Facet::Country | Facet::Issuer => show(deals.issuer[deal].index()),
        Facet::Currency => {
            let currencies = &columns.tranches.currency[row(&deals.tranches_from, deal)];
            currencies.iter().flatten().for_each(|currency| show(currency.index()));
        }
        Facet::Role => {
            let mut seen = RoleSet::EMPTY;
            for roles in columns.seats.roles.values(row(&deals.seats_from, deal)) {
                roles.without(seen).iter().for_each(|role| show(role.index()));
                seen = seen.union(roles);
            }
        }
        Facet::Group => {
            let groups = &columns.seats.group[row(&deals.seats_from, deal)];
            groups.iter().flatten().for_each(|group_id| show(group_id.index()));
        }
        Facet::Year => {
            if deals.day[deal] != NO_DAY {
                let number = i32::from(deals.year[deal]) - FIRST_YEAR;
                show(usize::try_from(number).unwrap_or(usize::MAX));
            }
        }
    }
}

fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NO_NUMBER)
}

/// Builds the column of a facet.
pub(super) fn column(book: &DealBook, columns: &Columns, facet: Facet) -> FacetColumn {
    let numbers = Numbers::new(book, facet);
    let deals = columns.deals.issuer.len();
    let stretches: Vec<Stretch> = (0..deals.div_ceil(STRETCH))
        .into_par_iter()
        .map(|at| {
            let own = at * STRETCH..((at + 1) * STRETCH).min(deals);
            Stretch::new(&numbers, columns, facet, own)
        })
        .collect();
    let mut column = FacetColumn::default();
    let mut places = vec![NO_NUMBER; numbers.same.len()];
    for number in stretches.iter().flat_map(|own| &own.met) {
        let place = &mut places[*number as usize];
        if *place == NO_NUMBER {
            *place = position(column.values.len());
            column.values.push(text_of(book, facet, *number));
            column.totals.push(0);
        }
    }
    let length = stretches.iter().map(|own| own.numbers.len()).sum();
    let mut of_deal: Vec<u32> = Vec::with_capacity(length);
    let mut from = Vec::with_capacity(if numbers.has_many { deals + 1 } else { 0 });
    let mut end = 0;
    for own in stretches {
        for number in own.met {
            column.totals[places[number as usize] as usize] += own.totals[number as usize];
        }
        for count in own.counts {
            from.push(end);
            end += count;
        }
        let place = |number: u32| places.get(number as usize).copied().unwrap_or(NO_NUMBER);
        of_deal.extend(own.numbers.into_iter().map(place));
    }
    let rows = if numbers.has_many {
        from.push(end);
        Rows::Many(from, of_deal)
    } else {
        Rows::One(of_deal)
    };
    column.rows = rows.into();
    column
}

/// The stretch of a row in a column that begins at `from`.
pub(super) fn row(from: &[u32], at: usize) -> Range<usize> {
    let bound = |at: usize| from.get(at).map_or(0, |bound| *bound as usize);
    bound(at)..bound(at + 1)
}
