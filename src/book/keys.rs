//! Keys of deals: unique in a book, and found without a copy of each.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::interner::hash;
use super::problem::{Found, ProblemCode, Rank};
use crate::model::{Deal, DealId};

/// The deals by a hash of their keys.
#[derive(Debug, Default)]
pub(super) struct Keys(Vec<(u64, u32)>);

impl Keys {
    /// The keys of deals by their hashes.
    fn new(hashes: &[u64]) -> Self {
        let pair = |(at, hash): (usize, &u64)| (*hash, u32::try_from(at).unwrap_or(u32::MAX));
        let mut pairs: Vec<(u64, u32)> = hashes.par_iter().enumerate().map(pair).collect();
        pairs.par_sort_unstable();
        Self(pairs)
    }

    /// The hash of a key.
    pub(super) fn hash_of(key: &str) -> u64 {
        hash(&[key])
    }

    /// The bytes of the hashes and of the deals, to store.
    pub(super) fn pack(&self) -> (Vec<u8>, Vec<u8>) {
        let hashes = self.0.iter().flat_map(|row| row.0.to_le_bytes()).collect();
        (hashes, self.0.iter().flat_map(|row| row.1.to_le_bytes()).collect())
    }

    /// The keys that were stored.
    pub(super) fn unpack(hashes: Vec<u64>, deals: Vec<u32>) -> Option<Self> {
        let is_sound = hashes.len() == deals.len() && hashes.is_sorted();
        is_sound.then(|| Self(hashes.into_iter().zip(deals).collect()))
    }

    /// The deal with a key, among the deals whose keys these are.
    pub(super) fn find<'a>(
        &self,
        key: &str,
        key_of: impl Fn(usize) -> Option<&'a str>,
    ) -> Option<DealId> {
        let wanted = Self::hash_of(key);
        let from = self.0.partition_point(|(hash, _)| *hash < wanted);
        let same = self.0[from..].iter().take_while(|(hash, _)| *hash == wanted);
        let at = same.map(|(_, at)| *at as usize).find(|at| key_of(*at) == Some(key))?;
        Some(DealId::new(at))
    }

    /// Whether no two deals have one key. Two keys with one hash are taken for the same.
    fn are_unique(&self) -> bool {
        self.0.windows(2).all(|pair| pair[0].0 != pair[1].0)
    }
}

/// Gives every deal a key of its own; those without an id are named.
///
/// `hashes` are those of the keys that the records give.
pub(super) fn name_deals(
    deals: &mut [Deal],
    hashes: &[u64],
    keyless: &[u32],
) -> (Keys, Vec<Found>) {
    let keys = Keys::new(hashes);
    if keyless.is_empty() && keys.are_unique() {
        return (keys, Vec::new());
    }
    let found = rename(deals, keyless);
    let hashes: Vec<u64> = deals.par_iter().map(|deal| Keys::hash_of(&deal.key)).collect();
    (Keys::new(&hashes), found)
}

fn rename(deals: &mut [Deal], keyless: &[u32]) -> Vec<Found> {
    let wanted: HashSet<String> = deals.iter().map(|deal| deal.key.clone()).collect();
    let mut taken: HashSet<String> = HashSet::with_capacity(deals.len());
    let mut next: HashMap<String, usize> = HashMap::new();
    let mut found = Vec::new();
    let mut keyless = keyless.iter().copied().peekable();
    for (index, deal) in deals.iter_mut().enumerate() {
        let record = u32::try_from(index).unwrap_or(u32::MAX);
        let has_key = keyless.next_if_eq(&record).is_none();
        let given = std::mem::take(&mut deal.key);
        let key = free_key(&given, has_key, index, &wanted, &taken, &mut next);
        let mut add = |code: ProblemCode, particulars: Box<[String]>| {
            found.push(Found::new(record, Rank::Keys, code, "", particulars));
        };
        if !has_key {
            add(ProblemCode::MissingId, Box::new([key.clone()]));
        } else if key != given {
            add(ProblemCode::DuplicateId, Box::new([given, key.clone()]));
        }
        taken.insert(key.clone());
        deal.key = key;
    }
    found
}

/// A key that no earlier record has and, where it is made up, no later one wants.
fn free_key(
    given: &str,
    has_key: bool,
    index: usize,
    wanted: &HashSet<String>,
    taken: &HashSet<String>,
    next: &mut HashMap<String, usize>,
) -> String {
    if has_key && !taken.contains(given) {
        return given.to_owned();
    }
    let stem = if has_key { format!("{given}-") } else { "deal-".to_owned() };
    // Numbers below the last one that was given to this stem are taken.
    let first = match has_key {
        true => next.get(given).copied().unwrap_or(2),
        false => index + 1,
    };
    let number = (first..)
        .find(|number| {
            let key = format!("{stem}{number}");
            !taken.contains(&key) && !wanted.contains(&key)
        })
        .unwrap_or(first);
    if has_key {
        next.insert(given.to_owned(), number + 1);
    }
    format!("{stem}{number}")
}
