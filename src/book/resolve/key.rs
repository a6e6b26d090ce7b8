//! The words of a name, without the spaces between them.

use crate::text::{fold, is_cjk};

/// A folded name: its words run together, with the places where each ends. A Chinese character is
/// a word.
#[derive(Clone, Debug)]
pub(super) struct Key {
    /// The words without spaces: "jpmorgan", whether printed JPMorgan, J.P. Morgan or J. P. Morgan.
    pub compact: String,
    ends: Vec<usize>,
}

impl Key {
    /// The key of a printed name. "The" and "PT" before it do not count, "and" and "+" are "&".
    pub(super) fn of(name: &str) -> Self {
        let folded = fold(name);
        let ends = Vec::with_capacity(8);
        let mut key = Self { compact: String::with_capacity(folded.len()), ends };
        for word in folded.split(' ') {
            key.push_word(word);
        }
        key
    }

    fn push_word(&mut self, word: &str) {
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let length = if is_cjk(first) {
                first.len_utf8()
            } else {
                rest.find(is_cjk).unwrap_or(rest.len())
            };
            let (part, after) = rest.split_at(length);
            rest = after;
            if self.ends.is_empty() && matches!(part, "the" | "pt") {
                continue;
            }
            self.compact.push_str(if matches!(part, "and" | "+") { "&" } else { part });
            self.ends.push(self.compact.len());
        }
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether all is in Latin letters without accents.
    pub(super) fn is_ascii(&self) -> bool {
        self.compact.is_ascii()
    }

    /// The first words, run together.
    pub(super) fn prefix(&self, words: usize) -> &str {
        self.between(0, words)
    }

    /// Some words, run together.
    pub(super) fn between(&self, from: usize, to: usize) -> &str {
        &self.compact[self.start(from)..self.start(to)]
    }

    /// The words after the first few.
    pub(super) fn rest(&self, words: usize) -> impl Iterator<Item = &str> + Clone {
        (words..self.len()).map(|word| self.between(word, word + 1))
    }

    fn start(&self, word: usize) -> usize {
        match word {
            0 => 0,
            _ => self.ends.get(word - 1).copied().unwrap_or(self.compact.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, words: &[&str]) {
        let key = Key::of(name);
        assert_eq!(key.rest(0).collect::<Vec<_>>(), words, "{name}");
        assert_eq!(key.compact, words.concat());
    }

    #[test]
    fn a_chinese_character_is_a_word() {
        check("瑞银AG香港分行", &["瑞", "银", "ag", "香", "港", "分", "行"]);
        check("J.P. Morgan", &["jp", "morgan"]);
        check("The Hongkong and Shanghai", &["hongkong", "&", "shanghai"]);
        check("PT Bahana", &["bahana"]);
        check("", &[]);
        check(" , ", &[]);
    }
}
