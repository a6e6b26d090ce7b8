//! A large network on the screen: the ground by the graphics card where it can be used, what is lit
//! and the names on top.

use std::sync::Arc;

use eframe::egui::{Painter, Rect};

use super::gpu::{Bytes, Frame, bundle_bytes, link_bytes, node_bytes, seen_bytes};
use super::{ViewContext, paint};
use crate::scene::{
    Camera, Ground, LargeNetwork, NetworkModel, NetworkStyle, Palette, large_network_scene,
};

/// The most shapes of the ground where the card cannot be used.
const MOST_SHAPES: usize = 8_000;

/// What is prepared of a large network, with what it was made from.
#[derive(Debug, Default)]
pub struct LargePicture {
    prepared: Option<(Arc<NetworkModel>, Arc<LargeNetwork>)>,
    ground: Option<Uploads>,
    seen: Option<(SeenKey, Bytes)>,
}

type SeenKey = (usize, bool, [u32; 5]);

#[derive(Clone, Debug)]
struct Uploads {
    large: Arc<LargeNetwork>,
    dark: bool,
    nodes: Bytes,
    banks: Bytes,
    bundles: Bytes,
    links: Option<Bytes>,
}

impl LargePicture {
    /// The preparation of a network; `None` for one that is small enough to draw whole.
    pub fn prepared(&mut self, model: &Arc<NetworkModel>) -> Option<Arc<LargeNetwork>> {
        if !LargeNetwork::is_wanted(model) {
            self.prepared = None;
            self.ground = None;
            return None;
        }
        match &self.prepared {
            Some((known, large)) if Arc::ptr_eq(known, model) => Some(large.clone()),
            _ => {
                let large = Arc::new(LargeNetwork::new(model));
                self.prepared = Some((model.clone(), large.clone()));
                Some(large)
            }
        }
    }

    /// Takes a preparation that was made in the background.
    pub fn prepare(&mut self, model: Arc<NetworkModel>, large: Arc<LargeNetwork>) {
        self.prepared = Some((model, large));
    }

    fn uploads(
        &mut self,
        model: &NetworkModel,
        large: &Arc<LargeNetwork>,
        palette: &Palette,
        takes_all: bool,
    ) -> Uploads {
        match &self.ground {
            Some(known) if Arc::ptr_eq(&known.large, large) && known.dark == palette.dark => {
                known.clone()
            }
            _ => {
                let uploads = Uploads {
                    large: large.clone(),
                    dark: palette.dark,
                    nodes: node_bytes(model, large, palette, false),
                    banks: node_bytes(model, large, palette, true),
                    bundles: bundle_bytes(large, palette),
                    links: takes_all.then(|| link_bytes(model, palette)),
                };
                self.ground = Some(uploads.clone());
                uploads
            }
        }
    }

    /// The links that are seen, gathered anew where the camera has moved.
    fn seen(
        &mut self,
        model: &NetworkModel,
        large: &Arc<LargeNetwork>,
        camera: Camera,
        size: [f32; 2],
        palette: &Palette,
    ) -> Bytes {
        let place = [camera.center[0], camera.center[1], camera.zoom, size[0], size[1]];
        let key = (Arc::as_ptr(large) as usize, palette.dark, place.map(f32::to_bits));
        match &self.seen {
            Some((known, bytes)) if *known == key => bytes.clone(),
            _ => {
                let bytes = seen_bytes(model, large, camera, size, palette);
                self.seen = Some((key, bytes.clone()));
                bytes
            }
        }
    }
}

/// Paints a large network into a pane.
pub fn paint_large(
    cx: &mut ViewContext<'_>,
    painter: &Painter,
    rect: Rect,
    model: &NetworkModel,
    large: &Arc<LargeNetwork>,
    camera: Camera,
    style: &NetworkStyle,
) {
    let size = [rect.width(), rect.height()];
    let Some(power) = cx.local.power else {
        let ground = Ground::Shapes(MOST_SHAPES);
        let scene = large_network_scene(cx.book(), model, large, camera, size, style, ground);
        paint::scene(painter, rect.min, &scene);
        return;
    };
    let palette = cx.palette;
    let takes_all = power.takes_all(model.links.len());
    let uploads = cx.local.large.uploads(model, large, &palette, takes_all);
    let budget = if takes_all { power.links.min(60_000) } else { power.links };
    let nearness = large.nearness(camera, size, model.links.len(), budget);
    let links = match uploads.links {
        Some(links) => links,
        None if nearness > 0.0 => cx.local.large.seen(model, large, camera, size, &palette),
        None => Bytes::default(),
    };
    let is_lit = style.hover.is_some() || style.selected.is_some();
    let frame = Frame {
        nodes: uploads.nodes,
        banks: uploads.banks,
        bundles: uploads.bundles,
        links,
        camera,
        nearness,
        opacity: if is_lit { 0.55 } else { 1.0 },
    };
    painter.add(frame.shape(rect));
    let scene = large_network_scene(cx.book(), model, large, camera, size, style, Ground::Card);
    paint::scene(painter, rect.min, &scene);
}
