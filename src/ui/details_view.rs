//! The details of a deal: tombstone, tranches, who did what in which tranche, source, problems.

use eframe::egui::{Align, Label, Layout, RichText, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use super::ViewContext;
use super::theme::{color32, plain};
use super::tombstone::{member_ui, partial_text, tombstone_ui};
use super::widgets::{card_ui, chip_ui, empty_ui, fact_ui, link_ui, section_ui, small, strong};
use crate::book::Severity;
use crate::model::{Deal, DealId, Member, Tranche};
use crate::query::Target;
use crate::scene::{money, usd_from_cents, usd_plain};
use crate::state::{Command, DocumentCommand, Go};

/// Draws the view.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let Some(deal_id) = cx.state.view.deal else {
        empty_ui(ui, &cx.palette, &cx.tr("details.empty"), &cx.tr("details.empty_hint"));
        return;
    };
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        let deal = cx.book().deal(deal_id);
        header_ui(ui, cx, deal_id);
        card_ui(ui, &cx.palette.clone(), |ui| tombstone_ui(ui, cx, deal_id, deal));
        tranches_ui(ui, cx, deal_id, deal);
        matrix_ui(ui, cx, deal);
        facts_ui(ui, cx, deal);
        source_ui(ui, cx, deal);
        problems_ui(ui, cx, deal);
        accounts_ui(ui, cx, deal_id);
        others_ui(ui, cx, deal_id, deal);
        ui.add_space(12.0);
    });
}

fn header_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, deal_id: DealId) {
    ui.horizontal(|ui| {
        for (text, hint, go) in [
            ("‹", "action.previous_deal", Go::PreviousDeal),
            ("›", "action.next_deal", Go::NextDeal),
        ] {
            if ui.button(text).on_hover_text(cx.tr(hint)).clicked() {
                cx.send(Command::Go(go));
            }
        }
        let key = cx.book().deal(deal_id).key.clone();
        let shown = ui.available_width() - 34.0;
        ui.allocate_ui(eframe::egui::vec2(shown.max(40.0), 20.0), |ui| {
            ui.add(Label::new(small(&cx.palette, &key)).truncate()).on_hover_text(&key);
        });
        ui.menu_button("…", |ui| {
            if ui.button(cx.tr("details.copy_record")).clicked() {
                let record = cx.book().source().records.get(deal_id.index());
                let text = record.map(|record| record.text().into_owned()).unwrap_or_default();
                cx.send(Command::Document(DocumentCommand::Copy(text)));
                ui.close();
            }
            if ui.button(cx.tr("details.remove")).clicked() {
                cx.send(Command::Document(DocumentCommand::Remove(deal_id)));
                ui.close();
            }
        });
    });
}

fn tranches_ui(ui: &mut Ui, cx: &ViewContext<'_>, deal_id: DealId, deal: &Deal) {
    if deal.tranches.is_empty() {
        return;
    }
    section_ui(ui, &cx.palette, &cx.tr("details.tranches"));
    let has = |test: fn(&Tranche) -> bool| deal.tranches.iter().any(test);
    let columns: Vec<(&str, TrancheCell)> = [
        ("tranche.label", true, label_cell as TrancheCell),
        ("tranche.amount", true, amount_cell),
        ("tranche.coupon", has(|t| t.coupon_pct.is_some()), coupon_cell),
        (
            "tranche.maturity",
            has(|t| t.maturity.is_some() || t.tenor_years.is_some()),
            maturity_cell,
        ),
        ("tranche.price", has(|t| t.issue_price_pct.is_some()), price_cell),
        ("tranche.yield", has(|t| t.yield_pct.is_some()), yield_cell),
        ("tranche.spread", has(|t| t.spread_bp.is_some()), spread_cell),
        ("tranche.rating", has(|t| !t.ratings.is_empty()), rating_cell),
        ("tranche.usd", true, usd_cell),
    ]
    .into_iter()
    .filter(|column| column.1)
    .map(|column| (column.0, column.2))
    .collect();
    ScrollArea::horizontal().id_salt("tranches").show(ui, |ui| {
        let mut table = TableBuilder::new(ui).id_salt(("tranches", deal_id.index())).vscroll(false);
        for _ in &columns {
            table = table.column(Column::auto().at_least(44.0).clip(false));
        }
        table
            .header(18.0, |mut row| {
                for (key, _) in &columns {
                    row.col(|ui| {
                        ui.add(Label::new(small(&cx.palette, cx.tr(key))).extend());
                    });
                }
            })
            .body(|mut body| {
                for at in 0..deal.tranches.len() {
                    body.row(19.0, |mut row| {
                        for (_, cell) in &columns {
                            row.col(|ui| {
                                let text = cell(cx, deal, at);
                                ui.add(Label::new(text).extend().selectable(true));
                            });
                        }
                    });
                }
            });
    });
}

