//! The command line as scripts meet it: the built program, its output, its exit status.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use syndiscope::state::PictureId;

const EXAMPLE: &str = "tests/books/league_example.json";
const BROKEN: &str = "tests/books/broken.ndjson";

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_syndiscope"))
}

fn run(arguments: &[&str]) -> Output {
    program().args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Runs a command that must end with a status, and gives output and words.
fn check(arguments: &[&str], status: i32) -> (String, String) {
    let output = run(arguments);
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{arguments:?}\n{out}\n{err}");
    (out, err)
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&check(arguments, 0).0).unwrap()
}

fn path_text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The league table of the worked example, whose rules shut out D4 by a floor of twelve months.
fn league(extra: &[&str]) -> Value {
    let mut arguments = vec!["league", EXAMPLE, "--min-tenor-months", "12", "--format", "json"];
    arguments.extend(extra);
    json(&arguments)
}

/// A line of the worked example: method and switches, millions of the banks A to F, their ranks,
/// market value, what nobody gets, HHI.
type Golden<'a> = (&'a [&'a str], [f64; 6], [u64; 6], f64, f64, f64);

const GOLDEN: [Golden<'_>; 9] = [
    (
        &["--credit", "full"],
        [1550., 1500., 1550., 1500., 0., 0.],
        [1, 3, 1, 3, 0, 0],
        2050.,
        0.,
        2500.67,
    ),
    (
        &["--credit", "equal"],
        [525., 500., 525., 500., 0., 0.],
        [1, 3, 1, 3, 0, 0],
        2050.,
        0.,
        2501.49,
    ),
    (
        &["--credit", "all-managers"],
        [350., 416.666_666_67, 350., 416.666_666_67, 350., 166.666_666_67],
        [3, 1, 3, 1, 3, 6],
        2050.,
        0.,
        1766.81,
    ),
    (
        &["--credit", "allotment"],
        [575., 550., 425., 400., 50., 50.],
        [1, 2, 3, 4, 5, 5],
        2050.,
        0.,
        2328.97,
    ),
    (
        &["--credit", "role-weighted"],
        [470., 500., 386.666_666_67, 416.666_666_67, 193.333_333_33, 83.333_333_33],
        [2, 1, 4, 3, 5, 6],
        2050.,
        0.,
        1994.87,
    ),
    (
        &["--self-led", "drop-deal"],
        [525., 250., 525., 250., 0., 0.],
        [1, 3, 1, 3, 0, 0],
        1550.,
        0.,
        2814.78,
    ),
    (
        &["--self-led", "drop-credit"],
        [525., 250., 525., 500., 0., 0.],
        [1, 4, 1, 3, 0, 0],
        2050.,
        250.,
        2665.90,
    ),
    (
        &["--self-led", "resplit"],
        [525., 250., 525., 750., 0., 0.],
        [2, 4, 2, 1, 0, 0],
        2050.,
        0.,
        2798.93,
    ),
    (
        &["--self-led", "drop-if-sole"],
        [525., 500., 525., 500., 0., 0.],
        [1, 3, 1, 3, 0, 0],
        2050.,
        0.,
        2501.49,
    ),
];

fn near(value: &Value, expected: f64, by: f64) -> bool {
    value.as_f64().is_some_and(|value| (value - expected).abs() < by)
}

#[test]
fn the_worked_example_to_the_cent() {
    for (extra, millions, ranks, market, unallocated, hhi) in GOLDEN {
        let table = league(extra);
        let rows = table["rows"].as_array().unwrap();
        for ((letter, millions), rank) in
            ["A", "B", "C", "D", "E", "F"].iter().zip(millions).zip(ranks)
        {
            let name = format!("Example Bank {letter}");
            let row = rows.iter().find(|row| row["bank"] == name.as_str());
            let (value, own) = row.map_or((Value::from(0.0), Value::from(0)), |row| {
                (row["value"].clone(), row["rank"].clone())
            });
            assert!(near(&value, millions * 1e6, 0.011), "{extra:?} {letter} {value}");
            assert_eq!(own, rank, "{extra:?} {letter}");
        }
        assert_eq!(table["market_value"], market * 1e6, "{extra:?}");
        assert_eq!(table["unallocated"], unallocated * 1e6, "{extra:?}");
        assert!(near(&table["hhi"], hhi, 0.005), "{extra:?} {}", table["hhi"]);
        if extra != ["--credit", "full"] {
            let sum: f64 = rows.iter().filter_map(|row| row["value"].as_f64()).sum();
            assert!((sum + unallocated * 1e6 - market * 1e6).abs() < 1e-4, "{extra:?} {sum}");
        }
        assert_eq!(table["left_out"]["short-tenor"], 1);
    }
    let table = league(&["--credit", "full"]);
    assert!(near(&table["rows"][0]["share_pct"], 75.61, 0.005));
    assert_eq!(table["sum_of_credits"], 6_100_000_000.0);
    let table = league(&[]);
    assert!(near(&table["rows"][0]["share_pct"], 25.610, 0.0005));
    assert!(near(&table["rows"][3]["share_pct"], 24.390, 0.0005));
    assert_eq!((&table["deals"], &table["sum_of_deals"]), (&3.into(), &8.into()));
    let table = league(&["--credit", "allotment"]);
    assert!(near(&table["coverage_pct"], 48.78, 0.005));
}

#[test]
fn presets_are_rules_that_arguments_change() {
    let market = |extra: &[&str]| {
        let mut arguments = vec!["league", EXAMPLE, "--format", "json"];
        arguments.extend(extra);
        json(&arguments)["market_value"].as_f64().unwrap() / 1e6
    };
    assert_eq!(market(&[]), 2250.0);
    assert_eq!(market(&["--preset", "dealogic-like"]), 2050.0);
    assert_eq!(market(&["--preset", "sdc-like"]), 2050.0);
    assert_eq!(market(&["--preset", "cmd-like"]), 2250.0);
    assert_eq!(market(&["--preset", "sdc-like", "--min-tenor-months", "0"]), 2250.0);
    assert_eq!(market(&["--min-amount", "500000000"]), 2050.0);
    assert_eq!(market(&["--min-amount", "500000001"]), 1550.0);
}

#[test]
fn a_table_in_another_currency_is_converted_deal_by_deal() {
    let table = league(&["--currency", "EUR", "--where", "currency:EUR"]);
    assert_eq!(
        (&table["currency"], &table["market_value"]),
        (&"EUR".into(), &500_000_000.0.into())
    );
    let audit = league(&["--currency", "EUR", "--audit", "Example Bank A"]);
    let lines = audit["lines"].as_array().unwrap();
    let sum: f64 = lines.iter().filter_map(|line| line["credit"].as_f64()).sum();
    assert!((sum - audit["value"].as_f64().unwrap()).abs() < 1e-4);
    assert_eq!(lines[0]["rate_source"], "ecb");
    assert_eq!(lines[1]["rate_source"], "same");
}

#[test]
fn an_audit_adds_up_to_the_cell() {
    for (extra, _, _, _, _, _) in GOLDEN {
        let table = league(extra);
        for row in table["rows"].as_array().unwrap() {
            let mut arguments = extra.to_vec();
            arguments.extend(["--audit", row["bank"].as_str().unwrap()]);
            let audit = league(&arguments);
            assert_eq!(audit["value"], row["value"], "{extra:?}");
            assert_eq!(audit["deals"], row["deals"], "{extra:?}");
            let lines = audit["lines"].as_array().unwrap();
            let sum: f64 = lines.iter().filter_map(|line| line["credit"].as_f64()).sum();
            assert!((sum - row["value"].as_f64().unwrap()).abs() < 1e-4, "{extra:?}");
        }
    }
    let dropped = league(&["--self-led", "drop-credit", "--audit", "unallocated"]);
    assert_eq!((&dropped["value"], &dropped["lines"][0]["deal"]), (&250e6.into(), &"D3".into()));
    let (text, _) = check(&["league", EXAMPLE, "--audit", "bank a"], 0);
    assert!(text.starts_with("Example Bank A: USD 525000000.00\n"), "{text}");
    assert!(text.contains("1/4 of the value") && text.contains("1.100000"), "{text}");
    let (left, _) = check(&["league", EXAMPLE, "--min-tenor-months", "12", "--left-out"], 0);
    assert!(left.contains("tenor below the floor") && left.contains("D4"), "{left}");
}

#[test]
fn ranks_are_compared_with_the_same_days_a_year_before() {
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("two_years.ndjson");
    let deal = |id: &str, priced: &str, bank: &str, amount: u32| {
        format!(
            r#"{{"id":"{id}","issuer":"x","priced":"{priced}","amount":{amount},"currency":"USD","syndicate":[{{"bank":"{bank}","group":"Example Bank {bank}","roles":["sole_bookrunner"]}}]}}"#
        )
    };
    let deals = [
        deal("a", "2023-02-01", "A", 300),
        deal("b", "2023-03-01", "B", 100),
        deal("c", "2024-02-01", "B", 600),
        deal("d", "2024-03-01", "C", 200),
        deal("e", "2023-12-01", "C", 900),
    ];
    std::fs::write(&book, deals.join("\n")).unwrap();
    let table = json(&["league", path_text(&book), "--period", "2024H1", "--format", "json"]);
    assert_eq!(table["previous"]["from"], "2023-01-01");
    let (first, second) = (&table["rows"][0], &table["rows"][1]);
    assert_eq!((&first["previous_rank"], &first["rank_change"]), (&2.into(), &1.into()));
    assert!(near(&first["share_change"], 50.0, 1e-9));
    assert_eq!((&second["previous_rank"], &second["is_new"]), (&Value::Null, &true.into()));
    assert_eq!(table["leavers"][0]["bank"], "Example Bank A");
    let (text, _) = check(&["league", path_text(&book), "--period", "2024H1"], 0);
    assert!(
        text.contains("NEW") && text.contains("no longer in the table: Example Bank A (1)"),
        "{text}"
    );
}

#[test]
fn a_league_table_can_be_narrowed() {
    let banks = |extra: &[&str]| {
        let mut arguments = vec!["league", EXAMPLE, "--min-tenor-months", "12", "--format", "csv"];
        arguments.extend(extra);
        check(&arguments, 0).0.lines().count() - 1
    };
    assert_eq!(banks(&[]), 4);
    assert_eq!(banks(&["--top", "1"]), 1);
    assert_eq!(banks(&["--by", "bank"]), 4);
    assert_eq!(banks(&["--roles", "co_manager"]), 2);
    assert_eq!(banks(&["--roles", "co_manager,joint_bookrunner"]), 6);
    assert_eq!(banks(&["--from", "2024-03"]), 2);
    assert_eq!(banks(&["--from", "2024-02", "--to", "2024-02"]), 2);
    assert_eq!(banks(&["--where", "currency:EUR"]), 2);
    assert_eq!(banks(&["--where", "currency:JPY"]), 0);
}

#[test]
fn a_league_table_goes_to_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let file = folder.path().join(name);
        let (out, err) =
            check(&["league", EXAMPLE, "--date", "2026-11-24", "-o", path_text(&file)], 0);
        assert!(out.is_empty() && err.contains(name));
        std::fs::read(&file).unwrap()
    };
    let csv = text(&write("league.csv"));
    assert!(csv.starts_with("rank,bank,value_usd,share_pct,deals,"), "{csv}");
    assert!(csv.contains("1,Example Bank A,525000000.00,23.333333,2,2,"), "{csv}");
    let origin = csv.lines().nth(1).unwrap();
    assert!(origin.contains("equal credit") && origin.contains(",2026-11-24,"), "{origin}");
    assert!(write("league.xlsx").starts_with(b"PK"));
    assert_eq!(write("league.xlsx"), write("league.xlsx"));
    let table: Value = serde_json::from_slice(&write("league.json")).unwrap();
    assert_eq!(table["date"], "2026-11-24");
}

