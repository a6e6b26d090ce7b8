//! The book as columns of plain numbers, built once per revision: filters, facets, league tables
//! and sizes are single passes over them.

mod coded;
mod columns;
mod credit;
mod facet;
mod lazy;
mod stored;
mod words;

use std::ops::Range;
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::book::{DealBook, Revision, Stored};
use crate::model::{Currency, Deal, DealId, GroupId, Tier};

use lazy::Lazy;

pub use coded::{Bits, Coded};
pub use columns::{
    Columns, DealColumns, MemberColumns, NO_DAY, NO_VALUE, SeatColumns, TrancheColumns,
};
pub use credit::{
    Allotted, CreditColumns, CreditedLists, DealKind, NO_TENOR, PERPETUAL, RatingBand, WHOLE_DEAL,
};
pub use facet::{Facet, FacetColumn};
pub use words::{TextTest, Words};

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
    deals: Lazy<DealColumns>,
    tranches: Lazy<TrancheColumns>,
    members: Lazy<MemberColumns>,
    seats: Lazy<SeatColumns>,
    credit: Lazy<CreditColumns>,
    words: Lazy<Words>,
    facets: Vec<FacetColumn>,
    lists: OnceLock<CreditedLists>,
    /// What the columns are read from, of a stored book.
    stored: Option<Stored>,
}

impl Index {
    /// Builds the columns of a book.
    pub fn build(book: &DealBook, parents: Parents) -> Self {
        let (columns, (credit, words)) = rayon::join(
            || Columns::build(book, parents),
            || rayon::join(|| CreditColumns::build(book, parents), || Words::build(book)),
        );
        let facets: Vec<FacetColumn> =
            Facet::ALL.into_par_iter().map(|facet| facet::column(book, &columns, facet)).collect();
        let Columns { deals, tranches, members, seats } = columns;
        Self {
            revision: book.revision(),
            parents,
            deals: deals.into(),
            tranches: tranches.into(),
            members: members.into(),
            seats: seats.into(),
            credit: credit.into(),
            words: words.into(),
            facets,
            lists: OnceLock::new(),
            stored: None,
        }
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
        self.deals().issuer.len()
    }

    /// Whether the book holds no deal.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One entry a deal.
    pub fn deals(&self) -> &DealColumns {
        self.deals.get()
    }

    /// One entry a tranche.
    pub fn tranches(&self) -> &TrancheColumns {
        self.tranches.get()
    }

    /// One entry a membership.
    pub fn members(&self) -> &MemberColumns {
        self.members.get()
    }

    /// One entry a seat.
    pub fn seats(&self) -> &SeatColumns {
        self.seats.get()
    }

    /// What only credit needs.
    pub fn credit(&self) -> &CreditColumns {
        self.credit.get()
    }

    /// Who is credited for each tranche under the usual rules; `build` runs at the first call,
    /// unless a stored book knows it.
    pub fn lists(&self, build: impl FnOnce() -> CreditedLists) -> &CreditedLists {
        self.lists.get_or_init(|| self.stored_lists().unwrap_or_else(build))
    }

    /// The value of every tranche in minor units of a currency, or [`NO_VALUE`]: at the rate that
    /// the source states, else at the ECB's rate of the pricing date. The first call for a currency
    /// converts the whole book; dollars are there from the start.
    pub fn values_in(&self, currency: Currency) -> &[i64] {
        self.credit().values(self.deals(), self.tranches(), currency)
    }

    /// How many bank groups the book has.
    pub fn groups(&self) -> usize {
        self.credit().group_order.len()
    }

    /// How many printed banks the book has.
    pub fn banks(&self) -> usize {
        self.credit().bank_order.len()
    }

    /// The tranches of a deal, as positions in the tranche columns.
    pub fn tranches_of(&self, deal_id: DealId) -> Range<usize> {
        facet::row(&self.deals().tranches_from, deal_id.index())
    }

    /// The memberships of a deal, as positions in the member columns.
    pub fn members_of(&self, deal_id: DealId) -> Range<usize> {
        facet::row(&self.deals().members_from, deal_id.index())
    }

    /// The seats of a deal, as positions in the seat columns.
    pub fn seats_of(&self, deal_id: DealId) -> Range<usize> {
        facet::row(&self.deals().seats_from, deal_id.index())
    }

    /// The size of a deal's syndicate by tier, highest first: groups and unnamed members under
    /// their highest role. Labels (advisers, agents, trustees) stand last and are no members.
    pub fn tiers_of(&self, deal_id: DealId) -> [usize; Tier::ALL.len()] {
        let mut sizes = [0; Tier::ALL.len()];
        for seat in self.seats_of(deal_id) {
            sizes[self.seats().tier[seat].index()] += 1;
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

    /// The folded words of every deal.
    pub fn words(&self) -> &Words {
        self.words.get()
    }

    /// A test for folded words that must all stand in a deal: in the names of its issuer, its
    /// instrument, its use of proceeds or its key.
    pub fn text_test(&self, words: &[String]) -> TextTest<'_> {
        self.words().test(&self.deals().issuer, words)
    }
}

impl PartialEq for Index {
    fn eq(&self, other: &Self) -> bool {
        (self.revision, self.parents) == (other.revision, other.parents)
            && self.deals() == other.deals()
            && self.tranches() == other.tranches()
            && self.members() == other.members()
            && self.seats() == other.seats()
            && self.credit() == other.credit()
            && self.words == other.words
            && self.facets == other.facets
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
