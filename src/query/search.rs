//! Search over issuers, bank groups and deals, in Latin letters, Chinese characters of either
//! script, pinyin, and tickers.

use std::sync::Arc;

use rayon::prelude::*;

use crate::book::DealBook;
use crate::index::Index;
use crate::model::{DealId, GroupId, IssuerId};
use crate::text::{fold, initials, is_cjk, syllables};

/// What a search finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// An issuer.
    Issuer(IssuerId),
    /// A bank group.
    Group(GroupId),
    /// A deal.
    Deal(DealId),
}

/// One hit, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What was found.
    pub target: Target,
    /// The score: higher is better.
    pub score: u32,
}

/// The names of a book, prepared for searching. Deals are looked for in the words of the index.
#[derive(Debug, Default)]
pub struct SearchIndex {
    entries: Vec<Entry>,
    /// The words of the deals; `None` before a book is there.
    index: Option<Arc<Index>>,
    /// For each distinct text of deals its spellings.
    texts: Vec<Vec<String>>,
}

/// How much more the name of an issuer or of a bank counts than that of a deal.
const ABOVE_DEALS: u32 = 40;

#[derive(Debug)]
struct Entry {
    target: Target,
    weight: u32,
    keys: Vec<String>,
}

impl SearchIndex {
    /// Prepares the names of a book.
    pub fn build(book: &DealBook, index: &Arc<Index>) -> Self {
        let mut issuer_deals = vec![0_u32; book.issuers().len()];
        let mut group_deals = vec![0_u32; book.groups().len()];
        let mut group_names = vec![Vec::new(); book.groups().len()];
        for bank in book.banks() {
            group_names[bank.group.index()].push(bank.name.as_str());
        }
        for issuer_id in &index.deals().issuer {
            issuer_deals[issuer_id.index()] += 1;
        }
        for bank_id in index.members().bank.iter().flatten() {
            group_deals[book.bank(*bank_id).group.index()] += 1;
        }
        let issuers = book.issuers().iter().enumerate().map(|(at, issuer)| {
            let names = issuer.spellings.iter().chain(&issuer.ticker).map(String::as_str);
            Entry::new(Target::Issuer(IssuerId::new(at)), issuer_deals[at], names)
        });
        let groups = book.groups().iter().enumerate().map(|(at, group)| {
            let own =
                [Some(group.name.as_str()), group.name_hans.as_deref(), group.name_hant.as_deref()];
            let names = own.into_iter().flatten().chain(group_names[at].iter().copied());
            Entry::new(Target::Group(GroupId::new(at)), group_deals[at], names)
        });
        let entries = issuers.chain(groups).collect();
        let texts = index.words().texts().iter().map(|text| keys_of([text.as_str()])).collect();
        Self { entries, index: Some(index.clone()), texts }
    }

    /// The best hits for what was typed, at most `limit`; none for blank text.
    pub fn find(&self, typed: &str, limit: usize) -> Vec<Hit> {
        let wanted = fold(typed);
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut hits: Vec<Hit> =
            self.entries.iter().filter_map(|entry| entry.hit(&wanted)).collect();
        hits.extend(self.deals(&wanted));
        if hits.is_empty() {
            hits = self.entries.iter().filter_map(|entry| entry.near(&wanted)).collect();
        }
        hits.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.target.cmp(&b.target)));
        hits.truncate(limit);
        hits
    }

    /// Deals whose key or instrument matches.
    fn deals(&self, wanted: &str) -> Vec<Hit> {
        let Some(index) = &self.index else { return Vec::new() };
        let words = index.words();
        let best = |keys: &Vec<String>| keys.iter().filter_map(|key| match_of(key, wanted)).max();
        let texts: Vec<Option<u32>> = self.texts.par_iter().map(best).collect();
        let hit = |deal: usize| {
            let key = words.key(deal);
            let own = match key.is_ascii() {
                true => match_of(key, wanted),
                false => best(&keys_of([key])),
            };
            let text = words.instrument(deal).and_then(|text| texts[text]);
            let score = own.max(text)?;
            Some(Hit { target: Target::Deal(DealId::new(deal)), score })
        };
        (0..index.len()).into_par_iter().filter_map(hit).collect()
    }
}

/// The spellings under which names are found: themselves, and Chinese ones by their initials and
/// their syllables too.
fn keys_of<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut keys = Vec::new();
    for name in names {
        keys.push(fold(name));
        if name.chars().any(is_cjk) {
            keys.push(fold(&initials(name)));
            keys.push(fold(&syllables(name)));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

impl Entry {
    fn new<'a>(target: Target, deals: u32, names: impl Iterator<Item = &'a str>) -> Self {
        Self { target, weight: deals.min(90), keys: keys_of(names) }
    }

    fn hit(&self, wanted: &str) -> Option<Hit> {
        let best = self.keys.iter().filter_map(|key| match_of(key, wanted)).max()?;
        Some(Hit { target: self.target, score: best + ABOVE_DEALS + self.weight })
    }

    /// A hit by likeness, for slips of typing.
    fn near(&self, wanted: &str) -> Option<Hit> {
        let length = wanted.chars().count();
        if length < 4 {
            return None;
        }
        let likeness = |key: &String| {
            let words = std::iter::once(key.as_str()).chain(key.split(' '));
            words.map(|word| strsim::jaro_winkler(word, wanted)).fold(0.0, f64::max)
        };
        let best = self.keys.iter().map(likeness).fold(0.0, f64::max);
        (best > 0.88)
            .then(|| Hit { target: self.target, score: (best * 100.0) as u32 + self.weight / 9 })
    }
}

fn match_of(key: &str, wanted: &str) -> Option<u32> {
    if key == wanted {
        return Some(1_000);
    }
    if key.starts_with(wanted) {
        return Some(600);
    }
    let at = key.find(wanted)?;
    let starts_word = key[..at].ends_with(' ');
    let cjk = wanted.chars().any(is_cjk);
    match (starts_word, cjk, wanted.len()) {
        (true, ..) => Some(400),
        (_, true, _) => Some(300),
        (.., 0..=2) => None,
        _ => Some(100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::BookSource;
    use crate::index::Parents;

    const BOOK: &str = r#"[
        {"id":"a","issuer":{"name":"Kuaishou Technology","name_zh":"快手科技","ticker":"1024.HK"},
         "syndicate":[{"bank":"瑞银香港分行","group":"UBS","roles":["joint_bookrunner"]}]},
        {"id":"b","issuer":{"name":"Tencent","name_zh":"腾讯"},"syndicate":[]}
    ]"#;

    fn check(typed: &str, expected: Option<Target>) {
        let book = DealBook::build(BookSource::read(BOOK.as_bytes(), "t").into());
        let index = Arc::new(Index::build(&book, Parents::Today));
        let hits = SearchIndex::build(&book, &index).find(typed, 5);
        assert_eq!(hits.first().map(|hit| hit.target), expected, "{typed}");
    }

    #[test]
    fn names_are_found_in_every_script() {
        let kuaishou = Some(Target::Issuer(IssuerId::new(0)));
        check("kuai", kuaishou);
        check("快手", kuaishou);
        check("kskj", kuaishou);
        check("kuaishoukeji", kuaishou);
        check("1024", kuaishou);
        check("kuaishuo", kuaishou);
        check("騰訊", Some(Target::Issuer(IssuerId::new(1))));
        check("瑞銀", Some(Target::Group(GroupId::new(0))));
        check("  ", None);
        check("zzzzzz", None);
    }
}
