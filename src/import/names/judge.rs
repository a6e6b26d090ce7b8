//! What a piece of a list names: a bank, a lost name, or nothing.

use super::runs::name_runs;
use super::split::ends_as_bank;
use super::words::{
    BANK_WORDS, BEFORE_KNOWN, BINDERS, CLOSERS, FOREIGN_WORDS, OPENERS, PLACE_WORDS, SENTENCE_WORDS,
};
use super::{Listed, Names, Shape, Span};
use crate::book::Sureness;
use crate::model::RoleSet;
use crate::text::is_cjk;

/// Months that are names of houses too.
const MONTHS: &[&str] = &["March", "May", "June", "April", "August"];

/// On which side of a piece the text around a list may hang.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Side {
    /// The list stands before its title: words may hang before the first name.
    Before,
    /// The list stands after its title: words may hang after the last name.
    After,
}

impl Names<'_> {
    /// What a piece names; none, one, or several run together.
    pub(in crate::import) fn judge(&self, piece: &Span, side: Side) -> Vec<Listed> {
        let mut item = Item::new(self, piece);
        item.strip();
        let text = self.get(&item.span);
        if text.is_empty() {
            return Vec::new();
        }
        if text.chars().any(is_cjk) { item.chinese(side) } else { item.latin(side) }
    }

    /// Whether a piece is empty but for white space and marks.
    pub(in crate::import) fn is_blank(&self, piece: &Span) -> bool {
        self.get(piece).chars().all(|char| char.is_whitespace() || matches!(char, '*' | '"' | '\''))
    }
}

/// A piece while it is read.
pub(super) struct Item<'a> {
    pub(super) names: &'a Names<'a>,
    pub(super) span: Span,
    pub(super) roles: RoleSet,
    pub(super) note: Option<Span>,
    pub(super) allotment: Option<super::Number>,
    pub(super) marks: String,
    pub(super) begins: bool,
    pub(super) ends: bool,
}

impl<'a> Item<'a> {
    fn new(names: &'a Names<'a>, piece: &Span) -> Self {
        Self {
            names,
            span: piece.clone(),
            roles: RoleSet::EMPTY,
            note: None,
            allotment: None,
            marks: String::new(),
            begins: false,
            ends: false,
        }
    }

