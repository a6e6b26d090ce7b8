//! A book as sections of bytes and back. Deals are not among them: they are made from their records
//! when they are asked for, with the issuers and banks that they have here.

use std::sync::{Arc, OnceLock};

use serde_json::Value;

use super::blocks::Block;
use super::deal_book::{Bank, DealBook, Group, Revision, SecondAccount};
use super::deals::{Deals, StoredBlock, StoredDeals};
use super::directory::DIRECTORY;
use super::issuers::Issuer;
use super::keys::Keys;
use super::problem::{Found, Place, Problem, ProblemCode, Rank};
use super::rates::RATES;
use super::records::{Record, Records};
use super::resolve::Sureness;
use super::shelf::{Packer, Stored, Unpacker};
use super::source::{BookSource, Shape};
use super::totals::market_totals;
use crate::model::{BankId, DealId, GroupId, IssuerId};

/// For each deal its issuer.
pub const ISSUER_OF_DEAL: u32 = 1;
/// Where the members of each deal begin; one longer than the deals.
pub const MEMBERS_FROM: u32 = 2;
/// For each member its bank, `u32::MAX` for one without a name.
pub const BANK_OF_MEMBER: u32 = 3;
const SOURCE: u32 = 4;
const NAMES: u32 = 5;
const FOUND: u32 = 6;
const KEY_HASHES: u32 = 7;
const KEY_PLACES: u32 = 8;
const SECONDS: u32 = 9;
/// The number of the first section that is not the book's tables.
pub const AFTER_BOOK: u32 = 16;
/// Blocks of records have numbers from here on.
const BLOCKS: u32 = 1 << 16;

const SURENESS: [Option<Sureness>; 4] =
    [None, Some(Sureness::Exact), Some(Sureness::ByRule), Some(Sureness::Guessed)];
const SHAPES: [Shape; 3] = [Shape::Book, Shape::Array, Shape::Lines];

/// Reads the issuer of a deal, of which there are so many.
pub fn issuer_of(issuers: usize) -> impl Fn([u8; 4]) -> Option<IssuerId> {
    move |bytes| {
        let at = u32::from_le_bytes(bytes) as usize;
        (at < issuers).then(|| IssuerId::new(at))
    }
}

/// Reads the bank of a member, of which there are so many.
pub fn bank_of(banks: usize) -> impl Fn([u8; 4]) -> Option<Option<BankId>> {
    move |bytes| match u32::from_le_bytes(bytes) {
        u32::MAX => Some(None),
        at if (at as usize) < banks => Some(Some(BankId::new(at as usize))),
        _ => None,
    }
}

impl DealBook {
    /// Shows the sections of the book by number. `None` where its records stand in another order
    /// than they were read in, as after a change, or cannot be read again: such a book is not stored.
    pub fn pack<E>(
        &self,
        mut show: impl FnMut(u32, Vec<u8>) -> Result<(), E>,
    ) -> Option<Result<(), E>> {
        let blocks = self.source().records.whole_blocks()?;
        let sections = self.tables(&blocks);
        let shown = sections.into_iter().try_for_each(|(number, bytes)| show(number, bytes));
        let mut blocks = (BLOCKS..).zip(blocks);
        shown.map_or_else(
            |error| Some(Err(error)),
            |()| {
                blocks
                    .find_map(|(number, block)| match block.pack() {
                        Some(bytes) => show(number, bytes).err().map(|error| Some(Err(error))),
                        None => Some(None),
                    })
                    .unwrap_or(Some(Ok(())))
            },
        )
    }

    fn tables(&self, blocks: &[&Arc<Block>]) -> Vec<(u32, Vec<u8>)> {
        let (mut issuers, mut from, mut banks) =
            (Packer::default(), Packer::default(), Packer::default());
        let mut members = 0;
        for deal in self.deals().iter() {
            issuers.length(deal.issuer.index());
            from.length(members);
            members += deal.members.len();
            for member in &deal.members {
                banks.length(member.bank.map_or(usize::MAX, BankId::index));
            }
        }
        from.length(members);
        let (hashes, places) = self.keys().pack();
        vec![
            (ISSUER_OF_DEAL, issuers.finish()),
            (MEMBERS_FROM, from.finish()),
            (BANK_OF_MEMBER, banks.finish()),
            (SOURCE, pack_source(self.source(), blocks, self.revision())),
            (NAMES, pack_names(self)),
            (FOUND, pack_found(self.found())),
            (KEY_HASHES, hashes),
            (KEY_PLACES, places),
            (SECONDS, pack_seconds(self.seconds())),
        ]
    }

