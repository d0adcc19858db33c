//! The main figure of each case as a bar, with its baselines as marks: one SVG, no script, no font of its own.

use super::report::{Measured, median};
use std::fmt::Write as _;

const ROW: usize = 22;
const LEFT: usize = 260;
const WIDTH: f64 = 480.0;

/// Draws the cases that have the first case's figure.
pub(super) fn draw(title: &str, cases: &[Measured]) -> String {
    let Some((figure, _)) = cases.first().and_then(|case| case.figures.first()) else { return String::new() };
    let shown: Vec<&Measured> =
        cases.iter().filter(|case| case.figures.first().is_some_and(|(name, _)| name == figure)).collect();
    let most = shown.iter().map(|case| case.main()).fold(f64::MIN_POSITIVE, f64::max);
    let height = ROW * (shown.len() + 2);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <text x=\"8\" y=\"16\" font-weight=\"bold\">{title}: {}</text>\n",
        LEFT + WIDTH as usize + 90,
        figure.replace('_', " ")
    );
    for (row, case) in shown.iter().enumerate() {
        draw_case(&mut out, (row + 1) * ROW, case, most);
    }
    out.push_str("</svg>\n");
    out
}

fn draw_case(out: &mut String, y: usize, case: &Measured, most: f64) {
    let threads = case.threads.map(|n| format!(", {n} thread(s)")).unwrap_or_default();
    let length = case.main() / most * WIDTH;
    let _ = writeln!(out, "<text x=\"8\" y=\"{}\">{}{threads}</text>", y + 15, escaped(&case.case));
    let _ = writeln!(
        out,
        "<rect x=\"{LEFT}\" y=\"{}\" width=\"{length:.1}\" height=\"14\" fill=\"#4878a8\"/>",
        y + 4
    );
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{}\">{:.1}</text>",
        LEFT as f64 + length + 6.0,
        y + 15,
        case.main()
    );
    for (name, runs) in &case.baselines {
        let x = LEFT as f64 + (median(runs) / most * WIDTH).min(WIDTH);
        let _ = writeln!(
            out,
            "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{}\" y2=\"{}\" stroke=\"#c04030\" stroke-width=\"2\"><title>{name}</title></line>",
            y + 2,
            y + 20
        );
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::draw;
    use crate::bench::report::Measured;

    #[test]
    fn the_longest_bar_has_the_whole_width() {
        let case = |case: &str, x| Measured {
            case: case.to_owned(),
            threads: None,
            events: None,
            figures: vec![("wall_ms", vec![x])],
            baselines: vec![],
        };
        let svg = draw("build", &[case("a", 10.0), case("b<", 20.0)]);
        assert!(
            svg.contains("width=\"240.0\"") && svg.contains("width=\"480.0\"") && svg.contains("b&lt;"),
            "{svg}"
        );
    }
}
