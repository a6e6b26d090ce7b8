//! Folding: full width and half width, upper and lower case, traditional and simplified
//! characters, and every kind of white space and punctuation become one.

use std::borrow::Cow;
use std::sync::LazyLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use unicode_normalization::UnicodeNormalization as _;

static TO_SIMPLIFIED: LazyLock<Option<OpenCC>> =
    LazyLock::new(|| OpenCC::from_config(BuiltinConfig::T2s).ok());

/// Whether a character is Chinese.
pub fn is_cjk(char: char) -> bool {
    matches!(u32::from(char), 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x2ffff)
}

/// How many columns a text takes where every letter is equally wide: Chinese, Japanese and Korean
/// characters and full-width forms take two, combining marks none.
pub fn display_width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

fn columns(char: char) -> usize {
    match u32::from(char) {
        0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0xa4cf | 0xac00..=0xd7a3 => 2,
        0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff00..=0xff60 | 0xffe0..=0xffe6 => 2,
        0x1f300..=0x1f9ff | 0x20000..=0x3ffff => 2,
        _ => 1,
    }
}

/// The text in simplified characters.
pub fn simplified(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_cjk) {
        return Cow::Borrowed(text);
    }
    match &*TO_SIMPLIFIED {
        Some(converter) => Cow::Owned(converter.convert(text)),
        None => Cow::Borrowed(text),
    }
}

/// The form in which names are compared: NFKC, lower case, simplified characters, no accents, every
/// run of white space and punctuation one space, none beside a Chinese character.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return joined(text.chars().map(|char| char.to_ascii_lowercase()));
    }
    if text.chars().all(is_plain) {
        return settled(joined(simplified(text).chars().map(|char| char.to_ascii_lowercase())));
    }
    let normal: String = text.nfkd().filter(|char| !is_mark(*char)).nfc().collect();
    settled(joined(simplified(&normal).chars().flat_map(char::to_lowercase)))
}

/// Simplifies until nothing changes: a simplified character may be the traditional form of another
/// (薴, 苧, 苎), and what punctuation parted may be a word once it is gone.
fn settled(mut text: String) -> String {
    for _ in 0..6 {
        let again = joined(simplified(&text).chars().flat_map(char::to_lowercase));
        if again == text {
            break;
        }
        text = again;
    }
    text
}

/// The letters and digits, with one space for what stood between words.
fn joined(chars: impl Iterator<Item = char>) -> String {
    let mut folded = String::with_capacity(chars.size_hint().0);
    let mut gap = false;
    for char in chars {
        if !char.is_alphanumeric() && char != '&' && char != '+' {
            gap = char != '\'' && char != '’' && char != '.' || gap;
            continue;
        }
        let beside_cjk = is_cjk(char) || folded.chars().next_back().is_none_or(is_cjk);
        if gap && !beside_cjk {
            folded.push(' ');
        }
        gap = false;
        folded.push(char);
    }
    folded
}

/// Whether normal forms leave a character as it is.
fn is_plain(char: char) -> bool {
    char.is_ascii() || matches!(char, '\u{4e00}'..='\u{9fff}')
}

fn is_mark(char: char) -> bool {
    matches!(char, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(fold(text), expected);
    }

    #[test]
    fn spellings_of_one_name_fold_to_one() {
        check("J.P. Morgan", "jp morgan");
        check("Crédit  Agricole", "credit agricole");
        check("ＵＢＳ　Ａ．Ｇ．", "ubs ag");
        check("滙豐 (香港)", &fold("汇丰（香港）"));
        check("Goldman, Sachs & Co.", "goldman sachs & co");
        check("興證國際", "兴证国际");
        check("SMBC日興", "smbc日兴");
        check("Sandler O’Neill + Partners", "sandler oneill + partners");
        check("L’Oréal İstanbul", "loreal istanbul");
        check("薴麻", "苎麻");
        check("", "");
    }

    #[test]
    fn chinese_characters_take_two_columns() {
        assert_eq!(display_width("快手 Kuaishou"), 13);
        assert_eq!(display_width("（é）"), 5);
        assert_eq!(display_width(""), 0);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in ".{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn folding_chinese_twice_changes_nothing(text in "[\\u{4e00}-\\u{9fff}A-z ()]{0,12}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn the_short_way_leads_to_the_same(text in "[\\u{4e00}-\\u{9fff}A-z &.'()-]{0,12}") {
            prop_assert_eq!(fold(&text), fold(&format!("{text}（")));
        }
    }
}
