//! Columns that are set apart by spaces become cells with bars between them, byte for byte.

/// The longest line that can be a row, in bytes; longer ones are prose.
const LONGEST: usize = 600;
/// So many spaces part two columns.
const GAP: usize = 3;
/// So many spaces before a line put it under the second column.
const INDENT: usize = 8;

/// Puts a bar into every wide gap between two words of a line. After a colon the gap only aligns a
/// value with its label, and none is put.
pub(super) fn with_bars(text: String) -> String {
    let mut edits: Vec<(usize, u8)> = Vec::new();
    let mut start = 0;
    let mut is_broken = false;
    let mut listed = String::new();
    for line in text.split('\n') {
        let mut has_bar = false;
        if line.len() < LONGEST {
            let before = edits.len();
            gaps(line, start, &mut edits);
            has_bar = edits.len() > before;
        }
        // A name that breaks at its hyphen goes on in the next row.
        // A list that breaks before its verb goes on too.
        let is_verb = ["为联席", "为独家", "为簿记", "担任", "作为联席", "获委任"]
            .iter()
            .any(|verb| line.starts_with(verb));
        if start > 0 && (is_broken && has_bar && line.starts_with(' ') || is_verb) {
            let lead = line.len() - line.trim_start_matches(' ').len();
            // Hyphens, since a wide gap would part the name.
            let fill = if lead > 0 { b'-' } else { b' ' };
            edits.extend((start - 1..start + lead).map(|at| (at, fill)));
        }
        // A cell of names goes on below its column.
        let lead = line.len() - line.trim_start_matches(' ').len();
        let goes_on = !listed.is_empty() && !has_bar && lead >= INDENT && lead < line.len();
        if goes_on && (ends_open(&listed) || begins_open(line.trim_start())) {
            edits.push((start - 1, b' '));
            line.clone_into(&mut listed);
        } else if has_bar {
            line.clone_into(&mut listed);
        } else {
            listed.clear();
        }
        is_broken = !has_bar
            && line.ends_with('-')
            && line.trim_end_matches('-').ends_with(char::is_alphabetic)
            && line.len() < 100;
        start += line.len() + 1;
    }
    if edits.is_empty() {
        return text;
    }
    let mut bytes = text.into_bytes();
    for (at, byte) in edits {
        if matches!(bytes.get(at), Some(b' ' | b'\n')) {
            bytes[at] = byte;
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// Whether a list goes on after the end of a line.
fn ends_open(line: &str) -> bool {
    let line = line.trim_end();
    [",", "、", ";", "/", " &", " and"].iter().any(|end| line.ends_with(end))
}

/// Whether a line begins in the middle of a list.
fn begins_open(line: &str) -> bool {
    ["& ", "and ", "/ ", ", "].iter().any(|begin| line.starts_with(begin))
}

/// The places of the wide gaps of a line.
fn gaps(line: &str, start: usize, edits: &mut Vec<(usize, u8)>) {
    let bytes = line.as_bytes();
    let mut at = line.len() - line.trim_start_matches(' ').len();
    let end = line.trim_end().len();
    while at < end {
        if bytes[at] != b' ' {
            at += 1;
            continue;
        }
        let length = bytes[at..end].iter().take_while(|byte| **byte == b' ').count();
        let before = at.checked_sub(1).and_then(|last| bytes.get(last));
        let after = bytes.get(at + length);
        // Three spaces may follow a full stop in prose, more part columns.
        let aligns = matches!(before, None | Some(b':' | b'|' | b',' | b';' | b'$'))
            || before == Some(&b'.') && length < 4;
        let is_bar = matches!(after, None | Some(b':' | b'|'));
        if length >= GAP && !aligns && !is_bar {
            edits.push((start + at + 1, b'|'));
        }
        at += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(with_bars(text.to_owned()), expected);
    }

    #[test]
    fn wide_gaps_part_columns() {
        check("Size      EUR 600m    EUR 700m", "Size |    EUR 600m |  EUR 700m");
        check("   centred words", "   centred words");
        check("Issuer:      A plc", "Issuer:      A plc");
        check("two  spaces", "two  spaces");
        check(
            "Deutsche Zentral-\n  Bank AG       37,500,000",
            "Deutsche Zentral----Bank AG |     37,500,000",
        );
        check(
            "Managers    A, B,\n            C\n            & D\nFees        none",
            "Managers |  A, B,             C             & D\nFees |      none",
        );
    }
}
