//! Term tables: a row for each tranche under heads that say what each column holds, or a column for
//! each tranche behind labels that say what each row holds.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;
use crate::import::{dates, money, sentence};

use super::{AmountKind, Drafted, Fact, Kind, Number, Span, Term};

/// The most rows or columns of one table that are tranches.
const MOST: usize = 60;
/// The longest row that is looked at, in bytes.
const LONGEST: usize = 2_000;

/// What a column or row holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    /// What the tranche is called.
    Label,
    /// A currency.
    Currency,
    /// A term.
    Term(Kind),
    /// Nothing that is read.
    Nothing,
}

/// A row as cells.
type Row = Vec<Span>;

/// The tranches of the first term table of a text, and where the table stands.
pub(super) fn find(text: &str, terms: &[Fact]) -> Option<(Vec<Drafted>, Span)> {
    if !text.contains('|') {
        return None;
    }
    let mut rows: Vec<Row> = Vec::new();
    let lines = sentence::lines(text);
    for (index, line) in lines.iter().enumerate() {
        let follows = index > 0
            && lines.get(index - 1).is_some_and(|last| is_next(text, last, line))
            && rows.len() < MOST;
        if !follows && let Some(found) = read(text, terms, &rows) {
            return Some(found);
        }
        if !follows {
            rows.clear();
        }
        rows.extend(cells(text, line));
    }
    read(text, terms, &rows)
}

/// Whether a line is a row right below another.
fn is_next(text: &str, last: &Span, line: &Span) -> bool {
    let both = [last, line].iter().all(|line| text[(*line).clone()].contains('|'));
    both && text[last.end..line.start].matches('\n').count() == 1
}

/// The cells of a line of a table.
fn cells(text: &str, line: &Span) -> Option<Row> {
    let printed = &text[line.clone()];
    if printed.len() > LONGEST || !printed.contains('|') || printed.contains('。') {
        return None;
    }
    // A rule between head and body.
    if printed.chars().all(|char| "|-:= +".contains(char)) {
        return None;
    }
    let mut cells: Row = Vec::new();
    let mut start = line.start;
    for (at, _) in printed.match_indices('|') {
        cells.push(trimmed(text, start..line.start + at));
        start = line.start + at + 1;
    }
    cells.push(trimmed(text, start..line.end));
    if printed.trim_start().starts_with('|') {
        cells.remove(0);
    }
    if printed.trim_end().ends_with('|') {
        cells.pop();
    }
    // "Tenor: 3 years | 5 years": the label is a cell of its own.
    let first = cells.first()?.clone();
    if let Some(colon) = text[first.clone()].find(':').filter(|colon| *colon < 60) {
        let (label, value) = (first.start..first.start + colon, first.start + colon + 1..first.end);
        let is_label = !text[label.clone()].contains(|char: char| char.is_ascii_digit());
        if is_label && !text[value.clone()].trim().is_empty() {
            cells.splice(0..1, [trimmed(text, label), trimmed(text, value)]);
        }
    }
    (cells.len() > 1).then_some(cells)
}

fn trimmed(text: &str, span: Span) -> Span {
    let printed = &text[span.clone()];
    let start = span.start + printed.len() - printed.trim_start().len();
    start..start + printed.trim().len()
}

/// The tranches of a run of rows, where it is a term table.
fn read(text: &str, terms: &[Fact], rows: &[Row]) -> Option<(Vec<Drafted>, Span)> {
    let (first, last) = (rows.first()?, rows.last()?);
    let stretch = first.first()?.start..last.last()?.end;
    let tranches = by_row(text, terms, rows).or_else(|| by_column(text, terms, rows))?;
    Some((tranches, stretch))
}

/// A row for each tranche.
fn by_row(text: &str, terms: &[Fact], rows: &[Row]) -> Option<Vec<Drafted>> {
    let (head, body) = rows.split_first()?;
    let holds: Vec<Holds> = head.iter().map(|cell| holds(&text[cell.clone()])).collect();
    let kinds = holds.iter().filter(|holds| matches!(holds, Holds::Term(_))).count();
    let amount = holds.iter().position(|holds| *holds == Holds::Term(Kind::Amount))?;
    if kinds < 2 || is_underwriting(&text[head.first()?.clone()]) {
        return None;
    }
    let label = holds.iter().position(|holds| *holds == Holds::Label);
    let mut tranches = Vec::new();
    for row in body {
        let size = row.get(amount).map_or("", |cell| &text[cell.clone()]);
        let name = row.first().map_or("", |cell| &text[cell.clone()]).to_lowercase();
        let is_sum = ["total", "合计", "总计"].iter().any(|word| name.starts_with(word));
        if is_sum || !size.chars().any(|char| char.is_ascii_digit()) {
            continue;
        }
        let mut tranche = Drafted::default();
        for ((cell, holds), head) in row.iter().zip(&holds).zip(head) {
            match holds {
                Holds::Term(kind) => {
                    fill(text, terms, &mut tranche, cell, (*kind, &text[head.clone()]));
                }
                Holds::Currency => currency(text, cell, &mut tranche),
                _ => {}
            }
        }
        if let Some(cell) = label.and_then(|at| row.get(at)) {
            name_of(text, terms, cell, &mut tranche);
        }
        tranches.push(tranche);
    }
    told(tranches)
}