#[test]
fn saved_rules_open_again_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let save = |name: &str, extra: &[&str]| {
        let path = file(name);
        let mut arguments = vec!["league", EXAMPLE, "--save-criteria", path_text(&path)];
        arguments.extend(extra);
        let out = check(&arguments, 0).0;
        (std::fs::read(&path).unwrap(), out)
    };
    let rules = ["--preset", "cmd-like", "--credit", "role-weighted", "--weights", "5,3,1"];
    let more = ["--where", "currency:USD,CNH", "--parents", "at-deal", "--roles", "co_manager"];
    let (first, table) = save("a.json", &[&rules[..], &more[..]].concat());
    let (second, same) = save("b.json", &["--criteria", path_text(&file("a.json"))]);
    assert_eq!(text(&first), text(&second));
    assert_eq!(table, same);
}

#[test]
fn the_toy_network_measures_exactly() {
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("toy.ndjson");
    let deal = |id: usize, banks: &str| {
        let seats = banks.chars().enumerate().map(|(at, bank)| {
            let role = if at == 0 { "sole_bookrunner" } else { "co_manager" };
            format!(r#"{{"bank":"{bank}","group":"Example Bank {bank}","roles":["{role}"]}}"#)
        });
        let seats: Vec<String> = seats.collect();
        format!(r#"{{"id":"{id}","issuer":"x{id}","syndicate":[{}]}}"#, seats.join(","))
    };
    let deals: Vec<String> =
        ["ABC", "ACD", "BE", "E"].iter().enumerate().map(|(at, banks)| deal(at, banks)).collect();
    std::fs::write(&book, deals.join("\n")).unwrap();
    let net = json(&["measures", path_text(&book), "--format", "json"]);
    assert_eq!(
        (&net["nodes"], &net["links"], &net["density"]),
        (&5.into(), &6.into(), &0.6.into())
    );
    assert!(near(&net["mean_path"], 1.5, 1e-9) && near(&net["transitivity"], 0.6, 1e-9));
    assert!(near(&net["clustering"], 0.5333, 5e-5) && near(&net["eigenvalue"], 2.6412, 5e-5));
    let expected = [
        ("A", 0.75, 3, 0, 1.0, 0.5371, 0.5908, 0.667),
        ("B", 0.75, 1, 1, 3.0, 0.4747, 0.3970, 0.333),
        ("C", 0.75, 0, 1, 1.0, 0.5371, 0.5908, 0.667),
        ("D", 0.5, 0, 1, 0.0, 0.4067, 0.3601, 1.0),
        ("E", 0.25, 0, 1, 0.0, 0.1797, 0.1210, 0.0),
    ];
    for (letter, degree, out, taken, between, eigen, weighted, clustering) in expected {
        let name = format!("Example Bank {letter}");
        let row = net["rows"].as_array().unwrap().iter().find(|row| row["name"] == name.as_str());
        let row = row.unwrap();
        assert_eq!(
            (&row["out_degree"], &row["in_degree"]),
            (&out.into(), &taken.into()),
            "{letter}"
        );
        assert!(near(&row["degree_relative"], degree, 1e-9), "{row}");
        assert!(near(&row["betweenness"], between, 1e-9), "{row}");
        assert!(near(&row["eigenvector"], eigen, 5e-5), "{row}");
        assert!(near(&row["eigenvector_weighted"], weighted, 5e-5), "{row}");
        assert!(near(&row["clustering"], clustering, 5e-4), "{row}");
    }
    let (csv, _) = check(&["measures", EXAMPLE, "--network", "issuer-bank", "--format", "csv"], 0);
    assert!(csv.starts_with("name,kind,deals,degree,") && csv.lines().count() > 6, "{csv}");
    let (text, _) = check(&["measures", "--sample", "20", "--top", "3"], 0);
    assert!(text.lines().count() == 5 && text.contains("small-world ratio"), "{text}");
}

#[test]
fn rows_read_are_rows_kept_and_rejected() {
    let summary = json(&["summary", BROKEN, "--format", "json"]);
    let number = |key: &str| summary[key].as_u64().unwrap();
    assert_eq!((number("rows"), number("kept"), number("rejected")), (8, 4, 4));
    let (listed, err) = check(&["check", BROKEN, "--format", "json"], 1);
    assert!(err.contains("8 rows read = 4 kept + 4 rejected"), "{err}");
    let problems: Vec<Value> = serde_json::from_str(&listed).unwrap();
    let lines: Vec<u64> = problems
        .iter()
        .filter(|row| row["code"] == "unreadable-record" || row["code"] == "not-a-record")
        .map(|row| row["line"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, [2, 3, 4, 8]);
}

#[test]
fn problems_read_like_a_compilers() {
    let (out, _) = check(&["check", BROKEN], 1);
    let has =
        |start: &str| assert!(out.lines().any(|line| line.starts_with(start)), "{start}\n{out}");
    has("tests/books/broken.ndjson:2 error[unreadable-record] ");
    has("tests/books/broken.ndjson:4 error[not-a-record] ");
    has("tests/books/broken.ndjson:5 market warning[unknown-market] ");
    has("tests/books/broken.ndjson:5 tranches[0].currency warning[unknown-currency] ");
    has("tests/books/broken.ndjson:5 tranches[1].amount warning[bad-amount] ");
    has("tests/books/broken.ndjson:5 syndicate[0]");
    has("tests/books/broken.ndjson:7 error[duplicate-id] ");
    assert!(out.lines().all(|line| line.starts_with("tests/books/broken.ndjson:")), "{out}");
    assert!(out.contains("(deal odd)"), "{out}");
    let (chinese, _) = check(&["check", BROKEN, "--lang", "zh"], 1);
    assert!(chinese.contains("此记录不是有效的 JSON"), "{chinese}");
}

#[test]
fn a_sound_book_checks_with_status_zero() {
    let (out, err) = check(&["check", EXAMPLE], 0);
    assert!(!out.contains("error["), "{out}");
    assert!(err.contains("4 rows read = 4 kept + 0 rejected"), "{err}");
}

#[test]
fn every_format_of_every_command_reads() {
    let (out, _) = check(&["summary", EXAMPLE], 0);
    assert!(out.contains("records read") && out.contains("2,250,000,000"), "{out}");
    let (out, err) = check(&["deals", EXAMPLE], 0);
    assert!(out.starts_with("date") && out.lines().count() == 5, "{out}");
    assert!(err.contains("4 of 4 deals"), "{err}");
    let (out, _) = check(&["deals", EXAMPLE, "--format", "csv"], 0);
    assert!(out.starts_with("id,same_as,date,issuer,") && out.lines().count() == 5, "{out}");
    assert!(out.contains(",CNH 3500000000,500000000.00,"), "{out}");
    let deals = json(&["deals", EXAMPLE, "--format", "json"]);
    assert_eq!(deals.as_array().map(Vec::len), Some(4));
    let (out, _) =
        check(&["deals", EXAMPLE, "--format", "ndjson", "--where", "bank:\"example bank f\""], 0);
    let deals: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(deals.len(), 1);
    assert_eq!(deals[0]["id"], "D1");
    let (out, _) = check(&["league", EXAMPLE], 0);
    assert!(out.contains("525.0") && out.contains("Example Bank A"), "{out}");
}

#[test]
fn what_cannot_be_done_is_said_with_status_two() {
    let fails = |arguments: &[&str], words: &str| {
        let (out, err) = check(arguments, 2);
        assert!(out.is_empty() && err.contains(words), "{arguments:?}\n{out}\n{err}");
        assert!(!err.contains("panicked"), "{err}");
    };
    fails(&["summary", "tests/books/missing.json"], "check that it exists");
    fails(&["tests/books/missing.json"], "check that it exists");
    fails(&["check", EXAMPLE, "tests/books/missing.json"], "tests/books/missing.json");
    fails(&["summary", "tests"], "tests");
    fails(&["sumary"], "did you mean `syndiscope summary`");
    fails(&["deals", EXAMPLE, "--where", "colour:red"], "“colour” is no filter");
    fails(&["deals", EXAMPLE, "--where", "bank:\"UBS"], "quotation mark");
    fails(&["league", EXAMPLE, "--roles", "boss"], "“boss” is no role");
    fails(&["league", EXAMPLE, "--from", "soon"], "“soon” is no date");
    fails(&["league", EXAMPLE, "--credit", "most"], "possible values: equal, full");
    fails(
        &["league", EXAMPLE, "--audit", "example bank"],
        "such as Example Bank A, Example Bank C",
    );
    fails(&["league", EXAMPLE, "--audit", "nobody"], "“nobody” is no bank of the table");
    fails(&["league", EXAMPLE, "--format", "xlsx"], "name one with -o");
    fails(&["league", EXAMPLE, "--period", "soon"], "“soon” is no period");
    fails(&["league", EXAMPLE, "--currency", "RMB"], "USD, EUR or CNH");
    fails(&["league", EXAMPLE, "--criteria", BROKEN], "saved rules do not read");
    fails(
        &["convert", EXAMPLE, "-o", "out.txt"],
        ".json, .ndjson, .csv, .parquet, .gexf or .graphml",
    );
    fails(&["convert", EXAMPLE, "-o", "no/such/folder/out.json"], "no/such/folder/out.json");
    fails(&["render", EXAMPLE, "--view", "network", "-o", "out.gif"], ".svg or .png");
    let network = ["render", EXAMPLE, "--view", "network", "-o", "out.svg", "--places"];
    let placed_by = |path| [&network[..], &[path]].concat();
    fails(&placed_by("no.gexf"), "check that it exists");
    fails(&placed_by(EXAMPLE), "no GEXF and no GraphML file");
    fails(&["render", EXAMPLE, "--view", "network", "--size", "big", "-o", "out.svg"], "1440x900");
}

#[test]
fn the_places_of_a_graph_file_are_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let draw = |places: Option<&str>, status| {
        let output = at("network.svg");
        let given = places.map_or(vec![], |file| vec!["--places", file]);
        let command =
            ["render", EXAMPLE, "--view", "network", "--date", "2026-01-01", "-o", &output];
        let (_, told) = check(&[&command[..], &given].concat(), status);
        (std::fs::read_to_string(&output).unwrap(), told)
    };
    let (own, _) = draw(None, 0);
    let (gexf, graphml) = (at("network.gexf"), at("network.graphml"));
    check(&["convert", EXAMPLE, "-o", &gexf], 0);
    check(&["convert", EXAMPLE, "-o", &graphml], 0);
    for file in [&gexf, &graphml] {
        let (_, told) = draw(Some(file), 0);
        assert!(told.contains("nodes stand where the file places them"), "{told}");
    }
    // Somebody moved every node in another program.
    let moved = std::fs::read_to_string(&gexf).unwrap().replace(" y=\"-", " y=\"");
    std::fs::write(&gexf, moved).unwrap();
    let (picture, _) = draw(Some(&gexf), 0);
    assert_ne!(picture, own);
    // One that knows other nodes.
    std::fs::write(&gexf, "<gexf><node id=\"UBS\"><position x=\"1\" y=\"2\"/></node></gexf>")
        .unwrap();
    let (_, told) = draw(Some(&gexf), 2);
    assert!(told.contains("too few to draw it so"), "{told}");
}

#[test]
fn any_bytes_are_a_book() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("empty.json", &b""[..]),
        ("zeros.json", &[0; 64]),
        ("packed.json.gz", &[0x1f, 0x8b, 8, 0, 1, 2, 3]),
        ("latin.ndjson", b"{\"id\":\"caf\xe9\",\"issuer\":\"Caf\xe9\"}\n"),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        check(&["summary", path_text(&file)], 0);
        check(&["league", path_text(&file)], 0);
        let output = run(&["check", path_text(&file)]);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{name}");
    }
}

