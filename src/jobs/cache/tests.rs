//! Laws of the cache: what was put aside is the same, and any bytes are a book or no cache.

use proptest::prelude::*;

use super::super::{Stop, open_book};
use super::*;
use crate::book::BookReader;
use crate::generate::Market;
use crate::index::Parents;
use crate::model::DealId;

/// A cache of every file, however small.
fn every() -> Cache {
    Cache { least: Some(0), folder: None }
}

/// Opens a file twice: read anew and put aside, then as it was put aside.
fn twice(text: &str, cache: &Cache) -> [(Arc<DealBook>, Arc<Index>); 2] {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.ndjson");
    fs::write(&path, text).unwrap();
    let open =
        |name: &str| open_book(&path, name, &mut |_| {}, &Stop::default(), cache).unwrap().unwrap();
    let first = open("book.ndjson").with_columns_of_large();
    assert!(first.is_to_store() && first.store(cache));
    let second = open("book.ndjson");
    assert!(!second.is_to_store());
    [first, second].map(|opened| (opened.book, opened.index.unwrap()))
}

fn check_same(text: &str) {
    let [(first, columns), (second, stored)] = twice(text, &every());
    assert_eq!(first.revision(), second.revision());
    assert_eq!(first.source(), second.source());
    assert_eq!(first.deals(), second.deals());
    assert_eq!(first.issuers(), second.issuers());
    assert_eq!((first.banks(), first.groups()), (second.banks(), second.groups()));
    assert!(first.problems().eq(second.problems()));
    assert_eq!(first.totals(), second.totals());
    assert_eq!(first.problem_counts(), second.problem_counts());
    for (deal_id, deal) in first.deals_with_ids() {
        assert_eq!(second.find(&deal.key), Some(deal_id));
        assert_eq!(first.accounts_of(deal_id), second.accounts_of(deal_id));
    }
    assert_eq!(columns, stored);
    assert_eq!(credited_lists(&columns), credited_lists(&stored));
    assert_eq!(second.source().to_book_text(), first.source().to_book_text());
}

fn market(deals: usize) -> String {
    let market = Market::new(deals, 7);
    let mut text = String::new();
    (0..deals).for_each(|number| market.write_deal(number, &mut text));
    text
}

const ODD: &str = r#"{"id":"a","issuer":{"name":"X","group":"UBS"},"amount":100,"currency":"USD","syndicate":[{"bank":null},{"bank":"瑞银"}]}
{"id":"a","issuer":"X","same_as":"nobody","priced":"2024-02-01","market":"CB"}
{"issuer":"Y","same_as":"a","guarantor":"HSBC","tranches":[{"currency":"CNH","amount":5,"fx_usd":0.14,"gross_spread_pct":1.5,"exchanged":2}]}
not a record
{"id":"b","syndicate":[{"bank":"No Such Bank","roles":["joint_bookrunner"],"tranches":["USD"],"allotment":7}],"tranches":[{"currency":"USD","amount":9},{"currency":"JPY","amount":9}]}
"#;

#[test]
fn a_book_that_was_put_aside_is_the_same() {
    check_same(ODD);
    check_same(&format!("[{}]", market(40).trim().replace('\n', ",")));
    check_same(&format!("{}{ODD}{}", market(700), market(5)));
    check_same(r#"{"syndiscope":1,"title":"T","more":[1],"deals":[{"id":"x","issuer":"Y"}]}"#);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_a_book_holds_it_is_the_same_when_it_was_put_aside(
        changes in proptest::collection::vec(
            (0..2_000_usize, 0_usize..40, r#"[-a-z0-9.\[\]{}",: \n快]{0,9}|"[a-z_]{0,9}":|null|\PC{0,3}"#),
            0..6,
        ),
    ) {
        let mut text = format!("{}{ODD}", market(2));
        for (at, length, new) in changes {
            let floor = |at: usize| text.floor_char_boundary(at.min(text.len()));
            let range = floor(at)..floor(at + length);
            text.replace_range(range, &new);
        }
        check_same(&text);
    }
}

#[test]
fn a_file_that_changed_is_read_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.ndjson");
    let cache = every();
    let open = || {
        let opened = open_book(&path, "b", &mut |_| {}, &Stop::default(), &cache);
        let opened = opened.unwrap().unwrap().with_columns_of_large();
        (opened.store(&cache), opened.book.deals().len())
    };
    fs::write(&path, ODD).unwrap();
    assert_eq!((open(), open()), ((true, 4), (false, 4)));
    fs::write(&path, ODD.replacen("\"X\"", "\"Z\"", 1)).unwrap();
    assert_eq!((open(), open()), ((true, 4), (false, 4)));
    fs::write(&path, market(9)).unwrap();
    assert_eq!((open(), open()), ((true, 9), (false, 9)));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "the book and its cache");
    let none = open_book(&path, "b", &mut |_| {}, &Stop::default(), &Cache::none()).unwrap();
    assert!(!none.unwrap().is_to_store());
}

