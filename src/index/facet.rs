//! Facets: what deals are sorted by in the filter panel, as columns of small numbers.

use std::collections::BTreeMap;

use crate::book::DealBook;
use crate::model::{Currency, Market, Role, Status};

use super::Columns;

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

/// Collects one facet, deal by deal.
#[derive(Default)]
struct Collector {
    column: FacetColumn,
    places: BTreeMap<String, u32>,
}

impl Collector {
    fn deal(&mut self, values: impl Iterator<Item = String>) {
        let start = self.column.of_deal.len();
        self.column.from.push(u32::try_from(start).unwrap_or(u32::MAX));
        for value in values {
            let place = self.place(value);
            if !self.column.of_deal[start..].contains(&place) {
                self.column.of_deal.push(place);
            }
        }
    }

    fn place(&mut self, value: String) -> u32 {
        if let Some(place) = self.places.get(&value) {
            return *place;
        }
        let place = u32::try_from(self.column.values.len()).unwrap_or(u32::MAX);
        self.column.values.push(value.clone());
        self.places.insert(value, place);
        place
    }

    fn finish(mut self) -> FacetColumn {
        self.column.from.push(u32::try_from(self.column.of_deal.len()).unwrap_or(u32::MAX));
        self.column
    }
}

/// Builds the column of a facet.
pub(super) fn column(book: &DealBook, columns: &Columns, facet: Facet) -> FacetColumn {
    let mut collector = Collector::default();
    for (deal_id, deal) in book.deals_with_ids() {
        let issuer = book.issuer(deal.issuer);
        let members = row(&columns.deals.members_from, deal_id.index());
        match facet {
            Facet::Market => collector.deal(deal.market.map(Market::code).map(owned).into_iter()),
            Facet::Currency => {
                let currencies = deal.tranches.iter().filter_map(|tranche| tranche.currency);
                collector.deal(currencies.map(Currency::code).map(owned));
            }
            Facet::Sector => collector.deal(issuer.sector.clone().into_iter()),
            Facet::Country => collector.deal(issuer.country.clone().into_iter()),
            Facet::Role => {
                let roles = columns.members.roles[members].iter().flat_map(|roles| roles.iter());
                collector.deal(roles.map(Role::code).map(owned));
            }
            Facet::Group => {
                let groups = columns.members.group[members].iter().flatten();
                collector.deal(groups.map(|group_id| book.group(*group_id).name.clone()));
            }
            Facet::Issuer => collector.deal([issuer.name.clone()].into_iter()),
            Facet::Status => collector.deal(deal.status.map(Status::code).map(owned).into_iter()),
            Facet::Year => {
                collector.deal(deal.date().map(|date| date.year().to_string()).into_iter());
            }
        }
    }
    collector.finish()
}

fn owned(code: &str) -> String {
    code.to_owned()
}

/// The stretch of a row in a column that begins at `from`.
pub(super) fn row(from: &[u32], at: usize) -> std::ops::Range<usize> {
    let bound = |at: usize| from.get(at).map_or(0, |bound| *bound as usize);
    bound(at)..bound(at + 1)
}
