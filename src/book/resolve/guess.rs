//! Slips of the pen: "Merrill Lnych", "招引国际". Only long names, only one slip, and only where
//! one group can be meant.

use std::collections::HashMap;

use strsim::osa_distance;

use super::affix::{chinese_core, is_ignorable_latin};
use super::key::Key;
use crate::text::{is_cjk, syllables};

/// The names for which a slip is forgiven.
#[derive(Debug, Default)]
pub(super) struct Guesses {
    /// Latin names by their first letter.
    latin: HashMap<u8, Vec<LatinName>>,
    /// Chinese names by their sound.
    sounds: HashMap<String, Vec<(usize, usize)>>,
    chinese: Vec<ChineseName>,
}

#[derive(Debug)]
struct LatinName {
    key: Key,
    letters: u64,
    name: usize,
    group: usize,
}

#[derive(Debug)]
struct ChineseName {
    text: String,
    length: usize,
    name: usize,
    group: usize,
}

/// The shortest name in letters in which one may be missing, doubled or swapped.
const MIN_LETTERS: usize = 8;
/// The shortest word in which one letter may be another.
const MIN_WORD: usize = 7;
/// The same where a further word of the name is right.
const MIN_WORD_OF_TWO: usize = 5;
/// The shortest Chinese name in which one character may sound alike.
const MIN_ALIKE: usize = 4;
/// The shortest Chinese name in which one may be missing or too many.
const MIN_CHARACTERS: usize = 5;

impl Guesses {
    /// Learns a name.
    pub(super) fn add(&mut self, key: &Key, name: usize, group: usize) {
        if key.is_ascii() {
            self.add_latin(key, name, group);
        } else if key.compact.chars().all(is_cjk) {
            self.add_chinese(&key.compact, name, group);
        }
    }

    /// Puts the names in the order in which they are looked through.
    pub(super) fn finish(&mut self) {
        self.chinese.sort_by_key(|known| known.length);
    }

    fn add_latin(&mut self, key: &Key, name: usize, group: usize) {
        if key.compact.len() < MIN_LETTERS || key.rest(0).any(|word| word == "of") {
            return;
        }
        let first = key.compact.as_bytes()[0];
        let letters = letters(&key.compact);
        let known = LatinName { key: key.clone(), letters, name, group };
        self.latin.entry(first).or_default().push(known);
    }

    fn add_chinese(&mut self, text: &str, name: usize, group: usize) {
        let length = text.chars().count();
        if length >= MIN_ALIKE && !text.contains("证券") {
            self.sounds.entry(syllables(text)).or_default().push((name, group));
        }
        if length >= MIN_CHARACTERS {
            self.chinese.push(ChineseName { text: text.to_owned(), length, name, group });
        }
    }

    /// The name that was meant, if only one group can be.
    pub(super) fn find(&self, key: &Key) -> Option<usize> {
        if key.is_ascii() {
            return self.find_latin(key);
        }
        let core = chinese_core(&key.compact);
        if !key.compact.chars().all(is_cjk) {
            return None;
        }
        self.find_chinese(&key.compact).or_else(|| self.find_chinese(core)).or_else(|| {
            // "招引国际融资有限公司" loses too much: 招引 is left, so give the places back.
            let legal = key.compact.trim_end_matches("有限公司").trim_end_matches("股份");
            self.find_chinese(legal)
        })
    }

    fn find_latin(&self, key: &Key) -> Option<usize> {
        let words: Vec<&str> = key.rest(0).collect();
        let kept = words.iter().rposition(|word| !is_ignorable_latin(word))? + 1;
        let candidates = self.latin.get(key.compact.as_bytes().first()?)?;
        let near = |words: &[&str], compact: &str| {
            let wanted = letters(compact);
            let alike = |known: &&LatinName| (known.letters ^ wanted).count_ones() <= 2;
            let candidates = candidates.iter().filter(alike);
            let near = candidates.filter(|known| is_slip(words, compact, &known.key));
            near.map(|known| (known.name, known.group)).collect::<Vec<_>>()
        };
        let short = near(&words[..kept], key.prefix(kept));
        only_one(near(&words, &key.compact).into_iter().chain(short))
    }

    fn find_chinese(&self, text: &str) -> Option<usize> {
        let length = text.chars().count();
        if length < MIN_ALIKE {
            return None;
        }
        if let Some(alike) = self.sounds.get(&syllables(text)) {
            return only_one(alike.iter().copied());
        }
        let near = self.chinese.iter().filter(|known| {
            known.length.abs_diff(length) == 1 && osa_distance(&known.text, text) == 1
        });
        only_one(near.map(|known| (known.name, known.group)))
    }
}

/// Whether words differ from a name by one slip.
fn is_slip(words: &[&str], compact: &str, known: &Key) -> bool {
    if known.compact.len().abs_diff(compact.len()) > 1 {
        return false;
    }
    if known.compact.len() != compact.len() || is_reordered(compact, &known.compact) {
        return osa_distance(compact, &known.compact) == 1;
    }
    let mut wrong = words.iter().zip(known.rest(0)).filter(|(word, meant)| *word != meant);
    let (Some((word, meant)), None) = (wrong.next(), wrong.next()) else {
        return false;
    };
    let backed =
        known.rest(0).any(|other| other != meant && other.len() >= 4 && !is_ignorable_latin(other));
    words.len() == known.len()
        && meant.len() >= if backed { MIN_WORD_OF_TWO } else { MIN_WORD }
        && !is_ignorable_latin(meant)
        && word.as_bytes().first() == meant.as_bytes().first()
        && osa_distance(word, meant) == 1
}

/// Which letters occur, as bits: one slip changes two at most.
fn letters(text: &str) -> u64 {
    text.bytes().fold(0, |letters, byte| letters | 1 << (byte % 64))
}

fn is_reordered(first: &str, second: &str) -> bool {
    let sorted = |text: &str| {
        let mut bytes = text.as_bytes().to_vec();
        bytes.sort_unstable();
        bytes
    };
    sorted(first) == sorted(second)
}

/// The first name, where all are of one group.
fn only_one(mut candidates: impl Iterator<Item = (usize, usize)>) -> Option<usize> {
    let (name, group) = candidates.next()?;
    candidates.all(|(_, other)| other == group).then_some(name)
}
