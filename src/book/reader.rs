//! Reading a file into a book: at once, or block by block as it comes.
//!
//! A file of one record a line is read in blocks that are forgotten once read, side by side on as many
//! threads as there are, and packed in memory. Every other shape is read when all of it is there.

use std::borrow::Cow;
use std::io::Read as _;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value;

use super::assembly::Assembly;
use super::cutter::{self, Cut, Cutter, Manner};
use super::deal_book::DealBook;
use super::problem::{Place, Problem, ProblemCode};
use super::scan::{self, Lines, Piece};
use super::shelf::Shelf;
use super::source::{BookSource, Shape};
use crate::text::unicode;

/// Largest unpacked size that is read, in bytes.
const LARGEST: u64 = 4 << 30;
/// About how much text is read at a time by one thread, in bytes.
const STRETCH: usize = 256 << 10;
/// A list of more text than this is kept packed, in bytes.
const LARGE: usize = 16 << 20;
/// About how many pieces of a list are read at a time by one thread.
const PIECES: usize = 2_000;

/// Reads one file.
#[derive(Debug)]
pub struct BookReader {
    file: Arc<str>,
    source: BookSource,
    assembly: Assembly,
    mode: Mode,
    is_lossy: bool,
    lines: usize,
    /// The file itself, where its records need not be copied.
    shelf: Option<Arc<dyn Shelf>>,
    /// How many bytes were taken so far.
    taken: u64,
}

/// How the file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Nothing has come yet.
    Start,
    /// One record a line, block by block.
    Lines,
    /// When all of it is there.
    Whole,
}

impl BookReader {
    /// A reader of a file; `file` is the name that problems print.
    pub fn new(file: &str) -> Self {
        Self {
            file: file.into(),
            source: BookSource::default(),
            assembly: Assembly::default(),
            mode: Mode::Start,
            is_lossy: false,
            lines: 0,
            shelf: None,
            taken: 0,
        }
    }

    /// The same reader of a file of which the bytes can be read again from a shelf: records that
    /// stand one a line are then not copied, until [`Records::take_in`](super::Records::take_in) is told to.
    #[must_use]
    pub fn on_shelf(self, shelf: Arc<dyn Shelf>) -> Self {
        Self { shelf: Some(shelf), ..self }
    }

    /// Reads the bytes of a whole file.
    pub fn read(bytes: &[u8], file: &str) -> Self {
        let mut reader = Self::new(file);
        reader.take(bytes, true);
        reader
    }

    /// Takes the next bytes of the file and says how many of them are done with; the others must
    /// stand in front of the next bytes. With `is_last` everything is taken.
    pub fn take(&mut self, bytes: &[u8], is_last: bool) -> usize {
        let ready = self.ready(bytes, is_last);
        self.take_ready(&bytes[..ready], is_last);
        ready
    }

    /// How many of the next bytes of the file can be taken as they are; the others belong to what
    /// comes behind them.
    pub fn ready(&mut self, bytes: &[u8], is_last: bool) -> usize {
        if self.mode == Mode::Start {
            self.mode =
                if is_last || !begins_with_a_line(bytes) { Mode::Whole } else { Mode::Lines };
        }
        match (self.mode, is_last) {
            (_, true) => bytes.len(),
            (Mode::Lines, false) => last_start(bytes),
            (_, false) => 0,
        }
    }

    /// Takes bytes that are [`BookReader::ready`].
    pub fn take_ready(&mut self, bytes: &[u8], is_last: bool) {
        match (self.mode, is_last) {
            (Mode::Lines, _) => {
                self.stretch(bytes, true);
                self.taken += bytes.len() as u64;
            }
            (_, true) => self.whole(bytes),
            (_, false) => {}
        }
        if self.mode == Mode::Lines && is_last {
            self.empty_or_not();
        }
    }

    /// Lists that the file, which was packed, is damaged from here on.
    pub fn damaged(&mut self, why: &str) {
        self.problem(0, ProblemCode::BadArchive, why);
    }

    /// How many rows were read so far.
    pub fn rows(&self) -> usize {
        self.source.rows()
    }

    /// The records alone, without the deals.
    pub fn into_source(mut self) -> BookSource {
        self.source.records.shrink();
        self.source
    }

    /// Adds what another file holds behind this one.
    pub fn append(&mut self, other: Self) {
        self.source.append(other.source);
        self.assembly.append(other.assembly);
    }

    /// The records read so far, with what went wrong.
    pub const fn source(&self) -> &BookSource {
        &self.source
    }

    /// The book.
    pub fn finish(mut self) -> DealBook {
        self.source.records.shrink();
        self.assembly.finish(Arc::new(self.source))
    }

