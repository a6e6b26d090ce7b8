//! Runs of Latin words that can be names.

use std::sync::LazyLock;

use super::Span;
use super::split::first_word;
use crate::import::pattern::listed;

/// The runs of words in a Latin text that can be names: capitalised, with small words inside only.
pub(super) fn name_runs(text: &str, known_end: impl Fn(usize) -> Option<usize>) -> Vec<Span> {
    const INNER: &[&str] = &[
        "of", "de", "du", "la", "und", "and", "y", "e", "für", "van", "von", "der", "den", "di",
        "del", "al", "da", "do", "plc", "mbH", "&", "+", "|", "et", "des", "dell'", "s.p.a.",
        "for", "am",
    ];
    static EMPTY: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        listed(
            "The|On|In|As|With|While|And|By|Both|Also|Banks|Meanwhile|For|At|A|An|Each|All|These|Lead|\
Other|Deal|Its|Underwriter|Eight|Two|Three|Four|Five|Six|Seven|Nine|Ten|Through|From|To|Led|\
Sold|Under|Bookrunners|Together|Banking|US|Joining|Arranged|Placed",
        )
    });
    let mut runs: Vec<Span> = Vec::new();
    let (mut at, mut open): (usize, Option<Span>) = (0, None);
    while at < text.len() {
        let rest = &text[at..];
        let skip = rest.len() - rest.trim_start_matches([' ', '\n']).len();
        if skip > 0 {
            at += skip;
            continue;
        }
        if open.is_some() && rest.starts_with(DIVISION) {
            at += DIVISION.len();
            continue;
        }
        let mut end = at + word_length(rest);
        let word = &text[at..end];
        let known = known_end(at).filter(|known| *known <= text.len());
        if let Some(known) = known {
            end = end.max(known);
        }
        let first = word.trim_start_matches(['(', '"', '\'']).chars().next().unwrap_or(',');
        let is_mark = !word.chars().any(char::is_alphanumeric) && open.is_some();
        let is_branch = open.is_some()
            && matches!(word.trim_matches([',', '.', ')', '(']), "branch" | "plc" | "publ");
        // "mBank", "eToro"
        let is_brand = word.chars().nth(1).is_some_and(char::is_uppercase);
        let capital =
            first.is_uppercase() || is_brand || first.is_numeric() || is_mark || is_branch;
        let is_empty = open.is_none()
            && EMPTY.contains(&word)
            && known.is_none()
            && !opens_name(&text[end..], word)
            && !counts_name(&text[end..], word);
        match (&mut open, capital || known.is_some()) {
            (_, true) if is_empty => {}
            (Some(run), true) => run.end = end,
            (None, true) => open = Some(at..end),
            (Some(_), false) if INNER.contains(&word) => {}
            // "Corporation for the Development of the Private Sector"
            (Some(run), false) if word == "the" && ends_in_of(&text[run.start..at]) => {}
            (run @ Some(_), false) => runs.extend(run.take()),
            (None, false) => {}
        }
        at = end;
    }
    runs.extend(open);
    runs
}

/// Words between a brand and the firm that bears it, which make one name.
const DIVISION: &str = "a division of ";

/// Whether words end in a small word after which "the" belongs to a name.
fn ends_in_of(before: &str) -> bool {
    let before = before.trim_end();
    before.ends_with(" of") || before.ends_with(" for")
}

/// Whether a number word begins a name: "Eight Capital", never "Eight banks".
fn counts_name(rest: &str, word: &str) -> bool {
    ["Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"].contains(&word)
        && ["Capital", "Securities", "Partners", "Roads", "Rivers"].contains(&first_word(rest))
}

/// Whether "The" begins a name: "The Toronto-Dominion Bank".
fn opens_name(rest: &str, word: &str) -> bool {
    // "The Gunma Bank"
    let is_bank = rest.split_whitespace().take(3).skip(1).any(|next| next.starts_with("Bank"));
    let first = first_word(rest);
    let is_known = [
        "Bank",
        "Hongkong",
        "Royal",
        "Toronto",
        "Toronto-Dominion",
        "Korea",
        "Williams",
        "Saudi",
        "Benchmark",
        "Bancorp",
        "Norinchukin",
        "Islamic",
        "Governor",
    ]
    .contains(&first);
    word == "The" && (is_bank || is_known)
        || word == "US" && first_word(rest) == "Bancorp"
        || word == "Lead" && first_word(rest) == "Securities"
}

fn word_length(text: &str) -> usize {
    text.find([' ', '\n']).unwrap_or(text.len()).max(1)
}
