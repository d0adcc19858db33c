//! Rust names from the user's: snake and camel case, unique, never a keyword.

use std::collections::BTreeSet;

/// Names given out so far.
#[derive(Debug, Clone, Default)]
pub struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// None of these is given out.
    pub fn besides(taken: &[&str]) -> Names {
        Names { taken: taken.iter().map(|name| (*name).to_owned()).collect() }
    }

    /// `wanted`, or `wanted_2`, `wanted_3` … where it is taken.
    pub fn unique(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "column" } else { wanted };
        let mut name = wanted.to_string();
        let mut n = 1;
        while !self.taken.insert(name.clone()) {
            n += 1;
            name = format!("{wanted}_{n}");
        }
        name
    }
}

/// `dateTime`, `delays.where.2` → `date_time`, `delays_where_2`. Text that Rust would not take as a name gets a `_` at the end.
pub fn snake(text: &str) -> String {
    let mut out = String::new();
    let mut lower_before = false;
    for c in text.chars() {
        let c = if c.is_ascii_alphanumeric() { c } else { '_' };
        if c.is_ascii_uppercase() && lower_before {
            out.push('_');
        }
        lower_before = c.is_ascii_lowercase() || c.is_ascii_digit();
        if c != '_' || !(out.is_empty() || out.ends_with('_')) {
            out.push(c.to_ascii_lowercase());
        }
    }
    let mut out = out.trim_end_matches('_').to_string();
    if out.starts_with(|c: char| c.is_ascii_digit()) {
        out.insert(0, 'n');
    }
    if RESERVED.contains(&out.as_str()) {
        out.push('_');
    }
    out
}

/// The name of a step's node as a field: never one that nodes have beside those of other nodes.
pub fn field_name(step: &str) -> String {
    let name = snake(step);
    let taken = NODE_FIELDS.contains(&name.as_str()) || name.ends_with("_counts") || name.ends_with("_input");
    if taken { format!("{name}_step") } else { name }
}

/// Fields of nodes, and of what they stand in; beside them, counters end in `_counts` and ways to read in `_input`.
pub const NODE_FIELDS: &[&str] = &[
    "arrivals",
    "changes",
    "combining",
    "clock",
    "exchange",
    "finals",
    "gathered",
    "gathering",
    "late_passing",
    "local",
    "marks",
    "own_best",
    "params",
    "passing",
    "script",
    "script_orders",
    "table",
    "windows",
    "writer",
];

/// `hot_items` → `HotItems`.
pub fn camel(snake: &str) -> String {
    let mut out = String::new();
    let mut upper = true;
    for c in snake.chars() {
        match c {
            '_' => upper = true,
            c if upper => {
                out.push(c.to_ascii_uppercase());
                upper = false;
            }
            c => out.push(c),
        }
    }
    if PRELUDE.contains(&out.as_str()) {
        out.push_str("Step");
    }
    out
}

/// [`camel`] for the struct of a node: nothing that a struct beside another node is called (`hot` has a `HotKey`).
pub fn type_name(snake: &str) -> String {
    let name = camel(snake);
    let unnumbered = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if BESIDE.iter().any(|suffix| unnumbered.ends_with(suffix)) { name + "Step" } else { name }
}

/// What the names of structs beside a node and of records end with.
const BESIDE: &[&str] = &[
    "Key", "Row", "Group", "Kept", "Partial", "Delta", "Local", "Stored", "Record", "Orders", "Shared",
    "Arm", "Input", "Decoded", "Writer",
];

/// Keywords, and what generated functions call their own: `cx`, `row`, `block`.
const RESERVED: &[&str] = &[
    "as",
    "async",
    "await",
    "break",
    "const",
    "continue",
    "crate",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "match",
    "mod",
    "move",
    "mut",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "struct",
    "super",
    "trait",
    "true",
    "try",
    "type",
    "unsafe",
    "use",
    "where",
    "while",
    "abstract",
    "become",
    "box",
    "do",
    "final",
    "macro",
    "override",
    "priv",
    "typeof",
    "unsized",
    "virtual",
    "yield",
    "cx",
    "row",
    "event",
    "raw",
    "cursor",
    "block",
    "buffer",
    "hash",
    "group",
    "fired",
    "heap",
    "key",
    "place",
    "params",
    "file",
    "generator",
    "ints",
    "slot",
    "learnt",
    "scratch",
    "canonical_bits",
    "canonical_f64",
    "change",
    "partial",
    "day_code",
    "event_place",
    "group_without_rows",
    "hash2",
    "hash_bool",
    "hash_bytes",
    "hash_f64",
    "hash_i128",
    "hash_i64",
    "hash_str",
    "hash_u64",
    "known",
    "mix2",
    "not_negative",
    "offset_in",
    "open_script",
    "optional_f64_cmp",
    "place_of_int",
    "record_failed",
    "row_place",
    "set_by",
    "setting_failed",
    "shown_row",
    "time_code",
];