    pub(super) fn text(&self) -> &'a str {
        self.names.get(&self.span)
    }

    fn listed(&self, span: Span, shape: Shape, group: Option<usize>) -> Listed {
        Listed {
            span,
            is_lost: false,
            shape,
            group,
            roles: self.roles,
            note: self.note.clone(),
            allotment: self.allotment,
            marks: self.marks.clone(),
            begins: self.begins,
            ends: self.ends,
        }
    }

    fn lost(&self) -> Vec<Listed> {
        let mut lost = self.listed(self.span.clone(), Shape::Bare, None);
        lost.is_lost = true;
        vec![lost]
    }

    /// What the directory and the shape say of the name in a stretch.
    fn named(&self, span: Span) -> Option<Listed> {
        let name = self.names.get(&span);
        let nobodies = "公司|本公司|集团|本集团|发行人|银行|该行|证券公司|该公司|上市公司|母公司|子公司|附属公司|其|各方|包销商|证券";
        if name.chars().count() < 2 || nobodies.split('|').any(|nobody| nobody == name) {
            return None;
        }
        let found = self.names.resolve(name);
        let sure = found
            .as_ref()
            .filter(|found| found.sureness < Sureness::Guessed)
            .map(|found| found.group);
        let shape = if found.is_some() {
            Shape::Known
        } else if BANK_WORDS.iter().any(|word| name.contains(word)) {
            Shape::Formed
        } else {
            Shape::Bare
        };
        // What is no known bank may be a title, a country or the company itself.
        let is_code = name.len() == 3 && crate::import::money::currency_of(name).is_some();
        if shape != Shape::Known && (is_code || is_nobody(name) || is_title(name)) {
            return None;
        }
        Some(self.listed(span, shape, sure))
    }

    fn latin(&mut self, side: Side) -> Vec<Listed> {
        if is_all_places(self.text()) && self.names.resolve(self.text()).is_none() {
            return self.lost();
        }
        // "For the dollar Notes: A, B and C, as …": what stands before the colon is no name.
        if side == Side::Before
            && let Some(colon) = self.text().rfind(": ")
        {
            self.span.start += colon + 2;
            self.begins = true;
        }
        self.enter_latin(side);
        let text = self.text();
        let has_digit = text.chars().any(|char| char.is_ascii_digit());
        let foreign = |word: &str| {
            let word = word.trim_matches([',', '.', ':', '"']);
            // "Banca March" is a name, "March 5" is none.
            let is_month = MONTHS.contains(&word) && !has_digit && text.contains(' ');
            FOREIGN_WORDS.contains(&word) && !is_month
        };
        let known = self.names.hit_at(self.span.start).is_some();
        if text.is_empty() || text.len() > super::MAX_NAME {
            return Vec::new();
        }
        if !known && text.split([' ', '\n']).any(foreign)
            || text.contains([':', '$', '€', '£', '%', '='])
        {
            return Vec::new();
        }
        let digits =
            text.split(' ').any(|word| word.chars().filter(char::is_ascii_digit).count() > 2);
        if digits || !text.chars().any(char::is_alphabetic) || text.split_whitespace().count() > 12
        {
            return Vec::new();
        }
        let span = self.span.clone();
        if let Some(several) = self.run_together(&span) {
            return several;
        }
        self.named(span).into_iter().collect()
    }

    /// Finds where the name begins and ends among other words.
    fn enter_latin(&mut self, side: Side) {
        let text = self.text();
        let mut runs = name_runs(text, |at| {
            self.names.hit_at(self.span.start + at).map(|hit| hit.span.end - self.span.start)
        });
        let Some(run) = (if side == Side::Before {
            runs.pop()
        } else if runs.is_empty() {
            None
        } else {
            Some(runs.swap_remove(0))
        }) else {
            self.span.end = self.span.start;
            return;
        };
        let (start, end) = (self.span.start + run.start, self.span.start + run.end);
        let skipped = text[..run.start].trim();
        let joins = "|the|The|both|Both|and|by|while|with|whereas|plus|as well as|also|to|from|through|joined by|With|While";
        self.begins = self.begins || !joins.split('|').any(|word| word == skipped);
        self.ends = self.ends || text[run.end..].chars().any(char::is_alphanumeric);
        self.span = start..end;
        self.trim_end();
    }

    /// Several known names with nothing between them.
    fn run_together(&self, span: &Span) -> Option<Vec<Listed>> {
        let hits: Vec<Span> = self
            .names
            .hits_in(span)
            .iter()
            .map(|hit| hit.span.clone())
            .filter(|hit| hit.end <= span.end)
            .collect();
        let first = hits.first()?;
        if hits.len() < 2 || first.start != span.start {
            return None;
        }
        if self
            .names
            .resolve(self.names.get(span))
            .is_some_and(|found| found.sureness == Sureness::Exact)
        {
            return None;
        }
        let mut parts = Vec::new();
        for (index, hit) in hits.iter().enumerate() {
            let end = hits.get(index + 1).map_or(span.end, |next| next.start);
            let between = self.names.get(&(hit.end..end));
            let is_plain =
                between.trim().is_empty() || is_all_places(between) && !between.starts_with(' ');
            if !is_plain || self.names.get(hit).chars().count() < 2 {
                return None;
            }
            let trimmed = self.names.get(&(hit.start..end)).trim_end().len();
            parts.push(hit.start..hit.start + trimmed);
        }
        let groups: Vec<Option<usize>> = parts
            .iter()
            .map(|part| self.names.resolve(self.names.get(part)).map(|found| found.group))
            .collect();
        // "中国银行(香港)中银国际" is two; "Standard Chartered Bank" with "Bank" known is one.
        if groups.windows(2).any(|pair| pair[0] == pair[1]) {
            return None;
        }
        Some(parts.into_iter().filter_map(|part| self.named(part)).collect())
    }

    fn chinese(&mut self, side: Side) -> Vec<Listed> {
        self.open_chinese(side);
        self.close_chinese();
        let cut = self.text().trim_end_matches(['与', '由', '及', '和']).len();
        if self.span.len() > cut && self.names.hit_at(self.span.start).is_none() {
            self.span.end = self.span.start + cut;
        }
        let text = self.text();
        if text.is_empty() || counts_banks(text) {
            return Vec::new();
        }
        if !text.chars().any(is_cjk) {
            return self.latin(side);
        }
        let exact =
            self.names.resolve(text).is_some_and(|found| found.sureness <= Sureness::ByRule);
        if !exact && is_all_places(text) {
            let is_own = ["公司", "集团", "股份"].contains(&text);
            return if is_own { Vec::new() } else { self.lost() };
        }
        let hits = self.names.hits_in(&self.span);
        if hits.is_empty() && SENTENCE_WORDS.iter().any(|word| text.contains(word))
            || text.chars().count() > if text.chars().any(is_cjk) { 40 } else { super::MAX_NAME }
        {
            return Vec::new();
        }
        if hits.is_empty() && !crate::import::dates::find(text).is_empty() {
            return Vec::new();
        }
        if text.contains(['"', ':', '%', '$'])
            || text.chars().filter(char::is_ascii_digit).count() > 2
        {
            return Vec::new();
        }
        let span = self.span.clone();
        if let Some(several) = self.run_together(&span) {
            return several;
        }
        self.named(span).into_iter().collect()
    }

    /// Takes off the words before a Chinese name.
    fn open_chinese(&mut self, side: Side) {
        let text = self.text();
        if self.names.resolve(text).is_some_and(|found| found.sureness == Sureness::Exact) {
            return;
        }
        let hits = self.names.hits_in(&self.span);
        let hit = if side == Side::Before { hits.last() } else { hits.first() };
        // The last known name, or the first of several that stand together at the end.
        let hit = hit.map(|last| {
            let joined = hits.iter().rev().skip_while(|hit| hit.span.start >= last.span.start);
            joined
                .fold(last, |first, hit| if hit.span.end == first.span.start { hit } else { first })
        });
        let limit = hit.map_or(text.len(), |hit| hit.span.start - self.span.start);
        let before = &text[..limit];
        let known = hit.is_some();
        let cut = last_opener(before, known, text);
        let (at, opener) = cut.unwrap_or((0, ""));
        let rest = before[at..].chars().count();
        // Before a known name a short prefix belongs to it, a long one is a sentence.
        let at = if known && rest > 6 { limit } else { at };
        let cut_off = text[..at].strip_suffix(opener).unwrap_or(&text[..at]);
        if at > 0 {
            self.begins = self.begins || !BINDERS.contains(&opener) || !cut_off.trim().is_empty();
            self.span.start += at;
        }
    }

    /// Takes off the words after a Chinese name.
    fn close_chinese(&mut self) {
        let text = self.text();
        if self.names.resolve(text).is_some_and(|found| found.sureness <= Sureness::ByRule) {
            return;
        }
        let hit_end = self
            .names
            .hits_in(&self.span)
            .last()
            .map_or(0, |hit| hit.span.end.min(self.span.end) - self.span.start);
        let form_end = ["有限责任公司", "有限公司", "分行"]
            .iter()
            .filter_map(|form| text.find(form).map(|at| at + form.len()))
            .max();
        // "J.P. Morgan Securities (Asia Pacific) Limited订立"
        let latin_end = text.find(is_cjk).filter(|at| {
            text.starts_with(|char: char| char.is_ascii_uppercase())
                && ["Limited", "Ltd.", "LLC", "plc", "Inc.", "L.L.C.", "AG"]
                    .iter()
                    .any(|form| text[..*at].trim_end().ends_with(form))
        });
        let form_end = form_end.max(latin_end);
        let from = form_end.unwrap_or(0).max(hit_end).max(first_chars(text, 2));
        let closer =
            CLOSERS.iter().filter_map(|word| text[from..].find(word).map(|at| from + at)).min();
        if let Some(end) = closer
            && !text[end..].starts_with("承销保荐")
        {
            self.ends = true;
            self.span.end = self.span.start + end;
            self.trim_end();
            self.take_note();
            self.trim_end();
        }
    }
}

