//! Titles said by a verb: banks mandated "to lead", banks that "managed the transaction".

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

use super::{Count, Office, Title};
use crate::model::Role;

static TO_DO: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\b(?:mandated|hired|appointed|picked|selected|chosen|tapped|engaged|enlisted|named)\b(?P<list>[^\n]{3,260}?)\b(?P<title>to (?:jointly |lead[ -])?(?:lead|manage|run|handle|arrange|underwrite))\b",
    )
});
/// Another sentence begins; "J.P. Morgan" is one name.
static NEXT: LazyLock<Regex> = LazyLock::new(|| rx(r"[a-z0-9%)]\. [A-Z]"));
static DID: LazyLock<Regex> = LazyLock::new(|| {
    let deal = "(?:transaction|deal|trade|issue|issuance|bonds?|notes|sale|offering|loan|facility|financing|sukuk|placement|tap|club)";
    let pattern = format!(
        r"(?i)\b(?P<title>(?:jointly |lead[ -])?(?:managed|led|arranged|handled|underwrote)) (?:the|this) (?:[\w-]+ ){{0,3}}{deal}\b|\b{deal} (?:was|were|is|has been|have been) (?P<by>(?:jointly |lead[ -])?(?:managed|led|arranged|handled|underwritten) by)\b"
    );
    rx(&pattern)
});

/// Every title that a verb says, where no title of the text stands inside the list itself.
pub(super) fn find(text: &str, titles: &[Title]) -> Vec<Title> {
    let mut found = Vec::new();
    for said in TO_DO.captures_iter(text) {
        let (Some(list), Some(verb)) = (said.name("list"), said.name("title")) else { continue };
        let first = titles.partition_point(|title| title.span.end <= list.start());
        let has_title = titles.get(first).is_some_and(|title| title.span.start < list.end());
        if !has_title && !NEXT.is_match(list.as_str()) {
            found.push(Title { span: verb.range(), office: office(verb.as_str()) });
        }
    }
    for said in STANDS.captures_iter(text) {
        let Some(word) = said.name("title").or(said.name("ones")) else { continue };
        let role = if word.as_str().starts_with("passive") {
            Role::PassiveBookrunner
        } else {
            Role::ActiveBookrunner
        };
        found.push(Title { span: word.range(), office: Office::Of(role) });
    }
    for said in CO_MANAGED.find_iter(text) {
        found.push(Title { span: said.range(), office: Office::Of(Role::CoManager) });
    }
    for said in TOOK_PART.captures_iter(text) {
        let (Some(whole), Some(word)) = (said.get(0), said.name("title")) else { continue };
        let is_titled = whole.as_str().contains(" as ")
            || crate::import::money::window(text, whole.end(), 12).starts_with(" as ");
        if !is_titled {
            found.push(Title { span: word.range(), office: Office::Of(Role::Participant) });
        }
    }
    for said in DID.captures_iter(text) {
        let Some(verb) = said.name("title").or(said.name("by")) else { continue };
        let before =
            crate::import::money::window_before(text, said.get(0).map_or(0, |all| all.start()), 24);
        let lower =
            before.to_lowercase() + &said.get(0).map_or("", |all| all.as_str()).to_lowercase();
        // "led the deal as mandated lead arrangers": the title is said behind.
        let behind = crate::import::money::window(text, said.get(0).map_or(0, |all| all.end()), 4);
        if behind.starts_with(" as ") {
            continue;
        }
        if ["original", "earlier", "previous", "outstanding", "first"]
            .iter()
            .any(|old| lower.contains(old))
        {
            continue;
        }
        found.push(Title { span: verb.range(), office: office(verb.as_str()) });
    }
    found
}

/// "A and B co-managed."
static CO_MANAGED: LazyLock<Regex> = LazyLock::new(|| rx(r"\b[Cc]o-managed(?: by)?\b"));
/// "A participated in euros, and B participated in the loan."
static TOOK_PART: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"\b(?P<title>(?:participated|took part)) in (?:the )?(?:deal|loan|facility|syndicat\w+|financing|club|[Ee]uros?|[Dd]ollars?|[Ss]terling|(?:[Ee]uro|[Dd]ollar|[Ss]terling|term|revolving|\w+-year)\b)[^.;\n]{0,24}",
    )
});
/// "A and B were passive.", "C and D the passive ones"
static STANDS: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"\b(?:are|were|is|was) (?P<title>passive|active)(?:[.;,)]|$| (?:on|for|in) )|\bthe (?P<ones>(?:passive|active) (?:ones|side|roles?|slots?|names|banks|firms|houses|pair|trio|duo))\b",
    )
});

fn office(verb: &str) -> Office {
    let verb = verb.to_ascii_lowercase();
    if verb.contains("arrang") {
        Office::Of(Role::Arranger)
    } else if verb.contains("underwr") {
        Office::Of(Role::Underwriter)
    } else {
        Office::LeadManager(Count::Plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_titles() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> =
                find(text, &[]).into_iter().map(|title| &text[title.span]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("X has mandated A, B and C to lead a bond", &["to lead"]);
        check("A and B managed the transaction", &["managed"]);
        check("The bonds were led by A and B", &["led by"]);
        check("A led the deal as mandated lead arranger", &[]);
        check("A managed the original sale", &[]);
        check("A and B were passive.", &["passive"]);
        check("A and B the passive ones", &["passive ones"]);
        check("A and B co-managed.", &["co-managed"]);
        check("demand led the issuer to print more", &[]);
    }
}
