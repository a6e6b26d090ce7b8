//! The book as columns of plain numbers, built once per revision: filters, facets, league tables
//! and sizes are single passes over them.

mod columns;
mod credit;
mod facet;

use std::ops::Range;

use rayon::prelude::*;

use crate::book::{DealBook, Revision};
use crate::model::{Currency, Deal, DealId, GroupId, Tier};
use crate::text::fold;

pub use columns::{
    Columns, DealColumns, MemberColumns, NO_DAY, NO_VALUE, SeatColumns, TrancheColumns,
};
pub use credit::{
    Allotted, CreditColumns, CreditedLists, DealKind, NO_TENOR, PERPETUAL, RatingBand, WHOLE_DEAL,
};
pub use facet::{Facet, FacetColumn};

/// Under which parent a bank counts.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Parents {
    /// Under its parent of today: deals of a bought house count for its buyer.
    #[default]
    Today,
    /// Under its parent at the date of the deal.
    AtDeal,
}

/// The columns of a book.
#[derive(Debug)]
pub struct Index {
    revision: Revision,
    parents: Parents,
    columns: Columns,
    credit: CreditColumns,
    facets: Vec<FacetColumn>,
    words: Vec<String>,
}

impl Index {
    /// Builds the columns of a book.
    pub fn build(book: &DealBook, parents: Parents) -> Self {
        let (columns, (credit, words)) = rayon::join(
            || Columns::build(book, parents),
            || rayon::join(|| CreditColumns::build(book, parents), || words(book)),
        );
        let facets: Vec<FacetColumn> =
            Facet::ALL.into_par_iter().map(|facet| facet::column(book, &columns, facet)).collect();
        Self { revision: book.revision(), parents, columns, credit, facets, words }
    }

    /// The book's revision.
    pub const fn revision(&self) -> Revision {
        self.revision
    }

    /// Under which parent banks count here.
    pub const fn parents(&self) -> Parents {
        self.parents
    }

    /// How many deal records there are.
    pub fn len(&self) -> usize {
        self.columns.deals.issuer.len()
    }

    /// Whether the book holds no deal.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One entry a deal.
    pub const fn deals(&self) -> &DealColumns {
        &self.columns.deals
    }

    /// One entry a tranche.
    pub const fn tranches(&self) -> &TrancheColumns {
        &self.columns.tranches
    }

    /// One entry a membership.
    pub const fn members(&self) -> &MemberColumns {
        &self.columns.members
    }

    /// One entry a seat.
    pub const fn seats(&self) -> &SeatColumns {
        &self.columns.seats
    }

    /// What only credit needs.
    pub const fn credit(&self) -> &CreditColumns {
        &self.credit
    }

    /// The value of every tranche in minor units of a currency, or [`NO_VALUE`]: at the rate that
    /// the source states, else at the ECB's rate of the pricing date. The first call for a currency
    /// converts the whole book; dollars are there from the start.
    pub fn values_in(&self, currency: Currency) -> &[i64] {
        self.credit.values(&self.columns, currency)
    }

    /// How many bank groups the book has.
    pub fn groups(&self) -> usize {
        self.credit.group_order.len()
    }

    /// How many printed banks the book has.
    pub fn banks(&self) -> usize {
        self.credit.bank_order.len()
    }

    /// The tranches of a deal, as positions in the tranche columns.
    pub fn tranches_of(&self, deal_id: DealId) -> Range<usize> {
        facet::row(&self.columns.deals.tranches_from, deal_id.index())
    }

    /// The memberships of a deal, as positions in the member columns.
    pub fn members_of(&self, deal_id: DealId) -> Range<usize> {
        facet::row(&self.columns.deals.members_from, deal_id.index())
    }

    /// The seats of a deal, as positions in the seat columns.
    pub fn seats_of(&self, deal_id: DealId) -> Range<usize> {
        facet::row(&self.columns.deals.seats_from, deal_id.index())
    }

    /// The size of a deal's syndicate by tier, highest first: groups and unnamed members under
    /// their highest role. Labels (advisers, agents, trustees) stand last and are no members.
    pub fn tiers_of(&self, deal_id: DealId) -> [usize; Tier::ALL.len()] {
        let mut sizes = [0; Tier::ALL.len()];
        for seat in self.seats_of(deal_id) {
            sizes[self.columns.seats.tier[seat].index()] += 1;
        }
        sizes
    }

    /// The size of a deal's syndicate: groups and unnamed members with a role beyond a label.
    pub fn size_of(&self, deal_id: DealId) -> usize {
        let sizes = self.tiers_of(deal_id);
        sizes.iter().sum::<usize>() - sizes[Tier::Label.index()]
    }

    /// The values of a facet.
    pub fn facet(&self, facet: Facet) -> &FacetColumn {
        let at = Facet::ALL.iter().position(|other| *other == facet).unwrap_or_default();
        &self.facets[at]
    }

    /// The folded words of a deal that a text search looks in.
    pub fn words_of(&self, deal: usize) -> &str {
        self.words.get(deal).map_or("", String::as_str)
    }
}

/// The group under which a group counts for a deal.
fn counted_group(book: &DealBook, group_id: GroupId, deal: &Deal, parents: Parents) -> GroupId {
    match (parents, deal.date()) {
        (Parents::Today, _) => book.group_today(group_id),
        (Parents::AtDeal, Some(date)) => book.group_in(group_id, date.year()),
        (Parents::AtDeal, None) => group_id,
    }
}

/// The words of every deal; those of an issuer are folded once.
fn words(book: &DealBook) -> Vec<String> {
    let issuers: Vec<String> = book
        .issuers()
        .par_iter()
        .map(|issuer| {
            let parts = issuer.spellings.iter().map(String::as_str).chain(issuer.ticker.as_deref());
            parts.map(fold).collect::<Vec<_>>().join("\n")
        })
        .collect();
    let own = |deal: &Deal| {
        let mut words = issuers[deal.issuer.index()].clone();
        let own = [deal.instrument.as_deref(), deal.use_of_proceeds.as_deref(), Some(&deal.key)];
        for part in own.into_iter().flatten() {
            words.push('\n');
            words.push_str(&fold(part));
        }
        words.shrink_to_fit();
        words
    };
    book.deals().par_iter().map(own).collect()
}
