//! Who issues where no label says it: candidates from every cue, and the heaviest of them.
//!
//! Each cue gives candidates with a weight: the subject of a sentence, more with a legal form and a
//! verb of issuing; the phrases by which texts say whose deal it is ("a loan for X", "X's €500m bond",
//! "mandated by X", 为X筹组). What can be no issuer is struck out: labels, law firms, agencies, raters,
//! guarantors, those who hold a stake. A name that several places give weighs more. A bank beside the
//! deals of others weighs less than the one it serves.

use super::{Parties, chinese, cues, english, strike, take, trimmed};
use crate::import::heads::{self, Heads};
use crate::import::names;
use crate::import::plain::Span;
use crate::import::sentence;
use crate::text::is_cjk;

/// A stretch that may name the issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// How surely.
    pub weight: u16,
    /// Where.
    pub span: Span,
}

/// A legal form and a verb of issuing: nothing says it more surely.
const SUREST: u16 = 48;
/// What each further place adds that gives the same name, and how many count.
const AGAIN: u16 = 2;
const MOST_AGAIN: usize = 3;
/// What a bank loses, which more often serves.
const SERVES: u16 = 14;
/// The most candidates of one text.
const MOST: usize = 48;

/// Takes the heaviest candidate of the sentences and phrases.
pub(super) fn subject(text: &str, parties: &mut Parties) {
    if let Some(span) = chinese::announcer(text)
        && take(text, span, parties)
    {
        return;
    }
    let mut all = of_sentences(text);
    let is_sure = all.iter().any(|one| one.weight >= SUREST);
    if !is_sure {
        let served = cues::find(text).into_iter().map(|mut one| {
            if names::is_known(&text[one.span.clone()]) {
                one.weight = one.weight.saturating_sub(SERVES);
            }
            one
        });
        all.extend(served.filter(|one| !strike::is_out(text, &one.span)));
    }
    all.truncate(MOST);
    if let Some(span) = heaviest(text, &all) {
        take(text, span, parties);
    }
}

/// The heaviest, and of like ones the first gathered.
fn heaviest(text: &str, all: &[Candidate]) -> Option<Span> {
    let keys: Vec<String> = all.iter().map(|one| key(&text[one.span.clone()])).collect();
    let weight = |index: usize| {
        let own = &keys[index];
        let again = (0..all.len())
            .filter(|other| {
                let (one, other) = (&all[*other].span, &keys[*other]);
                let apart = one.end <= all[index].span.start || all[index].span.end <= one.start;
                apart
                    && !other.is_empty()
                    && (own.starts_with(other.as_str()) || other.starts_with(own.as_str()))
            })
            .count()
            .min(MOST_AGAIN);
        all[index].weight + AGAIN * u16::try_from(again).unwrap_or(0)
    };
    let best = (0..all.len()).max_by_key(|index| (weight(*index), std::cmp::Reverse(*index)))?;
    Some(all[best].span.clone())
}

/// A name without its article, case and signs.
fn key(name: &str) -> String {
    let lower = name.trim().to_lowercase();
    let lower = lower.strip_prefix("the ").unwrap_or(&lower);
    lower.chars().filter(|char| char.is_alphanumeric()).collect()
}

/// The subjects of the first sentences.
fn of_sentences(text: &str) -> Vec<Candidate> {
    let mut all: Vec<Candidate> = Vec::new();
    let mut table_end = 0;
    let lines: Vec<Span> = sentence::lines(text).into_iter().take(60).collect();
    for (index, line) in lines.iter().enumerate() {
        if Heads::of(text, line).is_some() {
            let rows = heads::rows(text, &lines[index + 1..]);
            table_end = lines[index + rows].end;
        }
        if line.start < table_end {
            continue;
        }
        for place in sentence::sentences(text, line).into_iter().take(6) {
            all.extend(of_sentence(text, &place, line));
        }
        if all.len() > MOST || all.iter().any(|one| one.weight >= SUREST) {
            break;
        }
    }
    all
}

fn of_sentence(text: &str, place: &Span, line: &Span) -> Option<Candidate> {
    let chinese =
        text[place.clone()].chars().filter(|char| is_cjk(*char)).count() * 3 > place.len() / 3;
    let (strength, span) =
        if chinese { chinese::subject(text, place)? } else { english::subject(text, place, line)? };
    // The cells of a row are labels and banks more often than issuers.
    let strength = if text[line.clone()].contains('|') { strength.min(2) } else { strength };
    let printed = text.get(trimmed(text, span.clone()))?;
    let names_some = printed.chars().count() > 1 && !super::PUBLISHERS.contains(&printed);
    let weight = match strength {
        0 | 1 => 12,
        2 => 26,
        3 => 38,
        _ => SUREST,
    };
    (names_some && !strike::is_out(text, &span)).then_some(Candidate { weight, span })
}
