//! The columns as sections of a stored book and back. A group of columns is read when it is first
//! asked for; where it makes no sense, or cannot be read any more, blank columns of the same length
//! stand for it.

mod beside;
mod rows;

use super::credit::{CreditColumns, CreditedLists};
use super::facet::Facet;
use super::lazy::Lazy;
use super::words::Words;
use super::{Index, Parents};
use crate::book::{AFTER_BOOK, BANK_OF_MEMBER, DealBook, Stored};
use crate::model::{DealId, GroupId};

use beside::{
    blank_credit, pack_credit, pack_facet, pack_words, unpack_credit, unpack_facet, unpack_words,
};
use rows::{
    blank_deals, blank_members, blank_seats, blank_tranches, pack_deals, pack_members, pack_seats,
    pack_tranches, unpack_deals, unpack_members, unpack_seats, unpack_tranches,
};

/// Numbers of sections, one after the other.
macro_rules! sections {
    ($at:expr;) => {};
    ($at:expr; $name:ident $($rest:ident)*) => {
        const $name: u32 = $at;
        sections! { $at + 1; $($rest)* }
    };
}

sections! {
    AFTER_BOOK;
    MARKET STATUS DAY YEAR DEAL_CENTS TRANCHES_FROM SEATS_FROM
    TRANCHE_DEAL CURRENCY TRANCHE_CENTS
    MEMBER_GROUP MEMBER_ROLES MEMBER_ROLE_TABLE MEMBER_TRANCHES MEMBER_TRANCHE_TABLE
    SEAT_GROUP SEAT_ROLES SEAT_ROLE_TABLE TIER
    MINOR TENOR BAND ISSUER_GROUP ANNOUNCED SETTLED KIND CREDIT
    LISTS_FROM LIST_GROUPS
    WORD_TEXTS INSTRUMENT PURPOSE KEYS KEY_ENDS
    FACETS
}

/// Numbers and values of a coded column.
const MEMBER_ROLE_PARTS: [u32; 2] = [MEMBER_ROLES, MEMBER_ROLE_TABLE];
const MEMBER_TRANCHE_PARTS: [u32; 2] = [MEMBER_TRANCHES, MEMBER_TRANCHE_TABLE];
const SEAT_ROLE_PARTS: [u32; 2] = [SEAT_ROLES, SEAT_ROLE_TABLE];

/// Facets take three sections each from the last one on.
const fn facet_section(facet: usize) -> u32 {
    FACETS + 3 * facet as u32
}

/// Stands for "none" in a column of bytes and of numbers.
const NO_BYTE: u8 = u8::MAX;
const NONE: u32 = u32::MAX;

/// How many rows of each kind there are.
#[derive(Clone, Copy, Debug)]
struct Counts {
    deals: usize,
    tranches: usize,
    members: usize,
    seats: usize,
    issuers: usize,
    groups: usize,
    banks: usize,
}