/// Whether a name is a word for somebody who is no bank.
fn is_nobody(name: &str) -> bool {
    let nobodies = "Company|Corporation|Issuer|Group|United States|Bank|Banks|Managers|Notes|Trust|\
Placing|Underwriters|Directors|Board|以上|上述|前述|其余|彼等|他们|关联方|各行|双方|银行业|该等";
    nobodies.split('|').any(|nobody| nobody == name)
        || name.starts_with(|char: char| char.is_ascii_digit()) && name.is_ascii()
}

/// Whether a text counts banks without naming them: 四行, 六家.
fn counts_banks(text: &str) -> bool {
    let mut chars = text.chars();
    let is_number = chars.next().is_some_and(|first| "两三四五六七八九十".contains(first));
    is_number && matches!(chars.next(), Some('家' | '行' | '者')) && chars.next().is_none()
}

/// Whether a name is a title: "JGCs", "Joint Bookrunners".
fn is_title(name: &str) -> bool {
    let covered: usize =
        crate::import::titles::find(name).iter().map(|title| title.span.len()).sum();
    covered * 2 > name.len()
}

/// Whether a text holds nothing but places and legal forms.
pub(super) fn is_all_places(text: &str) -> bool {
    let mut rest = text.trim();
    if !rest.chars().any(char::is_alphabetic) {
        return false;
    }
    while !rest.is_empty() {
        let Some(word) = PLACE_WORDS.iter().find(|word| rest.starts_with(**word)) else {
            return false;
        };
        rest = &rest[word.len()..];
    }
    true
}

