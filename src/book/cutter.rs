//! Cutting text into records, each read at a desk as it is cut.

use std::sync::Arc;

use serde_json::Value;

use super::blocks::Block;
use super::desk::{Desk, Part};
use super::problem::{Place, Problem, ProblemCode, shortened};
use super::quick;
use super::records::Record;
use super::scan::{self, Lines, Piece};
use super::shelf::Shelf;

/// What came of a stretch of text.
#[derive(Debug, Default)]
pub(super) struct Cut {
    pub(super) part: Part,
    pub(super) blocks: Vec<Arc<Block>>,
    pub(super) rejected: Vec<Record>,
    pub(super) problems: Vec<Problem>,
}

/// How a file is cut.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner<'a> {
    pub(super) file: &'a Arc<str>,
    /// Whether bytes that are not UTF-8 were replaced.
    pub(super) is_lossy: bool,
    /// Whether records stand one a line: a broken one then ends with its line.
    pub(super) one_a_line: bool,
    /// Whether the text is packed, as in large files.
    pub(super) packs: bool,
    /// Where the text can be read again, so that it need not be copied, and where it begins there.
    pub(super) shelf: Option<(&'a Arc<dyn Shelf>, u64)>,
}

/// Cuts a text at a desk.
pub(super) struct Cutter<'a> {
    manner: Manner<'a>,
    text: &'a str,
    lines: Lines<'a>,
    /// Lines before the text.
    lines_before: usize,
    desk: &'a mut Desk,
    cut: Cut,
}

impl<'a> Cutter<'a> {
    pub(super) fn new(
        text: &'a str,
        lines_before: usize,
        manner: Manner<'a>,
        desk: &'a mut Desk,
    ) -> Self {
        let lines = Lines::new(text);
        let mut cut = Cut::default();
        if manner.packs {
            cut.part.deals.reserve(text.len() / 600);
        }
        Self { manner, text, lines, lines_before, desk, cut }
    }

    /// Cuts a sequence of values that white space or commas part.
    pub(super) fn sequence(mut self, start: usize) -> Cut {
        let bytes = self.text.as_bytes();
        let mut at = start;
        while let Some(&byte) = bytes.get(at) {
            if matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',') {
                at += 1;
                continue;
            }
            at = match self.quick(at) {
                Some(end) => end,
                None => {
                    let piece = Piece { start: at, end: scan::value_end(bytes, at, false) };
                    self.slow(piece);
                    piece.end
                }
            };
        }
        self.finish()
    }

    /// Reads pieces that were cut before.
    pub(super) fn pieces(mut self, pieces: &[Piece]) -> Cut {
        for piece in pieces {
            if self.quick(piece.start) != Some(piece.end) {
                self.slow(*piece);
            }
        }
        self.finish()
    }

    /// Takes back a row that was rejected at an earlier reading.
    pub(super) fn again(mut self, line: usize) -> Cut {
        self.take(self.text, line);
        self.finish()
    }

    fn finish(mut self) -> Cut {
        self.close();
        self.cut
    }

    fn close(&mut self) {
        if !self.desk.gathered.is_empty() {
            let block = self.desk.gathered.close(self.manner.file, self.manner.packs);
            self.cut.blocks.push(block);
        }
    }

    /// Takes the plain record at a place; gives its end.
    fn quick(&mut self, start: usize) -> Option<usize> {
        if self.manner.is_lossy {
            return None;
        }
        let quick = quick::deal(self.text, start, self.desk)?;
        let end = quick.end;
        let line = self.lines_before + self.lines.line_of(start);
        self.keep(line, &self.text[start..end]);
        self.desk.take_quick(quick, &mut self.cut.part);
        Some(end)
    }

    fn keep(&mut self, line: usize, text: &str) {
        let place = self.place_of(text);
        match self.manner.shelf.zip(place) {
            Some(((shelf, from), at)) => {
                self.desk.gathered.push_on_shelf(line, text, shelf, from + at as u64);
            }
            None => self.desk.gathered.push(line, text),
        }
        if self.desk.gathered.is_full() {
            self.close();
        }
    }

    /// Where a part of the text begins in it; `None` for another text.
    fn place_of(&self, part: &str) -> Option<usize> {
        let at = (part.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        let own = self.text.get(at..at.checked_add(part.len())?)?;
        std::ptr::eq(own, part).then_some(at)
    }

    fn slow(&mut self, piece: Piece) {
        let text = self.text;
        let line = self.lines_before + self.lines.line_of(piece.start);
        let value = &text[piece.start..piece.end];
        if !value.contains('\n') || reads(value) {
            self.take(value.trim(), line);
            return;
        }
        let parts = match self.manner.one_a_line {
            true => scan::lines_of(text, piece),
            false => scan::resync(text, piece),
        };
        for part in parts {
            let line = self.lines_before + self.lines.line_of(part.start);
            self.take(first_value(&text[part.start..part.end]).trim(), line);
        }
    }

    fn take(&mut self, text: &str, line: usize) {
        let (code, why) = match serde_json::from_str::<Value>(text) {
            Ok(value @ Value::Object(_)) => {
                if self.manner.is_lossy && text.contains('\u{fffd}') {
                    self.problem(line, ProblemCode::BadText, String::new());
                }
                self.keep(line, text);
                self.desk.take_slow(&value, &mut self.cut.part);
                return;
            }
            Ok(other) => (ProblemCode::NotARecord, shortened(&other.to_string())),
            Err(error) => (ProblemCode::UnreadableRecord, error.to_string()),
        };
        self.problem(line, code, why);
        self.cut.rejected.push(Record::new(self.manner.file, line, text));
    }

    fn problem(&mut self, line: usize, code: ProblemCode, particular: String) {
        let place = Place { file: self.manner.file.to_string(), line, path: String::new() };
        let particulars = vec![particular];
        self.cut.problems.push(Problem { code, place, deal: None, particulars });
    }
}

/// Whether records stand one a line in a sequence of values: where one of them does, all do.
pub(super) fn one_a_line(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let end = match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => at + 1,
            _ => scan::value_end(bytes, at, false),
        };
        let value = &text[at..end];
        if value.starts_with('{') && !value.contains('\n') && reads(value) {
            return true;
        }
        at = end;
    }
    false
}

/// Whether the text is one JSON value.
fn reads(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// The first value of a piece whose tail may hold what closes the list around it.
fn first_value(text: &str) -> &str {
    let end = scan::value_end(text.as_bytes(), 0, true);
    match text.get(..end) {
        Some(value) if reads(value) => value,
        _ => text,
    }
}
