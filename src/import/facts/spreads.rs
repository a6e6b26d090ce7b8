//! Spreads over a benchmark.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

use super::rates::is_talk;
use super::{Context, Fact, Number, Term};

static SPREAD: LazyLock<Regex> = LazyLock::new(|| {
    let bench = r"3m ?E|3mE|Euribor|EURIBOR|E|CT\d{1,2}|UST|T\d{0,2}|U\.?S\.? Treasur(?:y|ies)|Treasur(?:y|ies)|[Tt]reasur(?:y|ies)|MS|m/s|ms|[Aa]sset[- ][Ss]waps?|ASW|NIBOR|Nibor|STIBOR|Stibor|CIBOR|WIBOR|NZD [Mm]id-?[Ss]wap|(?:(?:[Ss]emi-quarterly|[Qq]uarterly|s/q|q/q|[Aa]sset|interpolated) )+[Ss]waps?|[Mm]id[- ]?[Ss]waps?|(?:[Cc]ompounded )?(?:\d{2}-day (?:avg|average) )?(?:[Tt]erm |[Dd]aily )?(?:SOFR|Sofr)|SONIA|Sonia|SARON|(?:(?:three|six)[- ]month |\dM |\d[- ]month )?(?:LIBOR|Libor)|L|HIBOR|Hibor|SIBOR|Sibor|SHIBOR|Shibor|BBSW|Bbsw|bank bill swap rate|BBSY|SORA|Sora|TONA|TIBOR|JIBOR|Bunds?|[Gg]ilts?|G|OATs?|中间掉期(?:利率)?|(?:同期限)?(?:\d+年期)?美国国债(?:收益率|利率)?|美债|国债收益率|掉期中间价|有担保隔夜融资利率|(?:半?季度|半年期)?互换(?:中值|利率|中间价)|香港银行同业拆息|伦敦同业拆息";
    let pattern = format!(
        r"(?P<bench>{bench})(?: ?\(?(?:rate|yield|利率|收益率)\)?| ?\([A-Za-z ]{{2,12}}\)| \d[\d./]*%?(?: \d{{1,2}}/\d{{2,4}})?)?,? ?(?:\+|plus|加|上浮|高出|高) ?(?:(?:an? )?(?:initial |applicable |opening )?margin of )?(?P<bp>\d{{1,4}}(?:\.\d+)?)(?P<pct> ?%| per cent\.?)? ?(?P<unit>(?:bps?|basis points|个?基点|个?点子|bp|点)(?:\(bps?\))?)?|(?P<bp2>\d{{1,4}}(?:\.\d+)?) ?(?:bps?|basis points|个?基点|个?点子) ?(?:over|above|高于) (?P<bench2>(?:[\w.%/-]+ ){{0,5}}?(?:{bench}|same benchmark)(?:[ ,.;:)\n]|$))|(?P<sign>\+|plus |加|spread (?:of|is|was) |margin (?:of|is|was) |paying |pays |利差(?:为|:)?|息差(?:为|:)?|溢价) ?(?P<bp3>\d{{1,4}}(?:\.\d+)?)(?P<unit3> ?(?:bps?\b|basis points|个?基点|个?点子|bp))?|(?:,|\bor|\bat) (?P<bp4>\d{{1,4}}(?:\.\d+)?)(?: ?(?:bps?|basis points))? over(?: \(|[.,;)\n]|$)"
    );
    rx(&pattern)
});
/// Every spread over a benchmark.
pub(super) fn find(context: &Context<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for found in SPREAD.captures_iter(context.text) {
        let Some(whole) = found.get(0) else { continue };
        let part = |name: &str| found.name(name);
        let Some(number) = part("bp").or(part("bp2")).or(part("bp3")).or(part("bp4")) else {
            continue;
        };
        let letter = |char: char| char.is_alphanumeric() && !crate::text::is_cjk(char);
        let inside = context.text[..whole.start()].chars().next_back().is_some_and(letter);
        let starts = whole.as_str().starts_with(letter);
        if inside && starts {
            continue;
        }
        let before = context.before(whole.start(), 90);
        let after = context.after(whole.end(), 24);
        if is_talk(before, after) || before.trim_end().ends_with("(T") {
            continue;
        }
        // The premium of a make-whole call is no spread of the deal.
        if is_call(before, after) {
            continue;
        }
        let Some(value) = Number::parse(number.as_str()) else { continue };
        let is_percent = part("pct").is_some();
        let bare = part("unit").is_none()
            && part("bp").is_some()
            && !is_percent
            && part("bench").is_some_and(|bench| matches!(bench.as_str(), "T" | "E" | "L" | "G"));
        // "T+5" is a settlement date.
        if bare && value < Number::whole(20) {
            continue;
        }
        let last = facts.last().map(|fact: &Fact| fact.term.clone());
        // "…, or Treasuries plus 93 basis points, and … or plus 137": over the same.
        let is_next = part("sign").is_some_and(|sign| matches!(sign.as_str(), "+" | "plus "))
            && matches!(last, Some(Term::Spread(..)))
            && [" or", " at", ", or"].iter().any(|word| before.trim_end().ends_with(word))
            && (after.is_empty() || after.starts_with([',', '.', ';', ')', '\n']));
        if part("bp3").is_some()
            && part("unit3").is_none()
            && !follows_spread(context, whole.start(), after)
            && !is_next
        {
            continue;
        }
        // "…, or Treasuries plus 140 basis points, and … or 185 over": over the same.
        if part("bp4").is_some() && !matches!(last, Some(Term::Spread(..))) {
            continue;
        }
        let value = if is_percent { value.times(100).unwrap_or(value) } else { value };
        let bench = part("bench").or(part("bench2")).map(|bench| {
            benchmark(bench.as_str().trim_end_matches([' ', ',', '.', ';', ':', ')']))
        });
        let same = match last {
            Some(Term::Spread(_, same)) if part("bp4").is_some() || is_next => same,
            _ => None,
        };
        facts.push(Fact { span: whole.range(), term: Term::Spread(value, bench.or(same)) });
    }
    facts.extend(listed(context));
    facts.sort_by_key(|fact| (fact.span.start, fact.span.end));
    facts.dedup_by(|later, first| later.span.start < first.span.end);
    facts
}

