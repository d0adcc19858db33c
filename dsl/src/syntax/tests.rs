//! Parsing, by examples.
use super::*;

#[test]
fn smoke() {
    for f in ["flights/delays", "flights/daily_carriers", "nexmark/q0", "nexmark/q14", "nexmark/q5"] {
        let text = std::fs::read_to_string(format!("/work/main/pipelines/{f}.weir")).unwrap();
        let t = std::time::Instant::now();
        let (file, d) = parse(&text);
        println!("{:?}", t.elapsed());
        println!("{}", d.render(&text, f));
        println!("{}", dump::dump(&file));
    }
}
