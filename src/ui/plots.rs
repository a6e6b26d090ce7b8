//! What the plots share: axes, bars, colours.

use eframe::egui::{Id, Ui, Vec2b, vec2};
use egui_plot::{Bar, BarChart, Plot};

use super::theme::color32;
use crate::scene::Color;

/// A plot that is read, not moved about: no zoom, no drag, a faint grid.
pub fn still_plot<'a>(name: &str) -> Plot<'a> {
    Plot::new(name.to_owned())
        .id(Id::unique(("plot", name.to_owned())))
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show_background(false)
        .show_axes(Vec2b::TRUE)
        .set_margin_fraction(vec2(0.02, 0.06))
}

/// A bar of a stack, from one height to another.
pub fn bar(at: f64, from: f64, height: f64, width: f64, color: Color) -> Bar {
    Bar::new(at, height).base_offset(from).width(width).fill(color32(color)).name("")
}

/// Bars of one series.
pub fn chart(name: &str, bars: Vec<Bar>, color: Color) -> BarChart {
    BarChart::new(name, bars).color(color32(color)).allow_hover(false)
}

/// The height that is left for a plot, at least `least`.
pub fn plot_height(ui: &Ui, least: f32) -> f32 {
    ui.available_height().max(least)
}
