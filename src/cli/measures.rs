//! `measures`: who is central in the network of banks, or of issuers and banks.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::args::LeagueFormat;
use super::books::{self, Choice};
use super::table::{Side, Table};
use super::{CliError, Exit, Streams};
use crate::graph::Projection;
use crate::jobs::write_checked;
use crate::report::{Cell, Provenance, Sheet, measures_rules, measures_sheet, to_xlsx};
use crate::stats::{BankMeasures, NetMeasures};

/// Arguments of `measures`.
#[derive(Debug, clap::Args)]
pub(super) struct MeasuresArgs {
    /// The books; several are taken together.
    #[arg(value_name = "BOOK")]
    books: Vec<PathBuf>,
    /// Which network: bank groups that sat in a syndicate together, or issuers with their banks.
    #[arg(long, value_enum, default_value_t)]
    network: NetworkArg,
    /// Only deals that pass this filter.
    #[arg(long = "where", value_name = "FILTER", default_value = "")]
    filter: String,
    /// Estimate betweenness from so many sources; without, from all.
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// The seed of communities and of the sample.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Print only the first lines.
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: LeagueFormat,
    /// Write to a file.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum NetworkArg {
    /// Bank groups that sat in a syndicate together.
    #[default]
    Bank,
    /// Issuers and their banks.
    IssuerBank,
}

pub(super) fn run(args: &MeasuresArgs, streams: &mut Streams<'_>) -> Result<Exit, CliError> {
    if matches!(args.format, LeagueFormat::Xlsx) && args.output.is_none() {
        return Err(CliError::NeedsFile);
    }
    let choice = Choice::open(&args.books, args.filter.parse()?, streams)?;
    let Choice { book, index, filter, chosen } = &choice;
    let projection = match args.network {
        NetworkArg::Bank => Projection::BankBank,
        NetworkArg::IssuerBank => Projection::IssuerBank,
    };
    let measures = NetMeasures::new(book, index, chosen, projection, args.sample, args.seed);
    let provenance = Provenance {
        rules: rules(args, &measures),
        filter: filter.to_string(),
        ..books::provenance(book, &args.books)
    };
    let top = args.top.unwrap_or(usize::MAX);
    let bytes = match args.format {
        LeagueFormat::Text => text(&measures, top)?,
        LeagueFormat::Json => {
            let mut text = serde_json::to_vec_pretty(&to_json(&measures, top, &provenance))?;
            text.push(b'\n');
            text
        }
        LeagueFormat::Csv => {
            measures_sheet(&measures, top).with_provenance(&provenance).to_csv().into_bytes()
        }
        LeagueFormat::Xlsx => {
            let mut rules = Sheet::new("Rules", &[("item", 24), ("value", 60)]);
            for (heading, text) in provenance.pairs() {
                rules.rows.push(vec![Cell::text(heading), Cell::text(text)]);
            }
            to_xlsx(&[measures_sheet(&measures, top), rules], provenance.date)?
        }
    };
    match &args.output {
        Some(path) => {
            write_checked(path, &bytes, |_| true)?;
            streams.say(&format!("the measures were written: {}", path.display()));
        }
        None => streams.out.write_all(&bytes)?,
    }
    streams.out.flush()?;
    Ok(Exit::Done)
}

fn rules(args: &MeasuresArgs, measures: &NetMeasures) -> String {
    let projection = match args.network {
        NetworkArg::Bank => Projection::BankBank,
        NetworkArg::IssuerBank => Projection::IssuerBank,
    };
    measures_rules(measures, projection, args.seed)
}

fn text(measures: &NetMeasures, top: usize) -> Result<Vec<u8>, CliError> {
    let mut out = Vec::new();
    let mut table = Table::new(&[
        ("name", Side::Left),
        ("deals", Side::Right),
        ("degree", Side::Right),
        ("out", Side::Right),
        ("in", Side::Right),
        ("between", Side::Right),
        ("eigen", Side::Right),
        ("clust", Side::Right),
        ("rank", Side::Right),
        ("comm", Side::Right),
        ("led %", Side::Right),
        ("tomb", Side::Right),
        ("status", Side::Right),
    ]);
    for row in measures.rows.iter().take(top) {
        let count = |count: Option<usize>| count.map_or_else(String::new, |n| n.to_string());
        table.row(vec![
            row.name.clone(),
            row.deals.to_string(),
            row.degree.to_string(),
            count(row.out_degree),
            count(row.in_degree),
            format!("{:.4}", row.betweenness_normalised),
            format!("{:.4}", row.eigenvector),
            format!("{:.3}", row.clustering),
            format!("{:.4}", row.page_rank),
            row.community.to_string(),
            row.reputation.map_or_else(String::new, |found| format!("{:.2}", found.led_pct)),
            row.reputation
                .and_then(|found| found.tombstone)
                .map_or_else(String::new, |rank| format!("{rank:.1}")),
            row.reputation.map_or_else(String::new, |found| format!("{:.3}", found.status)),
        ]);
    }
    table.write(&mut out)?;
    let ratio =
        measures.world.ratio().map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"));
    let foot = format!(
        "{} nodes, {} links, density {:.4}, mean degree {:.2}; mean path {:.3}, clustering {:.4}, \
         transitivity {:.4}, small-world ratio {ratio}; {} communities, modularity {:.4}\n",
        measures.rows.len(),
        measures.links,
        measures.density,
        measures.mean_degree,
        measures.world.mean_path,
        measures.world.clustering,
        measures.transitivity,
        measures.communities,
        measures.modularity,
    );
    out.extend(foot.into_bytes());
    Ok(out)
}

fn to_json(measures: &NetMeasures, top: usize, provenance: &Provenance) -> Value {
    let row = |row: &BankMeasures| {
        json!({
            "name": row.name,
            "kind": row.node.kind(),
            "deals": row.deals,
            "degree": row.degree,
            "degree_relative": row.relative_degree,
            "out_degree": row.out_degree,
            "in_degree": row.in_degree,
            "betweenness": row.betweenness,
            "betweenness_normalised": row.betweenness_normalised,
            "betweenness_error": row.betweenness_error,
            "eigenvector": row.eigenvector,
            "eigenvector_weighted": row.eigenvector_weighted,
            "clustering": row.clustering,
            "page_rank": row.page_rank,
            "community": row.community,
            "led_pct": row.reputation.map(|found| found.led_pct),
            "tombstone_rank": row.reputation.and_then(|found| found.tombstone),
            "status": row.reputation.map(|found| found.status),
            "phantom_leads": row.reputation.map(|found| found.phantom.0),
            "leads_beside_lead_left": row.reputation.map(|found| found.phantom.1),
        })
    };
    json!({
        "nodes": measures.rows.len(),
        "links": measures.links,
        "density": measures.density,
        "mean_degree": measures.mean_degree,
        "mean_path": measures.world.mean_path,
        "clustering": measures.world.clustering,
        "transitivity": measures.transitivity,
        "random_clustering": measures.world.random_clustering,
        "random_path": measures.world.random_path,
        "small_world_ratio": measures.world.ratio(),
        "eigenvalue": measures.lambda,
        "eigenvalue_weighted": measures.lambda_weighted,
        "communities": measures.communities,
        "modularity": measures.modularity,
        "sources": measures.sources,
        "rows": measures.rows.iter().take(top).map(row).collect::<Vec<_>>(),
        "rules": provenance.rules,
        "filter": provenance.filter,
        "source": provenance.source,
        "date": provenance.date.map(|date| date.to_string()),
        "book_revision": provenance.revision.to_string(),
    })
}
