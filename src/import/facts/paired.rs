//! Labels with a slash that stand before as many values: "CPN/YLD/PX: 4.750% / 4.853% / 99.547".

use std::sync::LazyLock;

use regex::Regex;

use super::{Context, Fact, Number, Term};
use crate::import::pattern::rx;
use crate::import::plain::Span;

static PAIRED: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?m)(?:^|[|;.,] ?|\n)(?P<labels>[A-Za-z][A-Za-z -]{1,24}(?: ?/ ?[A-Za-z][A-Za-z -]{1,24}){1,3}) ?[:|] ?(?P<values>[\d.]+ ?%?(?: ?/ ?[\d.]+ ?%?){1,3})",
    )
});
/// "Spread: + 0.58%": a margin under its label, in per cent.
static MARGIN: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\b(?:spread|margin)(?: \([^()\n]{1,40}\))? ?[:|] ?(?:plus|\+)? ?(?P<pct>\d\.\d{1,4}) ?(?:%|per cent\.?)(?: p\.a\.?| per annum)?",
    )
});

/// The term that a number is.
type OfNumber = fn(Number) -> Term;

/// What such labels give, and the stretches of their values.
pub(super) fn find(context: &Context<'_>) -> (Vec<Fact>, Vec<Span>) {
    let (mut facts, mut taken) = (Vec::new(), Vec::new());
    for found in PAIRED.captures_iter(context.text) {
        let (Some(labels), Some(values)) = (found.name("labels"), found.name("values")) else {
            continue;
        };
        let kinds: Option<Vec<OfNumber>> = labels.as_str().split('/').map(term_of).collect();
        let Some(kinds) = kinds else { continue };
        let parts: Vec<&str> = values.as_str().split('/').collect();
        if kinds.len() != parts.len() {
            continue;
        }
        let mut at = values.start();
        for (term, part) in kinds.into_iter().zip(parts) {
            let printed = part.trim().trim_end_matches(['%', ' ']);
            let start = at + part.len() - part.trim_start().len();
            at += part.len() + 1;
            if let Some(value) = Number::parse(printed) {
                let span = start..start + part.trim().len();
                facts.push(Fact { span, term: term(value) });
            }
        }
        taken.push(values.range());
    }
    for found in MARGIN.captures_iter(context.text) {
        let (Some(whole), Some(value)) = (found.get(0), found.name("pct")) else { continue };
        let value = Number::parse(value.as_str()).and_then(|value| value.times(100));
        if let Some(value) = value {
            facts.push(Fact { span: whole.range(), term: Term::Spread(value, None) });
            taken.push(whole.range());
        }
    }
    taken.sort_by_key(|span| span.start);
    (facts, taken)
}

/// What a label names.
fn term_of(label: &str) -> Option<OfNumber> {
    let lower = label.trim().to_lowercase();
    let ends = |words: &[&str]| words.iter().any(|word| lower.ends_with(word));
    if ends(&["coupon", "cpn", "interest rate", "profit rate"]) {
        Some(Term::Coupon)
    } else if ends(&["yield", "yld", "ytm"]) {
        Some(Term::Yield)
    } else if ends(&["price", "px", "reoffer", "re-offer"]) {
        Some(Term::Price)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::find as facts;
    use super::*;

    #[test]
    fn labels_with_a_slash_give_each_its_value() {
        let found = facts("CPN/YLD/PX: 4.75% / 4.85% / 99.5\nSpread: + 0.58%", &[]).terms;
        let terms: Vec<Term> = found.into_iter().map(|fact| fact.term).collect();
        let number = |text: &str| Number::parse(text).unwrap();
        assert_eq!(
            terms,
            [
                Term::Coupon(number("4.75")),
                Term::Yield(number("4.85")),
                Term::Price(number("99.5")),
                Term::Spread(number("58"), None),
            ]
        );
    }
}
