//! The immutable book: deals with their issuers, banks and groups, and every problem met.

use std::sync::{Arc, LazyLock, OnceLock};

use rayon::prelude::*;

use super::assembly::Assembly;
use super::deals::Deals;
use super::desk::Part;
use super::houses::Houses;
use super::interner::mixed;
use super::issuers::Issuer;
use super::keys::Keys;
use super::problem::{Found, Place, Problem, ProblemCode};
use super::rates::{Rates, usd_cents_at};
use super::reader::BookReader;
use super::records::Record;
use super::resolve::Sureness;
use super::shelf::Stored;
use super::source::BookSource;
use super::totals::MarketTotal;
use crate::model::{BankId, Deal, DealId, GroupId, IssuerId, Tranche};

static EMBEDDED: LazyLock<Arc<DealBook>> = LazyLock::new(|| {
    let bytes = include_bytes!("../../data/book.json");
    Arc::new(BookReader::read(bytes, "").finish())
});

/// A fingerprint of what a book holds: the same content has the same revision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(pub u64);

impl std::fmt::Display for Revision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A bank as printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Bank {
    /// The printed name.
    pub name: String,
    /// The group it belongs to, at the date of its deals.
    pub group: GroupId,
    /// How sure the group is; `None` where the bank is in no directory.
    pub sureness: Option<Sureness>,
}

/// A bank group as it is counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The English name, or the only one known.
    pub name: String,
    /// The name in simplified Chinese.
    pub name_hans: Option<String>,
    /// The name in traditional Chinese.
    pub name_hant: Option<String>,
    /// Country of the head office, ISO 3166 alpha-2; "SNAT" for supranationals.
    pub country: Option<String>,
    /// Whether the directory knows the group.
    pub known: bool,
    /// The group into which it was merged, as of today.
    pub parent: Option<GroupId>,
    /// The year from which it counts under its parent.
    pub merged: Option<i16>,
}

/// An immutable deal book.
#[derive(Debug)]
pub struct DealBook {
    revision: Revision,
    source: Arc<BookSource>,
    deals: Deals,
    issuers: Vec<Issuer>,
    banks: Vec<Bank>,
    groups: Vec<Group>,
    found: Vec<Found>,
    problem_counts: [usize; 3],
    totals: Vec<MarketTotal>,
    seconds: Vec<SecondAccount>,
    keys: OnceLock<Keys>,
    /// What it was read from, of a stored book.
    stored: Option<Stored>,
}

/// A record that tells of a deal of which another record tells.
#[derive(Debug, PartialEq)]
pub(super) struct SecondAccount {
    pub deal: DealId,
    /// The key of the first account.
    pub of: String,
}

impl DealBook {
    /// The book that the program carries.
    pub fn embedded() -> Arc<Self> {
        EMBEDDED.clone()
    }

    /// Builds a book: reads every record, resolves names and lists problems. Never fails.
    ///
    /// A file that is read to be opened is better read by a [`BookReader`], which
    /// reads every record once.
    pub fn build(source: Arc<BookSource>) -> Self {
        let mut assembly = Assembly::default();
        assembly.work(&source.records.parts(PART), |desk, records| {
            let mut part = Part::default();
            records.each_text(|_, text| desk.take(text, &mut part));
            (part, ())
        });
        assembly.finish(source)
    }

    pub(super) fn new(
        source: Arc<BookSource>,
        deals: Vec<Deal>,
        issuers: Vec<Issuer>,
        houses: Houses,
        found: Vec<Found>,
        totals: Vec<MarketTotal>,
        keys: Keys,
    ) -> Self {
        let second = |(at, deal): (usize, &Deal)| {
            Some(SecondAccount { deal: DealId::new(at), of: deal.same_as.clone()? })
        };
        let seconds = deals.par_iter().enumerate().filter_map(second).collect();
        let revision = revision(&source);
        let names = (issuers, houses.banks, houses.groups);
        let deals = Deals::whole(deals);
        let keys = keys.into();
        Self::with_parts(source, revision, deals, names, found, totals, seconds, keys, None)
    }

