//! English titles: words before, such as "joint" and "lead", the title itself, and desk slang.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

use super::{Count, Office, Title};
use crate::model::Role;

/// The words that may stand before a title.
const BEFORE: &str = "joint|sole|co|lead|leading|active|passive|senior|junior|mandated|global|initial|principal|\
exclusive|international|structuring|physical|documentation|co-?ordinating|facility|\
administrative|administration|signing|overall|regional|domestic|local|billing|green|esg|sustainability|social|blue|\
sustainable|bond|loan|finance|financing|debt|original";

/// The titles themselves.
const HEADS: &str = r"sponsor[ -]overall co-?ordinators?|book[ -]?runn(?:er|ing)s?(?:[ -]+(?:lead[ -]+)?(?:managers?|arrangers?))?|\
co-?ordinators?|global co-?ordinators?|managers?|mgrs?|arrangers?|underwriters?|dealers?|placement agents?|placing agents?|\
initial purchasers?|purchasers?|participants?|lenders?|representatives?|sponsors?|bookbuilders?|\
the others|stabili[sz](?:ation|ing) (?:managers?|co-?ordinators?|agents?|coordination managers?)|facility agents?|administrative agents?|\
documentation agents?|signing agents?|structuring (?:advis[eo]rs?|agents?|banks?|managers?|coordinators?)|structurers?|\
advis[eo]rs?|capital market intermediar(?:y|ies)|syndicate members?|syndicate groups?|selling groups?|lead groups?|leads|agents|books|bookers|agent banks?|\
remarketing agents?|selling group members?";

/// Those who stand beside a syndicate.
const OUTSIDE: &str = r"trustees?|registrars?|(?:principal |fiscal |paying |calculation |transfer |conversion |exchange |\
listing |process |security |collateral |escrow |tender |information |settlement |warrant |syndication )+agents?|\
(?:legal |us |hong kong |english |prc )?counsels?|legal advis[eo]rs?|auditors?|accountants?|law firms?|\
(?:anchor|cornerstone) investors?|rating agenc(?:y|ies)|financial advis[eo]rs?|depositar(?:y|ies)|custodians?|\
dealer[ -]managers?|solicitation agents?|selling (?:share|stock)holders?|market makers?|guarantors?|issuers?|borrowers?|\
account banks?|hedge counterpart(?:y|ies)|capped call counterpart(?:y|ies)|option counterpart(?:y|ies)|\
keepwell providers?|receiving banks?|second party opinion providers?|clearing banks?|forward (?:seller|purchaser)s?|\
qualified independent underwriters?|rating advis[eo]rs?|standby letter of credit providers?|sblc providers?|\
broker[ -]dealers?|registered dealers?|primary dealers?|securities dealers?|fund managers?|asset managers?|investment managers?|portfolio managers?|general managers?|property managers?|\
vice presidents?|fiscal agents?|compliance advis[eo]rs?";

/// Desk slang and short forms, in the case in which they are written.
const SHORT: &[(&str, &[Office])] = &[
    (r"JLMBs?|JLM/?JBRs?", &[Office::LeadManager(Count::Joint), Office::Bookrunner(Count::Joint)]),
    (r"BRLMs?", &[Office::Bookrunner(Count::Joint)]),
    (
        r"MLABs?|MLA/?Bs?|MLAUBs?",
        &[Office::Of(Role::MandatedLeadArranger), Office::Bookrunner(Count::Plain)],
    ),
    (r"JGCs?|JGCos?", &[Office::GlobalCoordinator(Count::Joint)]),
    (r"SGCs?", &[Office::GlobalCoordinator(Count::Sole)]),
    (r"GCs|G[Ll][Oo][Cc][Oo]s?", &[Office::GlobalCoordinator(Count::Plain)]),
    (r"JBRs?|JBs", &[Office::Bookrunner(Count::Joint)]),
    (r"JLMs?", &[Office::LeadManager(Count::Joint)]),
    (r"MLAs?", &[Office::Of(Role::MandatedLeadArranger)]),
    (r"CLAs?", &[Office::Of(Role::CoordinatingArranger)]),
    (r"B&D|B & D|B\+D", &[Office::Of(Role::BillingAndDelivery)]),
    (r"CMIs?", &[Office::Of(Role::CapitalMarketIntermediary)]),
    (r"OCs", &[Office::Of(Role::OverallCoordinator)]),
];

