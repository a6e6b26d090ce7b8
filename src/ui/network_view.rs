//! The network: issuers and banks, with a legend that filters, search by eye, and a focus.

use std::sync::Arc;

use eframe::egui::{
    self, Align2, CursorIcon, Key, PointerButton, Rect, Response, RichText, Role as Widget, Sense,
    Ui, WidgetInfo, vec2,
};

use super::actions::find;
use super::large_view::{drawn_words, paint_large};
use super::local::{MadeModel, ModelKey, Places};
use super::network_facts::facts_ui;
use super::relations_ui::measures;
use super::theme::{color32, plain};
use super::widgets::{choice_ui, empty_ui, small};
use super::{ViewContext, paint};
use crate::graph::{Node, Projection};
use crate::model::Region;
use crate::query::Target;
use crate::scene::{
    Camera, LARGE, LargeNetwork, NetworkModel, NetworkStyle, Palette, PlacedNode, count,
    network_scene, tier_key,
};
use crate::state::{Command, Go, Names, NodeColor, NodeSize, Show, target_of};
use crate::stats::{BankMeasures, NetMeasures};

/// Draws the view.
pub fn ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    options_ui(ui, cx);
    let Some(model) = model(cx) else {
        empty_ui(ui, &cx.palette, &cx.tr("network.laying_out"), "");
        return;
    };
    let derived = &cx.state.derived;
    if model.nodes.is_empty() && !(derived.links_ready && derived.all_links.is_empty()) {
        empty_ui(ui, &cx.palette, &cx.tr("network.laying_out"), "");
        return;
    }
    if model.nodes.is_empty() {
        empty_ui(ui, &cx.palette, &cx.tr("network.empty"), &cx.tr("network.empty_hint"));
        return;
    }
    canvas_ui(ui, cx, &model);
}

fn options_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    ui.horizontal_wrapped(|ui| {
        let options = &cx.state.view.options;
        let (projection, node_size) = (options.projection, options.node_size);
        for (value, key) in [
            (Projection::IssuerBank, "network.issuer_bank"),
            (Projection::BankBank, "network.bank_bank"),
            (Projection::WithDeals, "network.with_deals"),
        ] {
            if ui.selectable_label(projection == value, cx.tr(key)).clicked() {
                cx.send(Command::Show(Show::Projection(value)));
            }
        }
        ui.separator();
        let sizes = [
            (NodeSize::Deals, "network.by_deals"),
            (NodeSize::Value, "network.by_value"),
            (NodeSize::Degree, "network.by_degree"),
            (NodeSize::Betweenness, "network.by_betweenness"),
            (NodeSize::Eigenvector, "network.by_eigenvector"),
            (NodeSize::Status, "network.by_status"),
        ];
        if let Some(size) = choice_ui(ui, cx, "network.size_by", &sizes, node_size) {
            cx.send(Command::Show(Show::NodeSize(size)));
        }
        let colors = [
            (NodeColor::Region, "network.by_region"),
            (NodeColor::Community, "network.by_community"),
        ];
        let node_color = cx.state.view.options.node_color;
        if let Some(color) = choice_ui(ui, cx, "network.color_by", &colors, node_color) {
            cx.send(Command::Show(Show::NodeColor(color)));
        }
        if ui.button(cx.tr("network.fit")).on_hover_text(cx.tr("network.fit_hint")).clicked() {
            cx.send(Command::Show(Show::FitNetwork));
        }
        focus_options_ui(ui, cx);
    });
}

fn focus_options_ui(ui: &mut Ui, cx: &mut ViewContext<'_>) {
    let spot = cx.state.view.spot;
    if let Some(focus) = spot.focus {
        let text = cx.tr_with("network.whole", &[&cx.names().target(focus)]);
        if ui.button(RichText::new(text).color(color32(cx.palette.accent))).clicked() {
            cx.send(Command::Go(Go::WholeNetwork));
        }
    } else if let Some(target) = spot.selection {
        let hint = cx.tr("network.focus_hint");
        if ui.button(cx.tr("network.focus")).on_hover_text(hint).clicked() {
            cx.send(Command::Go(Go::Focus(focus_of(cx, target))));
        }
    }
}

