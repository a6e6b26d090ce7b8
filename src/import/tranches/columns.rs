//! Columns: sizes, maturities and rates printed side by side, one of each for every tranche.

use std::sync::LazyLock;

use regex::Regex;

use super::{AmountKind, Drafted, Fact, Kind, Term};
use crate::import::pattern::rx;

/// Terms of one kind with nothing but marks between them.
struct Run {
    kind: Kind,
    facts: Vec<usize>,
}

/// The tranches of a table in which each has a column.
fn grid(text: &str, terms: &[Fact]) -> Option<Vec<Drafted>> {
    let mut rows: Vec<(usize, Vec<(usize, usize)>)> = Vec::new();
    for line in crate::import::sentence::lines(text) {
        let printed = &text[line.clone()];
        // "Price: 99.871% | 99.204%": the label is a cell of its own.
        let label = printed.split('|').next().and_then(|first| first.find(':')).filter(|colon| {
            *colon < 60 && !printed[..*colon].chars().any(|char| char.is_ascii_digit())
        });
        let labels = usize::from(label.is_some_and(|colon| {
            !printed[colon + 1..].split('|').next().unwrap_or_default().trim().is_empty()
        }));
        let bars = printed.trim().trim_matches('|').matches('|').count() + labels;
        if !(2..12).contains(&bars) || printed.contains('。') {
            continue;
        }
        let lead = printed.len() - printed.trim_start_matches([' ', '|']).len();
        let first = terms.partition_point(|fact| fact.span.start < line.start);
        let inside =
            terms[first..].iter().enumerate().take_while(|(_, fact)| fact.span.start < line.end);
        let cell = |at: usize| {
            labels + text[line.start + lead..at.max(line.start + lead)].matches('|').count()
        };
        let cells: Vec<(usize, usize)> =
            inside.map(|(at, fact)| (cell(fact.span.start), first + at)).collect();
        let kinds = cells.iter().map(|(cell, _)| *cell).collect::<std::collections::BTreeSet<_>>();
        if kinds.len() == bars && !kinds.contains(&0) {
            rows.push((bars, cells));
        }
    }
    let bars = rows.first()?.0;
    rows.retain(|(own, _)| *own == bars);
    let is_sized = |row: &(usize, Vec<(usize, usize)>)| {
        row.1.iter().all(|(_, at)| terms[*at].term.kind() == Kind::Amount)
    };
    if rows.len() < 2 || !rows.iter().any(is_sized) {
        return None;
    }
    let mut tranches = vec![Drafted::default(); bars];
    for (cell, at) in rows.into_iter().flat_map(|(_, cells)| cells) {
        let fact = &terms[at];
        let tranche = tranches.get_mut(cell - 1)?;
        if let Term::Amount(amount, _) = &fact.term
            && tranche.currency.is_none()
        {
            tranche.currency = amount.currency.map(|code| (code.to_owned(), fact.span.clone()));
        }
        tranche.add(fact);
    }
    Some(tranches)
}

/// Whether the columns only add up, by bank, the sizes of tranches that are told in full elsewhere.
fn is_told(tranches: &[Drafted], terms: &[Fact]) -> bool {
    let elsewhere = |tranche: &Drafted| {
        let own = tranche.first(Kind::Amount).map(|fact| &fact.span);
        terms.iter().take(2000).any(|fact| match &fact.term {
            Term::Amount(amount, AmountKind::Principal) => {
                Some(amount.value) == tranche.amount() && Some(&fact.span) != own
            }
            _ => false,
        })
    };
    tranches.iter().all(|tranche| tranche.facts.len() < 3 && elsewhere(tranche))
}

