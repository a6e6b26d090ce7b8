//! The measures of a network as a sheet.

use crate::graph::Projection;
use crate::stats::NetMeasures;

use super::sheet::{Cell, Sheet};

const COLUMNS: [(&str, u16); 20] = [
    ("name", 32),
    ("kind", 8),
    ("deals", 8),
    ("degree", 8),
    ("degree_relative", 10),
    ("out_degree", 8),
    ("in_degree", 8),
    ("betweenness", 12),
    ("betweenness_normalised", 12),
    ("betweenness_error", 12),
    ("eigenvector", 12),
    ("eigenvector_weighted", 12),
    ("clustering", 12),
    ("page_rank", 12),
    ("community", 8),
    ("led_pct", 10),
    ("tombstone_rank", 10),
    ("status", 10),
    ("phantom_leads", 10),
    ("leads_beside_lead_left", 10),
];

/// A row a node: the first `top` of the measures.
pub fn measures_sheet(measures: &NetMeasures, top: usize) -> Sheet {
    let mut sheet = Sheet::new("Measures", &COLUMNS);
    for row in measures.rows.iter().take(top) {
        let directed = |count: Option<usize>| count.map_or(Cell::Empty, Cell::count);
        sheet.rows.push(vec![
            Cell::text(row.name.as_str()),
            Cell::text(row.node.kind()),
            Cell::count(row.deals),
            Cell::count(row.degree),
            Cell::Number(row.relative_degree),
            directed(row.out_degree),
            directed(row.in_degree),
            Cell::Number(row.betweenness),
            Cell::Number(row.betweenness_normalised),
            row.betweenness_error.map_or(Cell::Empty, Cell::Number),
            Cell::Number(row.eigenvector),
            Cell::Number(row.eigenvector_weighted),
            Cell::Number(row.clustering),
            Cell::Number(row.page_rank),
            Cell::count(row.community),
            row.reputation.map_or(Cell::Empty, |found| Cell::Number(found.led_pct)),
            row.reputation.and_then(|found| found.tombstone).map_or(Cell::Empty, Cell::Number),
            row.reputation.map_or(Cell::Empty, |found| Cell::Number(found.status)),
            row.reputation.map_or(Cell::Empty, |found| Cell::count(found.phantom.0)),
            row.reputation.map_or(Cell::Empty, |found| Cell::count(found.phantom.1)),
        ]);
    }
    sheet
}

/// What the measures rest on, in one line.
pub fn measures_rules(measures: &NetMeasures, projection: Projection, seed: u64) -> String {
    let network = match projection {
        Projection::BankBank => "bank groups in a syndicate together",
        _ => "issuers and banks",
    };
    let betweenness = match measures.sources {
        Some(sources) => format!("betweenness from {sources} sources"),
        None => "exact betweenness".to_owned(),
    };
    format!("{network}; weights: deals; {betweenness}; seed {seed}")
}
