//! Issuers: which names in which records mean the same company.

use std::collections::HashMap;

use rayon::prelude::*;
use serde_json::Value;

use super::record::{BETWEEN, IssuerText, text_of};
use crate::model::{GroupId, IssuerId};
use crate::text::{fold, is_cjk};

/// An issuer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Issuer {
    /// The name in Latin letters, or the only one known.
    pub name: String,
    /// The Chinese name.
    pub name_zh: Option<String>,
    /// Country, ISO 3166 alpha-2 or as printed; "SNAT" for supranationals.
    pub country: Option<String>,
    /// Sector, as the records say.
    pub sector: Option<String>,
    /// Ticker with its exchange, such as "1024.HK".
    pub ticker: Option<String>,
    /// The bank group to which it belongs, where it is a bank or a bank's own vehicle.
    pub group: Option<GroupId>,
    /// Every spelling met, in order.
    pub spellings: Vec<String>,
}

/// The issuers that a book object lists itself, with their spellings.
#[derive(Debug, Default)]
pub(super) struct IssuerTable {
    rows: Vec<(IssuerText, Vec<String>)>,
}

impl IssuerTable {
    pub(super) fn read(value: Option<&Value>) -> Self {
        let rows = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        Self { rows: rows.iter().map(table_row).collect() }
    }

    /// Gives every record its issuer: records that share an id, a name in either script or a
    /// spelling of the table share the issuer. Ids go by first appearance.
    pub(super) fn intern(&self, texts: &[IssuerText]) -> (Vec<IssuerId>, Vec<Issuer>) {
        let keys: Vec<String> = texts.par_iter().map(keys_of).collect();
        let of_row = |(text, spellings): &(IssuerText, Vec<String>)| {
            spellings
                .iter()
                .fold(keys_of(text), |keys, spelling| with_key(keys, &name_key(spelling)))
        };
        let of_rows: Vec<String> = self.rows.iter().map(of_row).collect();
        let mut joined = Joined::default();
        let nodes: Vec<usize> = of_rows.iter().chain(&keys).map(|keys| joined.join(keys)).collect();
        let (of_rows, nodes) = nodes.split_at(of_rows.len());
        let mut ids: HashMap<usize, IssuerId> = HashMap::new();
        let mut issuers: Vec<Issuer> = Vec::new();
        let mut of_record = Vec::new();
        for (text, node) in texts.iter().zip(nodes) {
            let root = joined.root(*node);
            let issuer_id = *ids.entry(root).or_insert_with(|| {
                issuers.push(Issuer::default());
                IssuerId::new(issuers.len() - 1)
            });
            learn(&mut issuers[issuer_id.index()], text);
            of_record.push(issuer_id);
        }
        for ((text, _), node) in self.rows.iter().zip(of_rows) {
            if let Some(issuer_id) = ids.get(&joined.root(*node)) {
                prefer(&mut issuers[issuer_id.index()], text);
            }
        }
        for issuer in &mut issuers {
            if issuer.name.is_empty() {
                issuer.name = issuer.name_zh.clone().unwrap_or_else(|| "?".to_owned());
            }
        }
        (of_record, issuers)
    }

    /// The bank group that each issuer is said to belong to, by the texts that were interned.
    pub(super) fn groups(
        &self,
        issuer_ids: &[IssuerId],
        texts: &[IssuerText],
    ) -> Vec<Option<String>> {
        let count = issuer_ids.iter().map(|issuer_id| issuer_id.index() + 1).max().unwrap_or(0);
        let mut groups = vec![None; count];
        for (issuer_id, text) in issuer_ids.iter().zip(texts) {
            let slot: &mut Option<String> = &mut groups[issuer_id.index()];
            if slot.is_none() {
                slot.clone_from(&text.group);
            }
        }
        groups
    }
}

fn table_row(row: &Value) -> (IssuerText, Vec<String>) {
    let part = |key: &str| text_of(row.get(key));
    let spellings = row.get("spellings").and_then(Value::as_array).map(Vec::as_slice);
    let spellings = spellings.unwrap_or_default().iter().filter_map(|s| text_of(Some(s))).collect();
    let text = IssuerText {
        id: part("id"),
        name: part("name"),
        name_zh: part("name_zh"),
        country: part("country"),
        sector: part("sector"),
        ticker: part("ticker"),
        group: part("group"),
    };
    (text, spellings)
}

