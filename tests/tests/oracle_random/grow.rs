//! Random pipelines: `let` after `let`, step after step, each kept only if the compiler takes it, so that types and columns are always
//! those of the plan itself.

use crate::draft::{Draft, End, Let, Step};
use crate::expressions::Columns;
use crate::random::Random;
use weir_dsl::plan::{Kind, Schema};
use weir_dsl::types::Type;

const SIZES: [&str; 4] = ["10s", "30s", "1m", "7s"];
const HOPS: [&str; 5] = [
    "hop(30s, every 10s)",
    "hop(1m, every 20s)",
    "hop(10s, every 4s)",
    "hop(20s, every 20s)",
    "hop(1m, every 7s)",
];

/// Windows that have slices in common.
const FAMILIES: [[&str; 4]; 5] = [
    ["tumble(10s)", "tumble(20s)", "tumble(1m)", "tumble(10s)"],
    ["hop(10s, every 5s)", "hop(1m, every 5s)", "tumble(10s)", "tumble(30s, offset: 5s)"],
    ["hop(20s, every 4s)", "tumble(8s)", "hop(1m, every 4s, offset: 2s)", "tumble(4s)"],
    ["tumble(6s)", "tumble(9s)", "hop(15s, every 3s)", "tumble(1m)"],
    [
        "tumble(10s, offset: 3s)",
        "hop(30s, every 10s, offset: -7s)",
        "tumble(20s)",
        "tumble(40s, offset: 13s)",
    ],
];

/// A pipeline that compiles. One seed gives one pipeline.
pub(crate) fn grow(random: &mut Random) -> Draft {
    let mut draft = Draft::default();
    let n_lets = 3 + random.below(4);
    while draft.lets.len() < n_lets {
        match random.one_in(4) {
            true => add_siblings(&mut draft, random),
            false => add_let(&mut draft, random),
        }
    }
    for index in 0..draft.lets.len() {
        // Most errors are asked for: else nearly every run would end at its first.
        if !random.one_in(6) {
            let steps = vec!["select { step, message }".into(), "into blackhole {}".into()];
            attempt(&mut draft, |draft| {
                draft.ends.push(End { from: format!("{}.errors", draft.lets[index].name), steps })
            });
        }
        if random.one_in(3) {
            let from = draft.lets[index].name.clone();
            let steps = match random.below(3) {
                0 => vec!["discard \"seen\"".into()],
                1 => vec![format!("into file {{ path: \"out{index}.csv\", format: csv }}")],
                _ => vec!["into stdout {}".into()],
            };
            attempt(&mut draft, |draft| draft.ends.push(End { from, steps }));
        }
    }
    draft
}

/// Applies a change if the result compiles.
fn attempt(draft: &mut Draft, change: impl FnOnce(&mut Draft)) -> bool {
    let mut changed = draft.clone();
    change(&mut changed);
    match changed.compile() {
        Ok(_) => {
            *draft = changed;
            true
        }
        Err(error) => {
            if std::env::var_os("WEIR_REFUSED").is_some() {
                eprintln!("{error}");
            }
            false
        }
    }
}

fn add_let(draft: &mut Draft, random: &mut Random) {
    let name = format!("s{}", draft.lets.len() + 1);
    let n_lets = draft.lets.len();
    let from = match random.below(10) {
        0..=3 if n_lets > 0 => draft.lets[random.below(n_lets)].name.clone(),
        4 | 5 if n_lets > 0 => format!("{}.late", draft.lets[random.below(n_lets)].name),
        6 if n_lets > 0 => format!("{}.errors", draft.lets[random.below(n_lets)].name),
        7 => "right".into(),
        _ => "left".into(),
    };
    let n_before = n_lets;
    let steps = vec![first_step(draft, &from, random)];
    attempt(draft, |draft| draft.lets.push(Let { name, from, steps }));
    if draft.lets.len() == n_before {
        return;
    }
    for _ in 0..random.below(4) {
        let Some((schema, _)) = schema(draft) else { return };
        let step = step(draft, &schema, random);
        attempt(draft, |draft| draft.lets[n_before].steps.push(step));
    }
}

/// Windows over one input by the same keys, most of which share slices.
fn add_siblings(draft: &mut Draft, random: &mut Random) {
    let n_lets = draft.lets.len();
    let from = match random.below(3) {
        0 if n_lets > 0 => draft.lets[random.below(n_lets)].name.clone(),
        1 => "right".into(),
        _ => "left".into(),
    };
    let mut probe = draft.clone();
    probe.lets.push(Let { name: "probe".into(), from: from.clone(), steps: vec![Step::plain("where true")] });
    let Some((schema, _)) = schema(&probe) else { return };
    let named = columns(&schema);
    if named.is_empty() {
        return;
    }
    let columns = Columns(&named);
    let keys = keys(&columns, usize::from(random.one_in(2)), random).join(", ");
    let lateness = random.pick(&["", " lateness 5s", " lateness 12s", " late drop"]);
    let family = FAMILIES[random.below(FAMILIES.len())];
    for _ in 0..2 + random.below(3) {
        let window = format!("window {}{lateness}", random.pick(&family));
        let aggregates =
            (0..1 + random.below(4)).map(|index| format!("a{index}: {}", plain(&columns, random)));
        let steps = vec![Step {
            head: format!("{window}\n    |> aggregate by {keys}"),
            columns: aggregates.collect(),
        }];
        let name = format!("s{}", draft.lets.len() + 1);
        let from = from.clone();
        attempt(draft, |draft| draft.lets.push(Let { name, from, steps }));
    }
}

