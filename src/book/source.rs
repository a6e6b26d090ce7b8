//! The source of a book: the records of a file as text, before anything is believed.
//!
//! Three shapes are read: a JSON array, one object a line (NDJSON), and a book object
//! `{"syndiscope": 1, "title", "deals", …}`. Each may be packed with gzip. A book always opens:
//! what cannot be read is listed as a problem and kept as text.

use std::io::Read as _;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::problem::{Place, Problem, ProblemCode, shortened};
use super::scan::{self, Lines, Piece};

/// Largest unpacked size that is read, in bytes.
const LARGEST: u64 = 4 << 30;

/// The shape of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// A book object, which alone can hold a title, issuers and market totals.
    #[default]
    Book,
    /// A JSON array of records.
    Array,
    /// One record a line.
    Lines,
}

/// One record as it stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The file, as the person named it.
    pub file: Arc<str>,
    /// The line on which it begins, counted from 1.
    pub line: usize,
    /// The JSON text of the record.
    pub text: Arc<str>,
}

impl Record {
    /// The place of the record, with no path.
    pub fn place(&self) -> Place {
        Place { file: self.file.to_string(), line: self.line, path: String::new() }
    }
}

/// The records of one or more files, in order, with what stands beside them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BookSource {
    /// The shape in which the file was read.
    pub shape: Shape,
    /// The title of the book.
    pub title: Option<String>,
    /// Readable records.
    pub records: Vec<Record>,
    /// Records that are no JSON object; kept and written back under `rejected`.
    pub rejected: Vec<Record>,
    /// Every other key of a book object (issuers, market totals, unknown keys), in file order.
    pub beside: Map<String, Value>,
    /// What went wrong while cutting the file into records.
    pub problems: Vec<Problem>,
}

impl BookSource {
    /// Reads the bytes of a file; `file` is the name that problems print. Never fails: whatever
    /// cannot be read becomes a problem.
    pub fn read(bytes: &[u8], file: &str) -> Self {
        let mut reader = Reader::new(file);
        let unpacked = reader.unpack(bytes);
        let text = reader.decode(unpacked.as_deref().unwrap_or(bytes));
        reader.text(&text);
        reader.book
    }

    /// Adds the records of another source behind these.
    pub fn append(&mut self, other: Self) {
        self.records.extend(other.records);
        self.rejected.extend(other.rejected);
        self.problems.extend(other.problems);
        for (key, value) in other.beside {
            match (self.beside.get_mut(&key), value) {
                (Some(Value::Array(mine)), Value::Array(theirs)) => mine.extend(theirs),
                (Some(_), _) => {}
                (None, value) => {
                    self.beside.insert(key, value);
                }
            }
        }
        if self.title.is_none() {
            self.title = other.title;
        }
    }

    /// How many rows the files held: kept and rejected.
    pub fn rows(&self) -> usize {
        self.records.len() + self.rejected.len()
    }
}

struct Reader {
    file: Arc<str>,
    book: BookSource,
    lossy: bool,
}

