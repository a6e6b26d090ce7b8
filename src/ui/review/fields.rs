//! Every field of a draft, to be corrected in place.

use eframe::egui::{Align, Layout, Rect, RichText, Sense, TextEdit, Ui, vec2};
use serde_json::{Map, Value, json};

use super::super::ViewContext;
use super::super::theme::color32;
use super::super::widgets::{section_ui, small};
use super::kind_color;
use crate::import::Confidence;
use crate::model::{Role, RoleSet};
use crate::state::{Command, Correction, Review, ReviewCommand};

/// Fields of a deal that are always offered.
const DEAL: &[&str] = &[
    "announced",
    "priced",
    "settled",
    "status",
    "market",
    "instrument",
    "format",
    "listing",
    "law",
    "guarantor",
    "use_of_proceeds",
];
/// Fields of the issuer.
const ISSUER: &[&str] = &["name", "name_zh", "ticker", "country", "sector"];
/// Fields of a tranche.
const TRANCHE: &[&str] = &[
    "label",
    "currency",
    "amount",
    "coupon_pct",
    "maturity",
    "tenor_years",
    "issue_price_pct",
    "yield_pct",
    "spread_bp",
    "benchmark",
    "isin",
];
/// Below this width of the draft the roles of a member stand under its name.
const NARROW: f32 = 380.0;
/// Roles that are offered at first.
const ROLES: [Role; 12] = [
    Role::Sponsor,
    Role::OverallCoordinator,
    Role::JointGlobalCoordinator,
    Role::SoleBookrunner,
    Role::JointBookrunner,
    Role::JointLeadManager,
    Role::LeadManager,
    Role::LeadUnderwriter,
    Role::JointLeadUnderwriter,
    Role::MandatedLeadArranger,
    Role::CoManager,
    Role::Underwriter,
];

/// Draws the fields.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>, review: &Review, lit: Option<&str>) {
    let Some(record) = review.record().cloned() else { return };
    let mut form = Form { review, lit };
    section_ui(ui, &cx.palette, &cx.tr("kind.issuer"));
    match record.get("issuer") {
        Some(Value::String(_)) => form.field_ui(ui, cx, "/issuer", "name", record.get("issuer")),
        other => {
            let issuer = other.and_then(Value::as_object).cloned().unwrap_or_default();
            form.group_ui(ui, cx, "/issuer", ISSUER, &issuer);
        }
    }
    section_ui(ui, &cx.palette, &cx.tr("kind.deal"));
    form.group_ui(ui, cx, "", DEAL, &record);
    let tranches = list(&record, "tranches");
    for (at, tranche) in tranches.iter().enumerate() {
        let place = format!("/tranches/{at}");
        form.title_ui(ui, cx, &format!("{} {}", cx.tr("tranche.label"), at + 1), &place);
        form.group_ui(ui, cx, &place, TRANCHE, tranche);
    }
    if ui.button(cx.tr("review.add_tranche")).clicked() {
        correct(cx, Correction::AddTranche(json!({"currency": "USD"})));
    }
    let members = list(&record, "syndicate");
    let title = cx.tr_with("details.members", &[&members.len().to_string()]);
    section_ui(ui, &cx.palette, &title);
    for (at, member) in members.iter().enumerate() {
        form.member_ui(ui, cx, at, member);
    }
    if ui.button(cx.tr("review.add_bank")).clicked() {
        correct(cx, Correction::AddMember(String::new(), Vec::new()));
    }
}

fn list(record: &Map<String, Value>, key: &str) -> Vec<Map<String, Value>> {
    let entries = record.get(key).and_then(Value::as_array);
    entries.into_iter().flatten().filter_map(|entry| entry.as_object().cloned()).collect()
}

fn correct(cx: &mut ViewContext<'_>, correction: Correction) {
    cx.send(Command::Review(ReviewCommand::Correct(correction)));
}

/// The draft as a form.
struct Form<'a> {
    review: &'a Review,
    lit: Option<&'a str>,
}

