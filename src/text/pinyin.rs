//! Pinyin of Chinese names, as people type it to search.

use pinyin::ToPinyin as _;

/// The first letters of the characters: 快手科技 gives `kskj`. Other letters and digits are kept.
pub fn initials(text: &str) -> String {
    text.chars()
        .filter_map(|char| match char.to_pinyin() {
            Some(syllable) => syllable.first_letter().chars().next(),
            None => char.is_alphanumeric().then_some(char),
        })
        .collect()
}

/// The syllables without tones: 快手 gives `kuaishou`.
pub fn syllables(text: &str) -> String {
    text.chars()
        .map(|char| match char.to_pinyin() {
            Some(syllable) => syllable.plain().to_owned(),
            None => char.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_can_be_typed_in_latin_letters() {
        assert_eq!(initials("快手科技"), "kskj");
        assert_eq!(syllables("快手"), "kuaishou");
        assert_eq!(initials("TCL科技"), "TCLkj");
    }
}
