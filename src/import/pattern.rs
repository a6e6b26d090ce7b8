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

/// Whether one of the words stands at most so many characters before the end of a text, with none
/// of the stops in between; a point within a number is no stop.
///
/// A pattern can say the same as `(?:words)[^stops]{0,most}$`, but would need a state for each place
/// that a word may stand at.
pub(super) fn is_shortly_before_end(
    words: &Regex,
    text: &str,
    stops: &[char],
    most: usize,
) -> bool {
    let mut from = 0;
    let mut is_before_digit = false;
    for (count, (at, char)) in text.char_indices().rev().enumerate() {
        let is_stop = stops.contains(&char) && !(char == '.' && is_before_digit);
        if is_stop || count == most {
            from = at + char.len_utf8();
            break;
        }
        is_before_digit = char.is_ascii_digit();
    }
    words.find_iter(text).any(|found| found.end() >= from)
}

/// The entries of a table of words, written with bars between them.
pub(super) fn listed(words: &'static str) -> Vec<&'static str> {
    words.split('|').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_shortly_before_the_end_are_found_as_by_a_pattern() {
        let words = rx(r"(?i)(?:refinanc\w*|偿还)");
        let whole = rx(r"(?i)(?:refinanc\w*|偿还)(?:[^,;。.]|\.\d){0,12}$");
        for text in [
            "to refinance its ",
            "to refinance its existing debt of ",
            "refinancing",
            "refinance, and ",
            "refinance 1.5 of ",
            "用于偿还1.5亿",
            "用于偿还。其中",
            "偿还现有的全部境外优先票据本金",
            "",
        ] {
            let found = is_shortly_before_end(&words, text, &[',', ';', '。', '.'], 12);
            assert_eq!(found, whole.is_match(text), "{text}");
        }
    }
}
