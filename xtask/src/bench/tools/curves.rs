//! Charts of curves: what grows to the right (on a logarithmic scale, for it grows by factors), the main figure upwards from zero, baselines as broken lines of the same colour. One chart
//! an axis, side by side.

use super::report::{Measured, median};
use super::svg::{COLOURS, LETTER, escaped, frame, number};
use std::fmt::Write as _;

const WIDTH: f64 = 330.0;
const HEIGHT: f64 = 220.0;
const LEFT: f64 = 52.0;
const TOP: f64 = 34.0;
/// Room below: numbers, the axis' name, the legend.
const BELOW: f64 = 44.0;
const LINE: f64 = 16.0;

/// One chart: its axis and its curves, in the order in which they come.
struct Chart<'a> {
    axis: &'static str,
    curves: Vec<Curve<'a>>,
}

/// What it is, whether it is a baseline, and its points.
struct Curve<'a> {
    name: &'a str,
    baseline: Option<&'static str>,
    points: Vec<(f64, f64)>,
}

/// Draws the cases that have a point.
pub(crate) fn draw(title: &str, cases: &[&Measured]) -> String {
    let charts = charts(cases);
    let lines = charts.iter().map(|chart| chart.curves.len()).max().unwrap_or(0);
    let mut body = String::new();
    for (n, chart) in charts.iter().enumerate() {
        let left = LEFT + n as f64 * (WIDTH + LEFT + 12.0);
        body.push_str(&chart.draw(left));
    }
    // The legend of the last chart may be wider than the chart.
    let names =
        charts.last().map_or(0, |chart| chart.curves.iter().map(Curve::name_length).max().unwrap_or(0));
    let last = WIDTH.max(30.0 + names as f64 * LETTER as f64);
    let width = LEFT + (charts.len().max(1) - 1) as f64 * (WIDTH + LEFT + 12.0) + last + 24.0;
    frame(width as usize, (TOP + HEIGHT + BELOW + lines as f64 * LINE) as usize, title, &body)
}

fn charts<'a>(cases: &[&'a Measured]) -> Vec<Chart<'a>> {
    let mut charts: Vec<Chart<'a>> = Vec::new();
    for case in cases {
        let Some(point) = &case.point else { continue };
        let n = charts.iter().position(|chart| chart.axis == point.axis).unwrap_or_else(|| {
            charts.push(Chart { axis: point.axis, curves: Vec::new() });
            charts.len() - 1
        });
        charts[n].add(&point.curve, None, (point.x, case.main()));
        for (name, runs) in &case.baselines {
            charts[n].add(&point.curve, Some(name), (point.x, median(runs)));
        }
    }
    charts
}

impl Curve<'_> {
    /// As its legend says it.
    fn shown(&self) -> String {
        match self.baseline {
            Some(baseline) => format!("{}: {baseline}", self.name),
            None => self.name.to_owned(),
        }
    }

    fn name_length(&self) -> usize {
        self.shown().chars().count()
    }
}

impl<'a> Chart<'a> {
    fn add(&mut self, name: &'a str, baseline: Option<&'static str>, point: (f64, f64)) {
        let found = self.curves.iter_mut().find(|curve| curve.name == name && curve.baseline == baseline);
        match found {
            Some(curve) => curve.points.push(point),
            None => self.curves.push(Curve { name, baseline, points: vec![point] }),
        }
    }

    /// Colours go by name: a curve and its baselines share one.
    fn colour(&self, name: &str) -> &'static str {
        let mut names: Vec<&str> = self.curves.iter().map(|curve| curve.name).collect();
        names.dedup();
        let n = names.iter().position(|other| *other == name).unwrap_or(0);
        COLOURS[n % COLOURS.len()]
    }

    fn draw(&self, left: f64) -> String {
        let points = || self.curves.iter().flat_map(|curve| &curve.points);
        let most = round_up(points().map(|(_, y)| *y).fold(f64::MIN_POSITIVE, f64::max));
        let first = points().map(|(x, _)| *x).fold(f64::INFINITY, f64::min);
        let last = points().map(|(x, _)| *x).fold(first * 1.000_001, f64::max);
        let across = |x: f64| left + (x / first).ln() / (last / first).ln() * WIDTH;
        let up = |y: f64| TOP + HEIGHT - y / most * HEIGHT;
        let mut out = grid(left, most);
        let mut ticks: Vec<f64> = points().map(|(x, _)| *x).collect();
        ticks.sort_by(f64::total_cmp);
        ticks.dedup();
        let base = TOP + HEIGHT + 16.0;
        for x in ticks {
            text(&mut out, (across(x), base), "middle", &short(x));
        }
        text(&mut out, (left + WIDTH / 2.0, base + LINE), "middle", &escaped(self.axis));
        for (n, shown) in self.curves.iter().enumerate() {
            let places: Vec<(f64, f64)> = shown.points.iter().map(|(x, y)| (across(*x), up(*y))).collect();
            let at = (left, base + LINE * (n as f64 + 2.0));
            out.push_str(&curve(shown, self.colour(shown.name), &places, at));
        }
        out
    }
}

