//! One table against another: how ranks and shares moved, who is new, who left.

use std::collections::BTreeMap;

use crate::model::GroupId;

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

/// The places of a bank over the years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankTrack {
    /// The bank group.
    pub group: GroupId,
    /// Years with the place in the order of the table, from 1; years in which it is not among the
    /// first are left out.
    pub places: Vec<(i16, usize)>,
}

impl RankTrack {
    /// The last year in which it has a place, with the place.
    pub fn end(&self) -> (i16, usize) {
        self.places.last().copied().unwrap_or_default()
    }
}

/// The places of the banks that stand among the first `depth` in some of the last `years`, those
/// that end last and highest first. Banks of one rank stand in the order of the table.
pub fn rank_tracks(tables: &[(i16, League)], depth: usize, years: i16) -> Vec<RankTrack> {
    let mut tracks: Vec<RankTrack> = Vec::new();
    let last = tables.last().map_or(0, |row| row.0);
    for (year, league) in tables.iter().filter(|row| last - row.0 < years) {
        for (at, row) in league.rows.iter().take(depth).enumerate() {
            let place = (*year, at + 1);
            match tracks.iter_mut().find(|track| track.group == row.group) {
                Some(track) => track.places.push(place),
                None => tracks.push(RankTrack { group: row.group, places: vec![place] }),
            }
        }
    }
    tracks.sort_by_key(|track| {
        let (year, place) = track.end();
        (std::cmp::Reverse(year), place)
    });
    tracks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::LeagueRow;

    #[test]
    fn a_rank_may_rise_while_the_share_falls() {
        // SunTrust, first half of 2017: 22nd to 20th with 1.174 to 1.010 per cent.
        assert_eq!(rank_change(22, 20), 2);
        assert_eq!(rank_change(1, 4), -3);
    }

    #[test]
    fn tracks_hold_the_last_years_and_the_first_places() {
        let row = |(at, group): (usize, &usize)| LeagueRow {
            rank: at + 1,
            group: GroupId::new(*group),
            bank: None,
            value: Credited::default(),
            estimated: Credited::default(),
            share_pct: 0.0,
            deals: 1,
            tranches: 1,
        };
        let table = |groups: &[usize]| League {
            rows: groups.iter().enumerate().map(row).collect(),
            ..League::default()
        };
        let tables = [(2023, table(&[7])), (2024, table(&[1, 2, 3])), (2025, table(&[2, 1, 3]))];
        let tracks = rank_tracks(&tables, 2, 2);
        let found: Vec<(usize, Vec<(i16, usize)>)> =
            tracks.into_iter().map(|track| (track.group.index(), track.places)).collect();
        let expected = [(2, vec![(2024, 2), (2025, 1)]), (1, vec![(2024, 1), (2025, 2)])];
        assert_eq!(found, expected);
    }
}
