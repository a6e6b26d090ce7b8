//! Opening books and choosing deals.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{CliError, Streams};
use crate::book::{BookSource, DealBook};
use crate::index::{Index, Parents};
use crate::query::{Chosen, Filter};

/// The name of standard input on the command line.
const STDIN: &str = "-";

/// The commands, for a person who mistyped one.
const COMMANDS: [&str; 7] = ["summary", "check", "deals", "league", "render", "convert", "read"];

/// A book with its columns and the deals that pass a filter.
pub(super) struct Choice {
    pub(super) book: Arc<DealBook>,
    pub(super) index: Index,
    pub(super) filter: Filter,
    pub(super) chosen: Chosen,
}

impl Choice {
    /// Opens books and applies a filter, saying on the error stream what may surprise.
    pub(super) fn open(
        books: &[PathBuf],
        filter: Filter,
        streams: &mut Streams<'_>,
    ) -> Result<Self, CliError> {
        let book = open(books, streams)?;
        let choice = Self::new(book, filter);
        if choice.chosen.is_empty() && choice.chosen.total() > 0 {
            let total = choice.chosen.total();
            let filter = &choice.filter;
            streams.say(&format!("none of {total} deals passes the filter: {filter}"));
        }
        Ok(choice)
    }

    /// Applies a filter to a book.
    pub(super) fn new(book: Arc<DealBook>, filter: Filter) -> Self {
        let index = Index::build(&book, Parents::Today);
        let chosen = Chosen::new(&index, &filter);
        Self { book, index, filter, chosen }
    }
}

/// Opens books and joins them in order; the embedded book where none is named. Rows that could not
/// be read are counted on the error stream.
pub(super) fn open(
    books: &[PathBuf],
    streams: &mut Streams<'_>,
) -> Result<Arc<DealBook>, CliError> {
    if books.is_empty() {
        return Ok(DealBook::embedded());
    }
    let source = read(books)?;
    let (rows, rejected) = (source.rows(), source.rejected.len());
    if rejected > 0 {
        streams.say(&format!(
            "{rejected} of {rows} rows could not be read; `syndiscope check` lists them"
        ));
    } else if rows == 0 {
        streams.say("the book holds no deal record; `syndiscope check` says why");
    }
    Ok(Arc::new(DealBook::build(Arc::new(source))))
}

/// Reads books and joins their records in order.
pub(super) fn read(books: &[PathBuf]) -> Result<BookSource, CliError> {
    let mut joined: Option<BookSource> = None;
    for path in books {
        let source = read_one(path)?;
        match &mut joined {
            Some(joined) => joined.append(source),
            None => joined = Some(source),
        }
    }
    Ok(joined.unwrap_or_default())
}

fn read_one(path: &Path) -> Result<BookSource, CliError> {
    let failed = |error| CliError::Read(path.to_owned(), error);
    if path == Path::new(STDIN) {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(failed)?;
        return Ok(BookSource::read(&bytes, "<stdin>"));
    }
    let bytes = std::fs::read(path).map_err(failed)?;
    Ok(BookSource::read(&bytes, &path.to_string_lossy()))
}

/// The book for the window, which must be a file that can be opened.
pub(super) fn window(book: Option<PathBuf>) -> Result<Option<PathBuf>, CliError> {
    let Some(path) = book else { return Ok(None) };
    if path == Path::new(STDIN) {
        return Err(CliError::WindowStdin);
    }
    let opened = std::fs::File::open(&path).and_then(|file| file.metadata());
    match opened {
        Ok(metadata) if metadata.is_dir() => {
            Err(CliError::Read(path, std::io::ErrorKind::IsADirectory.into()))
        }
        Ok(_) => Ok(Some(path)),
        Err(error) => Err(match meant(&path) {
            Some(command) => CliError::Command(path, command),
            None => CliError::Read(path, error),
        }),
    }
}

/// The command that a person may have meant.
fn meant(path: &Path) -> Option<&'static str> {
    let typed = path.to_str()?;
    let like = |command: &&str| strsim::damerau_levenshtein(typed, command) <= 2;
    COMMANDS.into_iter().find(like)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: Option<&str>) {
        assert_eq!(meant(Path::new(typed)), expected, "{typed}");
    }

    #[test]
    fn a_mistyped_command_is_told_from_a_file() {
        check("sumary", Some("summary"));
        check("laegue", Some("league"));
        check("book.json", None);
        check("x", None);
    }
}
