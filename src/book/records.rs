//! The records of a book as text: in blocks, which a large book keeps packed.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use super::interner::mixed;
use super::problem::Place;
use super::shelf::{Packer, Stored, Unpacker};

/// How much text a block of a large file holds, in bytes.
pub(super) const BLOCK: usize = 256 << 10;

/// The longest text of a block that is unpacked, in bytes.
const LONGEST: usize = 1 << 30;

/// Where hashes of records begin.
const START: u64 = 0x2545_f491_4f6c_dd1d;

/// Some records of one file that follow one another.
#[derive(Debug)]
pub(super) struct Block {
    file: Arc<str>,
    count: u32,
    /// Where what it holds is read from when it is first asked for, of a stored book.
    place: Option<(Stored, u32)>,
    content: OnceLock<Content>,
}

/// What a block holds.
#[derive(Debug, Default)]
struct Content {
    lines: Vec<u32>,
    /// Where each record ends in the text.
    ends: Vec<u32>,
    hashes: Vec<u64>,
    text: Text,
}

#[derive(Debug)]
enum Text {
    Plain(Box<str>),
    /// Packed with LZ4, with the length of the text.
    Packed(Box<[u8]>, usize),
}

impl Default for Text {
    fn default() -> Self {
        Self::Plain("".into())
    }
}

impl Text {
    fn unpacked(&self) -> Cow<'_, str> {
        match self {
            Self::Plain(text) => Cow::Borrowed(text),
            Self::Packed(bytes, length) => {
                let unpacked = lz4_flex::block::decompress(bytes, *length).unwrap_or_default();
                Cow::Owned(String::from_utf8(unpacked).unwrap_or_default())
            }
        }
    }
}

impl Block {
    fn new(file: &Arc<str>, content: Content) -> Self {
        let count = u32::try_from(content.ends.len()).unwrap_or(u32::MAX);
        Self { file: file.clone(), count, place: None, content: content.into() }
    }

    /// A block of a stored book; it is read when it is first asked for.
    pub(super) fn stored(file: &Arc<str>, count: u32, stored: &Stored, section: u32) -> Self {
        let place = Some((stored.clone(), section));
        Self { file: file.clone(), count, place, content: OnceLock::new() }
    }

    pub(super) const fn len(&self) -> usize {
        self.count as usize
    }

    pub(super) const fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// What it holds. Of a stored block that cannot be read any more nothing is left, so that a
    /// save, which reads back what it wrote, refuses it.
    fn content(&self) -> &Content {
        self.content.get_or_init(|| {
            let place = self.place.as_ref();
            let bytes = place.and_then(|(stored, section)| stored.bytes(*section));
            bytes.and_then(|bytes| Content::unpack(&bytes, self.len())).unwrap_or_default()
        })
    }

    fn range(&self, at: usize) -> std::ops::Range<usize> {
        let ends = &self.content().ends;
        let end = |at: usize| ends.get(at).map_or(0, |end| *end as usize);
        at.checked_sub(1).map_or(0, end)..end(at)
    }

    /// The bytes to store.
    pub(super) fn pack(&self) -> Vec<u8> {
        let Content { lines, ends, hashes, text } = self.content();
        let mut packer = Packer::default();
        let (packed, length) = match text {
            Text::Plain(text) => {
                (Cow::Owned(lz4_flex::block::compress(text.as_bytes())), text.len())
            }
            Text::Packed(bytes, length) => (Cow::Borrowed(&**bytes), *length),
        };
        packer.length(length);
        packer.bytes(&packed);
        lines.iter().for_each(|line| packer.length(*line as usize));
        ends.iter().for_each(|end| packer.length(*end as usize));
        hashes.iter().for_each(|hash| packer.number(*hash));
        packer.finish()
    }
}