/// A deal that is no node of the picture stands for its issuer.
fn focus_of(cx: &ViewContext<'_>, target: Target) -> Target {
    match target {
        Target::Deal(deal_id) if cx.state.view.options.projection != Projection::WithDeals => {
            Target::Issuer(cx.book().deal(deal_id).issuer)
        }
        other => other,
    }
}

const fn node_of(target: Target) -> Node {
    match target {
        Target::Issuer(issuer_id) => Node::Issuer(issuer_id),
        Target::Group(group_id) => Node::Group(group_id),
        Target::Deal(deal_id) => Node::Deal(deal_id),
    }
}

/// The network as it is to be drawn; made anew only when something it shows has changed.
fn model(cx: &mut ViewContext<'_>) -> Option<Arc<NetworkModel>> {
    let positions = cx.local.stretched_layout()?;
    let derived = &cx.state.derived;
    let options = &cx.state.view.options;
    let focus = cx.state.view.spot.focus.map(|target| focus_of(cx, target));
    let key = (
        Arc::as_ptr(&derived.all_links) as usize,
        Arc::as_ptr(&derived.links) as usize,
        Arc::as_ptr(&positions) as usize,
        options.hidden_tiers,
        options.node_size as u8,
        options.node_color as u8,
        options.lang == crate::words::Lang::Zh,
        focus,
    );
    if let Some((known, model)) = &cx.local.model
        && *known == key
    {
        return Some(model.clone());
    }
    if derived.all_links.len() >= LARGE {
        ask_model(cx, key, positions, focus);
        let shown = cx.local.model.as_ref();
        return shown.map(|(_, model)| model.clone());
    }
    let measures = measured(cx);
    let derived = &cx.state.derived;
    let options = &cx.state.view.options;
    let names = cx.names();
    let node_size = options.node_size;
    let mut model = NetworkModel::new(
        &derived.all_links,
        &derived.links,
        &positions,
        options.hidden_tiers,
        |node| names.node(node),
        |node| names.region(node),
        &|node| match &measures {
            Some(measures) => measured_weight(node, node_size, measures),
            None => weight(node, node_size),
        },
    );
    if let Some(measures) = measures.filter(|_| options.node_color == NodeColor::Community) {
        for node in &mut model.nodes {
            let row = measures.rows.iter().find(|row| row.node == node.node);
            node.community = row.map(|row| u16::try_from(row.community).unwrap_or(u16::MAX));
        }
    }
    let model = Arc::new(match focus {
        Some(target) => model.around(node_of(target)),
        None => model,
    });
    cx.local.model = Some((key, model.clone()));
    Some(model)
}

/// The measures of the network of banks, where sizes or colours mean them.
fn measured(cx: &mut ViewContext<'_>) -> Option<Arc<NetMeasures>> {
    let options = &cx.state.view.options;
    let wanted =
        options.node_size.measure().is_some() || options.node_color == NodeColor::Community;
    if wanted { measures(cx) } else { None }
}

/// The weight of a bank by what the size means; an issuer keeps a small one.
fn measured_weight(node: &PlacedNode, size: NodeSize, measures: &NetMeasures) -> f32 {
    let Some(column) = size.measure() else { return weight(node, size) };
    let value = |row: &BankMeasures| column.value(row).unwrap_or(0.0);
    let most = measures.rows.iter().map(value).fold(0.0, f64::max);
    let row = measures.rows.iter().find(|row| row.node == node.node);
    row.filter(|_| most > 0.0).map_or(0.5, |row| (60.0 * value(row) / most) as f32)
}

