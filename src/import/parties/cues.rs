//! The phrases by which a text says whose deal it is, wherever they stand: "a loan for X", "X's €500m
//! bond", "mandated by X", "the issuer, X", X公司3年期票据, 为X筹组贷款.

use std::sync::LazyLock;

use regex::Regex;

use super::weigh::Candidate;
use super::{chinese, english};
use crate::import::deals::roundup::is_somebody;
use crate::import::money;
use crate::import::names;
use crate::import::pattern::rx;

/// The largest part of a text that is looked through.
const HEAD: usize = 5_000;

/// A pattern whose group `who` names the issuer, and how surely.
struct Cue {
    form: Regex,
    weight: u16,
}

/// A name in Latin letters: capitalised words, small words between them, a legal form.
const NAME: &str = r"(?P<who>\p{Lu}[\w&'/+-]*(?:\.\w+)*(?:(?: (?:of|de|du|da|do|di|del|della|dei|des|der|van|von|und|et|y|e|and|for|the|la|le|los|las|al|zu|für|och|og|i|na|w|&))* \p{Lu}[\w&'/+-]*(?:\.\w+)*| \(\p{Lu}\w+\) (?:\p{Lu}\w+)| \(?(?:20\d\d|\d{1,2})(?:-\d)?\)?(?: \p{Lu}\w+))*(?:,? (?:Inc\.|Ltd\.?|Co\.(?:, Ltd\.?)?|Corp\.|LLC|L\.P\.|plc|Limited|N\.V\.|S\.A\.|S\.p\.A\.|B\.V\.|A\.Ş\.|S\.à r\.l\.))?)";
/// What is issued or lent.
const DEAL: &str = r"(?i:loans?|facilit(?:y|ies)|bonds?|notes?|sukuk|financing|issue|offering|placement|IPO|tap|revolver|refinancing|package|deal|floater|benchmark|debut|perpetual|certificates|securities|hybrid|placing|rights issue|debentures?|sale|trade|convertibles?|Schuldschein|RCF|TLB|term loan [AB]|club deal|green bond|offer)";
/// What says who somebody is, before the name.
const WHO: &str = r"(?:(?:the|a|an|its|client|issuer|borrower|Spanish|[a-z][\w-]*) ){0,5}?";
/// A sum of money.
const SUM: &str =
    r"(?:(?:US|HK|S|A|C|NZ|NT)?[$€£¥₹] ?|(?:[A-Z]{3}|Rs\.?|Rp|Bt|RM|Ft|kr) ?)\d[\d.,]*";

