//! What can be no issuer: labels and clauses, those who report, rate, advise, list or oversee, who
//! guarantees beside it, and who owns a part of it.

use std::sync::LazyLock;

use regex::Regex;

use super::trimmed;
use crate::import::money;
use crate::import::names;
use crate::import::pattern::rx;
use crate::import::plain::Span;

/// What no name is made of: labels, and clauses that say where a company was formed.
static WORDS: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)^(?:票面利率|利率|期限|规模|票息|年息|信用评级|主体评级|债项评级|边际|全场|基准|久期|所得款项|募集资金|证券代码|证券简称|债券简称|债券代码|股份代号|股票代码|发行数量|发行价格|发行规模|资产总额|净额|认购|市场|消息|知情|人士)|^(?:于|在)?[^,。]{0,16}(?:注册成立|成立)(?:之|的)?(?:有限|股份|公众)|^(?:incorporated|registered|established|organi[sz]ed|formed|existing) (?:in|under|as|and|with)\b|^(?:offered|issued|priced|sold|rated|listed|reoffered|guaranteed|distributed) (?:at|on|by|as|under|to)\b|^(?:shares?|depositary receipts|units) (?:of|in)\b|^(?:[a-z]+ )?(?:sources?|people|bankers?|investors?|lenders?|accounts|analysts?)\b|^an? (?:consortium|syndicate|group|club|pool|combination|pair|trio|quartet|clutch|handful) of\b|^(?:guarantor|担保人|担保方|保证人|维好|obligor group)\b|^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|twenty|several|a dozen)(?: \w+)? (?:initial|banks?|lenders?|houses|firms|managers|arrangers|joint|other|more|underwriters)\b",
    )
});
/// Houses that report, rate and advise.
static HOUSES: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:^|[a-z] |的)(?:新华财经|新华社|中新社|中新网|财联社|彭博社?|路透社?|久期财经|智通财经|格隆汇|观点网|经济通|信报|财新|界面新闻|澎湃新闻|证券时报|中国证券报|上海证券报|第一财经|财华社|阿斯达克|21世纪经济报道|每日经济新闻|经济日报|香港经济日报)(?:网|讯|社|记者)?$|^(?:惠誉|穆迪|标普(?:全球)?|标准普尔|中诚信(?:国际|亚太)?|联合(?:资信|国际)|大公国际|东方金诚|新世纪评级|中证鹏元)|(?:律师事务所|律师行|律所|会计师事务所|评级|通讯社|日报社?|时报)$|(?:君合|金杜|方达|通商|中伦|竞天公诚|高伟绅|年利达|世达|富而德|天元|海问|奋迅|金诚同达|锦天城|德恒|国浩|环球|汉坤|安理|达维|瑞生|盛信|凯易|普衡|美迈斯|众达|贝克|德普|罗宾咸永道|普华永道|毕马威|安永|德勤)$|^(?:Reuters|Bloomberg|IFR|GlobalCapital|FinanceAsia|Xinhua|Dow Jones|Business Wire|PR ?Newswire|Globe ?Newswire|LCD|LPC|Debtwire|Moody's|Fitch|S&P|Standard & Poor's|DBRS|Scope Ratings|KBRA|Kroll|PitchBook)\b(?: [A-Z][a-z]+)?(?:'s?)?$|^(?:(?:Clifford Chance|Linklaters|Allen & Overy|A&O Shearman|Freshfields|Slaughter and May|Latham & Watkins|Davis Polk|Cleary Gottlieb|Cravath|Sullivan & Cromwell|Simpson Thacher|Skadden|Kirkland|White & Case|Baker McKenzie|Dentons|Milbank|Shearman|Sidley|Paul,? (?:Weiss|Hastings)|Ropes|Weil,? Gotshal|Herbert Smith|Norton Rose|Hogan Lovells|Ashurst|DLA Piper|CMS|Mayer Brown|King & (?:Spalding|Wood)|Gibson,? Dunn|Jones Day|Orrick|Maples|Walkers|Ogier|Conyers|Appleby|Carey Olsen|Mourant|Harneys|Loyens|Stibbe|De Brauw|NautaDutilh|Houthoff|Gide|Bredin Prat|Hengeler|Gleiss|Noerr|Uría|Garrigues|Cuatrecasas|Pérez-Llorca|BonelliErede|Chiomenti|Gianni|Legance|Mannheimer|Vinge|Roschier|Hannes Snellman|BAHR|Wikborg|Thommessen|Schjødt|Wiersholm|Plesner|Gorrissen|Bech-Bruun|Kromann|Mattos Filho|Pinheiro|Machado|Tozzini|Cescon|Garrido|Rodrigo|Cahill|Cooley|Goodwin|Fenwick|Wilson Sonsini|WilmerHale|Covington|Akin|Vinson|Baker Botts|Bracewell|Hunton|Eversheds|Pinsent|Bird & Bird|Addleshaw|Simmons|Travers|Macfarlanes|Stephenson Harwood|Watson Farley|Reed Smith|Withers|Osler|Blakes|McCarthy|Stikeman|Torys|Davies Ward|Bennett Jones|Mallesons|Gilbert \+ Tobin|Allens|MinterEllison|Corrs|Clayton Utz|Chapman|Russell McVeagh|Bell Gully|Rajah & Tann|Allen & Gledhill|WongPartnership|Drew & Napier|Khaitan|Cyril Amarchand|Shardul|AZB|Trilegal|Talwar|JSA|Kim & Chang|Lee & Ko|Bae,? Kim|Shin & Kim|Yulchon|Nishimura|Mori Hamada|Nagashima|Anderson Mori|Deloitte|KPMG|PwC|EY|Ernst & Young)\b.*|.*\b(?:LLP|Abogados|Advogados|Rechtsanwälte|Advokat\w*|Avvocati|Attorneys|Solicitors|Law (?:Firm|Offices?|Group)|Avocats))$",
    )
});
/// What behind a name says that somebody else issues.
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r#"(?i)^,? ?\([^()]{0,40}?"?(?:sellers?|vendors?|selling (?:share|stock|security)holders?)"?\)|^,? ?(?:(?:also |both |jointly |together )?(?:has |have |had )?(?:advised|acted (?:for|as|on|in)|acting (?:for|as)|represented|represents|counsel(?:led|s)|assisted|helped)\b|(?:has |have |had )?(?:assigned|assigns|rates|rated the|affirmed|expects to rate)\b|(?:will |would |jointly |fully |unconditionally |irrevocably |and )*guarantee[sd]? (?:the|both|all|its|this|that|these|each|payment|\w+ (?:lines?|series|tranches|notes|bonds))|(?:is|are|as) (?:the )?(?:sole |joint |parent )?guarantors?\b|which (?:owns?|holds?|controls?) (?:\d|about|around|a |some|nearly|more|the (?:majority|rest))|the (?:largest|main|majority|controlling) (?:share|stock)holder|(?:will|would|is to|intends to) (?:take up|subscribe|buy|underwrite its)\b|(?:said|according))|^(?:\([^()]{1,40}\))?,?(?:将|已|同时|并|拟|亦)?(?:为|就|对|向)[^,。;]{0,16}(?:提供|出具|给予|授予)[^,。;]{0,14}(?:维好|担保|备用信用证|保证|评级|承诺|支持函)|^(?:\([^()]{1,40}\))?(?:将|已|拟)?(?:授予|给予|确认|维持|上调|下调)[^,。;]{0,40}评级|^(?:\([^()]{1,40}\))?(?:担任|作为|任|为)(?:是次|本次|此次|该|本期)?[^,。;]{0,12}(?:顾问|受托人|律师|保荐人|经办人|协调人|管理人|主承销商|评级|担保人|担保方|承销商|安排行|簿记)|^(?:\([^()]{1,40}\))?(?:大股东|控股股东|创始人|主席|董事长|实控人)"#,
    )
});
/// What before a name says that it stands behind the deal or beside it.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?i)(?:\bguarantors?(?: ?\([^()]{0,20}\))? ?[:|]? ?|\bguaranteed by (?:its parent,? |the )?|担保人(?:为|是)?[:|]? ?|担保方(?:为|是)?[:|]? ?|担保主体[:|]? ?|保证人(?:为|是)?[:|]? ?|维好(?:协议)?提供(?:方|人)(?:为|是)?[:|]? ?|备用信用证(?:提供)?[银行人方]{0,2}[:|]? ?|评级机构(?:为)?[:|]? ?|law firm |\bcounsel(?: to [\w ]{2,40})?[:|] ?|\btrustee[:|] ?|受托人[:|]? ?|律师[:|]? ?|(?:主承销商|保荐机构|保荐人|管理人|协调人|经办人|安排行|簿记行|顾问|代理人|承销商|代理行)\)?[:|为] ?)$",
    )
});
/// A bank that sells what is another's: "X priced a bond for Y".
static FOR_OTHERS: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"^ (?:has |have |on \w+ )?(?:today )?(?:priced|sold|placed|arranged|launched|led|ran|brought|opened|underwrote|closed)\b[^.;\n]{3,120}? (?:for|in) (?:the )?\p{Lu}\p{L}{2,}",
    )
});