/// Asks for a large network to be placed in the background; the old picture stays meanwhile. One is
/// placed at a time and shown even if something has changed since: where places are published faster
/// than they can be drawn, none would ever be seen otherwise.
fn ask_model(cx: &mut ViewContext<'_>, key: ModelKey, positions: Places, focus: Option<Target>) {
    if cx.local.asked_model.is_some() {
        return;
    }
    cx.local.asked_model = Some(key);
    let (derived, options) = (&cx.state.derived, &cx.state.view.options);
    let (all_links, links) = (derived.all_links.clone(), derived.links.clone());
    let (hidden, node_size, lang) = (options.hidden_tiers, options.node_size, options.lang);
    let book = cx.state.book().clone();
    cx.local.works.push(Box::new(move || {
        let names = Names::new(&book, lang);
        let model = NetworkModel::new(
            &all_links,
            &links,
            &positions,
            hidden,
            |node| names.node(node),
            |node| names.region(node),
            &|node| weight(node, node_size),
        );
        let model = Arc::new(match focus {
            Some(target) => model.around(node_of(target)),
            None => model,
        });
        let is_large = LargeNetwork::is_wanted(&model);
        let large = is_large.then(|| Arc::new(LargeNetwork::new(&model)));
        Box::new(MadeModel { key, model, large })
    }));
}

fn weight(node: &PlacedNode, size: NodeSize) -> f32 {
    match size {
        NodeSize::Deals => node.deals as f32 * 0.5,
        NodeSize::Degree => node.partners as f32 * 0.6,
        // Of a large network these are not worked out in the window: deals stand in.
        NodeSize::Betweenness | NodeSize::Eigenvector | NodeSize::Status => node.deals as f32 * 0.5,
        NodeSize::Value => node.usd_cents as f32 / 100e9 * 0.5,
    }
}

fn canvas_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, model: &Arc<NetworkModel>) {
    let (rect, response) =
        ui.allocate_exact_size(ui.available_size().max(vec2(80.0, 80.0)), Sense::click_and_drag());
    let name = cx.tr("view.network");
    response.widget_info(|| WidgetInfo::labeled(Widget::Image, true, name.as_ref()));
    let size = [rect.width(), rect.height()];
    let camera = camera(cx, model, size);
    let camera = moved(ui, cx, &response, rect, camera);
    keep_camera(cx, camera, size);
    let style = NetworkStyle {
        palette: cx.palette,
        lang: cx.lang(),
        selected: cx.state.view.spot.selection,
        hover: cx.state.view.hover.map(|target| focus_of(cx, target)),
        legend: false,
    };
    let painter = ui.painter_at(rect);
    let large = cx.local.large.prepared(model);
    match &large {
        Some(large) => paint_large(cx, &painter, rect, model, large, camera, &style),
        None => {
            let scene = network_scene(cx.book(), model, camera, size, &style);
            paint::scene(&painter, rect.min, &scene);
        }
    }
    pointer_ui(ui, cx, &response, (model, large.as_deref()), camera, rect);
    legend_ui(ui, cx, model, rect);
    status_ui(ui, cx, model, rect);
}

/// The camera: of the focus, else of the whole; fitted until a person moves it.
fn camera(cx: &mut ViewContext<'_>, model: &NetworkModel, size: [f32; 2]) -> Camera {
    let fitted = || {
        let points = model.nodes.iter().map(|node| node.at);
        let margin = (size[0] * 0.09).clamp(30.0, 90.0);
        Camera::fitting(points, [size[0], size[1] - 60.0], margin)
    };
    match cx.state.view.spot.focus {
        Some(focus) => match cx.local.focus_camera {
            Some((known, camera)) if known == focus && cx.local.network_size == size => camera,
            _ => fitted(),
        },
        None if cx.local.free_camera => cx.local.camera.unwrap_or_else(fitted),
        None => fitted(),
    }
}

fn keep_camera(cx: &mut ViewContext<'_>, camera: Camera, size: [f32; 2]) {
    cx.local.network_size = size;
    match cx.state.view.spot.focus {
        Some(focus) => cx.local.focus_camera = Some((focus, camera)),
        None => {
            cx.local.focus_camera = None;
            cx.local.camera = Some(camera);
        }
    }
}

