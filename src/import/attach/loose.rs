//! Lists that stand under the name of a tranche and get their titles further down: "港元债券:A、B",
//! "离岸人民币债券:与港元债券相同,另加C", "以上银行均为联席账簿管理人".

use std::sync::LazyLock;

use regex::Regex;

use super::Reader;
use crate::import::grammar::{self, Back};
use crate::import::names::Listed;
use crate::import::pattern::rx;
use crate::import::phrase::Phrase;
use crate::import::plain::Span;

/// The most such lists that one text gives.
const MOST: usize = 24;

/// A list without a title.
#[derive(Clone, Debug)]
pub(super) struct Loose {
    listed: Vec<Listed>,
    topic: Span,
}

static LINE: LazyLock<Regex> =
    LazyLock::new(|| rx(r"^\s*[•*-]?\s*(?P<topic>[^:\n]{2,40}?): *(?P<list>[^\n]{2,900})$"));
static SAME: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^(?:与|同)(?P<like>[^,。;]{2,16}?)(?:相同|一致|)(?:[,。;]|$)(?:另加|另有|并加入|加上|以及)?(?P<more>.*)$|^(?:the )?same as (?:for )?(?:the )?(?P<like2>[\w -]{2,24}?)(?:[,;.]|$)(?: ?(?:plus|and|with) (?P<more2>.*))?$",
    )
});

impl Reader<'_> {
    /// Keeps the list of a line that names a tranche before it, and no title. Whether it was one.
    pub(super) fn keep_loose(&mut self, line: &Span) -> bool {
        if self.loose.len() >= MOST || self.heading.is_some() {
            return false;
        }
        let Some((topic, list)) = self.topic_and_list(line) else { return false };
        let listed = self.same_as(&list).or_else(|| self.whole_list(&list, false));
        let Some(listed) = listed.filter(|listed| listed.len() > 1 && self.is_bank(listed)) else {
            return false;
        };
        self.loose.push(Loose { listed, topic });
        true
    }

    /// The words before a colon that name a tranche, and what stands behind it.
    pub(super) fn topic_and_list(&self, line: &Span) -> Option<(Span, Span)> {
        let found = LINE.captures(self.get(line))?;
        let (topic, list) = (found.name("topic")?, found.name("list")?);
        let list = line.start + list.start()..line.start + list.end();
        let topic = line.start + topic.start()..line.start + topic.end();
        crate::import::scope::hints(self.get(&topic)).then_some((topic, list))
    }

    /// The list that words name as the same as another's: "与港元债券相同,另加C".
    fn same_as(&self, list: &Span) -> Option<Vec<Listed>> {
        let found = SAME.captures(self.get(list))?;
        let like = found.name("like").or(found.name("like2"))?.as_str();
        let other = self.loose.iter().find(|other| {
            let topic = self.get(&other.topic);
            topic.contains(like) || like.contains(topic)
        })?;
        let mut listed = other.listed.clone();
        if let Some(more) = found.name("more").or(found.name("more2")) {
            listed.extend(self.list_after(&(list.start + more.start()..list.start + more.end())));
        }
        Some(listed)
    }

    /// Gives a title that points back at all, or at marked, banks to the lists kept. Whether it did.
    pub(super) fn title_loose(&mut self, own: &str, title: &Phrase) -> bool {
        if self.loose.is_empty() || title.is_outside() {
            return false;
        }
        let mark = match grammar::back(own) {
            Some(Back::All) => None,
            Some(Back::Marked(mark)) => Some(mark),
            _ => return false,
        };
        for kept in self.loose.clone() {
            let bears = |item: &Listed| mark.is_none_or(|mark| item.marks.contains(mark));
            let listed: Vec<Listed> = kept.listed.into_iter().filter(bears).collect();
            self.hold(listed, title, vec![kept.topic]);
        }
        true
    }
}
