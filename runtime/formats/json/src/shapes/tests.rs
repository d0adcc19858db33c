//! What is learnt, when it is given up, and that all machines go over a line alike.

use super::*;
use crate::marks::Marks;
use proptest::prelude::*;

static WANTED: &[Wanted] = &[
    Wanted { key: b"n", place: 0, value: WantedValue::Int { unit: 1000, optional: true } },
    Wanted { key: b"text", place: 1, value: WantedValue::Other },
    Wanted {
        key: b"inner",
        place: 2,
        value: WantedValue::Record(&[Wanted {
            key: b"x",
            place: 3,
            value: WantedValue::Float { optional: false },
        }]),
    },
];

/// Which of the lines were known by their shape, and what was found of them, those that were not having taught theirs.
fn walked(shapes: &mut Shapes, lines: &[&str]) -> Vec<Option<(u64, [i64; 4])>> {
    let block = lines.join("\n");
    let (mut marks, mut values, mut found) = (Marks::new(), [0; 4], Vec::new());
    let mut walk = marks.lines(block.as_bytes());
    while let Some((line, present)) = walk.next_shaped(shapes, &mut values) {
        found.push(present.map(|present| (present, values)));
        if present.is_none() {
            shapes.learn(&mut line.cursor(), WANTED);
        }
    }
    found
}

#[test]
fn lines_like_one_before_are_known_and_others_are_not() {
    let lines = [
        r#"{"n":1,"a":"b","text":"c","inner":{"y":[],"x":1.5}}"#,
        r#"{"n":-234,"a":"\"","text":"\n","inner":{"y":{"z":2},"x":-10}}"#,
        r#"{"n":null,"a":"","text":"","inner":{"y":0,"x":1e2}}"#,
        r#"{"n":1,"a":"b","text":null,"inner":{"y":[],"x":1.5}}"#,
        r#"{"a":"b","n":1,"text":"c","inner":{"y":[],"x":1.5}}"#,
        r#"{"n":7,"a":"b","text":"c","inner":{"y":[],"x":1.5}} "#,
        r#"{"n":1,"a":"b","text":"c","inner":{"y":[],"x":01.5}}"#,
    ];
    let found = walked(&mut Shapes::new(), &lines);
    assert_eq!(found[0], None);
    assert_eq!(found[1], Some((0b1111, [-234_000, 26, 0, (-10f64).to_bits().cast_signed()])));
    let (present, values) = found[2].expect("`null` is a value of `n`");
    assert_eq!((present, f64::from_bits(values[3].cast_unsigned())), (0b1110, 100.0));
    assert_eq!(found[3..], [None; 4], "null, another order, a space behind, a number that is none");
}

#[test]
fn a_float_with_more_digits_than_are_exact_is_rounded_once() {
    let lines = [r#"{"inner":{"x":1}}"#, r#"{"inner":{"x":26651482217.871094}}"#, r#"{"inner":{"x":-0.1}}"#];
    let found = walked(&mut Shapes::new(), &lines);
    let x = |line: usize| f64::from_bits(found[line].expect("of a known shape").1[3].cast_unsigned());
    assert_eq!((x(1), x(2)), (26651482217.871094, -0.1));
}

#[test]
fn a_shape_with_a_wanted_key_twice_is_not_learnt() {
    let line = r#"{"n":1,"n":2,"text":"c","inner":{"x":1}}"#;
    assert_eq!(walked(&mut Shapes::new(), &[line, line, line]), [None; 3]);
    let line = r#"{"a":1,"a":2,"text":"c","inner":{"x":1}}"#;
    assert!(walked(&mut Shapes::new(), &[line, line])[1].is_some(), "nobody wants `a`");
}

#[test]
fn lines_without_a_shape_in_common_are_not_looked_at_for_a_while() {
    let mut shapes = Shapes::new();
    let strange: Vec<String> = (0..CREDIT / MISS_COST).map(|n| format!("{{\"key{n}\":1}}")).collect();
    let strange: Vec<&str> = strange.iter().map(String::as_str).collect();
    assert!(walked(&mut shapes, &strange).iter().all(Option::is_none));
    let usual = r#"{"n":1}"#;
    let found = walked(&mut shapes, &vec![usual; PAUSE as usize + 3]);
    let first = found.iter().position(Option::is_some).expect("looked at again");
    assert_eq!(first, PAUSE as usize, "the one before taught the shape");
    // Where they are few, they cost little and nothing is given up.
    let mixed: Vec<&str> = (0..2000).map(|n| if n % 40 == 0 { strange[n % 7] } else { usual }).collect();
    let known = walked(&mut shapes, &mixed).iter().filter(|line| line.is_some()).count();
    assert!(known >= 1949, "{known}");
}

/// Lines of one shape, or nearly.
fn line() -> impl Strategy<Value = String> {
    let n = prop_oneof![any::<i64>().prop_map(|n| n.to_string()), "-?[0-9]{1,18}", Just("null".to_owned())];
    let text = "([a-z ]|\\\\\\\\|\\\\\"|\\\\n|\\\\x){0,80}";
    let x = prop_oneof!["-?[0-9]{1,9}(\\.[0-9]{0,9})?", "[0-9]{1,20}", "-?[0-9.e]{1,12}"];
    (n, text, x, "[0-9]{1,10}").prop_map(|(n, text, x, y)| {
        format!("{{\"n\":{n},\"text\":\"{text}\",\"y\":{y},\"inner\":{{\"x\":{x}}}}}")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn all_machines_go_over_a_line_alike(lines in prop::collection::vec(line(), 1..6), cut in 0..40usize) {
        let taught = r#"{"n":1,"text":"t","y":2,"inner":{"x":3}}"#;
        let mut shapes = Shapes::new();
        walked(&mut shapes, &[taught]);
        let block = lines.join("\n");
        let block = &block.as_bytes()[..block.len() - cut.min(block.len())];
        let mut marks = Marks::new();
        let mut found = marks.lines(block);
        while let Some(line) = found.next_line() {
            let (mut here, mut anywhere) = ([0; 4], [0; 4]);
            let shape = &shapes.shapes[0];
            let walked = shape.walk(line.block, line.stops, line.start, &mut here);
            prop_assert_eq!(walked, shape.walk_anywhere(line.block, line.stops, line.start, &mut anywhere));
            if walked.is_some() {
                prop_assert_eq!(here, anywhere);
            }
        }
    }
}
