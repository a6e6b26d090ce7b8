//! Equal values kept once, under small numbers in the order in which they are first met.

use std::sync::Arc;

/// Values met so far, each once.
#[derive(Debug)]
pub(super) struct Interner<T> {
    values: Vec<T>,
    hashes: Vec<u64>,
    /// Numbers of values by their hash; a power of two long, `u32::MAX` where free.
    slots: Vec<u32>,
}

impl<T> Default for Interner<T> {
    fn default() -> Self {
        Self { values: Vec::new(), hashes: Vec::new(), slots: vec![u32::MAX; 64] }
    }
}

impl<T> Interner<T> {
    /// The number of a value: of an equal one, or of the one that is then made.
    pub(super) fn intern(
        &mut self,
        hash: u64,
        is_same: impl Fn(&T) -> bool,
        make: impl FnOnce() -> T,
    ) -> u32 {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        while let Some(at) = self.slots.get(slot).copied().filter(|at| *at != u32::MAX) {
            if self.hashes[at as usize] == hash && is_same(&self.values[at as usize]) {
                return at;
            }
            slot = (slot + 1) & mask;
        }
        let at = u32::try_from(self.values.len()).unwrap_or(u32::MAX - 1);
        self.slots[slot] = at;
        self.values.push(make());
        self.hashes.push(hash);
        if self.values.len() * 2 > self.slots.len() {
            self.grow();
        }
        at
    }

    fn grow(&mut self) {
        self.slots = vec![u32::MAX; self.slots.len() * 4];
        let mask = self.slots.len() - 1;
        for (at, hash) in self.hashes.iter().enumerate() {
            let mut slot = *hash as usize & mask;
            while self.slots[slot] != u32::MAX {
                slot = (slot + 1) & mask;
            }
            self.slots[slot] = u32::try_from(at).unwrap_or(u32::MAX - 1);
        }
    }

    /// Every value, in order of number.
    pub(super) fn values(&self) -> &[T] {
        &self.values
    }

    /// The hash of a value.
    pub(super) fn hash_of(&self, at: u32) -> u64 {
        self.hashes[at as usize]
    }

    pub(super) fn into_values(self) -> Vec<T> {
        self.values
    }
}

impl Interner<Arc<str>> {
    /// A text that is shared with every equal one.
    pub(super) fn text(&mut self, text: &str) -> Arc<str> {
        let at = self.intern(hash(&[text]), |known| **known == *text, || text.into());
        self.values[at as usize].clone()
    }
}

/// A hash of some texts, for tables in memory.
pub(super) fn hash(texts: &[&str]) -> u64 {
    texts.iter().fold(0x517c_c1b7_2722_0a95, |hash, text| mixed(hash, text.as_bytes()))
}

/// Mixes bytes into a hash, eight at a time. The same bytes give the same hash on every machine.
pub(super) fn mixed(mut hash: u64, bytes: &[u8]) -> u64 {
    const TURN: u64 = 0x9e37_79b9_7f4a_7c15;
    let (eights, rest) = bytes.as_chunks::<8>();
    for eight in eights {
        hash = (hash.rotate_left(23) ^ u64::from_le_bytes(*eight)).wrapping_mul(TURN);
    }
    let mut last = [0_u8; 8];
    last[..rest.len()].copy_from_slice(rest);
    last[7] = bytes.len() as u8;
    hash = (hash.rotate_left(23) ^ u64::from_le_bytes(last)).wrapping_mul(TURN);
    hash ^ (hash >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_one() {
        let mut texts = Interner::<Arc<str>>::default();
        let names: Vec<String> = (0..1_000).map(|at| format!("name {}", at % 300)).collect();
        for name in &names {
            assert_eq!(*texts.text(name), **name);
        }
        assert_eq!(texts.values().len(), 300);
        assert!(Arc::ptr_eq(&texts.text("name 7"), &texts.text("name 7")));
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
    }
}
