//! Deals of the past: what an issuer did when it was last in the market, and debt that it buys back,
//! are told in the same words as the deal and are none of it.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::money;
use crate::import::pattern::rx;
use crate::import::plain::Span;

/// Words after which a sentence tells of an earlier deal.
static EARLIER: LazyLock<Regex> = LazyLock::new(|| {
    let did = "(?:raised|sold|priced|issued|printed|borrowed|placed|paid|tapped|came|launched|signed|closed|obtained|agreed|secured|completed)";
    let who = "(?:it|they|he|(?:the|this) [\\w-]+(?: [\\w-]+)?)";
    rx(&format!(
        r"\b(?:[Ll]ast (?:seen|came|in the market|sold|issued|tapped|visited|printed|borrowed|priced|ventured|accessed|visit|outing|appearance|public (?:deal|bond))|[Ww]hen {who} (?:had |last ){{0,2}}{did}|[Ii]ts (?:last|previous|most recent|only other|only previous) (?:[\w-]+ ){{0,4}}(?:deal|bond|bonds|issue|offering|trade|sukuk|loan|sale|visit|outing|foray|facility|notes|IPO|benchmark)|(?:[Aa]fter|[Ss]ince|[Ff]ollowing|[Ff]rom|than|with|on) its (?:market )?(?:debut|inaugural|maiden)|tender(?: offer)?(?:,[^,.;\n]{{2,40}},)? for (?:the|its|their|any|all|up to)|had (?:also |already |previously |earlier |last )?{did})\b"
    ))
});
/// Where such a stretch ends before its sentence does.
static BACK: LazyLock<Regex> = LazyLock::new(|| {
    rx(r"; |, (?:and|but) (?:now|this time|today)|\. |\n|—| - |, (?:this|the new|today's) ")
});

/// The stretches that tell of earlier deals, in order.
pub(super) fn stretches(text: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for said in EARLIER.find_iter(text) {
        if found.last().is_some_and(|last| said.start() < last.end) {
            continue;
        }
        let after = money::window(text, said.end(), 400);
        let stop = BACK.find(after).map_or(after.len(), |end| end.start());
        found.push(said.start()..said.end() + stop);
    }
    found
}

/// Whether a place stands in one of them.
pub(super) fn holds(stretches: &[Span], at: usize) -> bool {
    let next = stretches.partition_point(|stretch| stretch.end <= at);
    stretches.get(next).is_some_and(|stretch| stretch.start <= at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn earlier_deals_are_set_apart() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = stretches(text).into_iter().map(|span| &text[span]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check(
            "X was last seen in January, when it raised £400m. It sold £1bn now.",
            &["last seen in January, when it raised £400m"],
        );
        check(
            "X sold €1bn, a year after its debut of €500m; books closed",
            &["after its debut of €500m"],
        );
        check(
            "It pays for a tender, run by A, for the 4.25% AT1.",
            &["tender, run by A, for the 4.25% AT1."],
        );
        check("X priced its debut bond of €500m", &[]);
    }
}