/// Lines across at quarters of the height, with their numbers.
fn grid(left: f64, most: f64) -> String {
    let mut out = String::new();
    for quarter in 0..=4 {
        let part = f64::from(quarter) / 4.0;
        let y = TOP + HEIGHT * (1.0 - part);
        let _ = writeln!(
            out,
            "<line x1=\"{left:.1}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"#dddddd\"/>",
            left + WIDTH
        );
        text(&mut out, (left - 6.0, y + 4.0), "end", &short(most * part));
    }
    out
}

fn text(out: &mut String, (x, y): (f64, f64), anchor: &str, text: &str) {
    let _ = writeln!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>");
}

/// A line with dots, and what it is at `legend`.
fn curve(shown: &Curve<'_>, colour: &str, places: &[(f64, f64)], legend: (f64, f64)) -> String {
    let path: Vec<String> = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let (width, dashes) =
        if shown.baseline.is_some() { (1.5, " stroke-dasharray=\"5 4\"") } else { (2.5, "") };
    let stroke = format!("stroke=\"{colour}\" stroke-width=\"{width}\"{dashes}");
    let mut out = format!("<polyline points=\"{}\" fill=\"none\" {stroke}/>\n", path.join(" "));
    if shown.baseline.is_none() {
        for (x, y) in places {
            let _ = writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>");
        }
    }
    let (x, y) = legend;
    let middle = y - 4.0;
    let _ = writeln!(
        out,
        "<line x1=\"{x:.1}\" x2=\"{:.1}\" y1=\"{middle:.1}\" y2=\"{middle:.1}\" {stroke}/>",
        x + 24.0
    );
    text(&mut out, (x + 30.0, y), "start", &escaped(&shown.shown()));
    out
}

/// The next of 1, 2, 4, 6, 8 and 10 times a power of ten.
fn round_up(x: f64) -> f64 {
    let power = 10_f64.powf(x.log10().floor());
    let steps = [1.0, 2.0, 4.0, 6.0, 8.0, 10.0];
    steps.iter().map(|step| step * power).find(|limit| *limit >= x).unwrap_or(10.0 * power)
}

/// `10 k`, `1 M`: short enough to stand side by side.
fn short(x: f64) -> String {
    let (value, unit) = match x {
        x if x >= 1e9 => (x / 1e9, " G"),
        x if x >= 1e6 => (x / 1e6, " M"),
        x if x >= 1e4 => (x / 1e3, " k"),
        x => (x, ""),
    };
    if value == value.trunc() { format!("{value:.0}{unit}") } else { format!("{}{unit}", number(value)) }
}

#[cfg(test)]
mod tests {
    use super::{draw, round_up, short};
    use crate::bench::tools::report::Measured;

    #[test]
    fn each_axis_has_its_chart_and_each_curve_its_line() {
        let case = |axis, curve: &str, x: f64, y| Measured::new("").figure("ns", vec![y]).at(axis, curve, x);
        let cases = [
            case("keys", "a", 1e3, 5.0),
            case("keys", "a", 1e5, 10.0),
            case("keys", "b", 1e3, 2.5),
            case("rows", "a", 1.0, 1.0),
        ];
        let svg = draw("growth", &cases.iter().collect::<Vec<_>>());
        assert_eq!(svg.matches("<polyline").count(), 3);
        assert_eq!(svg.matches("stroke-dasharray").count(), 0);
        // From the left edge at half of the height to the right edge at the top.
        assert!(svg.contains("points=\"52.0,144.0 382.0,34.0\"") && svg.contains(">100 k<"), "{svg}");
    }

    #[test]
    fn numbers_are_round() {
        assert_eq!([0.7, 1.0, 33.0, 910.0].map(round_up), [0.8, 1.0, 40.0, 1000.0].map(|x: f64| x));
        assert_eq!([1.0, 1000.0, 1e7, 2.5e4].map(short), ["1", "1000", "10 M", "25 k"]);
    }
}
