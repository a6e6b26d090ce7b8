//! Large networks on the graphics card: one instance a node and a link, uploaded when they change.

use std::sync::Arc;

use eframe::egui::{Rect, Shape};
use eframe::egui_wgpu::{
    Callback, CallbackResources, CallbackTrait, RenderState, ScreenDescriptor,
};
use eframe::wgpu;

use crate::graph::Node;
use crate::scene::{
    Camera, Color, LargeNetwork, LinkBudget, NetworkModel, Palette, bundle_look, link_look,
    node_color,
};

/// Bytes of an instance of a node: place, radius, colour.
const NODE_BYTES: usize = 16;
/// Bytes of an instance of a link: two places, width, colour.
const LINK_BYTES: usize = 24;
/// Bytes of the globals.
const GLOBAL_BYTES: u64 = 48;
/// The most links that a software rasteriser is given in one frame.
const SOFTWARE_LINKS: usize = 12_000;
/// How many square points they cover at the most: about as much as the rest of the window costs.
const SOFTWARE_INK: f32 = 1_200_000.0;
/// The most links that a graphics card is given in one frame.
const HARDWARE_LINKS: usize = 2_500_000;

/// Instances as bytes for the card; another address means other content.
pub type Bytes = Arc<Vec<u8>>;

/// The banks of a network, or its other nodes, the important on top.
pub fn node_bytes(
    model: &NetworkModel,
    large: &LargeNetwork,
    palette: &Palette,
    banks: bool,
) -> Bytes {
    let mut bytes = Vec::with_capacity(large.order.len() * NODE_BYTES);
    let is_bank = |at: usize| matches!(model.nodes[at].node, Node::Group(_) | Node::Unnamed(_));
    for at in large.order.iter().rev().filter(|at| is_bank(**at as usize) == banks) {
        let Some(node) = model.nodes.get(*at as usize) else { continue };
        push_floats(&mut bytes, &[node.at[0], node.at[1], node.radius]);
        bytes.extend(node_color(palette, node).0);
    }
    bytes.into()
}

/// The bundles of a network.
pub fn bundle_bytes(large: &LargeNetwork, palette: &Palette) -> Bytes {
    let mut bytes = Vec::with_capacity(large.bundles.len() * LINK_BYTES);
    for bundle in &large.bundles {
        let (width, opacity) = bundle_look(bundle.links);
        let color = palette.tier(bundle.tier).alpha(opacity);
        push_link(&mut bytes, bundle.from, bundle.to, width, color);
    }
    bytes.into()
}

/// Every link, the highest tier last and so on top.
pub fn link_bytes(model: &NetworkModel, palette: &Palette) -> Bytes {
    let mut bytes = Vec::with_capacity(model.links.len().min(HARDWARE_LINKS) * LINK_BYTES);
    for link in model.links.iter().take(HARDWARE_LINKS) {
        push_placed(&mut bytes, model, link, model.links.len(), palette);
    }
    bytes.into()
}

/// The links that are seen, for a card that cannot be given all; how many of how many in sight.
pub fn seen_bytes(
    model: &NetworkModel,
    large: &LargeNetwork,
    camera: Camera,
    size: [f32; 2],
    palette: &Palette,
) -> (Bytes, [usize; 2]) {
    let budget = LinkBudget { links: SOFTWARE_LINKS, ink: SOFTWARE_INK, least_width: 2.0 };
    let seen = large.links_seen(model, camera, size, budget);
    let mut bytes = Vec::with_capacity(seen.drawn.len() * LINK_BYTES);
    let among = seen.among(model);
    for link in &seen.drawn {
        push_placed(&mut bytes, model, link, among, palette);
    }
    (bytes.into(), [seen.drawn.len(), seen.in_sight])
}

fn push_placed(
    bytes: &mut Vec<u8>,
    model: &NetworkModel,
    link: &crate::scene::PlacedLink,
    among: usize,
    palette: &Palette,
) {
    let (width, opacity) = link_look(link.deals, among);
    let color = palette.tier(link.tier).alpha(opacity);
    push_link(bytes, model.nodes[link.a].at, model.nodes[link.b].at, width, color);
}

fn push_floats(bytes: &mut Vec<u8>, values: &[f32]) {
    bytes.extend(values.iter().flat_map(|value| value.to_ne_bytes()));
}

fn push_link(bytes: &mut Vec<u8>, from: [f32; 2], to: [f32; 2], width: f32, color: Color) {
    push_floats(bytes, &[from[0], from[1], to[0], to[1], width]);
    bytes.extend(color.0);
}

