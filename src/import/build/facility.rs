//! The tranches of loans by what they are: a revolver, a term loan A, or one in each currency.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::Drafted;
use crate::import::money;
use crate::import::pattern::rx;
use crate::import::scope::Marks;

static KIND: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\b(?:(?P<rcf>RCF|revolver|revolving)|(?P<tl>term[- ]loan|term facility|TL)(?:[ -]?(?P<letter>[A-D])\b)?|(?P<bridge>bridge))",
    )
});

/// Names the tranches of a loan, where that tells them apart.
pub(super) fn name(text: &str, drafted: &[Drafted], labels: &mut [String], marks: &mut [Marks]) {
    if drafted.len() < 2 {
        return;
    }
    let kinds: Vec<Option<String>> = drafted.iter().map(|tranche| kind(text, tranche)).collect();
    let named: BTreeSet<&String> = kinds.iter().flatten().collect();
    if named.len() == drafted.len() {
        for ((label, mark), kind) in labels.iter_mut().zip(marks).zip(kinds) {
            let Some(kind) = kind else { continue };
            label.clone_from(&kind);
            mark.label.clone_from(&kind);
            mark.letter = mark.letter.take().or(Some(kind));
        }
        return;
    }
    let codes: BTreeSet<&str> = marks.iter().map(|mark| mark.currency.as_str()).collect();
    if codes.len() == drafted.len() && !codes.contains("") {
        for (label, mark) in labels.iter_mut().zip(marks) {
            label.clone_from(&mark.currency);
            mark.label.clone_from(&mark.currency);
        }
    }
}

/// What the words behind a size, or right before it, call it.
fn kind(text: &str, tranche: &Drafted) -> Option<String> {
    let size = tranche.size()?;
    let after = money::window(text, size.end, 70);
    let stop = after.find([',', ';', '.', '\n']).unwrap_or(after.len());
    let stop = after[..stop].find(" and ").unwrap_or(stop);
    let before = money::window_before(text, size.start, 50);
    let before = before.rsplit(['\n', ';', ',', '.']).next().unwrap_or(before);
    let before = before.rsplit(" and ").next().unwrap_or(before);
    let found = KIND.captures(&after[..stop]).or_else(|| KIND.captures_iter(before).last())?;
    if found.name("rcf").is_some() {
        return Some("RCF".to_owned());
    }
    if found.name("bridge").is_some() {
        return Some("Bridge".to_owned());
    }
    let letter =
        found.name("letter").map_or(String::new(), |letter| letter.as_str().to_uppercase());
    Some(format!("TL{letter}"))
}
