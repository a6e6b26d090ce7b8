//! Columns of credit, words and facets.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    ANNOUNCED, BAND, CREDIT, Counts, INSTRUMENT, ISSUER_GROUP, KEY_ENDS, KEYS, KIND, MINOR,
    PURPOSE, SETTLED, Show, TENOR, WORD_TEXTS, amounts, column, days, groups, numbers, rows_from,
    some_group,
};
use crate::book::{Packer, Stored, Unpacker};
use crate::index::credit::{Allotted, CreditColumns, DealKind, NO_TENOR, RatingBand, no_values};
use crate::index::facet::{FacetColumn, NO_NUMBER, Rows};
use crate::index::lazy::Lazy;
use crate::index::words::Words;
use crate::index::{NO_DAY, NO_VALUE};

pub(super) fn pack_credit<E>(credit: &CreditColumns, show: Show<'_, E>) -> Result<(), E> {
    show(MINOR, amounts(&credit.minor))?;
    show(TENOR, credit.tenor_months.iter().flat_map(|months| months.to_le_bytes()).collect())?;
    show(BAND, credit.band.iter().map(|band| *band as u8).collect())?;
    show(ISSUER_GROUP, groups(&credit.issuer_group))?;
    show(ANNOUNCED, days(&credit.announced_day))?;
    show(SETTLED, days(&credit.settled_day))?;
    show(KIND, credit.kind.iter().map(|kind| kind.0).collect())?;
    let mut packer = Packer::default();
    for rows in [&credit.spread_nanos, &credit.exchanged_minor] {
        packer.length(rows.len());
        for (at, value) in rows {
            packer.length(*at as usize);
            packer.number(value.cast_unsigned());
        }
    }
    packer.length(credit.stated.len());
    credit.stated.iter().for_each(|at| packer.length(*at as usize));
    packer.length(credit.allotted.len());
    for row in &credit.allotted {
        packer.length(row.member as usize);
        packer.length(row.tranche as usize);
        packer.number(row.hundredths.cast_unsigned());
    }
    show(CREDIT, packer.finish())
}

pub(super) fn unpack_credit(stored: &Stored, counts: Counts) -> Option<CreditColumns> {
    let (n, deals) = (counts.tranches, counts.deals);
    let bands = [RatingBand::NotRated, RatingBand::InvestmentGrade, RatingBand::HighYield];
    let day = |bytes| Some(i32::from_le_bytes(bytes));
    let (minor, of_deal) = rayon::join(
        || column(stored, MINOR, n, |bytes| Some(i64::from_le_bytes(bytes))),
        || {
            Some((
                column(stored, ISSUER_GROUP, deals, some_group(counts.groups))?,
                column(stored, ANNOUNCED, deals, day)?,
                column(stored, SETTLED, deals, day)?,
                column(stored, KIND, deals, |[kind]: [u8; 1]| Some(DealKind(kind)))?,
            ))
        },
    );
    let (issuer_group, announced_day, settled_day, kind) = of_deal?;
    let bytes = stored.bytes(CREDIT)?;
    let mut unpacker = Unpacker::new(&bytes);
    let mut rows = || -> Option<BTreeMap<u32, i64>> {
        let rows = unpacker.list(|unpacker| {
            let at = u32::try_from(unpacker.below(n)?).ok()?;
            Some((at, unpacker.number()?.cast_signed()))
        })?;
        Some(rows.into_iter().collect())
    };
    let (spread_nanos, exchanged_minor) = (rows()?, rows()?);
    let stated = unpacker.list(|unpacker| u32::try_from(unpacker.below(n)?).ok())?;
    let allotted = unpacker.list(|unpacker| {
        Some(Allotted {
            member: u32::try_from(unpacker.below(counts.members)?).ok()?,
            tranche: u32::try_from(unpacker.below(usize::MAX)?).ok()?,
            hundredths: unpacker.number()?.cast_signed(),
        })
    })?;
    let is_sound = unpacker.is_done() && allotted.is_sorted_by_key(|row| row.member);
    is_sound.then_some(CreditColumns {
        members: u32::try_from(counts.members).ok()?,
        minor: minor?,
        tenor_months: column(stored, TENOR, n, |bytes| Some(i16::from_le_bytes(bytes)))?,
        band: column(stored, BAND, n, |[at]: [u8; 1]| bands.get(usize::from(at)).copied())?,
        spread_nanos,
        exchanged_minor,
        issuer_group,
        announced_day,
        settled_day,
        kind,
        allotted,
        stated: stated.into_iter().collect(),
        values: no_values(),
        ..CreditColumns::default()
    })
}

