//! Totals of whole markets that a source quotes, kept beside the deals.

use serde_json::Value;

use super::record::text_of;
use crate::model::{Currency, Money, Source};

/// A total that somebody published.
#[derive(Clone, Debug, PartialEq)]
pub struct MarketTotal {
    /// The id in files.
    pub id: String,
    /// What is measured, such as "bonds issued by technology companies".
    pub measure: String,
    /// Where: a country, a region, a market.
    pub scope: String,
    /// The period, as printed.
    pub period: String,
    /// The currency code or words, as printed.
    pub currency: String,
    /// Whole units of the currency.
    pub amount: f64,
    /// Who counted.
    pub provider: Option<String>,
    /// Where the figure was read.
    pub source: Source,
    /// What a careful reader should know.
    pub notes: Option<String>,
}

/// Reads the totals of a book object; rows without an amount are left out.
pub(super) fn market_totals(value: Option<&Value>) -> Vec<MarketTotal> {
    let rows = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    rows.iter().filter_map(market_total).collect()
}

fn market_total(row: &Value) -> Option<MarketTotal> {
    let text = |key: &str| text_of(row.get(key));
    let currency = text("currency").unwrap_or_default();
    let code = Currency::from_code(&currency).unwrap_or_else(Currency::usd);
    let source = row.get("source");
    let from = |key: &str| text_of(source.and_then(|source| source.get(key)));
    Some(MarketTotal {
        id: text("id").unwrap_or_default(),
        measure: text("measure").unwrap_or_default(),
        scope: text("scope").unwrap_or_default(),
        period: text("period").unwrap_or_default(),
        amount: Money::parse(&row.get("amount")?.to_string(), code)?.to_f64(),
        currency,
        provider: text("provider"),
        source: Source {
            url: from("url"),
            publisher: from("publisher"),
            date: from("date"),
            ..Source::default()
        },
        notes: text("notes"),
    })
}
