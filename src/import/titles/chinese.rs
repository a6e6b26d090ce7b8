//! Chinese titles: words before, such as 联席 and 牵头, and the title itself.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::pattern::rx;

use super::{Count, Office, Title};
use crate::model::Role;

/// The words that may stand before a title.
const BEFORE: &str = "独家|唯一|单一|联席|联合|共同|联名|高级|资深|牵头|主|副|主动|活跃|被动|初级|委任|委托|\
授权|受托|首席|协调";

/// The titles of a syndicate; longer ones first.
const CORES: &[(&str, Core)] = &[
    ("全球(?:联席|联合)(?:协调人|协调行|协调商|协商人|统筹人)", Core::JointGlobal),
    ("全球(?:协调人|协调行|协调商|协商人|统筹人|统筹行)", Core::Global),
    ("(?:整体|总|整体发售)(?:协调人|协商人)", Core::Is(Role::OverallCoordinator)),
    ("保荐(?:人|机构|商)", Core::Is(Role::Sponsor)),
    (
        "(?:账簿|簿记)(?:建档)?(?:管理人|管理行|管理机构|经办人|经理人|经理|建档人|行|人)",
        Core::Book,
    ),
    ("(?:管理|执掌|主理|掌管)(?:账簿|簿记)", Core::Book),
    ("簿记及牵头|牵头及簿记", Core::Book),
    ("账簿管理", Core::Book),
    ("全球协调", Core::Label(Label::Global)),
    ("牵头经办", Core::Label(Label::Manager)),
    ("簿记", Core::Label(Label::Book)),
    ("管理", Core::Books),
    ("牵头行", Core::Is(Role::MandatedLeadArranger)),
    ("主办行", Core::Is(Role::LeadArranger)),
    ("(?:经办人|经办行|经办商|经管人|经理人|经理行|经理商|牵头管理人)", Core::Manager),
    ("(?:承销商|承销人|承销机构|包销商|包销人|承销行)", Core::Underwriter),
    ("主承销(?:方)?", Core::LeadUnderwriting),
    ("承销团(?:成员|行)|分销商|分销行", Core::Is(Role::SyndicateMember)),
    (
        "(?:初始|初步|首次|初期|首批|最初|首次)(?:买家|买方|购买者|购买人|购买方|购买商|认购人|认购方)",
        Core::Is(Role::InitialPurchaser),
    ),
    ("配售(?:代理人|代理商|代理|经办人|银行|机构|行)", Core::Is(Role::PlacementAgent)),
    ("资本市场中介(?:人|机构|商)?", Core::Is(Role::CapitalMarketIntermediary)),
    ("(?:安排行|安排人|安排机构|安排方)", Core::Arranger),
    ("交易商", Core::Is(Role::Dealer)),
    ("(?:参加行|参与行|参贷行|参贷银行|参贷)", Core::Is(Role::Participant)),
    ("(?:贷款行|贷款人|放款行|放贷行|贷款银行)", Core::Is(Role::Lender)),
    (
        "(?:(?:绿色|蓝色|可持续(?:发展|挂钩)?|社会(?:责任)?|ESG|转型|环境|气候)(?:债券|票据|融资|贷款)?[及和、/]?)*\
         (?:联席|联合|独家|唯一)?(?:结构|架构|框架)(?:设计)?(?:顾问行|顾问|行|代理行|代理|协调人|安排行|咨询机构)",
        Core::Is(Role::EsgStructuringAdviser),
    ),
    (
        "(?:绿色|蓝色|可持续(?:发展|挂钩)?|社会责任|ESG)(?:顾问|协调人|协调行)",
        Core::Is(Role::EsgStructuringAdviser),
    ),
    ("稳定价格协调人|稳价协调人", Core::Is(Role::StabilisationCoordinator)),
    (
        "(?:稳定价格|稳定市场|稳价)(?:经办人|操作人|管理人|经理人|经理|行)|稳定(?:经办人|操作人|管理人)",
        Core::Is(Role::StabilisationManager),
    ),
    (
        "(?:收付|账单|结算|开票|出账|出单|缴款|交收)(?:及|与|和)?(?:交割|交付|交收|结算)(?:行|代理行|代理|银行|人)?|交割行",
        Core::Is(Role::BillingAndDelivery),
    ),
    ("交割", Core::Delivery),
    ("(?:文件代理行|文件行|文本代理行)", Core::Is(Role::DocumentationAgent)),
    ("签约代理行", Core::Is(Role::SigningAgent)),
    ("(?:担保|抵押|付款|财务|财政|转让|受托|转换|登记)代理(?:行|人|机构)?", Core::Outside),
    ("(?:贷款|融资|授信)?代理行", Core::Is(Role::FacilityAgent)),
    ("承销商代表|承销团代表", Core::Is(Role::Representative)),
    ("联席代表", Core::Is(Role::JointRepresentative)),
    ("(?:债券)?受托管理人", Core::Is(Role::BondTrustee)),
    ("独立财务顾问", Core::Outside),
    ("财务顾问", Core::Is(Role::FinancialAdviser)),
];

