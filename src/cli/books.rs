//! Opening books and choosing deals.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{CliError, Streams};
use crate::book::{BookReader, DealBook};
use crate::index::{Index, Parents};
use crate::jobs::{Cache, FileError, Opened, Stop, open_book, read_book, read_stream};
use crate::query::{Chosen, Filter};
use crate::report::Provenance;

/// The name of standard input on the command line.
const STDIN: &str = "-";

/// The commands, for a person who mistyped one.
const COMMANDS: [&str; 9] =
    ["summary", "check", "deals", "league", "measures", "render", "convert", "generate", "read"];

/// A book with its columns and the deals that pass a filter.
pub(super) struct Choice {
    pub(super) book: Arc<DealBook>,
    pub(super) index: Arc<Index>,
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
        Self::open_under(books, filter, Parents::Today, streams)
    }

    /// Opens books with banks counted under these parents.
    pub(super) fn open_under(
        books: &[PathBuf],
        filter: Filter,
        parents: Parents,
        streams: &mut Streams<'_>,
    ) -> Result<Self, CliError> {
        let opened = open(books, streams)?;
        let choice = Self::under(opened, filter, parents, streams);
        if choice.chosen.is_empty() && choice.chosen.total() > 0 {
            let total = choice.chosen.total();
            let filter = &choice.filter;
            streams.say(&format!("none of {total} deals passes the filter: {filter}"));
        }
        Ok(choice)
    }

    /// Applies a filter to a book.
    pub(super) fn new(book: Arc<DealBook>, filter: Filter) -> Self {
        let index = Arc::new(Index::build(&book, Parents::Today));
        let chosen = Chosen::new(&index, &filter);
        Self { book, index, filter, chosen }
    }

    /// Applies a filter to an opened book. One of which a cache is to be made is put aside once everything
    /// is said.
    pub(super) fn under(
        mut opened: Opened,
        filter: Filter,
        parents: Parents,
        streams: &mut Streams<'_>,
    ) -> Self {
        let known = opened.index.take().filter(|index| index.parents() == parents);
        let index = known.unwrap_or_else(|| Index::build(&opened.book, parents).into());
        let (book, chosen) = (opened.book.clone(), Chosen::new(&index, &filter));
        if opened.is_to_store() && parents == Parents::Today {
            let cache = streams.cache.clone();
            opened.index = Some(index.clone());
            streams.later = Some(Box::new(move || {
                opened.store(&cache);
            }));
        }
        Self { book, index, filter, chosen }
    }
}

/// Where a book comes from: its title and the files it was read from.
pub(super) fn source_text(book: &DealBook, books: &[PathBuf]) -> String {
    let files: Vec<String> = books.iter().map(|path| path.display().to_string()).collect();
    let files = if files.is_empty() { "embedded book".to_owned() } else { files.join(" + ") };
    book.title().map_or(files.clone(), |title| format!("{title} ({files})"))
}

/// Where a table of these books comes from, as of today, without rules or filter.
pub(super) fn provenance(book: &DealBook, books: &[PathBuf]) -> Provenance {
    Provenance {
        source: source_text(book, books),
        date: Some(jiff::Zoned::now().date()),
        revision: book.revision(),
        ..Provenance::default()
    }
}

/// Opens books and joins them in order; the embedded book where none is named. Rows that could not
/// be read are counted on the error stream.
pub(super) fn open(books: &[PathBuf], streams: &mut Streams<'_>) -> Result<Opened, CliError> {
    let opened = match books {
        [] => return Ok(Opened::of(DealBook::embedded())),
        [path] if path != Path::new(STDIN) => open_one(path, &streams.cache)?,
        books => Opened::of(read(books)?.finish().into()),
    };
    let source = opened.book.source();
    let (rows, rejected) = (source.rows(), source.rejected.len());
    if rejected > 0 {
        streams.say(&format!(
            "{rejected} of {rows} rows could not be read; `syndiscope check` lists them"
        ));
    } else if rows == 0 {
        streams.say("the book holds no deal record; `syndiscope check` says why");
    }
    Ok(opened)
}

fn open_one(path: &Path, cache: &Cache) -> Result<Opened, CliError> {
    let name = path.to_string_lossy();
    match open_book(path, &name, &mut |_| {}, &Stop::default(), cache) {
        Ok(opened) => Ok(opened.unwrap_or_else(|| Opened::of(BookReader::new("").finish().into()))),
        Err(FileError::Read(path, error)) => Err(CliError::Read(path, error)),
        Err(error) => Err(error.into()),
    }
}

/// Reads books and joins their records in order.
pub(super) fn read(books: &[PathBuf]) -> Result<BookReader, CliError> {
    let mut joined: Option<BookReader> = None;
    for path in books {
        let reader = read_one(path)?;
        match &mut joined {
            Some(joined) => joined.append(reader),
            None => joined = Some(reader),
        }
    }
    Ok(joined.unwrap_or_else(|| BookReader::new("")))
}

fn read_one(path: &Path) -> Result<BookReader, CliError> {
    let failed = |error| CliError::Read(path.to_owned(), error);
    if path == Path::new(STDIN) {
        return read_stream(&mut std::io::stdin().lock(), "<stdin>").map_err(failed);
    }
    match read_book(path, &path.to_string_lossy(), &mut |_| {}, &Stop::default()) {
        Ok(reader) => Ok(reader.unwrap_or_else(|| BookReader::new(""))),
        Err(FileError::Read(path, error)) => Err(CliError::Read(path, error)),
        Err(error) => Err(error.into()),
    }
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
