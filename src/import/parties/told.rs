//! Issuers that are told otherwise than as the subject of a verb: the company whose shares somebody
//! sells, the trust behind the short name of a shelf, the borrower that a loan is for.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::money;
use crate::import::pattern::rx;
use crate::import::plain::Span;

/// The largest part of a text that is looked through.
const HEAD: usize = 4_000;

/// Who sells is not who issued.
static SELLERS: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r#"(?i)\((?:[^()\n]{0,30}[" ])?(?:sellers?|selling (?:share|stock|security)holders?|vendors?)"?\)|\b(?:the|each) selling (?:share|stock)holders?\b|\b[Tt]he vendors?\b|\bdoes not (?:receive|sell)|\bwill not receive any (?:of the )?proceeds"#,
    )
});
static SHARES_OF: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r#"(?i:sale|placing|sell-?down|disposal|offering|block trade)(?i:s? of) (?:[\w,.%-]+ ){0,8}?(?i:shares|stake|ads|adss|depositary receipts) (?i:in|of) (?P<name>\p{Lu}[\w&.'-]+(?: (?:\p{Lu}[\w&.'-]*|plc|publ|&|of|and|de)){0,8})"#,
    )
});
/// "HPART 2024-B (Harbor Point Auto Receivables Trust 2024-B)"
static SHELF: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"\b[A-Z][A-Z0-9]{2,9},? (?:20\d\d|\d\d)-[A-Z0-9]{1,6} \((?P<name>\p{Lu}[\w&.,' -]{6,90}?)\)",
    )
});
static FOR: LazyLock<Regex> = LazyLock::new(|| {
    let deal = "(?:loan|facility|facilities|bond|bonds|notes|sukuk|financing|issue|offering|placement|IPO|club deal|revolver|refinancing|package)";
    rx(&format!(
        r"^(?:An?|The) [^.;\n]{{2,90}}?\b{deal} (?:for|by|from|of) (?:(?:the )?[\w' -]{{2,40}}? (?:company|group|utility|lender|developer|operator|borrower|producer|insurer|retailer|airline|firm|maker) )?(?P<who>\p{{Lu}}[\w&.'-]*(?: (?:\p{{Lu}}[\w&.'-]*|&|of|and|de|for)){{0,7}}?)(?:,[^,;.\n]{{2,60}},)? (?:has|have|had|was|were|is|closed|came|priced|drew|attracted|will|comprises|consists|went)\b"
    ))
});
static OWN: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^(?P<who>\p{Lu}[\w&.-]*(?: (?:\p{Lu}[\w&.-]*|&|of|and|de|for)){0,7})'s? (?:new |latest |maiden |debut )?(?:US\$|A\$|HK\$|S\$|C\$|NZ\$|[$€£¥₹]|[A-Z]{3} ?)\d",
    )
});

/// "First up was X, with a €600m bond"
static INVERSE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^(?:(?:First|Next|Last|Also|Then|Second|Third)(?: up| out| off| in line)?|(?:Rounding|Kicking|Opening|Closing) (?:out|off|up)? ?[^,.;\n]{2,40}) (?:was|were|came|is) (?P<who>\p{Lu}[\w&.'-]*(?: (?:\p{Lu}[\w&.'-]*|plc|&|of|and|de|for)){0,7}?),? (?:with|which|whose|raising|selling)\b",
    )
});

/// The company whose shares are sold, where others sell them.
pub(super) fn sold(text: &str) -> Option<Span> {
    let head = money::window(text, 0, HEAD);
    if !SELLERS.is_match(head) {
        return None;
    }
    Some(SHARES_OF.captures(head)?.name("name")?.range())
}

/// The trust that a shelf's short name stands for.
pub(super) fn shelf(text: &str) -> Option<Span> {
    let name = SHELF.captures(money::window(text, 0, HEAD))?.name("name")?;
    // "Alpha Auto Trust 2025-B (ALPHA 2025-B)" has the short name in the bracket.
    (name.as_str().split_whitespace().count() > 2).then(|| name.range())
}

/// Whom a sentence says that a deal is for: "A loan for X has been signed", "X's $300m loan".
pub(in crate::import) fn beneficiary(sentence: &str) -> Option<Span> {
    let found = FOR
        .captures(sentence)
        .or_else(|| OWN.captures(sentence))
        .or_else(|| INVERSE.captures(sentence))?;
    Some(found.name("who")?.range())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuers_are_told_without_a_verb_of_theirs() {
        let check = |found: Option<Span>, text: &str, expected: &str| {
            assert_eq!(found.map(|span| &text[span]), Some(expected), "{text}");
        };
        let text = "Sale of shares in Alpha Group plc. The Minister (the \"Seller\") sold them.";
        check(sold(text), text, "Alpha Group plc");
        let text = "$1bn HARB 2024-B (Harbour Auto Trust 2024-B), prime loans";
        check(shelf(text), text, "Harbour Auto Trust 2024-B");
        let text = "A US$180 million club loan for Surya Energi has been signed by A";
        check(beneficiary(text), text, "Surya Energi");
        let text = "First up was Groupe Lanvaux, with a €600m bond";
        check(beneficiary(text), text, "Groupe Lanvaux");
        let text = "Glenrowan Water Trust's A$640 million financing is made up of";
        check(beneficiary(text), text, "Glenrowan Water Trust");
    }
}