impl Content {
    fn unpack(bytes: &[u8], count: usize) -> Option<Self> {
        let mut unpacker = Unpacker::new(bytes);
        let length = unpacker.below(LONGEST)?;
        let packed = unpacker.bytes()?.into();
        let mut numbers = || -> Option<Vec<u32>> {
            let read = |_| unpacker.below(usize::MAX).and_then(|at| u32::try_from(at).ok());
            (0..count).map(read).collect()
        };
        let (lines, ends) = (numbers()?, numbers()?);
        let hashes = (0..count).map(|_| unpacker.number()).collect::<Option<_>>()?;
        // LZ4 packs at most 255 bytes into one.
        let fits = length <= bytes.len().saturating_mul(255);
        let is_sound =
            fits && ends.is_sorted() && ends.last().is_none_or(|end| *end as usize <= length);
        let content = Self { lines, ends, hashes, text: Text::Packed(packed, length) };
        (is_sound && unpacker.is_done()).then_some(content)
    }
}

/// Gathers records into a block.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    lines: Vec<u32>,
    ends: Vec<u32>,
    hashes: Vec<u64>,
    text: String,
}

impl Gathered {
    /// Makes room for a whole block.
    pub(super) fn reserve(&mut self) {
        self.text.reserve(BLOCK + BLOCK / 16);
    }

    pub(super) fn push(&mut self, line: usize, text: &str) {
        self.text.push_str(text);
        self.lines.push(u32::try_from(line).unwrap_or(u32::MAX));
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.hashes.push(mixed(START, text.as_bytes()));
    }

    pub(super) fn is_full(&self) -> bool {
        self.text.len() >= BLOCK
    }

    /// The block; packed where it is one of many.
    pub(super) fn close(&mut self, file: &Arc<str>, pack: bool) -> Option<Arc<Block>> {
        let Self { lines, ends, hashes, text } = std::mem::take(self);
        if ends.is_empty() {
            return None;
        }
        let text = match pack {
            true => {
                let packed = lz4_flex::block::compress(text.as_bytes());
                Text::Packed(packed.into_boxed_slice(), text.len())
            }
            false => Text::Plain(text.into_boxed_str()),
        };
        Some(Arc::new(Block::new(file, Content { lines, ends, hashes, text })))
    }
}

/// One record as it stands in its file.
#[derive(Clone, Debug)]
pub struct Record {
    block: Arc<Block>,
    at: u32,
}

impl Record {
    /// A record of a file, or of none.
    pub fn new(file: &Arc<str>, line: usize, text: &str) -> Self {
        let mut gathered = Gathered::default();
        gathered.push(line, text);
        let block = gathered.close(file, false).unwrap_or_else(|| {
            let (lines, ends, hashes) = (vec![0], vec![0], vec![START]);
            Arc::new(Block::new(file, Content { lines, ends, hashes, text: Text::default() }))
        });
        Self { block, at: 0 }
    }

    /// The file, as the person named it.
    pub fn file(&self) -> &str {
        &self.block.file
    }

    /// The line on which it begins, counted from 1; 0 where there is none.
    pub fn line(&self) -> usize {
        self.block.content().lines.get(self.at as usize).map_or(0, |line| *line as usize)
    }

    /// The JSON text of the record. Of a packed block costs some tenths of a millisecond.
    pub fn text(&self) -> Cow<'_, str> {
        let range = self.block.range(self.at as usize);
        match self.block.content().text.unpacked() {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(range).unwrap_or_default()),
            Cow::Owned(text) => Cow::Owned(text.get(range).unwrap_or_default().to_owned()),
        }
    }

    /// The same record of the same place with another text.
    #[must_use]
    pub fn with_text(&self, text: &str) -> Self {
        Self::new(&self.block.file, self.line(), text)
    }

    /// The place of the record, with no path.
    pub fn place(&self) -> Place {
        Place { file: self.file().to_owned(), line: self.line(), path: String::new() }
    }

    fn hash(&self) -> u64 {
        self.block.content().hashes.get(self.at as usize).copied().unwrap_or(START)
    }
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.file() == other.file() && self.line() == other.line() && self.text() == other.text()
    }
}

impl Eq for Record {}

/// Records in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records(Vec<Record>);

impl Records {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A record.
    pub fn get(&self, at: usize) -> Option<&Record> {
        self.0.get(at)
    }

