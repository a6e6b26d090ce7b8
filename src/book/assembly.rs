//! Putting together what the desks read: numbers for issuers, banks and groups in the order in which
//! they are first met, keys, problems, and the book.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::deal_book::DealBook;
use super::desk::{BankText, Desk, Part};
use super::houses::Houses;
use super::interner::Interner;
use super::issuers::IssuerTable;
use super::keys::{Keys, name_deals};
use super::problem::{Found, ProblemCode, Rank};
use super::record::IssuerText;
use super::source::BookSource;
use super::totals::market_totals;
use crate::model::{BankId, Deal, IssuerId};

/// Everything read so far.
#[derive(Debug, Default)]
pub(super) struct Assembly {
    desks: Vec<Seat>,
    issuers: Interner<IssuerText>,
    banks: Interner<BankText>,
    /// For each bank the deal and the member by which it is first met.
    first_met: Vec<(u32, u32)>,
    deals: Vec<Deal>,
    keyless: Vec<u32>,
    found: Vec<Found>,
}

/// A desk with what its numbers are here; `u32::MAX` where they were not met yet.
#[derive(Debug, Default)]
struct Seat {
    desk: Desk,
    issuers: Vec<u32>,
    banks: Vec<u32>,
}

impl Assembly {
    /// Lets the desks read: each takes the next job once it is done with one. What comes beside the
    /// parts is given in the order of the jobs.
    pub(super) fn work<J: Sync, R: Send>(
        &mut self,
        jobs: &[J],
        read: impl Fn(&mut Desk, &J) -> (Part, R) + Sync,
    ) -> Vec<R> {
        let wanted = rayon::current_num_threads().min(jobs.len()).max(1);
        while self.desks.len() < wanted {
            self.desks.push(Seat::default());
        }
        let next = AtomicUsize::new(0);
        let mut done: Vec<(usize, usize, Part, R)> = self.desks[..wanted]
            .par_iter_mut()
            .enumerate()
            .flat_map_iter(|(seat_at, seat)| {
                let mut done = Vec::new();
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(at) else { break };
                    let (part, beside) = read(&mut seat.desk, job);
                    done.push((at, seat_at, part, beside));
                }
                done
            })
            .collect();
        done.sort_by_key(|row| row.0);
        done.into_iter()
            .map(|(_, seat, part, beside)| {
                self.absorb(seat, part);
                beside
            })
            .collect()
    }

    /// Takes a part in, with the numbers of this assembly.
    fn absorb(&mut self, seat: usize, part: Part) {
        let base = u32::try_from(self.deals.len()).unwrap_or(u32::MAX);
        let Seat { desk, issuers, banks } = &mut self.desks[seat];
        issuers.resize(desk.issuers.values().len(), u32::MAX);
        banks.resize(desk.banks.values().len(), u32::MAX);
        for (deal_at, mut deal) in (base..).zip(part.deals) {
            let local = deal.issuer.index();
            if issuers[local] == u32::MAX {
                let text = &desk.issuers.values()[local];
                let hash = desk.issuers.hash_of(u32::try_from(local).unwrap_or(u32::MAX));
                issuers[local] = self.issuers.intern(hash, |known| known == text, || text.clone());
            }
            deal.issuer = IssuerId::new(issuers[local] as usize);
            for (member_at, member) in (0_u32..).zip(&mut deal.members) {
                let Some(bank_id) = member.bank else { continue };
                let local = bank_id.index();
                if banks[local] == u32::MAX {
                    let text = &desk.banks.values()[local];
                    let hash = desk.banks.hash_of(u32::try_from(local).unwrap_or(u32::MAX));
                    let known = self.banks.values().len();
                    banks[local] = self.banks.intern(hash, |known| known == text, || text.clone());
                    if self.banks.values().len() > known {
                        self.first_met.push((deal_at, member_at));
                    }
                }
                member.bank = Some(BankId::new(banks[local] as usize));
            }
            self.deals.push(deal);
        }
        self.keyless.extend(part.keyless.into_iter().map(|at| base + at));
        let found = part.found.into_iter();
        self.found.extend(found.map(|found| Found { record: base + found.record, ..found }));
    }

    /// Adds what was read of another file.
    pub(super) fn append(&mut self, other: Self) {
        let Self { issuers, banks, deals, keyless, found, .. } = other;
        let desk = Desk { issuers, banks, ..Desk::default() };
        self.desks.push(Seat { desk, ..Seat::default() });
        self.absorb(self.desks.len() - 1, Part { deals, keyless, found });
    }

    /// The book of these deals.
    pub(super) fn finish(self, source: Arc<BookSource>) -> DealBook {
        let Self { desks, issuers, banks, first_met, mut deals, keyless, mut found } = self;
        drop(desks);
        let table = IssuerTable::read(source.beside.get("issuers"));
        let texts = issuers.into_values();
        let (issuer_ids, mut issuers) = table.intern(texts.iter());
        let groups = table.groups(&issuer_ids, &texts);
        let mut houses = Houses::default();
        for (issuer, group) in issuers.iter_mut().zip(groups) {
            issuer.group = group.map(|name| houses.given_group(&name));
        }
        for ((printed, group), (record, member)) in banks.into_values().into_iter().zip(first_met) {
            if let Some((code, particulars)) = houses.add(printed, group) {
                let path = format!("syndicate[{member}].bank").into();
                let particulars = particulars.into();
                found.push(Found { record, rank: Rank::Banks, code, path, particulars });
            }
        }
        let (keys, named) = name_deals(&mut deals, &keyless);
        found.extend(named);
        deals.par_iter_mut().for_each(|deal| deal.issuer = issuer_ids[deal.issuer.index()]);
        for at in lost_accounts(&deals, &keys) {
            let same = deals[at].same_as.take().unwrap_or_default();
            found.push(Found {
                record: u32::try_from(at).unwrap_or(u32::MAX),
                rank: Rank::Accounts,
                code: ProblemCode::UnknownSame,
                path: "same_as".into(),
                particulars: Box::new([same]),
            });
        }
        found.sort_by_key(|found| (found.record, found.rank));
        found.shrink_to_fit();
        deals.shrink_to_fit();
        let totals = market_totals(source.beside.get("market_totals"));
        DealBook::new(source, deals, issuers, houses, found, totals, keys)
    }
}

/// Deals that are said to be second accounts of themselves or of a record that is not there.
fn lost_accounts(deals: &[Deal], keys: &Keys) -> Vec<usize> {
    let is_lost = |deal: &Deal| {
        let same = deal.same_as.as_deref();
        same.is_some_and(|same| {
            same == deal.key || keys.find(same, |at| deals.get(at).map(|deal| &*deal.key)).is_none()
        })
    };
    deals.par_iter().enumerate().filter(|(_, deal)| is_lost(deal)).map(|(at, _)| at).collect()
}