/// Types of the prelude and of Rust that a pipeline's names could hide.
const PRELUDE: &[&str] = &[
    "Ahead",
    "Arc",
    "Batch",
    "Blocks",
    "Box",
    "Bump",
    "Clock",
    "Clone",
    "Combining",
    "Control",
    "Copy",
    "Counters",
    "Cx",
    "Dealing",
    "DecimalTotal",
    "Default",
    "Description",
    "Direct",
    "DirectKey",
    "DirectState",
    "DistinctBits",
    "DistinctInts",
    "Drop",
    "Eq",
    "Err",
    "Error",
    "Exchange",
    "ExitCode",
    "Failure",
    "Fired",
    "Fn",
    "From",
    "GROUPS_KEPT",
    "Gathering",
    "Group",
    "Heap",
    "IntHash",
    "IntKey",
    "IntTotal",
    "Into",
    "Iterator",
    "Job",
    "Key",
    "KeyText",
    "Kind",
    "Lattice",
    "Lookup",
    "Marks",
    "None",
    "Ok",
    "Option",
    "OptionalIntHash",
    "Ord",
    "Panes",
    "ParamDescription",
    "Params",
    "Part",
    "Passing",
    "Pipeline",
    "Placed",
    "Polled",
    "Ranked",
    "Result",
    "Retract",
    "Round",
    "Rounds",
    "Scratch",
    "Script",
    "Self",
    "Send",
    "SettingCx",
    "Setup",
    "Share",
    "Shared",
    "Shown",
    "Sliding",
    "Some",
    "SplitClocks",
    "SplitTick",
    "Spread",
    "StatsSink",
    "StepCounts",
    "String",
    "Subtask",
    "Sync",
    "Table",
    "TableKey",
    "Text",
    "TextLookup",
    "Vec",
    "Waiting",
    "WindowSpec",
    "Windows",
    "Worker",
    "WorkerSetup",
];

#[cfg(test)]
mod tests {
    use super::{Names, PRELUDE, RESERVED, camel, field_name, snake, type_name};

    #[test]
    fn names_become_rust_names() {
        for (from, to) in [
            ("dateTime", "date_time"),
            ("delays.where.2", "delays_where_2"),
            ("type", "type_"),
            ("@time", "time"),
        ] {
            assert_eq!(snake(from), to);
        }
        assert_eq!(
            ["windows", "hot_counts", "hot"].map(field_name),
            ["windows_step", "hot_counts_step", "hot"]
        );
        assert_eq!(camel("hot_items"), "HotItems");
        assert_eq!(camel("worker"), "WorkerStep");
        assert_eq!(type_name("hot_key"), "HotKeyStep");
    }

    #[test]
    fn nothing_hides_what_generated_code_imports() {
        let prelude = include_str!("../../../runtime/src/prelude.rs");
        // Over as many lines as they take.
        let imports =
            prelude.split(';').filter_map(|text| text.rsplit_once("pub use ")).map(|(_, names)| names);
        let words = imports.flat_map(|names| {
            names.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect::<Vec<_>>()
        });
        let (types, others): (Vec<&str>, Vec<&str>) =
            words.partition(|word| word.starts_with(|c: char| c.is_ascii_uppercase()));
        // Traits of connectors, imported without a name; and a constant, which no name of ours looks like.
        for name in
            types.into_iter().filter(|name| !["Sink", "Writer", "AHEAD", "APART", "APART_ONE"].contains(name))
        {
            assert!(PRELUDE.contains(&name), "a step called `{}` would hide `{name}`", snake(name));
        }
        // A variable hides a function, but no module; those of `support` are all imported.
        let support = include_str!("../../../runtime/src/support.rs");
        let defined = ["pub type ", "pub struct ", "pub trait ", "pub enum "].iter().flat_map(|word| {
            support
                .lines()
                .filter_map(move |line| line.strip_prefix(word)?.split(['<', ' ', '(', ':', ';']).next())
        });
        for name in defined {
            assert!(PRELUDE.contains(&name), "a step called `{}` would hide `{name}`", snake(name));
        }
        let support = support.lines();
        let support = support.filter_map(|line| line.strip_prefix("pub fn ")?.split(['(', '<']).next());
        let is_function = |word: &&str| {
            ["hash", "mix", "canonical", "row_", "event_", "shown_", "record_"]
                .iter()
                .any(|begin| word.starts_with(begin))
        };
        for name in others.into_iter().filter(is_function).chain(support).filter(|name| *name != "hash") {
            assert!(RESERVED.contains(&name), "a column called `{name}` would hide a function");
        }
    }

    #[test]
    fn a_taken_name_gets_a_number() {
        let mut names = Names::default();
        assert_eq!([names.unique("a"), names.unique("a"), names.unique("a")], ["a", "a_2", "a_3"]);
    }
}
