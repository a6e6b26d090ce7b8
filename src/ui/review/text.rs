//! The text of an announcement with its marks.

use std::ops::Range;

use eframe::egui::text::{CharIndex, LayoutJob, TextFormat};
use eframe::egui::{RichText, ScrollArea, Stroke, TextEdit, Ui};
use serde_json::{Value, json};

use super::super::ViewContext;
use super::super::theme::{color32, plain};
use super::super::widgets::{legend_word_ui, small};
use super::kind_color;
use crate::import::{Mark, MarkKind};
use crate::model::Role;
use crate::state::{Command, Correction, Review, ReviewCommand};

/// More of a text than this is not shown, in bytes; it is read whole.
const MOST_SHOWN: usize = 200_000;

/// Draws the text.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>, review: &Review, lit: Option<&str>) {
    legend_ui(ui, cx);
    selection_ui(ui, cx, review);
    let text = shown(&review.reading.text);
    if text.len() < review.reading.text.len() {
        ui.label(small(&cx.palette, cx.tr("review.cut")));
    }
    let marks: Vec<&Mark> = marks_of(review, text.len());
    let lit_spans = spans_of(review, lit);
    let job = job(cx, text, &marks, &lit_spans);
    ScrollArea::vertical().id_salt("announcement").auto_shrink(false).show(ui, |ui| {
        let mut shown_text = text;
        let mut layouter = |ui: &Ui, _: &dyn eframe::egui::TextBuffer, width: f32| {
            let mut job = job.clone();
            job.wrap.max_width = width;
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let output = TextEdit::multiline(&mut shown_text)
            .desired_width(f32::INFINITY)
            .frame(eframe::egui::Frame::NONE)
            .layouter(&mut layouter)
            .show(ui);
        let name = cx.tr("review.text");
        output.response.widget_info(|| {
            let mut info = eframe::egui::WidgetInfo::text_edit(true, "", text, "");
            info.label = Some(name.to_string());
            info
        });
        if let Some(pointer) = output.response.hover_pos() {
            let cursor = output.galley.cursor_from_pos(pointer - output.galley_pos);
            let at = byte_of(text, cursor.index);
            let mark = marks
                .iter()
                .filter(|mark| mark.span.contains(&at))
                .min_by_key(|mark| mark.span.len());
            if let Some(mark) = mark {
                let fact = &review.reading.drafts[mark.draft].facts[mark.fact];
                cx.local.review.lit = Some(fact.path.clone());
            }
        }
        if let Some(range) = output.cursor_range.filter(|range| !range.is_empty()) {
            let chars = range.as_sorted_char_range();
            let bytes = byte_of(text, chars.start)..byte_of(text, chars.end);
            cx.local.review.selected = Some(bytes);
        } else if output.response.has_focus() {
            cx.local.review.selected = None;
        }
        if let Some(path) = cx.local.review.scroll_to.take()
            && let Some(span) = spans_of(review, Some(&path)).first()
        {
            let chars = text.get(..span.start).map_or(0, |before| before.chars().count());
            let cursor = eframe::egui::text::CCursor::new(chars);
            let rect = output.galley.pos_from_cursor(cursor);
            ui.scroll_to_rect(rect.translate(output.galley_pos.to_vec2()), None);
        }
    });
}

fn shown(text: &str) -> &str {
    if text.len() <= MOST_SHOWN {
        return text;
    }
    let mut end = MOST_SHOWN;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn byte_of(text: &str, index: CharIndex) -> usize {
    text.char_indices().nth(index.0).map_or(text.len(), |(at, _)| at)
}

/// The marks of the draft that is looked at, in order.
fn marks_of(review: &Review, end: usize) -> Vec<&Mark> {
    let marks = review.reading.marks.iter();
    marks.filter(|mark| mark.draft == review.at && mark.span.end <= end).collect()
}

/// The stretches of the text that a place of the draft, or what lies in it, rests on.
fn spans_of(review: &Review, path: Option<&str>) -> Vec<Range<usize>> {
    let (Some(path), Some(draft)) = (path, review.reading.drafts.get(review.at)) else {
        return Vec::new();
    };
    let within = |other: &str| {
        other == path || other.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
    };
    let facts = draft.facts.iter().filter(|fact| within(&fact.path) && !fact.span.is_empty());
    facts.map(|fact| fact.span.clone()).collect()
}

/// The text as a layout: each mark in the colour of its kind, what is lit stronger.
fn job(cx: &ViewContext<'_>, text: &str, marks: &[&Mark], lit: &[Range<usize>]) -> LayoutJob {
    let palette = &cx.palette;
    let mut bounds: Vec<usize> = marks
        .iter()
        .flat_map(|mark| [mark.span.start, mark.span.end])
        .chain(lit.iter().flat_map(|span| [span.start, span.end]))
        .chain([0, text.len()])
        .filter(|at| text.is_char_boundary(*at))
        .collect();
    bounds.sort_unstable();
    bounds.dedup();
    let mut job = LayoutJob::default();
    let mut next = 0;
    for pair in bounds.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        while marks.get(next).is_some_and(|mark| mark.span.end <= start) {
            next += 1;
        }
        let over = marks[next..].iter().take_while(|mark| mark.span.start < end);
        let mark = over.filter(|mark| mark.span.start <= start && mark.span.end >= end);
        let kind = mark.min_by_key(|mark| mark.span.len()).map(|mark| mark.kind);
        let is_lit = lit.iter().any(|span| span.start <= start && span.end >= end);
        job.append(&text[start..end], 0.0, format(palette, kind, is_lit));
    }
    job
}