/// The camera after drag, wheel and keys.
fn moved(
    ui: &Ui,
    cx: &mut ViewContext<'_>,
    response: &Response,
    rect: Rect,
    camera: Camera,
) -> Camera {
    let mut camera = camera;
    let size = [rect.width(), rect.height()];
    let before = camera;
    if response.dragged_by(PointerButton::Primary) || response.dragged_by(PointerButton::Middle) {
        let by = response.drag_delta();
        camera = camera.panned([by.x, by.y]);
        ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    }
    if let Some(pointer) = response.hover_pos() {
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta.y, input.zoom_delta()));
        let factor = (scroll * 0.004).exp() * pinch;
        if (factor - 1.0).abs() > 1e-4 {
            let about = [pointer.x - rect.min.x, pointer.y - rect.min.y];
            camera = camera.zoomed(factor, about, size);
        }
    }
    if response.has_focus() || response.hovered() && ui.memory(|memory| memory.focused().is_none())
    {
        camera = keyed(ui, camera, size);
    }
    if camera != before {
        cx.local.free_camera = true;
    }
    camera
}

fn keyed(ui: &Ui, camera: Camera, size: [f32; 2]) -> Camera {
    let middle = [size[0] / 2.0, size[1] / 2.0];
    ui.input(|input| {
        if input.modifiers.any() {
            return camera;
        }
        let mut camera = camera;
        for (key, by) in [
            (Key::ArrowLeft, [40.0, 0.0]),
            (Key::ArrowRight, [-40.0, 0.0]),
            (Key::ArrowUp, [0.0, 40.0]),
            (Key::ArrowDown, [0.0, -40.0]),
        ] {
            if input.key_pressed(key) {
                camera = camera.panned(by);
            }
        }
        if input.key_pressed(Key::Plus) || input.key_pressed(Key::Equals) {
            camera = camera.zoomed(1.25, middle, size);
        }
        if input.key_pressed(Key::Minus) {
            camera = camera.zoomed(0.8, middle, size);
        }
        camera
    })
}

fn pointer_ui(
    ui: &Ui,
    cx: &mut ViewContext<'_>,
    response: &Response,
    (model, large): (&NetworkModel, Option<&LargeNetwork>),
    camera: Camera,
    rect: Rect,
) {
    let size = [rect.width(), rect.height()];
    let under = response.hover_pos().filter(|_| !response.dragged()).and_then(|pointer| {
        let point = [pointer.x - rect.min.x, pointer.y - rect.min.y];
        match large {
            Some(large) => large.hit(model, point, camera, size).map(|at| model.nodes[at].node),
            None => model.hit(point, camera, size),
        }
    });
    if let Some(node) = under {
        cx.hover(target_of(node));
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
        if let Some(placed) = model.nodes.iter().find(|placed| placed.node == node) {
            response.clone().on_hover_ui_at_pointer(|ui| facts_ui(ui, cx, placed));
        }
    }
    if response.double_clicked() {
        match under {
            Some(node) => cx.send(Command::Go(Go::Focus(target_of(node)))),
            None => cx.send(Command::Go(Go::WholeNetwork)),
        }
    } else if response.clicked() {
        response.request_focus();
        if let Some(node) = under {
            cx.select(target_of(node));
        }
    }
    context_menu_ui(response, cx, under);
}

fn context_menu_ui(response: &Response, cx: &mut ViewContext<'_>, under: Option<Node>) {
    let target = under.map(target_of).or(cx.state.view.spot.selection);
    response.context_menu(|ui| {
        if let Some(target) = target {
            ui.label(small(&cx.palette, cx.names().target(target)));
            if ui.button(cx.tr("network.focus")).clicked() {
                cx.send(Command::Go(Go::Focus(focus_of(cx, target))));
                ui.close();
            }
        }
        if ui.button(cx.tr("network.fit")).clicked() {
            cx.send(Command::Show(Show::FitNetwork));
            ui.close();
        }
        for key in
            ["action.rearrange", "action.export_network", "action.save_graph", "action.open_places"]
        {
            if let Some(action) = find(key).filter(|_| ui.button(cx.tr(key)).clicked()) {
                cx.send((action.command)());
                ui.close();
            }
        }
    });
}

