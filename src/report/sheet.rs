//! A table of typed cells, and its text forms.

use std::fmt::Write as _;

use jiff::civil::Date;

use crate::book::Revision;

/// One cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text.
    Text(String),
    /// A whole number.
    Count(i64),
    /// A sum of money in minor units.
    Money {
        /// Minor units.
        minor: i128,
        /// How many digits of it stand behind the point.
        decimals: u32,
    },
    /// A share or an index, printed with six decimals.
    Number(f64),
    /// A day.
    Date(Date),
    /// Yes or no.
    Flag(bool),
}

impl Cell {
    /// A text, or nothing.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A whole number.
    pub fn count(count: usize) -> Self {
        Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A day, or nothing.
    pub fn date(date: Option<Date>) -> Self {
        date.map_or(Self::Empty, Self::Date)
    }

    /// The cell for a program that reads text.
    pub fn plain(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Money { minor, decimals } => decimal(*minor, *decimals),
            Self::Number(number) => format!("{number:.6}"),
            Self::Date(date) => date.to_string(),
            Self::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        }
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The heading, for programs: lower case and without spaces.
    pub heading: String,
    /// The width in a workbook, in characters.
    pub width: u16,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// The name of its sheet in a workbook.
    pub name: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, with a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// An empty table with headings and widths.
    pub fn new(name: &str, columns: &[(&str, u16)]) -> Self {
        let column =
            |(heading, width): &(&str, u16)| Column { heading: (*heading).into(), width: *width };
        Self { name: name.into(), columns: columns.iter().map(column).collect(), rows: Vec::new() }
    }

    /// The table with columns at its end that say in each row where it comes from, so that every
    /// row can travel alone.
    #[must_use]
    pub fn with_provenance(mut self, provenance: &Provenance) -> Self {
        for (heading, text) in provenance.pairs() {
            self.columns.push(Column { heading: heading.into(), width: 20 });
            for row in &mut self.rows {
                row.push(Cell::text(text.clone()));
            }
        }
        self
    }

    /// Comma-separated text (RFC 4180, but lines end in a line feed).
    pub fn to_csv(&self) -> String {
        self.separated(',')
    }

    /// Tab-separated text for the clipboard: tabs and line breaks in cells become spaces.
    pub fn to_tsv(&self) -> String {
        self.separated('\t')
    }

    fn separated(&self, separator: char) -> String {
        let headings = self.columns.iter().map(|column| column.heading.clone()).collect();
        let rows = self.rows.iter().map(|row| row.iter().map(Cell::plain).collect());
        let mut text = String::new();
        for row in std::iter::once(headings).chain(rows) {
            let row: Vec<String> = row;
            for (at, cell) in row.iter().enumerate() {
                if at > 0 {
                    text.push(separator);
                }
                push_cell(&mut text, cell, separator);
            }
            text.push('\n');
        }
        text
    }
}

fn push_cell(text: &mut String, cell: &str, separator: char) {
    if separator == '\t' {
        text.push_str(&cell.replace(['\t', '\n', '\r'], " "));
    } else if cell.contains([separator, '"', '\n', '\r']) || cell.trim() != cell {
        text.extend(["\"", &cell.replace('"', "\"\""), "\""]);
    } else {
        text.push_str(cell);
    }
}

/// A number of minor units with its point.
fn decimal(minor: i128, decimals: u32) -> String {
    let mut text = String::new();
    let digits = minor.unsigned_abs();
    let scale = 10_u128.pow(decimals);
    let sign = if minor < 0 { "-" } else { "" };
    let width = decimals as usize;
    let written = match decimals {
        0 => write!(text, "{sign}{digits}"),
        _ => write!(text, "{sign}{}.{:0width$}", digits / scale, digits % scale),
    };
    written.map_or_else(|_| String::new(), |()| text)
}

/// Where a table comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The rules in one line.
    pub rules: String,
    /// The filter as its line of text.
    pub filter: String,
    /// The book: its title and the files it was read from.
    pub source: String,
    /// The day on which the table was made.
    pub date: Option<Date>,
    /// The fingerprint of the book.
    pub revision: Revision,
}

impl Provenance {
    /// What it says, a line each, leaving out what is empty.
    pub fn lines(&self) -> Vec<String> {
        let pairs = self.pairs().into_iter().filter(|(_, text)| !text.is_empty());
        pairs.map(|(heading, text)| format!("{heading}: {text}")).collect()
    }

    /// What it says, with headings.
    pub fn pairs(&self) -> [(&'static str, String); 5] {
        [
            ("rules", self.rules.clone()),
            ("filter", self.filter.clone()),
            ("source", self.source.clone()),
            ("date", self.date.map_or_else(String::new, |date| date.to_string())),
            ("book_revision", self.revision.to_string()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: &Cell, expected: &str) {
        assert_eq!(cell.plain(), expected);
    }

    #[test]
    fn cells_print_for_programs() {
        check(&Cell::Money { minor: -5, decimals: 2 }, "-0.05");
        check(&Cell::Money { minor: 52_500_000_000, decimals: 2 }, "525000000.00");
        check(&Cell::Money { minor: 700, decimals: 0 }, "700");
        check(&Cell::Number(25.609_756_097), "25.609756");
        check(&Cell::Flag(true), "yes");
    }

    #[test]
    fn rows_travel_with_their_origin() {
        let mut sheet = Sheet::new("t", &[("a", 5), ("b", 5)]);
        sheet.rows.push(vec![Cell::text("x, \"y\""), Cell::Count(1)]);
        let provenance = Provenance { rules: "equal".into(), ..Provenance::default() };
        let csv = sheet.clone().with_provenance(&provenance).to_csv();
        assert_eq!(
            csv,
            "a,b,rules,filter,source,date,book_revision\n\"x, \"\"y\"\"\",1,equal,,,,0000000000000000\n"
        );
        assert_eq!(sheet.to_tsv(), "a\tb\nx, \"y\"\t1\n");
    }
}
