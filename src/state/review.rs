//! An announcement under review: the text, the drafts read from it, and what a person corrected.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::book::{BookSource, DealBook, Problem};
use crate::import::{Question, Reading};
use crate::model::{Deal, DealId};
use crate::query::Target;
use crate::scene::count;
use crate::text::fold;
use crate::words::tr_with;

use super::State;
use super::command::{Effect, Go, ReviewCommand};

/// The longest history of corrections.
const LONGEST: usize = 200;

/// Days within which two accounts of a deal may be dated apart.
const NEAR_DAYS: i32 = 75;

/// An announcement with its drafts.
#[derive(Clone, Debug)]
pub struct Review {
    /// What the text is called: a file name, or nothing for pasted text.
    pub name: String,
    /// What was read.
    pub reading: Arc<Reading>,
    /// The records as corrected, one a draft.
    pub records: Vec<Map<String, Value>>,
    /// Drafts that were put into the book.
    pub accepted: Vec<bool>,
    /// The draft that is looked at.
    pub at: usize,
    past: Vec<(usize, Map<String, Value>)>,
}

/// A correction of the draft that is looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum Correction {
    /// Gives the place, a JSON pointer, a value; `Null` drops it.
    Set(String, Value),
    /// Adds a member with a role.
    AddMember(String, Vec<String>),
    /// Adds a tranche.
    AddTranche(Value),
    /// Drops an entry of a list.
    Drop(String),
}

/// A deal of the book that the draft may tell again.
#[derive(Clone, Debug, PartialEq)]
pub struct Duplicate {
    /// The deal.
    pub deal: DealId,
    /// How it differs: what, as the book has it, as the draft has it.
    pub differences: Vec<(&'static str, String, String)>,
}

impl Review {
    /// Begins with what was read.
    pub fn new(name: String, reading: Reading) -> Self {
        let records = reading.drafts.iter().map(|draft| draft.to_record()).collect();
        let accepted = vec![false; reading.drafts.len()];
        Self { name, reading: Arc::new(reading), records, accepted, at: 0, past: Vec::new() }
    }

    /// The record that is looked at.
    pub fn record(&self) -> Option<&Map<String, Value>> {
        self.records.get(self.at)
    }

    /// The open questions of the draft that is looked at: those whose place is still as it was read.
    pub fn questions(&self) -> Vec<&Question> {
        let Some(draft) = self.reading.drafts.get(self.at) else { return Vec::new() };
        let Some(record) = self.record() else { return Vec::new() };
        let (read, now) = (Value::Object(draft.to_record()), Value::Object(record.clone()));
        draft
            .questions
            .iter()
            .filter(|question| read.pointer(&question.path) == now.pointer(&question.path))
            .collect()
    }

    /// Corrects the draft that is looked at.
    pub fn correct(&mut self, correction: &Correction) {
        let Some(record) = self.records.get(self.at).cloned() else { return };
        let mut value = Value::Object(record.clone());
        match correction {
            Correction::Set(pointer, new) => set(&mut value, pointer, new.clone()),
            Correction::AddMember(bank, roles) => {
                push(&mut value, "syndicate", json!({"bank": bank, "roles": roles}));
            }
            Correction::AddTranche(tranche) => push(&mut value, "tranches", tranche.clone()),
            Correction::Drop(pointer) => drop_entry(&mut value, pointer),
        }
        let Value::Object(new) = value else { return };
        if new != record {
            self.past.push((self.at, record));
            if self.past.len() > LONGEST {
                self.past.remove(0);
            }
            self.records[self.at] = new;
        }
    }

    /// Whether a correction can be taken back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Takes the last correction back.
    pub fn undo(&mut self) {
        if let Some((at, record)) = self.past.pop() {
            self.at = at;
            self.records[at] = record;
        }
    }