    /// The book of stored sections, its file called by a name; `None` where they make no sense.
    pub fn unpack(stored: &Stored, name: &str) -> Option<Self> {
        let (source, (names, found)) = rayon::join(
            || unpack_source(stored, name),
            || rayon::join(|| unpack_names(stored), || unpack_found(stored)),
        );
        let ((source, blocks, revision), (issuers, banks, groups), found) =
            (source?, names?, found?);
        let count = source.records.len();
        let in_range = |found: &Found| (found.record as usize) < count;
        if !found.iter().all(in_range) || count > 0 && issuers.is_empty() {
            return None;
        }
        let seconds = unpack_seconds(stored, count)?;
        let deals = StoredDeals {
            stored: stored.clone(),
            blocks,
            count,
            issuers: issuers.len(),
            banks: banks.len(),
            renamed: renamed(&found),
            lost: lost(&found),
        };
        let totals = market_totals(source.beside.get("market_totals"));
        let deals = Deals::stored(deals);
        let (stored, keys) = (Some(stored.clone()), OnceLock::new());
        let names = (issuers, banks, groups);
        let source = Arc::new(source);
        Some(Self::with_parts(source, revision, deals, names, found, totals, seconds, keys, stored))
    }

    /// The keys of a stored book.
    pub(super) fn stored_keys(stored: &Stored, deals: usize) -> Option<Keys> {
        let hashes = stored.values(KEY_HASHES, |bytes| Some(u64::from_le_bytes(bytes)))?;
        let place = |bytes| {
            let at = u32::from_le_bytes(bytes);
            ((at as usize) < deals).then_some(at)
        };
        Keys::unpack(hashes, stored.values(KEY_PLACES, place)?)
    }
}

/// Keys that deals were given.
fn renamed(found: &[Found]) -> Vec<(u32, String)> {
    let is_named =
        |code: ProblemCode| matches!(code, ProblemCode::MissingId | ProblemCode::DuplicateId);
    let named = found.iter().filter(|found| is_named(found.code) && found.rank == Rank::Keys);
    named.filter_map(|found| Some((found.record, found.particulars().last()?.clone()))).collect()
}

/// Deals whose first accounts are not there.
fn lost(found: &[Found]) -> Vec<u32> {
    let rows = found.iter().filter(|found| found.rank == Rank::Accounts);
    rows.map(|found| found.record).collect()
}

fn pack_record(packer: &mut Packer, record: &Record) {
    packer.text(record.file());
    packer.length(record.line());
    packer.text(&record.text());
}

fn unpack_record(unpacker: &mut Unpacker<'_>, called: impl Fn(&str) -> String) -> Option<Record> {
    let file: Arc<str> = called(unpacker.text()?).into();
    let line = unpacker.below(usize::MAX)?;
    Some(Record::new(&file, line, unpacker.text()?))
}

fn pack_source(source: &BookSource, blocks: &[&Arc<Block>], revision: Revision) -> Vec<u8> {
    let mut packer = Packer::default();
    packer.number(revision.0);
    packer.text(blocks.first().map_or("", |block| block.file()));
    packer.byte(SHAPES.iter().position(|shape| *shape == source.shape).unwrap_or(0) as u8);
    packer.some_text(source.title.as_deref());
    packer.text(&Value::Object(source.beside.clone()).to_string());
    packer.length(source.rejected.len());
    source.rejected.iter().for_each(|record| pack_record(&mut packer, record));
    packer.length(source.problems.len());
    for problem in &source.problems {
        packer.text(problem.code.code());
        packer.text(&problem.place.file);
        packer.length(problem.place.line);
        packer.text(&problem.place.path);
        packer.some_text(problem.deal.as_deref());
        packer.length(problem.particulars.len());
        problem.particulars.iter().for_each(|text| packer.text(text));
    }
    packer.length(blocks.len());
    for block in blocks {
        packer.text(block.file());
        packer.length(block.len());
    }
    packer.finish()
}

