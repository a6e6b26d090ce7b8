//! Facets: what deals are sorted by in the filter panel, as columns of small numbers.

use std::collections::HashMap;

use fixedbitset::FixedBitSet;

use crate::book::DealBook;
use crate::model::RoleSet;

use super::columns::{Columns, NO_DAY};

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
#[derive(Debug, Default)]
pub struct FacetColumn {
    /// The text of each value, as the filter writes it.
    pub values: Vec<String>,
    /// How many counted deals have each value, whatever the filter.
    pub totals: Vec<u32>,
    from: Vec<u32>,
    of_deal: Vec<u32>,
}

impl FacetColumn {
    /// The values of a deal, as positions in [`FacetColumn::values`], each once.
    pub fn of(&self, deal: usize) -> &[u32] {
        let bound = |at: usize| self.from.get(at).map_or(0, |from| *from as usize);
        self.of_deal.get(bound(deal)..bound(deal + 1)).unwrap_or_default()
    }

    /// The position of a value.
    pub fn position(&self, value: &str) -> Option<usize> {
        self.values.iter().position(|known| known == value)
    }
}

/// Collects one facet, deal by deal. What a deal has is told by small numbers; the text of a number
/// is asked for once.
#[derive(Default)]
struct Collector {
    column: FacetColumn,
    /// The position of the value behind each number; `u32::MAX` where it was not met.
    known: Vec<u32>,
    places: HashMap<String, u32>,
}

impl Collector {
    fn deal(&mut self) {
        self.column.from.push(position(self.column.of_deal.len()));
    }

    fn value(&mut self, number: usize, text: impl FnOnce() -> String) {
        if number >= self.known.len() {
            self.known.resize(number + 1, u32::MAX);
        }
        if self.known[number] == u32::MAX {
            self.known[number] = self.place(text());
        }
        let place = self.known[number];
        let start = self.column.from.last().map_or(0, |from| *from as usize);
        if !self.column.of_deal[start..].contains(&place) {
            self.column.of_deal.push(place);
        }
    }

    fn place(&mut self, text: String) -> u32 {
        if let Some(place) = self.places.get(&text) {
            return *place;
        }
        let place = position(self.column.values.len());
        self.column.values.push(text.clone());
        self.places.insert(text, place);
        place
    }

    fn finish(mut self, counted: &FixedBitSet) -> FacetColumn {
        self.deal();
        let mut totals = vec![0; self.column.values.len()];
        for deal in counted.ones() {
            for value in self.column.of(deal) {
                totals[*value as usize] += 1;
            }
        }
        self.column.totals = totals;
        self.column.of_deal.shrink_to_fit();
        self.column
    }
}

fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Builds the column of a facet.
pub(super) fn column(book: &DealBook, columns: &Columns, facet: Facet) -> FacetColumn {
    let mut collector = Collector::default();
    collector.column.from.reserve_exact(book.deals().len() + 1);
    let deals = &columns.deals;
    for (at, issuer_id) in deals.issuer.iter().enumerate() {
        collector.deal();
        let issuer = || book.issuer(*issuer_id);
        match facet {
            Facet::Market => {
                if let Some(market) = deals.market[at] {
                    collector.value(market as usize, || market.code().to_owned());
                }
            }
            Facet::Status => {
                if let Some(status) = deals.status[at] {
                    collector.value(status as usize, || status.code().to_owned());
                }
            }
            Facet::Currency => {
                for currency in
                    columns.tranches.currency[row(&deals.tranches_from, at)].iter().flatten()
                {
                    collector.value(currency.index(), || currency.code().to_owned());
                }
            }
            Facet::Sector => {
                if let Some(sector) = &issuer().sector {
                    collector.value(issuer_id.index(), || sector.clone());
                }
            }
            Facet::Country => {
                if let Some(country) = &issuer().country {
                    collector.value(issuer_id.index(), || country.clone());
                }
            }
            Facet::Issuer => collector.value(issuer_id.index(), || issuer().name.clone()),
            Facet::Role => {
                let mut seen = RoleSet::EMPTY;
                for roles in &columns.members.roles[row(&deals.members_from, at)] {
                    for role in roles.without(seen).iter() {
                        collector.value(role.index(), || role.code().to_owned());
                    }
                    seen = seen.union(*roles);
                }
            }
            Facet::Group => {
                for group_id in columns.members.group[row(&deals.members_from, at)].iter().flatten()
                {
                    collector.value(group_id.index(), || book.group(*group_id).name.clone());
                }
            }
            Facet::Year => {
                if deals.day[at] != NO_DAY {
                    let year = deals.year[at];
                    let number = usize::try_from(i32::from(year) + 10_000).unwrap_or(0);
                    collector.value(number, || year.to_string());
                }
            }
        }
    }
    collector.finish(&deals.counted)
}

/// The stretch of a row in a column that begins at `from`.
pub(super) fn row(from: &[u32], at: usize) -> std::ops::Range<usize> {
    let bound = |at: usize| from.get(at).map_or(0, |bound| *bound as usize);
    bound(at)..bound(at + 1)
}
