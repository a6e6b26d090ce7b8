//! What sources add to the name of a bank: legal forms, branches, places, lines of business, notes.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::is_cjk;

/// Legal forms.
const FORMS: &str = "\
    ab ag aktiengesellschaft as asa berhad bhd bsc bv co company corp corporation designated \
    activity dac gmbh group holding holdings inc incorporated jsc kg kgaa limited llc llp lp \
    ltd na nv oyj pcl persero pjsc plc psc pte pt public pvt qpsc sa saog sae saoc sas se spa \
    srl tbk ltda sab cv ind pty national association societe anonyme & kk lc";

/// Places and branches.
const PLACES: &str = "\
    abu africa america americas amsterdam asia asian australia austria bahrain beijing belgian \
    belgium brazil brasil branch branches brunei brussels canada center centre chile china \
    colombia continental dhabi difc dubai dublin emea east eastern europe european far france \
    frankfurt geneva germany global greater guangzhou hk hong hongkong india indonesia ireland \
    islands istanbul italia italy jakarta japan jersey johannesburg kong korea kuala kuwait \
    labuan lumpur london luxembourg macao macau madrid malaysia manila mena mexico middle \
    milan munich mumbai netherlands new nordic north off offshore pacific paris philippines \
    poland qatar russia saudi arabia sea seoul shanghai shenzhen shore singapore south spain \
    stockholm sweden switzerland sydney taipei taiwan thai thailand tokyo toronto turkey uae \
    uk us usa vienna vietnam york zurich ny me";

/// Lines of business.
const BUSINESS: &str = "\
    adviser advisers advisors advisory agency asset bank banking broker brokerage brokers \
    brokering broking capital cib commercial corporate credit derivatives equities equity ecm \
    dcm finance financial fixed futures ib income institutional international intl investment \
    investments islamic management market markets merchant partners private products research \
    securities sekuritas services solutions trading trust underwriting wealth wholesale";

/// Notes after a name.
const NOTES: &str = "\
    b&d b d billing delivery lead left sole jgc jbr jlm";

/// What stands after a Chinese name.
const CHINESE: &str = "\
    股份 有限 责任 公司 集团 控股 分行 支行 分支机构 分公司 总行 香港 澳门 亚洲 亚太 国际 \
    中国 新加坡 伦敦 纽约 上海 北京 深圳 广州 天津 前海 自贸区 东京 巴黎 法兰克福 悉尼 欧洲 \
    美国 英国 日本 卢森堡 台湾 台北 马来西亚 印度 印尼 泰国 首尔 迪拜 远东 环球 全球 证券 \
    融资 资本 市场 金融 投资 银行 经纪 期货 财务 资产 管理 资管 承销 保荐 企业 服务 商业 \
    业务 离岸 中心 与 及 和 的 美洲 非洲 中东 阿布扎比 多伦多 首都 境外 海外";

/// Where a clause begins that says more about a bank than its name.
const CLAUSES: &[&str] = &[
    "(a ",
    "(an ",
    ", a division",
    ", a part of",
    ", a member",
    " a division of",
    ", which ",
    "(formerly",
    "(previously",
    "(in alphabetical",
    "(together",
    "(as ",
    "(by ",
    "(energy",
    "(the ",
    " acting ",
    ", acting ",
    "(按",
    "（按",
    "(排名",
    "（排名",
    "(作为",
    "（作为",
    "(即",
    "（即",
    "[",
];

static LATIN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    [FORMS, PLACES, BUSINESS, NOTES].iter().flat_map(|words| words.split_whitespace()).collect()
});
static AFTER_CHINESE: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| CHINESE.split_whitespace().collect());

/// Whether words after a known name say nothing about who it is. A Chinese character is a word; a
/// place of up to six characters before 分行 may be any.
pub(super) fn is_ignorable<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let mut chinese = String::new();
    for word in words {
        if word.chars().next().is_some_and(is_cjk) {
            chinese.push_str(word);
        } else if !is_ignorable_latin(word) {
            return false;
        }
    }
    is_ignorable_chinese(&chinese)
}

/// Whether a Latin word says nothing about who a bank is.
pub(super) fn is_ignorable_latin(word: &str) -> bool {
    LATIN.contains(word) || (word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_ignorable_chinese(text: &str) -> bool {
    if let Some(place) = text.strip_suffix("分行") {
        let place = place.trim_start_matches("股份有限公司").trim_start_matches("有限公司");
        if place.chars().count() <= 6 {
            return true;
        }
    }
    chinese_core(text).is_empty()
}

/// A Chinese name without what stands after it; the name itself may be eaten whole.
pub(super) fn chinese_core(text: &str) -> &str {
    let mut core = text;
    while let Some(shorter) = AFTER_CHINESE.iter().find_map(|part| core.strip_suffix(part)) {
        core = shorter;
    }
    core
}

/// The name before a clause such as "(a division of Fordham Financial Management)", where nothing
/// follows it.
pub(super) fn without_clause(printed: &str) -> &str {
    let lower = printed.to_ascii_lowercase();
    let Some(cut) = CLAUSES.iter().filter_map(|clause| lower.find(clause)).min() else {
        return printed;
    };
    let (name, clause) = printed.split_at(cut);
    let is_open = matches!(clause.trim_end().rfind([')', '）']), Some(end) if clause[end..].trim_end().chars().count() > 1);
    if name.trim().is_empty() || is_open { printed } else { name.trim_end() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &[&str], expected: bool) {
        assert_eq!(is_ignorable(words.iter().copied()), expected, "{words:?}");
    }

    #[test]
    fn branches_forms_and_places_say_nothing() {
        check(&["ag", "london", "branch"], true);
        check(&["ag", "香", "港", "分", "行"], true);
        check(&["慕", "尼", "黑", "分", "行"], true);
        check(&["国", "际", "融", "资", "有", "限", "公", "司"], true);
        check(&["1"], true);
        check(&["of", "korea"], false);
        check(&["建", "投"], false);
        check(&[], true);
    }

    #[test]
    fn a_clause_ends_the_name() {
        assert_eq!(without_clause("ThinkEquity (a division of F)"), "ThinkEquity");
        assert_eq!(without_clause("(a "), "(a ");
        assert_eq!(without_clause("İ (a b)"), "İ");
    }
}