impl Reader {
    fn new(file: &str) -> Self {
        Self { file: file.into(), book: BookSource::default(), lossy: false }
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

    fn decode(&mut self, bytes: &[u8]) -> String {
        let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
        type Unit = fn([u8; 2]) -> u16;
        let (utf16, wide) = match bytes {
            [0xff, 0xfe, rest @ ..] => (Some(u16::from_le_bytes as Unit), rest),
            [0xfe, 0xff, rest @ ..] => (Some(u16::from_be_bytes as Unit), rest),
            _ => (None, bytes),
        };
        if let Some(unit) = utf16 {
            let units: Vec<u16> =
                wide.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
            return String::from_utf16_lossy(&units);
        }
        let text = String::from_utf8_lossy(bytes);
        self.lossy = matches!(text, std::borrow::Cow::Owned(_));
        text.into_owned()
    }

    fn text(&mut self, text: &str) {
        let body = text.trim_start();
        let start = text.len() - body.len();
        if body.starts_with('[') {
            self.book.shape = Shape::Array;
            let list = scan::bracketed(text, start + 1);
            self.records(text, &list.pieces);
            self.closed(text, &list);
        } else if !self.book_object(text, start) {
            self.book.shape = Shape::Lines;
            let list = scan::sequence(text, start);
            self.records(text, &list.pieces);
        }
        if self.book.rows() == 0 && self.book.shape != Shape::Book {
            self.problem(0, ProblemCode::EmptyFile, "");
        }
    }

    /// Reads a book object; `false` where the text is none.
    fn book_object(&mut self, text: &str, start: usize) -> bool {
        let keys = object_keys(text, start);
        let is_book = keys.iter().any(|(key, _)| key == "syndiscope" || key == "deals");
        if !is_book {
            return false;
        }
        self.book.shape = Shape::Book;
        for (key, value) in keys {
            self.book_key(text, key, value);
        }
        true
    }

    fn book_key(&mut self, text: &str, key: String, value: Piece) {
        let bytes = text.as_bytes();
        if key == "deals" && bytes.get(value.start) == Some(&b'[') {
            let list = scan::bracketed(text, value.start + 1);
            self.records(text, &list.pieces);
            self.closed(text, &list);
            return;
        }
        let line = Lines::new(text).line_of(value.start);
        match serde_json::from_str::<Value>(&text[value.start..value.end]) {
            Ok(Value::Array(lost)) if key == "rejected" => self.rejected_again(&lost),
            Ok(Value::String(title)) if key == "title" => self.book.title = Some(title),
            Ok(version) if key == "syndiscope" => {
                if version != 1 {
                    self.problem(line, ProblemCode::NewerBook, &version.to_string());
                }
            }
            Ok(value) => {
                self.book.beside.insert(key, value);
            }
            Err(error) => self.problem(line, ProblemCode::BrokenBook, &error.to_string()),
        }
    }

    /// Takes back the rejected rows of an earlier reading.
    fn rejected_again(&mut self, lost: &[Value]) {
        for row in lost {
            let part = |key: &str| row.get(key).and_then(Value::as_str);
            let line = row.get("line").and_then(Value::as_u64).unwrap_or(0);
            let record = Record {
                file: part("file").unwrap_or_default().into(),
                line: usize::try_from(line).unwrap_or(0),
                text: part("text").unwrap_or_default().into(),
            };
            self.take(record);
        }
    }

    fn closed(&mut self, text: &str, list: &scan::List) {
        if !list.closed {
            let line = Lines::new(text).line_of(text.len());
            self.problem(line, ProblemCode::BrokenBook, "the list of deals has no end");
        }
    }

    fn records(&mut self, text: &str, pieces: &[Piece]) {
        let mut lines = Lines::new(text);
        let one_a_line = self.book.shape == Shape::Lines && one_a_line(text, pieces);
        for piece in pieces {
            let line = lines.line_of(piece.start);
            let value = &text[piece.start..piece.end];
            if reads(value) || !value.contains('\n') {
                self.record(value, line);
                continue;
            }
            let parts =
                if one_a_line { scan::lines_of(text, *piece) } else { scan::resync(text, *piece) };
            for part in parts {
                let line = lines.line_of(part.start);
                self.record(first_value(&text[part.start..part.end]), line);
            }
        }
    }

    fn record(&mut self, text: &str, line: usize) {
        let record = Record { file: self.file.clone(), line, text: text.trim().into() };
        self.take(record);
    }

    fn take(&mut self, record: Record) {
        let problem = match serde_json::from_str::<Value>(&record.text) {
            Ok(Value::Object(_)) => None,
            Ok(other) => Some((ProblemCode::NotARecord, shortened(&other.to_string()))),
            Err(error) => Some((ProblemCode::UnreadableRecord, error.to_string())),
        };
        let Some((code, why)) = problem else {
            if self.lossy && record.text.contains('\u{fffd}') {
                self.problem(record.line, ProblemCode::BadText, "");
            }
            self.book.records.push(record);
            return;
        };
        let place = record.place();
        self.book.problems.push(Problem { code, place, deal: None, particulars: vec![why] });
        self.book.rejected.push(record);
    }

    fn problem(&mut self, line: usize, code: ProblemCode, particular: &str) {
        self.book.problems.push(Problem {
            code,
            place: Place { file: self.file.to_string(), line, path: String::new() },
            deal: None,
            particulars: vec![particular.to_owned()],
        });
    }
}

/// Whether the records stand one a line: where one of them does, a broken one ends with its line.
fn one_a_line(text: &str, pieces: &[Piece]) -> bool {
    let values = pieces.iter().map(|piece| &text[piece.start..piece.end]);
    values.into_iter().any(|value| value.starts_with('{') && !value.contains('\n') && reads(value))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, shape: Shape, kept: usize, rejected: usize) {
        let book = BookSource::read(text.as_bytes(), "t.json");
        assert_eq!((book.shape, book.records.len(), book.rejected.len()), (shape, kept, rejected));
        assert!(book.problems.len() >= rejected, "{text}: {:?}", book.problems);
    }