impl Index {
    /// Shows the sections of the columns by number, those of [`Parents::Today`] only; `lists` are
    /// those of [`Index::lists`].
    pub fn pack<E>(
        &self,
        lists: &CreditedLists,
        show: &mut impl FnMut(u32, Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        pack_deals(self.deals(), show)?;
        pack_tranches(self.tranches(), show)?;
        pack_members(self.members(), show)?;
        pack_seats(self.seats(), show)?;
        pack_credit(self.credit(), show)?;
        show(LISTS_FROM, numbers(lists.from.iter().copied()))?;
        show(LIST_GROUPS, numbers(lists.groups.iter().copied()))?;
        pack_words(self.words.get(), show)?;
        for (at, column) in self.facets.iter().enumerate() {
            pack_facet(column, facet_section(at), show)?;
        }
        Ok(())
    }

    /// The columns of a stored book; `None` where there are none or they make no sense.
    pub fn unpack(book: &DealBook) -> Option<Self> {
        let stored = book.stored()?;
        let length = |section, width: usize| Some(stored.length(section)? / width);
        let counts = Counts {
            deals: book.deals().len(),
            tranches: length(TRANCHE_CENTS, 8)?,
            members: length(BANK_OF_MEMBER, 4)?,
            seats: length(TIER, 1)?,
            issuers: book.issuers().len(),
            groups: book.groups().len(),
            banks: book.banks().len(),
        };
        let seconds: Vec<usize> = book.second_accounts().map(DealId::index).collect();
        let facets = (0..Facet::ALL.len())
            .map(|at| unpack_facet(stored, facet_section(at), counts.deals))
            .collect::<Option<Vec<_>>>()?;
        let bank_names = book.banks().iter().map(|bank| bank.name.as_str());
        let group_names = book.groups().iter().map(|group| group.name.as_str());
        let orders = [super::credit::order(group_names), super::credit::order(bank_names)];
        let bank_group: Vec<GroupId> = book.banks().iter().map(|bank| bank.group).collect();
        let later = |section: &Stored| section.clone();
        let [a, b, c, d, e, f] = [(); 6].map(|()| later(stored));
        Some(Self {
            revision: book.revision(),
            parents: Parents::Today,
            deals: Lazy::later(move || {
                unpack_deals(&a, counts, &seconds).unwrap_or_else(|| blank_deals(counts))
            }),
            tranches: Lazy::later(move || {
                unpack_tranches(&b, counts).unwrap_or_else(|| blank_tranches(counts))
            }),
            members: Lazy::later(move || {
                unpack_members(&c, counts).unwrap_or_else(|| blank_members(counts))
            }),
            seats: Lazy::later(move || {
                unpack_seats(&d, counts).unwrap_or_else(|| blank_seats(counts))
            }),
            credit: Lazy::later(move || CreditColumns {
                group_order: orders[0].clone(),
                bank_order: orders[1].clone(),
                bank_group: bank_group.clone(),
                ..unpack_credit(&e, counts).unwrap_or_else(|| blank_credit(counts))
            }),
            words: Lazy::later(move || {
                unpack_words(&f, counts).unwrap_or_else(|| Words::blank(counts.deals))
            }),
            facets,
            lists: std::sync::OnceLock::new(),
            stored: Some(stored.clone()),
        })
    }

    /// Who is credited as it was stored.
    pub(super) fn stored_lists(&self) -> Option<CreditedLists> {
        let stored = self.stored.as_ref()?;
        let group = |bytes| {
            let at = u32::from_le_bytes(bytes);
            (at == NONE || (at as usize) < self.groups()).then_some(at)
        };
        let groups = stored.values(LIST_GROUPS, group)?;
        let from = rows_from(stored, LISTS_FROM, self.tranches().deal.len(), groups.len())?;
        Some(CreditedLists { from, groups })
    }
}

fn numbers(values: impl Iterator<Item = u32>) -> Vec<u8> {
    values.flat_map(u32::to_le_bytes).collect()
}

fn days(values: &[i32]) -> Vec<u8> {
    values.iter().flat_map(|day| day.to_le_bytes()).collect()
}

fn amounts(values: &[i64]) -> Vec<u8> {
    values.iter().flat_map(|amount| amount.to_le_bytes()).collect()
}

fn groups(values: &[Option<GroupId>]) -> Vec<u8> {
    numbers(values.iter().map(|id| id.map_or(NONE, |id| id.index() as u32)))
}

/// The place of each value in a list, as a byte.
fn places<T: PartialEq>(values: &[Option<T>], all: &[T]) -> Vec<u8> {
    let place = |value: &T| all.iter().position(|own| own == value).unwrap_or(255) as u8;
    values.iter().map(|value| value.as_ref().map_or(NO_BYTE, place)).collect()
}

/// So many values of a section.
fn column<const N: usize, T>(
    stored: &Stored,
    section: u32,
    count: usize,
    read: impl Fn([u8; N]) -> Option<T>,
) -> Option<Vec<T>> {
    let is_whole = stored.length(section)? == count.checked_mul(N)?;
    is_whole.then(|| stored.values(section, read)).flatten()
}

/// So many values that are given by their places in a list.
fn placed<T: Copy>(
    stored: &Stored,
    section: u32,
    count: usize,
    all: &[T],
) -> Option<Vec<Option<T>>> {
    column(stored, section, count, |[place]: [u8; 1]| match place {
        NO_BYTE => Some(None),
        place => all.get(usize::from(place)).map(|value| Some(*value)),
    })
}

/// Where the parts of so many rows begin in a column of so many parts.
fn rows_from(stored: &Stored, section: u32, rows: usize, parts: usize) -> Option<Vec<u32>> {
    let from = column(stored, section, rows + 1, |bytes| Some(u32::from_le_bytes(bytes)))?;
    let is_sound = from.first() == Some(&0)
        && from.last().is_some_and(|last| *last as usize == parts)
        && from.is_sorted();
    is_sound.then_some(from)
}

fn some_group(count: usize) -> impl Fn([u8; 4]) -> Option<Option<GroupId>> {
    move |bytes| match u32::from_le_bytes(bytes) {
        NONE => Some(None),
        at => ((at as usize) < count).then(|| Some(GroupId::new(at as usize))),
    }
}

type Show<'a, E> = &'a mut dyn FnMut(u32, Vec<u8>) -> Result<(), E>;