/// What a frame draws of a large network.
pub struct Frame {
    /// The nodes that are no banks, under the links.
    pub nodes: Bytes,
    /// The banks, on top.
    pub banks: Bytes,
    /// The bundles.
    pub bundles: Bytes,
    /// The links to draw singly.
    pub links: Bytes,
    /// The camera.
    pub camera: Camera,
    /// How near it is: 0 draws bundles, 1 single links.
    pub nearness: f32,
    /// How strongly everything is drawn, 0 to 1.
    pub opacity: f32,
}

impl Frame {
    /// The shape that draws it.
    pub fn shape(self, rect: Rect) -> Shape {
        Callback::new_paint_callback(rect, Painted { frame: self, size: rect.size().into() }).into()
    }
}

/// What the card can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Power {
    /// The most links in one frame.
    pub links: usize,
    /// Whether it is no card, but a driver on the processor.
    pub is_software: bool,
}

impl Power {
    /// Whether every link of a network can be given to it at once.
    pub const fn takes_all(self, links: usize) -> bool {
        !self.is_software && links <= self.links
    }
}

/// Puts pipelines beside egui's own, and says what the card can do.
pub fn install(state: &RenderState) -> Power {
    let drawer = Drawer::new(&state.device, state.target_format);
    state.renderer.write().callback_resources.insert(drawer);
    let is_software = state.adapter.get_info().device_type == wgpu::DeviceType::Cpu;
    Power { links: if is_software { SOFTWARE_LINKS } else { HARDWARE_LINKS }, is_software }
}

/// Pipelines and buffers, kept beside egui's own.
struct Drawer {
    nodes: wgpu::RenderPipeline,
    links: wgpu::RenderPipeline,
    bundles: wgpu::RenderPipeline,
    globals: wgpu::Buffer,
    group: wgpu::BindGroup,
    is_linear: bool,
    node_buffer: Held,
    bank_buffer: Held,
    bundle_buffer: Held,
    link_buffer: Held,
}

/// A buffer with the content it holds.
#[derive(Default)]
struct Held {
    content: Bytes,
    buffer: Option<wgpu::Buffer>,
    bytes: u64,
}

impl Held {
    /// Uploads the content unless it is what the buffer holds.
    fn hold(&mut self, device: &wgpu::Device, queue: &wgpu::Queue, content: &Bytes) {
        if Arc::ptr_eq(&self.content, content) {
            return;
        }
        self.content = content.clone();
        let wanted = content.len().max(LINK_BYTES) as u64;
        let fits = self.buffer.as_ref().is_some_and(|buffer| buffer.size() >= wanted);
        if !fits {
            let room = wanted.next_multiple_of(4_096);
            self.buffer = Some(device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("network"),
                size: room.min(device.limits().max_buffer_size),
                usage: wgpu::BufferUsages::VERTEX | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            }));
        }
        if let Some(buffer) = &self.buffer {
            let most = usize::try_from(buffer.size()).unwrap_or(usize::MAX);
            let content = &content[..content.len().min(most - most % LINK_BYTES)];
            queue.write_buffer(buffer, 0, content);
            self.bytes = content.len() as u64;
        }
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'static>, stride: usize) {
        let count = u32::try_from(self.bytes / stride as u64).unwrap_or(u32::MAX);
        if let Some(buffer) = self.buffer.as_ref().filter(|_| count > 0) {
            pass.set_vertex_buffer(0, buffer.slice(..));
            pass.draw(0..6, 0..count);
        }
    }
}

const NODE_ATTRIBUTES: [wgpu::VertexAttribute; 3] =
    wgpu::vertex_attr_array![0 => Float32x2, 1 => Float32, 2 => Unorm8x4];
const LINK_ATTRIBUTES: [wgpu::VertexAttribute; 4] =
    wgpu::vertex_attr_array![0 => Float32x2, 1 => Float32x2, 2 => Float32, 3 => Unorm8x4];

impl Drawer {
    fn new(device: &wgpu::Device, format: wgpu::TextureFormat) -> Self {
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("network"),
            source: wgpu::ShaderSource::Wgsl(
                include_str!("../../assets/shaders/network.wgsl").into(),
            ),
        });
        let group_layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("network"),
            entries: &[wgpu::BindGroupLayoutEntry {
                binding: 0,
                visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
                ty: wgpu::BindingType::Buffer {
                    ty: wgpu::BufferBindingType::Uniform,
                    has_dynamic_offset: false,
                    min_binding_size: None,
                },
                count: None,
            }],
        });
        let globals = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("network globals"),
            size: GLOBAL_BYTES,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("network"),
            layout: &group_layout,
            entries: &[wgpu::BindGroupEntry { binding: 0, resource: globals.as_entire_binding() }],
        });
        let parts = Parts { device, module: &module, group: &group_layout, format };
        Self {
            nodes: parts.pipeline("node_vertex", "node_fragment", NODE_BYTES, &NODE_ATTRIBUTES),
            links: parts.pipeline("link_vertex", "link_fragment", LINK_BYTES, &LINK_ATTRIBUTES),
            bundles: parts.pipeline("bundle_vertex", "link_fragment", LINK_BYTES, &LINK_ATTRIBUTES),
            globals,
            group,
            is_linear: format.is_srgb(),
            node_buffer: Held::default(),
            bank_buffer: Held::default(),
            bundle_buffer: Held::default(),
            link_buffer: Held::default(),
        }
    }
}

