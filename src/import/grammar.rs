//! The grammar between lists and titles: which words say that the names before a title hold it,
//! which that those after it do, and which point back to banks named earlier.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

use super::number::{Number, english_word};

/// How a list goes on after a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    /// Where the list begins, in bytes from the end of the title.
    pub at: usize,
    /// How surely a list follows.
    pub force: Force,
}

/// How surely words tie a list to a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Force {
    /// The names merely stand beside it.
    Beside,
    /// "together with": these and those named before.
    Joined,
    /// A verb or a colon.
    Verb,
}

/// A list before a title ends here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ending {
    /// Where the list ends, in bytes from the start of the gap.
    pub at: usize,
    /// Where the words between verb and title begin.
    pub rest: usize,
}

/// Earlier banks that words point to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Back {
    /// All named so far.
    All,
    /// The first few of the last list.
    First(usize),
    /// Those with a footnote mark.
    Marked(char),
    /// Those of the last list.
    Last,
    /// The issuer itself.
    Issuer,
}

static AFTER: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = concat!(
        r#"^(?:[及、和/](?:存续期(?:主)?管理机构|登记机构|受托机构))?[ "']*(?:\([^()\n]{0,90}\) *)?["']?(?:"#,
        r"[,(]? ?(?:一共|合共|合计|总共|共计|共有|共|有)? ?[一二两三四五六七八九十\d]{1,3} ?(?:家|间|名|位)(?:机构|银行|行|公司)?\)?[,:]? ?(?:分别|依次)?(?:包括|包含|为|是|即|有|如下|:)[: ]*",
        r"|[,]? ?的?(?:一职|角色|身份|名单|机构|银行|方面|成员|(?:团队|阵容))?的?[,]? ?(?:分别|依次|依序|按序|各自|均|皆|则|主要|共|还|另|亦|尚|现|已|最终|合共|暂|仍|统一)?(?:为|是|包括|包含|有|系|乃|由|即为|即|如下|共计)(?:以下)?(?:机构|银行)?[: ]*",
        r"|(?: [^,;:.|\n]{1,60}?)?,? (?:consisting of|made up of|composed of) +",
        r"|(?: roles?| group| line-?up| team| slots?| titles?| syndicate)?(?: (?:for|of|on|in|to|under|behind|at|across) (?:[^,;:.|\n]|\.\d){1,70}?)? (?:are|is|were|was|will be|includes?|included|including|comprises?|comprised|comprising|being|consist(?:s|ed|ing)? of|namely|remains?|remained|went to|to be|have been|has been)(?: (?:also|the following|as follows|again|named as|confirmed as|currently|all|both|led by|run by|managed by|handled by|kept by|held by|arranged by))*:? +",
        r"|(?: (?:for|of|on|in|to|under) [^,;:.|\n]{1,70}?)? ?(?:[:|]|—+)[: |—]*",
        r"|(?: with| took| taking| takes?| hold| holding| held| contributed| contributing| committed| committing) [^:;\n]{1,40}(?:each|apiece): ",
        r"|, with [^,:;\n]{1,40}(?:each|apiece), (?:are|were|include[sd]?) ",
        r"| ?\((?:[^()s\n][^()\n]{0,39}|s[^()\n]{1,39})\):? +",
        r"|(?:共|合共|合计)?[^,;。]{0,6}家[^,;。]{0,4},除(?:了)?上述[^,;。]{0,8}外,?(?:还|另|尚|亦|也)?(?:有|包括)?",
        r"| and *[:|] *",
        r"|,? [^,:;\n]{0,16}\d[^,:;\n]{0,16}(?:each|apiece)\)?: *",
        r"|,? (?:- |— )?\(?(?:for )?(?:the |both |all )?(?:(?:US|Hong Kong|Australian|Singapore|Canadian) )?(?:[Dd]ollars?|[Ee]uros?|[Ss]terling|[Yy]en|[Rr]enminbi|[Aa]ll|[Bb]oth|[Ff]loating|[Ff]ixed|20\d\d|\d{1,2}-year|[a-z]+-year|[A-Z]{3}|US\$|A\$|[€£])(?: ?[\w-]+){0,3}\)?: +",
        r"| - +",
        r")"
    );
    rx(pattern)
});
static NAMELY: LazyLock<Regex> =
    LazyLock::new(|| rx(r"^ ?\((?:即|包括|为|分别为|i\.e\. ?|being |namely )(?:[:])? ?"));
