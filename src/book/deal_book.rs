//! The immutable book: deals with their issuers, banks and groups, and every problem met.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use rayon::prelude::*;

use super::directory::BankDirectory;
use super::issuers::{Issuer, IssuerTable};
use super::problem::{Place, Problem, ProblemCode, Severity};
use super::rates::{Rates, usd_cents_at};
use super::record::{self, Parsed};
use super::resolve::Sureness;
use super::source::BookSource;
use super::totals::{MarketTotal, market_totals};
use crate::model::{BankId, Deal, DealId, GroupId, IssuerId, Tranche};
use crate::text::fold;

static EMBEDDED: LazyLock<Arc<DealBook>> = LazyLock::new(|| {
    let bytes = include_bytes!("../../data/book.json");
    Arc::new(DealBook::build(Arc::new(BookSource::read(bytes, ""))))
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
    deals: Vec<Deal>,
    issuers: Vec<Issuer>,
    banks: Vec<Bank>,
    groups: Vec<Group>,
    problems: Vec<Problem>,
    totals: Vec<MarketTotal>,
    keys: HashMap<String, DealId>,
}

impl DealBook {
    /// The book that the program carries.
    pub fn embedded() -> Arc<Self> {
        EMBEDDED.clone()
    }

    /// Builds a book: reads every record, resolves names and lists problems. Never fails.
    pub fn build(source: Arc<BookSource>) -> Self {
        let parsed: Vec<Parsed> = source.records.par_iter().map(record::parse).collect();
        Builder::new(&source).build(parsed)
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
    pub fn deals(&self) -> &[Deal] {
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
        self.keys.get(key).copied()
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

    /// Every problem, in file order.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// How many problems there are of each severity, worst first.
    pub fn problem_counts(&self) -> [usize; 3] {
        Severity::ALL.map(|severity| {
            self.problems.iter().filter(|problem| problem.severity() == severity).count()
        })
    }

    /// Published totals of markets that the book quotes.
    pub fn totals(&self) -> &[MarketTotal] {
        &self.totals
    }

    /// Other records that tell of the same deal, in file order.
    pub fn accounts_of(&self, deal_id: DealId) -> Vec<DealId> {
        let key = self.counted_key(deal_id);
        self.deals_with_ids()
            .filter(|(other, deal)| {
                *other != deal_id && (deal.key == key || deal.same_as.as_deref() == Some(key))
            })
            .map(|(other, _)| other)
            .collect()
    }

    /// The record that counts for this one.
    pub fn counted_of(&self, deal_id: DealId) -> DealId {
        self.find(self.counted_key(deal_id)).unwrap_or(deal_id)
    }

    fn counted_key(&self, deal_id: DealId) -> &str {
        let deal = self.deal(deal_id);
        deal.same_as.as_deref().unwrap_or(&deal.key)
    }

    /// The value of a tranche in US cents: at the rate the source states, else at the ECB's rate of
    /// the deal's date. `None` where there is no amount or no rate.
    pub fn tranche_usd_cents(deal: &Deal, tranche: &Tranche) -> Option<i64> {
        let amount = tranche.amount?;
        if amount.currency == crate::model::Currency::usd() {
            return Some(amount.minor);
        }
        match tranche.fx_usd {
            Some(rate) => usd_cents_at(amount, rate),
            None => Rates::embedded().usd_cents(amount, deal.date()?),
        }
    }
}

/// What is gathered while a book is built.
struct Builder<'a> {
    source: &'a Arc<BookSource>,
    directory: &'static BankDirectory,
    banks: Vec<Bank>,
    groups: Vec<Group>,
    bank_ids: HashMap<(String, Option<String>), BankId>,
    group_ids: BTreeMap<GroupKey, GroupId>,
    problems: Vec<Problem>,
}

/// A problem met, before its place is known: the code and the particulars of its sentence.
type Finding = (ProblemCode, Vec<String>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum GroupKey {
    Known(usize),
    Unknown(String),
}

impl<'a> Builder<'a> {
    fn new(source: &'a Arc<BookSource>) -> Self {
        Self {
            source,
            directory: BankDirectory::embedded(),
            banks: Vec::new(),
            groups: Vec::new(),
            bank_ids: HashMap::new(),
            group_ids: BTreeMap::new(),
            problems: source.problems.clone(),
        }
    }

    fn build(mut self, mut parsed: Vec<Parsed>) -> DealBook {
        let keys = self.name_deals(&mut parsed);
        let table = IssuerTable::read(self.source.beside.get("issuers"));
        let (issuer_ids, mut issuers) = table.intern(parsed.iter().map(|row| &row.issuer));
        for (issuer, group) in issuers.iter_mut().zip(table.groups(&issuer_ids, &parsed)) {
            issuer.group = group.map(|name| self.given_group(&name));
        }
        let mut deals = Vec::with_capacity(parsed.len());
        for (row, issuer_id) in parsed.into_iter().zip(issuer_ids) {
            deals.push(self.deal(row, issuer_id, &keys));
        }
        DealBook {
            revision: revision(self.source),
            source: self.source.clone(),
            totals: market_totals(self.source.beside.get("market_totals")),
            deals,
            issuers,
            banks: self.banks,
            groups: self.groups,
            problems: self.problems,
            keys,
        }
    }

    /// Gives every record a key of its own.
    fn name_deals(&mut self, parsed: &mut [Parsed]) -> HashMap<String, DealId> {
        let wanted: HashSet<String> = parsed.iter().map(|row| row.deal.key.clone()).collect();
        let mut keys = HashMap::with_capacity(parsed.len());
        for (index, row) in parsed.iter_mut().enumerate() {
            let given = std::mem::take(&mut row.deal.key);
            let key = free_key(&given, row.has_key, index, &wanted, &keys);
            if !row.has_key {
                row.problems.push(self.problem(index, ProblemCode::MissingId, &[&key]));
            } else if key != given {
                row.problems.push(self.problem(index, ProblemCode::DuplicateId, &[&given, &key]));
            }
            keys.insert(key.clone(), DealId::new(index));
            row.deal.key = key;
        }
        keys
    }

    fn problem(&self, index: usize, code: ProblemCode, particulars: &[&str]) -> Problem {
        let place = self.source.records.get(index).map(super::source::Record::place);
        Problem {
            code,
            place: place.unwrap_or_default(),
            deal: None,
            particulars: particulars.iter().map(|text| (*text).to_owned()).collect(),
        }
    }

    fn deal(&mut self, row: Parsed, issuer_id: IssuerId, keys: &HashMap<String, DealId>) -> Deal {
        let Parsed { mut deal, banks, mut problems, .. } = row;
        deal.issuer = issuer_id;
        let place = problems.first().map(|problem| problem.place.clone()).unwrap_or_default();
        let mut add = |code: ProblemCode, path: String, particulars: Vec<String>| {
            let place = Place { path, ..place.clone() };
            problems.push(Problem { code, place, deal: None, particulars });
        };
        for (at, (member, (printed, group))) in deal.members.iter_mut().zip(banks).enumerate() {
            let Some(printed) = printed else { continue };
            let (bank_id, problem) = self.bank(printed, group);
            member.bank = Some(bank_id);
            if let Some((code, particulars)) = problem {
                add(code, format!("syndicate[{at}].bank"), particulars);
            }
        }
        for (at, tranche) in deal.tranches.iter().enumerate() {
            if let Some(amount) = tranche.amount
                && DealBook::tranche_usd_cents(&deal, tranche).is_none()
            {
                let label = tranche.label.clone().unwrap_or_else(|| amount.currency.to_string());
                let particulars = vec![label, amount.currency.to_string()];
                add(ProblemCode::UnpricedTranche, format!("tranches[{at}]"), particulars);
            }
        }
        if let Some(same) =
            deal.same_as.take_if(|same| *same == deal.key || !keys.contains_key(same))
        {
            add(ProblemCode::UnknownSame, "same_as".into(), vec![same]);
        }
        for problem in &mut problems {
            problem.deal = Some(deal.key.clone());
        }
        self.problems.append(&mut problems);
        deal
    }

    /// The bank of a printed name, with the problem to list the first time it is met.
    fn bank(&mut self, printed: String, group: Option<String>) -> (BankId, Option<Finding>) {
        let key = (printed, group);
        if let Some(bank_id) = self.bank_ids.get(&key) {
            return (*bank_id, None);
        }
        let (printed, group) = key.clone();
        let (group_id, sureness, problem) = match group {
            Some(group) => (self.given_group(&group), Some(Sureness::Exact), None),
            None => self.resolved_group(&printed),
        };
        let bank_id = BankId::new(self.banks.len());
        self.banks.push(Bank { name: printed, group: group_id, sureness });
        self.bank_ids.insert(key, bank_id);
        (bank_id, problem)
    }

    fn resolved_group(&mut self, printed: &str) -> (GroupId, Option<Sureness>, Option<Finding>) {
        let Some(found) = self.directory.resolve(printed) else {
            let group_id = self.group(GroupKey::Unknown(fold(printed)), printed);
            return (group_id, None, Some((ProblemCode::UnknownBank, vec![printed.to_owned()])));
        };
        let group_id = self.group(GroupKey::Known(found.group), printed);
        let problem = (found.sureness == Sureness::Guessed).then(|| {
            let name = self.groups[group_id.index()].name.clone();
            (ProblemCode::GuessedBank, vec![printed.to_owned(), name])
        });
        (group_id, Some(found.sureness), problem)
    }

    fn given_group(&mut self, spelling: &str) -> GroupId {
        match self.directory.resolve_group(spelling) {
            Some(known) => self.group(GroupKey::Known(known), spelling),
            None => self.group(GroupKey::Unknown(fold(spelling)), spelling),
        }
    }

    fn group(&mut self, key: GroupKey, printed: &str) -> GroupId {
        if let Some(group_id) = self.group_ids.get(&key) {
            return *group_id;
        }
        let group_id = GroupId::new(self.groups.len());
        self.group_ids.insert(key.clone(), group_id);
        let known = match key {
            GroupKey::Known(index) => self.directory.groups().get(index).map(|row| (index, row)),
            GroupKey::Unknown(_) => None,
        };
        self.groups.push(match known {
            Some((_, row)) => Group {
                name: row.name.clone(),
                name_hans: row.name_hans.clone(),
                name_hant: row.name_hant.clone(),
                country: row.country.clone(),
                known: true,
                parent: None,
                merged: None,
            },
            None => Group {
                name: printed.to_owned(),
                name_hans: None,
                name_hant: None,
                country: None,
                known: false,
                parent: None,
                merged: None,
            },
        });
        if let Some((parent, year)) = known.and_then(|(index, _)| self.directory.merged_into(index))
        {
            let parent = self.group(GroupKey::Known(parent), printed);
            let group = &mut self.groups[group_id.index()];
            group.parent = Some(parent);
            group.merged = Some(year);
        }
        group_id
    }
}

/// A key that no earlier record has and, where it is made up, no later one wants.
fn free_key(
    given: &str,
    has_key: bool,
    index: usize,
    wanted: &HashSet<String>,
    taken: &HashMap<String, DealId>,
) -> String {
    if has_key && !taken.contains_key(given) {
        return given.to_owned();
    }
    let stem = if has_key { format!("{given}-") } else { "deal-".to_owned() };
    let first = if has_key { 2 } else { index + 1 };
    (first..)
        .map(|number| format!("{stem}{number}"))
        .find(|key| !taken.contains_key(key) && !wanted.contains(key))
        .unwrap_or_default()
}

/// FNV-1a over everything a book holds, 64 bits.
fn revision(source: &BookSource) -> Revision {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |text: &str| {
        for byte in text.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    add(source.title.as_deref().unwrap_or_default());
    for record in source.records.iter().chain(&source.rejected) {
        add(&record.text);
    }
    for (key, value) in &source.beside {
        add(key);
        add(&value.to_string());
    }
    Revision(hash)
}
