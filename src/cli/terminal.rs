//! What is printed where no display is found: why, and the book in text.

use std::sync::Arc;

use super::books::{Choice, source_text};
use super::league_text::league_text;
use super::summary::Summary;
use crate::book::DealBook;
use crate::query::Filter;
use crate::report::LeagueReport;
use crate::stats::Criteria;

/// Why there is no window, in one line.
const NO_DISPLAY: &str = "No display was found, so here is the book in text; for the window start a \
desktop session, or on Debian install xvfb libxkbcommon-x11-0 libegl1 mesa-vulkan-drivers and start \
`xvfb-run syndiscope`";

/// How many lines of the league table are printed.
const LINES: usize = 25;

/// A line that says that no display was found and what to install, then the summary and the league
/// table of the book as text.
pub fn terminal_summary(book: &Arc<DealBook>) -> String {
    let choice = Choice::new(book.clone(), Filter::default());
    let mut text = format!("{NO_DISPLAY}\n\n").into_bytes();
    let Choice { book, index, filter, chosen } = &choice;
    let report = LeagueReport::new(book, index, filter, chosen, Criteria::default());
    let provenance = report.provenance(&source_text(book, &[]), None);
    Summary::new(&choice).write(&mut text).expect("writing to memory cannot fail");
    text.push(b'\n');
    let table = league_text(&report, LINES, &provenance);
    text.extend(table.expect("writing to memory cannot fail"));
    String::from_utf8_lossy(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_is_told_without_a_display() {
        let text = terminal_summary(&DealBook::embedded());
        let first = text.lines().next().unwrap_or_default();
        assert!(first.contains("No display") && first.contains("libegl1"));
        assert!(text.contains("records read") && text.contains("League table"));
    }
}