/// Whether a bracket behind a title names who holds it.
pub(super) fn is_namely(after: &str) -> bool {
    NAMELY.is_match(after)
}

/// Whether words mean the issuer's own bank.
pub(super) fn is_issuer(words: &str) -> bool {
    ISSUER.is_match(words)
}

/// Whether words begin with the issuer's own bank: "the group's own investment banking arm, …".
pub(super) fn begins_with_issuer(words: &str) -> bool {
    let clause = words.split([',', ';', '.', '。', '\n']).next().unwrap_or(words);
    clause.len() < 90 && !clause.contains(" and ") && ISSUER.is_match(clause)
}

static DEFINES: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r#"[ ,]*\((?:together|collectively|each an?|各为|合称|统称|together with [^()]{0,40})[^()]{0,40}$|[ ,]*\((?:the |as |")"?$|[ ,]*\($"#,
    )
});
static TICKETS: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^(?: with| took| taking| takes?| hold| holding| held| contributed| contributing| committed| committing) [^:;\n]{1,40}(?:each|apiece): |^,? [^,:;\n]{0,16}\d[^,:;\n]{0,16}(?:each|apiece)\)?: |^, with [^,:;\n]{1,40}(?:each|apiece), (?:are|were|include[sd]?) ",
    )
});
static JOINED: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^(?:身份)?[, ]*(?:together with|along with|alongside|joined by|with|连同|联同|会同|并与|偕同) *",
    )
});
static BEFORE_EN: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = concat!(
        r"(?i)(?:\b(?:are|is|were|was|be|been|being)\b(?: (?:also|both|all|each|now|again|initially|jointly|currently|to be|to act))*",
        r"(?: (?:acting|serving|working))?(?: (?:named|appointed|mandated|hired|selected|engaged|picked|retained|chosen|listed|added|joined))?(?: to act)?(?: as)?",
        r"|\b(?:acted|acts|act|acting|served|serves|serve|serving|joined|joins|join|joining|worked|works|working|in place|mandated|hired|appointed|named|engaged|participated|participating|listed|signed up|come in|came in)\b(?: \w+){0,2}? (?-i:as)",
        r"|\bhereby (?:gives?|informs?|announces?|notif\w+)[^,;:]{0,24},? (?-i:as)",
        r"|\b(?-i:as)|\bremain|\bremained|\bled as)\b"
    );
    rx(pattern)
});
static BEFORE_ZH: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = concat!(
        r"(?:获|被|均|亦|也|皆|则|分别|各|同时|并|将|继续|共同|一并|拟|已|全部|一同|还|另|另外|此外|仍|同样|依次)*",
        r"(?:委任为|委任作为|委聘为|聘任为|聘请为|聘为|选为|担任|出任|任命为|任职|任|作为|充当|兼任|兼为|兼|同任|同为|为|是|以|负责|承担|身为|做)(?:了)?"
    );
    rx(pattern)
});
static FIRST: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:首|前|前述首)([一二两三四五六七八九十\d]{1,2})(?:家|间|名|位|者|行)|\bfirst (\w+)(?: (?:named|banks?|of them|firms?|houses?|also))*\b",
    )
});
static MARKED: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?:带|标(?:有|注)?|注)[^*†‡#]{0,3}([*†‡#])|([*†‡#]) ?(?:号|者)|^ *([¹²³]) *(?:为|:|=|-)? *$|marked(?: with)?(?: an?)? (?:\(?([*†‡#])|asterisk)|^ *([*†‡#]) *(?:also|亦|兼|denotes|-|=)",
    )
});
static ALL: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:上述|前述)(?:各|所有|全部|银行|机构|承销|联席|\S{0,6}?)?(?:方|行|家|机构|银行|人)|(?:以上|前列|上列)(?:各|机构|银行)|各(?:方|家|行)(?:均|将|亦|以|同)|该等(?:银行|机构|经办人)|(?:该|上述)[一二三四五六七八九十\d]{1,3}(?:家|间|名)(?:机构|银行|行)?(?:均|皆|同|亦|也|全)|^[ ,;]*[一二三四五六七八九十]{1,3}(?:家|行)(?:机构|银行)?(?:均|皆|同时|亦|也|全部|与|连同|联同)|全体(?:成员|机构|银行)|\ball of (?:the above|them|the banks|these)|\ball (?:\w+ )?(?:banks|of the above|firms|houses|managers)\b|\ball (?:of the )?(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})\b|\beach of (?:the above|them|the banks)|^ *all (?:\w+ )?(?:are|act|were)|the above banks|^ *(?:均|皆|全部)",
    )
});
static LAST: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)^[ ,;]*(?:(?:and|while) )?(?:they|the (?:same )?(?:banks|pair|trio|duo|quartet|two|three|four|five|latter)|these (?:banks|firms|houses)?|both|who|which|彼等|他们|该等?银行|该等机构|两者|二者|三者|两家|上述\S{0,3}家|后者)\b?",
    )
});
static ISSUER: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)\bown (?:(?:corporate(?: and investment)?|wholesale|investment)(?: banking)?|securities|markets|capital markets|CIB|brokerage)? ?(?:arm|bank|unit|desk|division|house|business|team|subsidiary)|\bin-house\b|\bthe (?:bank|issuer|borrower|company) itself\b|(?:发行人|公司|银行|该行)(?:自身|本身|自己)|本行(?:亦|自身)?",
    )
});
static EXCEPT: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)除(?:了)?(?P<zh>[^,;。]{2,80}?)(?:外|之外|以外)|\b(?:except|except for|other than|bar|apart from|excluding) (?P<en>[^,;.]{2,80})",
    )
});