#[test]
fn a_book_comes_from_standard_input() {
    let mut child = program()
        .args(["summary", "-", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let book = std::fs::read(EXAMPLE).unwrap();
    child.stdin.take().unwrap().write_all(&book).unwrap();
    let output = child.wait_with_output().unwrap();
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["deals"], 4);
}

#[test]
fn packed_books_and_several_books_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let packed = folder.path().join("book.json.gz");
    let file = std::fs::File::create(&packed).unwrap();
    let mut encoder = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    encoder.write_all(&std::fs::read(EXAMPLE).unwrap()).unwrap();
    encoder.finish().unwrap();
    let summary = json(&["summary", path_text(&packed), BROKEN, "--format", "json"]);
    assert_eq!((&summary["rows"], &summary["kept"]), (&12.into(), &8.into()));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    for arguments in [&["deals", "--format", "json"][..], &["check"], &["summary"], &["--help"]] {
        let mut child = program()
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = text(&output.stderr);
        assert!(!err.contains("panicked") && !err.contains("Broken"), "{arguments:?}: {err}");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {err}");
    }
}

/// Converts one file into another and gives what was written.
fn convert(from: &Path, to: &Path) -> String {
    check(&["convert", path_text(from), "-o", path_text(to)], 0);
    std::fs::read_to_string(to).unwrap()
}

