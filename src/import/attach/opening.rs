//! Where the list of a title begins behind it, and where a bracket around it ends.

use super::Reader;
use crate::import::grammar::{self, Force};
use crate::import::phrase::Phrase;
use crate::import::plain::Span;
use crate::text::is_cjk;

impl Reader<'_> {
    /// Where a list ends that stands in the bracket after its title: 经办人(即甲及乙).
    pub(super) fn bracket_end(&self, gap: &Span, start: usize) -> usize {
        let lead = self.get(&(gap.start..start));
        if lead.matches('(').count() <= lead.matches(')').count() {
            return gap.end;
        }
        let mut depth = 1;
        for (offset, char) in self.get(&(start..gap.end)).char_indices() {
            depth += match char {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            if depth == 0 {
                return start + offset;
            }
        }
        gap.end
    }

    /// Whether a name follows a title with nothing between.
    pub(super) fn stands_beside(&self, gap: &Span) -> bool {
        let text = self.get(gap);
        let skip = text.len() - text.trim_start_matches([' ', '\'', '"']).len();
        let at = gap.start + skip;
        let rest = &text[skip..];
        let next = rest.chars().next().unwrap_or(' ');
        self.names.hit_at(at).is_some()
            || skip > 0 && next.is_ascii_uppercase()
            || is_cjk(next) && self.begins_as_bank(rest)
    }

    /// Whether a Chinese text begins with something of the shape of a bank.
    fn begins_as_bank(&self, text: &str) -> bool {
        let end = text.find(['、', ',', ';', '。', ':']).unwrap_or(text.len());
        let first = &text[..end];
        first.chars().count() <= 60
            && ["有限公司", "银行", "证券", "有限责任公司"].iter().any(|word| first.contains(word))
    }

    /// Where a list opens behind a title.
    pub(super) fn opening(
        &self,
        text: &str,
        sentence: &Span,
        title: &Phrase,
    ) -> Option<grammar::Opening> {
        let found = grammar::opening(text);
        if found.is_some() {
            return found;
        }
        // "As arrangers, A and B commit …"
        let near = title.span.start.saturating_sub(sentence.start).min(24);
        let before = crate::import::money::window_before(self.text, title.span.start, near);
        let before = before.trim().to_ascii_lowercase();
        let as_title =
            matches!(before.as_str(), "as" | "as the" | "with" | "作为") && text.starts_with(", ");
        // "that the Joint Bookrunners, A, B and C, have closed the book"
        let stands = text.starts_with(", ") && self.names.hit_at(title.span.end + 2).is_some();
        let apposed =
            stands && (before == "the" || before.ends_with(" the") || before.ends_with(",the"));
        (as_title || apposed).then_some(grammar::Opening { at: 2, force: Force::Verb })
    }
}
