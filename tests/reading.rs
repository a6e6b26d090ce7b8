//! Announcements are tested as data: `tests/announcements` holds texts with the records they must
//! give, and the reader must reach the floors over all of them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde_json::{Map, Value};
use syndiscope::import::{MarkKind, QuestionCode, read};
use syndiscope::words::Lang;

/// What the reader must reach over all texts, a little below what it does.
const EDGES: f64 = 0.98;
const TERMS: f64 = 0.97;
const SCOPE: f64 = 0.9;
const ISSUER: f64 = 0.98;

/// The facts of a tranche that are scored.
const FACTS: [&str; 9] = [
    "currency",
    "amount",
    "coupon_pct",
    "maturity",
    "tenor_years",
    "issue_price_pct",
    "yield_pct",
    "spread_bp",
    "isin",
];

/// Found, given and wanted.
#[derive(Clone, Copy, Default)]
struct Score {
    hits: usize,
    got: usize,
    wanted: usize,
}

impl Score {
    fn add(&mut self, wanted: &BTreeMap<String, usize>, got: &BTreeMap<String, usize>) {
        let common =
            |(key, count): (&String, &usize)| got.get(key).map_or(0, |other| *count.min(other));
        self.hits += wanted.iter().map(common).sum::<usize>();
        self.got += got.values().sum::<usize>();
        self.wanted += wanted.values().sum::<usize>();
    }

    fn f1(self) -> f64 {
        2.0 * self.hits as f64 / (self.got + self.wanted).max(1) as f64
    }
}

fn cases() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/announcements");
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |file: &std::path::PathBuf| -> Vec<Value> {
        serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
    };
    files.iter().flat_map(read).collect()
}

fn deals(gold: &Value) -> Vec<Map<String, Value>> {
    let all = gold.as_array().cloned().unwrap_or_else(|| vec![gold.clone()]);
    all.into_iter().filter_map(|deal| deal.as_object().cloned()).collect()
}

fn list<'a>(deal: &'a Map<String, Value>, key: &str) -> &'a [Value] {
    deal.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A name as it is compared: one width, no spaces, commas and stops.
