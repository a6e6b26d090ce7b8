//! The tranches of a record.

use serde_json::{Map, Value};

use super::problem::ProblemCode;
use super::record::{Fields, kind_of, printed, text_of};
use crate::model::{Currency, Decimal, Money, PartialDate, Tranche, TrancheMore, UsdRate};

/// Keys of a tranche that are understood, beside those of equity and convertible deals that are
/// only shown.
const KNOWN: &[&str] = &[
    "label",
    "currency",
    "amount",
    "coupon_pct",
    "maturity",
    "tenor_years",
    "issue_price_pct",
    "yield_pct",
    "spread_bp",
    "benchmark",
    "rating",
    "isin",
    "orderbook",
    "fx_usd",
    "exchanged_amount",
    "gross_spread_pct",
    "floating_rate",
    "conversion_premium_pct",
    "conversion_price",
    "exchange_price",
    "exchange_premium_pct",
    "shares",
    "price_per_share",
    "price_per_ads",
    "price_range",
    "max_price",
    "greenshoe_amount",
    "greenshoe_shares",
    "greenshoe_exercised",
];

/// Largest amount that is believed, in minor units of any currency: ten thousand trillion.
pub(super) const LARGEST_MINOR: i64 = 1_000_000_000_000_000_000;

impl Fields<'_> {
    pub(super) fn tranches(&mut self) -> Vec<Tranche> {
        let map = self.map;
        match map.get("tranches") {
            Some(Value::Array(rows)) => {
                rows.iter().enumerate().filter_map(|(at, row)| self.tranche_row(row, at)).collect()
            }
            None | Some(Value::Null) => self.short_form(map),
            Some(other) => {
                self.problems.add(ProblemCode::BadTranche, "tranches", &["1", kind_of(other)]);
                Vec::new()
            }
        }
    }

    /// A deal without tranches may carry its amount and currency itself.
    fn short_form(&mut self, map: &Map<String, Value>) -> Vec<Tranche> {
        let given = |key: &str| map.get(key).is_some_and(|value| !value.is_null());
        if !given("amount") && !given("currency") {
            return Vec::new();
        }
        let mut only = Map::new();
        for key in ["amount", "currency", "fx_usd"] {
            if let Some(value) = map.get(key) {
                only.insert(key.to_owned(), value.clone());
            }
        }
        vec![self.tranche(&only, "")]
    }

    fn tranche_row(&mut self, row: &Value, at: usize) -> Option<Tranche> {
        let path = format!("tranches[{at}]");
        let Some(map) = row.as_object() else {
            let number = (at + 1).to_string();
            self.problems.add(ProblemCode::BadTranche, &path, &[&number, kind_of(row)]);
            return None;
        };
        for key in map.keys().filter(|key| !KNOWN.contains(&key.as_str())) {
            self.problems.add(ProblemCode::UnknownKey, &format!("{path}.{key}"), &[key]);
        }
        Some(self.tranche(map, &format!("{path}.")))
    }

    fn tranche(&mut self, map: &Map<String, Value>, path: &str) -> Tranche {
        let label = text_of(map.get("label"));
        let name = label.clone().or_else(|| text_of(map.get("currency")));
        let mut part = Part { map, path, name: name.as_deref().unwrap_or("?"), fields: self };
        let currency = part.currency();
        let amount = part.amount(currency);
        let coupon_pct = part.number("coupon_pct", -10.0, 100.0);
        let maturity = part.maturity();
        let more = TrancheMore {
            tenor_years: part.number("tenor_years", 0.0, 1000.0),
            issue_price_pct: part.number("issue_price_pct", 0.01, 1000.0),
            yield_pct: part.number("yield_pct", -20.0, 200.0),
            spread_bp: part.number("spread_bp", -2_000.0, 10_000.0),
            benchmark: text_of(map.get("benchmark")),
            ratings: ratings(map.get("rating")),
            isin: text_of(map.get("isin")),
            orderbook: part.money("orderbook", currency),
            fx_usd: part.stated_rate(),
            perpetual: part.given("maturity").is_some_and(|value| is_perpetual(&printed(value))),
            exchanged: part.money("exchanged_amount", currency),
            greenshoe_sold: part.greenshoe(currency),
            gross_spread_pct: part.number("gross_spread_pct", 0.0, 100.0),
            label,
        };
        Tranche { currency, amount, coupon_pct, maturity, more: more.into() }
    }
}