    #[expect(clippy::too_many_arguments, reason = "every part of a book, put together once")]
    pub(super) fn with_parts(
        source: Arc<BookSource>,
        revision: Revision,
        deals: Deals,
        (issuers, banks, groups): (Vec<Issuer>, Vec<Bank>, Vec<Group>),
        found: Vec<Found>,
        totals: Vec<MarketTotal>,
        seconds: Vec<SecondAccount>,
        keys: OnceLock<Keys>,
        stored: Option<Stored>,
    ) -> Self {
        let mut problem_counts = [0; 3];
        let own = source.problems.iter().map(|problem| problem.code);
        for code in own.chain(found.iter().map(|found| found.code)) {
            problem_counts[code.severity() as usize] += 1;
        }
        Self {
            revision,
            source,
            deals,
            issuers,
            banks,
            groups,
            found,
            problem_counts,
            totals,
            seconds,
            keys,
            stored,
        }
    }

    /// The fingerprint of the content.
    pub const fn revision(&self) -> Revision {
        self.revision
    }

    /// The records as they were read.
    pub const fn source(&self) -> &Arc<BookSource> {
        &self.source
    }

    /// The title.
    pub fn title(&self) -> Option<&str> {
        self.source.title.as_deref()
    }

    /// Every deal record, in file order; position is [`DealId::index`].
    pub const fn deals(&self) -> &Deals {
        &self.deals
    }

    /// A deal record.
    pub fn deal(&self, deal_id: DealId) -> &Deal {
        &self.deals[deal_id.index()]
    }

    /// Every deal record with its id, in file order.
    pub fn deals_with_ids(&self) -> impl Iterator<Item = (DealId, &Deal)> {
        self.deals.iter().enumerate().map(|(index, deal)| (DealId::new(index), deal))
    }

    /// The deal with this key.
    pub fn find(&self, key: &str) -> Option<DealId> {
        self.keys().find(key, |at| self.deals.get(at).map(|deal| &*deal.key))
    }

    pub(super) fn keys(&self) -> &Keys {
        self.keys.get_or_init(|| {
            let stored = self.stored.as_ref();
            let keys = stored.and_then(|stored| Self::stored_keys(stored, self.deals.len()));
            keys.unwrap_or_default()
        })
    }

    pub(super) fn found(&self) -> &[Found] {
        &self.found
    }

    pub(super) fn seconds(&self) -> &[SecondAccount] {
        &self.seconds
    }

    /// What it was read from, of a stored book.
    pub const fn stored(&self) -> Option<&Stored> {
        self.stored.as_ref()
    }

    /// Whether the record of a deal counts: it is not a second account of another.
    pub fn is_counted(&self, deal_id: DealId) -> bool {
        self.seconds.binary_search_by_key(&deal_id, |second| second.deal).is_err()
    }