    fn whole(&mut self, bytes: &[u8]) {
        let unpacked = self.unpack(bytes);
        let text = self.decode(unpacked.as_deref().unwrap_or(bytes));
        let body = text.trim_start();
        let start = text.len() - body.len();
        if body.starts_with('[') {
            self.source.shape = Shape::Array;
            self.list(&text, start + 1);
        } else if !self.book_object(&text, start) {
            self.source.shape = Shape::Lines;
            let one_a_line = cutter::one_a_line(&text);
            self.stretch(text.as_bytes(), one_a_line);
        }
        self.empty_or_not();
    }

    fn empty_or_not(&mut self) {
        if self.source.rows() == 0 && self.source.shape != Shape::Book {
            self.problem(0, ProblemCode::EmptyFile, "");
        }
    }

    fn unpack(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        if !bytes.starts_with(&[0x1f, 0x8b]) {
            return None;
        }
        let mut unpacked = Vec::new();
        let result =
            flate2::read::MultiGzDecoder::new(bytes).take(LARGEST).read_to_end(&mut unpacked);
        if let Err(error) = result {
            self.problem(0, ProblemCode::BadArchive, &error.to_string());
        }
        if unpacked.len() as u64 >= LARGEST {
            self.problem(0, ProblemCode::TooLarge, "4 GiB");
        }
        Some(unpacked)
    }

    fn decode<'a>(&mut self, bytes: &'a [u8]) -> Cow<'a, str> {
        let read = unicode(bytes);
        self.is_lossy = read.is_lossy;
        read.text
    }

    /// Reads a book object; `false` where the text is none.
    fn book_object(&mut self, text: &str, start: usize) -> bool {
        let keys = object_keys(text, start);
        let is_book = keys.iter().any(|(key, _)| key == "syndiscope" || key == "deals");
        if !is_book {
            return false;
        }
        self.source.shape = Shape::Book;
        for (key, value) in keys {
            self.book_key(text, key, value);
        }
        true
    }

    fn book_key(&mut self, text: &str, key: String, value: Piece) {
        let bytes = text.as_bytes();
        if key == "deals" && bytes.get(value.start) == Some(&b'[') {
            self.list(text, value.start + 1);
            return;
        }
        let line = Lines::new(text).line_of(value.start);
        match serde_json::from_str::<Value>(&text[value.start..value.end]) {
            Ok(Value::Array(lost)) if key == "rejected" => self.rejected_again(&lost),
            Ok(Value::String(title)) if key == "title" => self.source.title = Some(title),
            Ok(version) if key == "syndiscope" => {
                if version != 1 {
                    self.problem(line, ProblemCode::NewerBook, &version.to_string());
                }
            }
            Ok(value) => {
                self.source.beside.insert(key, value);
            }
            Err(error) => self.problem(line, ProblemCode::BrokenBook, &error.to_string()),
        }
    }

    /// Takes back the rejected rows of an earlier reading.
    fn rejected_again(&mut self, lost: &[Value]) {
        for row in lost {
            let part = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
            let line = row.get("line").and_then(Value::as_u64).unwrap_or(0);
            let line = usize::try_from(line).unwrap_or(0);
            let (file, text): (Arc<str>, &str) = (part("file").into(), part("text"));
            let manner = Manner {
                file: &file,
                is_lossy: self.is_lossy,
                one_a_line: false,
                packs: false,
                shelf: None,
            };
            let cuts = self.assembly.work(&[()], |desk, ()| {
                let mut cut = Cutter::new(text, 0, manner, desk).again(line);
                (std::mem::take(&mut cut.part), cut)
            });
            self.add(cuts);
        }
    }

    /// Reads a list; `start` stands behind its bracket.
    fn list(&mut self, text: &str, start: usize) {
        let list = scan::bracketed(text, start);
        let file = self.file.clone();
        let (one_a_line, packs) = (false, text.len() > LARGE);
        let manner =
            Manner { file: &file, is_lossy: self.is_lossy, one_a_line, packs, shelf: None };
        let mut lines = Lines::new(text);
        let stretches: Vec<(usize, usize, &[Piece])> = list
            .pieces
            .chunks(PIECES)
            .map(|pieces| (pieces[0].start, lines.line_of(pieces[0].start) - 1, pieces))
            .collect();
        let cuts = self.assembly.work(&stretches, |desk, (from, lines_before, pieces)| {
            // A broken piece is cut anew by how its line begins, so the line belongs to the stretch.
            let line_start = text[..*from].rfind('\n').map_or(0, |at| at + 1);
            let own: Vec<Piece> = pieces.iter().map(|piece| piece.moved_back(line_start)).collect();
            let mut cut =
                Cutter::new(&text[line_start..], *lines_before, manner, desk).pieces(&own);
            (std::mem::take(&mut cut.part), cut)
        });
        self.add(cuts);
        if !list.closed {
            let line = Lines::new(text).line_of(text.len());
            self.problem(line, ProblemCode::BrokenBook, "the list of deals has no end");
        }
    }

    /// Reads a stretch of records that white space parts.
    fn stretch(&mut self, bytes: &[u8], one_a_line: bool) {
        self.source.shape = Shape::Lines;
        let mut stretches = Vec::new();
        let mut rest = bytes;
        while one_a_line && rest.len() > 2 * STRETCH {
            let end = next_start(rest, STRETCH);
            let (own, others) = rest.split_at(end);
            stretches.push(own);
            rest = others;
        }
        stretches.push(rest);
        let ends: Vec<usize> =
            stretches.par_iter().map(|own| memchr::memchr_iter(b'\n', own).count()).collect();
        let (mut lines, mut at) = (self.lines, self.taken);
        let jobs: Vec<(&[u8], usize, u64)> = stretches
            .into_iter()
            .zip(ends)
            .map(|(own, ends)| {
                lines += ends;
                at += own.len() as u64;
                (own, lines - ends, at - own.len() as u64)
            })
            .collect();
        self.lines = lines;
        let packs = self.mode == Mode::Lines;
        let file = self.file.clone();
        let manner =
            Manner { file: &file, is_lossy: self.is_lossy, one_a_line, packs, shelf: None };
        let is_lossy = self.is_lossy;
        let shelf = self.shelf.clone().filter(|_| self.mode == Mode::Lines);
        let cuts = self.assembly.work(&jobs, |desk, (bytes, lines_before, at)| {
            let text = match std::str::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => String::from_utf8_lossy(bytes),
            };
            let is_lossy = is_lossy || matches!(text, Cow::Owned(_));
            let shelf = shelf.as_ref().filter(|_| !is_lossy).map(|shelf| (shelf, *at));
            let manner = Manner { is_lossy, shelf, ..manner };
            let mut cut = Cutter::new(&text, *lines_before, manner, desk).sequence(0);
            (std::mem::take(&mut cut.part), cut)
        });
        self.add(cuts);
    }

    fn add(&mut self, cuts: Vec<Cut>) {
        for cut in cuts {
            for block in &cut.blocks {
                self.source.records.push_block(block);
            }
            self.source.rejected.extend(cut.rejected);
            self.source.problems.extend(cut.problems);
        }
    }

    fn problem(&mut self, line: usize, code: ProblemCode, particular: &str) {
        self.source.problems.push(Problem {
            code,
            place: Place { file: self.file.to_string(), line, path: String::new() },
            deal: None,
            particulars: vec![particular.to_owned()],
        });
    }
}

