//! Values kept with their key, and work on large books that is done in the background.

use std::sync::Arc;

/// From this many records on, what takes longer than a frame is derived in the background: the old
/// picture stays until the new one is ready.
pub const LARGE_BOOK: usize = 20_000;

pub use crate::jobs::{Outcome, Work};

/// A value kept with the key it was made for: the same key, no work.
#[derive(Debug)]
pub struct Memo<K, V> {
    entry: Option<(K, Arc<V>)>,
    asked: Option<K>,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self { entry: None, asked: None }
    }
}

/// A value that was made in the background, with its key.
pub(super) struct Made<K, V> {
    key: K,
    value: Arc<V>,
}

impl<K: PartialEq, V> Memo<K, V> {
    /// The value for a key, made anew where the key has changed.
    pub fn get(&mut self, key: K, make: impl FnOnce() -> V) -> Arc<V> {
        match &self.entry {
            Some((known, value)) if *known == key => value.clone(),
            _ => {
                let value = Arc::new(make());
                self.entry = Some((key, value.clone()));
                value
            }
        }
    }

    /// Takes a value that was made in the background; a late one, for a key that is no longer
    /// asked for, is dropped.
    pub(super) fn put(&mut self, made: Made<K, V>) {
        if self.asked.as_ref() == Some(&made.key) {
            self.asked = None;
            self.entry = Some((made.key, made.value));
        }
    }

    /// Whether a value is being made.
    pub const fn is_waiting(&self) -> bool {
        self.asked.is_some()
    }

    /// Forgets the value, which would be of another book.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

impl<K: Clone + PartialEq + Send + 'static, V: Default + Send + Sync + 'static> Memo<K, V> {
    /// Takes an outcome that is a value of this memo; another one is given back.
    pub fn take(&mut self, outcome: Outcome) -> Option<Outcome> {
        match outcome.downcast::<Made<K, V>>() {
            Ok(made) => {
                self.put(*made);
                None
            }
            Err(outcome) => Some(outcome),
        }
    }

    /// The last value, whatever it was made for; an empty one where there is none.
    pub fn last(&self) -> Arc<V> {
        self.entry.as_ref().map_or_else(Arc::default, |(_, value)| value.clone())
    }

    /// The value for a key; with `works` it is made in the background, and the last one, or an
    /// empty one, stands in until it is there.
    pub fn get_later(
        &mut self,
        key: K,
        works: Option<&mut Vec<Work>>,
        make: impl FnOnce() -> V + Send + 'static,
    ) -> Arc<V> {
        let Some(works) = works else { return self.get(key, make) };
        let last = match &self.entry {
            Some((known, value)) if *known == key => {
                self.asked = None;
                return value.clone();
            }
            Some((_, value)) => value.clone(),
            None => Arc::default(),
        };
        if self.asked.as_ref() != Some(&key) {
            self.asked = Some(key.clone());
            works.push(Box::new(move || Box::new(Made { key, value: Arc::new(make()) })));
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_key_costs_nothing() {
        let mut memo: Memo<u8, u8> = Memo::default();
        assert_eq!(*memo.get(1, || 10), 10);
        assert_eq!(*memo.get(1, || unreachable!()), 10);
        assert_eq!(*memo.get(2, || 20), 20);
    }

    #[test]
    fn the_old_value_stays_until_the_new_one_is_ready_and_late_ones_are_dropped() {
        let mut memo: Memo<u8, u8> = Memo::default();
        let mut works = Vec::new();
        assert_eq!(*memo.get_later(1, Some(&mut works), || 10), 0);
        assert_eq!(*memo.get_later(1, Some(&mut works), || 10), 0);
        assert_eq!(works.len(), 1, "a value is asked for once");
        assert_eq!(*memo.get_later(2, Some(&mut works), || 20), 0);
        let mut made = works.into_iter().map(|work| *work().downcast::<Made<u8, u8>>().unwrap());
        memo.put(made.next().unwrap());
        assert!(memo.is_waiting(), "the first is late");
        memo.put(made.next().unwrap());
        assert_eq!(*memo.get_later(2, Some(&mut Vec::new()), || unreachable!()), 20);
    }
}
