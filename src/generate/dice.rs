//! Dice: a stream of numbers that a seed decides.

/// A stream of numbers (splitmix64, after Steele, Lea and Flood).
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// The stream of a seed and a number: streams of neighbouring numbers have nothing in common.
    pub(super) const fn new(seed: u64, number: u64) -> Self {
        let mixed = mix(seed ^ 0x9e37_79b9_7f4a_7c15);
        Self(mix(mixed ^ number.wrapping_mul(0xd134_2543_de82_ef95)))
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number from 0 up to, not including, 1.
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number below `count`; 0 where `count` is 0.
    pub(super) fn below(&mut self, count: usize) -> usize {
        (self.unit() * count as f64) as usize
    }

    pub(super) fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// One of a list that is not empty.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// A position drawn by shares that were added up.
    pub(super) fn drawn(&mut self, added_up: &[f64]) -> usize {
        let wanted = self.unit() * added_up.last().copied().unwrap_or(0.0);
        added_up.partition_point(|sum| *sum <= wanted).min(added_up.len().saturating_sub(1))
    }

    /// A position drawn by shares.
    pub(super) fn weighed(&mut self, shares: &[f64]) -> usize {
        let mut wanted = self.unit() * shares.iter().sum::<f64>();
        for (at, share) in shares.iter().enumerate() {
            wanted -= share;
            if wanted < 0.0 {
                return at;
            }
        }
        shares.len().saturating_sub(1)
    }

    /// A number around 0 with deviation 1: twelve throws added up, so that no function of the
    /// platform has a say.
    pub(super) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// A number around `middle`, skewed to the right: as many below as above.
    pub(super) fn skewed(&mut self, middle: f64, spread: f64) -> f64 {
        middle * (spread * self.normal()).exp()
    }
}

const fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// Shares added up, for [`Dice::drawn`].
pub(super) fn added_up(shares: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sum = 0.0;
    shares
        .map(|share| {
            sum += share;
            sum
        })
        .collect()
}