/// The legend: a click shows or hides the edges of a tier.
fn legend_ui(ui: &mut Ui, cx: &mut ViewContext<'_>, model: &NetworkModel, rect: Rect) {
    let area = Rect::from_min_max(
        egui::pos2(rect.min.x + 10.0, rect.max.y - 30.0 - 22.0),
        egui::pos2(rect.max.x - 10.0, rect.max.y - 4.0),
    );
    let mut legend = ui.new_child(egui::UiBuilder::new().max_rect(area));
    legend.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 2.0);
        for tier in model.tiers.iter().copied() {
            let hidden = cx.state.view.options.hidden_tiers & (1 << tier.index()) != 0;
            let color = cx.palette.tier(tier);
            let ink = if hidden { cx.palette.faint.alpha(0.5) } else { cx.palette.ink };
            let text = RichText::new(cx.tr(tier_key(tier))).font(plain(11.0)).color(color32(ink));
            let text = if hidden { text.strikethrough() } else { text };
            let button =
                egui::Button::new(text).fill(color32(cx.palette.ground.alpha(0.8))).stroke(
                    egui::Stroke::new(1.5, color32(color.alpha(if hidden { 0.25 } else { 1.0 }))),
                );
            let hint = cx.tr("network.legend_hint");
            if ui.add(button).on_hover_text(hint).clicked() {
                cx.send(Command::Show(Show::ToggleTier(tier)));
            }
        }
    });
}

/// How much of the book the picture shows.
fn status_ui(ui: &Ui, cx: &ViewContext<'_>, model: &NetworkModel, rect: Rect) {
    let text = cx.tr_with(
        "network.showing",
        &[
            &count(model.active),
            &count(model.nodes.len()),
            &count(model.links.len()),
            &count(model.all_links),
        ],
    );
    let painter = ui.painter();
    let plate = painter.add(egui::Shape::Noop);
    let at = rect.right_top() + vec2(-10.0, 8.0);
    let ink = color32(cx.palette.faint);
    let words = painter.text(at, Align2::RIGHT_TOP, text, plain(11.0), ink);
    painter.set(plate, plate_under(words, &cx.palette));
    if let Some(text) = drawn_words(cx) {
        let plate = painter.add(egui::Shape::Noop);
        let at = rect.right_top() + vec2(-10.0, 40.0);
        let words = painter.text(at, Align2::RIGHT_TOP, text, plain(10.5), ink);
        painter.set(plate, plate_under(words, &cx.palette));
    }
    if cx.state.view.options.node_color == NodeColor::Community {
        return;
    }
    let regions = Region::ALL.map(|region| ("●", cx.palette.region(region), region.key()));
    let gap = if rect.width() < 470.0 { 6.0 } else { 10.0 };
    let plate = painter.add(egui::Shape::Noop);
    let mut words = Rect::NOTHING;
    let mut x = rect.left() + 10.0;
    for (sign, color, key) in [("■", cx.palette.issuer, "kind.issuer")].into_iter().chain(regions)
    {
        let at = egui::pos2(x, rect.top() + 24.0);
        let sign = painter.text(at, Align2::LEFT_TOP, sign, plain(11.0), color32(color));
        let at = egui::pos2(sign.right() + 4.0, at.y);
        let word = painter.text(at, Align2::LEFT_TOP, cx.tr(key), plain(10.5), ink);
        x = word.right() + gap;
        words = words.union(sign).union(word);
    }
    painter.set(plate, plate_under(words, &cx.palette));
}

/// What keeps words over the picture readable: the ground of the picture, nearly opaque.
fn plate_under(words: Rect, palette: &Palette) -> egui::Shape {
    let ground = color32(palette.ground.alpha(0.85));
    egui::Shape::rect_filled(words.expand2(vec2(6.0, 2.0)), 4.0, ground)
}
