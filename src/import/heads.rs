//! Heads of tables of terms: which column holds sizes, rates, prices or maturities, and which cell of
//! a row stands under which head.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

use super::money;
use super::plain::Span;

/// The longest head of a column, in bytes.
const LONGEST: usize = 60;
/// The most columns of a table.
const MOST: usize = 24;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// Who issues.
    Issuer,
    /// How much.
    Size,
    /// Per cent a year, or a margin.
    Coupon,
    /// Over a benchmark.
    Spread,
    /// To maturity.
    Yield,
    /// Of issue.
    Price,
    /// Final maturity.
    Maturity,
    /// Years.
    Tenor,
    /// The security's number.
    Isin,
    /// What the tranche is called.
    Label,
    /// Anything else.
    Other,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// Where its head stands, in bytes from the start of the line.
    place: Span,
    /// What its cells hold; several where the head names several.
    pub kinds: Vec<Head>,
    /// The currency that the head names.
    pub currency: Option<&'static str>,
    /// How many units a bare number of the column means.
    pub scale: i64,
}

/// The heads of a table.
#[derive(Clone, Debug)]
pub(super) struct Heads {
    /// Its columns.
    pub columns: Vec<Column>,
    /// The currency of its sizes, where a head names one.
    pub currency: Option<&'static str>,
}

static UNIT: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:US\$|U\.S\.\$|HK\$|A\$|C\$|S\$|[$€£¥]|\b(?:USD|EUR|GBP|JPY|AUD|CAD|HKD|SGD|CNH|CNY|RMB|CHF|SEK|NOK|yen)\b)",
    )
});
static SCALE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:[$€£¥(, ]|USD|EUR|GBP|JPY|AUD|^|in )(?P<scale>billions?|bns?|millions?|mln|mio|mm|mn|m|thousands?|'?000s?|k)(?:[)\s.,]|$)",
    )
});

impl Heads {
    /// The heads that a line holds: a size and at least one more term, and no bank's title.
    pub(super) fn of(text: &str, line: &Span) -> Option<Self> {
        let printed = text.get(line.clone())?;
        if !printed.contains('|') || printed.len() > 1_200 {
            return None;
        }
        let cells = cells(text, line);
        if !(2..=MOST).contains(&cells.len()) {
            return None;
        }
        let columns: Vec<Column> = cells.iter().map(|cell| column(text, line, cell)).collect();
        let found = Self { currency: columns.iter().find_map(|column| column.currency), columns };
        let terms =
            [Head::Coupon, Head::Spread, Head::Yield, Head::Price, Head::Maturity, Head::Tenor];
        let names_others = cells.iter().any(|cell| is_of_banks(&text[cell.clone()]));
        let sizes =
            found.columns.iter().filter(|column| column.kinds.contains(&Head::Size)).count();
        (sizes == 1 && !names_others && terms.iter().any(|term| found.has(*term))).then_some(found)
    }

    /// Whether a column holds this.
    pub(super) fn has(&self, head: Head) -> bool {
        self.columns.iter().any(|column| column.kinds.contains(&head))
    }

    /// The column that holds this.
    pub(super) fn place(&self, head: Head) -> Option<usize> {
        self.columns.iter().position(|column| column.kinds.contains(&head))
    }

    /// The cells of a row, each with the column that it stands under.
    pub(super) fn assign(&self, text: &str, line: &Span) -> Vec<(usize, Span)> {
        let found = cells(text, line);
        let filled = |cell: &Span| !text[cell.clone()].is_empty();
        if found.len() == self.columns.len() {
            return found.into_iter().enumerate().filter(|(_, cell)| filled(cell)).collect();
        }
        let under = |cell: &Span| {
            let own = cell.start - line.start..cell.end - line.start;
            let shared = |column: &Column| {
                own.end.min(column.place.end).saturating_sub(own.start.max(column.place.start))
            };
            let away = |column: &Column| {
                own.start.abs_diff(column.place.start).min(own.end.abs_diff(column.place.end))
            };
            let columns = self.columns.iter().enumerate();
            // A cell that reaches under two heads is that of the last of them.
            columns
                .min_by_key(|(at, column)| {
                    let shared = shared(column);
                    (shared == 0, if shared == 0 { away(column) } else { 0 }, usize::MAX - at)
                })
                .map(|(at, _)| at)
        };
        found
            .into_iter()
            .filter(filled)
            .filter_map(|cell| under(&cell).map(|column| (column, cell)))
            .collect()
    }
}

/// How many of these lines are rows of the table above them.
pub(super) fn rows(text: &str, lines: &[Span]) -> usize {
    let is_row = |line: &&Span| {
        let printed = &text[(*line).clone()];
        printed.contains('|') || printed.trim().chars().all(|char| "-=_+ ".contains(char))
    };
    lines.iter().take_while(is_row).count()
}