/// Where a list begins after a title.
pub(super) fn opening(gap: &str) -> Option<Opening> {
    if let Some(found) = NAMELY.find(gap) {
        return Some(Opening { at: found.end(), force: Force::Verb });
    }
    if let Some(found) = TICKETS.find(gap) {
        return Some(Opening { at: found.end(), force: Force::Verb });
    }
    if let Some(found) = JOINED.find(gap).filter(|found| found.end() > 0) {
        return Some(Opening { at: found.end(), force: Force::Joined });
    }
    let found = AFTER.find(gap).filter(|found| found.end() > 0)?;
    let note = gap[..found.end()].trim();
    let only_note = note.starts_with('(') && note.ends_with(')');
    Some(Opening { at: found.end(), force: if only_note { Force::Beside } else { Force::Verb } })
}

/// Where a list of the same title goes on for other tranches: the words that name them, and where
/// the names begin.
pub(super) fn resumes(rest: &str) -> Option<(std::ops::Range<usize>, usize)> {
    static RESUMES: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"^[^;,]{0,30}[;,] ?(?P<topic>[^;:\n]{2,60}?)(?:\b(?:was|were|is|are) (?:led|run|managed|arranged|handled) by|\bthey (?:are|were|included?)|\bthe (?:roles?|books) (?:are|went to)|则为|则由|则是|则包括|为|是|由|\bare\b|\bwere\b|:) ?|^[^;,]{0,30}(?:[;,] ?|,? )(?:and |while )?(?P<topic2>(?:in|on|for) the [\w-]+(?: [\w-]+)? (?:tranche|notes|bonds|loan|leg|portion|facility|piece|part|series)),? ",
        )
    });
    let found = RESUMES.captures(rest)?;
    let topic = found.name("topic").or(found.name("topic2"))?.range();
    let names_tranches = super::scope::hints(&rest[topic.clone()]);
    names_tranches.then_some((topic, found.get(0)?.end()))
}

