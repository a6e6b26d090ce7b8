//! Members: lists become one entry for each bank and scope, titles become roles.

mod untitled;

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::book::BankDirectory;
use crate::import::attach::{Holding, Lists};
use crate::import::draft::Confidence;
use crate::import::names::{Listed, Names, Shape};
use crate::import::number::Number;
use crate::import::parties::Parties;
use crate::import::plain::Span;
use crate::import::scope::{self, Marks};
use crate::import::titles::{Count, Office, Title};
use crate::model::{Market, Role, RoleSet};

/// A member of the syndicate.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Member {
    /// The name, or what is left of it.
    pub span: Span,
    /// Whether the name was lost.
    pub is_lost: bool,
    /// The group, where it is sure.
    pub group: Option<String>,
    /// The roles.
    pub roles: RoleSet,
    /// Labels or currencies; empty for all tranches.
    pub scope: Vec<String>,
    /// What it takes.
    pub allotment: Option<Number>,
    /// Where its titles stand.
    pub titles: Vec<Span>,
    /// How sure it is.
    pub confidence: Confidence,
    /// Whether no title was printed.
    pub is_untitled: bool,
}

/// The members of a deal.
pub(super) fn members(
    names: &Names<'_>,
    text: &str,
    mut lists: Lists,
    market: Market,
    parties: &Parties,
    marks: &[Marks],
    titles: &[Title],
) -> Vec<Member> {
    add_issuer(&mut lists, parties);
    let mut is_untitled = false;
    if !lists.holdings.iter().any(|holding| roles_of(holding, false, 2).iter().any(is_title)) {
        is_untitled = untitled::find(names, text, &mut lists, market, parties, titles);
    }
    let counts = Counts::of(names, &lists.holdings, text);
    let mut found = Found::default();
    let mut last: Option<(&[Span], Vec<String>)> = None;
    for holding in &lists.holdings {
        let scope = match &last {
            Some((topics, scope)) if *topics == holding.topics.as_slice() => scope.clone(),
            _ => scope_of(text, holding, marks),
        };
        last = Some((&holding.topics, scope.clone()));
        let scope = if is_adviser(holding) { Vec::new() } else { scope };
        let (own, beside) = (counts.roles(holding), holding.listed.roles);
        match limited_by_note(names, holding, marks) {
            // "(B&D on the euro notes)" limits what the note says, "(2032s)" the whole.
            Some(limit) if !beside.is_empty() && !own.is_empty() => {
                found.add(names, holding, own, scope, is_untitled);
                found.add(names, holding, beside, limit, is_untitled);
            }
            Some(limit) => found.add(names, holding, own.union(beside), limit, is_untitled),
            None => found.add(names, holding, own.union(beside), scope, is_untitled),
        }
    }
    let mut members = found.members;
    if market != Market::Loan {
        drop_agents(&mut members);
    }
    members.retain(|member| !member.roles.is_empty());
    drop_trustees(names, &mut members);
    members
}

/// Whether a role is one of a list of its own, not a label beside another.
fn is_title(role: Role) -> bool {
    role.tier() != crate::model::Tier::Label
        || matches!(role, Role::StabilisationManager | Role::StabilisationCoordinator)
}

/// "The bank's own investment arm acts as …": the issuer holds the title.
fn add_issuer(lists: &mut Lists, parties: &Parties) {
    let Some(span) = parties.name.clone().or(parties.name_zh.clone()) else { return };
    for (title, offices) in std::mem::take(&mut lists.own) {
        let listed = Listed {
            span: span.clone(),
            is_lost: false,
            shape: Shape::Formed,
            group: None,
            roles: RoleSet::EMPTY,
            note: None,
            allotment: None,
            marks: String::new(),
            begins: false,
            ends: false,
        };
        lists.holdings.push(Holding { listed, offices, title, topics: Vec::new() });
    }
}

/// How many banks hold each title of the kind that turns on it.
struct Counts {
    bookrunners: usize,
    joint_bookrunners: usize,
    coordinators: usize,
    joint_coordinators: usize,
    is_chinese: bool,
}

