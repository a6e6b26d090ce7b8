//! Cuts JSON text into the values of a list without parsing them, so that one broken value never
//! hides the others and every value keeps the line on which it begins.

/// A stretch of the text: one value of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Piece {
    /// The stretch in the text that begins at `start`.
    pub(super) const fn moved_back(self, start: usize) -> Self {
        Self { start: self.start - start, end: self.end - start }
    }
}

/// The values of a list.
#[derive(Debug, Default)]
pub(super) struct List {
    pub(super) pieces: Vec<Piece>,
    /// Where the list ends: behind its bracket, or the end of the text.
    pub(super) end: usize,
    /// Whether the closing bracket was found.
    pub(super) closed: bool,
}

/// Cuts the values of a bracketed list; `start` stands just behind the `[`.
pub(super) fn bracketed(text: &str, start: usize) -> List {
    let bytes = text.as_bytes();
    let mut list = List { end: text.len(), ..List::default() };
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => at += 1,
            b']' => {
                list.end = at + 1;
                list.closed = true;
                return list;
            }
            _ => {
                let end = value_end(bytes, at, true);
                list.pieces.push(Piece { start: at, end });
                at = end;
            }
        }
    }
    list
}

/// The end of the value that begins at `start`: always further on than `start`.
pub(super) fn value_end(bytes: &[u8], start: usize, in_list: bool) -> usize {
    match bytes.get(start) {
        Some(b'{' | b'[') => nested_end(bytes, start),
        Some(b'"') => string_end(bytes, start),
        _ => {
            let stops = |byte: u8| byte == b'\n' || byte == b',' || in_list && byte == b']';
            let rest = bytes.get(start + 1..).unwrap_or_default();
            rest.iter().position(|byte| stops(*byte)).map_or(bytes.len(), |found| start + 1 + found)
        }
    }
}

fn nested_end(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = string_end(bytes, at);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return at;
        }
    }
    bytes.len()
}

/// The end of the string whose opening quote stands at `start`.
pub(super) fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Cuts a piece that does not parse at the lines that begin like its first line: the same white
/// space and a brace. A record that lacks its closing brace then costs itself alone.
pub(super) fn resync(text: &str, piece: Piece) -> Vec<Piece> {
    let line_start = text[..piece.start].rfind('\n').map_or(0, |at| at + 1);
    let lead = &text[line_start..piece.start];
    let lead = if lead.trim().is_empty() { lead } else { "" };
    let mut starts = vec![piece.start];
    let mut at = piece.start;
    while let Some(found) = text[at..piece.end].find('\n') {
        at += found + 1;
        let line = &text[at..piece.end];
        if line.strip_prefix(lead).is_some_and(|rest| rest.starts_with('{')) {
            starts.push(at + lead.len());
        }
    }
    let ends = starts.iter().skip(1).copied().chain([piece.end]);
    starts.iter().copied().zip(ends).map(|(start, end)| Piece { start, end }).collect()
}

/// Cuts a piece at its lines, leaving out empty ones.
pub(super) fn lines_of(text: &str, piece: Piece) -> Vec<Piece> {
    let mut start = piece.start;
    let mut lines = Vec::new();
    for line in text[piece.start..piece.end].split_inclusive('\n') {
        let end = start + line.len();
        if !line.trim().is_empty() {
            lines.push(Piece { start, end });
        }
        start = end;
    }
    lines
}

/// Counts lines while walking forward through a text.
pub(super) struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// The line, counted from 1, of a position not before the last one asked for.
    pub(super) fn line_of(&mut self, at: usize) -> usize {
        if at > self.at {
            let walked = &self.text.as_bytes()[self.at..at.min(self.text.len())];
            self.line += memchr::memchr_iter(b'\n', walked).count();
            self.at = at;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let list = bracketed(text, 1);
        let pieces: Vec<&str> =
            list.pieces.iter().map(|piece| &text[piece.start..piece.end]).collect();
        assert_eq!(pieces, expected, "{text}");
    }

    #[test]
    fn values_are_cut_whatever_they_hold() {
        check("[]", &[]);
        check(r#"[{"a":1}, {"b":[2,"]"]}]"#, &[r#"{"a":1}"#, r#"{"b":[2,"]"]}"#]);
        check(r#"[1, "x,\"y", null]"#, &["1", r#""x,\"y""#, "null"]);
        check(r#"[{"a":1}, {"b"#, &[r#"{"a":1}"#, r#"{"b"#]);
    }

    #[test]
    fn a_missing_brace_costs_one_record() {
        let text = "[\n {\"a\":1,\n {\"b\":2},\n {\"c\":3}\n]";
        let list = bracketed(text, 1);
        let pieces = resync(text, list.pieces[0]);
        assert_eq!(pieces.len(), 3);
        assert!(text[pieces[1].start..].starts_with("{\"b\""));
    }

    proptest! {
        #[test]
        fn pieces_never_overlap(text in "[\\[\\]{}\",\\\\a\n ]{0,80}") {
            let list = bracketed(&text, 0);
            let mut last = 0;
            for piece in &list.pieces {
                prop_assert!(piece.start >= last && piece.end > piece.start);
                prop_assert!(piece.end <= text.len());
                last = piece.end;
            }
        }
    }
}
