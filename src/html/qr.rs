//! QR codes as SVG, drawn from their squares.

use fast_qr::ECL;
use fast_qr::qr::QRBuilder;
use maud::{Markup, html};

use crate::base::problem::{Outcome, Problem};

/// Squares left empty around the code, which readers need (ISO/IEC 18004).
const QUIET: usize = 4;

/// A code that reads as `text`, with what it is for a reader who cannot see it. Medium correction: paper gets dirty.
pub fn code(text: &str, label: &str) -> Outcome<Markup> {
    let (size, squares) = squares(text)?;
    let side = size + 2 * QUIET;
    let mut path = String::new();
    for (x, y) in squares {
        use std::fmt::Write as _;
        let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
    }
    let view = format!("0 0 {side} {side}");
    Ok(html! {
        svg.qr viewBox=(view) role="img" aria-label=(label) {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    })
}

/// The size of a code and its dark squares.
fn squares(text: &str) -> Outcome<(usize, Vec<(usize, usize)>)> {
    let made = QRBuilder::new(text).ecl(ECL::M).build();
    let code = made.map_err(|_| Problem::malformed("qr-too-long").with("bytes", text.len()))?;
    let size = code.size;
    let dark = |at: &(usize, usize)| code.data.get(at.1 * size + at.0).is_some_and(|square| square.value());
    let all = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
    Ok((size, all.filter(dark).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_reads_what_was_written() {
        let text = "https://example.org/xingfu/verify#finance/2026-03&size=991&root=1e6428574fbda269bcda0910e9a3939082912a71e251b105";
        let (size, squares) = squares(text).unwrap();
        let scale = 4;
        let side = (size + 2 * QUIET) * scale;
        let dark: std::collections::BTreeSet<(usize, usize)> = squares.into_iter().collect();
        let shade = |x: usize, y: usize| {
            let at = ((x / scale).wrapping_sub(QUIET), (y / scale).wrapping_sub(QUIET));
            if dark.contains(&at) { 0 } else { 255 }
        };
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, shade);
        let found = picture.detect_grids();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].decode().unwrap().1, text);
        assert_eq!(code(&"x".repeat(5_000), "").unwrap_err().code, "qr-too-long");
    }
}
