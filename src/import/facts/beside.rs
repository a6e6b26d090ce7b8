//! Amounts beside that of the deal: its worth in another currency, what a line comes to, what it was
//! launched at, what an issuer has outstanding.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

/// An amount, with a bracket open behind it: "CNH2 billion (", "UYU 28,500,000,000 (equivalent to ".
static WORTH: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:[A-Z]{2,3}\$?|[$€£¥₹]) ?\d[\d,.]*(?: ?(?:bn|billion|mn|mm|m|million|trillion|tn|crores?))?(?: of [\w-]+(?: [\w-]+)?)? \((?:or |about |around |approximately |approx\.? |roughly |some |nearly |c\.? ?|ca\.? ?|equal to |equivalent to |equivalent of |the equivalent of |equivalent: ?|= ?|~ ?|≈ ?)*$|\d[^;\n,]{0,30}, (?:equivalent to |equal to |worth |or the equivalent of )(?:about |around |approximately |roughly |some )*$",
    )
});
/// What a tap brings a line to: "(takes line to €750m)".
static LINE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:takes?|taking|brings?|bringing|lifts?|increas(?:es|ing))(?: the| its)? (?:line|issue|bond|series|outstanding|size|total|amount|tranche|deal|notes|bonds)?(?: outstanding| size)? ?to ?$|\b(?:it|which|that|issuer|borrower|company|bank|group|lender|sovereign) (?:also |still )?has (?:an? |two |another )?$|\b(?:cap(?:ped)? at|limit(?:ed to| of)?|ceiling of|quota of|mandate of|authori[sz]ation (?:of|for)) ?$",
    )
});
/// What a deal was launched at before it grew.
static LAUNCHED: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\b(?:launched|marketed|offered|opened|started|began)(?: [\w-]+)? (?:at|with|as an?) ?$",
    )
});
static GREW: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)^[^,.;\n]{0,30}(?:,| and| but| before)(?: (?:was|were|being|it was|later|then|subsequently|since)){0,2} (?:raised|increased|upsized|grew|scaled|closed|lifted|enlarged|grown|ended)",
    )
});

/// Whether the words before and after an amount say that it is one beside the deal's.
pub(super) fn is_beside(before: &str, after: &str) -> bool {
    let closes = after.find(')').is_some_and(|end| !after[..end].contains('('));
    let is_worth = WORTH.find(before).is_some_and(|found| {
        // After a comma no bracket has to close.
        !found.as_str().contains('(') || closes
    });
    is_worth || LINE.is_match(before) || LAUNCHED.is_match(before) && GREW.is_match(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_beside_are_told() {
        let check = |before: &str, after: &str, expected: bool| {
            assert_eq!(is_beside(before, after), expected, "{before}…{after}");
        };
        check("a bond of CNH2 billion (", "), a year after", true);
        check("UYU 28,500,000,000 (equivalent to ", ")", true);
        check("€150m (takes line to ", ")", true);
        check("was launched at ", " and raised to US$650m", true);
        check("was launched at ", " yesterday", false);
        check("It has a ", " AT1 callable in July", true);
        check("shares at $17.00 per share, or ", " in total", false);
        check("two tranches (", " of 2031s and US$300m of 2036s)", false);
    }
}
