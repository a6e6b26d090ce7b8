//! Which bank group a printed name means. A name is looked up whole; then without what sources add
//! to it (legal forms, branches, places, lines of business, notes); then, for long names, with one
//! slip of the pen. Look-alikes stay apart: only whole words count, and what is not certain stays
//! unknown.

mod affix;
mod guess;
mod key;

use std::collections::HashMap;

use affix::is_ignorable;
use guess::Guesses;
use key::Key;

/// How sure it is that a printed name means a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sureness {
    /// The name stands in the directory.
    Exact,
    /// It does without legal form, branch, place, line of business or note.
    ByRule,
    /// It nearly does: a slip of the pen, or a known name with unknown words after it.
    Guessed,
}

/// The group that a printed name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Position of the group in the directory.
    pub group: usize,
    /// The name of the directory that was recognised: a legal entity, a brand or the group itself.
    pub entity: String,
    /// How sure that is.
    pub sureness: Sureness,
}

/// The names of the directory, ready to be looked up.
#[derive(Debug, Default)]
pub(super) struct NameTable {
    names: Vec<Name>,
    by_key: HashMap<String, usize>,
    guesses: Guesses,
}

#[derive(Debug)]
struct Name {
    printed: String,
    group: usize,
}

/// Fewer letters than these make no prefix: "DB" alone is Deutsche Bank, "DB Insurance" is not.
const MIN_PREFIX_LETTERS: usize = 3;
/// More unknown words than these after a known name make another name.
const MAX_UNKNOWN_WORDS: usize = 3;

impl NameTable {
    /// What two spellings of one name share.
    pub(super) fn key(name: &str) -> String {
        Key::of(name).compact
    }

    /// Adds a name. Fails with the group that has it already.
    pub(super) fn add(&mut self, printed: &str, group: usize) -> Result<(), usize> {
        let key = Key::of(printed);
        if let Some(index) = self.by_key.get(&key.compact) {
            let first = self.names[*index].group;
            return if first == group { Ok(()) } else { Err(first) };
        }
        self.guesses.add(&key, self.names.len(), group);
        self.by_key.insert(key.compact, self.names.len());
        self.names.push(Name { printed: printed.to_owned(), group });
        Ok(())
    }

    /// Ends the adding.
    pub(super) fn finish(&mut self) {
        self.guesses.finish();
    }

    /// Which group a printed name means.
    pub(super) fn resolve(&self, printed: &str) -> Option<Match> {
        let key = Key::of(printed);
        if let Some(name) = self.by_key.get(&key.compact) {
            return Some(self.found(*name, Sureness::Exact));
        }
        let clause = affix::without_clause(printed);
        let key = if clause.len() < printed.len() { Key::of(clause) } else { key };
        if let Some(name) = self.by_key.get(&key.compact) {
            return Some(self.found(*name, Sureness::ByRule));
        }
        let prefix = self.longest_prefix(&key);
        if let Some((name, words)) = prefix
            && (is_ignorable(key.rest(words)) || self.repeats(name, key.between(words, key.len())))
        {
            return Some(self.found(name, Sureness::ByRule));
        }
        let name = self.guesses.find(&key).or_else(|| {
            prefix.filter(|(_, words)| self.may_be_guessed(&key, *words)).map(|(name, _)| name)
        })?;
        Some(self.found(name, Sureness::Guessed))
    }

    fn found(&self, name: usize, sureness: Sureness) -> Match {
        let Name { printed, group } = &self.names[name];
        Match { group: *group, entity: printed.clone(), sureness }
    }

    /// The longest known name that the words begin with, and how many words it takes.
    fn longest_prefix(&self, key: &Key) -> Option<(usize, usize)> {
        (1..key.len()).rev().find_map(|words| {
            let prefix = key.prefix(words);
            let name = self.by_key.get(prefix)?;
            let long_enough = !prefix.is_ascii() || prefix.len() >= MIN_PREFIX_LETTERS;
            long_enough.then_some((*name, words))
        })
    }

    /// Whether what follows a name is another name of the same group: "… Banking Group (ANZ)".
    fn repeats(&self, name: usize, rest: &str) -> bool {
        let other = self.by_key.get(rest);
        other.is_some_and(|other| self.names[*other].group == self.names[name].group)
    }

    /// Whether unknown words after a known name may be overlooked: the name has two words of its
    /// own, and what follows is neither long, nor "of" somewhere, nor a second bank.
    fn may_be_guessed(&self, key: &Key, words: usize) -> bool {
        let unknown = key.len() - words;
        words >= 2
            && unknown <= MAX_UNKNOWN_WORDS
            && key.is_ascii()
            && key.rest(words).all(|word| !matches!(word, "of" | "for" | "de" | "&"))
            && !(words..key.len()).any(|from| self.holds_name(key, from))
    }

    /// Whether a known name of some length begins at a word.
    fn holds_name(&self, key: &Key, from: usize) -> bool {
        (from + 1..=key.len()).any(|to| {
            let part = key.between(from, to);
            part.len() >= MIN_PREFIX_LETTERS && self.by_key.contains_key(part)
        })
    }
}

#[cfg(test)]
mod tests;
