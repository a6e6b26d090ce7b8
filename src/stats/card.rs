//! The criteria card: the rules of a table as lines that a person reads above it.

use crate::index::Parents;
use crate::model::RoleSet;
use crate::query::Filter;
use crate::words::{Lang, tr, tr_with};

use super::criteria::{CreditMethod, Criteria, DateBasis};
use super::league::League;

/// One line of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardLine {
    /// What the line is about.
    pub label: String,
    /// What holds.
    pub text: String,
    /// Whether it differs from the usual rules.
    pub differs: bool,
}

/// The rules, the filter and the parents of a table as lines, with the coverage of allotments where
/// the table rests on them. Rules that leave nothing out are not said.
pub fn card_lines(
    criteria: &Criteria,
    filter: &Filter,
    parents: Parents,
    league: &League,
    lang: Lang,
) -> Vec<CardLine> {
    let mut card = Card { lang, lines: Vec::new() };
    let usual = Criteria::default();
    card.choice("card.method", "method", criteria.credit.code(), criteria.credit != usual.credit);
    card.roles(criteria);
    card.weights(criteria);
    card.choice("card.by", "by", criteria.by.code(), criteria.by != usual.by);
    let parents_code = match parents {
        Parents::Today => "today",
        Parents::AtDeal => "at-deal",
    };
    card.choice("card.parents", "parents", parents_code, parents != Parents::Today);
    let differs = criteria.self_led != usual.self_led;
    card.choice("card.self_led", "self_led", criteria.self_led.code(), differs);
    let currency = criteria.currency.code().to_owned();
    card.line("card.currency", currency, criteria.currency != usual.currency);
    card.eligibility(criteria);
    let text = match filter.is_empty() {
        true => tr(lang, "card.all_deals").into_owned(),
        false => filter.to_string(),
    };
    card.line("card.filter", text, !filter.is_empty());
    if let Some(coverage) =
        league.coverage_pct().filter(|_| criteria.credit == CreditMethod::Allotment)
    {
        let text = tr_with(lang, "card.coverage_text", &[&format!("{coverage:.1}")]);
        card.line("card.coverage", text, true);
    }
    card.lines
}

struct Card {
    lang: Lang,
    lines: Vec<CardLine>,
}

impl Card {
    fn line(&mut self, label: &str, text: String, differs: bool) {
        let label = tr(self.lang, label).into_owned();
        self.lines.push(CardLine { label, text, differs });
    }

    /// A choice, whose words stand under its own section of the catalogue.
    fn choice(&mut self, label: &str, section: &str, code: &str, differs: bool) {
        let text = tr(self.lang, &format!("{section}.{code}")).into_owned();
        self.line(label, text, differs);
    }

    fn role_names(&self, roles: RoleSet) -> String {
        let name = |role: crate::model::Role| match self.lang {
            Lang::En => role.english(),
            Lang::Zh => role.simplified(),
        };
        let between = if self.lang == Lang::Zh { "、" } else { ", " };
        roles.iter().map(name).collect::<Vec<_>>().join(between)
    }

    fn roles(&mut self, criteria: &Criteria) {
        let text = match (criteria.roles, criteria.credit) {
            (Some(roles), _) => self.role_names(roles),
            (
                None,
                CreditMethod::AllManagers
                | CreditMethod::Allotment
                | CreditMethod::RoleWeighted
                | CreditMethod::RolePools,
            ) => tr(self.lang, "card.roles_managers").into_owned(),
            (None, CreditMethod::LeadLeft) => tr(self.lang, "card.roles_left").into_owned(),
            (None, _) => tr(self.lang, "card.roles_ladder").into_owned(),
        };
        self.line("card.roles", text, criteria.roles.is_some());
        for (on, key) in [
            (criteria.active_only, "card.active_only"),
            (criteria.order_is_seniority, "card.first_name"),
            (criteria.impute_fees, "card.impute_fees"),
        ] {
            if on {
                self.line("card.also", tr(self.lang, key).into_owned(), true);
            }
        }
    }

