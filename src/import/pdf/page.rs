//! Glyphs of a page to lines, lines to paragraphs and tables.

use std::collections::{HashMap, HashSet};

use super::table;
use crate::text::is_cjk;

/// One glyph where it stands: left and right end on its base line, in points from the top left.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) base: f64,
    pub(super) size: f64,
}

/// Words of a line that stand close to each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    /// Where its words after the first begin: on the page, in the text, and how far from the last.
    words: Vec<Word>,
}

/// A word within a cell.
#[derive(Clone, Copy, Debug)]
struct Word {
    left: f64,
    at: usize,
    gap: f64,
}

/// One line of a page: a cell, or several in a table.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) cells: Vec<Cell>,
    pub(super) base: f64,
    pub(super) size: f64,
}

/// The text of a page.
#[derive(Clone, Debug, Default)]
pub(super) struct PageText {
    /// Its lines; an empty one parts paragraphs.
    rows: Vec<String>,
    /// Whether the last line is full, so that the next page goes on with it.
    runs_on: bool,
}

/// The gap between two words, in parts of the size of the type.
const WORD_GAP: f64 = 0.16;
/// The gap between two Chinese characters that is a blank.
const CJK_GAP: f64 = 0.6;
/// The gap between two cells of a row.
const CELL_GAP: f64 = 1.3;
/// The gap between two cells that have a blank between them: words of a spaced line have one too.
const BLANK_GAP: f64 = 4.0;
/// The longest label before a colon that begins a line of its own, in characters.
const LONGEST_LABEL: usize = 45;
/// The furthest apart the base lines of two glyphs of one line are: footnote marks stand higher.
const SAME_LINE: f64 = 0.42;
/// A hyphen at which a word is broken.
const SOFT_HYPHEN: char = '\u{ad}';
/// How many rows at the top and at the foot of a page may be its number or a running title.
const EDGE: usize = 3;
/// How near, in parts of the size of the type, a word begins where the cells of a column do.
const ON_COLUMN: f64 = 0.12;
/// How many lines above and below are looked at for cells that begin at one place.
const NEIGHBOURS: usize = 8;
/// The least gap before a word that begins a cell: wider than that between words.
const COLUMN_GAP: f64 = 0.42;
/// How much further than the lines of a paragraph are apart the next one begins.
const PARAGRAPH: f64 = 1.75;

/// The text of the glyphs of a page that is `width` wide.
pub(super) fn text_of(pieces: Vec<Piece>, width: f64) -> PageText {
    let mut lines = without_numbers(lines(pieces));
    part_at_columns(&mut lines);
    let left = lines.iter().flat_map(|line| line.cells.first()).map(|cell| cell.left);
    let left = left.fold(f64::INFINITY, f64::min);
    let right = lines.iter().flat_map(|line| line.cells.last()).map(|cell| cell.right);
    let right = right.fold(width - left, f64::max);
    let mut page = PageText::default();
    let mut at = 0;
    let mut before: Option<&Line> = None;
    while at < lines.len() {
        let is_apart = before.is_none_or(|line| {
            lines[at].base - line.base > PARAGRAPH * lines[at].size.max(line.size)
        });
        let rows = table::length(&lines[at..]);
        if rows > 0 {
            if is_apart {
                page.blank();
            }
            page.rows.extend(table::rows(&lines[at..at + rows], right));
            page.runs_on = false;
            at += rows;
        } else {
            let line = &lines[at];
            let goes_on = !is_apart && page.runs_on && before.is_some_and(|last| fits(last, line));
            let text = &line.cells[0].text;
            match page.rows.last_mut() {
                Some(row) if goes_on => append(row, text),
                _ => {
                    if is_apart {
                        page.blank();
                    }
                    page.rows.push(text.clone());
                }
            }
            page.runs_on = lines.get(at + 1).map_or_else(
                || line.cells[0].right > right - 4.0 * line.size,
                |next| is_full(&line.cells[0], &next.cells[0], right, line.size),
            );
            at += 1;
        }
        before = lines.get(at.wrapping_sub(1));
    }
    page
}