#[test]
fn a_book_saved_and_opened_again_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    for origin in [EXAMPLE, BROKEN] {
        let origin = PathBuf::from(origin);
        let once = convert(&origin, &file("once.json"));
        let twice = convert(&file("once.json"), &file("twice.json"));
        assert_eq!(once, twice);
        let lines = convert(&origin, &file("once.ndjson"));
        assert_eq!(convert(&file("once.ndjson"), &file("twice.ndjson")), lines);
        let deals = |path: &Path| check(&["deals", path_text(path), "--format", "json"], 0).0;
        assert_eq!(deals(&origin), deals(&file("once.json")));
        assert_eq!(deals(&origin), deals(&file("once.ndjson")));
    }
}

#[test]
fn what_cannot_be_read_is_kept_or_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let book: Value = serde_json::from_str(&convert(Path::new(BROKEN), &file("a.json"))).unwrap();
    assert_eq!(book["rejected"].as_array().map(Vec::len), Some(4));
    let (_, err) = check(&["convert", BROKEN, "-o", path_text(&file("a.ndjson"))], 0);
    assert!(err.contains("8 rows read = 4 written + 4 rejected (left out"), "{err}");
    assert_eq!(convert(Path::new(BROKEN), &file("a.csv")).lines().count(), 5);
}