fn unpack_source(stored: &Stored, name: &str) -> Option<(BookSource, Vec<StoredBlock>, Revision)> {
    let bytes = stored.bytes(SOURCE)?;
    let mut unpacker = Unpacker::new(&bytes);
    let revision = Revision(unpacker.number()?);
    let before = unpacker.text()?;
    // The file may have been called by another name when it was stored.
    let called = |file: &str| if file == before { name.to_owned() } else { file.to_owned() };
    let shape = *SHAPES.get(usize::from(unpacker.byte()?))?;
    let title = unpacker.some_text()?.map(str::to_owned);
    let Ok(Value::Object(beside)) = serde_json::from_str(unpacker.text()?) else { return None };
    let rejected = unpacker.list(|unpacker| unpack_record(unpacker, called))?;
    let problems = unpacker.list(|unpacker| unpack_problem(unpacker, called))?;
    let counts = unpacker.list(|unpacker| {
        let file = called(unpacker.text()?);
        Some((file, unpacker.below(usize::MAX)?))
    })?;
    let mut records = Records::default();
    let mut blocks = Vec::with_capacity(counts.len());
    let mut file: Arc<str> = "".into();
    for (number, (called, count)) in (BLOCKS..).zip(counts) {
        // A record takes at least a byte of lines, so that no count is larger than its section.
        if count == 0 || count > stored.length(number)? {
            return None;
        }
        if *file != *called {
            file = called.into();
        }
        let block = Block::stored(&file, u32::try_from(count).ok()?, stored, number);
        let (block, first) = (Arc::new(block), records.len());
        records.push_block(&block);
        blocks.push(StoredBlock { block, first, deals: OnceLock::new() });
    }
    let source = BookSource { shape, title, records, rejected, beside, problems };
    unpacker.is_done().then_some((source, blocks, revision))
}

fn code_of(code: &str) -> Option<ProblemCode> {
    ProblemCode::ALL.iter().copied().find(|known| known.code() == code)
}

fn unpack_problem(unpacker: &mut Unpacker<'_>, called: impl Fn(&str) -> String) -> Option<Problem> {
    let code = code_of(unpacker.text()?)?;
    let file = called(unpacker.text()?);
    let line = unpacker.below(usize::MAX)?;
    let path = unpacker.text()?.to_owned();
    let deal = unpacker.some_text()?.map(str::to_owned);
    let particulars = unpacker.list(|unpacker| unpacker.text().map(str::to_owned))?;
    Some(Problem { code, place: Place { file, line, path }, deal, particulars })
}

fn pack_names(book: &DealBook) -> Vec<u8> {
    let mut packer = Packer::default();
    packer.length(book.groups().len());
    for group in book.groups() {
        packer.text(&group.name);
        for text in [&group.name_hans, &group.name_hant, &group.country] {
            packer.some_text(text.as_deref());
        }
        packer.byte(group.known.into());
        packer.length(group.parent.map_or(usize::MAX, GroupId::index));
        packer.length(group.merged.map_or(0, |year| usize::from(year.cast_unsigned())));
        packer.byte(group.merged.is_some().into());
    }
    packer.length(book.banks().len());
    for bank in book.banks() {
        packer.text(&bank.name);
        packer.length(bank.group.index());
        packer.byte(SURENESS.iter().position(|own| *own == bank.sureness).unwrap_or(0) as u8);
    }
    packer.length(book.issuers().len());
    for issuer in book.issuers() {
        packer.text(&issuer.name);
        for text in [&issuer.name_zh, &issuer.country, &issuer.sector, &issuer.ticker] {
            packer.some_text(text.as_deref());
        }
        packer.length(issuer.group.map_or(usize::MAX, GroupId::index));
        packer.length(issuer.spellings.len());
        issuer.spellings.iter().for_each(|spelling| packer.text(spelling));
    }
    packer.finish()
}

type Names = (Vec<Issuer>, Vec<Bank>, Vec<Group>);

