//! Tables with a deal in each row: "issuer | size | maturity | coupon | bookrunners".

use crate::import::heads::{self, Head, Heads};
use crate::import::plain::Span;
use crate::import::sentence;
use crate::import::titles::{self, Office, Title};

/// The most deals that one text gives.
const MOST: usize = 60;
/// The longest table that is looked at, in bytes.
const LONGEST: usize = 40_000;

/// A deal in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Row {
    /// Who issues.
    pub issuer: Span,
    /// From the line over the heads to the end of the row.
    pub span: Span,
    /// The rows between the heads and this row.
    pub others: Span,
}

/// The deals of a text by row; empty where it has no table of several issuers.
pub(in crate::import) fn find(text: &str) -> Vec<Row> {
    let lines = sentence::lines(text);
    let mut found: Vec<Row> = Vec::new();
    let mut known: Option<Vec<Title>> = None;
    let mut at = 0;
    while at < lines.len() && found.len() < MOST {
        let Some(heads) = Heads::of(text, &lines[at]).filter(|heads| heads.has(Head::Issuer))
        else {
            at += 1;
            continue;
        };
        let count = heads::rows(text, &lines[at + 1..]);
        let table = lines[at].start..lines[at + count].end;
        // The titles of the text are looked for once, where there is a table at all.
        let all = known.get_or_insert_with(|| titles::find(text));
        if count > 0 && table.len() < LONGEST && is_list_of_deals(all, &lines[at], &table) {
            let above = at.checked_sub(1).map_or(table.start, |above| lines[above].start);
            let from = if table.start - above < 300 { above } else { table.start };
            let rows = lines[at + 1..][..count].iter();
            found.extend(rows.filter_map(|line| row(text, &heads, line, from, lines[at].end)));
        }
        at += count + 1;
    }
    found.truncate(MOST);
    let mut issuers: Vec<&str> = found.iter().map(|row| &text[row.issuer.clone()]).collect();
    issuers.sort_unstable();
    issuers.dedup();
    if issuers.len() < 2 { Vec::new() } else { found }
}

/// Whether the rows are deals of their own rather than what a deal is compared with.
fn is_list_of_deals(all: &[Title], heads: &Span, table: &Span) -> bool {
    let mut inside = all.iter().filter(|title| heads.contains(&title.span.start));
    let names_banks = inside.any(|title| title.office != Office::Outside);
    names_banks || all.iter().all(|title| table.contains(&title.span.start))
}

fn row(text: &str, heads: &Heads, line: &Span, from: usize, head_end: usize) -> Option<Row> {
    let column = heads.place(Head::Issuer)?;
    let (_, cell) = heads.assign(text, line).into_iter().find(|(at, _)| *at == column)?;
    let printed = text[cell.clone()].split(" (").next().unwrap_or_default().trim_end();
    let is_name = printed.len() > 1
        && printed.starts_with(|char: char| char.is_alphanumeric())
        && !printed.to_lowercase().starts_with("total");
    is_name.then(|| Row {
        issuer: cell.start..cell.start + printed.len(),
        span: from..line.end,
        others: head_end..line.start,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_a_deal() {
        let text = "Priced today\nIssuer (ratings) | Size | Coupon | Bookrunners\nAlpha plc (A) | €500m | 3% | X, Y\nBeta SE | €300m | 4% | Z";
        let names: Vec<&str> = find(text).into_iter().map(|row| &text[row.issuer]).collect();
        assert_eq!(names, ["Alpha plc", "Beta SE"]);
        assert!(find("Issuer | Size | Coupon\nAlpha plc | €500m | 3%").is_empty());
        assert!(find("Class | Size | Coupon\nA | €500m | 3%\nB | €100m | 4%").is_empty());
    }
}