#[test]
fn a_picture_is_the_same_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let render = |view: &str, name: &str, extra: &[&str]| {
        let file = folder.path().join(name);
        let mut arguments = vec!["render", EXAMPLE, "--view", view, "-o", path_text(&file)];
        arguments.extend(extra);
        check(&arguments, 0);
        std::fs::read(&file).unwrap()
    };
    let day = ["--date", "2026-01-22"];
    for view in PictureId::ALL.map(PictureId::code) {
        let file = folder.path().join("whole.svg");
        let arguments = ["render", "--view", view, "--lang", "zh", "-o", path_text(&file)];
        check(&[&arguments[..], &day].concat(), 0);
        let svg = text(&std::fs::read(&file).unwrap());
        assert!(svg.contains("book_revision: "), "{view} says what it rests on");
        assert!(svg.contains("date: 2026-01-22"), "{view} says when it was made");
    }
    for view in ["network", "sizes"] {
        let once = render(view, "once.svg", &[]);
        assert_eq!(render(view, "twice.svg", &[]), once, "{view}");
        let svg = text(&once);
        assert!(svg.starts_with("<svg") && svg.contains("Example issuer one"), "{svg}");
        let dark = text(&render(view, "dark.svg", &["--theme", "dark", "--lang", "zh"]));
        assert_ne!(dark, svg);
        let png = render(view, "once.png", &["--size", "400x300"]);
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
        assert_eq!(png[16..24], [0, 0, 1, 144, 0, 0, 1, 44], "width and height");
    }
}

