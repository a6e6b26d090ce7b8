//! Patterns: regular expressions that are fixed at build time and run in linear time.

use regex::{Regex, RegexBuilder};

/// How much room the states of one pattern may take, in bytes: with less, the long ones forget their
/// states and make them anew all the time.
const LARGEST_TABLE: usize = 48 << 20;

/// A fixed pattern. `\b` means the edge of a Latin word or number: beside a Chinese character there
/// is one, which plain Unicode boundaries do not see.
pub(super) fn rx(pattern: &str) -> Regex {
    let pattern = pattern.replace(r"\b", r"(?-u:\b)");
    let built = RegexBuilder::new(&pattern).dfa_size_limit(LARGEST_TABLE).build();
    built.expect("the patterns are fixed and tests read texts with each")
}

/// The entries of a table of words, written with bars between them.
pub(super) fn listed(words: &'static str) -> Vec<&'static str> {
    words.split('|').collect()
}
