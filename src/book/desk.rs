//! A desk at which records become deals. Several work side by side, each with names and texts of its
//! own; what they number is numbered anew when their parts are put together in order.

use std::sync::Arc;

use serde_json::Value;

use super::deal_book::DealBook;
use super::interner::{Interner, hash};
use super::problem::{Found, ProblemCode, Rank};
use super::quick;
use super::record::{self, IssuerText, Parsed};
use crate::model::{BankId, Deal, IssuerId, Member, Source, Tranche};

/// A bank as a record writes it: the printed name and the group that the record gives.
pub(super) type BankText = (String, Option<String>);

/// A desk: what it has met.
#[derive(Debug, Default)]
pub(super) struct Desk {
    pub(super) issuers: Interner<IssuerText>,
    pub(super) banks: Interner<BankText>,
    pub(super) sources: Interner<Arc<Source>>,
    pub(super) texts: Interner<Arc<str>>,
    /// Tranches and members of the record that is being read.
    pub(super) tranches: Vec<Tranche>,
    pub(super) members: Vec<Member>,
}

/// Deals of records that follow one another, with the desk's numbers for issuers and banks.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) deals: Vec<Deal>,
    /// Deals whose records have no id, as positions in this part.
    pub(super) keyless: Vec<u32>,
    /// Problems, their records counted from the first of this part.
    pub(super) found: Vec<Found>,
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
            let path = self.texts.text(path);
            part.found.push(Found {
                record: at,
                rank: Rank::Reading,
                code,
                path,
                particulars: Box::default(),
            });
        }
        self.price(&quick.deal, at, part);
        part.deals.push(quick.deal);
    }

    /// Takes a record the way that understands everything and lists what is wrong.
    pub(super) fn take_slow(&mut self, value: &Value, part: &mut Part) {
        let at = u32::try_from(part.deals.len()).unwrap_or(u32::MAX);
        let Parsed { mut deal, has_key, issuer, banks, problems } = record::parse(value, self);
        if !has_key {
            part.keyless.push(at);
        }
        part.found.extend(problems.into_iter().map(|found| Found { record: at, ..found }));
        deal.issuer = self.issuer(issuer);
        for (member, (printed, group)) in deal.members.iter_mut().zip(banks) {
            member.bank = printed.map(|printed| self.bank(&printed, group.as_deref()));
        }
        deal.members.shrink_to_fit();
        self.price(&deal, at, part);
        part.deals.push(deal);
    }

    fn issuer(&mut self, text: IssuerText) -> IssuerId {
        let fields = text.fields();
        let hash = hash(&fields.map(Option::unwrap_or_default));
        let at = self.issuers.intern(hash, |known| known.fields() == fields, || text.clone());
        IssuerId::new(at as usize)
    }

    /// The number of a bank at this desk.
    pub(super) fn bank(&mut self, printed: &str, group: Option<&str>) -> BankId {
        let at = self.banks.intern(
            hash(&[printed, group.unwrap_or_default()]),
            |known| known.0 == printed && known.1.as_deref() == group,
            || (printed.to_owned(), group.map(str::to_owned)),
        );
        BankId::new(at as usize)
    }

    /// A source that is shared with every equal one: its address, publisher and date.
    pub(super) fn source(&mut self, parts: [Option<&str>; 3]) -> Arc<Source> {
        let at = self.sources.intern(
            hash(&parts.map(Option::unwrap_or_default)),
            |known| [&known.url, &known.publisher, &known.date].map(|p| p.as_deref()) == parts,
            || {
                let [url, publisher, date] = parts.map(|part| part.map(str::to_owned));
                Arc::new(Source { url, publisher, date })
            },
        );
        self.sources.values()[at as usize].clone()
    }

    /// Lists tranches whose amounts have no rate.
    fn price(&mut self, deal: &Deal, record: u32, part: &mut Part) {
        for (at, tranche) in deal.tranches.iter().enumerate() {
            let Some(amount) = tranche.amount else { continue };
            if DealBook::tranche_usd_cents(deal, tranche).is_none() {
                let label = tranche.label.clone().unwrap_or_else(|| amount.currency.to_string());
                part.found.push(Found {
                    record,
                    rank: Rank::Rates,
                    code: ProblemCode::UnpricedTranche,
                    path: self.texts.text(&format!("tranches[{at}]")),
                    particulars: Box::new([label, amount.currency.to_string()]),
                });
            }
        }
    }
}
