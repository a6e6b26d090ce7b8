//! Bank names: those that the directory knows, found anywhere in a text, and what a piece of a list
//! names, whether it is known or has only the shape of a bank.

mod judge;
mod runs;
mod split;
mod strip;
mod words;

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::number::Number;
use super::plain::{Plain, Span};
use crate::book::{BankDirectory, Match};
use crate::model::{Role, RoleSet};
use crate::text::is_cjk;

pub(super) use judge::{Side, looks_chinese_bank};
pub(super) use split::{Sep, first_word as opening_word};

/// How many names of one text are looked up in the directory with all its rules; later ones count
/// by their shape alone, so that no text takes long.
const MAX_LOOKUPS: usize = 20_000;
/// The longest name.
const MAX_NAME: usize = 160;

/// Every name of the directory as it is looked for, with the group it stands for.
struct Known {
    automaton: AhoCorasick,
    groups: Vec<usize>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let mut names: Vec<(String, usize)> = Vec::new();
    for (group, bank) in BankDirectory::embedded().groups().iter().enumerate() {
        let own = [Some(&bank.name), bank.name_hans.as_ref()].into_iter().flatten();
        let entities =
            bank.entities.iter().flat_map(|entity| [Some(&entity.name), entity.name_hans.as_ref()]);
        let all = own.chain(entities.flatten()).chain(&bank.aliases).chain(&bank.former);
        for name in all {
            let plain = Plain::of(name).text;
            if plain.chars().count() >= 2 {
                names.push((plain, group));
            }
        }
    }
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(names.iter().map(|(name, _)| name));
    let automaton = automaton.expect("the directory fits an automaton, and a test builds it");
    Known { automaton, groups: names.into_iter().map(|(_, group)| group).collect() }
});

/// A name of the directory that stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// Where.
    pub span: Span,
    /// The group that it stands for.
    pub group: usize,
}

/// How it is known that a piece of text names a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// The directory has it.
    Known,
    /// It has the words of a bank: 证券, Bank, Securities LLC.
    Formed,
    /// It has the shape of a name and no more.
    Bare,
}

/// A place in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    /// The name; for a lost name, what is left of it.
    pub span: Span,
    /// Whether the name was lost.
    pub is_lost: bool,
    /// How it is known to be a bank.
    pub shape: Shape,
    /// The group that the directory is sure of.
    pub group: Option<usize>,
    /// Roles in a note after the name, such as (B&D).
    pub roles: RoleSet,
    /// The note after the name.
    pub note: Option<Span>,
    /// What it commits, where an amount follows.
    pub allotment: Option<Number>,
    /// The footnote marks after the name.
    pub marks: String,
    /// Whether something before the name was cut off, so that a list begins here.
    pub begins: bool,
    /// Whether something after the name was cut off, so that a list ends here.
    pub ends: bool,
}

/// The names of one text.
pub(super) struct Names<'a> {
    text: &'a str,
    hits: Vec<Hit>,
    memo: RefCell<HashMap<String, Option<Match>>>,
}

impl<'a> Names<'a> {
    /// Finds the known names of a text.
    pub(super) fn of(text: &'a str) -> Self {
        let hits = KNOWN.automaton.find_iter(text).filter_map(|found| {
            let span = found.start()..found.end();
            let group = *KNOWN.groups.get(found.pattern().as_usize())?;
            is_whole(text, &span).then_some(Hit { span, group })
        });
        Self { text, hits: hits.collect(), memo: RefCell::default() }
    }

    /// The known names that begin in a stretch, in order.
    pub(super) fn hits_in(&self, span: &Span) -> &[Hit] {
        let first = self.hits.partition_point(|hit| hit.span.start < span.start);
        let last = self.hits.partition_point(|hit| hit.span.start < span.end);
        &self.hits[first..last.max(first)]
    }

    /// The known name that begins at a place.
    pub(super) fn hit_at(&self, at: usize) -> Option<&Hit> {
        let index = self.hits.binary_search_by_key(&at, |hit| hit.span.start).ok()?;
        self.hits.get(index)
    }

    /// Which group a name means.
    pub(super) fn resolve(&self, name: &str) -> Option<Match> {
        if name.len() > MAX_NAME {
            return None;
        }
        if let Some(known) = self.memo.borrow().get(name) {
            return known.clone();
        }
        if self.memo.borrow().len() >= MAX_LOOKUPS {
            return None;
        }
        let found = BankDirectory::embedded().resolve(name);
        self.memo.borrow_mut().insert(name.to_owned(), found.clone());
        found
    }

    /// The text of a stretch.
    pub(super) fn get(&self, span: &Span) -> &'a str {
        self.text.get(span.clone()).unwrap_or_default()
    }
}

/// Whether a text is the name of a bank that the directory knows.
pub(super) fn is_known(text: &str) -> bool {
    let names = Names::of(text);
    names.hit_at(0).is_some_and(|hit| hit.span.end * 2 > text.len())
}

/// Whether a text is a list of banks that the directory knows, two or more.
pub(super) fn is_list(text: &str) -> bool {
    if text.len() > 600 {
        return false;
    }
    let names = Names::of(text);
    let pieces = names.split(&(0..text.len()));
    let mut filled = pieces.iter().filter(|piece| !names.is_blank(&piece.span)).peekable();
    let known = |piece: &split::Piece| {
        let lead = names.get(&piece.span);
        let at = piece.span.start + lead.len() - lead.trim_start().len();
        names.hit_at(at).is_some()
    };
    filled.peek().is_some() && filled.clone().count() > 1 && filled.all(known)
}

/// Whether a name does not begin or end inside a word, and is written as a name.
fn is_whole(text: &str, span: &Span) -> bool {
    let name = &text[span.clone()];
    let before = text[..span.start].chars().next_back();
    let after = text[span.end..].chars().next();
    let first = name.chars().next().unwrap_or(' ');
    let last = name.chars().next_back().unwrap_or(' ');
    let letter = |char: char| char.is_alphanumeric() && !is_cjk(char);
    // "mBank" is printed so.
    let is_small = first.is_lowercase() && !name.chars().nth(1).is_some_and(char::is_uppercase);
    if letter(first) && (before.is_some_and(letter) || is_small) {
        return false;
    }
    if letter(last) && after.is_some_and(letter) {
        return false;
    }
    // Short Latin names count in the case in which banks write them: "ING", never "Ing".
    name.len() > 3
        || !name.is_ascii()
        || name.chars().filter(|char| char.is_uppercase()).count() >= 2
}

/// The role that a note after a name gives.
pub(super) fn roles_of(titles: &[super::titles::Title]) -> RoleSet {
    titles
        .iter()
        .filter_map(|title| match title.office {
            super::titles::Office::Of(role) => Some(role),
            super::titles::Office::Bookrunner(_) => Some(Role::JointBookrunner),
            super::titles::Office::GlobalCoordinator(_) => Some(Role::JointGlobalCoordinator),
            super::titles::Office::LeadManager(_) => Some(Role::JointLeadManager),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let names = Names::of(text);
        let found: Vec<&str> = names.hits.iter().map(|hit| names.get(&hit.span)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn known_names_are_found_whole() {
        check("Goldman Sachs & Co. LLC and Citi", &["Goldman Sachs & Co. LLC", "Citi"]);
        check("citing lending", &[]);
        check("由汇丰及瑞银香港分行担任", &["汇丰", "瑞银"]);
    }
}
