//! The columns: one entry a deal, a tranche, a membership.

use std::ops::Range;

use fixedbitset::FixedBitSet;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::book::{DealBook, date_of, day_number};
use crate::model::{
    BankId, Currency, Deal, DealId, GroupId, IssuerId, Market, RoleSet, Status, Tier,
};

use super::coded::{Coded, Coder};
use super::{Parents, counted_group};

/// Stands for "no day" in a column of day numbers.
pub const NO_DAY: i32 = i32::MIN;
/// Stands for "no value" in a column of US cents.
pub const NO_VALUE: i64 = i64::MIN;

/// One entry a deal record, in book order.
#[derive(Debug, Default, PartialEq)]
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
#[derive(Debug, Default, PartialEq)]
pub struct TrancheColumns {
    /// The deal.
    pub deal: Vec<DealId>,
    /// The currency.
    pub currency: Vec<Option<Currency>>,
    /// US cents, or [`NO_VALUE`].
    pub usd_cents: Vec<i64>,
}

/// One entry a membership, as the record lists them.
#[derive(Debug, Default, PartialEq)]
pub struct MemberColumns {
    /// The group as counted; `None` for an unnamed member.
    pub group: Vec<Option<GroupId>>,
    /// The bank as printed; `None` for an unnamed member.
    pub bank: Vec<Option<BankId>>,
    /// The roles.
    pub roles: Coded<RoleSet>,
    /// The tranches as bits; all ones for every tranche. Tranches from the 64th on share a bit.
    pub tranches: Coded<u64>,
}

/// One entry a seat: a group on a deal, whatever entities and tranches it works through.
/// Unnamed members have a seat each.
#[derive(Debug, Default, PartialEq)]
pub struct SeatColumns {
    /// The group; `None` for an unnamed member.
    pub group: Vec<Option<GroupId>>,
    /// Every role the group holds on the deal.
    pub roles: Coded<RoleSet>,
    /// The highest tier among them; [`Tier::Label`] where there is no role.
    pub tier: Vec<Tier>,
}

/// How many deals one thread takes at a time, and how many stretches wait to be put together.
const STRETCH: usize = 16_384;
const WAVE: usize = 8;

/// The stretches of so many deals, by waves: those of a wave are made side by side and put together
/// before the next begin, so that few stand in memory twice.
pub(super) fn waves(deals: usize) -> Vec<Vec<Range<usize>>> {
    let stretches: Vec<Range<usize>> = (0..deals.div_ceil(STRETCH))
        .map(|at| at * STRETCH..((at + 1) * STRETCH).min(deals))
        .collect();
    stretches.chunks(WAVE).map(<[_]>::to_vec).collect()
}

/// Every column of a book.
#[derive(Debug, Default, PartialEq)]
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

/// Columns while they are made.
#[derive(Debug, Default)]
struct Making {
    columns: Columns,
    member_roles: Coder<RoleSet>,
    member_tranches: Coder<u64>,
    seat_roles: Coder<RoleSet>,
}

impl Columns {
    pub(super) fn build(book: &DealBook, parents: Parents) -> Self {
        let mut making = Making::default();
        making.reserve(book);
        for wave in waves(book.deals().len()) {
            let stretches: Vec<Making> = wave
                .into_par_iter()
                .map(|deals| {
                    let mut making = Making::default();
                    let deals = book.deals().range(deals);
                    deals.for_each(|deal| making.deal(book, deal, parents));
                    making
                })
                .collect();
            stretches.into_iter().for_each(|own| making.append(own));
        }
        let mut counted = FixedBitSet::with_capacity(book.deals().len());
        counted.insert_range(..);
        book.second_accounts().for_each(|deal_id| counted.remove(deal_id.index()));
        making.columns.deals.counted = counted;
        making.finish()
    }
}

