//! Fonts, colours and spacing.

use eframe::egui::{
    self, Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Stroke,
    TextStyle, Visuals, style::WidgetVisuals, vec2,
};

use crate::scene::{Color, Palette};
use crate::state::Theme;

/// The family of bold text.
const BOLD: &str = "bold";

/// A colour of a scene for egui.
pub const fn color32(color: Color) -> Color32 {
    let [red, green, blue, alpha] = color.0;
    if alpha == 255 {
        return Color32::from_rgb(red, green, blue);
    }
    premultiplied(red, green, blue, alpha)
}

const fn premultiplied(red: u8, green: u8, blue: u8, alpha: u8) -> Color32 {
    const fn part(value: u8, alpha: u8) -> u8 {
        ((value as u16 * alpha as u16 + 127) / 255) as u8
    }
    Color32::from_rgba_premultiplied(part(red, alpha), part(green, alpha), part(blue, alpha), alpha)
}

/// The colours of the theme in use.
pub fn palette(context: &Context) -> Palette {
    Palette::of(context.theme() == egui::Theme::Dark)
}

/// The bold font in a size.
pub fn bold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(BOLD.into()))
}

/// The plain font in a size.
pub const fn plain(size: f32) -> FontId {
    FontId::proportional(size)
}

/// Puts our fonts, colours and spacing in place; once, at the start.
pub fn install(context: &Context) {
    context.set_fonts(fonts());
    context.options_mut(|options| options.fallback_theme = egui::Theme::Light);
    for theme in [egui::Theme::Light, egui::Theme::Dark] {
        let palette = Palette::of(theme == egui::Theme::Dark);
        context.set_visuals_of(theme, visuals(&palette));
        context.style_mut_of(theme, spacing);
    }
}

/// Chooses light or dark.
pub fn choose(context: &Context, theme: Theme) {
    context.set_theme(match theme {
        Theme::System => egui::ThemePreference::System,
        Theme::Light => egui::ThemePreference::Light,
        Theme::Dark => egui::ThemePreference::Dark,
    });
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let ours: [(&str, &'static [u8]); 3] = [
        ("Inter", include_bytes!("../../assets/fonts/Inter-Regular-tabular.otf")),
        ("Inter SemiBold", include_bytes!("../../assets/fonts/Inter-SemiBold-tabular.otf")),
        ("Noto Sans SC", include_bytes!("../../assets/fonts/NotoSansSC-subset.otf")),
    ];
    for (name, bytes) in ours {
        fonts.font_data.insert(name.into(), FontData::from_static(bytes).into());
    }
    let rest = fonts.families.remove(&FontFamily::Proportional).unwrap_or_default();
    let family = |first: &str| {
        let ours = [first, "Noto Sans SC"].map(str::to_owned);
        ours.into_iter().chain(rest.iter().cloned()).collect::<Vec<_>>()
    };
    fonts.families.insert(FontFamily::Name(BOLD.into()), family("Inter SemiBold"));
    fonts.families.insert(FontFamily::Proportional, family("Inter"));
    fonts
}

fn visuals(palette: &Palette) -> Visuals {
    let mut visuals = if palette.dark { Visuals::dark() } else { Visuals::light() };
    let (ink, faint, line) = (color32(palette.ink), color32(palette.faint), color32(palette.line));
    let accent = color32(palette.accent);
    visuals.panel_fill = color32(palette.panel);
    visuals.window_fill = color32(palette.raised);
    visuals.extreme_bg_color = color32(palette.ground);
    visuals.faint_bg_color = color32(palette.panel.mixed(palette.line, 0.28));
    visuals.code_bg_color = color32(palette.panel);
    visuals.window_stroke = Stroke::new(1.0, line);
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.hyperlink_color = accent;
    visuals.warn_fg_color = color32(palette.warning);
    visuals.error_fg_color = color32(palette.error);
    visuals.weak_text_color = Some(faint);
    visuals.selection.bg_fill =
        color32(palette.panel.mixed(palette.accent, if palette.dark { 0.38 } else { 0.20 }));
    visuals.selection.stroke = Stroke::new(1.0, ink);
    visuals.striped = false;
    let widget = |fill: Color32, edge: Color32, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, edge),
        corner_radius: CornerRadius::same(5),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    let raised = color32(palette.raised);
    let hovered = color32(palette.raised.mixed(palette.accent, 0.10));
    let widgets = &mut visuals.widgets;
    widgets.noninteractive = widget(color32(palette.panel), line, ink);
    widgets.inactive = widget(raised, line, ink);
    widgets.hovered = widget(hovered, accent, ink);
    widgets.active = widget(color32(palette.raised.mixed(palette.accent, 0.22)), accent, ink);
    widgets.open = widget(hovered, line, ink);
    visuals
}

fn spacing(style: &mut egui::Style) {
    style.text_styles = [
        (TextStyle::Heading, bold(17.0)),
        (TextStyle::Body, plain(13.0)),
        (TextStyle::Button, plain(13.0)),
        (TextStyle::Small, plain(11.0)),
        (TextStyle::Monospace, FontId::monospace(12.0)),
    ]
    .into();
    style.spacing.item_spacing = vec2(7.0, 5.0);
    style.spacing.button_padding = vec2(8.0, 3.0);
    style.spacing.interact_size.y = 22.0;
    style.spacing.menu_margin = egui::Margin::same(6);
    style.spacing.scroll = egui::style::ScrollStyle::thin();
    style.interaction.tooltip_delay = 0.25;
    style.interaction.selectable_labels = false;
    style.animation_time = 0.10;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::DealBook;
    use crate::scene::text_width;

    #[test]
    fn names_are_as_wide_as_pictures_take_them_to_be() {
        let context = Context::default();
        install(&context);
        let mut out = context.run_ui(egui::RawInput::default(), |_| {});
        out.textures_delta.clear();
        let book = DealBook::embedded();
        let issuers = book.issuers().iter();
        let names = issuers.flat_map(|issuer| {
            [Some(issuer.name.clone()), issuer.name_zh.clone()].into_iter().flatten()
        });
        for name in names.chain(["2019 2024…".to_owned()]) {
            let drawn = context.fonts_mut(|fonts| {
                fonts.layout_no_wrap(name.clone(), plain(11.0), Color32::BLACK).size().x
            });
            let ratio = drawn / text_width(&name, 11.0);
            assert!((0.85..1.06).contains(&ratio), "{name}: {ratio}");
        }
    }
}
