//! Values that share their label or unit with a neighbour, and bare values of desk shorthand:
//! "reoffered at 99.12 and 98.77", "145bp and 160bp over Gilts", "USD 800m 3yr fixed, 4.35%, T+50, 99.95".

use std::sync::LazyLock;

use regex::Regex;

use super::{Context, Fact, Kind, Number, Term, money};
use crate::import::pattern::rx;
use crate::import::sentence;

static NEXT_PRICE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^ ?%?(?:,? and|,| /|/|以及|和|及|与|、) ?(?:at )?(?P<price>\d{2,3}\.\d{1,5}) ?%?(?:[\s,;.)。和及与、]|$)",
    )
});
static SPREADS: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"\b(?P<first>\d{1,4}(?:\.\d+)?)(?: ?(?:bps?|basis points))?(?P<more>(?:, \d{1,4}(?: ?(?:bps?|basis points))?)*),? and (?P<last>\d{1,4}(?:\.\d+)?) ?(?:bps?|basis points) (?:over|above)\b",
    )
});
static ITEM: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^(?:(?P<coupon>\d{1,2}(?:\.\d+)? ?%)|(?:at |@ ?)?(?P<price>\d{2,3}\.\d{1,5})(?: ?%)?|(?:at )?(?P<par>[Pp]ar))$",
    )
});

/// What stands beside facts that are known already.
pub(super) fn find(context: &Context<'_>, known: &[Fact]) -> Vec<Fact> {
    let mut facts = prices(context, known);
    facts.extend(spreads(context, known));
    facts.extend(shorthand(context, known));
    facts
}

/// Further prices behind a price.
fn prices(context: &Context<'_>, known: &[Fact]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for fact in known.iter().filter(|fact| fact.term.kind() == Kind::Price) {
        let mut at = fact.span.end;
        while let Some(price) =
            NEXT_PRICE.captures(context.after(at, 24)).and_then(|found| found.name("price"))
        {
            let span = at + price.start()..at + price.end();
            let Some(value) = Number::parse(price.as_str()) else { break };
            if !value.within(80, 120) || is_taken(known, &span) {
                break;
            }
            at = span.end;
            facts.push(Fact { span, term: Term::Price(value) });
        }
    }
    facts
}

/// The spreads before the last of a list, which alone names the benchmark.
fn spreads(context: &Context<'_>, known: &[Fact]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for found in SPREADS.captures_iter(context.text) {
        let (Some(first), Some(more), Some(last)) =
            (found.name("first"), found.name("more"), found.name("last"))
        else {
            continue;
        };
        let near = known.partition_point(|fact| fact.span.start + 60 < last.start());
        let Some(Term::Spread(_, bench)) = known[near..]
            .iter()
            .take_while(|fact| fact.span.start <= last.start())
            .find(|fact| fact.span.contains(&last.start()))
            .map(|fact| fact.term.clone())
        else {
            continue;
        };
        if super::rates::is_talk(context.before(first.start(), 90), "") {
            continue;
        }
        let mut at = more.start();
        let mut numbers = vec![first.range()];
        for part in more.as_str().split(", ").skip(1) {
            let digits = part.find(|char: char| !char.is_ascii_digit()).unwrap_or(part.len());
            at += 2;
            numbers.push(at..at + digits);
            at += part.len();
        }
        for span in numbers {
            let value = context.text.get(span.clone()).and_then(Number::parse);
            if let Some(value) = value.filter(|_| !is_taken(known, &span)) {
                facts.push(Fact { span, term: Term::Spread(value, bench.clone()) });
            }
        }
    }
    facts
}

/// The bare items of a line that names a size and a spread, parted by commas or slashes.
fn shorthand(context: &Context<'_>, known: &[Fact]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for line in sentence::lines(context.text) {
        let printed = &context.text[line.clone()];
        if printed.len() > 240 || !printed.contains(['%', '.', 'p']) || printed.contains('|') {
            continue;
        }
        let first = known.partition_point(|fact| fact.span.start < line.start);
        let inside = || known[first..].iter().take_while(|fact| fact.span.start < line.end);
        let has = |kind: Kind| inside().any(|fact| fact.term.kind() == kind);
        let is_sized = money::find(printed)
            .iter()
            .any(|amount| amount.currency.is_some() && amount.value >= Number::whole(1_000_000));
        if !is_sized || !has(Kind::Spread) {
            continue;
        }
        let mut start = line.start;
        for part in printed.split_inclusive([',', ';', '/']) {
            let item = part.trim_end_matches([',', ';', '/', '.']);
            let lead = item.len() - item.trim_start().len();
            let span = start + lead..start + lead + item.trim().len();
            start += part.len();
            let Some(found) = ITEM.captures(item.trim()) else { continue };
            let value = |text: &str| Number::parse(text.trim_end_matches(['%', ' ']));
            let term = if let Some(rate) = found.name("coupon").filter(|_| !has(Kind::Coupon)) {
                value(rate.as_str()).map(Term::Coupon)
            } else if has(Kind::Price) {
                None
            } else if let Some(price) = found.name("price") {
                value(price.as_str()).filter(|value| value.within(80, 120)).map(Term::Price)
            } else {
                found.name("par").map(|_| Term::Price(Number::whole(100)))
            };
            if let Some(term) = term.filter(|_| !is_taken(known, &span)) {
                facts.push(Fact { span, term });
            }
        }
    }
    facts
}

fn is_taken(known: &[Fact], span: &std::ops::Range<usize>) -> bool {
    let next = known.partition_point(|fact| fact.span.start < span.start.saturating_sub(60));
    known[next..]
        .iter()
        .take_while(|fact| fact.span.start < span.end)
        .any(|fact| fact.span.end > span.start)
}

#[cfg(test)]
mod tests {
    use super::super::find as facts;
    use super::*;

    fn shown(text: &str, kind: Kind) -> Vec<String> {
        let found = facts(text, &[]).terms.into_iter().filter(|fact| fact.term.kind() == kind);
        found
            .filter_map(|fact| match fact.term {
                Term::Price(value) | Term::Coupon(value) | Term::Spread(value, _) => {
                    Some(value.to_string())
                }
                _ => None,
            })
            .collect()
    }

    #[test]
    fn neighbours_share_labels_and_units() {
        let text = "reoffered at 99.12 and 98.77, spreads of 145bp and 160bp over Gilts";
        assert_eq!(shown(text, Kind::Price), ["99.12", "98.77"]);
        assert_eq!(shown(text, Kind::Spread), ["145", "160"]);
    }

    #[test]
    fn shorthand_needs_no_labels() {
        let text = "Tranche 2: USD 800m 3yr fixed, 4.35%, T+50, 99.95";
        assert_eq!(shown(text, Kind::Coupon), ["4.35"]);
        assert_eq!(shown(text, Kind::Price), ["99.95"]);
        assert_eq!(shown("USD 500m 3yr FRN, SOFR+55, par", Kind::Price), ["100"]);
    }
}