/// Spreads told in one sentence for several tranches: "the spreads over mid-swaps are 60bp, 72bp and
/// 98bp respectively".
fn listed(context: &Context<'_>) -> Vec<Fact> {
    static SPREADS: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"(?i)(?:\b(?:spreads|margins) (?P<over>[^.;:\n\d]{0,60}?)(?:are|were|of|at|:)|(?:利差|息差)(?P<over2>[^。;:\n\d]{0,30}?)(?:分别)(?:为|是)?) ?(?P<list>\+?\d{1,4}(?:\.\d+)?(?: ?(?:bps?|basis points|个?基点))?(?:(?:,| and|, and|、|及|和|以及) ?\+?\d{1,4}(?:\.\d+)?(?: ?(?:bps?|basis points|个?基点))?)+)",
        )
    });
    static ONE: LazyLock<Regex> = LazyLock::new(|| rx(r"\d{1,4}(?:\.\d+)?"));
    let mut facts = Vec::new();
    for found in SPREADS.captures_iter(context.text) {
        let (Some(list), Some(over)) =
            (found.name("list"), found.name("over").or(found.name("over2")))
        else {
            continue;
        };
        let has_unit = ["bp", "basis", "基点"].iter().any(|unit| list.as_str().contains(unit));
        let bench = over.as_str().trim().trim_start_matches("over ").trim_start_matches("the ");
        let bench = Some(bench).filter(|bench| !bench.is_empty()).map(benchmark);
        for one in ONE.find_iter(list.as_str()).filter(|_| has_unit) {
            let Some(value) = Number::parse(one.as_str()) else { continue };
            let span = list.start() + one.start()..list.start() + one.end();
            facts.push(Fact { span, term: Term::Spread(value, bench.clone()) });
        }
    }
    facts
}

/// Whether a bare "plus 105" stands in a bracket after a yield.
fn follows_spread(context: &Context<'_>, at: usize, after: &str) -> bool {
    let before = context.before(at, 40);
    let Some(open) = before.rfind('(') else { return false };
    !before[open..].contains(')') && after.starts_with([')', ',', ';'])
}

/// The benchmark as records write it.
fn benchmark(printed: &str) -> String {
    let printed = printed.trim();
    let lower = printed.to_ascii_lowercase();
    let treasury = lower.contains("treasur")
        || printed.contains("国债")
        || printed.contains("美债")
        || lower == "ust"
        || lower.starts_with("ct");
    if treasury
        || lower.starts_with('t')
            && lower.len() <= 3
            && !lower.starts_with("ti")
            && !lower.starts_with("to")
    {
        return "T".to_owned();
    }
    if lower.contains("swap") || lower == "ms" || lower == "m/s" || printed.contains("掉期") {
        return "mid-swaps".to_owned();
    }
    printed.to_owned()
}

/// Whether words around a spread are of an early redemption.
fn is_call(before: &str, after: &str) -> bool {
    let (before, after) = (before.to_lowercase(), after.to_lowercase());
    let near = before.rsplit(['\n', ';']).next().unwrap_or(&before);
    near.contains("make-whole")
        || near.contains("make whole")
        || after.contains("make-whole")
        || near.contains("base rate")
}

#[cfg(test)]
mod tests {
    use crate::import::facts::{self, Term};

    fn check(text: &str, expected: &[&str]) {
        let found = facts::told(text, |term| match term {
            Term::Spread(value, _) => Some(value.to_string()),
            _ => None,
        });
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn spreads_are_read_in_lists_and_over_any_benchmark() {
        check(
            "The spreads over TONA mid-swaps are 60bp, 72bp and 98bp respectively.",
            &["60", "72", "98"],
        );
        check("priced at asset swap plus 41 basis points", &["41"]);
        check("47 basis points over semi-quarterly asset swap", &["47"]);
        check("32 basis points over the 4.375% Treasury due 2029", &["32"]);
        check("a term loan B paying 155bp", &["155"]);
        check(
            "one at 10.6 basis points over Treasuries (4.712%), one at 17.9 basis points over (4.578%)",
            &["10.6", "17.9"],
        );
        check(
            "to yield 4.872%, or Treasuries plus 93 basis points, and to yield 5.424%, or plus 137.",
            &["93", "137"],
        );
        check("to yield 5.424%, or plus 137.", &[]);
        check("较半季度互换中值(SQ ASW)高92个基点", &["92"]);
    }
}
