//! Blocks of records: their text at hand, packed, or still where it was read from.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use twox_hash::XxHash3_64;

use super::shelf::{Packer, Shelf, Stored, Unpacker};

/// How much text a block of a large file holds, in bytes.
const BLOCK: usize = 56 << 10;

/// The longest text of a block that is unpacked, in bytes.
const LONGEST: usize = 1 << 30;

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
    /// Where each record begins and ends in the text.
    starts: Vec<u32>,
    ends: Vec<u32>,
    hashes: Vec<u64>,
    text: Text,
}

#[derive(Debug)]
enum Text {
    Plain(Box<str>),
    Packed(PackedText),
    OnShelf(TextOnShelf),
}

/// A text that is packed with LZ4.
#[derive(Debug)]
struct PackedText {
    bytes: Box<[u8]>,
    /// The length of the text.
    length: usize,
}

/// A text that is read from its file when it is asked for, until it is packed.
#[derive(Debug)]
struct TextOnShelf {
    shelf: Arc<dyn Shelf>,
    at: u64,
    length: usize,
    packed: OnceLock<PackedText>,
}

impl Default for Text {
    fn default() -> Self {
        Self::Plain("".into())
    }
}

impl PackedText {
    fn of(text: &str) -> Self {
        let bytes = lz4_flex::block::compress(text.as_bytes()).into_boxed_slice();
        Self { bytes, length: text.len() }
    }

    fn unpacked(&self) -> String {
        let unpacked = lz4_flex::block::decompress(&self.bytes, self.length).unwrap_or_default();
        String::from_utf8(unpacked).unwrap_or_default()
    }
}

impl Block {
    fn new(file: &Arc<str>, content: Content) -> Self {
        let count = u32::try_from(content.ends.len()).unwrap_or(u32::MAX);
        Self { file: file.clone(), count, place: None, content: content.into() }
    }

    /// A block of one record.
    pub(super) fn of_one(file: &Arc<str>, line: usize, text: &str) -> Arc<Self> {
        let mut gathered = Gathered::default();
        gathered.push(line, text);
        gathered.close(file, false)
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

    /// The line on which a record begins.
    pub(super) fn line(&self, at: usize) -> usize {
        self.content().lines.get(at).map_or(0, |line| *line as usize)
    }

    /// Hashes of the records.
    pub(super) fn hashes(&self) -> &[u64] {
        &self.content().hashes
    }

    /// The text in which the records stand; an empty one where it cannot be read any more.
    pub(super) fn text(&self) -> Cow<'_, str> {
        self.content().unpacked().unwrap_or_default()
    }

    /// Where a record stands in the text.
    pub(super) fn range(&self, at: usize) -> Range<usize> {
        let Content { starts, ends, .. } = self.content();
        let place = |row: &[u32]| row.get(at).map_or(0, |place| *place as usize);
        place(starts)..place(ends)
    }

    /// Whether the text is still read from its file.
    pub(super) fn is_on_shelf(&self) -> bool {
        let text = self.content.get().map(|content| &content.text);
        matches!(text, Some(Text::OnShelf(text)) if text.packed.get().is_none())
    }

    /// Packs the text where it is still read from its file.
    pub(super) fn take_in(&self) {
        if let Some(content) = self.content.get() {
            content.take_in();
        }
    }