/// A column for each tranche.
fn by_column(text: &str, terms: &[Fact], rows: &[Row]) -> Option<Vec<Drafted>> {
    let width = rows.iter().map(Vec::len).max()?;
    if !(3..=MOST).contains(&width) {
        return None;
    }
    let mut tranches = vec![Drafted::default(); width - 1];
    let mut kinds: Vec<Kind> = Vec::new();
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| row.len() == width) {
        let label = &text[row.first()?.clone()];
        match holds(label) {
            Holds::Term(kind) => {
                kinds.push(kind);
                for (cell, tranche) in row.iter().skip(1).zip(&mut tranches) {
                    fill(text, terms, tranche, cell, (kind, label));
                }
            }
            Holds::Currency => {
                let columns = row.iter().skip(1).zip(&mut tranches);
                columns.for_each(|(cell, tranche)| currency(text, cell, tranche));
            }
            _ if index == 0 && !is_underwriting(label) => {
                for (cell, tranche) in row.iter().skip(1).zip(&mut tranches) {
                    name_of(text, terms, cell, tranche);
                }
            }
            _ if index == 0 => return None,
            _ => {}
        }
    }
    kinds.dedup();
    if kinds.len() < 2 || !kinds.contains(&Kind::Amount) {
        return None;
    }
    told(tranches)
}

/// Takes the currency that a cell names.
fn currency(text: &str, cell: &Span, tranche: &mut Drafted) {
    if let Some(code) = money::currency_of(&text[cell.clone()]) {
        tranche.currency = Some((code.to_owned(), cell.clone()));
    }
}

/// The tranches, where each has a size and they are several.
fn told(tranches: Vec<Drafted>) -> Option<Vec<Drafted>> {
    let full = tranches.iter().all(|tranche| tranche.amount().is_some() && tranche.facts.len() > 1);
    (full && (2..=MOST).contains(&tranches.len())).then_some(tranches)
}

/// Whether the head of a first column is that of a table of banks.
fn is_underwriting(head: &str) -> bool {
    let lower = head.to_lowercase();
    let words =
        "underwriter|purchaser|manager|bank|name|dealer|lender|arranger|承销|机构|银行|名称";
    words.split('|').any(|word| lower.contains(word))
}

/// What a head or label says of what follows.
fn holds(label: &str) -> Holds {
    static NOT: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"(?i)all-in|to (?:the )?(?:issuer|company)|discount|commission|proceeds|benchmark (?:treasury|yield|price|bond)|treasury (?:price|yield)|redemption price|early|\bcall|make-whole|\bwal\b|average life|denom|rating|first|interest payment|issue date|settlement|trade date|pricing date|day count|business",
        )
    });
    static KINDS: LazyLock<Vec<(Kind, Regex)>> = LazyLock::new(|| {
        [
            (Kind::Spread, r"(?i)spread|\bdm\b|利差|息差"),
            (Kind::Amount, r"(?i)^(?:aggregate |total |offering |issue |tranche )?(?:size|amount|principal|nominal|volume)|(?:principal|nominal|issue) (?:amount|size)|^本金|金额|规模|发行额"),
            (Kind::Yield, r"(?i)yield|\byld\b|\bytm\b|收益率"),
            (Kind::Maturity, r"(?i)maturity|^due\b|legal final|final (?:scheduled |legal )?(?:distribution|payment|maturity)|^redemption|^mat\b|到期"),
            (Kind::Coupon, r"(?i)coupon|\bcpn\b|(?:interest|profit|distribution) rate|^rate\b|^interest$|票息|票面|利率"),
            (Kind::Price, r"(?i)price|\bpx\b|价格|发行价"),
            (Kind::Tenor, r"(?i)^tenor|^tenure|^term\b|期限|年期"),
            (Kind::Isin, r"(?i)\bisin\b"),
        ]
        .into_iter()
        .map(|(kind, form)| (kind, rx(form)))
        .collect()
    });
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        rx(r"(?i)^(?:class|cls|tranche|series|notes?|bonds?|security|facility)\b")
    });
    let label = label.trim();
    let is_spread = KINDS.first().is_some_and(|(_, form)| form.is_match(label));
    if label.is_empty() || label.len() > 60 || !is_spread && NOT.is_match(label) {
        return Holds::Nothing;
    }
    let found = KINDS.iter().find(|(_, form)| form.is_match(label));
    match found {
        Some((kind, _)) => Holds::Term(*kind),
        None if ["currency", "ccy", "币种", "货币"].contains(&label.to_lowercase().as_str()) => {
            Holds::Currency
        }
        None if LABEL.is_match(label) => Holds::Label,
        None => Holds::Nothing,
    }
}