/// An aggregate whose state is plain data, merged in any order.
fn plain(columns: &Columns<'_>, random: &mut Random) -> String {
    let of = |is: &dyn Fn(&Type) -> bool, random: &mut Random| {
        let names: Vec<&str> =
            columns.0.iter().filter(|(_, ty)| is(ty.required())).map(|(name, _)| name.as_str()).collect();
        if names.is_empty() { None } else { Some(random.pick(&names).to_owned()) }
    };
    let exact = of(&|ty| matches!(ty, Type::Int(_) | Type::Decimal { .. }), random);
    let ordered = of(&|ty| !matches!(ty, Type::String | Type::Record(_)), random);
    let aggregate = match (random.below(5), exact, ordered) {
        (0 | 1, Some(column), _) => format!("{}({column})", random.pick(&["sum", "avg"])),
        (2 | 3, _, Some(column)) => format!("{}({column})", random.pick(&["min", "max", "count"])),
        _ => "count()".into(),
    };
    let truths = columns.0.iter().filter(|(_, ty)| *ty == Type::Bool);
    let truths: Vec<&str> = truths.map(|(name, _)| name.as_str()).collect();
    match !truths.is_empty() && random.one_in(3) {
        true => format!("{aggregate} where {}", random.pick(&truths)),
        false => aggregate,
    }
}

/// What the last `let` gives, and the names of its columns.
fn schema(draft: &Draft) -> Option<(Schema, String)> {
    let pipeline = draft.compile().ok()?;
    let name = draft.lets.last()?.name.clone();
    let step = pipeline.steps.iter().find(|step| step.name.as_deref() == Some(&name))?;
    Some((step.output.clone(), name))
}

/// A first step: its input's columns are found by naming it. Of errors the step, the cause and perhaps the row are compared.
fn first_step(draft: &Draft, from: &str, random: &mut Random) -> Step {
    if from.ends_with(".errors") {
        let row = if random.one_in(2) { vec!["row".into()] } else { Vec::new() };
        return Step {
            head: "select".into(),
            columns: [vec!["step".into(), "message".into()], row].concat(),
        };
    }
    let mut probe = draft.clone();
    let pass = Let { name: "probe".into(), from: from.into(), steps: vec![Step::plain("where true")] };
    probe.lets.push(pass);
    match schema(&probe) {
        Some((schema, _)) => step(draft, &schema, random),
        None => Step::plain("where true"),
    }
}

fn columns(schema: &Schema) -> Vec<(String, Type)> {
    schema.visible().map(|(_, column)| (column.name.clone(), column.ty.clone())).collect()
}

fn step(draft: &Draft, schema: &Schema, random: &mut Random) -> Step {
    let named = columns(schema);
    if named.is_empty() {
        return Step::plain("where true");
    }
    let columns = Columns(&named);
    let windowed = schema.kind == Kind::Windowed;
    if schema.kind != Kind::Windowed && random.one_in(8) {
        return running(&columns, random);
    }
    match random.below(18) {
        16 => Step::plain(format!("where {}", columns.parts(random))),
        17 => derive(&columns, random),
        0 | 1 => Step::plain(format!("where {}", columns.truth(random, 2))),
        2 => Step::plain(format!("where {}", columns.narrowed(random))),
        3 | 4 => derive(&columns, random),
        5 => select(&columns, schema, random),
        6 => Step::plain(format!("drop {}", named[random.below(named.len())].0)),
        7 => Step::plain(format!("key by {}", keys(&columns, 1, random).join(", "))),
        8 | 9 => Step::plain(format!("union {}", other(draft, random))),
        10..=12 if windowed && random.one_in(2) => aggregate(&columns, None, random),
        13 if windowed => top(&columns, None, random),
        13 | 14 => top(&columns, Some(window(random)), random),
        _ => aggregate(&columns, Some(window(random)), random),
    }
}

fn other(draft: &Draft, random: &mut Random) -> String {
    match random.below(draft.lets.len() + 2) {
        0 => "right".into(),
        1 => "left".into(),
        n => draft.lets[n - 2].name.clone(),
    }
}

fn derive(columns: &Columns<'_>, random: &mut Random) -> Step {
    let n = 1 + random.below(2);
    let columns = (0..n).map(|_| format!("d{}: {}", random.below(1000), columns.any(random))).collect();
    Step { head: "derive".into(), columns }
}

