//! The bank directory: which groups there are, under which names they are printed, and which
//! house was bought by which in what year.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::resolve::{Match, NameTable};

/// The directory that comes with the app.
pub(super) static DIRECTORY: &[u8] = include_bytes!("../../data/banks.json");

/// The version of the file format that is understood.
const VERSION: u32 = 1;

/// The banks that the app knows.
#[derive(Debug, Default)]
pub struct BankDirectory {
    groups: Vec<BankGroup>,
    /// Spellings of groups, which go before names: "CMB Wing Lung Bank" as a group is the old
    /// house, as a bank the present one.
    spellings: HashMap<String, usize>,
    names: NameTable,
}

/// A bank group: a parent with its entities, under one name.
#[derive(Clone, Debug, Deserialize)]
pub struct BankGroup {
    /// A short key that stays the same over time, such as `bofa-securities`.
    pub id: String,
    /// The name as bankers call it.
    pub name: String,
    /// The name in simplified characters.
    pub name_hans: Option<String>,
    /// The name in traditional characters.
    pub name_hant: Option<String>,
    /// Country of the head office, ISO 3166 alpha-2; "SNAT" for supranationals.
    pub country: Option<String>,
    /// What the house is.
    #[serde(default)]
    pub kind: GroupKind,
    /// Other names in use, brands and short forms.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Legal entities that sign.
    #[serde(default)]
    pub entities: Vec<BankEntity>,
    /// Names that the same house had before.
    #[serde(default)]
    pub former: Vec<String>,
    /// Further spellings that mean this group where a record gives a group.
    #[serde(default)]
    pub spellings: Vec<String>,
    merged_into: Option<Merger>,
    #[serde(skip)]
    merged: Option<(usize, i16)>,
}

/// A legal entity of a group.
#[derive(Clone, Debug, Deserialize)]
pub struct BankEntity {
    /// The name as it is signed.
    pub name: String,
    /// The name in simplified characters.
    pub name_hans: Option<String>,
    /// Country of its seat, ISO 3166 alpha-2.
    pub country: Option<String>,
    /// The first year under this name or in this group.
    pub from: Option<i16>,
}

/// What kind of house a group is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupKind {
    /// A bank.
    Bank,
    /// A securities house without a bank.
    Broker,
    /// A development finance institution or export credit agency.
    Dfi,
    /// Anything else: a fund, a state body, a company's own finance arm.
    #[default]
    Other,
}

#[derive(Clone, Debug, Deserialize)]
struct Merger {
    group: String,
    year: i16,
}

#[derive(Deserialize)]
struct File {
    version: u32,
    groups: Vec<BankGroup>,
}

/// Why a bank directory could not be read.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// Not the JSON that is expected.
    #[error("The bank directory is not readable JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A later format.
    #[error("The bank directory has version {0}, but only version {VERSION} is understood")]
    Version(u32),
    /// Two groups have the same id.
    #[error("The bank directory has two groups with the id “{0}”")]
    SameId(String),
    /// One name stands for two groups.
    #[error("The name “{name}” stands under two groups of the bank directory: {first}, {second}")]
    SameName {
        /// The name.
        name: String,
        /// The group that had it first.
        first: String,
        /// The group that has it too.
        second: String,
    },
    /// A buyer that is no group.
    #[error("{group} is said to be merged into “{parent}”, which the bank directory does not hold")]
    NoParent {
        /// The group that was bought.
        group: String,
        /// The id of the buyer.
        parent: String,
    },
    /// Groups that bought each other in a circle.
    #[error("{0} is merged into itself through others")]
    Circle(String),
}

