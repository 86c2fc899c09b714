//! Charts as SVG, drawn by hand: bars side by side for each step of a row. Beside each stands a table with the figures.

use maud::{Markup, html};

/// Height of the tallest bar, in the drawing's own units.
const HEIGHT: f64 = 100.0;
/// Width of a bar that lies.
const WIDTH: f64 = 300.0;
/// Width of one step with all its bars.
const STEP: f64 = 30.0;

/// One bar of each step.
#[derive(Clone, Debug)]
pub struct Series {
    /// What it shows.
    pub label: String,
    /// The values, one for each step. Values below nothing are drawn as nothing; the table has them.
    pub values: Vec<i64>,
}

/// Bars for each step, and what colour means what. `about` says what the chart shows, for those who cannot see it.
pub fn bars(about: &str, steps: &[String], series: &[Series]) -> Markup {
    let highest = series.iter().flat_map(|one| one.values.iter().copied()).max().unwrap_or(0).max(1);
    let each = STEP * 0.8 / f64::from(u32::try_from(series.len().max(1)).unwrap_or(1));
    let view = format!("0 0 {:.0} {:.0}", STEP * at(steps.len()), HEIGHT + 14.0);
    html! {
        figure.chart {
            svg viewBox=(view) role="img" aria-label=(about) {
                @for (which, one) in series.iter().enumerate() {
                    @for (step, value) in one.values.iter().enumerate() {
                        @let tall = HEIGHT * share((*value).max(0), highest);
                        @let left = STEP * at(step) + STEP * 0.1 + each * at(which);
                        rect class=(format!("series-{which}")) x=(format!("{left:.1}")) y=(format!("{:.1}", HEIGHT - tall))
                            width=(format!("{:.1}", each * 0.9)) height=(format!("{tall:.1}")) {}
                    }
                }
                line x1="0" x2=(format!("{:.0}", STEP * at(steps.len()))) y1=(HEIGHT) y2=(HEIGHT) {}
                @for (step, name) in steps.iter().enumerate() {
                    text x=(format!("{:.1}", STEP * (at(step) + 0.5))) y=(HEIGHT + 11.0) { (name) }
                }
            }
            figcaption {
                @for (which, one) in series.iter().enumerate() {
                    span class=(format!("key series-{which}")) aria-hidden="true" {} " " (one.label) " "
                }
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
            rect.whole x="0" y="0" width=(format!("{WIDTH:.0}")) height="8" rx="2" {}
            rect.used x="0" y="0" width=(format!("{full:.1}")) height="8" rx="2" {}
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
    f64::from(u32::try_from(thousandths).unwrap_or(0)) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tallest_bar_is_the_highest_value_and_nothing_goes_below() {
        let series = [Series { label: "收入".into(), values: vec![50, i64::MAX, -3] }];
        let drawn = bars("每月", &["1".into(), "2".into(), "3".into()], &series).into_string();
        assert_eq!(drawn.matches("<rect").count(), 3);
        assert!(drawn.contains(r#"y="0.0" width="21.6" height="100.0""#), "{drawn}");
        assert!(drawn.contains(r#"y="100.0" width="21.6" height="0.0""#), "{drawn}");
        assert!(bars("", &[], &[]).into_string().contains("<svg"));
    }
}
