//! Banks that are listed without a title: underwriters, or arrangers of a loan.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::attach::{Holding, Lists};
use crate::import::names::{Listed, Names, Sep, Shape, Side};
use crate::import::parties::Parties;
use crate::import::pattern::rx;
use crate::import::plain::Span;
use crate::import::sentence;
use crate::import::titles::{Office, Title};
use crate::model::{Market, Role, RoleSet, Tier};

static THROUGH: LazyLock<Regex> =
    LazyLock::new(|| rx(r"\b(?:via|through|led by|with) (?P<list>\p{Lu}[^;.\n]{3,300})"));

/// Adds the banks of lines, or of short lists within them, that hold nothing else. Whether any was
/// added.
pub(super) fn find(
    names: &Names<'_>,
    text: &str,
    lists: &mut Lists,
    market: Market,
    parties: &Parties,
    titles: &[Title],
) -> bool {
    let role = if market == Market::Loan { Role::Arranger } else { Role::Underwriter };
    let issuer = parties.name.clone().or(parties.name_zh.clone()).unwrap_or(0..0);
    let mut all: Vec<Listed> = Vec::new();
    for line in sentence::lines(text) {
        let raw = &text[line.clone()];
        if raw.trim_start().starts_with('☐') && !raw.contains('☒') {
            continue;
        }
        let is_boxed = raw.contains('☒');
        let has_issuer = line.contains(&issuer.start) && !is_boxed && issuer.end > 0;
        if !is_outside(titles, &line) && !has_issuer {
            all.extend(whole(names, text, &line, is_boxed));
        }
    }
    if all.is_empty() {
        all = within(names, text, titles);
    }
    for listed in &all {
        // A note behind the name may say what the bank is: "(joint books)".
        let has_own = listed.roles.iter().any(|role| role.tier() != Tier::Label);
        let offices = if has_own { Vec::new() } else { vec![Office::Of(role)] };
        lists.holdings.push(Holding {
            listed: listed.clone(),
            offices,
            title: 0..0,
            topics: Vec::new(),
        });
    }
    !all.is_empty()
}

fn is_outside(titles: &[Title], span: &Span) -> bool {
    let first = titles.partition_point(|title| title.span.start < span.start);
    let mut inside = titles[first..].iter().take_while(|title| title.span.start < span.end);
    inside.any(|title| title.office == Office::Outside)
}

/// The banks of a line that holds nothing else, most of them known.
fn whole(names: &Names<'_>, text: &str, line: &Span, is_boxed: bool) -> Vec<Listed> {
    let mut groups: Vec<Vec<Listed>> = vec![Vec::new()];
    for piece in names.split(line) {
        if names.is_blank(&piece.span) || text[..piece.span.start].ends_with('☐') {
            continue;
        }
        let printed = names.get(&piece.span).trim();
        // An amount is cut at its commas.
        if printed.chars().all(|char| char.is_ascii_digit() || "$€£.,USHK% ".contains(char)) {
            continue;
        }
        let span = ["Other:", "Others:", "其他:"]
            .iter()
            .find_map(|other| printed.strip_prefix(*other))
            .map_or(piece.span.clone(), |rest| {
                let end = piece.span.start + names.get(&piece.span).trim_end().len();
                end - rest.trim_end().len()..end
            });
        let judged = names.judge(&span, Side::After);
        let clean = !judged.is_empty()
            && judged.iter().all(|item| {
                !item.begins && (!item.ends || item.allotment.is_some()) && !item.is_lost
            });
        if !clean {
            return Vec::new();
        }
        if piece.sep == Sep::Semi {
            groups.push(Vec::new());
        }
        if let Some(last) = groups.last_mut() {
            last.extend(judged);
        }
    }
    groups.iter_mut().for_each(|group| share_note(group));
    let listed = groups.concat();
    let known = listed.iter().filter(|item| item.shape == Shape::Known).count();
    let formed = listed.iter().all(|item| item.shape != Shape::Bare);
    let counts = known * 2 >= listed.len() && known > 0 || is_boxed && formed;
    if counts { listed } else { Vec::new() }
}

/// "A and B (joint books)": what is said of the last holds for all of its list.
fn share_note(group: &mut [Listed]) {
    let roles = group.last().map_or(RoleSet::EMPTY, |last| last.roles);
    let is_title = roles.iter().any(|role| role.tier() != Tier::Label && role != Role::LeadLeft);
    if is_title && group.iter().rev().skip(1).all(|item| item.roles.is_empty()) {
        group.iter_mut().for_each(|item| item.roles = roles);
    }
}

/// The banks of an entry of a calendar: "X INC: $400 million of notes; talk of 2.5%; A, B and C; 144A".
fn clause(names: &Names<'_>, text: &str, line: &Span, titles: &[Title]) -> Option<Vec<Listed>> {
    let printed = &text[line.clone()];
    if printed.len() > 1_200 || printed.matches(';').count() < 2 {
        return None;
    }
    let mut start = line.start;
    for part in printed.split(';') {
        let span = start..start + part.len();
        start = span.end + 1;
        // The first clause names the issuer.
        if span.start == line.start || is_outside(titles, &span) {
            continue;
        }
        let listed = whole(names, text, &span, false);
        if listed.len() > 1 {
            return Some(listed);
        }
    }
    None
}

/// Lists inside a line: "via A, B and C", and desk slang with slashes, "A/B/C(B&D)/D".
fn within(names: &Names<'_>, text: &str, titles: &[Title]) -> Vec<Listed> {
    for line in sentence::lines(text) {
        if let Some(listed) = clause(names, text, &line, titles) {
            return listed;
        }
        for place in sentence::sentences(text, &line) {
            let inside = &text[place.clone()];
            if inside.matches('/').count() > 1 && !is_outside(titles, &place) && inside.len() < 300
            {
                let listed = whole(names, text, &place, false);
                if listed.len() > 2 {
                    return listed;
                }
            }
            let Some(list) = THROUGH.captures(inside).and_then(|found| found.name("list")) else {
                continue;
            };
            let span = place.start + list.start()..place.start + list.end();
            let mut listed: Vec<Listed> = Vec::new();
            for piece in names.split(&span) {
                let judged = names.judge(&piece.span, Side::After);
                let known = !judged.is_empty()
                    && judged.iter().all(|item| item.shape == Shape::Known && !item.begins);
                if !known {
                    break;
                }
                let ends = judged.iter().any(|item| item.ends);
                listed.extend(judged);
                if ends {
                    break;
                }
            }
            if !listed.is_empty() {
                return listed;
            }
        }
    }
    Vec::new()
}