type TrancheCell = fn(&ViewContext<'_>, &Deal, usize) -> String;

fn label_cell(_: &ViewContext<'_>, deal: &Deal, at: usize) -> String {
    let tranche = &deal.tranches[at];
    let currency = tranche.currency.map(|currency| currency.code().to_owned());
    tranche.label.clone().or(currency).unwrap_or_else(|| (at + 1).to_string())
}

fn amount_cell(cx: &ViewContext<'_>, deal: &Deal, at: usize) -> String {
    deal.tranches[at].amount.map_or_else(|| "–".into(), |amount| money(amount, cx.lang()))
}

fn coupon_cell(_: &ViewContext<'_>, deal: &Deal, at: usize) -> String {
    deal.tranches[at].coupon_pct.map_or_else(|| "–".into(), |pct| format!("{pct}%"))
}

fn maturity_cell(cx: &ViewContext<'_>, deal: &Deal, at: usize) -> String {
    let tranche = &deal.tranches[at];
    let tenor = tranche.tenor_years.map(|years| cx.tr_with("tranche.years", &[&years.to_string()]));
    let maturity = tranche.maturity.map(|date| date.to_string());
    match (maturity, tenor) {
        (Some(maturity), Some(tenor)) => format!("{maturity} ({tenor})"),
        (maturity, tenor) => maturity.or(tenor).unwrap_or_else(|| "–".into()),
    }
}

fn price_cell(_: &ViewContext<'_>, deal: &Deal, at: usize) -> String {
    deal.tranches[at].issue_price_pct.map_or_else(|| "–".into(), |pct| pct.to_string())
}

fn yield_cell(_: &ViewContext<'_>, deal: &Deal, at: usize) -> String {
    deal.tranches[at].yield_pct.map_or_else(|| "–".into(), |pct| format!("{pct}%"))
}

fn spread_cell(_: &ViewContext<'_>, deal: &Deal, at: usize) -> String {
    let tranche = &deal.tranches[at];
    let benchmark = tranche.benchmark.as_deref().unwrap_or_default();
    tranche
        .spread_bp
        .map_or_else(|| "–".into(), |bp| format!("{benchmark}+{bp}").replace("+-", "-"))
}

fn rating_cell(_: &ViewContext<'_>, deal: &Deal, at: usize) -> String {
    let ratings = deal.tranches[at].ratings.iter();
    ratings.map(|(_, rating)| rating.as_str()).collect::<Vec<_>>().join(" / ")
}

fn usd_cell(cx: &ViewContext<'_>, deal: &Deal, at: usize) -> String {
    let cents = crate::book::DealBook::tranche_usd_cents(deal, &deal.tranches[at]);
    // The heading says that they are US dollars.
    cents.map_or_else(|| "–".into(), |cents| usd_plain(cents as f64 / 100.0, cx.lang()))
}

/// Who did what in which tranche; only where the record tells tranches apart.
fn matrix_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, deal: &Deal) {
    let title = cx.tr("details.who");
    section_ui(ui, &cx.palette, &title);
    if deal.members.is_empty() {
        ui.label(small(&cx.palette, cx.tr("details.no_syndicate")));
        return;
    }
    for member in merged_members(deal) {
        let member = &member;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 5.0;
            member_ui(ui, cx, member);
            for role in member.roles.iter() {
                chip_ui(ui, cx.names().role(role), cx.palette.tier(role.tier()), &cx.palette);
            }
            if let Some(tranches) = &member.tranches {
                let labels = tranches.iter().map(|at| label_cell(cx, deal, *at));
                let text = labels.collect::<Vec<_>>().join(", ");
                ui.label(small(&cx.palette, format!("[{text}]")));
            }
            for part in &member.allotments {
                let units = crate::scene::count(part.hundredths / 100);
                ui.label(small(&cx.palette, cx.tr_with("details.allotted", &[&units])));
            }
        });
    }
}