#[cfg(unix)]
#[test]
fn who_may_not_read_a_book_may_not_read_its_cache() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.ndjson");
    fs::write(&path, ODD).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let opened = open_book(&path, "b", &mut |_| {}, &Stop::default(), &every());
    assert!(opened.unwrap().unwrap().with_columns_of_large().store(&every()));
    let cache = fs::metadata(folder.path().join(".book.ndjson.syndiscope")).unwrap();
    assert_eq!(cache.permissions().mode() & 0o777, 0o640);
}

#[test]
fn a_file_that_changes_while_it_is_read_is_not_put_aside() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.ndjson");
    fs::write(&path, ODD).unwrap();
    let cache = every();
    let opened = open_book(&path, "b", &mut |_| {}, &Stop::default(), &cache);
    let opened = opened.unwrap().unwrap().with_columns_of_large();
    fs::write(&path, market(3)).unwrap();
    assert!(!opened.store(&cache));
}

#[test]
fn the_folder_of_a_person_serves_where_a_book_stands_in_none_to_write_to() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let path = folders[0].path().join("book.ndjson");
    fs::write(&path, ODD).unwrap();
    // A folder in the place of the file: nothing can be written there, whoever asks.
    fs::create_dir(folders[0].path().join(".book.ndjson.syndiscope")).unwrap();
    let cache = Cache { least: Some(0), folder: Some(folders[1].path().to_owned()) };
    let open = || open_book(&path, "b", &mut |_| {}, &Stop::default(), &cache);
    assert!(open().unwrap().unwrap().with_columns_of_large().store(&cache));
    assert_eq!(fs::read_dir(folders[1].path()).unwrap().count(), 1);
    assert!(open().unwrap().unwrap().index.is_some());
}

fn stored(text: &str) -> Vec<u8> {
    let book = BookReader::read(text.as_bytes(), "t").finish();
    let index = Index::build(&book, Parents::Today);
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("cache");
    let stamp = Stamp { size: 0, times: [0; 2], samples: 0 };
    let allowed = fs::metadata(folder.path()).unwrap().permissions();
    write(&place, stamp, &book, &index, allowed).unwrap();
    fs::read(&place).unwrap()
}

/// Looks at everything a book holds.
fn look_at(book: &DealBook, index: &Index) {
    assert_eq!(index.deals().day.len(), book.deals().len());
    assert_eq!(index.members().bank.len(), index.members().roles.len());
    for at in 0..book.deals().len() {
        let deal_id = DealId::new(at);
        assert!(book.issuers().len() > book.deal(deal_id).issuer.index());
        assert!(index.size_of(deal_id) <= index.seats_of(deal_id).len());
    }
    let _ = (book.problems().count(), credited_lists(index), index.credit(), index.tranches());
    book.source().to_book_text();
}

#[test]
fn any_changed_byte_is_seen() {
    let bytes = stored(&format!("{ODD}{}", market(3)));
    assert!(open_cache(bytes.clone()).is_some());
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(open_cache(changed).is_none(), "byte {at}");
    }
    assert!((0..bytes.len()).step_by(7).all(|end| open_cache(bytes[..end].to_vec()).is_none()));
}

proptest! {
    #[test]
    fn any_bytes_are_a_book_or_no_cache(bytes: Vec<u8>) {
        prop_assert!(open_cache(bytes).is_none());
    }

    #[test]
    fn a_cache_that_makes_no_sense_never_panics(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = stored(ODD);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some((book, index)) = open_unchecked_cache(bytes) {
            look_at(&book, &index);
        }
    }
}
