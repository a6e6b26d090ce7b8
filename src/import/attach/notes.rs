//! Titles that are notes, titles that only say whom counsel serves, and titles whose holders were
//! named before.

use super::{MOST_BACK, NOTE, Reader};
use crate::import::grammar;
use crate::import::names::Listed;
use crate::import::phrase::Phrase;
use crate::import::plain::Span;
use crate::import::titles::{Office, Title};

impl Reader<'_> {
    /// Whether a title only says whom counsel serves: "legal advisers to the managers", 保荐人律师.
    pub(super) fn is_served(&self, titles: &[Title], at: usize) -> bool {
        let between = |first: &Title, second: &Title| {
            self.text.get(first.span.end..second.span.start).unwrap_or("?").trim().to_lowercase()
        };
        let is_outside = |title: &Title| title.office == Office::Outside;
        if is_outside(&titles[at]) {
            return false;
        }
        let next = titles.get(at + 1).filter(|next| is_outside(next));
        let before =
            at.checked_sub(1).and_then(|last| titles.get(last)).filter(|last| is_outside(last));
        let owns = next.is_some_and(|next| {
            matches!(between(&titles[at], next).as_str(), "" | "的" | "之" | "'" | "'s")
        });
        owns || before.is_some_and(|last| {
            let words = between(last, &titles[at]);
            ["to the", "to", "of the", "for the", "for", "to the joint", "to the several"]
                .contains(&words.as_str())
        })
    }

    /// Whether a title stands in a bracket after a name: 美银证券(B&D).
    pub(super) fn is_note(&self, span: &Span, title: &Title) -> bool {
        let near = crate::import::money::window_before(self.text, title.span.start, NOTE);
        let start = span.start.max(title.span.start - near.len());
        let before = &self.text[start..title.span.start];
        let Some(open) = before.rfind('(') else { return false };
        if before[open..].contains(')') {
            return false;
        }
        if self.closes_list(&(start..start + open), title) {
            return false;
        }
        let content = &before[open + 1..];
        let defines = content.contains('"')
            || ["together", "collectively", "each a", "统称", "合称", "各为", "作为", "the "]
                .iter()
                .any(|word| content.contains(word));
        let defines = defines || content.contains(';') || grammar::back(content).is_some();
        let ahead = before[..open].trim_end();
        // "上述各机构(亦为票据的初步买家)": the bracket is said of all.
        let crowd = [
            "各机构",
            "等机构",
            "各方",
            "各行",
            "各家",
            "等银行",
            "the above",
            "of them",
            "the banks",
        ];
        let defines = defines || crowd.iter().any(|word| ahead.ends_with(word));
        let after_title = self
            .titles_in(&(start..title.span.start))
            .iter()
            .any(|other| other.span.end == start + ahead.len());
        !defines
            && !after_title
            && !ahead.is_empty()
            && ahead.ends_with(|char: char| !matches!(char, ':' | ',' | '、' | ';'))
    }

    /// Whether a bracket with a title of several stands behind a whole list, which has no other title:
    /// "A, B and C (joint bookrunners); D and E (co-managers)", 甲、乙(联席牵头经办人).
    fn closes_list(&self, before: &Span, title: &Title) -> bool {
        let after = crate::import::money::window(self.text, title.span.end, 8);
        let ends = after.strip_prefix(')').is_some_and(|rest| {
            rest.is_empty()
                || rest.starts_with([';', '。', '\n'])
                || rest.starts_with(". ")
                || rest == "."
        });
        let several = |printed: &str| {
            printed.ends_with(['s', 'S'])
                || printed.contains("oint ")
                || printed.starts_with("联席")
        };
        let list = self.get(before);
        let from = list.rfind([';', '。']).map_or(0, |at| at + 1);
        let (ahead, own) = (before.start..before.start + from, before.start + from..before.end);
        let is_list = |list: &str| list.contains([',', '、']) || list.contains(" and ");
        let is_whole = several(self.get(&title.span)) && is_list(self.get(&own));
        // Behind such a list one bank may hold a title in the same way.
        let is_next = self.get(&ahead).trim_end_matches([';', '。']).ends_with(')')
            && is_list(self.get(&ahead))
            && self.titles_in(&ahead).iter().all(|other| several(self.get(&other.span)))
            && !self.titles_in(&ahead).is_empty();
        let is_plain = !self.get(&own).contains('(') && self.titles_in(&own).is_empty();
        ends && is_plain && (is_whole || is_next)
    }

    /// "Agents: A (documentation), B (facility)": what the brackets say counts.
    pub(super) fn hold_tasks(&mut self, listed: Vec<Listed>, phrase: &Phrase) {
        if !self.text[phrase.span.clone()].eq_ignore_ascii_case("agents") {
            return;
        }
        for item in listed.into_iter().filter(|item| !item.roles.is_empty()) {
            let title = phrase.span.clone();
            let (offices, topics) = (Vec::new(), Vec::new());
            self.lists.holdings.push(super::Holding { listed: item, offices, title, topics });
        }
    }

    /// Those who were said before to hold a title: "the sponsors also act as …".
    pub(super) fn holders(&self, title: &Phrase) -> Vec<Listed> {
        let recent = self.lists.holdings.len().saturating_sub(MOST_BACK);
        let same = |holding: &&super::Holding| holding.offices == title.offices;
        let found = self.lists.holdings[recent..].iter().filter(same);
        found.map(|holding| holding.listed.clone()).collect()
    }

    /// Further lists of a title that stood behind its first: "A and B are bookrunners on the dollar
    /// bond; the euro piece was run by C", "甲、乙为联席账簿管理人;就美元票据而言,则为丙".
    pub(super) fn resume_left(&mut self, rest: &Span, title: &Phrase) {
        let Some((topic, at)) = grammar::resumes(self.get(rest)) else { return };
        let listed = self.list_after(&(rest.start + at..rest.end));
        let Some(last) = listed.last().map(|last| last.span.end) else { return };
        if self.is_bank(&listed) {
            let topic = rest.start + topic.start..rest.start + topic.end;
            self.hold(listed, title, vec![topic]);
            self.resume(last..rest.end, title);
        }
    }

    /// Further lists of the same title: "…; for the 2054 notes they were B", 人民币部分则为乙.
    pub(super) fn resume(&mut self, mut rest: Span, title: &Phrase) {
        for _ in 0..8 {
            let Some((topic, at)) = grammar::resumes(self.get(&rest)) else { return };
            let topic = rest.start + topic.start..rest.start + topic.end;
            let listed = self.list_after(&(rest.start + at..rest.end));
            let Some(last) = listed.last().map(|last| last.span.end) else { return };
            self.hold(listed, title, vec![topic]);
            rest = last..rest.end;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::import::attach::attach;
    use crate::import::names::Names;
    use crate::import::titles;

    /// The banks with how many titles each list gives, and whether words limit it.
    fn check(text: &str, expected: &[&str]) {
        let lists = attach(&Names::of(text), text, &titles::find(text));
        let found: Vec<&str> =
            lists.holdings.iter().map(|one| &text[one.listed.span.clone()]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_bracket_behind_a_list_is_said_of_all() {
        check(
            "Citi, HSBC and UBS (joint bookrunners); ING (co-manager)",
            &["Citi", "HSBC", "UBS", "ING"],
        );
        check(
            "港元债:汇丰、渣打(联席牵头经办人);美元债:花旗、瑞银(联席牵头经办人)。",
            &["汇丰", "渣打", "花旗", "瑞银"],
        );
        check("Joint Bookrunners: Citi | HSBC | UBS", &["Citi", "HSBC", "UBS"]);
    }

    #[test]
    fn a_title_goes_on_for_other_tranches() {
        check(
            "Citi and UBS were joint bookrunners on the dollar bond; the euro piece was run by HSBC and ING.",
            &["Citi", "UBS", "HSBC", "ING"],
        );
        check(
            "就人民币票据而言,汇丰及渣打为联席账簿管理人;就美元票据而言,则为花旗及瑞银。",
            &["汇丰", "渣打", "花旗", "瑞银"],
        );
        check(
            "联席全球协调人:花旗、瑞银\n联席账簿管理人:上述机构及汇丰",
            &["花旗", "瑞银", "花旗", "瑞银", "汇丰"],
        );
    }
}
