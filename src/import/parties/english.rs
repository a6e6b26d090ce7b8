//! The issuer as the subject of an English sentence, and what says who it is rather than its name.

use std::sync::LazyLock;

use regex::Regex;

use super::PUBLISHERS;
use crate::import::names;
use crate::import::pattern::rx;
use crate::import::plain::Span;

static ENGLISH_VERB: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"\b(?:has|have|had|priced|prices|sold|sells|is|was|are|plans|planned|raised|raises|took|takes|signed|signs|lifted|launched|launches|completed|completes|announced|announces|mandated|mandates|hires|eyes|readies|closed|closes|issued|issues|will|hired|returned|returns|obtained|secured|secures|set|sets|intends|proposes|proposed|tapped|taps|printed|prints|marketed|upsized|increased|brought|brings|opened|came|entered|borrowed|refinanced|agreed|wants|seeks|filed|offered|offers|placed|hit|reopened|executed|arranged|received|selected|appointed|picked|weighs|mulls|expects|got|went|made|unveiled|begins|began|commenced|today|on (?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday))\b",
    )
});
static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^(?:[A-Z][A-Za-z .]{1,22}(?:, [A-Z][A-Za-z. ]{1,22})?,? (?:\(?[A-Z][a-z]+ ?[A-Z]*\)? )?[-—/(]*)?(?:[A-Z]{3,}[A-Z ,./]*,? )?(?:(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.? \d{1,2}(?:,? \(?\d{4}\)?)?|\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4})(?: ?[-—:]+|/PRNewswire/ ?[-—]*| \([^)]{2,20}\) ?[-—]+)+ ?",
    )
});
/// What a paper is, before the name of the company.
static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^ *(?i:pricing supplement|final terms?|(?:pricing |final )?term sheet|free writing prospectus|prospectus supplement|priced|pricing)(?: no\.? ?\d+)? ?(?:-|:|—|\|) ",
    )
});
/// A company by its legal form, with the words for its securities after it.
static FORMED: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^(?P<name>[A-Z][\w&.' -]{1,60}?,? (?:Inc\.|Incorporated|Corporation|Corp\.|LLC|L\.P\.|plc|PLC|Ltd\.?|Limited|N\.V\.|S\.A\.)),? (?:First|Senior|Medium|Subordinated|Floating|Fixed|Series|Guaranteed|Convertible|Notes|Bonds|Debentures|[$€£]|US\$|\d)",
    )
});
/// The issuer where an English sentence names it.
pub(super) fn subject(text: &str, place: &Span, line: &Span) -> Option<Span> {
    let whole = &text[line.clone()];
    let start = DATELINE.find(whole).map_or(0, |found| found.end());
    let is_first = place.start == line.start;
    let base = if is_first { line.start + start } else { place.start };
    let base = base + HEADING.find(&text[base..line.end.max(base)]).map_or(0, |found| found.end());
    let end = if is_first { line.end } else { place.end };
    let base = base + section(text.get(base..end)?);
    let rest = text.get(base..end)?;
    let heading = rest
        .find(" - ")
        .or_else(|| rest.find(" — "))
        .into_iter()
        .chain(rest.find([':', '•', '|', '—']))
        .min();
    let verb = ENGLISH_VERB.find(rest).map(|found| found.start());
    let cut = match (heading, verb) {
        (Some(heading), Some(verb)) => heading.min(verb),
        (Some(cut), None) | (None, Some(cut)) => cut,
        (None, None) if rest.len() < 90 => rest.len(),
        (None, None) => return None,
    };
    let printed = rest[..cut].trim();
    if names::is_list(printed) {
        // "A and B have been mandated by X": who hires is the issuer.
        let who = HIRER.captures(&text[place.clone()])?.name("who")?;
        return Some(place.start + who.start()..place.start + who.end());
    }
    let is_name =
        printed.chars().next().is_some_and(|char| char.is_uppercase() || char.is_ascii_digit())
            && printed.len() > 1
            && printed.len() < 130;
    if let Some(found) = FORMED.captures(printed) {
        let form = found.name("name").map_or(0, |name| name.end());
        let name_start = base + printed_end(printed, rest) - printed.len();
        return Some(name_start..name_start + form);
    }
    let counts = printed.starts_with(|char: char| char.is_ascii_digit());
    if counts && "Shares|ADSs|Units|shares".split('|').any(|word| printed.contains(word)) {
        return None;
    }
    let securities =
        "Notes|Bonds|Offering|Prospectus|Announcement|Programme|NOTES|Summary|TERM SHEET";
    if securities.split('|').any(|word| printed.contains(word)) {
        return None;
    }
    let stop = [
        "Joint",
        "Co-Manager",
        "Underwriter",
        "Pre-stabilisation",
        "Notice",
        "Final Term",
        "Pricing Term",
        "Term Sheet",
        "Filed",
        "Bookrunner",
        "Rule 433",
        "Registration",
        "Date",
        "Terms",
        "Lead",
        "Proceeds",
        "Free Writing",
        "Common Stock",
        "Ordinary Shares",
        "American Depositary",
        "Class A",
        "Subject to",
        "Preliminary",
    ];
    if !is_name
        || stop.iter().any(|word| printed.starts_with(word))
        || PUBLISHERS.contains(&printed)
    {
        return None;
    }
    let mut name_end = base + printed_end(printed, rest);
    let name = text.get(base..name_end)?;
    // "The World Bank (International Bank for Reconstruction and Development, IBRD)": the longer name.
    if let Some(open) = name.find('(')
        && let Some(close) = name[open..].find(')')
    {
        let inside = name[open + 1..open + close].split(',').next().unwrap_or_default();
        if inside.split_whitespace().count() >= 4 && !inside.contains('/') {
            return Some(base + open + 1..base + open + 1 + inside.len());
        }
        name_end = base + open;
    }
    let name = text.get(base..name_end)?;
    // ", of Boston," and ", the chipmaker," say more about it.
    let apposition = [
        ", of ", ", the ", ", a ", ", an ", ", based", ", which", ", rated", ", one of", ", owner",
        ", parent", ", acting", ", as ",
    ]
    .iter()
    .filter_map(|word| name.find(word))
    .min();
    Some(base..base + apposition.unwrap_or(name.len()))
}

