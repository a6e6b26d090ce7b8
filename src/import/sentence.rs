//! Segmenting: lines, and the sentences in them.

use super::plain::Span;
use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::{listed, rx};

/// Short words after which a full stop ends no sentence.
static ABBREVIATIONS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    listed(
        "Inc|Co|Corp|Ltd|Bros|Joh|Wm|Geo|Jos|St|Mr|Ms|Dr|No|Jr|vs|Cos|Pte|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|\
Nov|Dec|approx|Bhd|Messrs|Rs|Rp|Nos|p|U.S|U.K|N.V|S.A|N.A|L.P|a.m|p.m|incl|Pty|Ps|lit|cent|Joh|Wm|Gebr|Sal",
    )
});

/// The lines of a text that are not blank.
pub(super) fn lines(text: &str) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        if !line.trim().is_empty() {
            lines.push(start..start + line.len());
        }
        start += line.len() + 1;
    }
    lines
}

/// The sentences of a line. A semicolon ends none: lists hold them.
pub(super) fn sentences(text: &str, line: &Span) -> Vec<Span> {
    let mut sentences = Vec::new();
    let (mut start, mut depth) = (line.start, 0_usize);
    let inside = text.get(line.clone()).unwrap_or_default();
    for (offset, char) in inside.char_indices() {
        let at = line.start + offset;
        match char {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '。' | '!' | '?' => {
                sentences.push(start..at + char.len_utf8());
                (start, depth) = (at + char.len_utf8(), 0);
            }
            '.' if depth == 0
                && ends_sentence(&inside[start - line.start..offset], &inside[offset + 1..]) =>
            {
                sentences.push(start..at + 1);
                start = at + 1;
            }
            _ => {}
        }
    }
    if start < line.end {
        sentences.push(start..line.end);
    }
    sentences.retain(|sentence| !text[sentence.clone()].trim().is_empty());
    sentences
}

/// Whether a full stop between two texts ends a sentence.
fn ends_sentence(before: &str, after: &str) -> bool {
    let Some(next) = after.strip_prefix([' ', '"', ')']).map(str::trim_start) else {
        return after.is_empty();
    };
    let Some(first) = next.chars().next() else { return true };
    let word_start = before
        .char_indices()
        .rfind(|(_, char)| " (,/:;、。".contains(*char) || crate::text::is_cjk(*char))
        .map_or(0, |(at, char)| at + char.len_utf8());
    let word = &before[word_start..];
    let is_initial = word.len() == 1 && word.starts_with(|char: char| char.is_ascii_uppercase());
    if is_initial {
        return false;
    }
    if !first.is_uppercase()
        && !crate::text::is_cjk(first)
        && first != '"'
        && !first.is_ascii_digit()
        && !"$€£•(".contains(first)
    {
        return false;
    }
    let is_dotted = word.contains('.') && word.starts_with(char::is_alphabetic);
    if !ABBREVIATIONS.contains(&word) && !is_dotted {
        return true;
    }
    if FORMS.contains(&word) && begins_clause(before, next) {
        return true;
    }
    // After a legal form a sentence ends where the next words begin one.
    let opener = super::names::opening_word(next);
    matches!(
        opener,
        "The"
            | "A"
            | "An"
            | "It"
            | "This"
            | "Proceeds"
            | "Settlement"
            | "In"
            | "On"
            | "Co-managers"
            | "Joint"
            | "Rated"
            | "Bookrunners"
            | "Pricing"
            | "Its"
            | "Both"
            | "All"
            | "They"
            | "For"
            | "As"
            | "Co-Managers"
            | "There"
            | "Listing"
            | "Issue"
            | "Final"
            | "Price"
            | "Trustee"
            | "Counsel"
            | "No"
            | "These"
            | "Underwriters"
            | "Passive"
            | "Active"
            | "Lead"
            | "Senior"
            | "Net"
            | "Application"
            | "Books"
            | "Expected"
            | "Fees"
    ) && matches!(
        word,
        "Inc"
            | "Co"
            | "Corp"
            | "Ltd"
            | "N.A"
            | "S.A"
            | "N.V"
            | "L.P"
            | "Bhd"
            | "S.p.A"
            | "Bros"
            | "L.L.C"
            | "a.m"
            | "p.m"
            | "U.S"
    )
}

/// Legal forms that end in a full stop.
const FORMS: &[&str] = &["Inc", "Co", "Corp", "Ltd", "L.L.C", "N.V", "S.A", "L.P", "S.p.A"];

/// Whether names with a verb of their own stand behind a legal form, and a verb stands before it
/// already: "The bookrunners were A Inc. and B, Inc. C Securities and D were co-managers."
fn begins_clause(before: &str, next: &str) -> bool {
    static SAYS: LazyLock<Regex> = LazyLock::new(|| {
        rx(r"\b(?:are|is|were|was|acted|act|acting|served|led|ran|advised|advises|represented)\b")
    });
    static CLAUSE: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"^(?:\p{Lu}[\w&.'()/-]*,?|&|of|de)(?: (?:\p{Lu}[\w&.'()/-]*,?|&|of|de|and)){1,24} (?:are|is|were|was|acted|act|served|serve|led|ran|will act)\b",
        )
    });
    let first = super::names::opening_word(next);
    let is_form = [
        "Hong",
        "London",
        "Singapore",
        "New",
        "Tokyo",
        "LLC",
        "Inc.",
        "Ltd",
        "Ltd.",
        "Limited",
        "L.P.",
        "LP",
        "plc",
        "Corp.",
        "KG",
        "KGaA",
        "AG",
        "GmbH",
        "OHG",
        "Pte",
        "Pty",
        "Incorporated",
    ];
    let said = super::money::window_before(before, before.len(), 600);
    !is_form.contains(&first)
        && SAYS.is_match(said)
        && CLAUSE.is_match(super::money::window(next, 0, 300))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = lines(text)
            .iter()
            .flat_map(|line| sentences(text, line))
            .map(|span| text[span].trim())
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn sentences_end_where_they_should() {
        check("由A担任。B为C。", &["由A担任。", "B为C。"]);
        check(
            "J.P. Morgan and X Inc. led it. The deal closed.",
            &["J.P. Morgan and X Inc. led it.", "The deal closed."],
        );
        check(
            "Stern Brothers & Co. A listing will be sought.",
            &["Stern Brothers & Co.", "A listing will be sought."],
        );
        check(
            "The bookrunners were Citi and DNB Markets, Inc. Clarksons AS and ABN were co-managers.",
            &[
                "The bookrunners were Citi and DNB Markets, Inc.",
                "Clarksons AS and ABN were co-managers.",
            ],
        );
        check("A Ltd. Hong Kong Branch and B are in.", &["A Ltd. Hong Kong Branch and B are in."]);
        check("Price 99.5%. 5-year notes", &["Price 99.5%.", "5-year notes"]);
        check("a\n\nb", &["a", "b"]);
    }
}