static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    let (heads, outside) = (HEADS.replace("|\\\n", "|"), OUTSIDE.replace("|\\\n", "|"));
    let (heads, outside) = (heads.replace("\\\n", ""), outside.replace("\\\n", ""));
    let pattern = format!(
        r"(?i)\b(?P<out>{outside})\b|\b(?P<bd>billing (?:and|&) delivery(?: agents?| banks?)?|bills? and delivers?)\b|\b(?P<left>lead[ -]left|left[ -]lead)\b|\b(?P<q>(?:(?:(?:{BEFORE})(?:[ \-/]|, )+)|coordinator[ -]+)*)(?P<head>{heads})\b"
    );
    rx(&pattern)
});
static SLANG: LazyLock<Regex> = LazyLock::new(|| {
    let groups: Vec<String> = SHORT.iter().map(|(form, _)| format!("({form})")).collect();
    let pattern = format!(
        r"\b(?:{}|(GloCos?/phys|[Aa]ctives|[Pp]assives|[Bb]ookies|phys))\b",
        groups.join("|")
    );
    rx(&pattern)
});

/// Every English title in a text.
pub(super) fn find(text: &str) -> Vec<Title> {
    let mut titles = Vec::new();
    for found in SLANG.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let form = SHORT.iter().enumerate().find(|(index, _)| found.get(index + 1).is_some());
        let offices: &[Office] = match (form, whole.as_str()) {
            (Some((_, (_, offices))), _) => offices,
            (None, "Actives" | "actives") => &[Office::Of(Role::ActiveBookrunner)],
            (None, "Passives" | "passives") => &[Office::Of(Role::PassiveBookrunner)],
            (None, "Bookies" | "bookies" | "phys") => &[Office::Bookrunner(Count::Plain)],
            (None, _) => {
                &[Office::GlobalCoordinator(Count::Plain), Office::Bookrunner(Count::Plain)]
            }
        };
        split(&mut titles, whole.start()..whole.end(), offices);
    }
    for found in TITLE.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let span = whole.start()..whole.end();
        if found.name("out").is_some() {
            titles.push(Title { span, office: Office::Outside });
        } else if found.name("bd").is_some() {
            titles.push(Title { span, office: Office::Of(Role::BillingAndDelivery) });
        } else if found.name("left").is_some() {
            titles.push(Title { span, office: Office::Of(Role::LeadLeft) });
        } else {
            let part =
                |name: &str| found.name(name).map_or("", |part| part.as_str()).to_ascii_lowercase();
            let (before, head) = (part("q"), part("head"));
            if is_no_title(text, &span, &before, &head) {
                continue;
            }
            if head == "agents" && before.is_empty() {
                titles.push(Title { span, office: Office::Outside });
                continue;
            }
            let mut offices = offices(&before, &head);
            let ahead = crate::import::money::window_before(text, whole.start(), 10);
            if head.starts_with("arranger") && before.is_empty() && ahead.ends_with("left lead ") {
                offices = vec![Office::Of(Role::LeadArranger)];
            }
            // "coordinators, mandated lead arrangers and bookrunners": those of a loan.
            let beside = crate::import::money::window(text, whole.end(), 48);
            if head.starts_with("coord") && offices.is_empty() && beside.contains("arranger") {
                offices = vec![Office::Of(Role::CoordinatingArranger)];
            }
            if head == "manager" && before.is_empty() {
                offices = vec![Office::Managers];
            }
            split(&mut titles, span, &offices);
        }
    }
    titles
}

