use super::*;
use crate::book::BankDirectory;

fn check(printed: &str, group: &str, sureness: Sureness) {
    let directory = BankDirectory::embedded();
    let Some(found) = directory.resolve(printed) else { panic!("“{printed}” is unknown") };
    let name = directory.groups()[found.group].name.as_str();
    assert_eq!((name, found.sureness), (group, sureness), "{printed} ({})", found.entity);
}

fn check_unknown(printed: &str) {
    assert_eq!(BankDirectory::embedded().resolve(printed), None, "{printed}");
}

use Sureness::{ByRule, Exact, Guessed};

#[test]
fn names_are_found_as_printed() {
    check("Merrill Lynch, Pierce, Fenner & Smith Incorporated", "BofA Securities", Exact);
    check("Merrill Lynch", "Merrill Lynch", Exact);
    check("J. P. Morgan", "J.P. Morgan", Exact);
    check("JPMorgan Chase & Co.", "J.P. Morgan", Exact);
    check("Goldman, Sachs & Co.", "Goldman Sachs", Exact);
    check("高盛(亞洲)有限責任公司", "Goldman Sachs", Exact);
    check("香港上海滙豐銀行有限公司", "HSBC", Exact);
    check("Wolfe | Nomura Alliance", "Wolfe | Nomura Alliance", Exact);
    check("Citizens JMP Securities, LLC", "Citizens", Exact);
    check("Norddeutsche Landesbank", "NORD/LB", Exact);
    check("Industrial & Commercial Bank of China", "ICBC", Exact);
    check("Arab Banking Corporation (Bank ABC)", "Bank ABC", Exact);
    check("Bank of Chaoyang", "Bank of Chaoyang", Exact);
    check("PT Trimegah Sekuritas Indonesia", "Trimegah", Exact);
}

#[test]
fn branches_forms_and_notes_do_not_matter() {
    check("Merrill Lynch(亚太)", "BofA Securities", Exact);
    check("瑞银香港分行", "UBS", ByRule);
    check("UBS AG Hong Kong branch*", "UBS", Exact);
    check("瑞银AG香港分行", "UBS", ByRule);
    check("富瑞金融集团香港", "Jefferies", ByRule);
    check("Australia and New Zealand Banking Group (ANZ)", "ANZ", ByRule);
    check("Deutsche Bank AG, Frankfurt", "Deutsche Bank", ByRule);
    check("ING Bank N.V., Singapore Branch", "ING", Exact);
    check("Standard Chartered Bank***", "Standard Chartered", Exact);
    check("工商银行巴黎分行", "ICBC", ByRule);
    check("BofA Securities (lead left)", "BofA Securities", ByRule);
    check("摩根士丹利(B&D)", "Morgan Stanley", ByRule);
    check("ThinkEquity (a division of Somebody Else)", "ThinkEquity", ByRule);
    check("TRIMEGAH SEKURITAS INDONESIA TBK,", "Trimegah", ByRule);
    check("UBS Investment Bank (In alphabetical order)", "UBS", ByRule);
}

#[test]
fn one_slip_of_the_pen_is_guessed() {
    check("Merrill Lnych", "Merrill Lynch", Guessed);
    check("Merrill Lhnch", "Merrill Lynch", Guessed);
    check("Merril Lynch", "Merrill Lynch", Guessed);
    check("J.P. Morghan", "J.P. Morgan", Guessed);
    check("Jeffries", "Jefferies", Guessed);
    check("Goldman Sacha (Asia)", "Goldman Sachs", Guessed);
    check("EarlyBirdCaptial", "EarlyBirdCapital", Guessed);
    check("招引国际", "China Merchants Bank", Guessed);
    check("招引国际融资有限公司", "China Merchants Bank", Guessed);
    check("摩根士利亚洲有限公司", "Morgan Stanley", Guessed);
    check("Deutsche Bank Securitie", "Deutsche Bank", Guessed);
}

#[test]
fn look_alikes_stay_apart() {
    for (printed, group) in [
        ("中信证券股份有限公司", "CITIC Securities"),
        ("中信里昂证券有限公司", "CITIC Securities"),
        ("中信建投(国际)融资有限公司", "China Securities (CSC)"),
        ("中信建投证券", "China Securities (CSC)"),
        ("中信银行(国际)有限公司", "China CITIC Bank"),
        ("信银(香港)资本有限公司", "China CITIC Bank"),
        ("招商证券(香港)有限公司", "China Merchants Securities"),
        ("招银国际融资有限公司", "China Merchants Bank"),
        ("招商永隆银行", "China Merchants Bank"),
        ("中银国际亚洲有限公司", "Bank of China"),
        ("中银证券", "Bank of China"),
        ("民银证券有限公司", "China Minsheng Bank"),
        ("东方汇理银行香港分行", "Crédit Agricole CIB"),
        ("东方证券(香港)有限公司", "Orient Securities"),
        ("兴证国际融资有限公司", "Industrial Securities"),
        ("兴业证券", "Industrial Securities"),
        ("兴业银行香港分行", "Industrial Bank"),
        ("法国兴业银行", "Societe Generale"),
        ("国证国际", "SDIC Securities"),
        ("国信证券(香港)", "Guosen Securities"),
        ("光大银行香港分行", "China Everbright Bank"),
        ("中国光大证券(香港)有限公司", "Everbright Securities"),
        ("上海商业银行", "Shanghai Commercial Bank"),
        ("上海银行", "Bank of Shanghai"),
        ("Industrial Bank of Korea", "Industrial Bank of Korea"),
        (
            "Mitsubishi UFJ Morgan Stanley Securities Co., Ltd.",
            "Mitsubishi UFJ Morgan Stanley Securities",
        ),
        ("Bank of America", "BofA Securities"),
        ("Export-Import Bank of Korea", "KEXIM"),
    ] {
        let found = BankDirectory::embedded().resolve(printed).map(|found| found.group);
        let name = found.map(|group| BankDirectory::embedded().groups()[group].name.as_str());
        assert_eq!(name, Some(group), "{printed}");
    }
}

#[test]
fn what_is_not_certain_is_unknown() {
    for printed in [
        "",
        " ",
        "香港分行",
        "中国(亚洲)",
        "(香港)",
        "Hong Kong Branch",
        "Banking",
        "The",
        "Securities",
        "中信",
        "招商",
        "光大",
        "东方",
        "中国",
        "ABC",
        "Morgan Stanley Barclays",
        "Credit Suisse. Citigroup",
        "Keefe, Bruyette & Woods (A Stifel Company) Sandler O'Neill + Partners",
        "国新证券",
        "Bank of Jiangxi",
        "Bank of Ghana",
        "Huaxin Securities",
        "DB Insurance",
        "Industrial Bank of Nowhere",
        "中国银行间市场交易商协会",
        "Deutsch",
        "&",
    ] {
        check_unknown(printed);
    }
}

proptest::proptest! {
    #[test]
    fn no_text_is_too_odd(text in "\\PC{0,40}|[a-z &(),.*中信银行国际香港分行有限公司]{0,30}") {
        let first = BankDirectory::embedded().resolve(&text);
        proptest::prop_assert_eq!(&first, &BankDirectory::embedded().resolve(&text));
    }
}
