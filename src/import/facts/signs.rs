//! Signs around rates: a minus before one, brackets that are closed before one, a spread before one.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

/// A text without what stands in closed brackets.
pub(super) fn without_brackets(text: &str) -> String {
    let mut kept = text.to_owned();
    while let Some(close) = kept.find(')') {
        let open = kept[..close].rfind('(').unwrap_or(0);
        kept.replace_range(open..=close, "");
    }
    kept
}

/// Whether a minus stands before a rate, rather than a dash.
pub(super) fn is_negative(before: &str) -> bool {
    before.ends_with("minus ")
        || before
            .strip_suffix('-')
            .is_some_and(|rest| rest.is_empty() || rest.ends_with([':', ' ', '为', '(', '|']))
}

/// Whether words end in a spread: "17.9 basis points over", "85 bps over Treasuries".
pub(super) fn ends_in_spread(words: &str) -> bool {
    static SPREAD: LazyLock<Regex> = LazyLock::new(|| {
        rx(r"(?i)\d ?(?:bps?|basis points|个?基点)(?: (?:over|above)(?: [\w.-]+){0,4})? ?$")
    });
    SPREAD.is_match(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_told() {
        assert!(is_negative("a yield of -") && is_negative("(-") && is_negative("of minus "));
        assert!(!is_negative("3-") && !is_negative("yield of "));
        assert_eq!(without_brackets("loan (talk 400) at (x"), "loan  at (x");
        assert!(
            ends_in_spread("at 17.9 basis points over ") && ends_in_spread("85 bps over USTs ")
        );
        assert!(!ends_in_spread("the yield is "));
    }
}
