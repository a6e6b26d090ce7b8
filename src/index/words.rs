//! The words of deals that a text search looks in: every distinct text is folded and held once.

use std::collections::HashMap;

use rayon::prelude::*;

use super::columns::waves;
use crate::book::DealBook;
use crate::model::{Deal, IssuerId};
use crate::text::fold;

/// Stands for a text that a deal does not have.
const NONE: u32 = u32::MAX;

/// Folded words of every deal: of its issuer, its instrument, its use of proceeds and its key.
#[derive(Debug, Default, PartialEq)]
pub struct Words {
    /// For each issuer its spellings and its ticker, a line each.
    pub(super) issuers: Vec<String>,
    /// Distinct instruments and uses of proceeds.
    pub(super) texts: Vec<String>,
    pub(super) instrument: Vec<u32>,
    pub(super) purpose: Vec<u32>,
    /// The keys of the deals, a line each.
    pub(super) keys: String,
    /// Where the key of each deal ends, its line break included.
    pub(super) key_ends: Vec<u32>,
}

/// The words of deals that follow one another, their texts not folded yet.
#[derive(Default)]
struct Part<'a> {
    texts: Vec<&'a str>,
    numbers: HashMap<&'a str, u32>,
    instrument: Vec<u32>,
    purpose: Vec<u32>,
    keys: String,
    key_ends: Vec<u32>,
}

impl Words {
    pub(super) fn build(book: &DealBook) -> Self {
        let issuers = book
            .issuers()
            .par_iter()
            .map(|issuer| {
                let spellings = issuer.spellings.iter().map(String::as_str);
                let parts = spellings.chain(issuer.ticker.as_deref());
                parts.map(fold).collect::<Vec<_>>().join("\n")
            })
            .collect();
        let mut words = Self { issuers, ..Self::default() };
        let mut texts = Part::default();
        let deals = book.deals().len();
        words.instrument.reserve_exact(deals);
        words.purpose.reserve_exact(deals);
        words.key_ends.reserve_exact(deals);
        for wave in waves(deals) {
            let part = |deals| Part::of(book.deals().range(deals));
            let parts: Vec<Part<'_>> = wave.into_par_iter().map(part).collect();
            parts.into_iter().for_each(|part| words.append(&mut texts, part));
        }
        words.texts = texts.texts.par_iter().map(|text| fold(text)).collect();
        words.keys.shrink_to_fit();
        words
    }

    /// No words of so many deals.
    pub(super) fn blank(deals: usize) -> Self {
        let (instrument, purpose) = (vec![NONE; deals], vec![NONE; deals]);
        Self { instrument, purpose, key_ends: vec![0; deals], ..Self::default() }
    }

    fn append<'a>(&mut self, texts: &mut Part<'a>, part: Part<'a>) {
        let numbers: Vec<u32> = part.texts.iter().map(|text| texts.number(text)).collect();
        let number = |own: u32| numbers.get(own as usize).copied().unwrap_or(NONE);
        self.instrument.extend(part.instrument.into_iter().map(number));
        self.purpose.extend(part.purpose.into_iter().map(number));
        let base = position(self.keys.len());
        self.keys.push_str(&part.keys);
        self.key_ends.extend(part.key_ends.into_iter().map(|end| base.saturating_add(end)));
    }

    /// A test for words that must all stand in a deal. `issuer` is the issuer of each deal.
    pub fn test<'a>(&'a self, issuer: &'a [IssuerId], words: &[String]) -> TextTest<'a> {
        let holds = |texts: &[String], word: &str| -> Vec<bool> {
            texts.par_iter().map(|text| text.contains(word)).collect()
        };
        let word = |word: &String| Word {
            issuers: holds(&self.issuers, word),
            texts: holds(&self.texts, word),
            word: word.clone(),
        };
        TextTest { words: self, issuer, wanted: words.iter().map(word).collect() }
    }

    /// The folded key of a deal.
    pub fn key(&self, deal: usize) -> &str {
        let start = deal.checked_sub(1).map_or(0, |before| self.key_ends[before] as usize);
        let line = self.keys.get(start..self.key_ends[deal] as usize).unwrap_or_default();
        line.strip_suffix('\n').unwrap_or(line)
    }

    /// Distinct folded instruments and uses of proceeds.
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// The instrument of a deal, as a position in [`Words::texts`].
    pub fn instrument(&self, deal: usize) -> Option<usize> {
        let text = self.instrument.get(deal).map_or(NONE, |text| *text) as usize;
        (text < self.texts.len()).then_some(text)
    }
}