    /// The record that is looked at as it goes into a book: with an id that is free, and the text as
    /// its source.
    pub fn finished(&self, book: &DealBook) -> Option<Map<String, Value>> {
        let mut record = self.record()?.clone();
        if !record.contains_key("id") {
            let id = free_id(book, &record);
            record.shift_insert(0, "id".into(), Value::String(id));
        }
        let source = record.entry("source").or_insert_with(|| json!({}));
        if let Value::Object(source) = source {
            if !self.name.is_empty() {
                source.entry("file").or_insert_with(|| json!(self.name));
            }
            source.insert("text".into(), Value::String(self.reading.text.clone()));
        }
        Some(record)
    }

    /// The record that is looked at as a book of its own, to check and to compare.
    pub fn preview(&self) -> Option<DealBook> {
        let line = Value::Object(self.record()?.clone()).to_string();
        let source = BookSource::read(line.as_bytes(), &self.name);
        Some(DealBook::build(Arc::new(source)))
    }
}

/// The problems of a draft that a person can do something about.
pub fn problems_of(preview: &DealBook) -> Vec<Problem> {
    let quiet = ["missing-id", "no-source", "unknown-key"];
    let problems = preview.problems();
    problems.filter(|problem| !quiet.contains(&problem.code.code())).collect()
}

/// Deals of a book by the same issuer at about the same time.
pub fn duplicates(preview: &DealBook, book: &DealBook) -> Vec<Duplicate> {
    let Some(deal) = preview.deals().first() else { return Vec::new() };
    let names: Vec<String> =
        preview.issuer(deal.issuer).spellings.iter().map(|name| fold(name)).collect();
    let is_same = |name: &String| {
        let name = fold(name);
        names.iter().any(|own| *own == name || is_short_for(own, &name) || is_short_for(&name, own))
    };
    let issuers: Vec<bool> =
        book.issuers().iter().map(|issuer| issuer.spellings.iter().any(is_same)).collect();
    book.deals_with_ids()
        .filter(|(_, other)| issuers[other.issuer.index()] && is_near(deal, other))
        .map(|(deal_id, other)| Duplicate {
            deal: deal_id,
            differences: differences(book, other, preview, deal),
        })
        .take(6)
        .collect()
}

/// Whether a name is the beginning of another, long enough to mean it: 快手 and 快手科技.
fn is_short_for(short: &str, long: &str) -> bool {
    let is_chinese = short.chars().any(crate::text::is_cjk);
    let least = if is_chinese { 2 } else { 6 };
    short.chars().count() >= least && long.starts_with(short)
}

fn is_near(deal: &Deal, other: &Deal) -> bool {
    match deal.date().zip(other.date()) {
        Some((a, b)) => a.until(b).is_ok_and(|span| span.get_days().abs() <= NEAR_DAYS),
        None => true,
    }
}

fn differences(
    book: &DealBook,
    old: &Deal,
    preview: &DealBook,
    new: &Deal,
) -> Vec<(&'static str, String, String)> {
    let date = |deal: &Deal| deal.known_date().map(|date| date.to_string()).unwrap_or_default();
    let amounts = |deal: &Deal| {
        let amounts = deal.tranches.iter().filter_map(|tranche| tranche.amount);
        let mut amounts: Vec<String> = amounts
            .map(|money| format!("{} {}", money.currency, count(money.to_f64() as i128)))
            .collect();
        amounts.sort();
        amounts.join(" + ")
    };
    let banks = |book: &DealBook, deal: &Deal| {
        let mut groups: Vec<String> = deal
            .members
            .iter()
            .filter_map(|member| member.bank)
            .map(|bank| book.group(book.group_today(book.bank(bank).group)).name.clone())
            .collect();
        groups.sort();
        groups.dedup();
        groups
    };
    let (old_banks, new_banks) = (banks(book, old), banks(preview, new));
    let only = |these: &[String], those: &[String]| {
        let only: Vec<&str> =
            these.iter().filter(|name| !those.contains(name)).map(String::as_str).collect();
        only.join(", ")
    };
    let rows = [
        ("date.date", date(old), date(new)),
        ("tranche.amount", amounts(old), amounts(new)),
        ("deals.banks", only(&old_banks, &new_banks), only(&new_banks, &old_banks)),
    ];
    rows.into_iter().filter(|row| row.1 != row.2).collect()
}

/// Sets a place of a record, making the objects on the way; null drops the place.
fn set(value: &mut Value, pointer: &str, new: Value) {
    let Some((parent, key)) = pointer.rsplit_once('/') else { return };
    if !parent.is_empty() && value.pointer(parent).is_none() {
        set(value, parent, json!({}));
    }
    match value.pointer_mut(parent) {
        Some(Value::Object(map)) if new.is_null() => {
            map.shift_remove(key);
        }
        Some(Value::Object(map)) => {
            map.insert(key.to_owned(), new);
        }
        Some(Value::Array(list)) => {
            if let Some(entry) = key.parse().ok().and_then(|at: usize| list.get_mut(at)) {
                *entry = new;
            }
        }
        _ => {}
    }
}

fn push(value: &mut Value, key: &str, entry: Value) {
    let Value::Object(map) = value else { return };
    let list = map.entry(key).or_insert_with(|| json!([]));
    if let Value::Array(list) = list {
        list.push(entry);
    }
}

fn drop_entry(value: &mut Value, pointer: &str) {
    let Some((parent, key)) = pointer.rsplit_once('/') else { return };
    match value.pointer_mut(parent) {
        Some(Value::Array(list)) => {
            if let Some(at) = key.parse().ok().filter(|at| *at < list.len()) {
                list.remove(at);
            }
        }
        Some(Value::Object(map)) => {
            map.shift_remove(key);
        }
        _ => {}
    }
}

/// An id made of issuer and date that no deal of the book has.
fn free_id(book: &DealBook, record: &Map<String, Value>) -> String {
    let issuer = match record.get("issuer") {
        Some(Value::String(name)) => name.clone(),
        Some(Value::Object(issuer)) => ["name", "name_zh"]
            .into_iter()
            .find_map(|key| issuer.get(key).and_then(Value::as_str))
            .unwrap_or("deal")
            .to_owned(),
        _ => "deal".to_owned(),
    };
    let date = ["priced", "announced", "date", "settled"]
        .into_iter()
        .find_map(|key| record.get(key).and_then(Value::as_str))
        .unwrap_or_default();
    let words = format!("{} {date}", fold(&issuer));
    let slug = words.split([' ', '-']).filter(|word| !word.is_empty()).collect::<Vec<_>>();
    let base = slug.join("-");
    let free = |id: &String| book.find(id).is_none();
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    std::iter::once(base.clone()).chain(numbered).find(free).unwrap_or(base)
}

impl State {
    pub(super) fn run_review(&mut self, command: ReviewCommand) -> Vec<Effect> {
        match command {
            ReviewCommand::Open => return vec![Effect::AskText],
            ReviewCommand::OpenFile(path) => return vec![Effect::ReadText(path)],
            ReviewCommand::Read(name, text) => return vec![Effect::ReadAnnouncement(name, text)],
            ReviewCommand::Close => self.review = None,
            ReviewCommand::Accept => self.accept(),
            ReviewCommand::Correct(correction) => {
                if let Some(review) = &mut self.review {
                    review.correct(&correction);
                }
            }
            ReviewCommand::Undo => {
                if let Some(review) = &mut self.review {
                    review.undo();
                }
            }
            ReviewCommand::Draft(at) => {
                if let Some(review) = &mut self.review {
                    review.at = at.min(review.records.len().saturating_sub(1));
                }
            }
            ReviewCommand::Step(by) => {
                if let Some(review) = &mut self.review {
                    let last = review.records.len().saturating_sub(1);
                    review.at = review.at.saturating_add_signed(by).min(last);
                }
            }
        }
        Vec::new()
    }

