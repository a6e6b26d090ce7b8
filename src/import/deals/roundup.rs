//! English round-ups: several issuers in one text, each with a deal and banks of its own.
//!
//! A deal begins with a sentence in which somebody new issues something, or with a name alone on its
//! line before a list of points. It goes on until the next one begins.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::{listed, rx};
use crate::import::plain::Span;
use crate::import::{money, names, parties, sentence, titles};
use crate::text::is_cjk;

/// The most deals that one text gives.
const MOST: usize = 60;
/// The longest sentence that is looked at, in bytes.
const LONGEST: usize = 2_000;

/// A deal in a round-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Part {
    /// Who issues.
    pub issuer: Span,
    /// The stretch that tells of it.
    pub span: Span,
}

/// Words before the subject of a sentence.
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^(?:[\s•*\d.)\-—]*)(?:(?:Elsewhere|Meanwhile|Separately|Also|In|On|Earlier|Later|Then|Next|Finally|Away from|Among|Out of|From|And|Similarly|Over in|Back in|A (?:day|week|month) (?:later|earlier|before)|The (?:next|following|same) (?:day|week)|Two days later)\b(?: [^,:.]{1,40})?[,:] (?:on [^,:.]{3,24}, )?|(?:[A-Z][\w'-]+ ){0,4}[A-Z]?[\w'-]+: |(?:[A-Z][\w']+ ){1,3}(?:-|—) |(?:Finally|Meanwhile|Elsewhere|Separately|Lastly) )?(?:and |also )?",
    )
});
static ISSUES: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^(?P<who>(?:the |The )?(?:[A-Z0-9][\w&.'/-]*,?|\p{Lu}[\w&.'/-]*,?)(?: (?:\p{Lu}[\w&.'/-]*,?|\d[\w.-]*|plc,?|&|of|and|de|do|da|for|the|y|e|van|utility|lender|developer|insurer|retailer|operator|group|company|bank|telecoms?|carrier|producer|issuer|borrower|agency|supranational|sovereign|chipmaker|miner|airline|builder|maker|property|state-owned|infrastructure|mortgage|consumer|commercial|finance|insurance|shipping|rail|mining|energy|oil|gas|power|steel|car|credit|\([^()]{1,40}\))){0,12}?)(?:,? (?:of|based in) (?:the )?\p{Lu}[\w.-]*(?: \p{Lu}[\w.-]*){0,3}(?:, \p{Lu}[\w.]*(?: \p{Lu}[\w.]*)?)?)?,?(?: \([^()]{1,40}\))?,? (?:(?:has|have|had|also|then|today|yesterday|successfully|later|meanwhile|in turn|itself|this week|on (?:Monday|Tuesday|Wednesday|Thursday|Friday)),? ){0,3}(?:priced|prices|sold|sells|raised|raises|issued|launched|mandated|signed|signs|placed|printed|prints|tapped|taps|completed|borrowed|obtained|secured|is (?:selling|marketing|raising|in the market|seeking|tapping|offering)|hired|returned|brought|offered|reopened|plans|opened|went|came|followed(?: suit)?|took|closed|lifted|sealed|marketed|refinanced|did|does|followed|weighed in|will bring|is set to (?:price|sell|issue|bring)|lands|landed|wrapped up|drew|inked|clinched)\b",
    )
});
static SECURITY: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\b(?:notes?|bonds?|sukuk|debentures?|FRNs?|securities|loans?|facilit(?:y|ies)|revolver|shares?|IPO|placing|follow-on|convertibles?|perpetuals?|tier [12]|AT1|benchmark|\d{1,2}-year|(?:two|three|four|five|six|seven|eight|ten|twelve|fifteen|twenty|thirty)-year|long \w+|floater|tap|line|deal|trade|offering|issue|20\d\ds?)\b",
    )
});
static PAST: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\b(?:last (?:year|month|week|quarter|spring|summer|autumn)|earlier (?:this|in)|previously|a (?:year|month|week) (?:ago|earlier)|last (?:issued|tapped|sold|came|priced)|comparables?|compared|debut(?:ed)? in|since (?:19|20)\d\d|had (?:also |already |previously |earlier |last )?(?:sold|priced|raised|issued|signed|printed|placed|borrowed|closed|launched|agreed|obtained|secured|completed|tapped|come))\b",
    )
});
/// Subjects of sentences that go on about the deal before.
static NOBODY: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    listed(
        "the|it|its|this|that|these|those|both|all|each|they|he|she|we|books|orders|investors|proceeds|\
pricing|settlement|moody's|fitch|s&p|banks|bookrunners|managers|underwriters|lenders|demand|final|\
initial|joint|lead|other|others|two|three|four|five|one|another|notes|bonds|price|total|net|gross|\
guidance|in|at|by|for|after|before|since|during|guidance|accounts|issuer|borrower|trustee|counsel|tranche|a|an|some|most|syndicate|leads|arrangers",
    )
});
static HEADING: LazyLock<Regex> =
    LazyLock::new(|| rx(r"^\s*(?P<who>\p{Lu}[\w&.,'()/ -]{2,80}?)(?: \([^()\n]{1,40}\))?:\s*$"));

