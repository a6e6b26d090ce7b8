//! What each bank takes, a line for each under a title: "Alpha Securities LLC - $92,000,000".

use std::sync::LazyLock;

use regex::Regex;

use super::Span;
use crate::import::pattern::rx;

/// The longest line that can be a row, in bytes.
const LONGEST: usize = 200;
/// How far back from its end the line above is looked at, in bytes.
const HEAD: usize = 200;
/// A line without a colon that is longer is prose and no head.
const SHORT: usize = 70;

static ROW: LazyLock<Regex> = LazyLock::new(|| {
    let amount = r"(?:[A-Z]{2,3} ?)?(?:US|HK|NT|[ACS])?[$€£¥]? ?\d[\d,]*(?:\.\d+)?(?: ?(?:million|billion|mn|bn|[mMbB]|亿|万|千万|百万)?(?:元|美元|港元|欧元|人民币)?)?";
    rx(&format!(
        r"^[ *•-]*\p{{L}}[^|:\n]{{2,110}}?(?P<mark>\*?(?: - | ?— ?|: ?| ?\| ?))(?P<sum>{amount})(?: each)?[.;*]? *$"
    ))
});
static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\b(?:underwriters?|(?:lead |co-)?managers?|bookrunners?|arrangers?|lenders?|purchasers?|dealers?)\b|承销商|承销团|包销商|经办人|管理人|安排行|贷款人|贷款行|参贷行|初始买方|初步买家",
    )
});

/// A row: the line, and the mark between name and sum.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    line: Span,
    mark: Span,
}

/// Labels of terms, which no bank is called.
static TERM: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\b(?:size|amount|price|coupon|denominations?|proceeds|fees?|discount|yield|maturity|spread|tenor|margin|tranche|facility|series|notes?|bonds?|ISIN|CUSIP|loan)\b|规模|金额|发行|票息|利率|价格|期限|代码",
    )
});

/// The rows of a text, where at least two stand under a line with a title.
fn find(text: &str) -> Vec<Row> {
    let mut all = Vec::new();
    let mut run: Vec<Row> = Vec::new();
    let mut is_headed = false;
    let mut start = 0;
    for line in text.split('\n') {
        let span = start..start + line.len();
        start = span.end + 1;
        let row =
            Some(line).filter(|line| line.len() <= LONGEST).and_then(|line| ROW.captures(line));
        let mark = row.as_ref().and_then(|found| found.name("mark")).filter(|_| is_headed);
        let mark = mark.filter(|mark| !TERM.is_match(&line[..mark.start()]));
        if let Some(mark) = mark {
            let mark = span.start + mark.start()..span.start + mark.end();
            run.push(Row { line: span, mark });
            continue;
        }
        if line.trim().is_empty() && run.is_empty() {
            continue;
        }
        if run.len() > 1 {
            all.append(&mut run);
        }
        run.clear();
        is_headed = is_head(line);
    }
    if run.len() > 1 {
        all.append(&mut run);
    }
    all
}

/// Whether a line says whose names stand below it.
fn is_head(line: &str) -> bool {
    let line = line.trim_end();
    let near = crate::import::money::window_before(line, line.len(), HEAD);
    let is_title = line.len() <= SHORT && !line.contains([':', ',', '、', ';']);
    (line.ends_with([':', '|']) || is_title) && TITLE.is_match(near)
}

/// Puts a bar between the name and the sum of each row, byte for byte.
pub(super) fn with_bars(text: String) -> String {
    let rows = find(&text);
    if rows.is_empty() {
        return text;
    }
    let mut bytes = text.into_bytes();
    for row in rows {
        let mark = &mut bytes[row.mark];
        if let Some(at) = mark.iter().position(|byte| !matches!(byte, b' ' | b'*')) {
            mark[at..].fill(b' ');
            mark[at] = b'|';
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// A text without these rows, byte for byte: who takes a part is not who issues.
pub(in crate::import) fn without(text: &str) -> Option<String> {
    let rows = find(text);
    if rows.is_empty() {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    rows.into_iter().for_each(|row| bytes[row.line].fill(b' '));
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(with_bars(text.to_owned()), expected);
    }

    #[test]
    fn sums_become_cells_under_a_title() {
        check(
            "Underwriters:\nA One LLC - $92,000,000\nB Two Inc.: $8,000,000\nTotal - $100,000,000",
            "Underwriters:\nA One LLC | $92,000,000\nB Two Inc.| $8,000,000\nTotal | $100,000,000",
        );
        check(
            "承销商:\n甲证券 — 5亿元\n乙证券 — 3亿元",
            "承销商:\n甲证券 |   5亿元\n乙证券 |   3亿元",
        );
        check(
            "Terms:\nSize one - $9,000\nSize two - $8,000",
            "Terms:\nSize one - $9,000\nSize two - $8,000",
        );
        let sheet = "Bookrunners:\nIssue size: $9,000,000\nDenominations: $2,000";
        check(sheet, sheet);
        check("Managers:\nA One LLC - $92,000", "Managers:\nA One LLC - $92,000");
    }

    #[test]
    fn rows_can_be_left_out() {
        let text = "X plc\nUnderwriters:\nA LLC - $9,000,000\nB LLC - $8,000,000\nZ";
        let left = without(text).unwrap_or_default();
        assert_eq!(left.len(), text.len());
        assert_eq!(left.split_whitespace().collect::<Vec<_>>(), ["X", "plc", "Underwriters:", "Z"]);
        assert_eq!(without("X plc"), None);
    }
}
