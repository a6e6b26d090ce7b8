//! What if: changes laid over the book, which stays as it is until they are kept.

use serde_json::{Map, Value, json};

use crate::book::{BookSource, DealBook};
use crate::model::{DealId, GroupId, Role};
use crate::stats::{Mandate, Merge, Overlay, Planned};

/// The overlay with its history.
#[derive(Clone, Debug, Default)]
pub struct WhatIfState {
    /// What is changed.
    pub overlay: Overlay,
    past: Vec<Overlay>,
}

/// A change of the overlay.
#[derive(Clone, Debug, PartialEq)]
pub enum WhatIfCommand {
    /// One group counts under another.
    Merge(Merge),
    /// A mandate falls away.
    Drop(DealId, GroupId),
    /// A mandate comes.
    Add(Mandate),
    /// A deal is planned.
    Plan(Planned),
    /// The last change is taken back.
    Undo,
    /// Every change is taken back.
    Clear,
    /// The changes are written into the book.
    Keep,
}

impl WhatIfState {
    /// Changes the overlay; `false` for a command that is none of the overlay's own.
    pub(super) fn apply(&mut self, command: WhatIfCommand) {
        let before = self.overlay.clone();
        match command {
            WhatIfCommand::Merge(merge) if merge.from != merge.into => {
                self.overlay.merges.push(merge);
            }
            WhatIfCommand::Drop(deal, group) => {
                self.overlay.dropped.insert((deal, group));
            }
            WhatIfCommand::Add(mandate) => self.overlay.added.push(mandate),
            WhatIfCommand::Plan(planned) => self.overlay.planned.push(planned),
            WhatIfCommand::Undo => {
                if let Some(overlay) = self.past.pop() {
                    self.overlay = overlay;
                }
                return;
            }
            WhatIfCommand::Clear => self.overlay = Overlay::default(),
            WhatIfCommand::Merge(_) | WhatIfCommand::Keep => {}
        }
        if self.overlay != before {
            self.past.push(before);
        }
    }

    /// Whether a change can be taken back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }
}

/// Writes an overlay into the records of a book. A planned deal becomes a mandated one: it counts in
/// tables once a source says that it was priced.
pub(super) fn keep(overlay: &Overlay, book: &DealBook, source: &mut BookSource) {
    for (deal_id, _) in book.deals_with_ids() {
        let Some(record) = source.records.get(deal_id.index()) else { continue };
        let Ok(Value::Object(mut map)) = serde_json::from_str::<Value>(&record.text()) else {
            continue;
        };
        let before = map.clone();
        members(overlay, book, deal_id, &mut map);
        if map != before {
            let record = record.with_text(&Value::Object(map).to_string());
            source.records.set(deal_id.index(), record);
        }
    }
    let planned: Vec<String> =
        overlay.planned.iter().map(|planned| planned_record(book, planned)).collect();
    source.append(BookSource::read(planned.join("\n").as_bytes(), ""));
}

fn members(overlay: &Overlay, book: &DealBook, deal_id: DealId, map: &mut Map<String, Value>) {
    let deal = book.deal(deal_id);
    let group_of = |printed: &str| {
        deal.members
            .iter()
            .filter_map(|member| member.bank)
            .find(|bank_id| book.bank(*bank_id).name == printed)
            .map(|bank_id| book.group_today(book.bank(bank_id).group))
    };
    let name = |group: GroupId| book.group(group).name.clone();
    let printed = |entry: &Value| {
        let bank = entry.as_str().or_else(|| entry.get("bank")?.as_str());
        bank.map(str::to_owned)
    };
    if let Some(Value::Array(entries)) = map.get_mut("syndicate") {
        entries.retain(|entry| {
            let group = printed(entry).and_then(|printed| group_of(&printed));
            group.is_none_or(|group| !overlay.dropped.contains(&(deal_id, group)))
        });
        for entry in entries.iter_mut() {
            let Some(group) = printed(entry).and_then(|printed| group_of(&printed)) else {
                continue;
            };
            let merged = overlay
                .merges
                .iter()
                .fold(group, |group, merge| if merge.from == group { merge.into } else { group });
            if merged != group {
                if let Value::String(bank) = entry {
                    *entry = json!({"bank": bank});
                }
                if let Value::Object(entry) = entry {
                    entry.insert("group".into(), json!(name(merged)));
                }
            }
        }
    }
    for mandate in overlay.added.iter().filter(|mandate| mandate.deal == deal_id) {
        let entry = member(&name(mandate.group), mandate.roles.iter());
        if let Value::Array(list) = map.entry("syndicate").or_insert_with(|| json!([])) {
            list.push(entry);
        }
    }
}