/// A house that deals for others.
static DEALER: LazyLock<Regex> = LazyLock::new(|| {
    rx(
        r"(?:(?:Securities|Capital Markets|Global Markets|Merrill Lynch|Capital \((?:USA|U\.S\.)\))(?:,? \(?(?:USA|U\.S\.A?\.?|Americas?|Europe|Asia|Asia Pacific|Far East|International)\)?)*|& Co\.),? (?:LLC|L\.L\.C\.|Inc\.?|Incorporated|plc|PLC|Limited|Ltd\.?)$",
    )
});

/// Whether words are a label, a clause or a crowd and name nobody.
pub(super) fn is_label(printed: &str) -> bool {
    WORDS.is_match(printed.trim())
}

/// Whether a stretch can name no issuer.
pub(super) fn is_out(text: &str, span: &Span) -> bool {
    let span = trimmed(text, span.clone());
    let Some(printed) = text.get(span.clone()) else { return true };
    let outer = printed.split(['(', ',']).next().unwrap_or(printed).trim();
    let after = money::window(text, span.end, 160);
    let before = money::window_before(text, span.start, 60);
    let before = before.rsplit(['\n', '。', ';']).next().unwrap_or(before);
    is_label(printed)
        || HOUSES.is_match(printed)
        || HOUSES.is_match(outer)
        || BEHIND.is_match(after)
        || BEFORE.is_match(before)
        || DEALER.is_match(printed) && names::is_known(printed)
        || FOR_OTHERS.is_match(after) && (names::is_known(printed) || names::is_list(printed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_serves_or_stands_behind_is_no_issuer() {
        let check = |text: &str, name: &str, expected: bool| {
            let at = text.find(name).unwrap_or_default();
            assert_eq!(is_out(text, &(at..at + name.len())), expected, "{text}");
        };
        check("Dentons has advised six banks", "Dentons", true);
        check("Alder LLP acted on the issue", "Alder LLP", true);
        check("甲公司(于开曼群岛注册成立之有限公司)", "于开曼群岛注册成立之有限公司", true);
        check("新华财经5月1日电", "新华财经", true);
        check("甲租赁有限公司为计划提供维好契约", "甲租赁有限公司", true);
        check("担保人:甲集团有限公司", "甲集团有限公司", true);
        check("The Treasury, which owns 64 per cent, will buy", "The Treasury", true);
        check("Citi priced a $200m bond for Alpha on Monday", "Citi", true);
        check("The Kingdom guarantees both lines", "The Kingdom", true);
        check("Mizuho Securities USA LLC\n", "Mizuho Securities USA LLC", true);
        check("Offered at 99.137% to yield 5%", "Offered at 99.137%", true);
        check("Citi priced a $2bn bond on Monday", "Citi", false);
        check("Alpha plc priced notes", "Alpha plc", false);
        check("甲公司拟发行票据", "甲公司", false);
        check("Beech S.à r.l. (the \"Seller\") has sold shares", "Beech S.à r.l.", true);
        check("Two Rivers Water District sold bonds", "Two Rivers Water District", false);
    }
}
