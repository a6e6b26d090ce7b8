//! Sections: lines that name a tranche and stand over its own lists, and headings that say at length
//! for which tranches their list holds.

use std::sync::LazyLock;

use regex::Regex;

use super::{Heading, Reader};
use crate::import::pattern::rx;
use crate::import::phrase::phrases;
use crate::import::plain::Span;

/// The longest line that is a section's head, in bytes.
const LONGEST: usize = 110;
/// The most sections that one text has.
const MOST: usize = 40;

static SECTION: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^\s*(?:[•*-] )?(?:\(?(?:[A-H]|\d|[ivx]{1,3})[.)] )?(?:(?:US\$|HK\$|[$€£]|[A-Z]{3} ?)[\d,.]+(?: ?(?:million|billion|mm|mn|m|bn))?(?: of)? )?(?:aggregate principal amount of )?(?:\d+(?:\.\d+)?% )?(?:20\d\d )?(?:[A-Z][\w-]*(?:, [A-Z])? ?){0,7}(?:Notes|Bonds|Debentures|Certificates|Securities|Tranche|Loan)(?:,? (?:[Ss]eries \w+,? )?[Dd]ue [\w ,]{4,24})?(?: \([^()]{1,30}\))?:?\s*$",
    )
});

impl Reader<'_> {
    /// Takes a line as the head of a section. Whether it is one.
    pub(super) fn opens_section(&mut self, line: &Span) -> bool {
        let text = self.get(line);
        if text.len() > LONGEST || self.sections.len() >= MOST || !SECTION.is_match(text) {
            return false;
        }
        if !crate::import::scope::hints(text) || !self.names.hits_in(line).is_empty() {
            return false;
        }
        self.sections.push(line.clone());
        self.topic = Some(line.clone());
        true
    }

    /// Forgets the sections where not each of them has lists of its own: then the last of them stands
    /// only by chance over lists that hold for all.
    pub(super) fn close_sections(&mut self) {
        let holdings = &self.lists.holdings;
        let used = |section: &&Span| holdings.iter().any(|one| one.topics.contains(section));
        let all = self.sections.len() > 1
            && self.sections.iter().filter(used).count() == self.sections.len();
        if self.sections.is_empty() || all {
            return;
        }
        let sections = std::mem::take(&mut self.sections);
        for holding in &mut self.lists.holdings {
            holding.topics.retain(|topic| !sections.contains(topic));
        }
    }

    /// Opens the block under a title with a long topic: "Joint Book-Running Managers for the Floating
    /// Rate Notes due 2028 and the 4.350% Notes due 2028:". Whether it was one.
    pub(super) fn opens_long(&mut self, line: &Span) -> bool {
        let text = self.get(line).trim_end();
        if !text.ends_with(':') || text.len() > 260 {
            return false;
        }
        let titles = self.line_titles(line);
        let found = phrases(self.text, &titles);
        let [phrase] = found.as_slice() else { return false };
        let rest = phrase.span.end..line.start + text.len();
        let words = self.get(&rest);
        let goes_on =
            [" for ", " of ", " on ", " in ", " ("].iter().any(|word| words.starts_with(word));
        let lead = self.get(&(line.start..phrase.span.start)).trim();
        let names_all = ["each", "both", "all"].iter().any(|word| words.contains(word));
        let told = crate::import::scope::hints(words) || names_all;
        if !goes_on || !told || lead.len() > 12 || !self.names.hits_in(&rest).is_empty() {
            return false;
        }
        self.fill_from_above();
        self.heading =
            Some(Heading { phrase: phrase.clone(), topics: vec![rest], is_filled: false });
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::attach::attach;
    use crate::import::names::Names;
    use crate::import::titles;

    /// Each bank with the words that limit it.
    fn check(text: &str, expected: &[(&str, &str)]) {
        let lists = attach(&Names::of(text), text, &titles::find(text));
        let found: Vec<(&str, &str)> = lists
            .holdings
            .iter()
            .map(|one| {
                let hint = |span: &&Span| crate::import::scope::hints(&text[(*span).clone()]);
                let topic = one.topics.iter().find(hint).cloned().unwrap_or_default();
                (&text[one.listed.span.clone()], text[topic].trim())
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn lists_stand_under_their_tranche() {
        check(
            "A. Floating Rate Notes due 2028\nJoint Bookrunners: Citi\nB. 4.400% Notes due 2030\nJoint Bookrunners: HSBC",
            &[("Citi", "A. Floating Rate Notes due 2028"), ("HSBC", "B. 4.400% Notes due 2030")],
        );
        check(
            "2028 Notes\nCoupon: 4%\n2030 Notes\nCoupon: 5%\nJoint Bookrunners: HSBC",
            &[("HSBC", "")],
        );
    }

    #[test]
    fn headings_may_be_long() {
        check(
            "Joint Book-Running Managers for the Floating Rate Notes due 2028 and the 4.350% Notes due 2028:\nCiti\nHSBC",
            &[
                ("Citi", "for the Floating Rate Notes due 2028 and the 4.350% Notes due 2028:"),
                ("HSBC", "for the Floating Rate Notes due 2028 and the 4.350% Notes due 2028:"),
            ],
        );
    }
}
