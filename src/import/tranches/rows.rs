//! Tables with a row for every tranche: heads such as "Class | Size | Coupon | Price" stand over the
//! columns, and each row under them is a tranche with its own terms.

use std::sync::LazyLock;

use regex::Regex;

use super::{AmountKind, Drafted, Fact, Kind, Term};
use crate::import::heads::{self, Head, Heads};
use crate::import::money::{self, Amount};
use crate::import::number::Number;
use crate::import::pattern::rx;
use crate::import::plain::Span;
use crate::import::{dates, sentence};

/// The most rows that one text gives.
const MOST: usize = 120;
/// The smallest size of a tranche.
const SMALLEST: i64 = 100_000;

/// The tranches of the tables of a text; `None` where it has no such table.
pub(super) fn in_rows(text: &str, terms: &[Fact]) -> Option<Vec<Drafted>> {
    let lines = sentence::lines(text);
    let mut tranches: Vec<Drafted> = Vec::new();
    let mut taken: Vec<Span> = Vec::new();
    let mut is_ledger = false;
    let mut at = 0;
    while at < lines.len() && tranches.len() < MOST {
        let Some(heads) = Heads::of(text, &lines[at]) else {
            at += 1;
            continue;
        };
        let rows = heads::rows(text, &lines[at + 1..]);
        is_ledger |= heads.has(Head::Issuer);
        let found: Vec<Drafted> = lines[at + 1..][..rows.min(MOST)]
            .iter()
            .filter_map(|line| row(text, &heads, line))
            .collect();
        if !found.is_empty() {
            taken.push(lines[at].start..lines[at + rows].end);
        }
        tranches.extend(found);
        tranches.truncate(MOST);
        at += rows + 1;
    }
    let enough = if is_ledger { tranches.len() == 1 } else { tranches.len() > 1 };
    if !enough {
        return None;
    }
    give_common(&mut tranches, terms, &taken);
    Some(tranches)
}

/// Gives every tranche what is said once outside the tables: one maturity, one price, one tenor, and
/// a currency.
fn give_common(tranches: &mut [Drafted], terms: &[Fact], taken: &[Span]) {
    let is_outside = |fact: &&Fact| !taken.iter().any(|span| span.contains(&fact.span.start));
    for kind in [Kind::Maturity, Kind::Price, Kind::Tenor] {
        let mut found = terms.iter().filter(|fact| fact.term.kind() == kind).filter(is_outside);
        let Some(first) = found.next() else { continue };
        let is_one = found.all(|other| other.term == first.term);
        if is_one && !tranches.iter().any(|tranche| tranche.has(kind)) {
            tranches.iter_mut().for_each(|tranche| tranche.add(first));
        }
    }
    let outside = terms.iter().filter(is_outside).find_map(|fact| match &fact.term {
        Term::Amount(amount, _) => Some((amount.currency?.to_owned(), fact.span.clone())),
        _ => None,
    });
    for tranche in tranches.iter_mut().filter(|tranche| tranche.currency.is_none()) {
        tranche.currency.clone_from(&outside);
    }
}

/// The tranche of a row; `None` where it sums up or names no size.
fn row(text: &str, heads: &Heads, line: &Span) -> Option<Drafted> {
    let cells = heads.assign(text, line);
    let first = cells.first().map(|(_, span)| text[span.clone()].to_lowercase())?;
    if ["total", "sum", "subtotal", "aggregate", "合计", "总计"]
        .iter()
        .any(|word| first.trim_matches([' ', '*', ':']).starts_with(word))
    {
        return None;
    }
    let mut tranche = Drafted::default();
    for (column, span) in &cells {
        let Some(head) = heads.columns.get(*column) else { continue };
        let parts = heads::parts(text, span, head.kinds.len());
        for (kind, part) in head.kinds.iter().zip(parts) {
            if *kind == Head::Size {
                let amount = size(text, &part, head)?;
                let currency = amount.currency.or(heads.currency);
                if let Some(code) = currency {
                    tranche.currency = Some((code.to_owned(), part.clone()));
                }
                let term = Term::Amount(amount, AmountKind::Principal);
                tranche.add(&Fact { span: part, term });
                continue;
            }
            terms_of(text, *kind, &part).iter().for_each(|fact| tranche.add(fact));
        }
    }
    tranche.amount().is_some().then_some(tranche)
}