static ENGLISH: LazyLock<Vec<Cue>> = LazyLock::new(|| {
    let cue = |weight: u16, form: String| Cue { form: rx(&form), weight };
    vec![
        cue(44, format!(r"\b[Tt]he (?:issuer|borrower|company), {NAME}")),
        cue(
            42,
            format!(
                r#"{NAME},? ?\((?:the |or the )?"(?:the )?(?:Company|Issuer|Borrower|Corporation)""#
            ),
        ),
        cue(46, format!(r"(?m)^[ •*|]*(?:Issuer|Borrower|Issuing entity) {NAME} *$")),
        cue(
            36,
            format!(
                r"\b(?:mandated|hired|appointed|selected|picked|chosen|engaged|retained|tapped) by {WHO}{NAME}"
            ),
        ),
        cue(
            31,
            format!(
                r"\b{DEAL}(?: due [\w ,]{{0,20}}\d{{4}})?(?: worth {SUM}\S*)?,? (?:for|by|from|of|issued by|sold by|made to|to) {WHO}{NAME}"
            ),
        ),
        cue(
            30,
            format!(
                r"\b{SUM} ?(?:bn|billion|mn|mm|m|million|trn)? (?:[\w-]+ ){{0,4}}?(?:for|by|from|of) {WHO}{NAME}"
            ),
        ),
        cue(29, format!(r"{NAME}'s? (?:[\w.%-]+ ){{0,6}}?(?:{SUM}|{DEAL}\b)")),
        cue(28, format!(r"(?:^|: |\n|[-—|] ){NAME}, ?{SUM}")),
        cue(
            28,
            format!(
                r"\b(?:that|when|after|as|while|where) (?:the )?{NAME} (?:has |have )?(?:sold|priced|issued|raised|borrowed|signed|printed|placed|launched|mandated|tapped)\b"
            ),
        ),
        cue(
            28,
            format!(
                r", {WHO}{NAME} (?:has |have )?(?:came|went|returned|raised|sold|priced|issued|printed|brought|launched|opened|placed|signed|borrowed|tapped|secured|closed|refinanced|completed|obtained|agreed)\b"
            ),
        ),
        cue(
            27,
            format!(
                r"\b(?:say|said|says),? (?:that )?{NAME} (?:is|has|will|plans|wants|was|expects)\b"
            ),
        ),
        cue(
            27,
            format!(
                r"\b(?:treasurer|CFO|chief financial officer|head of funding|head of treasury|finance director|chief executive|CEO|spokes\w+) (?:of|at|for) {WHO}{NAME}"
            ),
        ),
        cue(30, format!(r"\b{SUM} ?(?:bn|billion|mn|mm|m|million)? {NAME} (?:via|through|with)\b")),
        cue(11, format!(r"^\s*{NAME}(?:,? [^\n]{{0,40}}|\.)(?:\n|\. |$)")),
        cue(27, format!(r"\b(?:[Ss]hares|[Ss]take|ADSs|stock) (?:in|of) {WHO}{NAME}")),
        cue(
            27,
            format!(
                r"\b(?:advised|acted for|acting for|represented|counsel to|counsel for|advising) {WHO}{NAME} (?:on|in|with|for)\b"
            ),
        ),
        cue(22, format!(r"\b(?:issued|sold|borrowed|raised|priced) by {WHO}{NAME}")),
    ]
});
static CHINESE: LazyLock<Vec<Cue>> = LazyLock::new(|| {
    let cue = |weight: u16, form: String| Cue { form: rx(&form), weight };
    let name = r"(?P<who>[\u{4e00}-\u{9fff}A-Za-z&•]{2,24}?(?:\([\u{4e00}-\u{9fff}A-Za-z]{1,10}\))?[\u{4e00}-\u{9fff}A-Za-z]{0,16}?(?:有限公司|有限责任公司|集团|公司|银行))";
    let free = r"(?P<who>[\u{4e00}-\u{9fff}A-Za-z&•()]{2,30}?)";
    let part = r"(?:\([^()]{1,20}\))?(?:首期|首次|首只|首笔|首单)?(?:\d+(?:\+\d+)*年期|20\d\d年|第[一二三四五六七八九十\d]+期|公开发行|非公开发行|面向|境外|离岸|向特定)";
    vec![
        cue(43, format!(r"关于{name}(?:非公开|公开|首次|向|面向|发行|境外|拟)")),
        cue(40, format!(r"(?:的|[:|\]】] ?|(?m:^)){name}{part}")),
        cue(
            31,
            format!(
                r"(?:(?:^|[^作担认成称])为|向|助力|协助|支持|助|服务|帮助|护航){free}(?:筹组|安排|牵头|组织|发行|拟|定价|完成|承销|首次|成功|提供[^,。]{{0,10}}(?:贷款|融资|授信)|募|簿记|再次|在境外|落地|[\d.]+(?:亿|万))"
            ),
        ),
        cue(31, format!(r"(?:授予|给予|确认){free}(?:拟|建议|计划|[\d.]+(?:亿|万)|美元|高级)")),
        cue(
            30,
            format!(r"就{free}(?:拟|建议|计划|完成)?(?:发行|的(?:[\d.]+|银团|贷款|债券|票据))"),
        ),
        cue(26, format!(r"(?:透露|消息|获悉|报道|称|表示),? ?{free}(?:正|拟|已|计划|将)")),
        cue(24, format!(r"{name}(?:已|将|拟|计划|成功|建议)?(?:完成)?(?:发行|定价|签署|配售|获)")),
        cue(20, format!(r"(?:配售|出售|减持|万股|亿股){name}股份")),
    ]
});

/// Every candidate of the phrases of a text.
pub(super) fn find(text: &str) -> Vec<Candidate> {
    let head = money::window(text, 0, HEAD);
    let is_chinese =
        head.chars().filter(|char| crate::text::is_cjk(*char)).count() * 6 > head.len() / 3;
    let cues = if is_chinese { &CHINESE } else { &ENGLISH };
    let mut all = Vec::new();
    for cue in cues.iter() {
        for found in cue.form.captures_iter(head).take(8) {
            let Some(who) = found.name("who") else { continue };
            let cut = who.as_str().rfind('的').map_or(0, |at| at + '的'.len_utf8());
            let printed = who.as_str()[cut..].trim_end_matches("'s").trim_end_matches('\'');
            let span = who.start() + cut..who.start() + cut + printed.len();
            let is_name = if is_chinese {
                chinese::is_name(printed)
            } else {
                english::is_name(printed)
                    && !english::is_paper(printed)
                    && is_somebody(printed)
                    && !is_common(printed)
            };
            if is_name && !names::is_list(printed) {
                all.push(Candidate { weight: cue.weight, span });
            }
        }
    }
    all
}

/// Words of the market with a capital, and of time and place, which name nobody.
fn is_common(printed: &str) -> bool {
    static COMMON: LazyLock<Regex> = LazyLock::new(|| {
        rx(
            r"^(?:[A-Z]{3}|Reg(?:ulation)?|Rule|Section|Tier|Term|Series|Class|Tranche|Moody's|Fitch|S&P|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Europe|Asia|Africa|America|Latin America|North America|London|New York|Hong Kong|Singapore|United States|US|UK|EU|Treasur(?:y|ies)|SOFR|Euribor|Libor|Sonia|Shares|Notes|Bonds|Units|ADSs|Act|Securities Act|Prospectus|Lead|Joint|Senior|Offered|Net|Proceeds|General|Working|Eligible|Qualified|Permitted|Common Stock|Ordinary|The|Company|Issuer|Issue|Issuance|Borrower|Bank|Banks|Offering|Offer|Corporation|Group|Underwriters?|Managers?|Purchasers?|Sellers?|Trustee|Guarantors?|Certificates|Sukuk|Facility|Loans?|Board|Directors?|Bookrunners?|Placing|Admission)(?: (?:[ABS]|\d\w*|M|Act|Stock|Shares))?$",
        )
    });
    COMMON.is_match(printed)
}
