//! Columns of deals, tranches, members and seats.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::{
    CURRENCY, Counts, DAY, DEAL_CENTS, MARKET, MEMBER_GROUP, MEMBER_ROLE_PARTS,
    MEMBER_TRANCHE_PARTS, SEAT_GROUP, SEAT_ROLE_PARTS, SEATS_FROM, STATUS, Show, TIER,
    TRANCHE_CENTS, TRANCHE_DEAL, TRANCHES_FROM, YEAR, amounts, column, days, groups, numbers,
    placed, places, rows_from, some_group,
};
use crate::book::{
    BANK_OF_MEMBER, ISSUER_OF_DEAL, MEMBERS_FROM, Packer, Stored, Unpacker, bank_of, issuer_of,
};
use crate::index::coded::{Bits, Coded};
use crate::index::columns::{DealColumns, MemberColumns, SeatColumns, TrancheColumns};
use crate::index::{NO_DAY, NO_VALUE};
use crate::model::{Currency, DealId, IssuerId, Market, Status, Tier};

pub(super) fn pack_deals<E>(deals: &DealColumns, show: Show<'_, E>) -> Result<(), E> {
    show(MARKET, places(&deals.market, Market::ALL))?;
    show(STATUS, places(&deals.status, Status::ALL))?;
    show(DAY, days(&deals.day))?;
    show(YEAR, deals.year.iter().flat_map(|year| year.to_le_bytes()).collect())?;
    show(DEAL_CENTS, amounts(&deals.usd_cents))?;
    show(TRANCHES_FROM, numbers(deals.tranches_from.iter().copied()))?;
    show(SEATS_FROM, numbers(deals.seats_from.iter().copied()))
}

pub(super) fn unpack_deals(
    stored: &Stored,
    counts: Counts,
    seconds: &[usize],
) -> Option<DealColumns> {
    let n = counts.deals;
    let mut counted = FixedBitSet::with_capacity(n);
    counted.insert_range(..);
    seconds.iter().filter(|deal| **deal < n).for_each(|deal| counted.remove(*deal));
    let (rows, facts) = rayon::join(
        || {
            Some((
                rows_from(stored, TRANCHES_FROM, n, counts.tranches)?,
                rows_from(stored, MEMBERS_FROM, n, counts.members)?,
                rows_from(stored, SEATS_FROM, n, counts.seats)?,
                column(stored, ISSUER_OF_DEAL, n, issuer_of(counts.issuers))?,
            ))
        },
        || {
            Some((
                placed(stored, MARKET, n, Market::ALL)?,
                placed(stored, STATUS, n, Status::ALL)?,
                column(stored, DAY, n, |bytes| Some(i32::from_le_bytes(bytes)))?,
                column(stored, YEAR, n, |bytes| Some(i16::from_le_bytes(bytes)))?,
                column(stored, DEAL_CENTS, n, |bytes| Some(i64::from_le_bytes(bytes)))?,
            ))
        },
    );
    let (tranches_from, members_from, seats_from, issuer) = rows?;
    let (market, status, day, year, usd_cents) = facts?;
    Some(DealColumns {
        counted,
        issuer,
        market,
        status,
        day,
        year,
        usd_cents,
        tranches_from,
        members_from,
        seats_from,
    })
}

pub(super) fn blank_deals(counts: Counts) -> DealColumns {
    let n = counts.deals;
    DealColumns {
        counted: FixedBitSet::with_capacity(n),
        issuer: vec![IssuerId::new(0); n],
        market: vec![None; n],
        status: vec![None; n],
        day: vec![NO_DAY; n],
        year: vec![0; n],
        usd_cents: vec![NO_VALUE; n],
        tranches_from: vec![0; n + 1],
        members_from: vec![0; n + 1],
        seats_from: vec![0; n + 1],
    }
}

pub(super) fn pack_tranches<E>(tranches: &TrancheColumns, show: Show<'_, E>) -> Result<(), E> {
    show(TRANCHE_DEAL, numbers(tranches.deal.iter().map(|id| id.index() as u32)))?;
    let currencies: Vec<Currency> = Currency::all().collect();
    show(CURRENCY, places(&tranches.currency, &currencies))?;
    show(TRANCHE_CENTS, amounts(&tranches.usd_cents))
}

pub(super) fn unpack_tranches(stored: &Stored, counts: Counts) -> Option<TrancheColumns> {
    let (n, currencies) = (counts.tranches, Currency::all().collect::<Vec<_>>());
    let deal = |bytes| {
        let at = u32::from_le_bytes(bytes) as usize;
        (at < counts.deals).then(|| DealId::new(at))
    };
    let (cents, others) = rayon::join(
        || column(stored, TRANCHE_CENTS, n, |bytes| Some(i64::from_le_bytes(bytes))),
        || {
            let deals = column(stored, TRANCHE_DEAL, n, deal)?;
            Some((deals, placed(stored, CURRENCY, n, &currencies)?))
        },
    );
    let (deal, currency) = others?;
    Some(TrancheColumns { deal, currency, usd_cents: cents? })
}

