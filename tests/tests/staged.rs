//! JSON lines that are read in stages: rows, windows, late rows and errors are those of a plain loop that knows what each line has wrong, whether a line has the shape
//! of those before it or not, and whatever the number of workers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use weir_tests::job::Job;
use weir_tests::lines;
use weir_tests::scratch::Scratch;

const ROWS: u64 = 20_000;

/// Numbers that look random and come again.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn once_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// A row, and its line.
#[derive(Default)]
struct Row {
    id: u64,
    kind: u64,
    level: Option<&'static str>,
    city: &'static str,
    note: String,
    cents: u64,
    at_ms: u64,
    inner: Option<(Option<&'static str>, u64, &'static str)>,
    line: String,
    /// Fields whose values are none.
    bad: BTreeSet<&'static str>,
    is_json: bool,
}

/// A row whose line has its keys in the usual order or in another, with values that are wrong here and there.
fn row(random: &mut Random, id: u64) -> Row {
    let cities = ["a", "b", "x", "long city \u{e9}"];
    let level = [None, Some("low"), Some("high")][random.below(3) as usize];
    let (kind, city) = (random.below(100), cities[random.below(4) as usize]);
    let (cents, at_ms) = (random.below(100_000), 1_700_000_000_000 + id * 20 + random.below(6_000));
    let note = format!("n{} \"{}\"", random.below(40), if random.once_in(3) { "\u{fc}" } else { "u" });
    let inner = (!random.once_in(4)).then(|| {
        let name = (!random.once_in(5)).then_some("name");
        (name, random.below(100), ["abc", "def", "xa"][random.below(3) as usize])
    });
    let mut row = Row { id, kind, level, city, note, cents, at_ms, inner, is_json: true, ..Row::default() };
    let mut bad = |field: &'static str, wrong: &str, value: String| -> String {
        let is_bad = random.once_in(60);
        if is_bad {
            row.bad.insert(field);
        }
        if is_bad { wrong.to_owned() } else { value }
    };
    let text = |text: &str| serde_json::to_string(text).expect("a text is JSON");
    let mut fields = vec![
        format!("\"id\":{}", bad("id", "\"1x\"", id.to_string())),
        format!("\"kind\":{}", bad("kind", "\"9\"", kind.to_string())),
        format!("\"city\":{}", bad("city", "7", text(row.city))),
        format!("\"note\":{}", bad("note", "null", text(&row.note))),
        format!("\"amount\":{}", bad("amount", "\"much\"", format!("{}.{:02}", cents / 100, cents % 100))),
        format!("\"at\":{}", bad("at", "\"soon\"", at_ms.to_string())),
    ];
    if let Some(level) = level {
        fields.push(format!("\"level\":{}", bad("level", "\"middle\"", text(level))));
    }
    if let Some((name, price, tags)) = inner {
        let price = bad("price", "1.5", price.to_string());
        let tags = bad("tags", "[]", text(tags));
        let name = name.map(|name| format!("\"name\":{},", text(name))).unwrap_or_default();
        fields.push(format!("\"inner\":{{{name}\"price\":{price},\"tags\":{tags}}}"));
    }
    if random.once_in(80) {
        row.bad.insert("at");
        fields.retain(|field| !field.starts_with("\"at\""));
    }
    if random.once_in(10) {
        fields.rotate_left(3);
    }
    if random.once_in(20) {
        fields.push("\"other\":{\"note\":[1,{}]}".to_owned());
    }
    row.line = format!("{{{}}}", fields.join(if random.once_in(15) { " , " } else { "," }));
    if random.once_in(200) {
        row.line.pop();
        row.is_json = false;
    }
    row
}

impl Row {
    fn has(&self, fields: &[&str]) -> bool {
        self.is_json && !fields.iter().any(|field| self.bad.contains(field))
    }

    fn is_whole(&self) -> bool {
        self.has(&["id", "kind", "city", "note", "amount", "level", "at"])
    }
}

