//! A large network on the screen: the ground by the graphics card where it can be used, what is lit
//! and the names on top.

use std::sync::Arc;

use eframe::egui::{Painter, Rect};

use super::gpu::{Bytes, Frame, bundle_bytes, link_bytes, node_bytes, seen_bytes};
use super::{ViewContext, paint};
use crate::scene::{
    Camera, Ground, LargeNetwork, LinkBudget, NetworkModel, NetworkStyle, Palette, count,
    large_network_scene,
};

/// The most shapes of the ground where the card cannot be used.
const MOST_SHAPES: usize = 8_000;

/// What is prepared of a large network, with what it was made from.
#[derive(Debug, Default)]
pub struct LargePicture {
    prepared: Option<(Arc<NetworkModel>, Arc<LargeNetwork>)>,
    ground: Option<Uploads>,
    seen: Option<(SeenKey, Bytes, [usize; 2])>,
    drawn: Drawn,
}

/// What of the links of a network is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drawn {
    /// Each of them.
    #[default]
    All,
    /// Single links: how many of how many in sight.
    Near([usize; 2]),
    /// Bundles: how many, and for how many links they stand.
    Far([usize; 2]),
}

impl Drawn {
    fn near(counts: [usize; 2]) -> Self {
        if counts[0] < counts[1] { Self::Near(counts) } else { Self::All }
    }

    fn far(large: &LargeNetwork) -> Self {
        Self::Far([large.bundles.len(), large.bundled()])
    }
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
            self.seen = None;
            self.drawn = Drawn::All;
            return None;
        }
        match &self.prepared {
            Some((known, large)) if Arc::ptr_eq(known, model) => Some(large.clone()),
            _ => {
                let large = Arc::new(LargeNetwork::new(model));
                self.seen = None;
                self.prepared = Some((model.clone(), large.clone()));
                Some(large)
            }
        }
    }

    /// What of the links the last frame drew.
    pub const fn drawn(&self) -> Drawn {
        self.drawn
    }

    /// Takes a preparation that was made in the background.
    pub fn prepare(&mut self, model: Arc<NetworkModel>, large: Arc<LargeNetwork>) {
        self.seen = None;
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
    ) -> (Bytes, [usize; 2]) {
        let place = [camera.center[0], camera.center[1], camera.zoom, size[0], size[1]];
        let key = (Arc::as_ptr(large) as usize, palette.dark, place.map(f32::to_bits));
        match &self.seen {
            Some((known, bytes, counts)) if *known == key => (bytes.clone(), *counts),
            _ => {
                let (bytes, counts) = seen_bytes(model, large, camera, size, palette);
                self.seen = Some((key, bytes.clone(), counts));
                (bytes, counts)
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
        let (near, budget) = (MOST_SHAPES / 2, LinkBudget::of_links(MOST_SHAPES / 2));
        cx.local.large.drawn = if large.nearness(camera, size, model.links.len(), near) < 0.5 {
            Drawn::far(large)
        } else {
            let seen = large.links_seen(model, camera, size, budget);
            Drawn::near([seen.drawn.len(), seen.in_sight])
        };
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
    let (links, near) = match uploads.links {
        Some(links) => (links, Drawn::All),
        None if nearness > 0.0 => {
            let (bytes, counts) = cx.local.large.seen(model, large, camera, size, &palette);
            (bytes, Drawn::near(counts))
        }
        None => (Bytes::default(), Drawn::All),
    };
    cx.local.large.drawn = if nearness < 0.5 { Drawn::far(large) } else { near };
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

/// How many of the links are drawn as such, where not all are.
pub fn drawn_words(cx: &ViewContext<'_>) -> Option<String> {
    let (key, counts) = match cx.local.large.drawn() {
        Drawn::All => return None,
        Drawn::Near(counts) => ("network.drawn_near", counts),
        Drawn::Far(counts) => ("network.drawn_far", counts),
    };
    Some(cx.tr_with(key, &[&count(counts[0]), &count(counts[1])]))
}
