//! Titles: the words of the market for what a bank does in a deal, in every spelling, and the
//! words for those who stand beside a syndicate and are no part of it.

mod chinese;
mod english;
mod verbs;

use super::plain::Span;
use crate::model::Role;

/// How many banks a title says hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    /// Sole, 独家.
    Sole,
    /// Joint, 联席.
    Joint,
    /// The title does not say.
    Plain,
}

/// What a title means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Office {
    /// Coordinates the deal worldwide.
    GlobalCoordinator(Count),
    /// Keeps the book.
    Bookrunner(Count),
    /// Leads the managers.
    LeadManager(Count),
    /// A role that does not turn on how many hold it.
    Of(Role),
    /// Managers of no rank, who are underwriters where amounts stand beside them.
    Managers,
    /// No part of the syndicate: a trustee, counsel, an investor.
    Outside,
}

/// A title in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Title {
    /// Where it stands.
    pub span: Span,
    /// What it means.
    pub office: Office,
}

impl Office {
    /// The office where a title before it in one phrase says that several, or one, hold it.
    pub(super) fn shared(self, with: Count) -> Self {
        match self {
            Self::GlobalCoordinator(Count::Plain) => Self::GlobalCoordinator(with),
            Self::Bookrunner(Count::Plain) => Self::Bookrunner(with),
            Self::LeadManager(Count::Plain) => Self::LeadManager(with),
            other => other,
        }
    }

    /// How many the title says hold it.
    pub(super) fn count(self) -> Option<Count> {
        match self {
            Self::GlobalCoordinator(count) | Self::Bookrunner(count) | Self::LeadManager(count) => {
                Some(count)
            }
            _ => None,
        }
    }
}

/// Every title in a text, in order, none over another.
pub(super) fn find(text: &str) -> Vec<Title> {
    let mut titles = chinese::find(text);
    titles.extend(english::find(text));
    titles.sort_by_key(|title| (title.span.start, std::cmp::Reverse(title.span.end)));
    let mut end = 0;
    titles.retain(|title| {
        let free = title.span.start >= end;
        if free {
            end = title.span.end;
        }
        free
    });
    let said = verbs::find(text, &titles);
    if !said.is_empty() {
        titles.extend(said);
        titles.sort_by_key(|title| title.span.start);
        titles.dedup_by(|later, first| later.span.start < first.span.end);
    }
    titles
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[Office]) {
        let found: Vec<Office> = find(text).into_iter().map(|title| title.office).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn chinese_titles_are_known_in_their_variants() {
        use Count::{Joint, Plain, Sole};
        use Office::{Bookrunner, GlobalCoordinator, LeadManager, Of, Outside};
        check("联席全球协调人", &[GlobalCoordinator(Joint)]);
        check("全球联合协调人及独家账簿管理人", &[GlobalCoordinator(Joint), Bookrunner(Sole)]);
        check("联席 全球协调人", &[GlobalCoordinator(Joint)]);
        check("簿记管理人、联席牵头经办人", &[Bookrunner(Plain), LeadManager(Joint)]);
        check("牵头主承销商", &[Of(Role::LeadUnderwriter)]);
        check("联席主承销商 联席承销商", &[Of(Role::JointLeadUnderwriter), Of(Role::Underwriter)]);
        check("副经办人", &[Of(Role::CoManager)]);
        check("受托人及法律顾问", &[Outside, Outside]);
        check("联席绿色结构顾问", &[Of(Role::EsgStructuringAdviser)]);
        check("联席管理账簿", &[Bookrunner(Joint)]);
        check("交易商协会", &[]);
        check("委任牵头安排行兼簿记行", &[Of(Role::MandatedLeadArranger), Bookrunner(Plain)]);
    }

    #[test]
    fn english_titles_are_known_in_their_variants() {
        use Count::{Joint, Plain};
        use Office::{Bookrunner, GlobalCoordinator, LeadManager, Of, Outside};
        check("Joint Book-Running Managers", &[Bookrunner(Joint)]);
        check("joint lead managers and bookrunners", &[LeadManager(Joint), Bookrunner(Plain)]);
        check("passive bookrunners", &[Of(Role::PassiveBookrunner)]);
        check("JGCs", &[GlobalCoordinator(Joint)]);
        check("co-managers", &[Of(Role::CoManager)]);
        check("mandated lead arrangers", &[Of(Role::MandatedLeadArranger)]);
        check("trustee", &[Outside]);
        check("(B&D)", &[Of(Role::BillingAndDelivery)]);
        check("Joint Senior Lead Whatever", &[]);
    }
}
