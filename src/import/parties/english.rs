//! The issuer as the subject of an English sentence, and what says who it is rather than its name.

use std::sync::LazyLock;

use regex::Regex;

use super::PUBLISHERS;
use crate::import::names;
use crate::import::pattern::{listed, rx};
use crate::import::plain::Span;

static ENGLISH_VERB: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"\b(?:is (?:mulling|eyeing|contemplating|exploring|arranging|discussing|evaluating|working|sounding|marketing|selling|offering|planning|looking|seeking|preparing|readying|weighing|considering|issuing|tapping|launching|raising|set to)|has|have|had|priced|prices|sold|sells|is|was|are|plans|planned|raised|raises|took|takes|signed|signs|lifted|launched|launches|completed|completes|announced|announces|mandated|mandates|hires|eyes|readies|closed|closes|issued|issues|will|hired|split|splits|followed|added|adds|returned|returns|obtained|secured|secures|set|sets|intends|proposes|proposed|tapped|taps|printed|prints|marketed|upsized|increased|brought|brings|opened|came|entered|borrowed|refinanced|agreed|wants|seeks|filed|offered|offers|placed|hit|reopened|executed|arranged|received|selected|appointed|picked|weighs|mulls|expects|got|went|made|unveiled|begins|began|commenced|determined|hereby|also|successfully|mulled|refinances|entered|filed|sealed|landed|drew|wrapped|wraps|firmed|firms|nudged|guided|tightened|widened|flexed|allocated|allocates|freed|talked|kicked|hosted|attracted|garnered|drew|lined|inked|clinched|nets|netted|pulled|postponed|shelved|shelves|lands|seals|Announces|Prices|Completes|Closes|Launches|Raises|Signs|Secures|Issues|Upsizes|Lands|Sets|today|on (?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday))\b",
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
        r"(?i)^ *(?:(?:pricing supplement|final terms?|(?:pricing |final )?term sheet|free writing prospectus|prospectus supplement|priced|pricing|mandated?|launch(?:ed)?|update|guidance|ipts?|new issue|final close|exclusive|brief|revised)(?: no\.? ?\d+)? ?(?:-|:|—|\|) |(?:priced|launched|new issue|books closed|deal (?:closed|priced))(?: today| yesterday| this (?:morning|afternoon|week))?: )",
    )
});
/// A size right behind the name in a headline.
static HEADLINE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r" (?:(?:USD|EUR|GBP|AUD|CHF|CAD|SGD|HKD|CNH|CNY|RMB|JPY|NZD|SEK|NOK) ?|US\$|HK\$|A\$|S\$|[$€£])(?:\d[\d,.]* ?(?:bn|billion|mn|mm|m|million)|\d{1,3}(?:,\d{3}){2,})\b",
    )
});
/// A company by its legal form, with the words for its securities after it.
static FORMED: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^(?P<name>[A-Z][\w&.' -]{1,60}?,? (?:Inc\.|Incorporated|Corporation|Corp\.|LLC|L\.P\.|plc|PLC|Ltd\.?|Limited|N\.V\.|S\.A\.))[.,]? (?:First|Senior|Medium|Subordinated|Floating|Fixed|Series|Guaranteed|Convertible|Notes|Bonds|Debentures|[$€£]|US\$|\d)",
    )
});
use crate::import::deals::roundup::is_somebody;

/// How surely a sentence names its issuer, and where.
pub(super) type Subject = (u8, Span);

