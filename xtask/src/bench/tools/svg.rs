//! Charts as SVG: no script, no font of its own, readable on light and dark pages. The main figure of each case is a bar with its baselines as marks; cases that
//! stand on a curve are drawn by [`curves`].

use super::curves;
use super::report::{Measured, median};
use std::fmt::Write as _;

const ROW: usize = 22;
const WIDTH: f64 = 420.0;
/// Room for the figure, before its bar: behind it would be marks.
const NUMBER: usize = 50;
/// Width of a letter, about.
pub(crate) const LETTER: usize = 7;
/// One colour a curve or kind of mark; all can be told apart by people who see no red or no green.
pub(crate) const COLOURS: [&str; 6] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

/// Draws the cases that have the first case's figure.
pub(crate) fn draw(title: &str, cases: &[Measured]) -> String {
    let Some((figure, _)) = cases.first().and_then(|case| case.figures.first()) else { return String::new() };
    let shown: Vec<&Measured> =
        cases.iter().filter(|case| case.figures.first().is_some_and(|(name, _)| name == figure)).collect();
    let title = format!("{title}: {}", figure.replace('_', " "));
    if shown.iter().any(|case| case.point.is_some()) {
        curves::draw(&title, &shown)
    } else {
        bars(&title, &shown)
    }
}

/// The frame of a chart: a white ground, so that it is read on any page.
pub(crate) fn frame(width: usize, height: usize, title: &str, body: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n\
         <text x=\"8\" y=\"18\" font-weight=\"bold\">{}</text>\n{body}</svg>\n",
        escaped(title)
    )
}

fn bars(title: &str, cases: &[&Measured]) -> String {
    let names = baseline_names(cases);
    let longest = cases.iter().map(|case| label(case).chars().count()).max().unwrap_or(0);
    let left = 16 + LETTER * longest.max(12) + NUMBER;
    let baselines = cases.iter().flat_map(|case| case.baselines.iter().map(|(_, runs)| median(runs)));
    let most = cases.iter().map(|case| case.main()).chain(baselines).fold(f64::MIN_POSITIVE, f64::max);
    let mut body = String::new();
    legend(&mut body, left, 34, &names);
    for (row, case) in cases.iter().enumerate() {
        bar(&mut body, left as f64, (row + 2) * ROW, case, most, &names);
    }
    frame(left + WIDTH as usize + 24, ROW * (cases.len() + 2) + 8, title, &body)
}

fn baseline_names(cases: &[&Measured]) -> Vec<&'static str> {
    let mut names = Vec::new();
    for (name, _) in cases.iter().flat_map(|case| &case.baselines) {
        if !names.contains(name) {
            names.push(*name);
        }
    }
    names
}

/// What the marks mean, in a line.
fn legend(out: &mut String, left: usize, y: usize, names: &[&str]) {
    let mut x = left;
    for (name, colour) in names.iter().zip(COLOURS.iter().skip(1)) {
        let _ = writeln!(
            out,
            "<line x1=\"{x}\" x2=\"{x}\" y1=\"{}\" y2=\"{y}\" stroke=\"{colour}\" stroke-width=\"3\"/>\
             <text x=\"{}\" y=\"{y}\">{}</text>",
            y - 11,
            x + 6,
            escaped(name)
        );
        x += 30 + LETTER * name.chars().count();
    }
}

/// The case with its threads.
pub(crate) fn label(case: &Measured) -> String {
    match case.threads {
        Some(1) => format!("{}, 1 thread", case.case),
        Some(n) => format!("{}, {n} threads", case.case),
        None => case.case.clone(),
    }
}

fn bar(out: &mut String, left: f64, y: usize, case: &Measured, most: f64, names: &[&str]) {
    let length = case.main() / most * WIDTH;
    let (text, top) = (y + 15, y + 4);
    let _ = writeln!(out, "<text x=\"8\" y=\"{text}\">{}</text>", escaped(&label(case)));
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{text}\" text-anchor=\"end\">{}</text>\
         <rect x=\"{left}\" y=\"{top}\" width=\"{length:.1}\" height=\"14\" fill=\"{}\"/>",
        left - 8.0,
        number(case.main()),
        COLOURS[0]
    );
    for (name, runs) in &case.baselines {
        let colour = names.iter().position(|other| other == name).and_then(|n| COLOURS.get(n + 1));
        let _ = writeln!(
            out,
            "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{}\" y2=\"{}\" stroke=\"{}\" stroke-width=\"3\"/>",
            y + 2,
            y + 20,
            colour.unwrap_or(&"#000000"),
            x = left + median(runs) / most * WIDTH
        );
    }
}

/// Three digits that count.
pub(crate) fn number(x: f64) -> String {
    match x.abs() {
        0.0 => "0".to_owned(),
        x1 if x1 >= 100.0 => format!("{x:.0}"),
        x1 if x1 >= 10.0 => format!("{x:.1}"),
        _ => format!("{x:.2}"),
    }
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('`', "")
}

#[cfg(test)]
mod tests {
    use super::draw;
    use crate::bench::tools::report::Measured;

    #[test]
    fn bars_and_marks_have_one_scale_and_marks_a_legend() {
        let case = |case: &str, x| Measured::new(case).figure("wall_ms", vec![x]);
        let svg = draw("build", &[case("a", 10.0), case("b<", 20.0).baseline("by hand", vec![40.0])]);
        for part in
            ["width=\"105.0\"", "width=\"210.0\"", "x1=\"570.0\"", "b&lt;", ">by hand<", "build: wall ms"]
        {
            assert!(svg.contains(part), "{part} is missing:\n{svg}");
        }
    }
}
