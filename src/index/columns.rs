//! The columns: one entry a deal, a tranche, a membership.

use fixedbitset::FixedBitSet;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::book::{DealBook, date_of, day_number};
use crate::model::{Currency, Deal, DealId, GroupId, IssuerId, Market, RoleSet, Status, Tier};

use super::{Parents, counted_group};

/// Stands for "no day" in a column of day numbers.
pub const NO_DAY: i32 = i32::MIN;
/// Stands for "no value" in a column of US cents.
pub const NO_VALUE: i64 = i64::MIN;

/// One entry a deal record, in book order.
#[derive(Debug, Default)]
pub struct DealColumns {
    /// Which records count: not the second accounts of another record.
    pub counted: FixedBitSet,
    /// Who issues.
    pub issuer: Vec<IssuerId>,
    /// The market.
    pub market: Vec<Option<Market>>,
    /// How far the deal has come.
    pub status: Vec<Option<Status>>,
    /// Days since 1970-01-01, or [`NO_DAY`].
    pub day: Vec<i32>,
    /// The year of the day; 0 where there is none.
    pub year: Vec<i16>,
    /// US cents over the tranches that have a value, or [`NO_VALUE`].
    pub usd_cents: Vec<i64>,
    /// Where the tranches of each deal begin; one longer than the deals.
    pub tranches_from: Vec<u32>,
    /// Where the memberships of each deal begin; one longer than the deals.
    pub members_from: Vec<u32>,
    /// Where the seats of each deal begin; one longer than the deals.
    pub seats_from: Vec<u32>,
}

impl DealColumns {
    /// The date of a deal.
    pub fn date(&self, deal_id: DealId) -> Option<Date> {
        let day = *self.day.get(deal_id.index())?;
        (day != NO_DAY).then(|| date_of(day))
    }

    /// The value of a deal in US cents, where it has one.
    pub fn value(&self, deal_id: DealId) -> Option<i64> {
        self.usd_cents.get(deal_id.index()).copied().filter(|cents| *cents != NO_VALUE)
    }
}

/// One entry a tranche.
#[derive(Debug, Default)]
pub struct TrancheColumns {
    /// The deal.
    pub deal: Vec<DealId>,
    /// The currency.
    pub currency: Vec<Option<Currency>>,
    /// US cents, or [`NO_VALUE`].
    pub usd_cents: Vec<i64>,
}

/// One entry a membership, as the record lists them.
#[derive(Debug, Default)]
pub struct MemberColumns {
    /// The group as counted; `None` for an unnamed member.
    pub group: Vec<Option<GroupId>>,
    /// The roles.
    pub roles: Vec<RoleSet>,
    /// The tranches as bits; all ones for every tranche. Tranches from the 64th on share a bit.
    pub tranches: Vec<u64>,
}

/// One entry a seat: a group on a deal, whatever entities and tranches it works through.
/// Unnamed members have a seat each.
#[derive(Debug, Default)]
pub struct SeatColumns {
    /// The group; `None` for an unnamed member.
    pub group: Vec<Option<GroupId>>,
    /// Every role the group holds on the deal.
    pub roles: Vec<RoleSet>,
    /// The highest tier among them; [`Tier::Label`] where there is no role.
    pub tier: Vec<Tier>,
}

/// How many deals one thread takes at a time.
const STRETCH: usize = 16_384;

/// Every column of a book.
#[derive(Debug, Default)]
pub struct Columns {
    /// Deals.
    pub deals: DealColumns,
    /// Tranches.
    pub tranches: TrancheColumns,
    /// Memberships.
    pub members: MemberColumns,
    /// Seats.
    pub seats: SeatColumns,
}

impl Columns {
    pub(super) fn build(book: &DealBook, parents: Parents) -> Self {
        let stretches: Vec<Self> = book
            .deals()
            .par_chunks(STRETCH)
            .map(|deals| {
                let mut columns = Self::default();
                deals.iter().for_each(|deal| columns.deal(book, deal, parents));
                columns
            })
            .collect();
        let mut columns = Self::default();
        stretches.into_iter().for_each(|own| columns.append(own));
        columns.deals.counted = FixedBitSet::with_capacity(book.deals().len());
        for (deal_id, deal) in book.deals_with_ids() {
            columns.deals.counted.set(deal_id.index(), deal.is_counted());
        }
        columns.close_rows();
        columns
    }

