//! The tombstone of a deal: issuer, what, how much, when, and the banks in order of seniority.

use eframe::egui::{Align, Label, Layout, RichText, Ui};

use super::ViewContext;
use super::theme::{bold, color32};
use super::widgets::{chip_ui, faint, link_colored_ui, small, strong};
use crate::model::{Deal, DealId, Member, PartialDate, RoleSet, Tier};
use crate::query::Target;
use crate::scene::{Color, date_text, money, tier_key, usd_from_cents};

/// Issuer, what, how much, when; then the banks in order of seniority.
pub fn tombstone_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, deal_id: DealId, deal: &Deal) {
    ui.vertical_centered(|ui| {
        let palette = cx.palette;
        let issuer = cx.book().issuer(deal.issuer);
        let name = cx.names().issuer(deal.issuer);
        let title = RichText::new(name).font(bold(17.0)).color(color32(palette.ink));
        link_colored_ui(ui, cx, Target::Issuer(deal.issuer), title, name);
        let other =
            if name == issuer.name { issuer.name_zh.as_deref() } else { Some(&*issuer.name) };
        if let Some(other) = other {
            ui.label(faint(&palette, other));
        }
        ui.add_space(4.0);
        for line in amount_lines(cx, deal) {
            ui.label(strong(line, 14.0));
        }
        if let Some(instrument) = &deal.instrument {
            ui.add(Label::new(&**instrument).wrap());
        }
        let value = cx.state.derived.index.deals().value(deal_id);
        let value = value.map(|cents| format!("≈ {}", usd_from_cents(cents, cx.lang())));
        let date = deal.known_date().map(|date| date_words(cx, deal, date));
        let line: Vec<String> = [date, value].into_iter().flatten().collect();
        ui.label(small(&palette, line.join("  ·  ")));
        ui.add_space(2.0);
    });
    chips_ui(ui, cx, deal);
    if deal.members.is_empty() {
        ui.vertical_centered(|ui| {
            ui.label(faint(&cx.palette, cx.tr("details.no_syndicate")));
        });
        return;
    }
    ui.separator();
    seniority_ui(ui, cx, deal);
}

fn chips_ui(ui: &mut Ui, cx: &ViewContext<'_>, deal: &Deal) {
    let mut chips: Vec<(String, Color)> = Vec::new();
    if let Some(market) = deal.market {
        let key = format!("market.{}", market.code().to_lowercase());
        chips.push((cx.tr(&key).into_owned(), cx.palette.market(Some(market))));
    }
    if let Some(status) = deal.status {
        let key = format!("status.{}", status.code());
        chips.push((cx.tr(&key).into_owned(), cx.palette.warning));
    }
    chips.extend(deal.format.iter().map(|text| (text.clone(), cx.palette.faint)));
    if !deal.is_counted() {
        chips.push((cx.tr("details.second_account").into_owned(), cx.palette.faint));
    }
    if chips.is_empty() {
        return;
    }
    ui.vertical_centered(|ui| {
        // A wrapped row cannot centre itself: centre it by its estimated width.
        let width: f32 =
            chips.iter().map(|chip| crate::scene::text_width(&chip.0, 11.0) + 17.0).sum();
        let space = ((ui.available_width() - width) / 2.0).max(0.0);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 5.0;
            ui.add_space(space);
            for (text, color) in &chips {
                chip_ui(ui, text, *color, &cx.palette);
            }
        });
    });
}

/// The amount in each currency, or that it is not known.
fn amount_lines(cx: &ViewContext<'_>, deal: &Deal) -> Vec<String> {
    let mut sums: Vec<crate::model::Money> = Vec::new();
    for amount in deal.tranches.iter().filter_map(|tranche| tranche.amount) {
        match sums.iter_mut().find(|sum| sum.currency == amount.currency) {
            Some(sum) => *sum = sum.checked_add(amount).unwrap_or(*sum),
            None => sums.push(amount),
        }
    }
    if sums.is_empty() {
        return vec![cx.tr("details.no_amount").into_owned()];
    }
    let parts: Vec<String> = sums.iter().map(|sum| money(*sum, cx.lang())).collect();
    vec![parts.join(" + ")]
}

fn date_words(cx: &ViewContext<'_>, deal: &Deal, date: PartialDate) -> String {
    let key = if deal.priced == Some(date) {
        "date.priced"
    } else if deal.undated == Some(date) {
        "date.date"
    } else if deal.announced == Some(date) {
        "date.announced"
    } else if deal.settled == Some(date) {
        "date.settled"
    } else {
        "date.reported"
    };
    format!("{} {}", cx.tr(key), partial_text(date, cx.lang()))
}

/// A date as the language writes it; a month or a year where the day is not known.
pub fn partial_text(date: PartialDate, lang: crate::words::Lang) -> String {
    date.day().map_or_else(|| date.to_string(), |day| date_text(day, lang))
}

/// The banks under the highest tier that they hold, as a tombstone prints them.
fn seniority_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, deal: &Deal) {
    for tier in Tier::ALL {
        let mut seats: Vec<(&Member, RoleSet, usize)> = Vec::new();
        for member in &deal.members {
            if member.roles.tier().unwrap_or(Tier::Label) != tier {
                continue;
            }
            match seats.iter_mut().find(|seat| member.bank.is_some() && seat.0.bank == member.bank)
            {
                Some(seat) => seat.1 = seat.1.union(member.roles),
                None => seats.push((member, member.roles, seats.len())),
            }
        }
        if seats.is_empty() {
            continue;
        }
        ui.vertical_centered(|ui| {
            let color = color32(cx.palette.tier(tier));
            let text = RichText::new(cx.tr(tier_key(tier))).font(bold(11.0)).color(color);
            ui.label(text);
        });
        wrapped_names_ui(ui, cx, &seats.iter().map(|seat| seat.0).collect::<Vec<_>>());
        ui.add_space(3.0);
    }
}

fn wrapped_names_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, members: &[&Member]) {
    ui.with_layout(Layout::left_to_right(Align::Min).with_main_wrap(true), |ui| {
        ui.spacing_mut().item_spacing = eframe::egui::vec2(10.0, 3.0);
        for member in members {
            member_ui(ui, cx, member);
        }
    });
}

/// A bank as printed, which selects its group; an unnamed member says so.
pub fn member_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, member: &Member) {
    let roles =
        member.roles.iter().map(|role| cx.names().role(role)).collect::<Vec<_>>().join("\n");
    match member.bank {
        Some(bank_id) => {
            let bank = cx.book().bank(bank_id);
            let group_id = cx.book().group_today(bank.group);
            let group_name = cx.names().group(group_id);
            let hint = format!("{}\n{group_name}\n\n{roles}", bank.name);
            let color = if cx.is_selected(Target::Group(group_id)) {
                cx.palette.accent
            } else {
                cx.palette.ink
            };
            let text = RichText::new(&bank.name).color(color32(color));
            link_colored_ui(ui, cx, Target::Group(group_id), text, &bank.name).on_hover_text(hint);
        }
        None => {
            let text = faint(&cx.palette, cx.tr("bank.unnamed")).italics();
            let note =
                member.note.clone().unwrap_or_else(|| cx.tr("bank.unnamed_hint").into_owned());
            ui.add(Label::new(text).extend()).on_hover_text(format!("{note}\n\n{roles}"));
        }
    }
}