/// Where a list ends before a title, if a verb stands there. `is_clear` says whether a stretch of the
/// gap holds no name.
pub(super) fn ending(gap: &str, is_clear: impl Fn(usize, usize) -> bool) -> Option<Ending> {
    if let Some(found) = DEFINES.find(gap) {
        return Some(Ending { at: found.start(), rest: found.end() });
    }
    let from = gap.len() - super::money::window_before(gap, gap.len(), 150).len();
    let window = &gap[from..];
    let mut found: Option<Ending> = None;
    for verb in BEFORE_ZH.find_iter(window).chain(BEFORE_EN.find_iter(window)) {
        let (at, rest) = (from + verb.start(), from + verb.end());
        let between = &gap[rest..];
        let limit = if between.is_ascii() { 70 } else { 75 };
        // "as well as" joins names.
        let is_joint = between.starts_with(" well as") || gap[..at].ends_with(" well ");
        // 有限责任公司 holds no verb.
        let is_form = gap[..at].ends_with('责') && between.starts_with("公司");
        // "A and B were hired by the C bank as": who hires is none of the list.
        let is_hired = between.starts_with(" by ")
            && verb.as_str().ends_with("ed")
            && ["as", "as the", "to act as", "to be"]
                .iter()
                .any(|word| between.trim_end().ends_with(&format!(" {word}")));
        // "no stabilisation was undertaken by the manager": who stands before it holds nothing.
        let is_passive = !is_hired
            && [" by", " by the", " by its"].iter().any(|word| between.trim_end().ends_with(word));
        if is_joint
            || is_form
            || is_passive
            || between.len() > limit + if is_hired { 30 } else { 0 }
            || between.contains([',', '、', ';', ':', '|', '。'])
            || !is_hired && !is_clear(rest, gap.len())
        {
            continue;
        }
        if found.is_none_or(|best| at < best.at) {
            found = Some(Ending { at, rest });
        }
    }
    found
}

/// Where the part of a gap begins that belongs to the title after it, when the title before it has
/// a list of its own in the gap.
pub(super) fn turn(gap: &str, end: usize) -> Option<usize> {
    const TURNS: &[&str] = &[
        ", with ",
        " with ",
        ", while ",
        " while ",
        "; ",
        ";",
        ", and ",
        "。",
        ",由",
        "及由",
        ",而",
        "而由",
        ",以及",
        "以及由",
        ",另由",
        ",委任",
        ", whereas ",
        ", plus ",
        ",并由",
        ",",
    ];
    let before = gap.get(..end)?;
    // "…: A、B、C(首两家兼任": the bracket begins a part of its own.
    if let Some(open) = before.rfind('(').filter(|open| !before[*open..].contains(')')) {
        return Some(open);
    }
    let strong = TURNS[..TURNS.len() - 1].iter().filter_map(|turn| before.rfind(turn)).max();
    strong.or_else(|| before.rfind(','))
}

/// What earlier banks the words of a gap point to.
pub(super) fn back(gap: &str) -> Option<Back> {
    if let Some(found) = FIRST.captures(gap) {
        let printed = found.get(1).or_else(|| found.get(2))?.as_str();
        let count = english_word(printed).map(Number::whole).or_else(|| Number::parse(printed))?;
        let count = count.to_f64();
        if (1.0..60.0).contains(&count) {
            return Some(Back::First(count as usize));
        }
    }
    if let Some(found) = MARKED.captures(gap) {
        let mark =
            (1..6).find_map(|group| found.get(group)).and_then(|mark| mark.as_str().chars().next());
        return Some(Back::Marked(mark.unwrap_or('*')));
    }
    if ISSUER.is_match(gap) {
        return Some(Back::Issuer);
    }
    if ALL.is_match(gap) {
        return Some(Back::All);
    }
    LAST.is_match(gap).then_some(Back::Last)
}

/// The stretch that names those for whom something does not hold.
pub(super) fn exception(gap: &str) -> Option<std::ops::Range<usize>> {
    let found = EXCEPT.captures(gap)?;
    found.name("zh").or_else(|| found.name("en")).map(|part| part.range())
}

