//! How far a rank depends on the rules: the same deals under every rule of a grid.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::index::{Index, Parents};
use crate::model::GroupId;
use crate::query::{Chosen, Filter};

use super::criteria::{CreditMethod, Criteria, Entity, SelfLed};
use super::league::League;
use super::period::Period;

/// The rules that are varied. A cell is one choice of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Methods.
    pub methods: Vec<CreditMethod>,
    /// Policies on self-led deals.
    pub self_led: Vec<SelfLed>,
    /// Floors of tenor, in months.
    pub tenor_floors: Vec<u16>,
    /// Periods; `None` is the period of the filter.
    pub periods: Vec<Option<Period>>,
}

impl Default for Grid {
    fn default() -> Self {
        Self {
            methods: vec![
                CreditMethod::Equal,
                CreditMethod::Full,
                CreditMethod::AllManagers,
                CreditMethod::Allotment,
                CreditMethod::RoleWeighted,
                CreditMethod::RolePools,
            ],
            self_led: SelfLed::ALL.to_vec(),
            tenor_floors: vec![0, 12, 18],
            periods: vec![None],
        }
    }
}

/// One cell of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridCell {
    /// The method.
    pub method: CreditMethod,
    /// The policy on self-led deals.
    pub self_led: SelfLed,
    /// Under which parents banks count.
    pub parents: Parents,
    /// The floor of tenor.
    pub tenor_floor: u16,
    /// The period.
    pub period: Option<Period>,
}

/// How one bank fares over the grid.
#[derive(Clone, Debug, PartialEq)]
pub struct StableRow {
    /// The bank group.
    pub group: GroupId,
    /// Its best rank.
    pub best: usize,
    /// Its worst rank among the cells in which it has one.
    pub worst: usize,
    /// The rank in the middle; cells without a rank count as last.
    pub median: usize,
    /// The part of all cells in which it is first, alone or with others, in per cent.
    pub first_pct: f64,
    /// Cells in which it has no rank.
    pub absent: usize,
    /// Its rank in each cell; 0 where it has none.
    pub ranks: Vec<u32>,
}

/// Ranks over a grid of rules.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stability {
    /// The cells, in the order of the grid.
    pub cells: Vec<GridCell>,
    /// A row a bank: best median first.
    pub rows: Vec<StableRow>,
}

impl Stability {
    /// Ranks the banks of a filter in every cell. `indexes` are the columns under each parent table
    /// that is varied. What the grid does not vary stays as in `base`.
    pub fn new(indexes: &[&Index], filter: &Filter, base: &Criteria, grid: &Grid) -> Self {
        let looks: Vec<(&Index, Option<Period>, Chosen)> = indexes
            .iter()
            .flat_map(|index| grid.periods.iter().map(move |period| (*index, *period)))
            .map(|(index, period)| {
                let filter = period.map_or_else(|| filter.clone(), |period| period.apply(filter));
                (index, period, Chosen::new(index, &filter))
            })
            .collect();
        let mut cells: Vec<(GridCell, usize)> = Vec::new();
        for (look, (index, period, _)) in looks.iter().enumerate() {
            for method in &grid.methods {
                for self_led in &grid.self_led {
                    for tenor_floor in &grid.tenor_floors {
                        let cell = GridCell {
                            method: *method,
                            self_led: *self_led,
                            parents: index.parents(),
                            tenor_floor: *tenor_floor,
                            period: *period,
                        };
                        cells.push((cell, look));
                    }
                }
            }
        }
        let tables: Vec<League> = cells
            .par_iter()
            .filter_map(|(cell, look)| {
                let (index, _, chosen) = looks.get(*look)?;
                Some(League::new(index, chosen, &cell.criteria(base)))
            })
            .collect();
        let cells = cells.into_iter().map(|(cell, _)| cell).collect();
        Self { rows: rows(&tables), cells }
    }

    /// The row of a group.
    pub fn row_of(&self, group_id: GroupId) -> Option<&StableRow> {
        self.rows.iter().find(|row| row.group == group_id)
    }
}

impl GridCell {
    /// The rules of the cell, beside what it does not vary.
    pub fn criteria(&self, base: &Criteria) -> Criteria {
        let mut criteria =
            Criteria { credit: self.method, self_led: self.self_led, by: Entity::Group, ..*base };
        criteria.eligibility.min_tenor_months = self.tenor_floor;
        criteria
    }
}

fn rows(tables: &[League]) -> Vec<StableRow> {
    let mut ranks: BTreeMap<GroupId, Vec<u32>> = BTreeMap::new();
    for (cell, table) in tables.iter().enumerate() {
        for row in &table.rows {
            let ranks = ranks.entry(row.group).or_insert_with(|| vec![0; tables.len()]);
            ranks[cell] = u32::try_from(row.rank).unwrap_or(u32::MAX);
        }
    }
    let mut rows: Vec<StableRow> =
        ranks.into_iter().map(|(group, ranks)| row(group, ranks)).collect();
    rows.sort_by(|a, b| {
        let by_median = a.median.cmp(&b.median).then(b.first_pct.total_cmp(&a.first_pct));
        by_median.then((a.best, a.worst, a.group).cmp(&(b.best, b.worst, b.group)))
    });
    rows
}

fn row(group: GroupId, ranks: Vec<u32>) -> StableRow {
    let mut sorted: Vec<usize> = ranks.iter().map(|rank| *rank as usize).collect();
    let absent = sorted.iter().filter(|rank| **rank == 0).count();
    let first = sorted.iter().filter(|rank| **rank == 1).count();
    sorted.sort_by_key(|rank| if *rank == 0 { usize::MAX } else { *rank });
    let present = &sorted[..sorted.len() - absent];
    StableRow {
        group,
        best: present.first().copied().unwrap_or(0),
        worst: present.last().copied().unwrap_or(0),
        median: match sorted.get(sorted.len() / 2).copied().unwrap_or(0) {
            0 => usize::MAX,
            median => median,
        },
        first_pct: 100.0 * first as f64 / ranks.len().max(1) as f64,
        absent,
        ranks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{BookSource, DealBook};

    const EXAMPLE: &[u8] = include_bytes!("../../tests/books/league_example.json");

    #[test]
    fn the_leader_of_the_example_depends_on_the_rules() {
        let book = DealBook::build(BookSource::read(EXAMPLE, "t").into());
        let indexes = [Parents::Today, Parents::AtDeal].map(|parents| Index::build(&book, parents));
        let grid = Grid { tenor_floors: vec![12], ..Grid::default() };
        let indexes: Vec<&Index> = indexes.iter().collect();
        let found = Stability::new(&indexes, &Filter::default(), &Criteria::default(), &grid);
        assert_eq!(found.cells.len(), 6 * 5 * 2);
        let row = |letter: &str| {
            let name = format!("Example Bank {letter}");
            let at = book.groups().iter().position(|group| group.name == name).unwrap();
            found.row_of(GroupId::new(at)).unwrap()
        };
        // B leads where roles weigh, and is fifth where all managers share and its own deal is dropped.
        assert_eq!((row("B").best, row("B").worst), (1, 5));
        assert!(row("A").first_pct > row("D").first_pct);
        assert_eq!((row("F").absent, row("A").absent), (20, 0));
        assert_eq!(row("A").ranks[0], 1);
    }
}