fn name_key(name: &str) -> String {
    format!("name:{}", fold(name))
}

/// The keys by which an issuer is known, behind one another.
fn keys_of(text: &IssuerText) -> String {
    let id = text.id.iter().map(|id| format!("id:{id}"));
    let names = text.name.iter().chain(&text.name_zh).map(|name| name_key(name));
    id.chain(names).fold(String::new(), |keys, key| with_key(keys, &key))
}

fn with_key(mut keys: String, key: &str) -> String {
    if !keys.is_empty() {
        keys.push(BETWEEN);
    }
    keys.push_str(key);
    keys
}

fn learn(issuer: &mut Issuer, text: &IssuerText) {
    for name in text.name.iter().chain(&text.name_zh) {
        if !issuer.spellings.contains(name) {
            issuer.spellings.push(name.clone());
        }
    }
    let (latin, chinese) = match &text.name {
        Some(name) if name.chars().any(is_cjk) => {
            (None, text.name_zh.as_ref().or(text.name.as_ref()))
        }
        name => (name.as_ref(), text.name_zh.as_ref()),
    };
    if let Some(name) = latin.filter(|_| issuer.name.is_empty()) {
        issuer.name.clone_from(name);
    }
    fill(&mut issuer.name_zh, chinese);
    fill(&mut issuer.country, text.country.as_ref());
    fill(&mut issuer.sector, text.sector.as_ref());
    fill(&mut issuer.ticker, text.ticker.as_ref());
}

fn fill(slot: &mut Option<String>, value: Option<&String>) {
    if slot.is_none() {
        *slot = value.cloned();
    }
}

fn prefer(issuer: &mut Issuer, text: &IssuerText) {
    if let Some(name) = &text.name {
        issuer.name.clone_from(name);
    }
    for (slot, value) in [
        (&mut issuer.name_zh, &text.name_zh),
        (&mut issuer.country, &text.country),
        (&mut issuer.sector, &text.sector),
        (&mut issuer.ticker, &text.ticker),
    ] {
        if value.is_some() {
            slot.clone_from(value);
        }
    }
}

/// Sets of keys that mean one issuer.
#[derive(Default)]
struct Joined<'a> {
    nodes: HashMap<&'a str, usize>,
    parents: Vec<usize>,
}

impl<'a> Joined<'a> {
    /// Joins keys, and says by which node they go; `usize::MAX` where there is none.
    fn join(&mut self, keys: &'a str) -> usize {
        let mut first = None;
        for key in keys.split(BETWEEN).filter(|key| !key.is_empty()) {
            let next = self.parents.len();
            let node = *self.nodes.entry(key).or_insert(next);
            if node == next {
                self.parents.push(next);
            }
            let root = self.root(node);
            let target = *first.get_or_insert(root);
            let (low, high) = (self.root(target).min(root), self.root(target).max(root));
            self.parents[high] = low;
        }
        first.unwrap_or(usize::MAX)
    }

    fn root(&self, mut node: usize) -> usize {
        while let Some(parent) = self.parents.get(node).filter(|parent| **parent != node) {
            node = *parent;
        }
        node
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str, name_zh: &str) -> IssuerText {
        let part = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        IssuerText { name: part(name), name_zh: part(name_zh), ..IssuerText::default() }
    }

    fn check(texts: &[IssuerText], expected: &[usize]) {
        let (ids, _) = IssuerTable::default().intern(texts);
        let ids: Vec<usize> = ids.into_iter().map(IssuerId::index).collect();
        assert_eq!(ids, expected);
    }

    #[test]
    fn a_name_in_either_script_joins_records() {
        let both = text("Kuaishou Technology", "快手科技");
        check(&[text("Kuaishou Technology", ""), text("Other", ""), both.clone()], &[0, 1, 0]);
        check(&[text("快手科技", ""), text("Kuaishou Technology", ""), both], &[0, 0, 0]);
        check(&[text("", ""), text("", "")], &[0, 0]);
    }

    #[test]
    fn a_chinese_name_alone_is_shown() {
        let (_, issuers) = IssuerTable::default().intern(&[text("快手", "")]);
        assert_eq!(issuers[0].name, "快手");
        assert_eq!(issuers[0].name_zh.as_deref(), Some("快手"));
    }
}
