//! Prices without a sign: "at 99.514", "px 100", "99.5 original issue discount", "以99.514的价格".

use std::sync::LazyLock;

use regex::Regex;

use super::{Context, Fact, Number, Term};
use crate::import::pattern::rx;

static BARE_PRICE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:\bat|@|\bpx|\b(?:OID|original[- ]issue[- ]discount)(?: of| at)?|\bdiscount(?:ed)? (?:of|to)|价格[:为]|\bprice(?:d)?(?: at| of|:)?|发行价(?:格)?(?:分别|依次|均)?(?:为|是|:)?|re-?offer(?:ed)?(?: price)?(?: at|:)?) ?[|: ]*\b(?:a price of )?(\d{2,3}(?:\.\d{1,5})?)元?(?:/百元(?:面值)?)?(?:[\s,;)。/(|和及与、]|\.\s|\.?$)|[£€$](\d{2,3}\.\d+) per [£€$]100\b|[以按](?:面值(?:的)?)?(?P<zh>\d{2,3}(?:\.\d{1,5})?)元?的?(?:价格|发行价)|\b(?P<oid>\d{2}(?:\.\d{1,4})?) (?:original[- ]issue[- ]discount|OID|discount|issue price|reoffer)\b",
    )
});

/// Every price that stands without a percent sign.
pub(super) fn find(context: &Context<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for found in BARE_PRICE.captures_iter(context.text) {
        let discount = found.name("oid");
        let told = found.name("zh");
        let Some(number) = found.get(1).or(found.get(2)).or(discount).or(told) else { continue };
        let Some(value) = Number::parse(number.as_str()) else { continue };
        let per_hundred = found.get(2).is_some() || told.is_some();
        let after = context.after(number.end(), 12).trim_start().to_ascii_lowercase();
        let is_other = [
            "per", "pence", "p ", "million", "m", "bn", "%", "cents", "a share", "bp", "basis",
            "hk", "yuan", "apiece", "each", "年", "(港",
        ]
        .iter()
        .any(|word| after.starts_with(word));
        let decimal = number.as_str().contains('.');
        let labelled =
            !found.get(0).map_or("", |whole| whole.as_str()).to_ascii_lowercase().starts_with("at");
        // "…, all at 100."
        let of_all = ["all at ", "both at ", "each at ", "was at ", "priced at ", "issued at "]
            .iter()
            .any(|words| context.before(number.start(), 12).ends_with(words));
        let whole = value == Number::whole(100) && (labelled || of_all);
        // "sold at 99", "an original issue discount of 98": loans are priced in whole points.
        let points = value.within(90, 100) && is_points(context, number.start());
        let range = if decimal { value.within(80, 120) } else { whole || points };
        let is_discount = discount.is_some() && value.within(90, 100);
        if is_discount || discount.is_none() && range && (!is_other || per_hundred) {
            facts.push(Fact { span: number.range(), term: Term::Price(value) });
        }
    }
    facts
}

/// Whether the words before a whole number make it a price of a loan.
fn is_points(context: &Context<'_>, at: usize) -> bool {
    let before = context.before(at, 30).to_lowercase();
    let words = [
        "sold at",
        "issued at",
        "offered at",
        "allocated at",
        "discount of",
        "discount at",
        "oid",
        "oid of",
        "discounted to",
    ];
    words.iter().any(|word| before.trim_end().ends_with(word))
}

#[cfg(test)]
mod tests {
    use crate::import::facts::{self, Term};

    fn check(text: &str, expected: &[&str]) {
        let found = facts::told(text, |term| match term {
            Term::Price(value) => Some(value.to_string()),
            _ => None,
        });
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn prices_stand_without_a_sign() {
        check("以99.514的价格发行", &["99.514"]);
        check("a term loan with a 99.5 original issue discount", &["99.5"]);
        check("an original issue discount of 99, and the euro piece was sold at 98", &["99", "98"]);
        check("发行价分别为99.863和99.421。", &["99.863", "99.421"]);
        check("provisionally callable at a 130% hurdle", &[]);
        check("callable at a 130% trigger", &[]);
    }
}
