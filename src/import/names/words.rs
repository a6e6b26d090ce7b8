//! Words that tell a name from what stands around it.

use std::sync::LazyLock;

use crate::import::pattern::listed;

/// Words that say where a house sits, what it does and what form it has, never which it is.
pub(super) static PLACE_WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    listed(
        "香港|亚洲|亚太|国际|中国|新加坡|伦敦|澳门|纽约|上海|北京|深圳|欧洲|东京|台湾|台北|美国|英国|\
日本|卢森堡|马来西亚|印度|泰国|首尔|迪拜|远东|环球|全球|分行|支行|有限|责任|公司|股份|集团|\
控股|巴黎|法兰克福|悉尼|Hong|Kong|Asia|Pacific|Branch|Limited|London|Singapore|Tokyo|Macau|\
Europe|USA|UK|Ltd|Ltd.|Inc.|LLC|plc|International|(|)| |,",
    )
});
/// What may stand in brackets inside a name.
pub(super) static INSIDE: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    listed(
        "证券|资本|融资|金融|银行|集团|控股|投资|企业|财务|澳洲|大中华|前海|厦门|广东|天津|\
Securities|USA|Asia Pacific|Capital|Group|Far East|Bank|Thai|Thailand|Malaysia|Japan|China|\
Korea|India|Australia|UK|US|Suisse|Private|Schweiz|Deutschland|Switzerland|Canada|DIFC|\
Nigeria|Berhad|Luxembourg|Ireland|France|Europe|Overseas|Macao|Taiwan|Middle East|Holdings|\
Hong Kong Branch|Offshore|International|Brokers|Proprietary|Philippines|Persero|Publ|publ|publ.|H.K.|HK|U.S.A.|U.K.",
    )
});
/// Words by which a name shows that it is a bank's.
pub(super) static BANK_WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    listed(
        "银行|证券|资本|金融|融资|国际|分行|信托|控股|集团|公司|亚洲|投资|财务|基金|经纪|期货|保险|\
证劵|香港|Bank|Bancorp|Banca|Banco|Banque|Securities|Capital|Markets|Sekuritas|Financial|\
Partners|Investment|Brothers|& Co|Landesbank|Kreditbank|Kasse|LLC|plc|PLC|N.V.|Inc.|Limited|\
Ltd|Advisors|Brokers|Finance|Trust|Equities|Group|AG|S.p.A.|Corp|Company|Corretora|Yatirim|\
bank|Bankasi|Banka|Caisse|Caixa|Sparkasse",
    )
});
/// Words that no bank's name holds.
pub(super) static FOREIGN_WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    listed(
        "January|February|March|April|June|July|August|September|October|November|December|Monday|\
Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Notes|Note|Bonds|Bond|Offering|Reg|Rule|\
Moody's|Moodys|Fitch|S&P|Settlement|ISIN|CUSIP|Series|Proceeds|Tranche|Total|Rating|Ratings|\
Maturity|Coupon|Price|Amount|Exchange|Issuer|Listing|Listed|Nasdaq|NASDAQ|NYSE|SEC|Form|\
Investors|Shares|Common|Stock|IPO|Aggregate|Principal|Underwriters|Bank(s)|Address|Tel|\
Expected|Format|Law|Governing|Use|Currency|Size|Tenor|Guarantor|Denominations|Date|Other|\
Others|None|Prospectus|Act|Closing|Pricing|HKEX|SGX|Sum|Subtotal|Status|Ranking|Type|\
Description|Chairman|Stabilisation|Stabilization|Stabilising|Selling|Existence|Restrictions",
    )
});
/// Chinese words of sentences, which no name holds.
pub(super) static SENTENCE_WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    listed(
        "发行|票据|债券|募|到期|利率|亿|万元|美元|港元|公告|披露|上市|规模|年期|评级|投资者|其他|\
其余|各方|上述|机构|家银行|以下|名称|协议|条款|定价|认购|市场|地址|电话|合计|总计|票息|担保|\
股份代号|股票代码|多家|银团|时间|日期|用途|资金|期限|币种|所得|部分|交易所|联交所|本次|\
认证|同意|条件|促使|据此|尽力|欣然|确认|承销团|基石|股东|顾问|代理|律师|信托契|附注|字母|顺序|项目|国库券|国债|基点|点子|收益|利差",
    )
});
/// Words after which a name begins, where text hangs before it.
pub(super) static OPENERS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    listed(
        "的银行有|的银行包括|银行包括|银行有|委任了|委任|委聘|委托|聘请|聘任|邀请|包括|前述|上述|另加入|并加入|连同|联同|会同|以及|其中|方面|此外|另外|同时|透过|\
通过|预期|预计|预料|并与|还有|另有|分别|由|而|即|与|及|和|并|获",
    )
});
/// Openers after which a list goes on to the left.
pub(super) static BINDERS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| listed("连同|联同|会同|以及|并与|与|及|和|并"));
/// More openers that count where a known name stands after them.
pub(super) static BEFORE_KNOWN: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    listed("协助|代表|为|是|有|经|对|的|将|已|向|于|以|:|指|行|司|商|人|据|中|分")
});
/// Words with which the text after a list goes on.
pub(super) static CLOSERS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    listed(
        "筹备|筹组|独任|独|一家|进行|仅|订立|签订|签署|负责|组成|参与|牵头|担任|出任|作为|共同|各自|个别|认购|承购|提供|在内|\
之间|分别|将|于|已|就|等|的|为|任|亦|也|均|则|兼|以|并|承销|按|获|协助|合共|承担|承诺|完成|\
包销|配售|代表|安排|联席|另|还|同时|此外|继续|主要|四|三家|两家|是|在|向|所",
    )
});