fn member(group: &str, roles: impl Iterator<Item = Role>) -> Value {
    let roles: Vec<&str> = roles.map(Role::code).collect();
    json!({"bank": group, "group": group, "roles": roles})
}

fn planned_record(book: &DealBook, planned: &Planned) -> String {
    let members: Vec<Value> = planned
        .members
        .iter()
        .map(|(group, roles)| member(&book.group(*group).name, roles.iter()))
        .collect();
    let units = planned.value.minor / planned.value.currency.minor_per_unit();
    json!({
        "id": format!("planned-{}-{}", crate::text::fold(&planned.label).replace(' ', "-"), planned.date),
        "issuer": planned.label,
        "announced": planned.date.to_string(),
        "status": "mandated",
        "market": "DCM",
        "tranches": [{"currency": planned.value.currency.code(), "amount": units}],
        "syndicate": members,
        "notes": "planned",
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Command, Options, State};

    fn state() -> State {
        State::new(DealBook::embedded(), None, Options::default())
    }

    #[test]
    fn nothing_changes_until_it_is_kept_and_undo_restores_the_bytes() {
        let mut state = state();
        let before = state.book().source().to_book_text();
        let deal_id = state.view.deal.unwrap();
        let seat = state.derived.index.seats_of(deal_id).next().unwrap();
        let group = state.derived.index.seats().group[seat].unwrap();
        let into = state.derived.league.rows[0].group;
        state.apply(Command::WhatIf(WhatIfCommand::Drop(deal_id, group)));
        state.apply(Command::WhatIf(WhatIfCommand::Merge(Merge {
            from: state.derived.league.rows[1].group,
            into,
        })));
        assert_eq!(state.book().source().to_book_text(), before);
        state.apply(Command::WhatIf(WhatIfCommand::Keep));
        assert_ne!(state.book().source().to_book_text(), before);
        assert!(state.what_if.overlay.is_empty());
        state.apply(Command::Document(crate::state::DocumentCommand::Undo));
        assert_eq!(state.book().source().to_book_text(), before);
    }

    #[test]
    fn what_is_kept_gives_the_table_that_was_shown() {
        let mut state = state();
        let rows = &state.derived.league.rows;
        let (from, into) = (rows[3].group, rows[0].group);
        let name = state.book().group(into).name.clone();
        let merge = Merge { from, into };
        state.apply(Command::WhatIf(WhatIfCommand::Merge(merge)));
        let criteria = state.view.options.criteria;
        let shown = crate::stats::WhatIf::new(
            &state.derived.index,
            &state.derived.chosen,
            &criteria,
            &state.what_if.overlay,
        );
        let expected = shown.after.row_of(into).unwrap().value;
        state.apply(Command::WhatIf(WhatIfCommand::Keep));
        assert!(state.refresh().is_empty(), "a small book is derived at once");
        let group = state.book().groups().iter().position(|group| group.name == name).unwrap();
        let kept = state.derived.league.row_of(GroupId::new(group)).unwrap().value;
        assert_eq!(kept, expected);
    }

    #[test]
    fn the_overlay_has_an_undo_of_its_own() {
        let mut what_if = WhatIfState::default();
        let merge = Merge { from: GroupId::new(1), into: GroupId::new(2) };
        what_if.apply(WhatIfCommand::Merge(merge));
        what_if.apply(WhatIfCommand::Clear);
        assert!(what_if.overlay.is_empty() && what_if.can_undo());
        what_if.apply(WhatIfCommand::Undo);
        assert_eq!(what_if.overlay.merges, [merge]);
        what_if.apply(WhatIfCommand::Undo);
        assert!(what_if.overlay.is_empty() && !what_if.can_undo());
    }
}