/// The issuer where an English sentence names it.
pub(super) fn subject(text: &str, place: &Span, line: &Span) -> Option<Subject> {
    let is_first = place.start == line.start;
    let end = if is_first { line.end } else { place.end };
    let mut base = if is_first { line.start } else { place.start };
    let opening = text.get(base..end)?;
    base += opening.len() - opening.trim_start_matches([' ', '*', '•', '-', '>']).len();
    base += DATELINE.find(text.get(base..end)?).map_or(0, |found| found.end());
    for _ in 0..3 {
        base += lead_in(text.get(base..end)?);
    }
    base += HEADING.find(text.get(base..end)?).map_or(0, |found| found.end());
    base += hop(text.get(base..end)?);
    base += section(text.get(base..end)?);
    base += announced(text.get(base..end)?);
    let rest = text.get(base..end)?;
    if let Some(who) =
        super::told::beneficiary(rest).filter(|who| !names::is_known(&rest[who.clone()]))
    {
        return Some((3, base + who.start..base + who.end));
    }
    let (cut, is_verb) = cut(rest)?;
    // Chinese words behind a Latin name are those of the paper.
    let cut = rest[..cut]
        .find(crate::text::is_cjk)
        .filter(|at| *at > 2)
        .map_or(cut, |at| super::chinese::before_size(&rest[..at]));
    let printed = rest[..cut].trim();
    if names::is_list(printed) {
        // "A and B have been mandated by X": who hires is the issuer.
        let who = HIRER.captures(&text[place.clone()])?.name("who")?;
        return Some((3, place.start + who.start()..place.start + who.end()));
    }
    if let Some(found) = FORMED.captures(printed) {
        let form = found.name("name").map_or(0, |name| name.end());
        let start = base + printed_end(printed, rest) - printed.len();
        return Some((4, start..start + form));
    }
    if is_about_others(&rest[cut..]) {
        return None;
    }
    if !is_name(printed) || is_paper(printed) || !is_somebody(printed) {
        return None;
    }
    let span = named(text, base, base + printed_end(printed, rest))?;
    let span = without_descriptor(text, span);
    let strength = strength(text, &span, is_verb)?;
    Some((strength, span))
}

/// Where the name at the head of a sentence ends: at a verb, a dash, a colon, a bullet.
fn cut(rest: &str) -> Option<(usize, bool)> {
    let heading = rest
        .find(" - ")
        .or_else(|| rest.find(" — "))
        .into_iter()
        .chain(rest.find([':', '•', '|', '—']))
        .min();
    // "Acme Corp USD 500m 5% notes due 2030, …": the name ends where the size begins.
    let headline = HEADLINE.find(rest).map(|size| size.start());
    let verb = ENGLISH_VERB.find(rest);
    let is_issue = verb.is_some_and(|verb| !WEAK.contains(&verb.as_str()));
    let verb = verb.map(|found| found.start());
    if let Some(size) = headline
        && heading.is_none_or(|heading| size < heading)
        && verb.is_none_or(|verb| size < verb)
        && rest[..size].split_whitespace().count() > 1
    {
        return Some((size, false));
    }
    Some(match (heading, verb) {
        (Some(heading), Some(verb)) if heading < verb => (heading, false),
        (_, Some(verb)) => (verb, is_issue),
        (Some(heading), None) => (heading, false),
        (None, None) if rest.len() < 90 => (rest.len(), false),
        (None, None) => return None,
    })
}

/// Verbs that say nothing of an issue.
static WEAK: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    listed("is|was|are|had|set|made|got|went|came|begins|began|increased|increase|entered|agreed")
});

/// How surely a name is the issuer's: a legal form and a verb say most.
fn strength(text: &str, span: &Span, is_verb: bool) -> Option<u8> {
    let name = text.get(span.clone())?;
    let is_formed = FORM.is_match(name);
    let is_plain = name.split_whitespace().all(|word| {
        let first = word.trim_start_matches(['(', '"', '\'']).chars().next().unwrap_or('A');
        !first.is_lowercase() || INNER.contains(&word)
    });
    if !is_verb && names::is_known(name) {
        return Some(if span.start == 0 { 2 } else { 1 });
    }
    let shouts = name.chars().all(|char| !char.is_lowercase());
    Some(match (is_formed, is_plain, is_verb) {
        (true, true, true) => 4,
        (true, true, false) | (false, true, true) => 3,
        (.., true) => 2,
        _ if is_plain && shouts => 2,
        _ => 1,
    })
}

