//! Lines: blocks of names under a heading, boxes, topics, and notes that limit what was said.

use std::sync::LazyLock;

use regex::Regex;

use super::Reader;
use crate::import::names::{Listed, Shape, Side};
use crate::import::pattern::rx;
use crate::import::plain::Span;
use crate::import::sentence;
use crate::import::titles::Title;

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\d+/F\b|\b(?:\d+(?:st|nd|rd|th) )?floors?\b|\b\d+[\w-]* (?:[A-Z][\w'-]+ ){1,4}(?:Street|Road|Avenue|Square|Lane|Place|Way|Boulevard|Drive|Quay)\b|^ *(?:Unit|Suite|Room|Level|Flat|Tower|P\.?O\.? Box)s? |, (?:Kowloon|Central|Admiralty|Wanchai|Wan Chai|Hong Kong|London|New York|Singapore)(?:, Hong Kong)?$|^ *\((?:address |as above|same address)|^ *(?:Central|Kowloon|Admiralty|Wan ?[Cc]hai|Hong Kong|香港|九龙|中环|金钟)$|楼(?:[\d至-]+室)?$|[路道街]\d+号|\d+号.{2,20}(?:大厦|中心|广场|楼)|^ *香港.{1,10}[道街路]",
    )
});

/// Whether a line is an address, as stands below names on the pages of a prospectus.
fn is_address(line: &str) -> bool {
    line.len() < 160 && ADDRESS.is_match(line.trim_end())
}