/// The members in order of seniority. A bank that holds the same roles in several sets of tranches
/// stands once, with all of them.
fn merged_members(deal: &Deal) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for member in &deal.members {
        let same = members.iter_mut().find(|known| {
            member.bank.is_some()
                && (known.bank, known.roles) == (member.bank, member.roles)
                && known.allotments.is_empty()
                && member.allotments.is_empty()
        });
        let Some(known) = same else {
            members.push(member.clone());
            continue;
        };
        let both = known.tranches.take().zip(member.tranches.clone());
        known.tranches = both.map(|(mut tranches, more)| {
            tranches.extend(more);
            tranches.sort_unstable();
            tranches.dedup();
            tranches
        });
    }
    for member in &mut members {
        let every = |tranches: &Vec<usize>| tranches.len() < deal.tranches.len();
        member.tranches = member.tranches.take().filter(every);
    }
    members.sort_by_key(|member| (member.roles.tier(), member.roles.highest()));
    members
}

fn facts_ui(ui: &mut Ui, cx: &ViewContext<'_>, deal: &Deal) {
    let dates = [
        ("date.announced", deal.announced),
        ("date.priced", deal.priced),
        ("date.settled", deal.settled),
    ];
    let texts = [
        ("details.use", &deal.use_of_proceeds),
        ("details.guarantor", &deal.guarantor),
        ("details.listing", &deal.listing),
        ("details.law", &deal.law),
        ("details.notes", &deal.notes),
    ];
    if dates.iter().all(|row| row.1.is_none()) && texts.iter().all(|row| row.1.is_none()) {
        return;
    }
    section_ui(ui, &cx.palette, &cx.tr("details.terms"));
    for (key, date) in dates {
        if let Some(date) = date {
            fact_ui(ui, &cx.palette, &cx.tr(key), &partial_text(date, cx.lang()));
        }
    }
    for (key, text) in texts {
        if let Some(text) = text {
            fact_ui(ui, &cx.palette, &cx.tr(key), text);
        }
    }
    rates_ui(ui, cx, deal);
}

/// On which exchange rates the value in dollars rests.
fn rates_ui(ui: &mut Ui, cx: &ViewContext<'_>, deal: &Deal) {
    let mut told = Vec::new();
    for tranche in &deal.tranches {
        let Some(currency) = tranche.currency.filter(|currency| currency.code() != "USD") else {
            continue;
        };
        if told.contains(&currency) || tranche.amount.is_none() {
            continue;
        }
        told.push(currency);
        let rate = deal.date().and_then(|date| crate::book::Rates::embedded().rate(currency, date));
        let text = match (tranche.fx_usd, rate) {
            (Some(_), _) => cx.tr_with("details.rate_stated", &[currency.code()]),
            (None, Some(rate)) => {
                let key = if rate.assumed { "details.rate_assumed" } else { "details.rate" };
                let figure = format!("{:.5}", rate.usd_per_unit());
                cx.tr_with(key, &[currency.code(), &figure, &rate.day.to_string()])
            }
            (None, None) => cx.tr_with("details.no_rate", &[currency.code()]),
        };
        fact_ui(ui, &cx.palette, &cx.tr("details.fx"), &text);
    }
}

fn source_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, deal: &Deal) {
    section_ui(ui, &cx.palette, &cx.tr("details.source"));
    let source = &deal.source;
    let parts = [&source.publisher, &source.date, &source.file];
    let parts: Vec<&str> = parts.into_iter().flatten().map(|t| &**t).collect();
    if parts.is_empty() && source.url.is_none() && !source.has_text {
        ui.label(small(&cx.palette, cx.tr("details.no_source")));
        return;
    }
    if !parts.is_empty() {
        ui.add(Label::new(parts.join(" · ")).wrap().selectable(true));
    }
    if let Some(url) = &source.url {
        let text = RichText::new(url).font(plain(11.0)).color(color32(cx.palette.accent));
        let response = ui.add(Label::new(text).truncate().sense(eframe::egui::Sense::click()));
        if response.on_hover_text(cx.tr("details.open_url")).clicked() {
            cx.send(Command::Document(DocumentCommand::OpenUrl(url.clone())));
        }
    }
    if source.has_text {
        let title = strong(cx.tr("details.announcement_text"), 11.5);
        eframe::egui::CollapsingHeader::new(title).id_salt(("deal-text", &deal.key)).show(
            ui,
            |ui| {
                let text = announcement_of(cx, deal).unwrap_or_default();
                ui.add(Label::new(RichText::new(text).font(plain(11.5))).wrap().selectable(true));
            },
        );
    }
}

