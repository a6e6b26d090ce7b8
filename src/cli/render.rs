//! `render`: a picture as SVG or PNG, drawn from the scene that the window shows.

use super::args::{RenderArgs, ThemeArg, ViewArg};
use super::{CliError, Exit, Streams, books};
use crate::book::DealBook;
use crate::jobs::write_checked;
use crate::layout::lay_out;
use crate::report::LeagueReport;
use crate::scene::{
    Camera, NetworkModel, NetworkStyle, Palette, Scene, SizesModel, layout_request, league_scene,
    network_scene, sizes_scene, stretch, stretched, to_png, to_svg,
};
use crate::state::{Derived, Names, Options, league_picture};
use crate::words::Lang;

/// Points between the outermost nodes of a network and the rim.
const MARGIN: f32 = 56.0;

/// A format of pictures.
#[derive(Clone, Copy)]
enum Format {
    Svg,
    Png,
}

pub(super) fn run(args: &RenderArgs, streams: &mut Streams<'_>) -> Result<Exit, CliError> {
    let format = format(args)?;
    let options =
        Options { lang: args.lang.into(), filter: args.filter.parse()?, ..Options::default() };
    let book = books::open(&args.books, streams)?.book;
    let derived = Derived::new(&book, &options);
    if derived.chosen.is_empty() {
        streams.say("no deal passes the filter, so the picture is empty");
    }
    let palette = Palette::of(args.theme == ThemeArg::Dark);
    let scene = match args.view {
        ViewArg::Network => network(&book, &derived, &options, palette, args.size),
        ViewArg::League => league(&book, &derived, &options, palette, args),
        ViewArg::Sizes => sizes(&book, &derived, options.lang, palette, args.size),
    };
    let bytes = match format {
        Format::Svg => to_svg(&scene).into_bytes(),
        Format::Png => to_png(&scene, 1.0).map_err(CliError::Picture)?,
    };
    write_checked(&args.output, &bytes, |_| true)?;
    let path = args.output.display();
    streams.say(&format!("the picture of {} deals was written: {path}", derived.chosen.len()));
    Ok(Exit::Done)
}

fn format(args: &RenderArgs) -> Result<Format, CliError> {
    let extension = args.output.extension().map(|end| end.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("svg") => Ok(Format::Svg),
        Some("png") => Ok(Format::Png),
        _ => Err(CliError::Extension(args.output.clone(), ".svg or .png")),
    }
}

fn network(
    book: &DealBook,
    derived: &Derived,
    options: &Options,
    palette: Palette,
    size: [f32; 2],
) -> Scene {
    let names = Names::new(book, options.lang);
    let layout = lay_out(&layout_request(book, &derived.all_links, options.projection));
    let positions = stretched(&layout.positions, stretch(&layout.positions, size));
    let model = NetworkModel::new(
        &derived.all_links,
        &derived.links,
        &positions,
        options.hidden_tiers,
        |node| names.node(node),
        |node| names.region(node),
        &|node| node.deals as f32 * 0.5,
    );
    let active = model.nodes.iter().filter(|node| node.active);
    let camera = Camera::fitting(active.map(|node| node.at), size, MARGIN);
    let lang = options.lang;
    let style = NetworkStyle { palette, lang, selected: None, hover: None, legend: true };
    network_scene(book, &model, camera, size, &style)
}

/// The league table, with what it rests on beneath.
fn league(
    book: &DealBook,
    derived: &Derived,
    options: &Options,
    palette: Palette,
    args: &RenderArgs,
) -> Scene {
    let (filter, criteria) = (&options.filter, options.criteria);
    let report = LeagueReport::new(book, &derived.index, filter, &derived.chosen, criteria);
    let source = books::source_text(book, &args.books);
    let notes = report.provenance(&source, None).lines();
    let names = Names::new(book, options.lang);
    let picture =
        league_picture(&report.league, notes, options.lang, |recipient| names.recipient(recipient));
    league_scene(&picture, args.size, palette)
}

fn sizes(
    book: &DealBook,
    derived: &Derived,
    lang: Lang,
    palette: Palette,
    size: [f32; 2],
) -> Scene {
    let names = Names::new(book, lang);
    let name = |deal_id| names.issuer(book.deal(deal_id).issuer).to_owned();
    let model = SizesModel::new(book, &derived.bars, derived.bars.len(), name);
    sizes_scene(&model, size, palette, lang, None)
}
