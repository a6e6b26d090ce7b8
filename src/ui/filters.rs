//! The filter panel: a histogram of years to brush, and facets with counts.

use std::collections::HashMap;
use std::sync::Arc;

use eframe::egui::{
    Align, CollapsingHeader, Label, Layout, Rect, RichText, Role as Widget, ScrollArea, Sense, Ui,
    WidgetInfo, pos2, vec2,
};
use jiff::civil::Date;

use super::ViewContext;
use super::theme::{bold, color32, plain};
use super::widgets::{small, swatch_ui, words_ui};
use crate::index::Facet;
use crate::model::{GroupId, IssuerId, Market, Role};
use crate::query::{Chosen, Filter, Part, Target};
use crate::scene::count;
use crate::state::{Command, FilterCommand};
use crate::text::fold;
use crate::words::Lang;

/// Values of a facet that are shown before "more".
const FEW: usize = 6;

/// Draws the panel.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(cx.tr("filter.title")).font(bold(13.0)));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let active = !cx.state.view.options.filter.is_empty();
            if active && ui.button(cx.tr("filter.clear")).clicked() {
                cx.send(Command::Filter(FilterCommand::Clear));
            }
        });
    });
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        years_ui(ui, cx);
        ranges_ui(ui, cx);
        for facet in [
            Facet::Market,
            Facet::Currency,
            Facet::Role,
            Facet::Group,
            Facet::Issuer,
            Facet::Sector,
            Facet::Country,
            Facet::Status,
        ] {
            facet_ui(ui, cx, facet);
        }
    });
}

/// Bars of deals by year; a drag over them chooses a span, a click one year.
fn years_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let column = cx.state.derived.index.facet(Facet::Year);
    let counts = cx.state.derived.chosen.counts(Facet::Year);
    let mut years: Vec<(i32, u32)> = column
        .values
        .iter()
        .zip(counts)
        .filter_map(|(year, count)| Some((year.parse().ok()?, *count)))
        .collect();
    years.sort_unstable();
    let Some((first, last)) = years.first().zip(years.last()).map(|(a, b)| (a.0, b.0)) else {
        return;
    };
    ui.label(RichText::new(cx.tr("filter.years")).font(bold(11.5)));
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), 58.0), Sense::click_and_drag());
    let name = cx.tr("filter.years");
    response.widget_info(|| WidgetInfo::labeled(Widget::Slider, true, name.as_ref()));
    let plot = Rect::from_min_max(rect.min, rect.max - vec2(0.0, 14.0));
    let width = plot.width() / (last - first + 1) as f32;
    let year_at = |x: f32| (first + ((x - plot.left()) / width).floor() as i32).clamp(first, last);
    if let Some(at) = response.interact_pointer_pos() {
        let start = cx.local.brush.map_or_else(|| year_at(at.x), |brush| brush.0);
        cx.local.brush = Some((start, year_at(at.x)));
    }
    if response.drag_stopped() || response.clicked() {
        let brush = cx.local.brush.take();
        apply_brush(cx, brush);
    }
    paint_years(ui, cx, plot, &years, first, width);
    let hint = cx.tr("filter.years_hint");
    if let Some(at) = response.hover_pos() {
        let year = year_at(at.x);
        let deals = years.iter().find(|row| row.0 == year).map_or(0, |row| row.1);
        let text = cx.tr_with("filter.year_facts", &[&year.to_string(), &count(deals)]);
        response.on_hover_ui_at_pointer(|ui| {
            ui.label(text);
            ui.label(small(&cx.palette, hint));
        });
    }
}

fn apply_brush(cx: &mut ViewContext<'_>, brush: Option<(i32, i32)>) {
    let Some((a, b)) = brush else { return };
    let filter = &cx.state.view.options.filter;
    let day = |year: i32, month: i8, day: i8| Date::new(i16::try_from(year).ok()?, month, day).ok();
    let (from, to) = (day(a.min(b), 1, 1), day(a.max(b), 12, 31));
    let same = filter.from == from && filter.to == to;
    let filter =
        if same { filter.without(Part::Dates) } else { Filter { from, to, ..filter.clone() } };
    cx.send(Command::Filter(FilterCommand::Set(filter)));
}