impl Counts {
    fn of(names: &Names<'_>, holdings: &[Holding], text: &str) -> Self {
        let key = |holding: &Holding| {
            if holding.listed.is_lost {
                format!("?{}", holding.listed.span.start)
            } else {
                names.get(&holding.listed.span).to_lowercase()
            }
        };
        let count = |wanted: &dyn Fn(&Office) -> bool| {
            let all: BTreeSet<String> = holdings
                .iter()
                .filter(|holding| holding.offices.iter().any(wanted))
                .map(key)
                .collect();
            all.len()
        };
        let chinese = text.chars().filter(|char| crate::text::is_cjk(*char)).count();
        Self {
            bookrunners: count(&|office| *office == Office::Bookrunner(Count::Plain)),
            joint_bookrunners: count(&|office| {
                *office == Office::Bookrunner(Count::Joint)
                    || matches!(office, Office::Of(Role::ActiveBookrunner | Role::LeadBookrunner))
            }),
            coordinators: count(&|office| *office == Office::GlobalCoordinator(Count::Plain)),
            joint_coordinators: count(&|office| *office == Office::GlobalCoordinator(Count::Joint)),
            is_chinese: chinese * 6 > text.chars().count(),
        }
    }

    fn roles(&self, holding: &Holding) -> RoleSet {
        let mut roles = RoleSet::EMPTY;
        for office in &holding.offices {
            let role = match office {
                Office::GlobalCoordinator(Count::Sole) => Role::SoleGlobalCoordinator,
                Office::GlobalCoordinator(Count::Joint) => Role::JointGlobalCoordinator,
                Office::GlobalCoordinator(Count::Plain) => {
                    match (self.coordinators, self.joint_coordinators) {
                        (..=1, 0) => Role::SoleGlobalCoordinator,
                        _ if self.is_chinese => Role::GlobalCoordinator,
                        _ => Role::JointGlobalCoordinator,
                    }
                }
                Office::Bookrunner(Count::Sole) => Role::SoleBookrunner,
                Office::Bookrunner(Count::Joint) => Role::JointBookrunner,
                Office::Bookrunner(Count::Plain) => {
                    match (self.bookrunners, self.joint_bookrunners) {
                        (..=1, 0) => Role::SoleBookrunner,
                        _ => Role::JointBookrunner,
                    }
                }
                Office::LeadManager(Count::Joint) => Role::JointLeadManager,
                Office::LeadManager(_) => Role::LeadManager,
                Office::Managers if holding.listed.allotment.is_some() => Role::Underwriter,
                Office::Managers => Role::Manager,
                Office::Of(
                    Role::OnshoreCoordinator | Role::RatingAdviser | Role::GlobalAdviser,
                )
                | Office::Outside => continue,
                Office::Of(role) => *role,
            };
            roles.insert(role);
        }
        roles
    }
}

/// The roles of a list whatever the number of its members.
fn roles_of(holding: &Holding, is_chinese: bool, count: usize) -> RoleSet {
    Counts {
        bookrunners: count,
        joint_bookrunners: 0,
        coordinators: count,
        joint_coordinators: 0,
        is_chinese,
    }
    .roles(holding)
}

/// For which tranches a list holds: the nearest words that name some count.
fn scope_of(text: &str, holding: &Holding, marks: &[Marks]) -> Vec<String> {
    if marks.len() < 2 {
        return Vec::new();
    }
    for topic in &holding.topics {
        let words = text.get(topic.clone()).unwrap_or_default();
        if let Some(named) = scope::named(words, marks) {
            return labels(&named, marks);
        }
        // A topic that names every tranche ends the search.
        if scope::hints(words)
            && ["both", "all ", "两档", "各批", "各档"].iter().any(|word| words.contains(word))
        {
            return Vec::new();
        }
    }
    Vec::new()
}

