//! The RFC 6962 tree and its C2SP forms. Hashes bytes; knows no event.
