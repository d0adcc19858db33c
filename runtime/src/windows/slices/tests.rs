//! Windows by slices against their definition.

use super::*;
use crate::hash::hash_i64;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Count(i64);

impl Group for Count {
    fn merge(&mut self, _: &mut Heap, from: &Count, _: &Heap) {
        self.0 += from.0;
    }
}

impl Key for i64 {
    fn same(&self, _: &Heap, other: &i64, _: &Heap) -> bool {
        self == other
    }
}

/// `(time, key)` rows and watermarks in order: what fires, and how rows were placed.
enum Line {
    Row(i64, i64),
    Mark(i64),
}
use Line::{Mark, Row};

fn run(spec: WindowSpec, lines: &[Line]) -> (Vec<String>, String) {
    run_behind(spec, lines, 0)
}

/// As [`run`], where the step's watermark is so many marks behind the channel's.
fn run_behind(spec: WindowSpec, lines: &[Line], behind: usize) -> (Vec<String>, String) {
    let (mut windows, mut fired, mut placed) = (Windows::new(spec), Vec::new(), String::new());
    let mut marks = Vec::new();
    for line in lines {
        match line {
            Row(time, key) => {
                let place = windows.place(*time);
                placed.push(match place {
                    Placed::Open => 'o',
                    Placed::Partly => 'p',
                    Placed::Late => 'l',
                });
                if place != Placed::Late {
                    windows.entry(hash_i64(*key), |k, _| k == key, |_| (*key, Count(0))).0 += 1;
                }
            }
            Mark(watermark) => {
                marks.push(*watermark);
                let least = match marks.len().checked_sub(behind + 1) {
                    _ if *watermark == i64::MAX => i64::MAX,
                    Some(at) => marks[at],
                    None => i64::MIN,
                };
                while let Some(window) = windows.fire(least) {
                    let groups: Vec<String> =
                        window.sorted(|a, b, _| a.cmp(b)).map(|(k, v)| format!("{k}×{}", v.0)).collect();
                    fired.push(format!("[{},{}) {}", window.start, window.end, groups.join(" ")));
                    windows.recycle(window);
                }
                windows.judge(*watermark);
            }
        }
    }
    assert!(windows.is_empty() || !matches!(lines.last(), Some(Mark(i64::MAX))), "the end fires everything");
    (fired, placed)
}

const TUMBLE: WindowSpec = WindowSpec { size: 10, step: 10, offset: 0, lateness: 0 };
const HOP: WindowSpec = WindowSpec { size: 10, step: 5, offset: 0, lateness: 0 };

#[test]
fn tumbling_windows_count_and_fire_in_order_of_end() {
    let lines = [
        Row(12, 7),
        Row(3, 7),
        Row(4, 8),
        Mark(9),
        Row(9, 7),
        Mark(10),
        Row(9, 7),
        Row(19, 7),
        Mark(i64::MAX),
    ];
    let (fired, placed) = run(TUMBLE, &lines);
    assert_eq!(fired, ["[0,10) 7×2 8×1", "[10,20) 7×2"]);
    assert_eq!(placed, "oooolo");
}

#[test]
fn lateness_delays_the_firing() {
    let spec = WindowSpec { lateness: 5, ..TUMBLE };
    let (fired, placed) = run(spec, &[Row(3, 1), Mark(14), Row(4, 1), Mark(15), Row(5, 1), Mark(i64::MAX)]);
    assert_eq!((fired, placed.as_str()), (vec!["[0,10) 1×2".to_owned()], "ool"));
}

#[test]
fn hopping_windows_share_slices_and_a_partly_late_row_counts_only_where_it_is_not_late() {
    let lines = [Row(3, 1), Row(7, 2), Mark(5), Row(4, 1), Row(-7, 1), Mark(i64::MAX)];
    let (fired, placed) = run(HOP, &lines);
    assert_eq!(fired, ["[-5,5) 1×1", "[0,10) 1×2 2×1", "[5,15) 2×1"]);
    assert_eq!(placed, "oopl");
}

#[test]
fn a_row_that_is_late_by_its_channel_stays_out_of_windows_that_have_not_fired_yet() {
    let mut windows: Windows<i64, Count> = Windows::new(HOP);
    windows.judge(5);
    assert_eq!(windows.place(4), Placed::Partly);
    windows.entry(hash_i64(1), |k, _| *k == 1, |_| (1, Count(0))).0 += 1;
    let fired = windows.fire(i64::MAX).unwrap();
    assert_eq!((fired.start, fired.len()), (0, 1), "not in [-5,5), although it had not fired here");
    assert!(windows.fire(i64::MAX).is_none());
}

/// The definition, without slices: every window that a row belongs to and that is open counts it.
fn by_definition(spec: WindowSpec, lines: &[Line]) -> Vec<String> {
    let mut counts: std::collections::BTreeMap<(i64, i64), i64> = std::collections::BTreeMap::new();
    let mut watermark = i64::MIN;
    for line in lines {
        match line {
            Mark(w) => watermark = watermark.max(*w),
            Row(time, key) => {
                let mut end = spec.end_after(*time);
                while end <= spec.last_end(*time) {
                    if end + spec.lateness > watermark {
                        *counts.entry((end, *key)).or_default() += 1;
                    }
                    end += spec.step;
                }
            }
        }
    }
    let mut shown: Vec<String> = Vec::new();
    let mut last = None;
    for ((end, key), n) in counts {
        if last != Some(end) {
            shown.push(format!("[{},{end})", end - spec.size));
        }
        last = Some(end);
        shown.last_mut().unwrap().push_str(&format!(" {key}×{n}"));
    }
    shown
}

#[test]
fn random_streams_agree_with_the_definition() {
    let mut x = 7_u64;
    let mut random = |n: i64| {
        x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (x >> 33) as i64 % n
    };
    for _ in 0..300 {
        let size = 1 + random(20);
        let spec =
            WindowSpec { size, step: 1 + random(size), offset: random(9) - 4, lateness: random(3) * 3 };
        let mut now = random(50) - 25;
        let mut lines: Vec<Line> = Vec::new();
        for _ in 0..random(200) {
            now += random(4);
            lines.push(Row(now - random(30), random(5)));
            if random(4) == 0 {
                lines.push(Mark(now - random(6)));
            }
        }
        lines.push(Mark(i64::MAX));
        // A watermark never goes back.
        let mut watermark = i64::MIN;
        for line in &mut lines {
            if let Mark(w) = line {
                watermark = watermark.max(*w);
                *w = watermark;
            }
        }
        for behind in [0, 1, 5] {
            let fired = run_behind(spec, &lines, behind).0;
            assert_eq!(fired, by_definition(spec, &lines), "{spec:?}, {behind} marks behind");
        }
    }
}
