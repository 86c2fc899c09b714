//! Import: accounts kept elsewhere (CSV and XLSX files of payments) become events of this ledger.
//!
//! A [`map`] says how the files are to be read and is as strict as the rules: nothing is guessed.
//! [`table`] gives rows of cells, [`rows`] makes payments of them, [`plan`] says which files a take-over
//! resolution names and which events follow, [`run`] signs and submits them. Importing
//! twice appends nothing twice, because an event's id follows from the file's digest and the row.
//!
//! Not for deciding anything: whether accounts are taken over is for a resolution (`MatterSort::Takeover`),
//! and every row is judged by the rules like any other event.

pub mod cell;
pub mod map;
pub mod plan;
pub mod rows;
pub mod run;
pub mod table;
pub mod workbook;