    /// Adds the columns of the deals that follow.
    fn append(&mut self, other: Self) {
        let end = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let (own, new) = (&mut self.deals, other.deals);
        for (rows, more, base) in [
            (&mut own.tranches_from, new.tranches_from, end(self.tranches.deal.len())),
            (&mut own.members_from, new.members_from, end(self.members.roles.len())),
            (&mut own.seats_from, new.seats_from, end(self.seats.roles.len())),
        ] {
            rows.extend(more.into_iter().map(|from| base + from));
        }
        let base = own.issuer.len();
        let ids = other.tranches.deal.into_iter().map(|id| DealId::new(base + id.index()));
        self.tranches.deal.extend(ids);
        own.issuer.extend(new.issuer);
        own.market.extend(new.market);
        own.status.extend(new.status);
        own.day.extend(new.day);
        own.year.extend(new.year);
        own.usd_cents.extend(new.usd_cents);
        self.tranches.currency.extend(other.tranches.currency);
        self.tranches.usd_cents.extend(other.tranches.usd_cents);
        self.members.group.extend(other.members.group);
        self.members.roles.extend(other.members.roles);
        self.members.tranches.extend(other.members.tranches);
        self.seats.group.extend(other.seats.group);
        self.seats.roles.extend(other.seats.roles);
        self.seats.tier.extend(other.seats.tier);
    }

    fn close_rows(&mut self) {
        let end = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        self.deals.tranches_from.push(end(self.tranches.deal.len()));
        self.deals.members_from.push(end(self.members.roles.len()));
        self.deals.seats_from.push(end(self.seats.roles.len()));
    }

    fn deal(&mut self, book: &DealBook, deal: &Deal, parents: Parents) {
        let deal_id = DealId::new(self.deals.issuer.len());
        self.close_rows();
        let columns = &mut self.deals;
        columns.issuer.push(deal.issuer);
        columns.market.push(deal.market);
        columns.status.push(deal.status);
        let date = deal.date();
        columns.day.push(date.map_or(NO_DAY, day_number));
        columns.year.push(date.map_or(0, Date::year));
        let mut total = NO_VALUE;
        for tranche in &deal.tranches {
            let cents = DealBook::tranche_usd_cents(deal, tranche).unwrap_or(NO_VALUE);
            if cents != NO_VALUE {
                total = if total == NO_VALUE { cents } else { total.saturating_add(cents) };
            }
            self.tranches.deal.push(deal_id);
            self.tranches.currency.push(tranche.currency);
            self.tranches.usd_cents.push(cents);
        }
        self.deals.usd_cents.push(total);
        self.members(book, deal, parents);
    }

    fn members(&mut self, book: &DealBook, deal: &Deal, parents: Parents) {
        let first_seat = self.seats.roles.len();
        for member in &deal.members {
            let group = member
                .bank
                .map(|bank_id| counted_group(book, book.bank(bank_id).group, deal, parents));
            let bits = member.tranches.as_ref().map_or(u64::MAX, |tranches| {
                tranches.iter().fold(0, |bits, at| bits | 1 << at.min(&63))
            });
            self.members.group.push(group);
            self.members.roles.push(member.roles);
            self.members.tranches.push(bits);
            self.seat(first_seat, group, member.roles);
        }
    }

    fn seat(&mut self, first_seat: usize, group: Option<GroupId>, roles: RoleSet) {
        let mine = &self.seats.group[first_seat..];
        let found = group.and_then(|_| mine.iter().position(|other| *other == group));
        let tier = roles.tier().unwrap_or(Tier::Label);
        match found.map(|at| first_seat + at) {
            Some(at) => {
                self.seats.roles[at] = self.seats.roles[at].union(roles);
                self.seats.tier[at] = self.seats.tier[at].min(tier);
            }
            None => {
                self.seats.group.push(group);
                self.seats.roles.push(roles);
                self.seats.tier.push(tier);
            }
        }
    }
}
