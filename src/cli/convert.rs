//! `convert`: books as one book, one record a line, or a table.

use std::path::Path;

use super::args::ConvertArgs;
use super::{CliError, Exit, Streams, books, deals};
use crate::book::{BookSource, DealBook};
use crate::index::{Index, Parents};
use crate::jobs::{save_source, write_checked};
use crate::model::DealId;

pub(super) fn run(args: &ConvertArgs, streams: &mut Streams<'_>) -> Result<Exit, CliError> {
    let path = &args.output;
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    let source = match extension.as_deref() {
        Some("json" | "ndjson" | "jsonl") => {
            let source = books::read(&args.books)?.into_source();
            save_source(path, &source)?;
            source
        }
        Some("csv") => table(path, books::read(&args.books)?.finish())?,
        _ => return Err(CliError::Extension(path.clone(), ".json, .ndjson or .csv")),
    };
    say(&source, extension.as_deref() == Some("json"), path, streams);
    Ok(Exit::Done)
}

fn table(path: &Path, book: DealBook) -> Result<BookSource, CliError> {
    let index = Index::build(&book, Parents::Today);
    let mut text = Vec::new();
    let all = (0..book.deals().len()).map(DealId::new);
    deals::write_deals_csv(&mut text, &book, &index, all)?;
    write_checked(path, &text, |_| true)?;
    Ok(BookSource::clone(book.source()))
}

/// Says how many rows went where.
fn say(source: &BookSource, keeps_rejected: bool, path: &Path, streams: &mut Streams<'_>) {
    let (rows, kept, rejected) = (source.rows(), source.records.len(), source.rejected.len());
    let fate = match (rejected, keeps_rejected) {
        (0, _) => String::new(),
        (_, true) => " (kept under `rejected`)".to_owned(),
        (_, false) => " (left out; write .json to keep them)".to_owned(),
    };
    let path = path.display();
    streams.say(&format!("{rows} rows read = {kept} written + {rejected} rejected{fate}: {path}"));
}
