//! Tables by key as loops written by hand over the same made-up rows as `windows.weir` and `aggregate.weir`: `tables WHAT KEYS EVENTS [in_turn | RATE SIZE_MS STEP_MS]`. Compiled like
//! generated crates; keys that are integers are hashed by one multiplication, texts by XXH3 as jobs hash them.

mod account;

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::hint::black_box;
use weir_runtime::hash::hash_bytes;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
    let (keys, events) = (Keys { n: number(2), drawn: arguments.get(4).is_none_or(|text| text != "in_turn") }, number(3));
    match arguments.get(1).map(String::as_str).unwrap_or_default() {
        "none" => rows(keys, events, |key, value| {
            black_box((key, value));
        }),
        "none_text" => texts(keys, events, |key, value| {
            black_box((key, value));
        }),
        "count" => each(keys, events, |count: &mut i64, _| *count += 1),
        "sum_avg" => each(keys, events, |(sum, n): &mut (i64, i64), value| {
            *sum += value;
            *n += 1;
        }),
        "distinct" => each(keys, events, |seen: &mut HashSet<i64, BuildHasherDefault<Mix>>, value| {
            seen.insert(value);
        }),
        "count_text" => count_texts(keys, events),
        "count_pair" => count_pairs(keys, events),
        "windows" => windows(keys, events, number(4), number(5) * 1000, number(6) * 1000),
        "none_timed" => timed(keys, events, number(4), |key, at| {
            black_box((key, at));
        }),
        other => panic!("no loop for {other}"),
    }
    account::account();
}

/// How many keys there are, and whether they are drawn at random or come in turn.
#[derive(Clone, Copy)]
struct Keys {
    n: i64,
    drawn: bool,
}

impl Keys {
    /// The key of a row.
    fn of(self, row: i64) -> i64 {
        let number = if self.drawn { hash_bytes(&row.to_le_bytes()).cast_signed() } else { row };
        (number % self.n).abs()
    }
}

fn rows(keys: Keys, events: i64, mut each: impl FnMut(i64, i64)) {
    (0..events).for_each(|n| each(keys.of(n), n % 1_000));
}

fn texts(keys: Keys, events: i64, mut each: impl FnMut(&str, i64)) {
    use std::fmt::Write;
    let mut text = String::new();
    rows(keys, events, |key, value| {
        text.clear();
        let _ = write!(text, "key-{key}");
        each(&text, value);
    });
}

fn timed(keys: Keys, events: i64, rate: i64, mut each: impl FnMut(i64, i64)) {
    (0..events).for_each(|n| each(keys.of(n), n * 1_000 / rate * 1_000));
}

type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// A running aggregate: the table changes, and the group's new row goes on.
fn each<V: Default>(keys: Keys, events: i64, change: impl Fn(&mut V, i64)) {
    let mut groups: Map<i64, V> = Map::default();
    rows(keys, events, |key, value| {
        let group = groups.entry(key).or_default();
        change(group, value);
        black_box((key, &*group));
    });
}

fn count_texts(keys: Keys, events: i64) {
    let mut groups: Map<Box<str>, i64> = Map::default();
    texts(keys, events, |key, _| {
        let count = match groups.get_mut(key) {
            Some(count) => count,
            None => groups.entry(key.into()).or_default(),
        };
        *count += 1;
        black_box((key, count));
    });
}

fn count_pairs(keys: Keys, events: i64) {
    let mut groups: Map<Pair, i64> = Map::default();
    rows(keys, events, |key, _| {
        let count = groups.entry(Pair(key, key % 7)).or_default();
        *count += 1;
        black_box((key, count));
    });
}

#[derive(PartialEq, Eq)]
struct Pair(i64, i64);

impl Hash for Pair {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_i64(self.0 ^ self.1.rotate_left(32));
    }
}

/// Windows by slices: each row changes one, a window that fires adds up those that it covers. Of one slice, it is fired as it is.
fn windows(keys: Keys, events: i64, rate: i64, size: i64, step: i64) {
    let slices = size / step;
    let mut open: Map<i64, Map<i64, i64>> = Map::default();
    let mut now = 0;
    let mut last: (i64, Map<i64, i64>) = (0, Map::default());
    timed(keys, events, rate, |key, at| {
        let slice = at / step;
        if slice != last.0 {
            let old = std::mem::replace(&mut last, (slice, open.remove(&slice).unwrap_or_default()));
            open.insert(old.0, old.1);
        }
        if slice > now {
            (now + 1..=slice).for_each(|end| fire(&mut open, end, slices));
            now = slice;
        }
        *last.1.entry(key).or_default() += 1;
    });
    open.insert(last.0, last.1);
    (now + 1..=now + slices).for_each(|end| fire(&mut open, end, slices));
}

/// The window of the slices before `end`.
fn fire(open: &mut Map<i64, Map<i64, i64>>, end: i64, slices: i64) {
    if slices > 1 {
        let mut sum: Map<i64, i64> = Map::default();
        for counts in (end - slices..end).filter_map(|slice| open.get(&slice)) {
            for (key, count) in counts {
                *sum.entry(*key).or_default() += count;
            }
        }
        sum.iter().for_each(|row| _ = black_box(row));
    } else if let Some(counts) = open.get(&(end - 1)) {
        counts.iter().for_each(|row| _ = black_box(row));
    }
    open.remove(&(end - slices));
}

/// One multiplication for integers.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash_bytes(bytes);
    }
    fn write_u8(&mut self, _: u8) {}
    fn write_i64(&mut self, x: i64) {
        let wide = u128::from(x as u64) * 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;
        self.0 = (wide >> 64) as u64 ^ wide as u64;
    }
}