    /// The bytes to store; `None` where the text cannot be read any more.
    pub(super) fn pack(&self) -> Option<Vec<u8>> {
        let content = self.content();
        let Content { lines, starts, ends, hashes, text } = content;
        let own;
        let packed = match text {
            Text::Plain(text) => {
                own = PackedText::of(text);
                &own
            }
            Text::Packed(packed) => packed,
            Text::OnShelf(_) => content.take_in()?,
        };
        let mut packer = Packer::default();
        packer.length(packed.length);
        packer.bytes(&packed.bytes);
        for row in [lines, starts, ends] {
            row.iter().for_each(|number| packer.length(*number as usize));
        }
        hashes.iter().for_each(|hash| packer.number(*hash));
        Some(packer.finish())
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
        let (lines, starts, ends) = (numbers()?, numbers()?, numbers()?);
        let hashes = (0..count).map(|_| unpacker.number()).collect::<Option<_>>()?;
        // LZ4 packs at most 255 bytes into one.
        let fits = length <= bytes.len().saturating_mul(255);
        let are_records = starts.iter().zip(&ends).all(|(start, end)| start <= end);
        let is_sound = are_records && ends.is_sorted();
        let is_within = ends.last().is_none_or(|end| *end as usize <= length);
        let text = Text::Packed(PackedText { bytes: packed, length });
        let content = Self { lines, starts, ends, hashes, text };
        (fits && is_sound && is_within && unpacker.is_done()).then_some(content)
    }

    fn unpacked(&self) -> Option<Cow<'_, str>> {
        match &self.text {
            Text::Plain(text) => Some(Cow::Borrowed(text)),
            Text::Packed(packed) => Some(packed.unpacked().into()),
            Text::OnShelf(text) => match text.packed.get() {
                Some(packed) => Some(packed.unpacked().into()),
                None => self.read(text).map(Cow::Owned),
            },
        }
    }

    /// Reads the text from its file; `None` where the file no longer holds what it held.
    fn read(&self, text: &TextOnShelf) -> Option<String> {
        let mut bytes = vec![0; text.length];
        text.shelf.read_at(text.at, &mut bytes).ok()?;
        let is_same = |((start, end), hash): ((&u32, &u32), &u64)| {
            let record = bytes.get(*start as usize..*end as usize);
            record.is_some_and(|record| XxHash3_64::oneshot(record) == *hash)
        };
        let is_same = self.starts.iter().zip(&self.ends).zip(&self.hashes).all(is_same);
        is_same.then_some(bytes).and_then(|bytes| String::from_utf8(bytes).ok())
    }

    fn take_in(&self) -> Option<&PackedText> {
        let Text::OnShelf(text) = &self.text else { return None };
        if text.packed.get().is_none() {
            let packed = PackedText::of(&self.read(text)?);
            return Some(text.packed.get_or_init(|| packed));
        }
        text.packed.get()
    }
}

/// Gathers records into blocks.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    lines: Vec<u32>,
    starts: Vec<u32>,
    ends: Vec<u32>,
    hashes: Vec<u64>,
    text: String,
    /// Where the text stands, as long as it is not copied.
    on_shelf: Option<(Arc<dyn Shelf>, u64)>,
    /// Room in which text is packed, used over and over.
    packed: Vec<u8>,
}

impl Gathered {
    /// Adds a record with its text.
    pub(super) fn push(&mut self, line: usize, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        self.row(line, start, self.text.len(), text);
    }

    /// Adds a record that stands at a place of a shelf; those of a block stand there in order.
    pub(super) fn push_on_shelf(
        &mut self,
        line: usize,
        text: &str,
        shelf: &Arc<dyn Shelf>,
        at: u64,
    ) {
        let from = self.on_shelf.get_or_insert_with(|| (shelf.clone(), at)).1;
        let start = usize::try_from(at - from).unwrap_or(usize::MAX);
        self.row(line, start, start.saturating_add(text.len()), text);
    }