/// The tranches of a deal whose terms stand in columns; `None` where they do not.
pub(super) fn side_by_side(text: &str, terms: &[Fact], leads: &[usize]) -> Option<Vec<Drafted>> {
    if let Some(tranches) = grid(text, terms)
        && !is_told(&tranches, terms)
    {
        return Some(tranches);
    }
    let runs = runs(text, terms, leads);
    let lead = runs.iter().find(|run| run.kind == Kind::Amount).or_else(|| {
        let alone = leads.is_empty() || leads.len() == 1;
        alone
            .then(|| runs.iter().find(|run| run.kind == Kind::Tenor || run.kind == Kind::Maturity))
            .flatten()
    })?;
    let others: Vec<&Run> = runs
        .iter()
        .filter(|run| run.kind != lead.kind && run.facts.len() == lead.facts.len())
        .collect();
    if others.is_empty() && lead.kind == Kind::Amount {
        return None;
    }
    let mut tranches: Vec<Drafted> =
        lead.facts.iter().map(|at| Drafted::lead(&terms[*at])).collect();
    for (column, tranche) in tranches.iter_mut().enumerate() {
        others
            .iter()
            .filter_map(|run| run.facts.get(column))
            .for_each(|at| tranche.add(&terms[*at]));
    }
    if lead.kind == Kind::Amount {
        let mut listed = std::collections::BTreeSet::new();
        super::share::in_lines_apart(text, terms, &lead.facts, &mut tranches, &mut listed);
    }
    if lead.kind != Kind::Amount
        && let Some(only) = leads.first()
        && let Term::Amount(amount, _) = &terms[*only].term
    {
        let currency = amount.currency.map(|code| (code.to_owned(), terms[*only].span.clone()));
        tranches.iter_mut().for_each(|tranche| tranche.currency.clone_from(&currency));
    }
    if lead.kind != Kind::Amount {
        for (column, tranche) in tranches.iter_mut().enumerate() {
            let start = terms[lead.facts[column]].span.end;
            let end = lead.facts.get(column + 1).map_or(start + 24, |next| terms[*next].span.start);
            let tail = crate::import::money::window(text, start, end.saturating_sub(start).min(24));
            tranche.is_green = super::GREEN
                .is_match(tail.split(['三', '档', ',']).next().unwrap_or_default())
                && end - start < 30;
        }
        if tranches.iter().all(|tranche| tranche.is_green) {
            tranches.iter_mut().for_each(|tranche| tranche.is_green = false);
        }
    }
    Some(tranches)
}

fn runs(text: &str, terms: &[Fact], leads: &[usize]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut last: Option<usize> = None;
    for (at, fact) in terms.iter().enumerate() {
        let kind = fact.term.kind();
        if kind == Kind::Other
            || kind == Kind::Amount && !leads.contains(&at)
            || fact.term == Term::Floating
        {
            continue;
        }
        let joins = last.is_some_and(|previous| {
            let between = text.get(terms[previous].span.end..fact.span.start).unwrap_or("x");
            let between = if kind == Kind::Tenor { after_words(between) } else { between };
            terms[previous].term.kind() == kind && is_mark(between)
        });
        match runs.last_mut().filter(|_| joins) {
            Some(run) => run.facts.push(at),
            None => runs.push(Run { kind, facts: vec![at] }),
        }
        last = Some(at);
    }
    runs.retain(|run| run.facts.len() > 1);
    runs
}

/// What stands behind the words that say what a tranche is: "5年期可持续债券、10年期".
fn after_words(between: &str) -> &str {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"^期?(?:的?(?:可持续(?:发展)?|绿色|社会|蓝色|普通|高级|优先|无抵押|固定利率|浮动利率|固息|浮息|定息|美元|港元|欧元|人民币|挂钩))*(?:债券?|票据|品种|档|部分)?",
        )
    });
    &between[WORDS.find(between).map_or(0, |found| found.end())..]
}

/// Whether nothing but a mark stands between two terms.
fn is_mark(between: &str) -> bool {
    let plain = between.trim();
    if between.contains('\n') {
        return false;
    }
    // "4.530% semi-annual / 4.474% semi-annual", "SOFR mid-swaps +47 bps / SONIA mid-swaps +35 bps"
    let bars = between.matches(" / ").count() + between.matches(" | ").count();
    let has_words = between.chars().any(|char| char.is_ascii_digit() || ",;。(".contains(char));
    if bars == 1 && !has_words && between.len() <= 48 {
        return true;
    }
    if between.len() > 24 {
        return false;
    }
    let left: String = plain
        .replace("and", "")
        .replace("以及", "")
        .replace("绿色", "")
        .replace("年期", "")
        .replace("到期", "")
        .replace("green", "")
        .chars()
        .filter(|char| !"|、/,和及与; ()%".contains(*char))
        .collect();
    left.is_empty() && (!plain.is_empty())
}