fn paint_years(
    ui: &Ui,
    cx: &ViewContext<'_>,
    plot: Rect,
    years: &[(i32, u32)],
    first: i32,
    width: f32,
) {
    let painter = ui.painter();
    let most = years.iter().map(|row| row.1).max().unwrap_or(1).max(1) as f32;
    let filter = &cx.state.view.options.filter;
    let chosen = |year: i32| match cx.local.brush {
        Some((a, b)) => (a.min(b)..=a.max(b)).contains(&year),
        None => {
            let year = i16::try_from(year).unwrap_or(0);
            filter.from.is_none_or(|from| year >= from.year())
                && filter.to.is_none_or(|to| year <= to.year())
        }
    };
    for (year, count) in years {
        let left = plot.left() + (year - first) as f32 * width;
        let height = (plot.height() - 2.0) * (*count as f32 / most).sqrt();
        let bar = Rect::from_min_max(
            pos2(left + 0.8, plot.bottom() - height),
            pos2(left + width - 0.8, plot.bottom()),
        );
        let opacity = if chosen(*year) { 1.0 } else { 0.28 };
        painter.rect_filled(bar, 1.0, color32(cx.palette.accent.alpha(opacity)));
    }
    let ink = color32(cx.palette.faint);
    let line = eframe::egui::Stroke::new(1.0, color32(cx.palette.line));
    painter.line_segment([plot.left_bottom(), plot.right_bottom()], line);
    let font = plain(10.0);
    let below = plot.bottom() + 2.0;
    let ends = [
        (plot.left(), eframe::egui::Align2::LEFT_TOP, years.first()),
        (plot.right(), eframe::egui::Align2::RIGHT_TOP, years.last()),
    ];
    for (x, align, year) in ends {
        if let Some((year, _)) = year {
            painter.text(pos2(x, below), align, year, font.clone(), ink);
        }
    }
}

/// Presets for the value of a deal and the size of its syndicate.
fn ranges_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let filter = cx.state.view.options.filter.clone();
    CollapsingHeader::new(RichText::new(cx.tr("filter.size")).font(bold(11.5)))
        .id_salt("filter-size")
        .default_open(true)
        .show(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 3.0;
                for (text, least, most) in [
                    ("<$250m", None, Some(249_999_999)),
                    ("$250m–1bn", Some(250_000_000), Some(999_999_999)),
                    ("$1–5bn", Some(1_000_000_000), Some(4_999_999_999)),
                    ("≥$5bn", Some(5_000_000_000), None),
                ] {
                    let on = (filter.least_usd, filter.most_usd) == (least, most);
                    if range_chip_ui(ui, text, on) {
                        let (least_usd, most_usd) = if on { (None, None) } else { (least, most) };
                        let filter = Filter { least_usd, most_usd, ..filter.clone() };
                        cx.send(Command::Filter(FilterCommand::Set(filter)));
                    }
                }
            });
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 3.0;
                for (text, least, most) in [
                    ("1", Some(1), Some(1)),
                    ("2–4", Some(2), Some(4)),
                    ("5–9", Some(5), Some(9)),
                    ("10–19", Some(10), Some(19)),
                    ("≥20", Some(20), None),
                ] {
                    let on = (filter.least_banks, filter.most_banks) == (least, most);
                    if range_chip_ui(ui, text, on) {
                        let (least_banks, most_banks) =
                            if on { (None, None) } else { (least, most) };
                        let filter = Filter { least_banks, most_banks, ..filter.clone() };
                        cx.send(Command::Filter(FilterCommand::Set(filter)));
                    }
                }
                ui.label(small(&cx.palette, cx.tr("filter.banks")));
            });
        });
}

/// A range to choose, as an outlined word.
fn range_chip_ui(ui: &mut Ui, text: &str, on: bool) -> bool {
    let text = RichText::new(text).font(plain(11.5));
    let button = eframe::egui::Button::new(text).selected(on).min_size(vec2(26.0, 20.0));
    let button = button.wrap_mode(eframe::egui::TextWrapMode::Extend);
    ui.spacing_mut().button_padding = vec2(6.0, 1.0);
    ui.add(button).clicked()
}

