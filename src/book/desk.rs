//! A desk at which records become deals. Several work side by side, each with names and texts of its
//! own; what they number is numbered anew when their parts are put together in order.

use std::sync::Arc;

use serde_json::Value;

use super::blocks::Gathered;
use super::deal_book::DealBook;
use super::interner::{Interner, Texts, hash};
use super::keys::Keys;
use super::problem::{Found, ProblemCode, Rank};
use super::quick;
use super::record::{self, Parsed};
use crate::model::{BankId, Deal, IssuerId, Member, Source, Tranche};

/// A desk: what it has met.
#[derive(Debug, Default)]
pub(super) struct Desk {
    /// Issuers, their fields joined.
    pub(super) issuers: Texts,
    /// Banks as records write them: the printed name, joined with the group where the record gives one.
    pub(super) banks: Texts,
    pub(super) sources: Interner<Arc<Source>>,
    pub(super) texts: Interner<Arc<str>>,
    /// Tranches and members of the record that is being read.
    pub(super) tranches: Vec<Tranche>,
    pub(super) members: Vec<Member>,
    /// Fields that are joined.
    pub(super) joined: String,
    /// The records of the block that is being filled.
    pub(super) gathered: Gathered,
}

/// Deals of records that follow one another, with the desk's numbers for issuers and banks.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) deals: Vec<Deal>,
    /// For each deal the hash of its key.
    pub(super) keys: Vec<u64>,
    /// Deals whose records have no id, as positions in this part.
    pub(super) keyless: Vec<u32>,
    /// Problems, their records counted from the first of this part.
    pub(super) found: Vec<Found>,
}

impl Part {
    fn take(&mut self, deal: Deal) {
        self.keys.push(Keys::hash_of(&deal.key));
        self.deals.push(deal);
    }
}

impl Desk {
    /// Takes a record that is known to be a JSON object into a part.
    pub(super) fn take(&mut self, text: &str, part: &mut Part) {
        match quick::deal(text, 0, self) {
            Some(quick) => self.take_quick(quick, part),
            None => {
                let value = serde_json::from_str(text).unwrap_or_default();
                self.take_slow(&value, part);
            }
        }
    }

    /// Takes a deal that was read the quick way.
    pub(super) fn take_quick(&mut self, quick: quick::Quick, part: &mut Part) {
        let at = u32::try_from(part.deals.len()).unwrap_or(u32::MAX);
        if !quick.has_key {
            part.keyless.push(at);
        }
        let lacks = [
            (quick.lacks_market, ProblemCode::MissingMarket, "market"),
            (quick.lacks_source, ProblemCode::NoSource, "source"),
        ];
        for (_, code, path) in lacks.into_iter().filter(|row| row.0) {
            part.found.push(Found::new(at, Rank::Reading, code, path, Box::default()));
        }
        price(&quick.deal, at, part);
        part.take(quick.deal);
    }

    /// Takes a record the way that understands everything and lists what is wrong.
    pub(super) fn take_slow(&mut self, value: &Value, part: &mut Part) {
        let at = u32::try_from(part.deals.len()).unwrap_or(u32::MAX);
        let Parsed { mut deal, has_key, issuer, banks, problems } = record::parse(value, self);
        if !has_key {
            part.keyless.push(at);
        }
        part.found.extend(problems.into_iter().map(|found| found.moved(at)));
        deal.issuer = self.issuer(&issuer.fields());
        for (member, (printed, group)) in deal.members.iter_mut().zip(banks) {
            member.bank = printed.map(|printed| self.bank(&printed, group.as_deref()));
        }
        deal.members.shrink_to_fit();
        price(&deal, at, part);
        part.take(deal);
    }

    /// The number of an issuer at this desk, by its fields in the order of [`IssuerText::KEYS`].
    pub(super) fn issuer(&mut self, fields: &[Option<&str>; 7]) -> IssuerId {
        record::joined(fields, &mut self.joined);
        IssuerId::new(self.issuers.intern(&self.joined) as usize)
    }

    /// The number of a bank at this desk.
    pub(super) fn bank(&mut self, printed: &str, group: Option<&str>) -> BankId {
        let at = match group {
            None => self.banks.intern(printed),
            Some(_) => {
                record::joined(&[Some(printed), group], &mut self.joined);
                self.banks.intern(&self.joined)
            }
        };
        BankId::new(at as usize)
    }

    /// A source that is shared with every equal one: its address, publisher and date.
    pub(super) fn source(&mut self, parts: [Option<&str>; 3]) -> Arc<Source> {
        let at = self.sources.intern(
            hash(&parts.map(Option::unwrap_or_default)),
            |known| [&known.url, &known.publisher, &known.date].map(|p| p.as_deref()) == parts,
            || {
                let [url, publisher, date] = parts.map(|part| part.map(str::to_owned));
                Arc::new(Source { url, publisher, date, ..Source::default() })
            },
        );
        self.sources.values()[at as usize].clone()
    }
}

/// Lists tranches whose amounts have no rate.
fn price(deal: &Deal, record: u32, part: &mut Part) {
    for (at, tranche) in deal.tranches.iter().enumerate() {
        let Some(amount) = tranche.amount else { continue };
        if DealBook::tranche_usd_cents(deal, tranche).is_none() {
            let currency = amount.currency.to_string();
            let label = tranche.label.clone().unwrap_or_else(|| currency.clone());
            let (code, path) = (ProblemCode::UnpricedTranche, format!("tranches[{at}]"));
            let particulars = Box::new([label, currency]);
            part.found.push(Found::new(record, Rank::Rates, code, &path, particulars));
        }
    }
}
