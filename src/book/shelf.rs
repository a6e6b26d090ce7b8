//! A book that was put aside in pieces: sections of bytes, each read when it is needed.
//!
//! What is read may be anything: whatever does not make sense gives `None`, and never a panic.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::io;
use std::ops::Range;
use std::sync::Arc;

/// Where the bytes of a stored book are read from.
pub trait Shelf: Debug + Send + Sync {
    /// Fills the bytes from a place on.
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()>;
}

impl Shelf for Vec<u8> {
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        let from = usize::try_from(at).ok().and_then(|at| self.get(at..)?.get(..into.len()));
        into.copy_from_slice(from.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

/// Where a section lies on its shelf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub at: u64,
    /// How many bytes there are.
    pub length: u64,
}

/// The sections of a stored book by their numbers.
#[derive(Clone, Debug)]
pub struct Stored {
    shelf: Arc<dyn Shelf>,
    spans: Arc<BTreeMap<u32, Span>>,
}

/// How much of a section is read at a time, in bytes; a multiple of every width.
const PIECE: usize = 1 << 16;
/// The largest section that is read at once, in bytes.
const LARGEST: u64 = 1 << 31;

impl Stored {
    /// The sections on a shelf.
    pub fn new(shelf: Arc<dyn Shelf>, spans: BTreeMap<u32, Span>) -> Self {
        Self { shelf, spans: Arc::new(spans) }
    }

    /// How many bytes a section has.
    pub fn length(&self, section: u32) -> Option<usize> {
        let span = self.spans.get(&section)?;
        usize::try_from(span.length).ok().filter(|_| span.length <= LARGEST)
    }

    /// The bytes of a section.
    pub fn bytes(&self, section: u32) -> Option<Vec<u8>> {
        let mut bytes = vec![0; self.length(section)?];
        self.shelf.read_at(self.spans.get(&section)?.at, &mut bytes).ok()?;
        Some(bytes)
    }

    /// The text of a section.
    pub fn text(&self, section: u32) -> Option<String> {
        String::from_utf8(self.bytes(section)?).ok()
    }

    /// The values of a section, each of `N` bytes.
    pub fn values<const N: usize, T>(
        &self,
        section: u32,
        read: impl Fn([u8; N]) -> Option<T>,
    ) -> Option<Vec<T>> {
        let length = self.length(section)?;
        let whole = length.is_multiple_of(N).then_some(0..length / N)?;
        self.values_at(section, whole, read)
    }

    /// Some values of a section, each of `N` bytes.
    pub fn values_at<const N: usize, T>(
        &self,
        section: u32,
        own: Range<usize>,
        read: impl Fn([u8; N]) -> Option<T>,
    ) -> Option<Vec<T>> {
        if own.start > own.end || own.end.checked_mul(N)? > self.length(section)? {
            return None;
        }
        let mut at = self.spans.get(&section)?.at + (own.start * N) as u64;
        let mut left = own.len() * N;
        let mut values = Vec::with_capacity(own.len());
        let mut piece = vec![0; PIECE.min(left)];
        while left > 0 {
            piece.truncate(left);
            self.shelf.read_at(at, &mut piece).ok()?;
            for bytes in piece.as_chunks::<N>().0 {
                values.push(read(*bytes)?);
            }
            at += piece.len() as u64;
            left -= piece.len();
        }
        Some(values)
    }
}

/// Writes values one behind the other.
#[derive(Debug, Default)]
pub struct Packer {
    bytes: Vec<u8>,
}

impl Packer {
    /// A whole number.
    pub fn number(&mut self, number: u64) {
        self.bytes.extend(number.to_le_bytes());
    }

    /// A byte.
    pub fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// A length or a position.
    pub fn length(&mut self, length: usize) {
        self.bytes.extend(u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        self.length(text.len());
        self.bytes.extend(text.as_bytes());
    }

    /// Some bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.length(bytes.len());
        self.bytes.extend(bytes);
    }

    /// A text that may be missing.
    pub fn some_text(&mut self, text: Option<&str>) {
        self.byte(text.is_some().into());
        text.into_iter().for_each(|text| self.text(text));
    }

    /// What was written.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// Reads what a [`Packer`] wrote.
#[derive(Debug)]
pub struct Unpacker<'a> {
    rest: &'a [u8],
}

impl<'a> Unpacker<'a> {
    /// Reads these bytes.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (own, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(own)
    }

    /// A whole number.
    pub fn number(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    /// A byte.
    pub fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// Whether something is there: 0 or 1.
    pub fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    /// A position below a bound.
    pub fn below(&mut self, bound: usize) -> Option<usize> {
        let at = u32::from_le_bytes(self.take(4)?.try_into().ok()?) as usize;
        (at < bound).then_some(at)
    }

    /// How many values follow, of which none takes less than a byte.
    pub fn length(&mut self) -> Option<usize> {
        let length = u32::from_le_bytes(self.take(4)?.try_into().ok()?) as usize;
        (length <= self.rest.len()).then_some(length)
    }

    /// Some bytes.
    pub fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.length()?;
        self.take(length)
    }

    /// A text.
    pub fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    /// A text that may be missing.
    pub fn some_text(&mut self) -> Option<Option<&'a str>> {
        match self.flag()? {
            true => self.text().map(Some),
            false => Some(None),
        }
    }

    /// So many values.
    pub fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = self.length()?;
        let mut list = Vec::with_capacity(length.min(PIECE));
        for _ in 0..length {
            list.push(read(self)?);
        }
        Some(list)
    }

    /// Whether everything was read.
    pub const fn is_done(&self) -> bool {
        self.rest.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_was_packed_is_read() {
        let mut packer = Packer::default();
        packer.number(7);
        packer.some_text(Some("快手"));
        packer.some_text(None);
        packer.length(1);
        packer.text("x");
        let bytes = packer.finish();
        let mut unpacker = Unpacker::new(&bytes);
        assert_eq!(unpacker.number(), Some(7));
        assert_eq!(unpacker.some_text(), Some(Some("快手")));
        assert_eq!(unpacker.some_text(), Some(None));
        assert_eq!(unpacker.list(Unpacker::text), Some(vec!["x"]));
        assert!(unpacker.is_done());
    }

    #[test]
    fn a_section_is_read_by_pieces() {
        let values: Vec<u32> = (0..100_000).collect();
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        let length = bytes.len() as u64;
        let spans = [(1, Span { at: 0, length }), (2, Span { at: 1, length })];
        let stored = Stored::new(Arc::new(bytes), spans.into_iter().collect());
        let read = |section| stored.values(section, |bytes| Some(u32::from_le_bytes(bytes)));
        assert_eq!(read(1), Some(values));
        assert_eq!(read(2), None, "longer than the shelf");
        assert_eq!(read(3), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_unpacked_or_refused(bytes: Vec<u8>) {
            let mut unpacker = Unpacker::new(&bytes);
            while unpacker.list(Unpacker::text).is_some() {}
        }
    }
}
