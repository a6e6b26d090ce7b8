// Large networks: nodes as discs and squares, links as strokes, each one instance of six corners.

struct Globals {
    center: vec2<f32>,
    size: vec2<f32>,       // of the pane, in points
    zoom: f32,             // points for one unit of the world
    pixels_per_point: f32,
    node_opacity: f32,
    link_opacity: f32,
    bundle_opacity: f32,
    is_linear: f32,        // 1 where the target stores linear light
    pad: vec2<f32>,
};

@group(0) @binding(0) var<uniform> globals: Globals;

fn corner(index: u32) -> vec2<f32> {
    let x = select(-1.0, 1.0, index == 1u || index == 2u || index == 4u);
    let y = select(-1.0, 1.0, index == 2u || index == 4u || index == 5u);
    return vec2<f32>(x, y);
}

fn to_points(world: vec2<f32>) -> vec2<f32> {
    return (world - globals.center) * globals.zoom + globals.size * 0.5;
}

fn to_clip(points: vec2<f32>) -> vec4<f32> {
    let part = points / globals.size;
    return vec4<f32>(part.x * 2.0 - 1.0, 1.0 - part.y * 2.0, 0.0, 1.0);
}

fn linear_of(color: vec3<f32>) -> vec3<f32> {
    let low = color / 12.92;
    let high = pow((color + vec3<f32>(0.055)) / 1.055, vec3<f32>(2.4));
    return select(high, low, color <= vec3<f32>(0.04045));
}

fn out_color(color: vec3<f32>, alpha: f32) -> vec4<f32> {
    let shown = select(color, linear_of(color), globals.is_linear > 0.5);
    return vec4<f32>(shown * alpha, alpha);
}

struct NodeOut {
    @builtin(position) position: vec4<f32>,
    @location(0) offset: vec2<f32>,
    @location(1) @interpolate(flat) color: vec4<f32>,
    @location(2) @interpolate(flat) radius: f32,
};

@vertex
fn node_vertex(
    @builtin(vertex_index) index: u32,
    @location(0) at: vec2<f32>,
    @location(1) radius: f32,
    @location(2) color: vec4<f32>,
) -> NodeOut {
    // The radius grows slower than the zoom, as in the scene of smaller networks.
    let shown = max(radius * pow(globals.zoom, 0.72), 0.9);
    let reach = shown + 1.0;
    let offset = corner(index) * reach;
    var out: NodeOut;
    out.position = to_clip(to_points(at) + offset);
    out.offset = offset;
    out.color = color;
    out.radius = shown;
    return out;
}

@fragment
fn node_fragment(in: NodeOut) -> @location(0) vec4<f32> {
    let edge = (in.radius - length(in.offset)) * globals.pixels_per_point;
    let cover = clamp(edge + 0.5, 0.0, 1.0);
    return out_color(in.color.rgb, in.color.a * cover * globals.node_opacity);
}

struct LinkOut {
    @builtin(position) position: vec4<f32>,
    @location(0) across: f32,
    @location(1) @interpolate(flat) color: vec4<f32>,
    @location(2) @interpolate(flat) half_width: f32,
};

fn link_out(index: u32, from_at: vec2<f32>, to_at: vec2<f32>, width: f32, color: vec4<f32>, opacity: f32) -> LinkOut {
    let a = to_points(from_at);
    let b = to_points(to_at);
    let along = b - a;
    let length_points = max(length(along), 1e-4);
    let direction = along / length_points;
    let normal = vec2<f32>(-direction.y, direction.x);
    let half_width = max(width * 0.5, 0.5 / globals.pixels_per_point);
    let reach = half_width + 0.5 / globals.pixels_per_point;
    let at = corner(index);
    var out: LinkOut;
    out.position = to_clip(select(a, b, at.x > 0.0) + normal * at.y * reach);
    out.across = at.y * reach;
    out.color = vec4<f32>(color.rgb, color.a * opacity);
    out.half_width = half_width;
    return out;
}

@vertex
fn link_vertex(
    @builtin(vertex_index) index: u32,
    @location(0) from_at: vec2<f32>,
    @location(1) to_at: vec2<f32>,
    @location(2) width: f32,
    @location(3) color: vec4<f32>,
) -> LinkOut {
    return link_out(index, from_at, to_at, width, color, globals.link_opacity);
}

@vertex
fn bundle_vertex(
    @builtin(vertex_index) index: u32,
    @location(0) from_at: vec2<f32>,
    @location(1) to_at: vec2<f32>,
    @location(2) width: f32,
    @location(3) color: vec4<f32>,
) -> LinkOut {
    return link_out(index, from_at, to_at, width, color, globals.bundle_opacity);
}

@fragment
fn link_fragment(in: LinkOut) -> @location(0) vec4<f32> {
    let edge = (in.half_width - abs(in.across)) * globals.pixels_per_point;
    let cover = clamp(edge + 0.5, 0.0, 1.0);
    return out_color(in.color.rgb, in.color.a * cover);
}