impl Reader<'_> {
    /// Reads a line: a block goes on, a note limits, or its sentences tell who holds what.
    pub(super) fn line(&mut self, line: &Span) {
        if self.is_unticked(line) {
            return;
        }
        if self.block_line(line) || self.limits(line) {
            return;
        }
        if self.opens_long(line) {
            return;
        }
        if self.line_titles(line).is_empty() {
            self.heading = None;
            if self.opens_section(line) {
                return;
            }
            if self.keep_loose(line) {
                return;
            }
            if self.is_topic(line) {
                self.topic = Some(line.clone());
                return;
            }
        }
        let before = self.topic.clone();
        if let Some(topic) = self.leading_topic(line) {
            self.topic = Some(topic);
        }
        for sentence in sentence::sentences(self.text, line) {
            self.sentence(&sentence);
        }
        self.topic = before;
    }

    /// The words at the head of a line of several sentences that say for which tranches it holds:
    /// "欧元部分:5亿欧元,发行价100。联席账簿管理人为甲、乙。"
    fn leading_topic(&self, line: &Span) -> Option<Span> {
        static LEAD: LazyLock<Regex> = LazyLock::new(|| {
            rx(
                r"^\s*[•*-]?\s*(?:就|关于|至于)?(?P<topic>[^:,。;\n]{2,40}?)(?:部分|方面|而言|来说)?(?::|方面,|而言,|来说,)",
            )
        });
        let text = self.get(line);
        let topic = LEAD.captures(text)?.name("topic")?;
        let topic = line.start + topic.start()..line.start + topic.end();
        let is_topic = crate::import::scope::hints(self.get(&topic))
            && self.titles_in(&topic).is_empty()
            && self.names.hits_in(&topic).is_empty();
        is_topic.then_some(topic)
    }

    /// A box that is not ticked.
    fn is_unticked(&self, line: &Span) -> bool {
        let text = self.get(line).trim_start();
        let boxed = text.starts_with('☐')
            || text.starts_with("[ ]")
            || text.starts_with("¨")
            || text.starts_with("o ");
        boxed && !text.contains('☒') && !text.contains("[x]") && !text.contains("[X]")
    }

    /// A short line that names a currency or tranche and nothing else.
    fn is_topic(&self, line: &Span) -> bool {
        let text = self.get(line).trim();
        let short = text.chars().count() <= 48;
        let is_head = text.ends_with(':')
            || text.chars().count() <= 26 && !text.contains([',', '。', '.', '、']);
        short && is_head && crate::import::scope::hints(text)
    }

    /// The titles of a stretch that are no notes after a name.
    pub(super) fn line_titles(&self, span: &Span) -> Vec<Title> {
        let inside = self.titles_in(span);
        let all: Vec<Title> =
            inside.iter().filter(|title| !self.is_note(span, title)).cloned().collect();
        let served = |at: usize| self.is_served(&all, at);
        (0..all.len()).filter(|at| !served(*at)).map(|at| all[at].clone()).collect()
    }

    /// A line of names under a heading.
    fn block_line(&mut self, line: &Span) -> bool {
        let Some(heading) = self.heading.clone() else { return false };
        if !self.line_titles(line).is_empty() || self.get(line).trim_end().ends_with(':') {
            return false;
        }
        if is_address(self.get(line)) {
            return true;
        }
        // "Tranche A (3-year): A, B and C" under the title.
        let limited = self.topic_and_list(line).and_then(|(topic, list)| {
            let listed = self.whole_list(&list, false).filter(|listed| self.is_bank(listed))?;
            (!listed.is_empty()).then_some((topic, listed))
        });
        if let Some((topic, listed)) = limited {
            if let Some(open) = &mut self.heading {
                open.is_filled = true;
            }
            self.hold(listed, &heading.phrase, vec![topic]);
            return true;
        }
        let Some(listed) = self.whole_list(line, heading.is_filled) else { return false };
        if listed.is_empty() {
            return false;
        }
        if let Some(open) = &mut self.heading {
            open.is_filled = true;
        }
        self.hold(listed, &heading.phrase, heading.topics);
        true
    }

    /// The banks of a line that holds nothing else.
    pub(super) fn whole_list(&self, line: &Span, is_later: bool) -> Option<Vec<Listed>> {
        let mut all = Vec::new();
        // "(股份代号:2668)" stands after the issuer.
        if self.get(line).contains('代') && self.get(line).contains(':') {
            return None;
        }
        for piece in self.names.split(line) {
            let is_ticked = !matches!(self.text[..piece.span.start].chars().next_back(), Some('☐'));
            if self.names.is_blank(&piece.span) {
                continue;
            }
            let label = self.get(&piece.span).trim();
            let label = label
                .strip_prefix("Other:")
                .or_else(|| label.strip_prefix("Others:"))
                .or_else(|| label.strip_prefix("其他:"));
            let span = label
                .map_or(piece.span.clone(), |name| piece.span.end - name.len()..piece.span.end);
            let mut listed = self.names.judge(&span, Side::After);
            let weak = |item: &Listed| {
                item.begins
                    || item.shape == Shape::Bare
                        && !item.is_lost
                        && self.get(&item.span).split(' ').count() > 6
            };
            if listed.is_empty()
                || listed.iter().any(weak)
                || listed.iter().any(|item| item.ends && item.allotment.is_none())
            {
                return None;
            }
            if is_later && listed.iter().any(|item| item.is_lost && item.span.len() < 3) {
                return None;
            }
            if is_ticked {
                all.append(&mut listed);
            }
        }
        Some(all)
    }

    /// A footnote that says for which tranches a marked bank counts: "[1]仅参与3年期品种".
    fn limits(&mut self, line: &Span) -> bool {
        static NOTE: LazyLock<Regex> = LazyLock::new(|| {
            rx(r"^\s*(?P<mark>\[\d{1,2}\]|\(\d{1,2}\)|[*†‡#]{1,3})\s*(?P<says>.{2,120})$")
        });
        let text = self.get(line);
        let Some(found) = NOTE.captures(text) else { return false };
        let (Some(mark), Some(says)) = (found.name("mark"), found.name("says")) else {
            return false;
        };
        let limits = ["仅", "只", "only", "solely"].iter().any(|word| says.as_str().contains(word));
        if !limits
            || !crate::import::scope::hints(says.as_str())
            || !self.titles_in(line).is_empty()
        {
            return false;
        }
        let (mark, topic) = (mark.as_str().to_owned(), line.start + says.start()..line.end);
        let recent = self.lists.holdings.len().saturating_sub(super::MOST_BACK);
        for holding in &mut self.lists.holdings[recent..] {
            let is_marked = holding.listed.marks == mark
                || mark.starts_with(['[', '(']) && holding.listed.marks.contains(&mark);
            if is_marked {
                holding.topics.insert(0, topic.clone());
            }
        }
        true
    }
}
