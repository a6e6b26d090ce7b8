//! Title against work: what banks are credited with by their titles, and what they took, over the
//! tranches of which every allotment is known.

use std::collections::{BTreeMap, BTreeSet};

use crate::index::Index;
use crate::model::{DealId, GroupId};
use crate::query::Chosen;

use super::Reason;
use super::credit::Split;
use super::criteria::{CreditMethod, Criteria, Entity};
use super::eligible::Worth;
use super::league::Credited;
use super::walk::{At, Sink, Walk};

/// What a bank's titles and what it took come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TitleAndTaken {
    /// Credit by the rules of the table.
    pub title: Credited,
    /// What it took.
    pub taken: Credited,
    /// Tranches in which it has either.
    pub tranches: usize,
}

impl TitleAndTaken {
    /// What it took, in per cent of its title credit; `None` without a title.
    pub fn taken_pct(&self) -> Option<f64> {
        (self.title.0 > 0).then(|| 100.0 * self.taken.0 as f64 / self.title.0 as f64)
    }
}

/// Title credit and allotments of each bank group, over the tranches of the chosen deals whose
/// allotments are known in full. Self-led deals count as the rules say for title credit.
pub fn title_and_taken(
    index: &Index,
    chosen: &Chosen,
    criteria: &Criteria,
) -> BTreeMap<GroupId, TitleAndTaken> {
    let mut found = Sum::default();
    if index.credit().allotted.is_empty() {
        return BTreeMap::new();
    }
    let by_group = Criteria { by: Entity::Group, ..*criteria };
    let allotment = Criteria { credit: CreditMethod::Allotment, roles: None, ..by_group };
    Walk::new(index, &allotment, None).all(chosen, &mut found);
    found.is_title = true;
    Walk::new(index, &by_group, None).all(chosen, &mut found);
    found.groups
}

#[derive(Default)]
struct Sum {
    is_title: bool,
    known: BTreeSet<(DealId, usize)>,
    groups: BTreeMap<GroupId, TitleAndTaken>,
    seen: BTreeSet<(GroupId, DealId, usize)>,
}

impl Sink for Sum {
    fn deal_rejected(&mut self, _: DealId, _: usize, _: Reason) {}

    fn rejected(&mut self, _: DealId, _: usize, _: Reason) {}

    fn counted(&mut self, at: At, worth: Worth, split: &Split) {
        let Some(deal_id) = at.deal else { return };
        let tranche = (deal_id, at.number);
        if self.is_title {
            if !self.known.contains(&tranche) {
                return;
            }
        } else if split.known == worth.micro && worth.micro > 0 {
            self.known.insert(tranche);
        } else {
            return;
        }
        for part in split.parts.iter().filter(|part| !part.taken_away && part.micro > 0) {
            let Some(group) = group_of(part.key) else { continue };
            let row = self.groups.entry(group).or_default();
            row.tranches += usize::from(self.seen.insert((group, deal_id, at.number)));
            let credit = if self.is_title { &mut row.title } else { &mut row.taken };
            credit.0 += part.micro;
        }
    }
}

/// The group of a line; `None` for members without a name.
fn group_of(key: u32) -> Option<GroupId> {
    (key != super::credit::UNNAMED).then(|| GroupId::new(key as usize))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{BookSource, DealBook};
    use crate::index::Parents;
    use crate::query::Filter;

    #[test]
    fn titles_and_what_was_taken_are_compared_where_all_is_known() {
        let bytes = include_bytes!("../../tests/books/league_example.json");
        let book = DealBook::build(BookSource::read(bytes, "t").into());
        let index = Index::build(&book, Parents::Today);
        let chosen = Chosen::new(&index, &Filter::default());
        let found = title_and_taken(&index, &chosen, &Criteria::default());
        let row = |letter: &str| {
            let name = format!("Example Bank {letter}");
            let at = book.groups().iter().position(|group| group.name == name).unwrap();
            found[&GroupId::new(at)]
        };
        // Only the first deal, of 1,000m, has allotments: 300, 300, 150, 150, 50, 50.
        let m = |millions: i64| i128::from(millions) * 100_000_000;
        let check = |letter: &str, title: i64, taken: i64| {
            let row = row(letter);
            assert_eq!(row.title.cents(), m(title), "{letter}");
            assert_eq!(row.taken.cents(), m(taken), "{letter}");
        };
        check("A", 250, 300);
        check("C", 250, 150);
        check("E", 0, 50);
        assert_eq!(row("C").taken_pct(), Some(60.0));
        assert_eq!((row("E").taken_pct(), row("E").tranches), (None, 1));
        let title: i128 = found.values().map(|row| row.title.0).sum();
        let taken: i128 = found.values().map(|row| row.taken.0).sum();
        assert_eq!(title, taken);
    }
}