struct Parts<'a> {
    device: &'a wgpu::Device,
    module: &'a wgpu::ShaderModule,
    group: &'a wgpu::BindGroupLayout,
    format: wgpu::TextureFormat,
}

impl Parts<'_> {
    fn pipeline(
        &self,
        vertex: &str,
        fragment: &str,
        stride: usize,
        attributes: &[wgpu::VertexAttribute],
    ) -> wgpu::RenderPipeline {
        let layout = self.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("network"),
            bind_group_layouts: &[Some(self.group)],
            ..wgpu::PipelineLayoutDescriptor::default()
        });
        self.device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some("network"),
            layout: Some(&layout),
            vertex: wgpu::VertexState {
                module: self.module,
                entry_point: Some(vertex),
                buffers: &[Some(wgpu::VertexBufferLayout {
                    array_stride: stride as u64,
                    step_mode: wgpu::VertexStepMode::Instance,
                    attributes,
                })],
                compilation_options: wgpu::PipelineCompilationOptions::default(),
            },
            primitive: wgpu::PrimitiveState::default(),
            depth_stencil: None,
            multisample: wgpu::MultisampleState::default(),
            fragment: Some(wgpu::FragmentState {
                module: self.module,
                entry_point: Some(fragment),
                targets: &[Some(wgpu::ColorTargetState {
                    format: self.format,
                    blend: Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING),
                    write_mask: wgpu::ColorWrites::ALL,
                })],
                compilation_options: wgpu::PipelineCompilationOptions::default(),
            }),
            multiview_mask: None,
            cache: None,
        })
    }
}

struct Painted {
    frame: Frame,
    size: [f32; 2],
}

impl Painted {
    fn globals(&self, pixels_per_point: f32, is_linear: bool) -> Vec<u8> {
        let Frame { camera, nearness, opacity, .. } = &self.frame;
        let mut bytes = Vec::with_capacity(48);
        push_floats(
            &mut bytes,
            &[
                camera.center[0],
                camera.center[1],
                self.size[0],
                self.size[1],
                camera.zoom,
                pixels_per_point,
                *opacity,
                *nearness * *opacity,
                (1.0 - *nearness) * *opacity,
                f32::from(u8::from(is_linear)),
                0.0,
                0.0,
            ],
        );
        bytes
    }
}

impl CallbackTrait for Painted {
    fn prepare(
        &self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        screen: &ScreenDescriptor,
        _: &mut wgpu::CommandEncoder,
        resources: &mut CallbackResources,
    ) -> Vec<wgpu::CommandBuffer> {
        let Some(drawer) = resources.get_mut::<Drawer>() else { return Vec::new() };
        let globals = self.globals(screen.pixels_per_point, drawer.is_linear);
        queue.write_buffer(&drawer.globals, 0, &globals);
        drawer.node_buffer.hold(device, queue, &self.frame.nodes);
        drawer.bank_buffer.hold(device, queue, &self.frame.banks);
        drawer.bundle_buffer.hold(device, queue, &self.frame.bundles);
        drawer.link_buffer.hold(device, queue, &self.frame.links);
        Vec::new()
    }

    fn paint(
        &self,
        _: eframe::egui::PaintCallbackInfo,
        pass: &mut wgpu::RenderPass<'static>,
        resources: &CallbackResources,
    ) {
        let Some(drawer) = resources.get::<Drawer>() else { return };
        pass.set_bind_group(0, &drawer.group, &[]);
        pass.set_pipeline(&drawer.nodes);
        drawer.node_buffer.draw(pass, NODE_BYTES);
        if self.frame.nearness < 1.0 {
            pass.set_pipeline(&drawer.bundles);
            drawer.bundle_buffer.draw(pass, LINK_BYTES);
        }
        if self.frame.nearness > 0.0 {
            pass.set_pipeline(&drawer.links);
            drawer.link_buffer.draw(pass, LINK_BYTES);
        }
        pass.set_pipeline(&drawer.nodes);
        drawer.bank_buffer.draw(pass, NODE_BYTES);
    }
}