/// Whether a title stands for those who hold it, by the words before and after it.
pub(super) fn refers(gap: &str, after: &str) -> bool {
    static JOINS: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"(?i)(?:\b(?:together|along) with(?: each of)?|\balongside|\bas well as|\bplus|连同|联同|会同|以及上述|及上述|以及前述|及前述|,以及|加上)(?: the| all(?: of)? the)? ?$",
        )
    });
    static BEGINS: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"^ ?(?:[:|]|are|is|为|包括)(?: the|上述|前述)? ?(?:[:|] ?)?\(?(?:同上|同|same as(?: the)?)? ?$",
        )
    });
    static CLOSES: LazyLock<Regex> = LazyLock::new(|| rx(r"^\)? ?(?:[.;。,)]|$)"));
    static GOES_ON: LazyLock<Regex> = LazyLock::new(|| {
        rx(r"^\)? ?(?:,|and\b|plus\b|as well as|together with|及|和|与|以及|、|\+|&)")
    });
    JOINS.is_match(gap) && CLOSES.is_match(after) || BEGINS.is_match(gap) && GOES_ON.is_match(after)
}

/// Whether words behind a title say that its holders, named below, take parts of the deal: "named
/// below have severally agreed to purchase these amounts of the notes:".
pub(super) fn is_agreed(after: &str) -> bool {
    static AGREED: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"(?i)^(?:(?:named|listed|set out|shown|identified) )?(?:below|hereunder)?[, ]*(?:for whom [^:;.]{2,90}, )?(?:each |all |both )?(?:(?:has|have|had) )?(?:(?:severally|each|jointly|not jointly|and) ?,? ?){0,4}(?:agreed?|agrees|committed|undertaken|contracted)\b[^:;\n]{0,40}? (?:to )?(?:purchas|buy|tak|acquir|subscrib|underwrit|lend|provid)[^;\n]{0,160}:$|^(?:named|listed) below[^:;\n]{0,60}:$|^(?:已|均|各自|分别|个别|同意|承诺|将|的|按|如下|下列){1,5}(?:认购|承销|包销|购买|承贷)[^;\n]{0,40}:$|^(?:and|with|,) (?:their|its) (?:respective )?(?:commitments?|allotments?|allocations?|shares|tickets|amounts|holds|participations?)[^;:\n]{0,40}:$|^(?:成员|各自|及其|的|之){0,2}(?:承销|认购|包销|承贷|参贷|获配)(?:金额|额|份额|数量|规模|情况)(?:分别)?(?:为|如下|列示如下)?:$",
        )
    });
    AGREED.is_match(after)
}

/// Whether words name all tranches: " on all three tranches", " on both".
pub(super) fn means_all(words: &str) -> bool {
    static EVERY: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"^ (?:on|for|of|in) (?:all|both|each)(?: of)?(?: the)?(?: (?:two|three|four|five|six))?(?: (?:tranches|parts|series|legs|pieces|notes|bonds|maturities|lines|facilities))?$",
        )
    });
    EVERY.is_match(words.trim_end())
}

/// A list with its topic behind it, and where they end: ", B and C for the sterling".
pub(super) fn goes_behind(
    rest: &str,
) -> Option<(std::ops::Range<usize>, std::ops::Range<usize>, usize)> {
    static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"^(?:, and|; and|,| and|;) (?P<list>\p{Lu}[^;\n]{1,200}?) (?P<topic>(?:for|on|of|in) (?:just |only )?(?:the )?[\w-]+(?: [\w-]+){0,2}?(?:(?:, | and )(?:the )?(?:20\d\ds|\w+-years?)){0,3}(?: (?:notes?|bonds?|tranches?|leg|loan|piece|portion))?(?: only| alone)?)(?:,|;|\.| and |$)",
        )
    });
    let found = BEHIND.captures(rest)?;
    let (list, topic) = (found.name("list")?.range(), found.name("topic")?.range());
    let end = topic.end;
    super::scope::hints(&rest[topic.clone()]).then_some((list, topic, end))
}

/// Whether a pronoun means all banks of the sentence before, not those of its last list.
pub(super) fn is_everybody(gap: &str) -> bool {
    static ALL: LazyLock<Regex> = LazyLock::new(|| {
        rx(r"(?i)^[ ,;]*(?:they|these banks|the banks|彼等|他们|该等(?:银行|机构)?|上述)")
    });
    ALL.is_match(gap)
}