fn printed_end(printed: &str, rest: &str) -> usize {
    rest.find(printed).unwrap_or(0) + printed.len()
}

static HIRER: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"\b(?:mandated|hired|appointed|selected|picked|chosen|engaged|retained|tapped) by (?P<who>\p{Lu}[\w&.,' -]{2,80}?)(?: (?:to|as|for|on|and|ahead|\([^)]*\))\b|[,;]|\.(?: |$)| \()",
    )
});

/// Where a sentence begins after the name of its section: "Emerging markets primary: X priced".
fn section(text: &str) -> usize {
    let Some(colon) = text.find(": ").filter(|colon| *colon < 60) else { return 0 };
    let is_common = |word: &str| {
        word.len() > 3 && word.chars().all(char::is_lowercase)
            || matches!(
                word,
                "EM" | "Primary" | "Market" | "Markets" | "Bonds" | "Loans" | "Roundup"
            )
    };
    let has_common = text[..colon].split([' ', '-']).any(is_common);
    let rest = &text[colon + 2..];
    let goes_on = rest.starts_with(char::is_uppercase) && ENGLISH_VERB.is_match(rest);
    let is_verb_before = ENGLISH_VERB.is_match(&text[..colon]);
    if has_common && goes_on && !is_verb_before { colon + 2 } else { 0 }
}

/// Words before a name that say who it is: "Norway's Equinor", "Chilean utility Enel Chile".
static DESCRIPTOR: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^(?:(?:[Tt]he )?(?:[A-Z][\w-]+ ){0,2}(?:Norway|Sweden|Finland|Denmark|Iceland|Germany|France|Italy|Spain|Portugal|Greece|Austria|Switzerland|Belgium|Poland|Hungary|Romania|Bulgaria|Serbia|Croatia|Turkey|T[uü]rkiye|Ukraine|Kazakhstan|Uzbekistan|Azerbaijan|Georgia|Israel|Egypt|Morocco|Nigeria|Kenya|Ghana|Angola|Ivory Coast|South Africa|Africa|India|Indonesia|Malaysia|Thailand|Vietnam|Philippines|Singapore|China|Hong Kong|Taiwan|Japan|Korea|Australia|New Zealand|Canada|Mexico|Brazil|Chile|Peru|Colombia|Argentina|Panama|Qatar|Kuwait|Bahrain|Oman|Dubai|Abu Dhabi|Sharjah|Saudi Arabia|Ireland|Britain|UK|US|Netherlands|Pakistan|Mongolia|Macau|Asia|Europe)'s? |(?:[\w'-]+ ){0,4}?(?:utility|lender|developer|insurer|retailer|operator|carrier|producer|borrower|supranational|chipmaker|miner|airline|builder|maker|conglomerate|drugmaker|automaker|giant|unicorn|startup|refiner|shipper|landlord|REIT|brewer|bank|company|group|firm|issuer|agency|telecoms?) )+",
    )
});

/// The stretch of a name without the words that say who it is.
pub(in crate::import) fn without_descriptor(text: &str, name: Span) -> Span {
    let printed = text.get(name.clone()).unwrap_or_default();
    let cut = DESCRIPTOR.find(printed).map_or(0, |found| found.end());
    let rest = &printed[cut..];
    let is_possessive = printed[..cut].trim_end().ends_with("'s")
        || printed[..cut].trim_end().ends_with(|char: char| char.is_lowercase());
    let goes_on = rest.starts_with(|char: char| char.is_uppercase());
    if is_possessive && goes_on { name.start + cut..name.end } else { name }
}
