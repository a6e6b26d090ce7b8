//! Arbitrary bytes are a book: it opens, it can be computed with, and saved and read again it is
//! the same. Read in pieces and left where it stands, as a large file is, it is the same too.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use syndiscope::book::{BookReader, BookSource, DealBook};
use syndiscope::graph::Network;
use syndiscope::index::{Index, Parents};
use syndiscope::query::{Chosen, Filter};
use syndiscope::stats::{Criteria, League, Sizes};

fuzz_target!(|bytes: &[u8]| {
    let source = BookSource::read(bytes, "fuzz");
    let text = source.to_book_text();
    let again = BookSource::read(text.as_bytes(), "fuzz");
    assert_eq!(again.to_book_text(), text);
    assert_eq!(again.rows(), source.rows());

    let mut reader = BookReader::new("fuzz").on_shelf(Arc::new(bytes.to_vec()));
    let (mut done, mut end) = (0, 64);
    while end < bytes.len() {
        done += reader.take(&bytes[done..end], false);
        end += 64;
    }
    reader.take(&bytes[done..], true);
    let in_pieces = reader.finish();

    let book = DealBook::build(source.into());
    if in_pieces.deals().len() == book.deals().len() {
        assert_eq!(in_pieces.deals(), book.deals());
        assert_eq!(in_pieces.source().to_book_text(), text);
    }
    let index = Index::build(&book, Parents::AtDeal);
    Network::build(&book, &index);
    let chosen = Chosen::new(&index, &Filter::default());
    Sizes::new(&index, &chosen);
    let league = League::new(&index, &chosen, &Criteria::default());
    let credits: i128 = league.rows.iter().map(|row| row.value.0).sum();
    assert_eq!(credits + league.unnamed.0 + league.unallocated.0, league.market_value.0);
});
