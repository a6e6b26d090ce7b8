//! Syndiscope: a desktop app to explore underwriting syndicates.
rust_i18n::i18n!("assets/locales", fallback = "en");

pub mod app;
pub mod book;
pub mod cli;
pub mod graph;
pub mod import;
pub mod index;
pub mod jobs;
pub mod layout;
pub mod model;
pub mod query;
pub mod scene;
pub mod state;
pub mod stats;
pub mod text;
pub mod ui;
pub mod words;