#[test]
fn help_names_every_command() {
    let (out, _) = check(&["--help"], 0);
    for command in ["summary", "check", "deals", "league", "measures", "render", "convert"] {
        assert!(out.contains(command), "{command}\n{out}");
        check(&[command, "--help"], 0);
    }
    let (out, _) = check(&["--version"], 0);
    assert_eq!(out.trim(), format!("syndiscope {}", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_embedded_book_has_no_error() {
    check(&["check"], 0);
    let summary = json(&["summary", "--format", "json"]);
    assert_eq!(summary["rejected"], 0);
    assert!(summary["deals"].as_u64().unwrap() > 400);
}

#[test]
fn a_kill_during_save_leaves_the_old_file_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("many.ndjson"), folder.path().join("book.json"));
    let record = |at: usize| {
        format!(r#"{{"id":"d{at}","issuer":"Issuer {at}","amount":{at}000,"currency":"USD"}}"#)
    };
    let many: Vec<String> = (1..20_000).map(record).collect();
    std::fs::write(&from, many.join("\n")).unwrap();
    let old = "{\"syndiscope\":1,\"deals\":[]}\n";
    let mut killed = 0;
    for wait in [0, 5, 20, 40, 60, 80, 110, 140, 180, 240] {
        std::fs::write(&to, old).unwrap();
        let arguments = ["convert", path_text(&from), "-o", path_text(&to)];
        let mut child =
            program().args(arguments).stderr(Stdio::null()).stdin(Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        child.kill().unwrap();
        killed += usize::from(!child.wait().unwrap().success());
        let now = std::fs::read_to_string(&to).unwrap();
        let is_new = now.ends_with("}\n") && now.contains("\"d19999\"");
        assert!(now == old || is_new, "half a file after {wait} ms");
    }
    assert!(killed > 0, "no save was cut short");
}

#[test]
fn announcements_are_read_from_pdf_files_and_folders() {
    let sheet = "tests/pdf/term_sheet.pdf";
    let (out, _) = check(&["read", sheet], 0);
    let deals: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(deals[0]["issuer"]["name"], "Northwind Fibre Holdings plc");
    assert_eq!(deals[0]["syndicate"].as_array().map(Vec::len), Some(9));
    let (_, err) = check(&["read", "tests/pdf/locked.pdf"], 2);
    assert!(err.contains("locked with a password"), "{err}");

    let (out, err) = check(&["read", "tests/pdf"], 1);
    let deals: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(deals.as_array().map(Vec::len), Some(2));
    assert!(err.contains("2 texts read: 2 deals") && err.contains("2 files not read"), "{err}");
}