/// Small words inside names.
static INNER: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    listed(
        "of|for|and|the|de|du|la|le|del|da|do|dos|di|y|e|und|van|von|der|et|plc|&|à|i|pvt|d.d.|dei|\
della|delle|degli|das|des|den|zu|zur|für|och|og|na|w|los|las|el|al|bin|ibn|sur|les|im|r.l.",
    )
});
/// Legal forms, and words by which states and their bodies are known.
static FORM: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?:\b(?:Inc|Incorporated|Corp|Corporation|Co|Ltd|Limited|plc|PLC|LLC|LP|N\.V|S\.A|SA|SE|AG|ASA|AS|AB|Oyj|Abp|PJSC|QPSC|JSC|PT|Tbk|Bhd|Berhad|GmbH|KG|BV|B\.V|DAC|S\.p\.A|SpA|S\.A\.B|INC|CORP|LTD|LIMITED|CORPORATION|HOLDINGS|GROUP|TRUST|BANK|REIT|S\.à r\.l|Sàrl|K\.K|Pte|A/S|Bancorp|Holdings|Group|Bank|Trust|Fund|Authority|Agency|Republic|República|REPUBLIC|Kingdom|Emirate|State|Province|City|Government|Ministry|Sultanate|Commonwealth|University|Company|COMPANY|CO|LLP|BERHAD|S\.P\.A|Förderbank|Corporación)\b\.?)",
    )
});

/// Whether words have the shape of a name.
pub(super) fn is_name(printed: &str) -> bool {
    let first = printed.chars().next();
    first.is_some_and(|char| char.is_uppercase() || char.is_ascii_digit())
        && printed.len() > 1
        && printed.len() < 130
        && printed.chars().any(char::is_alphabetic)
        && !PUBLISHERS.contains(&printed)
}

/// Whether words are of the paper, the securities or the banks rather than a name.
pub(super) fn is_paper(printed: &str) -> bool {
    static PAPER: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"(?i)\b(?:notes|bonds|offering|prospectus|announcement|programme|summary|term sheet|supplement|disclosure|underwriters?|underwriting|bookrunners?|managers?|rule 433|registration|filed pursuant|rns number|item \d|take no responsibility|matter of record|not for (?:distribution|release|publication)|results? of|mandate|financings|calendar|week of|directors and parties|terms and conditions|table of contents|subject to|dear sirs?|sincerely|free writing|common stock|ordinary shares|american depositary|press (?:notice|release)|pricing supplement|amendment|schedule|final pricing|re:|subject:|new issues?|high grade|investment grade|league|roundup|round-up|primary market|deals? of the|shares of|treasury stock|to whom|proceeds|date|terms|joint|co-managers?|lead|notice|pre-stabilisation|confidential|preliminary|loans?|facilit(?:y|ies)|benchmarks?|benchmark treasury|tranches?|sukuk|certificates|co-lead|private placement|placing|vendor|(?:the|our|its|by) board|board of|corporate team|members of|ran the books|acted as|act as|acting as|led the|book[- ]entry|in the opinion of|official statement)\b|^\W*(?:class [ab]\b|page \d|part \d|section \d|www\.|http)",
        )
    });
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"^(?:On |Dated )?(?:\d{1,2}(?:st|nd|rd|th)? )?(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.? ?\d",
        )
    });
    static FIGURE: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"^(?:ISIN|CUSIP|WKN|Common Code)\b|^(?:US ?\$|U\.S\. ?\$|[$€£]|[A-Z]{3} ?\d)|^\d[\d.,]*(?: ?%| million| billion|[- ]year| [Ss]hares| ADSs| Units)|^\(?(?:Aaa|Aa[123]|A[123]|Baa[123]|Ba[123]|B[123]|Caa[123]|AAA|AA[+-]?|A[+-]?|BBB[+-]?|BB[+-]?|B[+-]?|NR)\)? ?(?:/|\(|$)",
        )
    });
    let is_headed = HEAD.is_match(printed) || !FORM.is_match(printed);
    let counts = printed.starts_with(|char: char| char.is_ascii_digit());
    let is_figure = FIGURE.is_match(printed) || counts && printed.contains("Shares");
    is_headed && PAPER.is_match(printed) || DATE.is_match(printed) || is_figure
}

