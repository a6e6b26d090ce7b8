//! The records of a book as text: in blocks, which a large book keeps packed.

use std::borrow::Cow;
use std::sync::Arc;

use super::blocks::Block;
use super::interner::mixed;
use super::problem::Place;

/// Where hashes of records begin.
const START: u64 = 0x2545_f491_4f6c_dd1d;

/// One record as it stands in its file.
#[derive(Clone, Debug)]
pub struct Record {
    block: Arc<Block>,
    at: u32,
}

impl Record {
    /// A record of a file, or of none.
    pub fn new(file: &Arc<str>, line: usize, text: &str) -> Self {
        let block = Block::of_one(file, line, text);
        Self { block, at: 0 }
    }

    /// The file, as the person named it.
    pub fn file(&self) -> &str {
        self.block.file()
    }

    /// The line on which it begins, counted from 1; 0 where there is none.
    pub fn line(&self) -> usize {
        self.block.line(self.at as usize)
    }

    /// The JSON text of the record. Of a packed block costs some tenths of a millisecond.
    pub fn text(&self) -> Cow<'_, str> {
        let range = self.block.range(self.at as usize);
        match self.block.text() {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(range).unwrap_or_default()),
            Cow::Owned(text) => Cow::Owned(text.get(range).unwrap_or_default().to_owned()),
        }
    }

    /// The same record of the same place with another text.
    #[must_use]
    pub fn with_text(&self, text: &str) -> Self {
        Self::new(self.block.file(), self.line(), text)
    }

    /// The place of the record, with no path.
    pub fn place(&self) -> Place {
        Place { file: self.file().to_owned(), line: self.line(), path: String::new() }
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
            let text = first.block.text();
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

    /// Whether texts are still read from their file, judged by the first.
    pub fn are_on_shelf(&self) -> bool {
        self.0.first().is_some_and(|record| record.block.is_on_shelf())
    }

    /// Packs every text that is still read from its file, so that the file is no longer needed.
    /// Costs about a second for a gigabyte; of what the file no longer holds nothing can be taken in.
    pub fn take_in(&self) {
        let mut rest = self.0.as_slice();
        while let Some(first) = rest.first() {
            first.block.take_in();
            rest = rest.get(first.block.len()..).unwrap_or_default();
        }
    }

    /// The texts of a block.
    pub(super) fn each_of(block: &Block, mut show: impl FnMut(&str)) {
        let text = block.text();
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
        let (mut hash, mut rest) = (start, self.0.as_slice());
        while let Some(first) = rest.first() {
            let same = rest.iter().take_while(|record| Arc::ptr_eq(&record.block, &first.block));
            let (own, others) = rest.split_at(same.count());
            let hashes = first.block.hashes();
            for record in own {
                let own = hashes.get(record.at as usize).copied().unwrap_or(START);
                hash = mixed(hash, &own.to_le_bytes());
            }
            rest = others;
        }
        hash
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
    use super::super::blocks::Gathered;
    use super::*;

    #[test]
    fn packed_records_read_as_they_were() {
        let file: Arc<str> = "t.ndjson".into();
        let mut gathered = Gathered::default();
        for line in 1..100 {
            gathered.push(line, &format!("{{\"id\":\"deal {line} 快手\"}}"));
        }
        let block = gathered.close(&file, true);
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
        let alone = |record: &Record| Records(vec![record.clone()]).fingerprint(1);
        assert_eq!(alone(&plain), alone(&records[6]));
        records.remove(0);
        assert_eq!(records.parts(10).iter().map(Records::len).collect::<Vec<_>>(), [98]);
    }
}