fn norm(name: &str) -> String {
    let dropped = " ,.，。'’\"“”\u{a0}\u{3000}";
    let narrow = |char: char| match char {
        '（' => '(',
        '）' => ')',
        '＆' => '&',
        other => other,
    };
    name.chars()
        .map(narrow)
        .filter(|char| !dropped.contains(*char))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Bank and role, once a deal; a lost name as often as it stands.
fn edges(deals: &[Map<String, Value>]) -> BTreeMap<String, usize> {
    let mut edges = BTreeMap::new();
    for deal in deals {
        let mut seen = BTreeSet::new();
        for member in list(deal, "syndicate") {
            let bank = member.get("bank").and_then(Value::as_str).map(norm);
            for role in member["roles"].as_array().unwrap() {
                let key = format!("{} {role}", bank.as_deref().unwrap_or("?"));
                if bank.is_none() || seen.insert(key.clone()) {
                    *edges.entry(key).or_insert(0) += 1;
                }
            }
        }
    }
    edges
}

/// Facts of tranches, each with the currency and size of its tranche.
fn terms(deals: &[Map<String, Value>]) -> BTreeMap<String, usize> {
    let mut terms = BTreeMap::new();
    for tranche in deals.iter().flat_map(|deal| list(deal, "tranches")) {
        let show = |key: &str| match tranche.get(key) {
            Some(Value::Number(number)) => format!("{:.6}", number.as_f64().unwrap()),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        for key in FACTS.iter().filter(|key| tranche.get(**key).is_some()) {
            let fact = format!("{} {} {key} {}", show("currency"), show("amount"), show(key));
            *terms.entry(fact).or_insert(0) += 1;
        }
    }
    terms
}

/// For each bank the sets of tranches it is limited to, and whether any limit was given.
fn scopes(deals: &[Map<String, Value>]) -> BTreeMap<String, Vec<(bool, BTreeSet<String>)>> {
    let mut scopes: BTreeMap<String, Vec<(bool, BTreeSet<String>)>> = BTreeMap::new();
    for deal in deals {
        let text = |value: &Value, key: &str| {
            value.get(key).map_or("None".to_owned(), |found| found.as_str().unwrap().to_owned())
        };
        let labels: Vec<(String, String)> = list(deal, "tranches")
            .iter()
            .map(|tranche| (text(tranche, "label"), text(tranche, "currency")))
            .collect();
        for member in list(deal, "syndicate") {
            let limits: BTreeSet<&str> = member
                .get("tranches")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let within = |(label, code): &&(String, String)| {
                limits.contains(label.as_str()) || limits.contains(code.as_str())
            };
            let mut full: BTreeSet<String> =
                labels.iter().filter(within).map(|(label, _)| label.clone()).collect();
            if full.is_empty() {
                full = labels.iter().map(|(label, _)| label.clone()).collect();
            }
            let bank = member.get("bank").and_then(Value::as_str).map(norm).unwrap_or_default();
            scopes.entry(bank).or_default().push((!limits.is_empty(), full));
        }
    }
    scopes
}

fn issuers(deals: &[Map<String, Value>]) -> Vec<String> {
    let names = |deal: &Map<String, Value>| -> Vec<String> {
        let issuer = deal.get("issuer");
        let name =
            |key: &str| issuer.and_then(|issuer| issuer.get(key)).and_then(Value::as_str).map(norm);
        [name("name"), name("name_zh")].into_iter().flatten().collect()
    };
    deals.iter().flat_map(names).collect()
}

#[test]
#[expect(clippy::print_stdout, reason = "the score is asked for with --nocapture")]
fn announcements_give_their_records() {
    let (mut edge, mut term) = (Score::default(), Score::default());
    let (mut scoped, mut scopes_right, mut issuers_right) = (0, 0, 0);
    let cases = cases();
    assert!(cases.len() >= 40, "only {} announcements", cases.len());
    for case in &cases {
        let gold = deals(&case["gold"]);
        let reading = read(case["text"].as_str().unwrap());
        let got: Vec<Map<String, Value>> =
            reading.drafts.iter().map(|draft| draft.to_record()).collect();
        edge.add(&edges(&gold), &edges(&got));
        term.add(&terms(&gold), &terms(&got));
        let (wanted, found) = (scopes(&gold), scopes(&got));
        for (bank, limits) in &wanted {
            for (_, full) in limits.iter().filter(|(is_limited, _)| *is_limited) {
                scoped += 1;
                let right =
                    found.get(bank).is_some_and(|own| own.iter().any(|(_, other)| other == full));
                scopes_right += usize::from(right);
            }
        }
        let (wanted, found) = (issuers(&gold), issuers(&got));
        let is_right = wanted.is_empty()
            || wanted.iter().any(|name| {
                found
                    .iter()
                    .any(|other| name.contains(other.as_str()) || other.contains(name.as_str()))
            });
        issuers_right += usize::from(is_right);
    }
    let scope = f64::from(scopes_right as u32) / f64::from(scoped.max(1) as u32);
    let issuer = f64::from(issuers_right as u32) / f64::from(cases.len() as u32);
    let figures = format!(
        "edges {:.4} terms {:.4} scope {scope:.4} issuer {issuer:.4}",
        edge.f1(),
        term.f1()
    );
    println!("{} announcements: {figures}", cases.len());
    assert!(edge.f1() >= EDGES, "{figures}");
    assert!(term.f1() >= TERMS, "{figures}");
    assert!(scope >= SCOPE, "{figures}");
    assert!(issuer >= ISSUER, "{figures}");
}

#[test]
fn every_fact_leads_to_the_text_and_to_the_record() {
    for case in cases() {
        let text = case["text"].as_str().unwrap();
        let reading = read(text);
        for draft in &reading.drafts {
            for fact in &draft.facts {
                assert!(draft.value(&fact.path).is_some(), "{}: {}", case["id"], fact.path);
                assert!(text.get(fact.span.clone()).is_some(), "{}: {:?}", case["id"], fact.span);
            }
        }
        for mark in &reading.marks {
            let fact = &reading.drafts[mark.draft].facts[mark.fact];
            assert_eq!((&fact.span, fact.kind), (&mark.span, mark.kind));
        }
    }
}

#[test]
fn lost_names_and_gaps_are_asked_about() {
    let reading = read("甲集团有限公司拟发行美元票据，由汇丰、、瑞银香港分行担任联席全球协调人。");
    let codes: Vec<QuestionCode> =
        reading.drafts[0].questions.iter().map(|question| question.code).collect();
    assert!(
        codes.contains(&QuestionCode::LostName) && codes.contains(&QuestionCode::NoAmount),
        "{codes:?}"
    );
    for question in &reading.drafts[0].questions {
        for lang in Lang::ALL {
            assert!(!question.sentence(lang).starts_with("import."), "{question:?}");
        }
    }
    assert!(reading.marks.iter().any(|mark| mark.kind == MarkKind::Bank));
}

/// Who holds which roles in the only draft of a text, as "bank role role".
fn holders(text: &str) -> Vec<String> {
    let reading = read(text);
    let record = reading.drafts[0].to_record();
    let show = |member: &Value| {
        let roles: Vec<&str> =
            member["roles"].as_array().unwrap().iter().map(|role| role.as_str().unwrap()).collect();
        format!("{} {}", member["bank"].as_str().unwrap_or("?"), roles.join(" "))
    };
    list(&record, "syndicate").iter().map(show).collect()
}

#[test]
fn titles_that_stand_for_their_holders_reach_them() {
    let expected = [
        "Citi joint_global_coordinator joint_lead_manager",
        "HSBC joint_global_coordinator joint_lead_manager",
        "UBS joint_lead_manager",
    ];
    let text = "JGCs: Citi, HSBC\nJLMs: JGCs and UBS";
    assert_eq!(holders(text), expected);
    let text = "Joint Global Coordinators: Citi and HSBC. Joint Lead Managers: UBS, together with \
                the Joint Global Coordinators.";
    let mut found = holders(text);
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn round_ups_give_a_draft_for_each_issuer() {
    let text = "Alpha Water sold $500 million of 5% notes due 2031. Citi was sole bookrunner. Elsewhere, \
                Beta Inc. raised €300 million with a 2029 bond. HSBC and UBS were joint bookrunners.";
    let reading = read(text);
    let issuers: Vec<_> = reading.drafts.iter().filter_map(|draft| draft.issuer()).collect();
    assert_eq!(issuers, ["Alpha Water", "Beta Inc."]);
    check_spans(text);
}

#[test]
fn a_long_table_without_a_title_costs_no_more_than_its_length() {
    // Once a minute, where each row looked at all below it.
    let rows = "A Bank | B Bank | 5\n".repeat(20_000);
    assert!(!read(&rows).text.is_empty());
}

/// Every span lies on the edges of characters.
fn check_spans(text: &str) {
    for draft in read(text).drafts {
        for fact in draft.facts {
            assert!(text.get(fact.span.clone()).is_some(), "{:?} of {text:?}", fact.span);
        }
    }
}

proptest! {
    #[test]
    fn no_text_is_too_odd(text in "\\PC{0,200}") {
        check_spans(&text);
    }

    #[test]
    fn no_bytes_are_too_odd(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        check_spans(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_mixture_is_too_odd(parts in prop::collection::vec(prop::sample::select(PARTS), 0..40)) {
        check_spans(&parts.concat());
    }
}

/// Pieces of announcements, to be put together in any order.
const PARTS: &[&str] = &[
    "由",
    "、",
    "，",
    "及",
    "担任",
    "联席全球协调人",
    "簿记管理人",
    "：",
    "。",
    "\n",
    " | ",
    "汇丰",
    "香港分行",
    "（亚洲）",
    "6亿美元",
    "35億元人民幣",
    "4.125%",
    "2031年到期",
    "joint bookrunners",
    "co-managers",
    " are ",
    " and ",
    ", ",
    "; ",
    "Citi",
    "Goldman, Sachs & Co.",
    "X Capital LLC",
    "☒ ",
    "☐ ",
    "(B&D)",
    "US$500m",
    " due 2031",
    "T+90bps",
    "<td>",
    "</p>",
    "&amp;",
    "首五家兼任",
    "\t",
    "......",
    "(",
    ")",
    "\"",
    "\u{feff}",
    "Ａ",
    "½",
    "é",
    "\r\n",
    "99.5%",
    "together, the ",
];