fn field(text: &str) -> String {
    match text.contains(['"', ',']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

/// The files that the job writes, with sorted lines.
fn expected(rows: &[Row]) -> BTreeMap<&'static str, String> {
    let names = ["kept.csv", "windows.csv", "late.csv", "errors.csv", "inner.csv", "again.csv"];
    let mut files: BTreeMap<&'static str, String> = names.map(|name| (name, String::new())).into();
    let mut windows: BTreeMap<(u64, &str), (u64, u64, BTreeSet<&str>)> = BTreeMap::new();
    let mut greatest = 0;
    let mut add = |file: &'static str, line: String| {
        let _ = writeln!(files.entry(file).or_default(), "{line}");
    };
    for row in rows {
        // The time and what the filters look at come first, and of what they drop nothing else matters.
        let kind_is_read = row.has(&["at", "kind"]);
        let drops = kind_is_read && (row.kind % 3 == 0 || row.kind >= 90);
        let texts_are_read = row.has(&["city", "level"]);
        let drops =
            drops || (kind_is_read && texts_are_read && (row.city == "x" || row.level == Some("high")));
        // Its time has moved all the same, if all of it could be read.
        let time = row.at_ms;
        if row.is_whole() {
            greatest = greatest.max(time);
        }
        if !drops && row.is_whole() {
            let (id, city, note) = (row.id, row.city, field(&row.note));
            let (units, cents) = (row.cents / 100, row.cents % 100);
            let level = row.level.unwrap_or("");
            add("kept.csv", format!("{id},{city},{note},{units}.{cents:02},{level}"));
            let start = time / 10_000 * 10_000;
            if start + 10_000 + 5_000 <= greatest {
                add("late.csv", id.to_string());
            } else {
                let group = windows.entry((start, row.city)).or_default();
                (group.0, group.1) = (group.0 + 1, group.1 + row.cents);
                group.2.insert(&row.note);
            }
        } else if !drops {
            add("errors.csv", field(&row.line));
        }
        match row.inner {
            Some(_) if !row.has(&["price"]) => add("again.csv", field(&row.line)),
            _ if !row.is_json => add("again.csv", field(&row.line)),
            Some((name, price, tags)) if price > 50 => match row.has(&["tags"]) {
                true if !tags.contains('a') => {}
                true if row.has(&["id", "note"]) => {
                    let name = name.unwrap_or("");
                    add("inner.csv", format!("{},{name},{price},{tags},{}", row.id, field(&row.note)));
                }
                _ => add("again.csv", field(&row.line)),
            },
            _ => {}
        }
    }
    for ((start, city), (n, cents, notes)) in windows {
        let seconds = start / 1000;
        let at = weir_dsl::text::show::timestamp_sql(seconds as i64 * 1_000_000);
        let (units, cents) = (cents / 100, cents % 100);
        add("windows.csv", format!("{at},{city},{n},{units}.{cents:02},{}", notes.len()));
    }
    files
}

#[test]
fn rows_and_errors_are_those_of_a_plain_loop() {
    let job = Job::dev("tests/jobs/staged.weir");
    for seed in 0..3 {
        let mut random = Random(seed);
        let rows: Vec<Row> = (0..ROWS).map(|id| row(&mut random, id)).collect();
        let scratch = Scratch::new();
        let input: String = rows.iter().map(|row| format!("{}\n", row.line)).collect();
        std::fs::write(scratch.join("rows.jsonl"), input).expect("it can be written");
        let expected = expected(&rows);
        for parallelism in [1, 2, 4] {
            let (input, output) = (scratch.join("rows.jsonl"), scratch.path().display().to_string() + "/");
            let set = [("input", &*input.to_string_lossy()), ("output", &*output)];
            job.run_at(parallelism, &set).succeeded().unwrap_or_else(|why| panic!("{why}"));
            for (file, expected) in &expected {
                let found = lines::read(&scratch.join(file)).unwrap_or_else(|why| panic!("{why}"));
                let same = lines::same(&lines::sorted(expected), &lines::sorted(&found));
                same.unwrap_or_else(|why| panic!("{file}, seed {seed}, {parallelism} workers: {why}"));
            }
        }
    }
}
