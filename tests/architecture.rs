//! The floors of the program and the bans that keep them: a test like any other.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// The floors, lowest first. A module uses lower floors only, never its own floor's others.
const FLOORS: &[&[&str]] = &[
    &["text", "words", "model", "layout"],
    &["book"],
    &["generate", "import", "index"],
    &["graph", "query"],
    &["stats"],
    &["jobs", "report", "scene"],
    &["state"],
    &["ui"],
    &["app", "cli"],
];

/// Modules in which windows and widgets may be named.
const GUI: &[&str] = &["ui", "app"];

/// Modules that may touch files, threads, the clock and randomness.
const OUTSIDE: &[&str] = &["jobs", "app", "cli"];

/// The longest a file may be, in lines.
const LONGEST: usize = 500;

/// One source file.
struct Source {
    /// Its path under `src`, with forward slashes.
    path: String,
    /// The module at the top of its path; empty for the roots of library and program.
    module: String,
    /// How many modules deep it stands: 1 for `src/a.rs` and `src/a/mod.rs`.
    depth: usize,
    /// The text as it stands.
    text: String,
    /// The text without comments.
    code: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files_under(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_under(&path, extension));
        } else if path.extension().is_some_and(|end| end == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<Source> {
    let folder = root().join("src");
    let sources: Vec<Source> =
        files_under(&folder, "rs").iter().map(|path| source(&folder, path)).collect();
    assert!(sources.len() > 10, "no sources found under {}", folder.display());
    sources
}

fn source(folder: &Path, path: &Path) -> Source {
    let inside = path.strip_prefix(folder).unwrap();
    let mut parts: Vec<String> =
        inside.with_extension("").iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    if parts.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        parts.pop();
    }
    let text = fs::read_to_string(path).unwrap();
    let code = without_comments(&text);
    Source {
        path: inside.to_str().unwrap().replace('\\', "/"),
        module: parts.first().cloned().unwrap_or_default(),
        depth: parts.len(),
        text,
        code,
    }
}