impl Form<'_> {
    /// The fields that are there, and those that are always offered.
    fn group_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut ViewContext<'_>,
        place: &str,
        offered: &[&str],
        map: &Map<String, Value>,
    ) {
        let kept = ["id", "issuer", "tranches", "syndicate", "source"];
        let more = map.keys().map(String::as_str).filter(|key| !offered.contains(key));
        let keys: Vec<&str> = offered
            .iter()
            .copied()
            .chain(more.filter(|key| !(place.is_empty() && kept.contains(key))))
            .collect();
        let (there, absent): (Vec<&str>, Vec<&str>) =
            keys.into_iter().partition(|key| map.contains_key(*key));
        for key in there {
            self.field_ui(ui, cx, &format!("{place}/{key}"), key, map.get(key));
        }
        if !absent.is_empty() {
            ui.menu_button(RichText::new(cx.tr("review.add_field")).size(11.5), |ui| {
                for key in absent {
                    if ui.button(field_name(cx, key)).clicked() {
                        let path = format!("{place}/{key}");
                        correct(cx, Correction::Set(path.clone(), json!("")));
                        cx.local.review.typing = Some((path, String::new()));
                        ui.close();
                    }
                }
            });
        }
    }

    fn title_ui(&self, ui: &mut Ui, cx: &mut ViewContext<'_>, title: &str, place: &str) {
        ui.horizontal(|ui| {
            section_ui(ui, &cx.palette, title);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.small_button("×").on_hover_text(cx.tr("review.drop")).clicked() {
                    correct(cx, Correction::Drop(place.to_owned()));
                }
            });
        });
    }

    /// A field: its name, its value to type into, and how sure it is.
    fn field_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut ViewContext<'_>,
        path: &str,
        key: &str,
        value: Option<&Value>,
    ) {
        let row = ui.horizontal(|ui| {
            self.sureness_ui(ui, cx, path);
            ui.allocate_ui_with_layout(
                vec2(88.0, 20.0),
                Layout::left_to_right(Align::Center),
                |ui| {
                    ui.set_width(88.0);
                    ui.add(
                        eframe::egui::Label::new(small(&cx.palette, field_name(cx, key)))
                            .truncate(),
                    );
                },
            );
            self.value_ui(ui, cx, path, key, value);
        });
        self.light_ui(ui, cx, path, row.response.rect);
    }

    /// Lights the row and the words it rests on while the pointer is on it; a click on its dot
    /// scrolls to them.
    fn light_ui(&self, ui: &Ui, cx: &mut ViewContext<'_>, path: &str, rect: Rect) {
        if ui.rect_contains_pointer(rect) {
            cx.local.review.lit = Some(path.to_owned());
        }
        let is_lit = self.lit.is_some_and(|lit| {
            lit == path || lit.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
        });
        if is_lit {
            let tint = cx.palette.accent.alpha(0.10);
            ui.painter().rect_filled(rect.expand2(vec2(4.0, 1.0)), 4.0, color32(tint));
        }
    }

    fn sureness_ui(&self, ui: &mut Ui, cx: &mut ViewContext<'_>, path: &str) {
        let draft = self.review.reading.drafts.get(self.review.at);
        let inside = |other: &str| {
            other == path || other.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
        };
        let fact = draft.and_then(|draft| draft.facts.iter().find(|fact| inside(&fact.path)));
        let (rect, response) = ui.allocate_exact_size(vec2(10.0, 16.0), Sense::click());
        let name = match fact.map(|fact| fact.confidence) {
            Some(Confidence::Sure) => "confidence.sure",
            Some(Confidence::Likely) => "confidence.likely",
            Some(Confidence::Weak) => "confidence.weak",
            None => "confidence.none",
        };
        let name = cx.tr(name);
        response.widget_info(|| {
            eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Button, true, name.as_ref())
        });
        if let Some(fact) = fact {
            let color = color32(kind_color(&cx.palette, fact.kind));
            match fact.confidence {
                Confidence::Sure => {
                    ui.painter().circle_filled(rect.center(), 4.0, color);
                }
                Confidence::Likely => {
                    ui.painter().circle_filled(rect.center(), 2.6, color);
                }
                Confidence::Weak => {
                    let line = eframe::egui::Stroke::new(1.2, color);
                    ui.painter().circle_stroke(rect.center(), 3.4, line);
                }
            }
        }
        if response.on_hover_text(name).clicked() {
            cx.local.review.scroll_to = Some(path.to_owned());
        }
    }

    fn value_ui(
        &self,
        ui: &mut Ui,
        cx: &mut ViewContext<'_>,
        path: &str,
        name: &str,
        value: Option<&Value>,
    ) {
        let mut text = match &cx.local.review.typing {
            Some((typed, text)) if typed == path => text.clone(),
            _ => text_of(value),
        };
        let response =
            ui.add(TextEdit::singleline(&mut text).desired_width(ui.available_width() - 8.0));
        let (shown, name) = (text.clone(), field_name(cx, name));
        response.widget_info(|| {
            let mut info = eframe::egui::WidgetInfo::text_edit(true, "", shown.as_str(), "");
            info.label = Some(name.clone());
            info
        });
        if response.has_focus() {
            cx.local.review.typing = Some((path.to_owned(), text));
        } else if response.lost_focus() {
            cx.local.review.typing = None;
            if text != text_of(value) {
                correct(cx, Correction::Set(path.to_owned(), value_of(&text, value)));
            }
        }
    }

    /// A member: bank, roles, tranches.
    fn member_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut ViewContext<'_>,
        at: usize,
        member: &Map<String, Value>,
    ) {
        let place = format!("/syndicate/{at}");
        // In a narrow pane the roles stand below, so that the name can be read.
        let is_narrow = ui.available_width() < NARROW;
        let row = ui.horizontal(|ui| {
            self.sureness_ui(ui, cx, &format!("{place}/bank"));
            let beside = if is_narrow { 34.0 } else { 172.0 };
            let width = (ui.available_width() - beside).max(80.0);
            ui.allocate_ui(vec2(width, 20.0), |ui| {
                ui.set_width(width);
                let name = cx.tr("kind.bank");
                self.value_ui(ui, cx, &format!("{place}/bank"), &name, member.get("bank"));
            });
            if !is_narrow {
                roles_ui(ui, cx, &place, member);
            }
            if ui.small_button("×").on_hover_text(cx.tr("review.drop")).clicked() {
                correct(cx, Correction::Drop(place.clone()));
            }
        });
        let mut rect = row.response.rect;
        if is_narrow {
            let below = ui.horizontal(|ui| {
                ui.add_space(18.0);
                roles_ui(ui, cx, &place, member);
            });
            rect = rect.union(below.response.rect);
        }
        let scope = member.get("tranches").map(|scope| text_of(Some(scope)));
        if let Some(scope) = scope.filter(|scope| !scope.is_empty()) {
            ui.horizontal(|ui| {
                ui.add_space(18.0);
                ui.label(small(&cx.palette, format!("[{scope}]")));
            });
        }
        self.light_ui(ui, cx, &place, rect);
    }
}

