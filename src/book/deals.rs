//! The deals of a book: all of them at hand, or, of a stored book, made from their records block by
//! block when they are first asked for.

use std::fmt;
use std::ops::{Index, Range};
use std::sync::{Arc, OnceLock};

use super::blocks::Block;
use super::desk::{Desk, Part};
use super::records::Records;
use super::shelf::Stored;
use super::stored::{BANK_OF_MEMBER, ISSUER_OF_DEAL, MEMBERS_FROM, bank_of, issuer_of};
use crate::model::{Deal, IssuerId};

/// The deals of a book, in file order.
pub struct Deals(Kind);

enum Kind {
    Whole(Vec<Deal>),
    Stored(StoredDeals),
}

/// Deals that are made when they are first asked for.
pub(super) struct StoredDeals {
    pub(super) stored: Stored,
    pub(super) blocks: Vec<StoredBlock>,
    pub(super) count: usize,
    pub(super) issuers: usize,
    pub(super) banks: usize,
    /// Keys that deals have instead of those of their records.
    pub(super) renamed: Vec<(u32, String)>,
    /// Deals whose records name a first account that is not there.
    pub(super) lost: Vec<u32>,
}

/// The deals of one block.
pub(super) struct StoredBlock {
    pub(super) block: Arc<Block>,
    pub(super) first: usize,
    pub(super) deals: OnceLock<Vec<Deal>>,
}

impl Deals {
    pub(super) const fn whole(deals: Vec<Deal>) -> Self {
        Self(Kind::Whole(deals))
    }

    pub(super) const fn stored(deals: StoredDeals) -> Self {
        Self(Kind::Stored(deals))
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        match &self.0 {
            Kind::Whole(deals) => deals.len(),
            Kind::Stored(deals) => deals.count,
        }
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A deal. The first one that is asked for of a block of a stored book costs some milliseconds.
    pub fn get(&self, at: usize) -> Option<&Deal> {
        match &self.0 {
            Kind::Whole(deals) => deals.get(at),
            Kind::Stored(deals) => deals.get(at),
        }
    }

    /// The first deal.
    pub fn first(&self) -> Option<&Deal> {
        self.get(0)
    }

    /// Every deal, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Deal> {
        self.range(0..self.len())
    }

    /// Some deals that follow one another.
    pub fn range(&self, deals: Range<usize>) -> impl Iterator<Item = &Deal> {
        deals.filter_map(|at| self.get(at))
    }
}

impl Index<usize> for Deals {
    type Output = Deal;

    fn index(&self, at: usize) -> &Deal {
        match &self.0 {
            Kind::Whole(deals) => &deals[at],
            Kind::Stored(deals) => match deals.get(at) {
                Some(deal) => deal,
                None => panic!("a book of {} deals has none at {at}", deals.count),
            },
        }
    }
}

impl PartialEq for Deals {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Deals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl StoredDeals {
    fn get(&self, at: usize) -> Option<&Deal> {
        let block = self.blocks.partition_point(|block| block.first <= at).checked_sub(1)?;
        let block = &self.blocks[block];
        let deals = block.deals.get_or_init(|| self.make(block));
        deals.get(at - block.first)
    }

    /// Reads the records of a block anew and gives the deals what they have in the book.
    fn make(&self, block: &StoredBlock) -> Vec<Deal> {
        let (mut desk, mut part) = (Desk::default(), Part::default());
        Records::each_of(&block.block, |text| desk.take(text, &mut part));
        let own = block.first..block.first + block.block.len();
        self.complete(&mut part.deals, own.clone());
        let record = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let from = self.renamed.partition_point(|row| row.0 < record(own.start));
        for (at, key) in self.renamed[from..].iter().take_while(|row| row.0 < record(own.end)) {
            if let Some(deal) = part.deals.get_mut(*at as usize - own.start) {
                deal.key.clone_from(key);
            }
        }
        let from = self.lost.partition_point(|at| *at < record(own.start));
        for at in self.lost[from..].iter().take_while(|at| **at < record(own.end)) {
            if let Some(deal) = part.deals.get_mut(*at as usize - own.start) {
                deal.same_as = None;
            }
        }
        part.deals
    }

    /// Gives deals the issuers and banks of the book.
    fn complete(&self, deals: &mut [Deal], own: Range<usize>) {
        let number = |bytes| Some(u32::from_le_bytes(bytes));
        let (issuers, banks) = (self.issuers, self.banks);
        let issuer_ids = self.stored.values_at(ISSUER_OF_DEAL, own.clone(), issuer_of(issuers));
        let from = self.stored.values_at(MEMBERS_FROM, own.start..own.end + 1, number);
        let from = from.unwrap_or_default();
        let members = from.first().zip(from.last()).map_or(0..0, |(a, b)| *a as usize..*b as usize);
        let banks = self.stored.values_at(BANK_OF_MEMBER, members, bank_of(banks));
        let mut issuer_ids = issuer_ids.unwrap_or_default().into_iter();
        let mut bank_ids = banks.unwrap_or_default().into_iter();
        for deal in deals {
            deal.issuer = issuer_ids.next().unwrap_or(IssuerId::new(0));
            for member in &mut deal.members {
                member.bank = bank_ids.next().flatten();
            }
        }
    }
}