pub(super) fn blank_tranches(counts: Counts) -> TrancheColumns {
    let n = counts.tranches;
    TrancheColumns {
        deal: vec![DealId::new(0); n],
        currency: vec![None; n],
        usd_cents: vec![NO_VALUE; n],
    }
}

pub(super) fn pack_coded<T: Bits, E>(
    column: &Coded<T>,
    [codes, table]: [u32; 2],
    show: Show<'_, E>,
) -> Result<(), E> {
    show(codes, column.codes.iter().flat_map(|code| code.to_le_bytes()).collect())?;
    let mut packer = Packer::default();
    packer.length(column.table.len());
    column.table.iter().for_each(|value| packer.number(value.to_bits()));
    packer.length(column.more.len());
    for (at, value) in &column.more {
        packer.length(*at as usize);
        packer.number(value.to_bits());
    }
    show(table, packer.finish())
}

pub(super) fn unpack_coded<T: Bits>(
    stored: &Stored,
    [codes, table]: [u32; 2],
    count: usize,
) -> Option<Coded<T>> {
    let bytes = stored.bytes(table)?;
    let mut unpacker = Unpacker::new(&bytes);
    let table = unpacker.list(|unpacker| unpacker.number().map(T::of_bits))?;
    let more = unpacker.list(|unpacker| {
        let at = u32::try_from(unpacker.below(count)?).ok()?;
        Some((at, T::of_bits(unpacker.number()?)))
    })?;
    let more: BTreeMap<u32, T> = more.into_iter().collect();
    let codes = column(stored, codes, count, |bytes| {
        let code = u16::from_le_bytes(bytes);
        (code == u16::MAX || usize::from(code) < table.len()).then_some(code)
    })?;
    let has_more = |(at, code): (usize, &u16)| {
        *code != u16::MAX || u32::try_from(at).is_ok_and(|at| more.contains_key(&at))
    };
    let is_sound = unpacker.is_done() && codes.iter().enumerate().all(has_more);
    is_sound.then_some(Coded { codes, table, more })
}

pub(super) fn blank_coded<T: Bits>(count: usize) -> Coded<T> {
    Coded { codes: vec![0; count], table: vec![T::default()], more: BTreeMap::new() }
}

pub(super) fn pack_members<E>(members: &MemberColumns, show: Show<'_, E>) -> Result<(), E> {
    show(MEMBER_GROUP, groups(&members.group))?;
    pack_coded(&members.roles, MEMBER_ROLE_PARTS, show)?;
    pack_coded(&members.tranches, MEMBER_TRANCHE_PARTS, show)
}

pub(super) fn unpack_members(stored: &Stored, counts: Counts) -> Option<MemberColumns> {
    let n = counts.members;
    let (ids, coded) = rayon::join(
        || {
            let group = column(stored, MEMBER_GROUP, n, some_group(counts.groups))?;
            Some((group, column(stored, BANK_OF_MEMBER, n, bank_of(counts.banks))?))
        },
        || {
            let roles = unpack_coded(stored, MEMBER_ROLE_PARTS, n)?;
            Some((roles, unpack_coded(stored, MEMBER_TRANCHE_PARTS, n)?))
        },
    );
    let ((group, bank), (roles, tranches)) = (ids?, coded?);
    Some(MemberColumns { group, bank, roles, tranches })
}

pub(super) fn blank_members(counts: Counts) -> MemberColumns {
    let n = counts.members;
    let (group, bank) = (vec![None; n], vec![None; n]);
    MemberColumns { group, bank, roles: blank_coded(n), tranches: blank_coded(n) }
}

pub(super) fn pack_seats<E>(seats: &SeatColumns, show: Show<'_, E>) -> Result<(), E> {
    show(SEAT_GROUP, groups(&seats.group))?;
    pack_coded(&seats.roles, SEAT_ROLE_PARTS, show)?;
    let tiers: Vec<Option<Tier>> = seats.tier.iter().copied().map(Some).collect();
    show(TIER, places(&tiers, &Tier::ALL))
}

pub(super) fn unpack_seats(stored: &Stored, counts: Counts) -> Option<SeatColumns> {
    let n = counts.seats;
    let (group, others) = rayon::join(
        || column(stored, SEAT_GROUP, n, some_group(counts.groups)),
        || {
            let roles = unpack_coded(stored, SEAT_ROLE_PARTS, n)?;
            let tier =
                column(stored, TIER, n, |[at]: [u8; 1]| Tier::ALL.get(usize::from(at)).copied())?;
            Some((roles, tier))
        },
    );
    let (roles, tier) = others?;
    Some(SeatColumns { group: group?, roles, tier })
}

pub(super) fn blank_seats(counts: Counts) -> SeatColumns {
    let n = counts.seats;
    SeatColumns { group: vec![None; n], roles: blank_coded(n), tier: vec![Tier::Label; n] }
}