impl<'a> Part<'a> {
    fn of(deals: impl Iterator<Item = &'a Deal>) -> Self {
        let mut part = Self::default();
        for deal in deals {
            let mut number = |text: Option<&'a str>| text.map_or(NONE, |text| part.number(text));
            let instrument = number(deal.instrument.as_deref());
            let purpose = number(deal.use_of_proceeds.as_deref());
            part.instrument.push(instrument);
            part.purpose.push(purpose);
            part.keys.push_str(&fold(&deal.key));
            part.keys.push('\n');
            part.key_ends.push(position(part.keys.len()));
        }
        part
    }

    fn number(&mut self, text: &'a str) -> u32 {
        let next = position(self.texts.len());
        let number = *self.numbers.entry(text).or_insert(next);
        if number == next {
            self.texts.push(text);
        }
        number
    }
}

/// Words that are looked for, with the texts that hold them.
#[derive(Debug)]
pub struct TextTest<'a> {
    words: &'a Words,
    issuer: &'a [IssuerId],
    wanted: Vec<Word>,
}

#[derive(Debug)]
struct Word {
    word: String,
    issuers: Vec<bool>,
    texts: Vec<bool>,
}

impl Word {
    fn is_in_texts(&self, words: &Words, issuer: IssuerId, deal: usize) -> bool {
        let text = |number: u32| self.texts.get(number as usize).copied().unwrap_or(false);
        self.issuers.get(issuer.index()).copied().unwrap_or(false)
            || text(words.instrument[deal])
            || text(words.purpose[deal])
    }
}

impl TextTest<'_> {
    /// Whether a deal holds every word.
    pub fn passes(&self, deal: usize) -> bool {
        self.wanted.iter().all(|word| {
            word.is_in_texts(self.words, self.issuer[deal], deal)
                || self.words.key(deal).contains(&word.word)
        })
    }

    /// Marks in a stretch, which begins at a deal, those that lack a word.
    pub fn mark(&self, first: usize, fails: &mut [bool]) {
        fails.fill(false);
        let mut lacks = vec![false; fails.len()];
        for word in &self.wanted {
            for (at, lacks) in lacks.iter_mut().enumerate() {
                let deal = first + at;
                *lacks = !word.is_in_texts(self.words, self.issuer[deal], deal);
            }
            self.find_in_keys(&word.word, first, &mut lacks);
            for (fails, lacks) in fails.iter_mut().zip(&lacks) {
                *fails |= lacks;
            }
        }
    }

    /// Takes the mark from those whose keys hold a word: one search over all of them.
    fn find_in_keys(&self, word: &str, first: usize, lacks: &mut [bool]) {
        let ends = &self.words.key_ends[first..first + lacks.len()];
        let start = first.checked_sub(1).map_or(0, |before| self.words.key_ends[before]);
        let end = ends.last().copied().unwrap_or(start);
        let keys = self.words.keys.get(start as usize..end as usize).unwrap_or_default();
        let mut at = 0;
        for (found, _) in keys.match_indices(word) {
            let found = start.saturating_add(position(found));
            at += ends[at..].partition_point(|end| *end <= found);
            if let Some(lacks) = lacks.get_mut(at) {
                *lacks = false;
            }
        }
    }
}

fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{BookSource, DealBook};
    use crate::index::{Index, Parents};

    const BOOK: &str = r#"[
        {"id":"Alpha-1","issuer":{"name":"Kuaishou","name_zh":"快手科技"},"instrument":"Senior notes"},
        {"id":"beta-2","issuer":"Other","use_of_proceeds":"快手 refinancing"},
        {"id":"senior","issuer":"Third","instrument":"Senior notes"}
    ]"#;

    #[test]
    fn a_word_is_found_wherever_it_stands() {
        let book = DealBook::build(BookSource::read(BOOK.as_bytes(), "t").into());
        let index = Index::build(&book, Parents::Today);
        let check = |words: &[&str], expected: [bool; 3]| {
            let words: Vec<String> = words.iter().map(|word| fold(word)).collect();
            let test = index.text_test(&words);
            let mut fails = [true; 3];
            test.mark(0, &mut fails);
            assert_eq!(fails.map(|fails| !fails), expected, "{words:?}");
            assert_eq!([0, 1, 2].map(|deal| test.passes(deal)), expected, "{words:?}");
        };
        check(&[], [true; 3]);
        check(&["senior"], [true, false, true]);
        check(&["快手"], [true, true, false]);
        check(&["alpha"], [true, false, false]);
        check(&["senior", "third"], [false, false, true]);
        check(&["1"], [true, false, false]);
        check(&["1b"], [false; 3]);
        check(&[""], [true; 3]);
    }
}
