//! Writing a book: a stable order of keys, one record a line, nothing lost.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::records::Record;
use super::source::BookSource;

/// The order of keys in a record; others follow by name.
const RECORD_KEYS: &[&str] = &[
    "id",
    "same_as",
    "issuer",
    "issuer_id",
    "country",
    "sector",
    "ticker",
    "guarantor",
    "vehicle",
    "announced",
    "priced",
    "settled",
    "date",
    "status",
    "status_note",
    "market",
    "instrument",
    "format",
    "listing",
    "law",
    "use_of_proceeds",
    "amount",
    "currency",
    "fx_usd",
    "tranches",
    "syndicate",
    "source",
    "notes",
];

/// The order of keys beside the deals of a book object; others follow by name.
const BOOK_KEYS: &[&str] = &["issuers", "banks", "market_totals"];

impl BookSource {
    /// Writes the book as a book object: title, tables and deals, one record a line. Rows that could
    /// not be read stand under `rejected` as they were.
    pub fn write_book(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{{\n\"syndiscope\": 1,")?;
        if let Some(title) = &self.title {
            put(out, "title", &Value::from(title.as_str()))?;
        }
        for (key, value) in ordered(&self.beside, BOOK_KEYS) {
            put(out, key, value)?;
        }
        if !self.rejected.is_empty() {
            let rows: Vec<Value> = self.rejected.iter().map(rejected_row).collect();
            put(out, "rejected", &Value::Array(rows))?;
        }
        write!(out, "\"deals\": [")?;
        let mut comma = "\n";
        self.each_line(|line| {
            write!(out, "{comma}{line}")?;
            comma = ",\n";
            Ok(())
        })?;
        writeln!(out, "\n]\n}}")
    }

    /// Writes the records alone, one a line. Title, tables and rejected rows have no place in this
    /// shape.
    pub fn write_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        self.each_line(|line| writeln!(out, "{line}"))
    }

    /// The book as the text of a book object, as [`BookSource::write_book`] writes it.
    pub fn to_book_text(&self) -> String {
        let mut bytes = Vec::new();
        // Writing to memory cannot fail; a record that cannot be read any more ends the text.
        self.write_book(&mut bytes).unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// Shows every record on one line. A record that cannot be read any more, as where the disk of a
    /// stored book fails, is an error, so that nothing is saved without it.
    fn each_line(&self, mut show: impl FnMut(&str) -> io::Result<()>) -> io::Result<()> {
        let mut result = Ok(());
        self.records.each_text(|_, text| {
            if result.is_ok() {
                result = match text.is_empty() {
                    true => Err(io::Error::other("a record cannot be read any more")),
                    false => show(&record_line(text)),
                };
            }
        });
        result
    }
}

fn put(out: &mut dyn Write, key: &str, value: &Value) -> io::Result<()> {
    let key = Value::from(key);
    writeln!(out, "{key}: {value},")
}

fn rejected_row(record: &Record) -> Value {
    json!({"file": record.file(), "line": record.line(), "text": record.text()})
}

/// A record on one line, its keys in the stable order.
pub fn record_line(text: &str) -> String {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(map)) => {
            let sorted: Map<String, Value> = ordered(&map, RECORD_KEYS)
                .into_iter()
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect();
            Value::Object(sorted).to_string()
        }
        _ => text.replace('\n', " "),
    }
}

fn ordered<'a>(map: &'a Map<String, Value>, order: &[&str]) -> Vec<(&'a String, &'a Value)> {
    let mut pairs: Vec<(&String, &Value)> = map.iter().collect();
    let place = |key: &str| order.iter().position(|known| *known == key).unwrap_or(order.len());
    pairs.sort_by(|a, b| place(a.0).cmp(&place(b.0)).then_with(|| a.0.cmp(b.0)));
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check_round_trip(text: &str) {
        let first = BookSource::read(text.as_bytes(), "a.json");
        let written = first.to_book_text();
        let again = BookSource::read(written.as_bytes(), "b.json");
        assert_eq!(again.to_book_text(), written, "{text}");
        assert_eq!(again.records.len(), first.records.len());
        assert_eq!(again.rejected.len(), first.rejected.len());
        assert_eq!(again.title, first.title);
    }

    #[test]
    fn keys_stand_in_a_stable_order_and_unknown_ones_are_kept() {
        let line = record_line(r#"{"zebra": 1, "market": "DCM", "apple": [2], "id": "x"}"#);
        assert_eq!(line, r#"{"id":"x","market":"DCM","apple":[2],"zebra":1}"#);
    }

    #[test]
    fn books_come_back_the_same() {
        check_round_trip(r#"{"syndiscope":1,"title":"T","x":{"b":1,"a":2},"deals":[{"id":"a"}]}"#);
        check_round_trip("{\"id\":\"a\"}\nbroken\n{\"id\":\"快手\"}\n");
        check_round_trip("");
    }

    proptest! {
        #[test]
        fn any_text_comes_back_the_same(text in "([\\[\\]{}\",:\\\\a1\n ]|\\{\"id\":\"x\"\\}){0,40}") {
            check_round_trip(&text);
        }
    }
}
