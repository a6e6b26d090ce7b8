//! Title phrases: titles that one list holds together ("joint lead managers and bookrunners",
//! 联席全球协调人、联席牵头经办人及联席账簿管理人).

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

use super::plain::Span;
use super::titles::{Count, Office, Title};

/// Titles that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    /// From the first to the last title.
    pub span: Span,
    /// What they mean.
    pub offices: Vec<Office>,
    /// How long the last title is, in bytes.
    pub tail: usize,
}

static JOINT: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r#"^[ ]*(?:[,、/&+|(;"]|and/or|and also|and|as well as|cum|及其|以及|及|和|兼任|兼|暨|与|并)?[ "]*(?:and|及|和|以及|兼|暨|as well as)?[ ]*(?:the|as|their|作为|担任)?[ ]*$"#,
    )
});

impl Phrase {
    /// Whether the phrase names nobody of the syndicate.
    pub(super) fn is_outside(&self) -> bool {
        self.offices.iter().all(|office| *office == Office::Outside)
    }
}

/// The phrases of a sentence, of the titles that stand in it.
pub(super) fn phrases(text: &str, titles: &[Title]) -> Vec<Phrase> {
    let mut phrases: Vec<Phrase> = Vec::new();
    for title in titles {
        if let Some(last) = phrases.last_mut() {
            let between = text.get(last.span.end..title.span.start).unwrap_or(" . ");
            let same_kind = last.is_outside() == (title.office == Office::Outside);
            // "…, 经办人(即甲及乙)": the bracket begins a list of its own.
            let after = &text[title.span.end..];
            let told = |end: usize| {
                let before = text.get(..end).unwrap_or_default();
                ["担任", "作为", "为", "任"].iter().any(|verb| before.ends_with(verb))
            };
            let is_told = told(last.span.end - last.tail) || told(last.span.start);
            let own_list = between.contains(',')
                && (after.starts_with("(即")
                    || is_told
                        && ["为", "是", "包括", ":", "另有", "还有", "由"]
                            .iter()
                            .any(|verb| after.starts_with(verb)));
            // "JGCs, as well as JLMs and bookrunners with X and Y": X and Y hold the latter only.
            let goes_on = super::money::window(text, title.span.end, 60);
            let goes_on = goes_on.split([',', ';', '.', '\n']).next().unwrap_or_default();
            let shares = ["together with", "along with", "alongside", "jointly with"]
                .iter()
                .any(|word| goes_on.contains(word));
            // "sole coordinator, and as bookrunner together with X": X holds the latter only.
            let parts = between.contains("as well as") && goes_on.contains(" with ")
                || between.contains("and as") && shares;
            // "甲、乙联席管理账簿,副经办人是丙": the first is said by a verb, whose clause ends here.
            let verb = text.get(..last.span.end).unwrap_or_default();
            let is_said = between.contains(',')
                && ["管理", "执掌", "主理", "掌管"].iter().any(|word| {
                    ["账簿", "簿记"].iter().any(|book| {
                        verb.strip_suffix(book).is_some_and(|before| before.ends_with(word))
                    })
                });
            if !own_list
                && !is_said
                && !parts
                && between.len() < 24
                && same_kind
                && JOINT.is_match(between)
                && is_one(between)
            {
                last.span.end = title.span.end;
                last.tail = title.span.len();
                last.offices.push(title.office);
                continue;
            }
        }
        let tail = title.span.len();
        phrases.push(Phrase { span: title.span.clone(), offices: vec![title.office], tail });
    }
    phrases.iter_mut().for_each(|phrase| {
        close_bracket(text, phrase);
        share_count(phrase);
    });
    phrases
}

/// Whether what stands between two titles keeps them in one phrase: a bar parts the columns of a table.
fn is_one(between: &str) -> bool {
    !between.contains('|') && !between.contains('\n') && !between.contains(';')
}

/// Takes the bracket that closes after 保荐机构(主承销商) into the phrase.
fn close_bracket(text: &str, phrase: &mut Phrase) {
    let inside = text.get(phrase.span.clone()).unwrap_or_default();
    let open = inside.matches('(').count() > inside.matches(')').count();
    if open && text[phrase.span.end..].starts_with(')') {
        phrase.span.end += 1;
    }
}

/// "Joint lead managers and bookrunners": what is said of the first holds for all.
fn share_count(phrase: &mut Phrase) {
    let counts: Vec<Count> = phrase.offices.iter().filter_map(|office| office.count()).collect();
    let Some(first) = phrase.offices.first().and_then(|office| office.count()) else { return };
    if first == Count::Joint || counts.len() == 1 && first != Count::Plain {
        phrase.offices.iter_mut().for_each(|office| *office = office.shared(first));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::titles;

    fn check(text: &str, expected: &[usize]) {
        let found: Vec<usize> =
            phrases(text, &titles::find(text)).iter().map(|phrase| phrase.offices.len()).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn titles_of_one_list_are_one_phrase() {
        check("联席全球协调人、联席牵头经办人及联席账簿管理人", &[3]);
        check("joint lead managers and bookrunners", &[2]);
        check("保荐机构(主承销商):甲", &[2]);
        check("独家全球协调人/联席账簿管理人/联席牵头经办人: 甲", &[3]);
        check("bookrunners are A; co-managers are B", &[1, 1]);
        check("JGCs | JBRs", &[1, 1]);
    }
}
