//! Normalising: one text to read, every character of which knows where it stood.
//!
//! Full width becomes half width, traditional characters become simplified ones, the many dashes,
//! quotes, bullets and bars become one each, HTML becomes its text. Lengths change, so every byte of
//! the result keeps the bytes of the original that it came from.

mod columns;
mod flat;
mod tickets;

use std::ops::Range;
use std::sync::LazyLock;

use super::html;
use crate::text::{is_cjk, simplified};

pub(super) use tickets::without as without_tickets;

/// A stretch of text, in bytes.
pub type Span = Range<usize>;

/// The first and last character of which the simplified form is looked up.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9fff;

/// The longest run of one character or of digits that is read.
const LONGEST_RUN: usize = 120;

/// The simplified form of every Chinese character, by code.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let all: Vec<char> = (FIRST..=LAST).filter_map(char::from_u32).collect();
    let lines: String = all.iter().flat_map(|char| [*char, '\n']).collect();
    let converted = simplified(&lines);
    let pairs = all.iter().zip(converted.lines());
    pairs.map(|(from, to)| to.chars().next().unwrap_or(*from)).collect()
});

/// A text in the form in which it is read.
#[derive(Clone, Debug, Default)]
pub struct Plain {
    /// What is read.
    pub text: String,
    /// For each byte of the text, where its character began in the original.
    starts: Vec<u32>,
    /// For each byte of the text, where its character ended in the original.
    ends: Vec<u32>,
}

impl Plain {
    /// Normalises a text.
    pub fn of(original: &str) -> Self {
        let mut plain = Self::default();
        plain.text.reserve(original.len());
        plain.starts.reserve(original.len());
        plain.ends.reserve(original.len());
        let (mut last, mut run) = ('\0', 0_usize);
        html::reduce(original, |char, span| {
            // Runs of one character, or of digits, are rules and rubbish: what is too long is blank.
            let kind = if char.is_ascii_digit() { '0' } else { char };
            run = if kind == last { run + 1 } else { 0 };
            last = kind;
            let is_rubbish = run >= LONGEST_RUN && !char.is_whitespace();
            plain.push(if is_rubbish { ' ' } else { char }, span);
        });
        plain.text = tickets::with_bars(flat::with_rows(columns::with_bars(with_leaders_as_bars(
            plain.text,
        ))));
        plain
    }

    /// The stretch of the original that a stretch of the text came from.
    pub fn origin(&self, span: &Span) -> Span {
        let start = self.starts.get(span.start).or(self.ends.last()).copied().unwrap_or(0);
        let last = span.end.checked_sub(1).and_then(|last| self.ends.get(last));
        let end = last.copied().unwrap_or(start).max(start);
        start as usize..end as usize
    }

    /// The part of the text in a stretch; empty where the stretch is not in it.
    pub fn get(&self, span: &Span) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    fn push(&mut self, char: char, span: Span) {
        match folded(char) {
            Fold::Drop => {}
            Fold::One(char) => self.put(char, &span),
            Fold::Many(text) => text.chars().for_each(|char| self.put(char, &span)),
        }
    }

    fn put(&mut self, char: char, span: &Span) {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.text.push(char);
        for _ in 0..char.len_utf8() {
            self.starts.push(place(span.start));
            self.ends.push(place(span.end));
        }
    }
}

/// Dot leaders and tabs become bars, byte for byte: `A ..... 5` is a row of two cells.
fn with_leaders_as_bars(text: String) -> String {
    let mut bytes = text.into_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let char = bytes[at];
        let mut end = at + 1;
        if matches!(char, b'.' | b'_') {
            let mut dots = 1;
            while bytes.get(end).is_some_and(|next| *next == char || *next == b' ') {
                dots += usize::from(bytes[end] == char);
                end += 1;
            }
            if dots >= 4 {
                bytes[at..end].fill(b' ');
                bytes[at + 1] = b'|';
            }
        } else if char == b'['
            && bytes.get(at + 2) == Some(&b']')
            && matches!(bytes[at + 1], b'x' | b'X' | b' ')
        {
            let boxed = if bytes[at + 1] == b' ' { "☐" } else { "☒" };
            bytes[at..at + 3].copy_from_slice(boxed.as_bytes());
            end = at + 3;
        } else if char == b'\t' {
            let inside = at > 0
                && bytes[at - 1] != b'\n'
                && bytes.get(end).is_some_and(|next| !matches!(next, b'\n' | b'\t'));
            bytes[at] = if inside { b'|' } else { b' ' };
        }
        at = end;
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// What a character is read as.
enum Fold {
    One(char),
    Many(&'static str),
    Drop,
}

fn folded(char: char) -> Fold {
    if char.is_ascii() {
        return if char == '\u{7f}' { Fold::Drop } else { Fold::One(char) };
    }
    let code = u32::from(char);
    if is_cjk(char) {
        return Fold::One(match simple(char) {
            '帐' => '账',
            '滙' => '汇',
            '証' => '证',
            '昇' => '升',
            other => other,
        });
    }
    Fold::One(match char {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(code - 0xfee0).unwrap_or(char),
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{fe0f}' => {
            return Fold::Drop;
        }
        '\u{2028}' | '\u{2029}' | '\u{85}' => '\n',
        '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' | '″' => '"',
        '‘' | '’' | '‚' | '′' => '\'',
        '–' | '−' | '‐' | '‑' | '‒' | '﹣' => '-',
        '―' | '─' | '━' => '—',
        '·' | '・' | '•' | '●' | '▪' | '■' | '◆' | '○' | '▫' | '◦' | '►' | '‧' | '※' | '➢' => {
            '•'
        }
        '│' | '┃' | '¦' | '︱' => '|',
        '【' | '〔' | '〖' => '[',
        '】' | '〕' | '〗' => ']',
        '﹙' => '(',
        '﹚' => ')',
        '﹪' => '%',
        '〜' => '~',
        '￥' => '¥',
        '￡' => '£',
        '☑' | '✓' | '✔' | '🗹' | '⊠' | '☒' | '✕' | '✗' | 'þ' => '☒',
        '□' | '☐' | '▢' | '¨' => '☐',
        '⁄' | '∕' => '/',
        '…' => return Fold::Many("..."),
        'ﬁ' => return Fold::Many("fi"),
        'ﬂ' => return Fold::Many("fl"),
        other => other,
    })
}

fn simple(char: char) -> char {
    let index = u32::from(char).checked_sub(FIRST);
    let found = index.and_then(|index| SIMPLIFIED.get(index as usize));
    found.copied().filter(|simple| is_cjk(*simple)).unwrap_or(char)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(original: &str, expected: &str) {
        assert_eq!(Plain::of(original).text, expected);
    }

    #[test]
    fn widths_scripts_and_marks_become_one() {
        check("聯席全球協調人：滙豐（香港）", "联席全球协调人:汇丰(香港)");
        check("賬簿／帳簿", "账簿/账簿");
        check("ＵＳ＄５００，０００", "US$500,000");
        check("a\u{200b}b\u{a0}c – “d”", "ab c - \"d\"");
        check("", "");
    }

    #[test]
    fn every_stretch_leads_back() {
        let original = "發行<b>５億</b>美元&amp;c";
        let plain = Plain::of(original);
        assert_eq!(plain.text, "发行5亿美元&c");
        let at = plain.text.find("5亿").expect("the amount");
        let origin = plain.origin(&(at..at + "5亿".len()));
        assert_eq!(&original[origin], "５億");
        let at = plain.text.find('&').expect("the entity");
        assert_eq!(&original[plain.origin(&(at..at + 1))], "&amp;");
    }
}
