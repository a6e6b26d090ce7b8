//! Underwriting tables that were run together into one line become rows again, byte for byte.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

/// The longest line that is looked at, in bytes.
const LONGEST: usize = 20_000;

static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\b(?P<who>underwriters?|initial purchasers?|managers?|agents?|name)[ :]*(?P<gap> )(?:aggregate )?(?:principal amounts?|number of (?:firm )?(?:shares|adss?)|commitments?)(?:(?: of)?(?: the)?(?: \d{4})?(?: (?:notes|shares|bonds|debentures|securities|firm|to be purchased))+)?(?P<end> )",
    )
});
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| rx(r"(?:US\$|HK\$|[$€£]) ?\d{1,3}(?:,\d{3})+|\b\d{1,3}(?:,\d{3})+"));

/// Parts the rows of tables that stand in one line: "Underwriter Principal Amount A $5,000,000 B …".
pub(super) fn with_rows(text: String) -> String {
    let mut edits: Vec<(usize, u8)> = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        if line.len() < LONGEST && !line.contains('|') {
            rows(line, start, &mut edits);
        }
        start += line.len() + 1;
    }
    if edits.is_empty() {
        return text;
    }
    let mut bytes = text.into_bytes();
    for (at, byte) in edits {
        if bytes.get(at) == Some(&b' ') {
            bytes[at] = byte;
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}

fn rows(line: &str, start: usize, edits: &mut Vec<(usize, u8)>) {
    let Some(header) = HEADER.captures(line) else { return };
    let (Some(who), Some(gap), Some(end)) =
        (header.name("who"), header.name("gap"), header.name("end"))
    else {
        return;
    };
    let numbers: Vec<_> = NUMBER.find_iter(&line[end.end()..]).collect();
    if numbers.len() < 3 {
        return;
    }
    if who.start() > 0 {
        edits.push((start + who.start() - 1, b'\n'));
    }
    edits.push((start + gap.start(), b'|'));
    edits.push((start + end.start(), b'\n'));
    let base = start + end.end();
    for (index, number) in numbers.iter().enumerate() {
        if number.start() > 0 {
            edits.push((base + number.start() - 1, b'|'));
        }
        let goes_on = numbers.get(index + 1).is_some_and(|next| next.start() <= number.end() + 1);
        if !goes_on {
            edits.push((base + number.end(), b'\n'));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_in_one_line_get_rows() {
        let flat =
            "Underwriter Principal Amount A Inc. $5,000,000 B LLC 3,000,000 Total $8,000,000";
        let rows =
            "Underwriter|Principal Amount\nA Inc.|$5,000,000\nB LLC|3,000,000\nTotal|$8,000,000";
        assert_eq!(with_rows(flat.to_owned()), rows);
        let prose = "The underwriters bought 1,000,000 shares";
        assert_eq!(with_rows(prose.to_owned()), prose);
    }
}