/// Takes what a tranche is called, and the terms in its name: "4.350% Notes due 2028".
fn name_of(text: &str, terms: &[Fact], cell: &Span, tranche: &mut Drafted) {
    for fact in inside(terms, cell) {
        if matches!(fact.term, Term::Amount(..)) && tranche.amount().is_some() {
            continue;
        }
        tranche.add(fact);
    }
    let printed = &text[cell.clone()];
    let word = printed.rsplit(' ').next().unwrap_or(printed);
    static CLASS: LazyLock<Regex> =
        LazyLock::new(|| rx(r"^[A-H](?:-?\d{1,2}(?:-?[A-Za-z])?|-[A-Z])?$"));
    if CLASS.is_match(word) && printed.len() <= 20 {
        tranche.label = Some(printed.to_owned());
    }
}

/// The terms found in a stretch.
fn inside<'a>(terms: &'a [Fact], span: &Span) -> impl Iterator<Item = &'a Fact> {
    let end = span.end;
    let first = terms.partition_point(|fact| fact.span.start < span.start);
    terms[first..].iter().take_while(move |fact| fact.span.start < end)
}

/// Reads a cell under a head.
fn fill(
    text: &str,
    terms: &[Fact],
    tranche: &mut Drafted,
    cell: &Span,
    (kind, head): (Kind, &str),
) {
    let printed = &text[cell.clone()];
    if kind == Kind::Amount {
        if let Some((fact, code)) = amount(text, terms, cell, head) {
            if let Some(code) = code {
                tranche.currency.get_or_insert((code.to_owned(), fact.span.clone()));
            }
            tranche.add(&fact);
        }
        return;
    }
    // "Compounded SOFR + 0.550%" under a coupon is a floating rate with its margin.
    let has_words = printed.contains(|char: char| char.is_alphabetic());
    let lower = printed.to_lowercase();
    if kind == Kind::Coupon && (printed.contains('+') || lower.contains("float") || lower == "frn")
    {
        tranche.add(&Fact { span: cell.clone(), term: Term::Floating });
        let margin = inside(terms, cell).find(|fact| fact.term.kind() == Kind::Spread);
        margin.into_iter().for_each(|fact| tranche.add(fact));
        return;
    }
    if has_words || kind == Kind::Isin {
        let known = inside(terms, cell).find(|fact| fact.term.kind() == kind);
        if let Some(fact) = known {
            tranche.add(fact);
            return;
        }
    }
    if let Some(term) = value(printed, kind) {
        tranche.add(&Fact { span: cell.clone(), term });
    }
}

/// A term in the words of a cell.
fn value(printed: &str, kind: Kind) -> Option<Term> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        rx(r"(?P<sign>[+-])? ?(?P<number>\d{1,3}(?:\.\d+)?(?: \d/\d{1,2})?) ?(?P<pct>%|per cent)?")
    });
    if kind == Kind::Maturity {
        let date = dates::find(printed).into_iter().next().map(|dated| dated.date.to_string());
        let year = || dates::year(printed).map(|year| year.to_string());
        return date.or_else(year).map(Term::Maturity);
    }
    let printed =
        if kind == Kind::Spread { &printed[printed.rfind('+').unwrap_or(0)..] } else { printed };
    let found = NUMBER.captures(printed)?;
    let number = Number::parse(found.name("number")?.as_str())?;
    let is_percent = found.name("pct").is_some();
    let minus = found.name("sign").is_some_and(|sign| sign.as_str() == "-");
    match kind {
        Kind::Coupon => number.within(0, 25).then_some(Term::Coupon(number)),
        Kind::Yield => {
            let signed = if minus { number.times(-1)? } else { number };
            number.within(0, 25).then_some(Term::Yield(signed))
        }
        Kind::Price => number.within(50, 150).then_some(Term::Price(number)),
        Kind::Tenor => {
            (number.within(0, 100) && !printed.contains("month")).then_some(Term::Tenor(number))
        }
        Kind::Spread if is_percent => Some(Term::Spread(number.times(100)?, None)),
        Kind::Spread => Some(Term::Spread(number, None)),
        _ => None,
    }
}