/// Whether a word for a title is none where it stands: the books of a deal, a lender that borrows,
/// the one manager of a fund.
fn is_no_title(text: &str, span: &std::ops::Range<usize>, before: &str, head: &str) -> bool {
    let after = crate::import::money::window(text, span.end, 40);
    let rest = after.trim_start_matches([' ', ':', '|']);
    match head {
        "books" if before.is_empty() || before == "order " => {
            let ahead = crate::import::money::window_before(text, span.start, 8).to_lowercase();
            let counted = rest
                .starts_with(|char: char| ">~$€£<".contains(char) || char.is_ascii_digit())
                || [
                    "us$",
                    "hk$",
                    "over ",
                    "above ",
                    "in excess",
                    "closed",
                    "peaked",
                    "of ",
                    "reached",
                    "topped",
                    "exceeded",
                    "c.",
                    "opened",
                    "more than",
                    "hit",
                    "usd",
                    "eur",
                    "gbp",
                    "were",
                ]
                .iter()
                .any(|word| rest.to_lowercase().starts_with(word));
            let run =
                ["were run", "were led", "were managed", "were handled", "were held", "were kept"];
            let is_run = run.iter().any(|verb| rest.to_lowercase().starts_with(verb));
            !is_run && counted || ["order ", "no ", "non-"].iter().any(|word| ahead.ends_with(word))
        }
        // "Agents: A (documentation), B (facility)" gives roles by their notes.
        "agents" if before.is_empty() => !after.starts_with(':') || !names_tasks(text, span.end),
        "lender" | "sponsor" if before.is_empty() => {
            let lower = crate::import::money::window_before(text, span.start, 24).to_lowercase();
            let said = ["as ", "as a ", "as the ", "sole ", "a ", "\n", ". ", "| "]
                .iter()
                .any(|word| lower.ends_with(word))
                || lower.is_empty();
            !(said || after.trim_start().starts_with([':', '|']))
                || rest.starts_with(|char: char| char.is_uppercase()) && after.starts_with(' ')
        }
        // "The others, with NT$500m apiece, are A and B": arrangers of a loan that bear no title.
        "the others" => {
            static ARE: LazyLock<Regex> = LazyLock::new(|| {
                rx(r"^(?:, with [^,;:\n]{1,30}(?:each|apiece),)? (?:are|were|include[sd]?) ")
            });
            let ahead = crate::import::money::window_before(text, span.start, 600).to_lowercase();
            let is_loan =
                ["loan", "facility", "facilities"].iter().any(|word| ahead.contains(word));
            !before.is_empty() || !is_loan || !ARE.is_match(after)
        }
        "representative" if before.is_empty() => after.starts_with(':'),
        "lenders" | "banks" => {
            let ahead = crate::import::money::window_before(text, span.start, 12).to_lowercase();
            ["existing ", "its ", "their ", "previous ", "relationship "]
                .iter()
                .any(|word| ahead.ends_with(word))
        }
        "manager" | "mgr" if before.is_empty() => {
            !text[span.clone()].starts_with('M') || !after.trim_start().starts_with(['|', ':'])
        }
        _ => false,
    }
}

/// Whether brackets behind names say what agents they are.
fn names_tasks(text: &str, at: usize) -> bool {
    let line = crate::import::money::window(text, at, 200);
    let line = line.split('\n').next().unwrap_or(line).to_lowercase();
    ["(documentation", "(facility", "(administrat", "(signing"]
        .iter()
        .any(|task| line.contains(task))
}

/// Puts several offices that one word means beside each other, each with a part of its letters.
fn split(titles: &mut Vec<Title>, span: std::ops::Range<usize>, offices: &[Office]) {
    let Some((last, others)) = offices.split_last() else { return };
    let mut start = span.start;
    for office in others {
        titles.push(Title { span: start..start + 1, office: *office });
        start += 1;
    }
    titles.push(Title { span: start..span.end, office: *last });
}

fn offices(before: &str, head: &str) -> Vec<Office> {
    let words: Vec<&str> =
        before.split([' ', '-', '/', ',']).filter(|word| !word.is_empty()).collect();
    let has = |word: &str| words.contains(&word);
    let count = if has("joint") {
        Count::Joint
    } else if has("sole") || has("exclusive") {
        Count::Sole
    } else {
        Count::Plain
    };
    let role = |role: Role| vec![Office::Of(role)];
    let starts = |start: &str| head.starts_with(start);
    if starts("sponsor") && head.contains("overall") {
        return role(Role::OverallCoordinator);
    }
    if starts("book") {
        return bookrunner(&words, head, count);
    }
    if starts("global co") || (starts("co") && (has("global") || has("initial") && has("joint"))) {
        return vec![Office::GlobalCoordinator(count)];
    }
    if starts("co-ord") || starts("coord") {
        return match (has("overall"), has("sole")) {
            (true, _) => role(Role::OverallCoordinator),
            _ if ["green", "esg", "sustainability", "sustainable", "social", "structuring"]
                .iter()
                .any(|word| has(word)) =>
            {
                role(Role::EsgStructuringAdviser)
            }
            (_, true) => role(Role::SoleCoordinator),
            _ if has("joint") => role(Role::Coordinator),
            _ => Vec::new(),
        };
    }
    if starts("stabili") {
        let coordinator = head.contains("ordinat");
        return role(if coordinator {
            Role::StabilisationCoordinator
        } else {
            Role::StabilisationManager
        });
    }
    if starts("manager") || starts("mgr") {
        return manager(&words, head, count);
    }
    if starts("arranger") {
        return arranger(&words);
    }
    if starts("underwriter") {
        return match (has("lead"), has("joint") || has("co")) {
            (true, true) => role(Role::JointLeadUnderwriter),
            (true, false) => role(Role::LeadUnderwriter),
            _ => role(Role::Underwriter),
        };
    }
    if starts("structur") || starts("advis") {
        let green =
            ["green", "esg", "sustainability", "sustainable", "social", "blue", "structuring"];
        let is_adviser = starts("structur") || green.iter().any(|word| has(word));
        return if is_adviser { role(Role::EsgStructuringAdviser) } else { Vec::new() };
    }
    simple(&words, head)
}