impl BankDirectory {
    /// The directory that comes with the app.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<BankDirectory> = LazyLock::new(|| {
            let read = BankDirectory::from_json(DIRECTORY);
            read.expect("the embedded directory is fixed and a test reads it")
        });
        &EMBEDDED
    }

    /// Reads a directory.
    pub fn from_json(json: &[u8]) -> Result<Self, DirectoryError> {
        let File { version, groups } = serde_json::from_slice(json)?;
        if version != VERSION {
            return Err(DirectoryError::Version(version));
        }
        let mut directory = Self { groups, ..Self::default() };
        directory.link_parents()?;
        directory.learn_names()?;
        Ok(directory)
    }

    /// Every group, in the order of the file.
    pub fn groups(&self) -> &[BankGroup] {
        &self.groups
    }

    /// Which group a printed bank name means, and how sure that is. `None`: unknown. A name costs
    /// some microseconds, so callers with many rows remember the answer.
    pub fn resolve(&self, printed: &str) -> Option<Match> {
        self.names.resolve(printed)
    }

    /// The group that a record means by a group name of its own.
    pub fn resolve_group(&self, spelling: &str) -> Option<usize> {
        let given = self.spellings.get(&NameTable::key(spelling)).copied();
        given.or_else(|| self.resolve(spelling).map(|found| found.group))
    }

    /// The house that bought a group, and the year from which on it counts there.
    pub fn merged_into(&self, group: usize) -> Option<(usize, i16)> {
        self.groups.get(group)?.merged
    }

    /// The group that a group belongs to now: itself where nobody bought it.
    pub fn parent_today(&self, group: usize) -> usize {
        self.parent_in(group, i16::MAX)
    }

    /// The group that a group belonged to in a year.
    pub fn parent_in(&self, group: usize, year: i16) -> usize {
        let mut at = group;
        while let Some((parent, _)) = self.merged_into(at).filter(|(_, since)| *since <= year) {
            at = parent;
        }
        at
    }

    fn link_parents(&mut self) -> Result<(), DirectoryError> {
        let mut ids = HashMap::new();
        for (index, group) in self.groups.iter().enumerate() {
            if ids.insert(group.id.clone(), index).is_some() {
                return Err(DirectoryError::SameId(group.id.clone()));
            }
        }
        for group in &mut self.groups {
            let Some(Merger { group: parent, year }) = &group.merged_into else { continue };
            let Some(index) = ids.get(parent) else {
                let (group, parent) = (group.name.clone(), parent.clone());
                return Err(DirectoryError::NoParent { group, parent });
            };
            group.merged = Some((*index, *year));
        }
        match (0..self.groups.len()).find(|group| self.is_in_circle(*group)) {
            Some(group) => Err(DirectoryError::Circle(self.groups[group].name.clone())),
            None => Ok(()),
        }
    }

    fn is_in_circle(&self, group: usize) -> bool {
        let mut at = group;
        for _ in 0..self.groups.len() {
            match self.merged_into(at) {
                Some((parent, _)) if parent == group => return true,
                Some((parent, _)) => at = parent,
                None => return false,
            }
        }
        true
    }

    fn learn_names(&mut self) -> Result<(), DirectoryError> {
        for (index, group) in self.groups.iter().enumerate() {
            for name in group.printed_names() {
                if let Err(first) = self.names.add(name, index) {
                    return Err(self.same_name(name, first, index));
                }
            }
            for spelling in group.spellings.iter().chain([&group.name]) {
                let first = *self.spellings.entry(NameTable::key(spelling)).or_insert(index);
                if first != index {
                    return Err(self.same_name(spelling, first, index));
                }
            }
        }
        self.names.finish();
        Ok(())
    }

    fn same_name(&self, name: &str, first: usize, second: usize) -> DirectoryError {
        let group = |index: usize| self.groups[index].name.clone();
        DirectoryError::SameName {
            name: name.to_owned(),
            first: group(first),
            second: group(second),
        }
    }
}

