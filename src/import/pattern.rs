//! Patterns: regular expressions that are fixed at build time and run in linear time.

use regex::Regex;

/// A fixed pattern. `\b` means the edge of a Latin word or number: beside a Chinese character there
/// is one, which plain Unicode boundaries do not see.
pub(super) fn rx(pattern: &str) -> Regex {
    let pattern = pattern.replace(r"\b", r"(?-u:\b)");
    Regex::new(&pattern).expect("the patterns are fixed and tests read texts with each")
}

/// The entries of a table of words, written with bars between them.
pub(super) fn listed(words: &'static str) -> Vec<&'static str> {
    words.split('|').collect()
}
