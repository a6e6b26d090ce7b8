//! Reading a list piece by piece, away from its title, until something is no bank.

use std::sync::LazyLock;

use regex::Regex;

use super::Reader;
use crate::import::money;
use crate::import::names::{self, Listed, Sep, Shape, Side};
use crate::import::pattern::rx;
use crate::import::plain::Span;
use crate::text::is_cjk;

impl Reader<'_> {
    /// The list that ends where a region ends.
    pub(super) fn list_before(&self, region: &Span, is_sure: bool) -> Vec<Listed> {
        let pieces = self.names.split(region);
        let mut found: Vec<Listed> = Vec::new();
        let mut later: Option<Sep> = None;
        for piece in pieces.iter().rev() {
            if self.names.is_blank(&piece.span) {
                // "甲、及乙" lacks nothing.
                // "A, , B" lacks one.
                let gap = piece.sep == Sep::Comma && later == Some(Sep::Comma);
                let lost = gap
                    || piece.sep == Sep::Mark && later != Some(Sep::And)
                    || piece.sep == Sep::And && later == Some(Sep::Mark);
                if lost && !found.is_empty() {
                    found.insert(0, self.gone(&piece.span));
                }
                if piece.sep == Sep::Start {
                    break;
                }
                later =
                    Some(piece.sep).filter(|sep| *sep != Sep::Comma || later.is_none()).or(later);
                continue;
            }
            let listed = self.names.judge(&piece.span, Side::Before);
            let words = self.get(&piece.span);
            let is_topic = is_sure && words.len() < 48 && crate::import::scope::hints(words);
            if listed.is_empty() && found.is_empty() && (is_crowd(words) || is_topic) {
                later = later.or(Some(piece.sep).filter(|sep| is_topic && *sep == Sep::Comma));
                continue;
            }
            let after = later;
            // Without a verb nothing may stand between the last name and the title.
            let is_loose = found.is_empty() && !is_sure && listed.iter().any(|item| item.ends);
            if is_loose && !self.runs(&listed, region.end) {
                break;
            }
            if listed.is_empty()
                || !self.goes_left(&listed, after, &found)
                || (found.is_empty() && !is_sure && !self.is_bank(&listed))
            {
                break;
            }
            // "EFI was supported by banks, with A, B and C as …": more than a name stands in the piece.
            let is_clause = |item: &Listed| {
                item.ends && item.allotment.is_none() && item.shape == Shape::Bare && !item.is_lost
            };
            if !found.is_empty() && listed.iter().any(is_clause) {
                break;
            }
            let begins = listed.iter().any(|item| item.begins);
            found.splice(0..0, listed);
            later = Some(piece.sep);
            if begins {
                break;
            }
        }
        let start = found.first().map_or(region.start, |first| first.span.start);
        let before = money::window_before(self.text, start, 40).trim_end().to_lowercase();
        let of_others = ["affiliate of", "affiliates of", "subsidiary of", "关联方", "联属公司"];
        if of_others.iter().any(|word| before.ends_with(word)) {
            return Vec::new();
        }
        found
    }

    /// Whether the words behind the last name are a verb of the trade: "A and B ran the books".
    fn runs(&self, listed: &[Listed], end: usize) -> bool {
        let last = listed.last().map_or(end, |last| last.span.end);
        let words = self.text.get(last..end).unwrap_or_default();
        let words = words.rsplit([')', '*']).next().unwrap_or(words).trim();
        let verbs = "ran the|runs the|run the|running the|kept the|held the|took the|handled the|\
shared the|on the|had the|have the|led the|the|a|";
        // "A and B ran the euro books"
        let is_limited = |rest: &str| {
            rest.starts_with(' ')
                && rest.split_whitespace().count() <= 2
                && crate::import::scope::hints(rest)
        };
        verbs.split('|').any(|verb| {
            words.strip_prefix(verb).is_some_and(|rest| rest.is_empty() || is_limited(rest))
        })
    }

    /// Whether the word before a name says that somebody gives it a title: "It has mandated ABC, …".
    fn is_named_by(&self, at: usize) -> bool {
        let before = money::window_before(self.text, at, 16).trim_end().to_lowercase();
        [
            "mandated",
            "appointed",
            "hired",
            "named",
            "picked",
            "selected",
            "chosen",
            "engaged",
            "asked",
            "invited",
            "lined up",
            "tapped",
            "retained",
        ]
        .iter()
        .any(|verb| before.ends_with(verb))
    }

    /// Whether a list goes on to the left with a piece, over the separator after the piece.
    fn goes_left(&self, listed: &[Listed], sep: Option<Sep>, found: &[Listed]) -> bool {
        match sep {
            None => true,
            Some(Sep::Comma) => {
                let chinese = listed.iter().any(|item| self.get(&item.span).chars().any(is_cjk));
                let ends_well =
                    listed.iter().all(|item| names::looks_chinese_bank(self.get(&item.span)));
                let known = listed.iter().all(|item| {
                    item.shape == Shape::Known
                        || item.shape == Shape::Formed && ends_well && !item.begins
                });
                if chinese {
                    known
                } else {
                    listed.iter().all(|item| {
                        !item.begins
                            || item.shape == Shape::Known
                            || item.shape == Shape::Formed
                            || self.is_named_by(item.span.start)
                    })
                }
            }
            Some(Sep::And) => {
                let bare = listed.iter().any(|item| item.shape == Shape::Bare && !item.is_lost);
                let after = found.first().map_or("", |first| &self.text[..first.span.start]);
                !(bare && after.trim_end().ends_with('与'))
            }
            Some(Sep::Semi) => found.len() == 1 && self.is_bank(listed),
            Some(_) => true,
        }
    }

    pub(super) fn is_bank(&self, listed: &[Listed]) -> bool {
        listed.iter().all(|item| item.shape != Shape::Bare || item.is_lost)
    }

    /// The list that begins where a region begins.
    pub(super) fn list_after(&self, region: &Span) -> Vec<Listed> {
        let mut found: Vec<Listed> = Vec::new();
        let mut segment = 0;
        let pieces = self.names.split(region);
        for (index, piece) in pieces.iter().enumerate() {
            let next_sep = pieces.get(index + 1).map(|next| next.sep);
            if self.names.is_blank(&piece.span) {
                let lost = next_sep == Some(Sep::Mark)
                    || piece.sep == Sep::Mark && next_sep.is_some_and(|sep| sep != Sep::And);
                // "A, , B" and "were , B" lack one.
                let gap = next_sep == Some(Sep::Comma)
                    && (piece.sep == Sep::Comma && !found.is_empty()
                        || piece.sep == Sep::Start && self.follows_verb(piece.span.start));
                if gap || lost && (piece.sep == Sep::Mark || piece.sep == Sep::Start) {
                    found.push(self.gone(&piece.span));
                }
                continue;
            }
            // "…及丙,就某某公司发行提供服务"
            let words = self.get(&piece.span).trim_start();
            if piece.sep == Sep::Comma && words.starts_with(['就', '向']) {
                break;
            }
            // A title that refers to its holders stands in the list.
            let covered: usize =
                self.line_titles(&piece.span).iter().map(|title| title.span.len()).sum();
            if covered * 2 > piece.span.len() {
                continue;
            }
            let listed = self.names.judge(&piece.span, Side::After);
            if listed.is_empty() || !self.goes_right(&listed, piece.sep) {
                break;
            }
            // "…; 离岸人民币批次为B": a list of its own begins behind its topic.
            let lead = listed.first().map_or(piece.span.start, |first| first.span.start);
            let lead = self.get(&(piece.span.start..lead));
            let is_fresh = ['为', '由', '是', ':'].iter().any(|verb| lead.contains(*verb));
            // "…, and in the dollar tranche B"
            let is_next = ["in the ", "on the ", "for the "]
                .iter()
                .any(|word| lead.trim_start().starts_with(word));
            if index > 0 && is_next && crate::import::scope::hints(lead) {
                break;
            }
            if index > 0
                && matches!(piece.sep, Sep::Semi | Sep::Comma)
                && is_fresh
                && crate::import::scope::hints(lead)
            {
                break;
            }
            if listed.iter().any(|item| item.begins)
                && index > 0
                && piece.sep != Sep::And
                && !self.is_known(&listed)
            {
                break;
            }
            let ends = listed.iter().any(|item| item.ends && item.allotment.is_none());
            if piece.sep != Sep::And {
                segment = found.len();
            }
            found.extend(listed);
            if ends {
                break;
            }
        }
        self.limit(&mut found[segment..], region.end);
        found
    }

    /// "…,D及E仅参与5年期": the last names of a list may be limited behind them.
    fn limit(&self, last: &mut [Listed], end: usize) {
        let Some(from) = last.last().map(|item| item.span.end) else { return };
        let after = money::window(self.text, from, end.saturating_sub(from).min(60));
        let words = after.split(['。', ';', ',']).next().unwrap_or(after);
        // "…、丁,其中丁仅参与10年期"
        static SOME: LazyLock<Regex> = LazyLock::new(|| {
            rx(
                r"^(?:,|\(|;)?其中(?P<who>[^,;。仅只]{2,40})(?:仅|只)(?:参与|限于?|负责|涉及)(?P<topic>[^,;。)]{2,24})",
            )
        });
        if let Some(found) = SOME.captures(after)
            && let (Some(who), Some(topic)) = (found.name("who"), found.name("topic"))
            && crate::import::scope::hints(topic.as_str())
        {
            let note = from + topic.start()..from + topic.end();
            for item in last.iter_mut() {
                if who.as_str().contains(self.get(&item.span)) {
                    item.note = Some(note.clone());
                }
            }
            return;
        }
        let limits = ["仅参与", "只参与", "仅限", "(仅", " only on"];
        if limits.iter().any(|word| words.starts_with(word)) && crate::import::scope::hints(words) {
            let note = from..from + words.len();
            last.iter_mut().for_each(|item| item.note = Some(note.clone()));
        }
    }

    /// Whether a verb or a colon stands right before a place.
    fn follows_verb(&self, at: usize) -> bool {
        let before = money::window_before(self.text, at, 12).trim_end();
        ["are", "were", "is", "was", "include", "included", ":"]
            .iter()
            .any(|verb| before.ends_with(verb))
    }

    fn is_known(&self, listed: &[Listed]) -> bool {
        listed.iter().all(|item| item.shape == Shape::Known)
    }

    fn goes_right(&self, listed: &[Listed], sep: Sep) -> bool {
        if !matches!(sep, Sep::Comma | Sep::Semi) {
            return true;
        }
        listed.iter().all(|item| {
            let text = self.get(&item.span);
            !text.chars().any(is_cjk)
                || item.shape == Shape::Known
                || item.shape == Shape::Formed && names::looks_chinese_bank(text)
        })
    }

    /// Where the tickets end that follow a list of so many: "with US$20mn, US$15mn and US$15mn".
    pub(super) fn tickets_end(&self, from: usize, count: usize, has_tickets: bool) -> usize {
        static TICKETS: LazyLock<Regex> = LazyLock::new(|| {
            let one = r"(?:US\$|HK\$|S\$|A\$|[$€£]|USD ?|EUR ?)\d[\d,.]*(?: ?(?:mn|m|million|bn|billion))?";
            rx(&format!(
                r"^[^.;:\n]{{0,80}}?\b(?:with|taking|took|holding|committing|contributing|lending)\b (?P<all>{one}(?:(?:, and |, | and ){one})*)(?P<each> each| apiece)?"
            ))
        });
        let plain = from + if has_tickets { 40 } else { 0 };
        let Some(found) = TICKETS.captures(money::window(self.text, from, 300)) else {
            return plain;
        };
        let all = found.name("all").map_or("", |all| all.as_str());
        // "Bank of Taiwan as arranger with US$15m"
        let whole = found.get(0).map_or("", |whole| whole.as_str());
        let is_title = count == 1 && whole.trim_start().starts_with("as ");
        let fits = found.name("each").is_some()
            || (count > 1 || is_title) && money::find(all).len() == count;
        let end = from + found.get(0).map_or(0, |whole| whole.end());
        if fits { end.max(plain) } else { plain }
    }

    /// A name that is not there.
    pub(super) fn gone(&self, span: &Span) -> Listed {
        Listed {
            span: span.clone(),
            is_lost: true,
            shape: Shape::Bare,
            group: None,
            roles: crate::model::RoleSet::EMPTY,
            note: None,
            allotment: None,
            marks: String::new(),
            begins: false,
            ends: false,
        }
    }
}

/// Whether a piece stands for banks without naming them: "and three others", 及三家未披露机构.
fn is_crowd(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let words = "家|其他|其余|机构|others|other banks|other firms";
    lower.chars().count() < 24 && words.split('|').any(|word| lower.contains(word))
}