    #[test]
    fn three_shapes_are_read() {
        check(r#"[{"id":"a"},{"id":"b"}]"#, Shape::Array, 2, 0);
        check("{\"id\":\"a\"}\n{\"id\":\"b\"}\n", Shape::Lines, 2, 0);
        check(r#"{"id":"a"}"#, Shape::Lines, 1, 0);
        check("{\n \"id\": \"a\"\n}", Shape::Lines, 1, 0);
        check(r#"{"syndiscope":1,"title":"T","deals":[{"id":"a"}]}"#, Shape::Book, 1, 0);
        check(r#"{"syndiscope":1,"deals":[]}"#, Shape::Book, 0, 0);
        check("", Shape::Lines, 0, 0);
    }

    #[test]
    fn a_broken_record_never_hides_the_others() {
        check("{\"id\":\"a\"}\n{\"id\":\n{\"id\":\"c\"}\n", Shape::Lines, 2, 1);
        check("{\"id\":\"a\"}\nnot json\n{\"id\":\"c\"}\n", Shape::Lines, 2, 1);
        check("[\n {\"id\":\"a\"},\n {\"id\":\"b\",\n {\"id\":\"c\"}\n]", Shape::Array, 2, 1);
        check("[{\"id\":\"a\"}, 7, {\"id\":\"c\"}]", Shape::Array, 2, 1);
        check("{\"syndiscope\":1,\"deals\":[\n{\"id\":\"a\"},\n{\"id\":\"b\n", Shape::Book, 1, 1);
    }

    #[test]
    fn lines_are_counted_from_one() {
        let book = BookSource::read(b"\n{\"id\":\"a\"}\n\n{\"id\":\"b\"}", "t");
        let lines: Vec<usize> = book.records.iter().map(|record| record.line).collect();
        assert_eq!(lines, [2, 4]);
    }

    #[test]
    fn other_encodings_are_read() {
        let wide: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("[{\"id\":\"快手\"}]".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(BookSource::read(&wide, "t").records.len(), 1);
        let bad = BookSource::read(b"[{\"id\":\"a\xff\"}]", "t");
        assert_eq!(bad.records.len(), 1);
        assert_eq!(bad.problems[0].code, ProblemCode::BadText);
    }

    proptest! {
        #[test]
        fn any_bytes_open(bytes: Vec<u8>) {
            let _book = BookSource::read(&bytes, "t");
        }

        #[test]
        fn any_json_like_text_opens(text in "[\\[\\]{}\",:\\\\a1\n ]{0,120}") {
            let _book = BookSource::read(text.as_bytes(), "t");
        }
    }
}
