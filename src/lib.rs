//! Syndiscope: a desktop app to explore underwriting syndicates.
//!
//! Which banks brought which issuers to market, in which role, how large the syndicates were, who
//! works with whom, and what a rank in a league table rests on. This page is the architecture; the
//! head of each folder says what it is for and what it may not do.
//!
//! # From bytes to pixels
//!
//! ```text
//! file ─┐
//! paste ┴ import::read ─ Draft ─┐
//! file ───── book::BookReader ──┴ book::DealBook ─┬─ index::Index ─ query::Chosen ─ stats::{League, …}
//!            (blocks, records       deals, banks,  │  columns        bitmap          tables, series
//!             as they stand)        problems       └─ graph::Network ─ graph::project ─ layout
//!                                                     petgraph        links             places
//!                                     state::State (document, view state, derived)
//!                              scene::Scene ──┬── ui (egui)       the window
//!                 scene::Chart ─ scene::Scene ┴── svg, png        exports
//!             report::Sheet ── csv, tsv, xlsx ┴── cli             terminal and scripts
//! ```
//!
//! - **One door in.** Every deal, from whatever file, becomes the same record, is validated, has
//!   its bank names resolved and joins an immutable [`book::DealBook`]. Rows in = kept + rejected,
//!   each listed; a book always opens.
//! - **A large book is not copied to be opened.** Records that stand one a line stay in their file,
//!   which is kept open, until the first picture is there; then they are packed in the background. A
//!   record that its file no longer holds as it was is not believed: nothing is saved without it.
//! - **A large book opens at once the second time.** It is put aside with its columns in a file of
//!   its own ([`jobs::Cache`]), which is checked against the book's file and by hashes before it is
//!   believed, and may be deleted. Of such a book columns are read when they are first asked for,
//!   and deals are made from their records, block by block ([`book::Deals`]): it is the same book.
//! - **A missing name is data.** A member whose name the source lost stays, is drawn and counted as
//!   unnamed, and is never invented.
//! - **One scene.** The window, SVG and PNG are drawn from the same shapes, so that an export looks
//!   like what was seen. Of a network with very many links the graphics card draws the ground from
//!   the same model, colours and bundles ([`scene::LargeNetwork`]), which the scene draws where there
//!   is no card.
//! - **A picture says what it rests on.** The plots of the window are egui_plot's; what leaves the
//!   program is drawn from the same figures as a [`scene::Chart`] ([`state::PictureId`] names them
//!   all), with rules, filter, source, date and fingerprint of the book beneath.
//! - **A filter never moves a node**, and the same book gives the same picture on every machine:
//!   layout has a budget in steps, never in time, and no order of a hash map is visible. While a book
//!   is open and changed, what stood in its picture stays and what is new finds a place; so do the
//!   places that another program gave the network ([`scene::Placed`]).
//!
//! # Floors
//!
//! A module uses lower floors only, never its own floor's others; `tests/architecture.rs` holds
//! this.
//!
//! | floor | modules | what they know |
//! |---|---|---|
//! | 0 | [`text`], [`words`], [`model`], [`layout`] | normal forms; the catalogue of words; ids, money, dates, roles, deals; points and springs |
//! | 1 | [`book`] | formats, records, validation, problems, bank directory, exchange rates |
//! | 2 | [`generate`], [`import`], [`index`] | a made-up market for benchmarks; announcements (text, HTML, PDF) to drafts with evidence, and the places of graph files; the book as columns of numbers, built once per revision |
//! | 3 | [`graph`], [`query`] | the petgraph network and its projections; the filter, its text form, facets, search |
//! | 4 | [`stats`] | credit, league tables, audits, sizes, relations, measures, series |
//! | 5 | [`jobs`], [`report`], [`scene`] | files and background work; tables and graphs that leave the program; pictures as plain shapes |
//! | 6 | [`state`] | the document with undo, view state with back and forward, derived data by key |
//! | 7 | [`ui`] | theme, widgets, shell, views |
//! | 8 | [`app`], [`cli`] | the window; the commands |
//!
//! `words` stands at the bottom, since problems are sentences in the reader's language; `scene` is
//! a floor of its own below `state`, since pictures are drawn without a window too. egui and its
//! family are named in `ui` and `app` only; files, threads, the clock and randomness in `jobs`,
//! `app` and `cli` only (rayon's data-parallel iterators may serve pure code anywhere). There is no
//! `unsafe`.
//!
//! # State
//!
//! [`state::State`] holds three kinds of data, never mixed: the document (book, path, history: undo
//! is a stack of labelled snapshots, which share what did not change), the view state (filter,
//! selection, options; kept per person in a versioned session) and derived data ([`state::Derived`],
//! made anew only where its key has changed). A view reads the state and sends commands;
//! [`state::State::apply`] turns a command into changes and effects, in one place, after drawing.
//! On a large book ([`state::LARGE_BOOK`]) what takes longer than a frame is derived on other threads
//! while the old picture stays, and the league table of any span of days is a sum of months
//! ([`stats::Slices`]). Long work goes to [`jobs::Jobs`] under the key it was asked for, and a late
//! answer for another key is thrown away.
//!
//! # Numbers
//!
//! Money is whole minor units with its currency, rates are fixed-point from the printed decimal,
//! credit is held in millionths of a minor unit of the reporting currency: a split gives back the whole. Floats begin at layout
//! and plots.

rust_i18n::i18n!("assets/locales", fallback = "en");

pub mod app;
pub mod book;
pub mod cli;
pub mod generate;
pub mod graph;
pub mod import;
pub mod index;
pub mod jobs;
pub mod layout;
pub mod model;
pub mod query;
pub mod report;
pub mod scene;
pub mod state;
pub mod stats;
pub mod text;
pub mod ui;
pub mod words;