/// Words that head a paper even where a legal form stands behind them.
static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)^(?:the )?(?:joint|sole|active|passive|co-managers?|underwriters?|managers?|arrangers?|bookrunners?|pre-stabilisation|notice|final|pricing|term sheet|filed|bookrunner|rule|registration|date|terms|lead|proceeds|free|subject|preliminary|issuer free|item|not for|prospectus|underwriting|mandate|results?|press|week|calendar|schedule|dear|directors|this announcement|class [ab]\b|several|certain)\b|take no responsibility|underwriters?\b",
    )
});

/// The stretch of a name without what is said of it in brackets and after commas.
fn named(text: &str, base: usize, mut end: usize) -> Option<Span> {
    let name = text.get(base..end)?;
    // "The World Bank (International Bank for Reconstruction and Development, IBRD)": the longer name.
    if let Some(open) = name.find('(')
        && let Some(close) = name[open..].find(')')
    {
        let inside = name[open + 1..open + close].split(',').next().unwrap_or_default();
        if inside.split_whitespace().count() >= 4
            && !inside.contains(['/', '"'])
            && inside.starts_with(char::is_uppercase)
        {
            return Some(base + open + 1..base + open + 1 + inside.len());
        }
        // "X (BVI) Limited", "X (20) Limited": the name goes on behind the bracket.
        let behind = name[open + close + 1..].trim_start();
        if !LEGAL_BEHIND.is_match(behind) {
            end = base + open;
        }
    }
    let name = text.get(base..end)?;
    // ", of Boston," and ", the chipmaker," say more about it.
    let apposition = [
        ", of ",
        ", guaranteed",
        ", through",
        ", via ",
        ", with ",
        ", whose",
        ", backed",
        ", rated",
        ", the ",
        ", a ",
        ", an ",
        ", based",
        ", which",
        ", one of",
        ", owner",
        ", parent",
        ", acting",
        ", wholly",
        ", as ",
        "'s $",
        "' $",
        "' US$",
        "' €",
        "' £",
        "'s US$",
        "'s €",
        "'s £",
        "'s HK$",
        "'s S$",
    ]
    .iter()
    .filter_map(|word| name.find(word))
    .min();
    // "X Funding 2025-1 plc, UK prime RMBS"
    static FORM_END: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"\b(?:Inc\.?|Ltd\.?|Limited|LIMITED|plc|PLC|LLC|AG|SE|SA|S\.A\.|N\.V\.|NV|ASA|AB|Corp\.?|DAC|B\.V\.|BV|GmbH)(?P<end>, )",
        )
    });
    let formed = FORM_END.captures(name).and_then(|found| found.name("end")).map(|end| end.start());
    let formed = formed.filter(|at| !super::LEGAL_TAIL.is_match(&name[*at..]));
    Some(base..base + apposition.into_iter().chain(formed).min().unwrap_or(name.len()))
}

static LEGAL_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^(?:[A-Z][\w&-]* ){0,3}(?:Limited|Ltd|plc|PLC|Inc|LLC|Company|Co|B\.V|N\.V|S\.A|Corp|Holdings?|LIMITED|LTD)\b",
    )
});

/// Whether the verb behind a name says that it serves others: a trustee, counsel, a bank.
fn is_about_others(rest: &str) -> bool {
    static SERVES: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"(?i)^ ?(?:has |have |had )?(?:will not\b|(?:is|are|was|were|will be|has been|(?:is |are |was |were )?act(?:s|ed|ing)?|serv(?:es|ed|ing)|will act) (?:as |acting as |the |a |an |also |sole |joint ){0,4}(?:\w+ ){0,3}?(?:trustee|registrar|counsel|paying agent|calculation agent|auditor|custodian|depositary|bookrunner|book-running|underwriter|global coordinator)s?\b|(?:advis(?:ed|es)|represent(?:ed|s)|counsel(?:led|s)) )",
        )
    });
    SERVES.is_match(rest)
}

