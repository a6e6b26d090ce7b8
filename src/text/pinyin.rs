//! Pinyin of Chinese names, as people type it to search.

use pinyin::ToPinyin as _;

/// Words in names whose characters are read otherwise than alone: text and its syllables. The
/// first that fits counts.
const READINGS: &[(&str, &[&str])] = &[
    ("银行", &["yin", "hang"]),
    ("分行", &["fen", "hang"]),
    ("支行", &["zhi", "hang"]),
    ("总行", &["zong", "hang"]),
    ("央行", &["yang", "hang"]),
    ("中行", &["zhong", "hang"]),
    ("工行", &["gong", "hang"]),
    ("农行", &["nong", "hang"]),
    ("建行", &["jian", "hang"]),
    ("交行", &["jiao", "hang"]),
    ("招行", &["zhao", "hang"]),
    ("国开行", &["guo", "kai", "hang"]),
    ("行业", &["hang", "ye"]),
    ("行长", &["hang", "zhang"]),
    ("成长", &["cheng", "zhang"]),
    ("增长", &["zeng", "zhang"]),
    ("长", &["chang"]),
    ("重庆", &["chong", "qing"]),
    ("重组", &["chong", "zu"]),
    ("大厦", &["da", "sha"]),
    ("厦", &["xia"]),
    ("都", &["du"]),
    ("音乐", &["yin", "yue"]),
    ("会计", &["kuai", "ji"]),
    ("六安", &["lu", "an"]),
    ("西藏", &["xi", "zang"]),
    ("番禺", &["pan", "yu"]),
    ("东莞", &["dong", "guan"]),
    ("台州", &["tai", "zhou"]),
    ("呷", &["xia"]),
];

/// The first letters of the syllables: 快手科技 gives `kskj`. Other letters and digits are kept.
pub fn initials(text: &str) -> String {
    let mut letters = String::with_capacity(text.len());
    read(text, |piece| match piece {
        Piece::Syllable(syllable) => letters.extend(syllable.chars().next().map(typed)),
        Piece::Other(char) if char.is_alphanumeric() => letters.push(char),
        Piece::Other(_) => {}
    });
    letters
}

/// The syllables without tones, run together: 快手 gives `kuaishou`, 绿城 gives `lvcheng`. What is
/// not Chinese stays as it is.
pub fn syllables(text: &str) -> String {
    let mut sounds = String::with_capacity(text.len() * 2);
    read(text, |piece| match piece {
        Piece::Syllable(syllable) => sounds.extend(syllable.chars().map(typed)),
        Piece::Other(char) => sounds.push(char),
    });
    sounds
}

enum Piece {
    Syllable(&'static str),
    Other(char),
}

/// Hands out a text syllable by syllable.
fn read(text: &str, mut each: impl FnMut(Piece)) {
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let word = READINGS.iter().find(|(word, _)| !char.is_ascii() && rest.starts_with(word));
        if let Some((word, syllables)) = word {
            syllables.iter().for_each(|syllable| each(Piece::Syllable(syllable)));
            rest = &rest[word.len()..];
            continue;
        }
        each(match char.to_pinyin() {
            Some(syllable) => Piece::Syllable(syllable.plain()),
            None => Piece::Other(char),
        });
        rest = &rest[char.len_utf8()..];
    }
}

/// A letter as it is typed: ü is v.
fn typed(letter: char) -> char {
    if letter == 'ü' { 'v' } else { letter }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, letters: &str, sounds: &str) {
        assert_eq!((initials(text).as_str(), syllables(text).as_str()), (letters, sounds));
    }

    #[test]
    fn names_can_be_typed_in_latin_letters() {
        check("快手科技", "kskj", "kuaishoukeji");
        check("TCL科技", "TCLkj", "TCLkeji");
        check("中信建投(国际)", "zxjtgj", "zhongxinjiantou(guoji)");
        check("", "", "");
    }

    #[test]
    fn characters_with_two_readings_are_read_as_in_names() {
        check("招商银行", "zsyh", "zhaoshangyinhang");
        check("工行", "gh", "gonghang");
        check("重庆长江", "cqcj", "chongqingchangjiang");
        check("成都增长", "cdzz", "chengduzengzhang");
        check("厦门", "xm", "xiamen");
        check("绿城", "lc", "lvcheng");
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_odd(text in ".{0,20}|[银行长都重庆aé]{0,8}") {
            proptest::prop_assert!(initials(&text).chars().count() <= text.chars().count());
            proptest::prop_assert_eq!(syllables(&text).is_empty(), text.is_empty());
        }
    }
}
