//! Letters and numbers by which a text calls its tranches: "Tranche A", "Class A-1", "Series 2024B".

use crate::import::money;
use crate::import::scope;
use crate::import::tranches::Drafted;

/// What a text calls a tranche.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lettered {
    /// The letter alone.
    pub letter: String,
    /// With the word before it, as printed.
    pub name: String,
    /// Whether the record labels the tranche so: a class of a table, or a part that no year tells.
    pub is_label: bool,
}

/// The letters of all tranches, where the text tells them apart so.
pub(super) fn of(text: &str, drafted: &[Drafted]) -> Option<Vec<Lettered>> {
    if drafted.len() < 2 {
        return None;
    }
    let found: Option<Vec<Lettered>> = drafted.iter().map(|one| letter(text, one)).collect();
    let found = found?;
    let letters: std::collections::BTreeSet<&String> =
        found.iter().map(|one| &one.letter).collect();
    (letters.len() == found.len()).then_some(found)
}

fn letter(text: &str, tranche: &Drafted) -> Option<Lettered> {
    if let Some(label) = &tranche.label {
        let letter = label.rsplit(' ').next().unwrap_or(label).to_owned();
        return Some(Lettered { letter, name: label.clone(), is_label: true });
    }
    let is_label = tranche.maturity().is_none();
    let spans = tranche.facts.iter().map(|fact| &fact.span);
    let amount = tranche.first(crate::import::facts::Kind::Amount).map(|fact| &fact.span);
    let span = amount.or_else(|| spans.min_by_key(|span| span.start))?;
    let before = money::window_before(text, span.start, 60);
    let before = before.rsplit(['\n', ';', '。', ',']).next().unwrap_or(before);
    let after = money::window(text, span.end, 48);
    let after = after.split(['\n', ';', '。', ',']).next().unwrap_or(after);
    let behind = || scope::letter(after).map(|(letter, name)| Lettered { letter, name, is_label });
    // "US$300m (Tranche A)"
    if after.trim_start().starts_with('(') && after.trim_start().len() < 44 {
        let inside = after.split(')').next().unwrap_or(after);
        if let Some((letter, name)) = scope::letter(inside) {
            return Some(Lettered { letter, name, is_label });
        }
    }
    // "… Series 2024A and $222m of Series 2024B": what stands before an "and" is another's.
    let own = scope::last_letter(before).filter(|(_, _, end)| {
        let between = before.get(*end..).unwrap_or_default();
        !between.contains(" and ") && !between.contains(['及', '和', '、'])
    });
    let own = own.map(|(letter, name, _)| Lettered { letter, name, is_label });
    // "品种一:3年期,20亿元": the name stands at the head of the line.
    let head = || {
        let line = money::window_before(text, span.start, 60).rsplit('\n').next()?;
        let (head, _) = line.split_once(':')?;
        let (letter, name) = scope::letter(head)?;
        Some(Lettered { letter, name, is_label })
    };
    own.or_else(behind).or_else(head)
}

/// The labels that letters give: only where a word in Latin letters stands before each.
pub(super) fn labels(lettered: Option<&[Lettered]>) -> Option<Vec<String>> {
    let lettered = lettered.filter(|all| all.iter().all(|one| one.is_label))?;
    let label = |one: &Lettered| {
        let name = one.name.trim();
        let lower = name.to_lowercase();
        if !name.is_ascii() || one.letter.chars().all(|char| char.is_ascii_digit()) {
            return None;
        }
        if lower.starts_with("term loan") || lower.starts_with("tl") {
            return Some(format!("TL{}", one.letter));
        }
        let is_class =
            ["tranche", "class", "series", "facility"].iter().any(|word| lower.starts_with(word));
        let bare = name == one.letter;
        let mut chars = name.chars();
        let capital = chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars);
        (is_class || bare).then(|| capital.collect())
    };
    lettered.iter().map(label).collect()
}

/// Gives the letters to what scopes look for.
pub(super) fn give(lettered: Option<Vec<Lettered>>, marks: &mut [scope::Marks]) {
    for (mark, one) in marks.iter_mut().zip(lettered.unwrap_or_default()) {
        mark.letter = Some(one.letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{facts, tranches};
    use crate::model::Market;

    fn check(text: &str, expected: &[&str]) {
        let facts = facts::find(text, &[]);
        let drafted = tranches::assemble(text, &facts, Market::Dcm);
        let found = labels(of(text, &drafted).as_deref()).unwrap_or_default();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn parts_are_called_by_their_letters() {
        check(
            "HK$6.2 billion (Tranche A) and HK$2.8 billion (Tranche B)",
            &["Tranche A", "Tranche B"],
        );
        check(
            "$590.2 million of tax-exempt Series 2024A and $222.25 million of taxable Series 2024B",
            &["Series 2024A", "Series 2024B"],
        );
        check("a US$700 million term loan A and a US$500 million term loan B", &["TLA", "TLB"]);
        check("US$700 million 5-year notes and US$500 million 7-year notes", &[]);
    }
}
