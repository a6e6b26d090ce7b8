//! Equal values kept once, under small numbers in the order in which they are first met.

use std::sync::Arc;

/// Values met so far, each once.
#[derive(Debug)]
pub(super) struct Interner<T> {
    values: Vec<T>,
    hashes: Vec<u64>,
    /// Numbers of values by their hash, each beside the high half of it; a power of two long.
    slots: Vec<Slot>,
}

/// A place in the table: the high half of a hash, and the number, `u32::MAX` where it is free.
type Slot = (u32, u32);

const FREE: Slot = (0, u32::MAX);

impl<T> Default for Interner<T> {
    fn default() -> Self {
        Self { values: Vec::new(), hashes: Vec::new(), slots: vec![FREE; 64] }
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
        let (high, mut slot) = ((hash >> 32) as u32, hash as usize & mask);
        loop {
            let (known, at) = self.slots[slot];
            if at == u32::MAX {
                break;
            }
            if known == high && is_same(&self.values[at as usize]) {
                return at;
            }
            slot = (slot + 1) & mask;
        }
        let at = u32::try_from(self.values.len()).unwrap_or(u32::MAX - 1);
        self.slots[slot] = (high, at);
        self.values.push(make());
        self.hashes.push(hash);
        if self.values.len() * 2 > self.slots.len() {
            self.grow();
        }
        at
    }

    fn grow(&mut self) {
        self.slots = vec![FREE; self.slots.len() * 4];
        let mask = self.slots.len() - 1;
        for (at, hash) in self.hashes.iter().enumerate() {
            let mut slot = *hash as usize & mask;
            while self.slots[slot] != FREE {
                slot = (slot + 1) & mask;
            }
            self.slots[slot] = ((*hash >> 32) as u32, u32::try_from(at).unwrap_or(u32::MAX - 1));
        }
    }

    /// Every value, in order of number.
    pub(super) fn values(&self) -> &[T] {
        &self.values
    }
}

impl Interner<Arc<str>> {
    /// A text that is shared with every equal one.
    pub(super) fn text(&mut self, text: &str) -> Arc<str> {
        let at = self.intern(hash(&[text]), |known| **known == *text, || text.into());
        self.values[at as usize].clone()
    }
}

/// Texts met so far, each once, side by side in one stretch of memory: looking one up then touches
/// two places.
#[derive(Debug)]
pub(super) struct Texts {
    text: String,
    /// Where each text ends.
    ends: Vec<u32>,
    hashes: Vec<u64>,
    /// A power of two long.
    slots: Vec<TextSlot>,
}

/// A place in the table of texts.
#[derive(Clone, Copy, Debug)]
struct TextSlot {
    /// The high half of the hash.
    high: u32,
    /// The number of the text, `u32::MAX` where the place is free.
    at: u32,
    start: u32,
    end: u32,
}

const NO_TEXT: TextSlot = TextSlot { high: 0, at: u32::MAX, start: 0, end: 0 };

impl Default for Texts {
    fn default() -> Self {
        let slots = vec![NO_TEXT; 64];
        Self { text: String::new(), ends: Vec::new(), hashes: Vec::new(), slots }
    }
}

impl Texts {
    /// The number of a text.
    pub(super) fn intern(&mut self, text: &str) -> u32 {
        self.intern_hashed(mixed(0, text.as_bytes()), text)
    }

    /// The number of a text of which the hash is known.
    pub(super) fn intern_hashed(&mut self, hash: u64, text: &str) -> u32 {
        let mask = self.slots.len() - 1;
        let (high, mut place) = ((hash >> 32) as u32, hash as usize & mask);
        loop {
            let slot = self.slots[place];
            if slot.at == u32::MAX {
                break;
            }
            let known = self.text.as_bytes().get(slot.start as usize..slot.end as usize);
            if slot.high == high && known == Some(text.as_bytes()) {
                return slot.at;
            }
            place = (place + 1) & mask;
        }
        let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX - 1);
        let (at, start) = (number(self.ends.len()), number(self.text.len()));
        self.text.push_str(text);
        let end = number(self.text.len());
        self.slots[place] = TextSlot { high, at, start, end };
        self.ends.push(end);
        self.hashes.push(hash);
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        at
    }

    fn grow(&mut self) {
        let known = std::mem::take(&mut self.slots);
        self.slots = vec![NO_TEXT; known.len() * 2];
        let mask = self.slots.len() - 1;
        for slot in known.into_iter().filter(|slot| slot.at != u32::MAX) {
            let mut place = self.hashes[slot.at as usize] as usize & mask;
            while self.slots[place].at != u32::MAX {
                place = (place + 1) & mask;
            }
            self.slots[place] = slot;
        }
    }

    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// A text with its hash.
    pub(super) fn get(&self, at: usize) -> (&str, u64) {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        (&self.text[start..self.ends[at] as usize], self.hashes[at])
    }

    /// Every text, in order of number.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.get(at).0)
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
