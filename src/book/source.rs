//! The source of a book: the records of a file as text, before anything is believed.
//!
//! Three shapes are read: a JSON array, one object a line (NDJSON), and a book object
//! `{"syndiscope": 1, "title", "deals", …}`. Each may be packed with gzip. A book always opens:
//! what cannot be read is listed as a problem and kept as text.

use serde_json::{Map, Value};

use super::problem::Problem;
use super::reader::BookReader;
use super::records::{Record, Records};

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

/// The records of one or more files, in order, with what stands beside them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BookSource {
    /// The shape in which the file was read.
    pub shape: Shape,
    /// The title of the book.
    pub title: Option<String>,
    /// Readable records.
    pub records: Records,
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
        BookReader::read(bytes, file).into_source()
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::problem::ProblemCode;
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
        let lines: Vec<usize> = book.records.iter().map(Record::line).collect();
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