fn format(palette: &crate::scene::Palette, kind: Option<MarkKind>, is_lit: bool) -> TextFormat {
    let mut format = TextFormat::simple(plain(13.0), color32(palette.ink));
    format.line_height = Some(19.0);
    if let Some(kind) = kind {
        let color = kind_color(palette, kind);
        let strength = if is_lit { 0.55 } else { 0.18 };
        format.background = color32(palette.panel.mixed(color, strength));
        format.underline = Stroke::new(1.0, color32(color));
    } else if is_lit {
        format.background = color32(palette.panel.mixed(palette.accent, 0.3));
    }
    format
}

fn legend_ui(ui: &mut Ui, cx: &ViewContext<'_>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = eframe::egui::vec2(8.0, 2.0);
        for kind in MarkKind::ALL {
            let word = cx.tr(&format!("mark.{}", kind.code()));
            legend_word_ui(ui, &cx.palette, kind_color(&cx.palette, kind), &word);
        }
    });
}

/// What can be made of the stretch that is selected.
fn selection_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, review: &Review) {
    let selected = cx.local.review.selected.clone();
    let words = selected.and_then(|span| review.reading.text.get(span)).map(str::trim);
    let Some(words) = words.filter(|words| !words.is_empty() && words.len() < 400) else {
        ui.label(small(&cx.palette, cx.tr("review.select_hint")));
        return;
    };
    let words = words.to_owned();
    ui.horizontal_wrapped(|ui| {
        let short: String = words.chars().take(24).collect();
        ui.label(RichText::new(format!("“{short}”")).size(12.0).strong());
        ui.menu_button(cx.tr("review.as_bank"), |ui| {
            for role in [
                Role::JointGlobalCoordinator,
                Role::JointBookrunner,
                Role::JointLeadManager,
                Role::LeadUnderwriter,
                Role::CoManager,
                Role::MandatedLeadArranger,
            ] {
                if ui.button(cx.names().role(role)).clicked() {
                    let roles = vec![role.code().to_owned()];
                    correct(cx, Correction::AddMember(words.clone(), roles));
                    ui.close();
                }
            }
        });
        role_ui(ui, cx, review, &words);
        if ui.button(cx.tr("review.as_issuer")).clicked() {
            let key = if words.chars().any(crate::text::is_cjk) { "name_zh" } else { "name" };
            correct(cx, Correction::Set(format!("/issuer/{key}"), json!(words)));
        }
        amount_ui(ui, cx, &words);
        if ui.button(cx.tr("review.as_use")).clicked() {
            correct(cx, Correction::Set("/use_of_proceeds".into(), json!(words)));
        }
    });
}

/// Gives the words, read as a role, to every bank of the draft that has none.
fn role_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, review: &Review, words: &str) {
    let Some(role) = role_of(words) else { return };
    let name = cx.names().role(role);
    if ui.button(cx.tr_with("review.as_role", &[name])).clicked() {
        let members = review.record().and_then(|record| record.get("syndicate")?.as_array());
        for (at, member) in members.into_iter().flatten().enumerate() {
            let has = member.get("roles").and_then(Value::as_array).is_some_and(|r| !r.is_empty());
            if !has {
                let place = format!("/syndicate/{at}/roles");
                correct(cx, Correction::Set(place, json!([role.code()])));
            }
        }
    }
}

/// The role whose name, in any script, the words are.
fn role_of(words: &str) -> Option<Role> {
    let wanted = crate::text::fold(words);
    Role::all().find(|role| {
        let names = [role.english(), role.simplified(), role.traditional()];
        names.into_iter().any(|name| crate::text::fold(name) == wanted)
    })
}

fn amount_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, words: &str) {
    let reading = crate::import::read(words);
    let tranche = reading.drafts.first().and_then(|draft| {
        let record = draft.to_record();
        record.get("tranches")?.get(0).filter(|tranche| tranche.get("amount").is_some()).cloned()
    });
    if let Some(tranche) = tranche
        && ui.button(cx.tr("review.as_tranche")).clicked()
    {
        correct(cx, Correction::AddTranche(tranche));
    }
}

fn correct(cx: &mut ViewContext<'_>, correction: Correction) {
    cx.send(Command::Review(ReviewCommand::Correct(correction)));
}