    /// Every record, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.0.iter()
    }

    /// Puts a record in the place of another; a place that is not there changes nothing.
    pub fn set(&mut self, at: usize, record: Record) {
        if let Some(place) = self.0.get_mut(at) {
            *place = record;
        }
    }

    /// Takes a record out.
    pub fn remove(&mut self, at: usize) {
        self.0.remove(at);
    }

    /// Adds a record behind the others.
    pub fn push(&mut self, record: Record) {
        self.0.push(record);
    }

    /// Adds records behind these.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(super) fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }

    pub(super) fn push_block(&mut self, block: &Arc<Block>) {
        let count = u32::try_from(block.len()).unwrap_or(u32::MAX);
        self.0.extend((0..count).map(|at| Record { block: block.clone(), at }));
    }

    /// Shows every text in order; a packed block is unpacked once.
    pub fn each_text(&self, mut show: impl FnMut(&Record, &str)) {
        let mut rest = self.0.as_slice();
        while let Some(first) = rest.first() {
            let same = rest.iter().take_while(|record| Arc::ptr_eq(&record.block, &first.block));
            let (own, others) = rest.split_at(same.count());
            let text = first.block.content().text.unpacked();
            for record in own {
                let range = first.block.range(record.at as usize);
                show(record, text.get(range).unwrap_or_default());
            }
            rest = others;
        }
    }

    /// The blocks behind the records with the records that are taken of each, as long as they stand in
    /// their order; `None` where some do not.
    pub(super) fn whole_blocks(&self) -> Option<Vec<&Arc<Block>>> {
        let mut blocks: Vec<&Arc<Block>> = Vec::new();
        let mut rest = self.0.as_slice();
        while let Some(first) = rest.first() {
            let own = rest.split_at_checked(first.block.len())?;
            let in_order = |(at, record): (usize, &Record)| {
                Arc::ptr_eq(&record.block, &first.block) && record.at as usize == at
            };
            if !own.0.iter().enumerate().all(in_order) {
                return None;
            }
            blocks.push(&first.block);
            rest = own.1;
        }
        Some(blocks)
    }

    /// The texts of a block.
    pub(super) fn each_of(block: &Block, mut show: impl FnMut(&str)) {
        let text = block.content().text.unpacked();
        for at in 0..block.len() {
            show(text.get(block.range(at)).unwrap_or_default());
        }
    }

    /// The records cut into parts of about so many, at the bounds of their blocks.
    pub(super) fn parts(&self, count: usize) -> Vec<Self> {
        let mut parts: Vec<Self> = Vec::new();
        for record in &self.0 {
            let fits = parts.last().is_some_and(|part| {
                let last = part.0.last();
                let same = last.is_some_and(|last| Arc::ptr_eq(&last.block, &record.block));
                same || part.len() < count
            });
            match parts.last_mut().filter(|_| fits) {
                Some(part) => part.0.push(record.clone()),
                None => parts.push(Self(vec![record.clone()])),
            }
        }
        parts
    }

    /// A fingerprint of every text, in order.
    pub(super) fn fingerprint(&self, start: u64) -> u64 {
        self.0.iter().fold(start, |hash, record| mixed(hash, &record.hash().to_le_bytes()))
    }
}

impl std::ops::Index<usize> for Records {
    type Output = Record;

    fn index(&self, at: usize) -> &Record {
        &self.0[at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_records_read_as_they_were() {
        let file: Arc<str> = "t.ndjson".into();
        let mut gathered = Gathered::default();
        for line in 1..100 {
            gathered.push(line, &format!("{{\"id\":\"deal {line} 快手\"}}"));
        }
        let block = gathered.close(&file, true).unwrap();
        assert!(
            matches!(&block.content().text, Text::Packed(bytes, length) if bytes.len() < length / 2)
        );
        let mut records = Records::default();
        records.push_block(&block);
        assert_eq!(records.len(), 99);
        assert_eq!(records[6].text(), "{\"id\":\"deal 7 快手\"}");
        assert_eq!((records[6].line(), records[6].file()), (7, "t.ndjson"));
        let mut shown = Vec::new();
        records.each_text(|record, text| shown.push((record.line(), text.to_owned())));
        assert_eq!(shown[98], (99, "{\"id\":\"deal 99 快手\"}".to_owned()));
        let plain = Record::new(&file, 7, "{\"id\":\"deal 7 快手\"}");
        assert_eq!(plain, records[6]);
        assert_eq!(plain.hash(), records[6].hash());
        records.remove(0);
        assert_eq!(records.parts(10).iter().map(Records::len).collect::<Vec<_>>(), [98]);
    }
}