/// The end of a column as a number.
fn end(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl Making {
    fn reserve(&mut self, book: &DealBook) {
        let deals = book.deals().len();
        let (mut tranches, mut members) = (0, 0);
        for deal in book.deals().iter() {
            tranches += deal.tranches.len();
            members += deal.members.len();
        }
        let Columns { deals: own, tranches: rows, members: seats, .. } = &mut self.columns;
        own.issuer.reserve_exact(deals);
        own.market.reserve_exact(deals);
        own.status.reserve_exact(deals);
        own.day.reserve_exact(deals);
        own.year.reserve_exact(deals);
        own.usd_cents.reserve_exact(deals);
        own.tranches_from.reserve_exact(deals + 1);
        own.members_from.reserve_exact(deals + 1);
        own.seats_from.reserve_exact(deals + 1);
        rows.deal.reserve_exact(tranches);
        rows.currency.reserve_exact(tranches);
        rows.usd_cents.reserve_exact(tranches);
        seats.group.reserve_exact(members);
        seats.bank.reserve_exact(members);
        self.columns.seats.group.reserve_exact(members);
        self.columns.seats.tier.reserve_exact(members);
        self.member_roles.reserve(members);
        self.member_tranches.reserve(members);
        self.seat_roles.reserve(members);
    }

    /// Adds the columns of the deals that follow, several columns side by side.
    fn append(&mut self, other: Self) {
        let Self { columns: own, member_roles, member_tranches, seat_roles } = self;
        let new = other.columns;
        let deals = own.deals.issuer.len();
        let tranches = end(own.tranches.deal.len());
        let (members, seats) = (end(own.members.group.len()), end(own.seats.tier.len()));
        let rows = |own: &mut Vec<u32>, more: Vec<u32>, base: u32| {
            own.extend(more.into_iter().map(|from| base + from));
        };
        rayon::scope(|scope| {
            scope.spawn(|_| {
                rows(&mut own.deals.tranches_from, new.deals.tranches_from, tranches);
                rows(&mut own.deals.members_from, new.deals.members_from, members);
                rows(&mut own.deals.seats_from, new.deals.seats_from, seats);
                own.deals.issuer.extend(new.deals.issuer);
                own.deals.market.extend(new.deals.market);
                own.deals.status.extend(new.deals.status);
                own.deals.day.extend(new.deals.day);
                own.deals.year.extend(new.deals.year);
                own.deals.usd_cents.extend(new.deals.usd_cents);
            });
            scope.spawn(|_| {
                let ids = new.tranches.deal.into_iter();
                own.tranches.deal.extend(ids.map(|id| DealId::new(deals + id.index())));
                own.tranches.currency.extend(new.tranches.currency);
                own.tranches.usd_cents.extend(new.tranches.usd_cents);
            });
            scope.spawn(|_| {
                own.members.group.extend(new.members.group);
                own.members.bank.extend(new.members.bank);
            });
            scope.spawn(|_| member_roles.append(other.member_roles));
            scope.spawn(|_| member_tranches.append(other.member_tranches));
            scope.spawn(|_| {
                own.seats.group.extend(new.seats.group);
                own.seats.tier.extend(new.seats.tier);
            });
            scope.spawn(|_| seat_roles.append(other.seat_roles));
        });
    }

    fn finish(mut self) -> Columns {
        self.close_rows();
        let mut columns = self.columns;
        columns.members.roles = self.member_roles.finish();
        columns.members.tranches = self.member_tranches.finish();
        columns.seats.roles = self.seat_roles.finish();
        columns.seats.group.shrink_to_fit();
        columns.seats.tier.shrink_to_fit();
        columns
    }

    fn close_rows(&mut self) {
        let columns = &mut self.columns;
        columns.deals.tranches_from.push(end(columns.tranches.deal.len()));
        columns.deals.members_from.push(end(columns.members.group.len()));
        columns.deals.seats_from.push(end(columns.seats.tier.len()));
    }

    fn deal(&mut self, book: &DealBook, deal: &Deal, parents: Parents) {
        let deal_id = DealId::new(self.columns.deals.issuer.len());
        self.close_rows();
        let Columns { deals: columns, tranches, .. } = &mut self.columns;
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
            tranches.deal.push(deal_id);
            tranches.currency.push(tranche.currency);
            tranches.usd_cents.push(cents);
        }
        columns.usd_cents.push(total);
        self.members(book, deal, parents);
    }

    fn members(&mut self, book: &DealBook, deal: &Deal, parents: Parents) {
        let first_seat = self.columns.seats.tier.len();
        for member in &deal.members {
            let group = member
                .bank
                .map(|bank_id| counted_group(book, book.bank(bank_id).group, deal, parents));
            let bits = member.tranches.as_ref().map_or(u64::MAX, |tranches| {
                tranches.iter().fold(0, |bits, at| bits | 1 << at.min(&63))
            });
            self.columns.members.group.push(group);
            self.columns.members.bank.push(member.bank);
            self.member_roles.push(member.roles);
            self.member_tranches.push(bits);
            self.seat(first_seat, group, member.roles);
        }
    }

    fn seat(&mut self, first_seat: usize, group: Option<GroupId>, roles: RoleSet) {
        let seats = &mut self.columns.seats;
        let mine = &seats.group[first_seat..];
        let found = group.and_then(|_| mine.iter().position(|other| *other == group));
        let tier = roles.tier().unwrap_or(Tier::Label);
        match found.map(|at| first_seat + at) {
            Some(at) => {
                self.seat_roles.set(at, self.seat_roles.get(at).union(roles));
                seats.tier[at] = seats.tier[at].min(tier);
            }
            None => {
                seats.group.push(group);
                self.seat_roles.push(roles);
                seats.tier.push(tier);
            }
        }
    }
}
