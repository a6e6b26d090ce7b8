//! HTML to text: tags go, blocks and rows become lines, cells are parted by bars, entities become
//! their characters. A text without tags goes through unchanged.

use super::plain::Span;
use crate::import::pattern::listed;
use std::sync::LazyLock;

/// Tags after which a new line begins.
static BLOCKS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    listed(
        "p|div|br|tr|table|li|ul|ol|h1|h2|h3|h4|h5|h6|section|article|header|footer|title|blockquote|\
tbody|thead|hr|dd|dt|dl|pre|html|body|head",
    )
});
/// Tags that part cells.
const CELLS: &[&str] = &["td", "th"];
/// Tags that are dropped without a trace.
static INLINE: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    listed(
        "a|b|i|u|em|strong|span|font|sup|sub|small|big|img|input|label|center|meta|link|o:p|ins|del|\
mark|abbr|code|form|nav|main|aside|figure|figcaption|colgroup|col|tfoot|caption|button|svg|\
path|iframe|noscript|time|s|strike|tt",
    )
});
/// Elements whose content is no text.
const SILENT: &[&str] = &["script", "style"];
/// The longest tag that is looked for.
const MAX_TAG: usize = 1200;
/// The longest entity.
const MAX_ENTITY: usize = 10;

/// Hands out the characters of the text, each with its bytes in the original.
pub(super) fn reduce(original: &str, mut put: impl FnMut(char, Span)) {
    let is_html = has_tags(original);
    let mut at = 0;
    while let Some(char) = original[at..].chars().next() {
        let rest = &original[at..];
        if is_html
            && char == '<'
            && let Some((tag, length)) = tag_at(rest)
        {
            let end = at + length;
            let shown =
                if rest.starts_with("</") && CELLS.contains(&tag) { "" } else { replacement(tag) };
            shown.chars().for_each(|char| put(char, at..end));
            at = if SILENT.contains(&tag.to_ascii_lowercase().as_str()) && !rest.starts_with("</") {
                end + silent_length(&original[end..], tag)
            } else {
                end
            };
            continue;
        }
        if char == '&'
            && let Some((meant, length)) = entity_at(rest)
        {
            put(meant, at..at + length);
            at += length;
            continue;
        }
        let length = char.len_utf8();
        match char {
            '\r' if rest.as_bytes().get(1) == Some(&b'\n') => {}
            '\r' => put('\n', at..at + length),
            _ => put(char, at..at + length),
        }
        at += length;
    }
}

/// Whether a text is HTML: a tag that is closed stands in it, or a line break.
fn has_tags(original: &str) -> bool {
    let start = original.find('<').unwrap_or(original.len());
    let mut seen = 0;
    for (at, _) in original[start..].match_indices('<') {
        seen += 1;
        if seen > 10_000 {
            return false;
        }
        let rest = &original[start + at..];
        if let Some((tag, _)) = tag_at(rest)
            && (rest.starts_with("</")
                || ["br", "html", "p", "!doctype"].contains(&tag.to_ascii_lowercase().as_str()))
        {
            return true;
        }
    }
    false
}

/// The name of the tag that a text begins with, and its length.
fn tag_at(text: &str) -> Option<(&str, usize)> {
    if text.starts_with("<!--") {
        let end = bounded(text.get(4..)?, MAX_TAG).find("-->")?;
        return Some(("!--", end + 7));
    }
    let window = bounded(text, MAX_TAG);
    let end = window.find('>')?;
    let inside = window[1..end].trim_start_matches('/');
    let name_end =
        inside.find(|char: char| !char.is_ascii_alphanumeric() && char != ':' && char != '!');
    let name = &inside[..name_end.unwrap_or(inside.len())];
    let lower = name.to_ascii_lowercase();
    let known = BLOCKS.contains(&lower.as_str())
        || INLINE.contains(&lower.as_str())
        || CELLS.contains(&lower.as_str())
        || SILENT.contains(&lower.as_str());
    (known || lower == "!doctype").then_some((name, end + 1))
}

fn replacement(tag: &str) -> &'static str {
    let lower = tag.to_ascii_lowercase();
    if BLOCKS.contains(&lower.as_str()) {
        "\n"
    } else if CELLS.contains(&lower.as_str()) {
        " | "
    } else {
        ""
    }
}

/// How long the content of a silent element is, with its end tag.
fn silent_length(text: &str, tag: &str) -> usize {
    let close = format!("</{tag}").to_ascii_lowercase();
    let bytes = text.as_bytes();
    let found =
        bytes.windows(close.len()).position(|part| part.eq_ignore_ascii_case(close.as_bytes()));
    let Some(start) = found else { return text.len() };
    text[start..].find('>').map_or(text.len(), |end| start + end + 1)
}

/// The character that an entity stands for, and the length of the entity.
fn entity_at(text: &str) -> Option<(char, usize)> {
    let window = bounded(text, MAX_ENTITY);
    let end = window.find(';')?;
    let name = &window[1..end];
    let char = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" | "rsquo" | "lsquo" => '\'',
        "ldquo" | "rdquo" => '"',
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        "ndash" => '-',
        "mdash" => '—',
        "euro" => '€',
        "pound" => '£',
        "yen" => '¥',
        "bull" | "middot" => '•',
        "hellip" => '…',
        "eacute" => 'é',
        "times" => '×',
        _ => numeric(name)?,
    };
    Some((char, end + 1))
}

fn numeric(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(code).filter(|char| *char != '\0')
}

/// The beginning of a text, at most this long.
fn bounded(text: &str, length: usize) -> &str {
    let mut end = length.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(original: &str, expected: &str) {
        let mut text = String::new();
        reduce(original, |char, _| text.push(char));
        assert_eq!(text, expected);
    }

    #[test]
    fn tags_become_lines_and_bars() {
        check(
            "<p>A &amp; B</p><table><tr><td>x</td><td>1</td></tr></table>",
            "\nA & B\n\n\n | x | 1\n\n",
        );
        check("<style>p{}</style><b>a</b>", "a");
        check("<script>if (a<b) {}", "<script>if (a<b) {}");
    }

    #[test]
    fn what_is_no_tag_stays() {
        check("a < b > c", "a < b > c");
        check("<Bank A> acts", "<Bank A> acts");
        check("AT&T; &unknown; &#x41;&#65;", "AT&T; &unknown; AA");
        check("a\r\nb\rc", "a\nb\nc");
    }
}