fn without_comments(text: &str) -> String {
    let lines = text.lines().map(|line| match line.trim_start().starts_with("//") {
        true => "",
        false => line.split(" // ").next().unwrap_or_default(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn floor_of(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// The modules at the root that a text names: by `crate::`, by as many `super::` as lead there, one
/// by one or in braces.
fn modules_used(source: &Source) -> BTreeSet<String> {
    let (code, tests) = match source.code.find("#[cfg(test)]\nmod tests {") {
        Some(at) => source.code.split_at(at),
        None => (source.code.as_str(), ""),
    };
    let mut used = names_behind(code, &root_path(source.depth));
    used.extend(names_behind(tests, &root_path(source.depth + 1)));
    used.remove(&source.module);
    used
}

/// What leads to the root of the crate from a module this deep.
fn root_path(depth: usize) -> Regex {
    Regex::new(&format!(r"(?:\bcrate::|\b(?:super::){{{},}})(\{{|\w+)", depth.max(1))).unwrap()
}

fn names_behind(code: &str, path: &Regex) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for found in path.captures_iter(code) {
        let name = found.get(1).unwrap();
        if name.as_str() == "{" {
            names.extend(first_names(&code[name.end()..]));
        } else {
            names.insert(name.as_str().to_owned());
        }
    }
    names
}

/// The first name of every path in a braced list, up to its closing brace.
fn first_names(list: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let (mut depth, mut is_first) = (0, true);
    for char in list.chars() {
        match char {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(String::new());
                is_first = true;
            }
            ':' => is_first = false,
            _ if depth == 0 && is_first && !char.is_whitespace() => {
                names.last_mut().unwrap().push(char);
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Fails with a line for each breach of a rule.
fn none_of(rule: &str, breaches: Vec<String>) {
    assert!(breaches.is_empty(), "{rule}:\n  {}", breaches.join("\n  "));
}

/// The lines of the files, outside these modules, that a pattern is found in.
fn lines_with(pattern: &str, allowed: &[&str]) -> Vec<String> {
    let pattern = Regex::new(pattern).unwrap();
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| !allowed.contains(&source.module.as_str())) {
        for (at, line) in source.code.lines().enumerate().filter(|row| pattern.is_match(row.1)) {
            found.push(format!("src/{}:{} {}", source.path, at + 1, line.trim()));
        }
    }
    found
}

#[test]
fn every_module_stands_on_a_floor() {
    let modules: BTreeSet<String> = sources().into_iter().map(|source| source.module).collect();
    let lost =
        modules.into_iter().filter(|module| !module.is_empty() && floor_of(module).is_none());
    none_of("modules without a floor", lost.collect());
}

#[test]
fn modules_use_lower_floors_only() {
    let mut breaches = Vec::new();
    for source in sources().iter().filter(|source| !source.module.is_empty()) {
        let own = floor_of(&source.module);
        for used in modules_used(source) {
            // The catalogue of words is read through what its macro put at the root.
            let catalogue = source.module == "words" && used.starts_with("_rust_i18n");
            if !catalogue && floor_of(&used).is_none_or(|floor| Some(floor) >= own) {
                breaches.push(format!("src/{} uses {used}", source.path));
            }
        }
    }
    none_of("uses that do not go down", breaches);
}

#[test]
fn windows_and_widgets_stay_in_ui_and_app() {
    let pattern = r"\b(egui\w*|eframe|epaint|emath|accesskit|winit|wgpu)\b\s*(::|;|\{)";
    none_of("the window library outside ui and app", lines_with(pattern, GUI));
}

#[test]
fn files_threads_clock_and_randomness_stay_in_jobs_app_and_cli() {
    let pattern = r"\bfs::|\bFile::|\bthread::|std::\{?.*\b(fs|thread|process|net|env)\b|\b(SystemTime|Instant)\b|\b(Zoned|Timestamp|OffsetDateTime)::now\b|\b(rand|fastrand|getrandom)::";
    let allowed: Vec<&str> = OUTSIDE.iter().copied().chain([""]).collect();
    none_of("the world outside, outside jobs, app and cli", lines_with(pattern, &allowed));
}

#[test]
fn nothing_is_unsafe() {
    none_of("unsafe code", lines_with(r"\bunsafe\s*(\{|fn|impl|trait|extern)", &[]));
}

#[test]
fn nothing_is_printed_outside_the_command_line() {
    let pattern = r"\b(e?println!|e?print!|dbg!)|\b(stdout|stderr)\(\)";
    none_of("printing outside cli", lines_with(pattern, &["cli", ""]));
}

#[test]
fn files_are_short() {
    let long = sources().into_iter().filter_map(|source| {
        let lines = source.text.lines().count();
        (lines > LONGEST).then(|| format!("src/{}: {lines} lines", source.path))
    });
    none_of("files longer than 500 lines", long.collect());
}

#[test]
fn every_folder_says_what_it_is_for() {
    let opens = ["lib.rs", "mod.rs"];
    let silent = sources().into_iter().filter(|source| {
        opens.iter().any(|name| source.path.ends_with(name)) && !source.text.starts_with("//!")
    });
    none_of("folders that do not open with `//!`", silent.map(|source| source.path).collect());
}

/// The words of the catalogue: for each key, the text in each language.
fn catalogue() -> BTreeMap<String, BTreeMap<String, String>> {
    let mut words: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for file in files_under(&root().join("assets/locales"), "yml") {
        for (mut path, text) in leaves(&fs::read_to_string(file).unwrap()) {
            if let Some(lang) = path.pop().filter(|_| !path.is_empty()) {
                words.entry(path.join(".")).or_default().insert(lang, text);
            }
        }
    }
    words
}

/// The values of a file of nested keys, each with its path.
fn leaves(yaml: &str) -> Vec<(Vec<String>, String)> {
    let pair = Regex::new(r#"^( *)"?([\w.-]+)"?:(?: +(.*))?$"#).unwrap();
    let mut path: Vec<(usize, String)> = Vec::new();
    let mut leaves: Vec<(Vec<String>, String)> = Vec::new();
    for line in yaml.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let Some(parts) = pair.captures(line.trim_end()) else { continue };
        let indent = parts[1].len();
        path.retain(|(outer, _)| *outer < indent);
        path.push((indent, parts[2].to_owned()));
        if let Some(text) = parts.get(3) {
            let keys = path.iter().map(|(_, key)| key.clone()).collect();
            leaves.push((keys, text.as_str().trim_matches('"').to_owned()));
        }
    }
    leaves
}

/// The slots `{0}`, `{1}` … of a text.
fn slots(text: &str) -> BTreeSet<&str> {
    let slot = Regex::new(r"\{\d+\}").unwrap();
    slot.find_iter(text).map(|found| found.as_str()).collect()
}

#[test]
fn the_catalogue_is_complete_in_both_languages() {
    let mut breaches = Vec::new();
    for (key, texts) in catalogue() {
        match (texts.get("en"), texts.get("zh-CN")) {
            (Some(en), Some(zh)) if en.is_empty() || zh.is_empty() => {
                breaches.push(format!("{key} is empty"));
            }
            (Some(en), Some(zh)) if slots(en) != slots(zh) => {
                breaches.push(format!("{key} has other slots in zh-CN"));
            }
            (Some(_), Some(_)) => {}
            (en, _) => {
                breaches.push(format!("{key} lacks {}", if en.is_none() { "en" } else { "zh-CN" }))
            }
        }
    }
    none_of("words", breaches);
}

/// The text between the bracket at `start` and its partner.
fn bracketed(code: &str, start: usize) -> &str {
    let mut depth = 0_usize;
    let mut is_string = false;
    let mut chars = code[start..].char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '\\' if is_string => {
                chars.next();
            }
            '"' => is_string = !is_string,
            '(' | '[' | '{' if !is_string => depth += 1,
            ')' | ']' | '}' if !is_string => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &code[start..start + at];
        }
    }
    &code[start..]
}

/// Every key that the code names: what is handed to `tr` and `tr_with`, and every other literal that
/// begins like a section of the catalogue (tables of views and actions hold such).
fn keys_used(source: &Source, sections: &BTreeSet<&str>) -> BTreeSet<String> {
    let call = Regex::new(r"\btr(_with)?\(").unwrap();
    let literal = Regex::new(r#""([a-z0-9_]+(?:\.[a-z0-9_]+)+)""#).unwrap();
    let mut keys = BTreeSet::new();
    let code = source.code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    for found in call.find_iter(code) {
        let arguments = bracketed(code, found.end() - 1);
        let arguments = arguments.split("&[").next().unwrap_or_default();
        keys.extend(literal.captures_iter(arguments).map(|key| key[1].to_owned()));
    }
    let is_file = Regex::new(r"\.(json|ndjson|jsonl|csv|svg|png|yml|toml|gz|md|log)$").unwrap();
    for key in literal.captures_iter(code) {
        let section = key[1].split('.').next().unwrap_or_default();
        if sections.contains(section) && !is_file.is_match(&key[1]) {
            keys.insert(key[1].to_owned());
        }
    }
    keys
}

#[test]
fn every_key_in_the_code_is_in_the_catalogue() {
    let words = catalogue();
    let sections: BTreeSet<&str> = words.keys().filter_map(|key| key.split('.').next()).collect();
    let mut lost = Vec::new();
    for source in sources() {
        for key in keys_used(&source, &sections) {
            if !words.contains_key(&key) {
                lost.push(format!("src/{}: {key}", source.path));
            }
        }
    }
    none_of("keys without words", lost);
}

#[test]
fn no_key_stands_twice_in_the_catalogue() {
    let key = Regex::new(r"(?m)^([\w.\-]+):\s*$").unwrap();
    let mut seen = BTreeSet::new();
    let mut twice = Vec::new();
    for file in files_under(&root().join("assets/locales"), "yml") {
        let text = fs::read_to_string(&file).unwrap();
        for found in key.captures_iter(&text) {
            if !seen.insert(found[1].to_owned()) {
                twice.push(found[1].to_owned());
            }
        }
    }
    assert!(seen.len() > 300, "no catalogue found");
    none_of("keys that stand twice", twice);
}

#[test]
fn the_test_itself_sees_what_it_must() {
    let source = |path: &str, depth: usize, code: &str| Source {
        path: path.to_owned(),
        module: path.split('/').next().unwrap().to_owned(),
        depth,
        text: code.to_owned(),
        code: without_comments(code),
    };
    let check = |depth: usize, code: &str, expected: &[&str]| {
        let used = modules_used(&source("book/a.rs", depth, code));
        assert_eq!(used.into_iter().collect::<Vec<_>>(), expected, "{code}");
    };
    check(2, "use crate::model::Deal;\n// use crate::ui::X;", &["model"]);
    check(2, "use crate::{model::{Deal, Role}, text::fold, stats};", &["model", "stats", "text"]);
    check(2, "use super::scan; super::super::ui::f();", &["ui"]);
    check(1, "use super::ui::X;", &["ui"]);
    check(2, "#[cfg(test)]\nmod tests {\n use super::super::scan; }", &[]);
    check(2, "fn f() -> crate::state::Options {}", &["state"]);
    assert_eq!(bracketed("f(a, \"(\", [b]) + g(c)", 1), "(a, \"(\", [b]");
    let yaml = "_version: 2\na:\n  b:\n    en: \"x: {0}\"\n    zh-CN: \"y\"\n";
    let paths: Vec<String> = leaves(yaml).into_iter().map(|leaf| leaf.0.join("/")).collect();
    assert_eq!(paths, ["_version", "a/b/en", "a/b/zh-CN"]);
}
