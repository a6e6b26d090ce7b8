//! `convert`: books as one book, one record a line, or a table.

use std::path::{Path, PathBuf};

use super::args::ConvertArgs;
use super::{CliError, Exit, Streams, books, deals};
use crate::book::{BookSource, DealBook};
use crate::graph::{Network, Projection, project};
use crate::index::{Index, Parents};
use crate::jobs::{save_source, write_streamed};
use crate::layout::lay_out;
use crate::model::DealId;
use crate::report::{GraphFormat, write_graph, write_parquet};
use crate::scene::layout_request;

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
        Some("gexf") => graph(path, GraphFormat::Gexf, books::read(&args.books)?.finish())?,
        Some("graphml") => graph(path, GraphFormat::GraphMl, books::read(&args.books)?.finish())?,
        Some("parquet") => parquet(path, &args.books)?,
        _ => {
            let known = ".json, .ndjson, .csv, .parquet, .gexf or .graphml";
            return Err(CliError::Extension(path.clone(), known));
        }
    };
    say(&source, extension.as_deref() == Some("json"), path, streams);
    Ok(Exit::Done)
}

fn table(path: &Path, book: DealBook) -> Result<BookSource, CliError> {
    let index = Index::build(&book, Parents::Today);
    let all = (0..book.deals().len()).map(DealId::new);
    write_streamed(path, |out| deals::write_deals_csv(out, &book, &index, all))?;
    Ok(BookSource::clone(book.source()))
}

/// Writes deals, banks and roles, a row for each role.
fn parquet(path: &Path, books: &[PathBuf]) -> Result<BookSource, CliError> {
    let book = books::read(books)?.finish();
    let index = Index::build(&book, Parents::Today);
    let provenance = books::provenance(&book, books);
    write_streamed(path, |out| write_parquet(out, &book, &index, &provenance))?;
    Ok(BookSource::clone(book.source()))
}

/// Writes the network of issuers and banks, its nodes in their places.
fn graph(path: &Path, format: GraphFormat, book: DealBook) -> Result<BookSource, CliError> {
    let index = Index::build(&book, Parents::Today);
    let network = Network::build(&book, &index);
    let links = project(&network, &index, Projection::IssuerBank, None);
    let positions = lay_out(&layout_request(&book, &links, Projection::IssuerBank)).positions;
    write_streamed(path, |out| write_graph(out, format, &book, &links, Some(&positions)))?;
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