/// The values of a cell under a head that names several: "99.582 / 3.704%".
pub(super) fn parts(text: &str, cell: &Span, count: usize) -> Vec<Span> {
    if count < 2 {
        return vec![cell.clone()];
    }
    let mut parts = Vec::new();
    let mut start = cell.start;
    for part in text[cell.clone()].split('/') {
        let lead = part.len() - part.trim_start().len();
        parts.push(start + lead..start + lead + part.trim().len());
        start += part.len() + 1;
    }
    parts
}

/// The cells of a line, trimmed, without those outside the outer bars.
fn cells(text: &str, line: &Span) -> Vec<Span> {
    let printed = &text[line.clone()];
    let mut found = Vec::new();
    let mut start = line.start;
    for part in printed.split('|') {
        let lead = part.len() - part.trim_start().len();
        found.push(start + lead..start + lead + part.trim().len());
        start += part.len() + 1;
    }
    if found.first().is_some_and(|cell| cell.is_empty()) {
        found.remove(0);
    }
    if found.len() > 1 && printed.trim_end().ends_with('|') {
        found.pop();
    }
    found
}

fn column(text: &str, line: &Span, cell: &Span) -> Column {
    let printed = &text[cell.clone()];
    let place = cell.start - line.start..cell.end - line.start;
    let whole = kind(printed);
    let kinds: Vec<Head> = match whole {
        // "reoffer / yield" holds two; "M/S" and "S&P/F" hold none.
        _ if printed.contains('/') => {
            let parts: Vec<Head> = printed.split('/').map(kind).collect();
            if parts.contains(&Head::Other) { vec![whole] } else { parts }
        }
        _ => vec![whole],
    };
    let currency = UNIT.find(printed).and_then(|unit| money::currency_of(unit.as_str()));
    let scale =
        SCALE.captures(printed).and_then(|found| found.name("scale")).map_or(
            1,
            |scale| match scale.as_str().to_lowercase().as_bytes() {
                [b'b', ..] => 1_000_000_000,
                [b'm', ..] => 1_000_000,
                _ => 1_000,
            },
        );
    Column { place, kinds, currency, scale }
}

/// What a head says that its column holds.
fn kind(printed: &str) -> Head {
    let lower = printed.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if ["issuer", "borrower", "company", "obligor"].iter().any(|word| lower.starts_with(word)) {
        return Head::Issuer;
    }
    let bare: String = lower.chars().filter(|char| char.is_alphanumeric()).collect();
    if lower.is_empty()
        || lower.len() > LONGEST
        || has(&[
            "wal",
            "average life",
            "a.l.",
            "rating",
            "book",
            "order",
            "cusip",
            "discount",
            "enhancement",
            "talk",
            "guidance",
            "ipt",
            "denom",
            "fee",
            "moody",
            "fitch",
            "s&p",
            "expected",
            "first",
            "call",
            "settle",
            "record",
        ])
    {
        return Head::Other;
    }
    match () {
        () if has(&["bench"]) && !has(&["spread", "sprd", "margin"]) => Head::Other,
        () if has(&["isin"]) => Head::Isin,
        () if bare == "name" => Head::Issuer,
        () if ["class", "cls", "tranche", "series", "tr", "classofnotes"]
            .contains(&bare.as_str()) =>
        {
            Head::Label
        }
        () if has(&["spread", "sprd", "margin", "spd"]) || bare == "dm" => Head::Spread,
        () if has(&[
            "coupon",
            "cpn",
            "interest rate",
            "pass-through",
            "profit rate",
            "fixed rate",
        ]) || bare == "rate" =>
        {
            Head::Coupon
        }
        () if has(&["yield", "yld", "ytm"]) => Head::Yield,
        () if has(&["price", "px", "reoffer", "re-offer"]) => Head::Price,
        () if has(&["maturity", "redemption", "due", "final", "matures"]) => Head::Maturity,
        () if has(&["tenor"]) || bare == "term" => Head::Tenor,
        () if has(&["size", "amount", "principal", "balance", "volume", "nominal", "notional"])
            || is_unit(&lower) =>
        {
            Head::Size
        }
        () => Head::Other,
    }
}

/// Whether a head is nothing but a unit of money: "GBP(m)", "US$m".
fn is_unit(lower: &str) -> bool {
    static UNITS: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"(?i)^(?:US\$|A\$|HK\$|[$€£¥]|USD|EUR|GBP|JPY|AUD|CAD|HKD|SGD|CNH|RMB|yen) ?\(?(?:m|mm|mn|mln|million|bn|billion|k|'?000s?)?\)?$",
        )
    });
    UNITS.is_match(lower)
}

/// Whether a head is that of a column of banks that take sizes.
fn is_of_banks(printed: &str) -> bool {
    let lower = printed.to_lowercase();
    ["underwriter", "purchaser", "lender", "dealer", "participant", "agent"]
        .iter()
        .any(|word| lower.contains(word))
}