/// Where the sentence goes on after a place, an agency or a class of market: "BRAZIL - ", "LATAM DCM: ",
/// "Helsinki/Wellington, 20 February 2024. ", "PRICED: ", "** MANDATE ** ".
fn lead_in(text: &str) -> usize {
    static LEAD: LazyLock<Regex> = LazyLock::new(|| {
        let month = "(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)";
        rx(&format!(
            r"^[\s*•]*(?:(?P<shout>[A-Z][A-Z/&. ]{{2,30}}) ?(?:\*\* ?|: | - |\| )|\*\*[^*\n]{{2,30}}\*\* ?|[A-Z][^\n:;$€£%]{{0,60}}?\b(?:{month}\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? \(?\d{{4}}\)?)?|\d{{1,2}}(?:st|nd|rd|th)? {month}\.?(?:,? \(?\d{{4}}\)?)?)(?:, \d{{1,2}}[:.]\d\d ?[ap]\.?m\.?)?(?: ?(?:\([A-Z][^()\n]{{1,24}}\)|/[^/\n]{{2,20}}/))? ?(?:[-—:]+|\.) ?|(?:\([A-Z][^()\n]{{2,24}}\)|/[^/\n]{{2,20}}/) ?[-—:]* ?|[A-Z][A-Z ,.]{{2,40}} ?(?:\([^()\n]{{2,30}}\)|/ ?[A-Z][\w ]{{2,20}} ?/)[^\n]{{0,24}}?[-—:/]+ ?|BRIEF ?- ?|[A-Z][A-Z .]+, [A-Z][a-z]+\.? - )"
        ))
    });
    let Some(found) = LEAD.captures(text) else { return 0 };
    let length = found.get(0).map_or(0, |whole| whole.end());
    let rest = &text[length..];
    let goes_on = rest.starts_with(|char: char| char.is_uppercase() || char == '(' || char == '/');
    // "SHAKE SHACK INC: $225 million": a name in capitals keeps its place.
    let is_name = found
        .name("shout")
        .is_some_and(|shout| FORM.is_match(shout.as_str()) || !ENGLISH_VERB.is_match(rest));
    // "Alpha Corp. went to two markets on Sept. 3, 2024.": what has a verb is a sentence.
    let told = found.get(0).map_or("", |whole| whole.as_str());
    let is_told = found.name("shout").is_none()
        && ENGLISH_VERB
            .find(told)
            .is_some_and(|verb| !verb.as_str().starts_with("on ") && verb.as_str() != "today");
    if goes_on && !is_name && !is_told { length } else { 0 }
}

/// Where the subject stands behind a clause that comes first: "On 15 July, X has agreed to sell".
fn hop(text: &str) -> usize {
    static HOP: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"^(?:Subject to|Pursuant to|On|Further to|In connection with|Under|As of|Following|In|By|With)\b[^\n]{2,200}?(?:, |\) )(?P<who>\p{Lu}[\w&.'-]+(?: (?:\p{Lu}[\w&.'-]*|&|of|and|de)){0,8}?(?:,? (?:Inc\.|Ltd\.?|LLC|plc|Limited|Corp\.|N\.V\.|S\.A\.))?)(?: \([^()\n]{1,90}\))?,? (?:has|have|entered|agreed|priced|sold|raised|issued|signed|completed|announced|successfully|obtained|closed)\b",
        )
    });
    // "On May 29, 2024 Alpha, Inc. priced": a day stands first.
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        let month = "(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)";
        rx(&format!(
            r"^(?:On|Late on|Early on) (?:(?:Monday|Tuesday|Wednesday|Thursday|Friday|{month}\.? \d{{1,2}}|\d{{1,2}} {month}\.?)(?:,? \d{{4}})?,? )+(?:[Tt]he )?"
        ))
    });
    if let Some(day) = DAY.find(text)
        && text[day.end()..].starts_with(char::is_uppercase)
    {
        return day.end();
    }
    HOP.captures(text).and_then(|found| found.name("who")).map_or(0, |who| who.start())
}

