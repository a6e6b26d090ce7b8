//! The syndicate of a record.

use serde_json::{Map, Value};

use super::problem::ProblemCode;
use super::record::{Fields, Printed, kind_of, printed, text_of};
use crate::model::{Allotment, Deal, Member, MemberMore, Role, Tranche, parse_scaled};

const KNOWN: &[&str] = &["bank", "group", "roles", "role", "tranches", "allotment", "note", "code"];

impl Fields<'_> {
    /// Fills the members of the deal; returns for each the printed name and the given group.
    pub(super) fn syndicate(&mut self, deal: &mut Deal) -> Vec<Printed> {
        let map = self.map;
        let rows = match map.get("syndicate") {
            Some(Value::Array(rows)) => rows.as_slice(),
            None | Some(Value::Null) => &[],
            Some(other) => {
                self.problems.add(ProblemCode::BadMember, "syndicate", &["1", kind_of(other)]);
                &[]
            }
        };
        let mut names = Vec::with_capacity(rows.len());
        for (at, row) in rows.iter().enumerate() {
            if let Some((member, name)) = self.member(row, at, &deal.tranches) {
                deal.members.push(member);
                names.push(name);
            }
        }
        names
    }

    fn member(
        &mut self,
        row: &Value,
        at: usize,
        tranches: &[Tranche],
    ) -> Option<(Member, Printed)> {
        let path = format!("syndicate[{at}]");
        let short;
        let map = match row {
            Value::Object(map) => map,
            Value::String(_) => {
                short = Map::from_iter([("bank".to_owned(), row.clone())]);
                &short
            }
            other => {
                let number = (at + 1).to_string();
                self.problems.add(ProblemCode::BadMember, &path, &[&number, kind_of(other)]);
                return None;
            }
        };
        let bank = text_of(map.get("bank"));
        let name = bank.as_deref().unwrap_or("?").to_owned();
        if bank.is_none() {
            self.problems.add(ProblemCode::UnnamedMember, &path, &[]);
        }
        for key in map.keys().filter(|key| !KNOWN.contains(&key.as_str())) {
            self.problems.add(ProblemCode::UnknownKey, &format!("{path}.{key}"), &[key]);
        }
        let mut member = Member::default();
        self.roles(map, &path, &name, &mut member);
        let scope = self.scope(map, &path, &name, tranches);
        let allotments = self.allotments(map, &path, &name, tranches);
        let note = text_of(map.get("note"));
        member.more = MemberMore { tranches: scope, allotments, note }.into();
        Some((member, (bank, text_of(map.get("group")))))
    }

    fn roles(&mut self, map: &Map<String, Value>, path: &str, name: &str, member: &mut Member) {
        let path = format!("{path}.roles");
        let mut written = 0;
        for value in listed(map.get("roles").or_else(|| map.get("role"))) {
            let code = printed(value);
            written += 1;
            match Role::from_code(&code) {
                Some(role) => member.roles.insert(role),
                None => self.problems.add(ProblemCode::UnknownRole, &path, &[&code, name]),
            }
        }
        if written == 0 {
            self.problems.add(ProblemCode::NoRoles, &path, &[name]);
        }
    }

    /// The tranches a member is limited to: labels, or currencies that mean every tranche in them.
    fn scope(
        &mut self,
        map: &Map<String, Value>,
        path: &str,
        name: &str,
        tranches: &[Tranche],
    ) -> Option<Vec<usize>> {
        let mut scope = Vec::new();
        let mut written = 0;
        for value in listed(map.get("tranches")) {
            let wanted = printed(value);
            written += 1;
            let found = matching(&wanted, tranches);
            if found.is_empty() {
                let path = format!("{path}.tranches");
                self.problems.add(ProblemCode::UnknownTranche, &path, &[name, &wanted]);
            }
            scope.extend(found);
        }
        scope.sort_unstable();
        scope.dedup();
        (written > 0 && !scope.is_empty()).then_some(scope)
    }

    fn allotments(
        &mut self,
        map: &Map<String, Value>,
        path: &str,
        name: &str,
        tranches: &[Tranche],
    ) -> Vec<Allotment> {
        let parts: Vec<(Option<&str>, &Value)> = match map.get("allotment") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Object(parts)) => {
                parts.iter().map(|(label, part)| (Some(label.as_str()), part)).collect()
            }
            Some(part) => vec![(None, part)],
        };
        let mut allotments = Vec::new();
        for (label, part) in parts {
            let text = printed(part);
            let scaled = parse_scaled(&text.replace(',', ""), 2).filter(|amount| *amount >= 0);
            match scaled.and_then(|amount| i64::try_from(amount).ok()) {
                Some(hundredths) => {
                    let tranche =
                        label.and_then(|label| matching(label, tranches).first().copied());
                    allotments.push(Allotment { tranche, hundredths });
                }
                None => {
                    let path = format!("{path}.allotment");
                    self.problems.add(ProblemCode::BadAllotment, &path, &[&text, name]);
                }
            }
        }
        allotments
    }
}

/// A list, or a single value as a list of one.
fn listed(value: Option<&Value>) -> &[Value] {
    match value {
        None | Some(Value::Null) => &[],
        Some(Value::Array(values)) => values,
        Some(single) => std::slice::from_ref(single),
    }
}

/// The tranches that a label or a currency names; the label goes first.
fn matching(wanted: &str, tranches: &[Tranche]) -> Vec<usize> {
    let positions = |test: &dyn Fn(&Tranche) -> bool| -> Vec<usize> {
        tranches.iter().enumerate().filter(|(_, tranche)| test(tranche)).map(|(at, _)| at).collect()
    };
    let by_label = positions(&|tranche| tranche.label.as_deref() == Some(wanted));
    if !by_label.is_empty() {
        return by_label;
    }
    positions(&|tranche| {
        tranche.currency.is_some_and(|currency| currency.code().eq_ignore_ascii_case(wanted))
    })
}