/// The values of a facet as they were last shown, with what they were made from.
#[derive(Clone, Debug)]
pub struct FacetRows {
    chosen: Arc<Chosen>,
    lang: Lang,
    rows: Arc<Vec<ValueRow>>,
}

/// A value of a facet as the panel shows it.
#[derive(Clone, Debug)]
struct ValueRow {
    value: String,
    name: String,
    count: u32,
    on: bool,
}

/// The values of a facet, chosen ones first, then by count; made anew only where the choice of deals
/// has changed, since a market has more issuers than a frame has time for.
fn value_rows(cx: &mut ViewContext<'_>, facet: Facet) -> Arc<Vec<ValueRow>> {
    let (chosen, lang) = (&cx.state.derived.chosen, cx.lang());
    if let Some(known) = cx.local.facet_rows.get(&facet)
        && Arc::ptr_eq(&known.chosen, chosen)
        && known.lang == lang
    {
        return known.rows.clone();
    }
    let rows = Arc::new(make_rows(cx, facet));
    let made = FacetRows { chosen: chosen.clone(), lang, rows: rows.clone() };
    cx.local.facet_rows.insert(facet, made);
    rows
}

fn make_rows(cx: &ViewContext<'_>, facet: Facet) -> Vec<ValueRow> {
    let column = cx.state.derived.index.facet(facet);
    let counts = cx.state.derived.chosen.counts(facet);
    let filter = &cx.state.view.options.filter;
    let (book, names) = (cx.book(), cx.names());
    let targets: HashMap<&str, Target> = match facet {
        Facet::Group => by_name(book.groups().iter().map(|group| group.name.as_str()), |at| {
            Target::Group(GroupId::new(at))
        }),
        Facet::Issuer => by_name(book.issuers().iter().map(|issuer| issuer.name.as_str()), |at| {
            Target::Issuer(IssuerId::new(at))
        }),
        _ => HashMap::new(),
    };
    let mut rows: Vec<ValueRow> = column
        .values
        .iter()
        .zip(counts)
        .map(|(value, count)| (value, *count, filter.has(facet, value)))
        .filter(|(_, count, on)| *count > 0 || *on)
        .map(|(value, count, on)| ValueRow {
            value: value.clone(),
            name: match targets.get(value.as_str()) {
                Some(target) => names.target(*target),
                None => value_name(cx, facet, value),
            },
            count,
            on,
        })
        .collect();
    rows.sort_by(|a, b| {
        b.on.cmp(&a.on).then(b.count.cmp(&a.count)).then_with(|| a.name.cmp(&b.name))
    });
    rows
}

/// What each name stands for; of equal names the first.
fn by_name<'a>(
    names: impl Iterator<Item = &'a str>,
    target: impl Fn(usize) -> Target,
) -> HashMap<&'a str, Target> {
    let mut found = HashMap::new();
    for (at, name) in names.enumerate() {
        found.entry(name).or_insert_with(|| target(at));
    }
    found
}

/// The name of a facet's value in the reader's language.
pub fn value_name(cx: &ViewContext<'_>, facet: Facet, value: &str) -> String {
    let names = cx.names();
    let found = match facet {
        Facet::Market => Market::from_code(value)
            .map(|market| cx.tr(&format!("market.{}", market.code().to_lowercase())).into_owned()),
        Facet::Role => Role::from_code(value).map(|role| names.role(role).to_owned()),
        Facet::Status => Some(cx.tr(&format!("status.{value}")).into_owned()),
        Facet::Group | Facet::Issuer => {
            find_target(cx, facet, value).map(|target| names.target(target))
        }
        _ => None,
    };
    found.unwrap_or_else(|| value.to_owned())
}