fn select(columns: &Columns<'_>, schema: &Schema, random: &mut Random) -> Step {
    let mut out: Vec<String> =
        columns.0.iter().filter(|_| !random.one_in(4)).map(|(name, _)| name.clone()).collect();
    if columns.0.iter().any(|(name, _)| name == "inner") {
        out.push(format!("n{}: inner.{}", random.below(100), random.pick(&["x", "y", "note"])));
    }
    if schema.column("@window_start").is_some() {
        out.push(format!("w{}: window.{}", random.below(100), random.pick(&["start", "end"])));
    }
    if schema.column("@rank").is_some() {
        out.push(format!("r{}: rank", random.below(100)));
    }
    out.push(format!("e{}: {}", random.below(1000), columns.any(random)));
    Step { head: "select".into(), columns: out }
}

/// Group columns: plain ones, or computed ones of few values.
fn keys(columns: &Columns<'_>, least: usize, random: &mut Random) -> Vec<String> {
    let n = least + random.below(3);
    let is_key = |ty: &Type| !matches!(ty.required(), Type::Record(_));
    let names: Vec<&str> =
        columns.0.iter().filter(|(_, ty)| is_key(ty)).map(|(name, _)| name.as_str()).collect();
    if names.is_empty() {
        // Nothing but records: what this makes is refused.
        return vec!["nothing".into()];
    }
    let mut keys: Vec<String> = Vec::new();
    for index in 0..n {
        let key = random.pick(&names).to_owned();
        if !keys.contains(&key) {
            keys.push(key);
        }
        if least == 0 && random.one_in(5) {
            let key = if random.one_in(3) { columns.time_text(random) } else { columns.any(random) };
            keys.push(format!("k{index}: {key}"));
        }
    }
    keys
}

/// The window's text, and whether windows overlap.
fn window(random: &mut Random) -> (String, bool) {
    let hop = random.one_in(2);
    let mut text = match hop {
        true => random.pick(&HOPS).to_owned(),
        false => format!("tumble({})", random.pick(&SIZES)),
    };
    if random.one_in(3) {
        text = text.replace(')', &format!(", offset: {})", random.pick(&["3s", "11s", "-2s"])));
    }
    if random.one_in(3) {
        text += &format!(" lateness {}", random.pick(&["5s", "12s", "1m"]));
    }
    if random.one_in(3) {
        text += " late drop";
    }
    (text, hop)
}

fn behind_window(window: Option<&(String, bool)>, text: &str) -> String {
    match window {
        Some((window, _)) => format!("window {window}\n    |> {text}"),
        None => text.to_owned(),
    }
}

fn aggregate(columns: &Columns<'_>, window: Option<(String, bool)>, random: &mut Random) -> Step {
    let keys = if random.one_in(5) { Vec::new() } else { keys(columns, 0, random) };
    let by = if keys.is_empty() { String::new() } else { format!(" by {}", keys.join(", ")) };
    let mut out = Vec::new();
    // Such as rows can be taken back from: windows that overlap keep a running total of them.
    let invertible = window.as_ref().is_some_and(|(_, overlaps)| *overlaps) && random.one_in(2);
    for index in 0..1 + random.below(6) {
        let filter =
            if random.one_in(3) { format!(" where {}", columns.truth(random, 1)) } else { String::new() };
        out.push(format!("a{index}: {}{filter}", one(columns, invertible, random)));
    }
    Step { head: behind_window(window.as_ref(), &format!("aggregate{by}")), columns: out }
}

fn one(columns: &Columns<'_>, invertible: bool, random: &mut Random) -> String {
    let argument = if random.one_in(3) {
        columns.any(random)
    } else {
        columns.0[random.below(columns.0.len())].0.clone()
    };
    let functions: &[_] = match invertible {
        true => &["count", "sum", "avg"],
        false => &["count", "min", "max", "count_distinct", "sum", "avg", "first", "last"],
    };
    if !invertible && random.one_in(12) {
        return format!("{}({})", random.pick(&["min", "max"]), columns.time_text(random));
    }
    let function = random.pick(functions);
    match function {
        "count" if random.one_in(2) => "count()".into(),
        _ => format!("{function}({argument})"),
    }
}

/// A step whose result runs on: a table, behind which most steps are refused.
fn running(columns: &Columns<'_>, random: &mut Random) -> Step {
    match random.below(4) {
        0 => Step::plain(format!(
            "dedup by {} keep {}",
            keys(columns, 1, random).join(", "),
            random.pick(&["first", "last"])
        )),
        1 => Step::plain(top(columns, None, random).head.replace(" per window", "")),
        _ => aggregate(columns, None, random),
    }
}

fn top(columns: &Columns<'_>, window: Option<(String, bool)>, random: &mut Random) -> Step {
    let n = 1 + random.below(3);
    let ties = if random.one_in(2) { " with ties" } else { "" };
    let descending = if random.one_in(2) { " desc" } else { "" };
    let by = if random.one_in(3) { columns.any(random) } else { keys(columns, 1, random).remove(0) };
    let per = if random.one_in(3) {
        String::new()
    } else {
        format!(" per {}", keys(columns, 1, random).join(", "))
    };
    let per = per + if window.is_none() { " per window" } else { "" };
    Step::plain(behind_window(window.as_ref(), &format!("top {n}{ties} by {by}{descending}{per}")))
}
