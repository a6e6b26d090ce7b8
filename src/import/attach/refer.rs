//! Titles that refer: to those who hold them already, to each bank in its order, to marked banks.

use std::sync::LazyLock;

use regex::Regex;

use super::{MOST_BACK, Reader};
use crate::import::grammar;
use crate::import::money;
use crate::import::names::{Listed, Shape};
use crate::import::pattern::rx;
use crate::import::phrase::{Phrase, phrases};
use crate::import::plain::Span;
use crate::import::sentence;
use crate::import::titles::Title;

impl Reader<'_> {
    /// Takes out titles that stand for their holders: "Bookrunners: A, B, together with the
    /// Coordinators", "JLMs: JGCs and C". The holders get the title before.
    pub(super) fn resolve(&mut self, sentence: &Span, phrases: &mut Vec<Phrase>) {
        let mut at = 1;
        while at < phrases.len() {
            let (title, named) = (phrases[at - 1].clone(), phrases[at].clone());
            let length = named.span.start.saturating_sub(title.span.end);
            let gap = money::window_before(self.text, named.span.start, length.min(80)).to_owned();
            let left = sentence.end.saturating_sub(named.span.end);
            let after = money::window(self.text, named.span.end, left.min(40)).to_owned();
            let holders = if grammar::refers(&gap, &after) && title.offices != named.offices {
                self.holders(&named)
            } else {
                Vec::new()
            };
            if holders.is_empty() {
                at += 1;
                continue;
            }
            self.hold(holders, &title, Vec::new());
            phrases.remove(at);
        }
    }

    /// Parts the titles of a sentence from those that only say what a mark means: "(*兼任全球协调人)".
    pub(super) fn parted(&self, titles: Vec<Title>) -> (Vec<Title>, Vec<Title>) {
        titles.into_iter().partition(|title| self.mark_of(title).is_none())
    }

    /// The mark that a bracket around a title begins with.
    fn mark_of(&self, title: &Title) -> Option<char> {
        let before = money::window_before(self.text, title.span.start, 48);
        let open = before.rfind('(')?;
        let inside = before[open + 1..].trim_start_matches(['带', '标', '注', ' ']);
        let mark = inside.chars().next().filter(|char| "*†‡#".contains(*char))?;
        (!inside.contains(')')).then_some(mark)
    }

    /// Gives the titles of such brackets to the banks that bear the mark.
    pub(super) fn marked(&mut self, titles: &[Title]) {
        for phrase in phrases(self.text, titles) {
            let Some(mark) = titles
                .iter()
                .find(|title| title.span.start == phrase.span.start)
                .and_then(|title| self.mark_of(title))
            else {
                continue;
            };
            let own = &self.lists.holdings[self.began.min(self.lists.holdings.len())..];
            let mut found: Vec<Listed> = Vec::new();
            for holding in own.iter().filter(|holding| holding.listed.marks.contains(mark)) {
                if !found.contains(&holding.listed) {
                    found.push(holding.listed.clone());
                }
            }
            self.hold(found, &phrase, Vec::new());
        }
    }

    /// All banks named so far, as far back as words reach.
    pub(super) fn all(&self) -> Vec<Listed> {
        let mut seen = Vec::new();
        let first = self.lists.holdings.len().saturating_sub(MOST_BACK);
        for holding in &self.lists.holdings[first..] {
            if !seen.contains(&holding.listed) {
                seen.push(holding.listed.clone());
            }
        }
        seen
    }

    /// The banks named so far where a list begins with them, and where it goes on: "上述机构及A、B",
    /// "the above and C".
    pub(super) fn above_and(&self, list: std::ops::Range<usize>) -> (Vec<Listed>, usize) {
        static ABOVE: LazyLock<Regex> = LazyLock::new(|| {
            rx(
                r"^ ?(?:(?:上述|以上|前述|前列|上列)(?:各|所有|全部|[一二两三四五六七八九十\d]{1,2})?(?:家|间)?(?:机构|银行|方|行|家|协调人)?(?:以及|及|和|与|、|连同|,?(?:另有|另加|并加入|加上)|[。;]|$)|(?i:(?:all (?:of )?)?the (?:above|foregoing)(?:[- ]?(?:named|mentioned))?(?: (?:banks|firms|houses|institutions))?(?:,? (?:and|plus|together with|as well as|along with)|,) ))",
            )
        });
        let words = money::window(self.text, list.start, list.len().min(80));
        match ABOVE.find(words) {
            Some(found) => (self.all(), list.start + found.end()),
            None => (Vec::new(), list.start),
        }
    }

    /// The banks that a sentence shortly before says somebody engaged, without a title.
    pub(super) fn engaged(&self, at: usize) -> Vec<Listed> {
        static VERB: LazyLock<Regex> = LazyLock::new(|| {
            rx(
                r"(?:\b(?:mandated|appointed|hired|picked|selected|chosen|engaged|lined up|asked|tapped|retained|named)|委任|委聘|聘请|选定)(?:了)? ?",
            )
        });
        let before = money::window_before(self.text, at, 400);
        let Some(verb) = VERB.find_iter(before).last() else { return Vec::new() };
        let start = at - before.len() + verb.end();
        let end = sentence::sentences(self.text, &(start..at)).first().map_or(at, |one| one.end);
        let listed = self.list_after(&(start..end));
        let known = listed.iter().filter(|item| item.shape == Shape::Known).count();
        let enough = listed.len() > 1 && known * 2 >= listed.len();
        if enough { listed } else { Vec::new() }
    }

    /// All banks of the sentence before.
    pub(super) fn recent(&self) -> Vec<Listed> {
        let mut found: Vec<Listed> = Vec::new();
        let previous = self.lists.holdings.get(self.previous.clone()).unwrap_or_default();
        for holding in previous.iter().take(MOST_BACK) {
            if !found.contains(&holding.listed) {
                found.push(holding.listed.clone());
            }
        }
        found
    }

    /// The words right behind a title that may say for which tranches: "a co-manager on the 2034s".
    pub(super) fn topic_after(&self, title: &Phrase) -> Option<Span> {
        let after = money::window(self.text, title.span.end, 70);
        let is_open = [" on ", " for ", " of ", " in ", "("]
            .iter()
            .any(|word| after.starts_with(word) || after.trim_start().starts_with('('));
        if !is_open {
            return None;
        }
        let stop = after[1..].find([',', ';', '.', '。', '\n']).map_or(after.len(), |at| at + 1);
        let clause = &after[..stop];
        let stop = clause.find(" and ").unwrap_or(stop);
        let clause = &after[..stop];
        let names_tranches = (crate::import::scope::hints(clause) || grammar::means_all(clause))
            && self.names.hits_in(&(title.span.end..title.span.end + stop)).is_empty();
        names_tranches.then(|| title.span.end..title.span.end + stop)
    }

    /// Gives an open heading that no name follows the names of the line over it, as old tombstones
    /// print them.
    pub(super) fn fill_from_above(&mut self) {
        let (Some(above), Some(heading)) = (self.above.take(), self.heading.clone()) else {
            return;
        };
        let is_held = self.lists.zones.last().is_some_and(|zone| zone.end > above.start);
        if heading.is_filled || is_held || !self.titles_in(&above).is_empty() {
            return;
        }
        let Some(listed) = self.whole_list(&above, false) else { return };
        if listed.len() > 1 && self.is_bank(&listed) {
            self.hold(listed, &heading.phrase, heading.topics);
        }
    }

    /// Further lists of a title, each before its topic: "A as bookrunner for the euros, B and C for the
    /// sterling and D for the dollars".
    pub(super) fn more_behind(&mut self, title: &Phrase, limit: usize) {
        let Some(topic) = self.topic_after(title) else { return };
        let mut at = topic.end;
        for _ in 0..6 {
            let rest = money::window(self.text, at, limit.saturating_sub(at).min(300));
            let Some((list, topic, next)) = grammar::goes_behind(rest) else { return };
            let listed = self.list_after(&(at + list.start..at + list.end));
            let reaches = listed.last().is_some_and(|last| last.span.end + 2 >= at + list.end);
            if !reaches || !self.is_bank(&listed) {
                return;
            }
            let topic = at + topic.start..at + topic.end;
            self.hold(listed, title, vec![topic]);
            at += next;
        }
    }

    /// Whether the titles of a phrase go to the banks one by one.
    pub(super) fn is_respective(&self, phrase: &Phrase, list: usize) -> bool {
        let after = money::window(self.text, phrase.span.end, 24);
        let says = after.trim_start_matches([' ', ',', '(']).starts_with("respectively");
        let between = self.text.get(list..phrase.span.start).unwrap_or_default();
        phrase.offices.len() > 1 && (says || between.len() < 400 && between.contains("分别"))
    }
}