pub(super) fn blank_credit(counts: Counts) -> CreditColumns {
    let (n, deals) = (counts.tranches, counts.deals);
    CreditColumns {
        minor: vec![NO_VALUE; n],
        tenor_months: vec![NO_TENOR; n],
        band: vec![RatingBand::NotRated; n],
        issuer_group: vec![None; deals],
        announced_day: vec![NO_DAY; deals],
        settled_day: vec![NO_DAY; deals],
        kind: vec![DealKind::default(); deals],
        stated: BTreeSet::new(),
        values: no_values(),
        ..CreditColumns::default()
    }
}

pub(super) fn pack_words<E>(words: &Words, show: Show<'_, E>) -> Result<(), E> {
    let mut packer = Packer::default();
    for texts in [&words.issuers, &words.texts] {
        packer.length(texts.len());
        texts.iter().for_each(|text| packer.text(text));
    }
    show(WORD_TEXTS, packer.finish())?;
    show(INSTRUMENT, numbers(words.instrument.iter().copied()))?;
    show(PURPOSE, numbers(words.purpose.iter().copied()))?;
    show(KEYS, words.keys.clone().into_bytes())?;
    show(KEY_ENDS, numbers(words.key_ends.iter().copied()))
}

pub(super) fn unpack_words(stored: &Stored, counts: Counts) -> Option<Words> {
    let bytes = stored.bytes(WORD_TEXTS)?;
    let mut unpacker = Unpacker::new(&bytes);
    let mut texts = || unpacker.list(|unpacker| unpacker.text().map(str::to_owned));
    let (issuers, texts) = (texts()?, texts()?);
    let number = |bytes| Some(u32::from_le_bytes(bytes));
    let words = Words {
        issuers,
        texts,
        instrument: column(stored, INSTRUMENT, counts.deals, number)?,
        purpose: column(stored, PURPOSE, counts.deals, number)?,
        keys: stored.text(KEYS)?,
        key_ends: column(stored, KEY_ENDS, counts.deals, number)?,
    };
    words.key_ends.is_sorted().then_some(words)
}

pub(super) fn pack_facet<E>(facet: &FacetColumn, section: u32, show: Show<'_, E>) -> Result<(), E> {
    let mut packer = Packer::default();
    let (is_many, from, of_deal) = match facet.rows.get() {
        Rows::One(of_deal) => (false, &[][..], of_deal),
        Rows::Many(from, of_deal) => (true, &from[..], of_deal),
    };
    packer.byte(is_many.into());
    packer.length(facet.values.len());
    facet.values.iter().for_each(|value| packer.text(value));
    facet.totals.iter().for_each(|total| packer.length(*total as usize));
    show(section, packer.finish())?;
    show(section + 1, numbers(of_deal.iter().copied()))?;
    show(section + 2, numbers(from.iter().copied()))
}

pub(super) fn unpack_facet(stored: &Stored, section: u32, deals: usize) -> Option<FacetColumn> {
    let bytes = stored.bytes(section)?;
    let mut unpacker = Unpacker::new(&bytes);
    let is_many = unpacker.flag()?;
    let values = unpacker.list(|unpacker| unpacker.text().map(str::to_owned))?;
    let count = values.len();
    let totals = (0..count)
        .map(|_| u32::try_from(unpacker.below(deals + 1)?).ok())
        .collect::<Option<Vec<_>>>()?;
    let stored = stored.clone();
    let rows = Lazy::later(move || {
        let rows = if is_many {
            unpack_many(&stored, section, deals, count)
        } else {
            let value = |bytes| value_below(count, bytes, true);
            column(&stored, section + 1, deals, value).map(Rows::One)
        };
        rows.unwrap_or_default()
    });
    unpacker.is_done().then_some(FacetColumn { values, totals, rows })
}

pub(super) fn unpack_many(
    stored: &Stored,
    section: u32,
    deals: usize,
    count: usize,
) -> Option<Rows> {
    let of_deal = stored.values(section + 1, |bytes| value_below(count, bytes, false))?;
    let from = rows_from(stored, section + 2, deals, of_deal.len())?;
    Some(Rows::Many(from, of_deal))
}

pub(super) fn value_below(count: usize, bytes: [u8; 4], may_lack: bool) -> Option<u32> {
    let at = u32::from_le_bytes(bytes);
    ((at as usize) < count || may_lack && at == NO_NUMBER).then_some(at)
}