/// The pages one after the other, without their numbers and what stands over or under each.
pub(super) fn joined(pages: &[PageText]) -> String {
    let mut met: HashMap<String, usize> = HashMap::new();
    for page in pages {
        let edges: HashSet<String> = page.edges().map(|row| without_digits(row)).collect();
        edges.into_iter().for_each(|row| *met.entry(row).or_default() += 1);
    }
    let mut text = String::new();
    let mut runs_on = false;
    for (number, page) in pages.iter().enumerate() {
        let is_left_out = |row: &&String| {
            row.is_empty()
                || number > 0 && met.get(&without_digits(row)).is_some_and(|count| *count > 1)
        };
        let rows: &[String] = page.rows.as_slice();
        let first = rows.iter().take(EDGE).take_while(is_left_out).count();
        let rows = &rows[first..];
        let last = rows.iter().rev().take(EDGE).take_while(is_left_out).count();
        let rows = &rows[..rows.len() - last];
        let mut rows = rows.iter();
        if runs_on && let Some(row) = rows.next() {
            append(&mut text, row);
            text.push('\n');
        } else if !text.is_empty() && rows.len() > 0 {
            text.push('\n');
        }
        for row in rows {
            text.push_str(row);
            text.push('\n');
        }
        let is_open = text.trim_end().ends_with([',', '、', '，']);
        runs_on = page.runs_on || is_open;
        if runs_on {
            text.truncate(text.trim_end().len());
        }
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn without_digits(row: &str) -> String {
    row.chars().filter(|char| !char.is_ascii_digit()).collect()
}

/// The lines of a page without its number.
fn without_numbers(mut lines: Vec<Line>) -> Vec<Line> {
    let is_number = |line: &Line| line.cells.iter().all(|cell| is_number_of_page(&cell.text));
    if lines.last().is_some_and(is_number) {
        lines.pop();
    }
    if lines.first().is_some_and(is_number) {
        lines.remove(0);
    }
    lines
}

/// Whether a row at the edge of a page is its number.
fn is_number_of_page(row: &str) -> bool {
    let row = row.trim().to_lowercase();
    let rest = row.trim_start_matches("page").trim_start_matches('第');
    let number = rest.trim_end_matches('页').trim_end_matches('頁').replace("of", "");
    number.chars().all(|char| {
        char.is_ascii_digit() || matches!(char, '-' | '–' | '—' | '/' | ' ' | '|' | '共' | '页')
    }) && row.chars().filter(char::is_ascii_digit).count() <= 6
}

impl PageText {
    /// The rows at the top and at the foot.
    fn edges(&self) -> impl Iterator<Item = &String> {
        let rows = self.rows.iter();
        let foot = self.rows.len().saturating_sub(EDGE).max(EDGE);
        rows.enumerate().filter(move |(at, _)| *at < EDGE || *at >= foot).map(|(_, row)| row)
    }

    fn blank(&mut self) {
        if self.rows.last().is_some_and(|row| !row.is_empty()) {
            self.rows.push(String::new());
        }
    }
}

/// Whether two lines may stand in one paragraph: same size, and lefts no further apart than an indent.
fn fits(last: &Line, line: &Line) -> bool {
    let larger = last.size.max(line.size);
    (last.size - line.size).abs() < 0.12 * larger
        && (last.cells[0].left - line.cells[0].left).abs() < 5.0 * larger
        && !begins_with_label(&line.cells[0].text)
}

/// Whether a line begins with a label and a colon: `Co-Managers: …`.
fn begins_with_label(text: &str) -> bool {
    let Some((label, _)) = text.split_once(':') else { return false };
    label.starts_with(char::is_uppercase)
        && label.chars().count() <= LONGEST_LABEL
        && !label.contains([',', ';', '.', '('])
        && !label.chars().any(is_cjk)
}

/// Whether a cell ends where the first word of the next would not have found room.
pub(super) fn is_full(cell: &Cell, next: &Cell, edge: f64, size: f64) -> bool {
    let chars = next.text.chars().count().max(1);
    let word = match next.text.chars().next() {
        Some(first) if is_cjk(first) => 2,
        _ => next.text.split(char::is_whitespace).next().map_or(1, |word| word.chars().count() + 1),
    };
    #[allow(clippy::cast_precision_loss, reason = "a line has few characters")]
    let room = (next.right - next.left) * word.min(chars) as f64 / chars as f64;
    cell.right + room > edge - 0.3 * size
}

/// Puts the rest of a paragraph after its beginning: with a blank, unless the script has none.
pub(super) fn append(text: &mut String, rest: &str) {
    if text.ends_with(SOFT_HYPHEN) {
        text.pop();
        if !rest.starts_with(char::is_lowercase) {
            text.push('-');
        }
        text.push_str(rest);
        return;
    }
    let (last, first) = (text.chars().next_back(), rest.chars().next());
    let is_joined = match (last, first) {
        (Some(last), Some(first)) => {
            let is_wide = is_cjk(last) || is_cjk(first);
            let is_word = |char: char| char.is_alphabetic() && !is_cjk(char);
            let is_mark = |char: char| !char.is_ascii() && !char.is_alphanumeric();
            is_wide && !is_word(last) && !is_word(first)
                || is_mark(last) && is_mark(first)
                || matches!(last, '-' | '‐') && first.is_alphanumeric()
                || last == '/'
        }
        _ => true,
    };
    if !is_joined {
        text.push(' ');
    }
    text.push_str(rest);
}

/// The lines of a page from top to bottom.
fn lines(mut pieces: Vec<Piece>) -> Vec<Line> {
    pieces.sort_by(|a, b| a.base.total_cmp(&b.base));
    let mut lines = Vec::new();
    let mut start = 0;
    while start < pieces.len() {
        let mut main = start;
        let mut end = start + 1;
        while let Some(piece) = pieces.get(end) {
            let larger = piece.size.max(pieces[main].size);
            if piece.base - pieces[main].base > SAME_LINE * larger {
                break;
            }
            // The base line is that of the largest type: a footnote mark may come first.
            if piece.size > 1.15 * pieces[main].size {
                main = end;
            }
            end += 1;
        }
        let (base, size) = (pieces[main].base, pieces[main].size);
        let cells = cells(&mut pieces[start..end], size);
        if !cells.is_empty() {
            lines.push(Line { cells, base, size });
        }
        start = end;
    }
    lines
}

/// Parts cells that stand too close to each other to be told by the gap alone: where a word begins
/// just where the cells of lines above and below do.
fn part_at_columns(lines: &mut [Line]) {
    let lefts: Vec<Vec<f64>> = lines
        .iter()
        .map(|line| line.cells.iter().skip(1).map(|cell| cell.left).collect())
        .collect();
    for (at, line) in lines.iter_mut().enumerate() {
        let near = &lefts[at.saturating_sub(NEIGHBOURS)..lefts.len().min(at + NEIGHBOURS + 1)];
        let slack = ON_COLUMN * line.size;
        let is_column =
            |left: f64| near.iter().flatten().filter(|x| (*x - left).abs() < slack).count() > 1;
        let mut parted = Vec::with_capacity(line.cells.len());
        for mut cell in std::mem::take(&mut line.cells) {
            let opens = |word: &Word| word.gap > COLUMN_GAP * line.size && is_column(word.left);
            while let Some(word) = cell.words.iter().rposition(opens).map(|last| cell.words[last]) {
                let text = cell.text.split_off(word.at);
                let right = std::mem::replace(&mut cell.right, word.left - word.gap);
                cell.text.truncate(cell.text.trim_end().len());
                cell.words.retain(|other| other.at < word.at);
                parted.push(Cell { text, left: word.left, right, words: Vec::new() });
            }
            parted.push(cell);
        }
        parted.sort_by(|a, b| a.left.total_cmp(&b.left));
        line.cells = parted;
    }
}

/// The cells of a line from left to right.
fn cells(pieces: &mut [Piece], size: f64) -> Vec<Cell> {
    pieces.sort_by(|a, b| a.left.total_cmp(&b.left));
    let mut cells: Vec<Cell> = Vec::new();
    let mut is_blank = false;
    let mut last: Option<&Piece> = None;
    for piece in pieces.iter() {
        if piece.text.chars().all(char::is_whitespace) {
            is_blank = true;
            continue;
        }
        // Bold type is sometimes the same letter printed twice.
        if last.is_some_and(|last| {
            last.text == piece.text && piece.left - last.left < 0.1 * size && !is_blank
        }) {
            continue;
        }
        let gap = cells.last().map(|cell| piece.left - cell.right);
        match (cells.last_mut(), gap) {
            (Some(cell), Some(gap))
                if gap <= size * if is_blank { BLANK_GAP } else { CELL_GAP } =>
            {
                let sides = [cell.text.chars().next_back(), piece.text.chars().next()];
                let wide = sides.iter().filter(|char| char.is_some_and(is_cjk)).count();
                let least = if wide > 0 { CJK_GAP } else { WORD_GAP };
                if gap > least * size || is_blank && wide < 2 {
                    cell.text.push(' ');
                    cell.words.push(Word { left: piece.left, at: cell.text.len(), gap });
                }
                // Within a line it is a hyphen like any other.
                if cell.text.ends_with(SOFT_HYPHEN) {
                    cell.text.pop();
                    cell.text.push('-');
                }
                cell.text.push_str(&piece.text);
                cell.right = cell.right.max(piece.right);
            }
            _ => cells.push(Cell {
                text: piece.text.clone(),
                left: piece.left,
                right: piece.right.max(piece.left),
                words: Vec::new(),
            }),
        }
        is_blank = false;
        last = Some(piece);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters of size 10 that are 5 wide, from a place on a page.
    fn set(pieces: &mut Vec<Piece>, left: f64, base: f64, text: &str) {
        let mut at = left;
        for char in text.chars() {
            let width = if is_cjk(char) { 10.0 } else { 5.0 };
            let (left, right) = (at, at + width);
            pieces.push(Piece { text: char.to_string(), left, right, base, size: 10.0 });
            at = right;
        }
    }

    /// The text of lines that stand at places of a page 200 wide.
    fn page(lines: &[(f64, f64, &str)]) -> String {
        let mut pieces = Vec::new();
        lines.iter().for_each(|(left, base, text)| set(&mut pieces, *left, *base, text));
        joined(&[text_of(pieces, 200.0)])
    }

    #[test]
    fn full_lines_are_one_paragraph() {
        let text = page(&[
            (20.0, 20.0, "The banks that ran the books are"),
            (20.0, 32.0, "HSBC and BNP."),
            (20.0, 44.0, "Priced today."),
            (20.0, 70.0, "Apart."),
        ]);
        assert_eq!(
            text,
            "The banks that ran the books are HSBC and BNP.\nPriced today.\n\nApart.\n"
        );
        let text =
            page(&[(20.0, 20.0, "由汇丰银行及中国银行担任联席账"), (20.0, 32.0, "簿管理人。")]);
        assert_eq!(text, "由汇丰银行及中国银行担任联席账簿管理人。\n");
    }

    #[test]
    fn broken_words_are_whole_again() {
        let text =
            page(&[(20.0, 20.0, "The notes of the large pro\u{ad}"), (20.0, 32.0, "gramme")]);
        assert_eq!(text, "The notes of the large programme\n");
        let text = page(&[(20.0, 20.0, "Co\u{ad}Managers of the offer: ING")]);
        assert_eq!(text, "Co-Managers of the offer: ING\n");
    }

    #[test]
    fn rows_of_a_table_have_tabs() {
        let text = page(&[
            (20.0, 20.0, "Issuer"),
            (100.0, 20.0, "Acme plc"),
            (20.0, 32.0, "Amount"),
            (100.0, 32.0, "EUR 5m"),
        ]);
        assert_eq!(text, "Issuer\tAcme plc\nAmount\tEUR 5m\n");
    }

    #[test]
    fn cells_of_several_lines_are_one_row() {
        let text = page(&[
            (20.0, 20.0, "Issuer"),
            (100.0, 20.0, "Acme plc"),
            (20.0, 40.0, "Joint Lead and"),
            (100.0, 40.0, "HSBC Bank"),
            (20.0, 52.0, "Books"),
            (100.0, 52.0, "BNP"),
            (100.0, 64.0, "Citi"),
        ]);
        let rows = "Issuer\tAcme plc\nJoint Lead and Books\tHSBC Bank\n\tBNP\n\tCiti\n";
        assert_eq!(text, rows);
    }

    #[test]
    fn cells_close_together_are_parted_where_the_column_is() {
        let text = page(&[
            (20.0, 20.0, "Issuer:"),
            (95.0, 20.0, "Acme"),
            (20.0, 40.0, "Issue amount:"),
            (95.0, 40.0, "EUR 5m"),
            (20.0, 60.0, "Coupon:"),
            (95.0, 60.0, "5%"),
        ]);
        assert_eq!(text, "Issuer:\tAcme\nIssue amount:\tEUR 5m\nCoupon:\t5%\n");
    }

    #[test]
    fn marks_above_the_line_and_double_print_are_one_line() {
        let mut pieces = Vec::new();
        set(&mut pieces, 20.0, 20.0, "HSBC");
        set(&mut pieces, 20.3, 20.0, "HSBC");
        pieces.push(Piece { text: "1".into(), left: 40.5, right: 43.0, base: 16.0, size: 6.0 });
        assert_eq!(joined(&[text_of(pieces, 200.0)]), "HSBC1\n");
    }

    #[test]
    fn titles_and_numbers_of_pages_are_left_out() {
        let of = |number: &str, line: &str| {
            let mut pieces = Vec::new();
            set(&mut pieces, 20.0, 10.0, "Acme plc");
            set(&mut pieces, 20.0, 40.0, line);
            set(&mut pieces, 100.0, 290.0, number);
            text_of(pieces, 200.0)
        };
        let pages = [of("1 / 2", "The bookrunners are Citi, ING and"), of("2 / 2", "HSBC.")];
        assert_eq!(joined(&pages), "Acme plc\n\nThe bookrunners are Citi, ING and HSBC.\n");
    }
}
