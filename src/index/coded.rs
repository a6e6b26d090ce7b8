//! A column of values of which few are distinct.

use std::collections::{BTreeMap, HashMap};
use std::ops::Index;

use crate::model::RoleSet;

/// Stands for an entry whose value has no number.
const WIDE: u16 = u16::MAX;
/// How many values are found without asking the map.
const NEAR: usize = 256;

/// A value that is a set of bits.
pub trait Bits: Copy + Default + PartialEq + Send + Sync {
    /// The bits.
    fn to_bits(self) -> u64;
    /// The value with these bits.
    fn of_bits(bits: u64) -> Self;
}

impl Bits for u64 {
    fn to_bits(self) -> u64 {
        self
    }

    fn of_bits(bits: u64) -> Self {
        bits
    }
}

impl Bits for RoleSet {
    fn to_bits(self) -> u64 {
        self.bits()
    }

    fn of_bits(bits: u64) -> Self {
        Self::from_bits(bits)
    }
}

/// A column that holds a small number for each entry and every distinct value once: two bytes an
/// entry. Values beyond the first 65,535 distinct ones stand aside.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coded<T> {
    pub(super) codes: Vec<u16>,
    pub(super) table: Vec<T>,
    pub(super) more: BTreeMap<u32, T>,
}

impl<T: Bits> Coded<T> {
    /// How many entries there are.
    pub const fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there is no entry.
    pub const fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The number of the value of each entry; `u16::MAX` for a value that stands aside.
    pub fn codes(&self) -> &[u16] {
        &self.codes
    }

    /// The distinct values, by number.
    pub fn table(&self) -> &[T] {
        &self.table
    }

    /// The values of some entries, in order.
    pub fn values(&self, entries: std::ops::Range<usize>) -> impl Iterator<Item = T> + '_ {
        entries.map(|at| self[at])
    }
}

impl<T: Bits> Index<usize> for Coded<T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        match self.codes[at] {
            WIDE => &self.more[&position(at)],
            code => &self.table[usize::from(code)],
        }
    }
}

/// Makes a coded column.
#[derive(Debug)]
pub(super) struct Coder<T> {
    column: Coded<T>,
    numbers: HashMap<u64, u16>,
    /// Values met lately with their numbers, by their last bits.
    near: Vec<(u64, u16)>,
}

impl<T: Bits> Default for Coder<T> {
    fn default() -> Self {
        let near = vec![(0, WIDE); NEAR];
        Self { column: Coded::default(), numbers: HashMap::new(), near }
    }
}

impl<T: Bits> Coder<T> {
    pub(super) fn reserve(&mut self, entries: usize) {
        self.column.codes.reserve_exact(entries);
    }

    pub(super) const fn len(&self) -> usize {
        self.column.codes.len()
    }

    pub(super) fn get(&self, at: usize) -> T {
        self.column[at]
    }

    pub(super) fn push(&mut self, value: T) {
        let at = self.column.codes.len();
        self.column.codes.push(WIDE);
        self.set(at, value);
    }

    pub(super) fn set(&mut self, at: usize, value: T) {
        let code = self.number(value);
        self.column.codes[at] = code;
        if code == WIDE {
            self.column.more.insert(position(at), value);
        }
    }

    /// The number of a value; [`WIDE`] where no number is left.
    fn number(&mut self, value: T) -> u16 {
        let bits = value.to_bits();
        let near = (bits.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize % NEAR;
        if self.near[near].0 == bits && self.near[near].1 != WIDE {
            return self.near[near].1;
        }
        let next = u16::try_from(self.column.table.len()).unwrap_or(WIDE);
        let code = match next {
            WIDE => self.numbers.get(&bits).copied().unwrap_or(WIDE),
            next => *self.numbers.entry(bits).or_insert(next),
        };
        if code == next && next != WIDE {
            self.column.table.push(value);
        }
        self.near[near] = (bits, code);
        code
    }

    /// Adds the entries of another column behind these.
    pub(super) fn append(&mut self, other: Self) {
        let base = self.len();
        let Coded { codes, table, more } = other.column;
        let numbers: Vec<u16> = table.iter().map(|value| self.number(*value)).collect();
        for code in codes {
            let own = numbers.get(usize::from(code)).copied().unwrap_or(WIDE);
            if own == WIDE {
                let at = self.column.codes.len();
                let value = match code {
                    WIDE => more.get(&position(at - base)).copied().unwrap_or_default(),
                    code => table[usize::from(code)],
                };
                self.column.more.insert(position(at), value);
            }
            self.column.codes.push(own);
        }
    }

    pub(super) fn finish(self) -> Coded<T> {
        self.column
    }
}

fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coded(values: impl Iterator<Item = u64>) -> Coder<u64> {
        let mut coder = Coder::default();
        values.for_each(|value| coder.push(value));
        coder
    }

    #[test]
    fn every_value_comes_back_however_many_are_distinct() {
        let first = || (0..70_000_u64).map(|at| at * 7 % 68_000);
        let second = || (0..9_000_u64).map(|at| at * 31 % 80_000);
        let mut coder = coded(first());
        coder.append(coded(second()));
        let column = coder.finish();
        assert!(column.values(0..column.len()).eq(first().chain(second())));
        assert_eq!(column.table().len(), 65_535);
    }
}
