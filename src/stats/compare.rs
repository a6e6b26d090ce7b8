//! One table against another: how ranks and shares moved, who is new, who left.

use std::collections::BTreeMap;

use super::credit::Recipient;
use super::league::{Credited, League};

/// How one line moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// The rank before; `None` for a bank that is new.
    pub previous_rank: Option<usize>,
    /// Ranks won: rank before minus rank now; positive is up. `None` for a bank that is new.
    pub rank_change: Option<i64>,
    /// The share before, in per cent; 0 for a bank that is new.
    pub previous_share_pct: f64,
    /// The change of the share in percentage points. Its sign does not follow that of the rank.
    pub share_change: f64,
    /// The credit before.
    pub previous_value: Credited,
}

/// A bank that was in the table before and is no longer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leaver {
    /// Who.
    pub recipient: Recipient,
    /// The rank before.
    pub rank: usize,
    /// The share before, in per cent.
    pub share_pct: f64,
}

/// How the lines of a table moved against another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Movement {
    /// One for each line of the table, in its order.
    pub moves: Vec<Move>,
    /// Who left, by rank before.
    pub leavers: Vec<Leaver>,
}

/// Ranks won between two ranks: positive is up.
pub fn rank_change(previous: usize, now: usize) -> i64 {
    let number = |rank: usize| i64::try_from(rank).unwrap_or(i64::MAX);
    number(previous) - number(now)
}

/// Compares a table with the one before it.
pub fn compare(now: &League, before: &League) -> Movement {
    let mut old: BTreeMap<Recipient, usize> =
        before.rows.iter().enumerate().map(|(at, row)| (row.recipient(), at)).collect();
    let moves = now.rows.iter().map(|row| {
        let before = old.remove(&row.recipient()).and_then(|at| before.rows.get(at));
        let previous_share_pct = before.map_or(0.0, |before| before.share_pct);
        Move {
            previous_rank: before.map(|before| before.rank),
            rank_change: before.map(|before| rank_change(before.rank, row.rank)),
            previous_share_pct,
            share_change: row.share_pct - previous_share_pct,
            previous_value: before.map_or_else(Credited::default, |before| before.value),
        }
    });
    let moves = moves.collect();
    let mut left: Vec<usize> = old.into_values().collect();
    left.sort_unstable();
    let leavers = left.into_iter().filter_map(|at| before.rows.get(at)).map(|row| Leaver {
        recipient: row.recipient(),
        rank: row.rank,
        share_pct: row.share_pct,
    });
    Movement { moves, leavers: leavers.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rank_may_rise_while_the_share_falls() {
        // SunTrust, first half of 2017: 22nd to 20th with 1.174 to 1.010 per cent.
        assert_eq!(rank_change(22, 20), 2);
        assert_eq!(rank_change(1, 4), -3);
    }
}