    /// The records that do not count, in file order.
    pub fn second_accounts(&self) -> impl ExactSizeIterator<Item = DealId> + '_ {
        self.seconds.iter().map(|second| second.deal)
    }

    /// Every issuer; position is [`IssuerId::index`].
    pub fn issuers(&self) -> &[Issuer] {
        &self.issuers
    }

    /// An issuer.
    pub fn issuer(&self, issuer_id: IssuerId) -> &Issuer {
        &self.issuers[issuer_id.index()]
    }

    /// Every printed bank; position is [`BankId::index`].
    pub fn banks(&self) -> &[Bank] {
        &self.banks
    }

    /// A printed bank.
    pub fn bank(&self, bank_id: BankId) -> &Bank {
        &self.banks[bank_id.index()]
    }

    /// Every bank group; position is [`GroupId::index`].
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// A bank group.
    pub fn group(&self, group_id: GroupId) -> &Group {
        &self.groups[group_id.index()]
    }

    /// The group under which a group counts today.
    pub fn group_today(&self, group_id: GroupId) -> GroupId {
        let mut at = group_id;
        for _ in 0..self.groups.len() {
            match self.groups[at.index()].parent {
                Some(parent) => at = parent,
                None => break,
            }
        }
        at
    }

    /// The group under which a group counts in a year.
    pub fn group_in(&self, group_id: GroupId, year: i16) -> GroupId {
        let mut at = group_id;
        for _ in 0..self.groups.len() {
            let group = &self.groups[at.index()];
            match group.parent.zip(group.merged) {
                Some((parent, merged)) if year >= merged => at = parent,
                _ => break,
            }
        }
        at
    }

    /// Every problem: those of the file first, then those of the records in their order.
    pub fn problems(&self) -> impl ExactSizeIterator<Item = Problem> + '_ {
        (0..self.source.problems.len() + self.found.len()).map(|at| self.problem_at(at))
    }

    /// The problem at a place in [`DealBook::problems`].
    pub fn problem_at(&self, at: usize) -> Problem {
        match at.checked_sub(self.source.problems.len()) {
            None => self.source.problems[at].clone(),
            Some(at) => self.problem(&self.found[at]),
        }
    }

    /// What kind of problem stands at a place in [`DealBook::problems`]; costs next to nothing.
    pub fn problem_code(&self, at: usize) -> ProblemCode {
        match at.checked_sub(self.source.problems.len()) {
            None => self.source.problems[at].code,
            Some(at) => self.found[at].code,
        }
    }

    /// The problems of a deal's record.
    pub fn problems_of(&self, deal_id: DealId) -> impl Iterator<Item = Problem> + '_ {
        let record = deal_id.index();
        let from = self.found.partition_point(|found| (found.record as usize) < record);
        let own = self.found[from..].iter().take_while(move |row| row.record as usize == record);
        own.map(|found| self.problem(found))
    }

    fn problem(&self, found: &Found) -> Problem {
        let record = found.record as usize;
        let place = self.source.records.get(record).map(Record::place).unwrap_or_default();
        Problem {
            code: found.code,
            place: Place { path: found.path().to_owned(), ..place },
            deal: self.deals.get(record).map(|deal| deal.key.clone()),
            particulars: found.particulars().to_vec(),
        }
    }

    /// How many problems there are of each severity, worst first.
    pub const fn problem_counts(&self) -> [usize; 3] {
        self.problem_counts
    }

    /// Published totals of markets that the book quotes.
    pub fn totals(&self) -> &[MarketTotal] {
        &self.totals
    }

    /// Those in US dollars that Dealogic published, of which the article of the embedded book tells.
    pub fn dealogic_totals(&self) -> impl Iterator<Item = &MarketTotal> {
        let of_dealogic = |total: &&MarketTotal| {
            total.currency == "USD" && total.provider.as_deref() == Some("Dealogic")
        };
        self.totals.iter().filter(of_dealogic)
    }

    /// Other records that tell of the same deal, in file order.
    pub fn accounts_of(&self, deal_id: DealId) -> Vec<DealId> {
        let key = self.counted_key(deal_id);
        let seconds = self.seconds.iter().filter(|second| second.of == key);
        let first = self.find(key).into_iter();
        let mut accounts: Vec<DealId> =
            first.chain(seconds.map(|second| second.deal)).filter(|id| *id != deal_id).collect();
        accounts.sort_unstable();
        accounts.dedup();
        accounts
    }

    /// The record that counts for this one.
    pub fn counted_of(&self, deal_id: DealId) -> DealId {
        self.find(self.counted_key(deal_id)).unwrap_or(deal_id)
    }

    fn counted_key(&self, deal_id: DealId) -> &str {
        let deal = self.deal(deal_id);
        deal.same_as.as_deref().unwrap_or(&deal.key)
    }

    /// The value of a tranche in US cents, an exercised greenshoe with it: at the rate the source
    /// states, else at the ECB's rate of the deal's date. `None` where there is no amount or no rate.
    pub fn tranche_usd_cents(deal: &Deal, tranche: &Tranche) -> Option<i64> {
        let amount = tranche.sold()?;
        if amount.currency == crate::model::Currency::usd() {
            return Some(amount.minor);
        }
        match tranche.fx_usd {
            Some(rate) => usd_cents_at(amount, rate),
            None => Rates::embedded().usd_cents(amount, deal.date()?),
        }
    }
}

/// How many records a desk reads at a time.
const PART: usize = 2_000;

/// A fingerprint of everything a book holds.
fn revision(source: &BookSource) -> Revision {
    let title = source.title.as_deref().unwrap_or_default();
    let mut hash = source.records.fingerprint(mixed(0, title.as_bytes()));
    for record in &source.rejected {
        hash = mixed(hash, record.text().as_bytes());
    }
    for (key, value) in &source.beside {
        hash = mixed(mixed(hash, key.as_bytes()), value.to_string().as_bytes());
    }
    Revision(hash)
}