/// Whether a gap without names hands the subject on: ", and will be", 并担任, 兼.
pub(super) fn carries_on(gap: &str) -> bool {
    static CARRY: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"(?i)^[ ,;]*(?:and|as well as|while|who|which|also|但|并|及|且|兼|同时|亦|也|以及|另)?[ ,]*(?:also |亦|也|同时|并)?(?:(?:will|are|is|were|was|act|acts|acted|acting|serve|serving|have been|has been|to be|be|as|in addition|ran the|run the|runs the|kept the|held the|shared the|handled the|led the)\b|担任|出任|兼任|兼|作为|为|任|获委任|获委)",
        )
    });
    CARRY.is_match(gap)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_opening(gap: &str, expected: Option<&str>) {
        assert_eq!(opening(gap).map(|open| &gap[open.at..]), expected, "{gap}");
    }

    #[test]
    fn lists_open_after_titles() {
        check_opening(": A, B", Some("A, B"));
        check_opening("为甲、乙", Some("甲、乙"));
        check_opening("(按英文字母顺序):甲", Some("甲"));
        check_opening(" for the euro notes are A", Some("A"));
        check_opening("另有:甲", Some("甲"));
        check_opening("的尚有甲、乙", Some("甲、乙"));
        check_opening("的机构包括:甲", Some("甲"));
        check_opening(" with US$17mn each: A", Some("A"));
        check_opening("共十家,除上述四家外,还有甲、乙", Some("甲、乙"));
        check_opening("共七家,包括甲、乙", Some("甲、乙"));
        check_opening("有四家:甲、乙", Some("甲、乙"));
        check_opening("三家,分别为甲、乙", Some("甲、乙"));
        check_opening("依次为甲、乙", Some("甲、乙"));
        check_opening(" on X's €1.5bn bond were A", Some("A"));
        check_opening(" expect", None);
    }

    #[test]
    fn takers_are_named_below() {
        assert!(is_agreed("named below have severally agreed to purchase these amounts of bonds:"));
        assert!(is_agreed("have agreed, severally and not jointly, to buy the notes:"));
        assert!(is_agreed("已同意认购下列金额:"));
        assert!(is_agreed("and their commitments:") && is_agreed("承销金额如下:"));
        assert!(!is_agreed("have agreed to purchase the notes."));
    }

    #[test]
    fn titles_refer_to_their_holders() {
        assert!(refers(": A, B, together with the ", "."));
        assert!(refers(": ", " and C, D"));
        assert!(!refers(": ", ": C, D"));
        assert!(!refers(" and B as ", "."));
    }

    #[test]
    fn issuers_own_banks_are_told() {
        assert!(begins_with_issuer("the group's own investment banking arm, while A"));
        assert!(begins_with_issuer("its own investment bank."));
        assert!(!begins_with_issuer("A and the bank's own arm"));
        assert!(is_namely("(即甲)") && !is_namely("(甲)"));
        assert_eq!(back("前述各家将成为"), Some(Back::All));
    }

    fn check_ending(gap: &str, expected: Option<&str>) {
        assert_eq!(ending(gap, |_, _| true).map(|end| &gap[..end.at]), expected, "{gap}");
    }

    #[test]
    fn lists_end_before_titles() {
        check_ending("A and B acted as the ", Some("A and B "));
        check_ending("由甲及乙担任", Some("由甲及乙"));
        check_ending("甲、乙获委任为本次发行的", Some("甲、乙"));
        check_ending("甲(亚洲)有限责任公司及乙", None);
        check_ending("甲、乙还担任", Some("甲、乙"));
        check_ending("A and B (", Some("A and B"));
        check_ending("A, B", None);
        let names_c =
            |from: usize, to: usize| !"A and B were hired by C as "[from..to].contains('C');
        let hired = ending("A and B were hired by C as ", names_c);
        assert_eq!(hired.map(|end| end.at), Some("A and B ".len()));
    }

    #[test]
    fn words_point_back() {
        let check = |gap: &str, expected: Option<Back>| assert_eq!(back(gap), expected, "{gap}");
        check("首五家兼任", Some(Back::First(5)));
        check("The first three also act as ", Some(Back::First(3)));
        check("带*者兼任", Some(Back::Marked('*')));
        check("上述各方将以票据", Some(Back::All));
        check("The bank's own investment arm acts as ", Some(Back::Issuer));
        check("All six signed as ", Some(Back::All));
        check("该七家机构均为", Some(Back::All));
        check("甲为", None);
    }
}