/// The last opener before a name, as the place after it.
fn last_opener(before: &str, known: bool, text: &str) -> Option<(usize, &'static str)> {
    let mut found: Option<(usize, &'static str)> = None;
    let openers = OPENERS.iter().chain(BEFORE_KNOWN.iter().filter(|_| known));
    for opener in openers {
        let Some(at) = before.rfind(opener) else { continue };
        let end = at + opener.len();
        // A single character inside a name of unknown shape is part of it, unless it begins the piece.
        let alone =
            opener.chars().count() == 1 && !known && at > 0 && !matches!(*opener, "由" | "而");
        if alone || end >= text.len() {
            continue;
        }
        if found.is_none_or(|(best, _)| end > best) {
            found = Some((end, opener));
        }
    }
    found
}

/// Where the first few characters of a text end.
fn first_chars(text: &str, count: usize) -> usize {
    text.char_indices().nth(count).map_or(text.len(), |(at, _)| at)
}

/// Whether a Chinese piece ends as a bank may.
pub(in crate::import) fn looks_chinese_bank(text: &str) -> bool {
    ends_as_bank(text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, side: Side, expected: &[&str]) {
        let names = Names::of(text);
        let found = names.judge(&(0..text.len()), side);
        let shown: Vec<String> =
            found
                .iter()
                .map(|listed| {
                    if listed.is_lost { "?".to_owned() } else { names.get(&listed.span).to_owned() }
                })
                .collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn words_around_a_name_are_taken_off() {
        check("快手此次发行美元票据由Merrill Lynch(亚太)", Side::Before, &["Merrill Lynch(亚太)"]);
        check("而香港分行", Side::Before, &["?"]);
        check("中国(亚洲)", Side::Before, &["?"]);
        check(
            "中国银河国际证券(香港)有限公司进行",
            Side::After,
            &["中国银河国际证券(香港)有限公司"],
        );
        check("while Wedbush Pacgrow", Side::Before, &["Wedbush Pacgrow"]);
        check(
            "Shanghai Pudong Development Bank Co., Ltd., Hong Kong Branch担任",
            Side::After,
            &["Shanghai Pudong Development Bank Co., Ltd., Hong Kong Branch"],
        );
        check(
            "placed by J.P. Morgan Securities plc",
            Side::Before,
            &["J.P. Morgan Securities plc"],
        );
        check("Standard Chartered Bank***", Side::After, &["Standard Chartered Bank"]);
        check("美银证券(B&D)", Side::After, &["美银证券"]);
        check("Gulf International Bank (GIB)", Side::Before, &["Gulf International Bank"]);
        check("On July 22", Side::Before, &[]);
        check("The Bank of Qatar (P.S.Q.C.)", Side::After, &["The Bank of Qatar (P.S.Q.C.)"]);
        check("Ahli Bank (DIFC Branch)", Side::After, &["Ahli Bank (DIFC Branch)"]);
        check("四行", Side::Before, &[]);
    }

    #[test]
    fn names_without_a_mark_between_them_are_told_apart() {
        check("中信证券中信建投国际", Side::After, &["中信证券", "中信建投国际"]);
        check("中信银行(国际)", Side::After, &["中信银行(国际)"]);
    }
}