/// The deals of an English text by issuer; empty where it tells of one.
pub(in crate::import) fn find(text: &str) -> Vec<Part> {
    let head = money::window(text, 0, 4_000);
    if head.chars().filter(|char| is_cjk(*char)).count() * 10 > head.chars().count() {
        return Vec::new();
    }
    let mut begun: Vec<(usize, Span)> = Vec::new();
    let lines = sentence::lines(text);
    for (index, line) in lines.iter().enumerate() {
        if let Some(who) = heading(text, line, lines.get(index + 1)) {
            begin(text, &mut begun, line.start, who);
            continue;
        }
        for place in sentence::sentences(text, line) {
            if let Some(who) = opens(text, &place) {
                begin(text, &mut begun, place.start, who);
            }
        }
        if begun.len() > MOST {
            break;
        }
    }
    begun.truncate(MOST);
    if begun.len() < 2 {
        return Vec::new();
    }
    let mut parts = Vec::new();
    for (index, (start, who)) in begun.iter().enumerate() {
        let end = begun.get(index + 1).map_or(text.len(), |(next, _)| *next);
        // What stands before the first deal belongs to it where it tells of a deal.
        let from = if index == 0 && tells(&text[..*start]) { 0 } else { *start };
        parts.push(Part { issuer: who.clone(), span: from..end });
    }
    parts
}

/// Whether words before the first deal say something of it.
fn tells(before: &str) -> bool {
    !titles::find(before).is_empty() || !money::find(before).is_empty()
}

fn begin(text: &str, begun: &mut Vec<(usize, Span)>, start: usize, who: Span) {
    let own = key(&text[who.clone()]);
    let is_same = begun.iter().any(|(_, other)| {
        let other = key(&text[other.clone()]);
        other.contains(&own) || own.contains(&other) || first(&own) == first(&other)
    });
    if !is_same {
        begun.push((start, who));
    }
}

fn key(name: &str) -> String {
    let lower = name.to_lowercase();
    lower.chars().filter(|char| char.is_alphanumeric() || *char == ' ').collect()
}

fn first(key: &str) -> &str {
    key.split(' ').next().unwrap_or(key)
}

/// A name alone on its line, with a point after it that tells of a deal.
fn heading(text: &str, line: &Span, next: Option<&Span>) -> Option<Span> {
    let printed = &text[line.clone()];
    let name = HEADING.captures(printed)?.name("who")?;
    let point = text.get(next?.clone())?;
    let is_point = point.trim_start().starts_with(['•', '-', '*']);
    let telling = SECURITY.is_match(point) || !money::find(point).is_empty();
    let is_title = !titles::find(printed).is_empty();
    (is_point && telling && !is_title && is_somebody(name.as_str()))
        .then(|| line.start + name.start()..line.start + name.end())
}

/// Who issues something in a sentence, where it begins with that.
fn opens(text: &str, place: &Span) -> Option<Span> {
    if place.len() > LONGEST {
        return None;
    }
    let inside = &text[place.clone()];
    let lead = LEAD.find(inside).map_or(0, |found| found.end());
    if let Some(who) = parties::beneficiary(&inside[lead..])
        && SECURITY.is_match(inside)
        && !PAST.is_match(inside)
        && is_somebody(&inside[lead..][who.clone()])
    {
        return Some(place.start + lead + who.start..place.start + lead + who.end);
    }
    let found = [lead, inside.len() - inside.trim_start().len()]
        .into_iter()
        .find_map(|from| Some((from, ISSUES.captures(&inside[from..])?)));
    let (from, issue) = found?;
    let who = issue.name("who")?;
    let sized = money::find(inside).iter().any(|amount| {
        amount.currency.is_some() && amount.value >= super::super::number::Number::whole(1_000_000)
    });
    let hires = ["mandated", "hired"].iter().any(|verb| inside.contains(verb));
    let is_deal = SECURITY.is_match(inside) && (sized || hires) && !PAST.is_match(inside);
    let name = who.as_str().trim_end_matches(',');
    (is_deal && is_somebody(name) && !names::is_list(name)).then(|| {
        let start = place.start + from + who.start();
        start..start + name.len()
    })
}

/// Whether a subject names an issuer, not the deal before, banks or a crowd.
pub(in crate::import) fn is_somebody(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut words = lower.split([' ', ',']);
    let opener = words.next().unwrap_or_default();
    // "The World Bank" is one, "The Vendor" none.
    let shouts = !name.chars().any(char::is_lowercase);
    let the = opener == "the"
        && words.next().is_some_and(|next| {
            shouts || name.contains(&capital(next.split('-').next().unwrap_or(next)))
        })
        && words.next().is_some();
    let is_title = titles::find(name).iter().any(|title| title.span.len() * 2 > name.len());
    (the || !NOBODY.contains(&opener)) && !is_title && name.len() > 1
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found = find(text);
        let names: Vec<&str> = found.iter().map(|part| &text[part.issuer.clone()]).collect();
        assert_eq!(names, expected, "{text}");
    }

    #[test]
    fn each_issuer_of_a_round_up_has_a_part() {
        check(
            "Primary market: Baiterek Holding priced a US$500m five-year. Citi was bookrunner. \
             Elsewhere, Delta Bank raised US$300m with a 2029 sukuk. In Africa, Gulf Corporation \
             mandated A and B for a seven-year dollar benchmark.",
            &["Baiterek Holding", "Delta Bank", "Gulf Corporation"],
        );
        check(
            "NORTHWIND ENERGY PLC:\n• £300 million notes\n• Joint bookrunners: A\n\
             SOUTHGATE FOODS INC.:\n• $750 million eight-year notes\n",
            &["NORTHWIND ENERGY PLC", "SOUTHGATE FOODS INC."],
        );
    }

    #[test]
    fn one_deal_is_no_round_up() {
        check(
            "Alpha plc sold $500 million of notes. The notes pay 5%. Alpha also sold shares.",
            &[],
        );
        check(
            "Alpha plc sold $500 million of notes. Beta Inc. sold $400 million of notes last month.",
            &[],
        );
        check("甲集团发行6亿美元票据。", &[]);
    }
}