fn find_target(cx: &ViewContext<'_>, facet: Facet, value: &str) -> Option<Target> {
    let book = cx.book();
    match facet {
        Facet::Group => {
            let at = book.groups().iter().position(|group| group.name == value)?;
            Some(Target::Group(GroupId::new(at)))
        }
        Facet::Issuer => {
            let at = book.issuers().iter().position(|issuer| issuer.name == value)?;
            Some(Target::Issuer(IssuerId::new(at)))
        }
        _ => None,
    }
}

fn facet_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, facet: Facet) {
    let title = cx.tr(&format!("facet.{}", facet.key()));
    let chosen = cx.state.view.options.filter.of(facet).map_or(0, |values| values.len());
    let title = if chosen > 0 { format!("{title} · {chosen}") } else { title.into_owned() };
    let open = matches!(facet, Facet::Market | Facet::Currency | Facet::Role | Facet::Group);
    CollapsingHeader::new(RichText::new(title).font(bold(11.5)))
        .id_salt(("facet", facet.key()))
        .default_open(open)
        .show(ui, |ui| {
            let rows = value_rows(cx, facet);
            values_ui(ui, cx, facet, &rows);
        });
}

fn values_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, facet: Facet, rows: &[ValueRow]) {
    let total = rows.len();
    if total == 0 {
        ui.label(small(&cx.palette, cx.tr("filter.none_named")));
        return;
    }
    let all_open = cx.local.facets_open.contains(&facet);
    let mut words = cx.local.facet_words.remove(&facet).unwrap_or_default();
    if total > 12 {
        let hint = cx.tr_with("filter.find_value", &[&count(total)]);
        words_ui(ui, &mut words, &hint, ui.available_width() - 6.0);
    }
    let wanted = fold(&words);
    let fits = |row: &ValueRow| {
        wanted.is_empty() || fold(&row.name).contains(&wanted) || fold(&row.value).contains(&wanted)
    };
    let limit = if all_open || !wanted.is_empty() { 60 } else { FEW };
    for row in
        rows.iter().filter(|row| fits(row)).take(limit.max(rows.iter().filter(|r| r.on).count()))
    {
        value_ui(ui, cx, facet, row);
    }
    if total > FEW && wanted.is_empty() {
        let text = if all_open {
            cx.tr("filter.fewer").into_owned()
        } else {
            cx.tr_with("filter.more", &[&count(total - FEW)])
        };
        if ui.add(Label::new(small(&cx.palette, text)).sense(Sense::click())).clicked() {
            cx.local.facets_open.retain(|other| *other != facet);
            if !all_open {
                cx.local.facets_open.push(facet);
            }
        }
    }
    if !words.is_empty() {
        cx.local.facet_words.insert(facet, words);
    }
}

fn value_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, facet: Facet, row: &ValueRow) {
    let height = 19.0;
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(Widget::CheckBox, true, row.on, format!("{} {}", row.name, row.count))
    });
    let palette = cx.palette;
    let fill = match (row.on, response.hovered()) {
        (true, _) => Some(palette.panel.mixed(palette.accent, 0.22)),
        (false, true) => Some(palette.panel.mixed(palette.accent, 0.08)),
        _ => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, 4.0, color32(fill));
    }
    let mut line = ui.new_child(
        eframe::egui::UiBuilder::new()
            .max_rect(rect.shrink2(vec2(5.0, 0.0)))
            .layout(Layout::left_to_right(Align::Center)),
    );
    let swatch = match facet {
        Facet::Role => Role::from_code(&row.value).map(|role| palette.tier(role.tier())),
        Facet::Market => Some(palette.market(Market::from_code(&row.value))),
        _ => None,
    };
    if let Some(color) = swatch {
        swatch_ui(&mut line, color32(color));
    }
    line.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.add(Label::new(small(&palette, count(row.count))).selectable(false));
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.add(
                Label::new(RichText::new(&row.name).font(plain(12.5))).truncate().selectable(false),
            );
        });
    });
    if response.hovered()
        && let Some(target) = find_target(cx, facet, &row.value)
    {
        cx.hover(target);
    }
    if response.clicked() {
        cx.send(Command::Filter(FilterCommand::Toggle(facet, row.value.clone())));
    }
}
