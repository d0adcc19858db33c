//! Windows by slices against their definition.

use super::*;
use crate::hash::hash_i64;
use crate::windows::sliding::tests::{Number, Rows};
use crate::windows::{Blocks, Sliding};

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

/// What two steps keep together, of which this one has the rows.
struct Wide {
    rows: i64,
}

impl Share<Wide> for Count {
    fn of(whole: &Wide) -> Count {
        Count(whole.rows)
    }

    fn add(&mut self, whole: &Wide) {
        self.0 += whole.rows;
    }
}

impl crate::table::Retract for Count {
    fn retract(&mut self, from: &Count) {
        self.0 -= from.0;
    }

    fn is_void(&self) -> bool {
        self.0 == 0
    }
}

/// Rows at random, counted by windows themselves, and by slices half as long as theirs that are merged into windows when they are over.
macro_rules! shared_gives_the_same {
    ($state:ident, $slices:expr) => {
        for seed in 0..100 {
            let mut rows = Rows::new(seed, $slices + seed as i64 % 7);
            let spec = WindowSpec { size: rows.spec.size * 2, step: rows.spec.step * 2, ..rows.spec };
            let slice = spec.slice() / 2;
            let mut slices = Windows::<Number, Wide>::new(WindowSpec { size: slice, step: slice, ..spec });
            let (mut behind, mut alone) =
                ($state::<Number, Count>::new(spec), Windows::<Number, Count>::new(spec));
            let (mut given, mut expected, mut late) = (Vec::new(), Vec::new(), 0);
            while let Some(row) = rows.next() {
                let (number, mark) = (row.random % 6, row.mark);
                let same = |key: &Number, _: &Heap| key.0 == number;
                alone.judge(mark);
                if alone.place(row.time) != Placed::Late {
                    alone.entry(number, same, |_| (Number(number), Count(0))).0 += 1;
                }
                slices.judge(mark);
                if slices.place_shared(row.time) {
                    slices.entry(number, same, |_| (Number(number), Wide { rows: 0 })).rows += 1;
                } else {
                    late += 1;
                    behind.judge(mark);
                    if behind.place(row.time) != Placed::Late {
                        behind.entry(number, same, |_| (Number(number), Count(0))).0 += 1;
                    }
                }
                let Some(watermark) = row.fires else { continue };
                while let Some(over) = slices.fire_whole(watermark) {
                    behind.absorb_share(over.start, &over.table);
                    slices.recycle(over);
                }
                while let Some(fired) = behind.fire(watermark) {
                    given.extend(groups(&fired));
                    behind.recycle(fired);
                }
                while let Some(fired) = alone.fire(watermark) {
                    expected.extend(groups(&fired));
                    alone.recycle(fired);
                }
            }
            assert_eq!(given, expected, "seed {seed}: {spec:?}");
            assert!(given.len() > 20 && late > 0, "seed {seed}");
        }
    };
}

/// Bounds, key and rows of the groups that have any, in order.
fn groups(fired: &Fired<Number, Count>) -> Vec<(i64, i64, u64, i64)> {
    let with_rows = fired.iter().filter(|(_, count)| count.0 > 0);
    let mut groups: Vec<_> = with_rows.map(|(key, count)| (fired.start, fired.end, key.0, count.0)).collect();
    groups.sort_unstable();
    groups
}

#[test]
fn shared_slices_give_windows_what_rows_give_them() {
    shared_gives_the_same!(Windows, 1);
    shared_gives_the_same!(Sliding, 3);
    shared_gives_the_same!(Blocks, 8);
}

#[test]
fn at_the_far_ends_of_time_rows_do_not_go_to_shared_slices() {
    let mut slices = Windows::<i64, Count>::new(WindowSpec { size: 10, step: 10, offset: 3, lateness: 0 });
    for (time, is_shared) in [(0, true), (1 << 60, true), (i64::MAX, false), (i64::MIN, false), (5, true)] {
        assert_eq!(slices.place_shared(time), is_shared, "{time}");
    }
    slices.judge(13);
    assert!(!slices.place_shared(12) && slices.place_shared(13));
}