/// The size in a cell, in the unit of its head.
fn size(text: &str, span: &Span, head: &heads::Column) -> Option<Amount> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| rx(r"^[^\d(]{0,6}(\d[\d,]*(?:\.\d+)?)"));
    let printed = &text[span.clone()];
    if let Some(mut found) =
        money::find(printed).into_iter().next().filter(|amount| !amount.is_shares)
    {
        let is_scaled = found.value >= Number::whole(SMALLEST);
        if !is_scaled {
            found.value = found.value.times(head.scale)?;
        }
        found.span = span.clone();
        return Some(found).filter(|amount| amount.value >= Number::whole(SMALLEST));
    }
    let number = NUMBER.captures(printed)?.get(1)?;
    let bare = Number::parse(number.as_str())?;
    let value = if bare >= Number::whole(SMALLEST) { bare } else { bare.times(head.scale)? };
    (value >= Number::whole(SMALLEST)).then_some(Amount {
        span: span.clone(),
        currency: head.currency,
        value,
        is_shares: false,
    })
}

static PLUS: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^(?P<bench>[^+\d][^+]{0,40}|\d{1,2}[^+]{1,40})?\+ ?(?P<bp>\d{1,4}(?:\.\d+)?) ?(?P<pct>%|per cent)?",
    )
});
static PLAIN: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?P<number>-?(?:\d{1,3} \d{1,2}/\d{1,2}|\d{1,4}(?:\.\d+)?[½¼¾⅛⅜⅝⅞]?)) ?(?P<pct>%|per cent)?(?: ?(?:bps?|basis points))?",
    )
});
static YEARS: LazyLock<Regex> =
    LazyLock::new(|| rx(r"(?i)^(\d{1,2}(?:\.\d+)?) ?-?(?:years?|yrs?|y)?$"));

/// The terms in a cell under a head.
fn terms_of(text: &str, kind: Head, span: &Span) -> Vec<Fact> {
    let printed = text[span.clone()].trim();
    let fact = |term: Term| vec![Fact { span: span.clone(), term }];
    let number =
        || PLAIN.captures(printed).and_then(|found| Number::parse(found.name("number")?.as_str()));
    match kind {
        Head::Coupon | Head::Spread => rate(printed, kind).into_iter().flat_map(fact).collect(),
        Head::Price => {
            let par = ["par", "Par", "PAR"].contains(&printed).then(|| Number::whole(100));
            let found = par.or_else(number).filter(|value| value.within(50, 150));
            found.map(Term::Price).map(fact).unwrap_or_default()
        }
        Head::Yield => {
            let found = number().filter(|value| value.within(-3, 30));
            found.map(Term::Yield).map(fact).unwrap_or_default()
        }
        Head::Tenor => {
            let years =
                YEARS.captures(printed).and_then(|found| Number::parse(found.get(1)?.as_str()));
            years.map(Term::Tenor).map(fact).unwrap_or_default()
        }
        Head::Maturity => maturity(printed).map(Term::Maturity).map(fact).unwrap_or_default(),
        Head::Isin => {
            let is_isin =
                printed.len() == 12 && printed.chars().all(|char| char.is_ascii_alphanumeric());
            if is_isin { fact(Term::Isin(printed.to_owned())) } else { Vec::new() }
        }
        Head::Label => {
            label(printed).map(|name| Term::Words("label", name)).map(fact).unwrap_or_default()
        }
        Head::Size | Head::Issuer | Head::Other => Vec::new(),
    }
}

