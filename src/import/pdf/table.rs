//! Tables of a page: lines whose cells stand under each other, made into rows.
//!
//! A row may take several lines: where a cell is too narrow its text goes on below, and a cell may
//! hold a list with a bank in every line. A line that goes on is told from one that begins a row by
//! the space between lines and by whether the next word would have found room.

use super::page::{Cell, Line, append, is_full};

/// How far apart, in parts of the size of the type, two cells of one column begin at most.
const SAME_COLUMN: f64 = 1.0;
/// How much further apart than the closest lines of a table its rows are, where that is to be seen.
const ROW_GAP: f64 = 1.2;
/// How near to the end of a column, in parts of the size of the type, lines end that were broken.
const FLUSH: f64 = 3.0;
/// Lines this far apart, in parts of the size of the type, belong to no table together.
const TABLE_GAP: f64 = 4.5;

/// How many lines from the first make a table; 0 where it begins none.
pub(super) fn length(lines: &[Line]) -> usize {
    let Some(first) = lines.first() else { return 0 };
    if first.cells.len() < 2 {
        return 0;
    }
    let mut columns: Vec<f64> = first.cells.iter().map(|cell| cell.left).collect();
    let mut length = 1;
    for pair in lines.windows(2) {
        let (before, line) = (&pair[0], &pair[1]);
        let size = line.size.max(before.size);
        if line.base - before.base > TABLE_GAP * size {
            break;
        }
        let slack = SAME_COLUMN * size;
        let is_in = match line.cells.as_slice() {
            [cell] => {
                let column = column_of(&columns, cell, slack);
                let room = column.and_then(|at| columns.get(at + 1));
                let is_label = column == Some(0) && room.is_some_and(|next| cell.right < *next);
                is_label && goes_on_as_table(&lines[length + 1..], &columns, slack)
                    || column.is_some_and(|at| at > 0)
            }
            cells => {
                cells.iter().any(|cell| column_of(&columns, cell, slack).is_some_and(|at| at > 0))
                    || cells.len() == columns.len()
            }
        };
        if !is_in {
            break;
        }
        for cell in &line.cells {
            if column_of(&columns, cell, slack).is_none() && line.cells.len() > 1 {
                columns.push(cell.left);
            }
        }
        columns.sort_by(f64::total_cmp);
        length += 1;
    }
    length
}

/// Whether a row of the table comes within the next lines.
fn goes_on_as_table(lines: &[Line], columns: &[f64], slack: f64) -> bool {
    let is_row = |line: &Line| {
        line.cells.iter().any(|cell| column_of(columns, cell, slack).is_some_and(|at| at > 0))
    };
    lines.iter().take(2).any(is_row)
}

fn column_of(columns: &[f64], cell: &Cell, slack: f64) -> Option<usize> {
    let near = |left: &f64| (left - cell.left).abs() <= slack;
    columns.iter().position(near)
}

/// The columns of a table: where cells begin, from the left.
fn columns(lines: &[Line]) -> Vec<f64> {
    let mut lefts: Vec<(f64, f64)> = lines
        .iter()
        .flat_map(|line| line.cells.iter().map(|cell| (cell.left, line.size)))
        .collect();
    lefts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut columns: Vec<f64> = Vec::new();
    for (left, size) in lefts {
        if columns.last().is_none_or(|last| left - last > SAME_COLUMN * size) {
            columns.push(left);
        }
    }
    columns
}

/// A row as it grows: for each column the lines of its cell.
type Row = Vec<Vec<Cell>>;