/// Where the name stands that somebody is pleased to tell of.
fn announced(text: &str) -> usize {
    static TOLD: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"^(?:[^\n.]{0,60}\bpleased to (?:inform you|announce) that |Reference is made to (?:the )?[^\n.]{0,60}?announcements? (?:made |published |issued )?by |[Tt]he (?:[Bb]oard|[Dd]irectors?)(?: of [Dd]irectors)? of )(?:the )?",
        )
    });
    let found = TOLD.find(text).map_or(0, |found| found.end());
    let goes_on = text[found..].starts_with(char::is_uppercase);
    if goes_on { found } else { 0 }
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
        word.len() > 2 && word.chars().all(char::is_lowercase)
            || matches!(
                word,
                "EM" | "Primary"
                    | "Market"
                    | "Markets"
                    | "Bonds"
                    | "Loans"
                    | "Roundup"
                    | "Tier"
                    | "AT1"
                    | "T2"
                    | "RT1"
                    | "FIG"
                    | "SSA"
                    | "SSAs"
                    | "HY"
                    | "IG"
                    | "CEEMEA"
                    | "LatAm"
                    | "Sukuk"
                    | "Convertibles"
                    | "Hybrids"
                    | "Covereds"
                    | "Samurai"
                    | "Panda"
                    | "Kangaroo"
                    | "Formosa"
                    | "Equity"
                    | "ECM"
                    | "DCM"
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
        r"^(?:(?:[A-Z][\w]+ )?[A-Z][\w]+-(?:listed|based|headquartered) |(?:[Tt]he )?(?:[A-Z][\w-]+ ){0,2}(?:Norway|Sweden|Finland|Denmark|Iceland|Germany|France|Italy|Spain|Portugal|Greece|Austria|Switzerland|Belgium|Poland|Hungary|Romania|Bulgaria|Serbia|Croatia|Turkey|T[uü]rkiye|Ukraine|Kazakhstan|Uzbekistan|Azerbaijan|Georgia|Israel|Egypt|Morocco|Nigeria|Kenya|Ghana|Angola|Ivory Coast|South Africa|Africa|India|Indonesia|Malaysia|Thailand|Vietnam|Philippines|Singapore|China|Hong Kong|Taiwan|Japan|Korea|Australia|New Zealand|Canada|Mexico|Brazil|Chile|Peru|Colombia|Argentina|Panama|Qatar|Kuwait|Bahrain|Oman|Dubai|Abu Dhabi|Sharjah|Saudi Arabia|Ireland|Britain|UK|US|Netherlands|Pakistan|Mongolia|Macau|Asia|Europe)'s? |(?:[\w'-]+ ){0,4}?(?:utility|lender|developer|insurer|retailer|operator|carrier|producer|borrower|supranational|chipmaker|miner|airline|builder|maker|conglomerate|drugmaker|automaker|giant|unicorn|startup|refiner|shipper|landlord|REIT|brewer|bank|company|group|firm|issuer|agency|telecoms?) )+",
    )
});

/// The stretch of a name without the words that say who it is.
pub(in crate::import) fn without_descriptor(text: &str, name: Span) -> Span {
    let printed = text.get(name.clone()).unwrap_or_default();
    let cut = DESCRIPTOR.find(printed).map_or(0, |found| found.end());
    let rest = &printed[cut..];
    let is_possessive = printed[..cut].trim_end().ends_with(['\''])
        || printed[..cut].trim_end().ends_with("'s")
        || printed[..cut].trim_end().ends_with(|char: char| char.is_lowercase());
    let goes_on = rest.starts_with(|char: char| char.is_uppercase());
    if is_possessive && goes_on { name.start + cut..name.end } else { name }
}
