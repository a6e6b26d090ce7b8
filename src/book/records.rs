//! The records of a book as text: in blocks, which a large book keeps packed.

use std::borrow::Cow;
use std::sync::Arc;

use super::interner::mixed;
use super::problem::Place;

/// How much text a block of a large file holds, in bytes.
pub(super) const BLOCK: usize = 256 << 10;

/// Where hashes of records begin.
const START: u64 = 0x2545_f491_4f6c_dd1d;

/// Some records of one file that follow one another.
#[derive(Debug)]
pub(super) struct Block {
    file: Arc<str>,
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
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn range(&self, at: usize) -> std::ops::Range<usize> {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        start..self.ends[at] as usize
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
        Some(Arc::new(Block { file: file.clone(), lines, ends, hashes, text }))
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
            let text = Text::Plain("".into());
            let (lines, ends, hashes) = (vec![0], vec![0], vec![START]);
            Arc::new(Block { file: file.clone(), lines, ends, hashes, text })
        });
        Self { block, at: 0 }
    }

    /// The file, as the person named it.
    pub fn file(&self) -> &str {
        &self.block.file
    }

    /// The line on which it begins, counted from 1; 0 where there is none.
    pub fn line(&self) -> usize {
        self.block.lines[self.at as usize] as usize
    }

    /// The JSON text of the record. Of a packed block costs some tenths of a millisecond.
    pub fn text(&self) -> Cow<'_, str> {
        let range = self.block.range(self.at as usize);
        match self.block.text.unpacked() {
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
        self.block.hashes[self.at as usize]
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
            let text = first.block.text.unpacked();
            for record in own {
                let range = first.block.range(record.at as usize);
                show(record, text.get(range).unwrap_or_default());
            }
            rest = others;
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
        assert!(matches!(&block.text, Text::Packed(bytes, length) if bytes.len() < length / 2));
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
