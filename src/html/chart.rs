//! Charts as SVG, drawn by hand: bars side by side for each step of a row, bars that lie, and how much of a whole is used.
//! Beside each stands a table with the figures, so a reader who cannot see the drawing misses nothing.

use maud::{Markup, html};

/// Height of the tallest bar, in the drawing's own units.
const HEIGHT: f64 = 100.0;
/// Width of a bar that lies.
const WIDTH: f64 = 300.0;
/// Width of one step with all its bars.
const STEP: f64 = 30.0;
/// Steps from which only every other is named.
const CROWDED: usize = 14;

/// One bar of each step.
#[derive(Clone, Debug)]
pub struct Series {
    /// What it shows.
    pub label: String,
    /// The values, one for each step. Values below nothing are drawn as nothing; the table has them.
    pub values: Vec<i64>,
}

/// A part of a bar that lies.
#[derive(Clone, Copy, Debug)]
pub struct Band {
    /// Which colour: one of five.
    pub series: usize,
    /// How much.
    pub value: i64,
}

/// A bar that lies, with its label before and its figure behind it.
#[derive(Clone, Debug)]
pub struct Bar {
    /// The label.
    pub label: String,
    /// The figure, as shown.
    pub told: String,
    /// Its parts, from the left.
    pub bands: Vec<Band>,
}

/// Bars for each step, and what colour means what. `about` says what the chart shows, for those who cannot see it; `told`
/// writes a value, for those who point at a bar.
pub fn bars(about: &str, steps: &[String], series: &[Series], told: &dyn Fn(i64) -> String) -> Markup {
    let highest = series.iter().flat_map(|one| one.values.iter().copied()).max().unwrap_or(0).max(1);
    let each = STEP * 0.8 / f64::from(u32::try_from(series.len().max(1)).unwrap_or(1));
    let wide = STEP * at(steps.len());
    let view = format!("0 0 {wide:.0} {:.0}", HEIGHT + 14.0);
    html! {
        figure.chart {
            svg viewBox=(view) role="img" aria-label=(about) {
                @for height in [0.0, 0.25, 0.5, 0.75] { line.grid x1="0" x2=(format!("{wide:.0}")) y1=(HEIGHT * height) y2=(HEIGHT * height) {} }
                @for (which, one) in series.iter().enumerate() {
                    @for (step, value) in one.values.iter().enumerate() {
                        @let tall = HEIGHT * share((*value).max(0), highest);
                        @let left = STEP * at(step) + STEP * 0.1 + each * at(which);
                        rect class=(format!("series-{which}")) x=(format!("{left:.1}")) y=(format!("{:.1}", HEIGHT - tall))
                            width=(format!("{:.1}", each * 0.9)) height=(format!("{tall:.1}")) {
                            title { (one.label) " " (told(*value)) }
                        }
                    }
                }
                line x1="0" x2=(format!("{wide:.0}")) y1=(HEIGHT) y2=(HEIGHT) {}
                @for (step, name) in steps.iter().enumerate().filter(|(step, _)| steps.len() < CROWDED || step % 2 == 0) {
                    text x=(format!("{:.1}", STEP * (at(step) + 0.5))) y=(HEIGHT + 11.0) { (name) }
                }
            }
            figcaption {
                @for (which, one) in series.iter().enumerate() {
                    span class=(format!("key series-{which}")) aria-hidden="true" {} " " (one.label) " "
                }
                span.scale { "⌃ " (told(highest)) }
            }
        }
    }
}

/// Bars that lie, all on the scale of `whole`; what goes beyond it fills the bar. `names` tells what colour means what.
pub fn lying(about: &str, bars: &[Bar], whole: i64, names: &[(usize, String)]) -> Markup {
    html! {
        figure.chart.lying {
            div.bars role="img" aria-label=(about) {
                @for bar in bars {
                    div.bar {
                        span.label { (bar.label) }
                        (drawn(&bar.bands, whole))
                        @if !bar.told.is_empty() { span.told { (bar.told) } }
                    }
                }
            }
            @if !names.is_empty() {
                figcaption {
                    @for (series, name) in names {
                        span class=(format!("key series-{}", series.min(&4))) aria-hidden="true" {} " " (name) " "
                    }
                }
            }
        }
    }
}

fn drawn(bands: &[Band], whole: i64) -> Markup {
    let mut left = 0.0;
    let parts: Vec<(usize, f64, f64)> = bands
        .iter()
        .map(|band| {
            let wide = (WIDTH * share(band.value.max(0), whole.max(1))).min(WIDTH - left);
            let from = left;
            left += wide;
            (band.series.min(4), from, wide)
        })
        .collect();
    html! {
        svg.meter viewBox=(format!("0 0 {WIDTH:.0} 8")) preserveAspectRatio="none" aria-hidden="true" {
            rect.whole x="0" y="0" width=(format!("{WIDTH:.0}")) height="8" {}
            @for (series, from, wide) in parts {
                rect class=(format!("series-{series}")) x=(format!("{from:.1}")) y="0" width=(format!("{wide:.1}")) height="8" {}
            }
        }
    }
}

/// How much of a whole is used, as one bar. More than the whole fills it. The figures stand beside it.
pub fn meter(about: &str, used: i64, whole: i64) -> Markup {
    let full = WIDTH * share(used.clamp(0, whole.max(0)), whole);
    let class = if used > whole { "meter over" } else { "meter" };
    html! {
        svg class=(class) viewBox=(format!("0 0 {WIDTH:.0} 8")) preserveAspectRatio="none" role="img" aria-label=(about) {
            rect.whole x="0" y="0" width=(format!("{WIDTH:.0}")) height="8" {}
            rect.used x="0" y="0" width=(format!("{full:.1}")) height="8" {}
        }
    }
}

/// A position as a length.
fn at(position: usize) -> f64 {
    f64::from(u32::try_from(position).unwrap_or(u32::MAX))
}

/// `part` of `whole` in thousandths, exact enough for a drawing; figures themselves are never floats.
fn share(part: i64, whole: i64) -> f64 {
    let thousandths = i128::from(part) * 1000 / i128::from(whole.max(1));
    f64::from(u32::try_from(thousandths).unwrap_or(u32::MAX)) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tallest_bar_is_the_highest_value_and_nothing_goes_below() {
        let series = [Series { label: "收入".into(), values: vec![50, i64::MAX, -3] }];
        let told = |value: i64| value.to_string();
        let drawn = bars("每月", &["1".into(), "2".into(), "3".into()], &series, &told).into_string();
        assert_eq!(drawn.matches("<rect").count(), 3);
        assert!(drawn.contains(r#"y="0.0" width="21.6" height="100.0""#), "{drawn}");
        assert!(drawn.contains(r#"y="100.0" width="21.6" height="0.0""#), "{drawn}");
        assert!(bars("", &[], &[], &told).into_string().contains("<svg"));
    }

    #[test]
    fn a_bar_that_lies_never_leaves_its_place() {
        let bands =
            vec![Band { series: 0, value: 70 }, Band { series: 9, value: i64::MAX }, Band { series: 1, value: -5 }];
        let drawn = lying("票数", &[Bar { label: "德".into(), told: String::new(), bands }], 100, &[]).into_string();
        assert!(drawn.contains(r#"class="series-0" x="0.0" y="0" width="210.0""#), "{drawn}");
        assert!(drawn.contains(r#"class="series-4" x="210.0" y="0" width="90.0""#), "{drawn}");
        assert!(drawn.contains(r#"class="series-1" x="300.0" y="0" width="0.0""#), "{drawn}");
    }
}