/// The size in a cell, with the unit and currency of its head: "Size ($mm)".
fn amount(
    text: &str,
    terms: &[Fact],
    cell: &Span,
    head: &str,
) -> Option<(Fact, Option<&'static str>)> {
    static UNIT: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"(?i)(?P<m>\b(?:in )?millions?\b|[$€£¥]? ?(?:mm|mn|m)\b|百万)|(?P<k>thousands?\b|\(?[$€£]?000'?s\)?)|(?P<yi>亿)|(?P<wan>万)|(?P<b>\bbillions?\b|\bbn\b)",
        )
    });
    let known = inside(terms, cell).find_map(|fact| match &fact.term {
        Term::Amount(amount, _) if amount.currency.is_some() => Some(amount.clone()),
        _ => None,
    });
    let printed = &text[cell.clone()];
    let mut found = known.or_else(|| {
        let mut own = money::find_loose(printed).into_iter().next().or_else(|| bare(printed))?;
        own.span = cell.start + own.span.start..cell.start + own.span.end;
        let unit = UNIT.captures(head).filter(|_| own.value < Number::whole(1_000_000));
        let times = unit.map_or(1, |unit| {
            let named = |name: &str| unit.name(name).is_some();
            match () {
                () if named("m") => 1_000_000,
                () if named("k") => 1_000,
                () if named("yi") => 100_000_000,
                () if named("wan") => 10_000,
                () => 1_000_000_000,
            }
        });
        own.value = own.value.times(times)?;
        Some(own)
    })?;
    found.is_shares = false;
    if found.currency.is_none() {
        found.currency = crate::import::scope::last_currency(head)
            .map(|(code, _)| code)
            .or_else(|| head.contains('$').then_some("USD"))
            .or_else(|| first_currency(terms));
    }
    let code = found.currency;
    let enough = found.value >= Number::whole(100_000);
    enough.then(|| {
        (Fact { span: found.span.clone(), term: Term::Amount(found, AmountKind::Principal) }, code)
    })
}

/// The currency of the first amount among the first terms of a text.
fn first_currency(terms: &[Fact]) -> Option<&'static str> {
    terms.iter().take(200).find_map(|fact| match &fact.term {
        Term::Amount(amount, _) => amount.currency,
        _ => None,
    })
}

/// A bare number that is all of a cell.
fn bare(printed: &str) -> Option<money::Amount> {
    let plain = printed.trim_matches(|char: char| !char.is_ascii_digit());
    let value = Number::parse(plain)?;
    let start = printed.find(plain)?;
    let span = start..start + plain.len();
    Some(money::Amount { span, currency: None, value, is_shares: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::facts;

    fn check(text: &str, expected: &[(&str, &str, &str)]) {
        let terms = facts::find(text, &[]).terms;
        let found = find(text, &terms).map(|(tranches, _)| tranches).unwrap_or_default();
        let show =
            |number: Option<Number>| number.map_or(String::new(), |number| number.to_string());
        let shown: Vec<_> = found
            .iter()
            .map(|one| {
                let label = one.label.clone().unwrap_or_default();
                (label, show(one.amount()), show(one.coupon()))
            })
            .collect();
        let shown: Vec<_> =
            shown.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn each_row_is_a_tranche() {
        check(
            "Class | Size ($mm) | WAL | Spread | Coupon %\nA-1 | 240.00 | 0.25 | +14 | 4.478\nB | 35.60 | 3.6 | +88 | -",
            &[("A-1", "240000000", "4.478"), ("B", "35600000", "")],
        );
        check(
            "Tranche | Ccy | Amount | Coupon\nFixed | EUR | 500,000,000 | 3.25%\nLong | EUR | 750,000,000 | 3.75%",
            &[("", "500000000", "3.25"), ("", "750000000", "3.75")],
        );
        check("Name | Amount | Coupon\nA Bank | $5,000,000 | 2\nB Bank | $6,000,000 | 2", &[]);
    }

    #[test]
    fn each_column_is_a_tranche() {
        check(
            "| | Floating Rate Notes due 2028 | 4.350% Notes due 2028 |\n| Principal amount | $300,000,000 | $700,000,000 |\n| Yield to maturity | N/A | 4.391% |",
            &[("", "300000000", ""), ("", "700000000", "4.35")],
        );
    }
}