/// Those who stand beside a syndicate, and words that only look like titles.
const OUTSIDE: &str = "受托人|信托人|财政代理人?|付款代理人?|转让代理人?|登记处|登记人|过户(?:登记)?处|法律顾问|律师事务所|律师|\
核数师|审计师|会计师|收款银行|收票银行|基石投资者|锚定投资者|评级机构|评级顾问|境内协调人|境内协调行|\
全球顾问|清算机构|结算机构|清算行|担保人|担保方|担保行|发行人|发行体|发行主体|借款人|借款方|托管人|托管行|托管银行|\
保管人|监管银行|维好(?:协议)?提供(?:方|人)|备用信用证提供(?:方|人|行)|备证行|开证行|做市商|合规顾问|公关顾问|第二方意见提供(?:方|人)|\
验证机构|认证机构|票据持有人|债券持有人|认购人|认购方|卖方|借股人|顾问律师|信用评级|存管处|存托银行|存托人|股东|\
交换代理|要约收购代理|交易商经理人?|交易经理|信息代理|估值师|行业顾问|物业估值师";

/// Words that hold a title and are none.
const NOT: &str =
    "参贷额|参贷金额|参贷份额|参贷协议|交易商协会|交易商间|主经办人员|承销商承诺|簿记建档";

#[derive(Clone, Copy)]
enum Core {
    Global,
    JointGlobal,
    Book,
    /// 联席管理 of what was said before to be the book.
    Books,
    Manager,
    Underwriter,
    /// 牵头主承销 as what a bank does.
    LeadUnderwriting,
    Arranger,
    /// 交割 where a bank is said to be in charge of it.
    Delivery,
    /// What desks write for a title before a colon: 全球协调:甲、乙.
    Label(Label),
    Is(Role),
    Outside,
}

/// Titles without the word for who holds them.
#[derive(Clone, Copy)]
enum Label {
    Global,
    Manager,
    Book,
}

static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    let cores: Vec<String> = CORES.iter().map(|(core, _)| format!("({core})")).collect();
    let pattern = format!(
        "(?P<trust>(?:债券)?受托管理人)|(?P<no>{NOT}|(?:{OUTSIDE}))|(?P<q>(?:(?:{BEFORE}) ?)*)(?:{})",
        cores.join("|")
    );
    rx(&spaced(&pattern))
});

/// Lets a space stand between two Chinese characters of a pattern: 联席 全球协调人.
fn spaced(pattern: &str) -> String {
    let mut spaced = String::with_capacity(pattern.len() * 2);
    let mut chars = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(char) = chars.next() {
        in_class = (in_class || char == '[') && char != ']';
        spaced.push(char);
        let both = crate::text::is_cjk(char)
            && chars.peek().is_some_and(|next| crate::text::is_cjk(*next));
        if both && !in_class {
            spaced.push_str(" ?");
        }
    }
    spaced
}

