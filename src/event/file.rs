//! Files that stand beside the log (vouchers, minutes, photographs), named by digest.

use serde::{Deserialize, Serialize};

use crate::base::hash::Hash;

/// A file kept beside the log. The event holds only what is needed to recognise it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRef {
    /// SHA-256 of its bytes.
    pub sha256: Hash,
    /// What it is.
    pub media: Media,
    /// Its length in bytes.
    pub bytes: u64,
}

/// Media types accepted for files beside the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Media {
    /// A scan or document.
    #[serde(rename = "application/pdf")]
    Pdf,
    /// A photograph.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// A picture.
    #[serde(rename = "image/png")]
    Png,
    /// Plain text.
    #[serde(rename = "text/plain")]
    Text,
    /// A table.
    #[serde(rename = "text/csv")]
    Csv,
    /// A workbook.
    #[serde(rename = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    Xlsx,
}