    fn weights(&mut self, criteria: &Criteria) {
        let (weights, pools) = (&criteria.weights, &criteria.pools);
        match criteria.credit {
            CreditMethod::RoleWeighted => {
                let parts = [weights.coordinator, weights.bookrunner, weights.co_manager];
                let parts = parts.map(|part| part.to_string());
                let words =
                    tr_with(self.lang, "card.weights_text", &[&parts[0], &parts[1], &parts[2]]);
                self.line("card.weights", words, *weights != Default::default());
            }
            CreditMethod::RolePools => {
                let parts = [pools.leads, pools.co_managers].map(|part| part.to_string());
                let words = tr_with(self.lang, "card.pools_text", &[&parts[0], &parts[1]]);
                self.line("card.pools", words, *pools != Default::default());
            }
            _ => {}
        }
    }

    fn eligibility(&mut self, criteria: &Criteria) {
        let rules = &criteria.eligibility;
        let lang = self.lang;
        let with = |key: &str, argument: String| tr_with(lang, key, &[&argument]);
        let day = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |d| d.to_string());
        let mut say = |on: bool, label: &str, text: String| {
            if on {
                self.line(label, text, true);
            }
        };
        let months = rules.min_tenor_months.to_string();
        say(rules.min_tenor_months > 0, "card.tenor", with("card.tenor_text", months));
        let amount = format!("{} {}", criteria.currency, rules.min_amount);
        say(rules.min_amount > 0, "card.amount", with("card.amount_text", amount));
        let market = tr(lang, &format!("market_class.{}", rules.market.code())).into_owned();
        say(rules.market != Default::default(), "card.market", market);
        let converts = tr(lang, &format!("converts.{}", rules.converts.code())).into_owned();
        say(rules.converts != Default::default(), "card.converts", converts);
        let basis = tr(lang, &format!("basis.{}", rules.basis.code()));
        let has_period = rules.from.is_some() || rules.to.is_some();
        let period = format!("{} {}..{}", basis, day(rules.from), day(rules.to));
        say(has_period || rules.basis != DateBasis::Pricing, "card.period", period);
        for (on, key) in [
            (rules.new_money, "card.new_money"),
            (rules.without_club, "card.without_club"),
            (rules.without_private, "card.without_private"),
            (rules.without_retained, "card.without_retained"),
            (rules.unpriced_deals, "card.unpriced"),
        ] {
            say(on, "card.also", tr(lang, key).into_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Converts, Entity, MarketClass, Preset, SelfLed};

    #[test]
    fn a_card_says_its_rules_in_both_languages() {
        let criteria = Criteria {
            credit: CreditMethod::RoleWeighted,
            ..Criteria::preset(Preset::DealogicLike)
        };
        let lines = |lang| {
            let filter = "market:DCM".parse().unwrap();
            card_lines(&criteria, &filter, Parents::AtDeal, &League::default(), lang)
        };
        let (english, chinese) = (lines(Lang::En), lines(Lang::Zh));
        assert_eq!(english.len(), chinese.len());
        let tenor = english.iter().find(|line| line.label == "Tenor").unwrap();
        assert_eq!((tenor.text.as_str(), tenor.differs), ("18 months and more", true));
        assert!(chinese.iter().any(|line| line.text.contains("18 个月")));
        let is_word = |line: &CardLine| !line.label.contains('.') && !line.text.contains("card.");
        assert!(english.iter().chain(&chinese).all(is_word), "{english:?}");
    }

    #[test]
    fn every_choice_has_words() {
        let codes = |section: &str, codes: Vec<&'static str>| -> Vec<String> {
            codes.into_iter().map(|code| format!("{section}.{code}")).collect()
        };
        let keys = [
            codes("method", CreditMethod::ALL.iter().map(|choice| choice.code()).collect()),
            codes("self_led", SelfLed::ALL.iter().map(|choice| choice.code()).collect()),
            codes("by", Entity::ALL.iter().map(|choice| choice.code()).collect()),
            codes("converts", Converts::ALL.iter().map(|choice| choice.code()).collect()),
            codes("market_class", MarketClass::ALL.iter().map(|choice| choice.code()).collect()),
            codes("basis", DateBasis::ALL.iter().map(|choice| choice.code()).collect()),
            codes("preset", Preset::ALL.iter().map(|choice| choice.code()).collect()),
        ];
        for key in keys.concat() {
            assert_ne!(tr(Lang::En, &key), key);
            assert_ne!(tr(Lang::Zh, &key), key);
        }
    }
}
