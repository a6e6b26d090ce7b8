//! Arbitrary bytes are a cache of a book, or none: what opens can be looked at and computed with.
//!
//! The bytes are tried as they are, and as changes to a whole cache whose hashes are not looked at.
#![no_main]

#[path = "../changes.rs"]
mod changes;

use std::sync::LazyLock;

use changes::changed;
use libfuzzer_sys::fuzz_target;
use syndiscope::jobs::{Cache, Stop, open_book, open_cache, open_unchecked_cache};
use syndiscope::query::{Chosen, Filter};
use syndiscope::stats::{Criteria, League, Sizes};

const BOOK: &[u8] = include_bytes!("../../tests/books/league_example.json");

/// A whole cache.
static WHOLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let (book, aside) = (folder.path().join("book.json"), folder.path().join("aside"));
    std::fs::write(&book, BOOK).expect("a book");
    let cache = Cache { least: Some(0), folder: Some(aside) };
    let opened = open_book(&book, "book", &mut |_| {}, &Stop::default(), &cache);
    let opened = opened.expect("a file").expect("a book").with_columns_of_large();
    assert!(opened.store(&cache));
    std::fs::read(folder.path().join(".book.json.syndiscope")).expect("a cache")
});

fuzz_target!(|bytes: &[u8]| {
    assert!(open_cache(bytes.to_vec()).is_none());
    let Some((book, index)) = open_unchecked_cache(changed(&WHOLE, bytes)) else { return };
    let chosen = Chosen::new(&index, &Filter::default());
    Sizes::new(&index, &chosen);
    League::new(&index, &chosen, &Criteria::default());
    for (_, deal) in book.deals_with_ids() {
        assert!(book.issuers().len() > deal.issuer.index());
    }
    assert_eq!(book.problems().count(), book.problems().len());
});
