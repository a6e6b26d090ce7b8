//! Ranks over the years: a line a bank.

use eframe::egui::{Align2, RichText, Ui};
use egui_plot::{Line, MarkerShape, PlotPoint, PlotPoints, Points, Text};

use super::super::sizes_view::whole_year;
use super::super::theme::{color32, plain};
use super::super::widgets::{empty_ui, note_picture_ui};
use super::super::{ViewContext, plots};
use super::rules;
use crate::model::GroupId;
use crate::query::Target;
use crate::state::PictureId;
use crate::stats::rank_tracks;

/// Banks that are drawn: those that stood among the first this many in some year.
const DEPTH: usize = 10;

/// Years that are drawn.
const YEARS: i16 = 10;

/// Draws the chart.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let years = cx.state.derived.yearly.clone();
    if years.len() < 2 {
        empty_ui(ui, &cx.palette, &cx.tr("league.bump_short"), &cx.tr("league.bump_short_hint"));
        return;
    }
    let note = cx.tr_with("league.bump_note", &[&DEPTH.to_string()]);
    note_picture_ui(ui, cx, &note, PictureId::Ranks);
    let tracks = tracks(cx);
    let selected = match cx.state.view.spot.selection {
        Some(Target::Group(group_id)) => Some(group_id),
        _ => None,
    };
    let hovered = match cx.state.view.hover {
        Some(Target::Group(group_id)) => Some(group_id),
        _ => None,
    };
    let lit = hovered.or(selected).filter(|group| tracks.iter().any(|track| track.0 == *group));
    let last = f64::from(years[years.len() - 1].0);
    let first = f64::from(years[0].0).max(last - f64::from(YEARS - 1));
    let palette = cx.palette;
    let shown = plots::still_plot("league-bump")
        .height(ui.available_height().max(160.0))
        .show_x(false)
        .show_y(false)
        .show_grid([true, false])
        .x_axis_formatter(|mark, _| whole_year(mark.value))
        .y_axis_formatter(|mark, _| {
            let rank = -mark.value;
            if rank >= 1.0 && rank.fract() == 0.0 { format!("{rank:.0}") } else { String::new() }
        })
        .include_x(first - 0.3)
        .include_x(last + (last - first).max(2.0) * 0.42)
        .include_y(-0.4)
        .include_y(-(DEPTH as f64) - 0.6)
        .show(ui, |plot| {
            for (at, (group, points)) in tracks.iter().enumerate().rev() {
                // Banks that are not in the last table stand back without a name.
                let ends_here = points.last().is_some_and(|point| point[0] == last);
                let is_lit = lit == Some(*group);
                let strength = match lit {
                    _ if is_lit => 1.0,
                    None if ends_here => 0.9,
                    None => 0.30,
                    Some(_) => 0.14,
                };
                let hue = if ends_here { palette.series(at % 7) } else { palette.faint };
                let color = color32(hue.alpha(strength));
                let width = if is_lit { 3.5 } else { 2.0 };
                for run in runs(points) {
                    let line: PlotPoints<'_> = run.to_vec().into();
                    plot.line(Line::new("", line).color(color).width(width).allow_hover(false));
                }
                let marks: PlotPoints<'_> = points.clone().into();
                plot.points(
                    Points::new("", marks)
                        .shape(MarkerShape::Circle)
                        .radius(if is_lit { 5.0 } else { 3.6 })
                        .color(color)
                        .allow_hover(false),
                );
                if let Some([year, rank]) = points.last().copied().filter(|_| ends_here || is_lit) {
                    let name = cx.names().group(*group);
                    let name: String = name.chars().take(18).collect();
                    let ink = color32(palette.ink.alpha(strength.max(0.3)));
                    let text = RichText::new(name).font(plain(11.0)).color(ink);
                    let at = PlotPoint::new(year + (last - first).max(2.0) * 0.02, rank);
                    plot.text(
                        Text::new("", at, text).anchor(Align2::LEFT_CENTER).allow_hover(false),
                    );
                }
            }
        });
    let Some(pointer) = shown.response.hover_pos() else { return };
    let near = tracks
        .iter()
        .flat_map(|(group, points)| points.iter().map(move |point| (*group, *point)))
        .map(|(group, point)| {
            let at = shown.transform.position_from_point(&PlotPoint::new(point[0], point[1]));
            (at.distance(pointer), group, point)
        })
        .min_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((_, group, point)) = near.filter(|near| near.0 < 14.0) {
        cx.hover(Target::Group(group));
        if shown.response.clicked() {
            cx.select(Target::Group(group));
        }
        let year = point[0] as i16;
        let row = years.iter().find(|row| row.0 == year);
        let words = row.and_then(|(_, league)| {
            let line = league.row_of(group)?;
            let value = rules::value(line.value, league.currency, cx.lang());
            let figures =
                [year.to_string(), line.rank.to_string(), format!("{:.2}", line.share_pct)];
            let name = cx.names().group(group);
            Some(cx.tr_with(
                "league.bump_facts",
                &[name, &figures[0], &figures[1], &value, &figures[2]],
            ))
        });
        shown.response.on_hover_ui_at_pointer(|ui| {
            ui.label(words.unwrap_or_default());
        });
    }
}

/// The ranks of each bank by year, those that end highest first; ranks go down the axis.
fn tracks(cx: &ViewContext<'_>) -> Vec<(GroupId, Vec<[f64; 2]>)> {
    let tracks = rank_tracks(&cx.state.derived.yearly, DEPTH, YEARS);
    let point = |(year, place): (i16, usize)| [f64::from(year), -(place as f64)];
    tracks
        .into_iter()
        .map(|track| (track.group, track.places.into_iter().map(point).collect()))
        .collect()
}

/// Stretches of years without a gap.
fn runs(points: &[[f64; 2]]) -> impl Iterator<Item = &[[f64; 2]]> {
    points.chunk_by(|a, b| b[0] - a[0] < 1.5)
}