/// A coupon, or a margin over a benchmark in the column of coupons.
fn rate(printed: &str, kind: Head) -> Vec<Term> {
    if let Some(found) = PLUS.captures(printed)
        && let Some(value) = found.name("bp").and_then(|bp| Number::parse(bp.as_str()))
    {
        let value = if found.name("pct").is_some() { value.times(100) } else { Some(value) };
        let bench = found.name("bench").map(|bench| bench.as_str().trim().to_owned());
        let bench = bench.filter(|bench| !bench.is_empty());
        let spread = value.map(|value| Term::Spread(value, bench));
        let floating = (kind == Head::Coupon).then_some(Term::Floating);
        return spread.into_iter().chain(floating).collect();
    }
    let Some(found) = PLAIN.captures(printed) else { return Vec::new() };
    let Some(value) = found.name("number").and_then(|number| Number::parse(number.as_str())) else {
        return Vec::new();
    };
    match kind {
        Head::Coupon if value.within(0, 30) => vec![Term::Coupon(value)],
        Head::Spread => {
            let value = if found.name("pct").is_some() { value.times(100) } else { Some(value) };
            value.map(|value| Term::Spread(value, None)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The name of a tranche, as printed: "A-2a", "Series 2024A".
fn label(printed: &str) -> Option<String> {
    (!printed.is_empty() && printed.len() < 32).then(|| printed.to_owned())
}

/// The maturity in a cell: a day, a month or a year.
fn maturity(printed: &str) -> Option<String> {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| rx(r"\b(20\d\d)\b"));
    let dated = dates::find(printed).into_iter().find(|dated| !dated.is_year_guessed);
    if let Some(dated) = dated {
        return Some(dated.date.to_string());
    }
    YEAR.captures(printed).and_then(|found| Some(found.get(1)?.as_str().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::plain::Plain;

    fn check(text: &str, expected: &[&str]) {
        let plain = Plain::of(text).text;
        let shown: Vec<String> = in_rows(&plain, &[])
            .unwrap_or_default()
            .iter()
            .map(|tranche| {
                let code = tranche.currency.as_ref().map_or("?", |(code, _)| code.as_str());
                let mut shown = format!("{code} {}", tranche.amount().map_or(0.0, Number::to_f64));
                for fact in &tranche.facts {
                    match &fact.term {
                        Term::Coupon(value) => shown.push_str(&format!(" c{value}")),
                        Term::Spread(value, _) => shown.push_str(&format!(" s{value}")),
                        Term::Price(value) => shown.push_str(&format!(" p{value}")),
                        Term::Yield(value) => shown.push_str(&format!(" y{value}")),
                        Term::Maturity(date) => shown.push_str(&format!(" m{date}")),
                        _ => {}
                    }
                }
                shown
            })
            .collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn each_row_is_a_tranche() {
        check(
            "| Class | Balance | Interest rate | Price |\n| A-1 | $212,000,000 | 4.4% | 100% |\n| A-2 | $90,000,000 | SOFR + 0.40% | 99.9% |\n| Total | $302,000,000 | | |",
            &["USD 212000000 c4.4 p100", "USD 90000000 s40 p99.9"],
        );
        check(
            "Cls   GBP(m)    Coupon      Price\nA     243.9     SONIA+92    100.00\nB      21.1     SONIA+135   99.5",
            &["GBP 243900000 s92 p100", "GBP 21100000 s135 p99.5"],
        );
        check(
            "CLS    SIZE($)        BENCH    SPRD    YLD%    CPN%\nA-1    212,000,000    I-CRV    +18     4.981   4.97\nA-2    110,000,000    30D SOFR +42\nC      -- RETAINED --",
            &["USD 212000000 s18 y4.981 c4.97", "USD 110000000 s42"],
        );
        check("Underwriter | Principal amount\nA Inc. | $5,000,000\nB LLC | $5,000,000", &[]);
    }
}