/// The name of a field in the reader's language; one that is not in the catalogue as it is written.
fn field_name(cx: &ViewContext<'_>, key: &str) -> String {
    let entry = format!("field.{key}");
    let name = cx.tr(&entry);
    if name == entry { key.replace('_', " ") } else { name.into_owned() }
}

/// The roles of a member, as a menu to change them.
fn roles_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, place: &str, member: &Map<String, Value>) {
    let codes: Vec<String> = member
        .get("roles")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|code| code.as_str().map(str::to_owned))
        .collect();
    let held: RoleSet = codes.iter().filter_map(|code| Role::from_code(code)).collect();
    let first = held.highest().map_or("–", |role| cx.names().role(role));
    let more = codes.len().saturating_sub(1);
    let more = if more > 0 { format!(" +{more}") } else { String::new() };
    let short: String = first.chars().take(15).collect();
    let names: Vec<&str> = held.iter().map(|role| cx.names().role(role)).collect();
    ui.menu_button(RichText::new(format!("{short}{more} ▼")).size(11.5), |ui| {
        let others = held.iter().filter(|role| !ROLES.contains(role));
        for role in ROLES.into_iter().chain(others) {
            let code = role.code().to_owned();
            let mut on = codes.contains(&code);
            if ui.checkbox(&mut on, cx.names().role(role)).clicked() {
                let roles: Vec<&String> = match on {
                    true => codes.iter().chain([&code]).collect(),
                    false => codes.iter().filter(|other| **other != code).collect(),
                };
                correct(cx, Correction::Set(format!("{place}/roles"), json!(roles)));
            }
        }
    })
    .response
    .on_hover_text(names.join("\n"));
}

/// A value as it is typed.
fn text_of(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(list)) if list.iter().all(|entry| entry.is_string()) => {
            list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        Some(other) => other.to_string(),
    }
}

/// What was typed as a value: a number stays a number, a list a list, nothing drops the field.
fn value_of(text: &str, before: Option<&Value>) -> Value {
    let text = text.trim();
    if text.is_empty() {
        return Value::Null;
    }
    match before {
        Some(Value::Array(_)) => json!(text.split(',').map(str::trim).collect::<Vec<_>>()),
        Some(Value::Object(_)) => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
        _ => {
            let plain = text.replace(',', "");
            let is_number = !plain.starts_with('0') || plain.starts_with("0.") || plain == "0";
            match plain.parse::<serde_json::Number>() {
                Ok(number) if is_number && plain.len() < 19 && !looks_like_year(&plain) => {
                    Value::Number(number)
                }
                _ => json!(text),
            }
        }
    }
}

/// A year is a date, which records hold as text.
fn looks_like_year(text: &str) -> bool {
    text.len() == 4 && text.parse().is_ok_and(|year: u16| (1900..2200).contains(&year))
}
