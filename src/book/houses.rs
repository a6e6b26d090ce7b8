//! Printed banks with their groups, in the order in which they are first met.

use std::collections::BTreeMap;

use super::deal_book::{Bank, Group};
use super::directory::BankDirectory;
use super::problem::ProblemCode;
use super::resolve::Sureness;
use crate::model::GroupId;
use crate::text::fold;

/// The banks and groups of a book while it is put together.
#[derive(Debug)]
pub(super) struct Houses {
    directory: &'static BankDirectory,
    pub(super) banks: Vec<Bank>,
    pub(super) groups: Vec<Group>,
    group_ids: BTreeMap<GroupKey, GroupId>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum GroupKey {
    Known(usize),
    Unknown(String),
}

/// A problem with a name, and its particulars.
type NameProblem = (ProblemCode, Vec<String>);

impl Default for Houses {
    fn default() -> Self {
        Self {
            directory: BankDirectory::embedded(),
            banks: Vec::new(),
            groups: Vec::new(),
            group_ids: BTreeMap::new(),
        }
    }
}

impl Houses {
    /// Adds a bank that was not met before, with the problem to list.
    pub(super) fn add(&mut self, printed: String, group: Option<String>) -> Option<NameProblem> {
        let (group_id, sureness, problem) = match group {
            Some(group) => (self.given_group(&group), Some(Sureness::Exact), None),
            None => self.resolved_group(&printed),
        };
        self.banks.push(Bank { name: printed, group: group_id, sureness });
        problem
    }

    fn resolved_group(
        &mut self,
        printed: &str,
    ) -> (GroupId, Option<Sureness>, Option<NameProblem>) {
        let Some(found) = self.directory.resolve(printed) else {
            let group_id = self.group(GroupKey::Unknown(fold(printed)), printed);
            return (group_id, None, Some((ProblemCode::UnknownBank, vec![printed.to_owned()])));
        };
        let group_id = self.group(GroupKey::Known(found.group), printed);
        let problem = (found.sureness == Sureness::Guessed).then(|| {
            let name = self.groups[group_id.index()].name.clone();
            (ProblemCode::GuessedBank, vec![printed.to_owned(), name])
        });
        (group_id, Some(found.sureness), problem)
    }

    /// The group that a record means by a name.
    pub(super) fn given_group(&mut self, spelling: &str) -> GroupId {
        match self.directory.resolve_group(spelling) {
            Some(known) => self.group(GroupKey::Known(known), spelling),
            None => self.group(GroupKey::Unknown(fold(spelling)), spelling),
        }
    }

    fn group(&mut self, key: GroupKey, printed: &str) -> GroupId {
        if let Some(group_id) = self.group_ids.get(&key) {
            return *group_id;
        }
        let group_id = GroupId::new(self.groups.len());
        self.group_ids.insert(key.clone(), group_id);
        let known = match key {
            GroupKey::Known(index) => self.directory.groups().get(index).map(|row| (index, row)),
            GroupKey::Unknown(_) => None,
        };
        self.groups.push(match known {
            Some((_, row)) => Group {
                name: row.name.clone(),
                name_hans: row.name_hans.clone(),
                name_hant: row.name_hant.clone(),
                country: row.country.clone(),
                known: true,
                parent: None,
                merged: None,
            },
            None => Group {
                name: printed.to_owned(),
                name_hans: None,
                name_hant: None,
                country: None,
                known: false,
                parent: None,
                merged: None,
            },
        });
        if let Some((parent, year)) = known.and_then(|(index, _)| self.directory.merged_into(index))
        {
            let parent = self.group(GroupKey::Known(parent), printed);
            let group = &mut self.groups[group_id.index()];
            group.parent = Some(parent);
            group.merged = Some(year);
        }
        group_id
    }
}
