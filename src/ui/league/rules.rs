//! The rules of a table: in words, and as choices.

use eframe::egui::Ui;

use super::super::ViewContext;
use super::super::widgets::choice_ui;
use crate::index::Parents;
use crate::model::{Currency, RoleSet, Tier};
pub use crate::state::league_value as value;
use crate::state::{Command, FilterCommand, Show};
use crate::stats::{
    CardLine, CreditMethod, Criteria, Eligibility, Entity, Period, PeriodPreset, Preset, SelfLed,
    card_lines,
};

/// Currencies in which a table is offered.
const CURRENCIES: [&str; 7] = ["USD", "EUR", "CNY", "HKD", "JPY", "GBP", "SGD"];

/// The rules, the filter and the parents of the table as lines.
pub fn card(cx: &ViewContext<'_>) -> Vec<CardLine> {
    let options = &cx.state.view.options;
    let (criteria, filter) = (&options.criteria, &options.filter);
    card_lines(criteria, filter, options.parents, &cx.state.derived.league, cx.lang())
}

/// The card in one line: the method always, the rest where it differs from the usual. The filter is
/// said over the views.
pub fn sentence(cx: &ViewContext<'_>, card: &[CardLine]) -> String {
    let filter = cx.tr("card.filter");
    let says = |(at, line): &(usize, &CardLine)| *at == 0 || line.differs && line.label != filter;
    let lines = card.iter().enumerate().filter(says);
    lines.map(|(_, line)| line.text.as_str()).collect::<Vec<_>>().join(" · ")
}

/// The choices.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    ui.horizontal_wrapped(|ui| {
        preset_ui(ui, cx);
        method_ui(ui, cx);
        roles_ui(ui, cx);
        period_ui(ui, cx);
        switches_ui(ui, cx);
    });
}

fn set(cx: &mut ViewContext<'_>, criteria: Criteria) {
    cx.send(Command::Show(Show::Criteria(criteria)));
}

fn preset_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let now = cx.state.view.options.criteria;
    ui.menu_button(cx.tr("league.presets"), |ui| {
        let presets = Preset::ALL.iter().map(|preset| (preset.code(), Criteria::preset(*preset)));
        let usual = (cx.tr("league.preset_usual").into_owned(), Criteria::default());
        let rows = std::iter::once(usual)
            .chain(presets.map(|(code, criteria)| (code.to_owned(), criteria)));
        for (name, criteria) in rows {
            let criteria = Criteria { currency: now.currency, by: now.by, ..criteria };
            let hint = cx.tr("league.preset_hint");
            if ui.selectable_label(now == criteria, name).on_hover_text(hint).clicked() {
                set(cx, criteria);
                ui.close();
            }
        }
    });
}

fn method_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let criteria = cx.state.view.options.criteria;
    let name = cx.tr(method_key(criteria.credit));
    ui.menu_button(format!("{}: {name} ▼", cx.tr("league.credit")), |ui| {
        for method in CreditMethod::ALL {
            let chosen = criteria.credit == *method;
            let hint = cx.tr(&format!("{}_hint", method_key(*method)));
            let label = cx.tr(method_key(*method));
            if ui.selectable_label(chosen, label).on_hover_text(hint).clicked() {
                set(cx, Criteria { credit: *method, ..criteria });
                ui.close();
            }
        }
    });
}

/// Tiers whose roles alone count; none means the set of the method.
fn roles_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let criteria = cx.state.view.options.criteria;
    let all = cx.tr("league.roles_all");
    let name = match criteria.roles {
        None => all.clone().into_owned(),
        Some(roles) => roles.iter().count().to_string(),
    };
    ui.menu_button(format!("{}: {name} ▼", cx.tr("facet.role")), |ui| {
        if ui.selectable_label(criteria.roles.is_none(), all).clicked() {
            set(cx, Criteria { roles: None, ..criteria });
            ui.close();
        }
        ui.separator();
        for tier in Tier::ALL.into_iter().filter(|tier| *tier != Tier::Label) {
            let of_tier: RoleSet =
                crate::model::Role::all().filter(|role| role.tier() == tier).collect();
            let now = criteria.roles.unwrap_or_default();
            let mut on = now.intersects(of_tier);
            let text = cx.tr(crate::scene::tier_key(tier));
            if ui.checkbox(&mut on, text.as_ref()).clicked() {
                let roles: RoleSet = now
                    .iter()
                    .filter(|role| role.tier() != tier)
                    .chain(of_tier.iter().filter(|_| on))
                    .collect();
                let roles = (roles.iter().count() > 0).then_some(roles);
                set(cx, Criteria { roles, ..criteria });
            }
        }
    });
}

