//! Putting together what the desks read: numbers for issuers, banks and groups in the order in which
//! they are first met, keys, problems, and the book.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::deal_book::DealBook;
use super::desk::{Desk, Part};
use super::houses::Houses;
use super::interner::Texts;
use super::issuers::IssuerTable;
use super::keys::{Keys, name_deals};
use super::problem::{Found, ProblemCode, Rank};
use super::record::{BETWEEN, IssuerText};
use super::source::BookSource;
use super::totals::market_totals;
use crate::model::{BankId, Deal, IssuerId};

/// Everything read so far.
#[derive(Debug, Default)]
pub(super) struct Assembly {
    desks: Vec<Seat>,
    issuers: Texts,
    banks: Texts,
    /// For each bank the deal and the member by which it is first met.
    first_met: Vec<(u32, u32)>,
    deals: Vec<Deal>,
    /// For each deal the hash of the key that its record gives.
    keys: Vec<u64>,
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

/// An issuer of a deal, or the bank of one of its members, that has no number here yet.
#[derive(Clone, Copy, Debug)]
struct Unknown {
    /// The deal, as a position in its part.
    deal: u32,
    member: Option<u32>,
}

impl Seat {
    /// Makes room for what its desk has met since.
    fn grow(&mut self) {
        self.issuers.resize(self.desk.issuers.len(), u32::MAX);
        self.banks.resize(self.desk.banks.len(), u32::MAX);
    }

    /// Gives deals of this desk the numbers that are known, and lists what has none, in order.
    fn number(&self, deals: &mut [Deal]) -> Vec<Unknown> {
        let mut unknown = Vec::new();
        for (deal_at, deal) in (0_u32..).zip(deals) {
            match self.issuers[deal.issuer.index()] {
                u32::MAX => unknown.push(Unknown { deal: deal_at, member: None }),
                own => deal.issuer = IssuerId::new(own as usize),
            }
            for (member_at, member) in (0_u32..).zip(&mut deal.members) {
                let Some(bank_id) = member.bank else { continue };
                match self.banks[bank_id.index()] {
                    u32::MAX => unknown.push(Unknown { deal: deal_at, member: Some(member_at) }),
                    own => member.bank = Some(BankId::new(own as usize)),
                }
            }
        }
        unknown
    }
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
        let (parts, beside): (Vec<_>, Vec<_>) =
            done.into_iter().map(|(_, seat, part, beside)| ((seat, part), beside)).unzip();
        self.absorb(parts);
        beside
    }

    /// Takes parts in, in their order, with the numbers of this assembly. What the desks have numbers
    /// for is numbered side by side; what is new, which is little, one after the other.
    fn absorb(&mut self, mut parts: Vec<(usize, Part)>) {
        self.desks.iter_mut().for_each(Seat::grow);
        let desks = &self.desks;
        let unknown: Vec<Vec<Unknown>> =
            parts.par_iter_mut().map(|(seat, part)| desks[*seat].number(&mut part.deals)).collect();
        for ((seat, mut part), unknown) in parts.into_iter().zip(unknown) {
            let base = u32::try_from(self.deals.len()).unwrap_or(u32::MAX);
            for unknown in unknown {
                self.meet(seat, base, &mut part.deals, unknown);
            }
            self.deals.append(&mut part.deals);
            self.keys.append(&mut part.keys);
            self.keyless.extend(part.keyless.into_iter().map(|at| base + at));
            let moved = |found: Found| {
                let record = base + found.record;
                found.moved(record)
            };
            self.found.extend(part.found.into_iter().map(moved));
        }
    }

    /// Gives a number to what had none when its part was numbered.
    fn meet(&mut self, seat: usize, base: u32, deals: &mut [Deal], unknown: Unknown) {
        let Seat { desk, issuers, banks } = &mut self.desks[seat];
        let deal = &mut deals[unknown.deal as usize];
        let Some(member) = unknown.member else {
            let local = deal.issuer.index();
            if issuers[local] == u32::MAX {
                let (text, hash) = desk.issuers.get(local);
                issuers[local] = self.issuers.intern_hashed(hash, text);
            }
            deal.issuer = IssuerId::new(issuers[local] as usize);
            return;
        };
        let member = &mut deal.members[member as usize];
        let Some(local) = member.bank.map(BankId::index) else { return };
        if banks[local] == u32::MAX {
            let (text, hash) = desk.banks.get(local);
            let known = self.banks.len();
            banks[local] = self.banks.intern_hashed(hash, text);
            if self.banks.len() > known {
                self.first_met.push((base + unknown.deal, unknown.member.unwrap_or(0)));
            }
        }
        member.bank = Some(BankId::new(banks[local] as usize));
    }

    /// Adds what was read of another file.
    pub(super) fn append(&mut self, other: Self) {
        let Self { issuers, banks, deals, keys, keyless, found, .. } = other;
        let desk = Desk { issuers, banks, ..Desk::default() };
        self.desks.push(Seat { desk, ..Seat::default() });
        self.absorb(vec![(self.desks.len() - 1, Part { deals, keys, keyless, found })]);
    }

    /// The book of these deals.
    pub(super) fn finish(self, source: Arc<BookSource>) -> DealBook {
        let Self { desks, issuers, banks, first_met, mut deals, keys, keyless, mut found } = self;
        drop(desks);
        let table = IssuerTable::read(source.beside.get("issuers"));
        let texts: Vec<IssuerText> = (0..issuers.len())
            .into_par_iter()
            .map(|at| IssuerText::of_joined(issuers.get(at).0))
            .collect();
        let mut houses = Houses::default();
        let name_banks = || {
            let (issuer_ids, mut issuers) = table.intern(&texts);
            let groups = table.groups(&issuer_ids, &texts);
            for (issuer, group) in issuers.iter_mut().zip(groups) {
                issuer.group = group.map(|name| houses.given_group(&name));
            }
            let mut unsure = Vec::new();
            let banks = banks.iter().zip(first_met);
            for (bank, (record, member)) in banks {
                let (printed, group) = match bank.split_once(BETWEEN) {
                    Some((printed, group)) => (printed, Some(group.to_owned())),
                    None => (bank, None),
                };
                if let Some((code, particulars)) = houses.add(printed.to_owned(), group) {
                    let path = format!("syndicate[{member}].bank");
                    unsure.push(Found::new(record, Rank::Banks, code, &path, particulars.into()));
                }
            }
            (issuer_ids, issuers, unsure)
        };
        let ((keys, named), (issuer_ids, issuers, unsure)) =
            rayon::join(|| name_deals(&mut deals, &keys, &keyless), name_banks);
        found.extend(unsure);
        found.extend(named);
        deals.par_iter_mut().for_each(|deal| deal.issuer = issuer_ids[deal.issuer.index()]);
        for at in lost_accounts(&deals, &keys) {
            let same = deals[at].same_as.take().unwrap_or_default();
            let record = u32::try_from(at).unwrap_or(u32::MAX);
            let code = ProblemCode::UnknownSame;
            found.push(Found::new(record, Rank::Accounts, code, "same_as", Box::new([same])));
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
