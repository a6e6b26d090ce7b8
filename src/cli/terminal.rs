//! What is printed where no display is found: why, and the book in text.

use std::path::Path;
use std::sync::Arc;

use super::CliError;
use super::books::{self, Choice, source_text};
use super::league_text::league_text;
use super::summary::Summary;
use crate::book::DealBook;
use crate::query::Filter;
use crate::report::LeagueReport;
use crate::stats::Criteria;

/// What to do where there is no window.
const REMEDY: &str = "so here is the book in text; for the window start a desktop session, or on \
Debian install xvfb libxkbcommon-x11-0 libegl1 mesa-vulkan-drivers and start `xvfb-run syndiscope`";

/// How many lines of the league table are printed.
const LINES: usize = 25;

/// A line that says why there is no window and what to install, then the summary and the league
/// table of the book (the embedded one without a path) as text. `why` is what the system said where
/// there is a display that does not open a window.
pub fn terminal_summary(path: Option<&Path>, why: Option<&str>) -> Result<String, CliError> {
    let book = match path {
        Some(path) => Arc::new(books::read(&[path.to_owned()])?.finish()),
        None => DealBook::embedded(),
    };
    let why = match why {
        Some(why) => format!("The display opens no window ({})", why.trim_end_matches('.')),
        None => "No display was found".to_owned(),
    };
    let choice = Choice::new(book, Filter::default());
    let Choice { book, index, filter, chosen } = &choice;
    let report = LeagueReport::new(book, index, filter, chosen, Criteria::default());
    let files: Vec<_> = path.map(Path::to_owned).into_iter().collect();
    let provenance = report.provenance(&source_text(book, &files), None);
    let mut text = format!("{why}, {REMEDY}\n\n").into_bytes();
    Summary::new(&choice).write(&mut text)?;
    text.push(b'\n');
    text.extend(league_text(&report, LINES, &provenance)?);
    Ok(String::from_utf8_lossy(&text).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_is_told_without_a_display() {
        let text = terminal_summary(None, None).unwrap();
        let first = text.lines().next().unwrap_or_default();
        assert!(first.contains("No display") && first.contains("libegl1"));
        assert!(text.contains("records read") && text.contains("League table"));
        let text = terminal_summary(None, Some("no adapter.")).unwrap();
        assert!(text.starts_with("The display opens no window (no adapter), so here"));
        assert!(terminal_summary(Some(Path::new("nowhere.json")), None).is_err());
    }
}