fn unpack_names(stored: &Stored) -> Option<Names> {
    let bytes = stored.bytes(NAMES)?;
    let mut unpacker = Unpacker::new(&bytes);
    let mut groups = unpacker.list(unpack_group)?;
    let count = groups.len();
    let is_sound = |group: &Group| group.parent.is_none_or(|parent| parent.index() < count);
    if !groups.iter().all(is_sound) {
        return None;
    }
    groups.shrink_to_fit();
    let banks = unpacker.list(|unpacker| {
        let name = unpacker.text()?.to_owned();
        let group = GroupId::new(unpacker.below(count)?);
        let sureness = *SURENESS.get(usize::from(unpacker.byte()?))?;
        Some(Bank { name, group, sureness })
    })?;
    let issuers = unpacker.list(|unpacker| {
        let name = unpacker.text()?.to_owned();
        let mut text = || Some(unpacker.some_text()?.map(str::to_owned));
        let (name_zh, country, sector, ticker) = (text()?, text()?, text()?, text()?);
        let group = some_group(unpacker)?;
        if group.is_some_and(|group| group.index() >= count) {
            return None;
        }
        let spellings = unpacker.list(|unpacker| unpacker.text().map(str::to_owned))?;
        Some(Issuer { name, name_zh, country, sector, ticker, group, spellings })
    })?;
    unpacker.is_done().then_some((issuers, banks, groups))
}

fn some_group(unpacker: &mut Unpacker<'_>) -> Option<Option<GroupId>> {
    let at = unpacker.below(usize::MAX)?;
    Some((at != u32::MAX as usize).then(|| GroupId::new(at)))
}

fn unpack_group(unpacker: &mut Unpacker<'_>) -> Option<Group> {
    let name = unpacker.text()?.to_owned();
    let mut text = || Some(unpacker.some_text()?.map(str::to_owned));
    let (name_hans, name_hant, country) = (text()?, text()?, text()?);
    let known = unpacker.flag()?;
    let parent = some_group(unpacker)?;
    let year = u16::try_from(unpacker.below(1 << 16)?).ok()?.cast_signed();
    let merged = unpacker.flag()?.then_some(year);
    Some(Group { name, name_hans, name_hant, country, known, parent, merged })
}

fn pack_found(found: &[Found]) -> Vec<u8> {
    let mut packer = Packer::default();
    packer.length(found.len());
    for found in found {
        packer.length(found.record as usize);
        packer.byte(Rank::ALL.iter().position(|rank| *rank == found.rank).unwrap_or(0) as u8);
        packer
            .byte(ProblemCode::ALL.iter().position(|code| *code == found.code).unwrap_or(0) as u8);
        packer.text(found.path());
        packer.length(found.particulars().len());
        found.particulars().iter().for_each(|text| packer.text(text));
    }
    packer.finish()
}

fn unpack_found(stored: &Stored) -> Option<Vec<Found>> {
    let bytes = stored.bytes(FOUND)?;
    let mut unpacker = Unpacker::new(&bytes);
    let found = unpacker.list(|unpacker| {
        let record = u32::try_from(unpacker.below(usize::MAX)?).ok()?;
        let rank = *Rank::ALL.get(usize::from(unpacker.byte()?))?;
        let code = *ProblemCode::ALL.get(usize::from(unpacker.byte()?))?;
        let path = unpacker.text()?;
        let particulars = unpacker.list(|unpacker| unpacker.text().map(str::to_owned))?;
        Some(Found::new(record, rank, code, path, particulars.into()))
    })?;
    let in_order = found.is_sorted_by_key(|found| (found.record, found.rank));
    (in_order && unpacker.is_done()).then_some(found)
}

fn pack_seconds(seconds: &[SecondAccount]) -> Vec<u8> {
    let mut packer = Packer::default();
    packer.length(seconds.len());
    for second in seconds {
        packer.length(second.deal.index());
        packer.text(&second.of);
    }
    packer.finish()
}

fn unpack_seconds(stored: &Stored, deals: usize) -> Option<Vec<SecondAccount>> {
    let bytes = stored.bytes(SECONDS)?;
    let mut unpacker = Unpacker::new(&bytes);
    let seconds = unpacker.list(|unpacker| {
        let deal = DealId::new(unpacker.below(deals)?);
        Some(SecondAccount { deal, of: unpacker.text()?.to_owned() })
    })?;
    unpacker.is_done().then_some(seconds)
}

/// What stored books rest on beside their records: where it differs, banks or rates may have been
/// known otherwise.
pub fn knowledge() -> [&'static [u8]; 2] {
    [DIRECTORY, RATES]
}
