//! Tables as text: columns aligned by the width that a terminal gives each character, and rows of
//! comma-separated values.

use std::io::{self, Write};

use crate::text::is_cjk;

/// The widest cell of a text table, in columns of the terminal.
const WIDEST: usize = 52;

/// On which side a column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// A table with headings.
#[derive(Debug)]
pub(super) struct Table {
    columns: Vec<(&'static str, Side)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(columns: &[(&'static str, Side)]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Adds a row with a cell for each column.
    pub(super) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells.iter().map(|cell| cut(&printable(cell), WIDEST)).collect());
    }

    /// Prints the headings and the rows, two spaces between columns.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let widths = self.widths();
        let headings = self.columns.iter().map(|(heading, _)| (*heading).to_owned()).collect();
        for row in [&headings].into_iter().chain(&self.rows) {
            let mut line = String::new();
            for ((cell, width), (_, side)) in row.iter().zip(&widths).zip(&self.columns) {
                let gap = " ".repeat(width.saturating_sub(display_width(cell)));
                match side {
                    Side::Left => line.extend([cell.as_str(), &gap, "  "]),
                    Side::Right => line.extend([gap.as_str(), cell, "  "]),
                }
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<usize> =
            self.columns.iter().map(|(heading, _)| display_width(heading)).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(display_width(cell));
            }
        }
        widths
    }
}

/// How many columns of a terminal a text takes: Chinese, Japanese and Korean characters and full
/// width forms take two, combining marks none.
pub(super) fn display_width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

fn char_width(char: char) -> usize {
    match char {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{33ff}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}' => 2,
        _ if is_cjk(char) => 2,
        _ => 1,
    }
}

/// The text on one line, without characters that would steer a terminal.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}

/// The text cut to a width, with an ellipsis where something was cut.
fn cut(text: &str, widest: usize) -> String {
    if display_width(text) <= widest {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut width = 1;
    for char in text.chars() {
        width += char_width(char);
        if width > widest {
            break;
        }
        short.push(char);
    }
    short.trim_end().to_owned() + "…"
}

/// Prints a row of comma-separated values, quoted where needed (RFC 4180).
pub(super) fn write_csv(out: &mut dyn Write, cells: &[impl AsRef<str>]) -> io::Result<()> {
    let mut line = String::new();
    for (at, cell) in cells.iter().enumerate() {
        let cell = cell.as_ref();
        if at > 0 {
            line.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) || cell.trim() != cell {
            line.extend(["\"", &cell.replace('"', "\"\""), "\""]);
        } else {
            line.push_str(cell);
        }
    }
    writeln!(out, "{line}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cells: &[&str], expected: &str) {
        let mut out = Vec::new();
        write_csv(&mut out, cells).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn cells_are_quoted_where_needed() {
        check(&["a", "b c", ""], "a,b c,\n");
        check(&["a,b", "say \"x\"", "two\nlines"], "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"\n");
        check(&[" lead"], "\" lead\"\n");
    }

    #[test]
    fn columns_line_up_under_wide_characters() {
        let mut table = Table::new(&[("bank", Side::Left), ("value", Side::Right)]);
        table.row(vec!["瑞银".into(), "1.5".into()]);
        table.row(vec!["UBS AG".into(), "1,250.0".into()]);
        let mut out = Vec::new();
        table.write(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let widths: Vec<usize> = text.lines().map(display_width).collect();
        assert_eq!(widths, [15, 15, 15], "{text}");
    }

    #[test]
    fn a_cell_cannot_steer_the_terminal_or_break_the_line() {
        assert_eq!(printable("a\u{1b}[2Jb\nc"), "a [2Jb c");
        assert_eq!(cut("快手科技有限公司", 7), "快手科…");
        assert_eq!(cut("UBS", 7), "UBS");
    }
}