/// The rows of a table as text, cells parted by tabs, on a page whose lines end at `right`.
pub(super) fn rows(lines: &[Line], right: f64) -> Vec<String> {
    let columns = columns(lines);
    let gaps: Vec<f64> = lines.windows(2).map(|pair| pair[1].base - pair[0].base).collect();
    let tight = gaps.iter().copied().fold(f64::INFINITY, f64::min);
    let is_spaced = gaps.iter().any(|gap| *gap > ROW_GAP * tight);
    let edges: Vec<f64> = edges(lines, &columns, right);
    let mut rows: Vec<Row> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let is_tight = at > 0 && (!is_spaced || gaps[at - 1] <= ROW_GAP * tight);
        let cells: Vec<(usize, &Cell)> =
            line.cells.iter().map(|cell| (place(&columns, cell), cell)).collect();
        let label = cells.iter().find(|(column, _)| *column == 0).map(|(_, cell)| *cell);
        let goes_on = match (rows.last(), label) {
            (None, _) => false,
            (Some(_), None) => !is_spaced || is_tight || !opens_next(lines, &columns, at, &gaps),
            (Some(row), Some(label)) => {
                is_tight && wraps(row, label, edges[0], line.size, is_spaced)
            }
        };
        if !goes_on {
            rows.push(vec![Vec::new(); columns.len()]);
        }
        let Some(row) = rows.last_mut() else { continue };
        for (column, cell) in cells {
            row[column].push(cell.clone());
        }
    }
    let size = lines.first().map_or(10.0, |line| line.size);
    rows.iter().flat_map(|row| printed(row, &edges, size)).collect()
}

/// Whether a line without a label stands above the label of its row, in its middle.
fn opens_next(lines: &[Line], columns: &[f64], at: usize, gaps: &[f64]) -> bool {
    let next_has_label = lines
        .get(at + 1)
        .is_some_and(|line| line.cells.first().is_some_and(|cell| place(columns, cell) == 0));
    next_has_label && gaps.get(at).is_some_and(|after| *after < gaps[at - 1])
}

/// Whether a label goes on with that of the row above.
fn wraps(row: &Row, label: &Cell, edge: f64, size: f64, is_spaced: bool) -> bool {
    let Some(last) = row[0].last() else {
        return is_spaced;
    };
    let text = last.text.trim_end();
    if text.ends_with([':', '：']) || !is_full(last, label, edge, size) {
        return false;
    }
    let is_cut = text.ends_with(['-', '/', ',', '&', '('])
        || [" and", " of", " the", " or", " to", " for"].iter().any(|end| text.ends_with(end));
    is_spaced || is_cut || label.text.starts_with(|char: char| char.is_lowercase())
}

/// The right ends of the columns: what their longest cell takes. The last column goes on to the
/// end of the lines of the page, unless several of its cells end together before.
fn edges(lines: &[Line], columns: &[f64], right: f64) -> Vec<f64> {
    let mut edges = vec![0.0_f64; columns.len()];
    for line in lines {
        for cell in &line.cells {
            let edge = &mut edges[place(columns, cell)];
            *edge = edge.max(cell.right);
        }
    }
    let last = columns.len() - 1;
    // Only a line that goes on below says where the column ends.
    let is_broken = |pair: &&[Line]| {
        let cell = pair[0].cells.last().filter(|cell| place(columns, cell) == last);
        let goes_on = pair[1].cells.iter().all(|cell| place(columns, cell) == last);
        goes_on && cell.is_some_and(|cell| cell.right > edges[last] - FLUSH * pair[0].size)
    };
    if lines.windows(2).filter(is_broken).count() < 2 {
        edges[last] = edges[last].max(right);
    }
    edges
}

/// The column in which a cell stands: the last that begins no further right.
fn place(columns: &[f64], cell: &Cell) -> usize {
    columns.partition_point(|left| *left <= cell.left).saturating_sub(1)
}

/// A row as lines of text: cells parted by tabs, the items of a list in its last column below.
fn printed(row: &Row, edges: &[f64], size: f64) -> Vec<String> {
    let last = row.iter().rposition(|cells| !cells.is_empty()).unwrap_or_default();
    let mut items: Vec<String> = Vec::new();
    let mut first: Vec<String> = Vec::new();
    for (column, cells) in row.iter().enumerate().take(last + 1) {
        let mut parts: Vec<String> = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| cells.get(before));
            let is_item = column > 0
                && column == last
                && before.is_some_and(|before| !is_full(before, cell, edges[column], size));
            match parts.last_mut() {
                Some(part) if !is_item => append(part, &cell.text),
                _ => parts.push(cell.text.clone()),
            }
        }
        let mut parts = parts.into_iter();
        first.push(parts.next().unwrap_or_default());
        items.extend(parts);
    }
    let mut lines = vec![first.join("\t")];
    lines.extend(items.into_iter().map(|item| format!("\t{item}")));
    lines
}
