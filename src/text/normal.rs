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
    matches!(char, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2ffff}')
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
    let normal: String = text.nfkd().filter(|char| !is_mark(*char)).nfc().collect();
    joined(simplified(&normal).chars().flat_map(char::to_lowercase))
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
        check("", "");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in ".{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