fn ratings(value: Option<&Value>) -> Vec<(String, String)> {
    match value {
        Some(Value::Object(map)) => {
            map.iter().map(|(agency, rating)| (agency.clone(), printed(rating))).collect()
        }
        Some(Value::String(rating)) => vec![(String::new(), rating.clone())],
        _ => Vec::new(),
    }
}

/// One tranche while it is being read.
struct Part<'a, 'b, 'c> {
    map: &'a Map<String, Value>,
    path: &'a str,
    name: &'a str,
    fields: &'b mut Fields<'c>,
}

impl Part<'_, '_, '_> {
    fn add(&mut self, code: ProblemCode, key: &str, particulars: &[&str]) {
        let path = format!("{}{key}", self.path);
        self.fields.problems.add(code, &path, particulars);
    }

    fn given(&self, key: &str) -> Option<&Value> {
        self.map.get(key).filter(|value| !value.is_null())
    }

    fn currency(&mut self) -> Option<Currency> {
        let code = self.given("currency").map(printed);
        let Some(code) = code else {
            if self.given("amount").is_some() {
                self.add(ProblemCode::MissingCurrency, "currency", &[self.name]);
            }
            return None;
        };
        let currency = Currency::from_code(&code);
        if currency.is_none() {
            self.add(ProblemCode::UnknownCurrency, "currency", &[&code, self.name]);
        }
        currency
    }

    fn amount(&mut self, currency: Option<Currency>) -> Option<Money> {
        if self.given("amount").is_none() {
            self.add(ProblemCode::MissingAmount, "amount", &[self.name]);
            return None;
        }
        self.money("amount", currency)
    }

    fn money(&mut self, key: &str, currency: Option<Currency>) -> Option<Money> {
        let printed = self.given(key).map(printed)?;
        let money = Money::parse(&printed.replace(',', ""), currency.unwrap_or_else(Currency::usd));
        let money = money.filter(|money| (1..LARGEST_MINOR).contains(&money.minor));
        if money.is_none() {
            self.add(ProblemCode::BadAmount, key, &[&printed, self.name]);
        }
        money.filter(|_| currency.is_some())
    }

    /// The greenshoe where it was exercised: `true` means the whole `greenshoe_amount`, a number that
    /// part of it.
    fn greenshoe(&mut self, currency: Option<Currency>) -> Option<Money> {
        match self.given("greenshoe_exercised")? {
            Value::Bool(false) => None,
            Value::Bool(true) => self.money("greenshoe_amount", currency),
            _ => self.money("greenshoe_exercised", currency),
        }
    }

    fn number(&mut self, key: &str, least: f64, most: f64) -> Option<Decimal> {
        let printed = self.given(key).map(printed)?;
        let number = Decimal::parse(printed.trim_end_matches('%'));
        let number = number.filter(|number| (least..=most).contains(&number.to_f64()));
        if number.is_none() {
            self.add(ProblemCode::BadNumber, key, &[key, &printed, self.name]);
        }
        number
    }

    fn stated_rate(&mut self) -> Option<UsdRate> {
        let printed = self.given("fx_usd").map(printed)?;
        let rate = UsdRate::parse(&printed);
        if rate.is_none() {
            self.add(ProblemCode::BadNumber, "fx_usd", &["fx_usd", &printed, self.name]);
        }
        rate
    }

    fn maturity(&mut self) -> Option<PartialDate> {
        let printed = self.given("maturity").map(printed)?;
        let maturity = PartialDate::parse(&printed);
        if maturity.is_none() && !is_perpetual(&printed) {
            self.add(ProblemCode::BadDate, "maturity", &["maturity", &printed]);
        }
        maturity
    }
}

/// Whether the text says that there is no maturity.
fn is_perpetual(printed: &str) -> bool {
    printed.to_ascii_lowercase().starts_with("perp")
}
