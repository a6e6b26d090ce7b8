//! What stands around a name: list marks, footnote marks, notes in brackets, clauses, amounts.

use std::sync::LazyLock;

use regex::Regex;

use super::judge::{Item, is_all_places};
use super::roles_of;
use super::split::is_house_of;
use super::words::INSIDE;
use crate::import::pattern::rx;
use crate::import::{money, titles};
use crate::model::Role;
use crate::text::is_cjk;

static TRAIL: LazyLock<Regex> = LazyLock::new(|| rx(r"(?:[*†‡§#¹²³⁴⁵]|\(\d{1,2}\)|\[\d{1,2}\])+$"));
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r#"^(?:[\s•\-–—"':*.☒☐|,;]+|\(?(?:\d{1,2}|[ivx]{1,4}|[a-z])[).]\s*|(?:and|And|or|&|及|和|以及|与|[xX])\s+)+"#,
    )
});

impl Item<'_> {
    /// Takes off what stands around a name: marks, notes, clauses, amounts.
    pub(super) fn strip(&mut self) {
        if let Some(lead) = LEAD.find(self.text()) {
            self.marks.extend(lead.as_str().chars().filter(|char| "*†‡#".contains(*char)));
            self.span.start += lead.end();
        }
        self.cut_clause();
        for _ in 0..6 {
            let before = self.span.clone();
            self.trim_end();
            self.take_marks();
            self.take_note();
            self.take_amount();
            if self.span == before {
                break;
            }
        }
    }

    pub(super) fn trim_end(&mut self) {
        let text = self.text();
        let mut kept = text
            .trim_end_matches(|char: char| char.is_whitespace() || "\"',;:|—-~•。(".contains(char));
        if let Some(without) = kept.strip_suffix('.') {
            let last = without.rsplit([' ', ',']).next().unwrap_or_default();
            let is_short = last.contains('.')
                || matches!(last, "Inc" | "Co" | "Corp" | "Ltd" | "Pte" | "Bhd" | "Cos" | "Bros");
            if !is_short {
                kept = without;
            }
        }
        self.span.end = self.span.start + kept.len();
    }

    fn take_marks(&mut self) {
        if let Some(found) = TRAIL.find(self.text()) {
            self.marks.push_str(found.as_str());
            self.span.end = self.span.start + found.start();
        }
    }

    /// Takes off a clause that says more about a bank than its name.
    fn cut_clause(&mut self) {
        let text = self.text();
        let cuts = [
            ", which ",
            ", a part of",
            ", a member of",
            ", a subsidiary",
            ", an affiliate",
            ", a unit of",
            ", trading as",
            " trading as ",
            " (trading as",
            " acting through",
            ", acting through",
            " (acting through",
            " doing business as",
            ", a wholly",
            ", part of",
            " (\"",
            "(\"",
        ];
        let notice = text.trim_end().strip_suffix(" hereby gives notice").unwrap_or(text);
        let is_open = |at: &usize| notice.trim_end().ends_with(')') || !notice[*at..].contains(')');
        let contact = notice.find(" (contact").filter(is_open);
        self.span.end = self.span.start + contact.unwrap_or(notice.len());
        let text = self.text();
        let house =
            text.match_indices(", ").map(|(at, _)| at).find(|at| is_house_of(&text[at + 2..]));
        let places = cuts.iter().filter_map(|cut| text.find(cut)).chain(house);
        if let Some(cut) = places.filter(|at| *at > 0).min() {
            self.span.end = self.span.start + cut;
        }
    }

    /// Takes off a bracket at the end that is no part of the name.
    pub(super) fn take_note(&mut self) {
        let text = self.text();
        if !text.ends_with([')', ']']) {
            return;
        }
        let Some(open) = opening(text) else { return };
        let content = text[open + 1..text.len() - 1].trim();
        let start = self.span.start + open;
        let inside = start + 1..self.span.end - 1;
        let found = titles::find(content);
        let is_name = found.is_empty() && is_part_of_name(content) && open > 0;
        if is_name || open == 0 && !found.is_empty() {
            return;
        }
        if open == 0 {
            return;
        }
        self.roles = self.roles.union(roles_of(&found));
        if let Some(role) = task(content) {
            self.roles.insert(role);
        }
        if let Some(amount) = money::find(content).first() {
            self.allotment = Some(amount.value);
        }
        self.note = Some(inside);
        self.span.end = start;
    }

    /// Takes off an amount at the end.
    fn take_amount(&mut self) {
        let text = self.text();
        if !text.chars().any(|char| char.is_ascii_digit()) {
            return;
        }
        let Some(last) = money::find_loose(text).into_iter().next_back() else { return };
        let after = text[last.span.end..].trim().trim_end_matches('.');
        let ends_here = after.is_empty() || ["each", "apiece", "a piece", "各"].contains(&after);
        if last.span.start == 0 || !ends_here {
            return;
        }
        self.allotment = Some(last.value);
        let before = text[..last.span.start].trim_end();
        let verbs = "with|for|commit|commits|committed|at|took|takes|holds|认购|各|承销|包销|承贷|认贷|参贷|出资|:|-";
        let cut = |before: &'_ str| {
            verbs.split('|').find_map(|word| before.strip_suffix(word).map(str::len))
        };
        let before = cut(before).map_or(before, |end| &before[..end]);
        let before = before.strip_suffix('各').unwrap_or(before);
        self.span.end = self.span.start + before.trim_end().len();
    }
}

/// The role of an agent that a bracket names by its task alone: "MUFG (facility)".
fn task(content: &str) -> Option<Role> {
    match content.to_lowercase().as_str() {
        "facility" | "administrative" | "administration" => Some(Role::FacilityAgent),
        "documentation" => Some(Role::DocumentationAgent),
        "signing" => Some(Role::SigningAgent),
        _ => None,
    }
}

/// Where the last bracket of a text opens that closes at its end.
fn opening(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, char) in text.char_indices().rev() {
        match char {
            ')' | ']' => depth += 1,
            '(' | '[' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Whether a text is a legal form in dotted letters: "P.S.Q.C.", "K.S.C.P."
fn is_dotted(content: &str) -> bool {
    content.matches('.').count() > 1
        && content.len() < 12
        && content.split('.').all(|part| part.len() < 2 && part.chars().all(char::is_uppercase))
}

/// Whether the content of a bracket belongs to the name before it.
fn is_part_of_name(content: &str) -> bool {
    is_all_places(content)
        || INSIDE.contains(&content)
        || content.ends_with(" Branch")
        || is_dotted(content)
        || content.chars().count() <= 4
            && content.chars().all(is_cjk)
            && !["简称", "原", "如适用"].contains(&content)
}
