//! The arguments of every command.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::league_args::{LeagueArgs, choices};
use super::measures::MeasuresArgs;
use crate::state::PictureId;
use crate::words::Lang;

/// The words at the foot of `--help`.
const AFTER: &str = "\
Without BOOK the embedded book is meant; `-` reads standard input. A BOOK is a JSON array, one \
record a line, or a book object, each also packed with gzip; several are taken together.
Exit status: 0 done, 1 problems found, 2 could not.";

/// Explore underwriting syndicates: who brought which issuer to market, in which role.
///
/// Without a command the window opens.
#[derive(Debug, Parser)]
#[command(name = "syndiscope", version, after_help = AFTER)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// The book to open in the window.
    pub(super) book: Option<PathBuf>,
    /// Read every book from its own file, and put no large one aside for the next time.
    #[arg(long, global = true)]
    pub(super) no_cache: bool,
}

/// A command.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// How much a book holds: deals, tranches, roles, banks, problems, value.
    Summary(SummaryArgs),
    /// List every problem of a book; exit status 1 if any is an error.
    Check(CheckArgs),
    /// List deals.
    Deals(DealsArgs),
    /// Rank banks by credit.
    League(Box<LeagueArgs>),
    /// Measure who is central in the network.
    Measures(MeasuresArgs),
    /// Draw a picture.
    Render(RenderArgs),
    /// Write books as one book, one record a line, a table, or a graph of issuers and banks.
    Convert(ConvertArgs),
    /// Write a made-up market of any size, for benchmarks.
    Generate(GenerateArgs),
    /// Read an announcement: the deals it tells of, with the words each fact rests on.
    Read(ReadArgs),
}

/// Arguments of `summary`.
#[derive(Debug, clap::Args)]
pub(super) struct SummaryArgs {
    /// The books; several are taken together.
    #[arg(value_name = "BOOK")]
    pub(super) books: Vec<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: TextFormat,
}

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// The books; several are taken together.
    #[arg(value_name = "BOOK")]
    pub(super) books: Vec<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: TextFormat,
    /// The language of the sentences.
    #[arg(long, value_enum, default_value_t)]
    pub(super) lang: LangArg,
}

/// Arguments of `deals`.
#[derive(Debug, clap::Args)]
pub(super) struct DealsArgs {
    /// The books; several are taken together.
    #[arg(value_name = "BOOK")]
    pub(super) books: Vec<PathBuf>,
    /// Only deals that pass this filter, such as `market:DCM bank:UBS date:2024..`.
    #[arg(long = "where", value_name = "FILTER", default_value = "")]
    pub(super) filter: String,
    /// How to print; `json` and `ndjson` print the records themselves.
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: DealsFormat,
}

/// Arguments of `render`.
#[derive(Debug, clap::Args)]
pub(super) struct RenderArgs {
    /// The books; several are taken together.
    #[arg(value_name = "BOOK")]
    pub(super) books: Vec<PathBuf>,
    /// What to draw.
    #[arg(long, value_parser = choices(&PictureId::ALL, PictureId::code))]
    pub(super) view: PictureId,
    /// The bank of `bank-roles`, by any of its names.
    #[arg(long, value_name = "BANK")]
    pub(super) bank: Option<String>,
    /// Read rules, filter and parents from a saved card; `--where` goes before its filter.
    #[arg(long, value_name = "FILE")]
    pub(super) criteria: Option<PathBuf>,
    /// Only deals that pass this filter.
    #[arg(long = "where", value_name = "FILTER")]
    pub(super) filter: Option<String>,
    /// Draw `network` with its nodes where this GEXF or GraphML file places them.
    #[arg(long, value_name = "FILE")]
    pub(super) places: Option<PathBuf>,
    /// Width and height in pixels.
    #[arg(long, value_name = "WxH", default_value = "1440x900", value_parser = size)]
    pub(super) size: [f32; 2],
    /// The colours.
    #[arg(long, value_enum, default_value_t)]
    pub(super) theme: ThemeArg,
    /// The language.
    #[arg(long, value_enum, default_value_t)]
    pub(super) lang: LangArg,
    /// The day that the picture names as its own; today where it is not given.
    #[arg(long, value_name = "DATE")]
    pub(super) date: Option<jiff::civil::Date>,
    /// The file to write; its name ends in .svg or .png.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: PathBuf,
}

/// Arguments of `convert`.
#[derive(Debug, clap::Args)]
pub(super) struct ConvertArgs {
    /// The books; several are taken together.
    #[arg(value_name = "IN", required = true)]
    pub(super) books: Vec<PathBuf>,
    /// The file to write; its name ends in .json, .ndjson, .csv, .parquet, .gexf or
    /// .graphml.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: PathBuf,
}

/// Arguments of `generate`.
#[derive(Debug, clap::Args)]
pub(super) struct GenerateArgs {
    /// How many deals.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..=50_000_000))]
    pub(super) deals: u32,
    /// Another seed gives another market.
    #[arg(long, value_name = "S", default_value_t = 7)]
    pub(super) seed: u64,
    /// The file to write, one record a line; `-` writes to the output.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: PathBuf,
}

/// Arguments of `read`.
#[derive(Debug, clap::Args)]
pub(super) struct ReadArgs {
    /// A text, HTML or PDF file, a folder of them, or `-` for standard input.
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: ReadFormat,
    /// The language of the questions.
    #[arg(long, value_enum, default_value_t)]
    pub(super) lang: LangArg,
}

/// How a reading is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ReadFormat {
    /// A JSON array of deal records.
    #[default]
    Json,
    /// The text with its marks, then the drafts.
    Text,
}

/// For people or for programs.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum TextFormat {
    /// Lines for people.
    #[default]
    Text,
    /// JSON.
    Json,
}

/// How deals are printed.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum DealsFormat {
    /// A table for people, newest first.
    #[default]
    Text,
    /// A table for programs, in book order.
    Csv,
    /// The records as a JSON array.
    Json,
    /// The records, one a line.
    Ndjson,
}

/// How a league table is printed.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum LeagueFormat {
    /// A table for people.
    #[default]
    Text,
    /// A table for programs.
    Csv,
    /// JSON with totals.
    Json,
    /// A workbook with the rules on a sheet of their own; needs `-o`.
    Xlsx,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ThemeArg {
    /// Light.
    #[default]
    Light,
    /// Dark.
    Dark,
}

/// A language.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum LangArg {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl From<LangArg> for Lang {
    fn from(arg: LangArg) -> Self {
        match arg {
            LangArg::En => Self::En,
            LangArg::Zh => Self::Zh,
        }
    }
}

/// Reads `1440x900`; each side is 100 to 8,000.
fn size(text: &str) -> Result<[f32; 2], String> {
    let side = |part: &str| part.trim().parse::<u16>().ok().filter(|n| (100..=8000).contains(n));
    let sides = text.split_once(['x', 'X', '×']).map(|(width, height)| (side(width), side(height)));
    match sides {
        Some((Some(width), Some(height))) => Ok([f32::from(width), f32::from(height)]),
        _ => Err("write it as 1440x900, each side from 100 to 8000".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_arguments_are_sound() {
        Args::command().debug_assert();
    }

    fn check(text: &str, expected: Option<[f32; 2]>) {
        assert_eq!(size(text).ok(), expected, "{text}");
    }

    #[test]
    fn sizes_read_or_say_why() {
        check("1440x900", Some([1440.0, 900.0]));
        check("800X600", Some([800.0, 600.0]));
        check("800", None);
        check("0x600", None);
        check("99999x600", None);
    }
}