/// Every Chinese title in a text.
pub(super) fn find(text: &str) -> Vec<Title> {
    let mut titles = Vec::new();
    for found in TITLE.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let span = whole.start()..whole.end();
        if found.name("trust").is_some() {
            titles.push(Title { span, office: Office::Of(Role::BondTrustee) });
            continue;
        }
        if let Some(no) = found.name("no") {
            let plain: String = no.as_str().chars().filter(|char| *char != ' ').collect();
            if !NOT.split('|').any(|not| not == plain) {
                titles.push(Title { span, office: Office::Outside });
            }
            continue;
        }
        let next = &text[span.end..];
        if "协议|合同|契据|佣金|费用|协会|团队|资格|关联方|的关联方|及其关联方|经理"
            .split('|')
            .any(|word| next.starts_with(word))
        {
            continue;
        }
        let before: String = found
            .name("q")
            .map_or("", |q| q.as_str())
            .chars()
            .filter(|char| *char != ' ')
            .collect();
        // Groups 1 to 3 are `trust`, `no` and `q`; the cores follow.
        let core = CORES.iter().enumerate().find(|(index, _)| found.get(index + 4).is_some());
        let Some((_, (_, core))) = core else { continue };
        let matched = whole.as_str();
        let window = crate::import::money::window_before(text, span.start, 400);
        let is_of_book = ["账簿由", "簿记由", "账册由"].iter().any(|word| window.contains(word));
        if matches!(core, Core::Books) && !is_of_book {
            continue;
        }
        // Only before a colon, or joined to another title: 全球协调、簿记:甲.
        if matches!(core, Core::Label(_)) && !next.starts_with([':', '|', '/']) {
            continue;
        }
        if matches!(core, Core::Delivery) && !window.ends_with("负责") {
            continue;
        }
        if let Some(office) = office(*core, &before, matched) {
            titles.push(Title { span, office });
        }
    }
    titles
}

fn office(core: Core, before: &str, matched: &str) -> Option<Office> {
    let has = |word: &str| before.contains(word);
    let joint = has("联席") || has("联合") || has("共同") || has("联名");
    let count = if has("独家") || has("唯一") || has("单一") {
        Count::Sole
    } else if joint {
        Count::Joint
    } else {
        Count::Plain
    };
    Some(match core {
        Core::JointGlobal => Office::GlobalCoordinator(Count::Joint),
        Core::Global => Office::GlobalCoordinator(count),
        Core::Book if has("被动") => Office::Of(Role::PassiveBookrunner),
        Core::Book if has("主动") || has("活跃") => Office::Of(Role::ActiveBookrunner),
        Core::Book if has("牵头") || has("首席") => Office::Of(Role::LeadBookrunner),
        Core::Book => Office::Bookrunner(count),
        Core::Label(Label::Global) => Office::GlobalCoordinator(count),
        Core::Label(Label::Manager) => Office::LeadManager(count),
        Core::Label(Label::Book) => Office::Bookrunner(count),
        Core::Books if joint => Office::Bookrunner(count),
        Core::Books => return None,
        Core::Manager => manager(before, count, joint, matched),
        Core::Underwriter => Office::Of(underwriter(before, joint)),
        Core::LeadUnderwriting if joint => Office::Of(Role::JointLeadUnderwriter),
        Core::LeadUnderwriting => Office::Of(Role::LeadUnderwriter),
        Core::Delivery => Office::Of(Role::BillingAndDelivery),
        Core::Arranger => Office::Of(arranger(before)),
        Core::Is(Role::MandatedLeadArranger) if has("联席") && has("主") => {
            Office::Of(Role::LeadArranger)
        }
        Core::Is(Role::Representative) if joint => Office::Of(Role::JointRepresentative),
        Core::Is(role) => Office::Of(role),
        Core::Outside => Office::Outside,
    })
}

fn manager(before: &str, count: Count, joint: bool, matched: &str) -> Office {
    let has = |word: &str| before.contains(word);
    if has("副") {
        return Office::Of(match (has("牵头"), has("高级"), has("初级")) {
            (true, ..) => Role::CoLeadManager,
            (_, true, _) => Role::SeniorCoManager,
            (.., true) => Role::JuniorCoManager,
            _ => Role::CoManager,
        });
    }
    if has("牵头") || has("主") || matched.contains("牵头") || has("联席") && has("联合") {
        return Office::LeadManager(count);
    }
    if joint { Office::Of(Role::CoManager) } else { Office::Of(Role::Manager) }
}

fn underwriter(before: &str, joint: bool) -> Role {
    let has = |word: &str| before.contains(word);
    if has("副") {
        return Role::CoManager;
    }
    match (has("主"), has("牵头"), joint) {
        (true, _, true) => Role::JointLeadUnderwriter,
        (_, true, true) => Role::JointLeadUnderwriter,
        (true, ..) | (_, true, _) => Role::LeadUnderwriter,
        _ => Role::Underwriter,
    }
}

fn arranger(before: &str) -> Role {
    let has = |word: &str| before.contains(word);
    if has("委任") || has("委托") || has("授权") {
        return Role::MandatedLeadArranger;
    }
    if has("协调") {
        return Role::CoordinatingArranger;
    }
    if has("牵头") || has("主") || has("首席") {
        return Role::LeadArranger;
    }
    if has("副") || has("联合") { Role::CoArranger } else { Role::Arranger }
}