/// The period: presets set the days of the filter, so that every view follows.
fn period_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let Some(newest) = cx.state.derived.newest_day else { return };
    let filter = cx.state.view.options.filter.clone();
    let now = Period::of_filter(&filter);
    let name = now.map_or_else(
        || cx.tr("league.period_all").into_owned(),
        |period| format!("{} – {}", period.from, period.to),
    );
    ui.menu_button(format!("{}: {name} ▼", cx.tr("league.period")), |ui| {
        let go = |ui: &mut Ui, cx: &mut ViewContext<'_>, text: String, period: Option<Period>| {
            if ui.selectable_label(now == period, text).clicked() {
                let filter = match period {
                    Some(period) => period.apply(&filter),
                    None => crate::query::Filter { from: None, to: None, ..filter.clone() },
                };
                cx.send(Command::Filter(FilterCommand::Set(filter)));
                ui.close();
            }
        };
        go(ui, cx, cx.tr("league.period_all").into_owned(), None);
        ui.separator();
        for (preset, key) in [
            (PeriodPreset::YearToDate, "period.year_to_date"),
            (PeriodPreset::QuarterToDate, "period.quarter_to_date"),
            (PeriodPreset::LastQuarter, "period.last_quarter"),
            (PeriodPreset::TwelveMonths, "period.twelve_months"),
            (PeriodPreset::LastYear, "period.last_year"),
        ] {
            if let Some(period) = preset.on(newest) {
                go(ui, cx, cx.tr(key).into_owned(), Some(period));
            }
        }
        ui.separator();
        for year in (newest.year() - 5..=newest.year()).rev() {
            go(ui, cx, year.to_string(), PeriodPreset::Year(year).on(newest));
        }
    })
    .response
    .on_hover_text(cx.tr_with("league.period_hint", &[&newest.to_string()]));
}

fn switches_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let options = cx.state.view.options.clone();
    let criteria = options.criteria;
    let self_led = SelfLed::ALL.iter().map(|policy| (*policy, self_led_key(*policy)));
    let self_led: Vec<_> = self_led.collect();
    if let Some(self_led) = choice_ui(ui, cx, "league.self_led", &self_led, criteria.self_led) {
        set(cx, Criteria { self_led, ..criteria });
    }
    let parents =
        [(Parents::Today, "league.parents_today"), (Parents::AtDeal, "league.parents_at_deal")];
    if let Some(parents) = choice_ui(ui, cx, "league.parents", &parents, options.parents) {
        cx.send(Command::Show(Show::Parents(parents)));
    }
    let tenors = [
        (0, "league.tenor_none"),
        (12, "league.tenor_12"),
        (18, "league.tenor_18"),
        (24, "league.tenor_24"),
    ];
    let eligibility = criteria.eligibility;
    let floor = eligibility.min_tenor_months;
    if let Some(min_tenor_months) = choice_ui(ui, cx, "league.tenor", &tenors, floor) {
        let eligibility = Eligibility { min_tenor_months, ..eligibility };
        set(cx, Criteria { eligibility, ..criteria });
    }
    let entities = [(Entity::Group, "league.by_group"), (Entity::Bank, "league.by_bank")];
    if let Some(by) = choice_ui(ui, cx, "league.by", &entities, criteria.by) {
        set(cx, Criteria { by, ..criteria });
    }
    let code = criteria.currency.code();
    ui.menu_button(format!("{code} ▼"), |ui| {
        for currency in CURRENCIES.iter().filter_map(|code| Currency::from_code(code)) {
            if ui.selectable_label(criteria.currency == currency, currency.code()).clicked() {
                set(cx, Criteria { currency, ..criteria });
                ui.close();
            }
        }
    });
    let mut active_only = criteria.active_only;
    if ui.checkbox(&mut active_only, cx.tr("league.active_only").as_ref()).clicked() {
        set(cx, Criteria { active_only, ..criteria });
    }
    let mut new_money = eligibility.new_money;
    if ui.checkbox(&mut new_money, cx.tr("league.new_money").as_ref()).clicked() {
        let eligibility = Eligibility { new_money, ..eligibility };
        set(cx, Criteria { eligibility, ..criteria });
    }
}

/// The key of a method in the catalogue.
pub const fn method_key(method: CreditMethod) -> &'static str {
    match method {
        CreditMethod::Equal => "credit_method.equal",
        CreditMethod::Full => "credit_method.full",
        CreditMethod::AllManagers => "credit_method.all_managers",
        CreditMethod::LeadLeft => "credit_method.lead_left",
        CreditMethod::Allotment => "credit_method.allotment",
        CreditMethod::RoleWeighted => "credit_method.role_weighted",
        CreditMethod::RolePools => "credit_method.role_pools",
        CreditMethod::Fee => "credit_method.fee",
    }
}

pub const fn self_led_key(policy: SelfLed) -> &'static str {
    match policy {
        SelfLed::Include => "self_led_policy.include",
        SelfLed::DropCredit => "self_led_policy.drop_credit",
        SelfLed::Resplit => "self_led_policy.resplit",
        SelfLed::DropDeal => "self_led_policy.drop_deal",
        SelfLed::DropIfSole => "self_led_policy.drop_if_sole",
    }
}