/// Titles that turn on one word.
fn simple(words: &[&str], head: &str) -> Vec<Office> {
    let has = |word: &str| words.contains(&word);
    let found = match head.trim_end_matches('s') {
        "dealer" if !has("principal") => Role::Dealer,
        "placement agent" | "placing agent" => Role::PlacementAgent,
        "initial purchaser" => Role::InitialPurchaser,
        "purchaser" if has("initial") => Role::InitialPurchaser,
        "participant" => Role::Participant,
        "lender" => Role::Lender,
        "the other" => Role::Arranger,
        "representative" if has("joint") => Role::JointRepresentative,
        "representative" => Role::Representative,
        "sponsor" => Role::Sponsor,
        "facility agent" | "administrative agent" | "agent bank" => Role::FacilityAgent,
        "documentation agent" => Role::DocumentationAgent,
        "signing agent" => Role::SigningAgent,
        "agent" if has("joint") => Role::JointAgent,
        "agent" if has("documentation") => Role::DocumentationAgent,
        "agent" if has("signing") => Role::SigningAgent,
        "agent" if has("facility") || has("administrative") => Role::FacilityAgent,
        "capital market intermediary" | "capital market intermediarie" => {
            Role::CapitalMarketIntermediary
        }
        "syndicate member" | "selling group member" | "syndicate group" | "selling group" => {
            Role::SyndicateMember
        }
        "lead" | "lead group" if has("co") => Role::CoLeadManager,
        "lead" if has("joint") => return vec![Office::LeadManager(Count::Joint)],
        "lead" => return vec![Office::LeadManager(Count::Plain)],
        _ => return Vec::new(),
    };
    vec![Office::Of(found)]
}

fn bookrunner(words: &[&str], head: &str, count: Count) -> Vec<Office> {
    let has = |word: &str| words.contains(&word);
    if matches!(head, "books" | "bookers") && count == Count::Plain {
        return vec![Office::Bookrunner(Count::Plain)];
    }
    let role = if has("passive") {
        Role::PassiveBookrunner
    } else if has("active") {
        Role::ActiveBookrunner
    } else if (has("lead") || has("leading")) && !has("co") {
        Role::LeadBookrunner
    } else {
        return vec![Office::Bookrunner(count)];
    };
    vec![Office::Of(role)]
}

fn manager(words: &[&str], head: &str, count: Count) -> Vec<Office> {
    let has = |word: &str| words.contains(&word);
    let role = |role: Role| vec![Office::Of(role)];
    match (has("co"), has("lead"), has("senior"), has("junior")) {
        (true, true, true, _) => role(Role::SeniorCoManager),
        (true, true, ..) => role(Role::CoLeadManager),
        (true, _, true, _) => role(Role::SeniorCoManager),
        (true, _, _, true) => role(Role::JuniorCoManager),
        (true, ..) => role(Role::CoManager),
        (_, true, ..) => vec![Office::LeadManager(count)],
        _ if has("joint") || has("sole") => vec![Office::LeadManager(count)],
        (.., true, _) | (.., true) => role(Role::CoManager),
        _ if matches!(head, "managers" | "mgrs") => vec![Office::Managers],
        _ => Vec::new(),
    }
}

fn arranger(words: &[&str]) -> Vec<Office> {
    let has = |word: &str| words.contains(&word);
    let role = match () {
        () if has("coordinating") || has("co-ordinating") || has("ordinating") => {
            Role::CoordinatingArranger
        }
        () if has("co") && !has("lead") => Role::CoArranger,
        () if has("mandated") => Role::MandatedLeadArranger,
        () if has("lead") => Role::LeadArranger,
        () => Role::Arranger,
    };
    vec![Office::Of(role)]
}