    /// Takes an announcement that was read.
    pub fn announced(&mut self, name: String, reading: Reading) {
        let found = reading.drafts.len().to_string();
        self.review = Some(Review::new(name, reading));
        self.notify(tr_with(self.lang(), "notice.read", &[&found]), false);
    }

    /// Puts the draft that is looked at into the book, through the same door as a file.
    fn accept(&mut self) {
        let Some(review) = &self.review else { return };
        let at = review.at;
        if review.accepted.get(at).copied().unwrap_or(true) {
            return;
        }
        let Some(record) = review.finished(self.book()) else { return };
        let id = record.get("id").and_then(Value::as_str).unwrap_or_default();
        let (id, name) = (id.to_owned(), review.name.clone());
        let line = Value::Object(record).to_string();
        let source = BookSource::read(line.as_bytes(), &name);
        self.change(tr_with(self.lang(), "step.accept", &[&id]), |book| book.append(source));
        if let Some(review) = &mut self.review {
            review.accepted[at] = true;
            if let Some(next) = review.accepted.iter().position(|accepted| !accepted) {
                review.at = next;
            }
        }
        if let Some(deal_id) = self.book().find(&id) {
            self.go(Go::Select(Target::Deal(deal_id)));
        }
        self.notify(tr_with(self.lang(), "notice.accepted", &[&id]), false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::read;

    const TEXT: &str = "Example Holdings Limited priced US$500,000,000 4.125% senior notes due \
        2031 on 14 January 2026. UBS and Morgan Stanley acted as joint global coordinators, joint \
        lead managers and joint bookrunners.";

    fn review() -> Review {
        Review::new("note.txt".into(), read(TEXT))
    }

    #[test]
    fn a_correction_is_taken_back_to_the_same_record() {
        let mut review = review();
        let before = review.record().cloned();
        review.correct(&Correction::Set("/issuer/name".into(), json!("Another")));
        review.correct(&Correction::AddMember("HSBC".into(), vec!["co_manager".into()]));
        assert_ne!(review.record().cloned(), before);
        review.undo();
        review.undo();
        assert_eq!(review.record().cloned(), before);
        assert!(!review.can_undo());
    }

    #[test]
    fn a_finished_record_keeps_its_text_and_has_a_free_id() {
        let mut review = review();
        review.correct(&Correction::Set("/issuer/name".into(), json!("Kuaishou Technology")));
        let book = DealBook::embedded();
        let record = review.finished(&book).unwrap();
        let id = record.get("id").and_then(Value::as_str).unwrap();
        assert!(id.starts_with("kuaishou-technology") && book.find(id).is_none(), "{id}");
        let text = record.get("source").and_then(|source| source.get("text"));
        assert_eq!(text.and_then(Value::as_str), Some(TEXT));
    }

    #[test]
    fn a_deal_of_the_book_is_found_again_with_its_differences() {
        let mut review = review();
        review.correct(&Correction::Set("/issuer/name".into(), json!("Kuaishou Technology")));
        review.correct(&Correction::Set("/priced".into(), json!("2026-01-14")));
        let book = DealBook::embedded();
        let found = duplicates(&review.preview().unwrap(), &book);
        assert!(!found.is_empty());
        assert!(found.iter().any(|row| row.differences.iter().any(|d| d.0 == "tranche.amount")));
    }

    #[test]
    fn a_short_name_means_the_issuer() {
        for (short, long, expected) in [
            ("快手", "快手科技", true),
            ("kuaishou", "kuaishou technology", true),
            ("bank", "bank of china", false),
            ("快", "快手科技", false),
        ] {
            assert_eq!(is_short_for(short, long), expected, "{short}");
        }
    }

    #[test]
    fn dropping_an_entry_drops_it_alone() {
        let mut value = json!({"syndicate": [{"bank": "A"}, {"bank": "B"}], "law": "English"});
        drop_entry(&mut value, "/syndicate/0");
        drop_entry(&mut value, "/law");
        drop_entry(&mut value, "/syndicate/9");
        assert_eq!(value, json!({"syndicate": [{"bank": "B"}]}));
    }
}