impl BankGroup {
    /// Every name under which the group is printed; legal entities first. Names in traditional
    /// characters fold to those in simplified ones.
    fn printed_names(&self) -> impl Iterator<Item = &str> {
        let entities = self
            .entities
            .iter()
            .flat_map(|entity| [Some(&entity.name), entity.name_hans.as_ref()])
            .flatten();
        let own = [Some(&self.name), self.name_hans.as_ref()].into_iter().flatten();
        entities.chain(own).chain(&self.aliases).chain(&self.former).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(id: &str) -> usize {
        let groups = BankDirectory::embedded().groups();
        groups.iter().position(|group| group.id == id).expect("a group of the directory")
    }

    #[test]
    fn the_embedded_directory_reads() {
        let read = BankDirectory::from_json(DIRECTORY);
        assert!(read.is_ok_and(|directory| directory.groups().len() > 700));
        for (index, group) in BankDirectory::embedded().groups().iter().enumerate() {
            for name in group.name_hant.iter().chain(&group.former).chain(&group.aliases) {
                let found = BankDirectory::embedded().resolve(name).map(|found| found.group);
                assert_eq!(found, Some(index), "{name}");
            }
            let country = group.country.as_deref().unwrap_or("XX");
            assert!(country.len() == 2 || country == "SNAT", "{}", group.name);
            assert_eq!(group.name_hans.is_some(), group.name_hant.is_some(), "{}", group.name);
        }
    }

    #[test]
    fn a_bought_house_counts_for_its_buyer_from_the_year_on() {
        let check = |id: &str, year: i16, expected: &str| {
            assert_eq!(BankDirectory::embedded().parent_in(group(id), year), group(expected));
        };
        check("merrill-lynch", 2008, "merrill-lynch");
        check("merrill-lynch", 2009, "bofa-securities");
        check("ag-edwards", 2006, "ag-edwards");
        check("ag-edwards", 2007, "wachovia");
        check("ag-edwards", 2008, "wells-fargo");
        check("donaldson-lufkin-and-jenrette", 2024, "ubs");
        check("haitong", i16::MAX, "guotai-haitong");
        check("lehman-brothers", i16::MAX, "lehman-brothers");
        assert_eq!(BankDirectory::embedded().parent_today(group("cowen")), group("td-securities"));
    }

    #[test]
    fn a_group_is_found_under_each_of_its_spellings() {
        let check = |spelling: &str, expected: &str| {
            let found = BankDirectory::embedded().resolve_group(spelling);
            assert_eq!(found, Some(group(expected)), "{spelling}");
        };
        check("Citi", "citigroup");
        check("Crédit Agricole CIB", "credit-agricole-cib");
        check("Credit Agricole CIB", "credit-agricole-cib");
        check("CITIC Securities / CLSA", "citic-securities");
        check("CMB Wing Lung Bank", "wing-lung-bank");
        check("China Everbright", "china-everbright-bank");
        check("美銀證券", "bofa-securities");
        assert_eq!(BankDirectory::embedded().resolve_group("no such house"), None);
    }

    fn check_error(json: &str, expected: &str) {
        let error = BankDirectory::from_json(json.as_bytes()).expect_err("an error");
        assert!(error.to_string().starts_with(expected), "{error}");
    }

    #[test]
    fn what_is_wrong_with_a_directory_is_said() {
        check_error("[", "The bank directory is not readable JSON");
        check_error(r#"{"version":2,"groups":[]}"#, "The bank directory has version 2");
        let two = |first: &str, second: &str| {
            format!(
                r#"{{"version":1,"groups":[{{"id":"a","name":"A"{first}}},{{"id":"b","name":"B"{second}}}]}}"#
            )
        };
        check_error(&two(r#","aliases":["b."]"#, ""), "The name “B” stands under two groups");
        let into = |group: &str| format!(r#","merged_into":{{"group":"{group}","year":2000}}"#);
        check_error(&two(&into("c"), ""), "A is said to be merged into “c”");
        check_error(&two(&into("b"), &into("a")), "A is merged into itself");
        check_error(
            r#"{"version":1,"groups":[{"id":"a","name":"A"},{"id":"a","name":"B"}]}"#,
            "The bank directory has two groups with the id “a”",
        );
    }
}
