//! `generate`: a made-up market, streamed.

use std::io::Write;
use std::path::Path;

use rayon::prelude::*;

use super::args::GenerateArgs;
use super::{CliError, Exit, Streams};
use crate::generate::Market;
use crate::jobs::write_streamed;

/// How many deals one thread writes at a time.
const BLOCK: usize = 1_000;
/// How many blocks are held in memory.
const BLOCKS: usize = 16;

pub(super) fn run(args: &GenerateArgs, streams: &mut Streams<'_>) -> Result<Exit, CliError> {
    let market = Market::new(args.deals as usize, args.seed);
    if args.output == Path::new("-") {
        stream(&market, streams.out)?;
        return Ok(Exit::Done);
    }
    write_streamed(&args.output, |file| stream(&market, file))?;
    let (deals, path) = (market.len(), args.output.display());
    streams.say(&format!("{deals} made-up deals written: {path}"));
    Ok(Exit::Done)
}

/// Writes the deals in order, some blocks at a time.
fn stream(market: &Market, out: &mut dyn Write) -> std::io::Result<()> {
    for first in (0..market.len()).step_by(BLOCK * BLOCKS) {
        let end = market.len().min(first + BLOCK * BLOCKS);
        let starts: Vec<usize> = (first..end).step_by(BLOCK).collect();
        let block = |start: &usize| {
            let mut text = String::with_capacity(BLOCK * 900);
            for number in *start..end.min(start + BLOCK) {
                market.write_deal(number, &mut text);
            }
            text
        };
        let texts: Vec<String> = starts.par_iter().map(block).collect();
        for text in texts {
            out.write_all(text.as_bytes())?;
        }
    }
    Ok(())
}