/// Whether a file begins with a record on a line of its own, and is not one book.
fn begins_with_a_line(bytes: &[u8]) -> bool {
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else { return false };
    let line = bytes[..end].strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(&bytes[..end]);
    match serde_json::from_slice::<Value>(line) {
        Ok(Value::Object(map)) => !map.contains_key("syndiscope") && !map.contains_key("deals"),
        _ => false,
    }
}

/// Where the last line that begins with a brace starts; 0 where none does.
fn last_start(bytes: &[u8]) -> usize {
    let pair = bytes.windows(2).rposition(|pair| pair == b"\n{");
    pair.map_or(0, |at| at + 1)
}

/// Where the first line after a position starts that begins with a brace; the end where none does.
fn next_start(bytes: &[u8], from: usize) -> usize {
    let pair = bytes[from..].windows(2).position(|pair| pair == b"\n{");
    pair.map_or(bytes.len(), |at| from + at + 1)
}

/// The keys of the object at `start` with the stretches of their values; what follows a damaged
/// key is left out. Empty where something follows the object, as in a file of one object a line.
fn object_keys(text: &str, start: usize) -> Vec<(String, Piece)> {
    let bytes = text.as_bytes();
    let mut keys = Vec::new();
    let mut at = start + 1;
    if bytes.get(start) != Some(&b'{') {
        return keys;
    }
    loop {
        at = skip(bytes, at, |byte| byte.is_ascii_whitespace() || byte == b',');
        if bytes.get(at) != Some(&b'"') {
            break;
        }
        let key_end = scan::string_end(bytes, at);
        let Some(Ok(key)) = text.get(at..key_end).map(serde_json::from_str::<String>) else {
            break;
        };
        let colon = skip(bytes, key_end, |byte| byte.is_ascii_whitespace());
        if bytes.get(colon) != Some(&b':') {
            break;
        }
        let value = skip(bytes, colon + 1, |byte| byte.is_ascii_whitespace());
        let end = member_end(bytes, value);
        keys.push((key, Piece { start: value.min(end), end }));
        at = end;
    }
    let follows = bytes.get(at) == Some(&b'}') && !text[at + 1..].trim().is_empty();
    if follows { Vec::new() } else { keys }
}

fn member_end(bytes: &[u8], start: usize) -> usize {
    match bytes.get(start) {
        Some(b'{' | b'[' | b'"') => scan::value_end(bytes, start, false),
        _ => skip(bytes, start, |byte| !matches!(byte, b',' | b'}' | b'\n')),
    }
}

fn skip(bytes: &[u8], start: usize, passes: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    rest.iter().position(|byte| !passes(*byte)).map_or(bytes.len(), |found| start + found)
}