    fn row(&mut self, line: usize, start: usize, end: usize, text: &str) {
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        self.lines.push(number(line));
        self.starts.push(number(start));
        self.ends.push(number(end));
        self.hashes.push(XxHash3_64::oneshot(text.as_bytes()));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(super) fn is_full(&self) -> bool {
        self.ends.last().is_some_and(|end| *end as usize >= BLOCK)
    }

    /// The block of what was gathered since the last one; packed where it is one of many.
    pub(super) fn close(&mut self, file: &Arc<str>, pack: bool) -> Arc<Block> {
        let text = match self.on_shelf.take() {
            Some((shelf, at)) => {
                let length = self.ends.last().map_or(0, |end| *end as usize);
                Text::OnShelf(TextOnShelf { shelf, at, length, packed: OnceLock::new() })
            }
            None if pack => self.packed_text(),
            None => Text::Plain(self.text.as_str().into()),
        };
        self.text.clear();
        let content = Content {
            lines: self.lines.drain(..).collect(),
            starts: self.starts.drain(..).collect(),
            ends: self.ends.drain(..).collect(),
            hashes: self.hashes.drain(..).collect(),
            text,
        };
        Arc::new(Block::new(file, content))
    }

    fn packed_text(&mut self) -> Text {
        let most = lz4_flex::block::get_maximum_output_size(self.text.len());
        self.packed.resize(most.max(self.packed.len()), 0);
        match lz4_flex::block::compress_into(self.text.as_bytes(), &mut self.packed) {
            Ok(length) => {
                let bytes = self.packed[..length].into();
                Text::Packed(PackedText { bytes, length: self.text.len() })
            }
            Err(_) => Text::Plain(self.text.as_str().into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gathered(text: &'static str, shelf: Option<&Arc<dyn Shelf>>) -> Arc<Block> {
        let file: Arc<str> = "t.ndjson".into();
        let mut gathered = Gathered::default();
        let mut at = 0;
        for (line, record) in (1..).zip(text.split('\n')) {
            match shelf {
                Some(shelf) => gathered.push_on_shelf(line, record, shelf, at),
                None => gathered.push(line, record),
            }
            at += record.len() as u64 + 1;
        }
        gathered.close(&file, true)
    }

    fn records(block: &Block) -> Vec<String> {
        let text = block.text();
        let record = |at| text.get(block.range(at)).unwrap_or_default().to_owned();
        (0..block.len()).map(record).collect()
    }

    const TEXT: &str = "{\"id\":\"a\"}\n{\"id\":\"快手\"}\n{\"id\":\"c\"}";

    #[test]
    fn a_text_on_a_shelf_reads_as_one_that_was_copied() {
        let shelf: Arc<dyn Shelf> = Arc::new(TEXT.as_bytes().to_vec());
        let (copied, on_shelf) = (gathered(TEXT, None), gathered(TEXT, Some(&shelf)));
        assert_eq!(records(&copied), TEXT.split('\n').collect::<Vec<_>>());
        assert_eq!(records(&on_shelf), records(&copied));
        assert_eq!(on_shelf.hashes(), copied.hashes());
        let stored = Content::unpack(&on_shelf.pack().unwrap(), 3).unwrap();
        let again = Block::new(on_shelf.file(), stored);
        assert_eq!(records(&again), records(&copied));
        assert_eq!((again.line(2), again.hashes()), (3, copied.hashes()));
    }

    #[test]
    fn a_text_that_was_changed_in_its_file_is_not_believed() {
        let changed: Arc<dyn Shelf> = Arc::new(TEXT.replace('c', "d").into_bytes());
        let cut: Arc<dyn Shelf> = Arc::new(TEXT.as_bytes()[..20].to_vec());
        for shelf in [changed, cut] {
            let block = gathered(TEXT, Some(&shelf));
            assert_eq!(block.text(), "");
            assert!(block.pack().is_none());
        }
    }

    #[test]
    fn a_text_that_was_taken_in_no_longer_needs_its_file() {
        #[derive(Debug)]
        struct Once(std::sync::atomic::AtomicBool);
        impl Shelf for Once {
            fn read_at(&self, at: u64, into: &mut [u8]) -> std::io::Result<()> {
                match self.0.swap(true, std::sync::atomic::Ordering::Relaxed) {
                    true => Err(std::io::ErrorKind::UnexpectedEof.into()),
                    false => TEXT.as_bytes().to_vec().read_at(at, into),
                }
            }
        }
        let shelf: Arc<dyn Shelf> = Arc::new(Once(false.into()));
        let block = gathered(TEXT, Some(&shelf));
        block.take_in();
        assert_eq!(records(&block), TEXT.split('\n').collect::<Vec<_>>());
    }
}