/// For which tranches the note behind a name says that it counts.
fn limited_by_note(names: &Names<'_>, holding: &Holding, marks: &[Marks]) -> Option<Vec<String>> {
    let note = names.get(holding.listed.note.as_ref()?);
    if marks.len() < 2 || !scope::hints(note) {
        return None;
    }
    scope::named(note, marks).map(|named| labels(&named, marks))
}

/// A currency where the scope is all its tranches, else the labels.
fn labels(named: &BTreeSet<usize>, marks: &[Marks]) -> Vec<String> {
    let codes: BTreeSet<&str> =
        named.iter().filter_map(|at| marks.get(*at)).map(|mark| mark.currency.as_str()).collect();
    let whole = codes.iter().all(|code| {
        marks
            .iter()
            .enumerate()
            .filter(|(_, mark)| mark.currency == *code)
            .all(|(at, _)| named.contains(&at))
    });
    if whole {
        return codes.into_iter().map(str::to_owned).collect();
    }
    named.iter().filter_map(|at| marks.get(*at)).map(|mark| mark.label.clone()).collect()
}

/// Whether all that a list holds is advice on a green structure, which is not limited to tranches.
fn is_adviser(holding: &Holding) -> bool {
    let adviser = |office: &Office| matches!(office, Office::Of(Role::EsgStructuringAdviser));
    holding.offices.iter().all(adviser)
}

/// The members found so far, each under its name and scope.
#[derive(Default)]
struct Found {
    members: Vec<Member>,
    places: HashMap<(String, Vec<String>), usize>,
}

impl Found {
    fn add(
        &mut self,
        names: &Names<'_>,
        holding: &Holding,
        roles: RoleSet,
        scope: Vec<String>,
        is_untitled: bool,
    ) {
        let listed = &holding.listed;
        let name = names.get(&listed.span);
        let key = match listed.is_lost {
            true => format!("?{}", listed.span.start),
            false => crate::text::fold(name),
        };
        if let Some(at) = self.places.get(&(key.clone(), scope.clone())) {
            let member = &mut self.members[*at];
            member.roles = member.roles.union(roles);
            member.allotment = member.allotment.or(listed.allotment);
            if member.titles.len() < 12 && !member.titles.contains(&holding.title) {
                member.titles.push(holding.title.clone());
            }
            return;
        }
        self.places.insert((key, scope.clone()), self.members.len());
        let group = listed
            .group
            .and_then(|group| BankDirectory::embedded().groups().get(group))
            .map(|group| group.name.clone());
        let confidence = match listed.shape {
            Shape::Known | Shape::Formed => Confidence::Sure,
            Shape::Bare => Confidence::Weak,
        };
        self.members.push(Member {
            span: listed.span.clone(),
            is_lost: listed.is_lost,
            group: group.filter(|_| !listed.is_lost),
            roles,
            scope,
            allotment: listed.allotment,
            titles: Some(holding.title.clone())
                .filter(|title| !title.is_empty())
                .into_iter()
                .collect(),
            confidence,
            is_untitled,
        });
    }
}

/// The agents of a loan are none of a bond's syndicate, nor of a sale of shares.
fn drop_agents(members: &mut [Member]) {
    let agents = [Role::FacilityAgent, Role::DocumentationAgent, Role::SigningAgent];
    for member in members {
        member.roles = member.roles.iter().filter(|role| !agents.contains(role)).collect();
    }
}

/// A trustee or adviser counts where the bank is in the syndicate by another role; alone it is no
/// member.
fn drop_trustees(names: &Names<'_>, members: &mut Vec<Member>) {
    let beside = [Role::BondTrustee, Role::FinancialAdviser];
    let is_beside = |member: &Member| member.roles.iter().all(|role| beside.contains(&role));
    let others: HashSet<String> = members
        .iter()
        .filter(|member| !is_beside(member))
        .map(|member| names.get(&member.span).to_owned())
        .collect();
    members.retain(|member| !is_beside(member) || others.contains(names.get(&member.span)));
}