/// The text of the announcement that the record of a deal keeps.
fn announcement_of(cx: &ViewContext<'_>, deal: &Deal) -> Option<String> {
    let deal_id = cx.book().find(&deal.key)?;
    let record = cx.book().source().records.get(deal_id.index())?;
    let record: serde_json::Value = serde_json::from_str(&record.text()).ok()?;
    record.pointer("/source/text")?.as_str().map(str::to_owned)
}

fn problems_ui(ui: &mut Ui, cx: &ViewContext<'_>, deal: &Deal) {
    let deal_id = cx.book().find(&deal.key);
    let mine: Vec<_> = deal_id.into_iter().flat_map(|id| cx.book().problems_of(id)).collect();
    if mine.is_empty() {
        return;
    }
    let title = cx.tr_with("details.problems", &[&mine.len().to_string()]);
    eframe::egui::CollapsingHeader::new(strong(title, 11.5)).id_salt("deal-problems").show(
        ui,
        |ui| {
            for problem in mine {
                ui.horizontal_top(|ui| {
                    severity_ui(ui, cx, problem.severity());
                    ui.add(Label::new(problem.sentence(cx.lang())).wrap());
                });
            }
        },
    );
}

/// The severity of a problem as a coloured word.
pub fn severity_ui(ui: &mut Ui, cx: &ViewContext<'_>, severity: Severity) {
    let (key, color) = match severity {
        Severity::Error => ("severity.error", cx.palette.error),
        Severity::Warning => ("severity.warning", cx.palette.warning),
        Severity::Note => ("severity.note", cx.palette.faint),
    };
    chip_ui(ui, &cx.tr(key), color, &cx.palette);
}

fn accounts_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, deal_id: DealId) {
    let accounts = cx.book().accounts_of(deal_id);
    if accounts.is_empty() {
        return;
    }
    let title = cx.tr("details.accounts");
    section_ui(ui, &cx.palette, &title);
    for account in accounts {
        ui.horizontal(|ui| {
            let deal = cx.book().deal(account);
            let publisher = deal.source.publisher.clone().unwrap_or_else(|| deal.key.clone());
            link_ui(ui, cx, Target::Deal(account), &publisher);
            ui.label(small(
                &cx.palette,
                cx.tr_with("details.members", &[&deal.members.len().to_string()]),
            ));
        });
    }
}

fn others_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, deal_id: DealId, deal: &Deal) {
    let book = cx.book();
    let columns = cx.state.derived.index.deals();
    let same = columns.issuer.iter().enumerate().filter(|(_, issuer)| **issuer == deal.issuer);
    let mut others: Vec<DealId> =
        same.map(|(at, _)| DealId::new(at)).filter(|other| *other != deal_id).collect();
    others.retain(|other| book.is_counted(*other));
    if others.is_empty() {
        return;
    }
    others.sort_by_key(|other| std::cmp::Reverse(columns.day[other.index()]));
    let title = cx.tr("details.others");
    section_ui(ui, &cx.palette, &title);
    for other in others {
        deal_line_ui(ui, cx, other, false);
    }
}

/// One deal on one line: date, what, how much. `with_issuer` puts the issuer's name first.
pub fn deal_line_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, deal_id: DealId, with_issuer: bool) {
    let deal = cx.book().deal(deal_id);
    ui.horizontal(|ui| {
        let date = deal.known_date().map_or_else(|| "–".to_owned(), |date| date.to_string());
        ui.label(small(&cx.palette, date));
        let value = cx.state.derived.index.deals().value(deal_id);
        let value = value.map_or_else(|| "–".to_owned(), |cents| usd_from_cents(cents, cx.lang()));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add(Label::new(value).extend());
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let instrument = deal.instrument.as_deref().unwrap_or("–");
                let text =
                    if with_issuer { cx.names().deal(deal_id) } else { instrument.to_owned() };
                link_ui(ui, cx, Target::Deal(deal_id), &text);
            });
        });
    });
}
